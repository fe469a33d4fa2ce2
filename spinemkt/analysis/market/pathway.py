"""The market read as a clinic reads it: from symptom to life after treatment, per 1,000 diagnosed patients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from spinemkt.analysis.asked.pathway import number, part, yearly
from spinemkt.analysis.asked.pathway import per_thousand as asked_per
from spinemkt.analysis.lineage.support import support
from spinemkt.analysis.market.modality_facts import dollars
from spinemkt.analysis.market.pathway_items import asked, delays, names, paid_for, published, rows
from spinemkt.analysis.market.pathway_steps import STEPS, Step, Where
from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.view import View
from spinemkt.evidence.kept import kept_with
from spinemkt.figures.expression import Constant
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import say, worded
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_BASE, PRESENTATIONS
from spinemkt.wording import count, inside, listing, percent

PER = 1000
NOTHING = "Nothing is left under these filters."
NO_SOURCE = "no source found"
_NOUNS = {"persons": "patients", "patient-years": "patient-years", "events": "complications", "days": "bed days"}
_TOLD = ("presentation", "decision", "life_after")  # the steps whose numbers the sentence says
_KEPT = ("money", "scope", "region", "country", "primary", "myeloma", "years", "year")


@dataclass(frozen=True)
class Card:
    """One step on the strip: its number per 1,000 diagnosed, then a year, its spend, and a published delay, or none.

    answers: of figure, yearly and spend.
    """

    code: str
    step: Step
    figure: str
    yearly: str
    spend: str
    delay: str
    answers: tuple[Figure | None, ...] = ()


@dataclass(frozen=True)
class Element:
    """One element of a step: what happens, how many per 1,000 and a year, what is spent; empty where not counted.

    answers: of figure, yearly and spend; None where the model has none.
    """

    label: str
    text: str
    figure: str
    yearly: str
    spend: str
    published: tuple[str, ...]
    named_by: str
    answers: tuple[Figure | None, ...] = (None, None, None)


def of_pathway(view: View) -> View:
    """The part of a view that the pathway looks at: it always has all of care, whatever the filters on treatments."""
    return replace(View(), **{name: getattr(view, name) for name in _KEPT})


def answer(result: Result, view: View) -> str:
    """Say the pathway in one sentence: how many come late, are treated, still walk, and what their care costs."""
    if diagnosed(result, view) == 0:
        return NOTHING
    late, treated, walking = (
        count(per_thousand(result, view, STEPS[code].measure, STEPS[code].where)) for code in _TOLD
    )
    return (
        f"Of 1,000 patients diagnosed in {view.year}, {late} come with cord compression, {treated} are treated "
        f"locally, and {walking} of these walk afterwards; payers spend {_spend_per(result, view)} in the year for "
        f"every 1,000 diagnosed ({view.basis})."
    )


def answers(result: Result, view: View) -> list[Figure]:
    """The numbers of the sentence: late, treated, walking, and spend."""
    if diagnosed(result, view) == 0:
        return []
    told = [_asked(view, STEPS[code], *_both(result, view, STEPS[code]))[0] for code in _TOLD]
    return [*told, asked_per(view, (_money(view), {}), _spend_per(result, view))]


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the main numbers: diagnosed per 1,000 new cancers; of 1,000 diagnosed those late, treated, walking."""
    found = [_tile(result, view, "Diagnosed", "diagnosed", {}, of="new cancers", base="new_cancer_cases")]
    steps = {"presentation": "Cord compression", "decision": "Treated locally", "life_after": "Walking after it"}
    found += [_tile(result, view, label, STEPS[code].measure, STEPS[code].where) for code, label in steps.items()]
    return [*found, _tile(result, view, "Spend", _money(view), {}, dollars, "in all")]


def _tile(
    result: Result,
    view: View,
    label: str,
    measure: str,
    where: Where,
    form: Callable[[float], str] = count,
    in_all: str = "a year",
    of: str = "diagnosed",
    base: str = "diagnosed",
) -> Tile:
    """A measure per 1,000 of a base. form: how it is written; in_all, of: words behind the whole, and of the base."""
    study, name, every = Study(result), f"{label} {view.year}", number(view, measure, where)
    per, unit = every / number(view, base) * Constant(PER), f"per 1,000 {MEASURES[base].label.lower()}"
    rate, whole = study.figure(per, "per", f"{name}, per 1,000 {of}", unit), study.figure(every)
    change = say("per 1,000 {of}; {whole} {in_all}", of=of, whole=worded(whole, form(whole.number)), in_all=in_all)
    evidence = _evidence(result, view, "spend" if measure == _money(view) else measure)
    return Tile(name, worded(rate, form(rate.number)), change, evidence)


def strip(result: Result, view: View) -> tuple[Card, ...]:
    """Return the steps in order. The spends of all steps sum to the spend of the year."""
    return tuple(_card(result, view, code, step) for code, step in STEPS.items())


def elements(result: Result, view: View, step: str) -> tuple[Element, ...]:
    """Return the elements of a step, each with its numbers from the model and the published figures on it."""
    return tuple(_element(result, view, row) for row in rows(result.inputs, step))


