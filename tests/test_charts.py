"""Every chart in both themes and many views: finite marks, palette colours, words with numbers, sums that hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis.market import modality_facts, place_facts
from spinemkt.analysis.scenarios.bridge import EFFECTS, SPLITS
from spinemkt.analysis.scenarios.moves import claim, last_move
from spinemkt.analysis.view import View
from spinemkt.charts import bridge, maps, modalities, overview, palette, regions, scenarios, segments, titles, windows
from spinemkt.charts.labels import LETTER, LINE, NARROWEST, beside_points, dodge
from spinemkt.charts.style import Chart, labels_of, largest_and_others, scale, unit_name
from spinemkt.charts.twin import one_unit, places, readable
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, written
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASE_YEAR, MODALITIES, MODALITY_TYPE, REGIONS, TIERS, TREATMENT_TYPES, YEARS

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


def lines_of(trace: go.Bar | go.Scatter) -> np.ndarray:
    """From where to where the line across each mark goes, (mark, end); nan where it has none."""
    reach = trace.error_x
    base = 0.0 if trace.type != "bar" or trace.base is None else np.asarray(trace.base, dtype=float)
    ends = np.asarray(trace.x, dtype=float) + base
    lows, highs = np.asarray(reach.arrayminus, dtype=float), np.asarray(reach.array, dtype=float)
    return np.stack([ends - lows, ends + highs], axis=1)


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


def ends(result: spinemkt.Result, view: View) -> tuple[float, float]:
    first, last = (result.total(view.measure.name, view.where(year=year)) for year in view.years)
    return first, last


def twice_the_end(result: spinemkt.Result, view: View) -> float:
    """Start and effects of a waterfall make its end, which stands in the table too."""
    return 2 * ends(result, view)[1]


def change(result: spinemkt.Result, view: View) -> float:
    first, last = ends(result, view)
    return last - first


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
    "modalities": Drawing(modalities.by_modality, (), in_year),
    "uptake": Drawing(modalities.uptake_curves, ("sbrt_srs",), None),
    "uptake of scans": Drawing(modalities.uptake_curves, ("mri",), None),
    "uptake of an attribute": Drawing(modalities.uptake_curves, ("robotic_navigated",), None),
    "mix": Drawing(modalities.mix, ("surgery",), of_type("surgery")),
    "bridge": Drawing(bridge.waterfall, (), twice_the_end),
    "bridge by region": Drawing(bridge.split, ("region",), change),
    "bridge by modality": Drawing(bridge.split, ("modality", "volume"), None),
    "mix of scans": Drawing(modalities.mix, ("diagnosis",), of_type("diagnosis")),
}


@pytest.fixture(scope="session")
def result_of(inputs: spinemkt.Inputs) -> Callable[[View], spinemkt.Result]:
    @cache
    def run(scope: str, myeloma: bool) -> spinemkt.Result:
        return spinemkt.run(inputs, scope=scope, include_myeloma=myeloma)

    return lambda view: run(view.scope, view.myeloma)


def meets(drawing: str, view: View) -> bool:
    """Whether a chart has anything to show: a mix of surgery under a filter on proton has not."""
    if drawing not in ("mix", "mix of scans") or not (view.modality or view.treatment_type or view.end_user):
        return True
    kind = DRAWINGS[drawing].arguments[0]
    if any(MODALITY_TYPE[code] != kind for code in view.modality):
        return False
    return not (view.end_user and kind == "surgery")


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
    found = re.findall(r"(-?\d[\d,]*\.?\d*)(?: (bn|M)|(%))?", text)
    return [float(number.replace(",", "").rstrip(".")) * sizes.get(size or share, 1.0) for number, size, share in found]


# Every chart in every view


def check_marks(chart: Chart) -> None:
    figure = chart.figure
    assert isinstance(figure, go.Figure)
    if chart.alone:
        return
    assert 0 < len(figure.data) <= MOST_TRACES
    for trace in figure.data:
        numbers = [value for _, value in leaves(trace.to_plotly_json()) if isinstance(value, float | np.floating)]
        assert all(math.isfinite(number) for number in numbers), trace.type
    edges = [value for axis in ("xaxis", "yaxis") for value in figure.layout[axis].range or ()]
    assert all(math.isfinite(edge) for edge in edges)
    json.loads(figure.to_json())
    assert figure.layout.height >= 260, "tall enough for a phone"


def check_colours(chart: Chart, known: set[str]) -> None:
    written = {
        value.lower()
        for name, value in leaves(chart.figure.to_plotly_json())
        if isinstance(value, str) and (name.endswith("color") or name in ("color", "colors", "colorscale", "fillcolor"))
    }
    assert {colour for colour in written if not colour.startswith("rgba(0,0,0,0")} <= known
    assert {colour for colour, _ in chart.key} <= known


def check_words(chart: Chart) -> None:
    assert str(chart.title)
    assert chart.subtitle
    assert str(chart.title) in chart.alt
    assert chart.subtitle in chart.alt
    for text in (str(chart.title), chart.subtitle, chart.alt):
        assert "nan" not in text.lower().replace("finance", "")
        assert "no figure" not in text
        assert "_" not in text
        assert not re.search(r"\de[+-]?\d", text), "no scientific notation"
    words = chart.alt.replace(str(chart.title), "").replace(chart.subtitle, "")
    table = [float(value) for value in chart.frame.select_dtypes("number").to_numpy().ravel() if value]
    said = [number for number in digits(words) if number]
    assert any(math.isclose(number, value, rel_tol=0.06) for number in said for value in table), words


def figures_of(chart: Chart) -> list[Figure]:
    """The figures of a chart's title and key."""
    texts = [text for text in (chart.title, *(words for _, words in chart.key)) if isinstance(text, Text)]
    return [figure for text in texts for figure in text.figures]


KINDS = ("amount", "bare money", "count")


