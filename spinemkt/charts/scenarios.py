"""Scenarios over the years on one scale: the baseline grey and dashed, a scenario in the accent colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.scenarios.compare import Gap, Runs, gaps, measure_of, the
from spinemkt.analysis.view import View
from spinemkt.charts import difference, titles
from spinemkt.charts.labels import clipped, end_labels
from spinemkt.charts.palette import series, tokens
from spinemkt.charts.style import LEAST_HEIGHT, Chart, Drawing, axis, layout, scale, unit_name
from spinemkt.charts.traces import Trace, trace
from spinemkt.figures.columns import RUN, Column, mark
from spinemkt.figures.figure import amount
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, join, say
from spinemkt.model.measures import Measure
from spinemkt.wording import listing

FEW = 4  # lines whose names fit beside a chart of the least height
LINES = 5  # of a name beside its line's end; the whole name is then in the key


def paths(runs: Runs, view: View, theme: str, height: int = 300, slots: Sequence[int] = ()) -> Chart:
    """Draw one line a run over the view's years; the first run is the reference.

    slots: the place of each other run among the colours, so that a scenario keeps its own under any reference.
    """
    measure, look = measure_of(view), tokens(theme)
    where = view.where(measure.name, year=view.span)
    values = [run.array(measure.name, ("year",), where)[0] for _, run in runs]
    unit = scale(np.concatenate(values), measure.unit)
    names = [name for name, _ in runs]
    colours = [look.baseline, *line_colours(len(runs) - 1, theme, slots)]
    years = np.array(view.span)
    top = max(float(path.max()) for path in values) / unit.divisor * 1.1 or 1.0
    traces = [
        trace(
            "scatter",
            x=years,
            y=path / unit.divisor,
            mode="lines" if len(years) > 1 else "markers",
            line={"width": 3 if index else 2, "color": colour, "dash": "solid" if index else "dash"},
            marker={"size": 10, "color": colour, "symbol": "circle" if index else "circle-open"},
            name=name,
            meta=[mark(name, year) for year in view.span],
            hovertemplate=f"%{{x}}: {unit.hover('y')}<extra></extra>",
        )
        for index, (name, path, colour) in enumerate(zip(names, values, colours, strict=False))
    ]
    ends = [float(path[-1]) / unit.divisor for path in values]
    short = [clipped(name, LINES) for name in names]
    marks = [f"<span style='color:{colour}'><b>\u2014</b></span> " for colour in colours] if len(runs) > 1 else []
    close = difference.wanted(values)
    if close and len(runs) <= FEW:
        height = max(height - difference.ROOM, LEAST_HEIGHT)
    notes, room = end_labels(int(years[-1]), short, ends, theme, top, height, marks)
    across = axis(theme, grid=False, tickformat="d", nticks=6, range=[years[0], years[-1] + (len(years) == 1)])
    up = axis(theme, **unit.ticks, range=[0, top])
    small: list[Trace] = []
    more: dict[str, Any] = {"height": height}
    if close:
        small, more, title_below = difference.panel(values, years, names, colours, measure.unit, theme, height)
        notes = [*notes, title_below]
        across, up = {**across, "anchor": "y2"}, {**up, "domain": more.pop("domain")}
    margin = {"l": 58 if close else 8, "r": room, "t": 12, "b": 8}  # the panel below says signs, too
    figure = Drawing(
        [*small, *traces[1:], traces[0]],  # the reference on top: its dashes hide no line below
        layout(theme, margin=margin, annotations=notes, xaxis=across, yaxis=up, **more),
    )
    title = _finding(runs, gaps(runs, view), measure, view)
    words = f"{what(measure)}, {unit_name(measure.unit)}, {titles.years_words(view.years)}"
    subtitle = titles.subtitle(words, view, runs[0][1].inputs.country_names, measure)
    told = [
        f"{name} from {amount(path[0], measure)} to {amount(path[-1], measure)}"
        for name, path in zip(names, values, strict=True)
    ]
    alt = f"{title}, {subtitle}. {listing(told)}."
    key = tuple(zip(colours, names, strict=True)) if short != names else ()
    if close:
        names += [f"{name}, difference to {the(names[0])}" for name in names[1:]]
        values += [path - values[0] for path in values[1:]]
    columns = {"scenario": np.repeat(names, len(years)), "year": np.tile(years, len(names))}
    table = pd.DataFrame({**columns, "value": np.concatenate(values), "unit": measure.unit})
    asked = [Column(measure.name, (RUN, "year"), where, runs={name: name for name, _ in runs})]
    if close:
        base = Column(measure.name, ("year",), where, run=names[0])
        gaps_of = {said: name for said, (name, _) in zip(names[len(runs) :], runs[1:], strict=True)}
        asked.append(replace(asked[0], runs=gaps_of, form="difference", base=base))
    return Chart(title, subtitle, figure, alt, table, key, columns=tuple(asked))


def line_colours(count: int, theme: str, slots: Sequence[int] = ()) -> list[str]:
    """The colours of the runs beside the reference: the accent for one alone, else those of their slots."""
    if count == 1 and not slots:
        return [tokens(theme).accent]
    return [series(theme)[slot] for slot in slots or range(count)]


def _finding(runs: Runs, found: Sequence[Gap], measure: Measure, view: View) -> Text:
    """State how far one scenario is from the reference in the last year, or between which two several lie."""
    year, reference = view.years[1], runs[0][0]
    subject = f"{what(measure)} in {year}"
    if len(runs) == 1:
        study, where = Study(runs[0][1], reference), view.where(measure.name, year=year)
        return say("{subject}: {total}", subject=subject, total=study.amount(measure.name, **where))
    far = found[0]
    if far.hardly:
        start = f"{subject} hardly {agreeing(measure, 'moves', 'move')}"
        return say("{start}: {at}", start=start, at=far.mine)
    if len(runs) == 2:
        start, words = f"{subject} {agreeing(measure, 'is', 'are')}", far.words() + f" {the(reference)}"
        return say("{start} {at}, {words}", start=start, at=far.mine, words=words)
    ends = [(far.base, reference), *((gap.mine, gap.name) for gap in found)]
    low, *_, high = sorted(ends, key=lambda end: (end[0].number, end[1]))
    told = [say("{at} ({name})", at=at, name=name) for at, name in (low, high)]
    return say("{start} between {ends}", start=f"{subject} {agreeing(measure, 'lies', 'lie')}", ends=join(told))
