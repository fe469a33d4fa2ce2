"""Charts that PowerPoint draws itself: made, and given new numbers later.

Labels are formats of the values where a format writes them as the app does, so that they follow when data are edited;
else they are fixed words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from spinemkt.charts.palette import LIGHT
from spinemkt.export.deck import fit, shades
from spinemkt.export.deck.drawings import HIGH, LOW, Drawn
from spinemkt.export.deck.looks import LONGEST_NAME, LOOKS, PLOT, Room, clear, colour_points, insert
from spinemkt.export.deck.sheets import room

NATIVE = tuple(LOOKS)
STEPS = 5  # of an axis, about
ROW = 0.2  # inches of a bar with its name, at least
_NAMES = 0.32  # of a chart, that the names of its bars may take
_WRITTEN = re.compile(r"^([+-]?)(\$?)([\d,]*\d)(?:\.(\d+))?( ?(?:bn|M|k|B))?(\D.*)?$", re.DOTALL)
_THOUSANDS = {"bn": ",,,", "B": ",,,", "M": ",,", "k": ","}
_AFTER_FORMAT = ("c:spPr", "c:txPr", "c:dLblPos", "c:showLegendKey", "c:showVal")


def dress(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    """Give a new chart the look of the deck."""
    chart.font.size = Pt(space.size)
    chart.font.color.theme_color = shades.theme_colour("tx1")
    chart.has_legend = False
    chart.has_title = False
    LOOKS[drawn.kind](chart, drawn, space)
    paint_points(chart, drawn)
    renumber(chart, drawn, space)


def renumber(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    """Write what stands beside the marks, and the length of the axes, for the chart's present data."""
    _NUMBERS[drawn.kind](chart, drawn, space)


def paint_points(chart: NativeChart, drawn: Drawn) -> None:
    """Give each bar or slice its colour."""
    if drawn.kind in ("bars", "bridge", "doughnut"):
        one, place = drawn.series[0], int(drawn.kind == "bridge")
        colour_points(chart.plots[0].series[place], [str(colour) for colour in one.colours], one.hatched)


def number_format(label: str, value: float) -> str:
    """The format in which a sheet writes a value as a label has it; empty where none does."""
    found = _WRITTEN.match(label)
    if not found:
        return ""
    sign, dollar, whole, digits, size, rest = found.groups(default="")
    scale = _THOUSANDS.get(size.strip(), "")
    number = f"{abs(value) / 1000.0 ** len(scale):,.{len(digits)}f}"
    if number != (f"{whole}.{digits}" if digits else whole) or '"' in rest:
        return ""
    behind = f'"{size}{rest}"' if size + rest else ""
    plain = f"{dollar and chr(34) + dollar + chr(34)}#,##0{'.' * bool(digits)}{'0' * len(digits)}{scale}{behind}"
    return f"{'+' * (sign == '+')}{plain};-{plain}"


def _beside(native: Any, place: int, text: str, where: Any, value: float | None = None) -> None:
    """Label one point: by a format of its value where there is one, else in fixed words."""
    label = native.points[place].data_label
    code = "" if value is None else number_format(text, value)
    if code:
        element = label._get_or_add_dLbl()
        for old in element.findall(qn("c:numFmt")) + element.findall(qn("c:tx")):
            element.remove(old)
        made = parse_xml(f'<c:numFmt {nsdecls("c")} formatCode="" sourceLinked="0"/>')
        made.set("formatCode", code)
        before = next(child for child in element if child.tag in set(map(qn, _AFTER_FORMAT)))
        before.addprevious(made)
    else:
        label.text_frame.text = text.replace(" ", "\u00a0")  # in one line
        label._dLbl.find(qn("c:tx")).find(qn("c:rich")).find(qn("a:bodyPr")).set("wrap", "none")
    body = label._get_or_add_txPr().find(qn("a:bodyPr"))
    body.set("wrap", "none")
    label.position = where


