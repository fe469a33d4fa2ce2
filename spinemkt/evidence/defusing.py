"""Texts that a spreadsheet would run: defused with an apostrophe when written, and freed of it when read.

A comma-separated file may be opened as one separated by semicolons or tabs, in which quotes inside a row protect
nothing; so what stands behind these signs, or on a new line, counts as the start of a cell, too.
"""

from __future__ import annotations

import re

_RUN = r"=+\-@＝＋－＠﹦﹢﹣﹫"  # what a formula starts with
_BREAKS = r"\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
_UNSEEN = r"\0-\x08\x0e-\x1b\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff"
_BLANKS = rf"(?:[^\S\t{_BREAKS}]|[{_UNSEEN}])*"
# A quote there, or the one that ends the cell, would begin a quoted cell of a reader who takes another separator.
_AT_START, _AFTER_SEPARATOR = rf"[{_RUN}\t\r\n]", rf'(?:[{_RUN}"\t\r\n]|\Z)'
_AFTER_BREAK = rf'(?:[{_RUN}"\t]|\Z)'


def _before(separators: str, apostrophe: str) -> re.Pattern[str]:
    """Where a cell starts, blanks, then what must not stand there, apostrophes before it or not."""
    starts = (
        (r"\A", _AT_START),
        (rf"(?<=[{separators}])", _AFTER_SEPARATOR),
        (rf"(?<=[{_BREAKS}])", _AFTER_BREAK),
    )
    return re.compile("|".join(rf"{start}{_BLANKS}{apostrophe}(?='*{end})" for start, end in starts))


_CELL, _LINE = (_before(separators, "") for separators in (";\t", ",;\t"))
_DEFUSED = _before(";\t", "'")
NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def defused(text: str) -> str:
    """Return a cell with an apostrophe before each part that a spreadsheet would run; a plain number stays as it is."""
    return text if NUMBER.fullmatch(text) else _CELL.sub(r"\g<0>'", text)


def defused_line(text: str) -> str:
    """Return a line without cells of its own, such as a comment, on one line and with nothing that can be run in it."""
    return _LINE.sub(r"\g<0>'", " ".join(text.split()))


def restored(cell: str) -> str:
    """Return a cell as it was before `defused`."""
    return _DEFUSED.sub(lambda found: found[0][:-1], cell) if "'" in cell else cell
