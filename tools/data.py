"""Refresh everything derived from data/, after a full check: `make data`, or `make data WHY="why the results moved"`.

The digest of checked files, data/README.md, the golden table and, where world totals moved, an entry of data/ledger.
Results that moved need a reason. A second run changes nothing.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pandas as pd

import spinemkt
from spinemkt.analysis.ledger import moved, present
from spinemkt.errors import SpinemktError
from spinemkt.evidence.checking import checked
from spinemkt.evidence.dictionary import read_dictionary
from spinemkt.evidence.inputs import CHECKED, DATA_FOLDER, digest
from spinemkt.evidence.ledger import FOLDER, file_name, is_reason, ledger
from spinemkt.evidence.reading import read_text_frame
from tools import data_readme

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden" / "spend_by_region_type_year.csv"
MEASURES = ("spend", "episodes", "treated")
YEARS = (2022, 2026, 2030, 2035, 2040)
TOLERANCE = 1e-12  # relative: machines differ by some 1e-16


def golden_table(result: spinemkt.Result) -> pd.DataFrame:
    """Each measure by region, treatment type (where it has one) and year, in one long frame."""
    frames = []
    for measure in MEASURES:
        by = [dim for dim in ("region", "treatment_type", "year") if dim in spinemkt.MEASURES[measure].dims]
        frames.append(result.table(measure, by, {"year": YEARS}).assign(measure=measure))
    columns = ["measure", "region", "treatment_type", "year", "value", "unit"]
    return pd.concat(frames, ignore_index=True)[columns].fillna({"treatment_type": ""})


def golden_moved(found: pd.DataFrame) -> bool:
    """Whether a golden table is another than the one kept."""
    if not GOLDEN.exists():
        return True
    kept = pd.read_csv(GOLDEN, keep_default_na=False)
    try:
        pd.testing.assert_frame_equal(found, kept, rtol=TOLERANCE, atol=0, check_dtype=False)
    except AssertionError:
        return True
    return False


def refresh(reason: str = "") -> list[str]:
    """Write what is no longer as the data say; return the names of the files written.

    Raises DataError with every fault of the data, SpinemktError where results moved without a reason; then nothing is
    written.
    """
    dictionary = read_dictionary(DATA_FOLDER)
    checked(dictionary, partial(read_text_frame, DATA_FOLDER))
    inputs = spinemkt.load_inputs()
    result = spinemkt.run(inputs)
    table = golden_table(result)
    entry = present(result, spinemkt.__version__, datetime.now(UTC).date(), reason)
    tabled, headlined = golden_moved(table), moved(ledger()[-1], entry)
    if (tabled or headlined) and not is_reason(reason):
        raise SpinemktError('The results moved; say why, without quotes in it: make data WHY="why they moved"')
    wanted = {DATA_FOLDER / CHECKED: digest(DATA_FOLDER, dictionary), data_readme.OUTPUT: data_readme.text(inputs)}
    if tabled:
        wanted[GOLDEN] = table.to_csv(index=False, lineterminator="\n")
    if headlined:
        wanted[DATA_FOLDER / FOLDER / file_name(entry.number)] = entry.to_text()
    return [path.name for path, text in wanted.items() if _written(path, text)]


def _written(path: Path, text: str) -> bool:
    """Write a file unless it holds just this."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def main() -> int:
    """Refresh, and say which files are new."""
    try:
        written = refresh(" ".join(sys.argv[1:]))
    except SpinemktError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Written: {', '.join(written)}." if written else "Everything derived from data/ is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
