"""What a view says in words: the headline, three things that stand out, and the tiles. All computed, none asserted."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.lineage import question
from spinemkt.analysis.lineage.question import Answer
from spinemkt.analysis.lineage.support import support
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, growth, inside, money, percent, yearly_growth
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRIMARY_GROUPS, REGIONS, TREATMENT_TYPES

# Growth is told and drawn for the largest codes of a dimension only; small ones grow from next to nothing.
LARGEST = 12


@dataclass(frozen=True)
class Tile:
    """One headline number: label, value with unit and year, how it changes, how much of it rests on evidence.

    answer: what the value answers, so that it can be asked where it comes from. later: the same of the change.
    """

    label: str
    value: str
    change: str
    evidence: str
    answer: Answer | None = None
    later: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what its figures answer in the order of the text; without words where there is nothing to say."""

    text: str
    answers: tuple[Answer, ...] = ()


_CARE = ("spend", "episodes")


def what(measure: Measure) -> str:
    """Name a measure in a title: Spend, Patients, Episodes."""
    return measure.label.partition(",")[0].removesuffix(" by modality")


def agreeing(measure: Measure, one: str, many: str) -> str:
    """Choose the form of a verb that goes with a measure's name: spend is, episodes are."""
    return one if measure.money else many


def amount(value: float, measure: Measure) -> str:
    """Write a value of a measure with its unit: 5.6 bn USD, 12,300 patients."""
    if measure.money:
        return money(value)
    noun = {"persons": "patients", "patient-years": "patient-years"}.get(unit := measure.unit.partition("/")[0], unit)
    return f"{count(value)} {noun}"


def size(result: Result, view: View) -> float:
    """The view's measure summed over its years; 0 where its filters leave nothing."""
    return result.total(view.measure.name, view.where(year=view.span))


def headline(result: Result, view: View) -> str:
    """Say the size of the market in the view's first and last year, and its growth."""
    (first, last), (a, b) = view.years, _ends(result, view)
    if a == 0 and b == 0:
        return "Nothing is left under these filters."
    if not view.counts_once:
        return _patients_headline(result, view)
    subject = {"spend": "Payers spend", "patients": "Care reaches", "episodes": "Care comes to"}[view.quantity]
    basis = f" ({view.basis})" if view.quantity == "spend" else ""
    if first == last:
        return f"{subject} {amount(a, view.measure)} in {first}{basis}."
    verb = "rising" if b > a else "falling"
    pace = growth(yearly_growth(a, b, last - first))
    return (
        f"{subject} {amount(a, view.measure)} in {first}, {verb} to {amount(b, view.measure)} by {last}: {pace}{basis}."
    )


def _patients_headline(result: Result, view: View) -> str:
    """Say patients found and treated: counts by modality overlap, so that their sum would mean nothing."""
    found, treated = (
        [count(result.total(name, view.where(name, year=year))) for year in view.years]
        for name in ("diagnosed", "treated")
    )
    later = f"; {found[1]} and {treated[1]} by {view.years[1]}" if view.years[0] != view.years[1] else ""
    return f"{found[0]} patients are diagnosed and {treated[0]} treated locally in {view.years[0]}{later}."


