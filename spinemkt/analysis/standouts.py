"""What stands out in a view: where it is and grows, what gains and loses, volume against price. All computed."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.lineage import question
from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.narrative import LARGEST, Sentence, first_and_last, what
from spinemkt.analysis.view import View
from spinemkt.figures.figure import amount
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, MODALITY_TYPE, PRIMARY_GROUPS, REGIONS, TREATMENT_TYPES
from spinemkt.wording import growth, inside, percent, yearly_growth


def standouts(result: Result, view: View) -> list[Sentence]:
    """Return up to three sentences: where it is and grows, what gains and loses, volume against price."""
    if view.years[0] == view.years[1] or min(first_and_last(result, view)) == 0:
        return []
    found = [_places(result, view), _movers(result, view), _volume_and_price(result, view)]
    return [sentence for sentence in found if sentence.text]


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
    name, first = view.measure.name, view.years[0]
    for dimension, labels, noun in (("region", REGIONS, "region"), ("primary_group", PRIMARY_GROUPS, "primary")):
        change = _change(result, view, dimension)
        if dimension == "primary_group":
            change = change.drop("others", errors="ignore")
        if len(change) > 1:
            top, adds = change["first"].idxmax(), change["gain"].idxmax()
            whole = change["first"].sum() if dimension == "region" else first_and_last(result, view)[0]
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
        if len({MODALITY_TYPE[code] for code in view.modalities}) < 2:
            return Sentence("")
        share, name, year = _change(result, view, "treatment_type"), view.measure.name, view.years[0]
        top = share["first"].idxmax()
        part = percent(share.at[top, "first"] / share["first"].sum(), 0)
        whole = view.where(name, year=year)
        return Sentence(
            f"{TREATMENT_TYPES[top]} makes up {part} of {inside(what(view.measure))} in {year}.",
            (question.share(name, {**whole, "treatment_type": top}, whole, shown=part),),
        )
    volume_of = "episodes" if view.narrows_care else "treated"
    where = view.where(volume_of)
    first, last = (result.total(volume_of, {**where, "year": year}) for year in view.years)
    spend, span = first_and_last(result, view), view.years[1] - view.years[0]
    volume, value = yearly_growth(first, last, span), yearly_growth(*spend, span)
    each = (1 + value) / (1 + volume) - 1
    subject, one = ("Episodes", "episode") if view.narrows_care else ("Locally treated patients", "treated patient")
    change = f"{'rises' if each > 0 else 'falls'} by {growth(abs(each))}" if abs(each) >= 5e-4 else "stays the same"
    paces = [
        question.growth(volume_of, where, view.years, shown=growth(volume)),
        question.growth(view.measure.name, view.where(), view.years, shown=growth(value)),
    ]
    if abs(each) >= 5e-4:
        ends = [n for pair in zip(paces[1].amounts, paces[0].amounts, strict=True) for n in pair]
        paces.append(compose(tuple(ends), "growth_of_mean", shown=growth(abs(each)), unit="a year"))
    return Sentence(f"{subject} grow {growth(volume)}, spend {growth(value)}: spend per {one} {change}.", tuple(paces))
