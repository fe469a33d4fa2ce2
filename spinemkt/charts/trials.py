"""Published outcomes beside each other on one axis: a dot and its interval a row, the model's own figure as a line."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import isnan, log10
from types import MappingProxyType
from typing import Any

import pandas as pd

from spinemkt.analysis.market.pathway_trials import QUESTIONS, Question, in_model, points
from spinemkt.analysis.view import View
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import PERCENT, Chart, Drawing, axis, layout
from spinemkt.charts.traces import trace
from spinemkt.figures.text import as_text, say, worded
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_TYPE, REMAINDER_TECHNIQUE

_ROW = 62  # pixels of a row: two lines of words, then dot and interval
_HOW: Mapping[str, str] = MappingProxyType({"printed": "as printed", "counted": "95%, from the number of patients"})


def trials(result: Result, view: View, theme: str, code: str) -> Chart:
    """Draw the published outcomes of one question, each study with its arms together."""
    question, frame = QUESTIONS[code], points(result, view, code)
    share = in_model(result, view, code)
    model = None if share is None else float(f"{share.number * 100:.12g}")  # as words are: the last bits turn no tie
    title = f"{question.label}, {len(frame)} published figures"
    subtitle = f"{question.axis[:1].upper()}{question.axis[1:]}; line: interval, where one is printed or can be counted"
    if "conventional_ebrt" in set(frame["modality"]):
        subtitle += "; open dots: conventional radiation"
    about = as_text(subtitle)
    if share is not None:
        about += say("; dashed: {share} in the model, {year}", share=worded(share, f"{model:.3g}%"), year=view.year)
    names = [f"{row.study}, {row.arm}, {row.outcome}" for row in frame.itertuples()]
    figures = [_figure(row, question) for row in frame.itertuples()]
    alt = describe_bars(title, str(about), names, figures)
    return Chart(title, about, _figure_of(frame, question, model, theme), alt, _twin(frame))


def _figure_of(frame: pd.DataFrame, question: Question, model: float | None, theme: str) -> Drawing:
    look, height = tokens(theme), _ROW * len(frame) + 34
    shades = [colour("treatment_type", MODALITY_TYPE[code], theme) for code in frame["modality"]]
    rest = set(REMAINDER_TECHNIQUE.values())
    lines = trace(
        "scatter",
        x=[end for row in frame.itertuples() for end in (row.low, row.high, None)],
        y=[place for index in range(len(frame)) for place in (index, index, None)],
        mode="lines",
        line={"width": 2, "color": look.muted},
        hoverinfo="skip",
    )
    dots = trace(
        "scatter",
        x=frame["value"],
        y=list(range(len(frame))),
        mode="markers",
        marker={
            "size": 11,
            "color": [
                look.page if code in rest and MODALITY_TYPE[code] == "radiation" else shade
                for code, shade in zip(frame["modality"], shades, strict=True)
            ],
            "line": {"width": 2, "color": shades},
        },
        cliponaxis=False,
        customdata=[_hover(row, question) for row in frame.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
    )
    notes = [note for index, row in enumerate(frame.itertuples()) for note in _words(index, row, question, theme)]
    reference = 1.0 if question.ratio else model
    shade = look.baseline if question.ratio else look.accent
    shapes = [] if reference is None else [_line(reference, len(frame), shade)]
    ends = [*frame["value"], *frame["low"].dropna(), *frame["high"].dropna()]
    scale: dict[str, Any] = {"range": [0, min(100.0, max(ends) * 1.08)], **PERCENT.ticks}
    if question.ratio:
        reach = [log10(min(ends) * 0.9), log10(max(*ends, 1.0) * 1.1)]
        scale = {"type": "log", "range": reach, "tickvals": [0.1, 0.25, 0.5, 1, 2, 4]}
    return Drawing(
        [lines, dots],
        layout(
            theme,
            height,
            annotations=notes,
            shapes=shapes,
            margin={"l": 14, "r": 14, "t": 4, "b": 26},
            xaxis=axis(theme, **scale),
            yaxis=axis(theme, grid=False, showline=False, showticklabels=False, range=[len(frame) - 0.6, -0.85]),
        ),
    )


def _words(index: int, row: Any, question: Question, theme: str) -> list[dict[str, Any]]:
    """Who and what above the dot, left; the figure, right."""
    look = tokens(theme)
    counted = "" if isnan(row.patients) else f"; n {row.patients:.0f}"
    head = f"<b>{escape(row.study, quote=False)}</b>: {escape(row.arm, quote=False)}"
    detail = f"<span style='color:{look.muted};font-size:12px'>{escape(row.outcome, quote=False)}{counted}</span>"
    value = f"{row.value:g}{'' if question.ratio else '%'}<br> "
    base = {"y": index, "xref": "paper", "yanchor": "bottom", "yshift": 7, "showarrow": False, "bgcolor": look.page}
    font = {"size": 13, "color": look.text}
    return [
        {**base, "x": 0, "xanchor": "left", "align": "left", "text": f"{head}<br>{detail}", "font": font},
        {**base, "x": 1, "xanchor": "right", "text": value, "font": font},
    ]


def _line(at: float, rows: int, shade: str) -> dict[str, Any]:
    ends = {"x0": at, "x1": at, "y0": -0.85, "y1": rows - 0.6}
    return {"type": "line", "layer": "below", "line": {"width": 1.5, "dash": "dash", "color": shade}, **ends}


def _figure(row: Any, question: Question) -> str:
    unit = "" if question.ratio else "%"
    spread = "" if isnan(row.low) else f" ({row.low:.3g} to {row.high:.3g})"
    return f"{row.value:g}{unit}{spread}"


def _hover(row: Any, question: Question) -> str:
    how = f", interval {_HOW[row.range]}" if row.range else ", no interval"
    return escape(f"{row.study}, {row.year}: {_figure(row, question)}{how}. {row.note}", quote=False)


def _twin(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows for reading, without codes."""
    return frame.drop(columns=["modality", "source_id"]).rename(columns={"year": "years", "value": "figure"})
