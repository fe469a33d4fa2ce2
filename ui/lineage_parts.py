"""The parts of the drawer: chain with what the spread follows, all parameters, sources, citation."""

from __future__ import annotations

import re
from html import escape

import pandas as pd
import streamlit as st

from spinemkt import Lineage
from spinemkt.analysis.lineage.trace import SHARE_MEANS
from spinemkt.analysis.studies import cited
from spinemkt.analysis.wording import count, listing, money, percent
from spinemkt.charts.style import unit_name
from spinemkt.model.measures import MEASURES
from spinemkt.terms import GRADES
from ui.cache import inputs
from ui.text import small

TOP = 3


def chain(found: Lineage) -> None:
    """Write what the spread follows most, then the stages with their formulas and values."""
    _carriers(found)
    st.html("<h3 class='sm-title'>How it comes about</h3>")
    rows = "".join(
        f"<tr><th scope='row'>{escape(row.label)}<br><span class='sm-evidence'>{escape(row.formula)}</span></th>"
        f"<td class='sm-number'>{escape(_amount(row.value, row.measure))}<br>"
        f"<span class='sm-evidence'>{escape(unit_name(row.unit))}</span></td></tr>"
        for row in found.stages.itertuples()
    )
    st.html(f"<table class='sm-table sm-stages'><tbody>{rows}</tbody></table>")


def _carriers(found: Lineage) -> None:
    if not found.draws:
        return small("No draws are at hand for this number, so nothing is said of what its spread follows.")
    st.html("<h3 class='sm-title'>What its uncertainty follows</h3>")
    if found.carriers.empty:
        return small("Nothing that is uncertain moves it beyond chance.")
    rows = "".join(
        f"<tr><th scope='row'>{escape(row.label)}<br><span class='sm-evidence'>{_many(row.numbers)}grade {row.grade}: "
        f"{escape(GRADES[row.grade])}</span></th>"
        f"<td class='sm-number'>{_share(row.share)}"
        f"<i class='sm-part' style='width:{row.share * 100:.0f}%'></i></td></tr>"
        for row in found.carriers.head(TOP).itertuples()
    )
    st.html(f"<table class='sm-table sm-stages'><tbody>{rows}</tbody></table>")
    more = len(found.carriers) - TOP
    rest = f" {more} more are listed under the next tab." if more > 0 else ""
    small(
        f"Percent: {SHARE_MEANS}, over {found.draws:,} draws; numbers drawn together count as one.{rest} "
        f"{percent(found.unexplained, 0)} of the spread is left unexplained: curvature, numbers acting together, and "
        "many shares too small to tell from chance."
    )
    return None


def _share(share: float) -> str:
    return percent(share, 0) if share >= 0.005 else "under 1 %"


def _many(numbers: int) -> str:
    return f"{numbers} numbers drawn together, weakest " if numbers > 1 else ""


def parameters(found: Lineage) -> None:
    """List every number behind it: those with the largest share of the spread first."""
    frame = found.parameters
    shown = pd.DataFrame(
        {
            "Number": frame["label"],
            "Value": frame["value"],
            "Baseline": frame["baseline"].where(frame["changed"]),
            "Low": frame["low"],
            "High": frame["high"],
            "Unit": frame["unit"],
            "Grade": frame["grade"],
            "Source": [listing(cited(inputs(), cell)) for cell in frame["source_id"]],
            "Place in the source": frame["where"],
            "Note": frame["note"],
            "Id": frame["id"],
        }
    )
    if found.draws:
        shown.insert(1, "Share of spread, with its group", frame["share"] * 100)
    changed = int(frame["changed"].sum())
    moved = f" {changed} of them are changed by the scenario; the baseline's value stands beside." if changed else ""
    if not changed:
        shown = shown.drop(columns="Baseline")
    small(f"{len(frame):,} numbers of the register stand behind this one.{moved} The magnifier in the corner searches.")
    config = {"Share of spread, with its group": st.column_config.NumberColumn(format="%.1f %%")}
    st.dataframe(shown, hide_index=True, height=420, column_config=config, alt="Numbers behind the one asked for")


def sources(found: Lineage) -> None:
    """List the sources with links to where they can be read."""
    items = "".join(
        f"<li><b>{escape(row.title)}</b>. {escape(_byline(row))} <span class='sm-mark'>{row.grade}</span> "
        f"{_locator(str(row.locator))}</li>"
        for row in found.sources.fillna("").itertuples()
    )
    small(f"{len(found.sources)} sources, the best grade first. Assumptions of the model have none and say so.")
    st.html(f"<ul class='sm-points'>{items}</ul>")


def _byline(row: object) -> str:
    cells = [str(getattr(row, name)) for name in ("authors", "publisher", "year")]
    return ", ".join(cell for cell in cells if cell)


def _locator(locator: str) -> str:
    link = f"https://doi.org/{locator[4:]}" if locator.startswith("doi:") else locator
    if not re.fullmatch(r"https?://\S+", link):
        return escape(locator)
    return f"<a href='{escape(link)}' target='_blank' rel='noopener noreferrer'>{escape(locator)}</a>"


def cite(text: str, code: str) -> None:
    """Write the citation and the lines of Python, each with its own button to copy."""
    st.html("<h3 class='sm-title'>Cite this number</h3>")
    st.code(text, language=None, wrap_lines=True)
    st.html("<h3 class='sm-title'>Reproduce in Python</h3>")
    st.code(code, language="python", wrap_lines=True)
    small(f"Prints the same number, from data {inputs().version}.")


def _amount(value: float, measure: str) -> str:
    return money(value, "") if MEASURES[measure].money else count(value)
