"""Segments: any two dimensions of the market crossed, and which parts of one of them grow."""

from __future__ import annotations

from spinemkt.analysis.narrative import LARGEST
from spinemkt.charts import overview, segments
from spinemkt.documents.blocks import Choice, Choices, Columns, Empty, Exhibit, Head, Note, Page
from spinemkt.documents.evidence_quality import shown_quality
from spinemkt.documents.workspace import Workspace

QUESTION = "Which segments make up the market, and which grow?"
SPINE_LEVEL = "The split by spine level is the same for every primary and modality: no source gives a finer one."


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = work.view
    dimensions = {code: name for code, name in segments.CROSSED.items() if code in work.result.codes}
    columns = Choice("across", "Columns", dimensions, "primary")
    rows = Choice("by", "Split by", dimensions, "treatment_type")
    across, up, form = yield Choices((columns, rows, Choice("form", "Show", segments.FORMS, "marimekko", "buttons")))
    if across == up:
        yield Head(QUESTION, "Choose two different dimensions to cross.")
        return
    yield Head(QUESTION, work.said(segments.answer, view, across, up))
    if work.is_empty:
        yield Empty()
        return
    yield Exhibit("crossed", work.chart(segments.crossed, view, across, up, form))
    if "spine_level" in (across, up):
        yield Note(SPINE_LEVEL)
    dimension = view.primary_dimension if up == "primary" else up
    quality = yield from shown_quality()
    grades = work.evidence(view, dimension, view.years[1]) if quality else None
    yield Columns((_share_over_time(work, dimension, grades), _growth(work, dimension)))


def _share_over_time(work: Workspace, dimension: str, grades: object) -> Page:
    view = work.view.timeless
    yield Exhibit("share_over_time", work.chart(overview.over_time, view, dimension, True, grades), view=view)


def _growth(work: Workspace, dimension: str) -> Page:
    view = work.view.timeless
    paces = work.growth(view, dimension)
    yield Exhibit("growth", work.chart(overview.ranked_growth, view, dimension, LARGEST, paces), view=view)
