"""The spend that each category of products addresses, at the baseline and under the reader's scenario."""

from __future__ import annotations

from typing import Any

import pandas as pd

from spinemkt.analysis.market import addressed as analysis
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.view import View
from spinemkt.charts import titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.marks import ranked_bars
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, Drawing, unit_name
from spinemkt.figures.columns import mark
from spinemkt.figures.text import Text, as_text, say
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
        subtitle = f"bars: {runs[1][0]}; ticks: base case; {subtitle}"
    title = _title(table, runs, view)
    return Chart(title, subtitle, figure, describe_bars(title, subtitle, names, texts), frame, columns=(asked,))


def _text(row: Any, changed: bool) -> str:
    if row.counted == "none":
        return "none in the model"
    text = dollars(row.scenario)
    if not changed or abs(row.difference) < analysis.NO_CHANGE:
        return text
    return f"{text} ({signed(row.difference / row.baseline, percent) if row.baseline > 0 else 'new'})"


def _title(table: pd.DataFrame, runs: Runs, view: View) -> Text:
    """What the chart shows: the category whose spend moves most, or that addresses most."""
    year, figures = view.years[1], analysis.figures(runs, view)
    if len(runs) > 1:
        name, moved = runs[1][0], str(table["difference"].abs().idxmax())
        if abs(table["difference"][moved]) < analysis.NO_CHANGE:
            return as_text(f"{name}: no category addresses more or less in {year}")
        said = "{name} moves {category} most: {difference} in {year}"
        category, difference = inside(table["label"][moved]), figures[moved, "", year]
        return say(said, name=name, category=category, difference=difference, year=year)
    top = table.iloc[0]
    if top["baseline"] <= 0:
        return as_text(f"No spend is addressed in {year} under these filters")
    said, spend = (
        "Largest addressed market: {category}, {spend} of care in {year}",
        figures[str(top.name), runs[0][0], year],
    )
    return say(said, category=inside(top["label"]), spend=spend, year=year)
