"""Write the golden tables anew: `python -m tests.golden_refresh`, after a change of numbers that is meant."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import spinemkt
from spinemkt.evidence.inputs import CHECKED, DATA_FOLDER, digest
from tests import golden_figures

GOLDEN = Path(__file__).parent / "golden" / "spend_by_region_type_year.csv"
MEASURES = ("spend", "episodes", "treated")
YEARS = (2022, 2026, 2030, 2035, 2040)


def golden_table(result: spinemkt.Result) -> pd.DataFrame:
    """Each measure by region, treatment type (where it has one) and year, in one long frame."""
    frames = []
    for measure in MEASURES:
        by = [dim for dim in ("region", "treatment_type", "year") if dim in spinemkt.MEASURES[measure].dims]
        frames.append(result.table(measure, by, {"year": YEARS}).assign(measure=measure))
    columns = ["measure", "region", "treatment_type", "year", "value", "unit"]
    return pd.concat(frames, ignore_index=True)[columns].fillna({"treatment_type": ""})


if __name__ == "__main__":
    (DATA_FOLDER / CHECKED).unlink(missing_ok=True)
    inputs = spinemkt.load_inputs()
    (DATA_FOLDER / CHECKED).write_text(digest(DATA_FOLDER, inputs.dictionary), encoding="utf-8")
    golden_table(spinemkt.run(inputs)).to_csv(GOLDEN, index=False, lineterminator="\n")
    golden_figures.refresh()
