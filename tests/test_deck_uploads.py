"""Templates and decks from outside: a company's paper is used, and a hostile file is refused with its reason."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from spinemkt.documents.workspace import Workspace
from spinemkt.errors import DataError, SpinemktError
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.deck import checking, making, refreshing
from spinemkt.export.deck.checking import checked
from spinemkt.export.deck.refreshing import refresh_deck
from spinemkt.scenario.scenario import Scenario
from tests.decks import collisions, everything, opened, printed

pytestmark = pytest.mark.slow

CHOSEN = ["overview.by_region", "overview.claims", "segments.crossed"]
BROKEN = 200


@pytest.fixture(scope="module")
def work(inputs: Inputs) -> Workspace:
    return Workspace(inputs, Scenario(), ranges="off")


@pytest.fixture(scope="module")
def small(work: Workspace) -> bytes:
    """A deck of three exhibits."""
    return making.make(work, CHOSEN).content


def company(width: float = 13.333, change: Callable[[Any], None] = lambda file: None) -> bytes:
    """A template with one slide of its own, as a company has it."""
    file = Presentation()
    if width != 10:
        factor = width / 10
        file.slide_width = Inches(width)
        for sheet in (file.slide_master, *file.slide_layouts):
            for shape in sheet.placeholders:
                if shape._element.spPr.xfrm is not None:  # others stand where the master has them
                    shape.left, shape.width = round(shape.left * factor), round(shape.width * factor)
    file.slides.add_slide(file.slide_layouts[0]).shapes.title.text = "Instructions for this template"
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b"4F81BD", b"ABCDEF").replace(b"Calibri", b"Times New Roman")
    change(file)
    return making.saved(file)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


# Templates


def test_a_template_gives_master_colours_and_layouts(work: Workspace, tmp_path: Path) -> None:
    deck = making.make(work, CHOSEN, company())
    file = opened(deck.content)
    assert not deck.fallbacks
    assert len(file.slides) == len(CHOSEN) + 1  # the template's own slide is gone
    assert [slide.slide_layout.name for slide in file.slides] == ["Title Slide", *["Title Only"] * len(CHOSEN)]
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    assert b"ABCDEF" in theme and b"Times New Roman" in theme
    assert not collisions(printed(deck.content, tmp_path))


def test_words_on_a_pale_colour_of_a_template_are_dark(work: Workspace) -> None:
    def inks(content: bytes) -> set[str]:
        shapes = everything(content)["segments.crossed/crossed"].shapes
        cells = [one for one in shapes if "Radiation" in one.name and "%" in one.name and one.text_frame.text]
        return {str(one.text_frame.paragraphs[0].runs[0].font.color.theme_color) for one in cells}

    assert inks(making.make(work, CHOSEN[2:], company()).content) == {"TEXT_1 (13)"}  # on ABCDEF
    assert inks(making.make(work, CHOSEN[2:]).content) == {"BACKGROUND_1 (14)"}


def test_exhibits_are_fitted_to_narrow_slides_and_it_is_said(work: Workspace, tmp_path: Path) -> None:
    deck = making.make(work, CHOSEN, company(10))
    file = opened(deck.content)
    assert deck.fallbacks == ("Slides of the template are 10.0 x 7.5 inches; exhibits were fitted to them.",)
    assert deck.fallbacks[0] in file.slides[0].notes_slide.notes_text_frame.text
    for slide in file.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= file.slide_width + 9_000
            assert shape.top + shape.height <= file.slide_height + 9_000
    assert not collisions(printed(deck.content, tmp_path))


def test_layouts_are_matched_by_name_and_each_fallback_is_told(work: Workspace) -> None:
    def german(file: Any) -> None:
        for layout in file.slide_layouts:
            layout._element.attrib.pop("type", None)
        file.slide_layouts[0]._element.cSld.set("name", "Titelfolie")
        file.slide_layouts[5]._element.cSld.set("name", "Nur Titel")

    said = making.make(work, CHOSEN[:1], company(change=german)).fallbacks
    assert said == (
        "No layout of the type for cover slides; 'Titelfolie' was taken by its name.",
        "No layout of the type for content slides; 'Nur Titel' was taken by its name.",
    )

    def without(file: Any) -> None:
        for layout in list(file.slide_layouts)[1:6]:
            file.slide_layouts.remove(layout)
        for layout in list(file.slide_layouts):
            layout._element.attrib.pop("type", None)
            layout._element.cSld.set("name", "Company")
            for shape in list(layout.placeholders):
                if "TITLE" in str(shape.placeholder_format.type) and "SUB" not in str(shape.placeholder_format.type):
                    shape._element.getparent().remove(shape._element)

    deck = making.make(work, CHOSEN[:1], bare := company_without_slides(without))
    assert bare and len(deck.fallbacks) >= 2
    assert "has no place for a title" in deck.fallbacks[0]
    assert everything(deck.content)["overview.by_region/title"].text_frame.text.startswith("North America")


def company_without_slides(change: Callable[[Any], None]) -> bytes:
    file = Presentation()
    file.slide_width = Inches(13.333)
    change(file)
    return making.saved(file)


def test_macros_are_dropped(work: Workspace) -> None:
    files = parts(company())
    files["ppt/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + b"macro" * 50
    types = files["[Content_Types].xml"].decode()
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    ).replace(
        "</Types>",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    files["[Content_Types].xml"] = types.encode()
    rels = files["ppt/_rels/presentation.xml.rels"].decode()
    link = (
        '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>'
    )
    files["ppt/_rels/presentation.xml.rels"] = rels.replace("</Relationships>", link).encode()
    made = making.make(work, CHOSEN[:1], packed(files)).content
    assert not [name for name in parts(made) if "vba" in name.lower()]
    assert b"macroEnabled" not in parts(made)["[Content_Types].xml"]
    assert b"vbaProject" not in parts(made)["ppt/_rels/presentation.xml.rels"]


# Hostile files


def linked(kind: str, target: str) -> bytes:
    """A template that refers to something outside of it."""
    files = parts(company())
    name = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    link = (
        f'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    files[name] = files[name].replace(b"</Relationships>", link.encode())
    return packed(files)


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("image", "http://example.com/pixel.png", "links to what lies outside it (image"),
        ("oleObject", "file:///c:/book.xlsx", "links to what lies outside it (oleObject"),
        ("hyperlink", "file:///c:/run.exe", "has a link that opens a file"),
        ("attachedTemplate", "//host/share", "links to what lies outside it"),
    ],
)
def test_links_to_the_outside_are_refused(kind: str, target: str, said: str) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        checked(linked(kind, target), "template")


def test_a_link_that_a_reader_clicks_stays() -> None:
    assert checked(linked("hyperlink", "https://example.com"), "template")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a PowerPoint presentation"),
        (b"hello", "not a PowerPoint presentation"),
        (b"\xd0\xcf\x11\xe0" * 100, "old presentation, or one under a password"),
        (packed({"a.txt": b"x"}), "its list of contents is missing"),
        (packed({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}), "not a PowerPoint"),
        (
            packed({"[Content_Types].xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "_rels/.rels": b"<a/>"}),
            "document type",
        ),
        (packed({"[Content_Types].xml": b"<a>" * 300 + b"</a>" * 300, "_rels/.rels": b"<a/>"}), "nested more than"),
        (packed({"[Content_Types].xml": b"<a>", "_rels/.rels": b"<a/>"}), "is damaged"),
        (packed({"bomb.xml": b"<a>" + b" " * (30 * 2**20) + b"</a>"}), "packed more than 200 to 1"),
        (packed({f"{number}.xml": b"" for number in range(checking.MOST_PARTS + 1)}), "parts; allowed"),
        (packed({"../out.xml": b"<a/>"}), "leads outside"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_presentation_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        checked(content, "template")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_BYTES", 1_000)
    with pytest.raises(DataError, match=r"template; it has .* MB; allowed"):
        checked(company(), "template")
    monkeypatch.undo()
    monkeypatch.setattr(checking, "MOST_UNPACKED", 1_000)
    with pytest.raises(DataError, match="unpacked it has"):
        checked(company(), "template")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file broken in one of many ways: bytes of it or of a part, a part gone, doubled, or under another's name."""
    files = parts(content)
    name = chance.choice(sorted(files))
    way = chance.randrange(9)
    if way == 0:
        raw = bytearray(content)
        for _ in range(chance.randrange(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        return bytes(raw)
    if way == 1:
        return content[: chance.randrange(len(content))]
    if way == 2:
        del files[name]
    elif way == 3:
        files[name] = files[chance.choice(sorted(files))]
    elif way == 4:
        part = bytearray(files[name])
        for _ in range(chance.randrange(1, 10)):
            part[chance.randrange(len(part))] = chance.randrange(256)
        files[name] = bytes(part)
    elif way == 5:  # tags that are well formed, and not what they were
        words = sorted(set(re.findall(rb"<([a-zA-Z:]+)", files[name]))) or [b"a"]
        word = chance.choice(words)
        files[name] = files[name].replace(word + b" ", chance.choice(words) + b" ", 1)
    elif way == 6:
        wrong = chance.choice([b"", b"-1", b"9" * 40, b"nan", b"\xe2\x80\xae"])
        files[name] = re.sub(rb'="[^"]*"', b'="' + wrong + b'"', files[name])
    elif way == 7:
        places = [found.span() for found in re.finditer(rb' [a-zA-Z:]+="[^"]*"', files[name])] or [(0, 0)]
        first, last = chance.choice(places)
        files[name] = files[name][:first] + files[name][last:]
    else:
        found = list(re.finditer(rb"<([a-zA-Z:]+)[^<>]*/>", files[name]))
        if found:
            first, last = chance.choice(found).span()
            files[name] = files[name][:first] + files[name][last:]
    return packed(files)


def test_two_hundred_broken_files_raise_no_error_but_ours(
    work: Workspace, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = making.build(work, CHOSEN, making.paper())  # the model runs once, not for every file
    monkeypatch.setattr(refreshing, "build", lambda *given: built)
    slides = making.made(work, CHOSEN[:1])
    monkeypatch.setattr(making, "made", lambda *given: slides)
    chance, template = random.Random(18), company()
    refused = used = 0
    for number in range(BROKEN):
        try:
            if number % 2:
                content, _ = refresh_deck(damaged(small, chance), work.inputs)
            else:
                content = making.make(work, CHOSEN[:1], damaged(template, chance)).content
        except SpinemktError as error:
            refused += 1
            assert re.search(r"(deck|template)", str(error))
        else:
            used += 1
            assert checked(content, "result")
    assert refused > 40
    assert used > 20


def test_what_a_stranger_wrote_into_the_memory_of_a_deck_is_not_believed(work: Workspace, small: bytes) -> None:
    files = parts(small)
    (name,) = [name for name in files if name.startswith("customXml/item")]
    for old, new in (
        (b'"quantity": "spend"', b'"quantity": "gold"'),
        (b'"draws": 2000', b'"draws": 99999999'),
        (b'"words": {', b'"words": {"x": 1, '),
        (b'"region": []', b'"region": ["atlantis"]'),
        (b'"years": [2026, 2035]', b'"years": [1, 99999]'),
    ):
        assert old in files[name], old
        content, report = refresh_deck(packed({**files, name: files[name].replace(old, new)}), work.inputs)
        assert opened(content)
        if b"draws" not in old:
            assert "not known any more" in report.unmatched[0] or "cannot be read any more" in report.unmatched[0]
