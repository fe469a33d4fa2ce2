"""The brief says what the documents say, in two pages and an annex, as tagged PDF and as Word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn

import spinemkt
from spinemkt.analysis.view import View
from spinemkt.documents import blocks, growth_drivers, overview, sensitivity
from spinemkt.documents.blocks import Block
from spinemkt.documents.workspace import Workspace
from spinemkt.documents.workspace import blocks as made
from spinemkt.errors import ExportError
from spinemkt.export.brief import make, paper
from spinemkt.export.brief.content import ANNEX, NUMBERED, content
from spinemkt.export.brief.pdf import to_pdf
from spinemkt.export.brief.word import to_word
from spinemkt.uncertainty.sample import BLOCK
from tests.test_own_data import OURS, SOURCE, SOURCE_HEAD, laid, lines

pytestmark = pytest.mark.slow

HOSTILE = '=cmd|"/c calc"!A1 <b>#import "x"; *bold* \\u0000</b>\x07 {{ 7*7 }}'


@pytest.fixture(scope="module")
def work(inputs: spinemkt.Inputs) -> Workspace:
    return Workspace(inputs, draws=BLOCK)


@pytest.fixture(scope="module")
def brief(work: Workspace) -> paper.Paper:
    return content(work)


@pytest.fixture(scope="module")
def pdf(brief: paper.Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(to_pdf(brief)))


@pytest.fixture(scope="module")
def word(brief: paper.Paper) -> Any:
    return Document(BytesIO(to_word(brief)))


@pytest.fixture(scope="module")
def said(work: Workspace) -> list[str]:
    """What the documents say that the board is told: answers, tiles, lists, titles of charts."""
    found: list[Block] = [block for page in (overview, growth_drivers, sensitivity) for block in made(page.page, work)]
    words = [str(block.answer) for block in found if isinstance(block, blocks.Head)]
    words += [str(tile.value) for block in found if isinstance(block, blocks.Tiles) for tile in block.tiles]
    words += [str(one) for block in found if isinstance(block, blocks.Points) for one in block.sentences[:3]]
    words += [str(x.chart.title) for x in found if isinstance(x, blocks.Exhibit) and x.key in ("total", "bridge")]
    return words


def bare(text: str) -> str:
    """Words without spaces and ends of lines, which a page has where it breaks lines."""
    return re.sub(r"\s+", "", text)


def tags(node: Any) -> Iterator[dict[str, Any]]:
    """Every element of a tree of tags."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


def test_the_pdf_says_what_the_documents_say(pdf: pypdf.PdfReader, said: list[str]) -> None:
    board = bare("".join(page.extract_text() for page in pdf.pages[:2]))
    assert len(said) > 12
    assert not [words for words in said if bare(words) not in board]


def test_the_board_has_two_pages(pdf: pypdf.PdfReader) -> None:
    starts = [number for number, page in enumerate(pdf.pages) if ANNEX in page.extract_text()]
    assert starts == [2]


def test_the_pdf_is_tagged_and_says_its_title_and_language(pdf: pypdf.PdfReader, brief: paper.Paper) -> None:
    root = pdf.trailer["/Root"].get_object()
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None and pdf.metadata.title == f"{brief.title}: {brief.kind}"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() or b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    found = list(tags(root["/StructTreeRoot"]))
    kinds = Counter(str(one["/S"]) for one in found)
    assert kinds["/H1"] == 2 and kinds["/H2"] >= 6 and kinds["/Table"] >= 3 and kinds["/TH"] >= 12
    figures = [str(one["/Alt"]) for one in found if one["/S"] == "/Figure"]
    assert figures == [one.alt for one in brief.drawings] and len(figures) == 3


def numbers_cited(brief: paper.Paper) -> list[str]:
    """Every number of a source in the annex, in reading order."""
    cells = [part.cites for part in brief.annex if isinstance(part, paper.Paragraph)]
    for part in brief.annex:
        if isinstance(part, paper.Grid):
            cells += [row[column] for row in part.rows for column in part.cites]
    return [number for cell in cells for number in re.findall(r"\d+", cell)]


def test_numbers_of_sources_in_the_pdf_lead_to_the_list(pdf: pypdf.PdfReader, brief: paper.Paper) -> None:
    marks = [mark.get_object() for page in pdf.pages for mark in page.get("/Annots", [])]
    ends = [mark["/Dest"] if "/Dest" in mark else mark["/A"]["/D"] for mark in marks if mark["/Subtype"] == "/Link"]
    numbers = numbers_cited(brief)
    assert len(ends) == len(numbers) > 250
    places = {}
    for number, end in zip(numbers, ends, strict=True):
        page = next(at for at, page in enumerate(pdf.pages) if page.indirect_reference == end[0])
        assert places.setdefault(int(number), (page, -float(end[3]))) == (page, -float(end[3]))
    assert [places[number] for number in sorted(places)] == sorted(set(places.values()))
    first = min(page for page, _ in places.values())
    assert NUMBERED in pdf.pages[first].extract_text()


