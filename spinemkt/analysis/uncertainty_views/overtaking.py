"""What it would take for one region, treatment type or modality to pass another, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from spinemkt.analysis.market.crossing_words import agreeing, within
from spinemkt.analysis.narrative import what
from spinemkt.analysis.uncertainty_views.outcomes import measured
from spinemkt.analysis.uncertainty_views.verdicts import STILL, at, name_of
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say
from spinemkt.model.measures import Measure
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, REGIONS, TREATMENT_TYPES
from spinemkt.uncertainty.goal import Goal
from spinemkt.uncertainty.levers import Handle
from spinemkt.uncertainty.outcome import Lead, Outcome
from spinemkt.wording import inside

COMPARED: Mapping[str, Mapping[str, str]] = {
    "region": REGIONS,
    "treatment_type": TREATMENT_TYPES,
    "modality": MODALITIES,
}
_GIVE_WAY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "region": {"region": (), "country": ()},
    "treatment_type": {"treatment_type": (), "modality": ()},
    "modality": {"treatment_type": (), "modality": ()},
}


@dataclass(frozen=True)
class Race:
    """A question of goal seek: a lever, and which code of a dimension should pass which other one in the view's year.

    now: the amounts of both, in the scenario as it stands.
    """

    handle: Handle
    dim: str
    code: str
    other: str
    view: View
    now: tuple[Figure, ...] = ()

    @property
    def measure(self) -> Measure:
        """What both are compared in: the measure of the page, or the view's where that one does not tell them apart."""
        common = measured(self.view)
        return common if self.dim in common.dims else self.view.measure

    @property
    def lead(self) -> Lead:
        """What is sought to be zero."""
        where = self.view.where(self.measure.name)
        return Lead(self.dim, self.code, self.other, Outcome(self.measure.name, where, self.view.year))


def race(handle: Handle, dim: str, code: str, other: str, view: View) -> Race:
    """Ask for a race under the filters of a view, but for those on what is compared."""
    return Race(handle, dim, code, other, replace(view, **_GIVE_WAY[dim]))  # type: ignore[arg-type]


def started(one: Race, result: Result) -> Race:
    """The race with the amounts of both in a run."""
    name, study = one.measure.name, Study(result)
    wheres = (one.view.where(name, **{one.dim: code, "year": one.view.year}) for code in (one.code, one.other))
    return replace(one, now=tuple(study.amount(name, **where) for where in wheres))


def level(one: Race) -> bool:
    """Whether both are level already, as far as their amounts are shown."""
    return len(set(map(str, one.now))) == 1


def race_words(one: Race, found: Goal, inputs: Inputs) -> Text:
    """Answer in one sentence: at which amount of the lever the two are level, or why at none."""
    lever, (mine, theirs) = name_of(one.handle), one.now
    single, names = partial(agreeing, one.dim, one.code), inputs.country_names
    own, whom = (within(one.dim, code, names) for code in (one.code, one.other))
    who = f"{own[:1].upper()}{own[1:]}"
    year = f"in {one.view.year}"
    if not (mine.number or theirs.number):
        return as_text(f"Neither {own} nor {whom} has any {inside(what(one.measure))} {year} here.")
    if level(one):
        start, end = f"{who} and {whom} are level already {year}", f"with {lever} where it is."
        return say("{start}: {mine} and {theirs}, {end}", start=start, mine=mine, theirs=theirs, end=end)
    behind = mine.number < theirs.number
    side = f"{single('it is', 'they are')} {'behind' if behind else 'ahead already'}"
    stands = say("{side}, {mine} against {theirs}.", side=side, mine=mine, theirs=theirs)
    span = one.handle.span(inputs)
    ends = " to ".join(at(one.handle, end, inputs) for end in (span.low, span.high))
    if found.amount is None and found.highest - found.lowest <= STILL * max(mine.number, theirs.number):
        return f"{lever} alone moves {own} and {whom} no nearer to each other {year}: " + stands
    least = -found.highest if behind else found.lowest
    stays = f"{single('it stays', 'they stay')} {amount(least, one.measure)} {'behind' if behind else 'ahead'} at least"
    if found.amount is None:
        words = (
            f"{lever} alone does not make {own} level with {whom} {year}: within the evidence range ({ends}) {stays}, "
            "and no other value that the lever can take makes them level; as things stand, "
        )
        return words + stands
    size = at(one.handle, found.amount, inputs)
    comes = f"{who} {single('comes', 'come')} level with {whom} {year}"
    if found.beyond:
        words = f"{comes} only beyond the evidence, with {inside(lever)} at {size}: within it ({ends}) {stays}"
        return f"{words}; as things stand, " + stands
    return f"{comes} with {inside(lever)} at {size}, inside its evidence ({ends}); as things stand, " + stands
