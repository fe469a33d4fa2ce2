"""The bridge from a published figure to the market of a view, one step of definition after another."""

from __future__ import annotations

import numpy as np

from spinemkt.analysis.reconcile import Reconciled, frame
from spinemkt.analysis.view import View
from spinemkt.charts.bridge import signed_bars
from spinemkt.charts.style import Chart
from spinemkt.figures.columns import listed
from spinemkt.wording import listing, money, signed


def reconciliation(found: Reconciled, view: View, theme: str) -> Chart:
    """Lead from the published amount to the model's; each step starts where the one above ended."""
    table = frame(found)
    changes = [step.change for step in found.steps]
    first, last = found.report.amount, found.end.number
    starts = [0.0, *(first + np.cumsum([0.0, *changes[:-1]])), 0.0]
    texts = [money(first, ""), *(signed(change, lambda amount: money(amount, "")) for change in changes)]
    texts.append(money(last, ""))
    names, meanings = table["step"].tolist(), ["", *(step.words for step in found.steps), ""]
    title = f"From the published figure to {view.measure.label.partition(',')[0].lower()} on this page"
    subtitle = f"USD a year; published in money of {found.report.year}, this page in {view.basis} of {view.year}"
    alt = f"{title}. {listing(f'{name} {said}' for name, said in zip(names, texts, strict=True))}."
    drawing = signed_bars(names, starts, [first, *changes, last], texts, meanings, [""] * len(names), theme)
    columns = listed([None, *(step.figure for step in found.steps), found.end])
    return Chart(title, subtitle, drawing, alt, table, columns=columns)
