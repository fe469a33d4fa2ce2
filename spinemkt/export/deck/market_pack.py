"""The slides of a market pack, one function each, made of what the pages say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.charts.twin import heading
from spinemkt.documents.blocks import DataTable, Exhibit, Head, Note, Steps, Table, Tiles, Words
from spinemkt.export.deck.content import Boxes, Graph, Grid, Numbers, Part, Slide, grid, sentence, unended
from spinemkt.export.deck.drawings import second_title
from spinemkt.export.deck.pages import Pages, Share, Shown
from spinemkt.figures.text import Text
from spinemkt.scenario.scenario import BASELINE, Scenario

SECTIONS = ("Market", "Care", "Outlook", "Confidence")
MARKET, CARE, OUTLOOK, CONFIDENCE = SECTIONS
SUMMED = ("growth_drivers", "segments", "regions", "modalities", "pathway", "sensitivity", "opportunities")
SOURCES = ("title", "authors", "publisher", "year", "grade")  # columns of the list of sources
SOURCE_WIDTHS = (0.5, 0.18, 0.18, 0.07, 0.07)


def market_pack(pages: Pages) -> list[Slide]:
    """Every slide of the pack that has something to show."""
    makers = _EMPTY if pages.work.is_empty else _ALL
    return [slide for make in makers if (slide := make(pages)) is not None]


def name_of(scenario: Scenario) -> str:
    """What a scenario is called in a deck."""
    return scenario.name or ("Scenario" if scenario.changes else BASELINE)


def _beside(
    pages: Pages,
    key: str,
    section: str,
    found: Exhibit | None,
    right: Sequence[Share],
    share: float = 0.58,
    below: Share | None = None,
    title: Words = "",
    top: tuple[float, Part] | None = None,
    headed: bool = False,
) -> Slide | None:
    """A slide of an exhibit with other parts at its right. share: of the width. below: a part under it."""
    if found is None:
        return None
    left: list[Share] = [
        (1.0 - (below[0] if below else 0.0), Graph(found.key, found.chart, headed)),
        below or (0.0, None),
    ]
    return pages.slide(key, section, found, [(share, left), (1.0 - share, right)], title, top=top)


def _numbers(shown: Shown, key: str, share: float) -> tuple[float, Part] | None:
    tiles = shown.one(Tiles)
    return (share, Numbers(key, tiles.tiles, tiles.ranges)) if tiles else None


def _summary(pages: Pages) -> Slide:
    shown = pages.page("overview")
    heads = [] if pages.work.is_empty else [pages.page(name).one(Head) for name in SUMMED]
    rows: list[list[Words]] = [[head.question, sentence(head.answer)] for head in heads if head]
    table = Grid("answers", (), rows, widths=(0.3, 0.7)) if rows else None
    top, title = _numbers(shown, "tiles", 0.27), unended(sentence(shown.answer))
    return pages.slide("summary", MARKET, shown.one(Head), [(1.0, [(1.0, table)])], title, _rest(shown.answer), top)


def _rest(text: Text) -> Text:
    """All sentences of a text but the first."""
    found, place = Text(), 1
    while one := sentence(text, place):
        found += (" " if found else "") + one
        place += 1
    return found


def _size(pages: Pages) -> Slide | None:
    shown = pages.page("overview")
    right = [(0.5, shown.points("point", "stands_out")), (0.5, shown.chart("by_region"))]
    return _beside(pages, "size", MARKET, shown.exhibit("total", "over_time"), right, 0.6)


def _bridge(pages: Pages) -> Slide | None:
    shown = pages.page("growth_drivers")
    effects = shown.one(Table, "effects")
    right: list[Share] = [(0.5, shown.chart("parted")), (0.5, grid(effects, widths=(0.28, 0.72)) if effects else None)]
    title = unended(shown.answer)
    return _beside(pages, "bridge", MARKET, shown.exhibit("bridge"), right, 0.56, title=title, headed=True)


def _net_revenue(pages: Pages) -> Slide | None:
    shown = pages.page("overview")
    products = shown.one(Table, "products")
    if products is None:
        return None
    right: list[Share] = [(0.45, shown.chart("by_product")), (0.55, grid(products))]
    return _beside(pages, "net_revenue", MARKET, shown.exhibit("waterfall"), right, 0.5)


def _segments(pages: Pages) -> Slide | None:
    shown = pages.page("segments")
    found = shown.exhibit("crossed")
    right: list[Share] = [(0.55, shown.chart("share_over_time")), (0.45, pages.twin(found) if found else None)]
    return _beside(pages, "segments", MARKET, found, right)


def _regions(pages: Pages) -> Slide | None:
    shown = pages.page("regions")
    found = shown.exhibit(*(block.key for block in shown.all(Exhibit)))
    below = (0.36, pages.twin(found)) if found else None
    return _beside(pages, "regions", MARKET, found, [(1.0, shown.chart("bubbles"))], below=below)


def _treatments(pages: Pages) -> Slide | None:
    shown = pages.page("modalities")
    found = shown.exhibit("by_modality")
    types = Graph("types", found.chart, headed=False, form="doughnut") if found and len(found.chart.key) > 1 else None
    return _beside(pages, "treatments", CARE, found, [(0.4, types), (0.6, shown.chart("mix"))], 0.56)


def _pathway(pages: Pages) -> Slide | None:
    shown = pages.page("pathway")
    found = shown.exhibit("pathway_flow")
    twin = _without(pages.twin(found), "Patients a year") if found else None
    top = _numbers(shown, "pathway_tiles", 0.24)
    return _beside(pages, "pathway", CARE, found, [(1.0, twin)], 0.66, top=top)


def _without(table: Grid, head: str) -> Grid:
    """A table without one of its columns."""
    place = list(table.heads).index(head)
    rows = [[*row[:place], *row[place + 1 :]] for row in table.rows]
    numbers = frozenset(at - (at > place) for at in table.numbers if at != place)
    return replace(table, heads=[*table.heads[:place], *table.heads[place + 1 :]], rows=rows, numbers=numbers)


def _drivers(pages: Pages) -> Slide | None:
    shown = pages.page("overview")
    found = shown.exhibit("growth_by_modality")
    return _beside(pages, "drivers", OUTLOOK, found, [(1.0, shown.points("change"))], 0.56)


def _scenarios(pages: Pages) -> Slide | None:
    mine = pages.work.scenario
    shown = pages.page("compare", pins=(mine,)) if mine.changes else pages.page("compare")
    found, outcome = shown.exhibit("paths"), shown.one(Table, "outcome")
    right: list[Share] = [(0.5, _last_year(grid(outcome)) if outcome else None)]
    if mine.changes:
        right = [(0.5, pages.in_last_year().page("growth_drivers", between="scenario").chart("bridge")), *right]
    apart = Graph("differences", found.chart, form="differences") if found and second_title(found.chart) else None
    return _beside(pages, "scenarios", OUTLOOK, found, right, 0.48, below=(0.5, apart) if apart else None)


def _last_year(table: Grid) -> Grid:
    """The rows of a table under its last heading, which becomes its first head."""
    last = max((place for place, row in enumerate(table.rows) if len(row) == 1), default=-1)
    heads = [table.rows[last][0], *table.heads[1:]] if last >= 0 else table.heads
    return replace(
        table, heads=heads, rows=table.rows[last + 1 :], widths=(0.3, *[0.7 / (len(heads) - 1)] * (len(heads) - 1))
    )


def _opportunities(pages: Pages) -> Slide | None:
    shown = pages.page("opportunities")
    return _beside(pages, "opportunities", OUTLOOK, shown.exhibit("at_stake"), [(1.0, _cards(shown))], 0.6)


def _cards(shown: Shown) -> Grid | None:
    """What is at stake on each card of the kind shown: its title, its outcome, and the last amount with its range."""
    tables = [block for block in shown.all(Table) if block.key.startswith("stakes_")]
    flat = [grid(table) for table in tables]
    rows = [[shown.title_of(table), one.rows[0][0], one.rows[0][-1]] for table, one in zip(tables, flat, strict=True)]
    return Grid("cards", ["", flat[0].heads[0], flat[0].heads[-1]], rows) if rows else None


def _own_offer(pages: Pages) -> Slide | None:
    if pages.offer is None:
        return None
    shown = pages.page("opportunities")
    return _beside(
        pages, "own_offer", OUTLOOK, shown.exhibit("offer_forecast"), [(1.0, shown.chart("offer_funnel"))], 0.6
    )


def _sensitivity(pages: Pages) -> Slide | None:
    shown = pages.page("sensitivity")
    weakest = shown.one(Table, "weakest")
    table = None
    if weakest:
        full = grid(weakest)
        table = Grid("weakest", full.heads[:3], [row[:3] for row in full.rows], shown.title_of(weakest))
    return _beside(pages, "sensitivity", CONFIDENCE, shown.exhibit("tornado"), [(1.0, table)], 0.64)


def _risks(pages: Pages) -> Slide | None:
    shown = pages.page("sensitivity")
    right = [(0.6, shown.points("point", "reversals")), (0.4, pages.page("overview").points("weak"))]
    return _beside(pages, "risks", CONFIDENCE, shown.exhibit("distribution"), right, 0.48)


def _method(pages: Pages) -> Slide | None:
    shown = pages.page("evidence")
    chain = shown.one(Steps, "chain")
    if chain is None:
        return None
    title, lines = unended(sentence(shown.answer)), [block.text for block in shown.all(Note)]
    columns = [(1.0, [(1.0, Boxes("chain", chain.steps))])]
    return pages.slide("method", CONFIDENCE, shown.one(Head), columns, title, lines[0] if lines else "")


def _sources(pages: Pages) -> Slide | None:
    shown, work = pages.page("evidence"), pages.work
    found = shown.one(DataTable, "sources")
    if found is None:
        return None
    behind = support(work.inputs, work.view.measure.name, work.view.where()).sources["source_id"]
    frame = found.frame[found.frame["source_id"].isin(set(behind))].sort_values("grade", kind="stable")
    rows = [[str(cell) for cell in row] for row in frame[list(SOURCES)].itertuples(index=False)]
    table = Grid("references", list(map(heading, SOURCES)), rows, widths=SOURCE_WIDTHS)
    title = unended(sentence(shown.answer, 1))
    return pages.slide("sources", CONFIDENCE, shown.one(Head), [(1.0, [(1.0, table)])], title)


_ALL: tuple[Callable[[Pages], Slide | None], ...] = (
    _summary,
    _size,
    _net_revenue,
    _bridge,
    _segments,
    _regions,
    _treatments,
    _pathway,
    _drivers,
    _scenarios,
    _opportunities,
    _own_offer,
    _sensitivity,
    _risks,
    _method,
    _sources,
)
_EMPTY = (_summary, _method, _sources)
