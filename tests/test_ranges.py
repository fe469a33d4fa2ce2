"""Ranges on the screen: they are the ensemble's own, answer to every lever, can be switched off, and come last."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Change, Scenario, where_of
from spinemkt.analysis import narrative
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.uncertainty_views.spread import (
    FAN,
    LEVELS,
    LIKELY,
    Spread,
    against,
    between,
    growth_spread,
    quantiles,
    reading,
    said,
)
from spinemkt.analysis.view import View
from spinemkt.charts import fan, overview, palette, regions
from spinemkt.export.csv import to_csv
from spinemkt.scenario.levers import levers
from spinemkt.terms import YEARS as YEARS_OF_THE_MODEL
from spinemkt.uncertainty.sample import BLOCK
from spinemkt.wording import count, money
from tests.test_charts import lines_of
from tests.test_levers import MOVES, YEAR
from tests.test_pages import MARKET, check, html_of, opened, text_of
from ui import asks, cache, ranges
from ui.controls import RANGES
from ui.parts import file_header

SBRT = Scenario("More SBRT", "", (Change("uptake_ceiling", "scale", 1.5, where_of(modality="sbrt_srs")),))
DEARER = Scenario("Dearer", "", (Change("unit_cost", "scale", 1.2),))
RISKIER = Scenario("Riskier", "", (Change("diagnosed_risk", "scale", 1.3),))
YEARS = (2026, 2030, 2035)
CHARTS = {"overview": 4, "segments": 3, "regions": 3, "modalities": 3}


@pytest.fixture(scope="module")
def base(inputs: spinemkt.Inputs) -> spinemkt.Ensemble:
    return spinemkt.simulate(inputs, draws=BLOCK, years=YEARS)


def spread_of(ensemble: spinemkt.Ensemble, measure: str, by: tuple, where: dict, level: str = "80") -> Spread:
    wanted = LEVELS[level]
    return Spread(ensemble.table(measure, by, where, quantiles(wanted)), measure, wanted, ensemble.draws, 0)


def over_years(ensemble: spinemkt.Ensemble, level: str = "80") -> Spread:
    return spread_of(ensemble, "spend", ("year",), {}, level)


def titled(app: AppTest) -> list[str]:
    return text_of(app, "sm-title")


def figure_texts(app: AppTest, place: int) -> list[str]:
    """What the years of a fan say on hover."""
    spec = json.loads(app.get("plotly_chart")[place].proto.spec)
    return [text for trace in spec["data"] for text in trace.get("customdata", []) if isinstance(text, str)]


# Levers


SPENDING = [name for name, moves in MOVES.items() if any(measure == "spend" for measure, _, _ in moves)]


@pytest.mark.parametrize("name", SPENDING)
def test_ranges_answer_to_every_lever_that_moves_spend(
    inputs: spinemkt.Inputs, base: spinemkt.Ensemble, name: str
) -> None:
    """Both ends of the range move with the lever, the same way as the centre, in what its words promise."""
    lever = levers()[name]
    span = lever.span(inputs)
    scenario = lever.moved(Scenario(), span.high if span.high > span.baseline else span.low, inputs)
    sign = 1 if span.high > span.baseline else -1
    moved = spinemkt.simulate(inputs, scenario, draws=BLOCK, years=YEARS)
    for measure, where, way in MOVES[name]:
        if measure != "spend":
            continue
        one, other = (each.table(measure, (), {**where, "year": YEAR}).iloc[0] for each in (base, moved))
        for column in ("central", "p10", "p90"):
            assert sign * way * (other[column] - one[column]) > 1e-5 * one[column], column


@pytest.mark.parametrize("scenario", [RISKIER, DEARER], ids=lambda scenario: scenario.name)
def test_a_lever_moves_what_the_page_says_of_ranges(scenario: Scenario) -> None:
    before, after = opened(), opened(link={"scenario": scenario.to_link()})
    assert text_of(before, "sm-range")[0] != text_of(after, "sm-range")[0]
    fans = [next(title for title in titled(app) if "likely between" in title) for app in (before, after)]
    assert fans[0] != fans[1]


# The ensemble's own numbers


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"year": 2029, "years": (2025, 2033)},
        {"quantity": "patients"},
        {"region": ["europe"], "money": "nominal"},
        {"primary": ["lung"], "country": ["FRA"], "quantity": "episodes"},
        {"treatment_type": ["surgery"], "end_user": ["neurosurgical_centre"], "scope": "full"},
    ],
    ids=str,
)
def test_tiles_and_fan_say_what_the_ensemble_says(inputs: spinemkt.Inputs, state: dict) -> None:
    view = View(**{name: tuple(value) if isinstance(value, list) else value for name, value in state.items()})
    app = opened(state=state)
    check(app, 3 if "region" in state or "country" in state else 4)  # one region alone is a sentence
    span = sorted({*cache.YEARS_DRAWN, view.year, *view.years})
    ensemble = spinemkt.simulate(inputs, draws=BLOCK, scope=view.scope, years=span)
    found = text_of(app, "sm-range")
    questions = narrative.tile_questions(view)
    assert len(found) == len(questions) == len(text_of(app, "sm-value"))
    for words, (measure, by, where) in zip(found, questions, strict=True):
        row = ensemble.table(measure, by, where).iloc[0]
        spec = spinemkt.MEASURES[measure]
        ends = between(row.p10, row.p90, spec) if spec.money else f"{count(row.p10)} to {count(row.p90)}"
        assert words == f"80% range: {ends}"
        assert row.p10 < row.p90
    measure = measure_of(view)
    years = [year for year in view.span if year in cache.YEARS_DRAWN or year in view.years]
    table = ensemble.table(measure.name, ("year",), view.where(measure.name, year=years))
    told = dict(zip(view.span, figure_texts(app, 0), strict=True))
    assert all(text.startswith(f"{year}: ") for year, text in told.items())
    assert [year for year, text in told.items() if "80% range" in text] == years
    for text, row in zip(map(told.get, years), table.itertuples(), strict=True):
        assert text.endswith(f"80% range: {between(row.p10, row.p90, measure)}")
        assert narrative.amount(row.central, measure) in text


def test_the_bar_says_the_paired_difference(inputs: spinemkt.Inputs) -> None:
    a, b = (spinemkt.simulate(inputs, each, draws=BLOCK, years=cache.YEARS_DRAWN) for each in (SBRT, None))
    frame = spinemkt.difference(a, b, "spend", ("year",), {"year": [2026, 2035]})
    spread = Spread(frame, "spend", LEVELS["80"], BLOCK, 0)
    app = opened("lab", link={"scenario": SBRT.to_link()})
    said = str(against(spread, View()))
    assert f"{said}." in text_of(app, "sm-sources")
    assert any(said[1:] in title for title in titled(app))
    assert f"above it in {round(frame['above'].iloc[-1] * 100)} in 100" in said
    for key, tag in (("bar_range", "</p>"), ("title_lab_gap", "</h3>")):
        ends = app.session_state[asks.OFFERED][key].all()
        assert [one.shown for one in ends] == [narrative.amount(frame[end].iloc[-1], spread.spec) for end in LIKELY]
        (html,) = [one for one in html_of(app) if f"data-asks='{key}:0'" in one]
        assert html.partition(tag)[0].count("sm-ask") == 2
        made = [one.over_draws(lambda name, years: {"": a, "Base case": b}[name]) for one in ends]
        assert made == pytest.approx([frame[end].iloc[-1] for end in LIKELY], rel=1e-5)


@pytest.mark.parametrize(
    "name",
    [
        None,
        "Spine oncology boards plan from the diagnosis on",
        "Radioligands move to earlier lines",
        "Pembrolizumab loses its patent in the United States",
        "MRI and PET-CT find spinal lesions earlier",
    ],
)
def test_lines_that_join_the_years_drawn_are_close_to_the_years_between(
    inputs: spinemkt.Inputs, name: str | None
) -> None:
    scenario = spinemkt.load_scenarios()[name] if name else None
    ensemble = spinemkt.simulate(inputs, scenario, draws=BLOCK)
    for measure in ("spend", "treated", "episodes"):
        ends = np.quantile(ensemble.values(measure, ("year",)), (0.1, 0.5, 0.9), axis=1)
        drawn = [YEARS_OF_THE_MODEL.index(year) for year in cache.YEARS_DRAWN]
        joined = np.array([np.interp(YEARS_OF_THE_MODEL, cache.YEARS_DRAWN, row[drawn]) for row in ends])
        off = np.abs(joined / ends - 1)
        assert off.max() < 0.03
        assert off[:, YEARS_OF_THE_MODEL.index(2027) :].max() < 0.019


def test_a_difference_is_paired_and_so_narrower_than_the_ranges_it_parts(inputs: spinemkt.Inputs) -> None:
    a, b = (spinemkt.simulate(inputs, each, draws=BLOCK, years=(2035,)) for each in (DEARER, None))
    row, own = spinemkt.difference(a, b, "spend").iloc[0], b.table("spend", ()).iloc[0]
    assert row.p90 - row.p10 < 0.5 * (own.p90 - own.p10)
    assert row.above == 1.0


# The control


def test_ranges_are_on_unless_switched_off() -> None:
    assert [RANGES[code] for code in RANGES] == ["Off", "P10-P90", "plus P2.5-P97.5"]
    assert opened().session_state["ranges"] == ranges.DEFAULT == "80"
    assert set(RANGES) == set(LEVELS)


@pytest.mark.parametrize("page", [*MARKET, "lab"])
def test_switched_off_no_range_is_shown_and_none_calculated(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(cache, "_kept_ensemble", lambda *asked: drawn.append(asked))
    app = opened(page, {"ranges": "off"}, {"scenario": SBRT.to_link(), "ranges": "off"})
    assert not app.exception
    assert drawn == []
    if page in CHARTS:
        assert len(app.get("plotly_chart")) == CHARTS[page] - (page == "overview")
    assert not text_of(app, "sm-range")
    words = " ".join(unescape(html.value) for html in app.get("html") if "<style" not in html.value)
    assert "simulations" not in words and "80% range" not in words
    assert "likely between" not in words


def test_the_widest_range_is_shown_on_request() -> None:
    names = {}
    for level in ("80", "95"):
        spec = json.loads(opened(state={"ranges": level}).get("plotly_chart")[0].proto.spec)
        names[level] = [trace["name"] for trace in spec["data"] if trace.get("fill") == "toself"]
    assert names == {
        "80": ["80% range", "50% range"],
        "95": ["95% range", "80% range", "50% range"],
    }


@pytest.mark.parametrize(
    ("written", "code"),
    [("off", "off"), ("Off", "off"), ("80 and 95 %", "95"), ("plus P2.5-P97.5", "95"), ("80 %", "80"), ("95", "95")],
)
def test_a_link_restores_the_control(written: str, code: str) -> None:
    app = opened(link={"ranges": written})
    check(app)
    assert not app.warning
    assert app.session_state["ranges"] == code


def test_a_bad_value_is_said_and_the_default_taken() -> None:
    app = opened(link={"ranges": "90"})
    check(app, 4)
    (warning,) = app.warning
    assert "Unknown ranges '90'" in warning.value
    assert app.session_state["ranges"] == "80"


# Pages


MEASURED = [*({"quantity": name} for name in ("spend", "patients", "episodes")), {"money": "nominal"}]
SHOWING = (*MARKET, "lab", "compare", "change")


@pytest.mark.parametrize("state", MEASURED, ids=str)
@pytest.mark.parametrize("page", SHOWING)
def test_no_page_fails_for_any_measure(page: str, state: dict) -> None:
    """Every page with every measure, and each of them with every level."""
    level = list(RANGES)[(SHOWING.index(page) + MEASURED.index(state)) % len(RANGES)]
    app = opened(page, {**state, "ranges": level}, {"scenario": SBRT.to_link(), "ranges": level})
    assert not app.exception
    assert not app.error


def test_a_page_is_drawn_before_its_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first drawing has the words and asks; then all is calculated, and the second drawing has the ranges."""
    turns: list[list[str]] = []
    fill = ranges.fill

    def watched() -> None:
        from streamlit import session_state

        turns.append([question[0] for _, question in session_state[ranges._WANTED]])
        fill()

    cache.ENSEMBLES.clear()
    monkeypatch.setattr(ranges, "fill", watched)
    check(opened(), 4)
    assert {"spend", "diagnosed", "treated", "episodes"} <= set(turns[0])
    assert turns[1] == []


