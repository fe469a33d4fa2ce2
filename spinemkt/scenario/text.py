"""The text form of a scenario: TOML of a few readable lines, checked by a schema on the way in."""

from __future__ import annotations

import re
import reprlib
import tomllib
import unicodedata
from functools import cache
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from spinemkt.errors import ScenarioError, shortened, unknown
from spinemkt.evidence.dictionary import Dictionary, ParameterSpec, read_dictionary
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.change import OPERATIONS, Change, where_of
from spinemkt.terms import BASE_YEAR, DIMENSIONS, PRESENT_YEAR, YEARS

FORMAT = 1
LONGEST = {"name": 80, "story": 2000, "label": 120, "note": 600, "data": 40}
LARGEST_TEXT = 400_000
OWN = "own_data"
# A key of very many parts takes memory that grows with their square. What stands in quotes is one part, or no key.
_QUOTED = re.compile(
    r'"{3}(?:\\.|[^\\])*?(?:"{3}|\\?\Z)'
    r"|'{3}.*?(?:'{3}|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?|#[^\n]*",
    re.DOTALL,
)
_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){9}")
MOST_CHANGES = 200
# Splits that must sum to one, and that the model itself does not bring back to one.
FIXED_SPLITS = ("spine_level_share", "component_share", "site_share", "payer_share")

_Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
_Codes = str | list[str]
_Year = Annotated[str, Field(pattern=r"^20(2[2-9]|3\d|40)$")]


def _words(longest: int) -> Any:
    return Annotated[str, Field(strict=True, max_length=longest)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("name", "story", "label", "note", "data", check_fields=False)
    @classmethod
    def _visible(cls, found: str) -> str:
        if any(unicodedata.category(letter) in ("Cc", "Cs", "Cf") and letter != "\n" for letter in found):
            raise ValueError("it must not hold control characters")
        return found


class _Lever(_Form):
    parameter: Annotated[str, Field(strict=True, max_length=80)]
    where: Annotated[dict[str, _Codes], Field(max_length=8)] = {}
    set: _Number | None = None
    scale: Annotated[_Number, Field(ge=0)] | None = None
    add: _Number | None = None
    year: Annotated[int, Field(strict=True, ge=BASE_YEAR, le=YEARS[-1])] = PRESENT_YEAR
    ramp: Annotated[int, Field(strict=True, ge=0, le=30)] = 0
    note: _words(LONGEST["note"]) = ""  # type: ignore[valid-type]


class _Event(_Lever):
    label: Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST["label"])]


class _Document(_Form):
    scenario: Literal[1]
    name: Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST["name"])]
    story: _words(LONGEST["story"]) = ""  # type: ignore[valid-type]
    data: _words(LONGEST["data"]) = ""  # type: ignore[valid-type]
    spend_then: Annotated[dict[_Year, Annotated[_Number, Field(ge=0)]], Field(max_length=len(YEARS))] = {}
    levers: Annotated[list[_Lever], Field(max_length=MOST_CHANGES)] = []
    events: Annotated[list[_Event], Field(max_length=MOST_CHANGES)] = []
    own_data: Annotated[dict[_words(60), _words(LARGEST_TEXT)], Field(max_length=60)] = {}  # type: ignore[valid-type]


Shared = tuple[str, str, tuple[Change, ...], str, tuple[tuple[int, float], ...]]
Parts = tuple[str, str, tuple[Change, ...], str, tuple[tuple[int, float], ...], tuple[tuple[str, str], ...]]


def document(parts: Shared) -> dict[str, Any]:
    """Return the scenario as plain values, without what is at its default and without own data."""
    name, story, changes, data, found = parts
    made: dict[str, Any] = {"scenario": FORMAT, "name": name, "story": story, "data": data}
    made["spend_then"] = {str(year): amount for year, amount in found}
    made |= {
        "levers": [_plain(change) for change in changes if not change.label],
        "events": [_plain(change) for change in changes if change.label],
    }
    return {key: value for key, value in made.items() if value}


def write(parts: Parts) -> str:
    """Write a scenario as TOML, own data last."""
    *shared, own = parts
    written = tomli_w.dumps(document(tuple(shared)), multiline_strings=False)  # type: ignore[arg-type]
    return written + (f"\n{tomli_w.dumps({OWN: dict(own)}, multiline_strings=True)}" if own else "")


