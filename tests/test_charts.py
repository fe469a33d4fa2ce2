"""Every chart in both themes and many views: finite marks, palette colours, words with numbers, sums that hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis import modality_facts, place_facts
from spinemkt.analysis.view import View
from spinemkt.charts import maps, modalities, overview, palette, regions, segments
from spinemkt.charts.style import Chart, dodge, largest_and_others, scale, unit_name
from spinemkt.terms import MODALITY_TYPE, REGIONS, TREATMENT_TYPES, YEARS

THEMES = ("light", "dark")
MOST_TRACES = 30

VIEWS = {
    "default": View(),
    "one country": View(country=("FRA",)),
    "one region": View(region=("latin_america",)),
    "one modality": View(modality=("proton",)),
    "one type": View(treatment_type=("surgery",)),
    "one primary": View(primary=("thyroid",)),
    "one site": View(end_user=("ambulatory_home",)),
    "nominal": View(money="nominal"),
    "patients": View(quantity="patients"),
    "episodes": View(quantity="episodes"),
    "two years": View(years=(2030, 2031), year=2031),
    "all years": View(years=(YEARS[0], YEARS[-1]), year=YEARS[0]),
    "year outside the range": View(years=(2030, 2035), year=2023),
    "strict": View(scope="strict"),
    "full": View(scope="full"),
    "ungrouped": View(grouped=False),
    "with myeloma": View(myeloma=True, grouped=False),
    "narrow": View(country=("MLT",), primary=("thyroid",), modality=("brachytherapy",), grouped=False),
}


@dataclass(frozen=True)
class Drawing:
    """One chart as the pages draw it: the builder, its arguments, and the table that its twin must add up to."""

    builder: Callable[..., Chart]
    arguments: tuple
    total: Callable[[spinemkt.Result, View], float] | None


def in_year(result: spinemkt.Result, view: View) -> float:
    return result.total(view.measure.name, view.where(year=view.year))


def in_span(result: spinemkt.Result, view: View) -> float:
    return result.total(view.measure.name, view.where(year=view.span))


def of_type(kind: str) -> Callable[[spinemkt.Result, View], float]:
    return lambda result, view: result.total(view.measure.name, view.where(treatment_type=kind, year=view.span))


DRAWINGS = {
    "over time": Drawing(overview.over_time, (), in_span),
    "over time by region": Drawing(overview.over_time, ("region",), in_span),
    "share over time": Drawing(overview.over_time, ("modality", True), in_span),
    "share by group": Drawing(overview.over_time, ("primary_group", True), in_span),
    "ranked": Drawing(overview.ranked, ("region",), in_year),
    "ranked countries": Drawing(overview.ranked, ("country",), in_year),
    "growth": Drawing(overview.ranked_growth, ("modality",), None),
    "growth by primary": Drawing(overview.ranked_growth, ("primary",), None),
    "marimekko": Drawing(segments.crossed, ("primary", "treatment_type", "marimekko"), in_year),
    "marimekko of modalities": Drawing(segments.crossed, ("modality", "region", "marimekko"), in_year),
    "grid": Drawing(segments.crossed, ("end_user", "modality", "grid"), in_year),
    "grid of levels": Drawing(segments.crossed, ("spine_level", "presentation", "grid"), in_year),
    "map": Drawing(regions.world_map, (), in_year),
    "map per person": Drawing(regions.world_map, (True,), None),
    "bubbles": Drawing(regions.size_and_growth, ("region",), None),
    "bubbles of countries": Drawing(regions.size_and_growth, ("country",), None),
    "tree": Drawing(modalities.tree, (), in_year),
    "uptake": Drawing(modalities.uptake_curves, ("sbrt_srs",), None),
    "uptake of scans": Drawing(modalities.uptake_curves, ("mri",), None),
    "uptake of an attribute": Drawing(modalities.uptake_curves, ("robotic_navigated",), None),
    "mix": Drawing(modalities.mix, ("surgery",), of_type("surgery")),
    "mix of scans": Drawing(modalities.mix, ("diagnosis",), of_type("diagnosis")),
}


@pytest.fixture(scope="session")
def result_of(inputs: spinemkt.Inputs) -> Callable[[View], spinemkt.Result]:
    @cache
    def run(scope: str, myeloma: bool) -> spinemkt.Result:
        return spinemkt.run(inputs, scope=scope, include_myeloma=myeloma)

    return lambda view: run(view.scope, view.myeloma)


@pytest.fixture(scope="session")
def draw(result_of: Callable[[View], spinemkt.Result]) -> Callable[[str, str, str], Chart]:
    @cache
    def drawn(drawing: str, view: str, theme: str) -> Chart:
        wanted = DRAWINGS[drawing]
        return wanted.builder(result_of(VIEWS[view]), VIEWS[view], theme, *wanted.arguments)

    return drawn


def meets(drawing: str, view: View) -> bool:
    """Whether a chart has anything to show: a mix of surgery under a filter on proton has not."""
    if drawing not in ("mix", "mix of scans") or not (view.modality or view.treatment_type or view.end_user):
        return True
    kind = DRAWINGS[drawing].arguments[0]
    if any(MODALITY_TYPE[code] != kind for code in view.modality):
        return False
    return not (view.end_user and kind == "surgery")


EVERY = [(drawing, name) for drawing in DRAWINGS for name, view in VIEWS.items() if meets(drawing, view)]
every_chart = pytest.mark.parametrize(("drawing", "view"), EVERY)


def leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Every (name, value) at the ends of a nested figure, arrays opened."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, key)
    elif isinstance(value, list | tuple | np.ndarray):
        for part in value:
            yield from leaves(part, name)
    else:
        yield name, value


def palette_of(theme: str) -> set[str]:
    look = palette.tokens(theme)
    structure = {value for value in vars(look).values() if str(value).startswith("#")}
    hues = {palette.pick(pair, theme) for kind in palette.CATEGORIES.values() for pair in kind.values()}
    scales = {*palette.sequential(theme), *palette.diverging(theme), palette.INK_DARK, palette.INK_LIGHT}
    return structure | hues | scales | {palette.pick(palette.NEUTRAL, theme)}


def digits(text: str) -> list[float]:
    """The numbers that a text writes, billions and millions opened."""
    sizes = {"bn": 1e9, "M": 1e6, "%": 0.01}
    found = re.findall(r"(-?\d[\d,]*\.?\d*)(?: (bn|M|%))?", text)
    return [float(number.replace(",", "").rstrip(".")) * sizes.get(size, 1.0) for number, size in found]


# Every chart in every view


@every_chart
@pytest.mark.parametrize("theme", THEMES)
def test_every_chart_draws_finite_marks(draw: Callable[..., Chart], drawing: str, view: str, theme: str) -> None:
    figure = draw(drawing, view, theme).figure
    assert isinstance(figure, go.Figure)
    assert 0 < len(figure.data) <= MOST_TRACES
    for trace in figure.data:
        numbers = [value for _, value in leaves(trace.to_plotly_json()) if isinstance(value, float | np.floating)]
        assert all(math.isfinite(number) for number in numbers), trace.type
    edges = [value for axis in ("xaxis", "yaxis") for value in figure.layout[axis].range or ()]
    assert all(math.isfinite(edge) for edge in edges)
    json.loads(figure.to_json())


@every_chart
@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_of_the_palette(draw: Callable[..., Chart], drawing: str, view: str, theme: str) -> None:
    chart = draw(drawing, view, theme)
    written = {
        value.lower()
        for name, value in leaves(chart.figure.to_plotly_json())
        if isinstance(value, str) and (name.endswith("color") or name in ("color", "colors", "colorscale", "fillcolor"))
    }
    assert {colour for colour in written if not colour.startswith("rgba(0,0,0,0")} <= palette_of(theme)
    assert {colour for colour, _ in chart.key} <= palette_of(theme)


@every_chart
def test_every_chart_has_its_words(draw: Callable[..., Chart], drawing: str, view: str) -> None:
    chart = draw(drawing, view, "light")
    assert chart.title
    assert chart.subtitle
    assert chart.title in chart.alt
    assert chart.subtitle in chart.alt
    for text in (chart.title, chart.subtitle, chart.alt):
        assert "nan" not in text.lower().replace("finance", "")
        assert "no figure" not in text
        assert "_" not in text
        assert not re.search(r"\de[+-]?\d", text), "no scientific notation"


@every_chart
def test_the_alternative_text_says_a_number_of_the_table(draw: Callable[..., Chart], drawing: str, view: str) -> None:
    chart = draw(drawing, view, "light")
    words = chart.alt.replace(chart.title, "").replace(chart.subtitle, "")
    table = [float(value) for value in chart.frame.select_dtypes("number").to_numpy().ravel() if value]
    said = [number for number in digits(words) if number]
    assert any(math.isclose(number, value, rel_tol=0.06) for number in said for value in table), words


@every_chart
def test_the_table_twin_adds_up_to_the_model(
    draw: Callable[..., Chart], result_of: Callable[[View], spinemkt.Result], drawing: str, view: str
) -> None:
    chart = draw(drawing, view, "light")
    numbers = chart.frame.select_dtypes("number")
    assert len(chart.frame)
    assert np.isfinite(numbers.to_numpy(dtype=float)).all()
    total = DRAWINGS[drawing].total
    if total is not None:
        assert chart.frame["value"].sum() == pytest.approx(total(result_of(VIEWS[view]), VIEWS[view]), rel=1e-9)


@every_chart
def test_themes_differ_in_colours_only(draw: Callable[..., Chart], drawing: str, view: str) -> None:
    light, dark = (draw(drawing, view, theme) for theme in THEMES)
    assert (light.title, light.subtitle, light.alt) == (dark.title, dark.subtitle, dark.alt)
    pd.testing.assert_frame_equal(light.frame, dark.frame)
    assert [words for _, words in light.key] == [words for _, words in dark.key]
    assert [trace.type for trace in light.figure.data] == [trace.type for trace in dark.figure.data]


def test_a_chart_without_anything_to_show_does_not_fail(result: spinemkt.Result) -> None:
    """The mix of one type under a filter on another's modality, as after choosing MRI on the Modalities page."""
    chart = modalities.mix(result, View(modality=("mri",)), "light", "radiation")
    assert chart.title == "Mix inside radiation"
    assert isinstance(chart.figure, go.Figure)


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        (View(scope="strict", modality=("targeted_therapy",)), "medication"),
        (View(modality=("mri",), end_user=("orthopaedic_centre",)), "diagnosis"),
    ],
)
def test_a_mix_of_nothing_has_no_shares(result_of: Callable[[View], spinemkt.Result], view: View, kind: str) -> None:
    chart = modalities.mix(result_of(view), view, "light", kind)
    numbers = [value for trace in chart.figure.data for value in trace.y if value is not None]
    assert all(math.isfinite(number) for number in numbers)
    assert "nan" not in chart.alt