def element_table(result: Result, view: View, step: str) -> pd.DataFrame:
    """The elements of a step as a table for a file."""
    found = elements(result, view, step)
    return pd.DataFrame(
        {
            "Element": [each.label for each in found],
            "What happens": [each.text for each in found],
            "Per 1,000 diagnosed": [each.figure or NO_SOURCE for each in found],
            "A year": [each.yearly for each in found],
            "Spend": [each.spend for each in found],
            "Published by others": [" | ".join(each.published) for each in found],
            "Named by": [each.named_by for each in found],
        }
    )


def rungs(result: Result, view: View) -> tuple[tuple[str, str, str, str], ...]:
    """The symptom ladder: presentation, its symptoms, patients per 1,000 diagnosed, share of them who have an MRI."""
    symptoms, found = rows(result.inputs, "symptoms"), []
    for code, label in PRESENTATIONS.items():
        there = value(result, view, "presenting", {"presentation": code})
        scanned = value(result, view, "modality_patients", {"presentation": code, "modality": "mri"})
        signs = listing(inside(row.label) for row in symptoms if row.presentation == code)
        figure = count(there / diagnosed(result, view) * PER)
        found.append((label, signs, figure, percent(scanned / there, 0) if there else ""))
    return tuple(found)


def rung_answers(result: Result, view: View) -> list[Figure | None]:
    """The two figures of each row of the symptom ladder."""
    found: list[Figure | None] = []
    for code, (_, _, figure, scanned) in zip(PRESENTATIONS, rungs(result, view), strict=True):
        where = {"presentation": code}
        found.append(asked_per(view, ("presenting", where), figure))
        asks = ("modality_patients", {**where, "modality": "mri"})
        found.append(part(view, asks, ("presenting", where), scanned) if scanned else None)
    return found


def diagnosed(result: Result, view: View) -> float:
    """Patients newly diagnosed in the year shown, persons a year."""
    return value(result, view, "diagnosed")


def per_thousand(result: Result, view: View, measure: str, where: Where | None = None) -> float:
    """A measure per 1,000 patients newly diagnosed in the year shown."""
    return value(result, view, measure, where) / diagnosed(result, view) * PER


def value(result: Result, view: View, measure: str, where: Where | None = None) -> float:
    """A measure in the year shown under the view's places and primaries and further filters."""
    kept = {dim: (codes,) if isinstance(codes, str) else codes for dim, codes in (where or {}).items()}
    amounts = _amounts(result, replace(view, year=View.year, years=View.years), measure, tuple(kept))
    return sum(amounts.get((*codes, view.year), 0.0) for codes in product(*kept.values()))


@kept_with
def _amounts(result: Result, places: View, measure: str, dims: tuple[str, ...]) -> Mapping[tuple, float]:
    """A measure by some dimensions and year: one table serves every year and every element of a step."""
    frame = result.table(measure, (*dims, "year"), places.where(measure))
    return dict(zip(frame[[*dims, "year"]].itertuples(index=False, name=None), frame["value"], strict=True))


def _element(result: Result, view: View, row: Any) -> Element:
    figure = a_year = spend = ""
    answers: list[Figure | None] = [None, None, None]
    if row.measure:
        counted, spec = asked(row), MEASURES[row.measure]
        lasting = {MODALITY_BASE[code] for code in counted.get("modality", ())} == {"prevalent"}
        noun = "patient-years" if lasting else _NOUNS[spec.unit.partition("/")[0]]
        number = value(result, view, row.measure, counted)
        figure, a_year = f"{count(number / diagnosed(result, view) * PER)} {noun}", f"{count(number)} a year"
        asks = (row.measure, counted)
        answers[:2] = asked_per(view, asks, figure), yearly(view, asks, a_year)
        if row.measure in ("modality_patients", "presenting"):
            spend = f"{dollars(value(result, view, _money(view), counted))} a year"
            answers[2] = yearly(view, (_money(view), counted), spend)
    by, others = names(result.inputs, row), published(result.inputs, row.item)
    return Element(row.label, row.text, figure, a_year, spend, others, by, tuple(answers))


def _both(result: Result, view: View, step: Step) -> tuple[str, str]:
    number = value(result, view, step.measure, step.where)
    return count(number / diagnosed(result, view) * PER), count(number)


def _asked(view: View, step: Step, figure: str, a_year: str) -> tuple[Figure, Figure]:
    asks = (step.measure, step.where)
    return asked_per(view, asks, figure), yearly(view, asks, a_year)


def _card(result: Result, view: View, code: str, step: Step) -> Card:
    figure, a_year = _both(result, view, step)
    where = {"modality": paid_for(result.inputs, code)}
    paid = value(result, view, _money(view), where) if where["modality"] else 0.0
    spend = f"{dollars(paid)} a year" if paid else step.unpaid
    answers = (*_asked(view, step, figure, a_year), yearly(view, (_money(view), where), spend) if paid else None)
    return Card(code, step, figure, a_year, spend, (*delays(result.inputs, code), "")[0], answers)


def _spend_per(result: Result, view: View) -> str:
    return dollars(per_thousand(result, view, _money(view)))


def _money(view: View) -> str:
    return view.measure.name


def _evidence(result: Result, view: View, measure: str) -> str:
    return f"evidence: {support(result.inputs, measure, view.where(measure)).strip()}"
