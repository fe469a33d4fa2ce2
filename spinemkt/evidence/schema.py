"""The rules that the rows of each file must obey, made from the dictionary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.errors import MOST_FAULTS, Fault, nearest
from spinemkt.evidence.dictionary import NUMBERS, ColumnSpec, Dictionary, TableSpec
from spinemkt.evidence.reading import FIRST_ROW, is_date
from spinemkt.terms import DISTRIBUTIONS, GRADES, KINDS

MOST_WORDED = MOST_FAULTS + 1  # one more than are listed, so that it is known that there are more

Codes = Mapping[str, Collection[str]]
Row = Mapping[Any, str]


@dataclass(frozen=True)
class Rule:
    """One rule that every row must obey: the column it is reported at, its words, and the rows it holds for."""

    column: str
    text: str | Callable[[Row], str]
    holds: Callable[[pd.DataFrame], pd.Series]

    def says(self, row: Row) -> str:
        """Word the rule for a row that breaks it."""
        return self.text if isinstance(self.text, str) else self.text(row)


def validate(frame: pd.DataFrame, file: str, rules: Sequence[Rule]) -> list[Fault]:
    """Check a text frame against all rules at once; return the faults in file order, at most MOST_WORDED of them."""
    failing = [~rule.holds(frame).astype(bool) for rule in rules]
    broken = sorted((int(row), index) for index, fails in enumerate(failing) for row in np.flatnonzero(fails))
    found = []
    for place, index in broken[:MOST_WORDED]:
        row, rule = frame.iloc[place].to_dict(), rules[index]
        found.append(Fault(file, place + FIRST_ROW, rule.column, row[rule.column], rule.says(row)))
    if more := len(broken) - len(found):
        found.append(Fault(file, None, None, None, f"and {more:,} more", count=more))
    return found


def number(cells: pd.Series) -> pd.Series:
    """Turn text cells into numbers; what is not one becomes missing."""
    return pd.to_numeric(cells, errors="coerce").astype(float)


def table_rules(spec: TableSpec, codes: Codes) -> list[Rule]:
    """Make the rules of a table: types, closed lists, ranges and a key without duplicates.

    A list of codes that is not in `codes` could not be read itself, and is not checked against.
    """
    rules = [rule for column in spec.columns.values() for rule in _column_rules(column, codes)]
    rules.append(_key_rule(spec.key))
    if {"retrieved", "grade"} <= set(spec.columns):
        rules += _unread_rules()
    return rules + _order_rules() if set(NUMBERS) <= set(spec.columns) else rules


def parameter_rules(file: str, dictionary: Dictionary, codes: Codes) -> list[Rule]:
    """Make the rules of a parameter file: each row's dimensions, unit, range, kind, grade and sources."""
    dims = dictionary.parameter_files[file]
    specs = {name: spec for name, spec in dictionary.parameters.items() if spec.file == file}
    rules = [_code_rule("parameter", specs), _key_rule(("parameter", *dims))]
    rules += [_dim_rule(dim, {name: spec.codes.get(dim, ("",)) for name, spec in specs.items()}) for dim in dims]
    for column in NUMBERS:
        rules += [_number_rule(column), _fraction_rule(column)]
    rules += _order_rules()
    rules += [
        Rule(
            "unit",
            lambda row: f"the unit of {row['parameter']} is {specs[row['parameter']].unit}",
            lambda frame: _of_parameter(frame, "unit", {name: (spec.unit,) for name, spec in specs.items()}),
        ),
        _code_rule("distribution", DISTRIBUTIONS),
        _code_rule("kind", KINDS),
        *_source_rules("source_id", codes),
        _code_rule("grade", GRADES),
        Rule(
            "grade",
            "an assumption has grade D",
            lambda frame: (frame["kind"] != "assumption") | (frame["grade"] == "D"),
        ),
        Rule(
            "source_id",
            "an assumption names the source 'assumption'",
            lambda frame: (
                (frame["kind"] != "assumption") | frame["source_id"].map(lambda cell: "assumption" in cell.split(";"))
            ),
        ),
    ]
    return rules


def _column_rules(column: ColumnSpec, codes: Codes) -> list[Rule]:
    name = column.name
    if column.type == "sources":
        return _source_rules(name, codes, column.optional)
    if column.type == "codes":
        return [_several_rule(name, codes[str(column.codes)])] if column.codes in codes else []
    if column.type == "date":
        return [_date_rule(name, column.optional)]
    if column.type == "year":
        return [_code_rule(name, codes["year"])]
    if column.type == "number":
        return [_number_rule(name, column.optional), *_limit_rules(column)]
    if column.allowed is not None:
        return [_code_rule(name, column.allowed)]
    if column.codes is not None:
        return [_code_rule(name, codes[column.codes])] if column.codes in codes else []
    if column.type == "code":
        return [Rule(name, "it must not be empty", lambda frame: frame[name].str.strip() != "")]
    return []


