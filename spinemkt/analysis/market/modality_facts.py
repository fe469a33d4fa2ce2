"""Facts of modalities in words and tables: what leads, what each costs, two side by side, published outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import pandas as pd

from spinemkt.analysis import narrative
from spinemkt.analysis.market.published import Cell, Line
from spinemkt.analysis.studies import said_by
from spinemkt.analysis.view import MONEY, View
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, growth
from spinemkt.figures.study import Study, largest
from spinemkt.figures.text import Text, as_text, say, worded
from spinemkt.model.measures import MEASURES, received
from spinemkt.model.result import Result
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    ATTRIBUTES,
    BASES,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    REMAINDER_TECHNIQUE,
    TREATMENT_TYPES,
)
from spinemkt.wording import dollars, inside, listing, percent

# Everything that has a curve over the years: modalities, and the attributes that some of them carry.
CURVES = {**MODALITIES, **ATTRIBUTES}

# Techniques of these types are shares of the type's own patients.
TECHNIQUE_TYPES = tuple(REMAINDER_TECHNIQUE)


def answer(result: Result, view: View) -> Text:
    """Say which modality leads and what share of treated patients each treatment at the spine type reaches."""
    study, name, where = Study(result), view.measure.name, view.where(year=view.year)
    modalities, whole = study.by(name, "modality", **where), study.amount(name, **where)
    if whole.number == 0:
        return as_text(narrative.NOTHING)
    top, place = (
        largest(modalities),
        {dim: where[dim] for dim in ("region", "country", "primary", "year") if dim in where},
    )
    treated = study.amount("treated", **place)
    radiation, surgery = (
        study.amount("modality_patients", **place, treatment_type=kind) / treated for kind in ("radiation", "surgery")
    )
    return say(
        "The largest modality is {top} with {share:percent 0} of {whole} in {year}; of patients treated at the spine, "
        "{radiation:percent 0} have radiation and {surgery:percent 0} an operation.",
        top=inside(MODALITIES[top]),
        share=modalities[top] / whole,
        whole=inside(narrative.what(view.measure)),
        year=view.year,
        radiation=radiation,
        surgery=surgery,
    )


def price_table(result: Result, view: View) -> pd.DataFrame:
    """Spend, episodes, patients, mean spend an episode and US unit cost of each modality, the largest spend first."""
    codes, found = price_codes(result, view), price_figures(result, view)
    model = {name: [figure.number for figure in column] for name, column in found.items()}
    spend = {name: model.pop(name) for name in list(model) if name.startswith("Spend")}
    register = result.inputs.register
    cost = register[register["parameter"] == "unit_cost"].set_index("modality").loc[codes]
    columns: dict[str, object] = {
        "Modality": [MODALITIES[code] for code in codes],
        "Treatment type": [TREATMENT_TYPES[MODALITY_TYPE[code]] for code in codes],
        **spend,
        "US unit cost": cost["expected"].to_numpy(),
        "US unit cost, low": cost["low"].to_numpy(),
        "US unit cost, high": cost["high"].to_numpy(),
        **model,
        "Grade": cost["grade"].to_numpy(),
        "Source of the unit cost": [said_by(result.inputs, cell) for cell in cost["source_id"]],
        "source_id": cost["source_id"].to_numpy(),
    }
    return pd.DataFrame(columns)


def price_figures(result: Result, view: View) -> dict[str, list[Figure]]:
    """The model's columns of the price table by name, each modality by modality."""
    codes, year, last = price_codes(result, view), view.year, view.years[1]
    spend, later, episodes, patients = (
        [_amount(result, places_of(view), name, code, when) for code in codes]
        for name, when in (("spend", year), ("spend", last), ("episodes", year), ("modality_patients", year))
    )
    return {
        f"Spend {year}": spend,
        f"Spend {last}": later,
        f"Average price per course {year}": [_an_episode(*pair) for pair in zip(spend, episodes, strict=True)],
        f"Procedures / courses {year}": episodes,
        f"{recipients(codes)} {year}": patients,
    }


