"""A deck made: a market pack or chosen exhibits of a workspace, on our own paper or on a company's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any

from pptx.util import Pt

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.documents.workspace import DRAWS, Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.deck import fit, marks, shades
from spinemkt.export.deck.checking import checked, guarded
from spinemkt.export.deck.content import Sentences, Slide
from spinemkt.export.deck.drawings import Drawn
from spinemkt.export.deck.layout import fitted, lay_out
from spinemkt.export.deck.market_pack import SECTIONS, market_pack, name_of
from spinemkt.export.deck.pages import Pages
from spinemkt.export.deck.paper import COVER, Paper, paper
from spinemkt.export.deck.parts import Page
from spinemkt.figures.printing import python, words
from spinemkt.figures.text import as_text
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import Scenario
from spinemkt.version import VERSION
from spinemkt.wording import money_form

PRODUCT = "Spinal metastases market"
CAUTION = "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."
TEMPLATE = "template"  # what an uploaded one is called
NOTES = "notes"  # the words of a slide's notes
NOTED = 8  # figures of a slide whose derivation stands in its notes
LONGEST_LINK = 64  # letters of a link's text in the foot; a longer one stands in the notes alone


@dataclass(frozen=True)
class Deck:
    """A finished deck, and what could not be done as asked: layouts that the template lacks, and what stood in."""

    content: bytes
    fallbacks: tuple[str, ...] = ()


def to_deck(
    inputs: Inputs, scenario: Scenario | None = None, template: bytes | None = None, draws: int = DRAWS
) -> bytes:
    """Return a market pack of a scenario as a PowerPoint file of native charts, some fifteen slides.

    template: a .pptx whose master is used; what it lacks stands in the notes of the first slide. draws: how many make
    the ranges. Raises DataError where the template cannot be used, ScenarioError where the scenario cannot be run.
    """
    return make(Workspace(inputs, scenario or Scenario(), draws=draws), template=template).content


def make(
    work: Workspace,
    chosen: Sequence[str] | None = None,
    template: bytes | None = None,
    offer: Offer | None = None,
    choices: Mapping[str, Any] = MappingProxyType({}),
) -> Deck:
    """Return a deck of a workspace with what could not be done as asked.

    chosen: charts and tables by name, 'page.key'; the market pack if none. offer: one of the reader's own. choices:
    what the reader chose on pages, by the key of the choice.
    """
    sheets = sheets_of(template)
    built = build(work, chosen, sheets, offer, choices)
    return Deck(saved(built.file), tuple(sheets.fallbacks))


def sheets_of(template: bytes | None) -> Paper:
    """The paper of a template that was tried out, or our own."""
    if template is None:
        return paper()
    content = checked(template, TEMPLATE)
    with guarded(TEMPLATE):
        tried = paper(content)
        slide = Slide("trial", SECTIONS[0], "Trial", [(1.0, [(1.0, Sentences("trial", ["Trial"]))])], sources="Trial")
        page = Page(tried.file.slides.add_slide(tried.content), tried, slide.key)
        lay_out(page, slide, "Trial", 1)
        tried.file.slides.add_slide(tried.cover)
        page.slide.notes_slide.notes_text_frame.text = "Trial"
        checked(saved(tried.file), TEMPLATE)
        return paper(content)


@dataclass(frozen=True)
class Built:
    """A deck in memory: what it remembers, and its native charts by the names of their objects."""

    file: Any
    memory: marks.Memory
    drawn: Mapping[str, Drawn]


def build(
    work: Workspace,
    chosen: Sequence[str] | None,
    sheets: Paper,
    offer: Offer | None = None,
    choices: Mapping[str, Any] = MappingProxyType({}),
) -> Built:
    """Lay out a deck. chosen, offer, choices: as in `make`."""
    drawn: dict[str, Drawn] = {}
    with money_form(work.view.money_form), fit.face(sheets.face), shades.theme(sheets.colours):
        slides = made(work, chosen, offer, choices)
        foot, memory = foot_line(work), memory_of(work, chosen, offer, choices)
        cover = _cover(sheets, work, memory)
        for number, slide in enumerate(slides, 2):
            page = Page(sheets.file.slides.add_slide(sheets.content), sheets, slide.key)
            lay_out(page, slide, foot, number)
            _noted(page.slide, slide.key, notes(slide, work), memory)
            memory.words |= page.words
            drawn |= page.drawn
        _noted(cover, COVER, "\n".join([scenario_note(work), CAUTION, *sheets.fallbacks]), memory)
    marks.remember(sheets.file, memory)
    properties = sheets.file.core_properties
    properties.title, properties.author = f"{PRODUCT}: {name_of(work.scenario)}", PRODUCT
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    return Built(sheets.file, memory, drawn)


def _noted(slide: Any, key: str, text: str, memory: marks.Memory) -> None:
    slide.notes_slide.notes_text_frame.text = text
    memory.words[f"{key}/{NOTES}"] = marks.Written(text)


def made(
    work: Workspace,
    chosen: Sequence[str] | None,
    offer: Offer | None = None,
    choices: Mapping[str, Any] = MappingProxyType({}),
) -> list[Slide]:
    """The slides of a workspace, before they are laid out."""
    pages = Pages(work, offer, choices)
    return market_pack(pages) if chosen is None else pages.chosen(chosen)


def saved(file: Any) -> bytes:
    """A presentation as the bytes of its file."""
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def memory_of(
    work: Workspace, chosen: Sequence[str] | None, offer: Offer | None, choices: Mapping[str, Any]
) -> marks.Memory:
    """What a deck of a workspace is to remember, without its words."""
    link = work.scenario.to_link() if work.scenario.changes else ""
    view: Mapping[str, Any] = asdict(work.view)
    kept = None if chosen is None else tuple(chosen)
    own = offer.to_text() if offer else ""
    return marks.Memory(link, view, kept, work.inputs.version, work.draws, work.ranges, own, marks.scalars(choices))


def foot_line(work: Workspace) -> str:
    """Scenario, filters, range, weakest grade, data version and link, as every slide has them."""
    view, inputs = work.view, work.inputs
    steps = support(inputs, view.measure.name, view.where(view.measure.name)).steps
    link = work.scenario.to_link() if work.scenario.changes else ""
    parts = [
        name_of(work.scenario),
        view.sentence(inputs.country_names),
        f"ranges: 80% of {work.draws:,} simulations" if work.parts else "without ranges",
        f"weakest grade {max(steps.values())}",
        f"data {inputs.version}",
        f"link {link}" if link and len(link) <= LONGEST_LINK else "",
    ]
    return "  \u00b7  ".join(part for part in parts if part)


def scenario_note(work: Workspace) -> str:
    """A scenario and what brings it back: its story and the text of its link."""
    if not work.scenario.changes:
        return name_of(work.scenario)
    return f"{name_of(work.scenario)}. {work.scenario.story}\nLink: ?scenario={work.scenario.to_link()}"


def notes(slide: Slide, work: Workspace) -> str:
    """How the figures of a slide are made, and the lines of Python that print them again."""
    view = slide.view
    scenarios = {"": work.scenario, **slide.runs}
    found: list[str] = []
    for figure in slide.figures[:NOTED]:
        lines = python(figure, scenarios, figure.scope or view.scope, view.myeloma, work.inputs.version, work.draws)
        found.append(f"{figure.shown or figure} = {words(figure.expression)}\n{lines.rstrip()}")
    more = len(slide.figures) - NOTED
    rest = [f"{more} more figures of this slide can be asked in the app."] if more > 0 else []
    return "\n\n".join([str(as_text(slide.title)), scenario_note(work), *found, *rest])


def _cover(sheets: Paper, work: Workspace, memory: marks.Memory) -> Any:
    """The first slide: what it is of, scenario, filters, versions and the caution."""
    slide = sheets.file.slides.add_slide(sheets.cover)
    page = Page(slide, sheets, COVER)
    lines = [
        name_of(work.scenario) + (f". {work.scenario.story}" if work.scenario.story else ""),
        work.view.sentence(work.inputs.country_names),
        f"Model {VERSION}, data {work.inputs.version}",
        CAUTION,
    ]
    title = slide.shapes.title
    if title is not None:
        title.text_frame.text = PRODUCT
        if not sheets.own:
            title.text_frame.paragraphs[0].runs[0].font.size = Pt(fitted(PRODUCT, _inches(title.width), 40.0))
        page.note(title, "title", PRODUCT)
    under = next((one for one in slide.placeholders if one.placeholder_format.idx != 0 and one.has_text_frame), None)
    if under is not None:
        under.text_frame.text = "\n".join(lines)
        if not sheets.own:
            size = next((size for size in (16.0, 14.0, 12.0, 10.0) if _fits(lines, size, under)), 9.0)
            for paragraph in under.text_frame.paragraphs:
                paragraph.runs[0].font.size = Pt(size)
        page.note(under, "lines", "\n".join(lines))
    else:
        left, top, width, _ = sheets.body
        page.write("lines", "\n".join(lines), (left, top + 1.0, width, 0.0), 14.0)
    for one in list(slide.placeholders):
        if one.has_text_frame and not one.text_frame.text:
            one._element.getparent().remove(one._element)
    memory.words |= page.words
    return slide


def _inches(length: int | None) -> float:
    return (length or 0) / 914_400


def _fits(lines: Sequence[str], size: float, shape: Any) -> bool:
    """Whether lines fit into a placeholder with its margins."""
    return fit.height("\n".join(lines), size, _inches(shape.width) - 0.2) * 1.1 < _inches(shape.height) - 0.1
