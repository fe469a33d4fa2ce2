"""Every number of a page's sentence, tiles, tables and charts: made anew it is the same, and it leads to sources.

A page joins by its name in PAGES: what it offers through ui.asks is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt.analysis.modality_facts import dollars
from spinemkt.analysis.narrative import amount
from spinemkt.analysis.question import Answer
from spinemkt.analysis.wording import count, growth, money, percent, signed
from spinemkt.model.measures import MEASURES
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from tests.test_pages import opened
from ui import asks, cache
from ui.address import written

PAGES = ("overview", "segments", "regions", "modalities", "lab", "compare")
PRESETS = load_scenarios()
CHANGED = PRESETS[next(iter(PRESETS))]
STATES: list[Mapping[str, object]] = [
    {},
    {"quantity": "episodes", "region": ["europe", "asia_pacific"], "years": (2025, 2032), "year": 2028},
    {"quantity": "patients", "treatment_type": ["radiation"], "year": 2035},
    {"money": "nominal", "scope": "strict", "grouped": False, "myeloma": True, "country": ["DEU", "IND"]},
    {"scenario": written(CHANGED), "form": "grid", "across": "region", "per_million": True},
]
MOST = 40  # numbers of one part of a page that are walked; those between are of the same kind


def numbers(app: AppTest) -> Iterator[tuple[str, asks.Offer, Answer]]:
    """The numbers that a page offers, at most MOST of each part, the first and the last among them."""
    for key, offer in app.session_state[asks.OFFERED].items():
        found = list(offer.all())
        step = max(1, len(found) // MOST)
        for answer in {id(one): one for one in [*found[::step], *found[-1:]]}.values():
            yield key, offer, answer


def forms(value: float, answer: Answer) -> set[str]:
    """Every way in which a page may write a value."""
    measure = MEASURES[answer.numbers[0].measure]
    plain = {money(value), money(value, ""), count(value), dollars(value), dollars(value, ""), amount(value, measure)}
    ratios = {percent(value), percent(value, 0), growth(value), signed(value), money(value)}
    few = {"fewer than 10"} if 0 < value < 10 else set()
    return (plain if answer.form in ("amount", "mean", "difference", "per_million") else ratios) | few


def same(value: float, answer: Answer) -> bool:
    """Whether a page shows a value: written in words, or in full in a table."""
    if re.fullmatch(r"-?\d+\.\d{4,}.*|nan|-?\d+\.0|.*e-\d+", answer.shown):
        return float(answer.shown) == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True)
    return answer.shown.startswith(tuple(forms(value, answer)))


@lru_cache(maxsize=16)
def ran(scenario: Scenario, scope: str, myeloma: bool) -> spinemkt.Result:
    return spinemkt.run(cache.inputs(), scenario, scope, myeloma)


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("page", PAGES)
def test_every_number_is_the_same_when_made_anew(page: str, state: Mapping[str, object]) -> None:
    pins = {"pins": ".".join(written(one) for one in list(PRESETS.values())[:2])} if page == "compare" else {}
    app = opened(page, {**state, **pins})
    assert not app.exception
    mine = CHANGED if "scenario" in state else Scenario()
    seen = 0
    for key, offer, answer in numbers(app):
        runs = {"": mine, "Baseline": Scenario(), **offer.runs}
        value = answer.value(lambda name, runs=runs, view=offer.view: ran(runs[name], view.scope, view.myeloma))
        assert answer.shown, key
        assert same(value, answer), (key, answer, value)
        seen += 1
    assert seen >= 5
