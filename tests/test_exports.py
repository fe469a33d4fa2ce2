"""Files that leave the tool: no cell of any can be run by a spreadsheet, and the app reads what it wrote."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spinemkt.evidence.defusing import defused, restored
from spinemkt.export.csv import csv_bytes, distinct, to_csv

RUN = "=+-@＝＋－＠\t\r\n"
BLANK = re.compile(r"[\s\u00a0\u200b\ufeff\u2060\0]*")


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def cells(content: bytes, separator: str) -> list[str]:
    """Every cell as a spreadsheet finds it that takes a sign as the separator."""
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]


def running(content: bytes) -> list[str]:
    """The cells that a spreadsheet would run: with commas, and where semicolons or tabs separate them.

    In the other places a row that begins with a negative number is one cell of numbers, which nothing can run.
    """
    found = [cell for cell in cells(content, ",") if runs(cell)]
    for separator in ";\t":
        found += [cell for cell in cells(content, separator) if runs(cell) and not is_number(cell.split(",")[0])]
    return found


def runs(cell: str) -> bool:
    bare = cell[BLANK.match(cell).end() :]
    return (bare[:1] in RUN if bare else cell[:1] in RUN and bool(cell)) and not is_number(cell)


PIECES = st.sampled_from(
    [
        *"=+-@＝＋－＠;,\t\r\n'\"#|! \u00a0\ufeff\u200b\0\u2028",
        "=1+1",
        ",=1+1,",
        ';"=1+1',
        "'=",
        "-84",
        "-5%",
        "\r\n",
        '","',
        '";"',
        "a",
        "7",
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=12)


@settings(max_examples=400)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.lists(st.tuples(TEXTS, TEXTS), max_size=3))
@example([("a,=1+1,b", "x", "y")], [("scenario", "a,=1+1,b")])
@example([('a;"=1', "=2", "'=3")], [("scenario", 'a;"=1",=2')])
@example([("", "", "\r\t;")], [])
@example([("x", "a\n=1", "a\r\n;=1")], [(",=1", "\n=1")])
def test_no_cell_of_a_file_can_be_run(rows: list[tuple[str, ...]], header: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    content = to_csv(frame, header)
    assert not running(content)
    named = pd.DataFrame([[1, 2, 3]], columns=list(rows[0]))
    assert not running(to_csv(named, header))


@settings(max_examples=400)
@given(TEXTS)
@example("'=1")
@example("''-84")
@example("a;'\"b")
@example("'\n=1")
def test_what_is_defused_is_restored(text: str) -> None:
    assert restored(defused(text)) == text


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_the_rows_come_back_as_they_were(row: list[str]) -> None:
    content = csv_bytes([row])
    (read,) = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [restored(cell) for cell in read] == row


@pytest.mark.parametrize("number", ["-84", "-50", "-0.5", "-1e-3", "-.5"])
def test_a_number_kept_as_text_stays_a_number(number: str) -> None:
    assert f"x,{number},y\n" in csv_bytes([["x", number, "y"]]).decode()


def test_numbers_stay_numbers_and_what_is_missing_is_empty() -> None:
    frame = pd.DataFrame({"change": [-1.5, float("nan")], "count": [-3, 4], "words": ["-3%", None]})
    assert to_csv(frame, []).decode("utf-8-sig") == "change,count,words\n-1.5,-3,'-3%\n,4,\n"


def test_a_name_that_stands_twice_is_numbered() -> None:
    assert distinct(["Plan", "plan ", "Plan", "other", "Plan (2)"]) == [
        "Plan",
        "plan  (2)",
        "Plan (3)",
        "other",
        "Plan (2) (2)",
    ]
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert to_csv(twice, []).decode("utf-8-sig") == "a,a (2)\n1,2\n"
