"""Uploaded presentations, checked before anything in them is used: size, parts, macros, links to the outside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from pptx import Presentation

from spinemkt.errors import DataError, Fault, SpinemktError

MOST_BYTES = 40 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_XML = 20 * 2**20  # of one part of marks
MOST_PARTS = 4_000
MOST_SLIDES = 300
RATIO = 200  # of a part, from which it is no document but a trap; small parts may reach it
SMALL = 2**20
MOST_DEPTH = 200
_OLD = b"\xd0\xcf\x11\xe0"  # .ppt, and .pptx under a password
_MACROS = re.compile(r"vbaProject|vbaData|/activeX/|\.bin$.*vba", re.IGNORECASE)
_KINDS = {
    b"presentationml.presentation.main+xml": "",
    b"presentationml.template.main+xml": "",
    b"presentation.macroEnabled.main+xml": "macros",
    b"template.macroEnabled.main+xml": "macros",
}
_PLAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_TYPES, _MAIN_RELS = "[Content_Types].xml", "_rels/.rels"
_HYPERLINK = "/hyperlink"


class _Refused(Exception):
    """Why a file is not used."""


def checked(content: bytes, what: str) -> bytes:
    """Return a presentation that is safe to open: macros are dropped; raise DataError with the reason otherwise.

    Links to other files and to the network are refused; those that a reader clicks are not. what: how it is called.
    """
    with guarded(what):
        return _checked(content)


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn whatever a hostile file brings the library to raise into DataError. what: how the file is called."""
    try:
        yield
    except SpinemktError:
        raise
    except _Refused as refused:
        raise DataError([Fault(what, None, None, None, str(refused))]) from None
    except Exception as error:
        said = f"it cannot be used as a presentation ({type(error).__name__}); save it anew as .pptx"
        raise DataError([Fault(what, None, None, None, said)]) from error


def _checked(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise _Refused(f"it has {len(content) / 2**20:,.0f} MB; allowed: {MOST_BYTES / 2**20:.0f} MB")
    if content.startswith(_OLD):
        raise _Refused("it is an old presentation, or one under a password; save it as .pptx without a password")
    if not zipfile.is_zipfile(BytesIO(content)):
        raise _Refused("it is not a PowerPoint presentation (.pptx)")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _sized(archive)
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    if _TYPES not in parts or _MAIN_RELS not in parts:
        raise _Refused("it is not a PowerPoint presentation: its list of contents is missing")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _walked(name, part)
    safe = _packed(_without_macros(parts))
    _opened(safe)
    return safe


def _sized(archive: zipfile.ZipFile) -> None:
    """Refuse by the archive's own list of contents; reading never goes beyond the sizes there."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise _Refused(f"it has {len(parts):,} parts; allowed: {MOST_PARTS:,}")
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED:
        raise _Refused(f"unpacked it has {size / 2**20:,.0f} MB; allowed: {MOST_UNPACKED / 2**20:.0f} MB")
    if len({part.filename.casefold() for part in parts}) < len(parts):
        raise _Refused("a part stands twice in it; save it anew")
    for part in parts:
        if part.flag_bits & 1:
            raise _Refused("it is under a password; save it without one")
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            raise _Refused(f"the part {part.filename[:80]!r} is packed more than {RATIO} to 1; allowed: {RATIO}")
        if part.filename.startswith("/") or ".." in part.filename.split("/") or "\\" in part.filename:
            raise _Refused(f"a part has a name that leads outside: {part.filename[:80]!r}")


def _walked(name: str, part: bytes) -> None:
    """Read a part of marks as a stream: no document type, no depth without end, no link to the outside."""
    if len(part) > MOST_XML:
        raise _Refused(f"the part {name[:80]!r} has {len(part) / 2**20:,.0f} MB; allowed: {MOST_XML / 2**20:.0f} MB")
    parser, depth = expat.ParserCreate(), 0

    def begun(tag: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise _Refused(f"its parts are nested more than {MOST_DEPTH} deep")
        if tag.endswith("Relationship") and given.get("TargetMode") == "External":
            if not given.get("Type", "").endswith(_HYPERLINK):
                kind = given.get("Type", "").rpartition("/")[2]
                target = given.get("Target", "")[:80]
                raise _Refused(
                    f"it links to what lies outside it ({kind}: {target!r}); break the link and save it anew"
                )
            if not given.get("Target", "").casefold().startswith(("http://", "https://", "mailto:")):
                raise _Refused(f"it has a link that opens a file: {given.get('Target', '')[:80]!r}; take it out")

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def refused(*_: object) -> None:
        raise _Refused("it holds a document type, which no presentation needs")

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.StartDoctypeDeclHandler = refused
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise _Refused(f"the part {name[:80]!r} is damaged ({error})") from None


def _without_macros(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without macros and controls, what refers to them, and their names in the list of contents."""
    if not any(kind in parts[_TYPES] for kind in _KINDS):
        raise _Refused("it is not a PowerPoint presentation (.pptx)")
    dropped = {name for name in parts if _MACROS.search(name)}
    kept = {name: part for name, part in parts.items() if name not in dropped}
    gone = [name.rpartition("/")[2].encode() for name in dropped]
    for name in list(kept):
        if name.endswith(".rels"):
            kept[name] = _rels_without(kept[name], gone)
    types = kept[_TYPES]
    for name in dropped:
        types = re.sub(rb"<Override[^>]*PartName=\"/" + re.escape(name.encode()) + rb"\"[^>]*/>", b"", types)
    for kind in _KINDS:
        types = types.replace(b"application/vnd.ms-powerpoint." + kind, _PLAIN)
    kept[_TYPES] = types.replace(_PLAIN.replace(b"presentation.main", b"template.main"), _PLAIN)
    return kept


def _rels_without(part: bytes, gone: list[bytes]) -> bytes:
    for name in gone:
        part = re.sub(rb"<Relationship [^>]*Target=\"[^\"]*" + re.escape(name) + rb"\"[^>]*/>", b"", part)
    return part


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != _TYPES):
            archive.writestr(name, parts[name])
    return out.getvalue()


def _opened(content: bytes) -> None:
    """Open it once as it will be used."""
    file = Presentation(BytesIO(content))
    if len(file.slides) > MOST_SLIDES:
        raise _Refused(f"it has {len(file.slides):,} slides; allowed: {MOST_SLIDES}")
    if not file.slide_width or not file.slide_height or not any(_layouts(file)):
        raise _Refused("it has no master with layouts")
    for slide in file.slides:
        for shape in slide.shapes:
            _ = shape.name, shape.shape_type


def _layouts(file: object) -> Iterator[object]:
    return (layout for master in file.slide_masters for layout in master.slide_layouts)  # type: ignore[attr-defined]
