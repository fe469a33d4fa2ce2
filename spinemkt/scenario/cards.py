"""The cards of the Opportunities page: declared in data/opportunities.toml, each sized by a ready-made scenario."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spinemkt.errors import DataError, Fault, shortened, unknown
from spinemkt.evidence.definitions import parsed, read_bytes
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario

FILE = "opportunities.toml"


class Card(BaseModel):
    """One driver, opportunity, challenge or outlook: its words, the scenario that sizes it, and the outcomes at stake.

    stake, beside: labels of outcomes of a comparison. also: scenarios that take the same thing further, or against it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: str
    title: Annotated[str, Field(max_length=32)]
    scenario: str
    story: Annotated[str, Field(max_length=200)]
    stake: str
    beside: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def preset(self) -> Scenario:
        """The ready-made scenario that sizes the card."""
        return load_scenarios()[self.scenario]

    @property
    def related(self) -> tuple[Scenario, ...]:
        """Ready-made scenarios that take the same thing further, or against it."""
        return tuple(load_scenarios()[name] for name in self.also)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes shown, the one it is judged by first."""
        return (self.stake, *self.beside)


class Deck(BaseModel):
    """The whole file: kinds and their labels, cards by name, and the scenarios on no card with the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[str, str]
    cards: dict[str, Card]
    elsewhere: dict[str, str]

    def of_kind(self, kind: str) -> tuple[Card, ...]:
        """The cards of a kind, in the order of the file."""
        return tuple(card for card in self.cards.values() if card.kind == kind)


@cache
def deck() -> Deck:
    """The bundled cards; raise DataError with every fault where the file does not fit the scenarios."""
    return read(read_bytes(DATA_FOLDER / FILE, FILE))


def read(text: str | bytes) -> Deck:
    """Read the file's text; raise DataError with every fault: unknown kinds and scenarios, wrong or missing entries."""
    raw = parsed(text, FILE)
    try:
        named = {name: {"name": name, **entry} for name, entry in raw.get("cards", {}).items()}
        found = Deck.model_validate({**raw, "cards": named})
    except (ValidationError, AttributeError, TypeError) as error:
        raise DataError(_told(error)) from None
    if faults := [*_strays(found)]:
        raise DataError(faults)
    return found


def _told(error: Exception) -> list[Fault]:
    if not isinstance(error, ValidationError):
        return [Fault(FILE, None, None, None, f"an entry has the wrong form: {error}")]
    return [
        Fault(FILE, None, ".".join(map(str, fault["loc"])), fault["input"], fault["msg"])
        for fault in error.errors(include_url=False)
    ]


def _strays(found: Deck) -> list[Fault]:
    """What names a kind or a scenario that is not there."""
    presets: Mapping[str, Scenario] = load_scenarios()
    named = [(f"cards.{card.name}", name) for card in found.cards.values() for name in (card.scenario, *card.also)]
    named += [("elsewhere", name) for name in found.elsewhere]
    faults = [
        Fault(FILE, None, place, name, shortened(unknown("ready-made scenario", name, presets)))
        for place, name in named
        if name not in presets
    ]
    return faults + [
        Fault(FILE, None, f"cards.{card.name}", card.kind, unknown("kind", card.kind, found.kinds))
        for card in found.cards.values()
        if card.kind not in found.kinds
    ]
