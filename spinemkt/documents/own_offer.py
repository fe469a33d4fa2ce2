"""What an offer of one's own could win: its total market, served market and share by year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from spinemkt.analysis.strategy import offer as analysis
from spinemkt.analysis.strategy.offer_words import answer, definitions, subject, tiles
from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.charts import offer as charts
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import Beside, Control, Definitions, Exhibit, Head, Note, Notice, Page, Tiles
from spinemkt.documents.workspace import Workspace, years_drawn
from spinemkt.model.result import Result
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import Scenario


def own_offer(work: Workspace, question: str) -> Page:
    """Yield the form of the offer, and what comes of it. question: the page's."""
    yield Beside(Control("offer"), partial(_result, work, question))


def _result(work: Workspace, question: str, asked: tuple[Offer | None, list[str]] | None) -> Page:
    """Yield what an offer wins. asked: the offer as it was read, and its faults; the usual one if none."""
    mine, faults = asked or (Offer(), [])
    if mine is None:
        yield Notice("This offer cannot be reckoned", faults, warns=True)
        yield Head(question, "Mend the offer below, and its market is shown.")
        return
    if faults:
        yield Notice("Part of this offer was not taken", faults, warns=True)
    view = work.view
    run, base = _market(work, work.result, mine), _market(work, work.baseline, mine)
    frame = work.of(run, analysis.forecast, view.timeless, mine)
    if not frame["tam"].any():
        yield Note(
            f"Nothing of {subject(mine)} is left: the filters of the sidebar keep none of it. Clear one of them, or "
            "choose another modality."
        )
        yield Head(question, "The filters of the sidebar leave nothing of this offer.")
        return
    other = work.of(base, analysis.forecast, view.timeless, mine) if run is not base else None
    sam = _spread(work, mine)
    spread = analysis.reached(sam, frame)
    runs = analysis.scenarios(mine, work.scenario)
    yield Head(question, answer(frame, view, mine, spread), runs=runs)
    yield Tiles(work.of(run, tiles, view.timeless, mine), runs=runs)
    seen, money = analysis.seen(mine, view), spending(view).measure.name
    drawn = _forecast(work, run, mine, frame, spread, other)
    yearly = _yearly(work, mine, frame, sam, other)
    yield Exhibit("offer_forecast", drawn, money, yearly=yearly, view=seen, runs=runs)
    yield Note(_reading(mine, spread))
    last = view.years[1]
    steps = work.of(run, analysis.funnel, view.timeless, mine, last)
    names = work.inputs.country_names
    draw = partial(charts.funnel, steps, view, work.theme, last, subject(mine), names)
    funnel = work.kept(run, ("funnel", view.timeless, work.theme, mine), draw)
    yield Exhibit("offer_funnel", funnel, money, view=seen, runs=runs)
    yield Definitions("offer_words", definitions(mine))
    yield Control("keep_offer", (mine,))


def _forecast(
    work: Workspace, run: Result, mine: Offer, frame: pd.DataFrame, spread: Spread | None, other: pd.DataFrame | None
) -> Chart:
    view, names = work.view, work.inputs.country_names
    draw = partial(charts.forecast, frame, view, work.theme, mine, spread, other, names)
    drawn = spread is not None and len(spread.parts)
    return work.kept(run, ("forecast", view.timeless, work.theme, mine, drawn, other is None), draw)


def _market(work: Workspace, run: Result, mine: Offer) -> Result:
    """The run, or the part of it that carries the offer's attribute."""
    if not mine.attribute:
        return run
    return work.kept(run, ("market", mine.attribute), partial(analysis.market, run, mine))


def _spread(work: Workspace, mine: Offer) -> Spread | None:
    """The ranges of what the offer reaches; None for episodes with an attribute, which the draws do not keep."""
    view = work.view
    question = _question(view, mine, years_drawn(view))
    if not mine.attribute:
        return work.spread(view, *question)
    return work.apart(work.scenario, _bare(work, mine), view, question) if mine.price is None else None


def _question(view: View, mine: Offer, years: Sequence[int]) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    return analysis.measure_of(mine, view), ("year",), {**analysis.where_of_offer(mine, view), "year": years}


def _bare(work: Workspace, mine: Offer) -> Scenario:
    """The workspace's scenario without what the offer's attribute adds."""
    return analysis.bare(work.scenario, mine.attribute)


def _yearly(
    work: Workspace, mine: Offer, frame: pd.DataFrame, sam: Spread | None, other: pd.DataFrame | None
) -> Callable[[], pd.DataFrame] | None:
    """What makes the file's table, whose ranges are drawn in every year."""
    view, less = work.view, _bare(work, mine) if mine.attribute else None
    drawn = work.yearly(view, sam, less, _question(view, mine, list(view.span)))
    if drawn is None or sam is None:
        return None
    return lambda: charts.forecast_table(frame, analysis.reached(replace(sam, frame=drawn()), frame), other)


def _reading(mine: Offer, spread: Spread | None) -> str:
    share = (
        f"The share is your assumption and has no range: {analysis.FIRST_SHARE:.0%} of its peak in {mine.launch}, half "
        f"of it about half-way, 95% after {mine.years} years."
    )
    if spread is not None:
        return f"How to read: the bands are the ranges of what the offer reaches (SAM), times the share. {share}"
    if mine.attribute and mine.price is not None:
        return f"{share} No range is shown: the simulations keep no count of episodes with an attribute."
    return share
