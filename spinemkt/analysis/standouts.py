"""What stands out in a view: where it is and grows, what gains and loses, volume against price. All computed."""

from __future__ import annotations

import math

from spinemkt.analysis.narrative import LARGEST, first_and_last, what
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure, growth
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, as_text, say, worded
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, MODALITY_TYPE, PRIMARY_GROUPS, REGIONS, TREATMENT_TYPES
from spinemkt.wording import growth as pace_words
from spinemkt.wording import inside

SAME = 5e-4  # a yearly growth that reads as none


def standouts(result: Result, view: View) -> list[Text]:
    """Return up to three sentences: where it is and grows, what gains and loses, volume against price."""
    if view.years[0] == view.years[1] or min(first_and_last(result, view)) == 0:
        return []
    study = Study(result)
    found = [_places(study, view), _movers(study, view), _volume_and_price(study, view)]
    return [sentence for sentence in found if sentence]


def _ends(study: Study, view: View, dimension: str) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """The amounts of the first and of the last year by one dimension."""
    found = study.by_year(view.measure.name, dimension, view.years, **view.where())
    first, last = ({code: ends[year] for code, ends in found.items()} for year in view.years)
    return first, last


def _places(study: Study, view: View) -> Text:
    for dimension, labels, noun in (("region", REGIONS, "region"), ("primary_group", PRIMARY_GROUPS, "primary")):
        first, last = _ends(study, view, dimension)
        if dimension == "primary_group":
            first.pop("others", None)
        if len(first) > 1:
            gain = {code: last[code] - first[code] for code in first}
            top, adds = largest(first), largest(gain)
            end = "most by {last}: {gain:amount}" if gain[adds].number > 0 else "least is lost there"
            return say(
                "{top} is the largest {noun} with {share:percent 0} in {first}; {who} {end}.",
                top=labels[top],
                noun=noun,
                share=first[top] / study.amount(view.measure.name, **view.where(year=view.years[0])),
                first=view.years[0],
                who="it also adds" if adds == top else f"{labels[adds]} adds",
                end=say(end, last=view.years[1], gain=gain[adds]),
            )
    return Text()


def _movers(study: Study, view: View) -> Text:
    first, last = _ends(study, view, "modality")
    most = sorted(first, key=lambda code: -first[code].number)[:LARGEST]
    rates = {code: growth(first[code], last[code]) for code in most}
    pace = {code: rate for code, rate in rates.items() if math.isfinite(rate.number)}
    if len(pace) < 2:
        return Text()
    up, down = largest(pace), min(pace, key=lambda code: pace[code].number)
    return say(
        "Of the {many} largest modalities, growth is fastest in {up} ({fast}) and slowest in {down} ({slow}).",
        many=len(pace),
        up=inside(MODALITIES[up]),
        fast=pace[up],
        down=inside(MODALITIES[down]),
        slow=pace[down],
    )


def _volume_and_price(study: Study, view: View) -> Text:
    name = view.measure.name
    if not view.measure.money:
        if len({MODALITY_TYPE[code] for code in view.modalities}) < 2:
            return Text()
        types = study.by(name, "treatment_type", **view.where(year=view.years[0]))
        top = largest(types)
        return say(
            "{type} makes up {share:percent 0} of {whole} in {year}.",
            type=TREATMENT_TYPES[top],
            share=types[top] / study.amount(name, **view.where(year=view.years[0])),
            whole=inside(what(view.measure)),
            year=view.years[0],
        )
    volume_of = "episodes" if view.narrows_care else "treated"
    subject, one = (
        ("Procedures / courses", "course")
        if view.narrows_care
        else ("Patients treated at the spine", "treated patient")
    )
    volume, spend = (
        [study.amount(each, **view.where(each, year=year)) for year in view.years] for each in (volume_of, name)
    )
    each = growth(spend[0] / volume[0], spend[1] / volume[1])
    change = as_text("stays the same")
    if abs(each.number) >= SAME:
        moves = "rises" if each.number > 0 else "falls"
        change = say("{moves} by {by}", moves=moves, by=worded(each, pace_words(abs(each.number))))
    return say(
        "{subject} grow {volume}, {money} {spend}: {money} per {one} {change}.",
        subject=subject,
        money=inside(what(view.measure)),
        volume=growth(*volume),
        spend=growth(*spend),
        one=one,
        change=change,
    )
