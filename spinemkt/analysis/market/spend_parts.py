"""What spend is made of: care of the spine itself, the attributed share of cancer drugs, and what all of them cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spinemkt.analysis.lineage.question import amount
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure
from spinemkt.model.query import Where
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope
from spinemkt.terms import CANCER_DRUGS, SCOPES
from spinemkt.wording import digits_adding, money

_CARE, _DRUGS = "Spine care", "Attributed share of cancer drugs"
# What stands beside the spend of a scope, with {0} and so on for its figures.
_SENTENCES = {
    "strict": "This is spine care alone: with attributed cancer drugs {year} would be {0}, with all their cost {1}.",
    "attributed": "In {year} spine care is {0} of it and the attributed share of cancer drugs {1}; with all "
    "cancer-drug cost it would be {2}.",
    "full": "This is with all cancer-drug cost: in {year} spine care is {0}, with attributed cancer drugs {1}.",
}
_LINES = {
    "strict": "with attributed cancer drugs {0}",
    "attributed": "spine care {0}, attributed cancer drugs {1}",
    "full": "spine care {0}, with attributed cancer drugs {1}",
}
# Each figure: the scope that it is of, and the part of it that it keeps, empty for all.
_FIGURES = {
    "strict": (("attributed", ""), ("full", "")),
    "attributed": (("attributed", _CARE), ("attributed", _DRUGS), ("full", "")),
    "full": (("attributed", _CARE), ("attributed", "")),
}


@dataclass(frozen=True)
class Parts:
    """What one year's spend is made of: a sentence and the line of a tile, each with what its figures answer."""

    sentence: str
    answers: tuple[Figure, ...]
    line: str
    line_answers: tuple[Figure, ...]


def parts(result: Result, view: View, year: int, whole: str) -> Parts | None:
    """Say what the view's spend of a year is made of, and what it would be with all of the cancer drugs.

    whole: that spend as the page writes it, which the parts add up to. None unless the view is of spend and keeps both
    spine care and cancer drugs.
    """
    kept = {
        _CARE: tuple(code for code in view.modalities if code not in CANCER_DRUGS),
        _DRUGS: tuple(code for code in view.modalities if code in CANCER_DRUGS),
        "": (),
    }
    if not (view.measure.money and kept[_CARE] and kept[_DRUGS]):
        return None
    name, found = view.measure.name, []
    for scope, part in _FIGURES[view.scope]:
        where = view.where(year=year) | ({"modality": kept[part]} if part else {})
        found.append((scope, part, where, total_in_scope(result, name, scope, where)))
    if not all(size for *_, size in found):
        return None
    adding = [size for _, part, _, size in found if part] if view.scope == "attributed" else []
    more = digits_adding(lambda size, more: money(size, more=more), adding, whole) if adding else 0
    answers = tuple(
        replace(
            amount(name, where, f"{part or SCOPES[scope]}, {year}", money(size, more=more if part else 0)), scope=scope
        )
        for scope, part, where, size in found
    )
    line = _LINES[view.scope]
    short = tuple(replace(one, shown=one.shown.removesuffix(" USD")) for one in answers[: line.count("{")])
    sentence, few = ([one.shown for one in each] for each in (answers, short))
    return Parts(_SENTENCES[view.scope].format(*sentence, year=year), answers, line.format(*few), short)


def total_in_scope(result: Result, name: str, scope: str, where: Where) -> float:
    """A total of the same inputs in any scope."""
    return (result if scope == result.scope else in_scope(result, scope)).total(name, where)
