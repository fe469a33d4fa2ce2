"""The maker's view: identities, a unit worked by hand, what is disclosed, draws, lineage and the waterfall."""

from __future__ import annotations

import numpy as np
import pytest

import spinemkt
from spinemkt import Change, Scenario, where_of
from spinemkt.analysis.lineage.dependencies import behind
from spinemkt.analysis.market.maker import NOT_DISCLOSED, net_price, undisclosed
from spinemkt.errors import QueryError
from spinemkt.evidence.expected import mean
from spinemkt.model.products import product_uses
from spinemkt.terms import PRODUCT_CATEGORIES, PRODUCT_COMPONENTS, REGIONS

PRODUCED = ("product_spend", "maker_revenue", "maker_revenue_nominal", "units")
BY = (
    ("product_category",),
    ("product_category", "region"),
    ("modality", "product_category"),
    ("treatment_type", "product_category", "tier"),
    ("country", "product_category"),
    ("end_user", "product_category"),
    ("primary_group", "presentation"),
)
US = {"tier": "united_states", "year": 2022}


@pytest.mark.parametrize("measure", PRODUCED)
@pytest.mark.parametrize("by", BY, ids="-".join)
def test_parts_sum_to_the_whole(result: spinemkt.Result, measure: str, by: tuple[str, ...]) -> None:
    where = {"year": 2030}
    assert result.table(measure, by, where)["value"].sum() == pytest.approx(result.total(measure, where), rel=1e-9)


@pytest.mark.parametrize(
    "where", [{"region": "europe"}, {"primary": "breast"}, {"product_category": "linacs"}], ids=str
)
def test_parts_kept_by_a_filter_are_those_of_the_table(result: spinemkt.Result, where: dict[str, str]) -> None:
    (dim, code), by = next(iter(where.items())), ("product_category", "modality", "year")
    whole = result.table("maker_revenue", (*dict.fromkeys((*by, dim)),))
    expected = whole[(whole[dim] == code) & (whole["year"] == 2035)]["value"].sum()
    assert result.total("maker_revenue", {**where, "year": 2035}) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("scope", ["strict", "attributed", "full"])
def test_makers_net_no_more_than_is_spent_anywhere(inputs: spinemkt.Inputs, scope: str) -> None:
    found = spinemkt.run(inputs, scope=scope)
    for by in (("country", "year"), ("tier", "modality", "year"), ("primary", "presentation", "year")):
        spend = found.table("spend", by).set_index([*by])["value"]
        products, net = (found.table(name, by).set_index([*by])["value"] for name in ("product_spend", "maker_revenue"))
        assert (products <= spend.reindex(products.index) * (1 + 1e-12)).all()
        assert (net <= products * (1 + 1e-12)).all()
        assert (net >= 0).all()


def test_machines_never_cost_more_than_the_fee(inputs: spinemkt.Inputs) -> None:
    dear = spinemkt.run(inputs.with_values(machine_price=inputs["machine_price"] * 1000.0))
    by, kept = ("tier", "modality", "year"), {"modality": ["conventional_ebrt", "mri", "ct", "pet_ct"]}
    products, spend = (dear.table(name, by, kept)["value"].to_numpy() for name in ("product_spend", "spend"))
    assert (products <= spend * (1 + 1e-12)).all()
    assert products.max() > 0.99 * spend[products.argmax()]  # the fee is the limit that binds


