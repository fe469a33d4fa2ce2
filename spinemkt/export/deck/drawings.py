"""What a chart's drawing shows, read from its description: rows with bars and ranges, lines over years, bubbles.

The description is the one that the screen draws, so that a slide has the same numbers in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from spinemkt.charts.labels import dodge
from spinemkt.charts.style import Chart
from spinemkt.figures.text import as_text

_TAGS = re.compile(r"<[^>]+>")
_BOLD = re.compile(r"^<b>(.*?)</b>\s*(.*)$", re.DOTALL)
LOW, HIGH = "low", "high"
FIRST, SECOND = "y", "y2"  # panels of a drawing
STROKE = "\u2014 "  # before the name of a line, in its colour
_APART = 0.085  # of the axis: the room of a name at the end of a line
_WHOLE = 1e-6  # of one hundred percent, within which shares sum to it


@dataclass(frozen=True)
class Series:
    """A row of values under a name. colours: one, or one of each value. ends: 'low' or 'high' of a range, else ''."""

    name: str
    values: Sequence[float | None]
    colours: Sequence[str]
    ends: str = ""
    across: Sequence[float] = ()  # of points
    sizes: Sequence[float] = ()  # of bubbles
    marked: bool = False  # points without a line
    hatched: Sequence[bool] = ()  # of each value
    side: str = ""  # of a bubble, on which its name stands


@dataclass(frozen=True)
class Drawn:
    """kind: 'bars', 'bridge', 'tornado', 'lines', 'areas', 'points', 'bubbles', 'doughnut', or what has no native form:
    'map', 'flow', 'mosaic', and 'table' for everything else.

    labels: what stands beside each bar. starts: where each bar begins; middle: where all bars of a tornado do. upright:
    columns, not bars. ends: where the name of each line stands, in the unit of its axis. sign, suffix: before and
    behind the numbers of the axis; across: those of the axis across. span, reach: the ends of both axes.
    """

    kind: str
    categories: Sequence[str] = ()
    series: Sequence[Series] = ()
    labels: Sequence[str] = ()
    other_labels: Sequence[str] = ()
    starts: Sequence[float] = ()
    upright: bool = False
    middle: float = 0.0
    ends: Sequence[float] = ()
    suffix: str = ""
    sign: str = ""
    across: tuple[str, str] = ("", "")
    span: tuple[float, float] | None = None
    reach: tuple[float, float] | None = None
    description: Mapping[str, Any] = field(default_factory=dict)


def read(chart: Chart, form: str = "") -> Drawn:
    """Return what a chart's drawing shows; 'table' where nothing is drawn, or in no way that slides know.

    form: as of a `content.Graph`.
    """
    if form == "doughnut":
        return doughnut(chart)
    found = chart.figure.to_dict()
    traces, layout = found["data"], found["layout"]
    kinds = {trace["type"] for trace in traces}
    drawn = Drawn("table")
    if "choropleth" in kinds:
        drawn = Drawn("map")
    elif "sankey" in kinds:
        drawn = Drawn("flow")
    elif kinds and kinds <= {"bar", "scatter"} and any(_across(trace) for trace in traces):
        drawn = _bars(traces, layout)
    elif kinds == {"bar"}:
        drawn = Drawn("mosaic")
    elif kinds == {"scatter"}:
        drawn = _scattered(traces, layout, SECOND if form else FIRST)
    return replace(drawn, description=found)


def doughnut(chart: Chart) -> Drawn:
    """The parts of a whole that a chart's key tells, each with its amount; 'table' where it tells none."""
    parts = [(colour, text) for colour, text in chart.key if as_text(text).figures]
    if len(parts) < 2:
        return Drawn("table")
    figures = [as_text(text).figures[0] for _, text in parts]
    names, values = [str(text) for _, text in parts], [figure.number for figure in figures]
    return Drawn("doughnut", names, [Series("", values, [colour for colour, _ in parts])])


def plain(text: str) -> str:
    """A label without its marks of type, its lines joined."""
    return unescape(_TAGS.sub("", text.replace("<br>", " "))).strip()


# Bars across


def _across(trace: Mapping[str, Any]) -> bool:
    return trace["type"] == "bar" and trace.get("orientation") == "h"


