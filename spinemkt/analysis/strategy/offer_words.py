"""An offer in words: what it is, its tiles, its sentence, and what TAM, SAM and SOM mean for it."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.strategy.offer import carriers, counted, forecast, levels, measure_of, sizes, where_of_offer
from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.uncertainty_views.verdicts import figure
from spinemkt.analysis.view import View, few
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, interval, say, shown, worded
from spinemkt.model.result import Result
from spinemkt.scenario.offer import PRICES, Offer
from spinemkt.terms import ATTRIBUTES, MODALITIES, PRICE_YEAR
from spinemkt.wording import NO_FIGURE, inside, money, percent


def price_of(text: str) -> float | None:
    """Read a price an episode; None where none is given. Raises QueryError with what is allowed."""
    return figure(text, "price of the offer", PRICES) if text.strip() else None


def subject(offer: Offer) -> str:
    """Name what the offer is: SBRT / SRS; open surgery and separation surgery with carbon-fibre constructs."""
    if not offer.attribute:
        return few([MODALITIES[code] for code in offer.modality]) or "all modalities"
    carried = ATTRIBUTES[offer.attribute]
    named = [MODALITIES[code] for code in offer.modality if code in carriers(offer.attribute)]
    return f"{few(named)}: {inside(carried)}" if named else carried


def tiles(result: Result, view: View, offer: Offer) -> list[Tile]:
    """TAM, SAM, SOM and the price an episode in the view's last year. result: what the offer is measured on."""
    year, basis = view.years[1], spending(view).basis
    last = forecast(result, view, offer).iloc[-1]
    values, served = sizes(offer, view, last), say("{part} of TAM, within reach", part=_served(offer, view, last))
    whose = "your own price" if offer.price is not None else f"the model's mean within reach, {year}"
    return [
        Tile(f"TAM {year}", values["TAM"], "all of it, worldwide or as filtered", basis),
        Tile(f"SAM {year}", values["SAM"], served, basis),
        Tile(f"SOM {year}", values["SOM"], f"{percent(last['share'])} of SAM won", "share: your assumption, D"),
        Tile("Price per course", price_words(result, view, offer, year), whose, basis),
    ]


def _served(offer: Offer, view: View, row: pd.Series) -> Text:
    """SAM as a share of TAM."""
    year, part, whole = int(row["year"]), float(row["sam"]), float(row["tam"])
    if not whole > 0:
        return as_text(NO_FIGURE)
    sam, tam = counted(offer, view, year), counted(offer, view, year, ())
    if not (sam and tam):
        return as_text(percent(part / whole))
    label = f"SAM as a share of TAM, {year}"
    return shown(Figure(sam / tam, "percent", label, unit="fraction", value=part / whole))


def price_words(result: Result, view: View, offer: Offer, year: int) -> Text:
    """Write what an episode within reach costs: the offer's own price, or what the model has, which can be asked."""
    price, where = mean_price(result, view, offer, year), {**where_of_offer(offer, view), "year": year}
    if offer.price is not None or not all(where.values()):
        return as_text(money(price))
    added, having = (f"{part} {offer.attribute}" if offer.attribute else "" for part in ("premium", "with"))
    made = Amount(measure_of(offer, view), where, part=added) / Amount("episodes", where, part=having)
    return worded(Figure(made, "mean", f"Price per course {year}", unit="per course", value=price), money(price))


def mean_price(result: Result, view: View, offer: Offer, year: int) -> float:
    """What an episode within reach costs in a year: the offer's own price, or spend / episodes of the model."""
    if offer.price is not None:
        return offer.price
    where = {**where_of_offer(offer, view), "year": year}
    episodes = result.total("episodes", where)
    return result.total(measure_of(offer, view), where) / episodes if episodes > 0 else 0.0


def answer(frame: pd.DataFrame, view: View, offer: Offer, spread: Spread | None) -> Text:
    """Say what the offer wins in the view's last year, of what."""
    last, found = frame.iloc[-1], sizes(offer, view, frame.iloc[-1])
    year = int(last["year"])
    if last["som"] == 0:
        why = f"it is launched in {offer.launch}" if offer.launch > year else "its share or its reach is nothing"
        return as_text(f"{offer.name} wins nothing by {year}: {why}.")
    in_part = last["sam"] < last["tam"]
    return say(
        "{name} could win {som} in {year}{likely}: an assumed {share} of the {sam} {reached}{basis} {subject}.",
        name=offer.name,
        som=found["SOM"],
        year=year,
        likely=likely(offer, view, last, spread),
        share=percent(float(last["share"])),
        sam=found["SAM"],
        reached=say("within reach, out of {tam} ", tam=found["TAM"]) if in_part else "",
        basis="spent on" if offer.price is None else f"that {money(offer.price)} per course make of",
        subject=inside(subject(offer)),
    )


def likely(offer: Offer, view: View, row: pd.Series, spread: Spread | None) -> Text:
    """Say the range of SOM in a year, if it is at hand. row: of `forecast`; spread: as `reached` gives it."""
    if spread is None:
        return Text()
    return say(", likely between {ends}", ends=interval(levels(offer, view, row)["SOM"], *spread.likely()))


def definitions(offer: Offer) -> list[tuple[str, str]]:
    """What TAM, SAM and SOM mean for an offer, as (word, meaning)."""
    if offer.price is not None:
        counted = f"episodes in the model x {money(offer.price)} per course, held level in the money chosen"
        tam = f"Total market: {counted}; no scope or price path applies to a price of your own."
    elif offer.attribute:
        tam = "Total market: what payers spend more on these episodes because of what they carry, in the model."
    else:
        tam = "Total market: what payers spend on these modalities in the model, as much as the sidebar counts of it."
    return [
        ("TAM", f"{tam} Worldwide, unless the sidebar's filters keep less."),
        ("SAM", "Served market: the part of TAM in the regions, country groups, countries and sites of care reached."),
        ("SOM", "Share won: SAM x your share, on the S-curve by which the model lets any new technique spread."),
        ("Money", f"Spend of payers, not sales of suppliers; constant {PRICE_YEAR} or nominal USD as in the sidebar."),
    ]
