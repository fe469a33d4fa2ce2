"""The bridge from a published figure to the market of a view, one step of definition after another."""

from __future__ import annotations

from spinemkt.analysis.narrative import what
from spinemkt.analysis.reconcile import Reconciled, frame
from spinemkt.analysis.view import View
from spinemkt.charts.bridge import cascade
from spinemkt.charts.overview import short
from spinemkt.charts.style import Chart
from spinemkt.figures.columns import listed
from spinemkt.wording import inside, listing


def reconciliation(found: Reconciled, view: View, theme: str) -> Chart:
    """Lead from the published amount to the model's; each step starts where the one above ended."""
    table = frame(found)
    changes = [step.change for step in found.steps]
    first, last = found.report.amount, found.end.number
    names, meanings = table["step"].tolist(), ["", *(step.words for step in found.steps), ""]
    title = f"From the published figure to {inside(what(view.measure))} on this page"
    subtitle = f"USD a year; published in money of {found.report.year}, this page in {view.basis} of {view.year}"
    texts, drawing = cascade(names, [first, *changes, last], meanings, short(view.measure), theme)
    alt = f"{title}. {listing(f'{name} {said}' for name, said in zip(names, texts, strict=True))}."
    columns = listed([None, *(step.figure for step in found.steps), found.end])
    return Chart(title, subtitle, drawing, alt, table, columns=columns)
