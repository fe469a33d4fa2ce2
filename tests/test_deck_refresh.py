"""A deck that was edited and is made anew: new numbers, and nothing else that its reader did is touched."""

from __future__ import annotations

import math
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from spinemkt.analysis.view import View
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.deck import making
from spinemkt.export.deck.editing import replace_figures
from spinemkt.export.deck.marks import Written
from spinemkt.export.deck.refreshing import Report, refresh_deck
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from tests.decks import collisions, everything, marked, opened, printed

pytestmark = pytest.mark.slow

DRAWS = 20
NAME = "Asia-Pacific spends more and adopts modern protocols"


@pytest.fixture(scope="module")
def before(inputs: Inputs) -> bytes:
    return making.make(Workspace(inputs, Scenario(), draws=DRAWS)).content


@pytest.fixture(scope="module")
def wanted(inputs: Inputs) -> dict[str, Any]:
    """The deck of the scenario, made from nothing."""
    return everything(making.make(Workspace(inputs, load_scenarios()[NAME], draws=DRAWS)).content)


def edited(content: bytes) -> bytes:
    """What a reader does to a deck: moves, retitles, recolours, adds and takes away."""
    file = opened(content)
    slides = {next(iter(marked(slide))).partition("/")[0]: slide for slide in file.slides}
    size = marked(slides["size"])
    size["size/title"].text_frame.paragraphs[0].runs[0].text = "We see growth: spend goes from 17.2 to 21.0 bn USD"
    chart = size["size/total"]
    chart.left, chart.top, chart.width = Inches(5), Inches(2), Inches(6)
    chart.chart.plots[0].series[0].format.line.color.rgb = RGBColor(1, 2, 3)
    bridge = marked(slides["bridge"])
    bridge["bridge/title"].text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(9, 9, 9)
    bridge["bridge/effects"].table.cell(1, 1).text_frame.text = "my own words"
    crossed = marked(slides["segments"])["segments/crossed"]
    crossed.left, crossed.top, crossed.width, crossed.height = Inches(1), Inches(2), Inches(4), Inches(3)
    summary = marked(slides["summary"])
    summary["summary/tiles/1/value"].text_frame.paragraphs[0].runs[0].text = "A round number"
    regions = marked(slides["regions"])
    regions["regions/bubbles"]._element.getparent().remove(regions["regions/bubbles"]._element)
    slides["risks"].notes_slide.notes_text_frame.text = "Say this slowly."
    own = file.slides.add_slide(file.slide_layouts[1])
    own.shapes.title.text = "Our own view: 17.2 bn USD is too much"
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("mine", (1, 2))
    own.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data)
    ids = file.slides._sldIdLst
    ids.insert(1, ids[-1])  # the own slide comes second
    ids.remove(
        next(one for one in ids if file.part.related_slide(one.rId) is file.slides.get(slides["drivers"].slide_id))
    )
    return making.saved(file)


@pytest.fixture(scope="module")
def done(inputs: Inputs, before: bytes) -> tuple[bytes, bytes, Report]:
    content = edited(before)
    after, report = refresh_deck(content, inputs, load_scenarios()[NAME])
    return content, after, report


def xml(shape: Any) -> str:
    return str(shape._element.xml)


def values(shape: Any) -> list[list[float | None]]:
    return [list(series.values) for plot in shape.chart.plots for series in plot.series]


def test_charts_texts_and_tables_are_those_of_a_new_deck(
    done: tuple[bytes, bytes, Report], wanted: dict[str, Any]
) -> None:
    _, after, _ = done
    found = everything(after)
    charts = tables = texts = 0
    for key, shape in found.items():
        if getattr(shape, "has_chart", False):
            charts += 1
            for mine, other in zip(values(shape), values(wanted[key]), strict=True):
                assert all(math.isclose(a or 0, b or 0, rel_tol=1e-9) for a, b in zip(mine, other, strict=True)), key
        elif key in wanted and getattr(shape, "has_table", False) and key != "bridge/effects":
            tables += 1
            rows = [[[cell.text for cell in row.cells] for row in one.table.rows] for one in (shape, wanted[key])]
            assert rows[0] == rows[1], key
        elif key in wanted and shape.has_text_frame and key not in ("size/title", "summary/tiles/1/value"):
            texts += 1
            assert shape.text_frame.text == wanted[key].text_frame.text, key
    assert charts >= 12
    assert tables >= 6
    assert texts > 80


def test_what_was_changed_by_hand_stays(done: tuple[bytes, bytes, Report]) -> None:
    content, after, report = done
    old, new = everything(content), everything(after)
    assert new["size/title"].text_frame.text == "We see growth: spend goes from 17.3 to 21.3 bn USD"
    for key in ("size/total", "segments/crossed"):
        sides = ((one.left, one.top, one.width, one.height) for one in (old[key], new[key]))
        assert len(set(sides)) == 1
    assert new["size/total"].chart.plots[0].series[0].format.line.color.rgb == RGBColor(1, 2, 3)
    assert new["bridge/title"].text_frame.paragraphs[0].runs[0].font.color.rgb == RGBColor(9, 9, 9)
    assert new["bridge/effects"].table.cell(1, 1).text == "my own words"
    assert new["summary/tiles/1/value"].text_frame.text == "A round number"
    said = "\n".join(report.unmatched)
    assert "size/title: its words were changed by hand; not found anew: " in said  # the range that its reader took out
    assert "bridge/effects: 1 cells that were changed by hand ('my own words')" in said
    assert "summary/tiles/1/value: its words were changed by hand; not found anew: 17.2 bn USD" in said
    assert "risks/notes: its notes were changed by hand" in said


