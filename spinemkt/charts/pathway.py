"""Charts of the Pathway page: strands of 1,000 patients, and published outcomes beside each other on one axis."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

import pandas as pd

from spinemkt.analysis.market.pathway import per_thousand
from spinemkt.analysis.market.pathway_flow import (
    COLUMNS,
    PLACES,
    STATIONS,
    TREATED,
    UNKNOWN,
    UNTREATED,
    WALKING,
    stations,
    strands,
)
from spinemkt.analysis.view import View
from spinemkt.charts import titles
from spinemkt.charts.labels import LINE, dodge, folded
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import FONT, Chart, Drawing, layout
from spinemkt.charts.traces import trace
from spinemkt.figures.columns import ListedColumn
from spinemkt.figures.text import say
from spinemkt.model.result import Result
from spinemkt.terms import PRESENTATIONS
from spinemkt.wording import count, listing

_ACROSS = (0.001, 0.333, 0.667, 0.999)  # where the columns of stations stand
_BOX = 128  # pixels across a station, which holds its name, so that no name lies on strands
_LETTERS = 20  # of a line of its name
_GAP = 0.06  # between two stations, of the height
_VEIL, _PALE = 0.5, 0.35  # strands let those behind them through; names read on boxes
_MARGIN = {"l": _BOX // 2, "r": _BOX // 2, "t": 8, "b": 12}


def flow(result: Result, view: View, theme: str, height: int = 400) -> Chart:
    """Draw 1,000 diagnosed patients as strands from presentation over decision and treatment to walking."""
    frame = strands(result, view)
    figures = stations(result, view)
    counts = {code: figure.number for code, figure in figures.items()}
    look = tokens(theme)
    codes = [code for column in COLUMNS for code in column if counts[code] > 0]
    place = {code: index for index, code in enumerate(codes)}
    down = _down(counts)
    drawn = frame[frame["value"] > 0].sort_values(  # strands between two stations lie together, at both ends
        ["source", "target", "presentation"], key=lambda names: names.map(place), kind="stable"
    )
    shades = {code: colour("presentation", code, theme) for code in PRESENTATIONS}
    figure = trace(
        "sankey",
        arrangement="fixed",
        orientation="h",
        meta=[[str(PLACES[code]) for code in codes], [str(len(PLACES) + row) for row in drawn.index]],
        textfont={"family": FONT, "size": 1, "color": "rgba(0,0,0,0)", "shadow": "none"},  # the names are notes
        node={
            "label": [f"{STATIONS[code]} {count(counts[code])}" for code in codes],
            "x": [_ACROSS[index] for index, column in enumerate(COLUMNS) for code in column if counts[code] > 0],
            "y": [down[code] for code in codes],
            "color": [_veiled(shades[code], _PALE) if code in shades else look.panel for code in codes],
            "line": {"width": 1, "color": look.outline},
            "pad": round(_GAP * (height - _MARGIN["t"] - _MARGIN["b"])),
            "thickness": _BOX,
            "hovertemplate": "%{label} per 1,000<extra></extra>",
        },
        link={
            "sort": "input",
            "source": [place[code] for code in drawn["source"]],
            "target": [place[code] for code in drawn["target"]],
            "value": list(drawn["value"]),
            "color": [_veiled(shades[code]) for code in drawn["presentation"]],
            "customdata": [
                f"{PRESENTATIONS[row.presentation]}, {STATIONS[row.source]} to {STATIONS[row.target]}: "
                f"{count(row.value)} per 1,000, {count(row.patients)} a year"
                for row in drawn.itertuples()
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    title = say(
        "Of 1,000 diagnosed patients {treated:count} are treated at the spine; {walking:count} of them walk afterwards",
        treated=figures[TREATED],
        walking=figures[WALKING],
    )
    subtitle = say(
        "Patients per 1,000 newly diagnosed, {year}; 1,000 diagnosed come from {cancers:count} new cancers",
        year=view.year,
        cancers=per_thousand(result, view, "new_cancer_cases"),
    )
    if filters := titles.subtitle("", replace(view, scope=View.scope), result.inputs.country_names):
        subtitle += f"; {filters}"
    said = [f"{STATIONS[code]} {count(counts[code])}" for code in codes if code != UNKNOWN]
    alt = f"{title}. {subtitle}. Stations: {listing(said)}. Those not treated at the spine are not followed further."
    notes = _names(counts, down, height - _MARGIN["t"] - _MARGIN["b"], theme)
    drawing = Drawing([figure], layout(theme, height, margin=_MARGIN, annotations=notes))
    listed = (*frame["figure"], *figures.values())
    marks = (*(str(len(PLACES) + row) for row in frame.index), *map(str, PLACES.values()))
    asked = ListedColumn("presenting", name="per 1,000 diagnosed", listed=listed, marks=marks)
    yearly = ListedColumn("presenting", name="patients a year", listed=tuple(frame["counted"]))
    return Chart(title, subtitle, drawing, alt, _twin(frame), columns=(asked, yearly))


def _names(counts: dict[str, float], down: dict[str, float], tall: int, theme: str) -> list[dict[str, Any]]:
    """Name the stations, each on its box; names of low boxes are moved apart. tall: pixels of the plot."""
    notes = []
    for x, column in zip(_ACROSS, COLUMNS, strict=True):
        codes = [code for code in column if counts[code] > 0]
        lines = [folded(f"{STATIONS[code]} {count(counts[code])}", _LETTERS) for code in codes]
        rooms = [len(each) * LINE / tall for each in lines]
        places = dodge([down[code] for code in codes], rooms, rooms[0] / 2, 1 - rooms[-1] / 2) if codes else []
        notes += [
            {"x": x, "y": 1 - place, "xref": "paper", "yref": "paper", "text": "<br>".join(each), "showarrow": False}
            | {"xanchor": "center", "yanchor": "middle", "font": {"size": 12, "color": tokens(theme).text}}
            for place, each in zip(places, lines, strict=True)
        ]
    return notes


def _twin(frame: pd.DataFrame) -> pd.DataFrame:
    """The strands with stations in words."""
    return pd.DataFrame(
        {
            "presentation": frame["presentation"],
            "from": [STATIONS[code] for code in frame["source"]],
            "to": [STATIONS[code] for code in frame["target"]],
            "per 1,000 diagnosed": frame["value"].to_numpy(),
            "patients a year": frame["patients"].to_numpy(),
        }
    )


def _down(counts: dict[str, float]) -> dict[str, float]:
    """The middle of each station, 0 to 1 from the top: stations of a column below each other, with gaps.

    Those of patients without local treatment stand at the bottom, so that their strands pass below all techniques.
    """
    found: dict[str, float] = {}
    room = 1 - _GAP * (max(map(len, COLUMNS)) - 1)
    whole = sum(counts[code] for code in COLUMNS[0]) or 1.0
    for column in COLUMNS:
        sizes = [counts[code] / whole * room for code in column]
        starts = [0.0, *accumulate(size + _GAP for size in sizes)]
        if column[-1] in (UNTREATED, UNKNOWN):
            starts[len(column) - 1] = 1 - sizes[-1]
        found |= {code: min(max(a + s / 2, 0.001), 0.999) for code, a, s in zip(column, starts, sizes, strict=False)}
    return found


def _veiled(shade: str, share: float = _VEIL) -> str:
    red, green, blue = (int(shade[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