def price_codes(result: Result, view: View) -> list[str]:
    """The modalities of the price table, in its order."""
    spend, episodes = (_by_year(result, places_of(view), name) for name in ("spend", "episodes"))
    kept = [code for code in view.modalities if spend[code][view.year] or episodes[code][view.year]]
    return sorted(kept, key=lambda code: -spend[code][view.year])


def side_by_side(result: Result, view: View, first: str, second: str) -> tuple[Line, ...]:
    """Figures of two modalities, one to a row, with their ratio or difference; what is nothing for both is left out."""
    year, last, codes = view.year, view.years[1], (first, second)
    lines = [
        _row("Treatment type", "", [Cell(TREATMENT_TYPES[MODALITY_TYPE[code]]) for code in codes]),
        _row("Uptake is a share of", "", [Cell(base_words(code)) for code in codes]),
    ]
    places = places_of(view)
    for when in dict.fromkeys((year, last)):
        shares = [_uptake(result, view, code, when) for code in codes]
        lines.append(_line(f"Uptake {when}", "percent of that base; model", shares, "percent"))
    spend, episodes = ([_amount(result, places, name, code, year) for code in codes] for name in ("spend", "episodes"))
    patients, who = [_amount(result, places, received([code]), code, year) for code in codes], recipients(codes)
    lines.append(_line(f"{who} {year}", f"{inside(who)} a year; model", patients, "count"))
    lines.append(_line(f"Procedures / courses {year}", "courses, operations, scans a year; model", episodes, "count"))
    lines.append(_line(f"Spend {year}", f"{MONEY['real']} a year; model", spend, "dollars"))
    if last > year:
        ends = [_amount(result, places, "spend", code, last) for code in codes]
        lines.append(_line(f"Spend {last}", f"{MONEY['real']} a year; model", ends, "dollars"))
        pace = [growth(*pair) for pair in zip(spend, ends, strict=True)]
        lines.append(_line("Growth of spend", f"percent a year, {year}-{last}; model", pace, "percent"))
    price = [_an_episode(*pair) for pair in zip(spend, episodes, strict=True)]
    detail = f"{MONEY['real']}; model, average of the selected countries"
    lines.append(_line(f"Average price per course {year}", detail, price, "dollars"))
    register = result.inputs.register
    kept = register[register["parameter"].isin(_PARAMETERS) & register["modality"].isin(codes)]
    rows = {(row.parameter, row.modality): row for row in kept.itertuples()}
    for name, words in _PARAMETERS.items():
        lines.append(_parameter(result.inputs, [rows.get((name, code)) for code in codes], *words))
    return tuple(line for line in lines if line.first[0].figure or line.second[0].figure)


def recipients(codes: Sequence[str]) -> str:
    """Say what the recipients of each of some modalities are counted in: patients, on lasting drugs patient-years."""
    nouns = dict.fromkeys(MEASURES[received([code])].noun for code in codes)
    return listing(sorted(nouns, reverse=True), "or").capitalize()


# What the register says of a modality, beside another's: label, unit, and how a figure is written.
_PARAMETERS: Mapping[str, tuple[str, str, Callable[[float], str]]] = {
    "unit_cost": ("US unit cost", "2022 USD per course", dollars),
    "complication_rate": ("Complications", "percent of episodes", percent),
    "fractions_per_episode": ("Fractions", "a course", "{:g}".format),
    "bed_days_per_episode": ("Bed days", "per course", "{:g}".format),
    "theatre_hours_per_episode": ("Theatre hours", "an operation", "{:g}".format),
}


def _row(what: str, detail: str, cells: Sequence[Cell], compared: str | Text = "") -> Line:
    first, second = cells
    return Line(what, detail, (first,), (second,), Cell(compared))


def _line(what: str, detail: str, figures: Sequence[Figure], style: str) -> Line:
    """One row of model figures: an empty cell for none, and no comparison where a side has none."""
    known = [isfinite(figure.number) and figure.number != 0 for figure in figures]
    cells = [
        Cell(worded(figure, format(figure, style)) if there else "")
        for figure, there in zip(figures, known, strict=True)
    ]
    return _row(what, detail, cells, _compared(what, *figures) if all(known) else "")


