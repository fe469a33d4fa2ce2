"""Facts of places in words and rows: what leads, the profile of a region or country, its evidence gaps."""

from __future__ import annotations

from typing import NamedTuple

from spinemkt.analysis.lineage import question
from spinemkt.analysis.narrative import LARGEST, Sentence
from spinemkt.analysis.view import View
from spinemkt.figures.figure import amount
from spinemkt.model.places import countries_of, machines, share_of_machines
from spinemkt.model.result import Result
from spinemkt.terms import REGIONS
from spinemkt.wording import count, growth, listing, money, percent, yearly_growth

MACHINES = "Radiotherapy machines"


def answer(result: Result, view: View) -> str:
    """Say where most of it is in the year shown, and which places add most and grow fastest over the years."""
    frame = result.table(view.measure.name, ("country",), view.where(year=view.year)).nlargest(3, "value")
    whole = result.total(view.measure.name, view.where(year=view.year))
    if whole == 0:
        return "Nothing is left under these filters."
    names = [result.inputs.country_names[code] for code in frame["country"]]
    share = percent(float(frame["value"].sum()) / whole, 0)
    first = amount(float(frame["value"].iloc[0]), view.measure)
    if len(names) == 1:
        return f"{names[0]}: {first} in {view.year}.{growing(result, view).text}"
    where = f"{names[0]} alone is {first} in {view.year}; with {listing(names[1:])} it makes up {share}."
    return f"{where}{growing(result, view).text}"


def finer(view: View) -> str:
    """The level at which places are compared: regions, or countries once places are chosen."""
    return "country" if view.region or view.country else "region"


def growing(result: Result, view: View) -> Sentence:
    """Say in one more sentence which places add most and grow fastest; small countries are left out."""
    level, (first, last) = finer(view), view.years
    if first == last:
        return Sentence("")
    wide = result.table(view.measure.name, (level, "year"), view.where(year=[first, last]))
    wide = wide.pivot(index=level, columns="year", values="value")
    largest = wide[wide[first] > 0].nlargest(LARGEST, first)
    if largest.empty:
        return Sentence("")
    labels = REGIONS if level == "region" else result.inputs.country_names
    gain = largest[last] - largest[first]
    pace = {
        code: yearly_growth(a, b, last - first)
        for code, a, b in zip(largest.index, largest[first], largest[last], strict=True)
        if b > 0
    }
    added = amount(float(gain.max()), view.measure)
    if gain.max() <= 0 or not pace:
        if len(largest) == 1:
            return Sentence(f" It does not grow from {first} to {last}.")
        among = "the largest" if len(wide) > len(largest) else "these"
        return Sentence(f" From {first} to {last} none of {among} grows.")
    adds, quick = gain.idxmax(), max(pace, key=pace.__getitem__)
    name = view.measure.name
    answers = (
        question.gain(name, view.where(name, **{level: [adds]}), (first, last), shown=added),
        question.growth(name, view.where(name, **{level: [quick]}), (first, last), shown=growth(pace[quick])),
    )
    if len(largest) == 1:
        return Sentence(f" From {first} to {last} it adds {added}, {growth(pace[quick])}.", answers)
    among = f" among the {len(largest)} largest" if len(wide) > len(largest) else ""
    fastest = f"{labels[quick]} grows" if quick != adds else "it also grows"
    return Sentence(
        f" From {first} to {last} {labels[adds]} adds most{among}, {added}; {fastest} fastest, {growth(pace[quick])}.",
        answers,
    )


class Fact(NamedTuple):
    """A row of a profile: what, in words, and where from. figures: those in the words; None: the words are one."""

    what: str
    words: str
    source: str
    figures: tuple[str, ...] | None = None


def profile(result: Result, view: View, level: str, code: str) -> list[Fact]:
    """What to know of a region or a country in the year shown."""
    inputs, year = result.inputs, view.year
    here: dict[str, object] = {level: code, "year": year}
    countries = countries_of(inputs, {level: code})
    people = float(inputs.population.sel(country=countries, year=year).sum())
    cases, found, treated, spend = (
        result.total(name, here) for name in ("new_cancer_cases", "diagnosed", "treated", "spend")
    )
    later = result.total("spend", {level: code, "year": view.years[1]})
    span = view.years[1] - year
    part, each = percent(treated / found, 0), money(spend / people)
    walk = percent(result.total("walking", here) / treated, 0)
    radiation, surgery = (
        count(result.total("episodes", {**here, "treatment_type": kind})) for kind in ("radiation", "surgery")
    )
    rows = [
        Fact("Population", count(people), "UN, WPP 2024"),
        Fact("New cancer cases", count(cases), "GLOBOCAN 2022 x demographic index"),
        Fact("Diagnosed with spinal metastasis", count(found), "model"),
        Fact("Treated locally", f"{count(treated)} ({part} of diagnosed)", "model", (count(treated), part)),
        Fact("Spend, all modalities", f"{money(spend)}, {each} a person", "model", (money(spend), each)),
    ]
    if span > 0:
        pace = growth(yearly_growth(spend, later, span))
        rows.append(Fact(f"Growth to {view.years[1]}", pace, "model, constant money"))
    rows += [
        Fact("Radiation courses", radiation, "model"),
        Fact("Operations", surgery, "model"),
        Fact("Walking after treatment", f"{walk} of those treated", "model", (walk,)),
        Fact("Bed days", count(result.total("bed_days", here)), "model"),
    ]
    if known := machines(inputs, countries):
        used = percent(share_of_machines(result, "linac_fractions", here))
        words = f"{count(known)}; the spine uses {used} of their fractions"
        rows.append(Fact(MACHINES, words, "IAEA DIRAC, lower bound", (used,)))
    else:
        rows.append(Fact(MACHINES, "no record", "IAEA DIRAC", ()))
    health = inputs.tables["health_expenditure"].set_index("country")["usd_per_person"].reindex(countries)
    weights = inputs.population.sel(year=2022).to_series()[countries]
    there = health.notna()
    if there.any():
        mean = float((health[there] * weights[there]).sum() / weights[there].sum())
        rows.append(Fact("Health spend a person", money(mean), "World Bank, latest to 2022"))
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
    return f"{assumed} of the {len(own)} inputs particular to this place carry grade D, stated judgement."