def check_figures(chart: Chart, run: spinemkt.Result, view: View) -> None:
    """What title and key show is what the model finds anew, under the filters of the view."""
    for figure in figures_of(chart):
        anew = figure.evaluate(lambda name: run)
        assert figure.number == pytest.approx(anew, rel=1e-9, abs=1e-9), figure
        styles = ["", "percent 0", "percent 1", *(f"{sign}{kind}" for sign in ("", "size ") for kind in KINDS)]
        assert figure.shown in [written(figure, anew, style) for style in styles], figure
        for amount in figure.amounts:
            for dim, kept in view.where(amount.measure).items():
                assert set(amount.kept.get(dim, [None])) <= set(kept), (figure, dim)


def check_twin(chart: Chart, total: float | None) -> None:
    """The table beside a chart is whole, and adds up to the model."""
    assert len(chart.frame)
    assert np.isfinite(chart.frame.select_dtypes("number").to_numpy(dtype=float)).all()
    if total is not None:
        assert chart.frame["value"].sum() == pytest.approx(total, rel=1e-9)


def check_themes(light: Chart, dark: Chart) -> None:
    """Themes differ in colours only."""
    assert (str(light.title), light.subtitle, light.alt) == (str(dark.title), dark.subtitle, dark.alt)
    pd.testing.assert_frame_equal(light.frame, dark.frame)
    assert [words for _, words in light.key] == [words for _, words in dark.key]
    assert [trace.type for trace in light.figure.data] == [trace.type for trace in dark.figure.data]


@contextmanager
def of(what: str) -> Iterator[None]:
    """Say with a failure what it is a failure of."""
    try:
        yield
    except Exception as error:
        error.add_note(f"in: {what}")
        raise


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_chart_holds_in_every_view_and_theme(result_of: Callable[[View], spinemkt.Result], drawing: str) -> None:
    wanted, known = DRAWINGS[drawing], {theme: palette_of(theme) for theme in THEMES}
    for name, view in VIEWS.items():
        if not meets(drawing, view):
            continue
        with of(f"view {name}"):
            run = result_of(view)
            charts = {theme: wanted.builder(run, view, theme, *wanted.arguments) for theme in THEMES}
            for theme, chart in charts.items():
                with of(f"theme {theme}"):
                    check_marks(chart)
                    check_colours(chart, known[theme])
            check_words(charts["light"])
            own = {"uptake": View(), "mix": replace(view, treatment_type=(), modality=())}  # that set filters aside
            check_figures(charts["light"], run, own.get(drawing.partition(" ")[0], view))
            check_twin(charts["light"], wanted.total(run, view) if wanted.total else None)
            check_themes(charts["light"], charts["dark"])


def test_a_chart_without_anything_to_show_does_not_fail(result: spinemkt.Result) -> None:
    """The mix of one type under a filter on another's modality, as after choosing MRI on the Modalities page."""
    chart = modalities.mix(result, View(modality=("mri",)), "light", "radiation")
    assert "inside radiation" in str(chart.title)
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
def test_a_range_of_one_year_draws(result: spinemkt.Result, theme: str) -> None:
    for drawing, wanted in DRAWINGS.items():
        if drawing.startswith(("growth", "bubbles")):
            continue
        with of(drawing):
            chart = wanted.builder(result, View(years=(2030, 2030), year=2030), theme, *wanted.arguments)
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


def test_lines_sum_to_the_total(result: spinemkt.Result) -> None:
    chart = overview.over_time(result, View(), "light")
    heights = sum(np.asarray(trace.y) for trace in chart.figure.data)
    totals = chart.frame.groupby("year")["value"].sum()
    assert heights * 1e9 == pytest.approx(totals.to_numpy())
    assert chart.subtitle == "Spend by treatment type, billion constant 2025 USD a year, projection 2026-2035"


def test_shares_sum_to_a_hundred(result: spinemkt.Result) -> None:
    chart = overview.over_time(result, View(), "light", "modality", True)
    assert sum(np.asarray(trace.y) for trace in chart.figure.data) == pytest.approx(100)
    assert len(chart.figure.data) == 6
    assert chart.figure.data[-1].name == "Others"


@pytest.mark.parametrize("share", [False, True])
def test_a_single_year_is_ranked(result: spinemkt.Result, share: bool) -> None:
    chart = overview.over_time(result, View(years=(2030, 2030)), "light", "region", share)
    (bars,) = chart.figure.data
    assert list(bars.x) == sorted(bars.x, reverse=True)
    assert [mark.rpartition("|")[2] for mark in bars.meta] == ["2030"] * 5
    assert not share or sum(bars.x) == pytest.approx(100)


ALONE = View(country=("MLT",), primary=("thyroid",), modality=("brachytherapy",), grouped=False)


@pytest.mark.parametrize("drawing", ["ranked", "growth", "marimekko", "bubbles", "modalities"])
def test_one_item_is_said_and_not_drawn(result: spinemkt.Result, drawing: str) -> None:
    wanted = DRAWINGS[drawing]
    chart = wanted.builder(result, ALONE, "light", *wanted.arguments)
    assert chart.alone and len(chart.frame)
    assert re.search(r"\d", str(chart.title)) and figures_of(chart)
    assert not wanted.builder(result, View(), "light", *wanted.arguments).alone


@pytest.mark.parametrize("form", ["marimekko", "grid"])
def test_any_two_dimensions_cross(result: spinemkt.Result, form: str) -> None:
    for across, up in permutations(segments.CROSSED, 2):
        with of(f"{across} and {up}"):
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
    assert {trace.name: trace.line.color for trace in bands} == wanted
    columns = segments.crossed(result, View(), "dark", "region", "treatment_type").figure.data
    assert {trace.name: trace.marker.color for trace in columns} == wanted
    key = modalities.by_modality(result, View(), "dark").key
    assert {next(name for name in wanted if str(words).startswith(name)): fill for fill, words in key} == wanted


def test_ranked_bars_fall(result: spinemkt.Result) -> None:
    (bars,) = overview.ranked(result, View(), "light", "country").figure.data
    assert list(bars.x) == sorted(bars.x, reverse=True)
    assert len(bars.x) == 8


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("dimension", ["region", "treatment_type", "modality", "primary"])
def test_bars_have_the_colours_of_lines(result: spinemkt.Result, theme: str, dimension: str) -> None:
    (bars,) = overview.ranked(result, View(), theme, dimension).figure.data
    (paces,) = overview.ranked_growth(result, View(), theme, dimension).figure.data
    for drawn in (bars, paces):
        wanted = [palette.colour(dimension, code, theme) for code in drawn.meta]
        assert list(drawn.marker.color) == wanted


