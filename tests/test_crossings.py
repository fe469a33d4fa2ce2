"""What changes places, against a slow loop of its own; what it takes for one to pass another; both in the app."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Lead, Outcome, QueryError, Scenario
from spinemkt.analysis.market import crossing_words, crossings
from spinemkt.analysis.market.crossings import Event
from spinemkt.analysis.uncertainty_views import overtaking
from spinemkt.analysis.view import QUANTITIES, View
from spinemkt.documents.options import SURE_TABS
from spinemkt.figures.draw_shares import AHEAD, DOUBLED, HALVED
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import (
    END_USERS,
    MODALITIES,
    MODALITY_TYPE,
    PRIMARIES,
    PRIMARY_GROUPS,
    REGIONS,
    SCOPES,
    TREATMENT_TYPES,
    YEARS,
)
from spinemkt.uncertainty.goal import Goal, goal_seek
from spinemkt.uncertainty.levers import Handle
from tests.test_lineage_pages import check_text
from tests.test_pages import check, html_of, opened, text_of
from tests.texts import check_figures
from ui import asks, cache

SOLID = [code for code in PRIMARIES if code != "myeloma"]
LARGEST, PASSINGS, NEAR = 12, 4, 0.75


def some(codes: Mapping[str, object] | list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(codes)), max_size=3, unique=True).map(tuple)


VIEWS = st.builds(
    View,
    quantity=st.sampled_from(list(QUANTITIES)),
    money=st.sampled_from(["real", "nominal"]),
    scope=st.sampled_from(list(SCOPES)),
    region=some(REGIONS),
    country=st.sampled_from([(), (), ("DEU", "IND"), ("USA", "CHN", "JPN")]),
    primary=some(SOLID),
    treatment_type=some(TREATMENT_TYPES),
    modality=some(MODALITIES),
    end_user=st.sampled_from([(), (), (next(iter(END_USERS)),)]),
    years=st.tuples(st.sampled_from(YEARS), st.sampled_from(YEARS)).map(lambda pair: (min(pair), max(pair))),
    grouped=st.booleans(),
)


# Crossings


def series_of(result: spinemkt.Result, view: View, dim: str) -> dict[str, list[float]]:
    """The amounts of each code by year, those that are told of."""
    frame = result.table(view.measure.name, (dim, "year"), view.where(year=view.span))
    found: dict[str, list[float]] = {}
    for row in frame.sort_values("year", kind="stable").to_dict("records"):
        if row[dim] not in ("other", "others"):
            found.setdefault(row[dim], []).append(row["value"])
    return found


def slow_groups(result: spinemkt.Result, view: View) -> Iterator[tuple[str, dict[str, list[float]]]]:
    """The rivals: each dimension with the amounts of its largest codes, modalities apart by treatment type."""
    dims = ["country"] if view.country else ["region"]
    dims += ["country"] if view.region and not view.country else []
    for dim in [*dims, "treatment_type", "modality", view.primary_dimension]:
        if dim not in view.measure.dims:
            continue
        amounts = series_of(result, view, dim)
        for kind in TREATMENT_TYPES if dim == "modality" else [""]:
            mine = [code for code in amounts if not kind or MODALITY_TYPE[code] == kind]
            largest = sorted(mine, key=lambda code: -np.sum(amounts[code]))[:LARGEST]
            yield dim, {code: amounts[code] for code in largest}


def since(holds: list[bool]) -> int | None:
    """From which place on it holds to the end; None where it does not hold at the end."""
    if not holds[-1]:
        return None
    place = len(holds) - 1
    while place and holds[place - 1]:
        place -= 1
    return place


def slow_events(result: spinemkt.Result, view: View) -> list[tuple]:
    """What passes, catches up, halves and doubles: kind, dimension, code, other, year."""
    if view.years[0] == view.years[1]:
        return []
    passing, closing = [], []
    for dim, rivals in slow_groups(result, view):
        for one, other in permutations(rivals, 2):
            mine, theirs = rivals[one], rivals[other]
            if mine[0] < theirs[0] and mine[-1] > theirs[-1]:
                place = since([a > b for a, b in zip(mine, theirs, strict=True)])
                assert place
                between = [code for code in rivals if theirs[place] < rivals[code][place] <= mine[place]]
                if between == [one]:
                    passing.append((mine[place], (AHEAD, dim, one, other, view.span[place])))
            ahead = [code for code in rivals if rivals[code][-1] > mine[-1]]
            nearest = ahead and min(rivals[code][-1] for code in ahead) == theirs[-1]
            if nearest and 0 < mine[0] < theirs[0] and mine[-1] >= NEAR * theirs[-1]:
                gained = (mine[-1] / theirs[-1]) / (mine[0] / theirs[0])
                if gained > 1:
                    closing.append((gained, (AHEAD, dim, one, other, view.years[1])))
    told = [event for _, event in sorted(passing, key=lambda pair: -pair[0])[:PASSINGS]]
    told += [event for _, event in sorted(closing, key=lambda pair: -pair[0])[:1]]
    amounts = series_of(result, view, "modality") if "modality" in view.measure.dims else {}
    counted = {code: values for code, values in amounts.items() if values[0] > 0}
    for kind in (HALVED, DOUBLED) if len(counted) > 1 else ():
        found = []
        for code, values in counted.items():
            reached = [value <= values[0] / 2 if kind == HALVED else value >= 2 * values[0] for value in values]
            if (place := since(reached)) is not None:
                found.append((place, -abs(values[place] - values[0]), code))
        told += [
            (kind, "modality", code, "", view.span[place])
            for place, _, code in sorted(found, key=lambda one: one[:2])[:1]
        ]
    return told


def names(found: tuple[Event, ...]) -> list[tuple]:
    return [(one.kind, one.dim, one.code, one.other, one.year) for one in found]


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs) -> dict[str, spinemkt.Result]:
    return {scope: spinemkt.run(inputs, scope=scope) for scope in SCOPES}


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=VIEWS)
def test_events_are_those_of_a_slow_loop(runs: dict[str, spinemkt.Result], view: View) -> None:
    assert names(crossings.events(runs[view.scope], view)) == slow_events(runs[view.scope], view)


class Made:
    """A run with amounts of a test's own, each code by year; all else has none."""

    def __init__(self, years: list[int], amounts: Mapping[str, Mapping[str, list[int]]]) -> None:
        listed = {"region": REGIONS, "treatment_type": TREATMENT_TYPES, "modality": MODALITIES}
        self.years, self.labels = years, {**listed, "primary_group": PRIMARY_GROUPS}
        self.amounts = {
            dim: {code: amounts.get(dim, {}).get(code, [0] * len(years)) for code in codes}
            for dim, codes in self.labels.items()
        }

    def array(self, measure: str, by: tuple[str, ...], where: object) -> tuple[np.ndarray, dict[str, list]]:
        amounts = self.amounts[by[0]]
        return np.array(list(amounts.values()), dtype=float), {by[0]: list(amounts), "year": self.years}

    def table(self, measure: str, by: tuple[str, ...], where: object) -> pd.DataFrame:
        rows = [
            (code, year, float(value))
            for code, values in self.amounts[by[0]].items()
            for year, value in zip(self.years, values, strict=True)
        ]
        return pd.DataFrame(rows, columns=[by[0], "year", "value"])


