"""Words that the trade does not use do not come back in what the app says; each has its successor."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from spinemkt.terms import VOCABULARY
from ui.controls import FORMER

ROOT = Path(__file__).resolve().parents[1]

# What texts said once: a pattern, and what they say now.
RETIRED = {
    r"\b(4|19) in (5|20) (of the )?draws": "80% range, 95% range",
    r"half the draws": "50% range",
    r"\bdraw by draw\b|\b1 draw in\b|\bthe middle draw\b": "simulation",
    r"\b[Ww]eak and important\b|better evidence for first": "Key assumptions to validate",
    r"stated judgement": "assumption (expert judgement)",
    r"share of the spread": "share of variance",
    r"\d added up\b|\)\} added up\b|, added up\b": "cumulative",
    r"[Ll]ess the baseline|scenario less baseline": "vs base case",
    r"[Tt]he baseline\b": "the base case",
    r"[Ww]hat would flip it|^What would reverse it": "Break-even: what would reverse this",
    r"Scenario lab\b|Why it changes\b|^How sure\?$": "Scenario builder, Growth drivers, Sensitivity",
    r"Treated locally": "Patients with local treatment",
    r"Walking after (it|treatment)": "Ambulatory after treatment",
    r"^Operations$|Radiation courses": "Surgical procedures, RT courses",
    r"(Spend|Price) an episode|USD a person|USD an episode": "Average price per course, per person",
    r"[Ll]argest cells?\b": "largest segment",
    r"Primary tumour$|^Group primaries$|^End users?\b|^Year shown\b": "Primary cancer, Site of care, Snapshot year",
    r"Modality or attribute": "Treatment or technology",
    r"heavy particles": "charged-particle beam",
    r"[\d})\]][ \u00a0\u202f]%|^ %": "80%, without a space",
}
# The package whose printed expressions keep the words of statistics.
LEFT = ("spinemkt/figures/",)


def _texts(path: Path) -> Iterator[str]:
    """What a module says: its string constants, without its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):  # with its fields as {}, so that what stands around them is seen
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def _values(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from _values(held)
    elif isinstance(value, list):
        for held in value:
            yield from _values(held)
    elif isinstance(value, str):
        yield value


def _spoken() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text."""
    former = {label for labels in FORMER.values() for label in labels}
    for folder in ("ui", "pages", "spinemkt"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(LEFT):
                yield from ((name, text) for text in _texts(path) if text not in former)
    data = VOCABULARY.parent
    for path in sorted([*data.glob("*.toml"), *(data / "scenarios").glob("*.toml")]):
        yield from ((path.name, text) for text in _values(tomllib.loads(path.read_text(encoding="utf-8"))))


def retired(texts: Iterator[tuple[str, str]]) -> list[str]:
    """One line for each text with a word that is no longer said."""
    return [
        f"{where}: {text[:80]!r}; say: {now}"
        for where, text in texts
        for pattern, now in RETIRED.items()
        if re.search(pattern, text)
    ]


def test_retired_words_do_not_come_back() -> None:
    assert retired(_spoken()) == []


@pytest.mark.parametrize(
    "text",
    [
        "4 in 5 draws between",
        "half the draws",
        "Less the baseline",
        "D, stated judgement: all",
        "2026-2035 added up",
        "Treated locally",
        "Walking after it",
        "Operations",
        "Spend an episode",
        "Largest cell: lung",
        "falls from 62% to",
        "grows by {}%",
    ],
)
def test_a_retired_word_is_found(text: str) -> None:
    assert retired(iter([("a page", text)]))
    assert not retired(iter([("a page", "80% range between 1 and 2 bn USD, cumulative 2026-2035")]))