def _bars(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> Drawn:
    bars = [trace for trace in traces if _across(trace)]
    count = max(len(trace["x"]) for trace in bars)
    names, labels = _names(layout, count)
    first = bars[0]
    base = first.get("base", 0.0)
    if len(bars) == 2 and isinstance(base, int | float) and base:
        return _tornado(bars, layout, names, float(base))
    if len(bars) > 1:
        return Drawn("table")
    lengths, starts = list(map(float, first["x"])), list(map(float, _each(base, count)))
    own = [plain(text) for text in first.get("text", [])]
    colours = _each(first["marker"]["color"], count)
    if any(start > 0 for start in starts):  # each bar begins where another one ended
        low = [min(start, start + length) for start, length in zip(starts, lengths, strict=True)]
        series = Series("", list(map(abs, lengths)), colours, hatched=_hatched(first, count))
        return Drawn("bridge", names, [series], own or labels, starts=low, upright=bool(own))
    values = [start if start < 0 else length for start, length in zip(starts, lengths, strict=True)]
    ranges = next((trace for trace in traces if "error_x" in trace), None)
    series_of = [
        Series("", values, colours, hatched=_hatched(first, count)),
        *(_range(ranges, count) if ranges else ()),
    ]
    return Drawn("bars", names, series_of, own or labels)


def _names(layout: Mapping[str, Any], count: int) -> tuple[list[str], list[str]]:
    """The name of each bar, and what stands beside it: on the axis and in a column, or both on the bar itself."""
    names = [plain(text) for text in layout["yaxis"].get("ticktext", [])]
    labels = [""] * count
    beside = [note for note in layout.get("annotations", []) if note.get("xref") == "paper"]
    for note in beside:
        row = round(note["y"] + (0.25 if note["x"] == 0 else 0.0))
        if not 0 <= row < count:
            continue
        bold = _BOLD.match(note["text"])
        if note["x"] != 0:
            labels[row] = plain(note["text"])
        else:
            names += [""] * (count - len(names))
            names[row] = plain(bold[1] if bold else note["text"])
            labels[row] = plain(bold[2]) if bold else ""
    return names, labels


def _range(trace: Mapping[str, Any], count: int) -> list[Series]:
    """The ends of the range of each bar as two series."""
    low: list[float | None] = [None] * count
    high: list[float | None] = [None] * count
    ends = zip(trace["x"], trace["y"], trace["error_x"]["arrayminus"], trace["error_x"]["array"], strict=True)
    for value, place, less, more in ends:
        row = int(place + 0.5)
        if 0 <= row < count and less == less and more == more:
            low[row], high[row] = value - less, value + more
    colour = [trace["error_x"]["color"]]
    return [Series("", low, colour, LOW), Series("", high, colour, HIGH)]


def _tornado(
    bars: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], names: Sequence[str], middle: float
) -> Drawn:
    notes = [note for note in layout.get("annotations", []) if note.get("xref") == "paper" and note["x"] == 0]
    names = [plain(note["text"]) for note in notes] or names
    series = [
        Series("", [middle + value for value in bar["x"]], [bar["marker"]["color"]], end, hatched=_hatched(bar, 1))
        for bar, end in zip(bars, (LOW, HIGH), strict=True)
    ]
    texts = [[plain(text) for text in bar.get("text", [])] for bar in bars]
    return Drawn("tornado", names, series, texts[0], texts[1], middle=middle)


def _hatched(trace: Mapping[str, Any], count: int) -> list[bool]:
    return [bool(shape) for shape in _each(trace["marker"].get("pattern", {}).get("shape", ""), count)]


def _each(value: object, count: int) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] * count


# Lines, areas, points and bubbles


def second_title(chart: Chart) -> str:
    """What stands above the second panel of a chart; '' where it has none."""
    layout = chart.figure.to_dict()["layout"]
    notes = [note for note in layout.get("annotations", []) if note.get("xref") == note.get("yref") == "paper"]
    return plain(notes[0]["text"]) if "yaxis2" in layout and notes else ""


def _scattered(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], panel: str) -> Drawn:
    traces = [trace for trace in traces if trace.get("yaxis", FIRST) == panel]
    up, across = layout["yaxis" if panel == FIRST else "yaxis2"], layout["xaxis"]
    sign, suffix = _form(up)
    axes: dict[str, Any] = {
        "sign": sign,
        "suffix": suffix,
        "across": _form(across),
        "span": _pair(up),
        "reach": _pair(across),
    }
    if any(isinstance(trace["x"][0] if trace["x"] else 0, str) for trace in traces):
        return Drawn("table")
    if any("text" in trace.get("mode", "") for trace in traces):
        return _bubbles(traces, axes)
    lines = [trace for trace in traces if "lines" in trace.get("mode", "")]
    if not lines:
        return Drawn("table")
    years = sorted({year for trace in lines for year in trace["x"] if year is not None})
    loose = [trace for trace in traces if trace not in lines and trace["x"] and set(trace["x"]) - set(years)]
    if loose or any(year != int(year) for year in years) or across.get("tickformat") != "d":
        return _points(traces, axes)
    series: list[Series] = []
    for trace in lines:
        series += _band(trace, years) if trace.get("fill") == "toself" else [_line(trace, years)]
    notes = [note for note in layout.get("annotations", []) if panel == FIRST and note.get("xref", "x") != "paper"]
    ends = _ends(series, {plain(note["text"]).removeprefix(STROKE): float(note["y"]) for note in notes}, axes["span"])
    kind = "areas" if _whole(series, suffix) else "lines"
    return Drawn(kind, [str(int(year)) for year in years], series, ends=ends, **axes)


