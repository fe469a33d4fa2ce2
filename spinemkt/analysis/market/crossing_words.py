"""What changes places, in sentences whose figures can be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from spinemkt.analysis.market.crossings import Event, kept
from spinemkt.analysis.narrative import what
from spinemkt.analysis.view import View, span_words
from spinemkt.figures.draw_shares import AHEAD, DOUBLED, HALVED, share_in_which
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, say, worded
from spinemkt.model.result import Result
from spinemkt.terms import DIMENSIONS
from spinemkt.wording import inside, percent

HEADING = "What changes places"
_AMONG = {
    "treatment_type": "Among treatment types, ",
    "primary": "Among primaries, ",
    "primary_group": "Among primaries, ",
}
_CARE = {"supportive": "supportive care", "interventional": "interventional care"}
_VERBS = {HALVED: "halve", DOUBLED: "double"}
_MANY = re.compile(r"[^i]s$")  # radiopharmaceuticals, but not diagnosis or SRS
_TREATMENTS = ("treatment_type", "modality")
ALL, NONE, FEW, MOST = "all", "none", "under 1%", "over 99%"


def introduction(view: View, drawn: bool) -> str:
    """Say what is looked at, and what a share of the simulations counts where any is told."""
    first, last = view.years
    told = (
        f"{what(view.measure)}, {span_words(view.years)}, at expected values. Modalities are held against others of "
        f"their treatment type; halving and doubling count from {first}, and what does not last to {last} is left out."
    )
    counted = " A share of the simulations counts those in which the same holds in the year named"
    usual = "; in the year of passing that is often near half."
    return f"{told}{counted}{usual}" if drawn else told


def sentences(result: Result, view: View, found: Sequence[Event], shares: Sequence[float] | None = None) -> list[Text]:
    """Say each event, with the share of draws in which it has happened by then where that is known."""
    names = result.inputs.country_names
    known: Sequence[float | None] = shares or [None] * len(found)
    return [_sentence(one, share, view, names) for one, share in zip(found, known, strict=True)]


def label(dim: str, code: str, country_names: Mapping[str, str]) -> str:
    """The name of a code of a dimension."""
    return country_names[code] if dim == "country" else DIMENSIONS[dim][code]


def within(dim: str, code: str, country_names: Mapping[str, str]) -> str:
    """The name of a code inside a sentence: places keep their capital."""
    if dim == "treatment_type" and code in _CARE:
        return _CARE[code]
    name = label(dim, code, country_names)
    return name if dim in ("region", "country") else inside(name)


def agreeing(dim: str, code: str, one: str, many: str) -> str:
    """Choose the form of a verb that goes with a code's name: radiation passes, radiopharmaceuticals pass."""
    return many if dim in _TREATMENTS and _MANY.search(DIMENSIONS[dim][code]) else one


def _sentence(one: Event, share: float | None, view: View, names: Mapping[str, str]) -> Text:
    values = one.amounts[::-1] if one.kind == AHEAD else one.amounts
    first, second = (
        Figure(Amount(view.measure.name, kept(one, view, place)), value=value) for place, value in enumerate(values)
    )
    who, whom = (within(one.dim, code, names) if code else "" for code in (one.code, one.other))
    head, single = _AMONG.get(one.dim, ""), partial(agreeing, one.dim, one.code)
    if one.kind != AHEAD:
        template = (
            "Of {among} modalities, {who} {verb} the first to {halve}: from {first} in {start} to {second} in {year}"
        )
        verb = single("is", "are")
    elif one.passed:
        template, verb = "{head}{name} {verb} {whom} in {year}, with {first}", single("passes", "pass")
    else:
        template = "{head}{name} {verb} still behind in {year}, {first} against {second}"
        verb = f"{single('catches', 'catch')} up with {whom} but {single('is', 'are')}"
    said = say(
        template,
        among=one.among,
        who=who,
        verb=verb,
        halve=_VERBS.get(one.kind),
        head=head,
        name=who if head else label(one.dim, one.code, names),
        whom=whom,
        first=first,
        second=second,
        start=one.first,
        year=one.year,
    )
    if share is None:
        return said + "."
    counted = worded(_share(one, share, view, names), share_words(share))
    return said + say("; in {share} of the simulations {done} by then.", share=counted, done=_done(one))


def _done(one: Event) -> str:
    """What has happened in a draw that counts: it is ahead, they have doubled."""
    single = partial(agreeing, one.dim, one.code)
    return single("it is ahead", "they are ahead") if one.kind == AHEAD else single("it has ", "they have ") + one.kind


def _share(one: Event, share: float, view: View, names: Mapping[str, str]) -> Figure:
    first, second = (Amount(view.measure.name, kept(one, view, place)) for place in (0, 1))
    code, other = (within(one.dim, each, names) if each else "" for each in (one.code, one.other))
    has = f"{code} {agreeing(one.dim, one.code, 'is', 'are')} ahead of {other} in {one.year}"
    if one.kind != AHEAD:
        has = f"{code} {agreeing(one.dim, one.code, 'has', 'have')} {one.kind} from {one.first} to {one.year}"
    label = f"{what(view.measure)}: share of simulations in which {has}"
    return Figure(share_in_which(one.kind, first, second), label=label, unit="fraction", value=share)


def share_words(share: float) -> str:
    """Write a share of draws, which is all or none of them only where it is: 61%, under 1%, all."""
    if share in (0.0, 1.0):
        return ALL if share else NONE
    return FEW if share < 0.005 else MOST if share >= 0.995 else percent(share, 0)
