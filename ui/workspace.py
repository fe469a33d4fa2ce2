"""The workspace of the reader whose page is drawn: what it makes is kept for all readers of the process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from typing import Any

import streamlit as st

from spinemkt import Ensemble, Result
from spinemkt.analysis.view import View
from spinemkt.documents.workspace import Workspace
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.ensemble import Question
from ui import cache, drawing, filters, ranges, render_lock
from ui.look import theme


class ReaderWorkspace(Workspace):
    """A workspace on what all readers of one process share."""

    def run(self, view: View, scenario: Scenario | None = None) -> Result:
        """Return the run that all readers share."""
        return cache.run_on(self.inputs, view, self.scenario if scenario is None else scenario)

    def simulations(self, view: View, years: Collection[int], scenario: Scenario | None = None) -> Ensemble:
        """Return the draws that all readers share."""
        return cache.ensemble_of(self.scenario if scenario is None else scenario, view, years, self.inputs)

    def passing(
        self, view: View, years: Collection[int], scenario: Scenario | None = None, questions: Iterable[Question] = ()
    ) -> Ensemble:
        """Return draws that are not kept, while pages of others are drawn."""
        drawn = cache.passing_ensemble(self.scenario if scenario is None else scenario, view, years, self.inputs)
        self.answer(drawn, questions)
        return drawn

    def answer(self, ensemble: Ensemble, questions: Iterable[Question]) -> None:
        """Make what questions need of draws, while pages of others are drawn."""
        if asked := list(questions):
            cache.prepare(ensemble, asked, ranges.listen)

    def at_hand(self, ensemble: Ensemble, question: Question) -> bool:
        """Whether an answer is there; what is not is noted, and made once the page stands."""
        return ranges.at_hand(ensemble, question)

    def kept(self, run: Result | Ensemble, key: tuple, make: Callable[[], Any]) -> Any:
        """Return what was made of a run, which goes when the run goes."""
        return cache.remembered(run, key, make)

    def later(self, run: Result | Ensemble, key: tuple, make: Callable[[], Any]) -> Any:
        """Return what takes long to make; None where it is made once the page stands."""
        found = cache.known(run, key)
        if found is None:
            ranges.later(lambda: cache.remembered(run, key, make))
        return found

    def slow(self, make: Callable[[], Any], wait: str = "") -> Any:
        """Make what takes long, while pages of others are drawn. wait: what the reader is told."""
        with render_lock.release(), st.spinner(wait) if wait else nullcontext():
            return make()


@drawing.once
def reader() -> ReaderWorkspace:
    """The workspace of this reader, as the page's controls stand."""
    wanted = st.session_state.get("ranges") or ranges.DEFAULT
    return ReaderWorkspace(cache.inputs(), cache.mine(), filters.view(), theme(), wanted)