def test_what_is_said_once_is_said_on_the_second_drawing_too() -> None:
    cache.ENSEMBLES.clear()
    app = opened()
    app.session_state["scenario_refused"] = "No."
    app.session_state["end_user"] = ["neurosurgical_centre"]  # asks for draws that are not there
    app.run()
    assert [warning.value for warning in app.warning] == ["No."]
    assert not app.run().warning


def test_one_year_has_tiles_with_ranges_and_no_fan() -> None:
    app = opened(state={"years": (2030, 2030), "year": 2030})
    check(app)
    assert all(text_of(app, "sm-range"))
    assert not any("likely between" in title for title in titled(app))


# Many questions in one pass


def test_questions_prepared_together_have_the_answers_they_have_alone(inputs: spinemkt.Inputs) -> None:
    one, other = (spinemkt.simulate(inputs, SBRT, draws=BLOCK, years=YEARS) for _ in range(2))
    questions: list[tuple[str, tuple[str, ...], dict]] = [
        ("spend", ("region", "year"), {}),
        ("episodes", ("year",), {"treatment_type": "radiation"}),
        ("treated", ("year",), {"primary": "lung"}),
        ("walking", (), {"year": 2035}),
        ("spend", ("tier",), {"year": 2030}),
    ]
    assert not any(one.knows(*question) for question in questions)
    passes: list[int] = []
    one.prepare(questions, lambda done, count: passes.append(done))
    assert passes == [1, 1, 1], "one pass for each set of sums left out"
    for question in questions:
        assert one.knows(*question)
        np.testing.assert_array_equal(one.values(*question), other.values(*question))


