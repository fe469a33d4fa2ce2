"""The look of native charts: colours of the theme, quiet axes, legends where names cannot stand at their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from spinemkt.charts.palette import LIGHT
from spinemkt.export.deck import shades
from spinemkt.export.deck.drawings import Drawn
from spinemkt.export.deck.sheets import BASE, LABELS

PLOT = (0.085, 0.03, 0.64, 0.86)  # of a chart of lines: left, top, width and height of the plot itself
WIDE_PLOT = (0.085, 0.04, 0.88, 0.82)
LONGEST_NAME = 26  # letters of a line's name that still stands at its end
_YEAR = 0.55  # inches of a year on an axis
_BEFORE_LABELS = (
    *("c:idx", "c:order", "c:tx", "c:spPr", "c:invertIfNegative", "c:explosion", "c:marker", "c:dPt"),
    "c:pictureOptions",
)


SIDES = {"left": "l", "right": "r", "top": "t", "bottom": "b"}


@dataclass(frozen=True)
class Room:
    """Inches that a chart has, and the size of its type in points."""

    width: float
    height: float
    size: float


def _categories(chart: NativeChart, room: Room, reverse: bool = False, step: int = 1) -> None:
    axis = chart.category_axis
    axis.reverse_order = reverse
    axis.has_major_gridlines = False
    axis.format.line.fill.background()
    axis.tick_labels.font.size = Pt(room.size)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        for found in axis._element.findall(qn(name)):
            axis._element.remove(found)
    last = axis._element.find(qn("c:noMultiLvlLbl"))
    made = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{step}"/>')
    last.addprevious(made) if last is not None else axis._element.append(made)


def _years(chart: NativeChart, drawn: Drawn, room: Room, share: float) -> None:
    """An axis of years, as many of them named as there is room for."""
    fit = max(2.0, room.width * share / _YEAR)
    _categories(chart, room, step=max(1, round(len(drawn.categories) / fit + 0.49)))


def _hidden(axis: Any) -> None:
    axis.has_major_gridlines = False
    axis.visible = False


def _numbered(axis: Any, sign: str, suffix: str, room: Room) -> None:
    axis.has_major_gridlines = True
    shades.paint(axis.major_gridlines.format.line, LIGHT.hairline)
    axis.major_gridlines.format.line.width = Pt(0.5)
    axis.format.line.fill.background()
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = Pt(room.size - 1)
    shades.paint(axis.tick_labels.font, LIGHT.muted)
    axis.tick_labels.number_format = "".join((f'"{sign}"' if sign else "", "General", f'"{suffix}"' if suffix else ""))
    axis.tick_labels.number_format_is_linked = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _invisible(series: Any) -> None:
    series.format.fill.background()
    series.format.line.fill.background()


def _bars(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _categories(chart, room, reverse=not drawn.upright)
    _hidden(chart.value_axis)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 50, 100
    for native, one in zip(plot.series, drawn.series, strict=False):
        native.invert_if_negative = False
        if drawn.kind == "bars" and one.ends:
            _invisible(native)
    for native in plot.series:
        if native.name in (BASE, LABELS):
            _invisible(native)


def _tornado(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _bars(chart, drawn, room)
    _, *bars, _ = chart.plots[0].series
    for native, one in zip(bars, [*drawn.series, *drawn.series], strict=True):
        native.invert_if_negative = False
        fill_bar(native.format, one.colours[0], bool(one.hatched and one.hatched[0]))


def fill_bar(format_: Any, colour: str, hatched: bool) -> None:
    """Fill a bar with a colour, plain or hatched."""
    if not hatched:
        shades.paint(format_, colour)
        return
    name, _ = shades.slot(colour)
    format_.fill.patterned()
    format_.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    format_.fill.fore_color.theme_color = shades.theme_colour(name)
    format_.fill.back_color.theme_color = shades.theme_colour("bg1")
    shades.paint(format_.line, colour)
    format_.line.width = Pt(1.0)


def colour_points(native: Any, colours: Sequence[str], hatched: Sequence[bool] = ()) -> None:
    """Fill each bar or slice with its own colour, or all with the one that they share."""
    marked = list(hatched) or [False] * len(colours)
    if len(set(zip(colours, marked, strict=True))) == 1:
        fill_bar(native.format, colours[0], marked[0])
        return
    for place, (colour, mark) in enumerate(zip(colours, marked, strict=True)):
        format_ = native.points[place].format
        fill_bar(format_, colour, mark)
        if colour == LIGHT.page:  # what is taken away
            shades.paint(format_.line, LIGHT.outline)


def _lines(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _years(chart, drawn, room, PLOT[2])
    _numbered(chart.value_axis, drawn.sign, drawn.suffix, room)
    for native, one in zip(chart.plots[0].series, drawn.series, strict=True):
        native.smooth = False
        native.marker.style = XL_MARKER_STYLE.NONE
        shades.paint(native.format.line, one.colours[0])
        native.format.line.width = Pt(1.25 if one.ends else 2.25)
        if one.ends:
            widest = next(each.name for each in drawn.series if each.ends)
            native.format.line.dash_style = MSO_LINE.DASH if one.name == widest else MSO_LINE.ROUND_DOT
    blanks = chart._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if blanks is not None:
        blanks.set("val", "span")
    _inner(chart, *PLOT if all(len(one.name) <= LONGEST_NAME for one in drawn.series) else WIDE_PLOT)


def _areas(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _years(chart, drawn, room, 0.7)
    _numbered(chart.value_axis, drawn.sign, drawn.suffix, room)
    for native, one in zip(chart.plots[0].series, drawn.series, strict=True):
        shades.paint(native.format, one.colours[0])
    _legend(chart, room)


def _legend(chart: NativeChart, room: Room) -> None:
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.RIGHT
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(room.size - 1)


def _axes(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    for axis, (sign, suffix) in ((chart.value_axis, (drawn.sign, drawn.suffix)), (chart.category_axis, drawn.across)):
        _numbered(axis, sign, suffix, room)


def _points(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _axes(chart, drawn, room)
    for native, one in zip(chart.plots[0].series, drawn.series, strict=True):
        if one.marked:
            native.format.line.fill.background()
            native.marker.style = XL_MARKER_STYLE.CIRCLE
            native.marker.size = 8
            shades.paint(native.marker.format, str(one.colours[0]))
            shades.paint(native.marker.format.line, str(one.colours[0]))
        else:
            native.smooth = False
            native.marker.style = XL_MARKER_STYLE.NONE
            shades.paint(native.format.line, one.colours[0])
            native.format.line.width = Pt(2.25)


def _bubbles(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _axes(chart, drawn, room)
    plot = chart.plots[0]
    plot.bubble_scale = 22
    for native, one in zip(plot.series, drawn.series, strict=True):
        shades.paint(native.format, one.colours[0])
        clear(native)
        insert(
            native._element,
            f'<c:dLbls {nsdecls("c")}><c:dLblPos val="{SIDES.get(one.side, "r")}"/>'
            '<c:showLegendKey val="0"/><c:showVal val="0"/>'
            '<c:showCatName val="0"/><c:showSerName val="1"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
            "</c:dLbls>",
        )


def _doughnut(chart: NativeChart, drawn: Drawn, room: Room) -> None:
    _legend(chart, room)
    plot = chart.plots[0]
    plot._element.find(qn("c:holeSize")).set("val", "58")
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.show_percentage = False, True
    labels.number_format, labels.number_format_is_linked = "0%", False
    labels.font.size, labels.font.bold = Pt(room.size - 1), True
    labels.font.color.theme_color = shades.theme_colour("bg1")


def clear(native: Any) -> None:
    """Take off the labels of a series."""
    for found in native._element.findall(qn("c:dLbls")):
        native._element.remove(found)


def insert(ser: Any, xml: str) -> None:
    """Put labels or error bars where the schema wants them in a series."""
    made = parse_xml(xml)
    after = set(map(qn, _BEFORE_LABELS)) | ({qn("c:dLbls")} if made.tag != qn("c:dLbls") else set())
    ser.insert(max((index for index, child in enumerate(ser) if child.tag in after), default=-1) + 1, made)


def _inner(chart: NativeChart, x: float, y: float, w: float, h: float) -> None:
    """Place the plot itself inside its chart, as shares of it."""
    area = chart._chartSpace.chart.plotArea
    found = area.find(qn("c:layout"))
    if found is not None:
        area.remove(found)
    sides = "".join(f'<c:{name} val="{value}"/>' for name, value in (("x", x), ("y", y), ("w", w), ("h", h)))
    made = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{sides}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(made))


LOOKS: dict[str, Callable[[NativeChart, Drawn, Room], None]] = {
    "bars": _bars,
    "bridge": _bars,
    "tornado": _tornado,
    "lines": _lines,
    "areas": _areas,
    "points": _points,
    "bubbles": _bubbles,
    "doughnut": _doughnut,
}
