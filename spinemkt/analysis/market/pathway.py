"""The market read as a clinic reads it: from symptom to life after treatment, per 1,000 diagnosed patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.market.pathway_items import asked, delays, names, paid_for, published, rows
from spinemkt.analysis.market.pathway_steps import STEPS, Step, Where
from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.view import View
from spinemkt.evidence.caching import cached_on_first
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, say, shown, worded
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_BASE, PRESENTATIONS
from spinemkt.wording import inside, listing

PER = 1000
NOTHING = "Nothing is left under these filters."
NO_SOURCE = "no published data"
_NOUNS = {"persons": "patients", "patient-years": "patient-years", "events": "complications", "days": "bed days"}
_TOLD = ("presentation", "decision", "life_after")  # the steps whose numbers the sentence says
_KEPT = ("money", "money_form", "scope", "region", "country", "primary", "myeloma", "years", "year")


@dataclass(frozen=True)
class Card:
    """One step on the strip: its number per 1,000 diagnosed, then a year, its spend, and a published delay, or none."""

    code: str
    step: Step
    figure: Text
    yearly: Text
    spend: Text
    delay: str


@dataclass(frozen=True)
class Element:
    """One element of a step: what happens, how many per 1,000 and a year, what is spent; empty where not counted."""

    label: str
    text: str
    figure: Text
    yearly: Text
    spend: Text
    published: tuple[str, ...]
    named_by: str


def of_pathway(view: View) -> View:
    """The part of a view that the pathway looks at: it always has all of care, whatever the filters on treatments."""
    return replace(View(), **{name: getattr(view, name) for name in _KEPT})


def answer(result: Result, view: View) -> Text:
    """Say the pathway in one sentence: how many come late, are treated, still walk, and what their care costs."""
    if diagnosed(result, view) == 0:
        return as_text(NOTHING)
    late, treated, walking = (per_thousand(result, view, STEPS[code].measure, STEPS[code].where) for code in _TOLD)
    return say(
        "Of 1,000 patients diagnosed in {year}, {late:count} come with cord compression, {treated:count} are treated "
        "at the spine, and {walking:count} of these walk afterwards; payer spend is {spend:dollars} in the year for "
        "every 1,000 diagnosed ({basis}).",
        year=view.year,
        late=late,
        treated=treated,
        walking=walking,
        spend=per_thousand(result, view, _money(view)),
        basis=view.basis,
    )


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the main numbers: diagnosed per 1,000 new cancers; of 1,000 diagnosed those late, treated, walking."""
    found = [_tile(result, view, "Diagnosed", "diagnosed", {}, "new_cancer_cases")]
    steps = {
        "presentation": "Cord compression",
        "decision": "Patients treated at the spine",
        "life_after": "Ambulatory after treatment",
    }
    found += [_tile(result, view, label, STEPS[code].measure, STEPS[code].where) for code, label in steps.items()]
    return [*found, _tile(result, view, "Spend", _money(view), {})]


def _tile(result: Result, view: View, label: str, measure: str, where: Where, base: str = "diagnosed") -> Tile:
    name, of = f"{label} {view.year}", "new cancers" if base == "new_cancer_cases" else base
    form, every = ("dollars", "in all") if measure == _money(view) else ("count", "a year")
    rate = replace(per_thousand(result, view, measure, where, base), label=f"{name}, per 1,000 {of}")
    change = say(f"per 1,000 {of}; {{whole:{form}}} {every}", whole=amount(result, view, measure, where))
    evidence = _evidence(result, view, "spend" if measure == _money(view) else measure)
    return Tile(name, shown(rate, form), change, evidence)


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
            "Per 1,000 diagnosed": [str(each.figure) or NO_SOURCE for each in found],
            "A year": [str(each.yearly) for each in found],
            "Spend": [str(each.spend) for each in found],
            "Published by others": [" | ".join(each.published) for each in found],
            "Named by": [each.named_by for each in found],
        }
    )


