"""Roles and net revenue: a role sets measure and products, and is left as soon as a filter is moved."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import spinemkt
from spinemkt.analysis.market.maker import undisclosed
from spinemkt.analysis.roles import FILTERS, ROLES, role_of
from spinemkt.analysis.view import View
from spinemkt.charts.maker import waterfall
from spinemkt.documents import overview
from spinemkt.documents.blocks import Exhibit, Head, Note, Table
from spinemkt.documents.workspace import Workspace, blocks
from spinemkt.figures.text import as_text
from spinemkt.terms import MODALITIES, PRODUCT_CATEGORIES
from tests.test_pages import check, html_of, opened

EUROPE = View(region=("europe",), primary=("lung",), modality=("proton",), years=(2027, 2033), year=2030)


@pytest.mark.parametrize("code", ROLES)
def test_a_role_keeps_places_cancers_and_years(code: str) -> None:
    seen = ROLES[code].seen(EUROPE)
    assert role_of(seen) == code
    changed = {name: getattr(View(), name) for name in ("quantity", *FILTERS)}
    assert replace(seen, **changed) == replace(EUROPE, **changed)
    assert role_of(replace(seen, treatment_type=("surgery",))) is None


def test_every_product_belongs_to_one_role() -> None:
    products = [product for role in ROLES.values() for product in role.products]
    assert sorted(products) == sorted(PRODUCT_CATEGORIES)


def test_the_default_is_everything() -> None:
    assert role_of(View()) == "everything"


def test_a_role_is_one_click_and_left_by_a_filter() -> None:
    app = opened()
    check(app, 4)
    (pills,) = [one for one in app.get("button_group") if one.key == "role"]
    assert pills.value == "everything"
    pills.set_value("implants").run()
    assert app.session_state["quantity"] == "revenue"
    assert app.session_state["product_category"] == list(ROLES["implants"].products)
    assert "manufacturer net revenue) is" in " ".join(html_of(app))
    app.multiselect(key="treatment_type").set_value(["surgery"]).run()
    (pills,) = [one for one in app.get("button_group") if one.key == "role"]
    assert pills.value is None
    pills.set_value("everything").run()
    assert app.session_state["treatment_type"] == []
    assert "(payer spend) is" in " ".join(html_of(app))


def test_the_waterfall_leads_from_spend_to_net_revenue(result: spinemkt.Result) -> None:
    view = View(quantity="revenue", region=("europe",), year=2030, product_category=("linacs",))
    chart = waterfall(result, view, "light")
    spend, services, margins, others, chosen = chart.frame["value"]
    where = {"region": ["europe"], "year": 2030}
    assert spend == pytest.approx(result.total("spend", where))
    assert chosen == pytest.approx(result.total("maker_revenue", {**where, "product_category": ["linacs"]}))
    assert spend + services + margins == pytest.approx(result.total("maker_revenue", where))
    assert spend + services + margins + others == pytest.approx(chosen)
    assert max(services, margins, others) < 0
    whole = waterfall(result, replace(view, product_category=()), "light").frame["value"]
    assert list(whole)[-1] == pytest.approx(result.total("maker_revenue", where)) and len(whole) == 4


def test_products_sum_to_the_revenue_and_have_units_and_prices(inputs: spinemkt.Inputs) -> None:
    work = Workspace(inputs, view=View(quantity="revenue"), ranges="off")
    found = blocks(overview.page, work)
    (table,) = [block for block in found if isinstance(block, Table) and block.key == "products"]
    assert len(table.rows) == len(PRODUCT_CATEGORIES)
    total = 0.0
    for name, revenue, units, price in table.rows:
        (money,), (count,), (each,) = (as_text(cell).figures for cell in (revenue, units, price))
        assert name in PRODUCT_CATEGORIES.values()
        total += money.number
        # A net price counts all of a product; only cancer drugs are counted in part.
        assert each.number * count.number >= money.number * (1 - 1e-9)
    assert total == pytest.approx(work.result.total("maker_revenue", {"year": 2026}))
    assert {"waterfall", "by_product"} <= {block.key for block in found if isinstance(block, Exhibit)}


def test_what_no_source_gives_is_not_disclosed(inputs: spinemkt.Inputs) -> None:
    hidden = undisclosed(inputs)
    assert "proton" in hidden and "targeted_therapy" not in hidden
    work = Workspace(inputs, view=View(quantity="revenue", modality=("proton",)), ranges="off")
    found = blocks(overview.page, work)
    (head,) = [block for block in found if isinstance(block, Head)]
    notes = " ".join(str(block.text) for block in found if isinstance(block, Note))
    assert not re.search(r"\d+ [MB]", str(head.answer))
    assert "Not disclosed" in notes and MODALITIES["proton"].lower() in notes
