"""How the projection moved between versions of the data: the present figures, and what each entry changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from spinemkt.evidence.inputs import DATA_FOLDER, Inputs, digest
from spinemkt.evidence.ledger import AHEAD, MEASURES, Entry, ledger
from spinemkt.model.labelled import Array
from spinemkt.model.measures import MEASURES as KNOWN
from spinemkt.model.prices import deflator
from spinemkt.model.result import Result
from spinemkt.terms import PRICE_YEAR

TOLERANCE = 1e-9  # relative: what two runs of the same numbers may differ by


def headline(result: Result) -> dict[str, dict[int, float]]:
    """World totals of each measure of the ledger in the years ahead, in the units of MEASURES."""
    return {measure: {year: result.total(measure, {"year": year}) for year in AHEAD} for measure in MEASURES}


def present(result: Result, model: str, day: date, reason: str) -> Entry:
    """The entry that the present data would have as the next one."""
    inputs = result.inputs
    found = digest(DATA_FOLDER, inputs.dictionary)
    return Entry(len(ledger()) + 1, inputs.version, day, model, found, PRICE_YEAR, reason, headline(result))


def moved(before: Entry, after: Entry) -> bool:
    """Whether any figure differs by more than rounding, or stands in other money."""
    return before.price_year != after.price_year or any(
        abs(after.figures[measure][year] / before.figures[measure][year] - 1) > TOLERANCE
        for measure in MEASURES
        for year in AHEAD
    )


def in_money_of_today(entries: tuple[Entry, ...], inputs: Inputs) -> tuple[Entry, ...]:
    """The same with spend of every entry in constant USD of PRICE_YEAR, by the consumer prices of the inputs."""
    return tuple(replace(one, figures={**one.figures, "spend": _rebased(one, inputs)}) for one in entries)


def _rebased(entry: Entry, inputs: Inputs) -> dict[int, float]:
    prices = deflator(inputs["inflation"].variable, Array("year", [entry.price_year])).values[0]
    return {year: value * float(prices) for year, value in entry.figures["spend"].items()}


def movements(entries: tuple[Entry, ...], year: int) -> pd.DataFrame:
    """One row an entry: number, version, date, model, reason, each measure in a year and its change to the one before.

    Changes are fractions, missing in the first row.
    """
    frame = pd.DataFrame(
        [
            {
                "number": one.number,
                "version": one.version,
                "date": one.date.isoformat(),
                "model": one.model,
                "reason": one.reason,
                **{measure: one.figures[measure][year] for measure in MEASURES},
            }
            for one in entries
        ]
    )
    return frame.assign(**{f"{measure}_change": frame[measure].pct_change() for measure in MEASURES})


def paths(entries: tuple[Entry, ...], measure: str) -> pd.DataFrame:
    """Every entry's figures of one measure over the years ahead: entry, version, year, value, unit."""
    return pd.DataFrame(
        [
            {
                "entry": str(one.number),
                "version": one.version,
                "year": year,
                "value": value,
                "unit": KNOWN[measure].unit,
            }
            for one in entries
            for year, value in one.figures[measure].items()
        ]
    )
