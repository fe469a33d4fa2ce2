"""Modalities: what is used, how uptake changes, prices, and two modalities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from spinemkt.analysis import studies
from spinemkt.analysis.market import modality_facts, published
from spinemkt.analysis.market.published import Line
from spinemkt.analysis.view import MONEY, View
from spinemkt.charts import modalities
from spinemkt.documents.blocks import (
    Block,
    Cell,
    Choice,
    Choices,
    Columns,
    Empty,
    Exhibit,
    File,
    Head,
    Note,
    Page,
    Row,
    Section,
    Table,
    Title,
)
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import shown
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES
from spinemkt.wording import dollars, percent

TOGETHER = (
    "Both measured in one study. The better figure is named where the two shares differ by more than the error of "
    "counting so many patients (95%)."
)
APART = "Each measured on its own or against something else, in other patients: the two sides must not be subtracted."


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    view = work.view
    yield Head("What is used, how fast does it change, what does it cost?", work.said(modality_facts.answer, view))
    if work.is_empty:
        yield Empty()
        return
    yield Exhibit("by_modality", work.chart(modalities.by_modality, view))
    default = next(iter(view.modality), "sbrt_srs")
    chosen = yield Choice("curve", "Treatment or technology", modality_facts.CURVES, default)
    yield Columns((_uptake(work, chosen), _mix(work, chosen)))
    yield _points(work, chosen)
    yield Section(
        "Prices and procedures / courses",
        f"Average price per course is the model's average of the selected countries, in {MONEY['real']}: the US unit "
        "cost of 2022 after general inflation, price paths, price levels abroad, and the part of a drug's cost that "
        "is counted.",
    )
    yield from _prices(work)
    yield Section("Two modalities side by side", "The model's figures, then what trials and cohorts published.")
    first, second = yield Choices(
        (
            Choice("first", "First", MODALITIES, "sbrt_srs"),
            Choice("second", "Second", MODALITIES, "conventional_ebrt"),
        )
    )
    if first == second:
        yield Note("Choose two different modalities to compare.")
        return
    yield from _figures(work, first, second)
    yield from _outcomes(work, first, second)


def _uptake(work: Workspace, modality: str) -> Page:
    view = work.view.timeless
    drawn = work.chart(modalities.uptake_curves, view, modality)
    yield Exhibit("uptake", drawn, measure="modality_patients", view=view)


def _mix(work: Workspace, modality: str) -> Page:
    view = work.view.timeless
    yield Exhibit("mix", work.chart(modalities.mix, view, modality_facts.type_of(modality)), view=view)


def _points(work: Workspace, modality: str) -> Block:
    """The published points of the uptake chart: where, when, how much, of what, who says so."""
    rows = work.said(_published, work.view.timeless, modality)
    if not rows:
        name = modality_facts.CURVES[modality]
        return Note(f"No published share of {name} in these places counts the same patients as the curve.")
    return Table("points", (), rows, title="Sources of the data points")


def _published(result: Result, view: View, modality: str) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(
                f"{row.place} {row.year:.0f}: {percent(row.value)}",
                f"of {row.base.removeprefix('share of ')}",
                "strong",
            ),
            Cell(f"{row.study[:1].upper() + row.study[1:]}{f', {row.journal}' if row.journal else ''}.", row.note),
        )
        for row in studies.curve_points(result, modality, view.region).itertuples()
    ]


def _prices(work: Workspace) -> Iterator[Block]:
    """Spend, average price and unit cost of every modality, and what is delivered, with sources and a file."""
    view = work.view
    frame, found = work.said(modality_facts.price_table, view), work.said(modality_facts.price_figures, view)
    *spend, episodes = (name for name in found if name.startswith(("Spend", "Procedures")))
    heads = ("Modality", *spend, "US unit cost of 2022 (range)", episodes, "Source of the unit cost, grade")
    rows: list[Row] = []
    for place, row in enumerate(frame.to_dict("records")):
        cost, low, high = (dollars(row[f"US unit cost{end}"], "") for end in ("", ", low", ", high"))
        rows.append(
            (
                Cell(row["Modality"], row["Treatment type"]),
                *(shown(found[name][place], "bare dollars") for name in spend),
                Cell(cost, f"{low} to {high}"),
                shown(found[episodes][place], "count"),
                f"{row['Source of the unit cost']}, {row['Grade']}",
            )
        )
    numbers = frozenset(range(1, len(heads) - 1))
    yield Table("price", heads, rows, look="prices", numbers=numbers, named=True, narrow="scroll")
    yield File("prices", f"Spend, episodes and prices by modality, {view.year}, {MONEY['real']}", frame)


def _figures(work: Workspace, first: str, second: str) -> Iterator[Block]:
    """The model's figures of two modalities, one to a row."""
    view, names = work.view, (MODALITIES[first], MODALITIES[second])
    lines = work.said(modality_facts.side_by_side, view, first, second)
    yield _side_by_side("beside", lines, ("Figure, unit, whose", *names, "Difference"), "pair")
    title = f"{names[0]} beside {names[1]}, the model's figures"
    both = replace(view, modality=(first, second), treatment_type=())
    yield File("beside", title, _flat(lines, names, "Difference"), view=both)


def _outcomes(work: Workspace, first: str, second: str) -> Iterator[Block]:
    """Published outcomes of two modalities: measured in one study, apart, and in dispute."""
    names, found = (MODALITIES[first], MODALITIES[second]), work.said(published.outcomes, View(), first, second)
    yield Title("Published outcomes")
    if not (found.together or found.apart):
        yield Note("No published outcome of either was found.")
        return
    for sentence in found.disputes:
        yield Note(sentence, look="dispute")
    if found.together:
        heads = ("Outcome, study, years of the data, journal", *names, "Better figure")
        yield Note(TOGETHER, look="lead")
        yield _side_by_side("outcomes_together", found.together, heads, "pair verdict")
    if found.apart:
        yield Note(APART, look="lead")
        yield _side_by_side("outcomes_apart", found.apart, ("Topic", *names), "pair apart")
    yield File(
        "outcomes",
        f"{names[0]} beside {names[1]}, published outcomes",
        _flat((*found.together, *found.apart), names, "Better figure"),
        "As printed in each study named, none recomputed.",
    )


def _side_by_side(key: str, lines: Sequence[Line], heads: Sequence[str], look: str) -> Table:
    """One aligned table: a row a figure, a column a modality, and how they compare where there is a column for it."""
    rows: list[Row] = [
        (Cell(line.what, line.detail), *map(_cells, (line.first, line.second, (line.compared,))[: len(heads) - 1]))
        for line in lines
    ]
    return Table(key, heads, rows, look=look, named=True, narrow="")


def _cells(found: Iterable[published.Cell]) -> list[Cell]:
    return [Cell(cell.figure, cell.note) for cell in found if cell.figure]


def _flat(lines: Iterable[Line], names: Sequence[str], compared: str) -> pd.DataFrame:
    """The rows as a table for a file, a figure with its note in one cell."""

    def words(cells: Iterable[published.Cell]) -> str:
        return " | ".join(f"{cell.figure} [{cell.note}]" if cell.note else str(cell.figure) for cell in cells)

    rows = [(line.what, line.detail, words(line.first), words(line.second), words((line.compared,))) for line in lines]
    return pd.DataFrame(rows, columns=["What", "Unit and source", *names, compared])
