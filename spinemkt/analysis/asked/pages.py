"""What the numbers of sentences and tables answer, where no chart holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.lineage.question import amount, compose, growth
from spinemkt.analysis.market import modality_facts, place_facts
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.model.measures import received
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_BASE
from spinemkt.wording import count, dollars

MEAN = "an episode"
_COMPARED = {"amount": "times", "percent": "share_gap", "growth": "growth_gap", "mean": "ratio_of_means"}


def prices(result: Result, view: View) -> list[Figure]:
    """The model's figures of the price table, row by row: spend shown and last, mean spend, episodes."""
    found = []
    frame = modality_facts.price_table(result, view)
    for place, code in enumerate(modality_facts.price_codes(result, view)):
        here = _of(view, code)
        row = {name: frame[name].iloc[place] for name in frame.columns}
        year, last = view.year, view.years[1]
        for when in (year, last):
            found.append(_figure("spend", here, when, dollars(row[f"Spend {when}"], "")))
        found.append(_mean(here, year, dollars(row[f"Spend an episode {year}"], "")))
        found.append(_figure("episodes", here, year, count(row[f"Episodes {year}"])))
    return found


def beside(result: Result, view: View, codes: tuple[str, str]) -> Mapping[str, tuple[Figure | None, ...]]:
    """The model's figures of two modalities and of the first against the second, by what their row says."""
    year, last = view.year, view.years[1]
    found: dict[str, tuple[Figure, ...]] = {}
    for when in dict.fromkeys((year, last)):
        found[f"Uptake {when}"] = tuple(_uptake(view, code, when) for code in codes)
    who = modality_facts.recipients(codes)
    found[f"{who} {year}"] = tuple(_figure(received([code]), _of(view, code), year) for code in codes)
    for what, name in (("Episodes", "episodes"), ("Spend", "spend")):
        found[f"{what} {year}"] = tuple(_figure(name, _of(view, code), year) for code in codes)
    found[f"Spend {last}"] = tuple(_figure("spend", _of(view, code), last) for code in codes)
    if last > year:
        found["Growth of spend"] = tuple(growth("spend", _of(view, code), (year, last)) for code in codes)
    found[f"Mean spend an episode {year}"] = tuple(_mean(_of(view, code), year) for code in codes)
    lines = {line.what: line for line in modality_facts.side_by_side(result, view, *codes)}
    return {
        what: (
            replace(first, shown=line.first[0].figure),
            replace(second, shown=line.second[0].figure),
            compose((*first.amounts, *second.amounts), _COMPARED[first.kind], f"{what}, compared", line.compared.figure)
            if line.compared.figure
            else None,
        )
        for what, (first, second) in found.items()
        if (line := lines.get(what))
    }


def profile(view: View, level: str, code: str) -> Mapping[str, tuple[Figure, ...]]:
    """The model's figures of a place's profile, by what their row says, in its order."""
    year, last = view.year, view.years[1]
    here: dict[str, object] = {level: code, "year": year}
    diagnosed, treated, walking = (Amount(name, here) for name in ("diagnosed", "treated", "walking"))
    spend, fractions = Amount("spend", here), Amount("linac_fractions", here)
    return {
        "New cancer cases": (amount("new_cancer_cases", here),),
        "Diagnosed with spinal metastasis": (compose((diagnosed,)),),
        "Treated locally": (compose((treated,)), compose((treated, diagnosed), "share")),
        "Spend, all modalities": (compose((spend,)), compose((spend,), "per_person", unit="a person")),
        f"Growth to {last}": (growth("spend", {level: code}, (year, last)),),
        "Radiation courses": (amount("episodes", {**here, "treatment_type": "radiation"}),),
        "Operations": (amount("episodes", {**here, "treatment_type": "surgery"}),),
        "Walking after treatment": (compose((walking, treated), "share"),),
        "Bed days": (amount("bed_days", here),),
        place_facts.MACHINES: (compose((fractions,), "of_machines"),),
    }


def _of(view: View, code: str) -> dict[str, object]:
    return {**modality_facts.places_of(view).where("spend"), "modality": code}


def _figure(measure: str, here: Mapping[str, object], year: int, shown: str = "") -> Figure:
    return amount(measure, {**here, "year": year}, shown=shown)


def _mean(here: Mapping[str, object], year: int, shown: str = "") -> Figure:
    pair = (Amount("spend", {**here, "year": year}), Amount("episodes", {**here, "year": year}))
    return compose(pair, "mean", shown=shown, unit=MEAN)


def _uptake(view: View, code: str, year: int) -> Figure:
    kind, places = modality_facts.type_of(code), replace(modality_facts.places_of(view), end_user=())
    here = {**places.where(name := received([code])), "year": year}
    whole = Amount(MODALITY_BASE[code], {**places.where(MODALITY_BASE[code]), "year": year})
    if kind in modality_facts.TECHNIQUE_TYPES:
        whole = Amount(name, {**here, "treatment_type": kind})
    return compose((Amount(name, {**here, "modality": code}), whole), "share", unit="fraction")
