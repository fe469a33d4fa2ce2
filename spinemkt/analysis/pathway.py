"""The market read as a clinic reads it: from symptom to life after treatment, per 1,000 diagnosed patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from spinemkt.analysis.modality_facts import dollars
from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.pathway_items import asked, delays, names, paid_for, published, rows
from spinemkt.analysis.pathway_steps import STEPS, Step, Where
from spinemkt.analysis.support import support
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, inside, listing, percent
from spinemkt.evidence.kept import kept_with
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_BASE, PRESENTATIONS

PER = 1000
NOTHING = "Nothing is left under these filters."
NO_SOURCE = "no source found"
_NOUNS = {"persons": "patients", "patient-years": "patient-years", "events": "complications", "days": "bed days"}
_KEPT = ("money", "scope", "region", "country", "primary", "myeloma", "years", "year")


@dataclass(frozen=True)
class Card:
    """One step on the strip: its number per 1,000 diagnosed, then a year, its spend, and a published delay, or none."""

    code: str
    step: Step
    figure: str
    yearly: str
    spend: str
    delay: str


@dataclass(frozen=True)
class Element:
    """One element of a step: what happens, how many per 1,000 and a year, what is spent; empty where not counted.

    asks: what number and spend a year answer, as a table is asked for: measure and where.
    """

    label: str
    text: str
    figure: str
    yearly: str
    spend: str
    published: tuple[str, ...]
    named_by: str
    asks: tuple[tuple[str, dict[str, object]], ...] = ()


def of_pathway(view: View) -> View:
    """The part of a view that the pathway looks at: it always has all of care, whatever the filters on treatments."""
    return replace(View(), **{name: getattr(view, name) for name in _KEPT})


def answer(result: Result, view: View) -> str:
    """Say the pathway in one sentence: how many come late, are treated, still walk, and what their care costs."""
    if diagnosed(result, view) == 0:
        return NOTHING
    late, treated, walking = (
        count(per_thousand(result, view, STEPS[code].measure, STEPS[code].where))
        for code in ("presentation", "decision", "life_after")
    )
    return (
        f"Of 1,000 patients diagnosed in {view.year}, {late} come with cord compression, {treated} are treated "
        f"locally, and {walking} of these walk afterwards; payers spend {_spend_per(result, view)} in the year for "
        f"every 1,000 diagnosed ({view.basis})."
    )


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the main numbers: diagnosed per 1,000 new cancers; of 1,000 diagnosed those late, treated, walking."""
    cancers = result.total("new_cancer_cases", view.where("new_cancer_cases", year=view.year))
    found = [
        Tile(
            f"Diagnosed {view.year}",
            count(diagnosed(result, view) / cancers * PER),
            f"per 1,000 new cancers; {count(diagnosed(result, view))} a year",
            _evidence(result, view, "diagnosed"),
        )
    ]
    for code, label in (
        ("presentation", "Cord compression"),
        ("decision", "Treated locally"),
        ("life_after", "Walking after it"),
    ):
        step = STEPS[code]
        figure, yearly = _both(result, view, step)
        found.append(
            Tile(
                f"{label} {view.year}",
                figure,
                f"per 1,000 diagnosed; {yearly} a year",
                _evidence(result, view, step.measure),
            )
        )
    spent = f"per 1,000 diagnosed; {dollars(value(result, view, _money(view)))} in all"
    found.append(Tile(f"Spend {view.year}", _spend_per(result, view), spent, _evidence(result, view, "spend")))
    return found


def strip(result: Result, view: View) -> tuple[Card, ...]:
    """Return the steps in order. The spends of all steps sum to the spend of the year."""
    return tuple(
        Card(code, step, *_both(result, view, step), _paid(result, view, code), (*delays(result.inputs, code), "")[0])
        for code, step in STEPS.items()
    )


def questions(view: View) -> list[tuple[str, tuple[str, ...], dict[str, object]]]:
    """What the tiles and the strip answer, as a table is asked for: measure, by, where."""
    wanted: list[tuple[str, Where]] = [("diagnosed", {}), ("new_cancer_cases", {}), (_money(view), {})]
    wanted += [(step.measure, step.where) for step in STEPS.values()]
    return [(measure, (), view.where(measure, **where, year=view.year)) for measure, where in wanted]


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
    figure = yearly = spend = ""
    asks = []
    if row.measure:
        counted, spec = asked(row), MEASURES[row.measure]
        lasting = {MODALITY_BASE[code] for code in counted.get("modality", ())} == {"prevalent"}
        noun = "patient-years" if lasting else _NOUNS[spec.unit.partition("/")[0]]
        number = value(result, view, row.measure, counted)
        figure, yearly = f"{count(number / diagnosed(result, view) * PER)} {noun}", f"{count(number)} a year"
        asks.append((row.measure, view.where(row.measure, **counted, year=view.year)))
        if row.measure in ("modality_patients", "presenting"):
            spend = f"{dollars(value(result, view, _money(view), counted))} a year"
            asks.append((_money(view), view.where(_money(view), **counted, year=view.year)))
    by, others = names(result.inputs, row), published(result.inputs, row.item)
    return Element(row.label, row.text, figure, yearly, spend, others, by, tuple(asks))


def _both(result: Result, view: View, step: Step) -> tuple[str, str]:
    number = value(result, view, step.measure, step.where)
    return count(number / diagnosed(result, view) * PER), count(number)


def _paid(result: Result, view: View, code: str) -> str:
    modalities = paid_for(result.inputs, code)
    paid = value(result, view, _money(view), {"modality": modalities}) if modalities else 0.0
    return f"{dollars(paid)} a year" if paid else STEPS[code].unpaid


def _spend_per(result: Result, view: View) -> str:
    return dollars(per_thousand(result, view, _money(view)))


def _money(view: View) -> str:
    return view.measure.name


def _evidence(result: Result, view: View, measure: str) -> str:
    return f"evidence: {support(result.inputs, measure, view.where(measure)).strip()}"
