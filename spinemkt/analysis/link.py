"""A link read the way its writer meant it, with one sentence for each part that could not be taken as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from math import isfinite
from urllib.parse import unquote

from spinemkt.analysis.control_values import Controls
from spinemkt.analysis.view import View, narrowed, span_words, year_shown
from spinemkt.errors import nearest, shortened, unknown
from spinemkt.evidence.names import country_code, fold, not_found
from spinemkt.terms import YEARS
from spinemkt.wording import listing

# What Streamlit and the senders of letters add to an address; of no concern to the app, and no fault.
_FOREIGN = frozenset(
    [
        "embed",
        "embed_options",
        "ref",
        "ref_src",
        "ref_url",
        "referrer",
        "source",
        "campaign",
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "ttclid",
        "li_fat_id",
        "igshid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "vero_id",
        "s_cid",
        "cmpid",
        "trk",
        "share_id",
    ]
)
_FOREIGN_START = ("utm_", "hsa_", "mtm_", "pk_")

# How others write what this app writes as repeated names: an ampersand for HTML, lists, a range of years.
_AMPERSAND = re.compile(r"^(amp;)+")
_LIST = re.compile(r"[,;|]")
_RANGE = re.compile(r"(\d{4})\s*(?:[-\u2010-\u2015,;:/]|\.\.|to)\s*(\d{4})")

# Faults of one kind that are worded in full; a link may carry thousands, and the nearest of each takes its time.
_FULL = 5


def read_link(
    query: Mapping[str, list[str]], controls: Controls, region_of: Mapping[str, str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Read a link: (codes by name, one sentence for each part that was not taken as written).

    Names and values are read in any case, and a value may be a code or a label. A country outside the regions, or a
    modality outside the treatment types, that the same link names is left out and said.
    """
    given, faults = _given(query, controls)
    found: dict[str, list[str]] = {}
    for name, values in given.items():
        if name in controls.options:
            found[name] = _chosen(name, values, controls, faults)
        elif name in controls.switches:
            found[name] = _switched(controls.word(name), values, faults)
        elif name in controls.texts:
            former = controls.former.get(name, {})
            found[name] = [former.get(value, value) for value in values[-1:]]
        elif name in controls.numbers:
            found[name] = _numbered(controls.word(name), values, controls.numbers[name], faults)
    for child, parent in (("country", "region"), ("modality", "treatment_type")):
        labels = controls.options[child]
        inside = narrowed(child, found, labels, region_of)
        for code in [code for code in found.get(child, []) if code not in inside]:
            parents = listing(controls.options[parent][item] for item in found[parent])
            faults.append(f"{labels[code]} is not in {parents}; it was left out.")
            found[child].remove(code)
    found |= _timed(given.get("years", []), given.get("year", []), faults)
    return {name: codes for name, codes in found.items() if codes}, faults


