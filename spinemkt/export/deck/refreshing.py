"""An edited deck made anew: new numbers in what is still marked, every change of layout and every own slide kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE

from spinemkt.analysis.uncertainty_views.spread import LEVELS
from spinemkt.analysis.view import LISTS, View, choices
from spinemkt.documents.workspace import DRAWS, Workspace
from spinemkt.errors import SpinemktError
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.deck import editing, marks
from spinemkt.export.deck.checking import checked, guarded
from spinemkt.export.deck.making import NOTES, Built, build, saved
from spinemkt.export.deck.market_pack import name_of
from spinemkt.export.deck.paper import paper
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS

QUIET = ("tracker", "number", "frame", "dot")  # objects that hold nothing of the model
DECK = "deck"  # what an uploaded one is called
LEAST_DRAWS = 20
_CUT = 90


@dataclass
class Report:
    """What a refresh did: changed, left (changed by hand, or no longer made), and what of the deck is missing now.

    Each line names the slide as it is counted in the deck, the object, and what became of it.
    """

    scenario: tuple[str, str] = ("", "")
    data: tuple[str, str] = ("", "")
    changed: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        lines = [f"Scenario: {' -> '.join(self.scenario)}", f"Data: {' -> '.join(self.data)}"]
        for title, found in (
            (f"Changed ({len(self.changed)})", self.changed),
            (f"Left alone ({len(self.unmatched)})", self.unmatched),
            (f"Not in this deck ({len(self.missing)})", self.missing),
        ):
            lines += [f"{title}:", *(f"- {line}" for line in found)] if found else []
        return "\n".join([*lines, f"{self.unchanged} objects are as they were."])


def made_here(deck: bytes) -> bool:
    """Whether a presentation that was checked still remembers what it shows."""
    return marks.recall(Presentation(BytesIO(deck))) is not None


def refresh_deck(deck: bytes, inputs: Inputs, scenario: Scenario | None = None) -> tuple[bytes, Report]:
    """Return an edited deck with the numbers of a scenario (the base case if none) on given inputs, and what changed.

    Charts, tables and drawings that still have their names get new numbers, texts that stand as they were written new
    words, texts changed by hand new figures. Filters are those the deck was made under. Raises DataError where the
    file cannot be used, ScenarioError where the scenario cannot be run.
    """
    content = checked(deck, DECK)
    with guarded(DECK):
        file = Presentation(BytesIO(content))
        _without_lost_slides(file)
        found = marks.recall(file)
    memory = found or marks.Memory()
    view, fault = _view(memory.view, inputs)
    work = Workspace(inputs, scenario or Scenario(), view, **_ranges(memory))
    report = Report((_named(memory.scenario), name_of(work.scenario)), (memory.data or "unknown", inputs.version))
    if found is None:
        report.unmatched.append("What was written in this deck is not known any more: texts are left as they are.")
    if fault:
        report.unmatched.append(fault)
    built = build(work, memory.chosen, paper(), _offer(memory.offer), memory.choices)
    with guarded(DECK):
        _Refresh(file, memory, built, report).all()
        marks.remember(file, built.memory)
        return saved(file), report


def _without_lost_slides(file: Any) -> None:
    """Take out slides that are in no order of slides: what was deleted by other programs can stay in a file so."""
    listed = {each.rId for each in file.part._element.sldIdLst}
    for name, rel in list(file.part.rels.items()):
        if rel.reltype == RELATIONSHIP_TYPE.SLIDE and name not in listed:
            file.part.rels.pop(name)


class _Refresh:
    """Goes through a deck, object by object."""

    def __init__(self, file: Any, memory: marks.Memory, built: Built, report: Report) -> None:
        self.file, self.memory, self.built, self.report = file, memory, built, report
        slides = list(built.file.slides)
        self.fresh = {marks.key_of(shape): shape for slide in slides for shape in slide.shapes if marks.key_of(shape)}
        self.words = built.memory.words
        self.seen: set[str] = set()

    def all(self) -> None:
        """Refresh every object that is ours, and the notes."""
        for number, slide in enumerate(self.file.slides, 1):
            for shape, key in list(self._ours(slide)):
                if key.rpartition("/")[2] in QUIET:
                    continue
                self.seen.add(key)
                where = f"Slide {number}, {key}"
                try:
                    self._one(shape, key, where)
                except SpinemktError:
                    raise
                except Exception as error:  # an object can have been changed in any way
                    self._left(where, f"it could not be given new numbers ({type(error).__name__})")
            self._notes(slide, number)
        made = {key for key in self.fresh if key.rpartition("/")[2] not in QUIET}
        slides = {key.partition("/")[0] for key in made}
        gone = {name for name in slides if not any(key.startswith(f"{name}/") for key in self.seen)}
        self.report.missing += [f"the slide {name}" for name in sorted(gone)]
        self.report.missing += sorted(key for key in made - self.seen if key.partition("/")[0] not in gone)

    def _ours(self, slide: Any) -> Iterator[tuple[Any, str]]:
        for shape in editing.inside_groups(slide.shapes, (marks.PREFIX,)):
            if key := marks.key_of(shape):
                yield shape, key

    def _left(self, where: str, why: str) -> None:
        self.report.unmatched.append(f"{where}: {why}")

    def _changed(self, where: str, what: str) -> None:
        self.report.changed.append(f"{where}: {what}")

    def _one(self, shape: Any, key: str, where: str) -> None:
        fresh = self.fresh.get(key)
        if fresh is None:
            self._left(where, "nothing of this name is made any more")
        elif getattr(shape, "has_chart", False):
            self._chart(shape, key, where)
        elif getattr(shape, "has_table", False):
            self._table(shape, key, fresh, where)
        elif shape.shape_type == fresh.shape_type and hasattr(fresh, "shapes"):
            self._group(shape, fresh, where)
        elif shape.has_text_frame and key in self.words:
            self._text(shape, key, where)
        else:
            self._left(where, "it is no longer what it was")

    def _chart(self, shape: Any, key: str, where: str) -> None:
        drawn = self.built.drawn.get(key)
        if drawn is None:
            self._left(where, "it has no form as a native chart any more")
            return
        count = editing.new_data(shape, drawn)
        self._told(count, where, f"{count} values", shape, key)

    def _table(self, shape: Any, key: str, fresh: Any, where: str) -> None:
        if not getattr(fresh, "has_table", False):
            self._left(where, "it is no table any more")
            return
        old = self.memory.words.get(key, marks.Written(""))
        count, left = editing.new_cells(shape, old.text, fresh)
        self._told(count, where, f"{count} cells", shape, key)
        if left:
            cut = ", ".join(repr(text[:_CUT]) for text in left[:5])
            self._left(where, f"{len(left)} cells that were changed by hand ({cut})")

    def _group(self, shape: Any, fresh: Any, where: str) -> None:
        before = [one.text for one in shape._element.iter("{*}t")]
        name, alt = shape.name, shape._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0].get("descr")
        made = editing.new_drawing(shape, fresh)
        after = [one.text for one in made.iter("{*}t")]
        other = fresh._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0].get("descr")
        if before != after or alt != other:
            self._changed(where, "drawn anew in its frame")
        else:
            self.report.unchanged += 1
        assert made.xpath("./p:nvGrpSpPr/p:cNvPr")[0].get("name") == name

    def _told(self, count: int, where: str, what: str, shape: Any, key: str) -> None:
        marks.describe(shape, self.fresh[key]._element.xpath(".//p:cNvPr")[0].get("descr", ""))
        if count:
            self._changed(where, what)
        else:
            self.report.unchanged += 1

    def _text(self, shape: Any, key: str, where: str) -> None:
        old, new, present = self.memory.words.get(key), self.words[key], shape.text_frame.text
        if editing.same(present, new.text):
            self.report.unchanged += 1
        elif old is None:
            self._left(where, "what was written there before is not known")
        elif editing.same(present, old.text):
            editing.rewrite(shape.text_frame, new.text)
            editing.shrink(shape)
            marks.describe(shape, new.text)
            self._changed(where, f"{_short(present)!r} -> {_short(new.text)!r}")
        else:
            done, lost = editing.replace_figures(shape.text_frame, old, partial(self._figure, new))
            if done:
                self._changed(where, f"changed by hand, its figures are new: {'; '.join(done)}")
            if lost or not old.figures:
                named = f"; not found anew: {', '.join(lost)}" if lost else ""
                self._left(where, f"its words were changed by hand{named}")
            elif not done:
                self.report.unchanged += 1

    def _figure(self, new: marks.Written, code: str, shown: str) -> str | None:
        """How a figure is written now: in the words of its object, else in others where it stands in the same form."""
        here = [words for each, words in new.figures if each == code]
        alike = [words for words in here if _form(words) == _form(shown)]
        if alike or here:
            return (alike or here)[0]
        others = {words for one in self.words.values() for each, words in one.figures if each == code}
        alike = [words for words in others if _form(words) == _form(shown)]
        return alike[0] if len(alike) == 1 else None

    def _notes(self, slide: Any, number: int) -> None:
        keys = {key.rpartition("/")[0].partition("/")[0] for _, key in self._ours(slide)}
        names = [key for name in sorted(keys) if (key := f"{name}/{NOTES}") in self.words]
        if len(names) != 1 or not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
            return
        frame, (key,) = slide.notes_slide.notes_text_frame, names
        old, new = self.memory.words.get(key), self.words[key]
        if editing.same(frame.text, new.text):
            return
        if old is not None and editing.same(frame.text, old.text):
            frame.text = new.text
        else:
            self._left(f"Slide {number}, {key}", "its notes were changed by hand")


def _form(shown: str) -> str:
    """How a figure is written, whatever its number."""
    return re.sub(r"[\d.,]+", "0", shown)


def _short(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[:_CUT]}…"


def _named(link: str) -> str:
    """The name of a scenario that a deck remembers."""
    try:
        return name_of(Scenario.from_link(link)) if link else name_of(Scenario())
    except SpinemktError:
        return "unknown"


def _view(kept: Mapping[str, Any], inputs: Inputs) -> tuple[View, str]:
    """The view that a deck remembers, and what is wrong with it: a stranger may have written it."""
    try:
        given: dict[str, Any] = {one.name: kept[one.name] for one in fields(View) if one.name in kept}
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
        view = View(**given)
        allowed = choices(inputs.country_names)
        for name, codes in allowed.items():
            value = getattr(view, name)
            if not set(value if name in LISTS else [value]) <= set(codes):
                raise ValueError(name)
        first, last = view.years
        if not (first in YEARS and last in YEARS and first <= last and first <= view.year <= last):
            raise ValueError("years")
        return view, ""
    except (TypeError, ValueError):
        return View(), "The filters that the deck was made under cannot be read any more: it is made without filters."


def _ranges(memory: marks.Memory) -> dict[str, Any]:
    draws = min(max(memory.draws, LEAST_DRAWS), DRAWS) if memory.draws else DRAWS
    return {"draws": draws, "ranges": memory.ranges if memory.ranges in LEVELS else "80"}


def _offer(text: str) -> Offer | None:
    try:
        return Offer.from_text(text) if text else None
    except SpinemktError:
        return None