def standouts(result: Result, view: View) -> list[Sentence]:
    """Return up to three sentences: where it is and grows, what gains and loses, volume against price."""
    if view.years[0] == view.years[1] or min(_ends(result, view)) == 0:
        return []
    found = [_places(result, view), _movers(result, view), _volume_and_price(result, view)]
    return [sentence for sentence in found if sentence.text]


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the headline tiles of a view: market, patients found, patients treated, courses, largest opportunity."""
    return [_tile(result, view, *headline) for headline in _headlines(view)]


def tile_questions(view: View) -> list[tuple[str, tuple[str, ...], dict[str, object]]]:
    """What the value of each tile answers, as a table is asked for: measure, by, where."""
    return [(name, (), view.where(name, **extra, year=view.year)) for name, extra, _ in _headlines(view)]


def _headlines(view: View) -> list[tuple[str, dict[str, object], str]]:
    """Measure, further filters and label of each tile."""
    found: list[tuple[str, dict[str, object], str]] = []
    if view.counts_once:
        found.append((view.measure.name, {}, what(view.measure)))
    if view.narrows_care:
        found += [(name, {}, what(MEASURES[name])) for name in _CARE if name != view.measure.name]
    beside = ", all care" if view.narrows_care else ""
    found += [("diagnosed", {}, f"Diagnosed{beside}"), ("treated", {}, f"Treated locally{beside}")]
    if not view.narrows_care:
        found.append(("episodes", {"treatment_type": "radiation"}, "Radiation courses"))
        found.append(("episodes", {"treatment_type": "surgery"}, "Operations"))
    return found


def _tile(result: Result, view: View, measure: str, extra: dict[str, object], label: str) -> Tile:
    where = view.where(measure, **extra)
    last = view.years[1]
    now, then = (result.total(measure, {**where, "year": year}) for year in (view.year, last))
    spec = MEASURES[measure]
    value = money(now) if spec.money else count(now) if now >= 10 or now == 0 else "fewer than 10"
    pace = growth(yearly_growth(now, then, last - view.year))
    change, later = "", tuple[Answer, ...]()
    if last > view.year and now > 0:
        size = money(then, "") if spec.money else count(then)
        change = f"{size} by {last}, {pace}"
        later = (
            question.amount(measure, {**where, "year": last}, f"{label} {last}", size),
            question.growth(measure, where, (view.year, last), f"Growth of {inside(label)}", pace),
        )
    evidence = f"evidence: {support(result.inputs, measure, where).strip()}"
    name = f"{label} {view.year}"
    answer = question.amount(measure, {**where, "year": view.year}, name, value)
    return Tile(name, value, change, evidence, answer, later)


def _ends(result: Result, view: View) -> tuple[float, float]:
    where = view.where()
    first, last = (result.total(view.measure.name, {**where, "year": year}) for year in view.years)
    return first, last


def _change(result: Result, view: View, dimension: str) -> pd.DataFrame:
    """Values of the first and last year by one dimension, with gain and growth."""
    frame = result.table(view.measure.name, (dimension, "year"), view.where(year=list(view.years)))
    wide = frame.pivot(index=dimension, columns="year", values="value")
    first, last = (wide[year] for year in view.years)
    out = pd.DataFrame({"first": first, "last": last, "gain": last - first})
    span = view.years[1] - view.years[0]
    out["growth"] = [yearly_growth(a, b, span) for a, b in zip(first, last, strict=True)]
    return out


def _places(result: Result, view: View) -> Sentence:
    if not view.counts_once:
        return Sentence("")
    name, first = view.measure.name, view.years[0]
    for dimension, labels, noun in (("region", REGIONS, "region"), ("primary_group", PRIMARY_GROUPS, "primary")):
        change = _change(result, view, dimension)
        if dimension == "primary_group":
            change = change.drop("others", errors="ignore")
        if len(change) > 1:
            top, adds = change["first"].idxmax(), change["gain"].idxmax()
            whole = change["first"].sum() if dimension == "region" else _ends(result, view)[0]
            share = percent(change.at[top, "first"] / whole, 0)
            gain = amount(change.at[adds, "gain"], view.measure)
            who = "it also adds" if adds == top else f"{labels[adds]} adds"
            end = f"most by {view.years[1]}: {gain}" if change.at[adds, "gain"] > 0 else "least is lost there"
            whole_of = view.where(name, year=first)
            part = question.share(name, view.where(name, year=first, **{dimension: top}), whole_of, shown=share)
            gained = question.gain(name, view.where(name, **{dimension: adds}), view.years, shown=gain)
            added = (gained,) if change.at[adds, "gain"] > 0 else ()
            return Sentence(
                f"{labels[top]} is the largest {noun} with {share} in {first}; {who} {end}.", (part, *added)
            )
    return Sentence("")


def _movers(result: Result, view: View) -> Sentence:
    change = _change(result, view, "modality")
    change = change.nlargest(LARGEST, "first").dropna()
    if len(change) < 2:
        return Sentence("")
    up, down = change["growth"].idxmax(), change["growth"].idxmin()
    pace = {code: growth(change.at[code, "growth"]) for code in (up, down)}
    name = view.measure.name
    return Sentence(
        f"Of the {len(change)} largest modalities, growth is fastest in {inside(MODALITIES[up])} ({pace[up]}) "
        f"and slowest in {inside(MODALITIES[down])} ({pace[down]}).",
        tuple(
            question.growth(name, view.where(name, modality=code), view.years, shown=pace[code]) for code in (up, down)
        ),
    )


def _volume_and_price(result: Result, view: View) -> Sentence:
    if not view.measure.money:
        if not view.counts_once or len(view.treatment_type) == 1 or len(view.modality) == 1:
            return Sentence("")
        share, name, year = _change(result, view, "treatment_type"), view.measure.name, view.years[0]
        top = share["first"].idxmax()
        part = percent(share.at[top, "first"] / share["first"].sum(), 0)
        whole = view.where(name, year=year)
        return Sentence(
            f"{TREATMENT_TYPES[top]} makes up {part} of {view.quantity} in {year}.",
            (question.share(name, {**whole, "treatment_type": top}, whole, shown=part),),
        )
    volume_of = "episodes" if view.narrows_care else "treated"
    where = view.where(volume_of)
    first, last = (result.total(volume_of, {**where, "year": year}) for year in view.years)
    spend, span = _ends(result, view), view.years[1] - view.years[0]
    volume, value = yearly_growth(first, last, span), yearly_growth(*spend, span)
    each = (1 + value) / (1 + volume) - 1
    subject, one = ("Episodes", "episode") if view.narrows_care else ("Locally treated patients", "treated patient")
    change = f"{'rises' if each > 0 else 'falls'} by {growth(abs(each))}" if abs(each) >= 5e-4 else "stays the same"
    paces = [
        question.growth(volume_of, where, view.years, shown=growth(volume)),
        question.growth(view.measure.name, view.where(), view.years, shown=growth(value)),
    ]
    if abs(each) >= 5e-4:
        ends = [n for pair in zip(paces[1].numbers, paces[0].numbers, strict=True) for n in pair]
        paces.append(Answer(tuple(ends), "growth_of_mean", shown=growth(abs(each)), unit="a year"))
    return Sentence(f"{subject} grow {growth(volume)}, spend {growth(value)}: spend per {one} {change}.", tuple(paces))
