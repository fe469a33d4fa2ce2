"""Which table of the model a raw table is, where its head stands, and what in the file is no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spinemkt.errors import DataError, Fault, nearest
from spinemkt.evidence.checking import columns_of, files_of
from spinemkt.evidence.dictionary import Dictionary
from spinemkt.evidence.raw import LONGEST_NAME, RawTable, address, clean, letters, plain, visible
from spinemkt.evidence.reading import Row
from spinemkt.evidence.spelling import Form, key_of_name

_COPY = re.compile(r"\s*\(\d+\)$")  # what browsers and spreadsheets add to the name of a copy
_HEAD_WITHIN = 200  # rows
_QUOTED = 60  # letters of a remark that a note shows
_LISTED = 4
_ERRORS = frozenset(  # as an English and a German spreadsheet write them
    "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #NV #BEZUG! #WERT! #ZAHL!".split()  # noqa: SIM905
)


class Known:
    """The names of tables and columns, as they are compared."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.files = {key_of_name(file.removesuffix(".csv")): file for file in files_of(dictionary)}
        self.columns = {
            file: {key_of_name(name): name for name in columns_of(dictionary, file)} for file in self.files.values()
        }

    def file(self, title: str) -> str | None:
        """The file that a title names, if any."""
        bare = _COPY.sub("", plain(title[:LONGEST_NAME]))
        return self.files.get(key_of_name(bare.removesuffix(".csv")))

    def count(self, cells: Sequence[str]) -> int:
        """How many names of columns of one file a row has at most."""
        keys = {_head_key(cell) for cell in cells if cell and len(cell) <= LONGEST_NAME}
        return max(len(keys & columns.keys()) for columns in self.columns.values())

    def is_head(self, file: str, cells: Sequence[str]) -> int:
        """How many names of a file's columns a row has, where it has half of them or more; else 0."""
        columns = self.columns[file]
        found = len({_head_key(cell) for cell in cells if cell and len(cell) <= LONGEST_NAME} & columns.keys())
        return found if found >= max(2, len(columns) / 2) else 0

    def like(self, table: RawTable) -> str | None:
        """The file whose head a table has, if any."""
        found = [(self.is_head(file, row), file) for _, row in table.rows[:_HEAD_WITHIN] for file in self.columns]
        most = max(found, default=(0, ""))
        return most[1] if most[0] else None


@lru_cache(maxsize=4_000)
def _head_key(cell: str) -> str:
    return key_of_name(cell)


@dataclass
class Recognised:
    """A table that is known: its file, its columns in the order found, its rows without what is no part of it."""

    raw: RawTable
    file: str
    columns: list[str]
    places: list[int]
    rows: list[Row]


def recognised(table: RawTable, file: str, known: Known, forms: Mapping[str, Form]) -> Recognised:
    """Find head, columns and rows of a table of which the file is known; raise DataError with every fault."""
    _spread(table)
    filled = [(at, row) for at, row in table.rows if any(clean(cell) for cell in row)]
    if not filled:
        raise DataError([table.fault(None, None, None, "the file is empty")])
    scores = [known.is_head(file, row) for _, row in filled[:_HEAD_WITHIN]]
    place = scores.index(max(scores))
    if not max(scores):
        names = ", ".join(known.columns[file].values())
        said = f"no row has the names of the columns of {file.removesuffix('.csv')}: {names}"
        raise DataError([table.fault(None, None, None, said)])
    if place:
        said = ", ".join(dict.fromkeys(_quoted(cell) for _, row in filled[:place] for cell in row if clean(cell)))
        _note(table, f"{_rows([at for at, _ in filled[:place]])} above the head left out: {said[:200]}")
    (at, head), body = filled[place], filled[place + 1 :]
    columns = _columns(table, at, head, known.columns[file], body)
    places = list(columns)
    wide = len(head) if table.separator else max(len(row) for _, row in filled)
    rows = list(_rows_of(table, body, head, places, wide, [forms[columns[each]] for each in places]))
    if not rows:
        raise DataError([table.fault(None, None, None, "the file has a header but no rows")])
    found = Recognised(table, file, list(columns.values()), places, rows)
    if faults := list(_flaws(found)):
        raise DataError(faults)
    _hidden(found)
    return found


def _spread(table: RawTable) -> None:
    """Write the value of merged cells into each of them, as a reader sees it."""
    by_row = {at: row for at, row in table.rows}
    said = []
    for top, left, bottom, right in sorted(table.merged):
        first = by_row.get(top)
        value = first[left] if first and left < len(first) else ""
        if not value:
            continue
        said.append(f"{address(top, left)}:{address(bottom, right)}")
        wide = max(map(len, by_row.values()))
        for at in (at for at in by_row if top <= at <= bottom) if bottom > top else (top,):
            row = by_row[at]
            last = min(right, wide - 1)
            row += [""] * (last + 1 - len(row))
            row[left : last + 1] = [value] * (last + 1 - left)
    if said:
        _note(table, f"merged cells read as if their value stood in each: {_some(said)}")