def test_products_that_are_used_up_follow_the_unit_cost(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    doubled = spinemkt.run(inputs.with_values(unit_cost=inputs["unit_cost"] * 2.0))
    for category in PRODUCT_CATEGORIES:
        kept = {"product_category": category, "year": 2030}
        grown = doubled.total("maker_revenue", kept) / result.total("maker_revenue", kept)
        machine = float(inputs["machine_price"].sel(product_category=category)) > 0
        # What a machine costs is no matter of the fee, but where the fee was the limit.
        assert (1.0 - 1e-9 <= grown < 1.1) if machine else grown == pytest.approx(2.0)
        assert doubled.total("units", kept) == pytest.approx(result.total("units", kept))


def test_an_empty_scenario_changes_nothing(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    empty = spinemkt.run(inputs, Scenario("Empty"))
    for measure in PRODUCED:
        assert empty.total(measure, {"year": 2035}) == result.total(measure, {"year": 2035})


def test_an_implant_set_in_the_united_states_by_hand(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    where = {**US, "modality": "separation_surgery", "product_category": "implant_sets"}
    episodes = result.total("episodes", {**US, "modality": "separation_surgery"})
    rows = inputs.register.assign(mean=mean(inputs.register)).set_index("id")["mean"]
    price = result.stages.price.sel(modality="separation_surgery", place="united_states", year=2022)
    share = {
        code: result.stages.attribute_share.sel(attribute=code, place="united_states", year=2022) for code in ADDED
    }
    markup = 1 + sum(float(share[code]) * rows[f"attribute_premium[{code}]"] for code in ADDED)
    set_price = float(price) / markup * rows["component_share[separation_surgery, implant_set]"]
    set_price *= rows["product_share[separation_surgery, implant_sets]"]
    fibre = float(price) / markup * float(share["carbon_fibre"]) * rows["attribute_premium[carbon_fibre]"]
    paid = set_price + fibre * rows["attribute_product_share[implant_sets, carbon_fibre]"]
    assert result.total("product_spend", where) == pytest.approx(episodes * paid)
    taken = rows["margins_and_rebates[implant_sets, united_states]"]
    assert result.total("maker_revenue", where) == pytest.approx(episodes * paid * (1 - taken))
    assert result.total("units", where) == pytest.approx(
        episodes * rows["units_per_episode[separation_surgery, implant_sets]"]
    )


ADDED = ("robotic_navigated", "carbon_fibre")


def test_machine_years_are_fractions_over_what_a_machine_gives(result: spinemkt.Result) -> None:
    kept = {"modality": ["imrt_igrt", "sbrt_srs"], "year": 2030}
    machines = result.total("units", {**kept, "product_category": "linacs"})
    expected = result.total("linac_fractions", kept) / float(result.inputs["fractions_per_machine"])
    assert machines == pytest.approx(expected)
    scans = result.total("episodes", {"modality": "mri", "year": 2030})
    per_machine = float(result.inputs["uses_per_machine"].sel(product_category="mri_scanners"))
    assert result.total("units", {"product_category": "mri_scanners", "year": 2030}) == pytest.approx(
        scans / per_machine
    )


def test_robots_are_counted_where_operations_have_one(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    kept = {"product_category": "robots_navigation", "year": 2030}
    none = inputs["attribute_start"].copy(deep=True), inputs["attribute_ceiling"].copy(deep=True)
    for array in none:
        array.loc[{"attribute": "robotic_navigated"}] = 0.0
    without = spinemkt.run(inputs.with_values(attribute_start=none[0], attribute_ceiling=none[1]))
    for measure in ("units", "maker_revenue"):
        assert without.total(measure, kept) == pytest.approx(0.0, abs=1e-6)
        assert result.total(measure, kept) > 0


def test_constant_and_nominal_money_agree_in_2025(result: spinemkt.Result) -> None:
    for region in REGIONS:
        constant, nominal = (
            result.total(name, {"region": region, "year": 2025}) for name in ("maker_revenue", "maker_revenue_nominal")
        )
        assert constant == pytest.approx(nominal)


# ------------------------------------------------------------------------------------------------- what is disclosed
def test_each_category_has_uses_and_each_use_its_numbers(inputs: spinemkt.Inputs) -> None:
    uses, rows = product_uses(inputs), inputs.register.set_index("id")["expected"]
    assert {category for _, category in uses.pairs} == set(PRODUCT_CATEGORIES)
    for modality, category in uses.pairs:
        assert rows[f"units_per_episode[{modality}, {category}]"] > 0
        shared = f"product_share[{modality}, {category}]" in rows
        machine = f"machine_price[{category}]" in rows
        premium = bool((inputs["attribute_product_share"].sel(product_category=category) > 0).any())
        assert shared == bool(PRODUCT_COMPONENTS[category])
        assert shared + machine + (premium and not shared) == 1  # one way to a price


def test_machines_have_a_price_a_life_and_service(inputs: spinemkt.Inputs) -> None:
    machines = set(inputs.register.query("parameter == 'machine_price'")["product_category"])
    rows = inputs.register.groupby("parameter")["product_category"].agg(set)
    assert rows["useful_life"] == rows["service_rate"] == machines


def test_what_has_no_row_is_not_disclosed(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    hidden = undisclosed(inputs)
    assert {"proton", "brachytherapy", "xray", "bracing"} <= set(hidden)
    assert not {"open_surgery", "mri", "sbrt_srs"} & set(hidden)
    assert result.table("maker_revenue", ("modality",), {"modality": hidden}).empty
    found = spinemkt.waterfall(result, {"year": 2030, "modality": "proton"})
    assert found.services == found.spend > 0
    assert list(found.undisclosed["modality"]) == ["proton"]
    assert net_price(result, "linacs", {"modality": "proton"}) == NOT_DISCLOSED


# ------------------------------------------------------------------------------------------------------- waterfall
@pytest.mark.parametrize("where", [{"year": 2026}, {"region": "asia_pacific"}, {"modality": "mri"}, {}], ids=str)
def test_the_waterfall_is_exact(result: spinemkt.Result, where: dict[str, object]) -> None:
    found = spinemkt.waterfall(result, where)
    steps = found.steps()["value"].to_numpy()
    assert steps[0] == pytest.approx(result.total("spend", where))
    assert steps[:3].sum() == pytest.approx(steps[3], rel=1e-9)
    assert steps[3] == pytest.approx(result.total("maker_revenue", where))
    apart = found.categories[["margins_and_rebates", "maker_revenue"]].sum(axis=1)
    assert np.allclose(apart, found.categories["product_spend"])
    assert found.services >= 0


def test_the_waterfall_goes_to_all_categories(result: spinemkt.Result) -> None:
    with pytest.raises(QueryError, match="product_category"):
        spinemkt.waterfall(result, {"product_category": "linacs"})
    with pytest.raises(QueryError, match="argument of its own"):
        net_price(result, "linacs", {"product_category": "mri_scanners"})


def test_units_times_net_price_is_net_revenue(inputs: spinemkt.Inputs) -> None:
    full = spinemkt.run(inputs, scope="full")
    for category in PRODUCT_CATEGORIES:
        kept = {"product_category": category, **US}
        price = net_price(full, category, US)
        assert full.total("units", kept) * float(price) == pytest.approx(full.total("maker_revenue", kept))


# ------------------------------------------------------------------------------------------------ draws and lineage
@pytest.fixture(scope="module")
def drawn(inputs: spinemkt.Inputs) -> spinemkt.Ensemble:
    return spinemkt.simulate(inputs, draws=500, years=(2026, 2035))


@pytest.mark.parametrize("measure", PRODUCED)
def test_draws_know_it_as_any_measure(drawn: spinemkt.Ensemble, measure: str) -> None:
    table = drawn.table(measure, ("product_category", "region", "year"))
    assert (table["p10"] <= table["p90"]).all()
    assert ((table["p10"] < table["central"]) & (table["central"] < table["p90"])).mean() > 0.95
    parts, whole = (
        drawn.values(measure, ("product_category",), {"year": 2026}),
        drawn.values(measure, (), {"year": 2026}),
    )
    assert parts.sum(axis=0) == pytest.approx(whole[0], rel=1e-4)
    assert drawn.values(measure, ("modality", "product_category"), {"year": 2035}).sum(axis=0) == pytest.approx(
        drawn.values(measure, (), {"year": 2035})[0], rel=1e-4
    )


def test_makers_net_no_more_than_is_spent_in_any_draw(drawn: spinemkt.Ensemble) -> None:
    by = ("region", "modality", "year")
    spend, products = drawn.table("spend", by), drawn.table("product_spend", by)
    rows = [list(zip(*(frame[dim] for dim in by), strict=True)) for frame in (spend, products)]
    mine = [rows[0].index(row) for row in rows[1]]
    paid, net = drawn.values("product_spend", by), drawn.values("maker_revenue", by)
    assert (paid <= drawn.values("spend", by)[mine] * (1 + 1e-4)).all()
    assert (net <= paid * (1 + 1e-4)).all()


def test_the_line_lies_near_the_mean_of_the_draws(inputs: spinemkt.Inputs) -> None:
    ensemble = spinemkt.simulate(inputs, draws=2000, years=(2026,))
    for measure in ("product_spend", "maker_revenue"):
        found = ensemble.values(measure).mean()
        assert ensemble.central.total(measure, {"year": 2026}) == pytest.approx(found, rel=0.02)


def test_figures_without_products_are_drawn_as_without_them(inputs: spinemkt.Inputs) -> None:
    """Numbers of products have a hypercube of their own: moving them leaves spend as it is, draw by draw."""
    change = Change("margins_and_rebates", "scale", 0.5, where_of(product_category="implant_sets"))
    base, moved = (
        spinemkt.simulate(inputs, scenario, draws=500, years=(2035,))
        for scenario in (None, Scenario("Less", changes=(change,)))
    )
    assert np.array_equal(base.values("spend"), moved.values("spend"))
    assert (moved.values("maker_revenue") > base.values("maker_revenue")).all()


def test_lineage_lists_the_numbers_of_the_product_alone(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.lineage(result, "maker_revenue", {"year": 2026, "product_category": "bone_agent_doses"})
    assert found.value == result.total("maker_revenue", found.where)
    assert list(found.stages["measure"])[-3:] == ["patient_years", "episodes", "maker_revenue"]
    products = {code for code in found.parameters["id"] if code.startswith(("product_share", "margins", "machine"))}
    assert "product_share[bone_modifying_agents, bone_agent_doses]" in products
    assert not [code for code in products if "bone_agent_doses" not in code]
    units = set(behind(inputs, "units", {"product_category": "linacs", "tier": "china"})["parameter"])
    assert "fractions_per_machine" in units
    assert not units & {"unit_cost", "machine_price", "margins_and_rebates", "price_level"}


@pytest.mark.parametrize("measure", ["maker_revenue", "units"])
def test_every_number_that_moves_it_is_listed(inputs: spinemkt.Inputs, result: spinemkt.Result, measure: str) -> None:
    where = {"region": "europe", "product_category": ["implant_sets", "linacs"], "year": 2030}
    listed = set(behind(inputs, measure, where)["parameter"])
    whole = result.total(measure, where)
    for name in inputs.register["parameter"].unique():
        spec = inputs.dictionary.parameters[name]
        if spec.sums_to_one or name in ("reference_detection",):
            continue
        array = inputs[name].copy(deep=True)
        for cells in inputs.register[inputs.register["parameter"] == name].to_dict("records"):
            array.loc[{dim: cells[dim] for dim in spec.dims}] *= 0.97  # a default is no number of the register
        moved = spinemkt.run(inputs.with_values(**{name: array}))
        if abs(moved.total(measure, where) / whole - 1) > 1e-9:
            assert name in listed, name


def test_a_bridge_of_net_revenue_sums_to_its_change(result: spinemkt.Result) -> None:
    found = spinemkt.bridge(result, result, 2026, 2035, "region", {"product_category": "linacs"}, "maker_revenue")
    first, last = (result.total("maker_revenue", {"year": year, "product_category": "linacs"}) for year in (2026, 2035))
    assert found["value"].sum() == pytest.approx(last - first)


# ----------------------------------------------------------------------------------------------------- payers
@pytest.mark.parametrize("measure", ["spend", "spend_nominal", "maker_revenue"])
@pytest.mark.parametrize("by", [(), ("region",), ("country",), ("modality",)], ids=str)
def test_payers_sum_to_the_whole(result: spinemkt.Result, measure: str, by: tuple[str, ...]) -> None:
    where = {"year": 2030}
    apart = result.table(measure, (*by, "payer"), where)
    if not by:
        assert apart["value"].sum() == pytest.approx(result.total(measure, where))
        return
    whole = result.table(measure, by, where).set_index(*by)["value"]
    assert np.allclose(apart.groupby(*by)["value"].sum().reindex(whole.index), whole, rtol=1e-9, atol=1e-6)


def test_payers_are_those_of_the_place(result: spinemkt.Result, inputs: spinemkt.Inputs) -> None:
    in_us, in_china = (
        result.table("spend", ("payer",), {"tier": tier, "year": 2030}).set_index("payer")["value"]
        for tier in ("united_states", "china")
    )
    share = inputs["payer_share"].sel(tier="united_states")
    assert in_us["medicare"] / in_us.sum() == pytest.approx(float(share.sel(payer="medicare")))
    assert in_china["medicare"] == in_china["medicaid"] == 0
    kept = {"payer": ["medicare", "medicaid"], "year": 2030}
    assert result.total("spend", kept) == pytest.approx(in_us[["medicare", "medicaid"]].sum())


def test_payers_are_drawn_and_listed(drawn: spinemkt.Ensemble, inputs: spinemkt.Inputs) -> None:
    parts, whole = drawn.values("spend", ("payer",), {"year": 2026}), drawn.values("spend", (), {"year": 2026})
    assert parts.sum(axis=0) == pytest.approx(whole[0], rel=1e-4)
    listed = behind(inputs, "spend", {"payer": "private", "tier": "china"})
    assert set(listed[listed["parameter"] == "payer_share"]["tier"]) == {"china"}
    assert "payer_share" not in set(behind(inputs, "spend", {"tier": "china"})["parameter"])


# ----------------------------------------------------------------------------------------------------- checks
def test_disclosed_sales_are_ceilings(result: spinemkt.Result) -> None:
    checks = spinemkt.external_checks(result)
    found = checks[checks["verdict"].str.endswith("its ceiling")]
    assert len(found) >= 8
    assert set(found["verdict"]) == {"below its ceiling"}
    assert (found["model"] > 0).all()
