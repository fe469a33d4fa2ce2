"""What the Compare page adds: choosing and pinning, the tables of outcomes and levers, stacking two scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import pandas as pd
import streamlit as st

from spinemkt.analysis.scenarios import compare, stack
from spinemkt.analysis.scenarios.compare import Row
from spinemkt.analysis.scenarios.stack import LeverRow
from spinemkt.analysis.view import View
from spinemkt.charts.palette import tokens
from spinemkt.charts.scenarios import line_colours
from spinemkt.charts.style import Chart
from spinemkt.figures.text import Text
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from ui import asks, parts, pinboard, scenarios
from ui.address import MOST_PINS
from ui.cache import baseline, compared, inputs, of, refusal, run_of
from ui.look import theme
from ui.text import plain

NONE_YET = "Nothing is pinned yet: pin up to four scenarios to lay them beside the base case on one scale."
OFFERED = (
    "Asia-Pacific spends more and adopts modern protocols",
    "Europe covers SBRT as Belgium did",
    "Denosumab biosimilars cut prices deeper",
)

_CLEARED = "example_cleared"
_REFERENCE = "<span class='sm-evidence'>reference</span>"

Scenarios = tuple[Scenario, ...]


def usable() -> Scenarios:
    """The pinned scenarios that can be run, those that cannot are said; the example while nothing is pinned."""
    if not pinboard.pinned() and not pinboard.pin_faults() and not st.session_state.get(_CLEARED):
        return _example()
    faults = [*pinboard.pin_faults()]
    found = []
    for scenario in pinboard.pinned():
        if why := refusal(scenario):
            faults.append(f"{scenario.name} was left out. {why}")
        else:
            found.append(scenario)
    if faults:
        parts.warn("Part of the pinned scenarios of this address could not be used", faults)
    return tuple(found)


def _example() -> Scenarios:
    presets = load_scenarios()
    return tuple(presets[name] for name in OFFERED)


def invite() -> None:
    """Say how to pin, and offer the example."""
    parts.note(
        "Move levers in the Scenario builder or open a scenario above, then choose Pin in the line of the scenario. "
        "Pins stay in the address: a link to this page holds them all."
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Show an example", on_click=_clear, args=(False,), key="show_example", type="primary")
        _pin_mine()


def _about_example(pins: Scenarios) -> None:
    """Say that what is compared is an example, and offer to pin it or to clear it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="example"):
        st.html("<p class='sm-text'><span class='sm-mark'>Example</span> Nothing is pinned yet.</p>", width="content")
        button("Pin these three", "pin_three", *pins, kind="primary")
        st.button("Clear the example", on_click=_clear, args=(True,), key="clear_example", type="tertiary")
        _pin_mine()


@scenarios.everywhere
def _clear(cleared: bool) -> None:
    st.session_state[_CLEARED] = cleared


def order(pins: Scenarios) -> Scenarios:
    """Draw the choice of the reference and the pins, and return all scenarios, the reference first.

    Of the example the reference is the base case, so that nothing comes into the address.
    """
    everyone = (Scenario(), *pins)
    if not pinboard.pinned():
        _about_example(pins)
        return everyone
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="versus"):
        name = st.selectbox(
            "Reference",
            [one.name for one in everyone],
            key="reference",
            bind="query-params",
            help="The scenario that all others are measured against: grey and dashed in the chart.",
            width=340,
        )
        popover = st.popover(f"{len(pins)} of {MOST_PINS} pinned", key="pins_open", on_change="rerun")
        _pin_mine()
    if popover.open:
        with popover:
            for number, one in enumerate(pins):
                left, right = st.columns([4, 1], vertical_alignment="center")
                left.html(f"<p class='sm-change-row'>{escape(one.name)}</p>")
                right.button(
                    "Remove", on_click=pinboard.unpin, args=(one.name,), type="tertiary", key=f"unpin_{number}"
                )
    first = next(one for one in everyone if one.name == name)
    return (first, *(one for one in everyone if one is not first))


def slots(chosen: Scenarios, pins: Scenarios) -> tuple[int, ...]:
    """The colour of each scenario beside the reference: a pin keeps its own, the baseline takes the last."""
    if len(chosen) == 2 and chosen[1] in pins:
        return ()
    return tuple(pins.index(one) if one in pins else MOST_PINS for one in chosen[1:])


def by_name(chosen: Scenarios) -> dict[str, Scenario]:
    """The scenarios by the names that charts and tables give them."""
    return {one.name: one for one in chosen}


def answer(chosen: Scenarios, view: View) -> Text:
    """The page's sentence: which scenario is farthest from the reference."""
    return compared(compare.answer, chosen, view.timeless)


def is_empty(chosen: Scenarios, view: View) -> bool:
    """Whether the filters leave nothing in any of the scenarios."""
    name = compare.measure_of(view).name
    return not any(run_of(one, view).total(name, view.where(name, year=view.span)) for one in chosen)


