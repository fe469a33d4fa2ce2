"""What the Modalities page adds: published points, the price table, and two modalities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from spinemkt.analysis import studies
from spinemkt.analysis.market import modality_facts, published
from spinemkt.analysis.market.published import Cell, Line
from spinemkt.analysis.view import MONEY, View
from spinemkt.figures.text import Text, shown
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES
from spinemkt.wording import dollars, percent
from ui import asks, parts
from ui.cache import said

_TOGETHER = (
    "Both measured in one study. The better figure is named where the two shares differ by more than the error of "
    "counting so many patients (95%)."
)
_APART = "Each measured on its own or against something else, in other patients: the two sides must not be subtracted."
# The class of the table by the heading of its last column.
_KINDS = {"": "sm-pair sm-apart", "Better figure": "sm-pair sm-verdict"}


def choose(
    label: str, options: Mapping[str, str], default: str, key: str, find: Literal["fuzzy", "contains"] = "fuzzy"
) -> str:
    """Offer one of a list; the address keeps the choice, also while other pages are open. find: how typing finds it."""
    codes = list(options)
    return st.selectbox(
        label,
        codes,
        codes.index(default),
        options.__getitem__,
        key=key,
        bind="query-params",
        filter_mode=find,
    )


def points(view: View, modality: str) -> None:
    """List the published points of the uptake chart: where, when, how much, of what, who says so."""
    if html := said(_points_html, view.timeless, modality):
        st.html(html)
    else:
        name = modality_facts.CURVES[modality]
        parts.note(f"No published share of {name} in these places counts the same patients as the curve.")


def _points_html(result: Result, view: View, modality: str) -> str:
    items = "".join(
        f"<li><b>{escape(row.place)} {row.year:.0f}: {percent(row.value)}</b> of "
        f"{escape(row.base.removeprefix('share of '))}. {escape(row.study[:1].upper() + row.study[1:])}"
        f"{escape(f', {row.journal}') if row.journal else ''}. <span class='sm-note'>{escape(row.note)}</span></li>"
        for row in studies.curve_points(result, modality, view.region).itertuples()
    )
    return f"<h3 class='sm-title'>Sources of the data points</h3><ol class='sm-columns'>{items}</ol>" if items else ""


def prices(view: View) -> None:
    """Write spend, episodes, mean spend an episode and unit cost of every modality, with sources and a file."""
    frame, found = said(modality_facts.price_table, view), said(modality_facts.price_figures, view)
    styles = {name: "bare dollars" for name in found if name.startswith("Spend")}
    styles |= {name: "count" for name in found if name.startswith("Procedures")}
    shares = zip(*(found[name] for name in styles), strict=True)
    texts = [shown(figure, style) for row in shares for figure, style in zip(row, styles.values(), strict=True)]
    cells = iter(asks.texts(texts, "price", view))
    body = "".join(map(_price, frame.to_dict("records"), zip(*[cells] * len(styles), strict=True)))
    *spend, episodes = styles
    heads = [*spend, "US unit cost of 2022 (range)", episodes]
    top = "".join(f"<th class='sm-number'>{escape(head)}</th>" for head in heads)
    st.html(
        "<div class='sm-scroll'><table class='sm-table sm-prices'><thead><tr><th>Modality</th>"
        f"{top}<th>Source of the unit cost, grade</th></tr></thead><tbody>{body}</tbody></table></div>"
    )
    parts.table_foot(f"Spend, episodes and prices by modality, {view.year}, {MONEY['real']}", view, "prices", frame)


def _price(row: Mapping[str, Any], cells: Sequence[str]) -> str:
    """Write a modality. cells: its spend in each column, then its episodes, as HTML."""
    cost, low, high = (dollars(row[f"US unit cost{end}"], "") for end in ("", ", low", ", high"))
    *spend, episodes = (f"<td class='sm-number'>{cell}</td>" for cell in cells)
    return (
        f"<tr><th scope='row'>{escape(row['Modality'])}<br>{_small(row['Treatment type'])}</th>{''.join(spend)}"
        f"<td class='sm-number'>{cost}<br>{_small(f'{low} to {high}')}</td>{episodes}"
        f"<td>{escape(row['Source of the unit cost'])}, {row['Grade']}</td></tr>"
    )


def beside(view: View) -> None:
    """Choose two modalities, and lay their figures and published outcomes on one row each."""
    left, right = st.columns(2, gap="large")
    with left:
        first = choose("First", MODALITIES, "sbrt_srs", "first")
    with right:
        second = choose("Second", MODALITIES, "conventional_ebrt", "second")
    if first == second:
        return parts.note("Choose two different modalities to compare.")
    names = (MODALITIES[first], MODALITIES[second])
    figures = said(modality_facts.side_by_side, view, first, second)
    st.html(_table(figures, first, second, "Difference", "Figure, unit, whose", view))
    parts.table_foot(
        f"{names[0]} beside {names[1]}, the model's figures",
        replace(view, modality=(first, second), treatment_type=()),
        "beside",
        _flat(figures, names, "Difference"),
    )
    st.html(said(_outcomes_html, View(), first, second))
    found = said(published.outcomes, View(), first, second)
    if found.together or found.apart:
        parts.table_foot(
            f"{names[0]} beside {names[1]}, published outcomes",
            view,
            "outcomes",
            _flat((*found.together, *found.apart), names, "Better figure"),
            printed="As printed in each study named, none recomputed.",
        )


def _outcomes_html(result: Result, view: View, first: str, second: str) -> str:
    found = said(published.outcomes, view, first, second)
    title = "<h3 class='sm-title'>Published outcomes</h3>"
    if not (found.together or found.apart):
        return f"{title}<p class='sm-text'>No published outcome of either was found.</p>"
    html = title
    for sentence in found.disputes:
        html += f"<p class='sm-dispute'>{escape(sentence)}</p>"
    if found.together:
        html += f"<p class='sm-text sm-lead'>{_TOGETHER}</p>"
        html += _table(found.together, first, second, "Better figure", "Outcome, study, years of the data, journal")
    if found.apart:
        html += f"<p class='sm-text sm-lead'>{_APART}</p>" + _table(found.apart, first, second, "", "Topic")
    return html


def _table(lines: Sequence[Line], first: str, second: str, last: str, what: str, view: View | None = None) -> str:
    """One aligned table: a row a figure, a column a modality, and how they compare; on a phone two columns a row.

    view: the one that the figures of the model were made under; None where there are none.
    """
    heads = [what, MODALITIES[first], MODALITIES[second], *([last] if last else [])]
    cells = [cell for line in lines for cell in (*line.first, *line.second, line.compared)]
    texts = asks.texts([cell.figure for cell in cells if isinstance(cell.figure, Text)], "beside", view) if view else []
    written = iter(texts)
    rows = "".join(
        f"<tr><th scope='row'>{escape(line.what)}{_small(line.detail)}</th>"
        f"{_side(line.first, written)}{_side(line.second, written)}"
        + (_side((line.compared,), written) if last else "")
        + "</tr>"
        for line in lines
    )
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    kind = _KINDS.get(last, "sm-pair")
    return f"<table class='sm-table {kind}'><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"


def _side(cells: Sequence[Cell], written: Iterator[str]) -> str:
    """Write the cells of a modality. written: the model's figures as HTML, in the order of the table."""
    words = (
        f"<p>{next(written) if isinstance(cell.figure, Text) else escape(cell.figure)}{_small(cell.note)}</p>"
        for cell in cells
        if cell.figure
    )
    return f"<td>{''.join(words)}</td>"


def _small(text: str) -> str:
    return f"<span class='sm-evidence'>{escape(text)}</span>" if text else ""


def _flat(lines: Iterable[Line], names: Sequence[str], compared: str) -> pd.DataFrame:
    """The rows as a table for a file, a figure with its note in one cell."""

    def words(cells: Iterable[Cell]) -> str:
        return " | ".join(f"{cell.figure} [{cell.note}]" if cell.note else str(cell.figure) for cell in cells)

    rows = [(line.what, line.detail, words(line.first), words(line.second), words((line.compared,))) for line in lines]
    return pd.DataFrame(rows, columns=["What", "Unit and source", *names, compared])
