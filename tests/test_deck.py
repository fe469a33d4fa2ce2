"""The deck: slides of native charts with the app's numbers, opened and drawn by an office."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pptx.util import Emu, Inches, Pt

from spinemkt.analysis.view import View
from spinemkt.documents.blocks import Exhibit, Table
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import QueryError
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.deck import fit, making
from spinemkt.export.deck.content import Graph, Slide, sentence
from spinemkt.export.deck.drawings import read
from spinemkt.export.deck.native import number_format
from spinemkt.export.deck.pages import Pages
from spinemkt.export.deck.shades import slot
from spinemkt.figures.text import as_text, say
from spinemkt.model.run import run
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from tests.decks import collisions, everything, marked, opened, printed, words_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
DRAWS = 40
NAME = "Asia-Pacific spends more and adopts modern protocols"
SINGLE = 1e-6  # relative; the tornado's amounts come from single precision


class Made:
    """A deck, the slides it was laid out from, and what it was made of."""

    def __init__(self, inputs: Inputs, scenario: Scenario, offer: Offer | None = None) -> None:
        self.work = Workspace(inputs, scenario, draws=DRAWS)
        self.slides = making.made(self.work, None, offer)
        self.content = making.make(self.work, offer=offer).content

    def chart(self, key: str) -> Any:
        """The chart of the app that a slide shows."""
        parts = [part for slide in self.slides for part in slide.parts if isinstance(part, Graph)]
        return next(part.chart for part in parts if part.key == key)


@pytest.fixture(scope="module")
def base(inputs: Inputs) -> Made:
    return Made(inputs, Scenario(), Offer())


@pytest.fixture(scope="module", params=["base case", "scenario"])
def deck(request: pytest.FixtureRequest, inputs: Inputs, base: Made) -> Made:
    return base if request.param == "base case" else Made(inputs, load_scenarios()[NAME])


def test_a_pack_has_a_title_that_the_documents_say_on_each_slide(deck: Made) -> None:
    file = opened(deck.content)
    cover, *slides = file.slides
    assert (file.slide_width, file.slide_height) == (Inches(13.333), Inches(7.5))
    assert 10 <= len(slides) <= 15
    assert [slide.shapes.title.text for slide in slides] == [str(as_text(slide.title)) for slide in deck.slides]
    assert deck.work.scenario.name in cover.placeholders[1].text


def test_every_slide_says_where_it_stands_and_how_its_figures_are_made(deck: Made) -> None:
    for slide, made in zip(list(opened(deck.content).slides)[1:], deck.slides, strict=True):
        shapes = marked(slide)
        foot = shapes[f"{made.key}/foot"].text
        for part in (deck.work.scenario.name, "2026-2035", "ranges: 80%", "weakest grade D", deck.work.inputs.version):
            assert part in foot
        assert shapes[f"{made.key}/sources"].text.startswith("Sources")
        assert made.section in shapes[f"{made.key}/tracker"].text
        assert 'type="slidenum"' in shapes[f"{made.key}/number"]._element.xml
        notes = slide.notes_slide.notes_text_frame.text
        if made.figures:
            assert "import spinemkt" in notes and "print(" in notes
        if deck.work.scenario.changes:
            assert deck.work.scenario.to_link() in notes


def test_lines_of_python_in_notes_print_their_figure(base: Made) -> None:
    notes = everything_noted(base.content)[1]
    code = notes[notes.index("import spinemkt") :]
    code = code[: code.index("\n", code.index("print("))]
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    (figure, *_) = as_text(base.slides[0].title).figures
    assert math.isclose(float(done.stdout), figure.number, rel_tol=1e-9)


def everything_noted(content: bytes) -> list[str]:
    """The notes of every slide."""
    return [slide.notes_slide.notes_text_frame.text for slide in opened(content).slides]


def test_every_object_has_an_alternative_text(deck: Made) -> None:
    for slide in opened(deck.content).slides:
        for shape in slide.shapes:
            assert shape._element.xpath(".//p:cNvPr")[0].get("descr"), (slide.slide_id, shape.name)


def test_nothing_leaves_the_slide_and_no_text_its_box(deck: Made) -> None:
    file = opened(deck.content)
    for slide in file.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= file.slide_width + 9_000, shape.name
            assert shape.top + shape.height <= file.slide_height + 9_000, shape.name
            if shape.has_text_frame and shape.text_frame.text:
                assert needs(shape) <= shape.height / Inches(1) + 0.03, (shape.name, shape.text_frame.text)


def needs(shape: Any) -> float:
    """Inches that the text of a box takes down."""
    runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    size = next((run.font.size.pt for run in runs if run.font.size), 14.0)
    bold = any(run.font.bold for run in runs)
    return fit.height(shape.text_frame.text, size, shape.width / Inches(1), bold)


def test_titles_take_two_lines_at_most(deck: Made) -> None:
    for slide in list(opened(deck.content).slides)[1:]:
        title = slide.shapes.title
        size = title.text_frame.paragraphs[0].runs[0].font.size
        assert size >= Pt(14)
        assert fit.lines(title.text, size.pt, title.width / Inches(1), bold=True) <= 2, title.text


def test_the_numbers_of_tiles_stand_on_one_line(deck: Made) -> None:
    tops: dict[str, set[int]] = {}
    for key, shape in everything(deck.content).items():
        if "tiles/" in key and key.endswith("/value"):
            tops.setdefault(key.partition("/")[0], set()).add(shape.top)
    assert len(tops) > 1
    assert all(len(found) == 1 for found in tops.values())


def test_no_line_of_a_table_ends_between_a_minus_and_its_number(base: Made) -> None:
    cells = [cell.text for slide in opened(base.content).slides for cell in _cells(slide)]
    assert any("\u2011" in text for text in cells)
    assert not [text for text in cells if " -" in text]


def test_a_scenario_is_compared_in_the_last_year(inputs: Inputs) -> None:
    made = Made(inputs, load_scenarios()[NAME])
    (slide,) = (slide for slide in made.slides if slide.key == "scenarios")
    titles = [str(part.chart.title) for part in slide.parts if isinstance(part, Graph)]
    assert len(titles) > 1
    assert all(f"in {made.work.view.years[-1]} " in title for title in titles)


def _cells(slide: Any) -> list[Any]:
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return [cell for table in tables for row in table.rows for cell in row.cells]


def test_objects_do_not_lie_over_one_another(deck: Made) -> None:
    for slide in opened(deck.content).slides:
        solid = [shape for shape in slide.shapes if not str(shape.name).endswith(("/frame", "/dot"))]
        for one, other in combinations(solid, 2):
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert min(across, down) <= Emu(60_000), (one.name, other.name)


def test_an_office_draws_every_slide_without_collisions(deck: Made, tmp_path: Path) -> None:
    pdf = printed(deck.content, tmp_path)
    pages = list(words_of(pdf))
    assert len(pages) == len(deck.slides) + 1
    assert not collisions(pdf)
    for (_, _, words), made in zip(pages[1:], deck.slides, strict=True):
        said = " ".join(word.text for word in words)
        assert str(as_text(made.title)).split()[0] in said
        assert len(words) > 40


def test_a_collision_is_seen(base: Made, tmp_path: Path) -> None:
    file = opened(base.content)
    shapes = marked(file.slides[1])
    shapes["summary/exhibit"].top = file.slides[1].shapes.title.top
    assert collisions(printed(making.saved(file), tmp_path))


# Numbers


def values(chart: Any, place: int = 0) -> list[float]:
    return list(chart.plots[0].series[place].values)


def close(found: Sequence[float], expected: Sequence[float], near: float = 1e-9) -> bool:
    return len(found) == len(expected) and all(
        map(lambda a, b: math.isclose(a, b, rel_tol=near, abs_tol=1e-9), found, expected)
    )


def test_charts_have_the_numbers_of_the_app(deck: Made) -> None:
    shapes = everything(deck.content)

    def native(key: str) -> Any:
        return shapes[key].chart

    regions = deck.chart("by_region").frame
    assert close(values(native("size/by_region")), regions["value"])
    assert close(values(native("size/by_region"), 1), regions["p10"])
    assert close(values(native("size/by_region"), 2), regions["p90"])

    growth = deck.chart("growth_by_modality").frame
    assert close(values(native("drivers/growth_by_modality")), growth["growth a year"] * 100)

    result = run(deck.work.inputs, deck.work.scenario)
    years = result.table("spend", ("year",), {"year": list(range(2026, 2036))})["value"]
    expected = next(one for one in native("size/total").plots[0].series if one.name == "expected")
    assert close(list(expected.values), years / 1e9)
    total = deck.chart("total").frame.set_index("year")
    for end, name in (("80% range, low", "p10"), ("80% range, high", "p90")):
        drawn = next(one for one in native("size/total").plots[0].series if one.name == end)
        known = {2026 + place: value for place, value in enumerate(drawn.values) if value is not None}
        assert close(list(known.values()), [total.at[year, name] / 1e9 for year in known])
        assert set(known) == set(total.index)

    bridge = deck.chart("bridge").frame["value"].tolist()
    base, length = (values(native("bridge/bridge"), place) for place in (0, 1))
    assert close(length, list(map(abs, bridge)))
    ends = [start + size if step > 0 else start for start, size, step in zip(base, length, bridge, strict=True)]
    assert close(ends[-2:], [bridge[-1], bridge[-1]])

    shares = deck.chart("share_over_time").frame.pivot(index="year", columns="treatment_type", values="value")
    found = {one.name: one.values for one in native("segments/share_over_time").plots[0].series}
    assert close(found["Medication"], shares["medication"] / shares.sum(axis=1) * 100)

    modalities = deck.chart("by_modality").frame
    drawn = values(native("treatments/by_modality"))
    assert close(drawn, modalities["value"].sort_values(ascending=False).head(len(drawn)))
    types = modalities.groupby("treatment_type")["value"].sum().sort_values(ascending=False)
    assert close(sorted(values(native("treatments/types")), reverse=True), types)

    cards = deck.chart("at_stake").frame
    assert close(values(native("opportunities/at_stake")), cards["cumulative 2026-2035"], SINGLE)


def test_a_tornado_stands_on_an_invisible_base(base: Made) -> None:
    chart = everything(base.content)["sensitivity/tornado"].chart
    rows = base.chart("tornado").frame.head(len(chart.plots[0].categories))
    start, low_below, high_below, low_above, high_above, _ = (values(chart, place) for place in range(6))
    for row, *parts in zip(rows.itertuples(), start, low_below, high_below, low_above, high_above, strict=True):
        low, high = row[6], row[7]
        assert math.isclose(parts[0], min(low, high, row[8]), rel_tol=SINGLE)
        assert math.isclose(sum(parts), max(low, high, row[8]), rel_tol=SINGLE)
    assert "noFill" in chart.plots[0].series[0]._element.xml


def test_bubbles_and_their_axes(base: Made) -> None:
    chart = everything(base.content)["regions/bubbles"].chart
    frame = base.chart("bubbles").frame
    assert close([one.values[0] for one in chart.plots[0].series], frame["growth a year"] * 100)
    across = [float(one._element.xpath("c:xVal//c:v")[0].text) for one in chart.plots[0].series]
    assert close(across, frame["2026"] / 1e9)


def test_what_has_no_native_form_is_drawn_to_scale_beside_a_table(base: Made) -> None:
    shapes = everything(base.content)
    blocks = {one.name: one for one in shapes["segments/crossed"].shapes}
    frame = base.chart("crossed").frame
    total = frame["value"].sum()
    areas = {
        name: one.width * one.height for name, one in blocks.items() if " · " in name and "% of the column" in name
    }
    whole = sum(areas.values())
    shares = sorted((area / whole for area in areas.values()), reverse=True)
    assert close(shares, sorted(frame["value"] / total, reverse=True), 5e-3)
    assert len(shapes["regions/world"].shapes) > 180
    for table in ("segments/crossed_table", "regions/world_table", "pathway/pathway_flow_table"):
        assert shapes[table].has_table


def test_a_label_is_a_format_of_its_value(base: Made) -> None:
    assert number_format("2.6 bn · 15%", 2_627_698_459.0) == '#,##0.0,,," bn · 15%";-#,##0.0,,," bn · 15%"'
    assert number_format("+800 M", 800_460_626.0) == '+#,##0,," M";-#,##0,," M"'
    assert number_format("$7.6B", 7_627_111_073.0) == '"$"#,##0.0,,,"B";-"$"#,##0.0,,,"B"'
    assert number_format("1,320,000", 1_319_738.0) == ""  # three digits of seven
    xml = everything(base.content)["treatments/by_modality"].chart._chartSpace.xml
    assert 'formatCode="#,##0.0,,,&quot; bn · 15%&quot;' in xml


def test_charts_take_their_colours_and_type_from_the_theme(base: Made) -> None:
    for key, shape in everything(base.content).items():
        if getattr(shape, "has_chart", False):
            xml = shape.chart._chartSpace.xml
            assert "schemeClr" in xml and "srgbClr" not in xml and "a:latin" not in xml, key
    assert slot("#123764")[0] == "accent1"


# Choices


def test_chosen_exhibits_get_a_slide_each(base: Made) -> None:
    deck = making.make(
        base.work, ["overview.by_region", "overview.claims", "landscape.timeline", "sensitivity.map_of_two"]
    )
    shapes = everything(deck.content)
    assert shapes["overview.by_region/by_region"].has_chart
    assert shapes["overview.claims/claims"].has_table
    assert len(opened(deck.content).slides) == 5
    with pytest.raises(QueryError, match=r"Unknown chart or table of overview 'by_regions'.*Did you mean 'by_region'"):
        making.make(base.work, ["overview.by_regions"])
    with pytest.raises(QueryError, match=r"Unknown page 'overvew'.*Did you mean 'overview'"):
        making.make(base.work, ["overvew.by_region"])


def test_every_exhibit_of_a_page_can_be_put_on_a_slide(base: Made, tmp_path: Path) -> None:
    pages = Pages(base.work)
    names = [
        f"{name}.{block.key}"
        for name in ("overview", "landscape", "modalities", "compare")
        for block in pages.page(name).blocks
        if isinstance(block, Exhibit | Table)
    ]
    deck = making.make(base.work, names)
    assert len(names) > 15
    assert len(opened(deck.content).slides) == len(names) + 1
    assert not collisions(printed(deck.content, tmp_path))


def test_a_view_without_ranges_in_dollars(inputs: Inputs) -> None:
    view = View(region=("europe",), money="nominal", quantity="spend", money_form="dollar")
    work = Workspace(inputs, Scenario(), view, ranges="off")
    content = making.make(work).content
    said = "\n".join(shape.text_frame.text for shape in everything(content).values() if shape.has_text_frame)
    assert "bn USD" not in said and "$" in said
    assert "without ranges" in said


def test_filters_that_leave_nothing(inputs: Inputs) -> None:
    work = Workspace(inputs, Scenario(), View(region=("europe",), country=("USA",)), ranges="off")
    assert 3 <= len(opened(making.make(work).content).slides) <= 5


def test_a_sentence_keeps_its_figures(base: Made) -> None:
    slide: Slide = base.slides[0]
    (figure, *_) = as_text(slide.title).figures
    text = say("First {a} is. Second (2.2% a year) is {a}.", a=figure)
    assert [str(sentence(text, place)) for place in range(3)] == [
        f"First {figure} is.",
        f"Second (2.2% a year) is {figure}.",
        "",
    ]
    assert sentence(text, 1).figures == [figure]


def test_what_is_drawn_is_read_in_its_order(base: Made) -> None:
    drawn = read(base.chart("by_region"))
    assert drawn.kind == "bars"
    assert drawn.categories[0] == "North America"
    assert drawn.labels[0].endswith("%")
