"""Charts of how sure: the tornado, and shares of variance."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.analysis.uncertainty_views.outcomes import measured, subject
from spinemkt.analysis.uncertainty_views.sensitivity import MOST, ONE_AT_A_TIME, SHARE, at_ends, share, twin
from spinemkt.analysis.view import View
from spinemkt.charts.labels import clipped
from spinemkt.charts.overview import short
from spinemkt.charts.palette import diverging, tokens
from spinemkt.charts.style import SELECTING, Chart, Drawing, axis, layout, unit_name
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import ListedColumn
from spinemkt.figures.figure import amount
from spinemkt.figures.text import Text, as_text, say, worded
from spinemkt.uncertainty.ends import ENDS
from spinemkt.wording import inside, listing, percent

ROW, LETTERS = 42, 52  # pixels of a row of the tornado; letters of its label that fit a phone
FAMILIES = 10


def tornado_bars(frame: pd.DataFrame, view: View, theme: str, filters: str) -> Chart:
    """Draw the ends of what makes most of the variance, a row each; the click data of a bar is the name of its row."""
    shown, look, measure = frame.head(MOST), tokens(theme), measured(view)
    text, rows = short(measure), np.arange(len(shown))
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    sides = {"low": (diverging(theme)[0], "/"), "high": (diverging(theme)[-1], "")}
    bars = [
        trace(
            "bar",
            base=central,
            x=shown[f"at_{end}"] - central,
            y=rows,
            orientation="h",
            width=0.38,
            offset=0.02,
            marker={
                "color": colour,
                "line": {"color": colour, "width": 1.5},
                "pattern": {"shape": pattern, "fgcolor": colour, "bgcolor": look.page, "size": 6, "solidity": 0.4},
            },
            text=[text(value) for value in shown[f"at_{end}"]],
            textposition="outside",
            textfont={"color": look.text, "size": 12},
            cliponaxis=False,
            customdata=list(shown["name"]),
            hovertext=[
                f"{row.label}, {end} end{_end_words(getattr(row, end))}: {amount(getattr(row, f'at_{end}'), measure)}"
                for row in shown.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for end, (colour, pattern) in sides.items()
    ]
    low, high = (pick(shown[["at_low", "at_high"]].to_numpy().ravel(), initial=central) for pick in (np.min, np.max))
    room = 0.22 * ((high - low) or 1.0)
    notes = [
        _label(row, f"<b>{grade}</b>  {escape(clipped(label, 1, LETTERS), quote=False)}, {percent(part, 0)}", theme)
        for row, grade, label, part in zip(rows, shown["grade"], shown["label"], shown["share"], strict=True)
    ]
    figure = Drawing(
        bars,
        layout(
            theme,
            40 + ROW * max(len(shown), 5),
            clickmode=SELECTING,
            barmode="overlay",
            annotations=notes,
            shapes=[_line("x", central, look.baseline)],
            xaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[low - room, high + room]),
            yaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[max(len(rows), 5) - 0.45, -0.5]),
        ),
    )
    title = _title(frame, view)
    subtitle = (
        f"One at a time, {unit_name(measure.unit)}, {inside(filters)}; line: expected values; "
        "letter: weakest evidence grade; percent: share of variance"
    )
    said = [
        f"{row.label}, {percent(row.share, 0)}, from {amount(row.at_low, measure)} to {amount(row.at_high, measure)}"
        for row in shown.head(5).itertuples()
    ]
    key = ((sides["low"][0], "Low end of the number (hatched)"), (sides["high"][0], "High end of the number (solid)"))
    alt = f"{title}, {subtitle}. {ONE_AT_A_TIME} {listing(said)}."
    return Chart(title, subtitle, figure, alt, twin(frame, view), key, columns=_columns(frame, view))


def _title(frame: pd.DataFrame, view: View) -> Text:
    """Say what makes most of the variance, and how far alone it moves the outcome."""
    if frame.empty:
        return as_text(f"Nothing moves {subject(view)}")
    first = next(frame.itertuples())
    low, high = sorted(at_ends(view, first).values(), key=lambda figure: figure.number)
    return say(
        "{label} makes {share:percent 0} of the variance of {subject}; alone it moves it from {low} to {high}",
        label=first.label,
        share=share(view, first.name, first.label, first.share),
        subject=subject(view),
        low=worded(low, short(measured(view))(low.number), str(low)),
        high=high,
    )


def _columns(frame: pd.DataFrame, view: View) -> tuple[ListedColumn, ...]:
    """What the columns of the table answer."""
    rows = list(frame.itertuples())
    ends = [at_ends(view, row) for row in rows]
    columns = {
        "Outcome at expected values": [outcomes.figure(view) for _ in rows],
        **{f"Outcome at the {end} end": [each[end] for each in ends] for end in ENDS},
        SHARE: [share(view, row.name, row.label, row.share) for row in rows],
    }
    return tuple(ListedColumn(measured(view).name, name=name, listed=tuple(each)) for name, each in columns.items())


def _end_words(value: float) -> str:
    return "" if np.isnan(value) else f" ({value:,.4g})"


def _label(row: np.integer, text: str, theme: str) -> dict:
    """What a row is called, above its bars."""
    return {
        "x": 0,
        "xref": "paper",
        "y": row - 0.25,
        "xanchor": "left",
        "align": "left",
        "showarrow": False,
        "text": text,
        "bgcolor": tokens(theme).page,
        "font": {"size": 13, "color": tokens(theme).text},
    }


def _line(axis_name: str, at: float, colour: str) -> dict:
    other = "y" if axis_name == "x" else "x"
    return {
        "type": "line",
        f"{axis_name}0": at,
        f"{axis_name}1": at,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{other}ref": "paper",
        "line": {"color": colour, "width": 1.5, "dash": "dash"},
    }


def variance_bars(frame: pd.DataFrame, view: View, theme: str, filters: str) -> Chart:
    """Draw of the largest families what each makes of the variance, alone and, with 95% error bars, in all."""
    shown, look = frame.head(FAMILIES), tokens(theme)
    rows = np.arange(len(shown))
    chance = {"type": "data", "array": shown["total_error"], "color": look.text, "thickness": 1.2, "width": 3}
    total = [
        f"with what it does together with others: {percent(part, 0)}, give or take {percent(error, 0)}"
        for part, error in zip(shown["total"], shown["total_error"], strict=True)
    ]
    bars = [
        trace(
            "bar",
            x=shown[kind].clip(lower=0.0),
            y=rows + shift,
            orientation="h",
            width=0.22,
            marker={"color": colour, "line": {"color": look.accent, "width": 1.5}},
            customdata=[f"{label}, {said}" for label, said in zip(shown["label"], words, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
            **error,
        )
        for kind, shift, colour, words, error in (
            ("alone", 0.13, look.accent, [f"alone: {percent(part, 0)}" for part in shown["alone"]], {}),
            ("total", 0.37, look.page, total, {"error_x": chance}),
        )
    ]
    notes = [
        _label(row, f"{escape(clipped(label, 1, 44), quote=False)}: {percent(max(alone, 0.0), 0)}", theme)
        for row, label, alone in zip(rows, shown["label"], shown["alone"], strict=True)
    ]
    most = float((shown["total"] + shown["total_error"]).max()) if len(shown) else 1.0
    figure = Drawing(
        bars,
        layout(
            theme,
            50 + ROW * max(len(shown), 5),
            barmode="overlay",
            annotations=notes,
            xaxis=axis(theme, tickformat=".0%", range=[0, max(most, 0.05) * 1.05], rangemode="tozero"),
            yaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[max(len(rows), 5) - 0.4, -0.5]),
        ),
    )
    title = f"{shown['label'].iloc[0]} makes {percent(shown['alone'].iloc[0], 0)} of the variance of {subject(view)}"
    subtitle = f"Share of variance when all numbers move at once, {inside(filters)}"
    said = [f"{row.label} {percent(max(row.alone, 0.0), 0)}" for row in shown.head(6).itertuples()]
    key = (
        (look.accent, "Alone: what would go if it were known (filled)"),
        (look.hairline, "Total: alone and together with others, Sobol index (outlined)"),
    )
    table = frame.drop(columns="name").rename(
        columns={
            "label": "Family of numbers",
            "alone": "Share alone",
            "total": "Share in all",
            "total_error": "Share in all, give or take (95%)",
            "narrows": "80% range narrower by about, if known",
        }
    )
    return Chart(title, subtitle, figure, f"{title}, {subtitle}. Shares alone: {listing(said)}.", table, key)
