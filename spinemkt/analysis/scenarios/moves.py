"""What a move did: the change of a measure in one year between two runs, its effects, and who gains and loses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.scenarios.bridge import Bridge, label, span
from spinemkt.analysis.view import MONEY
from spinemkt.figures.figure import amount
from spinemkt.model.measures import Measure
from spinemkt.model.query import Where
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, REGIONS
from spinemkt.wording import count, inside, listing, money, percent

# As shares of the larger of the two amounts: what is no more than rounding, a loss not worth its name, a tiny move.
_ROUNDING, _SLIGHT, _TINY = 1e-9, 1e-4, 1e-3
# An effect smaller than this share of all effects together is not named.
_MINOR = 0.01
# From here on a rise is told by both amounts, not in percent.
_MANIFOLD = 10

NOUNS = {"modality": "modalities", "treatment_type": "treatment types", "region": "regions"}
LOOKED_AT = tuple(NOUNS)


@dataclass(frozen=True)
class Move:
    """A change of a measure in one year: both amounts, its effects, and the change by modality, type and region."""

    measure: Measure
    year: int
    before: float
    after: float
    effects: Mapping[str, float]
    changes: Mapping[str, Mapping[str, float]]

    @property
    def change(self) -> float:
        """By how much the measure has risen."""
        return self.after - self.before

    @property
    def size(self) -> float:
        """The larger of the two amounts: what counts as much or little is measured by it."""
        return max(abs(self.before), abs(self.after))

    @property
    def swing(self) -> float:
        """The largest change of the measure, of any effect or of any part, whatever its sign."""
        parts = [value for changes in self.changes.values() for value in changes.values()]
        return max(map(abs, [self.change, *self.effects.values(), *parts]))

    def loser(self, dimension: str) -> tuple[str, float] | None:
        """The code that loses most and its change, or None when nothing of the dimension loses."""
        return self._extreme(dimension, -1)

    def gainer(self, dimension: str) -> tuple[str, float] | None:
        """The code that gains most and its change, or None when nothing of the dimension gains."""
        return self._extreme(dimension, 1)

    def _extreme(self, dimension: str, sign: int) -> tuple[str, float] | None:
        code, value = max(self.changes[dimension].items(), key=lambda item: sign * item[1], default=("", 0.0))
        return (code, value) if sign * value > _ROUNDING * self.size else None


def last_move(before: Result, after: Result, year: int, where: Where | None = None, measure: str = "spend") -> Move:
    """Return what changed from one run to another in a year; where and measure as in `bridge`."""
    found = span(before, after, year, year, where, measure)
    return Move(
        found.measure,
        year,
        found.start,
        found.end,
        MappingProxyType(found.totals()),
        MappingProxyType({dim: _changes(found, dim) for dim in LOOKED_AT}),
    )


def _changes(found: Bridge, dimension: str) -> Mapping[str, float]:
    codes, values = found.parts(dimension)
    changes = np.sum(list(values.values()), axis=0)
    return MappingProxyType(dict(zip(codes, changes.tolist(), strict=True)))


def sentence(move: Move, subject: str = "This") -> str:
    """Say in one or two sentences how much a move changed the measure, through what, and who loses."""
    said = claim(move, subject)
    if move.swing < _TINY * move.size or move.size == 0:
        return f"{said}."
    if abs(move.change) < _TINY * move.size:
        opposed = max(map(abs, move.effects.values())) >= _TINY * move.size
        parts = f": {told(move.effects, named(move.effects), move.measure)}" if opposed else ""
        return f"{said}, as gains and losses cancel{parts}. {_losers(move)}".rstrip()
    return f"{said}{_through(move)}. {_losers(move)}".rstrip()


def claim(move: Move, subject: str = "This") -> str:
    """Say which way and how far: This raises spend in 2035 by 1.2 bn USD (7.6 %) to 17.1 bn constant 2025 USD."""
    name = f"{inside(what(move.measure))} in {move.year}"
    if move.size == 0:
        return f"There {agreeing(move.measure, 'is', 'are')} no {name}, before or after"
    if move.swing <= _ROUNDING * move.size:
        same = agreeing(move.measure, "it was", "they were")
        return f"{subject} leaves {name} as {same}: {_full(move.after, move.measure)}"
    if abs(move.change) < _TINY * move.size:
        return f"{subject} moves {name} by less than 0.1 %"
    verb = "raises" if move.change > 0 else "lowers"
    to = _full(move.after, move.measure) if move.after > 0 else "nothing"
    if move.after > _MANIFOLD * move.before:
        start = amount(move.before, move.measure) if move.before > 0 else "nothing"
        return f"{subject} {verb} {name} from {start} to {to}"
    by = amount(abs(move.change), move.measure)
    return f"{subject} {verb} {name} by {by} ({percent(abs(move.change) / move.before)}) to {to}"


def _full(value: float, measure: Measure) -> str:
    """Write an amount with its money basis: 17.1 bn constant 2025 USD."""
    basis = MONEY["nominal" if measure.unit.startswith("USD/") else "real"]
    return money(value, basis) if measure.money else amount(value, measure)


def named(effects: Mapping[str, float]) -> list[str]:
    """The effects worth naming, in the order of the chain: none that is next to nothing beside the others."""
    together = sum(map(abs, effects.values()))
    return [effect for effect, value in effects.items() if abs(value) >= _MINOR * together and value]


def told(effects: Mapping[str, float], codes: Iterable[str], measure: Measure) -> str:
    """Say what some effects do: volume adds 361 M and price takes off 805 M."""
    return listing(
        f"{inside(label(code, effects[code]))} {'adds' if effects[code] > 0 else 'takes off'} "
        f"{money(abs(effects[code]), '') if measure.money else count(abs(effects[code]))}"
        for code in codes
    )


def _through(move: Move) -> str:
    codes = named(move.effects)
    if len(codes) > 1:
        return f": {told(move.effects, codes, move.measure)}"
    rest = max((abs(value) for code, value in move.effects.items() if code not in codes), default=0.0)
    share = "all" if rest <= _ROUNDING * move.size else "nearly all"
    return f", {share} of it through {inside(label(codes[0], move.change))}"


def _losers(move: Move) -> str:
    """Say which modality and which region lose most; a dimension of one code is the whole and is left out."""
    dims = [dim for dim in ("modality", "region") if len(move.changes[dim]) > 1]
    losses = {dim: loss for dim in dims if (loss := move.loser(dim))}
    if not losses:
        return f"No {listing(dims, 'or')} loses." if dims else ""
    if all(-value < _SLIGHT * move.size for _, value in losses.values()):
        return f"No {listing(dims, 'or')} loses more than 0.01 % of the whole."
    said: list[str] = []
    for dim, (code, value) in losses.items():
        who = inside(MODALITIES[code]) if dim == "modality" else REGIONS[code]
        verb = "" if said else " loses most"
        said.append(f"of the {NOUNS[dim]} {who}{verb} ({amount(-value, move.measure)})")
    text = ", ".join(said) + "".join(f"; no {dim} loses" for dim in dims if dim not in losses)
    return f"{text[0].upper()}{text[1:]}."
