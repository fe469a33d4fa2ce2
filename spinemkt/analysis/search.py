"""One search over parameters, sources, companies, events, terms and questions: ranked simply, with nearest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from spinemkt.analysis.faq.answer import Answer
from spinemkt.analysis.glossary import GLOSSARY
from spinemkt.analysis.market.landscape import catalogue
from spinemkt.analysis.market.market_events import all_events
from spinemkt.analysis.studies import study_names
from spinemkt.analysis.view import View
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.names import country_name, fold, not_modelled, other_names
from spinemkt.terms import DIMENSIONS, REGIONS

KINDS = {
    "question": "Questions",
    "term": "Words",
    "country": "Countries",
    "company": "Companies and products",
    "event": "Events",
    "parameter": "Parameters",
    "source": "Sources",
}
LONGEST, MOST_WORDS = 120, 8  # of a search; what is beyond is not read
MENDED = 3  # words that nearest ones are looked for
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: its kind, title, text, what opens it (id, name, kind of event; empty: nothing).

    names: what else it is called, folded.
    """

    kind: str
    title: str
    text: str
    opens: str
    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a search found: by kind the entries, the best first; how many words were read; and nearest words if none."""

    words: tuple[str, ...]
    groups: dict[str, list[Entry]]
    nearest: dict[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        """How many entries were found."""
        return sum(map(len, self.groups.values()))


def search(inputs: Inputs, answers: Sequence[Answer], text: str) -> Found:
    """Find entries that hold every word; a title that is the text comes first, then one that starts with it.

    Of at most 120 letters and 8 words. Where nothing is found, each word that stands nowhere has its nearest words.
    """
    asked = fold(text)[:LONGEST]
    words = tuple(dict.fromkeys(_WORD.findall(asked)))[:MOST_WORDS]
    if not words:
        return Found((), {}, {})
    entries = [*_index(inputs.baseline), *_questions(tuple(answers))]
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, asked, words)) is not None]
    ranked.sort(key=lambda pair: (pair[0], len(pair[1].title)))
    groups = {kind: [entry for _, entry in ranked if entry.kind == kind] for kind in KINDS}
    groups = {kind: own for kind, own in groups.items() if own}
    nearest = {} if groups else {word: near for word in words[:MENDED] if (near := _near(inputs.baseline, word))}
    return Found(words, groups, nearest)


def _rank(entry: Entry, asked: str, words: Sequence[str]) -> int | None:
    """0 the title itself, 1 a title that starts so, 2 all words in the title, 3 all words somewhere, None not found."""
    if not all(word in entry.words for word in words):
        return None
    title = fold(entry.title)
    if asked in (title, fold(entry.opens), *entry.names):
        return 0
    if title.startswith(asked):
        return 1
    return 2 if all(word in title for word in words) else 3


def _entry(kind: str, title: str, text: str, opens: str, more: Iterable[str] = ()) -> Entry:
    return Entry(kind, title, text, opens, fold(" ".join((title, text, opens, *more))))


def _countries(inputs: Inputs) -> Iterable[Entry]:
    """Countries by all of their names; one that is not modelled opens nothing."""
    for code in (*inputs.country_names, *not_modelled()):
        region = inputs.region_of_country.get(code)
        text = REGIONS[region] if region else "not modelled: there are no estimates of new cancers for it"
        entry = _entry("country", country_name(code), text, code if region else "", other_names(code))
        yield replace(entry, names=tuple(map(fold, other_names(code))))


@cached_on_first
def _index(inputs: Inputs) -> tuple[Entry, ...]:
    return (
        *(_entry("term", word, meaning, word) for word, meaning in GLOSSARY.items()),
        *_countries(inputs),
        *_companies(inputs),
        *(
            _entry("event", row.event, f"{row.when}; {row.label}; {row.kind}; {row.source}", row.group, (row.note,))
            for row in all_events(inputs).itertuples()
        ),
        *_parameters(inputs),
        *_sources(inputs),
    )


def _parameters(inputs: Inputs) -> Iterable[Entry]:
    for row in inputs.register.itertuples():
        dims = inputs.dictionary.parameters[row.parameter].dims
        names = [DIMENSIONS[dim][code] for dim in dims if (code := getattr(row, dim))]
        title = f"{row.label}: {', '.join(names)}" if names else row.label
        text = f"{row.value:g} {row.unit} most likely ({row.low:g} to {row.high:g}), grade {row.grade}"
        yield _entry("parameter", title, text, row.id, (row.source_id, row.note))


def _sources(inputs: Inputs) -> Iterable[Entry]:
    """Sources; one that carries parameters opens these, another one opens nothing of its own."""
    carried = Counter(source for cell in inputs.register["source_id"] for source in cell.split(";"))
    names = study_names(inputs)
    for row in inputs.tables["sources"].itertuples():
        number = carried[row.source_id]
        carries = f"carries {number} parameter{'s' if number > 1 else ''}" if number else "carries no parameter"
        text = f"{row.title}; {row.publisher or row.authors}; grade {row.grade}; {carries}"
        more = (row.source_id, row.authors, row.year, row.note)
        yield _entry("source", names[row.source_id], text, row.source_id if number else "", more)


def _companies(inputs: Inputs) -> Iterable[Entry]:
    found, decisions = catalogue(inputs, View()), inputs.tables["clearances"]
    for company, rows in found.products.groupby("company", sort=True):
        kinds = ", ".join(dict.fromkeys(found.categories[code] for code in rows["category"]))
        numbers = decisions.loc[decisions["product_id"].isin(rows["product_id"]), "number"]
        text = f"{', '.join(rows['product'])}; {kinds}"
        yield _entry("company", str(company), text, str(company), (*rows["feature"], *numbers))


@lru_cache(maxsize=8)
def _questions(answers: tuple[Answer, ...]) -> tuple[Entry, ...]:
    return tuple(_entry("question", one.question, str(one.answer), one.question, (one.origin,)) for one in answers)


@cached_on_first
def _near(inputs: Inputs, word: str) -> tuple[str, ...]:
    """Up to three words of the index like one that stands in no entry; nothing for one that stands somewhere."""
    known = _vocabulary(inputs)
    if any(word in other for other in known):
        return ()
    alike = [other for other in known if abs(len(other) - len(word)) <= 2 and set(other[:2]) & set(word[:2])]
    return tuple(get_close_matches(word, alike, n=3, cutoff=0.6))


@cached_on_first
def _vocabulary(inputs: Inputs) -> tuple[str, ...]:
    """The words of titles, companies' products and terms: what a reader may have meant."""
    counted = dict.fromkeys(
        word
        for entry in _index(inputs)
        for word in _WORD.findall(entry.words if entry.kind in ("term", "company") else fold(entry.title))
    )
    return tuple(word for word in counted if len(word) > 2)
