"""The waterfall from what payers spend to what manufacturers net of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from spinemkt.analysis.view import View
from spinemkt.charts.bridge import signed_bars
from spinemkt.charts.overview import short
from spinemkt.charts.style import Chart
from spinemkt.figures.columns import listed
from spinemkt.figures.study import Study
from spinemkt.figures.text import say
from spinemkt.model.result import Result
from spinemkt.terms import PRICE_YEAR
from spinemkt.wording import listing, signed

MEANINGS = {
    "Payer spend": "what payers pay for care",
    "Services and other costs": "giving care, and products of which no share is disclosed",
    "Margins and rebates": "what distributors keep and manufacturers give back",
    "Manufacturer net revenue": "what manufacturers net of products",
}


def waterfall(result: Result, view: View, theme: str) -> Chart:
    """Lead from spend to net revenue in the year shown, in constant money; products are those of all categories."""
    whole = replace(view, quantity="spend", money="real", product_category=())
    study, where = Study(result), {**whole.where(), "year": view.year}
    spend, products, net = (study.amount(name, **where) for name in ("spend", "product_spend", "maker_revenue"))
    taken = [replace(products - spend, style="signed amount"), replace(net - products, style="signed amount")]
    values = [spend.number, *(figure.number for figure in taken), net.number]
    write = short(spend.measure)
    texts = [write(spend.number), *(signed(figure.number, write) for figure in taken), write(net.number)]
    names = list(MEANINGS)
    starts = [0.0, spend.number, products.number, 0.0]
    title = say("Of {spend} that payers spend in {year}, manufacturers net {net}", spend=spend, year=view.year, net=net)
    subtitle = replace(whole, years=(view.year, view.year)).sentence(result.inputs.country_names)
    said = (f"{name} {text}" for name, text in zip(names, texts, strict=True))
    frame = pd.DataFrame(
        {"step": names, "value": values, "unit": f"USD{PRICE_YEAR}/year", "meaning": MEANINGS.values()}
    )
    drawing = signed_bars(names, starts, values, texts, list(MEANINGS.values()), [""] * len(names), theme)
    alt = f"{title}, {subtitle}. {listing(said)}."
    return Chart(title, subtitle, drawing, alt, frame, columns=listed([spend, *taken, net]))
