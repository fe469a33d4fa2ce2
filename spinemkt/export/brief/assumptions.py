"""Every assumption behind the size of the market, ranked by influence, and the sources by number."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from spinemkt.analysis.lineage.trace import CASE_TABLES, lineage
from spinemkt.analysis.studies import ASSUMPTION, NOT_SHOWN, study_names
from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.documents.studies import swings
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.brief.paper import Grid, Sources
from spinemkt.uncertainty.groups import number_names
from spinemkt.units import UNITS
from spinemkt.wording import number, percent

HEADS = (
    "Rank",
    "Assumption, value in use (low to high)",
    "Unit",
    "Outcome at the ends",
    "Share of variance",
    "Grade",
    "Sources",
)
TOO_SMALL, UNMOVED = "–", "not moved"
FIXED = "fixed"
READING = f"{TOO_SMALL}: a share of variance too small to tell."
_WIDTHS = (0.06, 0.45, 0.13, 0.14, 0.08, 0.06, 0.08)
_UNDER = 0.0005  # a share that would be written 0.0%


@dataclass
class Numbered:
    """The sources that are cited, numbered in the order in which they first are."""

    inputs: Inputs
    order: dict[str, int] = field(default_factory=dict)

    def cite(self, cell: str) -> str:
        """The numbers of the sources of a cell: [1, 4]; an assumption says so."""
        codes = dict.fromkeys(code for code in cell.split(";") if code and code != ASSUMPTION)
        return _runs(sorted(self.order.setdefault(code, len(self.order) + 1) for code in codes)) or ASSUMPTION

    def registries(self) -> str:
        """The numbers of the sources of cases, which are counts and no assumptions."""
        tables = self.inputs.dictionary.tables
        return self.cite(";".join(source for name in CASE_TABLES for source in tables[name].sources))

    def listed(self) -> Sources:
        """The sources in the order of their numbers: who, when, what, where."""
        rows, known = (
            self.inputs.tables["sources"].set_index("source_id").loc[list(self.order)],
            study_names(self.inputs),
        )
        return Sources([_printed(row, known[str(code)]) for code, row in rows.iterrows()])


def assumptions(work: Workspace, numbered: Numbered) -> Grid:
    """A row for each assumption, the largest share of variance first, then the largest swing.

    Numbers that are drawn together share a row, which gives each of them with its range. What does not move the outcome
    comes last, a row for each kind of number.
    """
    view = work.view
    outcome = outcomes.outcome_of(view)
    result = work.run(view)
    behind = lineage(result, outcome.measure, {**outcome.where, "year": outcome.year}).parameters
    names = [name for _, name in number_names(result.inputs.baseline)]
    rows: list[tuple[str, ...]] = []

    def write(label: str, places: list[int], ends: str, share: str, grade: str) -> None:
        members = behind.loc[places]
        own = _own_names([names[place] for place in places])
        valued = "; ".join(_valued(one, name) for name, (_, one) in zip(own, members.iterrows(), strict=True))
        units = "; ".join(UNITS.get(unit, unit) for unit in dict.fromkeys(members["unit"]))
        cited = numbered.cite(";".join(members["source_id"]))
        rows.append((str(len(rows) + 1), f"{label}: {valued}", units, ends, share, grade, cited))

    rest = dict.fromkeys(behind.index)
    for row in swings(work).itertuples(index=False):
        places = [place for place in row.rows if place in rest]
        ends = outcomes.between(float(row.at_low), float(row.at_high), view, "to")
        write(str(row.label), places, ends, _share(float(row.share)), str(row.grade))
        for place in places:
            del rest[place]
    still = behind.loc[list(rest)]
    kinds = [name.partition(", ")[0] for name in still["label"]]
    for (label, grade), members in still.groupby([kinds, "grade"], sort=False):
        write(str(label), list(members.index), UNMOVED, TOO_SMALL, str(grade))
    return Grid("assumptions", HEADS, rows, _WIDTHS, frozenset({0, 4}), frozenset({HEADS.index("Sources")}))


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
    """What tells numbers of one row apart: nothing for one alone, else the parts of its name that not all have."""
    if len(names) < 2:
        return [""] * len(names)
    parts = [name.split(", ") for name in names]
    shared = set(parts[0]).intersection(*parts[1:])
    return [", ".join(part for part in own if part not in shared) for own in parts]


def _valued(row: pd.Series, name: str) -> str:
    """A number with its range: Lung 0.116 (0.103 to 0.18); one that the scenario moved says from where."""
    label = f"{name} " if name else ""
    moved = f", base case {number(row['baseline'])}" if row["changed"] else ""
    reach = f"{number(row['low'])} to {number(row['high'])}" if row["low"] < row["high"] else FIXED
    return f"{label}{number(row['value'])} ({reach}{moved})"


def _printed(row: pd.Series, known: str) -> str:
    """A source as it is listed. known: what readers know it by, where its authors were not shown."""
    who = known if NOT_SHOWN in row["authors"] or not row["authors"] else f"{row['authors']} ({row['year']})"
    rest = [row[name] for name in ("title", "publisher", "locator") if row[name] and NOT_SHOWN not in row[name]]
    words = [" ".join(str(word).split()).rstrip(".") for word in (who, *rest, f"Grade {row['grade']}")]
    return ". ".join(dict.fromkeys(words)) + "."
