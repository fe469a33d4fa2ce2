"""The tabs of the Evidence page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.identities import identities as model_identities
from spinemkt.analysis.lineage.own_data_use import own_numbers
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View, few
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.evidence.overlay import is_own
from spinemkt.terms import GRADES, KINDS
from spinemkt.wording import listing, percent
from ui import asks, files, parts, selection
from ui.cache import baseline, inputs, remembered
from ui.tables import amounts
from ui.text import plain, small
from ui.words import figure

_CHECKS_WIDTHS = MappingProxyType({"Published figure": 400, "Published": 175, "Model": 85, "Unit": 210})


def answer(view: View) -> str:
    """Say how many numbers there are, and what they rest on."""
    run = baseline(view)
    return remembered(run, ("register in a sentence",), lambda: _answer(run.inputs.register, view))


def _answer(register: pd.DataFrame, view: View) -> str:
    graded = int((register["grade"] != "D").sum())
    return (
        f"{len(register):,} parameters, each with a range, a unit and a source or the word assumption; {graded} carry "
        f"grade A to C, the rest is assumption (expert judgement). {standing(_checks(view))}."
    )


def parameters(view: View) -> None:
    """Search every parameter."""
    register = inputs().register
    left, middle, right = st.columns([3, 1, 1])
    words = left.text_input(
        "Search", placeholder="sbrt europe, unit cost, yamada2024 ...", key="q", bind="query-params"
    ).split()
    grades = _several(middle, "Grade", GRADES)
    kinds = _several(right, "Kind", KINDS)
    text = (register["id"] + " " + register["label"] + " " + register["source_id"] + " " + register["note"]).str.lower()
    hits = {word: text.str.contains(word.lower(), regex=False) for word in dict.fromkeys(words[:20])}
    keep = pd.Series(True, index=register.index)
    for hit in hits.values():
        keep &= hit
    if grades:
        keep &= register["grade"].isin(grades)
    if kinds:
        keep &= register["kind"].isin(kinds)
    if not keep.any():
        return _no_hit({word: int(hit.sum()) for word, hit in hits.items()}, grades, kinds)
    columns = [
        "id",
        "label",
        "expected",
        "value",
        "low",
        "high",
        "unit",
        "kind",
        "grade",
        "source_id",
        "where",
        "note",
        "file",
        "row",
    ]
    if inputs().own:
        register, columns = register.assign(own=marked(own_numbers(inputs(), register))), [*columns, "own"]
    _table(register.loc[keep, columns], "parameters", f"{int(keep.sum()):,} of {len(register):,} parameters")


def _several(place: DeltaGenerator, label: str, codes: Iterable[str]) -> list[str]:
    return place.multiselect(
        label, list(codes), key=label.lower(), bind="query-params", filter_mode="contains", placeholder="All"
    )


def _no_hit(hits: dict[str, int], grades: list[str], kinds: list[str]) -> None:
    """Say what was searched without a hit, how often each word alone is found, and offer to start anew."""
    asked = [f"the word{'s' if len(hits) > 1 else ''} {few([repr(word[:40]) for word in hits])}"] if hits else []
    asked += [f"grade {listing(grades, 'or')}"] if grades else []
    asked += [f"kind {listing(kinds, 'or')}"] if kinds else []
    alone = ", ".join(f"{word[:40]!r} is in {number or 'none'}" for word, number in list(hits.items())[:4])
    ways = ["use fewer or shorter words"] * bool(hits) + ["let go of grade or kind"] * bool(grades or kinds)
    st.info(
        plain(
            f"No parameter has {listing(asked)}.{f' Alone, {alone}.' if len(asked) + len(hits) > 2 else ''} "
            f"To find more, {listing(ways, 'or')}. The search reads id, name, source and note."
        ),
        title="Nothing found",
    )
    st.button("Clear the search", on_click=_search_anew, key="clear_search")


def _search_anew() -> None:
    st.session_state.update({"q": "", "grade": [], "kind": []})


def checks(view: View) -> None:
    """Show the model beside the published figures."""
    frame = _checks(view)
    parts.note(
        "Inside means within the published range or within 35%. A published total of all "
        "care is no miss: it must lie between spine care and all cancer-drug cost, its bracket."
    )
    order = {"outside": 0, "outside its bracket": 1, "inside": 2, "in its bracket": 3, "not comparable": 4}
    ranked = frame.assign(order=frame["verdict"].map(order)).sort_values(["order", "kind"])
    shown = pd.DataFrame(
        {
            "Published figure": ranked["label"],
            "Verdict": ranked["verdict"],
            "Published": [figure(row.published, row.low, row.high) for row in ranked.itertuples()],
            "Model": [figure(value) for value in ranked["model"]],
            "Ratio": ranked["ratio"].round(2),
            "Unit": ranked["unit"],
            "Its bracket": [_bracket(*ends) for ends in zip(ranked["least"], ranked["most"], strict=True)],
            "Calibration": ranked["calibration"],
            "What to bear in mind": ranked["reason"],
            "Source": [listing(cited(inputs(), cell)) for cell in ranked["source_id"]],
        }
    )
    figures = [one and replace(one, shown=words) for one, words in zip(ranked["figure"], shown["Model"], strict=True)]
    asks.offer("external_checks", figures, view)
    small("Select a figure of the model to see where it comes from.")
    _table(shown, "external_checks", "Model against published figures", "Model", _CHECKS_WIDTHS)


def _bracket(least: float, most: float) -> str:
    return f"{figure(least)} to {figure(most)}" if pd.notna(least) else ""


def identities(view: View) -> None:
    """Show that the parts make the whole."""
    cells = [
        [
            item.name.replace("_", " ").capitalize(),
            item.statement,
            "holds" if item.holds else "broken",
            "rounding alone" if item.holds else f"off by {percent(item.deviation, 6)}",
        ]
        for item in _identities(view)
    ]
    parts.table(["Identity", "Statement", "Verdict", "Largest deviation"], cells, mark="Verdict")


def sources(view: View) -> None:
    """List every source."""
    frame = inputs().tables["sources"]
    used = {source for cell in inputs().register["source_id"] for source in cell.split(";")}
    columns = ["source_id", "grade", "title", "authors", "year", "publisher", "locator", "used", "terms", "note"]
    shown = frame.assign(used=frame["source_id"].isin(used)).sort_values(["used", "grade"], ascending=[False, True])
    if inputs().own:
        shown, columns = shown.assign(own=marked(is_own(inputs(), "sources.csv"))), ["own", *columns]
    _table(shown[columns], "sources", f"{len(frame)} sources; {int(shown['used'].sum())} of them carry a parameter")


def data(view: View) -> None:
    """Show what the data folder says of itself."""
    text = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")
    st.markdown(re.sub(r"^(#+ )", r"###\1", text, flags=re.MULTILINE))


def marked(mine: pd.Series) -> pd.Series:
    """The mark of each row that is the reader's own."""
    return mine.map({True: "own data", False: ""})


