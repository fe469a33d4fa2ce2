"""What a view says in words: the headline, three things that stand out, and the tiles. All computed, none asserted."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.lineage import support
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, growth, inside, money, percent, yearly_growth
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRIMARY_GROUPS, REGIONS, TREATMENT_TYPES

# A modality below this share of the total is too small to be called the fastest.
NOTABLE_SHARE = 0.005


@dataclass(frozen=True)
class Tile:
    """One headline number: label, value with unit and year, how it changes, and how much of it rests on evidence."""

    label: str
    value: str
    change: str
    evidence: str
    target: str


def amount(value: float, measure: Measure) -> str:
    """Write a value of a measure with its unit: 5.6 bn USD, 12,300 patients."""
    if measure.money:
        return money(value)
    noun = {"persons": "patients", "patient-years": "patient-years"}.get(unit := measure.unit.partition("/")[0], unit)
    return f"{count(value)} {noun}"


def headline(result: Result, view: View) -> str:
    """Say the size of the market in the view's first and last year, and its growth."""
    (first, last), (a, b) = view.years, _ends(result, view)
    if a == 0 and b == 0:
        return "Nothing is left under these filters."
    subject = {
        "spend": "Payers spend",
        "patients": "Each modality counted by itself reaches",
        "episodes": "Care comes to",
    }
    basis = f" ({view.basis})" if view.quantity == "spend" else ""
    if first == last:
        return f"{subject[view.quantity]} {amount(a, view.measure)} in {first}{basis}."
    verb = "rising" if b > a else "falling"
    pace = growth(yearly_growth(a, b, last - first))
    return (
        f"{subject[view.quantity]} {amount(a, view.measure)} in {first}, {verb} to {amount(b, view.measure)} "
        f"by {last}: {pace}{basis}."
    )


def standouts(result: Result, view: View) -> list[str]:
    """Return up to three sentences: where it is and grows, what gains and loses, volume against price."""
    if view.years[0] == view.years[1] or min(_ends(result, view)) == 0:
        return []
    found = [_places(result, view), _movers(result, view), _volume_and_price(result, view)]
    return [sentence for sentence in found if sentence]


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the headline tiles of a view: market, patients found, patients treated, courses, largest opportunity."""
    year, last = view.year, view.years[1]
    found = [_tile(result, view, view.measure.name, {}, view.measure.label.partition(",")[0], "segments")]
    found.append(_tile(result, view, "diagnosed", {}, "Diagnosed patients", "evidence"))
    found.append(_tile(result, view, "treated", {}, "Locally treated patients", "modalities"))
    if not view.treatment_type and not view.modality:
        found.append(
            _tile(result, view, "episodes", {"treatment_type": "radiation"}, "Radiation courses", "modalities")
        )
        found.append(_tile(result, view, "episodes", {"treatment_type": "surgery"}, "Operations", "modalities"))
    if year == last:
        return [Tile(t.label, t.value, "", t.evidence, t.target) for t in found]
    return found


def _tile(result: Result, view: View, measure: str, extra: dict[str, object], label: str, target: str) -> Tile:
    where = view.where(measure, **extra)
    last = view.years[1]
    now, then = (result.total(measure, {**where, "year": year}) for year in (view.year, last))
    spec = MEASURES[measure]
    value = money(now) if spec.money else count(now)
    pace = growth(yearly_growth(now, then, last - view.year))
    change = (
        f"{money(then, '') if spec.money else count(then)} by {last}, {pace}" if last > view.year and now > 0 else ""
    )
    evidence = f"evidence: {support(result.inputs, measure, where).strip()}"
    return Tile(f"{label} {view.year}", value, change, evidence, target)


def _ends(result: Result, view: View) -> tuple[float, float]:
    where = view.where()
    first, last = (result.total(view.measure.name, {**where, "year": year}) for year in view.years)
    return first, last


def _change(result: Result, view: View, dimension: str) -> pd.DataFrame:
    """Values of the first and last year by one dimension, with gain and growth."""
    frame = result.table(view.measure.name, (dimension, "year"), view.where(year=list(view.years)))
    wide = frame.pivot(index=dimension, columns="year", values="value")
    first, last = (wide[year] for year in view.years)
    out = pd.DataFrame({"first": first, "last": last, "gain": last - first})
    span = view.years[1] - view.years[0]
    out["growth"] = [yearly_growth(a, b, span) for a, b in zip(first, last, strict=True)]
    return out


def _places(result: Result, view: View) -> str | None:
    for dimension, labels, noun in (("region", REGIONS, "region"), ("primary_group", PRIMARY_GROUPS, "primary")):
        change = _change(result, view, dimension)
        if dimension == "primary_group":
            change = change.drop("others", errors="ignore")
        if len(change) > 1:
            top, adds = change["first"].idxmax(), change["gain"].idxmax()
            whole = change["first"].sum() if dimension == "region" else _ends(result, view)[0]
            share = percent(change.at[top, "first"] / whole, 0)
            gain = amount(change.at[adds, "gain"], view.measure)
            who = "it also adds" if adds == top else f"{labels[adds]} adds"
            end = f"most by {view.years[1]}: {gain}" if change.at[adds, "gain"] > 0 else "least is lost there"
            return f"{labels[top]} is the largest {noun} with {share} in {view.years[0]}; {who} {end}."
    return None


def _movers(result: Result, view: View) -> str | None:
    change = _change(result, view, "modality")
    change = change[change["first"] >= NOTABLE_SHARE * change["first"].sum()].dropna()
    if len(change) < 2:
        return None
    up, down = change["growth"].idxmax(), change["growth"].idxmin()
    pace = {code: growth(change.at[code, "growth"]) for code in (up, down)}
    slow = "shrinks" if change.at[down, "growth"] < 0 else "grows slowest"
    return f"{MODALITIES[up]} grows fastest ({pace[up]}); {inside(MODALITIES[down])} {slow} ({pace[down]})."


def _volume_and_price(result: Result, view: View) -> str | None:
    if not view.measure.money:
        share = _change(result, view, "treatment_type")
        top = share["first"].idxmax()
        part = percent(share.at[top, "first"] / share["first"].sum(), 0)
        return f"{TREATMENT_TYPES[top]} makes up {part} of {view.quantity} in {view.years[0]}."
    where = view.where("treated")
    first, last = (result.total("treated", {**where, "year": year}) for year in view.years)
    spend, span = _ends(result, view), view.years[1] - view.years[0]
    volume, value = yearly_growth(first, last, span), yearly_growth(*spend, span)
    per_patient = (1 + value) / (1 + volume) - 1
    word = "rises" if per_patient > 0 else "falls"
    return (
        f"Locally treated patients grow {growth(volume)}, spend {growth(value)}: "
        f"spend per treated patient {word} by {growth(abs(per_patient))}."
    )
