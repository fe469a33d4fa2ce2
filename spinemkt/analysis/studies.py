"""Who says so: what readers know a source by, and the published points that an uptake curve can be laid beside."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.terms import ATTRIBUTE_TYPE, MODALITY_BASE, MODALITY_TYPE, REGIONS, REMAINDER_TECHNIQUE
from spinemkt.wording import listing

NOT_SHOWN, ASSUMPTION = "not shown", "assumption"
_ID = re.compile(r"\b[a-z]+(?=\w*[\d_])\w+\b")  # ids of sources, as far as they cannot be words


@cached_on_first
def study_names(inputs: Inputs) -> dict[str, str]:
    """What a reader knows each source by: its own name, else first author and year, else journal or title."""
    return {row.source_id: row.name or _by_author(row) for row in inputs.tables["sources"].itertuples(index=False)}


@cached_on_first
def journals(inputs: Inputs) -> dict[str, str]:
    """Journal and year of publication of each source, as far as they were shown."""
    return {row.source_id: _printed(row) for row in inputs.tables["sources"].itertuples(index=False)}


def said_by(inputs: Inputs, cell: str) -> str:
    """Name the sources of a cell, which semicolons separate in the data."""
    return listing(dict.fromkeys(study_names(inputs)[source] for source in cell.split(";")))


def cited(inputs: Inputs, cell: str) -> list[str]:
    """The sources of a cell by name; the word assumption stands for itself."""
    known = study_names(inputs)
    return list(dict.fromkeys(code if code == ASSUMPTION else known[code] for code in cell.split(";")))


def named(inputs: Inputs, text: str) -> str:
    """A remark of the data in which sources, told there by their ids, have the names that readers know."""
    known = study_names(inputs)
    return _ID.sub(lambda found: known.get(found[0], found[0]), text)


def curve_points(result: Result, modality: str, regions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Published shares on the same base as an uptake curve: region, place, year, value, base, study, note, source."""
    inputs = result.inputs
    table, kind = inputs.tables["evidence_points"], MODALITY_TYPE.get(modality)
    base = kind if kind in REMAINDER_TECHNIQUE else MODALITY_BASE.get(modality, ATTRIBUTE_TYPE.get(modality))
    rows = table[(table["modality"] == modality) & (table["comparable_base"] == base)]
    rows = rows[rows["region"].isin(regions or REGIONS)].sort_values(["region", "year", "value"])
    return pd.DataFrame(
        {
            "region": rows["region"],
            "place": [inputs.country_names.get(row.country) or REGIONS[row.region] for row in rows.itertuples()],
            "year": rows["year"],
            "value": rows["value"],
            "base": rows["base"],
            "study": [said_by(inputs, cell) for cell in rows["source_id"]],
            "journal": [_journal(inputs, cell) for cell in rows["source_id"]],
            "note": rows["note"],
            "source_id": rows["source_id"],
        }
    ).reset_index(drop=True)


def _journal(inputs: Inputs, cell: str) -> str:
    """Journals of a cell's sources, where their names do not say them already."""
    printed = {source: journals(inputs)[source] for source in cell.split(";")}
    return listing(journal for source, journal in printed.items() if journal not in study_names(inputs)[source])


def _printed(row: Any) -> str:
    journal = re.sub(r"\s+\d[\d(:].*$| \(.*\)$", "", row.publisher)
    if not journal or journal == "journal" or NOT_SHOWN in journal:
        return ""
    return journal if row.year == "n.d." else f"{journal} {row.year}"


def _by_author(row: Any) -> str:
    if NOT_SHOWN in row.authors or not row.authors:
        journal = "" if NOT_SHOWN in row.publisher else _printed(row)
        return journal or row.title
    first = re.split(r",|;| et al| \(", row.authors)[0].strip()
    surname = re.sub(r"(\s+[A-Z]{1,3})+$", "", first)
    return surname if row.year == "n.d." else f"{surname} {row.year}"
