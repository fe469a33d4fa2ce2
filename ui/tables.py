"""Tables of words, and the numbers in them that can be asked where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from itertools import count
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.charts.twin import heading, one_unit, places, readable
from spinemkt.documents.blocks import Cell, DataTable, Table, Words
from spinemkt.figures.text import Text
from ui import asks, selection, templates
from ui.cache import inputs
from ui.text import unbroken

LARGE = 1e4  # numbers from here on have their thousands apart
DECIMALS = ((100, 0), (10, 1), (1, 2))  # of a column whose smallest number is at least so large
BARE = re.compile(r"[-+]?[\d.,]+%?")  # a figure that does not say what it counts


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    mark: str = "",
    key: str = "",
    view: View | None = None,
) -> None:
    """Write a table of words, one column framed as a mark; on a phone each row is a block, a bare figure with its head.

    Figures of cells that are texts can be asked; then key names the table, and view is the one they were made under.
    """
    marked = heads.index(mark) if mark else -1
    rows = [list(row) for row in rows]
    texts = [text for row in rows for text in row if isinstance(text, Text)]
    written = iter(asks.texts(texts, key, view) if texts else ())

    def cell(index: int, text: str | Text) -> str:
        inner = next(written) if isinstance(text, Text) else escape(text)
        alone = f" data-head='{escape(heads[index])}'" if heads and BARE.fullmatch(str(text)) else ""
        return f"<td><span class='sm-mark'>{inner}</span></td>" if index == marked else f"<td{alone}>{inner}</td>"

    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(map(cell, count(), row))}</tr>" for row in rows)
    start = f"<thead><tr>{top}</tr></thead>" if top else ""
    st.html(unbroken(f"<table class='sm-table sm-stack'>{start}<tbody>{body}</tbody></table>"))


def draw(table: Table, view: View) -> None:
    """Draw a table of a page. view: the one that its figures were made under."""
    heads = [_cells(head) for head in table.heads]
    rows = [[_cells(cell) for cell in row] for row in table.rows]
    texts = [text for row in (heads, *rows) for cells in row for cell in cells for text in (cell.text, cell.note)]
    written = iter(asks.texts(texts, table.key, view, table.runs))

    def shown(cells: Sequence[Cell], head: str = "") -> dict[str, Any]:
        words = [{**vars(cell), "text": next(written), "note": next(written)} for cell in cells]
        bare = len(cells) == 1 and BARE.fullmatch(str(cells[0].text))
        return {"cells": words, "head": head if bare else ""}

    names = [str(cells[0].text) for cells in heads]
    templates.write(
        "table.html",
        title=table.title,
        subtitle=table.subtitle,
        label=table.name or table.key.replace("_", " "),
        heads=[shown(cells) for cells in heads],
        rows=[[shown(cells, head) for cells, head in zip(row, names or [""] * len(row), strict=False)] for row in rows],
        look=" ".join(
            filter(None, ["sm-table", table.narrow and f"sm-{table.narrow}", table.look and f"sm-{table.look}"])
        ),
        numbers=table.numbers,
        named=table.named,
        scrolls=table.narrow == "scroll",
    )


def _cells(content: Words | Cell | Sequence[Words | Cell]) -> list[Cell]:
    """What a cell of a table holds, as its paragraphs."""
    several = content if isinstance(content, list | tuple) else [content]
    return [one if isinstance(one, Cell) else Cell(one) for one in several]  # type: ignore[arg-type]


def sheet(table: DataTable, view: View) -> None:
    """Draw a long table that can be sorted and searched; a cell selected in its column asked opens its lineage."""
    frame = table.frame
    heads = {column: column.replace("_id", "").replace("_", " ").capitalize() for column in frame.columns}
    heads |= {"value": "Most likely"} if "expected" in heads else {}
    config: dict[str, Any] = {**heads}
    config |= {column: {**look, "label": heads[column]} for column, look in amounts(frame).items()}
    config |= {name: st.column_config.TextColumn(heads[name], width=width) for name, width in table.widths.items()}
    look: dict[str, Any] = {"hide_index": True, "alt": table.title, "height": 460, "column_config": config}
    if table.asked:
        key = f"cells_{table.key}"
        asks.offer(table.key, table.figures, view, table.runs)
        asking = partial(_asked, key, table.key, table.asked, frame)
        look |= {"key": key, "on_select": asking, "selection_mode": "single-cell"}
    st.dataframe(frame, **look)


def _asked(key: str, name: str, asked: str, frame: pd.DataFrame) -> None:
    found = selection.cell(st.session_state.get(key), frame)
    if found and found[1] == asked:
        asks.ask(f"{name}:{found[0]}")


def twin(place: DeltaGenerator, chart: Chart, key: str) -> None:
    """Show a chart's table; a cell that is selected is asked where it comes from."""
    frame = chart.frame
    shown = readable(frame, inputs().country_names)
    look: dict[str, Any] = {"hide_index": True, "alt": chart.alt, "width": 640, "column_config": amounts(shown)}
    asked = bool(chart.columns)
    told = [
        f"Unit: {unit}." if (unit := one_unit(frame)) else "",
        "Select a number to see where it comes from." * asked,
    ]
    if words := " ".join(filter(None, told)):
        place.caption(words)
    if asked:
        look |= {"key": f"twin_{key}", "on_select": partial(_selected, key, frame), "selection_mode": "single-cell"}
    place.dataframe(shown, **look)


def amounts(frame: pd.DataFrame) -> dict[str, Any]:
    """How the columns of a table show large numbers: thousands apart, with the decimals that the smallest need."""
    found = {}
    for name, column in frame.select_dtypes("number").items():
        sizes = column.abs()[column.abs() > 0]
        if sizes.max() >= LARGE:
            decimals = next((places for least, places in DECIMALS if sizes.min() >= least), 4)
            found[str(name)] = st.column_config.NumberColumn(format=f"%,.{decimals}f")
    return found


def _selected(key: str, frame: pd.DataFrame) -> None:
    found = places(frame, inputs().country_names)
    selected = selection.cell(st.session_state.get(f"twin_{key}"), found)
    if not selected:
        return
    row, column = selected
    heads = {heading(name): name for name in found.columns}
    name = heads.get(column, column)
    if name in frame.columns or str(name) in frame.columns:
        asks.ask(f"{key}:#{row}#{name}")
    elif name in found.columns and pd.notna(found[name].iloc[row]):
        asks.ask(f"{key}:#{int(found[name].iloc[row])}#value")