def _bars(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    series = list(chart.plots[0].series)
    for native in series:
        clear(native)
    main = drawn.series[0]
    ends = {one.ends: native for native, one in zip(series, drawn.series, strict=True) if one.ends}
    known = {one.ends: one.values for one in drawn.series if one.ends}
    for place, (text, value) in enumerate(zip(drawn.labels, main.values, strict=True)):
        end = LOW if value is not None and value < 0 else HIGH
        if ends and known[end][place] is not None:
            _beside(ends[end], place, text, XL_LABEL_POSITION.OUTSIDE_END)
        else:
            _beside(series[0], place, text, XL_LABEL_POSITION.OUTSIDE_END, value)
    if ends:
        _whiskers(ends[HIGH]._element, known[LOW], known[HIGH])
    numbers = [float(value) for one in drawn.series for value in one.values if value is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    wide = max((fit.width(text, space.size) for text in drawn.labels), default=0.0) + 0.15
    share = min(wide / (space.width * (1 - _NAMES)), 0.45)  # of the plot, on each side that has labels
    sides = share * ((low < 0) + (high > 0))
    reach = (high - low or 1.0) * share / (1 - min(sides, 0.8))
    axis = chart.value_axis
    axis.minimum_scale = low - (reach if low < 0 else 0.0)
    axis.maximum_scale = high + (reach if high > 0 else 0.0)


def _whiskers(ser: Any, low: Sequence[float | None], high: Sequence[float | None]) -> None:
    """A line from the high end of each range down to its low end."""
    for found in ser.findall(qn("c:errBars")):
        ser.remove(found)
    reach = [0.0 if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]

    def side(name: str, lengths: Sequence[float]) -> str:
        points = "".join(f'<c:pt idx="{place}"><c:v>{length!r}</c:v></c:pt>' for place, length in enumerate(lengths))
        count = f'<c:ptCount val="{len(lengths)}"/>'
        return f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode>{count}{points}</c:numLit></c:{name}>"

    insert(
        ser,
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{side('plus', [0.0] * len(reach))}{side('minus', reach)}"
        f'<c:spPr><a:ln w="12700">{shades.xml(LIGHT.text)}</a:ln></c:spPr></c:errBars>',
    )


def _bridge(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    *_, labels = chart.plots[0].series
    clear(labels)
    (lengths,) = drawn.series
    for place, text in enumerate(drawn.labels):
        _beside(labels, place, text, XL_LABEL_POSITION.INSIDE_BASE)
    tops = [start + float(length or 0.0) for start, length in zip(drawn.starts, lengths.values, strict=True)]
    chart.value_axis.minimum_scale = min(0.0, *drawn.starts)
    chart.value_axis.maximum_scale = max(tops) + room(drawn)


def _tornado(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    base, *_, labels = chart.plots[0].series
    clear(base)
    clear(labels)
    ends = [[float(value or 0.0) for value in one.values] for one in drawn.series]
    for place, (first, second) in enumerate(zip(drawn.labels, drawn.other_labels, strict=True)):
        left, right = (first, second) if ends[0][place] <= ends[1][place] else (second, first)
        _beside(base, place, left, XL_LABEL_POSITION.INSIDE_END)
        _beside(labels, place, right, XL_LABEL_POSITION.INSIDE_BASE)
    reach = [*ends[0], *ends[1], drawn.middle]
    chart.value_axis.minimum_scale = min(reach) - room(drawn)
    chart.value_axis.maximum_scale = max(reach) + room(drawn)


def _lines(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    low, high = _rounded(chart.value_axis, drawn.span)
    for native, one, end in zip(chart.plots[0].series, drawn.series, drawn.ends, strict=True):
        clear(native)
        values = [value for value in one.values if value is not None]
        if values and not keyed(drawn):
            moved = (values[-1] - end) / (high - low) * PLOT[3]
            _name_end(native._element, len(one.values) - 1, moved, bool(one.ends), space.size - 1)


def keyed(drawn: Drawn) -> bool:
    """Whether the names of lines are too long to stand at their ends, and are written below with their colours."""
    return drawn.kind == "lines" and any(len(one.name) > LONGEST_NAME for one in drawn.series)


def _name_end(ser: Any, place: int, moved: float, muted: bool, size: float) -> None:
    """Name a line at its right end. moved: how far below the end, as a share of the chart."""
    colour = shades.xml(LIGHT.muted if muted else LIGHT.text)
    layout = f'<c:layout><c:manualLayout><c:x val="0.012"/><c:y val="{moved:.4f}"/></c:manualLayout></c:layout>'
    hidden = "".join(f'<c:show{name} val="0"/>' for name in ("LegendKey", "Val", "CatName"))
    behind = '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    insert(
        ser,
        f'<c:dLbls {nsdecls("c", "a")}><c:dLbl><c:idx val="{place}"/>{layout if abs(moved) > 0.004 else ""}'
        '<c:spPr><a:noFill/></c:spPr><c:txPr><a:bodyPr wrap="square" anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="l">'
        f'<a:defRPr sz="{round(size * 100)}">{colour}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
        f'<c:dLblPos val="r"/>{hidden}<c:showSerName val="1"/>{behind}</c:dLbl>'
        f'{hidden}<c:showSerName val="0"/>{behind}</c:dLbls>',
    )


def _rounded(axis: Any, span: tuple[float, float] | None, beyond: bool = False) -> tuple[float, float]:
    """Let an axis begin and end at round numbers around a span. beyond: with a step more, for names there."""
    if not span:
        return 0.0, 1.0
    low, high = span
    step = _step((high - low) / STEPS)
    low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step + step * beyond
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    return low, high


def _step(least: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least * (1 - 1e-9))


def _axes(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    named = drawn.kind == "bubbles"
    _rounded(chart.value_axis, drawn.span)
    _rounded(chart.category_axis, drawn.reach, named)


def _areas(chart: NativeChart, drawn: Drawn, space: Room) -> None:
    _rounded(chart.value_axis, (0.0, 100.0))


_NUMBERS: dict[str, Callable[[NativeChart, Drawn, Room], None]] = {
    "bars": _bars,
    "bridge": _bridge,
    "tornado": _tornado,
    "lines": _lines,
    "areas": _areas,
    "points": _axes,
    "bubbles": _axes,
    "doughnut": lambda chart, drawn, space: None,
}
