"""Claims on treatments and regions."""

from __future__ import annotations

import math
from dataclasses import replace

from spinemkt.analysis.claims.parts import (
    FIRST_YEAR,
    LAST_YEAR,
    LOCAL_TYPES,
    NAMED_REGIONS,
    NOT_SUPPORTED,
    SOURCE,
    SWING,
    UNIT,
    Claim,
    type_name,
    verdict_of,
)
from spinemkt.figures.expression import Amount, Call
from spinemkt.figures.figure import Figure, change, fall, growth
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, chained, join, say
from spinemkt.model.measures import RECEIVED_BY_TYPE
from spinemkt.terms import REGIONS, SCOPES
from spinemkt.wording import inside


def radiation_dominant(study: Study) -> Claim:
    """Test that radiation leads by spend against every other type, and among patients treated at the spine."""
    spend = study.by("spend", "treatment_type", year=FIRST_YEAR)
    patients = study.by("patient_treatments", "treatment_type", year=FIRST_YEAR, treatment_type=LOCAL_TYPES)
    whole, treated = (study.amount(measure, year=FIRST_YEAR) for measure in ("spend", "treated"))
    leader, second = largest(spend), largest(patients, without=["radiation"])

    def reached(kind: str) -> Figure:
        return study.amount(RECEIVED_BY_TYPE[kind], year=FIRST_YEAR, treatment_type=kind) / treated

    figure = say(
        "In {year} {leader} leads spend with {most} ({scope}, {unit}), radiation has {radiation}; of {treated:count} "
        "patients treated at the spine, radiation reaches {irradiated}, {second} {at_most}{reached}.",
        year=FIRST_YEAR,
        leader=type_name(leader),
        most=spend[leader] / whole,
        scope=inside(SCOPES[study.result.scope]),
        unit=UNIT,
        radiation=spend["radiation"] / whole,
        treated=treated,
        irradiated=reached("radiation"),
        second=type_name(second),
        at_most="" if RECEIVED_BY_TYPE[second] == "modality_patients" else "at most ",  # some may have two of them
        reached=reached(second),
    )
    verdict = verdict_of(leader == "radiation", largest(patients) == "radiation")
    statement = "Radiation is the dominant type of treatment."
    return Claim("radiation_dominant", statement, SOURCE, verdict, figure, _radiation_reversal(study))


def _radiation_reversal(study: Study) -> Text:
    """Say for every scope what would have to fall, and by how much, for the lead in spend to change hands."""
    would_lead, leads = [], []
    for scope in SCOPES:
        spend = study.of_scope(scope).by("spend", "treatment_type", year=FIRST_YEAR)
        radiation = spend["radiation"]
        above = [kind for kind, amount in spend.items() if amount.number > radiation.number]
        falls = [
            say("{kind} fell by {fall}", kind=type_name(kind), fall=fall(spend[kind], radiation)) for kind in above
        ]
        if falls:
            would_lead.append(say("if {falls} ({scope})", falls=join(falls), scope=inside(SCOPES[scope])))
            continue
        rival = largest(spend, without=["radiation"])
        until = "until it falls by {fall}, behind {rival} ({scope})"
        lead = fall(radiation, spend[rival])
        leads.append(say(until, fall=lead, rival=type_name(rival), scope=inside(SCOPES[scope])))
    parts = [say("would lead spend {ways}", ways=join(would_lead, "or"))] if would_lead else []
    parts += [say("leads spend {ways}", ways=join(leads))] if leads else []
    return say("In {year} radiation {parts}.", year=FIRST_YEAR, parts=chained(parts, "; it "))


def north_america_largest(study: Study) -> Claim:
    """Test that North America has the largest spend of the five regions."""
    home = "north_america"
    spend, treated = (study.by(measure, "region", year=FIRST_YEAR) for measure in ("spend", "treated"))
    rival = largest(spend, without=[home])
    figure = say(
        "In {year} North America spends {home:real money}, {share} of the world, on {treated} of those treated at the "
        "spine; {rival} spends {other:money}.",
        year=FIRST_YEAR,
        home=spend[home],
        share=spend[home] / study.amount("spend", year=FIRST_YEAR),
        treated=treated[home] / study.amount("treated", year=FIRST_YEAR),
        rival=REGIONS[rival],
        other=spend[rival],
    )
    leads = spend[rival].number < spend[home].number
    if leads:
        template, by = "{rival} would overtake if North American prices fell by {by}.", fall(spend[home], spend[rival])
    else:
        template = "North America would overtake {rival} if its prices rose by {by:percent}."
        by = change(spend[rival], spend[home])
    reversal = say(template, rival=REGIONS[rival], by=by)
    statement = "North America holds the largest share of the market."
    return Claim("north_america_largest", statement, SOURCE, verdict_of(leads), figure, reversal)


