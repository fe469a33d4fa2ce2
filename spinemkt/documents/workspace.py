"""What a page is made from: one reader's data, scenario and view, and the runs, draws and charts made of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from spinemkt.analysis import narrative
from spinemkt.analysis.lineage.grades import Grades, grades
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.uncertainty_views.spread import LEVELS, Spread, growth_spread, quantiles
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import Block, Page, everything
from spinemkt.errors import ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
from spinemkt.uncertainty.ensemble import Ensemble, Question, difference, simulate
from spinemkt.wording import in_dollars, money_form

DRAWS = 2000
YEARS_DRAWN = (2022, 2024, 2026, 2030, 2035, 2040)  # ranges change slowly; lines join them in between
USUAL_REACH = 1.6  # of the 80% range of spend above its expected value; where nothing better is known


def years_drawn(view: View) -> list[int]:
    """The years of a view's span for which ranges are drawn."""
    return [year for year in view.span if year in YEARS_DRAWN or year in view.years]


@dataclass(frozen=True, eq=False)
class Workspace:
    """Data, a scenario that can be run on them, and a view. ranges: which of LEVELS are wanted. draws: how many.

    Runs and charts are made when they are asked for and kept with the workspace; draws once a page has been made, which
    `blocks` then makes again. An interface that keeps things for many
    readers, or makes draws later, says so by overriding `run`, `simulations`, `at_hand`, `kept` and `later`.
    """

    inputs: Inputs
    scenario: Scenario = field(default_factory=Scenario)
    view: View = field(default_factory=View)
    theme: str = "light"
    ranges: str = "80"
    draws: int = DRAWS
    _made: dict[Any, Any] = field(default_factory=dict, repr=False)
    _wanted: list[tuple[Ensemble, Question]] = field(default_factory=list, repr=False)

    # What an interface may do in its own way.

    def run(self, view: View, scenario: Scenario | None = None) -> Result:
        """Return the run of a scenario, the workspace's own if none is given, in a view's scope."""
        asked = self.scenario if scenario is None else scenario
        key = ("run", asked.changes, view.scope, view.myeloma)
        return self._once(key, lambda: run(self.inputs, asked, scope=view.scope, include_myeloma=view.myeloma))

    def simulations(self, view: View, years: Collection[int], scenario: Scenario | None = None) -> Ensemble:
        """Return the draws of a scenario for some years; raises ScenarioError where it asks for what cannot be."""
        asked, usual = self.scenario if scenario is None else scenario, years_drawn(view)
        kept = tuple(usual if set(years) <= set(usual) else YEARS)
        key = ("simulations", asked.changes, view.scope, view.myeloma, kept)
        return self._once(key, lambda: self._simulate(view, kept, asked))

    def passing(
        self,
        view: View,
        years: Collection[int],
        scenario: Scenario | None = None,
        questions: Iterable[Question] = (),
    ) -> Ensemble:
        """Return draws that need not be kept. questions: what they will be asked, answered in one pass."""
        drawn = self._simulate(view, years, self.scenario if scenario is None else scenario)
        self.answer(drawn, questions)
        return drawn

    def answer(self, ensemble: Ensemble, questions: Iterable[Question]) -> None:
        """Make what questions need of draws, in one pass over them."""
        ensemble.prepare(questions)

    def _simulate(self, view: View, years: Collection[int], scenario: Scenario) -> Ensemble:
        central, scope, myeloma = self.run(view, scenario), view.scope, view.myeloma
        return simulate(
            self.inputs, scenario, self.draws, scope=scope, include_myeloma=myeloma, years=years, central=central
        )

    def at_hand(self, ensemble: Ensemble, question: Question) -> bool:
        """Whether an answer of draws is there; what is not is noted, for `prepare` to make."""
        found = ensemble.knows(*question)
        if not found:
            self._wanted.append((ensemble, question))
        return found

    def prepare(self) -> bool:
        """Answer what was noted, each ensemble in one pass over its draws; return whether there was any."""
        questions: dict[Ensemble, list[Question]] = {}
        while self._wanted:
            ensemble, question = self._wanted.pop()
            questions.setdefault(ensemble, []).append(question)
        for ensemble, asked in questions.items():
            self.answer(ensemble, asked)
        return bool(questions)

    def kept(self, run: Result | Ensemble, key: tuple, make: Callable[[], Any]) -> Any:
        """Return what was made of a run under a key, or make it."""
        return self._once((id(run), *key), make)

    def later(self, run: Result | Ensemble, key: tuple, make: Callable[[], Any]) -> Any:
        """Return what takes long to make of a run; None where it is made once the page stands."""
        return self.kept(run, key, make)

    def slow(self, make: Callable[[], Any], wait: str = "") -> Any:
        """Make what takes long; an interface may serve others meanwhile. wait: what the reader is told."""
        return make()

    def _once(self, key: tuple, make: Callable[[], Any]) -> Any:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    # Texts and charts of runs.

    @property
    def baseline(self) -> Result:
        """The run without any change, in the view's scope."""
        return self.run(self.view, Scenario())

    @property
    def result(self) -> Result:
        """The run of the workspace's scenario, in the view's scope."""
        return self.run(self.view)

    @property
    def is_empty(self) -> bool:
        """Whether the filters leave nothing in any year of the view."""
        return self.said(narrative.size, self.view.timeless) == 0

    def said(self, function: Callable[..., Any], view: View, *arguments: object) -> Any:
        """Call a function of (result, view, ...) on the scenario's run, or return what it returned before."""
        return self.of(self.run(view), function, view, *arguments)

    def of(self, run: Result, function: Callable[..., Any], view: View, *arguments: object) -> Any:
        """Call a function of (result, view, ...) on any run, or return what it returned before."""
        key = (function, view, arguments, in_dollars())  # a view that is not the page's writes money as the page does
        return self.kept(run, key, lambda: function(run, view, *arguments))

    def chart(self, builder: Callable[..., Chart], view: View, *arguments: object) -> Chart:
        """Build a chart of (result, view, theme, ...) of the scenario's run, or return the one built before."""
        result = self.run(view)
        key = (builder, view, self.theme, arguments)
        return self.kept(result, key, lambda: builder(result, view, self.theme, *arguments))

    def compared(
        self,
        function: Callable[..., Any],
        scenarios: tuple[Scenario, ...],
        view: View,
        *arguments: object,
        wait: str = "",
    ) -> Any:
        """Call a function of (runs by name, view, ...) on several scenarios, or return what it returned before.

        wait: as in `slow`.
        """

        def make() -> Any:
            return function([(one.name, self.run(view, one)) for one in scenarios], view, *arguments)

        key = (function, scenarios, view, arguments)
        return self.kept(self.run(view, Scenario()), key, lambda: self.slow(make, wait))

    # Ranges: what of them is wanted and at hand.

    @property
    def parts(self) -> tuple[str, ...]:
        """Which ranges are wanted, the widest first."""
        return LEVELS[self.ranges]

    def fans(self, view: View) -> bool:
        """Whether a view has a fan to show: ranges are wanted, over more than one year."""
        return bool(self.parts) and len(view.span) > 1

    def spread(
        self,
        view: View,
        measure: str,
        by: tuple[str, ...] = (),
        where: Mapping[str, Any] | None = None,
        scenario: Scenario | None = None,
    ) -> Spread | None:
        """Return the ranges of a question; None while they are not at hand, or not wanted."""
        if not (wanted := self.parts):
            return None
        asked = (where or {}).get("year", YEARS_DRAWN)
        drawn = self._drawn(view, [asked] if isinstance(asked, int) else asked, scenario)
        if not self.at_hand(drawn, (measure, by, where)):
            return None

        def make() -> Spread:
            return Spread(
                drawn.table(measure, by, where, quantiles(wanted)), measure, wanted, drawn.draws, drawn.setting.seed
            )

        return self.kept(drawn, ("spread", measure, by, _key(where), wanted), make)

    def _drawn(self, view: View, years: Collection[int], scenario: Scenario | None = None) -> Ensemble:
        """The draws of a scenario, or of the base case where it cannot be drawn."""
        try:
            return self.simulations(view, years, scenario)
        except ScenarioError:
            return self.simulations(view, years, Scenario())

    def tiles(self, view: View) -> list[Spread | None]:
        """Return the range of each headline tile; None where it is not at hand, nothing where none is wanted."""
        return [self.spread(view, *question) for question in narrative.tile_questions(view)] if self.parts else []

    def by(self, view: View, dimension: str) -> Spread | None:
        """Return the ranges of the view's measure in the year shown by one dimension."""
        return self.spread(view, view.measure.name, (dimension,), view.where(year=view.year))

    def growth(self, view: View, dimension: str) -> Spread | None:
        """Return the ranges of growth over the view's years by one dimension; None as in `spread`."""
        measure, (first, last) = view.measure.name, view.years
        if not (wanted := self.parts) or first == last:
            return None
        where = view.where(measure)
        drawn = self._drawn(view, view.years)
        if not self.at_hand(drawn, (measure, (dimension,), {**where, "year": [first, last]})):
            return None
        key = ("growth", measure, dimension, _key(where), view.years, wanted)
        return self.kept(drawn, key, lambda: growth_spread(drawn, measure, dimension, where, view.years, wanted))

    def total(self, view: View) -> tuple[Spread | None, float]:
        """Return the ranges of a view's total over its years, and how far above the line to expect them if not yet."""
        measure = measure_of(view).name
        question = (measure, ("year",), view.where(measure, year=years_drawn(view)))
        found = self.spread(view, *question)
        known = found or self.spread(view, *question, Scenario())
        return (None, USUAL_REACH) if known is None else (found, known.reach)

    def apart(self, scenario: Scenario, other: Scenario, view: View, question: Question) -> Spread | None:
        """Return how far two scenarios lie apart over the years of a view, draw by draw; None as in `spread`."""
        measure = question[0]
        if not (wanted := self.parts):
            return None
        try:
            mine, base = (self.simulations(view, years_drawn(view), each) for each in (scenario, other))
        except ScenarioError:
            return None
        if mine is base or not all([self.at_hand(each, question) for each in (mine, base)]):
            return None

        def make() -> Spread:
            frame = difference(mine, base, *question, quantiles(wanted))
            return Spread(frame, measure, wanted, mine.draws, mine.setting.seed)

        return self.kept(mine, ("gap", other.changes, repr(question), wanted), make)

    def gap(self, view: View) -> Spread | None:
        """Return how far the scenario lies from the base case over the years, draw by draw; None as in `spread`."""
        measure = measure_of(view).name
        question = (measure, ("year",), view.where(measure, year=years_drawn(view)))
        return self.apart(self.scenario, Scenario(), view, question)

    def yearly(
        self, view: View, found: Spread | None, less: Scenario | None = None, question: Question | None = None
    ) -> Callable[[], pd.DataFrame] | None:
        """Return what makes the table of ranges in every year of a view; None where the ranges found have them.

        less: the scenario that the workspace's is compared with. question: of every year; that of the view's total if
        none is given.
        """
        if found is None or len(years_drawn(view)) == len(view.span):
            return None
        measure, levels = measure_of(view).name, quantiles(found.parts)
        asked = question or (measure, ("year",), view.where(measure, year=view.span))

        def drawn(scenario: Scenario) -> Ensemble:
            return (self.passing if scenario.changes else self.simulations)(view, view.span, scenario)

        def make() -> pd.DataFrame:
            mine = drawn(self.scenario)
            return mine.table(*asked, levels) if less is None else difference(mine, drawn(less), *asked, levels)

        return make

    def evidence(self, view: View, dimension: str, year: int) -> Grades | None:
        """Return the grades behind the view's measure by one dimension; None while the draws are not at hand."""
        measure, where = view.measure.name, view.where()
        question: Question = (measure, (dimension,), {**where, "year": year})
        return self.of_draws(view, question, grades, measure, dimension, where, year)

    def of_draws(self, view: View, question: Question, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function of (result, draws, ...), or return what it returned before; None while draws are missing."""
        year = (question[2] or {})["year"]
        try:
            drawn = self.simulations(view, [year])  # type: ignore[list-item]
        except ScenarioError:
            return None
        if not self.at_hand(drawn, question):
            return None
        result = self.run(view)
        return self.kept(
            drawn, (function, repr(question), view.money_form), lambda: function(result, drawn, *arguments)
        )


def blocks(
    page: Callable[[Workspace], Page], work: Workspace, chosen: Mapping[str, Any] = MappingProxyType({})
) -> list[Block]:
    """Return all blocks of a page with its ranges. chosen: as in `everything`."""
    with money_form(work.view.money_form):
        while True:
            found = list(everything(page(work), chosen))
            if not work.prepare():
                return found


def _key(where: Mapping[str, Any] | None) -> str:
    return repr(sorted((where or {}).items()))
