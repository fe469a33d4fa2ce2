"""An offer of the reader's own: what it is, whom it reaches, at what price, and the share it wins. Checked, as text."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from spinemkt.errors import ScenarioError, shortened, unknown
from spinemkt.scenario.text import LARGEST_TEXT, LONGEST
from spinemkt.terms import ATTRIBUTES, END_USERS, MODALITIES, REGIONS, TIERS, YEARS
from spinemkt.units import UNIT_LIMITS

LISTS: Mapping[str, Mapping[str, str]] = {
    "modality": MODALITIES,
    "region": REGIONS,
    "tier": TIERS,
    "end_user": END_USERS,
}
LAUNCHES = (2024, YEARS[-1])
LONGEST_RISE = 20
PRICES = (1.0, UNIT_LIMITS["USD2022/episode"][1])
UNNAMED = "My offer"

_Codes = tuple[str, ...]


class Offer(BaseModel):
    """An offer: modalities (narrowed to episodes with an attribute, if one is named), reach, price and share path.

    Empty lists mean everything. country: ISO3. price: USD an episode, None for the model's own. launch: the first year
    of sale. peak: share of what it reaches, 0 to 1. years: from launch until 95% of the peak.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    offer: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=LONGEST["name"])] = UNNAMED
    modality: _Codes = ("sbrt_srs",)
    attribute: str = ""
    region: _Codes = ()
    tier: _Codes = ()
    country: Annotated[tuple[Annotated[str, Field(pattern="^[A-Z]{3}$")], ...], Field(max_length=250)] = ()
    end_user: _Codes = ()
    price: Annotated[float, Field(ge=PRICES[0], le=PRICES[1], allow_inf_nan=False)] | None = None
    launch: Annotated[int, Field(ge=LAUNCHES[0], le=LAUNCHES[1])] = 2027
    peak: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.1
    years: Annotated[int, Field(ge=1, le=LONGEST_RISE)] = 6

    @field_validator(*LISTS)
    @classmethod
    def _known(cls, found: _Codes, info: Any) -> _Codes:
        return _checked(info.field_name, found, LISTS[info.field_name])

    @field_validator("attribute")
    @classmethod
    def _known_attribute(cls, found: str) -> str:
        return found and _checked("attribute", [found], ATTRIBUTES)[0]

    @field_validator("name")
    @classmethod
    def _visible(cls, found: str) -> str:
        if any(unicodedata.category(letter) in ("Cc", "Cs", "Cf") for letter in found) or not found.strip():
            raise ValueError("it must be visible, without control characters")
        return " ".join(found.split())

    def to_text(self) -> str:
        """Write the offer as TOML, without what is at its default but for the modality."""
        plain = self.model_dump(exclude_defaults=True, mode="json")
        return tomli_w.dumps({"offer": 1, "name": self.name, "modality": list(self.modality), **plain})

    @classmethod
    def from_text(cls, written: str) -> Offer:
        """Read TOML; raise ScenarioError with every fault: where, found, allowed, nearest."""
        if len(written) > LARGEST_TEXT:
            raise ScenarioError(f"The offer is too long: {len(written):,} characters; allowed: {LARGEST_TEXT:,}.")
        try:
            return cls.of(tomllib.loads(written))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ScenarioError(f"The offer is not TOML: {str(error)[:160]}.") from None

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Offer:
        """Make an offer of plain values; raise ScenarioError with every fault."""
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise ScenarioError("\n".join(_told(fault) for fault in error.errors(include_url=False)[:8])) from None


def _checked(what: str, found: Iterable[str], allowed: Mapping[str, str]) -> _Codes:
    for code in found:
        if code not in allowed:
            raise ValueError(shortened(unknown(what, code[:40], allowed)))
    return tuple(dict.fromkeys(found))


def _told(fault: Mapping[str, Any]) -> str:
    where = " ".join(map(str, fault["loc"])) or "offer"
    rule = fault["msg"].removeprefix("Value error, ")[:230]
    return f"{where[:40]}: found {repr(fault['input'])[:40]}; {rule}{'' if rule.endswith(('.', '?')) else '.'}"