def read(written: str | bytes) -> Parts:
    """Read TOML into name, story, changes and data version; raise ScenarioError with every fault."""
    if len(written) > LARGEST_TEXT:
        raise ScenarioError(f"The scenario is too long: {len(written):,} characters; allowed: {LARGEST_TEXT:,}.")
    try:
        plain = written.decode("utf-8-sig") if isinstance(written, bytes) else written.removeprefix("\ufeff")
        if _LONG_KEY.search(_QUOTED.sub("q", plain)):
            raise ScenarioError("The scenario is not TOML of this kind: it has a key of more than nine parts.")
        found = tomllib.loads(plain)
    except UnicodeDecodeError:
        raise ScenarioError("The scenario is not a text in UTF-8.") from None
    except ScenarioError:
        raise
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"The scenario is not TOML: {str(error)[:160]}.") from None
    return checked(found)


def checked(found: object) -> Parts:
    """Check plain values against the schema and the dictionary; raise ScenarioError with every fault."""
    try:
        form = _Document.model_validate(found)
    except (ValidationError, RecursionError) as error:
        raise ScenarioError(_told(error)) from None
    faults: list[str] = []
    levers = [_change(lever, f"levers {number}", faults) for number, lever in enumerate(form.levers, 1)]
    events = [_change(event, f"events {number}", faults) for number, event in enumerate(form.events, 1)]
    if faults:
        raise ScenarioError("\n".join(faults[:8]))
    found = tuple((int(year), amount) for year, amount in form.spend_then.items())
    changes = tuple(change for change in (*levers, *events) if change)
    return form.name, form.story, changes, form.data, found, tuple(form.own_data.items())


@cache
def bundled_dictionary() -> Dictionary:
    """The dictionary of the bundled data, which says what can be changed."""
    return read_dictionary(DATA_FOLDER)


def places(spec: ParameterSpec) -> tuple[str, ...]:
    """The dimensions that a change of a parameter may name: its own, and the region."""
    return (*spec.dims, *(["region"] if "region" not in spec.dims else []))


def _plain(change: Change) -> dict[str, Any]:
    made: dict[str, Any] = {"label": change.label, "parameter": change.parameter}
    made["where"] = {dim: codes[0] if len(codes) == 1 else list(codes) for dim, codes in change.where}
    made = {key: value for key, value in made.items() if value}
    made[change.operation] = change.amount
    if change.year != PRESENT_YEAR or change.label:
        made["year"] = change.year
    return made | {key: value for key, value in (("ramp", change.ramp), ("note", change.note)) if value}


def _change(form: _Lever, where: str, faults: list[str]) -> Change | None:
    known = bundled_dictionary().parameters
    if form.parameter not in known or form.parameter in FIXED_SPLITS:
        allowed = [name for name in known if name not in FIXED_SPLITS]
        faults.append(f"{where}: {shortened(unknown('parameter', form.parameter, allowed))}")
        return None
    before = len(faults)
    spec = known[form.parameter]
    codes: dict[str, tuple[str, ...]] = {}
    for dim, found in form.where.items():
        if dim not in places(spec):
            faults.append(f"{where}: {shortened(unknown(f'dimension of {spec.name}', dim[:40], places(spec)))}")
            continue
        allowed = list(spec.codes.get(dim) or DIMENSIONS[dim])
        codes[dim] = tuple(dict.fromkeys([found] if isinstance(found, str) else found))
        faults += [
            f"{where}: {shortened(unknown(dim, code[:40], allowed))}" for code in codes[dim] if code not in allowed
        ]
        if not codes[dim]:
            faults.append(f"{where}: {dim} names nothing; leave it out for all.")
    sizes = {name: amount for name in OPERATIONS if (amount := getattr(form, name)) is not None}
    if len(sizes) != 1:
        faults.append(f"{where}: {len(sizes)} sizes; one of set, scale, add is needed.")
    if len(faults) > before:
        return None
    [(operation, amount)] = sizes.items()
    label = form.label if isinstance(form, _Event) else ""
    return Change(spec.name, operation, float(amount), where_of(**codes), form.year, form.ramp, label, form.note)


def _told(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "The scenario is nested too deeply."
    lines = []
    for fault in error.errors(include_url=False)[:8]:
        where = " ".join(str(part + 1) if isinstance(part, int) else str(part)[:40] for part in fault["loc"])
        found = reprlib.repr(fault["input"])[:40]
        lines.append(f"{where or 'scenario'}: found {found}; {fault['msg'][:120]}.")
    return "\n".join(lines)
