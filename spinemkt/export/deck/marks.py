"""How a deck remembers what it shows: the name of each object says what it is, a part of the file what was written.

An object whose name was left alone is found again however it was moved; words that were changed by hand are known by
what was written before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from spinemkt.figures.figure import Figure
from spinemkt.figures.text import as_text

PREFIX = "spinemkt "
NAMESPACE = "urn:spinemkt:deck"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_LONGEST = 4_000_000


@dataclass(frozen=True)
class Written:
    """A text as it was written, and its figures in their order: (what it is made of, as a code; as it was shown)."""

    text: str
    figures: tuple[tuple[str, str], ...] = ()


Scalar = str | int | float | bool


def scalars(choices: Mapping[str, Any]) -> dict[str, Scalar]:
    """The choices that are one of several; what controls of an interface gave back is left out."""
    return {str(key): value for key, value in choices.items() if isinstance(value, Scalar)}


@dataclass
class Memory:
    """What a deck shows: scenario (as in a link), view, the exhibits chosen (None: the market pack), data, all words.

    draws: of its ranges. offer: the reader's own, as text. choices: made on pages, by the key of the choice.
    """

    scenario: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    chosen: tuple[str, ...] | None = None
    data: str = ""
    draws: int = 0
    ranges: str = ""
    offer: str = ""
    choices: Mapping[str, Scalar] = field(default_factory=dict)
    words: dict[str, Written] = field(default_factory=dict)


def mark(shape: Any, key: str, alt: str = "") -> None:
    """Name an object by what it shows. alt: what it says to those who do not see it."""
    shape.name = f"{PREFIX}{key}"
    describe(shape, alt)


def describe(shape: Any, alt: str) -> None:
    """Give an object its alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", alt)


def key_of(shape: Any) -> str:
    """What an object shows, by its name; '' where it is not ours."""
    name = str(shape.name)
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else ""


def written(text: object) -> Written:
    """A text as it is remembered."""
    found = as_text(text)
    return Written(str(found), tuple((code(figure), shown) for shown, figure in found.pieces if figure is not None))


def code(figure: Figure) -> str:
    """A figure's expression as a short code."""
    return hashlib.sha256(repr((figure.expression, figure.scope)).encode()).hexdigest()[:16]


def remember(file: Any, memory: Memory) -> None:
    """Put what a deck shows into it, in the place of what it remembered before."""
    forget(file)
    plain = {
        "scenario": memory.scenario,
        "view": dict(memory.view),
        "chosen": memory.chosen,
        "data": memory.data,
        "draws": memory.draws,
        "ranges": memory.ranges,
        "offer": memory.offer,
        "choices": dict(memory.choices),
        "words": {key: [one.text, [list(each) for each in one.figures]] for key, one in memory.words.items()},
    }
    content = f'<deck xmlns="{NAMESPACE}">{escape(json.dumps(plain))}</deck>'
    package = file.part.package
    name = PackURI(f"/customXml/item{_free(package)}.xml")
    part = Part(name, "application/xml", package, content.encode("utf-8"))
    file.part.relate_to(part, _REL)


def _free(package: Any) -> int:
    taken = {str(part.partname) for part in package.iter_parts()}
    return next(number for number in range(1, 10_000) if f"/customXml/item{number}.xml" not in taken)


def _ours(file: Any) -> list[tuple[str, bytes]]:
    found = []
    for rel in file.part.rels.values():
        if rel.reltype == _REL and not rel.is_external and NAMESPACE.encode() in rel.target_part.blob[:2_000]:
            found.append((rel.rId, rel.target_part.blob))
    return found


def forget(file: Any) -> None:
    """Take out what a deck remembers."""
    for name, _ in _ours(file):
        file.part.rels.pop(name)


def recall(file: Any) -> Memory | None:
    """What a deck remembers; None where it was lost or damaged."""
    for _, blob in _ours(file):
        try:
            return _memory(json.loads(parse_xml(blob[:_LONGEST]).text or ""))
        except Exception:  # whatever a stranger put there
            continue
    return None


def _memory(plain: Mapping[str, Any]) -> Memory:
    words = {
        str(key): Written(str(text), tuple((str(one), str(shown)) for one, shown in figures))
        for key, (text, figures) in plain["words"].items()
    }
    chosen = plain["chosen"]
    return Memory(
        str(plain["scenario"]),
        dict(plain["view"]),
        None if chosen is None else tuple(map(str, chosen)),
        str(plain["data"]),
        int(plain["draws"]),
        str(plain["ranges"]),
        str(plain["offer"]),
        scalars(plain["choices"]),
        words,
    )
