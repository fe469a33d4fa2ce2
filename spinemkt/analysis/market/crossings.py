"""What changes places over a view's years: what passes what, the first modality to halve and the first to double."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from spinemkt.analysis.narrative import LARGEST
from spinemkt.analysis.view import View
from spinemkt.figures.draw_shares import AHEAD, DOUBLED, HALVED, share_of_draws
from spinemkt.model.result import Result
from spinemkt.terms import MODALITY_TYPE
from spinemkt.uncertainty.ensemble import Ensemble, Question

PASSINGS = 4  # told of at most
NEAR = 0.75  # what has come this near to the amount ahead of it may be told of as catching up
FOLDED = ("others", "other")  # what is left of a dimension passes nobody


@dataclass(frozen=True)
class Event:
    """A code passes another one or catches up with it (AHEAD), or is the first to have halved or doubled.

    year: from which on it has happened, to the end of the view; of what catches up, the last one. first: the year that
    halving and doubling are measured from, else the same. amounts: in first of the other one or of itself, in year of
    itself, in the measure's unit. among: of how many codes it is the first.
    """

    kind: str
    dim: str
    code: str
    other: str
    first: int
    year: int
    amounts: tuple[float, float]
    among: int = 0

    @property
    def stake(self) -> float:
        """The amount that changes places, or by which it halves or doubles."""
        before, after = self.amounts
        return after if self.kind == AHEAD else abs(after - before)

    @property
    def passed(self) -> bool:
        """Whether it has passed the other one, and does not only catch up with it."""
        return self.kind == AHEAD and self.amounts[1] > self.amounts[0]

    @property
    def pair(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The two amounts that decide it, each by code and year, in the order in which HAPPENED takes them."""
        if self.kind == AHEAD:
            return (self.code, self.year), (self.other, self.year)
        return (self.code, self.first), (self.code, self.year)


def events(result: Result, view: View) -> tuple[Event, ...]:
    """Return what passes what, the largest amounts first, what catches up most, and what halves and doubles first.

    Rivals are the largest regions, chosen countries, treatment types, primaries, and modalities of one treatment type
    that the filters leave. What passes stands next to what it has passed, and stays ahead to the last year; so does
    what has halved or doubled. Empty where there is one year.
    """
    if view.years[0] == view.years[1]:
        return ()
    rivals = [group for dim in _dimensions(view) for group in _rivals(_table(result, view, dim))]
    passing = sorted((one for group in rivals for one in _passing(group)), key=lambda one: -one.stake)[:PASSINGS]
    closing = sorted((pair for group in rivals for pair in _closing(group)), key=lambda pair: -pair[0])[:1]
    found = [*passing, *(one for _, one in closing)]
    if "modality" in view.measure.dims:
        modalities = _table(result, view, "modality")
        found += [*_first(HALVED, modalities), *_first(DOUBLED, modalities)]
    return tuple(found)


class _Table(NamedTuple):
    dim: str
    codes: Sequence[str]
    values: np.ndarray  # [code, year]
    years: Sequence[int]

    def of(self, places: Sequence[int]) -> _Table:
        return self._replace(codes=[self.codes[place] for place in places], values=self.values[list(places)])


def _dimensions(view: View) -> list[str]:
    """Regions, chosen countries, treatment types, modalities and primaries, as far as the measure has them."""
    places = ["country"] if view.country else ["region", "country"] if view.region else ["region"]
    wanted = [*places, "treatment_type", "modality", view.primary_dimension]
    return [dim for dim in wanted if dim in view.measure.dims]


def _table(result: Result, view: View, dim: str) -> _Table:
    values, axes = result.array(view.measure.name, (dim, "year"), view.where(year=view.span))
    table = _Table(dim, [str(code) for code in axes[dim]], values, view.span)
    return table.of([place for place, code in enumerate(table.codes) if code not in FOLDED])


