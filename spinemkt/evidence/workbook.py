"""An Excel workbook as tables of text cells: of formulas the saved value, never a calculation; no macros, no links.

Parts are read as streams and stopped where a limit is passed, so that no workbook takes more memory than its cells.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.raw import RawTable, shown
from spinemkt.evidence.sheet import SheetReader, Stop, unescaped
from spinemkt.evidence.styles import Styles

MOST_UNPACKED = 100 * 2**20
MOST_PARTS = 1_000
MOST_SHEETS = 60
MOST_DEPTH = 60
MOST_STRINGS = 500_000
MOST_TAGS = 3_000_000
LONGEST_TAG = 2**19
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
_CHUNK = 2**16

Start = Callable[[str, dict[str, str]], None]


def read_workbook(
    content: bytes,
    file: str,
    most_columns: int,
    most_rows: int,
    most_cells: int,
    longest: int,
    only: Collection[str] = (),
) -> list[RawTable]:
    """Return every sheet that is not empty; raise DataError with the reason where the workbook cannot be read.

    only: the titles of the sheets that are read, all by default.
    """
    if content.startswith(_OLD):
        raise _refused(file, "it is an old workbook, or one under a password; save it as .xlsx without a password")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except Exception:  # a hostile archive can break the library in any way
        raise _refused(file, "it is not an Excel workbook (.xlsx)") from None
    with archive:
        if said := _too_large(archive):
            raise _refused(file, said)
        try:
            return _Book(archive, file, only).tables(most_columns, most_rows, most_cells, longest)
        except Stop as stop:
            raise _refused(file, str(stop)) from None
        except Exception as error:  # as above
            raise _refused(file, f"it cannot be read as an Excel workbook ({type(error).__name__})") from None


def _refused(file: str, said: str) -> DataError:
    return DataError([Fault(file, None, None, None, said)])


def _too_large(archive: zipfile.ZipFile) -> str:
    """Why the archive must not be unpacked, by its own list of contents: reading never goes beyond the sizes there."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED:
        return f"unpacked it has {size / 2**20:,.0f} MB; allowed: {MOST_UNPACKED / 2**20:.0f} MB"
    if len(parts) > MOST_PARTS:
        return f"it has {len(parts):,} parts; allowed: {MOST_PARTS:,}"
    if len({part.filename for part in parts}) < len(parts):
        return "it is not an Excel workbook: a part stands twice in it"
    return ""


class _Book:
    """The parts of a workbook: which sheets there are, and the strings and formats that their cells refer to."""

    def __init__(self, archive: zipfile.ZipFile, file: str, only: Collection[str] = ()) -> None:
        self.archive, self.file, self.only, self.tags = archive, file, only, 0
        self.sheets: list[tuple[str, str, bool]] = []  # title, id of its part, whether hidden
        self.strings: list[str] = []
        self.styles = Styles()
        self.uncalculated = False

    def tables(self, most_columns: int, most_rows: int, most_cells: int, longest: int) -> list[RawTable]:
        """Read sheet after sheet; raises Stop where a limit of the whole workbook is passed."""
        main = next(iter(self._related("_rels/.rels", "", "officeDocument").values()))
        folder, _, name = main.rpartition("/")
        rels = join(folder, "_rels", f"{name}.rels")
        self._walk(main, self._book)
        if len(self.sheets) > MOST_SHEETS:
            raise Stop(f"it has {len(self.sheets):,} sheets; allowed: {MOST_SHEETS}")
        for part in self._related(rels, folder, "styles").values():
            self._walk(part, self.styles.start, self.styles.end)
        for part in self._related(rels, folder, "sharedStrings").values():
            self._read_strings(part, longest)
        parts, found, rows, cells = self._related(rels, folder, "worksheet"), [], 0, 0
        for title, place, hidden in self.sheets:
            if place not in parts or (self.only and title not in self.only):  # not parts: a sheet of a chart alone
                continue
            reader = SheetReader(
                RawTable(self.file, shown(title), title, [], hidden=hidden),
                self.strings,
                self.styles,
                (most_columns, most_rows - rows, most_cells - cells, longest),
                self.uncalculated,
            )
            try:
                self._walk(parts[place], reader.start, reader.end, reader.text)
            except Stop as stop:
                if not stop.of_sheet:
                    raise Stop(str(stop) or f"it has more than {most_rows:,} rows or {most_cells:,} cells") from None
                reader.table.stopped = str(stop)
            rows, cells = rows + len(reader.table.rows), cells + reader.cells
            found += [reader.table] if reader.table.rows or reader.table.stopped else []
        return found

    def _book(self, name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((given["name"], given["id"], given.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.styles.since_1904 = given.get("date1904") in ("1", "true")
        elif name == "calcPr":
            self.uncalculated = given.get("fullCalcOnLoad") in ("1", "true")

    def _related(self, rels: str, folder: str, kind: str) -> dict[str, str]:
        """The parts of a kind that a part refers to, by id; those that are not in the archive are left out."""
        found: dict[str, str] = {}

        def start(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given["Type"].endswith(f"/{kind}"):
                target = normpath(join("/", folder, given["Target"])).lstrip("/")
                if target in self.archive.namelist():
                    found[given["Id"]] = target

        self._walk(rels, start)
        return found

    def _read_strings(self, part: str, longest: int) -> None:
        pieces: list[str] = []
        state = {"taken": False, "aside": False, "length": 0}

        def start(name: str, given: dict[str, str]) -> None:
            if name == "si":
                pieces.clear()
                state["length"] = 0
            elif name == "rPh":  # how a word is spoken
                state["aside"] = True
            elif name == "t":
                state["taken"] = not state["aside"]

        def end(name: str) -> None:
            if name == "t":
                state["taken"] = False
            elif name == "rPh":
                state["aside"] = False
            elif name == "si":
                if len(self.strings) >= MOST_STRINGS:
                    raise Stop(f"it has more than {MOST_STRINGS:,} texts")
                self.strings.append(unescaped("".join(pieces)))

        def text(piece: str) -> None:
            if state["taken"] and state["length"] <= longest:
                pieces.append(piece[: longest + 1 - state["length"]])
                state["length"] += len(piece)

        self._walk(part, start, end, text)

    def _walk(
        self,
        part: str,
        start: Start,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for each tag and text of a part, as it comes; names come without their prefix."""
        parser = expat.ParserCreate()
        depth = 0

        def begun(name: str, given: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.tags += 1
            if depth > MOST_DEPTH:
                raise Stop(f"its parts are nested more than {MOST_DEPTH} deep")
            if self.tags > MOST_TAGS:
                raise Stop(f"it has more than {MOST_TAGS:,} cells and marks, most of them empty")
            start(name[name.find(":") + 1 :], {key[key.find(":") + 1 :]: value for key, value in given.items()})

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(name[name.find(":") + 1 :])

        def refused(*_: object) -> None:
            raise Stop("it holds a document type, which no workbook needs")

        parser.StartElementHandler, parser.EndElementHandler = begun, ended
        parser.StartDoctypeDeclHandler = refused
        if text:
            parser.CharacterDataHandler = text
        with self.archive.open(part) as stream:
            fed = 0
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG:  # read anew with each chunk until it ends
                    raise Stop(f"it has a tag or comment of more than {LONGEST_TAG:,} bytes")
        parser.Parse(b"", True)
