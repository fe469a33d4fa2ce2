"""The brief as Word document: headings, lists, tables with rows of heads, pictures with alternative texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatchmethod
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from spinemkt.charts.palette import LIGHT
from spinemkt.export import typesetting
from spinemkt.export.brief import paper, word_look
from spinemkt.export.brief.word_look import TYPE

_ACROSS = Mm(210 - 2 * 17)  # of the text on a page
_GUTTER = Mm(6)
_PICTURE = 0.82  # of its column that a chart takes
_SCALE = 3  # pixels of a picture for each of the chart


class _Writer:
    """Writes parts into a document."""

    def __init__(self, document: Any) -> None:
        self._place = document
        self._across: int = _ACROSS

    def all(self, parts: Sequence[paper.Part]) -> None:
        for part in parts:
            self.write(part)

    @singledispatchmethod
    def write(self, part: Any) -> None:
        raise TypeError(f"{type(part).__name__} cannot be written in Word")

    @write.register
    def _(self, part: paper.Heading) -> None:
        self._place.add_paragraph(part.text, style=f"Heading {part.level}")

    @write.register
    def _(self, part: paper.Paragraph) -> None:
        written = self._said(f"{part.text} " if part.cites else part.text, part.look)
        written.paragraph_format.keep_with_next = part.look == "lead"
        if part.cites:
            word_look.cited(written, f"{part.cites}.", TYPE[part.look])

    @write.register
    def _(self, part: paper.Bullets) -> None:
        for item in part.items:
            self._place.add_paragraph(item, style="List Bullet")

    @write.register
    def _(self, part: paper.Sources) -> None:
        for number, item in enumerate(part.items, 1):
            word_look.marked(self._place.add_paragraph(item, style="List Number"), number)

    @write.register
    def _(self, part: paper.Code) -> None:
        written = self._place.add_paragraph()
        for place, line in enumerate(part.lines.split("\n")):
            run = written.add_run(line)
            run.font.name, run.font.size = "Consolas", Pt(7.5)
            if place < part.lines.count("\n"):
                run.add_break(WD_BREAK.LINE)

    @write.register
    def _(self, part: paper.Headlines) -> None:
        items = part.items
        lines = [[one.label for one in items], [one.value for one in items]]
        lines += [[getattr(one, name) for one in items] for name in ("reach", "change", "evidence")]
        table = self._table(lines, [1 / len(items)] * len(items))
        for cell in table.rows[1].cells:
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(14), True

    @write.register
    def _(self, part: paper.Grid) -> None:
        self._table([part.heads, *part.rows], part.widths, part.numbers, part.cites)

    @write.register
    def _(self, part: paper.Beside) -> None:
        if not part.right:
            self.all(part.left)
            return
        room = _ACROSS - _GUTTER
        wide = [round(room * share) for share in (part.share, 1 - part.share)]
        self._columns(wide)
        self._across = wide[0]
        self.all(part.left)
        end = self._place.add_paragraph()
        end.paragraph_format.space_after = Pt(0)
        end.add_run().add_break(WD_BREAK.COLUMN)
        self._across = wide[1]
        self.all(part.right)
        self._across = _ACROSS
        self._columns([_ACROSS])

    def _columns(self, wide: Sequence[int]) -> None:
        """Set what follows in columns of the page of these widths."""
        held = self._place.add_section(WD_SECTION.CONTINUOUS)._sectPr
        for old in held.findall(qn("w:cols")):
            held.remove(old)
        columns = OxmlElement("w:cols")
        columns.set(qn("w:num"), str(len(wide)))
        columns.set(qn("w:equalWidth"), "0")
        for place, width in enumerate(wide):
            column = OxmlElement("w:col")
            column.set(qn("w:w"), str(round(Emu(width).pt * 20)))
            if place < len(wide) - 1:
                column.set(qn("w:space"), str(round(_GUTTER.pt * 20)))
            columns.append(column)
        held.append(columns)

    @write.register
    def _(self, part: paper.Drawing) -> None:
        title = self._said(part.title)
        title.runs[0].font.bold = True
        title.paragraph_format.keep_with_next = True
        self._said(part.subtitle, "small").paragraph_format.keep_with_next = True
        held = self._place.add_paragraph()
        run = held.add_run()
        wide = round(self._across * _PICTURE)
        shape = run.add_picture(BytesIO(typesetting.png(part.svg, _SCALE)), width=Emu(wide))
        named = shape._inline.docPr
        named.set("name", part.title[:200])
        named.set("descr", part.alt)
        self._key(part.key)
        if part.source:
            self._said(part.source, "small")

    def _key(self, key: Sequence[tuple[str, str]]) -> None:
        if not key:
            return
        written = self._place.add_paragraph()
        for fill, words in key:
            mark = written.add_run("\u25a0 ")
            mark.font.color.rgb = RGBColor.from_string(fill.lstrip("#").upper())
            written.add_run(f"{words}   ").font.size = Pt(TYPE["small"])

    def _said(self, text: str, look: str = "") -> Any:
        written = self._place.add_paragraph()
        run = written.add_run(text)
        run.font.size = Pt(TYPE[look])
        if look == "small":
            run.font.color.rgb = word_look.colour(LIGHT.muted)
        return written

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        numbers: frozenset[int] = frozenset(),
        cites: frozenset[int] = frozenset(),
    ) -> Any:
        table = self._place.add_table(rows=len(rows), cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        word_look.ruled(table)
        for share, column in zip(widths, table.columns, strict=True):
            column.width = Emu(round(self._across * share))
        for number, (cells, row) in enumerate(zip(rows, table.rows, strict=True)):
            for place, (words, cell) in enumerate(zip(cells, row.cells, strict=True)):
                cell.width = Emu(round(self._across * widths[place]))
                written = cell.paragraphs[0]
                written.paragraph_format.space_after = Pt(1)
                if number and place in cites:
                    word_look.cited(written, words, TYPE["cell"])
                else:
                    run = written.add_run(words)
                    run.font.size, run.font.bold = Pt(TYPE["cell"]), number == 0
                if place in numbers:
                    written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        word_look.repeat(table.rows[0])
        self._place.add_paragraph().paragraph_format.space_after = Pt(0)
        return table


def to_word(document: paper.Paper) -> bytes:
    """Return a document as .docx: text is text, nothing in it is a field or a formula."""
    word = Document()
    word_look.set_up(word, document)
    writer = _Writer(word)
    word.add_paragraph(document.title, style="Title")
    writer.write(paper.Paragraph(f"{document.kind}. {document.state}", "small"))
    for page in document.pages:  # they flow: Word breaks them where the reader's type does
        writer.all(page)
    word.add_page_break()
    writer.all(document.annex)
    out = BytesIO()
    word.save(out)
    return out.getvalue()