def _ends(series: Sequence[Series], placed: Mapping[str, float], span: tuple[float, float] | None) -> list[float]:
    """Where the name of each line stands: where the drawing has it, else by its end, apart from those of others."""
    last = [next((value for value in reversed(one.values) if value is not None), 0.0) for one in series]
    if all(one.name in placed and not one.ends for one in series):
        return [placed[one.name] for one in series]
    low, high = span or (min(last), max(last))
    return dodge(last, _APART * (high - low), low, high)


def _line(trace: Mapping[str, Any], years: Sequence[float]) -> Series:
    values = dict(zip(trace["x"], trace["y"], strict=True))
    return Series(plain(trace.get("name", "")), [values.get(year) for year in years], [trace["line"]["color"]])


def _band(trace: Mapping[str, Any], years: Sequence[float]) -> list[Series]:
    """The ends of a range that is drawn as a closed line: above to the right, and below back to the left."""
    half = len(trace["x"]) // 2
    above = dict(zip(trace["x"][:half], trace["y"][:half], strict=True))
    below = dict(zip(trace["x"][half:], trace["y"][half:], strict=True))
    name, colour = plain(trace.get("name", "")), [trace["line"]["color"]]
    return [
        Series(name, [above.get(year) for year in years], colour, HIGH),
        Series(name, [below.get(year) for year in years], colour, LOW),
    ]


def _whole(series: Sequence[Series], suffix: str) -> bool:
    """Whether lines are shares that sum to one hundred percent in every year."""
    if suffix != "%" or len(series) < 2 or any(one.ends for one in series):
        return False
    return all(
        None not in values and abs(sum(values) - 100) < 100 * _WHOLE
        for values in zip(*(one.values for one in series), strict=True)
    )


def _points(traces: Sequence[Mapping[str, Any]], axes: Mapping[str, Any]) -> Drawn:
    series = []
    for trace in traces:
        if trace.get("fill") or None in trace["x"] or None in trace["y"]:
            return Drawn("table")
        lined = "lines" in trace.get("mode", "")
        colours = _each((trace["line"] if lined else trace["marker"]).get("color"), len(trace["x"]))
        name = plain(trace.get("name", ""))
        series.append(Series(name, trace["y"], colours[: 1 if lined else None], across=trace["x"], marked=not lined))
    return Drawn("points", series=series, **axes)


def _bubbles(traces: Sequence[Mapping[str, Any]], axes: Mapping[str, Any]) -> Drawn:
    (trace,) = traces
    names = [plain(text) for text in trace["text"]]
    colours = _each(trace["marker"]["color"], len(names))
    sizes = [size**2 for size in _each(trace["marker"]["size"], len(names))]
    sides = [_side(place) for place in _each(trace["textposition"], len(names))]
    points = zip(names, trace["x"], trace["y"], sizes, colours, sides, strict=True)
    series = [
        Series(name, [y], [colour], across=[x], sizes=[size], side=side) for name, x, y, size, colour, side in points
    ]
    return Drawn("bubbles", names, series, **axes)


def _side(place: str) -> str:
    """The side of a bubble that a place names: 'middle right' is the right one, 'top center' the top."""
    up, across = place.split()
    return across if up == "middle" else up


def _form(axis: Mapping[str, Any]) -> tuple[str, str]:
    """The sign before numbers of an axis, and what stands behind them."""
    return "$" * axis.get("tickformat", "").startswith("$"), axis.get("ticksuffix", "") or "%" * any(
        str(text).endswith("%") for text in axis.get("ticktext", [])
    )


def _pair(axis: Mapping[str, Any]) -> tuple[float, float] | None:
    found = axis.get("range")
    return (float(found[0]), float(found[1])) if found else None
