"""Questions that a newcomer asks of this market and of this model, answered with the figures of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spinemkt.analysis.faq import market, model
from spinemkt.analysis.faq.answer import Answer, Asked, Runs
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View

QUESTIONS: tuple[Callable[[Asked], Answer], ...] = (
    market.size,
    model.reports,
    model.scope,
    model.central,
    model.sure,
    model.missing,
    market.patients,
    market.largest,
    market.where,
    market.drugs,
    market.makers,
    market.srs,
    market.surgery,
    model.change,
    model.advice,
)


def everything(view: View) -> View:
    """The view that questions are answered in: the world and all care, in the reader's years and scope."""
    keeps = {name: getattr(view, name) for name in ("scope", "years", "year", "myeloma", "money_form")}
    return replace(View(), **keeps)


def answers(runs: Runs, view: View, spread: Spread | None = None) -> list[Answer]:
    """Answer every question for the world in the year shown.

    runs: of one scenario, by scope, all scopes. spread: of spend by year, where it is at hand.
    """
    asked = Asked(runs, view, spread)
    return [make(asked) for make in QUESTIONS]