def asia_pacific_fastest(study: Study) -> Claim:
    """Test that Asia-Pacific grows fastest: of all regions, or else of the three named, or in absolute USD."""
    home = "asia_pacific"
    spend = study.by_year("spend", "region", (FIRST_YEAR, LAST_YEAR))
    rate = {code: growth(ends[FIRST_YEAR], ends[LAST_YEAR]) for code, ends in spend.items()}
    gain = {code: ends[LAST_YEAR] - ends[FIRST_YEAR] for code, ends in spend.items()}
    rival, most = largest(rate, without=[home]), largest(gain)
    ranked = sorted(rate, key=lambda code: -rate[code].number)
    own = say(", against {gain} in {home}", gain=gain[home], home=REGIONS[home]) if most != home else ""
    figure = say(
        "Growth of spend a year, {first} to {last} in {unit}: {rates}; the largest absolute gain is {gain} in "
        "{place}{own}.",
        first=FIRST_YEAR,
        last=LAST_YEAR,
        unit=UNIT,
        rates=join(say("{place} {rate:percent}", place=REGIONS[code], rate=rate[code]) for code in ranked),
        gain=gain[most],
        place=REGIONS[most],
        own=own,
    )
    ahead = rate[home].number > rate[rival].number
    if ahead:
        template, gap = "{rival} would grow faster if {home} grew {gap} a year less.", rate[home] - rate[rival]
    else:
        template = "{home} would grow fastest with {gap} a year more, ahead of {rival}."
        gap = rate[rival] - rate[home]
    reversal = say(template, rival=REGIONS[rival], home=REGIONS[home], gap=gap)
    in_part = home in (largest({code: rate[code] for code in NAMED_REGIONS}), most)
    verdict = verdict_of(ahead, in_part or ahead) if rate[home].number > 0 else NOT_SUPPORTED
    statement = "Asia-Pacific grows rapidly: tested as the fastest growth."
    return Claim("asia_pacific_fastest", statement, SOURCE, verdict, figure, reversal)


def europe_steady(study: Study) -> Claim:
    """Test that Europe grows every year, and that its yearly growth varies less than the median region's."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    spend = study.by_year("spend", "region", years)["europe"]
    yearly = {year: _or_none(growth(spend[year - 1], spend[year])) for year in years[1:]}
    worst, best = (pick(yearly, key=lambda year: yearly[year].number) for pick in (min, max))
    lowest, swings = yearly[worst], {code: _swing(study, code) for code in REGIONS}
    europe, median = swings["europe"], swings[sorted(swings, key=lambda code: swings[code].number)[len(swings) // 2]]
    figure = say(
        "Steady means: spend ({unit}) grows every year and its growth varies less than the median region's. "
        "From {first} to {last} Europe grows between {lowest:percent} (in {worst}) and {highest}, with a standard "
        "deviation of {europe} against {median}.",
        unit=UNIT,
        first=FIRST_YEAR,
        last=LAST_YEAR,
        lowest=lowest,
        worst=worst,
        highest=yearly[best],
        europe=europe,
        median=median,
    )
    grows = lowest.number > 0
    less = "Europe would shrink in {worst} with {lowest:points} less growth"
    more = "Europe would grow every year with {lowest:size points} more growth in {worst}"
    wider = replace(
        change(median, europe),
        style="size percent",
        label="How much the yearly growth of spend varies in the median region, against Europe",
    )
    reversal = say(less if grows else more, worst=worst, lowest=lowest) + say(
        ", and would vary as much as the median region if its swings were {wider} {which}.",
        wider=wider,
        which="wider" if wider.number > 0 else "narrower",
    )
    verdict = verdict_of(grows, europe.number < median.number)
    return Claim("europe_steady", "Europe is a steady market.", SOURCE, verdict, figure, reversal)


def _or_none(growing: Figure) -> Figure:
    """A growth, or none where there is nothing to grow."""
    return replace(growing, value=0.0) if math.isnan(growing.number) else growing


def _swing(study: Study, region: str) -> Figure:
    """How much the growth of a region's spend varies from year to year."""
    amount = Amount("spend", {"region": region, "year": list(range(FIRST_YEAR, LAST_YEAR + 1))}, study.name)
    label = f"Standard deviation of the yearly growth of spend, {REGIONS[region]}, {FIRST_YEAR} to {LAST_YEAR}"
    return study.figure(Call(SWING, (amount,)), "points 2", label)
