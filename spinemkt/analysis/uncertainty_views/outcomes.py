"""What a view asks of a study of sensitivity: one outcome in one year, and its name in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.model.measures import Measure
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.wording import inside


def looked_at(view: View) -> View:
    """The part of a view that an outcome of one year depends on."""
    return replace(view.numbers, years=(view.year, view.year), grouped=View.grouped)


def measured(view: View) -> Measure:
    """The measure of the outcome: the one that scenarios are compared by."""
    return measure_of(view)


def outcome_of(view: View) -> Outcome:
    """The outcome that a view looks at: its measure under its filters in the year shown."""
    name = measured(view).name
    return Outcome(name, view.where(name), view.year)


def figure(view: View, value: float | None = None, label: str = "", moved: str = "", end: str = "") -> Figure:
    """The outcome as a figure. value: where it is computed; moved, end: as an amount has them."""
    found = outcome_of(view)
    amount = Amount(found.measure, {**found.where, "year": found.year}, moved=moved, end=end)
    return Figure(amount, label=label, value=value)


def filters(view: View, country_names: Mapping[str, str]) -> str:
    """The filters in words, under a figure of one year."""
    measure = measured(view)
    return looked_at(view).sentence(country_names, "" if measure.money else measure.noun)


def subject(view: View) -> str:
    """Name the outcome inside a sentence: spend in 2035."""
    return f"{inside(what(measured(view)))} in {view.year}"


def heading(view: View) -> str:
    """Name the outcome as the head of a column: Spend in 2035."""
    name = subject(view)
    return f"{name[:1].upper()}{name[1:]}"


def between(low: float, high: float, view: View, joined: str = "and") -> str:
    """Write two amounts, the unit once where they share it: 11.2 and 17.3 bn USD."""
    one, other = (amount(value, measured(view)) for value in (low, high))
    number, _, unit = one.partition(" ")
    return f"{number if unit == other.partition(' ')[2] else one} {joined} {other}"
