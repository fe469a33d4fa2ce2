"""The data of native charts, as they stand in the sheet behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE

from spinemkt.export.deck.drawings import HIGH, LOW, Drawn, Series

VALUE, BASE, LABELS = "Value", "Base (invisible)", "Labels (invisible)"
ENDS = {LOW: "Range, low end", HIGH: "Range, high end"}
AT_END = {LOW: "Number at its low end", HIGH: "Number at its high end"}
BELOW, ABOVE = "below expected", "above expected"


def kind_and_data(drawn: Drawn) -> tuple[Any, Any]:
    """The kind of chart, and its data."""
    return _KINDS[drawn.kind](drawn), _DATA[drawn.kind](drawn)


def room(drawn: Drawn) -> float:
    """How much of the axis what stands beside a bar takes."""
    values = [abs(float(value or 0.0) - drawn.middle) for one in drawn.series for value in one.values]
    share = 0.4 if drawn.kind == "tornado" else 0.08 if drawn.upright else 0.45
    return float(f"{max(values, default=1.0) * share:.3g}")


def _rows(drawn: Drawn) -> CategoryChartData:
    data = CategoryChartData(number_format="General")
    data.categories = list(drawn.categories)
    return data


def _bars(drawn: Drawn) -> CategoryChartData:
    data = _rows(drawn)
    for one in drawn.series:
        data.add_series(ENDS.get(one.ends, one.name or VALUE), one.values)
    return data


def _bridge(drawn: Drawn) -> CategoryChartData:
    data, (lengths,) = _rows(drawn), drawn.series
    data.add_series(BASE, drawn.starts)
    data.add_series(VALUE, lengths.values)
    data.add_series(LABELS, [room(drawn)] * len(drawn.categories))
    return data


def _tornado(drawn: Drawn) -> CategoryChartData:
    data = _rows(drawn)
    at_low, at_high = ([float(value or 0.0) for value in one.values] for one in drawn.series)
    middle = drawn.middle
    data.add_series(BASE, [min(*ends, middle) for ends in zip(at_low, at_high, strict=True)])
    for side, sign in ((BELOW, -1), (ABOVE, 1)):
        low, high = ([max(sign * (value - middle), 0.0) for value in values] for values in (at_low, at_high))
        for end, own, other in ((LOW, low, high), (HIGH, high, low)):
            # Where both ends lie on one side, the farther bar begins where the nearer one ends.
            far = [max(mine - its, 0.0) if its and mine > its else mine for mine, its in zip(own, other, strict=True)]
            data.add_series(f"{AT_END[end]}, {side}", far)
    data.add_series(LABELS, [room(drawn)] * len(at_low))
    return data


def _lines(drawn: Drawn) -> CategoryChartData:
    data = _rows(drawn)
    for one in drawn.series:
        data.add_series(_line_name(one), one.values)
    return data


def _line_name(one: Series) -> str:
    return f"{one.name}, {one.ends}" if one.ends else one.name


def _doughnut(drawn: Drawn) -> CategoryChartData:
    data = _rows(drawn)
    data.add_series(VALUE, drawn.series[0].values)
    return data


def _points(drawn: Drawn) -> XyChartData:
    data = XyChartData()
    for place, one in enumerate(drawn.series):
        series = data.add_series(one.name or f"{VALUE} {place + 1}")
        for x, y in zip(one.across, one.values, strict=True):
            series.add_data_point(x, y)
    return data


def _bubbles(drawn: Drawn) -> BubbleChartData:
    data = BubbleChartData()
    for one in drawn.series:
        series = data.add_series(one.name)
        series.add_data_point(one.across[0], one.values[0], one.sizes[0])
    return data


_KINDS: dict[str, Callable[[Drawn], Any]] = {
    "bars": lambda drawn: XL_CHART_TYPE.BAR_CLUSTERED,
    "bridge": lambda drawn: XL_CHART_TYPE.COLUMN_STACKED if drawn.upright else XL_CHART_TYPE.BAR_STACKED,
    "tornado": lambda drawn: XL_CHART_TYPE.BAR_STACKED,
    "lines": lambda drawn: XL_CHART_TYPE.LINE,
    "areas": lambda drawn: XL_CHART_TYPE.AREA_STACKED,
    "points": lambda drawn: XL_CHART_TYPE.XY_SCATTER,
    "bubbles": lambda drawn: XL_CHART_TYPE.BUBBLE,
    "doughnut": lambda drawn: XL_CHART_TYPE.DOUGHNUT,
}
_DATA: dict[str, Callable[[Drawn], Any]] = {
    "bars": _bars,
    "bridge": _bridge,
    "tornado": _tornado,
    "lines": _lines,
    "areas": _lines,
    "points": _points,
    "bubbles": _bubbles,
    "doughnut": _doughnut,
}
