"""What the Landscape page adds: charts of the catalogue, the card of one company, the list of events, the money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import pandas as pd
import streamlit as st

from spinemkt.analysis.market import addressed as analysis
from spinemkt.analysis.market import landscape, market_events
from spinemkt.analysis.market.company_card import CompanyCard, ProductCard, card
from spinemkt.analysis.view import View
from spinemkt.charts import addressed
from spinemkt.charts.style import Chart
from spinemkt.figures.text import shown
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from ui import asks, parts
from ui.address import current
from ui.cache import chart as cached_chart
from ui.cache import compared, inputs, refusal, said, theme
from ui.controls import EVENTS

CATALOGUE = (
    "Sources: records of the US regulator (grade A), company reports, trackers and press (C), named in the table. "
    "What was recalled, not read, is grade D and says so."
)
NOTHING = "No product in the tables serves the care that these filters keep. Loosen treatment type or modality."
LISTED = 10


def printed(builder: Callable[..., Chart], view: View, *arguments: object, key: str) -> None:
    """Show a chart of the catalogue, with what it rests on."""
    drawn = cached_chart(builder, view, *arguments)
    parts.picture(drawn, view, key)
    parts.foot(drawn, view, key, "spend", printed=CATALOGUE)


def narrowing(view: View) -> None:
    """Say what the chosen places took away, if anything."""
    if words := landscape.catalogue(inputs(), view).said:
        parts.note(words)


def company(view: View) -> None:
    """Choose one company, and write its card."""
    options = landscape.names(inputs())
    broadest = landscape.breadth(inputs(), view)["company"].iloc[0]
    chosen = st.selectbox(
        "Company",
        options,
        options.index(broadest),
        key="company",
        bind="query-params",
        filter_mode="contains",
        help="Type a part of the name. The card shows all of its products, whatever the filters.",
    )
    st.html(said(_card_html, View(), chosen))


def _card_html(result: Result, view: View, name: str) -> str:
    found = card(result.inputs.baseline, name)
    products = "".join(map(_product, found.products))
    return (
        f"<h3 class='sm-title'>{escape(found.name)} <span class='sm-unknown'>{landscape.SHARE_UNKNOWN}</span></h3>"
        f"<p class='sm-subtitle'>{escape(found.seat)}</p>"
        "<table class='sm-table sm-stack'><thead><tr><th>Product</th><th>What it is</th><th>Status</th>"
        f"<th>Decisions read</th><th>Source</th></tr></thead><tbody>{products}</tbody></table>{_sales(found)}"
        f"<h3 class='sm-title'>Not known</h3><ul class='sm-points'>{_items(found.unknown)}</ul>"
    )


def _product(one: ProductCard) -> str:
    decisions = _lines(one.decisions) or "<span class='sm-unknown'>none read</span>"
    note = f"<br><span class='sm-evidence'>{escape(one.note)}</span>" if one.note else ""
    return (
        f"<tr><td>{escape(one.name)}<br><span class='sm-evidence'>{escape(one.category)}</span></td>"
        f"<td>{escape(one.feature)}<br><span class='sm-evidence'>{escape(one.used_in)}</span></td>"
        f"<td><span class='sm-mark'>{escape(one.status)}</span></td><td>{decisions}</td>"
        f"<td>{escape(one.source)}{note}</td></tr>"
    )


def _sales(found: CompanyCard) -> str:
    if not found.sales:
        return ""
    return f"<h3 class='sm-title'>Sales as read, nominal USD</h3><ul class='sm-points'>{_items(found.sales)}</ul>"


def _lines(texts: tuple[str, ...]) -> str:
    return "<br>".join(map(escape, texts))


def _items(texts: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)


def choose_events() -> str:
    """Offer the kinds of event; the address keeps the choice."""
    return st.segmented_control(
        "Events",
        list(EVENTS),
        format_func=EVENTS.__getitem__,
        default=market_events.ALL_EVENTS,
        required=True,
        key="events",
        bind="query-params",
    )


def listed(view: View, group: str) -> None:
    """List the newest events; the rest is in the table of the chart."""
    st.html(said(_events_html, view, group))


def _events_html(result: Result, view: View, group: str) -> str:
    frame = market_events.events(result, view, group)
    rows = "".join(
        f"<tr><td>{escape(row.when)}</td><td>{escape(row.event)}"
        f"{_judged() if row.judged else ''}<br><span class='sm-evidence'>{escape(row.note)}</span></td>"
        f"<td>{escape(row.label)}<br><span class='sm-evidence'>{escape(row.kind)}</span></td>"
        f"<td>{escape(row.source)}, grade {row.grade}</td></tr>"
        for row in frame.head(LISTED).itertuples()
    )
    rest = len(frame) - LISTED
    more = f"<p class='sm-sources'>{rest} earlier ones stand in the table of the chart.</p>" if rest > 0 else ""
    return (
        "<table class='sm-table sm-stack'><thead><tr><th>When</th><th>What</th><th>Category, kind</th><th>Source</th>"
        f"</tr></thead><tbody>{rows}</tbody></table>{more}"
    )


def _judged() -> str:
    return " <span class='sm-unknown'>our forecast</span>"


def money(view: View) -> None:
    """Show the spend that each category addresses, at the baseline and under the reader's scenario."""
    mine = current()
    scenarios = (Scenario(), mine) if mine.changes and not refusal(mine) else (Scenario(),)
    drawn = compared(addressed.bars, scenarios, view, theme())
    measure = analysis.spend_measure(view).name
    parts.note(analysis.MEANING)
    runs = {one.name: one for one in scenarios}
    parts.show(drawn, view, "addressed", measure, scenario=parts.scenario_line(*scenarios), runs=runs)
    if len(scenarios) == 1:
        parts.note("Open a scenario or move a lever: its bars then stand beside the base case.")
    found = compared(analysis.figures, scenarios, view)
    written = asks.texts(list(map(shown, found.values())), "money", view, runs)
    st.html(_money_html(compared(analysis.addressed, scenarios, view), dict(zip(found, written, strict=True)), view))


def _money_html(frame: pd.DataFrame, written: Mapping[tuple[str, str, int], str], view: View) -> str:
    """Write the table of money. written: its figures as HTML, by category, run and year."""
    names, last, rows = list(dict.fromkeys(frame["scenario"])), view.years[1], ""
    for code, row in analysis.beside(frame, last).iterrows():

        def told(run: str, year: int, after: str, code: object = code) -> str:
            key = str(code), run, year
            return f"{written[key]}{after}" if key in written else "no change"

        years = dict.fromkeys((view.year, last))
        if row["counted"] == "none":
            cells = ["<span class='sm-unknown'>not in the model</span>", *[""] * (len(names) - 1)]
        else:
            line = "<span class='sm-together'>{}</span>".format
            cells = ["<br>".join(line(told(name, year, f" in {year}")) for year in years) for name in names]
            if len(names) > 1:
                cells[1] += f"<br>{told('', last, ' against the base case')}"
        rows += f"<tr>{_cells([escape(row['label']), *cells, escape(row['note'])])}</tr>"
    heads = ["Category", "Base case", *map(escape, names[1:]), "What is addressed"]
    top = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table class='sm-table sm-stack'><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(cells: list[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)
