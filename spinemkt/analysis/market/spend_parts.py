"""What spend is made of: care of the spine itself, the attributed share of cancer drugs, and what all of them cost."""

from __future__ import annotations

from dataclasses import dataclass

from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say, shown
from spinemkt.model.result import Result
from spinemkt.terms import CANCER_DRUGS, SCOPES
from spinemkt.wording import digits_adding, money

# What stands beside the spend of a scope, with its figures by their names in _FIGURES.
_SENTENCES = {
    "strict": "This is spine care alone: with the spine share of cancer drugs {year} would be {attributed}, with all "
    "their cost {full}.",
    "attributed": "In {year} spine care is {care} of it and the spine share of cancer drugs {drugs}; with all "
    "cancer-drug cost it would be {full}.",
    "full": "This is with all cancer-drug cost: in {year} spine care is {care}, with the spine share of cancer "
    "drugs {attributed}.",
}
_LINES = {
    "strict": "with spine share of cancer drugs {attributed}",
    "attributed": "spine care {care}, spine share of cancer drugs {drugs}",
    "full": "spine care {care}, with spine share of cancer drugs {attributed}",
}
# Each figure: the scope that it is of, and what it is called.
_FIGURES = {
    "care": ("attributed", "Spine care"),
    "drugs": ("attributed", "Spine share of cancer drugs"),
    "attributed": ("attributed", SCOPES["attributed"]),
    "full": ("full", SCOPES["full"]),
}


@dataclass(frozen=True)
class Parts:
    """What one year's spend is made of: a sentence, and the line of a tile."""

    sentence: Text
    line: Text


def parts(result: Result, view: View, year: int, whole: str) -> Parts | None:
    """Say what the view's spend of a year is made of, and what it would be with all of the cancer drugs.

    whole: that spend as the page writes it, which the parts add up to. None unless the view is of spend and keeps both
    spine care and cancer drugs.
    """
    kept = {
        "care": tuple(code for code in view.modalities if code not in CANCER_DRUGS),
        "drugs": tuple(code for code in view.modalities if code in CANCER_DRUGS),
    }
    if not (view.measure.money and all(kept.values())):
        return None
    sentence, line, study = _SENTENCES[view.scope], _LINES[view.scope], Study(result)
    figures = {}
    for name, (scope, label) in _FIGURES.items():
        if f"{{{name}}}" in sentence:
            where = view.where(year=year) | ({"modality": kept[name]} if name in kept else {})
            amount = Amount(view.measure.name, where)
            figures[name] = study.of_scope(scope).figure(amount, label=f"{label}, {year}")
    if not all(figure.number for figure in figures.values()):
        return None
    adding = [figures[name].number for name in kept if view.scope == "attributed"]
    more = digits_adding(lambda size, more: money(size, more=more), adding, whole) if adding else 0

    def said(template: str, style: str) -> Text:
        written = {name: shown(one, f"{style} +{more if name in kept else 0}") for name, one in figures.items()}
        return say(template, year=year, **written)

    return Parts(said(sentence, "money"), said(line, "bare money"))