# Columns of the marimekko


def heads_of(chart: Chart) -> list[str]:
    texts = [re.sub(r"</?b>", "", note.text) for note in chart.figure.layout.annotations]
    return [re.sub(r"-<br>", "-", text).replace("<br>", " ") for text in texts]


@pytest.mark.parametrize("across", segments.CROSSED)
@pytest.mark.parametrize("grouped", [False, True])
def test_every_column_of_the_marimekko_is_named(result: spinemkt.Result, across: str, grouped: bool) -> None:
    up = "treatment_type" if across != "treatment_type" else "region"
    view = View(grouped=grouped)
    chart = segments.crossed(result, view, "light", across, up)
    dimension = view.primary_dimension if across == "primary" else across
    labels = {**labels_of(dimension, {})}
    columns = [labels[code] for code in largest_and_others(chart.frame, dimension)[dimension].unique()]
    heads = heads_of(chart)
    assert sorted(head.rsplit(" ", 1)[0].removesuffix(" under") for head in heads) == sorted(columns)
    assert {words for _, words in chart.key} == {trace.name for trace in chart.figure.data}
    assert [colour for colour, _ in chart.key] == [trace.marker.color for trace in chart.figure.data]


@pytest.mark.parametrize("across", segments.CROSSED)
def test_names_of_columns_do_not_meet_on_a_phone(result: spinemkt.Result, across: str) -> None:
    chart = segments.crossed(
        result, View(), "light", across, "treatment_type" if across != "treatment_type" else "region"
    )
    levels: dict[int, list[tuple[float, float]]] = {}
    for note in chart.figure.layout.annotations:
        lines = re.sub(r"</?b>", "", note.text).split("<br>")
        wide = max(map(len, lines)) * LETTER
        middle = note.x * NARROWEST / 100 + (note.xshift or 0)
        levels.setdefault(note.yshift, []).append((middle - wide / 2, middle + wide / 2))
        assert note.textangle is None, "upright"
    for spans in levels.values():
        assert all(before[1] <= after[0] + 0.01 for before, after in pairwise(spans))
        assert spans[0][0] >= -20, "at most over the ticks of the axis"
        assert spans[-1][1] <= NARROWEST + 0.01


def test_charts_beside_the_marimekko_use_its_colours(result: spinemkt.Result) -> None:
    view = View(year=2026)
    columns = segments.crossed(result, view, "light", "region", "modality").figure.data
    bands = overview.over_time(result, view, "light", "modality", True).figure.data
    assert {trace.name: trace.marker.color for trace in columns} == {trace.name: trace.line.color for trace in bands}


# History and projection


PROJECTED = {"all years": True, "default": False, "two years": False}


@pytest.mark.parametrize(("name", "mixed"), PROJECTED.items())
@pytest.mark.parametrize("quantity", ["spend", "patients"])
def test_projection_looks_different_after_the_base_year(
    result: spinemkt.Result, name: str, mixed: bool, quantity: str
) -> None:
    view = replace(VIEWS[name], quantity=quantity)
    chart = overview.over_time(result, view, "light")
    words = [note.text for note in chart.figure.layout.annotations]
    rules = [shape for shape in chart.figure.layout.shapes if shape.type == "line"]
    assert ("projection →" in words) == mixed
    assert [rule.x0 for rule in rules] == ([BASE_YEAR] if mixed else [])
    assert (chart.figure.data[0].line.dash != "solid") == mixed
    assert "projection" in chart.subtitle


def test_years_in_words() -> None:
    assert titles.years_words((2026, 2035)) == "projection 2026-2035"
    assert titles.years_words((BASE_YEAR, 2035)) == f"{BASE_YEAR}-2035, projection after {BASE_YEAR}"
    assert titles.years_words((BASE_YEAR, BASE_YEAR)) == str(BASE_YEAR)
    assert titles.years_words((2030, 2030)) == "projection 2030"


def test_a_subtitle_says_the_filters(result: spinemkt.Result) -> None:
    names = result.inputs.country_names
    view = View(region=("europe",), treatment_type=("surgery",), scope="strict")
    assert titles.subtitle("Spend", view, names) == "Spend; Surgery; Europe; spine care"
    many = View(country=("FRA", "DEU", "ITA", "ESP"))
    assert titles.subtitle("Spend", many, names) == "Spend; France, Germany and 2 more"


# Titles


AMOUNTS = st.one_of(st.just(0.0), st.floats(1e-3, 5e10))
FRAMES = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=7)


PLACE_NAMES = {letter: f"Place {letter}" for letter in "ABCDEFG"}
BOTH = (2026, 2035)


def ends_of(pairs: list[tuple[float, float]]) -> tuple[pd.Series, pd.Series]:
    names = list(PLACE_NAMES.values())[: len(pairs)]
    return tuple(pd.Series([pair[end] for pair in pairs], names) for end in (0, 1))  # type: ignore[return-value]


def made(value: float, measure: str = "spend", **where: object) -> Figure:
    return Figure(Amount(measure, where), value=value)


def parts_of(pairs: list[tuple[float, float]], measure: str = "spend") -> dict[str, dict[int, Figure]]:
    return {
        code: {year: made(value, measure, region=code, year=year) for year, value in zip(BOTH, pair, strict=True)}
        for code, pair in zip(PLACE_NAMES, pairs, strict=False)
    }


def whole_of(pairs: list[tuple[float, float]], measure: str = "spend") -> dict[int, Figure]:
    ends = zip(BOTH, zip(*pairs, strict=True), strict=True)
    return {year: made(sum(values), measure, year=year) for year, values in ends}


