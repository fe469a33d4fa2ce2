"""Facts of places in words and rows: what leads, the profile of a region or country, its evidence gaps."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from spinemkt.analysis.lineage.functions import SHARE_OF_MACHINES
from spinemkt.analysis.narrative import LARGEST, NOTHING
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount, Call, People
from spinemkt.figures.figure import growth
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, as_text, say, shown
from spinemkt.model.places import countries_of, machines
from spinemkt.model.result import Result
from spinemkt.terms import REGIONS
from spinemkt.wording import count, listing, money, percent

MACHINES = "Radiotherapy machines"


def places(country_names: Mapping[str, str]) -> dict[str, str]:
    """Code -> name of the regions and countries that have a profile."""
    return {**REGIONS, **dict(sorted(country_names.items(), key=itemgetter(1)))}


def answer(result: Result, view: View) -> Text:
    """Say where most of it is in the year shown, and which places add most and grow fastest over the years."""
    study, name, where = Study(result), view.measure.name, view.where(year=view.year)
    places, whole = study.by(name, "country", **where), study.amount(name, **where)
    if whole.number == 0:
        return as_text(NOTHING)
    codes = sorted(places, key=lambda code: -places[code].number)[:3]
    first, *others = (result.inputs.country_names[code] for code in codes)
    if not others:
        found = say("{first}: {size} in {year}.", first=first, size=places[codes[0]], year=view.year)
        return found + growing(result, view)
    found = say(
        "{first} alone accounts for {size} in {year}; with {others} it makes up {share:percent 0}.",
        first=first,
        size=places[codes[0]],
        year=view.year,
        others=listing(others),
        share=study.amount(name, **{**where, "country": codes}) / whole,
    )
    return found + growing(result, view)


def finer(view: View) -> str:
    """The level at which places are compared: regions, or countries once places are chosen."""
    return "country" if view.region or view.country else "region"


def growing(result: Result, view: View) -> Text:
    """Say in one more sentence which places add most and grow fastest; small countries are left out."""
    level, (first, last) = finer(view), view.years
    if first == last:
        return Text()
    ends = Study(result).by_year(view.measure.name, level, (first, last), **view.where())
    most = sorted((code for code in ends if ends[code][first].number > 0), key=lambda code: -ends[code][first].number)
    most = most[:LARGEST]
    if not most:
        return Text()
    labels = REGIONS if level == "region" else result.inputs.country_names
    gain = {code: ends[code][last] - ends[code][first] for code in most}
    pace = {code: growth(ends[code][first], ends[code][last]) for code in most if ends[code][last].number > 0}
    adds = largest(gain)
    if gain[adds].number <= 0 or not pace:
        if len(most) == 1:
            return say(" It does not grow from {first} to {last}.", first=first, last=last)
        among = "the largest" if len(ends) > len(most) else "these"
        return say(" From {first} to {last} none of {among} grows.", first=first, last=last, among=among)
    quick = largest(pace)
    found = {"first": first, "last": last, "gain": gain[adds], "pace": pace[quick]}
    if len(most) == 1:
        return say(" From {first} to {last} it adds {gain:amount}, {pace}.", **found)
    return say(
        " From {first} to {last} {place} adds most{among}, {gain:amount}; {fastest} fastest, {pace}.",
        place=labels[adds],
        among=f" among the {len(most)} largest" if len(ends) > len(most) else "",
        fastest=f"{labels[quick]} grows" if quick != adds else "it also grows",
        **found,
    )


class Fact(NamedTuple):
    """A row of a profile: what, in words, and where from."""

    what: str
    words: Text
    source: str


def profile(result: Result, view: View, level: str, code: str) -> list[Fact]:
    """What to know of a region or a country in the year shown."""
    inputs, study, year, last = result.inputs, Study(result), view.year, view.years[1]
    here: dict[str, object] = {level: code, "year": year}
    countries = countries_of(inputs, {level: code})
    people = float(inputs.population.sel(country=countries, year=year).sum())
    cases, found, treated, spend, walking, days = (
        study.amount(name, **here)
        for name in ("new_cancer_cases", "diagnosed", "treated", "spend", "walking", "bed_days")
    )
    radiation, surgery = (study.amount("episodes", **here, treatment_type=kind) for kind in ("radiation", "surgery"))
    each = study.figure(spend.expression / People(spend.amounts[0]), "per", unit="per person")
    rows = [
        Fact("Population", as_text(count(people)), "UN, WPP 2024"),
        Fact("New cancer cases", shown(cases, "count"), "GLOBOCAN 2022 x demographic index"),
        Fact("Diagnosed with spinal metastasis", shown(found, "count"), "model"),
        Fact(
            "Patients treated at the spine",
            say("{treated:count} ({part:percent 0} of diagnosed)", treated=treated, part=treated / found),
            "model",
        ),
        Fact("Spend, all modalities", say("{spend}, {each:money} per person", spend=spend, each=each), "model"),
    ]
    if last > year:
        pace = growth(spend, study.amount("spend", **{**here, "year": last}))
        rows.append(Fact(f"Growth to {last}", shown(pace), "model, constant money"))
    rows += [
        Fact("RT courses", shown(radiation, "count"), "model"),
        Fact("Surgical procedures", shown(surgery, "count"), "model"),
        Fact("Ambulatory after treatment", say("{walk:percent 0} of those treated", walk=walking / treated), "model"),
        Fact("Bed days", shown(days, "count"), "model"),
    ]
    if known := machines(inputs, countries):
        used = study.figure(Call(SHARE_OF_MACHINES, (Amount("linac_fractions", here),)))
        words = say("{known}; the spine uses {used} of their fractions", known=count(known), used=used)
        rows.append(Fact(MACHINES, words, "IAEA DIRAC, lower bound"))
    else:
        rows.append(Fact(MACHINES, as_text("no record"), "IAEA DIRAC"))
    health = inputs.tables["health_expenditure"].set_index("country")["usd_per_person"].reindex(countries)
    weights = inputs.population.sel(year=2022).to_series()[countries]
    there = health.notna()
    if there.any():
        mean = float((health[there] * weights[there]).sum() / weights[there].sum())
        rows.append(Fact("Health spend per person", as_text(money(mean)), "World Bank, latest to 2022"))
    return rows


def evidence_gaps(result: Result, level: str, code: str) -> str:
    """Say how much of what is particular to a place is assumption."""
    register = result.inputs.register
    countries = result.inputs.countries
    region = countries.at[code, "region"] if level == "country" else code
    tiers = (
        {countries.at[code, "tier"]} if level == "country" else set(countries.loc[countries["region"] == code, "tier"])
    )
    own = register[(register["region"] == region) | register["tier"].isin(tiers)]
    assumed = int((own["grade"] == "D").sum())
    share = percent(assumed / len(own), 0)
    return f"{share} of the {len(own)} local inputs are assumptions (expert judgement, grade D)."
