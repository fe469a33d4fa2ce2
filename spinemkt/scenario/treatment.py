"""The price or the uptake of any treatment, in one region or in all, changed by a factor from a year on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spinemkt.errors import ScenarioError
from spinemkt.scenario.change import Change, Where, where_of
from spinemkt.terms import MODALITIES, MODALITY_TYPE, PRESENT_YEAR, REGIONS, REMAINDER_TECHNIQUE, TREATMENT_TYPES

ASPECTS = {"price": "Price", "uptake": "Uptake"}
_NOUNS = {"interventional": "interventional procedures", "supportive": "supportive care"}
TREATMENTS: Mapping[str, str] = {
    **{code: f"All {_NOUNS.get(code, label.lower())}" for code, label in TREATMENT_TYPES.items()},
    **MODALITIES,
}
CURVE = ("uptake_start", "uptake_ceiling")  # scaled together, they scale the uptake of every year


def treatment_changes(
    aspect: str,
    treatment: str,
    factor: float,
    region: str | None = None,
    year: int = PRESENT_YEAR,
    ramp: int = 0,
) -> tuple[Change, ...]:
    """The changes that scale the price or the uptake of a treatment type or modality, as dated events.

    Uptake is the share of the treatment's patients who receive it; inside radiation and surgery other techniques give
    way. Raises ScenarioError for the uptake of a technique that takes what the others leave.
    """
    return tuple(
        Change(parameter, "scale", factor, where, year, ramp, _label(aspect, treatment))
        for parameter, where in _reached(aspect, treatment, region)
    )


def treatment_words(change: Change) -> str:
    """What a change of this kind is called: Price of bone-modifying agents, Europe; empty for any other change."""
    named = _BY_LABEL.get(change.label)
    regions = change.codes.get("region", ())
    if not named or change.operation != "scale" or len(regions) > 1:
        return ""
    region = regions[0] if regions else None
    if (change.parameter, change.where) not in _reached(*named, region):
        return ""
    part = "peak adoption" if change.parameter == CURVE[1] else ""
    return ", ".join(filter(None, (change.label, part, REGIONS[region] if region else "")))


def acts(changes: Sequence[Change]) -> list[tuple[Change, ...]]:
    """Changes as a reader made them, in their order: the two of an uptake together, any other alone."""
    found: list[tuple[Change, ...]] = []
    for change in changes:
        last = found[-1] if found else ()
        if len(last) == 1 and treatment_words(change) and _pair(last[0], change):
            found[-1] = (*last, change)
        else:
            found.append((change,))
    return found


def _pair(first: Change, second: Change) -> bool:
    alike = (first.amount, first.where, first.year, first.ramp, first.label)
    same = alike == (second.amount, second.where, second.year, second.ramp, second.label)
    return same and (first.parameter, second.parameter) == CURVE


def _reached(aspect: str, treatment: str, region: str | None) -> list[tuple[str, Where]]:
    there = {"region": region} if region else {}
    kinds = [code for code in MODALITIES if treatment in (code, MODALITY_TYPE[code])]
    if aspect == "price":
        return [("unit_cost", where_of(modality=kinds, **there))]
    if treatment in REMAINDER_TECHNIQUE:
        return [("type_share", where_of(treatment_type=treatment, **there))]
    if treatment in REMAINDER_TECHNIQUE.values():
        kind = MODALITY_TYPE[treatment]
        raise ScenarioError(
            f"{MODALITIES[treatment]} has no uptake of its own: it takes what the other techniques of {kind} leave. "
            f"Change the uptake of all {kind}, or of another technique, to which this one gives way."
        )
    return [(parameter, where_of(modality=kinds, **there)) for parameter in CURVE]


def _label(aspect: str, treatment: str) -> str:
    name = TREATMENTS[treatment]
    short = name[:2].isupper() or name[1] == "-"  # an abbreviation keeps its capitals
    return f"{ASPECTS[aspect]} of {name if short else name[0].lower() + name[1:]}"


_BY_LABEL = {
    _label(aspect, code): (aspect, code)
    for aspect in ASPECTS
    for code in TREATMENTS
    if aspect == "price" or code not in REMAINDER_TECHNIQUE.values()
}