def outcomes(chosen: Scenarios, view: View, places: Sequence[int]) -> None:
    """Write the table of outcomes, with its file."""
    frame = of(baseline(view), _side_by_side, view, chosen)
    lines = of(baseline(view), _rows, view, chosen)
    cells = asks.texts(
        [text for line in lines for cell in line.cells for text in cell], "outcome", view, by_name(chosen)
    )
    st.html("<p class='sm-text sm-swipe'>Move the tables sideways and up to see all of them.</p>")
    st.html(_outcomes_html(lines, cells, chosen, places))
    title = f"Outcomes of {len(chosen)} scenarios beside {chosen[0].name}"
    words = parts.scenario_line(*chosen)
    parts.table_foot(title, view, "outcomes", frame, scenario=words)


def _side_by_side(result: object, view: View, chosen: Scenarios) -> pd.DataFrame:
    found = [(one.name, of(run_of(one, view), compare.outcomes, view.timeless)) for one in chosen]
    return compare.side_by_side(found, view)


def _rows(result: object, view: View, chosen: Scenarios) -> list[Row]:
    return compare.rows(of(baseline(view), _side_by_side, view, chosen), view)


def _outcomes_html(lines: Sequence[Row], cells: Sequence[str], chosen: Scenarios, places: Sequence[int]) -> str:
    """The table of outcomes. cells: amount and difference of each cell as HTML, in the order of the lines."""
    rest, shade = iter(cells), theme()
    colours = [tokens(shade).baseline, *line_colours(len(chosen) - 1, shade, places)]
    marks = [
        f"<i class='sm-line{'' if at else ' sm-dashed'}' style='border-color:{colour}'></i>"
        for at, colour in enumerate(colours)
    ]
    heads = "".join(
        f"<th class='sm-number'>{mark}{escape(one.name)}{'' if at else _REFERENCE}</th>"
        for at, (one, mark) in enumerate(zip(chosen, marks, strict=True))
    )
    years = dict.fromkeys(line.year for line in lines)
    bodies = "".join(
        f"<tbody><tr class='sm-year'><th colspan='{len(chosen) + 1}'>{year}</th></tr>"
        + "".join(_line(line, rest) for line in lines if line.year == year)
        + "</tbody>"
        for year in years
    )
    table = f"<table class='sm-table sm-versus'><thead><tr><th>Outcome</th>{heads}</tr></thead>{bodies}</table>"
    return _boxed(table, "Outcomes of the scenarios")


def _boxed(table: str, name: str) -> str:
    """A table that scrolls inside itself where it is too wide or, on a phone, too long; keys reach it."""
    return f"<div class='sm-scroll sm-box' tabindex='0' role='region' aria-label='{name}'>{table}</div>"


def _line(line: Row, rest: Iterator[str]) -> str:
    """A row of outcomes; its cells are the next ones of the rest."""
    cells = "".join(f"<td><span>{next(rest)}</span><span class='sm-gap'>{next(rest)}</span></td>" for _ in line.cells)
    return f"<tr><th scope='row'>{escape(line.label)}</th>{cells}</tr>"


def levers(pins: Scenarios, view: View) -> None:
    """Write the table of what each scenario moves, with its file."""
    rows: list[LeverRow] = of(baseline(view), _lever_rows, view.timeless, pins)
    heads = "".join(f"<th>{escape(one.name)}</th>" for one in pins)
    body = "".join(map(_moved, rows))
    table = (
        "<table class='sm-table sm-moves'><thead><tr><th>What moves</th><th>Base case</th>"
        f"{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    st.html(_boxed(table, "What the scenarios move"))
    title = f"What {len(pins)} scenarios move"
    names = [one.name for one in pins]
    parts.table_foot(
        title,
        view,
        "moves",
        pd.DataFrame(
            [(row.label, row.old, *row.cells, row.collision) for row in rows],
            columns=["what moves", "baseline", *names, "collision"],
        ),
        scenario=parts.scenario_line(*pins),
    )


def _lever_rows(result: object, view: View, pins: Scenarios) -> list[LeverRow]:
    return stack.lever_rows(pins, inputs())


def _moved(row: LeverRow) -> str:
    collision = f"<p><span class='sm-mark'>Collision</span> {escape(row.collision)}</p>" if row.collision else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (row.old, *row.cells))
    return f"<tr><th scope='row'>{escape(row.label)}{collision}</th>{cells}</tr>"


def compared_paths(builder, chosen: Scenarios, view: View, places: Sequence[int]) -> Chart:
    """The chart of all paths over the view's years."""
    return compared(builder, chosen, view.timeless, theme(), 340, tuple(places))


def _pin_mine() -> None:
    mine = scenarios.current()
    if mine.changes and mine.changes not in [one.changes for one in pinboard.pinned()]:
        button(f"Pin {mine.name}", "pin_mine", mine)


def button(label: str, key: str, *chosen: Scenario, put: bool = False, kind: str = "secondary") -> None:
    """A button that pins scenarios, or makes one the reader's."""
    st.button(plain(label), on_click=scenarios.put if put else pinboard.pin, args=chosen, key=key, type=kind)  # type: ignore[arg-type]