def _table(
    frame: pd.DataFrame, name: str, words: str, asked: str = "", widths: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Show a table and offer it as a file; a cell that is selected in the column asked opens its lineage.

    widths: of columns in pixels, where a row below the first ones is longer than they are.
    """
    heads = {column: column.replace("_id", "").replace("_", " ").capitalize() for column in frame.columns}
    heads |= {"value": "Most likely"} if "expected" in heads else {}
    heads |= {column: {**look, "label": heads[column]} for column, look in amounts(frame).items()}
    heads |= {column: st.column_config.TextColumn(heads[column], width=width) for column, width in widths.items()}
    look: dict[str, Any] = {"hide_index": True, "alt": words, "height": 460, "column_config": heads}
    if asked:
        key = f"cells_{name}"
        look |= {"key": key, "on_select": partial(_selected, key, name, asked, frame), "selection_mode": "single-cell"}
    st.dataframe(frame, **look)
    with st.container(horizontal=True, vertical_alignment="center"):
        small(words)
        header = [("title", words), ("data version", inputs().version)]
        files.offer_table(words, name, lambda: (frame, header))


def _selected(key: str, name: str, asked: str, frame: pd.DataFrame) -> None:
    found = selection.cell(st.session_state.get(key), frame)
    if found and found[1] == asked:
        asks.ask(f"{name}:{found[0]}")


def _checks(view: View) -> pd.DataFrame:
    run = baseline(view)
    return remembered(run, ("checks",), lambda: external_checks(run))


def _identities(view: View):
    run = baseline(view)

    def make():
        with st.spinner("Checking the identities ..."):
            return model_identities(run)

    return remembered(run, ("identities",), make)
