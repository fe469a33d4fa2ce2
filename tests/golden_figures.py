"""The figures that the pages offer in a few states, as a table that is kept beside the tests.

A row says where a figure stands (state, page, part), its text, value and unit, how it is made and of which amounts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.printing import words
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from tests.few_draws import draw_few
from tests.test_pages import MAIN
from ui import asks, cache, controls
from ui.address import written

FIGURES = Path(__file__).parent / "golden" / "figures.csv"
REFRESH = "make data"
MOST = 16  # figures of one part; those between are of the same kind
DIGITS = 12
EXACT, SINGLE = 1e-9, 1e-5  # relative; of values that come from single precision
NOTHING = 1e-6  # of any unit: what is left of differences that are zero but for rounding

PRESETS = list(load_scenarios().values())
STATES: Mapping[str, Mapping[str, object]] = {
    "default": {},
    "breast cancer in Europe, nominal": {
        "region": ["europe"],
        "primary": ["breast"],
        "money": "nominal",
        "ranges": "off",
    },
    "ready-made scenario": {"scenario": written(PRESETS[0]), "between": "scenario", "lab_split": "region"},
    "radiation, CyberKnife": {
        "treatment_type": ["radiation"],
        "curve": "cyberknife",
        "offer_modality": [],
        "offer_attribute": "cyberknife",
        "form": "grid",
    },
    "patients, few years": {
        "quantity": "patients",
        "years": (2030, 2032),
        "year": 2031,
        "per_million": True,
        "across": "region",
        "grouped": False,
    },
}
# Each page and, where it has tabs, each tab; ranges of ready-made scenarios take long to draw and are tested elsewhere.
PAGES: tuple[tuple[str, Mapping[str, object]], ...] = (
    *((page, {}) for page in ("overview", "segments", "regions", "modalities", "pathway", "landscape")),
    *((page, {}) for page in ("lab", "change")),
    ("compare", {"pins": ".".join(map(written, PRESETS[:2]))}),
    *(("sensitivity", {"sure_tab": tab}) for tab in controls.SURE_TABS),
    *(("evidence", {"evidence_tab": tab}) for tab in ("How the model works", "External checks", "Conflicts")),
    *(("opportunities", {"decide_tab": tab, "ranges": "off"}) for tab in controls.DECIDE_TABS),
    ("reconcile", {"report": "us_xgeva_sales_2024"}),
    ("answers", {}),
)


class Row(NamedTuple):
    """One figure of the table; text: empty in a table below a chart, which writes the value in full."""

    state: str
    page: str
    part: str
    text: str
    value: float
    unit: str
    words: str
    amounts: str


IDENTITY = ["state", "page", "text", "unit", "words", "amounts"]  # not the part: a page may be put in another order


def figures_table(state: str) -> pd.DataFrame:
    """Draw every page in a state, a name in STATES; return what it offers, one figure a row, none twice on a page."""
    return _without_repeats(pd.DataFrame(_rows(state), columns=Row._fields))


def refresh() -> None:
    """Write the table anew, with as few draws as tests take."""
    draw_few()
    tables = [figures_table(state) for state in STATES]
    pd.concat(tables).to_csv(FIGURES, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")


def kept(state: str) -> pd.DataFrame:
    """The table as it was last written, of one state."""
    table = pd.read_csv(FIGURES, keep_default_na=False, na_values={"value": ["", "nan"]})
    return table[table["state"] == state]


def differences(found: pd.DataFrame, expected: pd.DataFrame) -> list[str]:
    """Say, one line each, which figures are not those of the kept table."""
    before, now = ({key: group for key, group in table.groupby(IDENTITY)} for table in (expected, found))
    lines = []
    for key in sorted(before.keys() | now.keys()):
        sides = [side[key]["value"].sort_values().to_numpy() if key in side else np.empty(0) for side in (before, now)]
        if len(sides[0]) == len(sides[1]) and all(map(_same, *sides)):
            continue
        part = (now if key in now else before)[key]["part"].iloc[0]
        was, is_now = (", ".join(f"{value:.{DIGITS}g}" for value in side) or "nothing" for side in sides)
        about = dict(zip(IDENTITY, key, strict=True))
        lines.append(f"{about.pop('page')} / {part}: {was} -> {is_now}; {about}")
    return lines


def _same(one: float, other: float) -> bool:
    precision = SINGLE if np.float32(one) == one or np.float32(other) == other else EXACT
    return math.isclose(one, other, rel_tol=precision, abs_tol=NOTHING) or (math.isnan(one) and math.isnan(other))


def _rows(state: str) -> Iterator[Row]:
    chosen = STATES[state]
    mine = PRESETS[0] if "scenario" in chosen else Scenario()
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    app.run()
    for page, needs in PAGES:
        for name, value in {"ranges": "80", **chosen, **needs}.items():
            app.session_state[name] = value
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, (state, page, app.exception)
        for part, offer in app.session_state[asks.OFFERED].items():
            runs = {"": mine, "Base case": Scenario(), **offer.runs}
            answers = list(offer.all())
            step = max(1, -(-len(answers) // MOST))
            for answer in answers[::step]:
                yield _row(state, page, part, answer, runs, offer.view_of(answer))


def _row(state: str, page: str, part: str, answer: Figure, runs: Mapping[str, Scenario], view: View) -> Row:
    text, value = answer.shown, answer.value
    number = _number(text)
    if number is not None and (value is None or len(text) > DIGITS):  # written in full, to the last digit
        text, value = "", number if value is None else value
    if value is None:
        value = _made(answer, runs, view)
    made_of = "; ".join(map(_said, answer.amounts[:2])) + (" ..." if len(answer.amounts) > 2 else "")
    level = "" if answer.level is None else f"quantile {answer.level:g}: "
    return Row(state, page, part, text, value, answer.unit, level + words(answer.expression)[:60], made_of)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _made(answer: Figure, runs: Mapping[str, Scenario], view: View) -> float:
    """The value of a figure that the page knows in words alone."""
    data = cache.bundle()
    if answer.of_draws:
        return answer.over_draws(lambda name, years: cache.ensemble_of(runs[name], view, years, data))
    return answer.evaluate(lambda name: cache.run_on(data, view, runs[name]))


def _said(amount: Amount) -> str:
    """An amount in short: its measure, how much of each dimension it keeps, and its run."""
    kept = [f"{dim} {codes[0]}" if len(codes) == 1 else f"{len(codes)} {dim}" for dim, codes in amount.kept.items()]
    whose = [amount.part, amount.moved, amount.end, amount.run]
    return ", ".join([amount.measure, *kept, *filter(None, whose)])


def _without_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """Keep one of several rows that say the same of the same amounts on one page."""
    ordered = table.sort_values([*IDENTITY, "value"], kind="stable")
    before = ordered.shift()
    repeats = (ordered[IDENTITY] == before[IDENTITY]).all(axis="columns")
    equal = np.isclose(ordered["value"], before["value"].astype(float), rtol=EXACT, atol=0, equal_nan=True)
    return ordered[~(repeats & equal)].sort_index()


if __name__ == "__main__":
    refresh()
