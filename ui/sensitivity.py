"""What matters most: the tornado with its ends as scenarios, and which numbers are both weak and important."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity
from spinemkt.analysis.view import View
from spinemkt.charts.sensitivity import tornado_bars
from spinemkt.charts.style import Chart
from spinemkt.errors import QueryError
from spinemkt.figures.figure import amount
from spinemkt.figures.text import Text, worded
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ends import ENDS, opened
from spinemkt.uncertainty.groups import subject_of
from spinemkt.wording import number, percent
from ui import cache, parts, render_lock, scenarios, selection
from ui.cache import inputs, mine, remembered, result
from ui.look import theme
from ui.text import plain

SEED = 0
CHOSEN, CLICKED = "end_of", "clicked_end"


def studied(function: Callable[..., Any], view: View, *arguments: object) -> Any:
    """Call a study of (result, view, scenario, ...) or return what it returned before."""
    view, scenario = outcomes.looked_at(view), mine()
    run = result(view)
    key = (function, view, scenario.changes, arguments)

    def make() -> Any:
        with render_lock.release():
            return function(run, view, scenario, *arguments)

    return remembered(run, key, make)


def filters(view: View) -> str:
    """The filters in words, under a chart of one year."""
    return outcomes.filters(view, inputs().country_names)


def drawn(view: View):
    """The outcome of each draw of the reader's scenario."""
    return studied(dispersion.drawn, view.numbers, cache.DRAWS, SEED)


def swings(view: View) -> pd.DataFrame:
    """The tornado with the share of variance of each of its rows."""
    return studied(_swings, view.numbers)


