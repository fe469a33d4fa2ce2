"""Sensitivity: what moves the outcome most, how sure it is, what would reverse a claim, and what reaches a goal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity
from spinemkt.analysis.view import View
from spinemkt.charts.sensitivity import tornado_bars
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Choice,
    Empty,
    Exhibit,
    File,
    Head,
    Note,
    Offer,
    Page,
    Section,
    Table,
    Tabs,
    Title,
    Words,
)
from spinemkt.documents.break_even import break_even
from spinemkt.documents.confidence import confidence
from spinemkt.documents.goal_seek import goal_seek
from spinemkt.documents.options import SURE_TABS
from spinemkt.documents.studies import central, drawn, filters, studied, swings
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import QueryError
from spinemkt.figures.figure import amount
from spinemkt.figures.text import Text, worded
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ends import ENDS, opened
from spinemkt.uncertainty.groups import subject_of
from spinemkt.wording import percent

QUESTION = "How certain is it, what drives it, and what would reverse it?"
HEADS = ("Number", "Influence", "Grade", "Source", "On the Evidence page", "Note")
MOST = 3  # numbers named in a cell
_LARGE, _SOME = (percent(sensitivity.INFLUENCE[name], 0) for name in ("Large", "Some"))
SHARES = {"Large": f"{_LARGE} of variance or more", "Some": f"{_SOME} to {_LARGE}", "Little": f"under {_SOME}"}


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = work.view
    if central(work) == 0:
        yield Head(QUESTION, "Nothing is left under these filters.")
        yield Empty()
        return
    yield Head(QUESTION, studied(work, _answer, view))
    if outcomes.measured(view) is not view.measure:
        shown = outcomes.measured(view).label.lower()
        yield Note(f"A patient counts once in each modality; so this page looks at persons, {shown}.")
    parts = (_tornado_tab, confidence, break_even, goal_seek)
    yield Tabs("sure_tab", {title: partial(part, work) for title, part in zip(SURE_TABS, parts, strict=True)})


def _answer(work: Workspace, view: View) -> Text:
    spread = dispersion.percentiles(drawn(work), view)
    return sensitivity.answer(swings(work), spread, view, work.inputs.baseline)


def _tornado_tab(work: Workspace) -> Page:
    """Yield the tornado, both ends of a bar as scenarios, and what is weak and important."""
    frame, view = swings(work), work.view
    if frame.empty:
        yield Note("Nothing that is uncertain reaches this outcome.")
        return
    chart = studied(work, _tornado, view, work.theme, filters(work, view))
    yield Exhibit("tornado", chart, outcomes.measured(view).name, selects=True)
    yield Note(f"{sensitivity.ONE_AT_A_TIME} Select a bar, or choose below, to open an end as a scenario.")
    yield from _ends(work, frame)
    yield Section(
        "Key assumptions to validate",
        "Where better evidence would help most: numbers of a weak grade that make much of the variance.",
    )
    yield Note(studied(work, _by_grade, view))
    yield from _grid(work)
    yield from _weakest(work)


def _tornado(work: Workspace, view: View, theme: str, words: str) -> Chart:
    return tornado_bars(swings(work), view, theme, words)


def _ends(work: Workspace, frame: pd.DataFrame) -> Page:
    """Yield the choice of a subject, and its ends as scenarios."""
    names = dict(zip(frame["name"], frame["label"], strict=True))
    name = yield Choice(
        "end_of", "Open an end of", names, next(iter(names)), search="contains", linked=False, follows="tornado"
    )
    row, subject = frame.set_index("name").loc[name], subject_of(work.inputs, name)
    ends, refused = [], ""
    for end in ENDS:
        said = amount(float(row[f"at_{end}"]), outcomes.measured(work.view))
        try:
            scenario = opened(work.inputs, subject, end, work.scenario)
        except QueryError as error:
            refused = str(error)
        else:
            ends.append((f"Make the {end} end my scenario ({said})", scenario))
    yield Offer("end", ends)
    if refused:
        yield Note(refused)
    many = int(row["numbers"])
    unit = work.inputs.register.iloc[subject.rows[0]]["unit"]
    yield Note(
        f"{many} numbers move together, each to its own end, in all years."
        if many > 1
        else f"Its range is {row['low']:,.4g} to {row['high']:,.4g} ({unit}), in all years."
    )


def _grid(work: Workspace) -> Iterator[Block]:
    """Yield grade against influence; the table says in each cell which numbers stand there."""
    view = work.view
    found = studied(work, _crossed, view)
    heads: list[Words | Cell] = ["Grade", *(Cell(name, words) for name, words in SHARES.items())]
    rows: list[list[Cell | list[Cell]]] = [
        [Cell(row["grade"], GRADES[row["grade"]]), *(_cell(name, row[name], row["grade"]) for name in SHARES)]
        for row in found.to_dict("records")
    ]
    yield Table("weak_grid", heads, rows, look="weak", named=True)
    title = f"Evidence grade and influence on {outcomes.subject(view)}"
    yield File("weak", title, found.rename(columns=lambda name: str(name).capitalize()))


def _crossed(work: Workspace, view: View) -> pd.DataFrame:
    return sensitivity.weak_and_important(swings(work))


def _cell(influence: str, names: str, grade: str) -> list[Cell]:
    """The numbers of one cell; on a phone, where the heads are gone, it says its influence itself."""
    if not names:
        return []
    listed = names.split("; ")
    more = [f"and {len(listed) - MOST} more"] if len(listed) > MOST else []
    marked = grade in sensitivity.WEAK and influence == "Large"
    mark = [Cell("key assumption to validate", look="mark")] if marked else []
    return [Cell(f"{influence} influence", look="narrow"), *mark, *map(Cell, [*listed[:MOST], *more])]


def _weakest(work: Workspace) -> Iterator[Block]:
    view = work.view
    found = studied(work, _weak, view)
    if found.empty:
        return
    rows = [
        (
            row.name,
            worded(sensitivity.share(view, row.moved, row.name, row.share), f"{percent(row.share, 0)} of variance"),
            Cell(row.grade, look="mark"),
            f"Rests on {sensitivity.rests_on(row.sources)}",
            f"Parameters, search {row.search}",
            row.note,
        )
        for row in found.itertuples(index=False)
    ]
    yield Title("Evidence priorities")
    yield Table("weakest", HEADS, rows)


def _by_grade(work: Workspace, view: View) -> str:
    return sensitivity.told_by_grade(sensitivity.by_grade(swings(work), work.inputs.baseline))


def _weak(work: Workspace, view: View) -> pd.DataFrame:
    return sensitivity.weakest(swings(work), work.inputs.baseline)