# One year only


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("drawing", [name for name in DRAWINGS if not name.startswith(("growth", "bubbles"))])
def test_a_range_of_one_year_draws(result: spinemkt.Result, drawing: str, theme: str) -> None:
    wanted, view = DRAWINGS[drawing], View(years=(2030, 2030), year=2030)
    chart = wanted.builder(result, view, theme, *wanted.arguments)
    assert chart.figure.data
    assert "nan" not in chart.alt.lower()


@pytest.mark.parametrize("drawing", ["growth", "growth by primary", "bubbles", "bubbles of countries"])
def test_growth_over_one_year_makes_no_false_number(result: spinemkt.Result, drawing: str) -> None:
    wanted = DRAWINGS[drawing]
    chart = wanted.builder(result, View(years=(2030, 2030)), "light", *wanted.arguments)
    heights = [value for trace in chart.figure.data for value in (*trace.x, *trace.y) if isinstance(value, float)]
    edges = [value for axis in ("xaxis", "yaxis") for value in chart.figure.layout[axis].range or ()]
    assert all(math.isfinite(value) for value in [*heights, *edges])


# What single charts promise


def test_bands_are_stacked_to_the_total(result: spinemkt.Result) -> None:
    chart = overview.over_time(result, View(), "light")
    heights = sum(np.asarray(trace.y) for trace in chart.figure.data)
    totals = chart.frame.groupby("year")["value"].sum()
    assert heights * 1e9 == pytest.approx(totals.to_numpy())
    assert chart.subtitle == "billion constant 2022 USD a year, 2026-2035"


