"""How large the market of an offer is: TAM, SAM and SOM by year, and what each limit of its reach takes away.

TAM: what the sidebar's filters keep of the offer's modalities, worldwide. SAM: the part within its reach. SOM: SAM x
share. At the model's own price they are spend; at the offer's own price they are episodes x that price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount, Constant, Expression
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.text import Text, as_text, shown
from spinemkt.model.labelled import Array, multiply, pick
from spinemkt.model.lookup import Lookup
from spinemkt.model.prices import ATTRIBUTE_MODALITIES, attribute_markup
from spinemkt.model.result import Result
from spinemkt.model.uptake import uptake
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.scenario.text import LONGEST
from spinemkt.terms import ATTRIBUTE_TYPE, BASE_YEAR, MODALITIES, MODALITY_TYPE, TIERS, UPTAKE_YEAR

REACH = {"region": "regions", "tier": "country groups", "country": "countries", "end_user": "sites of care"}
FIRST_SHARE = 0.05  # of the peak, in the launch year
# The S-curve that starts at 5% of its ceiling is half-way up after `years_to_half`, at 95% after 1.93 times that.
_RATIO = 1 / FIRST_SHARE
HALF_PER_PEAK = log(_RATIO + 1) / (2 * log(_RATIO - 1))

BARE = "Without the premium"
ASSUMED = "share: your assumption"
LEVELS = ("TAM", "SAM", "SOM")

_VIEWED = ("region", "country", "primary", "end_user")


@dataclass(frozen=True)
class Step:
    """One bar of the funnel: what it is, where it starts and how long it is. kind: level, loss.

    figure: of its value; None where the model does not hold it.
    """

    label: str
    kind: str
    start: float
    value: float
    figure: Figure | None = None


def share_path(offer: Offer, years: Sequence[int]) -> np.ndarray:
    """Share of what the offer reaches, by year: the model's own S-curve of uptake, from the launch year on.

    5% of the peak in the launch year, half-way up about half-way to `offer.years`, 95% after them; 0 before launch.
    """
    moved = Array("year", np.array(years, dtype=float) - offer.launch + UPTAKE_YEAR)
    start, ceiling, half = (
        Array((), value) for value in (offer.peak * FIRST_SHARE, offer.peak, offer.years * HALF_PER_PEAK)
    )
    path = uptake(start, ceiling, half, moved).transpose("year").to_numpy()
    return np.where(np.array(years) >= offer.launch, np.minimum(path, offer.peak), 0.0)


def modalities(offer: Offer, view: View) -> tuple[str, ...]:
    """The modalities that the offer stands for, as far as the view keeps them; all where it names none."""
    wanted = [code for code in MODALITIES if code in offer.modality or not offer.modality]
    if offer.attribute:
        carried = carriers(offer.attribute)
        wanted = [code for code in wanted if code in carried] or carried
    types = view.treatment_type
    return tuple(
        code
        for code in wanted
        if (not view.modality or code in view.modality) and (not types or MODALITY_TYPE[code] in types)
    )


def seen(offer: Offer, view: View) -> View:
    """The view as the offer looks at it: money, its own modalities, and its regions, countries and sites of care."""
    where = where_of_offer(offer, view)
    kept: dict[str, Any] = {name: where.get(name, ()) for name in ("region", "country", "end_user", "modality")}
    return replace(view.spending, treatment_type=(), **kept)


def carriers(attribute: str) -> list[str]:
    """The modalities whose episodes can carry an attribute."""
    return [code for code in ATTRIBUTE_MODALITIES if ATTRIBUTE_TYPE[attribute] in (code, MODALITY_TYPE[code])]


def measure_of(offer: Offer, view: View) -> str:
    """What is counted: spend in the view's money, or episodes where the offer has its own price."""
    return "episodes" if offer.price is not None else view.spending.measure.name


def where_of_offer(offer: Offer, view: View, reach: Sequence[str] = tuple(REACH)) -> dict[str, tuple[str, ...]]:
    """What of a measure the offer counts, with some or all limits of its reach on top of the view's own filters."""
    limits = {name: tuple(getattr(view, name)) for name in _VIEWED if getattr(view, name)}
    for name in reach:
        if mine := tuple(getattr(offer, name)):
            limits[name] = tuple(code for code in mine if code in limits.get(name, mine))
    return {**limits, "modality": modalities(offer, view)}


