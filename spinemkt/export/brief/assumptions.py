"""Every assumption behind the size of the market, ranked by influence, and the sources by number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from spinemkt.analysis.lineage.trace import lineage
from spinemkt.analysis.studies import ASSUMPTION
from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.documents.studies import swings
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.brief.paper import Grid, Sources
from spinemkt.uncertainty.groups import number_names
from spinemkt.units import UNITS
from spinemkt.wording import number, percent

HEADS = ("Rank", "Assumption, value in use (low to high)", "Unit", "Outcome at the ends", "Share of variance", "Grade")
SOURCES = "Sources"
_WIDTHS = (0.05, 0.46, 0.13, 0.14, 0.08, 0.06, 0.08)
_UNDER = 0.0005  # a share that would be written 0.0%
TOO_SMALL = "too small to tell"


@dataclass
class Numbered:
    """The sources that are cited, numbered in the order in which they first are."""

    inputs: Inputs
    order: dict[str, int] = field(default_factory=dict)

    def cite(self, cell: str) -> str:
        """The numbers of the sources of a cell: [1, 4]; an assumption says so."""
        codes = dict.fromkeys(code for code in cell.split(";") if code and code != ASSUMPTION)
        return _runs(sorted(self.order.setdefault(code, len(self.order) + 1) for code in codes)) or ASSUMPTION

    def listed(self) -> Sources:
        """The sources in the order of their numbers: who, when, what, where."""
        rows = self.inputs.tables["sources"].set_index("source_id").loc[list(self.order)]
        return Sources([_printed(row) for _, row in rows.iterrows()])


def assumptions(work: Workspace, numbered: Numbered) -> Grid:
    """A row for each assumption of the tornado, the largest share of variance first, then the largest swing.

    Numbers that are drawn together share a row, which gives each of them with its range.
    """
    view = work.view
    outcome = outcomes.outcome_of(view)
    result = work.run(view)
    behind = lineage(result, outcome.measure, {**outcome.where, "year": outcome.year}).parameters
    names = number_names(result.inputs.baseline)
    rows = []
    for rank, row in enumerate(swings(work).itertuples(index=False), 1):
        members = behind.loc[[place for place in row.rows if place in behind.index]]
        own = _own_names([names[place][1] for place in members.index])
        valued = "; ".join(_valued(one, name) for name, (_, one) in zip(own, members.iterrows(), strict=True))
        rows.append(
            (
                str(rank),
                f"{row.label}: {valued}",
                "; ".join(UNITS.get(unit, unit) for unit in dict.fromkeys(members["unit"])),
                outcomes.between(float(row.at_low), float(row.at_high), view, "to"),
                _share(row.share),
                row.grade,
                numbered.cite(";".join(members["source_id"])),
            )
        )
    heads = (*HEADS, SOURCES)
    return Grid("assumptions", heads, rows, _WIDTHS, frozenset({0, 4}))


def _runs(numbers: list[int]) -> str:
    """Write numbers in order, three or more in a row by their ends: 1-4, 7."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][-1] + 1:
            found[-1].append(one)
        else:
            found.append([one])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in found)


def _share(share: float) -> str:
    return percent(share) if share >= _UNDER else TOO_SMALL


def _own_names(names: list[str]) -> list[str]:
    """What tells numbers of one row apart: nothing for one alone, where it is of, or what it is and where it is of."""
    if len(names) < 2:
        return [""] * len(names)
    last = [name.rpartition(", ")[2] for name in names]
    if len(set(last)) == len(names):
        return last
    return [f"{name.partition(', ')[0]}, {end}" for name, end in zip(names, last, strict=True)]


def _valued(row: pd.Series, name: str) -> str:
    """A number with its range: Lung 0.116 (0.103 to 0.18); one that the scenario moved says from where."""
    label = f"{name} " if name else ""
    moved = f", base case {number(row['baseline'])}" if row["changed"] else ""
    return f"{label}{number(row['value'])} ({number(row['low'])} to {number(row['high'])}{moved})"


def _printed(row: pd.Series) -> str:
    known = [str(row[name]).strip().rstrip(".") for name in ("authors", "title", "publisher", "locator")]
    words = [word for word in known if word and word != "not shown"]
    words.insert(1 if row["authors"] in words else 0, str(row["year"]))
    return re.sub(r"\s+", " ", f"{'. '.join(words)}. Grade {row['grade']}.")
