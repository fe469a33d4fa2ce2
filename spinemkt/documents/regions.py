"""Regions: where the market is, the profile of one place, what a patient costs there, and how places grow."""

from __future__ import annotations

from spinemkt.analysis.market import per_patient, place_facts
from spinemkt.analysis.view import MONEY, View
from spinemkt.charts import overview, regions
from spinemkt.charts.maps import MAP_CONFIG
from spinemkt.charts.windows import WORLD
from spinemkt.documents.blocks import Cell, Choice, Columns, Empty, Exhibit, File, Head, Note, Page, Section, Table
from spinemkt.documents.evidence_quality import shown_quality
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import shown
from spinemkt.terms import REGIONS


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = work.view
    yield Head("Where is the market, and where does it grow?", work.said(place_facts.answer, view))
    if work.is_empty:
        yield Empty()
        return
    per_person = yield Choice("per_million", "Per million people", {}, False, "switch")
    key = "part_of_world"
    if work.said(regions.part_of_world, view) == WORLD:
        key = "world"
        yield Note("Move the map sideways to see all of the world.", look="swipe")
    drawn = work.chart(regions.world_map, view, per_person, work.by(view, "tier"))
    yield Exhibit(key, drawn, selects=True, config=MAP_CONFIG)
    chosen = yield _place(work, key)
    yield Columns((_profile(work, chosen), _size_and_growth(work)))
    yield Section(
        "What one patient costs payers",
        f"Spend on all selected care, in {MONEY[view.money]}, for each patient newly diagnosed or treated at the spine "
        "in the year; and spend on radiation, operations, cement and ablation for each course. Patients of earlier "
        "years are on lasting drugs too: it is spend of a year, not the cost of a patient's life.",
    )
    yield from _patient_costs(work)
    yield Section("Over time")
    quality, finer = (yield from shown_quality()), place_facts.finer(view)
    grades = work.evidence(view, finer, view.years[1]) if quality else None
    over = view.timeless
    yield Exhibit("regions_over_time", work.chart(overview.over_time, over, finer, False, grades), view=over)


def _place(work: Workspace, key: str) -> Choice:
    """The choice of a region or country, the first of the filters unless another is chosen. key: of the map."""
    view = work.view
    first = next(iter((*view.country, *view.region)), "north_america")
    return Choice(
        "place",
        "Profile of",
        place_facts.places(work.inputs.country_names),
        first,
        help="Or click a country on the map.",
        search="contains",
        typed=True,
        follows=key,
    )


def _profile(work: Workspace, code: str) -> Page:
    """What to know of a place, and how much of it is assumption."""
    view, level = work.view, "region" if code in REGIONS else "country"
    places = View(scope=view.scope, myeloma=view.myeloma)
    facts = work.said(place_facts.profile, view, level, code)
    yield Table(
        "profile",
        (),
        [(Cell(fact.what, fact.source), fact.words) for fact in facts],
        title=f"{place_facts.places(work.inputs.country_names)[code]}, {view.year}",
        subtitle=f"all modalities and solid primaries, {MONEY['real']}",
        look="profile",
        narrow="",
        view=places,
    )
    yield Note(place_facts.evidence_gaps(work.result, level, code), look="small")


def _size_and_growth(work: Workspace) -> Page:
    view = work.view.timeless
    yield Exhibit("bubbles", work.chart(regions.size_and_growth, view, place_facts.finer(view)), view=view)


def _patient_costs(work: Workspace) -> Page:
    """What payers spend for one patient in each place, in the year shown and the last, with a file."""
    view = work.view
    found = work.said(per_patient.rows, view)
    heads = [f"{per_patient.LABELS[column]}, {year}" for column, year in found[0].figures]
    rows = [
        (row.place, *(shown(one, "bare dollars") if one.number > 0 else "none" for one in row.figures.values()))
        for row in found
    ]
    yield Table("patient", ("Place", *heads), rows)
    title = f"Spend for one patient, {view.sentence(work.inputs.country_names)}"
    yield File("patient", title, work.said(per_patient.table, view))