def market(result: Result, offer: Offer) -> Result:
    """The run that an offer is measured on: the whole, or the part that carries its attribute."""
    return carrying(result, offer.attribute) if offer.attribute else result


def carrying(result: Result, attribute: str) -> Result:
    """The part of a run that carries an attribute: episodes with it, and what payers spend more because of it.

    episodes with it = episodes x share; spend because of it = spend x share x premium / (1 + sum of share x premium).
    """
    stages = result.stages
    at = Lookup(result.inputs, stages.diagnosed, list(TIERS))
    shares, premiums = at.placed(at.curve("attribute")), at("attribute_premium")
    share, premium = (pick(array, "attribute", attribute) for array in (shares, premiums))
    size = stages.plain("episodes").sizes
    part = np.zeros((len(MODALITIES), size["place"], size["year"]))
    more = part.copy()
    for code in carriers(attribute):
        row = list(MODALITIES).index(code)
        part[row] = share.transpose("place", "year")
        more[row] = (multiply(share, premium) / attribute_markup(shares, premiums, code)).transpose("place", "year")
    dims = ("modality", "place", "year")
    weights = {"episodes": Array(dims, part), "spend": Array(dims, more), "spend_nominal": Array(dims, more)}
    changed = {name: stages[name].copy(data=_times(stages.plain(name), weight)) for name, weight in weights.items()}
    return Result(result.inputs, stages.replaced(**changed), result.country_share, result.scope, result.include_myeloma)


def without_premium(attribute: str) -> Change:
    """The change whose effect on spend is what an attribute adds to it, in every draw."""
    return Change("attribute_premium", "set", 0.0, where_of(attribute=attribute), BASE_YEAR)


def scenarios(offer: Offer, scenario: Scenario) -> dict[str, Scenario]:
    """The scenarios, by the names of their runs, that tell what an attribute adds to spend; none where none is asked.

    What payers spend because of an attribute is spend less that without its premium: this is how it is made anew.
    """
    if not offer.attribute:
        return {}
    return {BARE: bare(scenario, offer.attribute), f"{BASELINE}: {BARE}": bare(Scenario(), offer.attribute)}


def bare(scenario: Scenario, attribute: str) -> Scenario:
    """A scenario without what an attribute adds to spend."""
    name = f"{scenario.name}, {BARE.lower()}"[: LONGEST["name"]]
    return replace(scenario, name=name, changes=(*scenario.changes, without_premium(attribute)), found=())


def counted(
    offer: Offer, view: View, year: int, reach: Sequence[str] = tuple(REACH), run: str = ""
) -> Expression | None:
    """What is counted of an offer in a year, before its own price; None where the model does not hold it.

    Not held: episodes with an attribute. run: '' the user's own, or the baseline.
    """
    where = where_of_offer(offer, view, reach)
    if (offer.attribute and offer.price is not None) or not all(where.values()):
        return None
    whole = Amount(measure_of(offer, view), {**where, "year": year}, run)
    return whole - replace(whole, run=f"{run}: {BARE}" if run else BARE) if offer.attribute else whole


def priced(found: Expression | None, offer: Offer, label: str, share: float | None = None) -> Figure | None:
    """The figure of what is counted, at the offer's own price if it has one; share: of it that is won."""
    if found is None:
        return None
    style = "money" if offer.price is not None or share is not None else ""
    if offer.price is not None:
        found = found * Constant(offer.price, "the price per course that you assume")
    if share is not None:
        found = found * Constant(share, "the share that you assume")
    return Figure(found, style, label)


def levels(offer: Offer, view: View, row: Any, run: str = "") -> dict[str, Figure]:
    """TAM, SAM and SOM in a year, by name; those that the model holds. row: of `forecast`; run: as in `counted`."""
    year = f"{row['year']}{' under the base case' if run else ''}"
    tam, sam = (counted(offer, view, int(row["year"]), reach, run) for reach in ((), tuple(REACH)))
    found = {
        "TAM": priced(tam, offer, f"TAM {year}"),
        "SAM": priced(sam, offer, f"SAM {year}"),
        "SOM": priced(sam, offer, f"SOM {year}, {ASSUMED}", float(row["share"])),
    }
    return {name: replace(one, value=float(row[name.lower()])) for name, one in found.items() if one}


