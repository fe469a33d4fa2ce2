"""The numbers of the bundled data, kept: a change that moves them is either meant (`make data`) or a mistake."""

from __future__ import annotations

import pandas as pd

import spinemkt
from tools.data import GOLDEN, golden_table


def test_the_numbers_are_those_of_the_golden_table(result: spinemkt.Result) -> None:
    kept = pd.read_csv(GOLDEN, keep_default_na=False)
    found = golden_table(result)
    pd.testing.assert_frame_equal(found, kept, rtol=1e-9, atol=0, check_dtype=False, obj="golden table")
