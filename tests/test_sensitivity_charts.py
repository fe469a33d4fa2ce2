"""Charts of How sure?: finite marks, colours of the palette, words that say numbers, tables that hold the model's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import spinemkt
from spinemkt import Scenario
from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity, verdicts
from spinemkt.analysis.view import View
from spinemkt.charts.palette import THEMES, diverging
from spinemkt.charts.sensitivity import tornado_bars, variance_bars
from spinemkt.charts.style import Chart
from spinemkt.charts.twin import readable
from spinemkt.charts.two_levers import map_of_two
from spinemkt.uncertainty.flip import CONCLUSIONS
from spinemkt.uncertainty.grid import Grid, grid
from spinemkt.uncertainty.levers import Handle
from tests.test_charts import leaves, palette_of

VIEW = View(year=2035)
WORDS = "All treatments, world, 2035"


def mapped(found: Grid, theme: str) -> Chart:
    title = verdicts.map_title(None, float((found.lead > 0).mean()), VIEW)
    names = ["Risk of spinal metastasis", "Price of drugs", verdicts.lead_name(None)]
    return map_of_two(found, names, [lambda size: f"x {size:.2f}"] * 2, VIEW, theme, WORDS, title)


@pytest.fixture(scope="module")
def drawn(result: spinemkt.Result) -> np.ndarray:
    return dispersion.drawn(result, VIEW, Scenario(), 500, 0)


@pytest.fixture(scope="module")
def frame(result: spinemkt.Result, drawn: np.ndarray) -> pd.DataFrame:
    return sensitivity.swings(result, VIEW, Scenario(), drawn)


@pytest.fixture(scope="module")
def shares(result: spinemkt.Result, drawn: np.ndarray) -> pd.DataFrame:
    return dispersion.shares(result, VIEW, Scenario(), drawn)


@pytest.fixture(scope="module")
def cells(inputs: spinemkt.Inputs) -> Grid:
    return grid(inputs, Handle.of("spine_risk"), Handle.of("drug_price"), outcomes.outcome_of(VIEW))


@pytest.fixture(scope="module")
def drawings(frame: pd.DataFrame, shares: pd.DataFrame, cells: Grid) -> dict[str, Callable[[str], Chart]]:
    return {
        "tornado": lambda theme: tornado_bars(frame, VIEW, theme, WORDS),
        "variance": lambda theme: variance_bars(shares, VIEW, theme, WORDS),
        "map": lambda theme: mapped(cells, theme),
    }


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["tornado", "variance", "map"])
def test_charts_are_finite_named_and_of_the_palette(
    drawings: dict[str, Callable[[str], Chart]], name: str, theme: str
) -> None:
    chart = drawings[name](theme)
    figure = chart.figure
    title = str(chart.title)
    assert title in chart.alt and chart.subtitle in chart.alt
    assert any(letter.isdigit() for letter in chart.alt.replace(title, "").replace(chart.subtitle, ""))
    for text in (title, chart.subtitle, chart.alt):
        assert "nan" not in text.lower().replace("finance", "") and "_" not in text
    for trace in figure.data:
        numbers = [value for _, value in leaves(trace.to_plotly_json()) if isinstance(value, float | np.floating)]
        assert all(math.isfinite(number) for number in numbers)
    written = {
        value.lower()
        for label, value in leaves(figure.to_plotly_json())
        if isinstance(value, str) and (label.endswith("color") or label in ("color", "colorscale", "fillcolor"))
    }
    assert {colour for colour in written if not colour.startswith("rgba(0,0,0,0")} <= palette_of(theme)
    assert {colour for colour, _ in chart.key} <= palette_of(theme)
    assert figure.layout.height >= 260
    json.loads(figure.to_json())
    assert len(readable(chart.frame, {})) == len(chart.frame) > 0


def test_the_tornado_starts_at_the_central_values_and_ends_at_the_ends(frame: pd.DataFrame) -> None:
    low, high = tornado_bars(frame, VIEW, "light", WORDS).figure.data
    assert low.base == high.base == frame["central"].iloc[0]
    assert low.base + np.asarray(low.x) == pytest.approx(frame["at_low"].head(sensitivity.MOST))
    assert high.base + np.asarray(high.x) == pytest.approx(frame["at_high"].head(sensitivity.MOST))
    assert list(low.customdata) == list(frame["name"].head(sensitivity.MOST))
    assert (low.marker.pattern.shape, high.marker.pattern.shape) == ("/", "")
    assert (low.marker.color, high.marker.color) == (diverging("light")[0], diverging("light")[-1])
    labels = [note.text for note in tornado_bars(frame, VIEW, "light", WORDS).figure.layout.annotations]
    assert all(text.startswith(f"<b>{grade}</b>") for text, grade in zip(labels, frame["grade"], strict=False))


def test_the_line_of_the_map_is_the_zero_of_the_lead(cells: Grid) -> None:
    heat, *lines, now = mapped(cells, "light").figure.data
    assert (heat.type, now.type) == ("heatmap", "scatter")
    assert len(lines) == 2
    for line in lines:
        assert np.array_equal(line.z, cells.lead)
        assert (line.contours.type, line.contours.operation, line.contours.value) == ("constraint", "=", 0)
    assert (now.x[0], now.y[0]) == cells.now
    flat = Grid(cells.across, cells.up, cells.values, np.abs(cells.lead) + 1, cells.now)
    assert [trace.type for trace in mapped(flat, "light").figure.data] == ["heatmap", "scatter"]
    table = mapped(cells, "light").frame
    row = table[(table.iloc[:, 0] == cells.across[3]) & (table.iloc[:, 1] == cells.up[7])]
    assert row["value"].item() == cells.values[7, 3]


def test_a_scenario_beyond_the_map_stands_at_its_edge(cells: Grid) -> None:
    far = Grid(cells.across, cells.up, cells.values, cells.lead, (99.0, -99.0))
    now = mapped(far, "light").figure.data[-1]
    assert (now.x[0], now.y[0]) == (cells.across[-1], cells.up[0])


def test_titles_of_maps_say_how_much_of_them_holds() -> None:
    said = {held: verdicts.map_title(CONCLUSIONS[1], held, VIEW) for held in (0.0, 0.4, 1.0)}
    assert said[0.0].endswith("nowhere on this map")
    assert "in 40% of this map" in said[0.4]
    assert said[1.0].endswith("everywhere on this map")


def test_error_bars_are_those_of_the_shares(shares: pd.DataFrame) -> None:
    alone, total = variance_bars(shares, VIEW, "light", WORDS).figure.data
    assert list(alone.x) == pytest.approx(shares["alone"].head(10))
    assert alone.error_x.array is None
    assert list(total.error_x.array) == list(shares["total_error"].head(10))
    assert list(total.x) == pytest.approx(shares["total"].head(10))
