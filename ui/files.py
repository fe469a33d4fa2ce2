"""Files to take away: the button that offers one, and what those of charts and tables say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pandas as pd
import streamlit as st

from spinemkt import __version__
from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.scenarios import changes
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart, unit_name
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.csv import to_csv
from spinemkt.export.workbook.table import table_workbook
from spinemkt.scenario.scenario import Scenario
from spinemkt.wording import money_form
from ui import filters
from ui.cache import mine
from ui.text import named

CSV, TOML = "text/csv", "application/toml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Table = tuple[pd.DataFrame, list[tuple[str, str]]]  # and what its file says of itself


def offer(
    label: str,
    key: str,
    name: str,
    make: Callable[[], str | bytes],
    mime: str = CSV,
    kind: Literal["secondary", "tertiary"] = "tertiary",
) -> None:
    """Offer a file, which is made when it is asked for.

    make: called in a thread that knows no session, so data, scenario, runs and view must have been given to it.
    """
    form = filters.money_form()

    def made() -> str | bytes:
        with money_form(form):
            return make()

    st.download_button(label, data=made, file_name=name, mime=mime, type=kind, key=key, on_click="ignore")


def offer_table(name: str, key: str, make: Callable[[], Table], words: str = "") -> None:
    """Offer a table as CSV and as a workbook, which opens in a spreadsheet of any language; words: before their names.

    make: as in `offer`.
    """
    offer(named(f"{words}CSV", name), f"csv_{key}", f"{key}.csv", lambda: to_csv(*make()))
    offer(named(f"{words}XLSX", name), f"xlsx_{key}", f"{key}.xlsx", lambda: table_workbook(*make()), XLSX)


def scenario_line(*scenarios: Scenario) -> str:
    """Scenarios and their changes, the one that the page shows if none is named, as a file says them."""
    return changes.scenario_line(*(scenarios or (mine(),)))


def printed_header(chart: Chart, printed: str, loaded: Inputs) -> list[tuple[str, str]]:
    """What a file says of itself that holds what was printed elsewhere, not what the model found."""
    return [("title", str(chart.title)), ("data version", loaded.version), ("evidence", printed)]


def file_header(chart: Chart, view: View, measure: str, scenario: str, loaded: Inputs) -> list[tuple[str, str]]:
    """What a file says of itself: title, unit, filters, versions, sources, licence line."""
    base = support(loaded, measure, view.where(measure))
    names = loaded.country_names
    units = dict.fromkeys(chart.frame.get("unit", []))
    return [
        ("title", str(chart.title)),
        ("chart", str(chart.subtitle)),
        ("unit", ", ".join(map(unit_name, units)) or "in the column names"),
        ("filters", view.sentence(names)),
        ("scope", view.scope),
        ("scenario", scenario),
        ("model version", __version__),
        ("data version", loaded.version),
        *chart.about,
        ("evidence", base.line()),
        ("sources", "; ".join(base.sources["source_id"])),
        ("note", "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."),
    ]
