"""Which amount of a lever makes an outcome reach a target, or one code pass another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spinemkt.analysis.narrative import what
from spinemkt.analysis.uncertainty_views import outcomes, overtaking, verdicts
from spinemkt.analysis.uncertainty_views.overtaking import Race
from spinemkt.analysis.view import View
from spinemkt.documents.blocks import Block, Choice, Control, Note, Notice, Offer, Page
from spinemkt.documents.studies import studied
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import SpinemktError
from spinemkt.figures.text import Text
from spinemkt.scenario.levers import levers
from spinemkt.uncertainty import goal
from spinemkt.uncertainty.goal import Goal
from spinemkt.uncertainty.levers import Handle
from spinemkt.wording import inside

REACHES, PASSES = "reaches", "passes"
KINDS = {REACHES: "An amount is reached", PASSES: "One passes another"}
DIMENSIONS = {"region": "Regions", "treatment_type": "Treatment types", "modality": "Modalities"}
FIRST = {  # what is asked first, before the reader chooses
    "region": ("asia_pacific", "north_america"),
    "treatment_type": ("surgery", "radiation"),
    "modality": ("sbrt_srs", "conventional_ebrt"),
}
WAIT = "Looking for it ..."


def goal_seek(work: Workspace) -> Page:
    """Yield what asks for a goal, and the answer in one sentence."""
    kind = yield Choice("goal_kind", "The goal", KINDS, REACHES, "buttons", linked=False)
    yield from _passing(work) if kind == PASSES else _reaching(work)


def _reaching(work: Workspace) -> Page:
    yield Note(
        "Choose one lever and a target for the outcome that the filters select; the nearest amount of the lever is "
        "sought, first within its evidence, then beyond."
    )
    asked = yield Control("goal", (outcomes.measured(work.view).label.partition(",")[0].lower(), work.view))
    if asked:
        yield from _reached(work, *asked)


def _passing(work: Workspace) -> Page:
    dim = yield Choice("goal_dim", "What is compared", DIMENSIONS, "modality", "buttons", linked=False)
    name = what(overtaking.race(Handle.of(next(iter(levers()))), dim, *FIRST[dim], work.view).measure)
    yield Note(
        f"Choose one lever and two {DIMENSIONS[dim].lower()}; sought is the nearest amount at which the two "
        f"are level in {inside(name)}, beyond which one passes the other: first within its evidence, then beyond. "
        f"Filters act, but for those on {'places' if dim == 'region' else 'treatments'}."
    )
    asked = yield Control("goal_race", (dim, FIRST[dim], work.view))
    if asked:
        yield from _raced(work, *asked)


def _reached(work: Workspace, lever: str, region: str | None, target: str, year: int) -> Iterator[Block]:
    view = replace(work.view, year=year, years=(year, year))
    try:
        asked = verdicts.Asked(Handle.of(lever, region), verdicts.figure(target), view)
        found = studied(work, _sought, view, lever, region, asked.target, wait=WAIT)
    except SpinemktError as error:
        yield _refused(error)
        return
    yield from _told(verdicts.goal_words(asked, found, work.inputs), view, found, not verdicts.met(asked, found))


def _sought(work: Workspace, view: View, lever: str, region: str | None, target: float) -> Goal:
    outcome, run = outcomes.outcome_of(view), (view.scope, view.myeloma)
    return goal.goal_seek(work.inputs.baseline, lever, outcome, target, work.scenario, region, *run)


def _raced(
    work: Workspace, lever: str, region: str | None, dim: str, code: str, other: str, year: int
) -> Iterator[Block]:
    view = replace(work.view, year=year, years=(year, year))
    try:
        asked = overtaking.race(Handle.of(lever, region), dim, code, other, view)
        found = studied(work, _sought_race, asked.view, lever, region, dim, code, other, wait=WAIT)
    except SpinemktError as error:
        yield _refused(error)
        return
    asked = overtaking.started(asked, work.run(asked.view))
    words = overtaking.race_words(asked, found, work.inputs)
    yield from _told(words, asked.view, found, not overtaking.level(asked))


def _sought_race(work: Workspace, view: View, lever: str, region: str | None, dim: str, code: str, other: str) -> Goal:
    lead, run = Race(Handle.of(lever, region), dim, code, other, view).lead, (view.scope, view.myeloma)
    return goal.goal_seek(work.inputs.baseline, lever, lead, 0.0, work.scenario, region, *run)


def _refused(error: SpinemktError) -> Notice:
    return Notice("This cannot be answered", [str(error)], warns=True)


def _told(words: Text, view: View, found: Goal, moves: bool) -> Iterator[Block]:
    """Yield the answer, and its scenario where that differs from what stands."""
    yield Note(words, "goal", "said", view=view)
    if found.scenario is not None and moves:
        yield Offer("goal_put", [("Make it my scenario", found.scenario)])
