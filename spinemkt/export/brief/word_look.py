"""How the brief looks in Word: page and type, lines and heads of tables, links from numbers to sources."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from spinemkt.charts.palette import LIGHT
from spinemkt.export.brief import paper

FONT = "Calibri"  # what readers of Word have
MADE = datetime(2026, 1, 1)  # so that equal contents make equal files
TYPE = {"": 8.5, "lead": 9.5, "small": 7.5, "cell": 7.5, "foot": 7.0}
STYLES = {
    **{"Normal": TYPE[""], "List Bullet": TYPE[""], "List Number": TYPE["small"]},
    **{"Title": 20, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 10},
}


def set_up(word: Any, document: paper.Paper) -> None:
    """Page, type, properties, language and foot."""
    section, known = word.sections[0], word.core_properties
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin = section.bottom_margin = Mm(13)
    section.footer_distance = Mm(7)
    known.title, known.subject, known.language = f"{document.title}: {document.kind}", document.state, "en"
    known.author, known.created, known.modified, known.comments = "Spinal metastases market explorer", MADE, MADE, ""
    for name, size in STYLES.items():
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(2), 1.0
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(6)
        if name.startswith("List"):
            style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Mm(4), Mm(-4)
        style.font.color.rgb = colour(LIGHT.accent if name == "Heading 2" else LIGHT.text)
    foot = section.footer.paragraphs[0].add_run(document.foot)
    foot.font.size, foot.font.color.rgb = Pt(TYPE["foot"]), colour(LIGHT.muted)


def ruled(table: Any) -> None:
    """Draw a hairline under each row, and nothing else."""
    held = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LIGHT.outline.lstrip("#"))):
            line.set(qn(f"w:{name}"), value)
        held.append(line)
    table._tbl.tblPr.append(held)


def repeat(row: Any) -> None:
    """Have Word repeat a row of heads on each page, and read it as heads."""
    held = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    held.append(mark)


def colour(code: str) -> RGBColor:
    """A colour of the palette as Word takes it."""
    return RGBColor.from_string(code.lstrip("#").upper())


def cited(written: Any, words: str, size: float) -> None:
    """Write words in which each number leads to the source of that number."""
    for place, piece in enumerate(re.split(r"(\d+)", words)):
        run = written.add_run(piece)
        run.font.size = Pt(size)
        if place % 2:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _of_source(int(piece)))
            run.font.color.rgb = colour(LIGHT.accent)
            link.append(run._r)
            written._p.append(link)


def marked(written: Any, number: int) -> None:
    """Mark a paragraph as the source of a number."""
    for kind in ("Start", "End"):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "Start":
            mark.set(qn("w:name"), _of_source(number))
        written._p.append(mark)


def _of_source(number: int) -> str:
    return f"source_{number}"
