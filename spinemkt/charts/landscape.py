"""Charts of the Landscape page: breadth by depth, who covers what, and the spend that each category addresses."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import pandas as pd

from spinemkt.analysis.market.landscape import STANDINGS, breadth, catalogue
from spinemkt.analysis.view import View, few
from spinemkt.charts.labels import beside_points, folded
from spinemkt.charts.palette import colour, ink_on, tokens
from spinemkt.charts.style import Chart, Drawing, axis, layout
from spinemkt.charts.traces import trace
from spinemkt.model.result import Result
from spinemkt.terms import TREATMENT_TYPES
from spinemkt.wording import inside

_GRID = (
    "across: categories of products; up: products with a clearance or approval read; a number: so many companies, "
    "named in the table"
)
NAMED = 2  # a point of so many companies or fewer is named, one of more is counted
SYMBOLS = {"decided": "circle", "sold": "circle-open", "coming": "diamond-open", "unknown": "x-thin-open"}
SIGNS = {"decided": "\u25cf", "sold": "\u25cb", "coming": "\u25c7", "unknown": "\u2715"}
_ORDER = list(STANDINGS)


def grid(result: Result, view: View, theme: str, height: int = 340) -> Chart:
    """Lay companies out by breadth (categories) and depth (products with a decision read); one point a place."""
    look, frame = tokens(theme), breadth(result.inputs, view)
    title, subtitle = _grid_title(frame), _GRID
    if frame.empty:
        return Chart(title, subtitle, Drawing(), title, frame)
    points = frame.groupby(["categories", "with_decision"], sort=True)["company"].agg(list).reset_index()
    points = points.sort_values(["categories", "with_decision"], ascending=False)
    radii = [5 + 3.4 * (sqrt(len(names)) - 1) for names in points["company"]]
    labels = [_point_label(names) for names in points["company"]]
    right, top = int(points["categories"].max()) + 0.9, int(points["with_decision"].max()) + 0.7
    across, up = (points["categories"] - 0.4) / (right - 0.4), (points["with_decision"] + 0.6) / (top + 0.6)
    inner = [len(names) > NAMED for names in points["company"]]
    beside = ["" if crowd else label for crowd, label in zip(inner, labels, strict=True)]
    sides = beside_points(list(across), list(up), radii, beside, height - 46)
    sides = ["middle center" if crowd else side for crowd, side in zip(inner, sides, strict=True)]
    marks = trace(
        "scatter",
        x=points["categories"],
        y=points["with_decision"],
        mode="markers+text",
        marker={"size": [2 * radius for radius in radii], "color": look.accent, "opacity": 1, "line": {"width": 0}},
        text=[label if side else "" for label, side in zip(labels, sides, strict=True)],
        textposition=[side or "top center" for side in sides],
        textfont={"size": 12, "color": [ink_on(look.accent) if crowd else look.text for crowd in inner]},
        customdata=["<br>".join(folded(", ".join(names), 60)) for names in points["company"]],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    whole: dict[str, Any] = {"dtick": 1, "tickformat": "d"}
    figure = Drawing(
        [marks],
        layout(
            theme,
            height,
            margin={"l": 8, "r": 8, "t": 8, "b": 38},
            xaxis=axis(theme, range=[0.4, right], title=_axis_title("categories of products", theme), **whole),
            yaxis=axis(theme, range=[-0.6, top], title=_axis_title("products with a decision", theme), **whole),
        ),
    )
    told = "; ".join(
        f"{few(row.company, 4)}: {_several(row.categories, 'category', 'categories')}, "
        f"{_several(row.with_decision, 'product', 'products')} with a clearance or approval"
        for row in points.itertuples()
    )
    unnamed = [name for names, side in zip(points["company"], sides, strict=True) if not side for name in names]
    key = ((look.accent, f"not named in the chart: {few(unnamed, 9)}"),) if unnamed else ()
    return Chart(title, subtitle, figure, f"{title}; {subtitle}. {told}.", frame, key)


def _several(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _grid_title(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "No company to show"
    single = int((frame["categories"] == 1).sum())
    if single == len(frame):
        all_of = f"Each of the {single} companies listed here makes products of one category"
        return all_of if single > 1 else f"{frame['company'][0]}, the only company listed here"
    most = frame["company"][0]
    return f"{single} of {len(frame)} companies listed here make products of one category; {most} covers most"


def _point_label(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return str(len(names))
    return "<br>".join(name.partition(" (")[0] for name in names)


def _axis_title(text: str, theme: str) -> dict:
    return {"text": text, "font": {"size": 12, "color": tokens(theme).muted}, "standoff": 6}


def coverage(result: Result, view: View, theme: str) -> Chart:
    """Mark each company's products by category; the shape says what is known of their way to the market."""
    look, found = tokens(theme), catalogue(result.inputs, view)
    rows = found.products
    title, subtitle = "No company to show", "one mark a company and category"
    if rows.empty:
        return Chart(title, subtitle, Drawing(), title, rows)
    cells = rows.assign(rank=rows["standing"].map(_ORDER.index)).groupby(["company", "category"], sort=False)
    frame = cells.agg(
        standing=("rank", lambda ranks: _ORDER[min(ranks)]),
        products=("product", list),
        treatment_type=("treatment_type", "first"),
    ).reset_index()
    codes = list(found.categories)
    width = frame.groupby("company")["category"].nunique()
    first = frame.groupby("company")["category"].agg(lambda own: min(map(codes.index, own)))
    companies = sorted(width.index, key=lambda name: (-width[name], first[name], name.lower()))
    height = 150 + 19 * len(companies)
    traces = [
        trace(
            "scatter",
            x=[codes.index(code) for code in own["category"]],
            y=[companies.index(name) for name in own["company"]],
            mode="markers",
            marker={
                "symbol": SYMBOLS[standing],
                "size": 10,
                "color": [colour("treatment_type", kind, theme) for kind in own["treatment_type"]],
                "line": {
                    "width": 2,
                    "color": [colour("treatment_type", kind, theme) for kind in own["treatment_type"]],
                },
            },
            customdata=[
                f"{row.company}, {inside(found.categories[row.category])}: {', '.join(row.products)} "
                f"({STANDINGS[standing]})"
                for row in own.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
        for standing, own in frame.groupby("standing", sort=False)
    ]
    names: dict[str, Any] = {"tickmode": "array", "tickfont": {"color": look.text, "size": 12}}
    figure = Drawing(
        traces,
        layout(
            theme,
            height,
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            xaxis=axis(
                theme,
                side="top",
                tickvals=list(range(len(codes))),
                ticktext=list(found.categories.values()),
                tickangle=-90,
                range=[-0.6, len(codes) - 0.4],
                **names,
            ),
            yaxis=axis(
                theme,
                tickvals=list(range(len(companies))),
                ticktext=[_short(name) for name in companies],
                range=[len(companies) - 0.4, -0.6],
                **names,
            ),
        ),
    )
    several = [f"{name}, {width[name]} categories" for name in companies if width[name] > 1]
    counted = frame["category"].value_counts()
    title = f"Most companies: {inside(found.categories[counted.index[0]])}, {counted.iloc[0]} of {len(companies)}"
    alt = f"{title}. {len(companies)} companies by {len(codes)} categories; in several: {few(several, 8) or 'none'}."
    twin = frame.assign(
        category=frame["category"].map(found.categories),
        standing=frame["standing"].map(STANDINGS),
        products=frame["products"].map(", ".join),
        treatment_type=frame["treatment_type"].map(TREATMENT_TYPES),
        market_share="unknown",
    )
    signs = [f"{SIGNS[code]} {STANDINGS[code]}" for code in _ORDER if code in set(frame["standing"])]
    subtitle = f"{subtitle}: {', '.join(signs)}; no mark: no product was found"
    kinds = [code for code in TREATMENT_TYPES if code in set(frame["treatment_type"])]
    colours = tuple((colour("treatment_type", code, theme), TREATMENT_TYPES[code].lower()) for code in kinds)
    return Chart(title, subtitle, figure, alt, twin, colours)


def _short(name: str) -> str:
    """The name without what stands in brackets, cut to what fits beside a phone's chart."""
    bare = name.partition(" (")[0]
    return bare if len(bare) <= 20 else f"{bare[:19].rstrip()}\u2026"
