"""One reading of names that people type: how a text is compared, and which country a name means."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache
from io import StringIO

from spinemkt.errors import DataError, Fault
from spinemkt.evidence.definitions import read_bytes, read_toml, shaped
from spinemkt.evidence.inputs import DATA_FOLDER

FILE = "country_names.toml"
COUNTRIES = "countries.csv"
CODE = 3  # letters of a code; names this short are not offered as the nearest
LONGEST = 200  # letters of a text that are read as a name; no name has as many

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)
_BLANK = str.maketrans(dict.fromkeys("\u2800\u3164\u115f\u1160\uffa0", " "))  # seen as space, and none to Unicode
_JOINED = re.compile(r"[.'`´ʻʼ‘’′]")
_APART = re.compile(r"[\W_]+")
_SHORT = {"st": "saint", "ste": "sainte", "&": "and"}


def fold(text: str) -> str:
    """Return a text as it is compared: compatible forms, case, accents, kinds of space and unseen signs do not count.

    Folding what is folded changes nothing.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text.translate(_BLANK)).casefold())
    seen = "".join(sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().translate(_LETTERS).split())


def name_key(text: str) -> str:
    """Return a name as names are compared: folded, without punctuation and leading 'the'; St. is Saint, & is and."""
    plain = _JOINED.sub("", fold(text[:LONGEST])).replace("&", " and ")
    words = [_SHORT.get(word, word) for word in _APART.sub(" ", plain).split()]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def country_code(text: str) -> str | None:
    """Return the ISO3 code that a name or code of a country means; None where it means none.

    Countries that the model does not have are among them. Raises DataError when the list of names is damaged.
    """
    return _codes().get(name_key(text))


def country_starting(text: str, known: Collection[str]) -> str | None:
    """Return the code of the only country known that has a name which starts with a text of some words; or None."""
    key = name_key(text)
    found = {code for name, code in _codes().items() if code in known and key and f"{name} ".startswith(f"{key} ")}
    return found.pop() if len(found) == 1 else None


def country_name(code: str) -> str:
    """The short name of a country by ISO3, also of one that the model does not have; raises KeyError."""
    return _names()[code]


def other_names(code: str) -> tuple[str, ...]:
    """What else a country is called: ISO codes, common, official, former and local names; none of an unknown code."""
    return _spellings().get(code, ())[1:]


def not_modelled() -> tuple[str, ...]:
    """The codes of countries, territories and parts of countries that have no row in the tables."""
    return tuple(_lists()["not_modelled"])


def not_found(what: str, text: str, known: Mapping[str, str]) -> str:
    """Say why a text is none of the countries known (code -> name): not in the model, or unknown, with the nearest.

    A country that the model does not have is said to be so, and no other one is offered for it.
    """
    code = country_code(text)
    if code and code not in known:
        name = country_name(code)
        as_written = "" if name_key(name) == name_key(text) else f" ({text!r})"
        return f"{name}{as_written} is not modelled: there are no estimates of new cancers for it."
    keys = {name_key(name): known[code] for code in known for name in (known[code], *_spellings().get(code, ()))}
    close = get_close_matches(name_key(text), [key for key in keys if len(key) > CODE], n=1)
    return f"Unknown {what} {text!r}." + (f" Did you mean {keys[close[0]]!r}?" if close else "")


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Every name and code of each country by ISO3: the short name first."""
    content = read_bytes(DATA_FOLDER / COUNTRIES, COUNTRIES)
    with shaped(COUNTRIES):
        lines = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
        rows = {row["country"]: (row["name"], row["country"], row["iso2"]) for row in lines}
    lists = _lists()
    modelled = {code: (*first, *lists["other_names"].get(code, ())) for code, first in rows.items()}
    return modelled | {code: (name, code, *more) for code, (name, *more) in lists["not_modelled"].items()}


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    found = read_toml(DATA_FOLDER / FILE, FILE)
    with shaped(FILE):
        if set(found) != {"other_names", "not_modelled"} or not all(map(_is_names, found.values())):
            raise ValueError("it must hold lists of names by country code under [other_names] and [not_modelled]")
    return found


def _is_names(table: object) -> bool:
    return isinstance(table, dict) and all(
        isinstance(names, list) and names and all(isinstance(name, str) for name in names) for names in table.values()
    )


@cache
def _names() -> dict[str, str]:
    return {code: names[0] for code, names in _spellings().items()}


@cache
def _codes() -> dict[str, str]:
    """ISO3 by each name; raises DataError where one name stands for two countries."""
    found: dict[str, str] = {}
    twice = [
        Fault(FILE, None, code, name, f"it is a name of {found[key]}, too")
        for code, names in _spellings().items()
        for name in names
        if found.setdefault(key := name_key(name), code) != code
    ]
    if twice:
        raise DataError(twice)
    return found
