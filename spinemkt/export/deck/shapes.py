"""Charts without a native form, drawn to scale as shapes that can be edited: maps, flows, and blocks of two shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from spinemkt.charts.palette import LIGHT
from spinemkt.charts.style import Chart
from spinemkt.export.deck import fit, shades
from spinemkt.export.deck.drawings import Drawn, plain
from spinemkt.export.deck.outlines import flat, outlines, within

Box = tuple[float, float, float, float]  # left, top, width and height in inches
_EMU = 914_400
KEY_LINE = 0.22  # inches of the line of a key
_TEXT = 10.0


def draw(group: Any, chart: Chart, drawn: Drawn, box: Box) -> None:
    """Draw a chart into a group of shapes. box: where on the slide, in inches."""
    left, top, width, height = box
    key = [(colour, str(words)) for colour, words in chart.key]
    rows = write_key(group, key, (left, top + height, width, 0.0)) if key else 0
    _DRAWN[drawn.kind](group, drawn.description, (left, top, width, height - rows * KEY_LINE))


def write_key(group: Any, key: Sequence[tuple[str, str]], box: Box) -> int:
    """Write what colours mean in lines that end where a box does; return how many lines they take."""
    left, bottom, width, _ = box
    size, square = 9.0, 0.12
    lines: list[list[tuple[str, str, float]]] = [[]]
    room = width
    for colour, words in key:
        needs = square + 0.06 + fit.width(words, size) + 0.18
        if needs > room and lines[-1]:
            lines.append([])
            room = width
        lines[-1].append((colour, words, needs))
        room -= needs
    for row, line in enumerate(lines):
        at, y = left, bottom - (len(lines) - row) * KEY_LINE + 0.04
        for colour, words, needs in line:
            mark = block(group, MSO_SHAPE.RECTANGLE, (at, y + 0.03, square, square), colour)
            mark.name = f"Colour of {words}"
            label(group, words, (at + square + 0.04, y - 0.03, needs - square, KEY_LINE), size, PP_ALIGN.LEFT)
            at += needs
    return len(lines)


def label(
    group: Any,
    words: str,
    box: Box,
    size: float = _TEXT,
    align: Any = PP_ALIGN.CENTER,
    colour: str = LIGHT.text,
    bold: bool = False,
) -> Any:
    """Write words on a slide or in a group, without a frame."""
    shape = group.shapes.add_textbox(*map(Inches, box))
    _write(shape, words, size, align, colour, bold)
    return shape


def _write(shape: Any, words: str, size: float, align: Any, colour: str, bold: bool = False) -> None:
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Inches(0.02)
    for place, line in enumerate(words.split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = line, Pt(size), bold
        shades.paint(run.font, colour)


def block(group: Any, kind: Any, box: Box, colour: str, edge: str = "") -> Any:
    """Add a flat shape to a slide or a group."""
    shape = group.shapes.add_shape(kind, *map(Inches, box))
    style = shape._element.find(qn("p:style"))
    if style is not None:  # which brings shadows
        shape._element.remove(style)
    shades.paint(shape, colour)
    if edge:
        shades.paint(shape.line, edge)
        shape.line.width = Pt(0.75)
    else:
        shape.line.fill.background()
    return shape


def _freeform(group: Any, name: str, paths: Sequence[str], box: Box, colour: str, alpha: float = 1.0) -> None:
    """Add a shape of any outline. paths: in XML, in EMU from the corner of the box."""
    left, top, width, height = (round(side * _EMU) for side in box)
    number = max((int(one.shape_id) for one in group.shapes), default=int(group.shape_id)) + 1
    outline = "".join(f'<a:path w="{width}" h="{height}">{path}<a:close/></a:path>' for path in paths)
    made = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:custGeom><a:avLst/>'
        f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{outline}</a:pathLst></a:custGeom>'
        f'{shades.xml(colour, alpha)}<a:ln w="3175">{shades.xml(LIGHT.page)}</a:ln></p:spPr></p:sp>'
    )
    made.nvSpPr.cNvPr.set("name", name)
    group._element.append(made)


def _point(x: float, y: float) -> str:
    return f'<a:pt x="{round(x * _EMU)}" y="{round(y * _EMU)}"/>'


# A map


def _map(group: Any, found: Mapping[str, Any], box: Box) -> None:
    geo = found["layout"]["geo"]
    (west, east), (south, north) = geo["lonaxis"]["range"], geo["lataxis"]["range"]
    middle = (west + east) / 2
    corners = [
        flat(x, y, middle) for x in (west, middle, east) for y in (south, 0.0 if south < 0 < north else south, north)
    ]
    low_x, high_x = min(x for x, _ in corners), max(x for x, _ in corners)
    low_y, high_y = min(y for _, y in corners), max(y for _, y in corners)
    left, top, width, height = box
    scale = min(width / (high_x - low_x), height / (high_y - low_y))
    left += (width - scale * (high_x - low_x)) / 2
    top += (height - scale * (high_y - low_y)) / 2

    def placed(x: float, y: float) -> tuple[float, float]:
        across, up = flat(x, y, middle)
        return left + (across - low_x) * scale, top + (high_y - up) * scale

    for trace in found["data"]:
        if trace.get("geo", "geo") != "geo":
            continue
        if trace["type"] == "choropleth":
            stops = trace["colorscale"]
            for code, height_of, words in zip(trace["locations"], trace["z"], trace["text"], strict=True):
                step = min(int(height_of), len(stops) // 2 - 1)
                rings = [within(ring, west, east, south, north) for ring in outlines().get(code, ())]
                _country(
                    group,
                    plain(words),
                    [[placed(*point) for point in ring] for ring in rings if ring],
                    stops[2 * step][1],
                )
        else:
            for x, y, colour, words in zip(
                trace["lon"], trace["lat"], trace["marker"]["color"], trace["text"], strict=True
            ):
                x += 360 * (x < west)
                if west <= x <= east and south <= y <= north:
                    across, down = placed(x, y)
                    dot = block(group, MSO_SHAPE.OVAL, (across - 0.025, down - 0.025, 0.05, 0.05), colour, LIGHT.muted)
                    dot.line.width, dot.name = Pt(0.25), plain(words)


def _country(group: Any, name: str, rings: Sequence[Sequence[tuple[float, float]]], colour: str) -> None:
    points = [point for ring in rings for point in ring]
    if not points:
        return
    left, top = (min(point[side] for point in points) for side in (0, 1))
    wide, tall = (max(point[side] for point in points) - edge for side, edge in ((0, left), (1, top)))
    paths = []
    for ring in rings:
        first, *rest = ((x - left, y - top) for x, y in ring)
        lines = "".join(f"<a:lnTo>{_point(*point)}</a:lnTo>" for point in rest)
        paths.append(f"<a:moveTo>{_point(*first)}</a:moveTo>{lines}")
    _freeform(group, name, paths, (left, top, max(wide, 0.005), max(tall, 0.005)), colour)


# A flow


def _flow(group: Any, found: Mapping[str, Any], box: Box) -> None:
    (trace,), layout = found["data"], found["layout"]
    left, top, width, height = box
    node, link = trace["node"], trace["link"]
    margin = layout["margin"]
    gap = node["pad"] / (layout["height"] - margin["t"] - margin["b"])
    columns: dict[float, list[int]] = {}
    for place, x in enumerate(node["x"]):
        columns.setdefault(x, []).append(place)
    out, into = [0.0] * len(node["x"]), [0.0] * len(node["x"])
    for source, target, value in zip(link["source"], link["target"], link["value"], strict=True):
        out[source] += value
        into[target] += value
    flows = [max(pair) for pair in zip(out, into, strict=True)]
    whole = max(sum(flows[place] for place in places) for places in columns.values()) or 1.0
    scale = (1 - gap * (max(map(len, columns.values())) - 1)) * height / whole
    thick = min(1.25, width * 0.17)
    starts = [top + y * height - flow * scale / 2 for y, flow in zip(node["y"], flows, strict=True)]
    edges = [left + x * (width - thick) for x in node["x"]]
    spent, taken = list(starts), list(starts)
    for number, (source, target, value) in enumerate(zip(link["source"], link["target"], link["value"], strict=True)):
        tall = value * scale
        ends = (edges[source] + thick, spent[source], edges[target], taken[target])
        spent[source] += tall
        taken[target] += tall
        _strand(group, plain(link["customdata"][number]), ends, tall, link["color"][number])
    for edge, start, flow, colour, words in zip(edges, starts, flows, node["color"], node["label"], strict=True):
        box = (edge, start, thick, flow * scale)
        block(group, MSO_SHAPE.RECTANGLE, box, colour, LIGHT.outline).name = plain(words)
    for note in layout["annotations"]:
        words = note["text"].replace("<br>", "\n")
        middle = left + note["x"] * (width - thick) + thick / 2
        tall = 0.17 * (words.count("\n") + 1) + 0.04
        label(group, words, (middle - thick / 2, top + (1 - note["y"]) * height - tall / 2, thick, tall), 9.0)


def _strand(group: Any, name: str, ends: Box, tall: float, colour: str) -> None:
    """A band from one station to another one."""
    x, y, to_x, to_y = ends
    left, top = min(x, to_x), min(y, to_y)
    wide, half = abs(to_x - x), (to_x - x) / 2
    a, b = y - top, to_y - top

    def curve(*points: tuple[float, float]) -> str:
        return f"<a:cubicBezTo>{''.join(_point(*point) for point in points)}</a:cubicBezTo>"

    path = (
        f"<a:moveTo>{_point(0, a)}</a:moveTo>{curve((half, a), (half, b), (wide, b))}"
        f"<a:lnTo>{_point(wide, b + tall)}</a:lnTo>{curve((half, b + tall), (half, a + tall), (0, a + tall))}"
    )
    _freeform(group, name, [path], (left, top, max(wide, 0.01), max(abs(b - a) + tall, 0.005)), colour, 0.6)


# Blocks whose width and height are shares


def _mosaic(group: Any, found: Mapping[str, Any], box: Box) -> None:
    left, top, width, height = box
    heads = [note for note in found["layout"].get("annotations", []) if note.get("yref") == "paper"]
    room = 0.42 if heads else 0.0
    for note in heads:
        words = plain(note["text"].replace("<br>", ", "))
        wide = next(
            (
                each
                for trace in found["data"]
                for start, each in zip(trace["x"], trace["width"], strict=True)
                if start <= note["x"] <= start + each
            ),
            10.0,
        )
        label(
            group, words, (left + (note["x"] - wide / 2) / 100 * width, top, wide / 100 * width, room), _TEXT, bold=True
        )
    across, down = width / 100, (height - room) / 100
    stacked: dict[float, float] = {}
    for trace in found["data"]:
        for place, (x, y, wide) in enumerate(zip(trace["x"], trace["y"], trace["width"], strict=True)):
            below = stacked.get(x, 0.0)
            stacked[x] = below + y
            at = (left + x * across, top + room + (100 - below - y) * down, wide * across, y * down)
            if y <= 0:
                continue
            cell = block(group, MSO_SHAPE.RECTANGLE, at, trace["marker"]["color"], LIGHT.page)
            cell.name = plain(trace["customdata"][place])
            _inside(cell, trace["text"][place], at, shades.ink(trace["marker"]["color"]))


def _inside(cell: Any, words: str, box: Box, colour: str) -> None:
    """Write a cell's words into it, in as many lines as there is room for; nothing where there is none."""
    _, _, width, height = box
    for said in (plain(words.replace("<br>", "\u2028")).replace("\u2028", "\n"), plain(words)):
        for size in (_TEXT, 9.0, 8.0):
            if said and fit.height(said, size, width - 0.08) <= height - 0.02:
                _write(cell, said, size, PP_ALIGN.CENTER, colour)
                return


_DRAWN: dict[str, Callable[[Any, Mapping[str, Any], Box], None]] = {"map": _map, "flow": _flow, "mosaic": _mosaic}
