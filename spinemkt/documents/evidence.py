"""Evidence: how the model works, every parameter, checks, look back, versions, conflicts, identities and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.identities import identities
from spinemkt.analysis.lineage.own_data_use import own_numbers
from spinemkt.analysis.lineage.steps import STEPS, equation
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import few
from spinemkt.charts.style import unit_name
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Control,
    DataTable,
    File,
    Head,
    Note,
    Notice,
    Page,
    Prose,
    Steps,
    Table,
    Tabs,
)
from spinemkt.documents.conflicts import conflict_tables
from spinemkt.documents.look_back import look_back
from spinemkt.documents.options import EVIDENCE_TABS
from spinemkt.documents.versions import versions
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.evidence.overlay import is_own
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, worded
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASES
from spinemkt.wording import in_dollars, listing, percent, with_range

QUESTION = "Where do the numbers come from?"
PARAMETERS = (
    "id",
    "label",
    "expected",
    "value",
    "low",
    "high",
    "unit",
    "kind",
    "grade",
    "source_id",
    "where",
    "note",
    "file",
    "row",
)
SOURCES = ("source_id", "grade", "title", "authors", "year", "publisher", "locator", "used", "terms", "note")
VERDICTS = (
    *("outside", "outside its bracket", "above its ceiling"),
    *("inside", "in its bracket", "below its ceiling", "not comparable"),
)
CHECK_WIDTHS = {"Published figure": 540, "Published": 175, "Model": 85, "Unit": 210}
IDENTITY_HEADS = ("Identity", "Statement", "Verdict", "Largest deviation")


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    yield Head(QUESTION, _answer(work))
    parts = (
        _model_steps,
        _parameters,
        _checks,
        look_back,
        versions,
        conflict_tables,
        _identities,
        _sources,
        _data,
    )
    tabs = zip(EVIDENCE_TABS, parts, strict=True)
    yield Tabs("evidence_tab", {title: partial(part, work) for title, part in tabs})


def _answer(work: Workspace) -> str:
    """How many numbers there are, and what they rest on."""
    register = work.inputs.register
    graded = int((register["grade"] != "D").sum())
    return (
        f"{len(register):,} parameters, each with a range, a unit and a source or the word assumption; {graded} carry "
        f"grade A to C, the rest is assumption (expert judgement). {standing(_checked(work))}."
    )


def _model_steps(work: Workspace) -> Page:
    """Yield the chain: each arrow's equation as the code has it, and its value in the year shown."""
    year, study = work.view.year, Study(work.baseline, BASELINE)
    values = [_value(study.amount(measure, year=year), name) if measure else Text() for name, _, measure in STEPS]
    yield Note(f"World, {year}; each box feeds the next.")
    steps = [(name, equation(make), value) for (name, make, _), value in zip(STEPS, values, strict=True)]
    yield Steps("chain", steps)
    bases = "; ".join(f"{name}: {text}" for name, text in BASES.items())
    yield Note(
        f"An uptake share is always a share of one of four bases, never mixed: {bases}. The risk of spinal metastasis "
        "counts diagnosed patients; the Canadian and Norwegian population rates count treated patients and are "
        "compared with those only."
    )


def _value(figure: Figure, name: str) -> Text:
    """Word a total with three digits and its unit."""
    form = "bare money" if figure.measure.money else "count"
    between = ", " if figure.measure.money and in_dollars() else " "
    return worded(replace(figure, label=name), f"{figure:{form}}{between}{unit_name(figure.measure.unit)}")


def _parameters(work: Workspace) -> Page:
    """Yield the search of parameters, and those that it finds."""
    words, grades, kinds = (yield Control("search")) or ("", (), ())
    register = work.inputs.register
    text = (register["id"] + " " + register["label"] + " " + register["source_id"] + " " + register["note"]).str.lower()
    hits = {word: text.str.contains(word.lower(), regex=False) for word in dict.fromkeys(words.split()[:20])}
    keep = pd.Series(True, index=register.index)
    for hit in hits.values():
        keep &= hit
    if grades:
        keep &= register["grade"].isin(grades)
    if kinds:
        keep &= register["kind"].isin(kinds)
    if not keep.any():
        yield _no_hit({word: int(hit.sum()) for word, hit in hits.items()}, grades, kinds)
        yield Control("clear_search")
        return
    columns = list(PARAMETERS)
    if work.inputs.own:
        register, columns = register.assign(own=_marked(own_numbers(work.inputs, register))), [*columns, "own"]
    told = f"{int(keep.sum()):,} of {len(register):,} parameters"
    yield from _sheet(work, DataTable("parameters", told, register.loc[keep, columns]))


