"""The spend that each category of products addresses, at the baseline and under the reader's scenario."""

from __future__ import annotations

from typing import Any

import pandas as pd

from spinemkt.analysis.lineage.question import mark
from spinemkt.analysis.market import addressed as analysis
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.view import View
from spinemkt.charts import titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.marks import ranked_bars
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, Drawing, unit_name
from spinemkt.wording import dollars, inside, percent, signed


def bars(runs: Runs, view: View, theme: str) -> Chart:
    """Rank categories by spend addressed in the last year; with a scenario its bars, and the baseline as ticks."""
    year, measure = view.years[1], analysis.spend_measure(view)
    frame = analysis.addressed(runs, view)
    table = analysis.beside(frame, year)
    when = titles.years_words((year, year))
    words = f"spend on the care in which such products are used, {unit_name(measure.unit)}, {when}"
    subtitle = titles.subtitle(words, view, runs[0][1].inputs.country_names)
    if table.empty:
        return Chart("No category serves the care that these filters keep", subtitle, Drawing(), subtitle, frame)
    changed = len(runs) > 1
    texts = [_text(row, changed) for row in table.itertuples()]
    look = tokens(theme)
    fills = [look.accent if changed else colour("treatment_type", kind, theme) for kind in table["treatment_type"]]
    names = list(table["label"])
    ticks = [(value, value) for value in table["baseline"]] if changed else None
    asked = analysis.question(runs[0][1].inputs, view)
    codes = [mark(runs[-1][0], code, year) if code in asked.categories else "" for code in table.index]
    figure = ranked_bars(names, list(table["scenario"]), texts, fills, theme, ranges=ticks, codes=codes)
    if changed:
        subtitle = f"bars: {runs[1][0]}; ticks: baseline; {subtitle}"
    title, leader = _title(table, runs, year)
    alt, figures = describe_bars(title, subtitle, names, texts), analysis.figures(runs, view)
    stated = tuple(filter(None, [figures.get((leader, "" if changed else runs[0][0], year))]))
    return Chart(title, subtitle, figure, alt, frame, questions=(asked,), stated=stated)


def _text(row: Any, changed: bool) -> str:
    if row.counted == "none":
        return "none in the model"
    text = dollars(row.scenario)
    if not changed or abs(row.difference) < analysis.NO_CHANGE:
        return text
    return f"{text} ({signed(row.difference / row.baseline, percent) if row.baseline > 0 else 'new'})"


def _title(table: pd.DataFrame, runs: Runs, year: int) -> tuple[str, str]:
    """What the chart shows, and the category that it names; none where nothing stands out."""
    if len(runs) > 1:
        moved = str(table["difference"].abs().idxmax())
        difference = float(table["difference"][moved])
        if abs(difference) < analysis.NO_CHANGE:
            return f"{runs[1][0]}: no category addresses more or less in {year}", ""
        return (
            f"{runs[1][0]} moves {inside(table['label'][moved])} most: {signed(difference, dollars)} in {year}",
            moved,
        )
    top = table.iloc[0]
    if top["baseline"] <= 0:
        return f"No spend is addressed in {year} under these filters", ""
    return f"Most is addressed by {inside(top['label'])}: {dollars(top['baseline'])} of care in {year}", str(top.name)
