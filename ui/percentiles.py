"""How sure: percentiles of the outcome, its draws as a file, and what its spread is made of."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from spinemkt import __version__
from spinemkt.analysis.uncertainty_views import dispersion, outcomes
from spinemkt.analysis.view import View
from spinemkt.charts.sensitivity import variance_bars
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.text import shown
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from ui import asks, cache, files, longrun, parts
from ui.cache import inputs, mine
from ui.look import theme
from ui.sensitivity import SEED, central, drawn, filters, studied
from ui.text import small


def how_sure(view: View) -> None:
    """Write the percentiles with the draws as a file, offer more draws, and show what the spread is made of."""
    found = drawn(view)
    parts.title(f"Where {outcomes.subject(view)} may lie")
    percentiles(dispersion.percentiles(found, view), view, "percentiles")
    parts.note(dispersion.above_central(found, central(view)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="samples"):
        small(
            f"Each of the {cache.DRAWS:,} simulations (seed {SEED}) takes every uncertain number from its range in the "
            "register."
        )
        header = file_header(view, parts.scenario_line(mine()), cache.DRAWS, inputs())
        files.offer_table(
            outcomes.subject(view), "draws", lambda: (dispersion.table_of_draws(found), header), "Simulations as "
        )
    longrun.more_draws(view, percentiles)
    parts.section("What the spread is made of", "All numbers move at once, as they do in the simulations.")
    variance(view)


def percentiles(frame: pd.DataFrame, view: View, key: str = "") -> None:
    """Write the percentiles of an outcome as a table that says what each means; with a key they can be asked."""
    outcome = outcomes.figure(view)
    found = [
        shown(replace(outcome.at(level / 100), value=value))
        for level, value in zip(frame["percentile"], frame["value"], strict=True)
    ]
    figures = asks.texts(found, key, view) if key else [escape(str(text)) for text in found]
    rows = "".join(
        f"<tr><th scope='row'>{level}</th><td class='sm-number'>{figure}</td><td>{escape(meaning)}</td></tr>"
        for level, figure, meaning in zip(frame["percentile"], figures, dispersion.MEANINGS, strict=True)
    )
    st.html(
        "<table class='sm-table sm-percentiles'><thead><tr><th>Percentile</th>"
        f"<th class='sm-number'>{escape(outcomes.heading(view))}</th><th>In words</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def file_header(view: View, scenario: str, draws: int, loaded: Inputs) -> list[tuple[str, str]]:
    """What a file of draws says of itself."""
    return [
        ("title", f"Simulations of {outcomes.subject(view)}"),
        ("unit", outcomes.measured(view).unit),
        ("year", str(view.year)),
        ("filters", outcomes.filters(view, loaded.country_names)),
        ("scope", view.scope),
        ("scenario", scenario),
        ("seed", str(SEED)),
        ("draws", str(draws)),
        ("model version", __version__),
        ("data version", loaded.version),
        ("note", "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."),
    ]


@st.fragment
def variance(view: View) -> None:
    """Draw what the spread is made of, on request, and say what knowing the largest parts would be worth."""
    if not st.toggle("Show what the spread is made of (takes some seconds)", key="spread_parts", bind="query-params"):
        return
    with st.spinner("Moving all numbers at once, some twenty thousand times ..."):
        frame = studied(_shares, view.numbers)
    if not frame["total"].max() > 0:
        parts.note("Nothing that is uncertain reaches this outcome.")
        return
    parts.show(variance_bars(frame, view, theme(), filters(view)), view, "variance", outcomes.measured(view).name)
    parts.note(dispersion.HOW_VARIANCE)
    if said := dispersion.worth(frame):
        parts.title("Value of better evidence")
        parts.points(said)
        parts.note(dispersion.HOW_WORTH)


def _shares(run: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    return dispersion.shares(run, view, scenario, drawn(view))
