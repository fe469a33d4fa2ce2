"""Competitive landscape: who makes what, the spend each category addresses, one company, and what happened when."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spinemkt.analysis.market import addressed as spend
from spinemkt.analysis.market import landscape, market_events
from spinemkt.analysis.market.company_card import ProductCard, card
from spinemkt.analysis.scenarios.changes import scenario_line
from spinemkt.charts import addressed
from spinemkt.charts import landscape as charts
from spinemkt.charts.style import Chart
from spinemkt.charts.timeline import timeline
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Choice,
    Empty,
    Exhibit,
    Head,
    Note,
    Page,
    Points,
    Row,
    Section,
    Table,
    Tiles,
    Words,
)
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import say
from spinemkt.scenario.scenario import Scenario

CATALOGUE = (
    "Sources: records of the US regulator (grade A), company reports, trackers and press (C), named in the table. "
    "What was recalled, not read, is grade D and says so."
)
NOTHING = "No product in the tables serves the care that these filters keep. Loosen treatment type or modality."
LISTED = 10
PRODUCT_HEADS = ("Product", "What it is", "Status", "Decisions read", "Source")
EVENT_HEADS = ("When", "What", "Category, kind", "Source")


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = work.view
    yield Head("Who makes what, and which care does it reach?", work.said(landscape.answer, view))
    catalogue = landscape.catalogue(work.inputs, view)
    if catalogue.said:
        yield Note(catalogue.said)
    if not catalogue.categories:
        yield Empty(NOTHING)
        return
    yield Tiles(work.said(landscape.tiles, view))
    yield _printed(work, "breadth", charts.companies)
    yield Points(work.said(landscape.standouts, view))
    yield Section("What does a scenario mean for each category?")
    yield from _money(work)
    yield Section("Who covers what?")
    yield _printed(work, "coverage", charts.coverage)
    yield Section("One company")
    yield from _company(work)
    yield Section("What happened, and what may come?")
    group = yield Choice("events", "Events", market_events.EVENTS, market_events.ALL_EVENTS, "buttons")
    yield _printed(work, "timeline", timeline, group)
    yield from _events(work, group)


def _printed(work: Workspace, key: str, builder: Callable[..., Chart], *arguments: object) -> Exhibit:
    """A chart of the catalogue, with what it rests on."""
    return Exhibit(key, work.chart(builder, work.view, *arguments), printed=CATALOGUE)


def _money(work: Workspace) -> Iterator[Block]:
    """The spend that each category addresses, at the baseline and under the scenario."""
    view, scenarios = work.view, (Scenario(), work.scenario) if work.scenario.changes else (Scenario(),)
    runs = {one.name: one for one in scenarios}
    yield Note(spend.MEANING)
    drawn, measure = work.compared(addressed.bars, scenarios, view, work.theme), spend.spend_measure(view).name
    yield Exhibit("addressed", drawn, measure, scenario=scenario_line(*scenarios), runs=runs)
    if len(scenarios) == 1:
        yield Note("Open a scenario or move a lever: its bars then stand beside the base case.")
    heads = ("Category", "Base case", *list(runs)[1:], "What is addressed")
    numbers = frozenset(range(1, len(heads) - 1))
    yield Table("money", heads, _addressed(work, scenarios), numbers=numbers, runs=runs)


def _addressed(work: Workspace, scenarios: tuple[Scenario, ...]) -> list[Row]:
    """The rows of the table of spend: a category under each scenario, in the year shown and the last one."""
    view, names = work.view, [one.name for one in scenarios]
    found = work.compared(spend.figures, scenarios, view)
    years, rows = dict.fromkeys((view.year, view.years[1])), list[Row]()

    def told(code: str, run: str, year: int, after: str) -> Words:
        figure = found.get((code, run, year))
        return "no change" if figure is None else say("{figure}" + after, figure=figure)

    for code, row in spend.beside(work.compared(spend.addressed, scenarios, view), view.years[1]).iterrows():
        if row["counted"] == "none":
            cells: Row = [Cell("not in the model", look="unknown"), *[""] * (len(names) - 1)]
        else:
            several = [[told(str(code), name, year, f" in {year}") for year in years] for name in names]
            if len(names) > 1:
                several[1].append(told(str(code), "", view.years[1], " against the base case"))
            cells = several
        rows.append((row["label"], *cells, row["note"]))
    return rows


def _company(work: Workspace) -> Page:
    """Choose one company, and say what is known of it, and what not."""
    names = landscape.names(work.inputs)
    broadest = landscape.breadth(work.inputs, work.view)["company"].iloc[0]
    chosen = yield Choice(
        "company",
        "Company",
        {name: name for name in names},
        broadest,
        help="Type a part of the name. The card shows all of its products, whatever the filters.",
        search="contains",
    )
    found = card(work.inputs.baseline, chosen)
    rows = [_product(one) for one in found.products]
    subtitle = f"{found.seat}; {landscape.SHARE_UNKNOWN}"
    yield Table("company", PRODUCT_HEADS, rows, title=found.name, subtitle=subtitle)
    if found.sales:
        yield Points(found.sales, "Sales as read, nominal USD", key="sales", large=False)
    yield Points(found.unknown, "Not known", key="not_known", large=False)


def _product(one: ProductCard) -> Row:
    return (
        Cell(one.name, one.category),
        Cell(one.feature, one.used_in),
        Cell(one.status, look="mark"),
        list(one.decisions) or Cell("none read", look="unknown"),
        Cell(one.source, one.note),
    )


def _events(work: Workspace, group: str) -> Iterator[Block]:
    """The newest events; the rest is in the table of the chart."""
    frame = work.said(market_events.events, work.view, group)
    rows = [
        (
            row.when,
            [row.event, Cell("our forecast", row.note, "unknown")] if row.judged else Cell(row.event, row.note),
            Cell(row.label, row.kind),
            f"{row.source}, grade {row.grade}",
        )
        for row in frame.head(LISTED).itertuples()
    ]
    yield Table("events", EVENT_HEADS, rows)
    rest = len(frame) - LISTED
    if rest > 0:
        yield Note(f"{rest} earlier ones stand in the table of the chart.", look="small")