CODES = [*(("region", code) for code in list(REGIONS)[:3]), *(("modality", code) for code in list(MODALITIES)[:3])]


@settings(max_examples=150)
@given(amounts=st.lists(st.integers(0, 999), min_size=30, max_size=30, unique=True))
def test_events_of_lines_that_cross_back_are_those_of_a_slow_loop(amounts: list[int]) -> None:
    """The model's own lines hardly ever cross back; these do."""
    view, given_amounts = View(years=(2030, 2034)), dict[str, dict[str, list[int]]]()
    for place, (dim, code) in enumerate(CODES):
        given_amounts.setdefault(dim, {})[code] = amounts[place * 5 : place * 5 + 5]
    made: Any = Made(view.span, given_amounts)
    assert names(crossings.events(made, view)) == slow_events(made, view)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=VIEWS)
def test_an_event_holds_from_its_year_on_and_not_before(runs: dict[str, spinemkt.Result], view: View) -> None:
    run = runs[view.scope]
    found = crossings.events(run, view)
    for one in found:

        def at(code: str, year: int, one: Event = one) -> float:
            return run.total(view.measure.name, view.where(**{one.dim: code, "year": year}))

        def holds(year: int, one: Event = one) -> bool:
            if one.kind == AHEAD:
                return at(one.code, year) > at(one.other, year)
            ratio = at(one.code, year) / at(one.code, view.years[0])
            return ratio <= 0.5 if one.kind == HALVED else ratio >= 2

        if one.passed or one.kind != AHEAD:
            assert all(holds(year) for year in range(one.year, view.years[1] + 1))
            assert not holds(one.year - 1) and not holds(view.years[0])
        else:
            assert one.year == view.years[1] and not holds(one.year)
        first = at(one.other, one.first) if one.kind == AHEAD else at(one.code, one.first)
        assert one.amounts == pytest.approx((first, at(one.code, one.year)), rel=1e-9)
    for one, said in zip(found, crossing_words.sentences(run, view, found), strict=True):
        assert str(said).endswith(".") and "of the simulations" not in str(said)
        assert len(said.figures) == (1 if one.passed else 2)
        check_text(said, lambda _: run)


