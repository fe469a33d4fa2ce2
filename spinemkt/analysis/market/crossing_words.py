"""What changes places, in sentences whose figures can be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from spinemkt.analysis.lineage.question import amount, compose
from spinemkt.analysis.market.crossings import Event, kept
from spinemkt.analysis.narrative import Sentence, what
from spinemkt.analysis.narrative import amount as written
from spinemkt.analysis.view import View, span_words
from spinemkt.figures.draw_shares import AHEAD, DOUBLED, HALVED
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
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
ALL, NONE, FEW, MOST = "all", "none", "under 1 %", "over 99 %"


def introduction(view: View, drawn: bool) -> str:
    """Say what is looked at, and what a share of the draws counts where any is told."""
    first, last = view.years
    told = (
        f"{what(view.measure)}, {span_words(view.years)}, at expected values. Modalities are held against others of "
        f"their treatment type; halving and doubling count from {first}, and what does not last to {last} is left out."
    )
    counted = " A share of the draws counts those in which the same holds in the year named"
    usual = "; in the year of passing that is often near half."
    return f"{told}{counted}{usual}" if drawn else told


def sentences(
    result: Result, view: View, found: Sequence[Event], shares: Sequence[float] | None = None
) -> list[Sentence]:
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


def _sentence(one: Event, share: float | None, view: View, names: Mapping[str, str]) -> Sentence:
    before, after = (written(value, view.measure) for value in one.amounts)
    told, answers = ".", []
    if share is not None:
        shown = share_words(share)
        told = f"; in {shown} of the draws {_done(one)} by then."
        answers = [_share(one, view, names, shown)]
    who, whom = (within(one.dim, code, names) if code else "" for code in (one.code, one.other))
    head, single = _AMONG.get(one.dim, ""), partial(agreeing, one.dim, one.code)
    name = who if head else label(one.dim, one.code, names)
    own, other = (amount(view.measure.name, kept(one, view, place)) for place in (0, 1))
    if one.passed:
        text = f"{head}{name} {single('passes', 'pass')} {whom} in {one.year}, with {after}{told}"
        return Sentence(text, (_shown(own, after), *answers))
    if one.kind == AHEAD:
        text = (
            f"{head}{name} {single('catches', 'catch')} up with {whom} but {single('is', 'are')} still behind in "
            f"{one.year}, {after} against {before}{told}"
        )
        return Sentence(text, (_shown(own, after), _shown(other, before), *answers))
    text = (
        f"Of {one.among} modalities, {who} {single('is', 'are')} the first to {_VERBS[one.kind]}: from {before} in "
        f"{one.first} to {after} in {one.year}{told}"
    )
    return Sentence(text, (_shown(own, before), _shown(other, after), *answers))


def _done(one: Event) -> str:
    """What has happened in a draw that counts: it is ahead, they have doubled."""
    single = partial(agreeing, one.dim, one.code)
    return single("it is ahead", "they are ahead") if one.kind == AHEAD else single("it has ", "they have ") + one.kind


def _shown(answer: Figure, shown: str) -> Figure:
    (number,) = answer.amounts
    return amount(number.measure, number.where, shown=shown)


def _share(one: Event, view: View, names: Mapping[str, str], shown: str) -> Figure:
    numbers = tuple(Amount(view.measure.name, kept(one, view, place)) for place in (0, 1))
    code, other = (within(one.dim, each, names) if each else "" for each in (one.code, one.other))
    has = f"{code} {agreeing(one.dim, one.code, 'is', 'are')} ahead of {other} in {one.year}"
    if one.kind != AHEAD:
        has = f"{code} {agreeing(one.dim, one.code, 'has', 'have')} {one.kind} from {one.first} to {one.year}"
    return compose(numbers, one.kind, f"{what(view.measure)}: share of draws in which {has}", shown, "fraction")


def share_words(share: float) -> str:
    """Write a share of draws, which is all or none of them only where it is: 61 %, under 1 %, all."""
    if share in (0.0, 1.0):
        return ALL if share else NONE
    return FEW if share < 0.005 else MOST if share >= 0.995 else percent(share, 0)
