"""A chart leaves as a picture that says by itself what it shows; nothing in it can run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

import spinemkt
from spinemkt.charts.style import Chart, Drawing
from spinemkt.documents import blocks, overview, regions
from spinemkt.documents.workspace import Workspace
from spinemkt.documents.workspace import blocks as made
from spinemkt.errors import ExportError
from spinemkt.export import browser as browsers
from spinemkt.export.browser import ChartBrowser, chart_browser
from spinemkt.export.harmless import harmless
from spinemkt.export.picture import PAD, WIDTH, picture, picture_of

pytestmark = pytest.mark.slow

NOTES = ["Sources: somebody 2020.", "Base case: all treatments."]
HOSTILE = "<script>alert(1)</script> & <b>=1+1</b> ]]> \x07"


@pytest.fixture(scope="module")
def work(inputs: spinemkt.Inputs) -> Workspace:
    return Workspace(inputs, ranges="off")


@pytest.fixture(scope="module")
def exhibit(work: Workspace) -> blocks.Exhibit:
    return next(x for x in made(overview.page, work) if isinstance(x, blocks.Exhibit) and x.key == "by_region")


@pytest.fixture(scope="module")
def chart(exhibit: blocks.Exhibit) -> Chart:
    return exhibit.chart


def words(svg: bytes) -> str:
    """The words of a picture in reading order, a line of it after another."""
    root = ElementTree.fromstring(svg)
    return " ".join(" ".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text"))


def test_an_svg_says_title_subtitle_sources_and_state(chart: Chart) -> None:
    svg = picture(chart, "svg", NOTES)
    text = words(svg)
    assert all(str(each) in text for each in (chart.title, chart.subtitle, *NOTES))
    root = ElementTree.fromstring(svg)
    assert [each.text for each in root][:2] == [str(chart.title), chart.alt]
    assert "North America" in text  # a label of the chart itself


def test_a_png_has_twice_the_pixels(chart: Chart) -> None:
    image = Image.open(BytesIO(picture(chart, "png", NOTES)))
    assert image.format == "PNG" and image.width == 2 * (WIDTH + 2 * PAD)
    assert len(image.convert("RGB").getcolors(100_000) or []) > 50  # it is no empty sheet


def test_the_picture_of_an_exhibit_says_what_it_rests_on(exhibit: blocks.Exhibit, work: Workspace) -> None:
    text = words(picture_of(exhibit, work, "svg"))
    assert (
        "Sources: GLOBOCAN 2022" in text and "Base case: All treatments, world" in text and work.inputs.version in text
    )


def test_a_map_is_drawn_without_any_address(work: Workspace) -> None:
    world = next(x.chart for x in made(regions.page, work) if isinstance(x, blocks.Exhibit) and x.key == "world")
    svg = picture(world, "svg")
    assert svg.count(b"<path") > 150
    assert "click" in str(world.subtitle) and "click" not in words(svg)
    assert b"http" not in svg.replace(b"http://www.w3.org/", b"")


def test_words_of_a_stranger_stay_words(chart: Chart) -> None:
    told = replace(chart, title=HOSTILE, subtitle=HOSTILE, alt=HOSTILE, key=(("#00757c", HOSTILE),))
    svg = picture(told, "svg", [HOSTILE])
    root = ElementTree.fromstring(svg)
    assert not [each for each in root.iter() if each.tag.endswith("}script")]
    assert words(svg).count("<script>alert(1)</script> & <b>=1+1</b> ]]>") == 4
    assert picture(told, "png", [HOSTILE]).startswith(b"\x89PNG")


def test_marks_named_by_a_stranger_neither_run_nor_lead_anywhere(chart: Chart) -> None:
    names = ["<a href='http://example.org/'>link</a>", "<script>alert(1)</script>", "<b onclick='x()'>bold</b>"]
    bars = {"type": "bar", "x": names, "y": [1, 2, 3]}
    far = {"source": "http://example.org/a.png", "xref": "paper", "yref": "paper", "sizex": 1, "sizey": 1}
    described = Drawing([bars], {"template": "none", "height": 300, "images": [far]})
    svg = picture(replace(chart, figure=described), "svg")
    assert b"example.org" not in svg and b"onclick" not in svg and b"link" in svg
    assert not [each for each in ElementTree.fromstring(svg).iter() if each.tag.rpartition("}")[2] in ("a", "script")]


def test_a_drawing_loses_what_could_run() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" onload="a()"><!-- c -->
    <script>b()</script><foreignObject><p>c</p></foreignObject><use x:href="#own"/><image href="https://example.org/d"/>
    <rect style="fill: url( http://example.org/e)" fill="url(#own)"/><text><a x:href="javascript:f()">said</a></text>
    </svg>"""
    found = harmless(svg).decode()
    assert 'href="#own"' in found and 'fill="url(#own)"' in found and "<tspan>said</tspan>" in found
    assert not [word for word in ("onload", "script", "foreignObject", "example", "<!--") if word in found]


def test_threads_get_the_pictures_they_asked_for(chart: Chart) -> None:
    titles = [f"Chart number {number}" for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda title: picture(replace(chart, title=title), "svg"), titles))
    assert all(title in words(svg) for title, svg in zip(titles, found, strict=True))


def test_a_browser_that_died_is_started_anew(chart: Chart) -> None:
    before = picture(chart, "svg", NOTES)
    process = chart_browser()._kaleido.subprocess
    process.kill()
    process.wait()
    assert words(picture(chart, "svg", NOTES)) == words(before)


def test_no_browser_on_the_machine_is_said(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    from choreographer.browsers.chromium import Chromium

    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(Chromium, "find_browser", classmethod(lambda cls, *args, **kwargs: None))
    none = ChartBrowser()
    monkeypatch.setattr("spinemkt.export.picture.chart_browser", lambda: none)
    with pytest.raises(ExportError, match=r"none was found on this machine\. Install Chromium"):
        picture(chart, "png")


def test_the_page_of_the_browser_loads_nothing_from_a_network() -> None:
    assert "default-src 'none'" in browsers._POLICY and "http" not in browsers._POLICY


def test_other_kinds_and_empty_charts_are_refused(chart: Chart) -> None:
    with pytest.raises(ExportError, match="Unknown kind of picture 'gif'; allowed: svg, png"):
        picture(chart, "gif")
    with pytest.raises(ExportError, match="nothing to draw"):
        picture(replace(chart, frame=chart.frame.head(0)), "svg")