def test_own_slides_and_their_order_stay(done: tuple[bytes, bytes, Report]) -> None:
    content, after, report = done
    old, new = opened(content), opened(after)
    assert [slide.slide_id for slide in new.slides] == [slide.slide_id for slide in old.slides]
    mine = new.slides[1]
    assert mine.shapes.title.text == "Our own view: 17.2 bn USD is too much"
    assert [xml(shape) for shape in mine.shapes] == [xml(shape) for shape in old.slides[1].shapes]
    assert report.missing[:2] == ["the slide drivers", "regions/bubbles"]
    assert all(line.startswith("scenarios/bridge") for line in report.missing[2:])  # of a scenario alone


def test_a_drawing_is_drawn_anew_in_its_frame(done: tuple[bytes, bytes, Report], wanted: dict[str, Any]) -> None:
    _, after, report = done
    new = everything(after)["segments/crossed"]
    said = [[shape.text_frame.text for shape in one.shapes] for one in (new, wanted["segments/crossed"])]
    assert said[0] == said[1]
    assert any("segments/crossed: drawn anew" in line for line in report.changed)
    ids = [one.get("id") for one in opened(after).slides[5]._element.iter(qn("p:cNvPr"))]
    assert len(ids) == len(set(ids))


def test_the_report_names_slide_object_and_change(done: tuple[bytes, bytes, Report]) -> None:
    _, _, report = done
    assert report.scenario == ("Base case", NAME)
    assert any(line.startswith("Slide 4, size/total: ") and line.endswith(" values") for line in report.changed)
    line = next(line for line in report.changed if "size/title" in line)
    assert "changed by hand, its figures are new: 17.2 -> 17.3; 21.0 bn USD -> 21.3 bn USD" in line
    assert "Left alone" in str(report)
    assert report.unchanged > 20


def test_a_refreshed_deck_prints_and_can_be_refreshed_again(
    inputs: Inputs, done: tuple[bytes, bytes, Report], tmp_path: Path
) -> None:
    _, after, _ = done
    again, report = refresh_deck(after, inputs, load_scenarios()[NAME])
    assert not [line for line in report.changed if "notes" not in line]
    assert everything(again)["size/title"].text_frame.text == "We see growth: spend goes from 17.3 to 21.3 bn USD"
    assert printed(again, tmp_path).stat().st_size > 50_000


def test_a_deck_made_anew_without_edits_is_the_deck_of_the_scenario(
    inputs: Inputs, before: bytes, wanted: dict[str, Any], tmp_path: Path
) -> None:
    after, report = refresh_deck(before, inputs, load_scenarios()[NAME])
    assert not report.unmatched
    assert all(line.startswith("scenarios/bridge") for line in report.missing)  # of a scenario alone
    assert not collisions(printed(after, tmp_path))


def test_filters_offer_and_choice_of_exhibits_are_kept(inputs: Inputs) -> None:
    view = View(region=("europe",), money="nominal", years=(2028, 2033), year=2030)
    work = Workspace(inputs, Scenario(), view, draws=DRAWS, ranges="off")
    names = ["overview.by_region", "regions.bubbles", "opportunities.offer_forecast"]
    deck = making.make(work, names, offer=Offer(name="Mine", peak=0.2)).content
    new, report = refresh_deck(deck, inputs, load_scenarios()[NAME])
    other = Workspace(inputs, load_scenarios()[NAME], view, draws=DRAWS, ranges="off")
    fresh = making.make(other, names, offer=Offer(name="Mine", peak=0.2))
    assert not report.unmatched
    for key, shape in everything(fresh.content).items():
        if getattr(shape, "has_chart", False):
            assert values(everything(new)[key]) == values(shape), key


def test_a_deck_that_lost_its_memory_gets_new_charts_and_says_so(inputs: Inputs, before: bytes) -> None:
    file = opened(before)
    for name, rel in list(file.part.rels.items()):
        if rel.reltype.endswith("/customXml"):
            file.part.rels.pop(name)
    after, report = refresh_deck(making.saved(file), inputs, load_scenarios()[NAME])
    assert "not known any more" in report.unmatched[0]
    assert everything(after)["size/title"].text_frame.text == everything(before)["size/title"].text_frame.text
    assert values(everything(after)["size/total"]) != values(everything(before)["size/total"])


def test_a_slide_that_was_copied_is_refreshed_as_well(inputs: Inputs, before: bytes) -> None:
    file = opened(before)
    source = next(slide for slide in file.slides if "bridge/title" in marked(slide))
    copy = file.slides.add_slide(source.slide_layout)
    for shape in (marked(source)["bridge/title"], marked(source)["bridge/effects"]):
        copy.shapes._spTree.append(deepcopy(shape._element))
    after, _ = refresh_deck(making.saved(file), inputs, load_scenarios()[NAME])
    slides = [marked(slide) for slide in opened(after).slides]
    titles = [shapes["bridge/title"].text_frame.text for shapes in slides if "bridge/title" in shapes]
    assert len(titles) == 2
    assert titles[0] == titles[1]
    assert "21.3 bn USD" in titles[0]


def test_a_figure_is_replaced_across_pieces_of_type() -> None:
    file = Presentation()
    frame = file.slides.add_slide(file.slide_layouts[5]).shapes.title.text_frame
    for words in ("117.2 bn is not 1", "7.2 ", "bn USD; 7.2 bn"):
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size = words, Pt(20)
    old = Written("", (("a", "17.2 bn USD"), ("b", "7.2 bn"), ("c", "3%")))
    done, lost = replace_figures(frame, old, lambda code, shown: {"a": "18 bn USD", "b": "8 bn"}.get(code))
    assert frame.text == "117.2 bn is not 18 bn USD; 8 bn"
    assert done == ["17.2 bn USD -> 18 bn USD", "7.2 bn -> 8 bn"]
    assert lost == ["3%"]
