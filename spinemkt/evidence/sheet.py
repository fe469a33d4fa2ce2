"""One sheet of a workbook, cell by cell as its tags come: nothing is kept of it but filled cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.utils.cell import coordinate_from_string, range_boundaries
from openpyxl.utils.datetime import from_ISO8601

from spinemkt.evidence.raw import RawTable, letters
from spinemkt.evidence.styles import Styles

LAST_ROW, LAST_COLUMN = 2**20, 2**14
MOST_EMPTY = 20_000  # rows without a value, one after the other; what comes then is left out
MOST_MERGED = 2_000
NO_VALUE = "the formula has no saved value; open the file in a spreadsheet and save it"
_HIDDEN = ("1", "true")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Stop(Exception):
    """Reading ends here; of_sheet: of this sheet alone, which is no harm where it is no table."""

    def __init__(self, said: str, of_sheet: bool = False) -> None:
        super().__init__(said)
        self.of_sheet = of_sheet


class SheetReader:
    """Takes in the tags of a sheet and fills its table."""

    def __init__(
        self,
        table: RawTable,
        strings: Sequence[str],
        styles: Styles,
        limits: tuple[int, int, int, int],
        uncalculated: bool,
    ) -> None:
        self.table, self.cells = table, 0
        self._strings, self._styles, self._uncalculated = strings, styles, uncalculated
        self._most_columns, self._most_rows, self._most_cells, self._longest = limits
        self._at, self._column, self._empty = 0, -1, 0
        self._row: dict[int, str] = {}
        self._kind = self._style = ""
        self._formula = self._taking = self._aside = False
        self._pieces: list[str] = []
        self._length = 0
        self.formulas = self.dates = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take in a tag."""
        if name == "c":
            self._begin_cell(given)
        elif name == "v" or (name == "t" and self._kind == "inlineStr"):
            self._taking = not self._aside
        elif name == "row":
            self._at = int(given.get("r", self._at + 1))
            self._column, self._row = -1, {}
            if not 0 < self._at <= LAST_ROW:
                raise ValueError(self._at)
            if _hidden(given, "ht"):
                self.table.hidden_rows.add(self._at)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True
        elif name == "col" and _hidden(given, "width"):
            self.table.hidden_columns.append((int(given["min"]) - 1, int(given["max"]) - 1))
        elif name == "mergeCell":
            if len(self.table.merged) >= MOST_MERGED:
                raise Stop(f"it has more than {MOST_MERGED:,} merged cells", of_sheet=True)
            left, top, right, bottom = (int(end or 0) for end in range_boundaries(given["ref"]))
            self.table.merged.append((top, left - 1, bottom, right - 1))

    def end(self, name: str) -> None:
        """Take in the end of a tag."""
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._taking = False
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._aside = False
        elif name == "worksheet":
            self._tell()

    def text(self, piece: str) -> None:
        """Take in a text, as far as a cell may be long."""
        if self._taking:
            if self._length <= self._longest:
                self._pieces.append(piece[: self._longest + 1 - self._length])
            self._length += len(piece)

    def _begin_cell(self, given: dict[str, str]) -> None:
        place = given.get("r")
        if place:
            named, _ = coordinate_from_string(place)
            self._column = _place(named)
        else:
            self._column += 1
        if not 0 <= self._column < LAST_COLUMN:
            raise ValueError(place)
        self._kind, self._style = given.get("t", "n"), given.get("s", "")
        self._formula, self._pieces, self._length = False, [], 0

    def _end_cell(self) -> None:
        text = unescaped("".join(self._pieces))
        if not text and not self._formula:
            return
        where = (self._at, self._column)
        if self._length > self._longest:
            self.table.flaws[where] = f"the cell has {self._length:,} letters; allowed: {self._longest:,}"
        elif self._formula and ((not text and self._kind != "str") or self._never_calculated(text)):
            self.table.flaws[where], text = NO_VALUE, text or "a formula"
        elif self._kind == "s":
            text = self._strings[int(text)] if text.isdigit() else ""
            if len(text) > self._longest:
                self.table.flaws[where] = f"the cell has more letters than allowed: {self._longest:,}"
        elif self._kind == "e":
            self.table.flaws[where] = f"the cell shows {text}, an error of the spreadsheet"
        elif self._kind == "b":
            text = "TRUE" if text == "1" else "FALSE"
        elif self._kind == "d":
            text = str(from_ISO8601(text)).removesuffix(" 00:00:00")
            self.dates += 1
        elif self._kind == "n" and text:
            text, kind = self._styles.text(text, self._style)
            self.dates += kind == "date"
        self.formulas += self._formula and where not in self.table.flaws
        if not text:
            return
        if self._column >= self._most_columns:
            said = f"row {self._at} has a cell in column {letters(self._column)}; allowed: {self._most_columns} columns"
            raise Stop(said, of_sheet=True)
        self._row[self._column] = text

    def _never_calculated(self, text: str) -> bool:
        """Whether a program wrote 0 beside a formula that it did not calculate."""
        return self._uncalculated and self._kind == "n" and text == "0"

    def _end_row(self) -> None:
        if not any(map(str.strip, self._row.values())):
            self._empty += 1
            self.table.hidden_rows.discard(self._at)
            if self._empty > MOST_EMPTY:
                self.table.notes.append(f"what comes after {MOST_EMPTY:,} empty rows, from row {self._at}, is left out")
                self._tell()
                raise Stop("", of_sheet=True)
            return
        self._empty = 0
        self.cells += max(self._row) + 1
        if len(self.table.rows) > self._most_rows or self.cells > self._most_cells:
            raise Stop("")
        self.table.rows.append((self._at, [self._row.get(place, "") for place in range(max(self._row) + 1)]))

    def _tell(self) -> None:
        """Say what was read in another form."""
        if self.dates:
            self.table.notes.append(f"{_counted(self.dates, 'date cell')} read as ISO dates, such as 2026-02-12")
        if self.formulas:
            self.table.notes.append(f"of {_counted(self.formulas, 'formula')} the saved value was read")


def unescaped(text: str) -> str:
    """A text of a workbook with the signs that XML cannot hold, which are written as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _hidden(given: dict[str, str], size: str) -> bool:
    return given.get("hidden") in _HIDDEN or float(given.get(size, 1)) == 0


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _place(named: str) -> int:
    place = 0
    for letter in named.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1
