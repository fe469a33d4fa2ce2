"""What tests ask of a text that keeps its figures."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from spinemkt.figures.text import Text
from spinemkt.model.result import Result
from tests.test_lineage_pages import forms


def check_figures(text: Text, runs: Mapping[str, Result], scale: float = 0.0) -> None:
    """Each figure, made anew from the runs, is its value and stands in the text; scale: what differences are of."""
    for words, figure in text.pieces:
        if figure is not None:
            value = figure.evaluate(runs.__getitem__)
            assert value == pytest.approx(figure.number, rel=1e-9, abs=1e-9 * scale), (str(text), words)
            assert words.startswith(tuple(forms(value, figure))), (str(text), words, value)
