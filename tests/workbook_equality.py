"""Prints, for the base case and every preset, how far LibreOffice's recalculation lies from the app."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import spinemkt
from tests.office import by_gnumeric, by_libreoffice, cells, deviation

LIMIT = 1e-9
THIRD = 3  # so many are calculated by Gnumeric, too


def main() -> int:
    """Return how many of the workbooks deviate by more than LIMIT."""
    inputs, wrong = spinemkt.load_inputs(), 0
    for number, (name, scenario) in enumerate([("Base case", None), *spinemkt.load_scenarios().items()]):
        book = spinemkt.to_workbook(inputs, scenario, draws=0)
        with tempfile.TemporaryDirectory() as folder:
            engines = {"LibreOffice": by_libreoffice, **({"Gnumeric": by_gnumeric} if number < THIRD else {})}
            for engine, calculate in engines.items():
                ((_, found),) = calculate({name: book}, Path(folder))
                worst, count = deviation(cells(book), found)
                wrong += worst > LIMIT
                print(f"{worst:.1e}  {count:,} cells  {engine:<12} {name}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