def _no_hit(hits: dict[str, int], grades: Sequence[str], kinds: Sequence[str]) -> Notice:
    """What was searched without a hit, and how often each word alone is found."""
    asked = [f"the word{'s' if len(hits) > 1 else ''} {few([repr(word[:40]) for word in hits])}"] if hits else []
    asked += [f"grade {listing(grades, 'or')}"] if grades else []
    asked += [f"kind {listing(kinds, 'or')}"] if kinds else []
    alone = ", ".join(f"{word[:40]!r} is in {number or 'none'}" for word, number in list(hits.items())[:4])
    ways = ["use fewer or shorter words"] * bool(hits) + ["let go of grade or kind"] * bool(grades or kinds)
    words = (
        f"No parameter has {listing(asked)}.{f' Alone, {alone}.' if len(asked) + len(hits) > 2 else ''} "
        f"To find more, {listing(ways, 'or')}. The search reads id, name, source and note."
    )
    return Notice("Nothing found", [words])


def _checks(work: Workspace) -> Page:
    """Yield the model beside the published figures."""
    yield Note(
        "Inside means within the published range or within 35%. A published total of all "
        "care is no miss: it must lie between spine care and all cancer-drug cost, its bracket. Sales that also count "
        "other patients are a ceiling: the model must lie below."
    )
    frame = _checked(work)
    order = frame["verdict"].map({verdict: place for place, verdict in enumerate(VERDICTS)})
    ranked = frame.assign(order=order).sort_values(["order", "kind"])
    shown = pd.DataFrame(
        {
            "Published figure": ranked["label"],
            "Published": [with_range(row.published, row.low, row.high) for row in ranked.itertuples()],
            "Model": [with_range(value) for value in ranked["model"]],
            "Ratio": ranked["ratio"].round(2),
            "Verdict": ranked["verdict"],
            "Unit": ranked["unit"],
            "Its bracket": [
                f"{with_range(least)} to {with_range(most)}" if pd.notna(least) else ""
                for least, most in zip(ranked["least"], ranked["most"], strict=True)
            ],
            "Calibration": ranked["calibration"],
            "What to bear in mind": ranked["reason"],
            "Source": [listing(cited(work.inputs, cell)) for cell in ranked["source_id"]],
        }
    )
    figures = [one and replace(one, shown=words) for one, words in zip(ranked["figure"], shown["Model"], strict=True)]
    yield Note("Select a figure of the model to see where it comes from.", look="small")
    told = "Model against published figures"
    yield from _sheet(work, DataTable("external_checks", told, shown, CHECK_WIDTHS, "Model", figures))


def _checked(work: Workspace) -> pd.DataFrame:
    return work.kept(work.baseline, ("checks",), partial(external_checks, work.baseline))


def _identities(work: Workspace) -> Page:
    """Yield that the parts make the whole."""
    run = work.baseline
    make = partial(work.slow, partial(identities, run), "Checking the identities ...")
    rows = [
        (
            item.name.replace("_", " ").capitalize(),
            item.statement,
            Cell("holds" if item.holds else "broken", look="mark"),
            "rounding alone" if item.holds else f"off by {percent(item.deviation, 6)}",
        )
        for item in work.kept(run, ("identities",), make)
    ]
    yield Table("identities", IDENTITY_HEADS, rows)


def _sources(work: Workspace) -> Page:
    """Yield every source."""
    frame, columns = work.inputs.tables["sources"], list(SOURCES)
    used = {source for cell in work.inputs.register["source_id"] for source in cell.split(";")}
    shown = frame.assign(used=frame["source_id"].isin(used)).sort_values(["used", "grade"], ascending=[False, True])
    if work.inputs.own:
        shown, columns = shown.assign(own=_marked(is_own(work.inputs, "sources.csv"))), ["own", *columns]
    told = f"{len(frame)} sources; {int(shown['used'].sum())} of them carry a parameter"
    yield from _sheet(work, DataTable("sources", told, shown[columns]))


def _data(work: Workspace) -> Page:
    """Yield what the data folder says of itself."""
    text = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")
    yield Prose(re.sub(r"^(#+ )", r"###\1", text, flags=re.MULTILINE))


def _marked(mine: pd.Series) -> pd.Series:
    """The mark of each row that is the reader's own."""
    return mine.map({True: "own data", False: ""})


def _sheet(work: Workspace, table: DataTable) -> Iterator[Block]:
    """Yield a table and its file."""
    yield table
    header = (("title", table.title), ("data version", work.inputs.version))
    yield File(table.key, table.title, table.frame, table.title, header=header)