def _columns(
    table: RawTable, at: int, head: Sequence[str], expected: Mapping[str, str], body: Sequence[Row]
) -> dict[int, str]:
    """The columns by place; raises DataError for those that are missing, stand twice or may be misspelled."""
    found: dict[int, str] = {}
    faults, surplus = [], []
    for place, cell in enumerate(head):
        name = expected.get(_head_key(cell)) if clean(cell) else None
        if name in found.values():
            faults.append(table.fault(at, visible(plain(cell)), None, "the column stands twice"))
        elif name:
            found[place] = name
        elif clean(cell):
            surplus.append(place)
    if flaws := [
        table.fault(at, None, None, f"cell {address(at, each)}: {table.flaws[at, each]}")
        for each in surplus
        if (at, each) in table.flaws
    ]:
        raise DataError(flaws)
    names = list(expected.values())
    missing = [name for name in names if name not in found.values()]
    heads = [plain(head[place]) for place in surplus]
    faults += [
        table.fault(at, name, None, f"the column is missing.{visible(nearest(name, heads))}") for name in missing
    ]
    for title in heads:
        near = nearest(title, names)
        if missing or near:
            faults.append(table.fault(at, visible(title), None, f"the dictionary does not know this column.{near}"))
    if faults:
        raise DataError(faults)
    beside = [
        f"{letters(place)} ({_quoted(said)})"
        for place in range(max([len(head), *(len(row) for _, row in body)]) if not table.separator else len(head))
        if place not in found
        and (said := next((row[place] for _, row in [(at, head), *body] if place < len(row) and clean(row[place])), ""))
    ]
    if beside:
        _note(table, f"beside the table, left out: {'column' if len(beside) == 1 else 'columns'} {_some(beside)}")
    return found


def _rows_of(
    table: RawTable, body: Sequence[Row], head: Sequence[str], places: list[int], wide: int, forms: Sequence[Form]
) -> Iterator[Row]:
    """The rows that are rows of the table, cut to its columns."""
    faults: list[Fault] = []
    remarks, heads = [], []
    names, start = [_head_key(head[place]) for place in places], clean(head[places[0]]).lower()
    for at, row in body:
        if any(clean(cell) for cell in row[wide:]) and table.separator:
            faults.append(table.fault(at, None, None, f"the row has {len(row)} cells, the header {wide}"))
            continue
        cells = [row[place] if place < len(row) else "" for place in places]
        filled = [place for place, cell in enumerate(cells) if clean(cell)]
        if not filled:
            continue
        first = cells[filled[0]]
        if clean(row[0] if row else "").startswith("#") and clean(row[0]) not in _ERRORS:
            faults.append(table.fault(at, None, None, "a line cannot start with '#': these files have no comments"))
        elif clean(cells[0]).lower() == start and [_head_key(cell[:LONGEST_NAME]) for cell in cells] == names:
            heads.append(at)
        elif len({cells[place] for place in filled}) == 1 and _is_remark(first, forms[filled[0]]) and len(places) > 2:
            remarks.append(f"row {at} ({_quoted(first)})")
        elif table.separator and len(row) < wide:
            faults.append(table.fault(at, None, None, f"the row has {len(row)} cells, the header {wide}"))
        else:
            yield at, cells
    if faults:
        raise DataError(faults)
    if remarks:
        _note(table, f"remarks among the rows, left out: {_some(remarks)}")
    if heads:
        _note(table, f"the head stands again and was left out: {_rows(heads)}")


def _is_remark(cell: str, form: Form) -> bool:
    """Whether the only cell of a row says something in words, and is no code of its column."""
    said = plain(cell)
    return " " in said and key_of_name(said) not in form.names and not any(map(str.isdigit, said[:1]))


def _flaws(found: Recognised) -> Iterator[Fault]:
    """Cells of the table that have no value: formulas without one, errors of the spreadsheet, cells too long."""
    for at, cells in found.rows:
        for place, name, cell in zip(found.places, found.columns, cells, strict=True):
            flaw = found.raw.flaws.get((at, place))
            if flaw is None and clean(cell).upper() in _ERRORS:
                flaw = "an error of the spreadsheet stands in place of a value"
            if flaw:
                yield found.raw.fault(at, name, visible(clean(cell)[:80]), f"cell {address(at, place)}: {flaw}")


def _hidden(found: Recognised) -> None:
    """Say which parts of the table nobody sees who opens the file."""
    table = found.raw
    if table.hidden:
        _note(table, "the sheet is hidden in the file; its rows were read")
    rows = [at for at, _ in found.rows if at in table.hidden_rows]
    if rows:
        _note(table, f"hidden in the file, and read: {_rows(rows)}")
    columns = [
        f"{letters(place)} ({name})"
        for place, name in zip(found.places, found.columns, strict=True)
        if any(first <= place <= last for first, last in table.hidden_columns)
    ]
    if columns:
        _note(table, f"hidden in the file, and read: {'column' if len(columns) == 1 else 'columns'} {_some(columns)}")


def _note(table: RawTable, said: str) -> None:
    table.notes.append(said)


def _quoted(cell: str) -> str:
    text = visible(" ".join(clean(cell).split()))
    return f"'{text if len(text) <= _QUOTED else text[: _QUOTED - 1] + '…'}'"


def _rows(rows: Sequence[int]) -> str:
    return f"{'row' if len(rows) == 1 else 'rows'} {_some([f'{at:,}' for at in rows])}"


def _some(listed: Sequence[str]) -> str:
    more = f" and {len(listed) - _LISTED:,} more" if len(listed) > _LISTED else ""
    return f"{', '.join(listed[:_LISTED])}{more}"