def sizes(offer: Offer, view: View, row: Any) -> dict[str, Text]:
    """TAM, SAM and SOM in a year as texts, by name. row: of `forecast`."""
    held = levels(offer, view, row)
    return {name: size(held.get(name), float(row[name.lower()]), view) for name in LEVELS}


def size(figure: Figure | None, value: float, view: View) -> Text:
    """Write a size of an offer's market; as plain words where the model does not hold its figure."""
    if figure is None:
        return as_text(amount(value, spending(view).measure))
    return shown(replace(figure, value=value), "" if figure.style else "amount")


def forecast(result: Result, view: View, offer: Offer) -> pd.DataFrame:
    """TAM, SAM, share and SOM by year of the view: year, tam, sam, share, som, unit. result: from `market`."""
    name, years = measure_of(offer, view), view.span
    price = 1.0 if offer.price is None else offer.price
    found = {
        level: price
        * result.table(name, ("year",), {**where_of_offer(offer, view, reach), "year": years})
        .set_index("year")["value"]
        .reindex(years, fill_value=0.0)
        .to_numpy()
        for level, reach in (("tam", ()), ("sam", tuple(REACH)))
    }
    share = share_path(offer, years)
    money = view.spending.measure.unit
    return pd.DataFrame({"year": years, **found, "share": share, "som": found["sam"] * share, "unit": money})


def funnel(result: Result, view: View, offer: Offer, year: int) -> list[Step]:
    """What each limit takes away in one year, from TAM to SAM to SOM; limits that the offer has not are left out."""
    name = measure_of(offer, view)
    price = 1.0 if offer.price is None else offer.price

    def level(reach: Sequence[str]) -> tuple[float, Expression | None]:
        value = price * result.total(name, {**where_of_offer(offer, view, reach), "year": year})
        return value, counted(offer, view, year, reach)

    left, whole = level(())
    steps, reach = [Step("TAM", "level", 0.0, left, priced(whole, offer, f"TAM {year}"))], []
    for limit in REACH:
        if getattr(offer, limit):
            reach.append(limit)
            now, part = level(reach)
            outside, lost = f"outside the {REACH[limit]} reached", whole - part if whole and part else None
            figure = priced(lost, offer, f"{outside.capitalize()}, {year}")
            steps.append(Step(outside, "loss", now, left - now, figure))
            left, whole = now, part
    share = float(share_path(offer, [year])[0])
    missed, won = (
        priced(whole, offer, f"{name} {year}, {ASSUMED}", part)
        for name, part in (("Not won", 1 - share), ("SOM", share))
    )
    return [
        *steps,
        Step("SAM", "level", 0.0, left, priced(whole, offer, f"SAM {year}")),
        Step("not won", "loss", left * share, left * (1 - share), missed),
        Step("SOM", "level", 0.0, left * share, won),
    ]


def reached(spread: Spread | None, frame: pd.DataFrame) -> Spread | None:
    """The ranges of SOM: those of SAM, in proportion, times the share, which is the reader's own and has none.

    spread: of SAM's measure by year; between the years drawn its ratio to the central run is joined by lines.
    """
    if spread is None or not (spread.frame["central"] > 0).any():
        return None
    drawn = spread.frame[spread.frame["central"] > 0]
    ends = [name for name in drawn.columns if name.startswith("p") and name[1:].replace(".", "").isdigit()]
    ratios = {
        name: np.interp(frame["year"], drawn["year"], drawn[name] / drawn["central"]) * frame["som"] for name in ends
    }
    made = pd.DataFrame({"year": frame["year"], "central": frame["som"], **ratios, "unit": frame["unit"]})
    money = "spend_nominal" if str(frame["unit"].iloc[0]).startswith("USD/") else "spend"
    return replace(spread, frame=made, measure=money)


def _times(stage: Array, weight: Array) -> np.ndarray:
    return (stage * weight).transpose(*stage.dims).to_numpy()
