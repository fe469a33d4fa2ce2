"""One grade and one measure of influence: the same group has both alike wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest

import spinemkt
from spinemkt import Change, Scenario, where_of
from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.lineage.grades import CLASSES, LEAST, PARTS, grades, weak_and_important
from spinemkt.analysis.lineage.influence import influence, influence_on, rows_behind, uncertainty
from spinemkt.analysis.scenarios.effects import steps
from spinemkt.analysis.uncertainty_views import dispersion, outcomes, sensitivity
from spinemkt.analysis.view import View
from spinemkt.charts.sensitivity import tornado_bars
from spinemkt.figures.expression import Amount, Constant
from spinemkt.figures.figure import Figure, written
from spinemkt.figures.study import Study
from spinemkt.uncertainty.blocks import sample_of
from spinemkt.uncertainty.groups import MATERIAL, grade_of, subject_of
from spinemkt.uncertainty.variance import families
from spinemkt.wording import percent
from tests.figures import FORMS, compose, growth
from tests.test_pages import html_of, opened
from ui import asks, cache

DRAWS = 2000  # of fewer, chance alone makes shares
VIEWS: Mapping[str, View] = {
    "spend": View(year=2035),
    "diagnosed": View(quantity="patients", year=2030),
    "lung alone": View(quantity="patients", primary=("lung",), year=2030),
    "surgery in Europe": View(region=("europe",), treatment_type=("surgery",), quantity="episodes"),
    "one country": View(country=("DEU",), primary=("lung", "other"), year=2035),
    "one modality": View(modality=("sbrt_srs",), scope="strict", year=2032),
    "with myeloma": View(myeloma=True, year=2035),
}
DEARER = Scenario("Dearer", changes=(Change("unit_cost", "scale", 1.5, where_of(modality="sbrt_srs")),))


class Shown:
    """All places that say what an outcome hangs on, made from runs and draws of the test's own."""

    def __init__(self, inputs: spinemkt.Inputs, view: View, scenario: Scenario) -> None:
        self.view, outcome = view, outcomes.outcome_of(view)
        self.measure, self.where = outcome.measure, {**outcome.where, "year": outcome.year}
        self.run = spinemkt.run(inputs, scenario, view.scope, view.myeloma)
        self.ensemble = spinemkt.simulate(
            inputs, scenario, DRAWS, scope=view.scope, include_myeloma=view.myeloma, years=(view.year,)
        )
        self.drawn = dispersion.drawn(self.run, view, scenario, DRAWS, 0)
        self.drawer = spinemkt.lineage(self.run, self.measure, self.where, self.ensemble).carriers.set_index("name")
        self.swings = sensitivity.swings(self.run, view, scenario, self.drawn)
        self.weak = weak_and_important(self.run, self.ensemble, self.measure, self.where, 1000).set_index("name")


# Every view once, by turns at baseline and under the scenario; the first one under both.
SHOWN = [(name, (Scenario(), DEARER)[place % 2]) for place, name in enumerate([*VIEWS, next(iter(VIEWS))])]


@pytest.fixture(scope="module", params=SHOWN, ids=str)
def shown(request: pytest.FixtureRequest, inputs: spinemkt.Inputs) -> Shown:
    name, scenario = request.param
    return Shown(inputs, VIEWS[name], scenario)


def test_a_group_has_one_grade_and_one_share_wherever_it_is_shown(shown: Shown) -> None:
    tornado = shown.swings.set_index("name")
    assert len(shown.drawer) >= 2
    for name, row in shown.drawer[shown.drawer["share"] >= LEAST].iterrows():
        assert tornado.loc[name, "share"] == pytest.approx(row["share"], rel=1e-6), name
        assert tuple(tornado.loc[name, ["label", "grade", "numbers"]]) == tuple(row[["label", "grade", "numbers"]])
    weak = shown.drawer[(shown.drawer["grade"] == "D") & (shown.drawer["share"] >= LEAST)]
    assert list(shown.weak.index) == list(weak.index)
    assert list(shown.weak["share"]) == pytest.approx(list(weak["share"]))
    listed = sensitivity.weakest(shown.swings, shown.run.inputs.baseline, 1000).set_index("moved")
    for name, row in shown.weak.iterrows():
        assert tuple(listed.loc[name, ["name", "grade"]]) == (row["label"], row["grade"])
        assert listed.loc[name, "share"] == pytest.approx(row["share"])


