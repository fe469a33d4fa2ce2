"""Claims on patients and their care."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from spinemkt.analysis.claims.drivers import diagnosed_growth_drivers, found_share
from spinemkt.analysis.claims.parts import (
    COLLECTIONS,
    FIRST_YEAR,
    IN_PART,
    LAST_YEAR,
    LOCAL_TYPES,
    NAMED_PRIMARIES,
    NOISE,
    NOT_SUPPORTED,
    SOURCE,
    SPECIALISED_CENTRES,
    UNIT,
    Claim,
    end_user_name,
    leader_of,
    ratio,
    shares_of,
    values_by,
    verdict_of,
)
from spinemkt.analysis.wording import count, inside, listing, percent, times
from spinemkt.model.result import Result
from spinemkt.terms import (
    BASE_YEAR,
    MODALITY_TYPE,
    PRIMARIES,
    SCOPES,
)


def prevalence_and_imaging(result: Result) -> Claim:
    """Test that growth of diagnosed patients comes first from new cancers, and that detection adds to it."""
    drivers = diagnosed_growth_drivers(result)
    share = {name: ratio(value, sum(drivers.values())) for name, value in drivers.items()}
    before, after = (result.total("diagnosed", {"year": year}) for year in (BASE_YEAR, LAST_YEAR))
    found = [found_share(result, year) for year in (BASE_YEAR, LAST_YEAR)]
    figure = (
        f"Diagnosed patients go from {count(before)} in {BASE_YEAR} to {count(after)} in {LAST_YEAR}; of that growth "
        f"{percent(share['new_cancers'], 0)} is new cancers, {percent(share['survival'], 0)} risk through longer "
        f"survival and {percent(share['detection'], 0)} detection ({percent(found[0])} of patients found, then "
        f"{percent(found[1])})."
    )
    first = leader_of(drivers) == "new_cancers"
    verdict = verdict_of(first, drivers["detection"] > NOISE)
    statement = "The main driver is more advanced cancer, together with imaging that finds lesions earlier."
    reversal = _driver_reversal(drivers, found)
    return Claim("prevalence_and_imaging", statement, SOURCE, verdict, figure, reversal)


def _driver_reversal(drivers: Mapping[str, float], found: list[float]) -> str:
    effect = {name: float(np.expm1(value)) for name, value in drivers.items()}
    rival = leader_of(effect, without=("new_cancers",))
    names = {"survival": "longer survival", "detection": "detection"}
    if drivers["detection"] <= NOISE:
        kept = found[1] / np.exp(drivers["detection"])
        return f"Detection would be a driver if more than {percent(kept)} of patients were found in {LAST_YEAR}."
    if effect["new_cancers"] < effect[rival]:
        return (
            f"New cancers would be the main driver if they raised diagnosed patients by more than "
            f"{percent(effect[rival])}, as {names[rival]} does, instead of {percent(effect['new_cancers'])}."
        )
    return (
        f"Detection would pass new cancers if it raised diagnosed patients by {percent(effect['new_cancers'])} instead "
        f"of {percent(effect['detection'])}; finding every patient of {BASE_YEAR} would have added "
        f"{percent(ratio(1.0, found[0]) - 1)}."
    )


def minimally_invasive_extends(result: Result) -> Claim:
    """Test that minimally invasive surgery gains share of operations, and that more patients are operated on."""
    surgery = {"treatment_type": "surgery"}
    before, after = (
        shares_of(values_by(result, "episodes", "modality", year, surgery))["mis_surgery"]
        for year in (FIRST_YEAR, LAST_YEAR)
    )
    operated = result.total("modality_patients", {**surgery, "year": LAST_YEAR})
    extra = extra_operated(result)
    noise = NOISE * operated
    grows, extends = after > before, extra > noise
    change = (
        f"{count(extra)} more" if extends else f"{count(-extra)} fewer" if -extra > noise else "neither more nor fewer"
    )
    relief = percent(float(result.inputs["mis_relief"].max()), 0)
    meaning = (
        f"more patients, because the model assumes that it can take {relief} of those too frail for open surgery"
        if extends
        else "a shift between techniques, not more patients"
    )
    figure = (
        f"Minimally invasive surgery goes from {percent(before)} of operations in {FIRST_YEAR} to {percent(after)} in "
        f"{LAST_YEAR}. In that year {count(operated)} patients are operated on, {change} than the {FIRST_YEAR} rates "
        f"of each tier, primary and presentation give: {meaning}."
    )
    if not grows:
        reversal = f"It would gain ground with more than {percent(before)} of operations in {LAST_YEAR}."
    elif extends:
        reversal = (
            f"It would be no more than a shift if it could take none of them: {count(extra)} fewer patients operated "
            f"on in {LAST_YEAR}. That share is judged (grade D), so the claim is supported in part at most."
        )
    else:
        gained = (after - before) * operated
        treated = result.total("treated", {"year": LAST_YEAR})
        reversal = (
            f"It would extend treatment if the share gained since {FIRST_YEAR}, {count(gained)} patients in "
            f"{LAST_YEAR}, came on top: {percent(ratio(operated + gained, treated))} of locally treated patients "
            f"operated on instead of {percent(ratio(operated, treated))}."
        )
    verdict = IN_PART if grows else NOT_SUPPORTED
    statement = "Minimally invasive surgery extends treatment to patients too frail for open surgery."
    return Claim("mis_extends", statement, SOURCE, verdict, figure, reversal)


def extra_operated(result: Result) -> float:
    """Patients operated on in the last year beyond what the first rates of tiers, primaries and presentations give."""
    surgery = [code for code, kind in MODALITY_TYPE.items() if kind == "surgery"]
    operated = result.stages.modality_patients.sel(modality=surgery, year=FIRST_YEAR, drop=True).sum("modality")
    first, last = (result.stages.treated.sel(year=year, drop=True) for year in (FIRST_YEAR, LAST_YEAR))
    rate = operated / first.where(first > 0, 1.0)
    now = result.total("modality_patients", {"treatment_type": "surgery", "year": LAST_YEAR})
    return now - float((rate * last).sum())


def main_primaries(result: Result) -> Claim:
    """Test that lung, breast and prostate are more than half of diagnosed patients and the three largest."""
    patients = values_by(result, "diagnosed", "primary", FIRST_YEAR)
    share = shares_of(patients)
    three = sum(share[code] for code in NAMED_PRIMARIES)
    rival = leader_of(share, without=(*NAMED_PRIMARIES, *COLLECTIONS))
    each = listing(f"{PRIMARIES[code].lower()} {percent(share[code])}" for code in NAMED_PRIMARIES)
    figure = (
        f"In {FIRST_YEAR} {each} make up {percent(three)} of {count(sum(patients.values()))} diagnosed patients; "
        f"the largest other single primary is {PRIMARIES[rival].lower()} with {percent(share[rival])}."
    )
    change = ratio(three, 1 - three) - 1
    if three > 0.5:
        reversal = f"The three would fall to half if patients with other primaries grew by {percent(change)}."
    else:
        reversal = f"The three would pass half if their patients grew by {percent(ratio(1 - three, three) - 1)}."
    verdict = verdict_of(three > 0.5, min(share[code] for code in NAMED_PRIMARIES) > share[rival])
    statement = "Lung, breast and prostate are the main primary tumours."
    return Claim("main_primaries", statement, SOURCE, verdict, figure, reversal)


def specialised_hubs(result: Result) -> Claim:
    """Test that neurosurgical and orthopaedic centres together lead all spend, and all local treatment."""
    spend = shares_of(values_by(result, "spend", "end_user", FIRST_YEAR))
    care = shares_of(values_by(result, "episodes", "end_user", FIRST_YEAR, {"treatment_type": LOCAL_TYPES}))
    surgery = shares_of(values_by(result, "spend", "end_user", FIRST_YEAR, {"treatment_type": "surgery"}))
    own, treats, operates = (sum(split[code] for code in SPECIALISED_CENTRES) for split in (spend, care, surgery))
    leader, busiest = (leader_of(split, without=SPECIALISED_CENTRES) for split in (spend, care))
    figure = (
        f"In {FIRST_YEAR} neurosurgical and orthopaedic centres receive {percent(own)} of spend "
        f"({inside(SCOPES[result.scope])}, {UNIT}) and give {percent(treats)} of local treatments, "
        f"though {percent(operates)} of spend on surgery is "
        f"theirs; the largest other receiver of spend is {end_user_name(leader)} ({percent(spend[leader])}), "
        f"the largest other giver of local treatment {end_user_name(busiest)} ({percent(care[busiest])})."
    )
    if own > spend[leader]:
        fall = percent(1 - ratio(spend[leader], own))
        reversal = f"They would lose the lead in spend to {end_user_name(leader)} if theirs fell by {fall}."
    else:
        reversal = (
            f"They would lead if their spend were {times(ratio(spend[leader], own))} what it is, others unchanged."
        )
    verdict = verdict_of(own > spend[leader], treats > care[busiest])
    statement = "Neurosurgical and orthopaedic centres are the hubs of care."
    return Claim("specialised_hubs", statement, SOURCE, verdict, figure, reversal)
