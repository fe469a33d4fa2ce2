"""What a reader of a scenario should know before trusting it, each with a repair where there is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from spinemkt.analysis.scenarios import limits
from spinemkt.analysis.scenarios.changes import size_words, told
from spinemkt.analysis.scenarios.idle import idle
from spinemkt.errors import ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.scenario.apply import beyond_evidence
from spinemkt.scenario.refusal import Stray
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.text import MOST_CHANGES
from spinemkt.terms import REGIONS, REMAINDER_TECHNIQUE, TIER_REGION, TIERS, YEARS
from spinemkt.wording import count, inside, listing, percent

NAMED = 3

_RESOURCES = {
    "linac": ("radiotherapy", "fractions_per_episode"),
    "theatre": ("theatre time", "theatre_hours_per_episode"),
}
_REGION_OF_PLACE = [list(REGIONS).index(TIER_REGION[tier]) for tier in TIERS]


@dataclass(frozen=True)
class Caution:
    """One caution: what, where, when and how much; what its repair would do, and the scenario with the repair made.

    kind: mix (shares of techniques over 100%), capacity (patients not served), no_effect (a change that does nothing)
    or beyond_evidence. repaired is None when there is nothing to repair, or no repair was found.
    """

    kind: str
    text: str
    repair: str = ""
    repaired: Scenario | None = None


def cautions(scenario: Scenario, result: Result, baseline: Result) -> list[Caution]:
    """List the cautions about a scenario; result is its run, baseline the run without it, in the same scope."""
    return [
        *_mix(scenario, result, baseline),
        *_capacity(scenario, result, baseline),
        *_no_effect(scenario, result, baseline),
        *_beyond(result.inputs, baseline.inputs),
    ]


def _mix(scenario: Scenario, result: Result, baseline: Result) -> list[Caution]:
    if not any(change.parameter in limits.SHARES for change in scenario.changes):
        return []
    sums = limits.technique_sums(result.inputs)
    made = []
    for kind in REMAINDER_TECHNIQUE:
        if limits.over(sums[kind]).any():
            repaired = _taken(limits.lighter(scenario, baseline.inputs, kind), baseline.inputs)
            repair = f"{_lowered(scenario, repaired, result.inputs)}, so that they fit." if repaired else ""
            made.append(Caution("mix", _crowded(kind, sums[kind]), repair, repaired))
    return made


def _crowded(kind: str, sums: np.ndarray) -> str:
    regions = limits.over(sums).any(axis=1)
    region, year = np.unravel_index(np.nanargmax(sums), sums.shape)
    share = percent(float(sums[region, year]), 0)
    share = "just over 100%" if share == percent(1.0, 0) else share
    first = YEARS[int(limits.over(sums[region]).argmax())]
    since = f" (over 100% from {first} on)" if first < YEARS[year] else ""
    others = int(regions.sum()) - 1
    elsewhere = f", and less so in {others} other {'region' if others == 1 else 'regions'}" if others else ""
    return (
        f"{kind.capitalize()} techniques add up to {share} of {kind} patients in {list(REGIONS.values())[region]} by "
        f"{YEARS[year]}{since}{elsewhere}: the model scales them down to 100%."
    )


def _lowered(scenario: Scenario, repaired: Scenario, inputs: Inputs) -> str:
    """Say which changes were made smaller, or by how much techniques are scaled where."""
    pairs = [
        (old, new)
        for old, new in zip(scenario.changes, repaired.changes, strict=False)
        if old.amount != new.amount and old.aim == new.aim
    ]
    if pairs and len(scenario.changes) == len(repaired.changes):
        words = [(told(old, inputs), told(new, inputs)) for old, new in pairs]
        return f"Lower {listing(f'{inside(new.label)}, from {old.new} to {new.new}' for old, new in words)}"
    come = [change for change in repaired.changes if change not in scenario.changes]
    scaled = {REGIONS[change.codes["region"][0]]: size_words(change.amount, "ratio", "scale") for change in come}
    return f"Scale their uptake down ({listing(f'{region} {size}' for region, size in scaled.items())})"


def _capacity(scenario: Scenario, result: Result, baseline: Result) -> list[Caution]:
    made = []
    for resource, (noun, effort) in _RESOURCES.items():
        use = result.stages.plain(f"{resource}_use").values
        if limits.over(use).any():
            repaired = _taken(limits.roomier(scenario, result, resource), baseline.inputs)
            repair = _raised(scenario, repaired, noun) if repaired else ""
            made.append(Caution("capacity", _short(noun, _lost(result, use, effort)), repair, repaired))
    return made


def _lost(result: Result, use: np.ndarray, effort: str) -> np.ndarray:
    """The share of a resource asked for that is not given [region, year]."""
    each = result.inputs["episodes_per_patient"].variable * result.inputs[effort].variable
    if "region" in each.dims:
        each = each.isel(region=xr.Variable("place", _REGION_OF_PLACE))
    patients = result.stages.modality_patients.variable.sum(["primary", "presentation"])
    given = np.nan_to_num(xr.dot(patients, each, dim="modality").transpose("place", "year").to_numpy())
    asked = given * np.where(limits.over(use), use, 1.0)
    regions = (np.arange(len(REGIONS))[:, None] == np.array(_REGION_OF_PLACE)).astype(float)
    asked, given = regions @ asked, regions @ given
    return np.divide(asked - given, asked, out=np.zeros(asked.shape), where=asked > 0)


def _short(noun: str, lost: np.ndarray) -> str:
    years = np.flatnonzero((lost > 0).any(axis=0))
    first, last = int(years[0]), int(years[-1])
    region = int(lost[:, first].argmax())
    worst = int(lost[region].argmax())
    later = f" and {_share(lost[region, worst])} in {YEARS[worst]}" if worst > first else ""
    regions = int((lost > 0).any(axis=1).sum())
    place = list(REGIONS.values())[region] + (f", hit hardest of {regions} regions," if regions > 1 else "")
    return (
        f"{_span(YEARS[first], YEARS[last])} more {noun} is asked for than can be given: in {place} "
        f"{_share(lost[region, first])} of it is not given in {YEARS[first]}{later}."
    )


def _span(first: int, last: int) -> str:
    if first == last:
        return f"In {first}"
    return f"From {first} on" if last == YEARS[-1] else f"From {first} to {last}"


def _share(share: float) -> str:
    return "less than 0.1%" if 0 < share < 0.0005 else percent(float(share))


def _raised(scenario: Scenario, repaired: Scenario, noun: str) -> str:
    old = {change.aim: change for change in scenario.changes}
    faster, scaled = [], []
    for change in repaired.changes:
        if change in scenario.changes:
            continue
        region = REGIONS[change.codes["region"][0]]
        start = old.get(change.aim)
        if change.operation == "add":
            extra = change.amount - (start.amount if start else 0.0)
            faster.append(f"{size_words(extra, 'fraction/year', 'add')} in {region}")
        else:
            times = change.amount / (start.amount if start else 1.0)
            scaled.append(f"{size_words(times, 'ratio', 'scale')} in {region}")
    ways = [f"let its ceiling grow faster ({listing(faster)})"] if faster else []
    ways += [f"raise its ceiling ({listing(scaled)})"] if scaled else []
    text = f"{listing(ways)}, so that all {noun} asked for is given."
    return text[0].upper() + text[1:]


def _no_effect(scenario: Scenario, result: Result, baseline: Result) -> list[Caution]:
    made = []
    for change in idle(scenario, result, baseline):
        words = told(change, result.inputs)
        number = scenario.changes.index(change)
        rest = limits.remade(scenario, (*scenario.changes[:number], *scenario.changes[number + 1 :]))
        text = f"{words.label} ({words.new}) has no effect here: patients, spend and outcomes are the same without it."
        made.append(Caution("no_effect", text, "Take this change out.", rest))
    return made


def _beyond(inputs: Inputs, baseline: Inputs) -> list[Caution]:
    strays = {stray.name: stray for stray in beyond_evidence(inputs, baseline)}
    if not strays:
        return []
    names = [_number(stray, inputs) for stray in list(strays.values())[:NAMED]]
    more = len(strays) - len(names)
    names += [f"and {count(more, None)} more"] if more else []
    verb = "number lies" if len(strays) == 1 else "numbers lie"
    text = f"{count(len(strays), None)} {verb} outside the range of the evidence, which is allowed: {'; '.join(names)}."
    return [Caution("beyond_evidence", text)]


def _number(stray: Stray, inputs: Inputs) -> str:
    spec = inputs.dictionary.parameters[stray.parameter]
    value, low, high = (size_words(size, spec.unit, "set") for size in (stray.value, stray.low, stray.high))
    evidence = low if low == high else f"{low.removesuffix(' a year')} to {high}"
    return f"{', '.join([inside(spec.label), *stray.place(inputs.dictionary)])}: {value} (evidence {evidence})"


def _taken(repaired: Scenario | None, baseline: Inputs) -> Scenario | None:
    """A repair that can be made: it stays within what a scenario may hold and may make of numbers."""
    if repaired is None or len(repaired.changes) > MOST_CHANGES:
        return None
    try:
        repaired.apply(baseline)
    except ScenarioError:
        return None
    return repaired
