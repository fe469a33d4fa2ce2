"""The waterfall from what payers spend to what manufacturers net of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd

from spinemkt.analysis.view import View
from spinemkt.charts.bridge import cascade
from spinemkt.charts.overview import short
from spinemkt.charts.style import Chart
from spinemkt.figures.columns import listed
from spinemkt.figures.study import Study
from spinemkt.figures.text import say
from spinemkt.model.result import Result
from spinemkt.terms import PRODUCT_CATEGORIES
from spinemkt.wording import inside, listing

MEANINGS = {
    "Payer spend": "what payers pay for care",
    "Services and other costs": "giving care, and products of which no share is disclosed",
    "Margins and rebates": "what distributors keep and manufacturers give back",
    "Manufacturer net revenue": "what manufacturers net of products",
}
OTHER, CHOSEN = "Other products", "Net revenue of the products chosen"


def waterfall(result: Result, view: View, theme: str) -> Chart:
    """Lead from spend to net revenue in the year shown, in constant money; where products are chosen, on to theirs."""
    whole = replace(view.spending, money="real")
    study, where = Study(result), {**whole.where(), "year": view.year}
    spend, products, net = (study.amount(name, **where) for name in ("spend", "product_spend", "maker_revenue"))
    levels = [spend, products, net]
    title = say("Of {spend} that payers spend in {year}, manufacturers net {net}", spend=spend, year=view.year, net=net)
    meanings = dict(MEANINGS)
    if view.product_category:
        chosen = study.amount("maker_revenue", **where, product_category=view.product_category)
        levels.append(chosen)
        kinds = listing([inside(PRODUCT_CATEGORIES[code]) for code in view.product_category])
        title += say(", {chosen} of it with {kinds}", chosen=chosen, kinds=kinds)
        meanings = {
            **dict(list(MEANINGS.items())[:-1]),
            OTHER: "what manufacturers net of other products",
            CHOSEN: kinds,
        }
    taken = [replace(after - before, style="signed amount") for before, after in pairwise(levels)]
    figures = [spend, *taken, levels[-1]]
    names, values = list(meanings), [figure.number for figure in figures]
    texts, drawing = cascade(names, values, list(meanings.values()), short(spend.measure), theme)
    subtitle = replace(whole, years=(view.year, view.year)).sentence(result.inputs.country_names)
    said = (f"{name} {text}" for name, text in zip(names, texts, strict=True))
    frame = pd.DataFrame({"step": names, "value": values, "unit": spend.measure.unit, "meaning": meanings.values()})
    alt = f"{title}, {subtitle}. {listing(said)}."
    return Chart(title, subtitle, drawing, alt, frame, columns=listed(figures))
