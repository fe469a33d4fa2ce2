"""Tables that PowerPoint edits as such, cut to the room they have; the rest is in the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from spinemkt import wording
from spinemkt.charts.palette import LIGHT
from spinemkt.charts.style import Chart
from spinemkt.charts.twin import heading, one_unit, readable
from spinemkt.export.deck import fit, marks, shades
from spinemkt.export.deck.content import Grid
from spinemkt.export.deck.shapes import Box
from spinemkt.figures.text import as_text

SIZES = (11.0, 10.0, 9.0, 8.0)
MOST = 60  # rows that are laid out before they are cut to the room there is
LINES = 3  # of a cell, at most
_PAD, _SIDE = 0.03, 0.06
_WIDEST = 3.0  # inches that a column asks for


def exhibit_table(key: str, chart: Chart, country_names: Mapping[str, str], most: int = MOST) -> Grid:
    """The table of a chart: amounts as the app writes them, the unit of all of them as its title."""
    frame = chart.frame.copy()
    units = set(frame.get("unit", []))
    money = len(units) == 1 and str(next(iter(units))).startswith("USD")
    floats = [name for name in frame.columns if frame[name].dtype.kind == "f"]
    write = partial(wording.money, unit="") if money else wording.number
    for name in floats:
        large = money and frame[name].abs().max() >= 1000  # not a share or a growth beside amounts
        frame[name] = ["" if value != value else (write if large else wording.number)(value) for value in frame[name]]
    shown = readable(frame, country_names)
    numbers = frozenset(
        at for at, name in enumerate(shown.columns) if name in set(map(heading, floats)) or str(name).isdecimal()
    )
    rows = [[str(cell) for cell in row] for row in shown.head(most).itertuples(index=False, name=None)]
    return Grid(key, list(map(str, shown.columns)), rows, one_unit(chart.frame), numbers, whole=len(shown))


def laid(part: Grid, box: Box) -> tuple[list[list[str]], list[float], list[float], float]:
    """What a table shows in a box: rows of words, the head first; their heights; widths of columns; size of type."""
    _, _, width, height = box
    heads = [str(as_text(head)) for head in part.heads]
    rows = [[str(as_text(cell)) for cell in row] for row in part.rows]
    count = max([len(heads), *map(len, rows)])
    widths = _widths(part.widths, heads, rows, count, width)
    whole = max(part.whole, len(rows))
    found: tuple[list[list[str]], list[float], list[float], float] = ([], [], widths, SIZES[-1])
    for size in SIZES:
        shown = [heads] if any(heads) else []
        shown += [_cut(row, widths, size) for row in rows]
        tall = [_height(row, widths, size) for row in shown]
        if sum(tall) <= height and whole == len(rows):
            return shown, tall, widths, size
        found = (shown, tall, widths, size)
        if size <= SIZES[1] and len(rows) > 12:  # a long table is cut before its type gets small
            break
    shown, tall, widths, size = found
    line = _height([""], widths, size)
    kept = len(shown)
    while kept > 2 and sum(tall[:kept]) + line > height:
        kept -= 1
    if kept < len(shown) and len(shown[kept - 1]) == 1:  # no heading without rows
        kept -= 1
    headings = sum(len(row) == 1 for row in shown[:kept]) if count > 1 else 0
    more = [more_rows(whole - (kept - bool(any(heads)) - headings))]
    return [*shown[:kept], more], [*tall[:kept], line], widths, size


def more_rows(count: int) -> str:
    """What stands below a table or a chart that shows only its first rows."""
    return f"+ {count:,} more row{'s' * (count > 1)} in the workbook"


def _widths(
    shares: Sequence[float], heads: Sequence[str], rows: Sequence[Sequence[str]], count: int, width: float
) -> list[float]:
    """Widths of columns: as shares where given, else by what stands in them."""
    if len(shares) != count:
        full = [row for row in [heads, *rows] if len(row) == count]
        for size in SIZES[:-1]:
            least, usual = ([each(row, size) for row in zip(*full, strict=True)] for each in (_narrowest, _usual))
            spare, wanted = width - sum(least), sum(usual) - sum(least)
            if 0 < spare < wanted:
                return [low + (more - low) * spare / wanted for low, more in zip(least, usual, strict=True)]
            if spare > 0:
                break
        shares = usual
    whole = sum(shares)
    return [width * share / whole for share in shares]


def _narrowest(texts: Sequence[str], size: float) -> float:
    """Inches of a column in which no word of its texts is broken."""
    return max((fit.width(word, size, True) for text in texts for word in text.split()), default=0.1) + 2 * _SIDE


def _usual(texts: Sequence[str], size: float) -> float:
    """Inches of a column in which its texts take one line, or a wide one."""
    longest = min(max(fit.width(text, size, True) for text in texts) + 2 * _SIDE, _WIDEST)
    return max(longest, _narrowest(texts, size))


def _cut(row: Sequence[str], widths: Sequence[float], size: float) -> list[str]:
    if len(row) == 1:
        return [fit.cut(row[0], size, sum(widths) - 2 * _SIDE, 1, bold=True)]
    return [fit.cut(cell, size, wide - 2 * _SIDE, LINES) for cell, wide in zip(row, widths, strict=False)]


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    if len(row) == 1:
        return size * fit.LINE / 72 + 2 * _PAD
    tall = (fit.height(cell, size, wide - 2 * _SIDE, True) for cell, wide in zip(row, widths, strict=False))
    return max(tall) + 2 * _PAD


def tabulate(slide: Any, part: Grid, box: Box, key: str, alt: str) -> Any:
    """Put a table into a box. key: what it shows; alt: what it says to those who do not see it."""
    shown, tall, widths, size = laid(part, box)
    left, top, width, _ = box
    frame = slide.shapes.add_table(len(shown), len(widths), *map(Inches, (left, top, width, sum(tall))))
    table = frame.table
    headed = any(str(as_text(head)) for head in part.heads)
    _plain(table, headed)
    for place, wide in enumerate(widths):
        table.columns[place].width = Inches(wide)
    for number, (row, high) in enumerate(zip(shown, tall, strict=True)):
        table.rows[number].height = Inches(high)
        _row(table, number, row, part, size, head=headed and number == 0, last=number == len(shown) - 1)
    marks.mark(frame, key, alt)
    return frame


def _plain(table: Any, headed: bool) -> None:
    """Take off the style of tables; lines and fills are set cell by cell."""
    properties = table._tbl.tblPr
    properties.set("firstRow", "1" if headed else "0")
    properties.set("bandRow", "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid


def _row(table: Any, number: int, row: Sequence[str], part: Grid, size: float, head: bool, last: bool) -> None:
    alone = len(row) == 1 and len(table.columns) > 1
    if alone:
        table.cell(number, 0).merge(table.cell(number, len(table.columns) - 1))
    for place in range(len(table.columns)):
        cell = table.cell(number, place)
        words = row[place] if place < len(row) else ""
        strong = head or (alone and not words.startswith("+"))
        fill_cell(cell, words, size, strong, LIGHT.muted if alone or head else LIGHT.text)
        right = place in part.numbers and not alone
        cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        _line(cell, LIGHT.muted if head else LIGHT.hairline, 1.0 if head else 0.5)


def fill_cell(cell: Any, words: str, size: float, bold: bool, colour: str) -> None:
    """Write words into a cell."""
    cell.margin_left = cell.margin_right = Inches(_SIDE)
    cell.margin_top = cell.margin_bottom = Inches(_PAD)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = words, Pt(size), bold
    shades.paint(run.font, colour)


def _line(cell: Any, colour: str, points: float) -> None:
    """A line below a cell."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = cell._tc.get_or_add_tcPr()
    made = parse_xml(f'<a:lnB {nsdecls("a")} w="{round(points * 12700)}">{shades.xml(colour)}</a:lnB>')
    properties.insert(0, made)


def cells(frame: Any) -> str:
    """The words of a table: a line a row, its cells apart by tabs."""
    rows = ((cell.text_frame.text for cell in row.cells) for row in frame.table.rows)
    return "\n".join("\t".join(" ".join(text.split()) for text in row) for row in rows)