def _rivals(table: _Table) -> Iterator[_Table]:
    """The largest codes, of modalities those of each treatment type."""
    groups: dict[str, list[int]] = {}
    for place, code in enumerate(table.codes):
        groups.setdefault(MODALITY_TYPE[code] if table.dim == "modality" else "", []).append(place)
    for places in groups.values():
        yield table.of(sorted(places, key=lambda place: -table.values[place].sum())[:LARGEST])


def _passing(group: _Table) -> Iterator[Event]:
    """Who is behind in the first year and ahead in the last, from the year in which that stays so."""
    dim, codes, values, years = group
    ahead = values[:, None] > values[None, :]
    since = _since(ahead)
    rank = (values[None, :] > values[:, None]).sum(axis=1)
    for one, other in np.argwhere(ahead[..., -1] & (values[:, None, 0] < values[None, :, 0])):
        at = int(since[one, other])
        if rank[other, at] == rank[one, at] + 1:
            amounts = (float(values[other, at]), float(values[one, at]))
            yield Event(AHEAD, dim, codes[one], codes[other], years[at], years[at], amounts)


def _closing(group: _Table) -> Iterator[tuple[float, Event]]:
    """Who has come near to the next above without passing it, and how many times nearer than in the first year."""
    dim, codes, values, years = group
    order = np.argsort(-values[:, -1], kind="stable")
    for other, one in pairwise(order.tolist()):
        behind, last, before, over = (float(values[at, end]) for at in (one, other) for end in (0, -1))
        if 0 < behind < before and NEAR * over <= last < over and behind * over < last * before:
            event = Event(AHEAD, dim, codes[one], codes[other], years[-1], years[-1], (over, last))
            yield last * before / (over * behind), event


def _first(kind: str, table: _Table) -> Iterator[Event]:
    """The code that has halved or doubled first, the largest change first where there are several in one year."""
    dim, codes, values, years = table
    start, counted = values[:, :1], int((values[:, 0] > 0).sum())
    has = (start > 0) & ((values <= start / 2) if kind == HALVED else (values >= start * 2))
    since = _since(has)
    found = []
    for at in np.flatnonzero(has[:, -1]).tolist() if counted > 1 else ():
        amounts = (float(values[at, 0]), float(values[at, since[at]]))
        found.append(Event(kind, dim, codes[at], "", years[0], years[since[at]], amounts, counted))
    yield from sorted(found, key=lambda one: (one.year, -one.stake))[:1]


def _since(has: np.ndarray) -> np.ndarray:
    """From which place on the last axis is true to its end; of what is not true at the end, the length."""
    stays = np.logical_and.accumulate(has[..., ::-1], axis=-1)
    return has.shape[-1] - stays.sum(axis=-1)


def kept(one: Event, view: View, place: int) -> dict[str, object]:
    """What is kept of the view in one of the two amounts that decide an event."""
    code, year = one.pair[place]
    return view.where(view.measure.name, **{one.dim: code, "year": year})


def questions(found: Sequence[Event], view: View) -> dict[str, Question]:
    """What draws are asked to tell how sure events are, a question for each dimension."""
    name = view.measure.name
    asked: dict[str, Question] = {}
    for dim in dict.fromkeys(one.dim for one in found):
        pairs = [pair for one in found if one.dim == dim for pair in one.pair]
        codes, years = (sorted(set(each)) for each in zip(*pairs, strict=True))
        asked[dim] = (name, (dim, "year"), view.where(name, **{dim: codes, "year": years}))
    return asked


def shares(found: Sequence[Event], view: View, ensemble: Ensemble) -> tuple[float, ...]:
    """The share of draws in which each event has happened by its year.

    ensemble: of the run in which the events were found, with their years.
    """
    drawn: dict[str, Mapping[tuple[str, int], np.ndarray]] = {}
    for dim, (name, by, where) in questions(found, view).items():
        rows = ensemble.values(name, by, where)
        axes = ensemble.central.array(name, by, where)[1]
        keys = [(str(code), int(year)) for code in axes[dim] for year in axes["year"]]
        drawn[dim] = dict(zip(keys, rows, strict=True))
    return tuple(share_of_draws(one.kind, [drawn[one.dim][pair] for pair in one.pair]) for one in found)
