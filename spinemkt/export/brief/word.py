"""The brief as Word document: headings, lists, tables with rows of heads, pictures with alternative texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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
from spinemkt.export.brief import paper

_FONT = "Calibri"  # what readers of Word have
_MADE = datetime(2026, 1, 1)  # so that equal contents make equal files
_ACROSS = Mm(210 - 2 * 17)  # of the text on a page
_TYPE = {"": 9.0, "lead": 10.0, "small": 7.5, "cell": 7.5}
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
        self._said(part.text, part.look).paragraph_format.keep_with_next = part.look == "lead"

    @write.register
    def _(self, part: paper.Bullets) -> None:
        for item in part.items:
            self._place.add_paragraph(item, style="List Bullet")

    @write.register
    def _(self, part: paper.Sources) -> None:
        for item in part.items:
            self._place.add_paragraph(item, style="List Number")

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
        self._table([part.heads, *part.rows], part.widths, part.numbers)

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
            written.add_run(f"{words}   ").font.size = Pt(_TYPE["small"])

    def _said(self, text: str, look: str = "") -> Any:
        written = self._place.add_paragraph()
        run = written.add_run(text)
        run.font.size = Pt(_TYPE[look])
        if look == "small":
            run.font.color.rgb = _colour(LIGHT.muted)
        return written

    def _table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], numbers: frozenset[int] = frozenset()
    ) -> Any:
        table = self._place.add_table(rows=len(rows), cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        _ruled(table)
        for share, column in zip(widths, table.columns, strict=True):
            column.width = Emu(round(self._across * share))
        for number, (cells, row) in enumerate(zip(rows, table.rows, strict=True)):
            for place, (words, cell) in enumerate(zip(cells, row.cells, strict=True)):
                cell.width = Emu(round(self._across * widths[place]))
                written = cell.paragraphs[0]
                written.paragraph_format.space_after = Pt(1)
                run = written.add_run(words)
                run.font.size, run.font.bold = Pt(_TYPE["cell"]), number == 0
                if place in numbers:
                    written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _repeat(table.rows[0])
        self._place.add_paragraph().paragraph_format.space_after = Pt(0)
        return table


def to_word(document: paper.Paper) -> bytes:
    """Return a document as .docx: text is text, nothing in it is a field or a formula."""
    word = Document()
    _set_up(word, document)
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


def _set_up(word: Any, document: paper.Paper) -> None:
    """Page, type, properties, language and foot."""
    section, known = word.sections[0], word.core_properties
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin = section.bottom_margin = Mm(13)
    section.footer_distance = Mm(7)
    known.title, known.subject, known.language = f"{document.title}: {document.kind}", document.state, "en"
    known.author, known.created, known.modified, known.comments = "Spinal metastases market explorer", _MADE, _MADE, ""
    sizes = {"Normal": 9, "Title": 20, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 10, "List Bullet": 9}
    for name, size in (*sizes.items(), ("List Number", 7.5)):
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), _FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(3), 1.0
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(7)
        if name.startswith("List"):
            style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Mm(4), Mm(-4)
        style.font.color.rgb = _colour(LIGHT.accent if name == "Heading 2" else LIGHT.text)
    foot = section.footer.paragraphs[0].add_run(document.foot)
    foot.font.size, foot.font.color.rgb = Pt(7), _colour(LIGHT.muted)


def _ruled(table: Any) -> None:
    """Draw a hairline under each row, and nothing else."""
    held = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LIGHT.outline.lstrip("#"))):
            line.set(qn(f"w:{name}"), value)
        held.append(line)
    table._tbl.tblPr.append(held)


def _repeat(row: Any) -> None:
    """Have Word repeat a row of heads on each page, and read it as heads."""
    held = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    held.append(mark)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.lstrip("#").upper())