def _swings(run: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    return sensitivity.swings(run, view, scenario, drawn(view))


def central(view: View) -> float:
    """The outcome at expected values, under the reader's scenario."""
    outcome = outcomes.outcome_of(view)
    return result(view).total(outcome.measure, {**outcome.where, "year": outcome.year})


def hint(view: View) -> None:
    """Say when other counts are looked at than asked for."""
    if outcomes.measured(view) is not view.measure:
        shown = outcomes.measured(view).label.lower()
        parts.note(f"A patient counts once in each modality; so this page looks at persons, {shown}.")


def answer(view: View) -> Text:
    """The page's answer in one paragraph."""
    return studied(_answer, view)


def _answer(run: Result, view: View, scenario: Scenario) -> Text:
    return sensitivity.answer(swings(view), dispersion.percentiles(drawn(view), view), view, run.inputs.baseline)


def matters(view: View) -> None:
    """Draw the tornado, offer both ends of a bar as scenarios, and list what is weak and important."""
    frame = swings(view)
    if frame.empty:
        return parts.note("Nothing that is uncertain reaches this outcome.")
    event = parts.show(
        studied(_tornado, view, theme(), filters(view)),
        view,
        "tornado",
        outcomes.measured(view).name,
        on_select="rerun",
    )
    _clicked(event, frame)
    parts.note(f"{sensitivity.ONE_AT_A_TIME} Select a bar, or choose below, to open an end as a scenario.")
    _ends(frame, view)
    parts.section(
        "Key assumptions to validate",
        "Where better evidence would help most: numbers of a weak grade that make much of the variance.",
    )
    parts.note(studied(_by_grade, view))
    _grid(view)
    _weakest(view)
    return None


def _tornado(run: Result, view: View, scenario: Scenario, shade: str, words: str) -> Chart:
    return tornado_bars(swings(view), view, shade, words)


def _clicked(event: object, frame: pd.DataFrame) -> None:
    """Put the subject whose bar was clicked into the choice below."""
    name = selection.mark(event)
    if name in set(frame["name"]) and st.session_state.get(CLICKED) != name:
        st.session_state[CHOSEN] = name
    st.session_state[CLICKED] = name


def _ends(frame: pd.DataFrame, view: View) -> None:
    """Choose a subject, and make one of its ends the scenario."""
    names = dict(zip(frame["name"], frame["label"], strict=True))
    if st.session_state.get(CHOSEN) not in names:
        st.session_state.pop(CHOSEN, None)
    left, right = st.columns([3, 4], vertical_alignment="bottom", gap="medium")
    name = left.selectbox(
        "Open an end of", list(names), format_func=names.__getitem__, key=CHOSEN, filter_mode="contains"
    )
    row = frame.set_index("name").loc[name]
    with right, st.container(horizontal=True, gap="small", key="open_ends"):
        for end in ENDS:
            said = amount(float(row[f"at_{end}"]), outcomes.measured(view))
            st.button(
                plain(f"Make the {end} end my scenario ({said})"), on_click=_open, args=(name, end), key=f"end_{end}"
            )
    many = int(row["numbers"])
    parts.note(
        f"{many} numbers move together, each to its own end, in all years."
        if many > 1
        else f"Its range is {number(row['low'])} to {number(row['high'])} ({_unit(name)}), in all years."
    )


def _unit(name: str) -> str:
    row = inputs().register.iloc[subject_of(inputs(), name).rows[0]]
    return str(row["unit"])


def _open(name: str, end: str) -> None:
    try:
        scenarios.put(opened(inputs(), subject_of(inputs(), name), end, mine()))
    except QueryError as error:
        scenarios.refuse(error)


def _grid(view: View) -> None:
    """Cross grade and influence; the table says in each cell which numbers stand there."""
    found = studied(_crossed, view)
    classes = list(sensitivity.INFLUENCE)
    least = sensitivity.INFLUENCE
    heads = [
        f"{name}<br><span class='sm-note'>{words}</span>"
        for name, words in zip(
            classes,
            (
                f"{percent(least['Large'], 0)} of variance or more",
                f"{percent(least['Some'], 0)} to {percent(least['Large'], 0)}",
                f"under {percent(least['Some'], 0)}",
            ),
            strict=True,
        )
    ]
    body = ""
    for row in found.to_dict("records"):
        weak = row["grade"] in sensitivity.WEAK
        cells = "".join(_cell(name, row[name], weak and name == "Large") for name in classes)
        meaning = f"<span class='sm-note'>{GRADES[row['grade']]}</span>"
        body += f"<tr><th scope='row'>{row['grade']}<br>{meaning}</th>{cells}</tr>"
    top = "".join(f"<th>{head}</th>" for head in heads)
    st.html(
        "<table class='sm-table sm-stack sm-weak'><thead><tr><th>Grade</th>"
        f"{top}</tr></thead><tbody>{body}</tbody></table>"
    )
    title = f"Evidence grade and influence on {outcomes.subject(view)}"
    parts.table_foot(title, view, "weak", found.rename(columns=lambda name: str(name).capitalize()))


def _crossed(run: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    return sensitivity.weak_and_important(swings(view))


def _cell(influence: str, names: str, marked: bool, most: int = 3) -> str:
    """The numbers of one cell; on a phone, where the heads are gone, it says its influence itself."""
    if not names:
        return "<td></td>"
    listed = names.split("; ")
    more = [f"and {len(listed) - most} more"] if len(listed) > most else []
    words = "<br>".join(escape(text) for text in [*listed[:most], *more])
    mark = "<span class='sm-mark'>key assumption to validate</span><br>" if marked else ""
    return f"<td><span class='sm-influence'>{influence} influence</span>{mark}{words}</td>"


def _weakest(view: View) -> None:
    found = studied(_weak, view)
    if len(found):
        parts.title("Evidence priorities")
        heads = ("Number", "Influence", "Grade", "Source", "On the Evidence page", "Note")
        rows = [
            (
                row.name,
                worded(sensitivity.share(view, row.moved, row.name, row.share), f"{percent(row.share, 0)} of variance"),
                row.grade,
                f"Rests on {sensitivity.rests_on(row.sources)}",
                f"Parameters, search {row.search}",
                row.note,
            )
            for row in found.itertuples(index=False)
        ]
        parts.table(heads, rows, "Grade", "weakest", view=view)


def _by_grade(run: Result, view: View, scenario: Scenario) -> str:
    return sensitivity.told_by_grade(sensitivity.by_grade(swings(view), run.inputs.baseline))


def _weak(run: Result, view: View, scenario: Scenario) -> pd.DataFrame:
    return sensitivity.weakest(swings(view), run.inputs.baseline)