def test_what_makes_most_of_the_variance_with_a_material_part_of_judgement_is_weak_and_important(shown: Shown) -> None:
    register, found = shown.run.inputs.register, influence_on(shown.run, shown.ensemble, shown.measure, shown.where)
    table = sensitivity.weak_and_important(shown.swings).set_index("grade")
    large = {label for label in str(table.at["D", "Large"]).split("; ") if label}
    seen = 0
    for row in found.head(10).itertuples():
        judged = (register["grade"].iloc[row.rows] == "D").mean()
        if judged >= MATERIAL and row.share >= sensitivity.INFLUENCE["Large"]:
            assert row.label in large
            assert row.name in shown.weak.index
            seen += 1
    assert seen == len(large)
    assert shown.weak["share"].is_monotonic_decreasing


def test_the_line_under_a_chart_grades_a_step_as_its_group(shown: Shown) -> None:
    steps = support(shown.run.inputs, shown.measure, shown.view.where(shown.measure)).steps
    (risk,) = [row for row in shown.swings.itertuples() if re.match(r"(risk$|diagnosed_risk\[)", row.name)]
    assert steps["risk"] == risk.grade
    rows = shown.run.inputs.register.iloc[rows_behind(shown.run, shown.measure, shown.where)]
    prices = rows[rows["parameter"] == "unit_cost"]
    if len(prices) == 1:
        assert steps["price"] == shown.swings.set_index("name").at[prices["id"].iloc[0], "grade"]


