"""The pages of a workspace as slides take from them: exhibits, tables, sentences, answers; each page is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.documents import (
    compare,
    evidence,
    growth_drivers,
    landscape,
    modalities,
    opportunities,
    overview,
    pathway,
    reconcile,
    regions,
    segments,
    sensitivity,
)
from spinemkt.documents.blocks import Block, Exhibit, Head, Page, Points, Section, Table, Title, Words
from spinemkt.documents.workspace import Workspace, blocks
from spinemkt.errors import QueryError, unknown
from spinemkt.export.deck.content import Graph, Grid, Part, Sentences, Slide, grid, sentence, unended
from spinemkt.export.deck.tables import exhibit_table
from spinemkt.figures.text import Text, as_text
from spinemkt.scenario.offer import Offer

PAGES: Mapping[str, Callable[[Workspace], Page]] = {
    "overview": overview.page,
    "segments": segments.page,
    "regions": regions.page,
    "modalities": modalities.page,
    "pathway": pathway.page,
    "landscape": landscape.page,
    "compare": compare.page,
    "growth_drivers": growth_drivers.page,
    "opportunities": opportunities.page,
    "sensitivity": sensitivity.page,
    "evidence": evidence.page,
    "reconcile": reconcile.page,
}
CHOSEN = "Chosen exhibits"  # the section of slides that a reader picked

Found = TypeVar("Found", bound=Block)
Share = tuple[float, Part | None]  # of a column's height; None is left out


@dataclass(frozen=True)
class Shown:
    """The blocks of a page as one workspace shows it."""

    blocks: Sequence[Block]

    def all(self, kind: type[Found]) -> list[Found]:
        """Every block of a kind, in order."""
        return [block for block in self.blocks if isinstance(block, kind)]

    def one(self, kind: type[Found], key: str = "") -> Found | None:
        """The first block of a kind, with a key if one is given; None where the page has none."""
        return next((block for block in self.all(kind) if not key or getattr(block, "key", "") == key), None)

    def exhibit(self, *keys: str) -> Exhibit | None:
        """The first of some exhibits that has something to show."""
        found = (self.one(Exhibit, key) for key in keys)
        return next((one for one in found if one is not None and not one.chart.frame.empty), None)

    @property
    def answer(self) -> Text:
        """What the page answers to its question."""
        head = self.one(Head)
        return as_text(head.answer if head else "")

    def chart(self, key: str) -> Graph | None:
        """An exhibit as a part under its own title."""
        found = self.exhibit(key)
        return Graph(key, found.chart) if found else None

    def points(self, key: str, name: str = "") -> Sentences | None:
        """A list of sentences under its heading, or the title before it. name: of the part, its key if none."""
        found = self.one(Points, key)
        return Sentences(name or key, found.sentences, found.heading or self.title_of(found)) if found else None

    def title_of(self, block: Block) -> str:
        """The title that stands before a list or a table."""
        found = ""
        for one in self.blocks:
            if one is block:
                break
            if isinstance(one, Title | Section):
                found = one.text if isinstance(one, Title) else one.title
        return found


class Pages:
    """The pages of one workspace. offer: a reader's own, where there is one. choices: answers to choices by key."""

    def __init__(
        self, work: Workspace, offer: Offer | None = None, choices: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        self.work, self.offer, self.choices = work, offer, choices
        self._shown: dict[tuple[str, str], Shown] = {}

    def page(self, name: str, **chosen: Any) -> Shown:
        """A page by its name in PAGES. chosen: answers to its choices and controls."""
        chosen = {**self.choices, **chosen}
        if name == "opportunities" and self.offer:
            chosen = {"offer": (self.offer, []), **chosen}
        key = (name, repr(chosen))
        if key not in self._shown:
            self._shown[key] = Shown(blocks(PAGES[name], self.work, chosen))
        return self._shown[key]

    def in_last_year(self) -> Pages:
        """The same pages with the last year of the view as the year shown, in which a scenario moves most."""
        view = self.work.view
        return Pages(replace(self.work, view=replace(view, year=view.years[-1])), self.offer, self.choices)

    def twin(self, found: Exhibit) -> Grid:
        """The table of an exhibit."""
        return exhibit_table(f"{found.key}_table", found.chart, self.work.inputs.country_names)

    def slide(
        self,
        key: str,
        section: str,
        block: Block | None,
        columns: Sequence[tuple[float, Sequence[Share]]],
        title: Words = "",
        exhibit: Words = "",
        top: tuple[float, Part] | None = None,
    ) -> Slide:
        """A slide that rests on what a block does; its title and line are those of an exhibit if none are given."""
        if isinstance(block, Exhibit):
            title, exhibit = title or block.chart.title, exhibit or block.chart.subtitle
        view = (block and block.view) or self.work.view
        measure = (isinstance(block, Exhibit) and block.measure) or view.measure.name
        printed = block.printed if isinstance(block, Exhibit) else ""
        sources = printed or support(self.work.inputs, measure, view.where(measure)).line()
        kept = [(share, [(tall, part) for tall, part in parts if part is not None]) for share, parts in columns]
        kept = [column for column in kept if column[1]]
        return Slide(key, section, title, kept, exhibit, top, sources, view, dict(block.runs) if block else {})

    def chosen(self, names: Sequence[str]) -> list[Slide]:
        """A slide for each of some charts and tables. names: 'page.key'; raises QueryError for one there is not."""
        return [self._of_one(name) for name in names]

    def _of_one(self, name: str) -> Slide:
        page, _, key = name.partition(".")
        if page not in PAGES:
            raise QueryError(unknown("page", page, PAGES))
        shown = self.page(page)
        parts = {block.key: block for block in shown.blocks if isinstance(block, Exhibit | Table)}
        if key not in parts:
            raise QueryError(unknown(f"chart or table of {page}", key, parts))
        found = parts[key]
        if isinstance(found, Table):
            title = unended(found.title or found.name or shown.title_of(found) or sentence(shown.answer))
            return self.slide(name, CHOSEN, found, [(1.0, [(1.0, grid(found))])], title, found.subtitle)
        graph = Graph(key, found.chart, headed=False)
        return self.slide(name, CHOSEN, found, [(0.64, [(1.0, graph)]), (0.36, [(1.0, self.twin(found))])])
