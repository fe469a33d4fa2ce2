"""Growth drivers: what moves a measure between two years or two scenarios, the bridge between them, and its split."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.bridge import EFFECTS, MEANINGS, METHOD
from spinemkt.analysis.scenarios.changes import scenario_line
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.charts import bridge
from spinemkt.charts.style import Chart, with_caution
from spinemkt.documents.blocks import Block, Choice, Choices, Control, Empty, Exhibit, Head, Note, Page, Section, Table
from spinemkt.documents.options import BETWEEN, EFFECT, SPLIT, WHOLE
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.wording import inside

QUESTION = "Why does it change?"
NOTHING = "Nothing is left under these filters."
HELP = "Open a scenario to set it against the base case; pin scenarios to set two of them against each other."


@dataclass(frozen=True)
class Sides:
    """The two ends of a bridge: two years of the workspace's scenario, or two scenarios in the year shown."""

    view: View
    pair: tuple[Scenario, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        """What the ends are called."""
        first, last = [one.name for one in self.pair] or map(str, self.view.years)
        return first, last

    @property
    def runs(self) -> dict[str, Scenario]:
        """The scenarios at the ends by name."""
        return {one.name: one for one in self.pair}

    @property
    def missing(self) -> str:
        """What to choose where both ends are the same one."""
        if self.ends[0] != self.ends[1]:
            return ""
        kind = "scenarios" if self.pair else "years"
        return f"Choose two different {kind}, and what moves spend, patients or episodes between them is shown."


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view, found = work.view, (yield from _sides(work))
    if work.is_empty:
        yield Head(QUESTION, NOTHING)
        yield Empty()
        return
    if found.missing:
        yield Head(QUESTION, found.missing)
        return
    said, steps = _bridge(work, found)
    yield Head(QUESTION, said, view=found.view, runs=found.runs)
    if found.pair and not steps.frame.empty and not steps.frame["value"].any():
        yield Note(f"Nothing moves in {view.year} under these filters; a later snapshot year may differ.")
    yield _exhibit(work, found, steps, "bridge", selects=True)
    if not steps.frame.empty:
        yield from _split(work, found, steps)
    yield Section("How to read it", "Each effect is what one factor brings to the change; the effects sum to it.")
    yield Table("effects", ("Effect", "What changes"), [(EFFECTS[code], meaning) for code, meaning in MEANINGS.items()])
    yield Note(METHOD)


def _sides(work: Workspace) -> Generator[Block, Any, Sides]:
    """Yield the choice of the two sides; return them."""
    pins = (yield Control("pins")) or ()
    offered = ["years", *(["scenario"] if work.scenario.changes else []), *(["pins"] if pins else [])]
    options = {code: BETWEEN[code] for code in offered}
    between = yield Choice("between", "Between", options, "years", "buttons", HELP)
    if between == "years":
        return Sides(replace(work.view, year=View.year))
    if between == "scenario":
        return Sides(work.view, (Scenario(), work.scenario))
    names = {one.name: one for one in (Scenario(), *pins)}
    labels = {name: name for name in names}
    usual = list(labels)[len(pins) > 1], list(labels)[-1]
    first, last = yield Choices(
        (Choice("from_pin", "From", labels, usual[0]), Choice("to_pin", "To", labels, usual[1]))
    )
    return Sides(work.view, (names[first], names[last]))


def _bridge(work: Workspace, found: Sides) -> tuple[Text, Chart]:
    """The sentence of the bridge, and its chart under an exact title."""
    subject = inside(what(found.view.measure))
    if found.pair:
        said, steps = work.compared(_between, found.pair, found.view, work.theme)
        subject = f"{subject} in {found.view.year}"
    else:
        steps = work.chart(bridge.waterfall, found.view)
        said = say("{title}.", title=steps.title)
    return said, replace(steps, title=f"What changes {subject} from {' to '.join(found.ends)}")


def _between(runs: Runs, view: View, theme: str) -> tuple[Text, Chart]:
    (reference, before), (name, after) = runs
    subject = name if reference == BASELINE else f"{name} instead of {reference}"
    move = last_move(Study(before, reference), Study(after, name), view.year, view.where(), view.measure.name)
    filters = replace(view, years=(view.year, view.year)).sentence(after.inputs.country_names)
    bars = bridge.move_bars(move, theme, filters)
    return sentence(move, subject), replace(bars, subtitle=with_caution(filters, move.measure))


def _split(work: Workspace, found: Sides, steps: Chart) -> Page:
    """Yield the whole change or one effect of it, by region, modality or primary group."""
    offered = {code: EFFECT[code] for code in (WHOLE, *(code for code in EFFECTS if code in steps.clicks))}
    effect, by = yield Choices(
        (
            Choice("effect", "Split", offered, WHOLE, "pills", "Or click a bar above.", follows="bridge"),
            Choice("split", "By", SPLIT, "region", "buttons"),
        )
    )
    effect = "" if effect == WHOLE else effect
    if found.pair:
        parted = work.compared(_parted, found.pair, found.view, work.theme, by, effect)
    else:
        parted = work.chart(bridge.split, found.view, by, effect)
    yield _exhibit(work, found, parted, "parted")


def _parted(runs: Runs, view: View, theme: str, by: str, effect: str) -> Chart:
    (reference, before), (name, after) = runs
    return bridge.split(after, view, theme, by, effect, before, (reference, name))


def _exhibit(work: Workspace, found: Sides, chart: Chart, key: str, selects: bool = False) -> Exhibit:
    """A chart of the bridge with its words and files."""
    words = scenario_line(*(found.pair or (work.scenario,)))
    return Exhibit(key, chart, scenario=words, selects=selects, view=found.view, runs=found.runs)
