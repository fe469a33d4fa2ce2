"""What is at stake in an opportunity or a challenge: its scenario less the baseline, when, for whom, how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from spinemkt.analysis.scenarios.compare import OUTCOMES, Outcome, Runs
from spinemkt.analysis.view import View, span_words
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.text import Text, as_text, interval, say, shown
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.scenario.cards import Card
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import PRESENT_YEAR, YEARS
from spinemkt.uncertainty.ensemble import Ensemble, difference
from spinemkt.wording import in_dollars, inside, listing

BY_LABEL: Mapping[str, Outcome] = {outcome.label: outcome for outcome in OUTCOMES}
ENDS = (0.1, 0.9)

_ROUNDING = 1e-9  # of the baseline: no more than rounding


@dataclass(frozen=True)
class Asked:
    """One outcome under a view's filters: the measure, and what is kept of it."""

    label: str
    measure: Measure
    where: Mapping[str, object]

    def difference(self, run: str, years: int | Sequence[int], value: float, less: str = BASELINE) -> Figure:
        """It under one scenario less another, by their names, in a year or cumulative over years."""
        one, other = (Amount(self.measure.name, {**self.where, "year": years}, name) for name in (run, less))
        whose = " vs ".join("base case" if name == BASELINE else name for name in (run, less))
        when = years if isinstance(years, int) else f"cumulative {span_words((years[0], years[-1]))}"
        return Figure(one - other, label=f"{self.label}, {whose}, {when}", value=value)

    def said(self, figure: Figure) -> Text:
        """Write a difference of it with its sign, without its unit: +1.2 bn, -3,300, no change."""
        style = "signed bare money" if self.measure.money else "signed count"
        return shown(figure, style) if figure.number else as_text("no change")

    @property
    def unit(self) -> str:
        """What it is counted in: USD, patients, operations."""
        if self.measure.money:
            return "" if in_dollars() else "USD"
        if self.label in ("Surgical procedures", "RT courses"):
            return self.label.rpartition(" ")[2].lower()
        return amount(0, self.measure).partition(" ")[2]


@dataclass(frozen=True)
class Stake:
    """An outcome less the baseline: in the year shown, in the last year, and all years of the view together.

    Units are those of the measure a year, and of the measure for `together`; nothing is discounted.
    """

    asked: Asked
    shown: Figure
    last: Figure
    together: Figure


@dataclass(frozen=True)
class Reach:
    """The 80% range of a stake, draw by draw: low and high in the last year and of all years, share of draws above.

    exact: whether it is of the draws of that stake, not in proportion to one of a wider view.
    """

    last: tuple[float, float]
    together: tuple[float, float]
    above: float
    exact: bool = True


@dataclass(frozen=True)
class Timing:
    """The first year that differs from the baseline, and the first with half of the last year's difference."""

    starts: int | None
    half: int | None


def spending(view: View) -> View:
    """The view with money as its quantity: what opportunities are weighed by, whatever the sidebar counts."""
    return view.spending


def asked(label: str, view: View) -> Asked | None:
    """The question that an outcome puts under a view; None where the filters leave out the treatment it counts."""
    outcome, view = BY_LABEL[label], spending(view)
    measure = view.measure if outcome.measure == "spend" else MEASURES[outcome.measure]
    kind, types = outcome.treatment_type, view.treatment_type
    if kind and types and kind not in types:
        return None
    return Asked(label, measure, view.where(measure.name, **({"treatment_type": kind} if kind else {})))


def spend(view: View) -> Asked:
    """The question of all spend under a view."""
    found = asked("Spend", view)
    assert found  # it counts no treatment in particular
    return found


def stakes(runs: Runs, view: View, labels: Sequence[str]) -> list[Stake]:
    """What a scenario makes of outcomes; runs: the baseline, then the scenario."""
    (_, base), (name, run) = runs
    found = []
    for question in filter(None, (asked(label, view) for label in labels)):
        path = _gap(base, run, question)
        shown, last = (question.difference(name, year, float(path[year])) for year in (view.year, view.years[1]))
        together = question.difference(name, view.span, float(path[view.span].sum()))
        found.append(Stake(question, shown, last, together))
    return found


def timing(runs: Runs, view: View, label: str) -> Timing:
    """When an outcome begins to differ, and when half of the difference of the view's last year is there."""
    (_, base), (_, run) = runs
    question = asked(label, view)
    if question is None:
        return Timing(None, None)
    level = base.table(question.measure.name, ("year",), question.where).set_index("year")["value"]
    path = _gap(base, run, question).loc[: view.years[1]]
    some = path.abs() > _ROUNDING * level[path.index].abs().clip(lower=1e-9)
    if not some.any() or not some.iloc[-1]:
        return Timing(int(path.index[some][0]) if some.any() else None, None)
    reached = path / path.iloc[-1] >= 0.5
    return Timing(int(path.index[some][0]), int(path.index[reached][0]))


def timing_words(found: Timing, last: int) -> str:
    """Say when it starts and when half of it is reached."""
    if found.starts is None:
        return f"Makes no difference here by {last}"
    start = "from now on" if found.starts <= PRESENT_YEAR else f"from {found.starts} on"
    return f"Acts {start}; half of what {last} shows is reached in {found.half}" if found.half else f"Acts {start}"