def _compared(what: str, first: Figure, second: Figure) -> Text:
    """The first as so many times the second, or in points more or less where they are percents."""
    if first.kind in ("percent", "growth"):
        points = replace(first - second, label=f"{what}, compared", unit="")
        return worded(points, f"{points:signed points}")
    times = replace(first / second, style="times", label=f"{what}, compared", unit="")
    return worded(times, _ratio(first.number, second.number))


def _parameter(inputs: Inputs, rows: Sequence[Any], what: str, unit: str, form: Callable[[float], str]) -> Line:
    """One parameter of two modalities, each with range, grade and who says so; None is a parameter that has no row."""
    values = [float(row.expected) if row else 0.0 for row in rows]
    cells = [
        Cell(
            form(row.expected),
            f"{form(row.low).removesuffix(' USD')} to {form(row.high)}; grade {row.grade}, "
            f"{said_by(inputs, row.source_id)}",
        )
        if row and row.expected
        else Cell("")
        for row in rows
    ]
    return _row(what, unit, cells, _ratio(*values) if all(values) else "")


def _ratio(first: float, second: float) -> str:
    ratio = first / second
    return f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.2g} ×"


def places_of(view: View) -> View:
    """The same places, primaries and sites of care, all else as by default: fewer different tables to keep."""
    return View(region=view.region, country=view.country, primary=view.primary, end_user=view.end_user)


@cached_on_first
def _by_year(result: Result, places: View, measure: str) -> Mapping[str, Mapping[int, float]]:
    """A measure of every modality in every year, or of all together ('') where it knows no modalities."""
    if "modality" not in MEASURES[measure].dims:
        frame = result.table(measure, ("year",), places.where(measure))
        return {"": dict(zip(frame["year"], frame["value"], strict=True))}
    frame = result.table(measure, ("modality", "year"), places.where(measure))
    found: dict[str, dict[int, float]] = {code: {} for code in MODALITIES}
    for code, year, value in zip(frame["modality"], frame["year"], frame["value"], strict=True):
        found[code][int(year)] = float(value)
    return found


def _amount(result: Result, places: View, measure: str, code: str, year: int) -> Figure:
    """A measure of a modality, or of all together ('') where it knows no modalities, in a year."""
    where = {**places.where(measure), **({"modality": code} if code else {}), "year": year}
    return Figure(Amount(measure, where), value=_by_year(result, places, measure)[code][year])


def _uptake(result: Result, view: View, modality: str, year: int) -> Figure:
    """Patients of a modality as a share of those that its uptake is a share of, in the places the filters keep."""
    places, kind, measure = replace(places_of(view), end_user=()), type_of(modality), received([modality])
    patients = _amount(result, places, measure, modality, year)
    if kind not in TECHNIQUE_TYPES:
        return patients / _amount(result, places, MODALITY_BASE[modality], "", year)
    known = _by_year(result, places, measure)
    whole = sum(known[code][year] for code in MODALITIES if MODALITY_TYPE[code] == kind)
    where = {**places.where(measure), "treatment_type": kind, "year": year}
    return patients / Figure(Amount(measure, where), value=whole)


def _an_episode(spend: Figure, episodes: Figure) -> Figure:
    return replace(spend / episodes, style="mean", unit="per course")


def base_words(modality: str) -> str:
    """Say what an uptake share is a share of."""
    if modality in ATTRIBUTES:
        return "SBRT courses" if modality == "cyberknife" else "operations"
    kind = type_of(modality)
    return f"patients who have {kind}" if kind in TECHNIQUE_TYPES else BASES[MODALITY_BASE[modality]]


def type_of(code: str) -> str:
    """Treatment type of a modality or of an attribute."""
    carrier = ATTRIBUTE_TYPE.get(code, code)
    return MODALITY_TYPE.get(carrier, carrier)
