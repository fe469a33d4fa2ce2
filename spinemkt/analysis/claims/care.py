"""Claims on patients and their care."""

from __future__ import annotations

from collections.abc import Mapping

from spinemkt.analysis.claims.drivers import DRIVERS, alone, diagnosed_growth_drivers, share_of_growth
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
    verdict_of,
)
from spinemkt.figures.expression import Amount, Call, Function
from spinemkt.figures.figure import Figure, change, combined, fall
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, join, say
from spinemkt.model.result import Result
from spinemkt.terms import BASE_YEAR, MODALITY_TYPE, PRIMARIES, SCOPES
from spinemkt.wording import inside, percent


def prevalence_and_imaging(study: Study) -> Claim:
    """Test that growth of diagnosed patients comes first from new cancers, and that detection adds to it."""
    drivers = diagnosed_growth_drivers(study.result)
    before, after = (study.amount("diagnosed", year=year) for year in (BASE_YEAR, LAST_YEAR))
    whole = [study.amount("spine_metastasis_patients", year=year) for year in (BASE_YEAR, LAST_YEAR)]
    found = [before / whole[0], after / whole[1]]
    figure = say(
        "Diagnosed patients go from {before:count} in {base} to {after:count} in {last}; of that growth "
        "{new_cancers:percent 0} is new cancers, {survival:percent 0} risk through longer survival and "
        "{detection:percent 0} detection ({first} of patients found, then {then}).",
        before=before,
        after=after,
        base=BASE_YEAR,
        last=LAST_YEAR,
        first=found[0],
        then=found[1],
        **{code: share_of_growth(study, code) for code in DRIVERS},
    )
    verdict = verdict_of(max(drivers, key=drivers.__getitem__) == "new_cancers", drivers["detection"] > NOISE)
    statement = "The main driver is more advanced cancer, together with imaging that finds lesions earlier."
    reversal = _driver_reversal(study, drivers, found, change(whole[0], before))
    return Claim("prevalence_and_imaging", statement, SOURCE, verdict, figure, reversal)


def _driver_reversal(study: Study, drivers: Mapping[str, float], found: list[Figure], missed: Figure) -> Text:
    """What would reverse it. missed: what finding every patient of the base year would have added."""
    effect = {code: alone(study, code) for code in DRIVERS}
    rival = largest(effect, without=["new_cancers"])
    if drivers["detection"] <= NOISE:
        kept = found[1].number / (1 + effect["detection"].number)
        return say(
            "Detection would be a driver if more than {kept} of patients were found in {last}.",
            kept=percent(kept),
            last=LAST_YEAR,
        )
    if effect["new_cancers"].number < effect[rival].number:
        return say(
            "New cancers would be the main driver if they raised diagnosed patients by more than {theirs}, as {rival} "
            "does, instead of {own}.",
            theirs=effect[rival],
            rival={"survival": "longer survival", "detection": "detection"}[rival],
            own=effect["new_cancers"],
        )
    return say(
        "Detection would pass new cancers if it raised diagnosed patients by {theirs} instead of {own}; finding every "
        "patient of {base} would have added {missed:percent}.",
        theirs=effect["new_cancers"],
        own=effect["detection"],
        base=BASE_YEAR,
        missed=missed,
    )


def minimally_invasive_extends(study: Study) -> Claim:
    """Test that minimally invasive surgery gains share of operations, and that more patients are operated on."""
    surgery = {"treatment_type": "surgery"}
    before, after = (
        study.amount("episodes", modality="mis_surgery", year=year) / study.amount("episodes", year=year, **surgery)
        for year in (FIRST_YEAR, LAST_YEAR)
    )
    operated, extra = study.amount("modality_patients", year=LAST_YEAR, **surgery), _extra_operated(study)
    noise = NOISE * operated.number
    grows, extends = after.number > before.number, extra.number > noise
    fewer = "{extra:size count} fewer" if -extra.number > noise else "neither more nor fewer"
    relief = percent(float(study.result.inputs["mis_relief"].max()), 0)
    meaning = (
        f"more patients, because the model assumes that it can take {relief} of those too frail for open surgery"
        if extends
        else "a shift between techniques, not more patients"
    )
    figure = say(
        "Minimally invasive surgery goes from {before} of operations in {first} to {after} in {last}. In that year "
        "{operated:count} patients are operated on, {change} than the {first} rates of each country group, primary and "
        "presentation give: {meaning}.",
        before=before,
        after=after,
        first=FIRST_YEAR,
        last=LAST_YEAR,
        operated=operated,
        change=say("{extra:count} more" if extends else fewer, extra=extra),
        meaning=meaning,
    )
    verdict = IN_PART if grows else NOT_SUPPORTED
    statement = "Minimally invasive surgery extends treatment to patients too frail for open surgery."
    reversal = _extension_reversal(study, before, after, operated, extra if extends else None)
    return Claim("mis_extends", statement, SOURCE, verdict, figure, reversal)


def _extension_reversal(study: Study, before: Figure, after: Figure, operated: Figure, extra: Figure | None) -> Text:
    """What would reverse it. extra: patients operated on beyond the first rates, None where there are none."""
    if after.number <= before.number:
        return say(
            "It would gain ground with more than {before} of operations in {last}.", before=before, last=LAST_YEAR
        )
    if extra is not None:
        return say(
            "It would be no more than a shift if it could take none of them: {extra:count} fewer patients operated on "
            "in {last}. That share is judged (grade D), so the claim is supported in part at most.",
            extra=extra,
            last=LAST_YEAR,
        )
    gained, treated = combined("*", after - before, operated), study.amount("treated", year=LAST_YEAR)
    return say(
        "It would extend treatment if the share gained since {first}, {gained:count} patients in {last}, came on top: "
        "{with_them:percent} of patients treated at the spine operated on instead of {now:percent}.",
        first=FIRST_YEAR,
        gained=gained,
        last=LAST_YEAR,
        with_them=(operated + gained) / treated,
        now=operated / treated,
    )