def test_charts_in_the_pdf_are_vectors(pdf: pypdf.PdfReader) -> None:
    assert not [image for page in pdf.pages for image in page.images]


def test_word_says_what_the_documents_say(word: Any, said: list[str]) -> None:
    text = bare("".join(element.text or "" for element in word.element.body.iter(qn("w:t"))))
    assert not [words for words in said if bare(words) not in text]


def test_word_has_the_same_parts(word: Any, brief: paper.Paper) -> None:
    parts = paper.flat([part for page in (*brief.pages, brief.annex) for part in page])
    headings = [each.text for each in word.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [part.text for part in parts if isinstance(part, paper.Heading)]
    alts = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alts == [one.alt for one in brief.drawings]
    grids = [part for part in parts if isinstance(part, paper.Grid | paper.Headlines)]
    assert len(word.tables) == len(grids)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    assert word.core_properties.title == f"{brief.title}: {brief.kind}" and word.core_properties.language == "en"


def test_numbers_of_sources_in_word_lead_to_the_list(word: Any, brief: paper.Paper) -> None:
    links = list(word.element.body.iter(qn("w:hyperlink")))
    told = ["".join(one.text or "" for one in link.iter(qn("w:t"))) for link in links]
    assert told == numbers_cited(brief)
    listed = [each for each in word.paragraphs if each.style.name == "List Number"]
    names = [one.get(qn("w:name")) for each in listed for one in each._p.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(listed)
    assert [names.index(link.get(qn("w:anchor"))) + 1 for link in links] == [int(number) for number in told]


def test_the_annex_has_every_assumption_by_influence_with_its_sources(brief: paper.Paper, work: Workspace) -> None:
    (ranked,) = [part for part in brief.annex if isinstance(part, paper.Grid) and part.name == "assumptions"]
    (sources,) = [part for part in brief.annex if isinstance(part, paper.Sources)]
    (registries,) = [part.cites for part in brief.annex if isinstance(part, paper.Paragraph) and part.cites]
    behind = spinemkt.lineage(work.result, "spend", {"year": 2026}).parameters
    assert sum(len(re.findall(r"\((?:fixed|\S+ to )", row[1])) for row in ranked.rows) == len(behind) > 900
    together = [row[1].partition(": ") for row in ranked.rows if row[1].startswith("Price level across")]
    assert together and not [label for label, _, values in together if label.rpartition(", ")[2] in values]
    shares = [float(row[4].rstrip("%")) for row in ranked.rows if row[4].endswith("%")]
    assert shares == sorted(shares, reverse=True) and shares[0] > 10
    cited = {
        number
        for cell in [*(row[6] for row in ranked.rows), registries]
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", cell)
        for number in range(int(first), int(last or first) + 1)
    }
    assert cited == set(range(1, len(sources.items) + 1))
    known = spinemkt.lineage(work.result, "spend", {"year": 2026}).sources["source_id"]
    assert len(sources.items) == len(set(known) - {"assumption"})


def test_the_lines_of_python_give_the_figures_again(brief: paper.Paper, work: Workspace) -> None:
    (code,) = [part for part in brief.annex if isinstance(part, paper.Code)]
    compile(code.lines, "brief", "exec")
    assert "spinemkt.to_brief(inputs, None, kind='pdf')" in code.lines
    lines = [line for line in code.lines.splitlines() if "brief" not in line and "pathlib" not in line]
    printed: list[float] = []
    exec("\n".join(lines), {"print": printed.append})
    tile = brief_headlines(brief)[0]
    low, high = (f"{value / 1e9:.1f}" for value in printed[1:])
    assert tile.value == f"{printed[0] / 1e9:.1f} bn USD" and tile.reach == f"80% range {low} to {high} bn USD"


def brief_headlines(brief: paper.Paper) -> list[paper.Headline]:
    return [one for part in brief.pages[0] if isinstance(part, paper.Headlines) for one in part.items]


def test_a_scenario_is_told_and_reproduced(inputs: spinemkt.Inputs) -> None:
    scenario = spinemkt.load_scenarios()["Spine oncology boards plan from the diagnosis on"]
    found = content(Workspace(inputs, scenario, draws=BLOCK))
    told = " ".join(part.text for part in found.pages[0] if isinstance(part, paper.Paragraph))
    assert found.state.startswith(scenario.name) and scenario.story in told
    headings = [part.text for part in found.pages[1] if isinstance(part, paper.Heading)]
    assert any(one.endswith("(base case)") for one in headings)  # the claims are tested on it, whatever is shown
    (code,) = [part for part in found.annex if isinstance(part, paper.Code)]
    link = re.findall(r"from_link\('([^']+)'\), kind", code.lines)
    assert spinemkt.Scenario.from_link(link[0]).changes == scenario.changes
    pages = pypdf.PdfReader(BytesIO(to_pdf(found))).pages
    assert [number for number, page in enumerate(pages) if ANNEX in page.extract_text()] == [2]


def test_words_of_a_stranger_stay_words(brief: paper.Paper) -> None:
    page: list[paper.Part] = [
        paper.Heading(HOSTILE),
        paper.Paragraph(HOSTILE, "lead"),
        paper.Bullets([HOSTILE]),
        paper.Grid("own", ["a"], [[HOSTILE]], [1.0]),
        paper.Sources([HOSTILE]),
        paper.Code(HOSTILE),
    ]
    clean = paper.printed(paper.Paper(HOSTILE, "k", HOSTILE, HOSTILE, [page], [paper.Heading(ANNEX, 1)]))
    shown = bare(HOSTILE.replace("\x07", ""))
    text = bare(pypdf.PdfReader(BytesIO(to_pdf(clean))).pages[0].extract_text())
    assert text.count(shown) >= 7
    word = Document(BytesIO(to_word(clean)))
    assert bare("".join(each.text or "" for each in word.element.body.iter(qn("w:t")))).count(shown) >= 7
    assert not list(word.element.body.iter(qn("w:fldSimple"), qn("w:instrText"), qn("w:hyperlink")))


def test_own_sources_are_numbered_and_stay_words(inputs: spinemkt.Inputs) -> None:
    title = "=1+1 #import <b>prices</b> *bold* {{ 7 }}"
    source = SOURCE.replace("Contract prices", title)
    ours = OURS.replace(",assumption,assumption,,D,", ",evidence,ours2026,list,C,")
    mine = laid(inputs, ("sources.csv", lines(source, head=SOURCE_HEAD)), ("unit_costs.csv", lines(ours)))
    found = content(Workspace(mine, draws=BLOCK))
    (sources,) = [part for part in found.annex if isinstance(part, paper.Sources)]
    (place,) = [number for number, one in enumerate(sources.items, 1) if title in one]
    (ranked,) = [part for part in found.annex if isinstance(part, paper.Grid) and part.name == "assumptions"]
    assert [row for row in ranked.rows if re.search(rf"\b{place}\b", row[6])]
    assert any("Own data" in one.source for one in found.drawings)
    text = bare("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(to_pdf(found))).pages))
    assert bare(title) in text


@pytest.mark.parametrize(
    "view",
    [
        View(years=(2030, 2030), year=2030),
        View(quantity="patients", money_form="dollar"),
        View(scope="strict", myeloma=True, primary=("melanoma",), region=("europe",), country=("DEU",)),
    ],
    ids=["one year", "patients", "narrow"],
)
def test_every_view_has_a_brief_of_two_pages(inputs: spinemkt.Inputs, view: View) -> None:
    found = content(Workspace(inputs, view=view, draws=BLOCK))
    (code,) = [part for part in found.annex if isinstance(part, paper.Code)]
    (made_again,) = re.findall(r"Workspace\(.*, (View\(.*\))\)", code.lines)
    assert eval(made_again, {"View": View}) == view
    assert len(found.drawings) == 3 and view.sentence(inputs.country_names) in found.state
    pages = pypdf.PdfReader(BytesIO(to_pdf(found))).pages
    assert [number for number, page in enumerate(pages) if ANNEX in page.extract_text()] == [2]


def test_filters_that_leave_nothing_are_said(inputs: spinemkt.Inputs) -> None:
    empty = View(scope="strict", modality=("immunotherapy",), treatment_type=("medication",))
    with pytest.raises(ExportError, match="The filters leave nothing"):
        make.brief_of(Workspace(inputs, view=empty, draws=BLOCK))


def test_another_kind_is_refused(inputs: spinemkt.Inputs) -> None:
    with pytest.raises(ExportError, match=r"Unknown kind of brief 'pfd'; allowed: pdf, docx. Did you mean 'pdf'"):
        spinemkt.to_brief(inputs, kind="pfd")


def test_the_contract_makes_both(inputs: spinemkt.Inputs, monkeypatch: pytest.MonkeyPatch, brief: paper.Paper) -> None:
    monkeypatch.setattr(make, "content", lambda work: brief)
    assert spinemkt.to_brief(inputs).startswith(b"%PDF-") and spinemkt.to_brief(inputs, kind="docx").startswith(b"PK")