def _given(query: Mapping[str, list[str]], controls: Controls) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values by known name, blanks and repeats left out, and a sentence for each unknown name."""
    given: dict[str, list[str]] = {}
    strange = []
    for written, values in query.items():
        name = _AMPERSAND.sub("", fold(written), count=1)
        if name in controls.names:
            filled = [value.strip() for value in values if fold(value)]
            given[name] = list(dict.fromkeys([*given.get(name, []), *filled]))
        elif name not in _FOREIGN and not name.startswith(_FOREIGN_START):
            strange.append(written[:40])
    return given, _worded(
        strange,
        lambda name: f"Nothing here is called {name!r}; it was left out.{nearest(name.lower(), controls.names)}",
        lambda name: f"Nothing here is called {name!r}; it was left out.",
    )


def _chosen(name: str, values: list[str], controls: Controls, faults: list[str]) -> list[str]:
    options, word = controls.options[name], controls.word(name)
    known = {fold(label): code for label, code in controls.former.get(name, {}).items()}
    known |= {fold(spelling): code for code, label in options.items() for spelling in (label, code)}
    of_countries = name in controls.countries

    def code_of(value: str) -> str | None:
        return known.get(fold(value)) or (country_code(value) if of_countries else None)

    meant = [part for value in values for part in _parts(value, lambda part: code_of(part) in options)]
    read = {value: code_of(value) for value in meant}
    codes = list(dict.fromkeys(code for code in read.values() if code and code in options))
    faults += _worded(
        [value[:40] for value, code in read.items() if code not in options],
        lambda value: (
            not_found(word, value, options) if of_countries else shortened(unknown(word, value, options.values()))
        ),
        lambda value: f"Unknown {word} {value!r}.",
    )
    if name not in controls.several:
        faults += _only_the_last(word, [options[code] for code in codes])
        codes = codes[-1:]
    return codes


def _parts(value: str, known: Callable[[str], bool]) -> list[str]:
    """A value as it was meant: itself, or once more decoded, or the values that a list of them holds."""
    decoded = unescape(unquote(value))
    for parts in ([value], [decoded], [part.strip() for part in _LIST.split(decoded) if part.strip()]):
        if parts and all(map(known, parts)):
            return parts
    return [value]


def _switched(word: str, values: list[str], faults: list[str]) -> list[str]:
    known = list(dict.fromkeys(fold(value) for value in values if fold(value) in ("true", "false")))
    faults += [
        f"Unknown value {value[:20]!r} for {word}; allowed: true, false."
        for value in values
        if fold(value) not in known
    ]
    faults += _only_the_last(word, known)
    return known[-1:]


def _numbered(word: str, values: list[str], limits: tuple[float, float], faults: list[str]) -> list[str]:
    """Read a number inside its limits, the last one if several are given."""
    least, most = limits
    whole = isinstance(least, int) and isinstance(most, int)
    known: list[str] = []
    for value in values:
        number = _number(value) if whole else _amount(value)
        if number is not None and least <= number <= most:
            known.append(str(number))
        else:
            faults.append(f"Unknown {word} {value[:20]!r}; allowed: {'whole numbers ' * whole}{least:g} to {most:g}.")
    faults += _only_the_last(word, known)
    return known[-1:]


def _only_the_last(word: str, labels: list[str]) -> list[str]:
    return [f"Only one value of {word} can be shown; {labels[-1]} is taken."] if len(labels) > 1 else []


def _timed(years: list[str], year: list[str], faults: list[str]) -> dict[str, list[str]]:
    """Read the range and the year shown, each only where it differs from the default."""
    span = _span(years, faults)
    shown = _shown(year, span, faults)
    found = {"years": [str(number) for number in span]} if span != View.years else {}
    return found | ({"year": [str(shown)]} if shown != View.year else {})


def _span(values: list[str], faults: list[str]) -> tuple[int, int]:
    """Read a range: one year alone is one too, and it may be written backwards; what is no year gives the default."""
    ranges = [(value, _RANGE.fullmatch(value)) for value in values]
    values = [year for value, found in ranges for year in (found.groups() if found else [value])]
    numbers = [_number(value) for value in values]
    held = [_held(number) for number in numbers if number is not None]
    span = (min(held), max(held)) if held and None not in numbers else View.years
    if lost := _lost(values, numbers):
        faults += [*lost[:-1], f"{lost[-1]} {span_words(span)} is shown."]
    elif len(held) > 2 or held != sorted(held):
        faults.append(f"Years are a first and a last one, in this order; {span_words(span)} is shown.")
    return span


def _shown(values: list[str], span: tuple[int, int], faults: list[str]) -> int:
    """Read the year shown, the last one if several are given, held inside the range."""
    numbers = [_number(value) for value in values]
    known = [number for number in numbers if number is not None]
    shown, outside = year_shown(_held(known[-1]) if known else View.year, span)
    if lost := _lost(values, numbers):
        faults += [*lost[:-1], f"{lost[-1]} {shown} is shown."]
    elif known and outside:
        faults.append(outside)
    elif len(known) > 1:
        faults.append(f"Only one year can be shown; {shown} is taken.")
    return shown


def _held(number: int) -> int:
    return min(max(number, YEARS[0]), YEARS[-1])


def _number(value: str) -> int | None:
    """Read a whole number, also one written 2030.0."""
    number = _amount(value)
    return int(number) if number is not None and number == int(number) else None


def _amount(value: str) -> float | None:
    """Read a finite number."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _lost(values: list[str], numbers: list[int | None]) -> list[str]:
    return [
        f"Unknown year {value[:20]!r}; allowed: {YEARS[0]} to {YEARS[-1]}."
        for value, number in zip(values, numbers, strict=True)
        if number not in YEARS
    ]


def _worded(found: Iterable[str], full: Callable[[str], str], brief: Callable[[str], str]) -> list[str]:
    return [full(value) if place < _FULL else brief(value) for place, value in enumerate(found)]
