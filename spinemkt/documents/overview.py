"""Market overview: size and direction, what stands out, where it is, key assumptions, and market claims checked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spinemkt.analysis import narrative
from spinemkt.analysis.claims import claims
from spinemkt.analysis.lineage.grades import weak_and_important
from spinemkt.analysis.lineage.influence import graded
from spinemkt.analysis.market import crossing_words, crossings
from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.standouts import standouts
from spinemkt.analysis.uncertainty_views.spread import reading
from spinemkt.analysis.view import View
from spinemkt.charts import fan, overview
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Columns,
    Control,
    Empty,
    Exhibit,
    Head,
    Note,
    Page,
    Points,
    Section,
    Table,
    Tiles,
)
from spinemkt.documents.evidence_quality import shown_quality
from spinemkt.documents.net_revenue import missing, net_revenue
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say, worded
from spinemkt.model.result import Result
from spinemkt.terms import GRADES
from spinemkt.uncertainty.ensemble import Ensemble
from spinemkt.wording import inside, percent

QUESTION = "How large is the market, and where is it heading?"
CLAIM_HEADS = ("Claim", "Verdict", "By which figure", "Break-even: what would reverse this")


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view, over = work.view, work.view.timeless
    yield Head(QUESTION, work.said(narrative.headline, over))
    yield Control("role")
    if work.is_empty:
        if view.quantity == "revenue":
            yield Note(missing(work))
        yield Empty()
        return
    yield Tiles(work.said(narrative.tiles, view), work.tiles(view))
    if work.fans(view):
        spread, room = work.total(over)
        drawn = work.chart(fan.fan, over, spread, room)
        yield Exhibit("total", drawn, measure_of(view).name, yearly=work.yearly(over, spread), view=over)
        yield Note(reading(work.parts, work.draws, spread))
    quality = yield from shown_quality()
    kind = work.evidence(view, "treatment_type", view.years[1]) if quality else None
    yield Exhibit("over_time", work.chart(overview.over_time, over, "treatment_type", False, kind), view=over)
    if view.quantity == "revenue":
        yield from net_revenue(work)
    if found := work.said(standouts, over):
        yield Points(found, "What stands out")
    yield from changes(work, over)
    grades = work.evidence(view, "region", view.year) if quality else None
    yield Columns((_by_region(work, grades), _growth(work)))
    yield from _key_assumptions(work)
    yield Section(
        "Common market claims, checked",
        "Each claim is held against the model's own numbers for the whole market, whatever the filters.",
    )
    yield _claims(work)


def changes(work: Workspace, view: View) -> Iterator[Block]:
    """Yield what passes what, and the first modality to halve or double; nothing where nothing does."""
    found = work.said(crossings.events, view)
    if not found:
        return
    run, shares = work.run(view), None
    if work.parts:
        shares = work.later(run, ("shares of simulations", found, view.numbers), partial(_shares, work, found, view))
    yield Section(crossing_words.HEADING, crossing_words.introduction(view, shares is not None))
    yield Points(work.said(crossing_words.sentences, view, found, shares), key="change", view=view)


def _shares(work: Workspace, found: tuple[crossings.Event, ...], view: View) -> tuple[float, ...]:
    """The share of simulations of each event, from draws of the few years that events are told of."""
    years = sorted({year for one in found for _, year in one.pair})
    return crossings.shares(found, view, work.passing(view, years, questions=crossings.questions(found, view).values()))


def _by_region(work: Workspace, grades: object) -> Page:
    view = work.view
    yield Exhibit("by_region", work.chart(overview.ranked, view, "region", 8, work.by(view, "region"), grades))


def _growth(work: Workspace) -> Page:
    view = work.view.timeless
    paces = work.growth(view, "modality")
    drawn = work.chart(overview.ranked_growth, view, "modality", narrative.LARGEST, paces)
    yield Exhibit("growth_by_modality", drawn, view=view)


def _key_assumptions(work: Workspace) -> Iterator[Block]:
    """Yield in three lines at most what is assumed and moves the total most; nothing where no draws are wanted."""
    if not work.parts:
        return
    view, measure = work.view, measure_of(work.view).name
    where = view.where(measure, year=view.year)
    lines = work.of_draws(view, (measure, (), where), _assumptions, view)
    if lines:
        yield Points(lines, "Key assumptions to validate", key="weak", large=False)


def _assumptions(result: Result, drawn: Ensemble, view: View) -> list[Text]:
    measure = measure_of(view)
    where = view.where(measure.name, year=view.year)
    whole = Study(result).amount(measure.name, **where)
    return [
        say(
            "{share} of the variance of {subject} follows {label}, {grade}: {meaning}.",
            share=worded(whole, percent(row.share, 0), str(whole)),
            subject=f"{inside(what(measure))} in {view.year}",
            label=row.label,
            grade=graded(result.inputs, row.rows, row.grade),
            meaning=GRADES[row.grade],
        )
        for row in weak_and_important(result, drawn, measure.name, where).itertuples()
    ]


def _claims(work: Workspace) -> Table:
    """Each claim with its verdict, the figure that decides it, and what would reverse it."""
    run = work.baseline
    found = work.kept(run, ("claims", work.view.money_form), partial(claims, run))
    rows = [(one.claim, Cell(one.verdict, look="mark"), one.figure, one.reversal) for one in found]
    return Table("claims", CLAIM_HEADS, rows)
