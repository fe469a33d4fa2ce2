"""How sure an outcome is: its percentiles, its draws as a file, and what its spread is made of."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from spinemkt.analysis.scenarios.changes import scenario_line
from spinemkt.analysis.uncertainty_views import dispersion, outcomes
from spinemkt.analysis.view import View
from spinemkt.charts.sensitivity import variance_bars
from spinemkt.documents.blocks import Choice, Control, Exhibit, File, Note, Page, Points, Section, Table, Title, Words
from spinemkt.documents.studies import SEED, central, drawn, filters, studied
from spinemkt.documents.workspace import DRAWS, Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.text import shown
from spinemkt.version import VERSION


def confidence(work: Workspace) -> Page:
    """Yield the percentiles with the draws as a file, more draws, and what the spread is made of."""
    found, view = drawn(work), work.view
    yield Title(f"Where {outcomes.subject(view)} may lie")
    yield percentiles(dispersion.percentiles(found, view), view)
    yield Note(dispersion.above_central(found, central(work)))
    told = (
        f"Each of the {DRAWS:,} simulations (seed {SEED}) takes every uncertain number from its range in the register."
    )
    header = draws_header(view, scenario_line(work.scenario), DRAWS, work.inputs)
    table = dispersion.table_of_draws(found)
    yield File("draws", outcomes.subject(view), table, told, header=header, prefix="Simulations as ")
    yield Control("more_draws")
    yield Section("What the spread is made of", "All numbers move at once, as they do in the simulations.")
    words = "Show what the spread is made of (takes some seconds)"
    if (yield Choice("spread_parts", words, {}, False, "switch")):
        yield from _variance(work)


def percentiles(frame: pd.DataFrame, view: View, key: str = "percentiles", asked: bool = True) -> Table:
    """The percentiles of an outcome as a table that says what each means. asked: of the workspace's own draws."""
    outcome = outcomes.figure(view)
    figures = [
        shown(replace(outcome.at(level / 100), value=value))
        for level, value in zip(frame["percentile"], frame["value"], strict=True)
    ]
    values: list[Words] = [figure if asked else str(figure) for figure in figures]
    rows = list(zip(map(str, frame["percentile"]), values, dispersion.MEANINGS, strict=True))
    heads = ("Percentile", outcomes.heading(view), "In words")
    return Table(key, heads, rows, look="percentiles", numbers=frozenset({1}), named=True, narrow="", view=view)


def draws_header(view: View, scenario: str, draws: int, loaded: Inputs) -> list[tuple[str, str]]:
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
        ("model version", VERSION),
        ("data version", loaded.version),
        ("note", "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."),
    ]


def _variance(work: Workspace) -> Page:
    """Yield what the spread is made of, and what knowing the largest parts would be worth."""
    view = work.view
    frame = studied(work, _shares, view, wait="Moving all numbers at once, some twenty thousand times ...")
    if not frame["total"].max() > 0:
        yield Note("Nothing that is uncertain reaches this outcome.")
        return
    drawing = variance_bars(frame, view, work.theme, filters(work, view))
    yield Exhibit("variance", drawing, outcomes.measured(view).name)
    yield Note(dispersion.HOW_VARIANCE)
    if said := dispersion.worth(frame):
        yield Title("Value of better evidence")
        yield Points(said, key="worth")
        yield Note(dispersion.HOW_WORTH)


def _shares(work: Workspace, view: View) -> pd.DataFrame:
    return dispersion.shares(work.run(view), view, work.scenario, drawn(work))