def test_the_market_has_the_crossings_that_are_asked_for(result: spinemkt.Result) -> None:
    found = crossings.events(result, View(years=(2026, 2040)))
    assert (AHEAD, "region", "asia_pacific", "europe") in [each[:4] for each in names(found)]
    beams = [one for one in found if (one.code, one.other) == ("sbrt_srs", "conventional_ebrt")]
    assert len(beams) == 1 and not beams[0].passed
    assert {one.kind for one in found} >= {AHEAD, DOUBLED}
    assert crossings.events(result, View(years=(2030, 2030))) == ()


def test_the_share_of_draws_is_counted_draw_by_draw(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    view = View(years=(2022, 2040), treatment_type=("radiation", "medication"))
    found = crossings.events(result, view)
    assert {one.kind for one in found} >= {AHEAD, DOUBLED}
    ensemble = spinemkt.simulate(inputs, None, 300, years=sorted({year for one in found for _, year in one.pair}))
    for one, share in zip(found, crossings.shares(found, view, ensemble), strict=True):
        pair = [(one.code, one.year), (one.other, one.year)]
        if one.kind != AHEAD:
            pair = [(one.code, view.years[0]), (one.code, one.year)]
        first, second = (
            ensemble.values("spend", (), view.where(**{one.dim: code, "year": year}))[0] for code, year in pair
        )
        happened = 0
        for a, b in zip(first.tolist(), second.tolist(), strict=True):
            happened += a > b if one.kind == AHEAD else b <= a / 2 if one.kind == HALVED else b >= 2 * a
        assert share == happened / 300
        assert 0 < share < 1
    shares = crossings.shares(found, view, ensemble)
    for share, said in zip(shares, crossing_words.sentences(result, view, found, shares), strict=True):
        shown = said.figures[-1].shown
        assert re.search(rf"; in {shown} of the simulations (it|they) \w+ \w+ by then\.$", str(said))
        assert shown == crossing_words.share_words(share)
        assert said.figures[-1].over_draws(lambda *_: ensemble) == share


def test_a_scenario_can_undo_a_crossing(inputs: spinemkt.Inputs) -> None:
    view = View(years=(2026, 2040))
    lever = Handle.of("spine_risk", "asia_pacific")
    for amount, there in ((1.0, True), (0.8, False)):
        run = spinemkt.run(inputs, lever.moved(Scenario(), amount, inputs))
        found = {(one.code, one.other) for one in crossings.events(run, view) if one.passed}
        assert (("asia_pacific", "europe") in found) is there


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "none"), (1.0, "all"), (0.0005, "under 1%"), (0.9995, "over 99%"), (0.994, "99%"), (0.54, "54%")],
)
def test_all_and_none_are_said_only_where_it_is_so(share: float, words: str) -> None:
    assert crossing_words.share_words(share) == words


def test_verbs_agree_with_what_passes() -> None:
    passes = {code: crossing_words.agreeing("modality", code, "passes", "pass") for code in MODALITIES}
    many = {code for code, verb in passes.items() if verb == "pass"}
    assert many == {"bone_modifying_agents", "radiopharmaceuticals", "steroids_analgesics"}
    assert crossing_words.agreeing("country", "USA", "passes", "pass") == "passes"


# One passing another as a goal


