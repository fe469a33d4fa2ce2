"""The numbers of the bundled data, kept: a change that moves them is either meant (`make data`) or a mistake."""

from __future__ import annotations

import pandas as pd
import pytest

import spinemkt
from tests import golden_figures
from tools.data import GOLDEN, golden_table


def test_the_numbers_are_those_of_the_golden_table(result: spinemkt.Result) -> None:
    kept = pd.read_csv(GOLDEN, keep_default_na=False)
    found = golden_table(result)
    pd.testing.assert_frame_equal(found, kept, rtol=1e-9, atol=0, check_dtype=False, obj="golden table")


@pytest.mark.slow
@pytest.mark.parametrize("state", golden_figures.STATES)
def test_the_figures_of_all_pages_are_those_kept(state: str) -> None:
    changed = golden_figures.differences(golden_figures.figures_table(state), golden_figures.kept(state))
    first = "\n".join(changed[:10])
    assert not changed, (
        f"{len(changed)} figures differ in {golden_figures.FIGURES.name}, among them (kept -> found):\n{first}\n"
        f"If that is meant: {golden_figures.REFRESH}"
    )


def test_each_kind_of_difference_from_the_kept_figures_is_said() -> None:
    found = golden_figures.kept("default").head(40)
    moved, reworded, shuffled = (
        found.copy(),
        found.copy(),
        found.assign(part="elsewhere").sample(frac=1, random_state=1),
    )
    moved.iloc[3, moved.columns.get_loc("value")] *= 1 + 3e-9
    reworded.iloc[5, reworded.columns.get_loc("text")] += "x"
    assert [len(golden_figures.differences(found, other)) for other in (moved, reworded, found[1:])] == [1, 2, 1]
    assert golden_figures.differences(found, shuffled) == []