def test_a_pass_that_is_cancelled_leaves_nothing_half_done(inputs: spinemkt.Inputs) -> None:
    ensemble = spinemkt.simulate(inputs, draws=2 * BLOCK, years=(2035,))

    def stop(done: int, count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ensemble.prepare([("spend", (), {})], stop)
    assert not ensemble.knows("spend")
    assert len(ensemble.values("spend")[0]) == 2 * BLOCK


# Charts


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("level", ["80", "95"])
def test_bands_lie_inside_one_another_and_inside_the_axis(
    result: spinemkt.Result, base: spinemkt.Ensemble, level: str, theme: str
) -> None:
    spread = over_years(base, level)
    chart = fan.fan(result, View(), theme, spread)
    bands = [trace for trace in chart.figure.data if trace.fill == "toself"]
    assert [band.name for band in bands] == [fan.NAMES[part] for part in spread.parts]
    ends = [(np.asarray(band.y)[: len(YEARS)], np.asarray(band.y)[len(YEARS) :][::-1]) for band in bands]
    for (high, low), part in zip(ends, spread.parts, strict=True):
        np.testing.assert_allclose(high * 1e9, spread.frame[spread.ends(part)[1]])
        np.testing.assert_allclose(low * 1e9, spread.frame[spread.ends(part)[0]])
    for outer, inner in pairwise(ends):
        assert (outer[0] > inner[0]).all()
        assert (outer[1] < inner[1]).all()
    assert chart.figure.layout.yaxis.range[0] == 0
    assert chart.figure.layout.yaxis.range[1] > max(high.max() for high, _ in ends)
    names = [note.text.replace("<br>", " ") for note in chart.figure.layout.annotations]
    assert names == ["expected", *[fan.NAMES[part] for part in reversed(spread.parts)]]
    accent = palette.tokens(theme).accent
    assert {band.line.color for band in bands} == {accent}


def test_the_axis_has_its_length_before_the_ranges_are_there(result: spinemkt.Result, base: spinemkt.Ensemble) -> None:
    spread = over_years(base)
    room = float((spread.frame["p90"] / spread.frame["central"]).max())
    before, after = (fan.fan(result, View(), "light", each, room) for each in (None, spread))
    assert before.figure.layout.yaxis.range == after.figure.layout.yaxis.range
    assert "likely" not in str(before.title)
    assert before.about == ()


def test_title_alt_and_table_of_the_fan_say_its_range(result: spinemkt.Result, base: spinemkt.Ensemble) -> None:
    spread = over_years(base)
    chart = fan.fan(result, View(), "light", spread)
    last = spread.frame.iloc[-1]
    assert str(chart.title).endswith(f"likely between {between(last.p10, last.p90, spread.spec, 'and')}")
    for row in (spread.frame.iloc[0], last):
        assert f"{row.year:.0f}: {money(row.central)}, 80% range: {between(row.p10, row.p90, spread.spec)}" in chart.alt
    assert list(chart.frame.columns) == ["year", "central", "p10", "p25", "p50", "p75", "p90", "unit"]


def test_a_file_says_what_its_ranges_are(
    inputs: spinemkt.Inputs, result: spinemkt.Result, base: spinemkt.Ensemble
) -> None:
    chart = fan.fan(result, View(), "light", over_years(base))
    text = to_csv(chart.frame, file_header(chart, View(), "spend", "Base case", result.inputs)).decode()
    (line,) = [line for line in text.splitlines() if line.startswith("# ranges: ")]
    assert "4 in 5 of the simulations lie between p10 and p90" in line
    assert "half of the simulations lie between p25 and p75" in line
    assert "central: the run at expected values" in line
    assert f"{BLOCK} simulations of every uncertain number, seed 0" in line
    assert said(None) == ()


def test_ranked_bars_carry_their_ranges(result: spinemkt.Result, base: spinemkt.Ensemble) -> None:
    view = View()
    spread = spread_of(base, "spend", ("region",), view.where(year=view.year))
    chart = overview.ranked(result, view, "light", "region", 8, spread)
    bars, lines = chart.figure.data
    rows = spread.frame.set_index("region").loc[chart.frame["region"]]
    np.testing.assert_allclose(lines_of(lines), rows[["p10", "p90"]])
    assert (np.asarray(lines.y) > np.asarray(bars.y) + bars.width / 2).all(), "below the bars"
    assert [hover.rpartition(": ")[2] for hover in bars.customdata] == [
        between(row.p10, row.p90, spread.spec) for row in rows.itertuples()
    ]
    column = chart.figure.layout.annotations
    assert len(column) == len(bars.x) and {(note.x, note.xref) for note in column} == {(1, "paper")}
    assert {"value", "p10", "p90", "unit"} <= set(chart.frame.columns)
    assert "thin line: 80% range" in chart.subtitle
    assert "80% range" in chart.alt


def test_growth_has_ranges_of_its_own(result: spinemkt.Result, base: spinemkt.Ensemble) -> None:
    years, where = (2026, 2035), {"region": ["europe"]}
    spread = growth_spread(base, "spend", "modality", where, years, LEVELS["80"])
    values = [base.values("spend", ("modality",), {**where, "year": year}) for year in years]
    row = list(spread.frame["modality"]).index("sbrt_srs")
    paces = sorted(float(last / first) ** (1 / 9) - 1 for first, last in zip(*(v[row] for v in values), strict=True))
    assert spread.frame["p10"].iloc[row] == pytest.approx(np.quantile(paces, 0.1), abs=1e-6)
    assert spread.frame["p90"].iloc[row] == pytest.approx(np.quantile(paces, 0.9), abs=1e-6)
    view = View(region=("europe",))
    found = overview.ranked_growth(result, view, "light", "modality", 12, spread)
    assert {"p10", "p90"} <= set(found.frame.columns)
    assert "80% range" in found.subtitle and "80% range" in found.alt
    bars, reach = found.figure.data[0], spread.frame.set_index("modality").loc[list(found.frame["modality"])]
    assert list(found.frame["p10"]) == pytest.approx(list(reach["p10"]))
    assert list(found.frame["p90"]) == pytest.approx(list(reach["p90"]))
    (whiskers,) = [one for one in found.figure.data[1:] if one.error_x.array is not None]
    lows = [x - below for x, below in zip(whiskers.x, whiskers.error_x.arrayminus, strict=True)]
    highs = [x + above for x, above in zip(whiskers.x, whiskers.error_x.array, strict=True)]
    assert lows == pytest.approx(list(100 * reach["p10"]))
    assert highs == pytest.approx(list(100 * reach["p90"]))
    assert min(bars.x) < 0 < max(bars.x)


def test_the_map_tells_each_country_its_tiers_range_in_proportion(
    result: spinemkt.Result, base: spinemkt.Ensemble
) -> None:
    view = View()
    spread = spread_of(base, "spend", ("tier",), view.where(year=view.year))
    chart = regions.world_map(result, view, "light", False, spread)
    table, tiers = chart.frame.set_index("country"), spread.frame.set_index("tier")
    for code in ("USA", "FRA", "CHN", "SGP"):
        tier = tiers.loc[result.inputs.countries.at[code, "tier"]]
        assert table.at[code, "p90"] / table.at[code, "value"] == pytest.approx(tier.p90 / tier.central, rel=1e-4)
        assert table.at[code, "p10"] < table.at[code, "value"] < table.at[code, "p90"]
    hovers = [text for trace in chart.figure.data for text in trace.text or [] if text.startswith("France: ")]
    assert len(set(hovers)) == 1  # in the world and in the inset of Europe
    assert re.search(r"80% range: [\d,]+ M to [\d.,]+ (M|bn)$", hovers[0])
    assert "ranges of countries are those of their country group" in chart.subtitle


def test_a_countrys_own_range_is_near_its_tiers(base: spinemkt.Ensemble, inputs: spinemkt.Inputs) -> None:
    """What the map's shortcut leaves out: primaries are not in the same proportion in all countries of a tier."""
    own = base.table("spend", ("country",), {"year": 2026}).set_index("country")
    tiers = base.table("spend", ("tier",), {"year": 2026}).set_index("tier")
    of = tiers.loc[inputs.countries["tier"][own.index]]
    for end in ("p10", "p90"):
        ratio = own[end].to_numpy() / own["central"].to_numpy() / (of[end] / of["central"]).to_numpy()
        large = own["central"].to_numpy() > 1e8
        assert np.abs(ratio[large] - 1).max() < 0.06


# Words


@pytest.mark.parametrize(
    ("low", "high", "above", "words"),
    [
        (1e9, 2.5e9, 1.0, "80% range: 1.0 to 2.5 bn USD more than the base case; above it in all"),
        (-2.5e9, -1e9, 0.0, "80% range: 1.0 to 2.5 bn USD less than the base case; above it in none"),
        (
            -6e6,
            3e8,
            0.889,
            "80% range: between 6.0 M USD less and 300 M USD more than the base case; above it in 89 in 100",
        ),
        (1.0, 2.5e9, 0.999, "80% range: 1 USD to 2.5 bn USD more than the base case; above it in 99 in 100"),
        (0.0, 0.0, 0.0, "No simulation makes a difference here"),
    ],
)
def test_a_difference_in_words(base: spinemkt.Ensemble, low: float, high: float, above: float, words: str) -> None:
    frame = base.table("spend", (), {"year": 2035}).assign(p10=low, p90=high, above=above)
    spread = Spread(frame, "spend", LEVELS["80"], BLOCK, 0)
    text = against(spread, View())
    assert str(text) == words
    assert sorted(end.number for end in text.figures) == ([low, high] if high else [])
    assert [end.level for end in sorted(text.figures, key=lambda end: end.number)] == ([0.1, 0.9] if high else [])
    assert all(end.shown == narrative.amount(abs(end.number), spread.spec) for end in text.figures)
    assert all([amount.run for amount in end.amounts] == ["", "Base case"] for end in text.figures)


def test_the_caption_says_what_the_chart_shows(base: spinemkt.Ensemble) -> None:
    spread = over_years(base)
    words = reading(spread.parts, 2000, spread)
    assert "run 2,000 times" in words
    assert "half of the results stay inside the strong band and 4 in 5 inside the faint one" in words
    assert "It lies a little above the middle result" in words
    assert "faintest" not in words
    assert "19 in 20 inside the faintest" in reading(LEVELS["95"], 2000, spread)
    even = spread.frame.assign(p50=spread.frame["central"])
    assert "above the middle result" not in reading(spread.parts, 2000, Spread(even, "spend", spread.parts, 2000, 0))
    for part, (low, high) in FAN.items():
        assert high - low == pytest.approx({"half": 0.5, "4 in 5": 0.8, "19 in 20": 0.95}[part])