def test_shares_are_stacked_to_a_hundred(result: spinemkt.Result) -> None:
    chart = overview.over_time(result, View(), "light", "modality", True)
    assert sum(np.asarray(trace.y) for trace in chart.figure.data) == pytest.approx(100)
    assert len(chart.figure.data) == 6
    assert chart.figure.data[-1].name == "Others" or "Others" in [trace.name for trace in chart.figure.data]


@pytest.mark.parametrize("form", ["marimekko", "grid"])
@pytest.mark.parametrize("across", segments.CROSSED)
@pytest.mark.parametrize("up", segments.CROSSED)
def test_any_two_dimensions_cross(result: spinemkt.Result, across: str, up: str, form: str) -> None:
    if across == up:
        return
    chart = segments.crossed(result, View(), "light", across, up, form)
    assert chart.frame["value"].sum() == pytest.approx(result.total("spend", {"year": 2026}))
    assert len(chart.figure.data) <= MOST_TRACES


def test_a_marimekko_fills_its_square(result: spinemkt.Result) -> None:
    chart = segments.crossed(result, View(), "light", "primary", "treatment_type")
    assert sum(np.asarray(trace.y) for trace in chart.figure.data) == pytest.approx(100)
    assert float(np.sum(chart.figure.data[0].width)) == pytest.approx(100)


