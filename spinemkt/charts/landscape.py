"""Charts of the Landscape page: how many companies are in each category, and who covers what."""

from __future__ import annotations

from typing import Any

import pandas as pd

from spinemkt.analysis.market import addressed
from spinemkt.analysis.market.landscape import STANDINGS, catalogue
from spinemkt.analysis.view import View, few
from spinemkt.charts import titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.marks import ranked_bars
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, Drawing, axis, layout, unit_name
from spinemkt.charts.traces import trace
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import TREATMENT_TYPES
from spinemkt.wording import inside

SYMBOLS = {"decided": "circle", "sold": "circle-open", "coming": "diamond-open", "unknown": "x-thin-open"}
SIGNS = {"decided": "\u25cf", "sold": "\u25cb", "coming": "\u25c7", "unknown": "\u2715"}
_ORDER = list(STANDINGS)


def companies(result: Result, view: View, theme: str) -> Chart:
    """Rank categories by how many companies are listed in them, with the spend that each addresses beside the count."""
    found = catalogue(result.inputs, view)
    year, measure = view.years[1], addressed.spend_measure(view)
    runs = [(BASELINE, result)]
    listed = found.products.groupby("category")["company"].nunique()
    spend = addressed.figures(runs, view)
    table = addressed.beside(addressed.addressed(runs, view), year)
    table = table.assign(companies=listed).sort_values(["companies", "baseline"], ascending=False, kind="stable")
    title = _title(table, found.products["company"].nunique())
    when, unit = titles.years_words((year, year)), unit_name(measure.unit)
    subtitle = f"Companies listed; beside: spend on the care in which such products are used, {unit}, {when}"
    if table.empty:
        return Chart(title, subtitle, Drawing(), title, table)
    money = [
        str(spend[code, BASELINE, year]) if (code, BASELINE, year) in spend else "not modelled" for code in table.index
    ]
    texts = [f"{count} · {amount}" for count, amount in zip(table["companies"], money, strict=True)]
    fills = [colour("treatment_type", kind, theme) for kind in table["treatment_type"]]
    names = list(table["label"])
    figure = ranked_bars(names, list(table["companies"]), texts, fills, theme)
    twin = pd.DataFrame(
        {
            "category": names,
            "companies": list(table["companies"]),
            f"spend addressed in {year}": list(table["baseline"]),
            "unit": measure.unit,
        }
    )
    kinds = [code for code in TREATMENT_TYPES if code in set(table["treatment_type"])]
    key = tuple((colour("treatment_type", code, theme), TREATMENT_TYPES[code]) for code in kinds)
    return Chart(title, subtitle, figure, describe_bars(title, subtitle, names, texts), twin, key)


def _title(table: pd.DataFrame, whole: int) -> str:
    """Say which category lists most companies, and how many the one that addresses most spend has."""
    if table.empty:
        return "No company to show"
    first, most = table.iloc[0], table.sort_values("baseline", ascending=False).iloc[0]
    said = f"Most companies are in {inside(first['label'])}: {first['companies']} of {whole}"
    if most.name == first.name or most["baseline"] <= 0:
        return said
    return f"{said}; most spend is addressed by {inside(most['label'])}, with {most['companies']}"


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
