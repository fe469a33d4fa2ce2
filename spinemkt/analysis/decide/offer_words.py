"""An offer in words: what it is, its tiles, its sentence, and what TAM, SAM and SOM mean for it."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.asked import offers as asked_offers
from spinemkt.analysis.decide.offer import carriers, forecast, measure_of, where_of_offer
from spinemkt.analysis.decide.opportunities import spending
from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.sure.spread import Spread, between
from spinemkt.analysis.sure.verdicts import figure
from spinemkt.analysis.view import View, few
from spinemkt.figures.figure import amount
from spinemkt.figures.text import Text, say, worded
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
    measure, year = spending(view).measure, view.years[1]
    frame = forecast(result, view, offer)
    tam, sam, som, share = (float(frame[name].iloc[-1]) for name in ("tam", "sam", "som", "share"))
    price, basis = mean_price(result, view, offer, year), spending(view).basis
    asked, part = asked_offers.ends(offer, view, year), _part(sam, tam)
    part_of, mean = asked_offers.served(asked, part, year), asked_offers.price(offer, view, year)

    def told(name: str, value: float) -> Text | str:
        words = amount(value, measure)
        return worded(asked[name], words) if name in asked else words

    return [
        Tile(f"TAM {year}", told("TAM", tam), "all of it, worldwide or as filtered", basis),
        Tile(
            f"SAM {year}",
            told("SAM", sam),
            say("{part} of TAM, within reach", part=part_of[0] if part_of else part),
            basis,
        ),
        Tile(f"SOM {year}", told("SOM", som), f"{percent(share)} of SAM won", "share: your assumption, D"),
        Tile(
            "Price an episode",
            worded(mean, money(price)) if mean else money(price),
            "your own price" if offer.price is not None else f"the model's mean within reach, {year}",
            basis,
        ),
    ]


def mean_price(result: Result, view: View, offer: Offer, year: int) -> float:
    """What an episode within reach costs in a year: the offer's own price, or spend / episodes of the model."""
    if offer.price is not None:
        return offer.price
    where = {**where_of_offer(offer, view), "year": year}
    episodes = result.total("episodes", where)
    return result.total(measure_of(offer, view), where) / episodes if episodes > 0 else 0.0


def answer(frame: pd.DataFrame, view: View, offer: Offer, spread: Spread | None) -> str:
    """Say what the offer wins in the view's last year, of what."""
    measure, last = spending(view).measure, frame.iloc[-1]
    year, som = int(last["year"]), float(last["som"])
    if som == 0:
        why = f"it is launched in {offer.launch}" if offer.launch > year else "its share or its reach is nothing"
        return f"{offer.name} wins nothing by {year}: {why}."
    likely = f", likely between {between(*spread.likely(), measure, 'and')}" if spread is not None else ""
    sam, tam = float(last["sam"]), float(last["tam"])
    whole = f", out of {amount(tam, measure)}" if sam < tam else ""
    basis = "spent on" if offer.price is None else f"that {money(offer.price)} an episode make of"
    reached = f"{amount(sam, measure)} {'within reach' if whole else basis}"
    return (
        f"{offer.name} could win {amount(som, measure)} in {year}{likely}: an assumed "
        f"{percent(float(last['share']))} of the {reached}{f'{whole} {basis}' if whole else ''} "
        f"{inside(subject(offer))}."
    )


def definitions(offer: Offer) -> list[tuple[str, str]]:
    """What TAM, SAM and SOM mean for an offer, as (word, meaning)."""
    if offer.price is not None:
        counted = f"episodes in the model x {money(offer.price)} an episode, held level in the money chosen"
        tam = f"Total market: {counted}; no scope or price path applies to a price of your own."
    elif offer.attribute:
        tam = "Total market: what payers spend more on these episodes because of what they carry, in the model."
    else:
        tam = "Total market: what payers spend on these modalities in the model, as much as the sidebar counts of it."
    return [
        ("TAM", f"{tam} Worldwide, unless the sidebar's filters keep less."),
        ("SAM", "Served market: the part of TAM in the regions, tiers, countries and at the end users reached."),
        ("SOM", "Share won: SAM x your share, on the S-curve by which the model lets any new technique spread."),
        ("Money", f"Spend of payers, not sales of suppliers; constant {PRICE_YEAR} or nominal USD as in the sidebar."),
    ]


def _part(part: float, whole: float) -> str:
    return percent(part / whole) if whole > 0 else NO_FIGURE
