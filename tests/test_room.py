"""Room for the labels of axes."""

from __future__ import annotations

import pytest

from spinemkt.charts.margins import PAD, width_of, with_margins
from spinemkt.charts.style import axis, layout

MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}


def test_letters_have_widths_of_their_kind() -> None:
    # one wide letter, one narrow, one capital, one other: (0.86 + 0.34 + 0.6 + 0.5) x 10 pixels
    assert width_of("miSa", 10) == pytest.approx(23.0)
    assert width_of("mm", 10) > width_of("ll", 10)


def test_the_longest_line_of_the_names_counts() -> None:
    up = axis("light", ticktext=["Lung", "Colorectal<br>and others"])
    across = axis("light", showticklabels=False)
    assert width_of("and others", 12) > width_of("Colorectal", 12) > width_of("Lung", 12)
    assert with_margins(MARGIN, across, up) == {**MARGIN, "l": round(width_of("and others", 12)) + PAD}


def test_numbers_get_as_many_places_as_their_steps_have() -> None:
    across = axis("light", showticklabels=False)
    wide, fine = (axis("light", range=[0, top], ticksuffix=" bn") for top in (20, 2))
    # steps of 20 / 6 need none, of 2 / 6 one: 20 bn against 2.0 bn
    assert with_margins(MARGIN, across, wide)["l"] == round(width_of("20 bn", 12)) + PAD
    assert with_margins(MARGIN, across, fine)["l"] == round(width_of("2.0 bn", 12)) + PAD


def test_a_wider_margin_stays() -> None:
    found = with_margins({**MARGIN, "l": 200, "r": 90}, axis("light"), axis("light"))
    assert (found["l"], found["r"]) == (200, 90)


def test_names_above_take_room_above() -> None:
    found = with_margins(
        MARGIN, axis("light", side="top", ticktext=["a", "b<br>c"]), axis("light", showticklabels=False)
    )
    # two lines of 1.3 x 12 pixels
    assert found["t"] == round(2 * 1.3 * 12) + PAD
    assert found["b"] == 8


def test_a_chart_without_axes_gets_none() -> None:
    assert layout("light", margin={"l": 0, "r": 0, "t": 0, "b": 0})["margin"] == {"l": 0, "r": 0, "t": 0, "b": 0}


def test_an_axis_without_labels_takes_no_room_above() -> None:
    bare = axis("light", showticklabels=False, range=[0, 5])
    assert with_margins(MARGIN, bare, bare) == MARGIN
    assert with_margins(MARGIN, bare, axis("light", range=[0, 5]))["t"] == 20