def test_the_parts_of_a_mark_are_the_shares_by_grade_of_their_groups(
    inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    drawn = spinemkt.simulate(inputs, None, DRAWS, years=(2030,))
    found = grades(result, drawn, "spend", "treatment_type", {}, 2030)
    for code, parts in found.parts.items():
        shares = influence_on(result, drawn, "spend", {"treatment_type": code, "year": 2030})
        whole = shares["share"].sum()
        by = shares.groupby(shares["grade"].map(CLASSES))["share"].sum()
        assert parts == pytest.approx(tuple(by.get(part, 0.0) / whole for part in PARTS))
    assert min(parts[0] for parts in found.parts.values()) < 0.1 < max(parts[0] for parts in found.parts.values())


def test_shares_of_families_are_the_sums_of_their_groups(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    view = View(year=2035)
    drawn = dispersion.drawn(result, view, Scenario(), DRAWS, 0)
    table = dispersion.shares(result, view, Scenario(), drawn).set_index("name")
    swings = sensitivity.swings(result, view, Scenario(), drawn).set_index("name")["share"]
    for name in ("risk", "survival", "incidence"):
        assert table.at[name, "alone"] == pytest.approx(swings[name])
    uptake = swings[[name for name in swings.index if name.startswith("uptake[")]]
    assert table.at["uptake", "alone"] == pytest.approx(uptake.sum())
    assert len(families(inputs)) == len(table)
    outcome = outcomes.outcome_of(view)
    found = influence([(result, outcome.measure, {**outcome.where, "year": outcome.year})], drawn)
    assert table["alone"].sum() == pytest.approx(found["share"].sum())
    bars = found.set_index("name")["share"][list(swings.index)]  # what moves nothing alone is no bar
    assert swings.to_numpy() == pytest.approx(bars.to_numpy())


# The rule


def graded(inputs: spinemkt.Inputs, letters: str, drawn: str) -> tuple[spinemkt.Inputs, list[int]]:
    """The data with the first rows of one group of other grades; where `drawn` says n, of no range."""
    rows = list(subject_of(inputs, "price_growth[generic_drug]").rows[: len(letters)])
    register = inputs.register.copy()
    register.loc[rows, "grade"] = list(letters)
    fixed = [row for row, flag in zip(rows, drawn, strict=True) if flag == "n"]
    register.loc[fixed, "high"] = register.loc[fixed, "low"]
    return replace(inputs, register=register, version=f"{letters}{drawn}"), rows


@pytest.mark.parametrize(
    ("letters", "drawn", "grade"),
    [
        ("B", "y", "B"),
        ("BBBBBBBBBD", "yyyyyyyyyy", "D"),
        ("A" * 19 + "D", "y" * 20, "D"),
        ("A" * 20 + "D", "y" * 21, "A"),
        ("A" * 10 + "C" + "B" * 10, "y" * 21, "B"),
        ("BD", "yn", "B"),
        ("BD", "nn", "D"),
    ],
)
def test_the_grade_is_the_weakest_that_a_material_part_has(
    inputs: spinemkt.Inputs, letters: str, drawn: str, grade: str
) -> None:
    assert grade_of(*graded(inputs, letters, drawn)) == grade


def test_shares_are_squared_correlations_where_numbers_are_drawn_alone(inputs: spinemkt.Inputs) -> None:
    run = spinemkt.run(inputs)
    ensemble = spinemkt.simulate(inputs, None, DRAWS, years=(2035,))
    values = ensemble.values("spend", (), {"year": 2035})[0]
    drawn = sample_of(inputs, 0).values(DRAWS)
    for row in influence_on(run, ensemble, "spend", {"year": 2035}).head(12).itertuples():
        if len(row.rows) == 1:
            squared = np.corrcoef(values, drawn[row.rows[0]])[0, 1] ** 2
            assert row.share == pytest.approx((squared - 1 / (DRAWS - 1)) / (1 - 1 / (DRAWS - 1)), abs=1e-4)


# On the pages


def test_pages_show_one_share_and_one_grade(inputs: spinemkt.Inputs) -> None:
    view = View()
    run = spinemkt.run(inputs)
    ensemble = spinemkt.simulate(inputs, None, cache.DRAWS, years=(view.year,))
    shares = influence_on(run, ensemble, "spend", {"year": view.year})
    first = shares.iloc[0]
    said = f"{percent(first['share'], 0)}"
    overview = " ".join(html_of(opened("overview")))
    assert f"risk {first['grade']}, " in overview
    assert re.search(rf">{said}</button> of the variance of spend in {view.year} follows {first['label']}", overview)
    page = opened("sensitivity")
    words = unescape(" ".join(html_of(page))).replace("\u00a0", " ")
    assert page.session_state[asks.OFFERED]["weakest"].all()[0].expression.function.name == "variance_share"
    assert f"{said} of variance" in words
    chart = tornado_bars(
        sensitivity.swings(run, view, Scenario(), dispersion.drawn(run, view, Scenario(), cache.DRAWS, 0)),
        view,
        "light",
        "all",
    )
    assert isinstance(chart.frame, pd.DataFrame)
    assert chart.frame["Share of variance"].iloc[0] == pytest.approx(first["share"], rel=1e-6)
    assert chart.frame["Evidence grade"].iloc[0] == first["grade"]


# Numbers that are made of others


YEARS = (2026, 2027, 2030, 2035)
OTHER = "Base case"


def value(name: str, year: int, run: str = "", **where: object) -> Amount:
    return Amount(name, {**where, "year": year}, run)


def of_draws(form: str, drawn: Mapping[str, spinemkt.Ensemble], inputs: spinemkt.Inputs) -> np.ndarray:
    """The form in each draw, written out apart from the code that is tested, in double precision."""
    answer = MADE[form]
    a, b, c, d = (
        *(drawn[one.run].values(one.measure, (), one.where)[0].astype(float) for one in answer.amounts),
        *[np.ones(DRAWS)] * 4,
    )[:4]
    years = answer.amounts[-1].year - answer.amounts[0].year or 1
    first = answer.amounts[0]
    places = inputs.countries.reset_index()
    people = float(inputs.population.sel(country=list(places["country"]), year=first.year).sum())
    machines = (
        float(inputs.tables["radiotherapy_units"]["megavoltage_units"].sum() * inputs["fractions_per_machine"])
        if first.measure == "linac_fractions"
        else 1.0
    )
    found = {
        "amount": a,
        "growth": (b / a) ** (1 / years) - 1,
        "decline": 1 - (b / a) ** (1 / years),
        "growth_of_mean": ((c / d) / (a / b)) ** (1 / years) - 1,
        "growth_gap": (b / a) ** (1 / years) - (d / c) ** (1 / years),
        "share": a / b,
        "mean": a / b,
        "share_gap": a / b - c / d,
        "ratio_of_means": (a / b) / (c / d),
        "share_of_difference": (a - b) / (c - d) if len(answer.amounts) == 4 else a,
        "together": (a + b) / c,
        "over_rest": (a + b) / (c - (a + b)),
        "times": a / (b + c),
        "change": a / b - 1,
        "fall": 1 - b / a,
        "difference": a - b,
        "gain_gap": (a - b) - (c - d),
        "added": a - b,
        "per_million": a / people * 1e6,
        "per_hundred_thousand": a / people * 1e5,
        "per_person": a / people,
        "of_machines": a / machines,
        "per_hundred": a / b * 100,
        "per_thousand": a / b * 1000,
        "rest_per_thousand": (a - b) / c * 1000,
        "assumed": a * 0.095,
        "assumed of a difference": (a - b) * 2.0 * 0.5,
        "apart": a / first.value(drawn[first.run].central) - 1,
    }[form]
    return found - 1 if form == "over_rest" else found


ASIA, EUROPE = {"region": "asia_pacific"}, {"region": "europe"}
TWO = (value("spend", 2035), value("spend", 2035, OTHER))
MADE: Mapping[str, Figure] = {
    "amount": compose((value("spend", 2035),)),
    "growth": growth("spend", EUROPE, (2026, 2035)),
    "decline": compose(growth("spend", {"modality": "bone_modifying_agents"}, (2026, 2035)).amounts, "decline"),
    "growth_of_mean": compose(
        tuple(value(name, year) for year in (2026, 2035) for name in ("spend", "treated")), "growth_of_mean"
    ),
    **{
        form: compose(tuple(value("spend", year, **kept) for kept in (ASIA, EUROPE) for year in (2026, 2035)), form)
        for form in ("growth_gap", "share_gap", "ratio_of_means", "share_of_difference", "gain_gap")
    },
    "share": compose((value("spend", 2030, **EUROPE), value("spend", 2030)), "share"),
    "mean": compose((value("spend", 2030, modality="mri"), value("episodes", 2030, modality="mri")), "mean"),
    **{
        form: compose(tuple(value("diagnosed", 2030, **kept) for kept in ({"primary": "lung"}, ASIA, {})), form)
        for form in ("together", "over_rest", "times")
    },
    "change": compose(TWO, "change"),
    "fall": compose((value("spend", 2026, **EUROPE), value("spend", 2026)), "fall"),
    "difference": compose(TWO, "difference"),
    "added": compose(tuple(Amount("spend", {"year": [2026, 2027]}, run) for run in ("", OTHER)), "added"),
    **{
        form: compose((value("diagnosed", 2030),), form)
        for form in ("per_million", "per_hundred_thousand", "per_person")
    },
    "of_machines": compose((value("linac_fractions", 2030),), "of_machines"),
    "per_hundred": compose((value("diagnosed", 2030), value("new_cancer_cases", 2030)), "per_hundred"),
    "per_thousand": compose((value("treated", 2030), value("diagnosed", 2030)), "per_thousand"),
    "rest_per_thousand": compose(
        tuple(value(name, 2030) for name in ("treated", "walking", "diagnosed")), "rest_per_thousand"
    ),
    "assumed": Figure(value("spend", 2030, modality="mri") * Constant(0.095, "a share"), "money"),
    "assumed of a difference": Figure((TWO[0] - TWO[1]) * Constant(2.0, "a price") * Constant(0.5, "a share"), "money"),
    "apart": compose((value("spend", 2035),), "apart", level=0.5),
}
UNDRAWN = [
    *(form for form in FORMS if form not in MADE),
    "part",
    "end",
    "no year",
    "effect",
]


@pytest.fixture(scope="module")
def drawn(inputs: spinemkt.Inputs) -> Mapping[str, spinemkt.Ensemble]:
    return {
        name: spinemkt.simulate(inputs, scenario, DRAWS, years=YEARS)
        for name, scenario in (("", DEARER), (OTHER, None))
    }


def test_every_form_with_draws_is_tried() -> None:
    assert set(MADE) & set(FORMS) == {form for form in FORMS if (MADE.get(form) or compose(TWO, form)).has_draws}


@pytest.mark.parametrize("form", MADE)
def test_a_number_has_its_own_range_and_what_that_follows(
    inputs: spinemkt.Inputs, drawn: Mapping[str, spinemkt.Ensemble], form: str
) -> None:
    answer = MADE[form]
    found = uncertainty(answer, lambda name, years: drawn[name])
    assert found is not None
    expected = of_draws(form, drawn, inputs)
    scale = float(np.abs(expected).max())
    assert (found.low, found.high) == pytest.approx(np.quantile(expected, (0.1, 0.9)), abs=2e-5 * scale)
    assert found.draws == DRAWS
    whole = {row for one in answer.amounts for row in rows_behind(drawn[one.run].central, one.measure, one.where)}
    assert {row for rows in found.shares["rows"] for row in rows} <= whole
    values = sample_of(inputs, 0).values(DRAWS)
    told = found.shares[found.shares["share"] > 0]
    assert len(told) >= 1
    for row in told.head(8).itertuples():
        against = np.vstack([np.ones(DRAWS), values[row.rows]]).T.astype(float)
        left = expected - against @ np.linalg.lstsq(against, expected, rcond=None)[0]
        squared = 1 - left.var() / expected.var()
        chance = len(row.rows) / (DRAWS - 1)
        assert row.share == pytest.approx((squared - chance) / (1 - chance), abs=2e-3), row.name


def test_a_growth_rate_does_not_have_the_uncertainty_of_an_amount(
    inputs: spinemkt.Inputs, drawn: Mapping[str, spinemkt.Ensemble]
) -> None:
    rate = uncertainty(MADE["growth"], lambda name, years: drawn[name])
    assert rate is not None
    for number in MADE["growth"].amounts:
        part = influence_on(drawn[""].central, drawn[""], number.measure, number.where)
        assert part["name"].iloc[0] != rate.shares["name"].iloc[0]
    risk = rate.shares.set_index("name")["share"].get("risk", 0.0)
    assert risk < 0.05  # the risk multiplies both years alike
    assert rate.high < 0.1


@pytest.mark.parametrize("kind", UNDRAWN)
def test_a_number_that_is_not_made_of_draws_has_no_range(drawn: Mapping[str, spinemkt.Ensemble], kind: str) -> None:
    odd = {
        "part": Amount("spend", {"treatment_type": "surgery", "year": 2035}, part="without carbon_fibre"),
        "end": Amount("spend", {"year": 2035}, moved="survival", end="low"),
        "no year": Amount("spend", {}),
    }
    numbers = (odd[kind],) if kind in odd else (value("spend", 2026), value("spend", 2035))
    figure = effect(drawn[""]) if kind == "effect" else compose(numbers, kind if kind in FORMS else "amount")
    assert uncertainty(figure, lambda name, years: drawn[name]) is None


def effect(drawn: spinemkt.Ensemble) -> Figure:
    """What the number of patients brings to spend from 2026 to 2035."""
    return steps(Study(drawn.central), Study(drawn.central), (2026, 2035)).effects["volume"]


def test_a_share_of_nothing_has_no_range(drawn: Mapping[str, spinemkt.Ensemble]) -> None:
    nothing = value("episodes", 2030, modality="proton", end_user="ambulatory_home")
    assert uncertainty(compose((nothing, nothing), "share"), lambda name, years: drawn[name]) is None


@pytest.mark.parametrize("form", ["growth", "share", "difference", "amount", "effect"])
def test_the_drawer_shows_the_range_of_the_number_asked_for(
    inputs: spinemkt.Inputs, drawn: Mapping[str, spinemkt.Ensemble], form: str
) -> None:
    answer = MADE.get(form) or effect(drawn[""])
    app = opened()
    app.session_state[asks.ASKED] = asks.Asked(answer, View(), {OTHER: Scenario(), "": DEARER})
    app.run()
    assert not app.exception
    words = unescape(" ".join(html_of(app))).replace("\u00a0", " ")
    small = " ".join([words, *(one.value for one in app.caption), *(one.value for one in app.markdown)])
    if form not in MADE:
        assert "no range is known for it" in small
        assert "80% range (P10-P90)" not in words
        return
    ensembles = {
        name: spinemkt.simulate(inputs, scenario, cache.DRAWS, years=YEARS)
        for name, scenario in (("", DEARER), (OTHER, Scenario()))
    }
    found = uncertainty(answer, lambda name, years: ensembles[name])
    assert found is not None
    low, high = (written(answer, end) for end in (found.low, found.high))
    said = words.partition("80% range (P10-P90): ")[2].partition(".</p>")[0]
    assert said.endswith(f" to {high}")
    assert said.startswith(low.partition(" ")[0])
    after = words.partition("Main drivers of uncertainty")[2]
    places = [after.find(label) for label in found.shares["label"].head(3)]
    assert min(places) >= 0 and places == sorted(places)