def _one_of(found: str, allowed: Collection[str]) -> str:
    listed = ", ".join(allowed) if len(allowed) <= 30 else f"{len(allowed)} known codes"
    return f"it must be one of: {listed}.{nearest(found[:80], allowed)}"


def _code_rule(column: str, allowed: Collection[str]) -> Rule:
    return Rule(column, lambda row: _one_of(row[column], allowed), lambda frame: frame[column].isin(set(allowed)))


def _of_parameter(frame: pd.DataFrame, column: str, allowed: Mapping[str, Collection[str]]) -> pd.Series:
    """Whether each row's cell is among those allowed for its parameter; rows of unknown parameters pass."""
    pairs = zip(frame["parameter"], frame[column], strict=True)
    return pd.Series([name not in allowed or cell in allowed[name] for name, cell in pairs], index=frame.index)


def _dim_rule(dim: str, allowed: Mapping[str, Collection[str]]) -> Rule:
    def text(row: Row) -> str:
        codes = allowed[row["parameter"]]
        must = "it must be empty" if set(codes) == {""} else _one_of(row[dim], codes)
        return f"for {row['parameter']} {must}"

    return Rule(dim, text, lambda frame: _of_parameter(frame, dim, allowed))


def _number_rule(column: str, optional: bool = False) -> Rule:
    return Rule(
        column,
        "it must be a finite number",
        lambda frame: number(frame[column]).abs().lt(inf) | (frame[column].eq("") & optional),
    )


def _limit_rules(column: ColumnSpec) -> list[Rule]:
    low, high = (-inf if column.min is None else column.min), (inf if column.max is None else column.max)
    limits = [f"at least {low:g}"] * (low > -inf) + [f"at most {high:g}"] * (high < inf)
    if not limits:
        return []
    return [
        Rule(column.name, f"it must be {' and '.join(limits)}", lambda frame: _inside(frame[column.name], low, high))
    ]


def _fraction_rule(column: str) -> Rule:
    return Rule(
        column,
        "a fraction lies between 0 and 1",
        lambda frame: (frame["unit"] != "fraction") | _inside(frame[column], 0, 1),
    )


def _inside(cells: pd.Series, low: float, high: float) -> pd.Series:
    """Whether each number lies within limits; what is no finite number is another rule's matter."""
    values = number(cells)
    return values.between(low, high) | ~values.abs().lt(inf)


def _source_rules(column: str, codes: Codes, optional: bool = False) -> list[Rule]:
    if "source" not in codes:
        return []
    known = {*codes["source"], *([""] if optional else [])}

    def text(row: Row) -> str:
        invalid = [source for source in row[column].split(";") if source not in known]
        return f"{invalid[0]!r} does not stand in sources.csv.{nearest(invalid[0][:80], codes['source'])}"

    return [Rule(column, text, lambda frame: frame[column].map(lambda cell: set(cell.split(";")) <= known))]


def _several_rule(column: str, allowed: Collection[str]) -> Rule:
    def text(row: Row) -> str:
        invalid = next(code for code in row[column].split(";") if code not in allowed)
        return f"{invalid[:80]!r} is none of the codes; each {_one_of(invalid, allowed).removeprefix('it ')}"

    known = {*allowed, ""}
    return Rule(column, text, lambda frame: frame[column].map(lambda cell: set(cell.split(";")) <= known))


def _date_rule(column: str, optional: bool) -> Rule:
    return Rule(
        column,
        "it must be a date to the year, month or day: 2026, 2026-02 or 2026-02-12",
        lambda frame: frame[column].map(lambda cell: is_date(cell) or (optional and not cell)),
    )


def _unread_rules() -> list[Rule]:
    """What nobody read in a source is judgement, and its row says so."""
    return [
        Rule(
            "grade",
            "what was not retrieved has grade D",
            lambda frame: (frame["retrieved"] == "yes") | (frame["grade"] == "D"),
        ),
        Rule(
            "note",
            "what was not retrieved says in its note that it is judged or recalled",
            lambda frame: (frame["retrieved"] == "yes") | frame["note"].str.contains("judged|recalled", case=False),
        ),
    ]


def _key_rule(key: tuple[str, ...]) -> Rule:
    return Rule(
        key[0],
        lambda row: f"the key stands twice: {', '.join(f'{column} {row[column]}' for column in key if row[column])}",
        lambda frame: ~frame.duplicated(list(key), keep="first"),
    )


def _order_rules() -> list[Rule]:
    return [
        Rule("low", "low must not be above value", lambda frame: ~(number(frame["low"]) > number(frame["value"]))),
        Rule("high", "high must not be below value", lambda frame: ~(number(frame["high"]) < number(frame["value"]))),
    ]
