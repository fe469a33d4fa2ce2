"""The timeline of the Landscape page: dated events in lanes by category, a shape for each kind."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.market.market_events import ALL_EVENTS, EVENT_GROUPS, events
from spinemkt.analysis.view import View
from spinemkt.charts.labels import folded
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, Drawing, axis, layout
from spinemkt.charts.traces import trace
from spinemkt.model.result import Result
from spinemkt.terms import PRESENT_YEAR

SHAPES = {"decision": "circle", "money": "square", "company": "triangle-up", "other": "diamond"}
SIGNS = {"decision": "\u25cf", "money": "\u25a0", "company": "\u25b2", "other": "\u25c6"}
APART = 0.9  # years between two marks of one row: what a mark takes on a phone
ROW, LANE = 13, 16  # pixels of a row of marks, and between two lanes


def timeline(result: Result, view: View, theme: str, group: str = ALL_EVENTS) -> Chart:
    """Draw what happened and what may come, by category; hollow marks are judged, a line is a span of time."""
    frame = events(result, view, group)
    signs = [f"{SIGNS[code]} {words.lower()}" for code, words in EVENT_GROUPS.items() if code in set(frame["group"])]
    subtitle = f"{', '.join(signs)}; hollow: judged or recalled, not read; line: a span of years"
    if frame.empty:
        return Chart("No dated event under these filters", subtitle, Drawing(), "No event.", frame)
    look = tokens(theme)
    table = result.inputs.tables["company_categories"].set_index("category")
    lanes = [code for code in (*table.index, "") if code in set(frame["category"])]
    placed, centres, height = _placed(frame, lanes)
    labels = [table["label"].get(code, "Not one category") for code in lanes]
    hues = {code: colour("treatment_type", table["treatment_type"].get(code, ""), theme) for code in lanes}
    spans = placed[placed["end"] > placed["start"]]
    lines = trace(
        "scatter",
        x=[x for row in spans.itertuples() for x in (row.start, row.end, None)],
        y=[y for row in spans.itertuples() for y in (row.y, row.y, None)],
        mode="lines",
        line={"width": 2, "color": look.outline},
        hoverinfo="skip",
    )
    marks = trace(
        "scatter",
        x=placed["start"],
        y=placed["y"],
        mode="markers",
        marker={
            "symbol": [
                f"{SHAPES[kind]}{'-open' if judged else ''}"
                for kind, judged in zip(placed["group"], placed["judged"], strict=True)
            ],
            "size": 9,
            "color": [hues[code] for code in placed["category"]],
            "line": {"width": [2 if judged else 0 for judged in placed["judged"]]},
        },
        customdata=["<br>".join(folded(f"{row.when}: {row.event} ({row.source})", 48)) for row in placed.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = Drawing(
        [lines, marks],
        layout(
            theme,
            round(height) + 50,
            xaxis=axis(
                theme,
                side="top",
                range=[placed["start"].min() - 0.8, placed["end"].max() + 0.8],
                tickformat="d",
                nticks=6,
            ),
            yaxis=axis(
                theme,
                grid=False,
                showline=False,
                range=[height, 0],
                tickmode="array",
                tickvals=centres,
                ticktext=labels,
                tickfont={"color": look.text, "size": 12},
            ),
            shapes=[_rule(y, look.hairline) for y in _edges(placed, lanes)],
        ),
    )
    title = _title(frame)
    told = "; ".join(f"{row.when}, {row.event}" for row in frame.head(5).itertuples())
    columns = ["when", "event", "label", "kind", "judged", "source", "grade", "note"]
    twin = frame[columns].rename(columns={"label": "category"})
    return Chart(title, subtitle, figure, f"{title}; {subtitle}. The newest: {told}.", twin)


def _placed(frame: pd.DataFrame, lanes: list[str]) -> tuple[pd.DataFrame, list[float], float]:
    """Give each event a height in pixels from the top: rows of a lane are filled from its first row on."""
    y, parts, centres = 0.0, [], []
    for code in lanes:
        own = frame[frame["category"] == code].sort_values("start")
        ends: list[float] = []
        rows = []
        for row in own.itertuples():
            free = next((index for index, end in enumerate(ends) if row.start - end >= APART), len(ends))
            ends[free : free + 1] = [row.end]
            rows.append(free)
        parts.append(own.assign(y=[y + LANE / 2 + ROW * (row + 0.5) for row in rows]))
        centres.append(y + (LANE + ROW * len(ends)) / 2)
        y += LANE + ROW * len(ends)
    return pd.concat(parts), centres, y


def _edges(placed: pd.DataFrame, lanes: list[str]) -> list[float]:
    """Heights between two lanes."""
    ends = placed.groupby("category")["y"].max()
    return [float(ends[code]) + (ROW + LANE) / 2 for code in lanes[:-1]]


def _rule(y: float, shade: str) -> dict:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"width": 1, "color": shade}}


def _title(frame: pd.DataFrame) -> str:
    recent = int((frame["start"] >= PRESENT_YEAR - 1).sum())
    judged = int(frame["judged"].sum())
    ahead = f"; {judged} of them judged" if judged else ""
    return f"{len(frame)} dated events, {recent} of them since {PRESENT_YEAR - 1}{ahead}"