def main_primaries(study: Study) -> Claim:
    """Test that lung, breast and prostate are more than half of diagnosed patients and the three largest."""
    patients = study.by("diagnosed", "primary", year=FIRST_YEAR)
    whole, (lung, breast, prostate) = study.amount("diagnosed", year=FIRST_YEAR), map(patients.get, NAMED_PRIMARIES)
    assert lung and breast and prostate
    three = lung + breast + prostate
    rival = largest(patients, without=[*NAMED_PRIMARIES, *COLLECTIONS])
    each = (
        say("{name} {share}", name=PRIMARIES[code].lower(), share=patients[code] / whole) for code in NAMED_PRIMARIES
    )
    share = three / whole
    figure = say(
        "In {year} {each} make up {share} of {whole:count} diagnosed patients; the largest other single primary is "
        "{rival} with {other}.",
        year=FIRST_YEAR,
        each=join(each),
        share=share,
        whole=whole,
        rival=PRIMARIES[rival].lower(),
        other=patients[rival] / whole,
    )
    most = share.number > 0.5
    if most:
        reversal = say(
            "The three would fall to half if patients with other primaries grew by {by:percent}.",
            by=change(three, whole - three),
        )
    else:
        reversal = say(
            "The three would pass half if their patients grew by {by:percent}.", by=change(whole - three, three)
        )
    least = min(patients[code].number for code in NAMED_PRIMARIES)
    verdict = verdict_of(most, least > patients[rival].number)
    statement = "Lung, breast and prostate are the main primary cancers."
    return Claim("main_primaries", statement, SOURCE, verdict, figure, reversal)


def specialised_hubs(study: Study) -> Claim:
    """Test that neurosurgical and orthopaedic centres together lead all spend, and all treatment at the spine."""
    first, second = SPECIALISED_CENTRES
    spend = study.by("spend", "end_user", year=FIRST_YEAR)
    care = study.by("episodes", "end_user", year=FIRST_YEAR, treatment_type=LOCAL_TYPES)
    surgery = study.by("spend", "end_user", year=FIRST_YEAR, treatment_type="surgery")
    own, treats, operates = (split[first] + split[second] for split in (spend, care, surgery))
    leader, busiest = (largest(split, without=SPECIALISED_CENTRES) for split in (spend, care))
    whole = study.amount("spend", year=FIRST_YEAR)
    given = study.amount("episodes", year=FIRST_YEAR, treatment_type=LOCAL_TYPES)
    figure = say(
        "In {year} neurosurgical and orthopaedic centres receive {own} of spend ({scope}, {unit}) and give {treats} of "
        "treatments at the spine, though {operates} of spend on surgery is theirs; the largest other receiver of "
        "spend is {leader} ({leads}), the largest other giver of treatment at the spine {busiest} ({gives}).",
        year=FIRST_YEAR,
        own=own / whole,
        scope=inside(SCOPES[study.result.scope]),
        unit=UNIT,
        treats=treats / given,
        operates=operates / study.amount("spend", year=FIRST_YEAR, treatment_type="surgery"),
        leader=end_user_name(leader),
        leads=spend[leader] / whole,
        busiest=end_user_name(busiest),
        gives=care[busiest] / given,
    )
    ahead = own.number > spend[leader].number
    if ahead:
        reversal = say(
            "They would lose the lead in spend to {leader} if theirs fell by {by}.",
            leader=end_user_name(leader),
            by=fall(own, spend[leader]),
        )
    else:
        reversal = say(
            "They would lead if their spend were {by:times} what it is, others unchanged.", by=spend[leader] / own
        )
    verdict = verdict_of(ahead, treats.number > care[busiest].number)
    statement = "Neurosurgical and orthopaedic centres are the hubs of care."
    return Claim("specialised_hubs", statement, SOURCE, verdict, figure, reversal)


def extra_operated(result: Result) -> float:
    """Patients operated on in the last year beyond what the first rates of tiers, primaries and presentations give."""
    surgery = [code for code, kind in MODALITY_TYPE.items() if kind == "surgery"]
    operated = result.stages.modality_patients.sel(modality=surgery, year=FIRST_YEAR, drop=True).sum("modality")
    first, last = (result.stages.treated.sel(year=year, drop=True) for year in (FIRST_YEAR, LAST_YEAR))
    rate = operated / first.where(first > 0, 1.0)
    now = result.total("modality_patients", {"treatment_type": "surgery", "year": LAST_YEAR})
    return now - float((rate * last).sum())


_EXTRA_OPERATED = Function(
    "extra_operated",
    "{0} less what it would be had each country group, primary and presentation kept its rate of 2026",
    lambda values, amounts, runs: extra_operated(runs[0]),
    lambda amounts, runs, printed: f"spinemkt.extra_operated({runs[0]})",
)


def _extra_operated(study: Study) -> Figure:
    """The figure of extra_operated; persons a year."""
    operated = Amount("modality_patients", {"year": LAST_YEAR, "treatment_type": "surgery"}, study.name)
    label = f"Patients operated on in {LAST_YEAR} beyond what the rates of {FIRST_YEAR} give"
    return study.figure(Call(_EXTRA_OPERATED, (operated,)), "amount", label, "persons a year")
