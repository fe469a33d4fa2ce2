"""One object of an edited deck given new words or numbers, without touching how it looks or where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Pt

from spinemkt.export.deck import fit
from spinemkt.export.deck.drawings import Drawn
from spinemkt.export.deck.looks import Room
from spinemkt.export.deck.marks import Written
from spinemkt.export.deck.native import paint_points, renumber
from spinemkt.export.deck.sheets import kind_and_data

_SIZE = 10.0
_EMU = 914_400
_OVER = 0.05  # inches


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces and lines."""
    return one.split() == other.split()


def rewrite(frame: Any, text: str) -> None:
    """Put a text in the place of another one, line by line, each in the type of the line before."""
    lines, paragraphs = text.split("\n"), list(frame.paragraphs)
    for paragraph in paragraphs[len(lines) :]:
        paragraph._p.getparent().remove(paragraph._p)
    for place, line in enumerate(lines):
        if place >= len(paragraphs):
            last = frame.paragraphs[-1]._p
            last.addnext(deepcopy(last))
        _say(frame.paragraphs[place], line)


def _say(paragraph: Any, line: str) -> None:
    runs = list(paragraph.runs) or [paragraph.add_run()]
    runs[0].text = line
    for more in [*runs[1:]]:
        more._r.getparent().remove(more._r)
    for broken in paragraph._p.findall(qn("a:br")):
        paragraph._p.remove(broken)


def shrink(shape: Any) -> None:
    """Make the type of a text smaller where it would run out of its box; down to two thirds."""
    runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs if run.font.size]
    if not runs:
        return
    size, room = runs[0].font.size.pt, (shape.height or 0) / _EMU + _OVER
    text, bold = shape.text_frame.text, bool(runs[0].font.bold)
    for smaller in (size, 0.9 * size, 0.8 * size, 0.67 * size):
        if fit.height(text, smaller, (shape.width or 0) / _EMU, bold) <= room:
            break
    for run in runs if smaller < size else ():
        run.font.size = Pt(round(smaller, 1))


def replace_figures(frame: Any, old: Written, new: Callable[[str, str], str | None]) -> tuple[list[str], list[str]]:
    """Replace the figures of a text that was changed by hand; return what was replaced, and what was not found.

    old: as it was written. new: the code of a figure and how it was written -> how it is now, None where it is unknown.
    """
    done, lost, start = [], [], 0
    for code, shown in old.figures:
        at = _find(frame, shown, start)
        at = at if at >= 0 else _find(frame, shown, 0)
        words = new(code, shown)
        if at < 0 or words is None:
            lost.append(shown)
            continue
        if words != shown:
            _put(frame, at, len(shown), words)
            done.append(f"{shown} -> {words}")
        start = at + len(words)
    return done, lost


def _find(frame: Any, shown: str, start: int) -> int:
    """Where a figure stands in a text by itself, not inside of a longer number; -1 where it does not."""
    text, at = _letters(frame), start - 1
    while (at := text.find(shown, at + 1)) >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(shown) : at + len(shown) + 2]
        if not (before.isalnum() or (before in (".", ",") and at > 1 and text[at - 2].isdigit())) and not (
            after[:1].isalnum() or (after[:1] in (".", ",") and after[1:].isdigit())
        ):
            return at
    return -1


def _letters(frame: Any) -> str:
    return "\n".join("".join(run.text for run in paragraph.runs) for paragraph in frame.paragraphs)


def _put(frame: Any, at: int, length: int, words: str) -> None:
    """Put words in the place of some letters, in the type of the first of them."""
    place = 0
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            text = run.text
            first, last = max(at - place, 0), min(at + length - place, len(text))
            if first < last:
                run.text = text[:first] + words + text[last:]
                words = ""
            place += len(text)
        place += 1


def new_data(frame: Any, drawn: Drawn) -> int:
    """Give a chart new data, and its marks new labels; return how many of its values changed."""
    chart = frame.chart
    before, names = list(_values(chart)), _names(chart)
    _, data = kind_and_data(drawn)
    chart.replace_data(data)
    if _names(chart) != names:  # bars stand in another order
        paint_points(chart, drawn)
    size = chart.font.size.pt if chart.font.size else _SIZE
    renumber(chart, drawn, Room((frame.width or 0) / _EMU, (frame.height or 0) / _EMU, size))
    after = list(_values(chart))
    return sum(one != other for one, other in zip(before, after, strict=False)) + abs(len(before) - len(after))


def _values(chart: Any) -> Iterator[object]:
    for plot in chart.plots:
        for series in plot.series:
            yield from (element.text for element in series._element.iter(qn("c:v")))


def _names(chart: Any) -> list[str]:
    plots = list(chart.plots)
    return [str(label) for label in plots[0].categories] if plots else []


def new_cells(frame: Any, old: str, fresh: Any) -> tuple[int, list[str]]:
    """Give a table new words; return how many cells changed, and those left since they were changed by hand.

    old: its words as they were written. Rows are added and taken away at its end; where columns differ, all is new.
    """
    table, wanted = frame.table, fresh.table
    if len(table.columns) != len(wanted.columns):
        frame._element.graphic.graphicData.replace(table._tbl, deepcopy(wanted._tbl))
        return len(wanted.rows) * len(wanted.columns), []
    rows = table._tbl.findall(qn("a:tr"))
    for row in rows[len(wanted.rows) :]:
        table._tbl.remove(row)
    for row in wanted._tbl.findall(qn("a:tr"))[len(rows) :]:
        table._tbl.append(deepcopy(row))
    known = [line.split("\t") for line in old.split("\n")]
    changed, left = 0, []
    for number in range(min(len(rows), len(wanted.rows))):
        for place in range(len(wanted.columns)):
            cell, text = table.cell(number, place), wanted.cell(number, place).text_frame.text
            present = cell.text_frame.text
            was = known[number][place] if number < len(known) and place < len(known[number]) else present
            if same(present, text):
                continue
            if not same(present, was):
                left.append(present)
                continue
            rewrite(cell.text_frame, text)
            changed += 1
    return changed + max(len(wanted.rows) - len(rows), 0) * len(wanted.columns), left


def new_drawing(group: Any, fresh: Any) -> Any:
    """Draw a group anew in its frame; return the element that now stands for it."""
    made, old = deepcopy(fresh._element), group._element
    _unique(made, old.getroottree().getroot())
    frame = made.find(qn("p:grpSpPr")).find(qn("a:xfrm"))
    inner = [(name, dict(frame.find(qn(name)).attrib)) for name in ("a:chOff", "a:chExt")]
    for name, sides in (
        ("a:off", {"x": group.left, "y": group.top}),
        ("a:ext", {"cx": group.width, "cy": group.height}),
        *inner,
    ):
        for side, value in sides.items():
            frame.find(qn(name)).set(side, str(value))
    old.getparent().replace(old, made)
    return made


def _unique(made: Any, root: Any) -> None:
    """Number the shapes of a group apart from all others of its slide."""
    taken = {int(one.get("id")) for one in root.iter(qn("p:cNvPr")) if str(one.get("id")).isdigit()}
    last = max(taken, default=1)
    for one in made.iter(qn("p:cNvPr")):
        last += 1
        one.set("id", str(last))


def inside_groups(shapes: Any, ours: Sequence[str]) -> Iterator[Any]:
    """Every object of a slide, also inside groups that a reader has made."""
    for shape in shapes:
        yield shape
        if shape.shape_type == 6 and not shape.name.startswith(tuple(ours)):
            yield from inside_groups(shape.shapes, ours)
