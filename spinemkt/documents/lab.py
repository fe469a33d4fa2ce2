"""Scenario builder: a scenario against the base case, what to mind, what its last step did, who gains and loses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from spinemkt.analysis.scenarios.cautions import Caution, cautions
from spinemkt.analysis.scenarios.changes import subject
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.uncertainty_views.spread import reading_gap
from spinemkt.analysis.view import View
from spinemkt.charts import bridge, fan
from spinemkt.charts.scenarios import paths
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import Block, Choice, Control, Exhibit, Note, Offer, Page
from spinemkt.documents.options import SPLIT_BY
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import ScenarioError
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE, Scenario

HEIGHT = 260
BEFORE = "Before the last step"
Step = tuple[Text, Chart]  # what the last step did: in a sentence, and as a bridge


def answer(work: Workspace) -> Page:
    """Yield the scenario against the base case."""
    yield replace(_paths(work), foot=False)


def reasons(work: Workspace) -> Page:
    """Yield what the answer rests on, and what to mind."""
    yield replace(_paths(work), picture=False)
    if work.result is not work.baseline:
        for number, caution in enumerate(_cautions(work)):
            yield Note(caution.text, look="" if caution.kind == "beyond_evidence" else "warning")
            if caution.repaired is not None:
                yield Offer(f"repair_{number}", [(caution.repair, caution.repaired)])


def details(work: Workspace, before: Scenario | None) -> Page:
    """Yield what the last step did, who gains and loses, and how sure that is.

    before: the scenario before that step; None where it is not known, and the step is not told.
    """
    last = _last_year(work.view)
    if before is not None and (step := _step(work, before)):
        yield Control("last step")
        said, bars = step
        runs = {BEFORE: replace(before, name=BEFORE)}
        yield Note(said, "lab_step", "answer", view=last, runs=runs)
        yield Exhibit("lab_move", bars, view=last, runs=runs)
    if work.result is not work.baseline:
        by = yield Choice(
            "lab_split", "Who gains and who loses against the base case, by", SPLIT_BY, "modality", "buttons"
        )
        yield Exhibit("lab_who", _who(work, by), view=last)
    yield from _certainty(work)


def slow_parts(work: Workspace, before: Scenario | None, by: str) -> list[Callable[[], Any]]:
    """Return what takes longest to make of `reasons` and `details`, to be made ahead of them."""
    return [lambda: work.gap(work.view), lambda: _cautions(work), lambda: _step(work, before), lambda: _who(work, by)]


def _last_year(view: View) -> View:
    return replace(view, year=view.years[1])


def _paths(work: Workspace) -> Exhibit:
    """The scenario's path over the years, and that of the base case."""
    view, base, run, name = work.view, work.baseline, work.result, work.scenario.name
    runs = ((BASELINE, base),) if run is base else ((BASELINE, base), (name, run))
    key = ("paths", view, work.theme, runs[-1][0])
    drawn = work.kept(run, key, lambda: paths(runs, view, work.theme, HEIGHT))
    return Exhibit("lab_paths", drawn, measure_of(view).name, runs={name: work.scenario})


def _cautions(work: Workspace) -> list[Caution]:
    run, base = work.result, work.baseline
    return work.kept(run, ("cautions", work.scenario, work.view.money_form), lambda: cautions(work.scenario, run, base))


def _step(work: Workspace, before: Scenario | None) -> Step | None:
    """What the last step did; None where nothing has moved."""
    if before is None:
        return None
    try:
        run, earlier = work.result, work.run(work.view, before)
    except ScenarioError:
        return None
    if earlier is run:
        return None
    return work.kept(run, ("step", before, work.view, work.theme), lambda: _explained(work, before, earlier, run))


def _explained(work: Workspace, before: Scenario, earlier: Result, run: Result) -> Step:
    view = _last_year(work.view)
    move = last_move(Study(earlier, BEFORE), Study(run), view.year, view.where(), view.measure.name)
    what = subject(before.changes, work.scenario.changes, work.inputs)
    said = say("{what} {did}", what=what, did=sentence(move, "it" if what else "It"))
    return said, bridge.move_bars(move, work.theme, asked=True)


def _who(work: Workspace, by: str) -> Chart:
    """Who gains and who loses against the base case."""
    run, base, view = work.result, work.baseline, _last_year(work.view)
    return work.kept(run, ("who", by, view, work.theme), lambda: bridge.split(run, view, work.theme, by, "", base))


def _certainty(work: Workspace) -> Iterator[Block]:
    """How far the scenario lies from the base case in the simulations."""
    view = work.view
    if work.scenario.changes and work.fans(view) and (found := work.gap(view)):
        yearly = work.yearly(view, found, Scenario())
        yield Exhibit("lab_gap", work.chart(fan.gap, view, found), measure_of(view).name, yearly=yearly)
        yield Note(reading_gap(found.parts))