RACES = [
    ("sbrt_ceiling", None, "modality", "sbrt_srs", "conventional_ebrt", View(year=2035)),
    ("spine_risk", "asia_pacific", "region", "asia_pacific", "europe", View(year=2030, modality=("sbrt_srs",))),
    ("spine_risk", "asia_pacific", "region", "north_america", "asia_pacific", View(year=2035, region=("europe",))),
    ("survival", None, "region", "europe", "asia_pacific", View(year=2027, country=("DEU",))),
    ("sbrt_ceiling", None, "modality", "imrt_igrt", "sbrt_srs", View(year=2035, quantity="patients")),
    ("surgery_price", "europe", "modality", "mis_surgery", "separation_surgery", View(year=2032, region=("europe",))),
    ("radiation_price", None, "treatment_type", "surgery", "radiation", View(year=2028, scope="strict")),
]


def sought(inputs: spinemkt.Inputs, lever: str, region: str | None, *race: object) -> tuple[overtaking.Race, Goal]:
    """A race with its amounts as things stand, and what the goal seek finds."""
    asked = overtaking.race(Handle.of(lever, region), *race)  # type: ignore[arg-type]
    asked = overtaking.started(asked, spinemkt.run(inputs, scope=asked.view.scope))
    return asked, goal_seek(inputs, lever, asked.lead, region=region, scope=asked.view.scope)


@pytest.mark.parametrize("race", RACES, ids=lambda race: f"{race[0]}-{race[3]}")
def test_at_the_goal_both_are_level(inputs: spinemkt.Inputs, race: tuple) -> None:
    asked, found = sought(inputs, *race)
    assert found.now == pytest.approx((asked.now[0] - asked.now[1]).number, rel=1e-3)
    if found.scenario is None:
        assert found.lowest * found.highest > 0 or found.lowest == found.highest
        assert "level with" in str(overtaking.race_words(asked, found, inputs))
        return
    one, other = overtaking.started(asked, spinemkt.run(inputs, found.scenario, asked.view.scope)).now
    assert one.number == pytest.approx(other.number, rel=1e-3)
    before = [figure.number for figure in asked.now]
    assert before[0] != pytest.approx(before[1], rel=1e-3) and min(before) > 0
    text = overtaking.race_words(asked, found, inputs)
    check_figures(text, {"": spinemkt.run(inputs, scope=asked.view.scope)})
    assert len(text.figures) == 2
    words = str(text)
    assert f"level with {crossing_words.within(asked.dim, asked.other, {})} in {asked.view.year}" in words
    assert ("only beyond the evidence" in words) is found.beyond