def checked(text: Text, values: Mapping[tuple[object, object], float]) -> str:
    """The words of a text, each of whose figures shows its value, and has it of the amounts that it names.

    values: by the code of the place, None for all of them, and the year.
    """
    for figure in text.figures:
        kept = [values[one.where.get("region"), one.where["year"]] for one in figure.amounts]
        anew = {
            "growth": lambda first, last: (last / first) ** (1 / 9) - 1,
            "decline": lambda first, last: 1 - (last / first) ** (1 / 9),
            "-": lambda last, first: last - first,
            "/": lambda part, whole: part / whole,
        }.get(getattr(figure.expression, "name", ""), lambda value: value)(*kept)
        assert figure.number == pytest.approx(anew, rel=1e-9, abs=1e-12)
        said, full = figure.shown, format(figure, "size amount") if figure.kind == "signed amount" else ""
        ways = {full or format(figure, figure.kind), *(format(figure, f"percent {digits}") for digits in (0, 1))}
        assert said in ways, (said, ways)
    before = ""
    for words, figure in text.pieces:
        if figure is None:
            assert not re.search(r"\d", re.sub(r"20\d\d|of the \d+ largest|\d of \d", "", words)), text
        else:
            assert figure.shown.startswith(words)
            own, named = figure.amounts[0].where.get("region"), re.findall(r"Place (\w)", before)
            assert own is None or not named or own == named[-1] or "level" in before, text
        before += words
    return str(text)


def values_of(pairs: list[tuple[float, float]]) -> dict[tuple[object, object], float]:
    found: dict[tuple[object, object], float] = {}
    for place, year in enumerate(BOTH):
        found |= {(code, year): pair[place] for code, pair in zip(PLACE_NAMES, pairs, strict=False)}
        found[None, year] = sum(pair[place] for pair in pairs)
    return found


@given(FRAMES)
@example([(3e9, 2e9), (1e9, 1.5e9)])
@example([(2e9, 2e9), (1e9, 1e9)])
@example([(0.0, 0.0)])
def test_a_title_over_the_years_never_says_a_wrong_direction(pairs: list[tuple[float, float]]) -> None:
    first, last = ends_of(pairs)
    for measure in ("spend", "episodes"):
        given = parts_of(pairs, measure), whole_of(pairs, measure), PLACE_NAMES, "region", BOTH
        text = checked(titles.over_years(*given), values_of(pairs))
        assert "no figure" not in text
        if " rise" in text:
            assert last.sum() > first.sum()
        if " fall" in text:
            assert last.sum() < first.sum()
        if named := re.search(r"(Place \w) (gains|loses) most", text):
            change = last - first
            assert change[named[1]] == (change.max() if named[2] == "gains" else change.min())
            assert change[named[1]] > 0 if named[2] == "gains" else change[named[1]] < 0


@given(FRAMES)
def test_a_title_of_shares_never_says_a_wrong_direction(pairs: list[tuple[float, float]]) -> None:
    first, last = ends_of(pairs)
    given = parts_of(pairs), whole_of(pairs), PLACE_NAMES, "region", BOTH
    text = checked(titles.share_over_years(*given), values_of(pairs))
    assert "no figure" not in text
    if found := re.search(r"share of (Place \w) in spend (rises|falls) from ([\d.]+)% to ([\d.]+)%", text):
        before, after = first[found[1]] / first.sum(), last[found[1]] / last.sum()
        assert (after > before) == (found[2] == "rises")
        assert float(found[3]) != float(found[4])


@given(st.lists(AMOUNTS, max_size=7))
def test_a_title_names_who_is_largest(values: list[float]) -> None:
    amounts = pd.Series(values, list(PLACE_NAMES.values())[: len(values)], dtype=float)
    parts = {code: made(value, region=code, year=2030) for code, value in zip(PLACE_NAMES, values, strict=False)}
    known = {(code, 2030): figure.number for code, figure in parts.items()} | {(None, 2030): sum(values)}
    for per in ("", " per million people"):
        found = titles.largest(parts, made(sum(values), year=2030), PLACE_NAMES, "region", 2030, per)
        text = checked(found, known)
        if found := re.match(r"(Place \w) spends most", text):
            assert amounts[found[1]] == amounts.max() > 0
        assert per in text
        assert "2030" in text
        assert text.startswith("No spend") == (not len(amounts) or amounts.max() == 0)


@given(st.lists(st.floats(-0.5, 0.5), max_size=7))
@example([-0.01, -0.2])
def test_a_title_of_growth_says_growth_only_where_there_is_some(rates: list[float]) -> None:
    pace = pd.Series(rates, list(PLACE_NAMES.values())[: len(rates)], dtype=float)
    pairs = [(1e9, 1e9 * (1 + rate) ** 9) for rate in rates]
    text = checked(titles.fastest(parts_of(pairs), PLACE_NAMES, "region", BOTH, 20), values_of(pairs))
    if "Fastest growth" in text:
        assert pace.max() > 0
    if "steepest decline" in text:
        assert pace.min() < 0
        assert "-" not in text
    if "slowest" in text:
        assert pace.min() > -0.0006
    if "None" in text:
        assert pace.max() < 0.0006


@given(FRAMES)
def test_a_title_of_gains_is_right(pairs: list[tuple[float, float]]) -> None:
    pairs = [(a, b) for a, b in pairs if a > 0 and b > 0]
    first, last = ends_of(pairs)
    pace = pd.Series([(b / a) ** (1 / 9) - 1 for a, b in zip(first, last, strict=True)], first.index, float)
    text = checked(titles.gains(parts_of(pairs), PLACE_NAMES, BOTH, len(pairs)), values_of(pairs))
    if found := re.search(r"(Place \w) adds most", text):
        assert (last - first)[found[1]] == (last - first).max() > 0
    if found := re.search(r"(Place \w) grows fastest", text):
        assert pace[found[1]] == pace.max()
    if found := re.search(r"(Place \w) loses most", text):
        assert (last - first)[found[1]] == (last - first).min() < 0
    if "one grows" in text:
        assert (last - first).max() <= 0.06


def test_titles_state_the_finding(result: spinemkt.Result) -> None:
    whole = result.total("spend", {"year": 2026})
    top = result.total("spend", {"year": 2026, "region": "north_america"})
    title = str(overview.ranked(result, View(), "light", "region").title)
    assert title == f"North America spends most: {top / 1e9:.1f} of {whole / 1e9:.1f} bn USD in 2026"
    later = result.total("spend", {"year": 2035})
    title = str(overview.over_time(result, View(), "light").title)
    assert title.endswith(f": spend rises from {whole / 1e9:.1f} to {later / 1e9:.1f} bn USD by 2035")
    assert " gains most, " in title
    assert "per million people" in str(regions.world_map(result, View(), "light", True).title)
    alone = str(regions.world_map(result, View(country=("FRA",)), "light", True).title)
    assert alone.endswith("per million people in 2026")