def test_a_category_keeps_its_colour(result: spinemkt.Result) -> None:
    wanted = {TREATMENT_TYPES[code]: palette.colour("treatment_type", code, "dark") for code in TREATMENT_TYPES}
    bands = overview.over_time(result, View(), "dark").figure.data
    assert {trace.name: trace.fillcolor for trace in bands} == wanted
    columns = segments.crossed(result, View(), "dark", "region", "treatment_type").figure.data
    assert {trace.name: trace.marker.color for trace in columns} == wanted
    (tree,) = modalities.tree(result, View(), "dark").figure.data
    assert {
        name: colour for name, colour in zip(tree.labels, tree.marker.colors, strict=True) if name in wanted
    } == wanted


def test_ranked_bars_fall(result: spinemkt.Result) -> None:
    (bars,) = overview.ranked(result, View(), "light", "country").figure.data
    assert list(bars.x) == sorted(bars.x, reverse=True)
    assert len(bars.x) == 8


def test_areas_of_the_tree_add_up(result: spinemkt.Result) -> None:
    (tree,) = modalities.tree(result, View(), "light").figure.data
    value = dict(zip(tree.ids, tree.values, strict=True))
    for kind in (code for code, parent in zip(tree.ids, tree.parents, strict=True) if not parent):
        children = sum(value[code] for code, parent in zip(tree.ids, tree.parents, strict=True) if parent == kind)
        assert children == pytest.approx(value[kind])


@pytest.mark.parametrize("code", modalities.CURVES)
def test_every_curve_is_a_share(result: spinemkt.Result, code: str) -> None:
    chart = modalities.uptake_curves(result, View(), "light", code)
    assert chart.frame["value"].between(0, 1).all()
    assert set(chart.frame["region"]) == set(REGIONS)
    assert set(chart.frame["year"]) == set(YEARS)


def test_a_filter_on_regions_leaves_their_curves_only(result: spinemkt.Result) -> None:
    chart = modalities.uptake_curves(result, View(region=("europe",)), "light", "sbrt_srs")
    assert [trace.name for trace in chart.figure.data if trace.mode == "lines"] == ["Europe"]


# The map


@pytest.mark.parametrize("per_person", [False, True])
@pytest.mark.parametrize("theme", THEMES)
def test_the_map_shows_every_country_once(result: spinemkt.Result, theme: str, per_person: bool) -> None:
    chart = regions.world_map(result, View(), theme, per_person)
    missing, shapes, points = chart.figure.data
    shown = [*shapes.locations, *points.customdata]
    assert len(shown) == len(set(shown)) == 185
    assert set(shown) == set(chart.frame["country"]) == set(result.codes["country"])
    assert not set(missing.locations) & set(shown)
    assert len(points.lat) == len(points.lon) == len(points.customdata) == len(points.text)
    assert shapes.zmin == 0
    assert max(shapes.z) < shapes.zmax
    assert min(shapes.z) > 0
    assert len(chart.key) == len(maps.class_edges(chart.frame.set_index("country")["value"])) + 2


def test_the_map_asks_nobody_outside() -> None:
    assert maps.OUTLINES.startswith("/app/static/")
    assert maps.MAP_CONFIG["topojsonURL"].startswith("data:application/json,")


def test_a_filter_leaves_other_countries_as_no_data(result: spinemkt.Result) -> None:
    chart = regions.world_map(result, View(region=("north_america",)), "light")
    missing, shapes, points = chart.figure.data
    assert {*shapes.locations, *points.customdata} == {"USA", "CAN"}
    assert "FRA" in missing.locations


def test_per_person_divides_by_people(result: spinemkt.Result) -> None:
    total, each = (regions.country_values(result, View(year=2030), per) for per in (False, True))
    people = float(result.inputs.population.sel(country="FRA", year=2030))
    assert each["FRA"] == pytest.approx(total["FRA"] / people * 1e6)


