"""The parts of the drawer: chain with what the spread follows, all parameters, sources, citation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from spinemkt import Lineage
from spinemkt.analysis.glossary import GLOSSARY
from spinemkt.analysis.lineage import citation
from spinemkt.analysis.lineage.influence import Uncertainty, graded
from spinemkt.analysis.lineage.trace import SHARE_MEANS
from spinemkt.analysis.studies import cited
from spinemkt.charts.style import unit_name
from spinemkt.figures.figure import Figure
from spinemkt.terms import GRADES
from spinemkt.wording import count, dollars, listing, money, percent
from ui.cache import inputs
from ui.tables import amounts
from ui.text import grade_mark, small

TOP, LISTED = 3, 12
_PLACES = {  # where a source of a name is read
    r"doi:(\S+)": "https://doi.org/",
    r"(PMC\d+)": "https://pmc.ncbi.nlm.nih.gov/articles/",
    r"PMID (\d+)": "https://pubmed.ncbi.nlm.nih.gov/",
}
SHARED = "Share of variance, with its group"


def uncertainty(answer: Figure, found: Uncertainty | None) -> None:
    """Write the range of the number asked for, and what that follows most."""
    if found is None:
        return small(
            "This number is not made simulation by simulation, or not in all simulations: no range is known for it."
        )
    st.html(f"<p class='sm-text'>80% range (P10-P90): {escape(citation.between(answer, found.low, found.high))}.</p>")
    return _carriers(found)


def chain(found: Lineage) -> None:
    """Write the stages with their formulas and values."""
    st.html("<h3 class='sm-title'>Calculation steps</h3>")
    rows = "".join(
        f"<tr><th scope='row'>{escape(row.label)}<br><span class='sm-evidence'>{escape(row.formula)}</span></th>"
        f"<td class='sm-number'>{escape(_amount(row.value, row.unit))}<br>"
        f"<span class='sm-evidence'>{escape('' if row.unit == 'fraction' else unit_name(row.unit))}</span></td></tr>"
        for row in found.stages.itertuples()
    )
    st.html(f"<table class='sm-table sm-stages'><tbody>{rows}</tbody></table>")


def _carriers(found: Uncertainty) -> None:
    told = found.shares[found.shares["share"] > 0]
    st.html("<h3 class='sm-title'>Main drivers of uncertainty</h3>")
    if told.empty:
        return small("Nothing that is uncertain moves it beyond chance.")
    rows = "".join(
        f"<tr><th scope='row'>{escape(row.label)}<br><span class='sm-evidence'>"
        f"{graded(inputs(), row.rows, row.grade)}: {escape(GRADES[row.grade])}{escape(_sources_of(row.rows))}"
        "</span></th>"
        f"<td class='sm-number'>{_share(row.share)}"
        f"<i class='sm-part' style='width:{row.share * 100:.0f}%'></i></td></tr>"
        for row in told.head(TOP).itertuples()
    )
    st.html(f"<table class='sm-table sm-stages'><tbody>{rows}</tbody></table>")
    more = len(told) - TOP
    left = percent(1.0 - min(float(told["share"].sum()), 1.0), 0)
    rest = f" {more} more are listed under the second tab." if more > 0 else ""
    small(
        f"Percent: {SHARE_MEANS}, over {found.draws:,} simulations; numbers drawn together count as one.{rest} "
        f"{left} of the variance is left unexplained: curvature, numbers acting together, and many shares too small to "
        "tell from chance."
    )
    return None


def _sources_of(rows: Sequence[int]) -> str:
    """Name the first source of numbers drawn together, and how many more there are; empty where they have none."""
    cells = inputs().register["source_id"].iloc[list(rows)]
    found = [one for one in dict.fromkeys(";".join(cells).split(";")) if one != "assumption"]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"; {cited(inputs(), found[0])[0]}{more}" if found else ""


def _share(share: float) -> str:
    return percent(share, 0) if share >= 0.005 else "under 1%"


def parameters(found: Lineage) -> None:
    """List the numbers behind it, those with the largest share of variance first; all of them as a table to search."""
    frame = found.parameters
    changed = int(frame["changed"].sum())
    moved = f" {changed} of them are changed by the scenario; their base-case value stands beside." if changed else ""
    small(f"{len(frame):,} parameters feed this number; the {min(LISTED, len(frame))} that matter most:{moved}")
    rows = "".join(_parameter(row, bool(found.draws)) for row in frame.head(LISTED).itertuples())
    heads = "<tr><th>Number, source</th><th class='sm-number'>Value in use</th><th>Grade</th></tr>"
    st.html(f"<table class='sm-table sm-stages'><thead>{heads}</thead><tbody>{rows}</tbody></table>")
    small(f"{GLOSSARY['Grade']}.")
    everything = st.expander(f"All {len(frame):,}, to search and sort", key="drawer_all", on_change="rerun")
    if everything.open:
        with everything:
            _all_parameters(found)


def _parameter(row: Any, shared: bool) -> str:
    """A number as a row: its name and source, its value with the range, its grade."""
    sources = listing(cited(inputs(), row.source_id))
    share = f"{_share(row.share)} of the variance; " if shared and row.share > 0 else ""
    before = f", base case {row.baseline:,.4g}" if row.changed else ""
    return (
        f"<tr><th scope='row'>{escape(row.label)}<br><span class='sm-evidence'>{escape(share + sources)}</span></th>"
        f"<td class='sm-number'>{row.value:,.4g}<br><span class='sm-evidence'>{row.low:,.4g} to {row.high:,.4g} "
        f"{escape(row.unit)}{before}</span></td><td>{grade_mark(row.grade)}</td></tr>"
    )


def _all_parameters(found: Lineage) -> None:
    frame = found.parameters
    shown = pd.DataFrame(
        {
            "Number": frame["label"],
            "Value in use": frame["value"],
            "Grade": frame["grade"],
            "Source": [listing(cited(inputs(), cell)) for cell in frame["source_id"]],
            "Base case": frame["baseline"].where(frame["changed"]),
            "Most likely": frame["most_likely"],
            "Low": frame["low"],
            "High": frame["high"],
            "Unit": frame["unit"],
            "Place in the source": frame["where"],
            "Note": frame["note"],
            "Id": frame["id"],
        }
    )
    if found.draws:
        shown.insert(4, SHARED, frame["share"] * 100)
    if not frame["changed"].any():
        shown = shown.drop(columns="Base case")
    config = amounts(shown) | {
        SHARED: st.column_config.NumberColumn(format="%.1f%%"),
        "Number": st.column_config.TextColumn(width=170),
        "Grade": st.column_config.TextColumn(width=50, help=GLOSSARY["Grade"]),
        "Value in use": st.column_config.NumberColumn(
            width=90, format=amounts(shown).get("Value in use", {}).get("format")
        ),
    }
    st.dataframe(shown, hide_index=True, height=420, column_config=config, alt="Numbers behind the one asked for")


def sources(found: Lineage) -> None:
    """List the sources with links to where they can be read."""
    items = "".join(
        f"<li>{escape(row.title)}. <span class='sm-note'>{escape(_byline(row))}</span> "
        f"{grade_mark(row.grade)} {link_to(str(row.locator))}</li>"
        for row in found.sources.fillna("").itertuples()
    )
    small(f"{len(found.sources)} sources, the best grade first. Assumptions have none and say so. {GLOSSARY['Grade']}.")
    st.html(f"<ul class='sm-points'>{items}</ul>")


def _byline(row: object) -> str:
    cells = [str(getattr(row, name)) for name in ("authors", "publisher", "year")]
    return ", ".join(cell for cell in cells if cell not in ("", "not shown"))


def link_to(locator: str) -> str:
    """Write where a source can be read as HTML: a link where its name has an address."""
    named = ((re.match(pattern, locator), place) for pattern, place in _PLACES.items())
    link = next((place + found[1] for found, place in named if found), locator)
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


def _amount(value: float, unit: str) -> str:
    if unit == "fraction":
        return percent(value)
    return (money if unit.endswith("/year") else dollars)(value, "") if unit.startswith("USD") else count(value)
