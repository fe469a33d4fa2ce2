"""Every element of the source texts that the market, the landscape and the answers owe stands on its page."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_pages import check, html_of, opened

FOLDER = Path(__file__).parent / "elements"
ROWS = [
    row
    for name in ("landscape.csv", "market.csv")
    for row in csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines())
]


def words(app: AppTest) -> str:
    """All that a reader can read on a page: texts without tags, charts, tables."""
    texts = [re.sub(r"<[^>]+>", " ", html) for html in html_of(app) if "<style" not in html]
    charts = [json.dumps(json.loads(one.proto.spec), ensure_ascii=False) for one in app.get("plotly_chart")]
    tables = [one.value.to_csv() for one in app.dataframe]
    return re.sub(
        r"\s+", " ", unescape(" ".join([*texts, *charts, *tables])).replace("<br>", " ").replace("\u00a0", " ")
    )


@cache
def page(name: str, link: str) -> str:
    app = opened(name, link=dict(pair.split("=", 1) for pair in link.split(";") if pair))
    check(app)
    assert not app.warning, "the link was not read as written"
    return words(app)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['page']}: {row['element']}")
def test_an_element_stands_on_its_page(row: dict[str, str]) -> None:
    assert row["found"] in page(row["page"], row["link"])


def test_elements_are_named_once_and_whole() -> None:
    assert len({row["element"] for row in ROWS}) == len(ROWS)
    assert all(row["source"] and row["found"] for row in ROWS)
