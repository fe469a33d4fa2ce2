"""The chart of one counted series beside the line of the look back."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from spinemkt.analysis.lookback.population import FIRST_YEAR, LAST_YEAR
from spinemkt.analysis.lookback.series import NOT_SHOWN, Series, year_words
from spinemkt.analysis.studies import said_by
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.labels import end_labels
from spinemkt.charts.palette import series as colours
from spinemkt.charts.palette import tokens
from spinemkt.charts.series import years_axis
from spinemkt.charts.style import Chart, Drawing, Scale, axis, layout, scale
from spinemkt.charts.traces import Trace, trace
from spinemkt.evidence.inputs import Inputs
from spinemkt.terms import BASE_YEAR
from spinemkt.wording import percent

LARGE = 1e4

BASES = {
    "patients": "line: the model on the populations of the past, shares of treatment unchanged",
    "published use": "line: use as other studies published it",
    "run": "line: the run itself, from 2022 on",
    "none": "no line: it cannot be shown",
}


def beside(inputs: Inputs, one: Series, theme: str, height: int = 320) -> Chart:
    """Draw the line of one series, if it has one, and its counted points as open circles; the axis starts at zero."""
    far = (
        NOT_SHOWN
        if one.verdict == NOT_SHOWN
        else f"{percent(one.share_error, 0)} apart{' on average' * (len(one.compared) > 1)}"
    )
    title = f"{one.label}: {far}"
    size = _scale(one)
    unit = f"{one.unit}, {size.name.strip()}" if size.name.strip() else one.unit
    subtitle = f"{unit[:1].upper()}{unit[1:]}; open circles: counted; {BASES[one.basis]}"
    figure = _figure(inputs, one, theme, height)
    said = [f"{year_words(row.year)} counted {row.value:.4g}{_beside(row.line)}" for row in one.points.itertuples()]
    alt = describe_bars(title, subtitle, said, [""] * len(said))
    return Chart(title, subtitle, figure, alt, _twin(inputs, one))


def _scale(one: Series) -> Scale:
    """Thousands and more of large numbers alone: a unit may say millions itself."""
    values = [*one.line["value"], *one.points["value"]]
    return scale(values, "") if max(values) >= LARGE else Scale(1.0, "", "")


def _beside(line: float) -> str:
    return "" if np.isnan(line) else f", look back {line:.4g}"


def _figure(inputs: Inputs, one: Series, theme: str, height: int) -> Drawing:
    look, size = tokens(theme), _scale(one)
    first, *_ = colours(theme)
    marks = trace(
        "scatter",
        x=one.points["year"].to_numpy(),
        y=one.points["value"].to_numpy() / size.divisor,
        mode="markers",
        marker={"symbol": "circle-open", "size": 11, "line": {"width": 2.5}, "color": look.text},
        text=[
            escape(f"{year_words(row.year)}: {row.value:,.4g} counted ({said_by(inputs, row.source_id)})", quote=False)
            for row in one.points.itertuples()
        ],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    traces: list[Trace] = [marks]
    notes: list[dict] = []
    room = 16
    top = float(max([*one.line["value"], *one.points["value"]])) / size.divisor * 1.12
    years = [*one.points["year"], *one.line["year"]]
    earliest = BASE_YEAR if one.basis == "run" else FIRST_YEAR
    span = np.arange(min(earliest, int(min(years))), max(LAST_YEAR, int(max(years))) + 1)
    if len(one.line):
        values = one.line["value"].to_numpy() / size.divisor
        line = trace(
            "scatter",
            x=one.line["year"].to_numpy(),
            y=values,
            mode="lines",
            line={"width": 3, "color": first},
            hovertemplate=f"%{{x:.0f}} · look back: {size.hover('y')}<extra></extra>",
        )
        traces.insert(0, line)
        notes, room = end_labels(
            one.line["year"].iloc[-1],
            ["Published use" if one.basis == "published use" else "Look back"],
            [float(values[-1])],
            theme,
            top,
            height,
        )
    years_shown = years_axis(theme, span)
    return Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": room, "t": 12, "b": 8},
            annotations=notes,
            xaxis=years_shown | {"range": [span[0] - 0.3, span[-1] + 0.3]},
            yaxis=axis(theme, **size.ticks, range=[0, top]),
        ),
    )


def _twin(inputs: Inputs, one: Series) -> pd.DataFrame:
    """Line and points by year, with the sources of the points."""
    line = one.line.rename(columns={"value": "look_back"})
    points = one.points.rename(columns={"value": "counted_made_alike", "line": "look_back"})
    names = [said_by(inputs, cell) for cell in points["source_id"]]
    points = points.assign(source=names)[["year", "counted", "counted_made_alike", "look_back", "source", "note"]]
    found = points if line.empty else pd.concat([points, line[~line["year"].isin(points["year"])]])
    return (
        found.sort_values("year")
        .assign(source=lambda rows: rows["source"].fillna(""), unit=one.unit)
        .fillna({"note": ""})
    )
