"""What a move did: the change of a measure in one year between two runs, its effects, and who gains and loses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.scenarios.bridge import label
from spinemkt.analysis.scenarios.effects import steps
from spinemkt.analysis.view import MONEY
from spinemkt.figures.figure import Figure, amount, change
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, chained, join, say, shown, worded
from spinemkt.model.measures import Measure
from spinemkt.model.query import Where
from spinemkt.terms import MODALITIES, REGIONS
from spinemkt.wording import inside, listing, money

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

    before: Figure
    after: Figure
    effects: Mapping[str, Figure]
    changes: Mapping[str, Mapping[str, Figure]]

    @property
    def measure(self) -> Measure:
        """What has changed."""
        return self.after.measure

    @property
    def year(self) -> int:
        """The year in which it is looked at."""
        return self.after.years[0]

    @property
    def change(self) -> Figure:
        """By how much the measure has risen."""
        return self.after - self.before

    @property
    def size(self) -> float:
        """The larger of the two amounts: what counts as much or little is measured by it."""
        return max(abs(self.before.number), abs(self.after.number))

    @property
    def swing(self) -> float:
        """The largest change of the measure, of any effect or of any part, whatever its sign."""
        parts = [figure for changes in self.changes.values() for figure in changes.values()]
        return max(abs(figure.number) for figure in [self.change, *self.effects.values(), *parts])

    def loser(self, dimension: str) -> tuple[str, Figure] | None:
        """The code that loses most and its change, or None when nothing of the dimension loses."""
        return self._extreme(dimension, -1)

    def gainer(self, dimension: str) -> tuple[str, Figure] | None:
        """The code that gains most and its change, or None when nothing of the dimension gains."""
        return self._extreme(dimension, 1)

    def _extreme(self, dimension: str, sign: int) -> tuple[str, Figure] | None:
        code, found = max(
            self.changes[dimension].items(), key=lambda item: sign * item[1].number, default=("", self.change)
        )
        return (code, found) if code and sign * found.number > _ROUNDING * self.size else None


def last_move(before: Study, after: Study, year: int, where: Where | None = None, measure: str = "spend") -> Move:
    """Return what changed from one run to another in a year; where and measure as in `bridge`."""
    found = steps(before, after, (year, year), where, measure)
    changes = {dim: MappingProxyType(found.changes(dim)) for dim in LOOKED_AT}
    return Move(found.first, found.last, MappingProxyType(found.effects), MappingProxyType(changes))


def sentence(move: Move, subject: str = "This") -> Text:
    """Say in one or two sentences how much a move changed the measure, through what, and who loses."""
    said = claim(move, subject)
    if move.swing < _TINY * move.size or move.size == 0:
        return said + "."
    if abs(move.change.number) < _TINY * move.size:
        opposed = max(abs(figure.number) for figure in move.effects.values()) >= _TINY * move.size
        parts = say(": {parts}", parts=told(move.effects, named(move.effects))) if opposed else ""
        said += say(", as gains and losses cancel{parts}.", parts=parts)
    else:
        said += _through(move) + "."
    losers = _losers(move)
    return chained([said, losers], " ") if losers else said


def claim(move: Move, subject: str = "This") -> Text:
    """Say which way and how far: This raises spend in 2035 by 1.2 bn USD (7.6%) to 17.1 bn constant 2025 USD."""
    name, before, after = f"{inside(what(move.measure))} in {move.year}", move.before.number, move.after.number
    if move.size == 0:
        return as_text(f"There {agreeing(move.measure, 'is', 'are')} no {name}, before or after")
    if move.swing <= _ROUNDING * move.size:
        start = f"{subject} leaves {name} as {agreeing(move.measure, 'it was', 'they were')}"
        return say("{start}: {at}", start=start, at=_full(move.after))
    if abs(move.change.number) < _TINY * move.size:
        return as_text(f"{subject} moves {name} by less than 0.1%")
    start = f"{subject} {'raises' if after > before else 'lowers'} {name}"
    to = _full(move.after) if after > 0 else "nothing"
    if after > _MANIFOLD * before:
        return say("{start} from {before} to {to}", start=start, before=move.before if before > 0 else "nothing", to=to)
    return say(
        "{start} by {by:size amount} ({rate:size percent}) to {to}",
        start=start,
        by=move.change,
        rate=change(move.after, move.before),
        to=to,
    )


def _full(figure: Figure) -> Text:
    """Write an amount with its money basis: 17.1 bn constant 2025 USD."""
    measure = figure.measure
    basis = MONEY["nominal" if measure.unit.startswith("USD/") else "real"]
    return worded(figure, money(figure.number, basis) if measure.money else amount(figure.number, measure))


def named(effects: Mapping[str, Figure]) -> list[str]:
    """The effects worth naming, in the order of the chain: none that is next to nothing beside the others."""
    sizes = {code: abs(figure.number) for code, figure in effects.items()}
    return [code for code, size in sizes.items() if size and size >= _MINOR * sum(sizes.values())]


def told(effects: Mapping[str, Figure], codes: Iterable[str]) -> Text:
    """Say what some effects do: volume adds 361 M and price takes off 805 M."""
    return join(_does(code, effects[code]) for code in codes)


def _does(code: str, effect: Figure) -> Text:
    verb = "adds" if effect.number > 0 else "takes off"
    size = shown(effect, "size bare money" if effect.measure.money else "size count")
    return say("{effect} {verb} {size}", effect=inside(label(code, effect.number)), verb=verb, size=size)


def _through(move: Move) -> Text:
    codes = named(move.effects)
    if len(codes) > 1:
        return say(": {effects}", effects=told(move.effects, codes))
    rest = max((abs(figure.number) for code, figure in move.effects.items() if code not in codes), default=0.0)
    share = "all" if rest <= _ROUNDING * move.size else "nearly all"
    return as_text(f", {share} of it through {inside(label(codes[0], move.change.number))}")


def _losers(move: Move) -> Text:
    """Say which modality and which region lose most; a dimension of one code is the whole and is left out."""
    dims = [dim for dim in ("modality", "region") if len(move.changes[dim]) > 1]
    losses = {dim: most for dim in dims if (most := move.loser(dim))}
    if not losses:
        return as_text(f"No {listing(dims, 'or')} loses." if dims else "")
    if all(-most.number < _SLIGHT * move.size for _, most in losses.values()):
        return as_text(f"No {listing(dims, 'or')} loses more than 0.01% of the whole.")
    said: list[Text] = []
    for dim, (code, loss) in losses.items():
        start = f"{'of' if said else 'Of'} the {NOUNS[dim]}"
        who = inside(MODALITIES[code]) if dim == "modality" else REGIONS[code]
        verb = "" if said else " loses most"
        said.append(say("{start} {who}{verb} ({loss:size amount})", start=start, who=who, verb=verb, loss=loss))
    return chained(said, ", ") + "".join(f"; no {dim} loses" for dim in dims if dim not in losses) + "."