@given(st.dictionaries(st.integers(0, 300).map(str), st.floats(1e-6, 1e12), min_size=1, max_size=60))
def test_class_edges_increase_and_are_round(values: dict[str, float]) -> None:
    edges = maps.class_edges(pd.Series(values))
    assert len(edges) < maps.CLASSES
    assert (np.diff(edges) > 0).all()
    assert all(min(values.values()) < edge < max(values.values()) for edge in edges)
    assert all(f"{edge:.0e}"[0] in "1235" and math.isclose(float(f"{edge:.0e}"), edge) for edge in edges)


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [5.0], [5.0, 5.0, 0.0]])
def test_class_edges_of_next_to_nothing(values: list[float]) -> None:
    series = pd.Series(values, [str(index) for index in range(len(values))], dtype=float)
    assert len(maps.class_edges(series)) == 0
    key = maps.legend(series, "light", str)
    assert [words for _, words in key] == ["all", "no data"]


# Style


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=12),
    st.floats(0.1, 8),
)
def test_dodge_keeps_order_and_gaps(positions: list[float], gap: float) -> None:
    low, high = gap / 2, 100.0
    moved = dodge(positions, gap, low, high)
    order = np.argsort(positions, kind="stable")
    placed = np.array(moved)[order]
    assert len(moved) == len(positions)
    assert (np.diff(placed) >= gap - 1e-9).all()
    assert placed[-1] <= high + 1e-9
    assert placed[0] >= low - 1e-9


@given(st.lists(st.floats(10, 90), min_size=1, max_size=8))
def test_dodge_leaves_what_is_apart(positions: list[float]) -> None:
    ordered = sorted(positions)
    if all(b - a >= 1 for a, b in pairwise(ordered)):
        assert dodge(positions, 1.0, 0.5, 100.0) == positions


def test_dodge_of_nothing() -> None:
    assert dodge([], 1, 0, 10) == []


def test_largest_and_others_keeps_the_sum(result: spinemkt.Result) -> None:
    frame = result.table("spend", ("modality", "year"))
    folded = largest_and_others(frame, "modality", 6)
    assert folded["modality"].nunique() == 6
    assert folded["value"].sum() == pytest.approx(frame["value"].sum())
    assert list(folded.columns) == list(frame.columns)
    assert largest_and_others(frame, "modality", 27) is frame


@pytest.mark.parametrize(
    ("values", "unit", "name", "divisor"),
    [
        ([2.5e9, 1e3], "USD2022/year", "billion constant 2022 USD a year", 1e9),
        ([2.5e6], "USD/year", "million nominal USD a year", 1e6),
        ([2500.0, -9e6], "persons/year", "million persons a year", 1e6),
        ([12.0], "episodes/year", "episodes a year", 1.0),
        ([], "persons/year", "persons a year", 1.0),
    ],
)
def test_axes_are_in_round_units(values: list[float], unit: str, name: str, divisor: float) -> None:
    found = scale(values, unit)
    assert (found.name, found.divisor) == (name, divisor)


def test_units_in_words() -> None:
    assert unit_name("USD2022/year") == "constant 2022 USD a year"
    assert unit_name("patient-years") == "patient-years"


# The words beside the charts


@pytest.mark.parametrize("name", VIEWS)
def test_answers_say_shares_that_the_model_has(result_of: Callable[[View], spinemkt.Result], name: str) -> None:
    view = VIEWS[name]
    run = result_of(view)
    frame = run.table(view.measure.name, ("modality",), view.where(year=view.year))
    largest = frame["value"].max() / frame["value"].sum()
    assert f"with {largest * 100:.0f} %" in modality_facts.answer(run, view)
    assert segments.answer(run, view, "primary", "treatment_type").endswith(f" of the whole in {view.year}.")


@pytest.mark.parametrize(("level", "code"), [*(("region", code) for code in REGIONS), ("country", "FRA")])
def test_a_profile_says_the_models_numbers(result: spinemkt.Result, level: str, code: str) -> None:
    rows = {what: figure for what, figure, _ in place_facts.profile(result, replace(View(), year=2030), level, code)}
    treated, found = (result.total(name, {level: code, "year": 2030}) for name in ("treated", "diagnosed"))
    assert rows["Treated locally"].endswith(f"({treated / found * 100:.0f} % of diagnosed)")
    assert not [figure for figure in rows.values() if "nan" in figure or "no figure" in figure]


def test_every_country_has_a_profile(result: spinemkt.Result) -> None:
    for code in result.codes["country"]:
        rows = place_facts.profile(result, View(), "country", str(code))
        assert not [row for row in rows if "nan" in row[1] or "no figure" in row[1]], code
