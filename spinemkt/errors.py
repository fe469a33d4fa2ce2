"""The errors that this library raises on purpose, with one message format: what, where, found, allowed, nearest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class SpinemktError(ValueError):
    """Base of all errors that a user can cause and can mend."""


class QueryError(SpinemktError):
    """A table was asked for a measure, dimension or code that it does not have."""


class ScenarioError(SpinemktError):
    """A scenario names what the model does not have, or asks for what cannot be."""


class ExportError(SpinemktError):
    """A file cannot be made: what is missing on this machine, or in what it was asked to hold."""


class StoreError(SpinemktError):
    """The database of saved scenarios cannot be used, or what it holds is damaged."""


class DamagedError(StoreError):
    """One row of the store is not as it was saved; the others can be used."""


class SilentError(StoreError):
    """The store does not answer; nothing was asked of it, or nothing that changes it."""


class UncertainError(StoreError):
    """The store may have done what it was asked, or not: its answer is missing."""


class RefusalError(SpinemktError):
    """A name, text or version that the store of scenarios does not take, or does not have."""


class ConflictError(SpinemktError):
    """A scenario was saved, deleted or renamed by somebody else since it was read; nothing was overwritten."""

    def __init__(self, shelf: str, name: str, expected: int, found: int) -> None:
        self.expected, self.found = expected, found
        super().__init__(
            f"The scenario {name!r} on shelf {shelf!r} was changed meanwhile: expected {_version(expected)}, found "
            f"{_version(found)}. Nothing was overwritten; load what is there, or save under another name."
        )


def _version(number: int) -> str:
    return f"version {number}" if number else "no such name"


MOST_FAULTS = 50
LONGEST_FAULTS = 10_000  # letters of all faults together
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Fault:
    """One broken rule in one place: file, row (as a spreadsheet counts: the header is row 1), column, value, rule.

    sheet: of a workbook. count: how many faults it stands for.
    """

    file: str
    row: int | None
    column: str | None
    value: object
    rule: str
    sheet: str = ""
    count: int = 1

    def __str__(self) -> str:
        place = f"{self.file}, sheet {self.sheet}" if self.sheet else self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        found = "" if self.value is None else f": found {_cut(self.value)!r}"
        return f"{place}{found}; {self.rule}"


def _cut(value: object) -> object:
    return f"{value[:_LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value


def bounded(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The first faults, no more than a reader can use, and one that says how many more there are."""
    listed = list(faults)
    kept: list[Fault] = []
    letters = 0
    for fault in (fault for fault in listed if fault.count == 1):
        letters += len(str(fault))
        if len(kept) == MOST_FAULTS or (kept and letters > LONGEST_FAULTS):
            break
        kept.append(fault)
    if more := sum(fault.count for fault in listed) - len(kept):
        kept.append(Fault(listed[0].file, None, None, None, f"and {more:,} more", listed[0].sheet, more))
    return tuple(kept)


class DataError(SpinemktError):
    """The faults found while loading data, collected and raised once; of very many the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = bounded(faults)
        number = sum(fault.count for fault in self.faults)
        count = "1 fault" if number == 1 else f"{number:,} faults"
        super().__init__("\n".join([f"The data could not be loaded ({count}):", *map(str, self.faults)]))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ' Did you mean ...?' for the closest allowed word, or an empty string."""
    match = get_close_matches(str(word), list(allowed), n=1)
    return f" Did you mean {match[0]!r}?" if match else ""


def unknown(what: str, found: str, allowed: Iterable[str]) -> str:
    """Word one message about an unknown name: what it is, what was found, what is allowed, the nearest."""
    allowed = list(allowed)
    return f"Unknown {what} {found!r}; allowed: {', '.join(allowed)}.{nearest(found, allowed)}"


def shortened(message: str, limit: int = 230) -> str:
    """Cut the list of what is allowed out of a message that is too long, and keep its hint."""
    head, mark, rest = message.partition("; allowed: ")
    if len(message) <= limit or not mark:
        return message[:limit]
    hint = rest.partition("Did you mean")[2]
    return head + "." + (f" Did you mean{hint}" if hint else "")
