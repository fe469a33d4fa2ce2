"""The cells of a known table in the spelling of the model: codes, numbers and dates, whatever form they came in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spinemkt.errors import Fault
from spinemkt.evidence.checking import numbers_of
from spinemkt.evidence.dates import iso_date
from spinemkt.evidence.dictionary import Dictionary
from spinemkt.evidence.names import country_code, fold
from spinemkt.evidence.numbers import Written, decimal_sign, shifted, written
from spinemkt.evidence.raw import Number, RawTable, clean, plain
from spinemkt.evidence.reading import Row
from spinemkt.terms import DIMENSIONS, DISTRIBUTIONS, GRADES, KINDS
from spinemkt.units import UNITS

_APART = re.compile(r"[\W_]+")
_UNIT_COLUMNS = ("unit", "size_unit")
_SHARES = ("fraction", "fraction/year", "ratio")


def key_of_name(text: str) -> str:
    """A name as names are compared: folded, letters and digits alone."""
    return _APART.sub("", text.lower() if text.isascii() else fold(text))


@dataclass(frozen=True)
class Form:
    """What stands in a column: number, year, date, country, code, codes or text; and the names of its codes."""

    kind: str
    names: Mapping[str, str]
    unit: str = ""


def forms_of(dictionary: Dictionary, file: str) -> dict[str, Form]:
    """The form of each column of a file."""
    if file in dictionary.parameter_files:
        parameters = {spec.name: spec.label for spec in dictionary.parameters.values() if spec.file == file}
        lists = {"parameter": parameters, "distribution": DISTRIBUTIONS, "unit": UNITS, "kind": KINDS, "grade": GRADES}
        columns = ["parameter", *dictionary.parameter_files[file], *dictionary.parameter_columns]
        return {name: _parameter_form(name, {**DIMENSIONS, **lists}, dictionary, file) for name in columns}
    found = {}
    for column in dictionary.tables[file.removesuffix(".csv")].columns.values():
        kind, listed = column.type, dict.fromkeys(column.allowed or (), "")
        if column.name == "country" or column.codes in ("country", "country_with_incidence"):
            kind, listed = "country", {}
        elif column.codes or (kind == "text" and column.name in DIMENSIONS):
            listed = {**DIMENSIONS, "grade": GRADES}.get(column.codes or column.name, {})
        kind = "year" if column.unit == "year" else "codes" if kind == "sources" else kind
        unit = column.unit or ("fraction" if column.max == 1 else "")
        found[column.name] = Form(kind, _names(listed), unit)
    return found


def _parameter_form(name: str, lists: Mapping[str, Mapping], dictionary: Dictionary, file: str) -> Form:
    if name in numbers_of(dictionary, file):
        return Form("number", {})
    if name in lists:
        return Form("code", _names(lists[name]))
    return Form("codes" if name == "source_id" else "text", {})


def _names(codes: Mapping) -> dict[str, str]:
    """Codes by their name and label; where two codes share a name, the one that is spelled so has it."""
    found = {key_of_name(str(code)): str(code) for code in codes}
    for code, label in codes.items():
        found.setdefault(key_of_name(str(label)), str(code))
    if {"yes", "no"} <= found.keys():
        found |= {"true": "yes", "false": "no"}  # as a spreadsheet keeps them
    return {key: code for key, code in found.items() if key}


class Speller:
    """Brings the rows of one table to the model's spelling, and keeps what it had to change or could not tell."""

    def __init__(self, table: RawTable, columns: Sequence[str], forms: Mapping[str, Form]) -> None:
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._table, self._columns = table, columns
        self._forms = [forms[name] for name in columns]
        self._named: dict[str, str] = {}
        self._kept: dict[tuple[int, str], str] = {}
        self._read: dict[str, int] = {}
        self._sign = "."
        self._signs: set[str] = set()

    def spelled(self, rows: Sequence[Row]) -> list[list[str]]:
        """The cells of rows, column by column in the order given."""
        self._tell_sign(rows)
        unit = next((place for place, name in enumerate(self._columns) if name in _UNIT_COLUMNS), None)
        made = [
            [self._cell(at, place, cell, row[unit] if unit is not None else "") for place, cell in enumerate(row)]
            for at, row in rows
        ]
        self._tell()
        return made

    def _tell_sign(self, rows: Iterable[Row]) -> None:
        """Find the decimal sign of the table by the numbers that can have only one."""
        found: list[Written] = []
        first: dict[str, tuple[int, str, str]] = {}
        for at, row in rows:
            for form, name, cell in zip(self._forms, self._columns, row, strict=True):
                if form.kind not in ("number", "year") or isinstance(cell, Number) or not (each := written(cell)):
                    continue
                found.append(each)
                first.setdefault(each.says, (at, name, cell))
        signs = self._signs = decimal_sign(found)
        if len(signs) == 2:
            (at, name, cell), (other, _, as_well) = first[","], first["."]
            said = f"a decimal comma here, and a decimal point in row {other} ({as_well!r}): write all numbers alike"
            self.faults.append(self._table.fault(at, name, cell, said))
        elif signs:
            (self._sign,) = signs
        elif self._table.separator not in ("", ","):
            self._sign = ""

    def _cell(self, at: int, place: int, cell: str, unit: str) -> str:
        form = self._forms[place]
        if form.kind in ("number", "year"):
            return self._number(at, self._columns[place], cell, form.unit or plain(unit).lower(), form.kind)
        known = self._kept.get((place, cell))
        if known is None:
            try:
                known = self._kept[place, cell] = self._text(form, cell)
            except ValueError as error:
                self.faults.append(self._table.fault(at, self._columns[place], plain(cell), str(error)))
                known = ""
        return known

    def _text(self, form: Form, cell: str) -> str:
        if form.kind == "text" and not form.names:
            return clean(cell)
        bare = plain(cell)
        if form.kind == "date":
            return self._changed("dates read as ISO", bare, iso_date(bare))
        if form.kind == "country":
            return ";".join(self._named_by(country_code, part) for part in bare.split(";")) if bare else ""
        if form.names and form.kind == "code":
            return self._named_by(lambda text: form.names.get(key_of_name(text)), bare)
        parts = [part.strip() for part in bare.split(";")]
        return ";".join(self._named_by(lambda text: form.names.get(key_of_name(text)), part) for part in parts)

    def _named_by(self, look_up: Callable[[str], str | None], text: str) -> str:
        text = text.strip()
        code = look_up(text) if text else None
        if code and code.casefold() != text.casefold():
            self._named[text] = code
        return code or text

    def _changed(self, what: str, before: str, after: str) -> str:
        if after != before:
            self._read[what] = self._read.get(what, 0) + 1
        return after

    def _number(self, at: int, column: str, cell: str, unit: str, kind: str) -> str:
        bare = plain(cell)
        found = written(cell) if bare else None
        if found is None:
            return bare
        if found.doubtful and not self._signs and ("," in bare or not self._sign):
            said = f"it could be {found.point} or {found.comma}: write it without a sign for thousands"
            self.faults.append(self._table.fault(at, column, bare, said))
            return found.point
        value = found.with_sign(self._sign or ".") or found.point or found.comma
        if found.percent:
            value = self._of_percent(at, column, bare, value, unit)
        elif kind == "year":
            value = re.sub(r"^0*(\d{4})(\.0*)?$", r"\1", value)
        if "," in bare:
            self._changed(
                "decimal commas read as points" if self._sign == "," else "commas between thousands left out",
                bare,
                value,
            )
        elif " " in bare or (self._sign == "," and "." in bare):
            self._changed("signs between thousands left out", bare, value)
        return value

    def _of_percent(self, at: int, column: str, bare: str, value: str, unit: str) -> str:
        if unit in _SHARES:
            return self._changed("percentages read as shares of 1", bare, shifted(value, -2))
        if not unit.startswith(("percent", "%")):
            said = f"a percentage, but the unit is {unit or 'another'}: write the number alone"
            self.faults.append(self._table.fault(at, column, bare, said))
        return value

    def _tell(self) -> None:
        self.notes += [f"{what}: {count:,} cell{'' if count == 1 else 's'}" for what, count in self._read.items()]
        if self._named:
            said = ", ".join(f"{text!r} as {code}" for text, code in [*self._named.items()][:3])
            more = f" and {len(self._named) - 3:,} more" if len(self._named) > 3 else ""
            self.notes.append(f"names read as codes: {said}{more}")