def test_the_key_of_modalities_sums_their_types(result: spinemkt.Result) -> None:
    chart = modalities.by_modality(result, View(), "light")
    sums = chart.frame.groupby("treatment_type")["value"].sum().sort_values(ascending=False)
    assert [figure.number for figure in figures_of(chart)[-len(sums) :]] == pytest.approx(list(sums))
    (bars,) = chart.figure.data
    assert sum(bars.x) == pytest.approx(sums.sum())


@pytest.mark.parametrize("code", ["sbrt_srs", "conventional_ebrt", "mri", "cyberknife"])
def test_the_title_of_a_curve_is_its_finding(result: spinemkt.Result, code: str) -> None:
    chart = modalities.uptake_curves(result, View(), "light", code)
    last = chart.frame[chart.frame["year"] == YEARS[-1]].set_index("region")["value"]
    assert f"{last.max() * 100:.0f}% of" in str(chart.title)
    ends = [f"in {REGIONS[last.idxmax()]}, {last.min() * 100:.0f}% in {REGIONS[code]}" for code in last.index]
    lowest = [end for end, low in zip(ends, last, strict=True) if low == pytest.approx(last.min())]
    assert any(end in str(chart.title) for end in lowest)
    alone = modalities.uptake_curves(result, View(region=("europe",)), "light", code)
    assert f"{last['europe'] * 100:.0f}% of" in str(alone.title)
    assert str(alone.title).endswith(f" in {YEARS[0]}")


def test_the_title_of_a_mix_is_its_finding(result: spinemkt.Result) -> None:
    chart = modalities.mix(result, View(), "light", "radiation")
    wide = chart.frame.pivot(index="modality", columns="year", values="value")
    share = wide / wide.sum()
    first, last = share.loc["sbrt_srs", 2026] * 100, share.loc["sbrt_srs", 2035] * 100
    assert str(chart.title) == (
        f"SBRT / SRS gains most inside radiation: {first:.0f}% of spend in 2026, {last:.0f}% in 2035"
    )
    still = modalities.mix(result, View(years=(2030, 2030)), "light", "radiation")
    assert str(still.title) == "Mix inside radiation, 2030"


def test_every_curve_is_a_share(result: spinemkt.Result) -> None:
    for code in modalities.CURVES:
        with of(code):
            chart = modalities.uptake_curves(result, View(), "light", code)
            assert chart.frame["value"].between(0, 1 + 1e-12).all()
            assert set(chart.frame["region"]) == set(REGIONS)
            assert set(chart.frame["year"]) == set(YEARS)


def test_a_filter_on_regions_leaves_their_curves_only(result: spinemkt.Result) -> None:
    chart = modalities.uptake_curves(result, View(region=("europe",)), "light", "sbrt_srs")
    assert [trace.name for trace in chart.figure.data if trace.mode == "lines"] == ["Europe"]


@pytest.mark.parametrize("code", ["immunotherapy", "sbrt_srs", "cyberknife"])
def test_a_filter_on_countries_shows_the_curves_of_their_tiers(result: spinemkt.Result, code: str) -> None:
    chart = modalities.uptake_curves(result, View(country=("IND", "JPN", "DEU")), "light", code)
    tiers = {"asia_pacific_high", "asia_pacific_emerging", "europe_west"}
    assert set(chart.frame["tier"]) == tiers
    assert {trace.name for trace in chart.figure.data if trace.mode == "lines"} == {TIERS[tier] for tier in tiers}
    last = chart.frame[chart.frame["year"] == YEARS[-1]].set_index("tier")["value"]
    assert (last["asia_pacific_emerging"] < last["asia_pacific_high"]) == (code != "cyberknife")
    for figure in figures_of(chart):
        assert figure.number == pytest.approx(figure.evaluate(lambda name: result))


# The bridge


def test_each_step_starts_where_the_one_above_ended(result: spinemkt.Result) -> None:
    chart = bridge.waterfall(result, View(), "light")
    (bars,) = chart.figure.data
    values = chart.frame["value"].to_numpy()
    first, last = ends(result, View())
    assert values[[0, -1]] == pytest.approx([first, last])
    reached = values[:-1].cumsum()
    for row, value in enumerate(values[1:-1], start=1):
        assert sorted((bars.base[row], bars.base[row] + bars.x[row])) == pytest.approx(
            sorted((reached[row - 1], reached[row - 1] + value))
        )
    assert reached[-1] == pytest.approx(last)
    assert list(bars.customdata) == ["", "volume", "case_mix", "modality_mix", "price", ""]
    assert [link["x0"] for link in chart.figure.layout.shapes] == pytest.approx([*reached])


@pytest.mark.parametrize("theme", THEMES)
def test_falls_are_told_by_sign_and_hatching_too(result: spinemkt.Result, theme: str) -> None:
    chart = bridge.waterfall(result, View(), theme)
    (bars,) = chart.figure.data
    effects = list(chart.frame["value"])[1:-1]
    assert min(effects) < 0 < max(effects)
    for value, text, shape in zip(effects, bars.text[1:-1], bars.marker.pattern.shape[1:-1], strict=True):
        assert (text[0], shape) == (("-", "/") if value < 0 else ("+", ""))
    assert {shape for shape in np.asarray(bars.marker.pattern.shape)[[0, -1]]} == {""}


