"""A slide laid out: title, exhibit line, parts in columns, sources, and the line at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from spinemkt.charts.palette import LIGHT
from spinemkt.export.deck import fit, marks, shades
from spinemkt.export.deck.content import Part, Slide
from spinemkt.export.deck.market_pack import SECTIONS
from spinemkt.export.deck.parts import Page, natural, place, quiet
from spinemkt.export.deck.shapes import Box
from spinemkt.figures.text import as_text

TITLES = (22.0, 20.0, 18.0, 16.0, 14.0)
LARGE = (40.0, 36.0, 32.0, 28.0, 26.0, 24.0)  # in a company's template
EXHIBIT, SMALL, FOOT = 11.0, 9.0, 8.0
GAP = 0.26
LEADING = 1.1  # of lines in types other than ours
_EMU = 914_400


def lay_out(page: Page, slide: Slide, foot: str, number: int) -> None:
    """Put everything on a slide. foot: the line at its foot. number: of the page."""
    left, top, width, height = _title(page, slide)
    _tracker(page, slide.section)
    exhibit = quiet(slide.exhibit)
    if str(as_text(exhibit)):
        used = page.write("exhibit", exhibit, (left, top, width, 0.0), EXHIBIT, colour=LIGHT.muted, most=2) + 0.14
        top, height = top + used, height - used
    if slide.sources:
        tall = min(fit.lines(slide.sources, SMALL, width), 2) * SMALL * fit.LINE / 72
        height -= tall + 0.08
        at = (left, top + height + 0.06, width, 0.0)
        page.write("sources", slide.sources, at, SMALL, colour=LIGHT.muted, most=2)
    if slide.top:
        share, part = slide.top
        tall = share * height
        place(page, part, (left, top, width, tall))
        top, height = top + tall + 0.18, height - tall - 0.18
    whole = sum(share for share, _ in slide.columns)
    room = width - GAP * (len(slide.columns) - 1)
    for share, parts in slide.columns:
        wide = room * share / whole
        _column(page, parts, (left, top, wide, height))
        left += wide + GAP
    _foot(page, foot, number)


def _column(page: Page, parts: Sequence[tuple[float, Part]], box: Box) -> None:
    """Put parts below each other: charts take what lists and tables leave."""
    left, top, width, height = box
    room = height - GAP * (len(parts) - 1)
    whole = sum(share for share, _ in parts)
    shares = [room * share / whole for share, _ in parts]
    needs = [natural(part, width, share) for (_, part), share in zip(parts, shares, strict=True)]
    left_over = room - sum(need for need in needs if need is not None)
    filling = sum(share for share, need in zip(shares, needs, strict=True) if need is None)
    for (_, part), share, need in zip(parts, shares, needs, strict=True):
        tall = left_over * share / filling if need is None else need
        if not filling and part is parts[-1][1]:
            tall = box[1] + height - top
        place(page, part, (left, top, width, tall))
        top += tall + GAP


def _title(page: Page, slide: Slide) -> Box:
    """Write the title; return the room that is left for exhibits."""
    shape = page.slide.shapes.title
    left, top, width, height = page.paper.body
    text = str(as_text(slide.title))
    if shape is None:
        size = fitted(text, width)
        page.write("title", slide.title, (left, max(top - 1.0, 0.3), width, 0.0), size, bold=True)
        return page.paper.body
    across = shape.width / _EMU - (0.0 if page.paper.own else 0.2)
    size = fitted(text, across, page.paper.title_size)
    room = (shape.height / _EMU - 0.1) / LEADING  # without margins
    while not page.paper.own and size > TITLES[-1] and fit.height(text, size, across, bold=True) > room:
        size -= 1.0
    shape.text_frame.text = text
    if page.paper.own or size < page.paper.title_size:
        shape.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    page.note(shape, "title", slide.title)
    if page.paper.own:  # the exhibit line stands right below
        tall = fit.height(text, size, across, bold=True)
        shape.left, shape.top, shape.width, shape.height = shape.left, shape.top, shape.width, Inches(tall)
        end = shape.top / _EMU + tall + 0.08
        return left, end, width, top + height - end
    return page.paper.body


def fitted(text: str, width: float, usual: float = TITLES[0]) -> float:
    """The size in which a title takes two lines at most: the usual one of its paper, or a smaller one."""
    return fit.fitting(text, [usual, *(size for size in (*LARGE, *TITLES) if size < usual)], width, 2, bold=True)


def _tracker(page: Page, section: str) -> None:
    """The sections of the deck in one line at the top, the present one stronger."""
    if not page.paper.own:
        return
    shape = page.slide.shapes.add_textbox(Inches(0.5), Inches(0.22), Inches(6.0), Inches(0.18))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    for at, name in enumerate(SECTIONS):
        for words, strong in ((name, name == section), ("   |   " if at < len(SECTIONS) - 1 else "", False)):
            run = frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.bold = words, Pt(SMALL), strong
            shades.paint(run.font, LIGHT.accent if strong else LIGHT.muted)
    marks.mark(shape, f"{page.key}/tracker", f"Section {section} of {', '.join(SECTIONS)}")


def _foot(page: Page, foot: str, number: int) -> None:
    """The line at the foot and the number of the page, in the places that the layout has for them."""
    width, height = page.paper.size
    homes = {one.placeholder_format.type: one for one in page.slide.slide_layout.placeholders}
    home, at = homes.get(PP_PLACEHOLDER.FOOTER), homes.get(PP_PLACEHOLDER.SLIDE_NUMBER)
    if home is not None and home.width / _EMU > 0.6 * width:
        line = fit.cut(foot, FOOT, home.width / _EMU, 2)
        shape = _cloned(page.slide, home, "ftr")
        run = shape.text_frame.paragraphs[0].add_run()
        run.text, run.font.size = line, Pt(FOOT)
        run.font._element.set("lang", "en-US")
        page.note(shape, "foot", line)
    else:
        left, _, wide, _ = page.paper.body
        page.write("foot", foot, (left, height - 0.22, wide * 0.9, 0.0), 7.0, colour=LIGHT.muted, most=1)
    if at is not None:
        shape = _cloned(page.slide, at, "sldNum")
        shape.text_frame.paragraphs[0]._p.append(
            parse_xml(
                f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-US"/><a:t>{number}</a:t></a:fld>'
            )
        )
        marks.mark(shape, f"{page.key}/number", "Page number")


def _cloned(slide: Any, home: Any, kind: str) -> Any:
    """A placeholder of a layout on a slide, in the place that the layout gives it."""
    number = max((shape.shape_id for shape in slide.shapes), default=1) + 1
    index = home.placeholder_format.idx
    made = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{kind}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr>'
        "</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )
    slide.shapes._spTree.append(made)
    return next(shape for shape in slide.shapes if shape.shape_id == number)
