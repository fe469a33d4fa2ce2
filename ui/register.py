"""The tabs of the Evidence page."""

from __future__ import annotations

import inspect
import re
from html import escape

import pandas as pd
import streamlit as st

from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.identities import identities as model_identities
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.export.csv import to_csv
from spinemkt.model import chain as arrows
from spinemkt.model import prices
from spinemkt.model.measures import MEASURES
from spinemkt.terms import BASES, GRADES, KINDS
from ui import parts
from ui.cache import inputs, result

_STEPS = [
    ("New cancer cases", arrows.new_cancer_cases, "new_cancer_cases"),
    ("Patients with spinal metastasis", arrows.spine_metastasis_patients, "spine_metastasis_patients"),
    ("Detection", arrows.detection, None),
    ("Diagnosed patients", arrows.diagnosed, "diagnosed"),
    ("Presenting", arrows.presenting, "presenting"),
    ("Treated locally", arrows.treated, "treated"),
    ("Living with it", arrows.prevalent, "prevalent"),
    ("Patients by modality", arrows.modality_patients, None),
    ("Episodes", arrows.episodes, "episodes"),
    ("Price", prices.price, None),
    ("Spend", arrows.spend, "spend"),
]


def answer(view: View) -> str:
    """Say how many numbers there are, and what they rest on."""
    register = inputs().register
    graded = int((register["grade"] != "D").sum())
    return (
        f"{len(register):,} parameters, each with a range, a unit and a source or the word assumption; {graded} carry "
        f"grade A to C, the rest is stated judgement. {standing(_checks(view.scope, view.myeloma))}."
    )


def chain(view: View) -> None:
    """Draw the chain: each arrow's equation as the code has it, and its value in the year shown."""
    run, items = result(view), ""
    for name, function, measure in _STEPS:
        equation = (inspect.getdoc(function) or "").partition(". ")[0].splitlines()[0].rstrip(".")
        value = f"{run.total(measure, {'year': view.year}):,.0f} {MEASURES[measure].unit}" if measure else ""
        items += f"<li><b>{escape(name)}</b>{escape(equation)}<br><span class='sm-note'>{escape(value)}</span></li>"
    st.html(f"<p class='sm-text'>World, {view.year}; each box feeds the next.</p><ol class='sm-chain'>{items}</ol>")
    bases = "; ".join(f"{name}: {text}" for name, text in BASES.items())
    st.html(
        "<p class='sm-text'>An uptake share is always a share of one of four bases, never mixed: "
        f"{escape(bases)}. The risk of spinal metastasis counts diagnosed patients; the Canadian and Norwegian "
        "population rates count treated patients and are compared with those only.</p>"
    )


def parameters(view: View) -> None:
    """Search every parameter."""
    register = inputs().register
    left, middle, right = st.columns([3, 1, 1])
    word = left.text_input("Search", placeholder="sbrt europe, unit cost, yamada2024 ...", key="q", bind="query-params")
    grades = middle.multiselect("Grade", list(GRADES), key="grade", bind="query-params", placeholder="All")
    kinds = right.multiselect("Kind", list(KINDS), key="kind", bind="query-params", placeholder="All")
    keep = pd.Series(True, index=register.index)
    text = (register["id"] + " " + register["label"] + " " + register["source_id"] + " " + register["note"]).str.lower()
    for part in word.lower().split():
        keep &= text.str.contains(part, regex=False)
    if grades:
        keep &= register["grade"].isin(grades)
    if kinds:
        keep &= register["kind"].isin(kinds)
    columns = [
        "id",
        "label",
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
    _table(register.loc[keep, columns], "parameters", f"{int(keep.sum()):,} of {len(register):,} parameters")


def checks(view: View) -> None:
    """Show the model beside the published figures."""
    frame = _checks(view.scope, view.myeloma)
    parts.note(
        f"{standing(frame)}. Inside means within the published range or within 35 %. The published costs per patient "
        "cover all medical care of these patients, so the attributed spend lies below them."
    )
    order = {"outside": 0, "inside": 1, "not comparable": 2}
    ranked = frame.assign(order=frame["verdict"].map(order)).sort_values(["order", "kind"])
    shown = pd.DataFrame(
        {
            "Published figure": ranked["label"],
            "Verdict": ranked["verdict"],
            "Published": [_figure(row.published, row.low, row.high) for row in ranked.itertuples()],
            "Model": [_figure(value) for value in ranked["model"]],
            "Ratio": ranked["ratio"].round(2),
            "Unit": ranked["unit"],
            "Calibration": ranked["calibration"],
            "What to bear in mind": ranked["reason"],
            "Source": ranked["source_id"],
        }
    )
    _table(shown, "external_checks", "Model against published figures")


def conflicts(view: View) -> None:
    """Show sources that disagree, side by side."""
    for _, rows in inputs().tables["conflicts"].groupby("conflict_id", sort=False):
        cells = [
            [
                row.position,
                _figure(row.value, row.low, row.high),
                row.unit,
                row.source_id,
                "used" if row.used == "yes" else "",
                row.note,
            ]
            for row in rows.itertuples()
        ]
        parts.title(rows["topic"].iloc[0])
        parts.table(["Who says", "Figure", "Unit", "Source", "Used", "Why they differ"], cells)


def identities(view: View) -> None:
    """Show that the parts make the whole."""
    cells = [
        [item.name, item.statement, f"{item.deviation:.1e}", "holds" if item.holds else "broken"]
        for item in _identities(view.scope, view.myeloma)
    ]
    parts.table(["Identity", "Statement", "Largest deviation", ""], cells)


def sources(view: View) -> None:
    """List every source."""
    frame = inputs().tables["sources"]
    used = {source for cell in inputs().register["source_id"] for source in cell.split(";")}
    columns = ["source_id", "grade", "title", "authors", "year", "publisher", "locator", "used", "terms", "note"]
    shown = frame.assign(used=frame["source_id"].isin(used)).sort_values(["used", "grade"], ascending=[False, True])
    _table(shown[columns], "sources", f"{len(frame)} sources; {int(shown['used'].sum())} of them carry a parameter")


def data(view: View) -> None:
    """Show what the data folder says of itself."""
    text = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")
    st.markdown(re.sub(r"^(#+ )", r"###\1", text, flags=re.MULTILINE))


def _table(frame: pd.DataFrame, name: str, words: str) -> None:
    st.dataframe(frame, hide_index=True, alt=words, height=460)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='sm-sources'>{escape(words)}</p>")
        header = [("title", words), ("data version", inputs().version)]
        st.download_button(
            "CSV",
            lambda: to_csv(frame, header),
            f"{name}.csv",
            "text/csv",
            type="tertiary",
            on_click="ignore",
            key=f"csv_{name}",
        )


def _figure(value: float, low: float = float("nan"), high: float = float("nan")) -> str:
    """Write a figure with three digits and its range, if any."""
    spread = "" if pd.isna(low) else f"{_digits(low)} to {_digits(high)}"
    if pd.isna(value):
        return spread
    return f"{_digits(value)} ({spread})" if spread else _digits(value)


def _digits(value: float) -> str:
    return count(value) if abs(value) >= 100 else f"{value:.3g}"


@st.cache_data(show_spinner=False)
def _checks(scope: str, myeloma: bool) -> pd.DataFrame:
    return external_checks(result(View(scope=scope, myeloma=myeloma)))


@st.cache_data(show_spinner="Checking the identities ...")
def _identities(scope: str, myeloma: bool):
    return model_identities(result(View(scope=scope, myeloma=myeloma)))