def test_the_title_of_a_bridge_says_both_ends_and_the_largest_effects(result: spinemkt.Result) -> None:
    chart = bridge.waterfall(result, View(), "light")
    assert re.fullmatch(
        r"Spend rises from [\d.]+ bn USD in 2026 to [\d.]+ bn USD in 2035: volume adds [\d.]+ bn and modality mix adds "
        r"[\d.]+ bn",
        str(chart.title),
    )
    assert chart.subtitle == View().sentence(result.inputs.country_names)
    steps = dict(zip(chart.frame["step"], chart.frame["value"], strict=True))
    assert sorted(steps, key=lambda step: -abs(steps[step]))[2:4] == ["Volume", "Modality mix"]
    assert str(bridge.waterfall(result, View(quantity="episodes"), "light").title).startswith(
        "Procedures / courses rise from "
    )
    still = bridge.waterfall(result, View(years=(2030, 2030)), "light")
    assert re.fullmatch(r"Spend stays at [\d.]+ bn USD in 2030", str(still.title))


def test_a_bridge_from_a_baseline_is_of_the_year_shown(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    start = inputs["uptake_start"]
    without = spinemkt.run(inputs.with_values(uptake_start=start.where(start["modality"] != "proton", 0.0)))
    view = View(year=2031)
    chart = bridge.waterfall(without, view, "light", result)
    steps = dict(zip(chart.frame["step"], chart.frame["value"], strict=True))
    assert steps["Base case"] == pytest.approx(result.total("spend", {"year": 2031}))
    assert steps["Scenario"] == pytest.approx(without.total("spend", {"year": 2031}))
    assert steps["Dropped modality"] == pytest.approx(-result.total("spend", {"year": 2031, "modality": "proton"}))
    assert re.match(
        r"Spend in 2031 stays near [\d.]+ bn USD: dropped modality subtracts [\d.]+ M and ", str(chart.title)
    )
    assert re.match(
        r"Spend in 2031 falls from [\d.]+ bn USD in the base case to [\d.]+ bn USD in the scenario: price ",
        str(bridge.waterfall(spinemkt.run(inputs, scope="strict"), view, "light", result).title),
    )
    assert "2026-2035" not in chart.subtitle
    (lost,) = bridge.split(without, view, "light", "modality", "new_modality", result).figure.data
    assert lost.text[-1][0] == "-"  # of what has moved, the last


@pytest.mark.parametrize("effect", ["", *EFFECTS])
@pytest.mark.parametrize("by", SPLITS)
def test_a_split_shows_the_largest_and_sums_the_others(result: spinemkt.Result, by: str, effect: str) -> None:
    chart = bridge.split(result, View(), "light", by, effect)
    (bars,) = chart.figure.data
    signs = np.where(np.asarray(bars.marker.pattern.shape) == "/", -1, 1)
    sizes = chart.frame["value"].abs()
    seen = chart.frame[(sizes > bridge.SEEN * sizes.max()) | ~sizes.any()]
    assert len(bars.x) == min(len(seen), bridge.MOST + 1)
    assert (signs * bars.x).sum() == pytest.approx(seen["value"].sum(), abs=1 + len(sizes) * bridge.SEEN * sizes.max())
    shown = (signs * bars.x)[: bridge.MOST]
    assert list(shown) == sorted(shown, reverse=True)
    title = str(chart.title)
    assert ("gains most (+" in title) == (shown[0] > 0)
    assert ("loses most (-" in title) == (shown[-1] < 0)
    assert title.endswith("nothing moves") == (not shown.any())


def test_an_effect_that_a_measure_has_not_is_refused(result: spinemkt.Result) -> None:
    with pytest.raises(spinemkt.QueryError, match="Unknown effect on episodes 'price'; allowed: volume, case_mix"):
        bridge.split(result, View(quantity="episodes"), "light", "region", "price")


def test_a_bridge_over_nothing_has_an_empty_table(result: spinemkt.Result) -> None:
    view = View(treatment_type=("surgery",), modality=("mri",))
    assert bridge.waterfall(result, view, "light").frame.empty
    assert bridge.split(result, view, "light", "modality").frame.empty


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("factor", [0.0, 0.9, 1.0, 1.1])
def test_the_bars_of_a_move_are_its_effects(
    inputs: spinemkt.Inputs, result: spinemkt.Result, factor: float, theme: str
) -> None:
    after = spinemkt.run(inputs.with_values(diagnosed_risk=inputs["diagnosed_risk"] * factor))
    move = last_move(Study(result, BASELINE), Study(after), 2035)
    chart = bridge.move_bars(move, theme, "world")
    (bars,) = chart.figure.data
    assert str(chart.title) == str(claim(move, "This step"))
    assert chart.subtitle == "constant 2025 USD a year, world"
    assert str(chart.title) in chart.alt
    assert set(bars.base) <= {0.0, *(-bars.x)}
    assert chart.frame["value"].sum() == pytest.approx(move.change.number, abs=1e-3)
    assert (bars.text[0][0] == "-") == (factor < 1)
    assert {colour for colour in bars.marker.color} <= palette_of(theme)


# The map


@pytest.mark.parametrize("per_person", [False, True])
@pytest.mark.parametrize("theme", THEMES)
def test_the_map_shows_every_country_once(result: spinemkt.Result, theme: str, per_person: bool) -> None:
    chart = regions.world_map(result, View(), theme, per_person)
    missing, shapes, points, *inset = chart.figure.data
    assert [trace.geo for trace in inset] == ["geo2"] * 3
    assert list(inset[1].locations) == list(shapes.locations) and list(inset[1].z) == list(shapes.z)
    shown = [*shapes.locations, *points.customdata]
    assert len(shown) == len(set(shown)) == 185
    assert set(shown) == set(chart.frame["country"]) == set(result.codes["country"])
    assert not set(missing.locations) & set(shown)
    assert len(points.lat) == len(points.lon) == len(points.customdata) == len(points.text)
    assert shapes.zmin == 0
    assert max(shapes.z) < shapes.zmax
    assert min(shapes.z) > 0
    assert chart.figure.layout.geo.lonaxis.range == windows.WORLD[:2]
    assert len(chart.key) == len(maps.class_edges(chart.frame.set_index("country")["value"])) + 2


@pytest.mark.parametrize(
    ("view", "inside", "outside"),
    [
        (View(region=("europe",)), (10, 50), (-100, 40)),
        (View(region=("latin_america",)), (-60, -30), (10, 50)),
        (View(country=("MLT",)), (14.4, 35.9), (30, 60)),
        (View(region=("asia_pacific",), country=("PYF",)), (210.6, -17.7), (100, 30)),
    ],
)
def test_the_map_shows_what_is_chosen(result: spinemkt.Result, view: View, inside: tuple, outside: tuple) -> None:
    chart = regions.world_map(result, view, "light")
    assert len(chart.figure.data) == 3, "no inset on a map of a part of the world"
    west, east = chart.figure.layout.geo.lonaxis.range
    south, north = chart.figure.layout.geo.lataxis.range
    assert west < inside[0] < east and south < inside[1] < north
    assert not (west < outside[0] < east and south < outside[1] < north)
    assert {trace.geojson for trace in chart.figure.data if trace.type == "choropleth"} == {maps.OUTLINES}


def test_places_all_over_the_world_show_the_world(result: spinemkt.Result) -> None:
    assert regions.part_of_world(result, View(region=("north_america", "asia_pacific"))) == windows.WORLD
    assert regions.part_of_world(result, View(country=("USA", "AUS"))) == windows.WORLD


@pytest.mark.parametrize("region", REGIONS)
def test_small_states_lie_in_the_part_of_their_region(result: spinemkt.Result, region: str) -> None:
    part = windows.window([region], [], result.inputs.countries)
    places = result.inputs.countries
    for place in places[(places["region"] == region) & (places["drawn_as"] == "point")].itertuples():
        lon = place.lon if place.lon > part.west else place.lon + 360
        assert part.west < lon < part.east and part.south < place.lat < part.north, place.name


def test_the_mainland_of_every_country_lies_in_its_part(result: spinemkt.Result) -> None:
    outlines = json.loads((Path(__file__).parents[1] / "ui/static/countries.geojson").read_text(encoding="utf-8"))
    for feature in outlines["features"]:
        if feature["id"] not in result.inputs.countries.index:
            continue
        shape = feature["geometry"]["coordinates"]
        rings = [part[0] for part in shape] if feature["geometry"]["type"] == "MultiPolygon" else [shape[0]]
        lons, lats = zip(*max(rings, key=len), strict=True)
        part = windows.window([], [feature["id"]], result.inputs.countries)
        assert part.west <= min(lons) and max(lons) <= part.east, feature["id"]
        assert part.south <= min(lats) and max(lats) <= part.north, feature["id"]


def test_places_that_lose_are_rings(result: spinemkt.Result) -> None:
    (marks,) = regions.size_and_growth(result, View(), "light", "region").figure.data
    assert set(marks.marker.symbol) == {"circle"}
    chart = regions.size_and_growth(result, View(modality=("bone_modifying_agents",)), "light", "region")
    (marks,) = chart.figure.data
    lost = chart.frame["2035"] < chart.frame["2026"]
    assert lost.any()
    assert [symbol == "circle-open" for symbol in marks.marker.symbol] == list(lost)
    assert marks.marker.size[int(np.argmax(lost))] > 2 * regions.LEAST_BUBBLE
    assert "rings lose it" in chart.subtitle


NAMES = ["Base case", "<b>Bold</b> & long: a scenario whose name has no end at all", "B", "C" * 80, "Base case 2"]


@pytest.fixture(scope="module")
def named_runs(inputs: spinemkt.Inputs, result: spinemkt.Result) -> list[tuple[str, spinemkt.Result]]:
    sizes = (1.2, 0.8, 1.02, 1.01)
    changed = [
        spinemkt.run(inputs, spinemkt.Scenario("x", changes=(spinemkt.Change("unit_cost", "scale", size),)))
        for size in sizes
    ]
    return list(zip(NAMES, [result, *changed], strict=True))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", ["default", "patients", "narrow", "two years"])
def test_paths_keep_their_colours_under_any_reference(named_runs: list, theme: str, view: str) -> None:
    drawn = scenarios.paths(named_runs, VIEWS[view], theme, 340, (0, 1, 2, 3))
    *others, reference = drawn.figure.data
    look = palette.tokens(theme)
    assert (reference.name, reference.line.dash, reference.line.color) == ("Base case", "dash", look.baseline)
    turned = scenarios.paths([named_runs[2], *named_runs[:2], *named_runs[3:]], VIEWS[view], theme, 340, (4, 0, 2, 3))
    first = {trace.name: trace.line.color for trace in others}
    second = {trace.name: trace.line.color for trace in turned.figure.data[:-1]}
    assert turned.figure.data[-1].name == "B"
    assert {name: second[name] for name in second if name in first} == {
        name: colour for name, colour in first.items() if name != "B"
    }
    assert len(set(second.values())) == 4
    total = named_runs[1][1].total(
        scenarios.measure_of(VIEWS[view]).name,
        VIEWS[view].where(scenarios.measure_of(VIEWS[view]).name, year=VIEWS[view].span),
    )
    assert drawn.frame.loc[drawn.frame["scenario"] == NAMES[1], "value"].sum() == pytest.approx(total)


def test_names_beside_paths_are_short_and_no_markup(named_runs: list) -> None:
    drawn = scenarios.paths(named_runs, View(), "light", 340)
    texts = [note.text.partition("</span> ")[2] for note in drawn.figure.layout.annotations]
    assert not any(re.search(r"<(?!br>)", text) for text in texts)
    lines = [
        line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for text in texts
        for line in text.split("<br>")
    ]
    assert max(map(len, lines)) <= 17
    assert all(text.count("<br>") < scenarios.LINES for text in texts)
    assert [name for _, name in drawn.key] == NAMES
    assert scenarios.paths(named_runs[:1], View(), "light").key == ()


def test_names_beside_paths_stay_inside_the_chart(named_runs: list) -> None:
    height = 340
    figure = scenarios.paths(named_runs, View(), "light", height).figure
    top = figure.layout.yaxis.range[1]
    pixel = top / (height - 60)
    for note in figure.layout.annotations:
        half = 8.5 * (note.text.count("<br>") + 1) * pixel
        assert note.y + half <= top + 17 * pixel
        assert note.y - half >= -17 * pixel


def test_the_title_of_paths_says_the_gap_or_the_ends(named_runs: list) -> None:
    two = str(scenarios.paths([named_runs[0], named_runs[2]], View(), "light").title)
    assert two.endswith("20.0% below the base case")
    many = str(scenarios.paths(named_runs, View(), "light").title)
    assert many.startswith("Spend in 2035 lies between 16.8 bn USD (B) and 25.2 bn USD (<b>Bold</b>")


def test_bars_of_a_move_say_their_effect_when_clicked(named_runs: list) -> None:
    move = last_move(Study(named_runs[0][1], BASELINE), Study(named_runs[1][1]), 2035)
    codes = list(bridge.move_bars(move, "light").figure.data[0].customdata)
    assert codes == [code for code in EFFECTS if code != "new_modality"]


def test_every_region_is_named_beside_its_bubble(result: spinemkt.Result) -> None:
    (marks,) = regions.size_and_growth(result, View(), "light", "region").figure.data
    assert sorted(text.replace("<br>", " ") for text in marks.text) == sorted(REGIONS.values())


@given(st.lists(st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(4, 19)), min_size=1, max_size=14))
def test_names_beside_points_do_not_meet(points: list[tuple[float, float, float]]) -> None:
    across, up, radii = zip(*points, strict=True)
    names = [f"Name of {index}" for index in range(len(points))]
    sides = beside_points(across, up, radii, names, 300)
    boxes = []
    for x, y, radius, name, side in zip(across, up, radii, names, sides, strict=True):
        if side:
            height, way = side.split(" ")
            wide, gap = len(name) * LETTER, radius + 3
            left = x * NARROWEST + {"right": gap, "left": -gap - wide, "center": -wide / 2}[way]
            if height != "middle" and way != "center":
                left = x * NARROWEST + (gap / 2 if way == "right" else -gap / 2 - wide)
            top = (1 - y) * 300 + {"middle": -LINE / 2, "top": -gap - LINE, "bottom": gap}[height]
            boxes.append((left, top, left + wide, top + LINE))
    for index, one in enumerate(boxes):
        for other in boxes[:index]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_map_asks_nobody_outside() -> None:
    assert maps.OUTLINES.startswith("app/static/")  # no leading slash: it holds behind a base path, too
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
    assert largest_and_others(frame, "modality", len(MODALITIES)) is frame


