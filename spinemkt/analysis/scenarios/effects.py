"""The figures of a bridge: the two amounts between which it leads, its effects, and the changes of parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from spinemkt.analysis.scenarios.bridge import MEANINGS, Bridge, span
from spinemkt.figures.expression import Amount, Call, Function, Printer, Value
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.model.query import Where
from spinemkt.model.result import Result


@dataclass(frozen=True, eq=False)
class Steps:
    """A bridge as figures, from the first amount to the last."""

    first: Figure
    last: Figure
    bridge: Bridge

    @cached_property
    def effects(self) -> dict[str, Figure]:
        """What each effect brings."""
        found = self.bridge.totals()
        return {code: _effect_figure(code, self._ends, value) for code, value in found.items()}

    def changes(self, by: str, effect: str = "") -> dict[str, Figure]:
        """What each code of a dimension, a name in SPLITS, gains; or what one effect brings to each."""
        codes, values = self.bridge.parts(by)
        gained = values[effect] if effect else np.sum(list(values.values()), axis=0)
        return {code: self._part(by, code, effect, value) for code, value in zip(codes, gained.tolist(), strict=True)}

    @property
    def _ends(self) -> tuple[Amount, Amount]:
        return self.first.amounts[0], self.last.amounts[0]

    def _part(self, by: str, code: str, effect: str, value: float) -> Figure:
        first, last = (replace(amount, where={**amount.where, by: code}) for amount in self._ends)
        return _effect_figure(effect, (*self._ends, last), value) if effect else Figure(last - first, value=value)


def steps(
    first: Study, last: Study, years: tuple[int, int], where: Where | None = None, measure: str = "spend"
) -> Steps:
    """Return what moves a measure from one year and run to another, as figures; where and measure as in `bridge`."""
    found = span(first.result, last.result, *years, where, measure)
    start, end = (
        Figure(Amount(measure, {**(where or {}), "year": year}, study.name), value=value)
        for study, year, value in zip((first, last), years, (found.start, found.end), strict=True)
    )
    return Steps(start, end, found)


def _effect_figure(code: str, amounts: Iterable[Amount], value: float) -> Figure:
    """What an effect brings from one amount to another, or to a part of the last one."""
    return Figure(Call(_EFFECTS[code], tuple(amounts)), "signed amount", value=value)


def _kept_to(whole: Amount, part: Amount) -> tuple[str, object]:
    """The one filter that a part adds: the dimension and its code."""
    return next((dim, kept) for dim, kept in part.where.items() if kept != whole.where.get(dim))


def _effect(code: str, values: Sequence[Value], amounts: Sequence[Amount], runs: Sequence[Result]) -> Value:
    first, last, *part = amounts
    where = {dim: kept for dim, kept in first.where.items() if dim != "year"}
    found = span(runs[0], runs[1], first.year, last.year, where, first.measure)
    if not part:
        return float(found.effects[code].sum())
    by, own = _kept_to(last, part[0])
    rows = found.split(by)
    return float(rows.loc[(rows["effect"] == code) & (rows[by] == own), "value"].sum())


def _effect_line(code: str, amounts: Sequence[Amount], runs: Sequence[str], printed: Printer) -> str:
    first, last, *part = amounts
    where = {dim: codes for dim, codes in first.kept.items() if dim != "year"}
    by, own = _kept_to(last, part[0]) if part else ("", "")
    asked = f"{runs[0]}, {runs[1]}, {first.year}, {last.year}, {by or None!r}, {where!r}, {first.measure!r}"
    kept = f" & (found[{by!r}] == {own!r})" if by else ""
    return f"(found := spinemkt.bridge({asked})).loc[(found['effect'] == {code!r}){kept}, 'value'].sum()"


_EFFECTS = {
    code: Function(code, f"what {meaning} brings to {{1}} - {{0}}", partial(_effect, code), partial(_effect_line, code))
    for code, meaning in MEANINGS.items()
}
