"""What the Growth drivers page adds: which two sides, the bridge between them, its split, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.bridge import EFFECTS, MEANINGS, METHOD
from spinemkt.analysis.scenarios.changes import subject
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.charts import bridge
from spinemkt.charts.style import Chart, with_caution
from spinemkt.documents.options import BETWEEN, EFFECT, SPLIT, WHOLE
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.wording import inside
from ui import asks, parts, scenarios, selection
from ui.cache import chart, compared, inputs, refusal
from ui.compare import usable
from ui.look import theme
from ui.modalities import choose

NOTHING = "Nothing is left under these filters."


BEFORE = "Before the last step"


@dataclass(frozen=True)
class Sides:
    """The two ends of a bridge: two years of the reader's scenario, or two scenarios in the year shown."""

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


def sides(view: View) -> Sides:
    """Draw the choice of the two sides."""
    mine, pins = scenarios.current(), usable()
    active = bool(mine.changes) and not refusal(mine)
    offered = ["years", *(["scenario"] if active else []), *(["pins"] if pins else [])]
    between = st.segmented_control(
        "Between",
        offered,
        default="years",
        required=True,
        format_func=BETWEEN.__getitem__,
        key="between",
        bind="query-params",
        wrap=True,
        help="Open a scenario to set it against the base case; pin scenarios to set two of them against each other.",
    )
    if between == "years":
        return Sides(replace(view, year=View.year))
    if between == "scenario":
        return Sides(view, (Scenario(), mine))
    names = {one.name: one for one in (Scenario(), *pins)}
    labels = {name: name for name in names}
    left, right = st.columns(2, gap="large")
    with left:
        first = choose("From", labels, list(labels)[len(pins) > 1], "from_pin")
    with right:
        last = choose("To", labels, list(labels)[-1], "to_pin")
    return Sides(view, (names[first], names[last]))


def drawn(found: Sides) -> tuple[Text, Chart]:
    """The sentence of the bridge, and its chart under an exact title."""
    subject = inside(what(found.view.measure))
    if found.pair:
        said, steps = compared(_between, found.pair, found.view, theme())
        subject = f"{subject} in {found.view.year}"
    else:
        steps = chart(bridge.waterfall, found.view)
        said = say("{title}.", title=steps.title)
    return said, replace(steps, title=f"What moves {subject} from {' to '.join(found.ends)}")


def hints(found: Sides, steps: Chart, view: View) -> None:
    """Say when nothing moves yet."""
    if found.pair and not steps.frame.empty and not steps.frame["value"].any():
        parts.note(f"Nothing moves in {view.year} under these filters; a later snapshot year may differ.")


def _between(runs: Runs, view: View, shade: str) -> tuple[Text, Chart]:
    (reference, before), (name, after) = runs
    subject = name if reference == BASELINE else f"{name} instead of {reference}"
    move = last_move(Study(before, reference), Study(after, name), view.year, view.where(), view.measure.name)
    filters = replace(view, years=(view.year, view.year)).sentence(after.inputs.country_names)
    bars = bridge.move_bars(move, shade, filters)
    return sentence(move, subject), replace(bars, subtitle=with_caution(filters, move.measure))


def clicked_effect(event: object) -> None:
    """Put the effect whose bar was clicked into the choice below."""
    code = selection.mark(event)
    if code in EFFECTS and st.session_state.get("clicked_effect") != code:
        st.session_state["effect"] = code
    st.session_state["clicked_effect"] = code


def split(found: Sides, steps: Chart) -> None:
    """Draw the whole change or one effect of it, by region, modality or primary group."""
    offered = [WHOLE, *(code for code in EFFECTS if code in steps.clicks)]
    with st.container(horizontal=True, gap="medium", key="split_controls"):
        effect = st.pills(
            "Split",
            offered,
            default=WHOLE,
            required=True,
            format_func=EFFECT.__getitem__,
            key="effect",
            bind="query-params",
            help="Or click a bar above.",
            wrap=True,
        )
        by = st.segmented_control(
            "By",
            list(SPLIT),
            default="region",
            required=True,
            format_func=SPLIT.__getitem__,
            key="split",
            bind="query-params",
        )
    effect = "" if effect == WHOLE else effect
    if found.pair:
        parted = compared(_split, found.pair, found.view, theme(), by, effect)
    else:
        parted = chart(bridge.split, found.view, by, effect)
    show(found, parted, "parted")


def _split(runs: Runs, view: View, shade: str, by: str, effect: str) -> Chart:
    (reference, before), (name, after) = runs
    return bridge.split(after, view, shade, by, effect, before, (reference, name))


def show(found: Sides, what_to_show: Chart, key: str, on_select: str = "ignore") -> object:
    """Show a chart of the bridge with its words and files."""
    words = parts.scenario_line(*found.pair)
    return parts.show(
        what_to_show, found.view, key, found.view.measure.name, on_select=on_select, scenario=words, runs=found.runs
    )


@dataclass(frozen=True)
class Step:
    """What the last step did: in a sentence, and as a bridge."""

    said: Text
    bars: Chart


def last_step(view: View, before: Result, run: Result) -> Step:
    """Reckon what the last step did; view: in its last year."""
    move = last_move(Study(before, BEFORE), Study(run), view.year, view.where(), view.measure.name)
    what = subject(scenarios.before().changes, scenarios.current().changes, inputs())
    said = say("{what} {did}", what=what, did=sentence(move, "it" if what else "It"))
    return Step(said, bridge.move_bars(move, theme(), asked=True))


def show_step(step: Step, view: View) -> None:
    """Show what the last step did, in the view it was reckoned for."""
    runs = {BEFORE: replace(scenarios.before(), name=BEFORE)}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        parts.title("What the last step did")
        st.button("Replay", on_click=scenarios.replay, type="tertiary", key="replay")
    st.html(f"<p class='sm-answer'>{asks.text(step.said, 'lab_step', view, runs)}</p>")
    parts.show(step.bars, view, "lab_move", view.measure.name, runs=runs)


def method() -> None:
    """Say what the effects mean, and how they are reckoned."""
    parts.section("How to read it", "Each effect is what one factor brings to the change; the effects sum to it.")
    parts.table(("Effect", "What moves"), [(EFFECTS[code], meaning) for code, meaning in MEANINGS.items()])
    parts.note(METHOD)