@pytest.mark.parametrize(
    ("values", "unit", "name", "divisor"),
    [
        ([2.5e9, 1e3], "USD2025/year", "billion constant 2025 USD a year", 1e9),
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
    assert unit_name("USD2025/year") == "constant 2025 USD a year"
    assert unit_name("patient-years") == "patient-years"


# The words beside the charts


@pytest.mark.parametrize("name", VIEWS)
def test_answers_say_shares_that_the_model_has(result_of: Callable[[View], spinemkt.Result], name: str) -> None:
    view = VIEWS[name]
    run = result_of(view)
    frame = run.table(view.measure.name, ("modality",), view.where(year=view.year))
    largest = frame["value"].max() / frame["value"].sum()
    assert f"with {largest * 100:.0f}%" in str(modality_facts.answer(run, view))
    several = (
        run.table(view.measure.name, ("primary", "treatment_type"), view.where(year=view.year))["value"] > 0
    ).sum() > 1
    whole = " of the whole" if several else " USD"
    assert str(segments.answer(run, view, "primary", "treatment_type")).endswith(f"{whole} in {view.year}.")


def test_the_answer_says_where_it_is_and_where_it_grows(result: spinemkt.Result) -> None:
    text = str(place_facts.answer(result, View()))
    gain = {
        code: result.total("spend", {"region": code, "year": 2035})
        - result.total("spend", {"region": code, "year": 2026})
        for code in REGIONS
    }
    adds = max(gain, key=gain.__getitem__)
    assert text.startswith("United States alone accounts for 7.2 bn USD in 2026")
    assert f"From 2026 to 2035 {REGIONS[adds]} adds most, {gain[adds] / 1e9:.1f} bn USD" in text
    assert "Middle East and Africa grows fastest" in text


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (View(years=(2030, 2030), year=2030), "makes up"),
        (View(modality=("bone_modifying_agents",), region=("europe",)), "none of the largest grows."),
        (View(modality=("bone_modifying_agents",), country=("JPN",)), "It does not grow from 2026 to 2035."),
        (View(country=("JPN",)), "From 2026 to 2035 it adds"),
        (View(region=("europe",)), "adds most among the 12 largest"),
    ],
)
def test_the_answer_does_not_claim_growth_that_is_not_there(result: spinemkt.Result, view: View, words: str) -> None:
    text = str(place_facts.answer(result, view))
    assert words in text
    assert ("adds" in text) == ("adds" in words)