def rungs(result: Result, view: View) -> tuple[tuple[str | Text, ...], ...]:
    """The symptom ladder: presentation, its symptoms, patients per 1,000 diagnosed, share of them who have an MRI."""
    symptoms, found = rows(result.inputs, "symptoms"), []
    for code, label in PRESENTATIONS.items():
        where = {"presentation": code}
        there = amount(result, view, "presenting", where)
        scanned = amount(result, view, "modality_patients", {**where, "modality": "mri"}) / there
        signs = listing(inside(row.label) for row in symptoms if row.presentation == code)
        share = shown(scanned, "percent 0") if there.number else ""
        found.append((label, signs, shown(per_thousand(result, view, "presenting", where), "count"), share))
    return tuple(found)


def diagnosed(result: Result, view: View) -> float:
    """Patients newly diagnosed in the year shown, persons a year."""
    return value(result, view, "diagnosed")


def per_thousand(
    result: Result, view: View, measure: str, where: Where | None = None, base: str = "diagnosed"
) -> Figure:
    """A measure per 1,000 of a base, patients newly diagnosed or another measure, in the year shown."""
    return of_thousand(amount(result, view, measure, where), amount(result, view, base))


def of_thousand(figure: Figure, base: Figure) -> Figure:
    """A figure per 1,000 of a base."""
    return replace(figure / base * PER, style="per", unit=f"per 1,000 {base.measure.label.lower()}")


def amount(result: Result, view: View, measure: str, where: Where | None = None) -> Figure:
    """A measure in the year shown under the view's places and primaries and further filters."""
    asked = Amount(measure, view.where(measure, **(where or {}), year=view.year))
    return Figure(asked, value=value(result, view, measure, where))


def value(result: Result, view: View, measure: str, where: Where | None = None) -> float:
    """A measure in the year shown under the view's places and primaries and further filters."""
    kept = {dim: (codes,) if isinstance(codes, str) else codes for dim, codes in (where or {}).items()}
    amounts = _amounts(result, replace(view, year=View.year, years=View.years), measure, tuple(kept))
    return sum(amounts.get((*codes, view.year), 0.0) for codes in product(*kept.values()))


@cached_on_first
def _amounts(result: Result, places: View, measure: str, dims: tuple[str, ...]) -> Mapping[tuple, float]:
    """A measure by some dimensions and year: one table serves every year and every element of a step."""
    frame = result.table(measure, (*dims, "year"), places.where(measure))
    return dict(zip(frame[[*dims, "year"]].itertuples(index=False, name=None), frame["value"], strict=True))


def _element(result: Result, view: View, row: Any) -> Element:
    figure = yearly = spend = Text()
    if row.measure:
        counted, spec = asked(row), MEASURES[row.measure]
        lasting = {MODALITY_BASE[code] for code in counted.get("modality", ())} == {"prevalent"}
        noun = "patient-years" if lasting else _NOUNS[spec.unit.partition("/")[0]]
        here, a_year = per_thousand(result, view, row.measure, counted), amount(result, view, row.measure, counted)
        figure, yearly = worded(here, f"{here:count} {noun}"), worded(a_year, f"{a_year:count} a year")
        if row.measure in ("modality_patients", "presenting"):
            spend = _a_year(amount(result, view, _money(view), counted))
    by, others = names(result.inputs, row), published(result.inputs, row.item)
    return Element(row.label, row.text, figure, yearly, spend, others, by)


def _card(result: Result, view: View, code: str, step: Step) -> Card:
    figure = shown(per_thousand(result, view, step.measure, step.where), "count")
    yearly = shown(amount(result, view, step.measure, step.where), "count")
    where = {"modality": paid_for(result.inputs, code)}
    paid = amount(result, view, _money(view), where) if where["modality"] else None
    spend = _a_year(paid) if paid and paid.number else as_text(step.unpaid)
    return Card(code, step, figure, yearly, spend, (*delays(result.inputs, code), "")[0])


def _a_year(spend: Figure) -> Text:
    return worded(spend, f"{spend:dollars} a year")


def _money(view: View) -> str:
    return view.measure.name


def _evidence(result: Result, view: View, measure: str) -> str:
    return f"evidence: {support(result.inputs, measure, view.where(measure)).strip()}"
