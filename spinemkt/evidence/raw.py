"""A table as it stands in a file, before anybody knows which it is: cells as text, and what is odd about them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from spinemkt.errors import Fault
from spinemkt.evidence.defusing import restored

Row = tuple[int, list[str]]  # a row as its file counts it, and its cells
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; rows from 1, columns from 0

LONGEST_NAME = 60
UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u180e"))  # signs without width that say nothing


class Number(str):
    """The text of a cell that holds a number, not a text: its decimal sign is a point."""

    __slots__ = ()


@dataclass(eq=False)
class RawTable:
    """One sheet of a workbook, or one file of separated cells.

    flaws: why the text of a cell is no value, by (row, column). stopped: why reading ended before the last row.
    """

    file: str
    sheet: str
    title: str
    rows: list[Row]
    separator: str = ""  # of a CSV file; empty for a sheet, whose cells cannot shift
    notes: list[str] = field(default_factory=list)
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    stopped: str = ""

    @property
    def name(self) -> str:
        """The table as a note calls it."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def fault(self, row: int | None, column: str | None, value: object, rule: str) -> Fault:
        """A fault of this table."""
        return Fault(self.file, row, column, value, rule, self.sheet)


def address(row: int, column: int) -> str:
    """A cell as a spreadsheet names it: row 2, column 3 is D2."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """A column, counted from 0, as a spreadsheet names it."""
    named, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        named = chr(65 + place) + named
    return named


def shown(name: str) -> str:
    """A name of a file or sheet as a message shows it: visible letters alone, not too many."""
    seen = "".join(letter for letter in name if letter.isprintable())
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 1]}…"


def visible(text: str) -> str:
    """A cell as a message shows it: what cannot be seen, and letters that look like others, by their numbers."""
    return "".join(sign if _seen(sign) else f"⟨U+{ord(sign):04X}⟩" for sign in text)


def _seen(sign: str) -> bool:
    if sign in "\n\t" or sign.isascii():
        return sign in "\n\t" or sign.isprintable()
    return sign.isprintable() and unicodedata.name(sign, "").partition(" ")[0] not in ("CYRILLIC", "GREEK")


def clean(text: str) -> str:
    """A cell without what does not count: signs without width, spaces around it, apostrophes that defuse it."""
    if "'" in text:
        text = restored(text)
    return (text if text.isascii() else text.translate(UNSEEN)).replace("\r\n", "\n").strip()


def plain(text: str) -> str:
    """A cell that is a code or a number: clean, in compatible forms, with single spaces."""
    text = clean(text)
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())
