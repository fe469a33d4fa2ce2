"""The part that an attribute of care has in spend or episodes: what it adds, what is there with it or without it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from spinemkt.model.prices import attribute_markup
from spinemkt.model.query import Where
from spinemkt.model.result import Result
from spinemkt.terms import ATTRIBUTES, TIERS

# How each part is reckoned, in words; markup is of all attributes together, 1 where there is none.
WORDS = {
    "premium": "what {} adds: place by place share x premium / markup of it",
    "with": "episodes with {}: place by place x share of it",
    "without": "what is spent without {}: place by place (1 - share) x (markup - share x premium) / markup of it",
}


def words(part: str) -> str:
    """Say what a part is and how it is reckoned."""
    counted, _, attribute = part.partition(" ")
    return WORDS[counted].format(ATTRIBUTES[attribute].lower())


def part_of(result: Result, measure: str, where: Where, part: str) -> float:
    """Return a part of a measure in its unit. part: premium or without, of spend, or with, of episodes; the attribute.

    For example "premium carbon_fibre".
    """
    counted, _, attribute = part.partition(" ")
    rows = result.table(measure, ("tier", "modality", "year"), where)
    return float((rows["value"].to_numpy() * parts(result, rows, attribute, counted)).sum())


def parts(run: Result, rows: pd.DataFrame, attribute: str, counted: str) -> np.ndarray:
    """The part of each row's spend that an attribute adds, or of its episodes that have it, or of spend without it.

    rows: with tier, modality, year. premium: share x premium / markup of all attributes. with: share. without: (1 -
    share) x (markup - share x premium) / markup.
    """
    shares, premium = run.stages.plain("attribute_share"), run.inputs["attribute_premium"].variable
    own = {"attribute": list(ATTRIBUTES).index(attribute)}
    share, added = shares.isel(own), shares.isel(own) * premium.isel(own)
    at = _positions(TIERS, rows["tier"]), _positions(run.codes["year"], rows["year"])
    parts = np.empty(len(rows))
    for modality in dict.fromkeys(rows["modality"]):
        markup = attribute_markup(shares, premium, modality)
        part = {"premium": added / markup, "with": share, "without": (1.0 - share) * (markup - added) / markup}[counted]
        mine = (rows["modality"] == modality).to_numpy()
        parts[mine] = part.transpose("place", "year").to_numpy()[at[0][mine], at[1][mine]]
    return parts


def _positions(codes: Iterable[object], found: pd.Series) -> np.ndarray:
    place = {code: index for index, code in enumerate(codes)}
    return found.map(place).to_numpy(dtype=int)
