"""How the numbers of the Pathway page are asked: per 1,000 diagnosed, or a year, in the year and places of a view."""

from __future__ import annotations

from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.market.pathway_steps import Where
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.model.measures import MEASURES

Asks = tuple[str, Where]


def number(view: View, measure: str, where: Where | None = None) -> Amount:
    """A measure in the year shown under the view's places and primaries and further filters."""
    return Amount(measure, view.where(measure, **(where or {}), year=view.year))


def per_thousand(
    view: View, asks: Asks, shown: str, label: str = "", less: Asks | None = None, base: str = "diagnosed"
) -> Figure:
    """A number, or what another one leaves of it, per 1,000 of a base."""
    numbers = [number(view, *each) for each in (asks, less, (base, {})) if each]
    form = "rest_per_thousand" if less else "per_thousand"
    return compose(tuple(numbers), form, label, shown, f"per 1,000 {MEASURES[base].label.lower()}")


def yearly(view: View, asks: Asks, shown: str) -> Figure:
    """A number of the year shown."""
    return compose((number(view, *asks),), shown=shown)


def part(view: View, asks: Asks, whole: Asks, shown: str) -> Figure:
    """A number as a share of another."""
    return compose((number(view, *asks), number(view, *whole)), "share", shown=shown, unit="fraction")