def reach(ensemble: Ensemble, baseline: Ensemble, question: Asked, view: View) -> Reach:
    """The range of a stake over the draws, each with and without the scenario, which alone then makes the difference.

    ensemble, baseline: of the same draws, over the years of the view.
    """
    name = question.measure.name
    last, whole = (
        difference(ensemble, baseline, name, (), {**question.where, "year": years}, ENDS).iloc[0]
        for years in ([view.years[1]], view.span)
    )
    return Reach(
        (float(last["p10"]), float(last["p90"])),
        (float(whole["p10"]), float(whole["p90"])),
        float(whole["above"]),
    )


def coarse(view: View, region_of: Mapping[str, str]) -> View:
    """The view without filters on countries (their regions instead), primaries and sites of care: those draw slowly."""
    regions = view.region or tuple(dict.fromkeys(region_of[code] for code in view.country))
    return replace(spending(view.timeless), region=regions, country=(), primary=(), end_user=(), grouped=True)


def in_proportion(found: Reach, mine: Stake, theirs: Stake) -> Reach:
    """The range of a part, as wide for its size as that of the whole. mine, theirs: the stakes of part and whole."""

    def scaled(ends: tuple[float, float], part: float, whole: float) -> tuple[float, float]:
        low, high = sorted(end * part / whole if whole else 0.0 for end in ends)
        return low, high

    return Reach(
        scaled(found.last, mine.last.number, theirs.last.number),
        scaled(found.together, mine.together.number, theirs.together.number),
        found.above,
        exact=False,
    )


def how_to_read(view: View) -> str:
    """Say how the ranges came about, and what is not in them."""
    part = view.country or view.primary or view.end_user
    share = (
        " Under filters on country, primary or site of care the line is that of the regions, in proportion."
        if part
        else ""
    )
    return (
        "How to read: each simulation is run twice, without and with the scenario, so that only the "
        f"scenario differs; the thin line is the 80% range.{share} The sizes of the scenarios are not drawn: "
        "they are what would have to be true."
    )


def overview(runs: Runs, view: View, cards: Sequence[Card]) -> pd.DataFrame:
    """Every card with the spend at stake, the largest sum first.

    Columns: name, title, scenario (its name), kind, shown, last, together, starts, half, unit.

    runs: the baseline, then the scenario of each card.
    """
    base, *others = runs
    rows = []
    for card, run in zip(cards, others, strict=True):
        (stake,) = stakes((base, run), view, ("Spend",))
        when = timing((base, run), view, "Spend")
        sizes = (stake.shown.number, stake.last.number, stake.together.number)
        rows.append((card.name, card.title, card.scenario, card.kind, *sizes, when.starts, when.half))
    columns = ["name", "title", "scenario", "kind", "shown", "last", "together", "starts", "half"]
    frame = pd.DataFrame(rows, columns=columns).sort_values("together", key=abs, ascending=False, kind="stable")
    return frame.assign(unit=spending(view).measure.unit).reset_index(drop=True)


def added_up(row: pd.Series, view: View) -> Figure:
    """The spend at stake in a card, cumulative over the view's years. row: of `overview`."""
    return spend(view).difference(str(row["scenario"]), view.span, float(row["together"]))


def answer(frame: pd.DataFrame, view: View, grades: Mapping[str, str], found: Mapping[str, Reach]) -> Text:
    """Say which opportunity is largest (or which card, where none moves), how sure that is, and on what it rests.

    frame: as `overview` gives it. grades: of each card. found: the 80% ranges that are at hand.
    """
    years, row = span_words(view.years), leading(frame)
    if row is None:
        return as_text(f"Under these filters no card moves spend in {years}.")
    value, spread = added_up(row, view), found.get(str(row["name"]))
    weakest = sorted({grades[name] for name in frame.loc[frame["together"] != 0, "name"]})
    grade = f"grade {weakest[0]}" if len(weakest) == 1 else f"grades {listing(weakest)}"
    return say(
        "Largest {kind}: {title}, {value} of spend, cumulative {years}{likely}. Sizes are scenarios, not forecasts; "
        "at their weakest they rest on {grade}.",
        kind="opportunity" if row["kind"] == "opportunity" else "stake",
        title=inside(str(row["title"])),
        value=value,
        years=years,
        likely=say(" (80% range: {ends})", ends=_ends(value, spread)) if spread else "",
        grade=grade,
    )


def leading(frame: pd.DataFrame) -> pd.Series | None:
    """The largest opportunity, or the largest card where no opportunity moves spend; None where none does."""
    moved = frame[frame["together"] != 0]
    chances = moved[moved["kind"] == "opportunity"]
    return None if moved.empty else (chances if len(chances) else moved).iloc[0]


def _ends(together: Figure, found: Reach) -> Text | str:
    """Write the range of all years together: +3.1 to +7.4 bn USD."""
    ends = interval(together, *found.together, "to")
    return ends if found.exact else str(ends)


def _gap(base: Result, run: Result, question: Asked) -> pd.Series:
    """The difference by year, 2022 to 2040."""
    where = {**question.where, "year": list(YEARS)}
    one, other = (
        each.table(question.measure.name, ("year",), where).set_index("year")["value"] for each in (base, run)
    )
    return other - one