@pytest.mark.parametrize(("level", "code"), [*(("region", code) for code in REGIONS), ("country", "FRA")])
def test_a_profile_says_the_models_numbers(result: spinemkt.Result, level: str, code: str) -> None:
    rows = {fact.what: str(fact.words) for fact in place_facts.profile(result, replace(View(), year=2030), level, code)}
    treated, found = (result.total(name, {level: code, "year": 2030}) for name in ("treated", "diagnosed"))
    assert rows["Patients treated at the spine"].endswith(f"({treated / found * 100:.0f}% of diagnosed)")
    assert not [figure for figure in rows.values() if "nan" in figure or "no figure" in figure]


def test_every_country_has_a_profile(result: spinemkt.Result) -> None:
    for code in result.codes["country"]:
        rows = place_facts.profile(result, View(), "country", str(code))
        assert not [row for row in rows if "nan" in str(row.words) or "no figure" in str(row.words)], code


def test_a_table_says_nothing_twice(result: spinemkt.Result) -> None:
    drawn = regions.world_map(result, View(), "light")
    names = result.inputs.country_names
    shown = readable(drawn.frame, names)
    assert "country" in drawn.frame
    assert "name" in drawn.frame
    assert list(shown.columns) == ["Country", "Value"]
    assert one_unit(drawn.frame) == "constant 2025 USD a year"
    rows = places(drawn.frame, names)
    assert list(rows["value"]) == list(range(len(drawn.frame)))
    mixed = drawn.frame.assign(unit=["a", *drawn.frame["unit"][1:]])
    assert "Unit" in readable(mixed, names).columns