def test_a_lead_is_the_one_less_the_other_and_turns_its_sign(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    asia, europe = (result.total("spend", {"region": code, "year": 2035}) for code in ("asia_pacific", "europe"))
    outcome = Outcome("spend", {"region": ["latin_america"]}, 2035)
    found = goal_seek(inputs, "mri", Lead("region", "asia_pacific", "europe", outcome))
    turned = goal_seek(inputs, "mri", Lead("region", "europe", "asia_pacific", outcome))
    assert found.now == pytest.approx(asia - europe, rel=1e-5)
    assert turned.now == -found.now
    assert (turned.lowest, turned.highest) == (-found.highest, -found.lowest)


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        (Lead("modality", "mri", "mri"), "compared with itself"),
        (Lead("colour", "mri", "ct"), "Unknown dimension 'colour'"),
        (Lead("modality", "mri", "sbrt"), "Unknown modality 'sbrt'"),
        (Lead("modality", "mri", "ct", Outcome("diagnosed")), "modality"),
    ],
)
def test_a_lead_of_what_is_not_there_is_refused(inputs: spinemkt.Inputs, lead: Lead, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        goal_seek(inputs, "mri", lead)


def test_a_race_that_no_amount_decides_says_why(inputs: spinemkt.Inputs) -> None:
    asked, found = sought(inputs, "drug_price", None, "treatment_type", "surgery", "radiation", View(year=2035))
    assert "no nearer to each other in 2035" in str(overtaking.race_words(asked, found, inputs))
    asked, found = sought(inputs, "mri", None, "modality", "sbrt_srs", "conventional_ebrt", View(year=2035))
    words = str(overtaking.race_words(asked, found, inputs))
    assert found.scenario is None and "no other value that the lever can take" in words
    assert re.search(r"it stays [\d.]+ M USD behind at least", words)
    nothing = tuple(replace(figure, value=0.0) for figure in asked.now)
    empty = overtaking.Race(asked.handle, "modality", "proton", "brachytherapy", asked.view, nothing)
    assert str(overtaking.race_words(empty, found, inputs)).startswith("Neither proton nor brachytherapy has any spend")


# In the app


def changes(app: AppTest) -> list[str]:
    """The items of the list of what changes places."""
    lists = [html for html in html_of(app) if "data-asks='change_0:0'" in html]
    return [re.sub(r"<[^>]+>", "", item) for html in lists for item in re.findall(r"<li>(.*?)</li>", html)]


@pytest.mark.parametrize("ranges", ["80", "off"])
def test_the_overview_tells_what_changes_places(inputs: spinemkt.Inputs, result: spinemkt.Result, ranges: str) -> None:
    view = View(years=(2024, 2038))
    app = opened("overview", {"years": view.years, "ranges": ranges})
    check(app)
    found = crossings.events(result, view)
    years = sorted({year for one in found for _, year in one.pair})
    drawn = spinemkt.simulate(inputs, None, cache.DRAWS, years=years)
    shares = crossings.shares(found, view, drawn) if ranges == "80" else None
    assert changes(app) == [str(said) for said in crossing_words.sentences(result, view, found, shares)]
    (head,) = [html for html in html_of(app) if f"{crossing_words.HEADING}</h2>" in html]
    assert ("share of the simulations" in head) is (ranges == "80")
    offered = [key for key in app.session_state[asks.OFFERED] if key.startswith("change_")]
    assert len(offered) == len(found)


def test_nothing_is_told_where_nothing_changes_places() -> None:
    app = opened("overview", {"years": (2030, 2030), "year": 2030})
    check(app)
    assert not any(crossing_words.HEADING in html for html in html_of(app))


def raced(dim: str = "modality", year: int = 2035, state: Mapping[str, object] | None = None, **chosen: str) -> AppTest:
    app = opened("sensitivity", {"sure_tab": SURE_TABS[3], "year": year, **(state or {})})
    app.segmented_control(key="goal_kind").set_value("passes").run()
    app.segmented_control(key="goal_dim").set_value(dim).run()
    for name, code in chosen.items():
        app.selectbox(key=f"goal_{name}").set_value(code)
    (button,) = [found for found in app.button if found.label == "Find it"]
    return button.click().run()


def test_a_race_is_answered_and_made_the_scenario(inputs: spinemkt.Inputs) -> None:
    app = raced(lever="sbrt_ceiling")
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    asked, found = sought(inputs, *RACES[0])
    assert said == str(overtaking.race_words(asked, found, inputs))
    assert [answer.shown for answer in app.session_state[asks.OFFERED]["goal"].all()] == list(map(str, asked.now))
    app.button(key="goal_put_0").click().run()
    made = Scenario.from_link(app.session_state["scenario"])
    assert made.name != BASELINE
    one, other = overtaking.started(asked, spinemkt.run(inputs, made)).now
    assert one.number == pytest.approx(other.number, rel=1e-3)
    (said,) = text_of(app, "sm-said")
    assert "are level already in 2035" in said
    assert not [button for button in app.button if button.key == "goal_put_0"]


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("dim", overtaking.COMPARED)
def test_every_kind_of_race_is_answered_under_filters(dim: str, quantity: str) -> None:
    filters = {"region": ["europe"], "treatment_type": ["medication"], "quantity": quantity}
    app = raced(dim, 2030, filters, lever="spine_risk", region="asia_pacific")
    check(app, 0)
    assert not app.warning
    assert len(text_of(app, "sm-said")) == 1


def test_a_race_against_itself_is_refused_in_the_page() -> None:
    app = raced(code_modality="mri", other_modality="mri")
    check(app, 0)
    (warning,) = app.warning
    assert "compared with itself" in warning.value
    assert app.selectbox(key="goal_code_modality").value == "mri"


def test_the_goal_of_an_amount_is_still_there_after_a_race() -> None:
    app = raced(lever="sbrt_ceiling")
    app.segmented_control(key="goal_kind").set_value("reaches").run()
    check(app, 0)
    assert not text_of(app, "sm-said")
    app.text_input(key="goal_target").set_value("18 bn")
    (button,) = [found for found in app.button if found.label == "Find it"]
    button.click().run()
    (said,) = text_of(app, "sm-said")
    assert "SBRT and radiosurgery" in said
