"""The bridge and what a move did: worked by hand, exact, symmetric, without order; words that keep every sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import log

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis.scenarios.bridge import EFFECTS, LEVELS, MEANINGS, SPLITS, bridge, decompose, label, span
from spinemkt.analysis.scenarios.moves import LOOKED_AT, Move, last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.charts import bridge as charts
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import MODALITIES, REGIONS
from tests.texts import check_figures

few = settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
FILTERS: list[dict[str, object]] = [
    {},
    {"region": "europe"},
    {"country": ["FRA", "DEU"]},
    {"primary": ["lung", "kidney"]},
    {"primary_group": "others", "tier": "china"},
    {"treatment_type": "radiation"},
    {"modality": ["sbrt_srs", "mri"], "region": ["europe", "asia_pacific"]},
    {"presentation": "cord_compression"},
    {"end_user": "ambulatory_home"},
    {"spine_level": "thoracic", "country": "USA"},
]


@pytest.fixture(scope="module")
def other(inputs: spinemkt.Inputs) -> spinemkt.Result:
    """A run with many things changed at once, a modality gone, a new primary and another scope."""
    start = inputs["uptake_start"]
    changed = inputs.with_values(
        unit_cost=inputs["unit_cost"] * 0.9,
        diagnosed_risk=inputs["diagnosed_risk"] * 1.2,
        uptake_start=start.where(start["modality"] != "proton", 0.0),
    )
    return spinemkt.run(changed, scope="full", include_myeloma=True)


def effects(frame: pd.DataFrame) -> dict[str, float]:
    return frame.groupby("effect", sort=False)["value"].sum().to_dict()


def close(value: object, scale: float, rel: float = 1e-9) -> object:
    return pytest.approx(value, rel=rel, abs=rel * scale)


# The method, worked by hand


def test_two_cells_by_hand() -> None:
    """100 patients become 120; cell one keeps 80 of them, cell two goes from 20 to 40.

    One:  80 patients, 2 episodes each, 10 USD an episode: 1,600 USD -> 80 x 1.5 x 20 = 2,400 USD.
    Two:  20 patients, 1 episode each, 50 USD an episode:  1,000 USD -> 40 x 1 x 40 = 1,600 USD.
    """
    before = np.array([[100, 100], [80, 20], [160, 20], [1600, 1000]], dtype=float)
    after = np.array([[120, 120], [80, 40], [120, 40], [2400, 1600]], dtype=float)
    one, two = 800 / log(2400 / 1600), 600 / log(1600 / 1000)  # logarithmic means: 1973.0 and 1276.6
    moved, jumped = decompose(before, after)
    assert moved == pytest.approx(
        np.array(
            [
                [one * log(120 / 100), two * log(120 / 100)],  # volume
                [one * log((80 / 120) / (80 / 100)), two * log((40 / 120) / (20 / 100))],  # case mix
                [one * log(1.5 / 2), two * log(1 / 1)],  # modality mix
                [one * log(20 / 10), two * log(40 / 50)],  # price
            ]
        )
    )
    assert moved.sum(axis=1) == pytest.approx([592.5, 292.4, -567.6, 1082.7], abs=0.05)
    assert moved.sum() == pytest.approx(4000 - 2600)
    assert not jumped.any()


def test_zeros_by_hand() -> None:
    """Nothing on both sides; a modality that comes; one that loses its price; a primary that appears."""
    before = np.array([[100] * 4, [50, 50, 50, 0], [5, 0, 5, 0], [0, 0, 70, 0]], dtype=float)
    after = np.array([[110] * 4, [60, 60, 60, 9], [6, 3, 6, 3], [0, 30, 0, 90]], dtype=float)
    moved, jumped = decompose(before, after)
    assert not moved.any()
    assert jumped.tolist() == [[0, 0, 0, 0], [0, 0, 0, 90], [0, 30, 0, 0], [0, 0, -70, 0]]


def test_zeros_are_the_limit_of_small_numbers() -> None:
    before, after = np.array([[100.0], [50], [0], [0]]), np.array([[110.0], [60], [3], [30]])
    tiny = np.array([[100.0], [50], [1e-300], [1e-299]])
    (smooth, _), (_, jump) = decompose(tiny, after), decompose(before, after)
    assert smooth[2, 0] == pytest.approx(jump[2, 0], rel=0.01)
    assert np.abs(smooth[[0, 1, 3], 0]).max() < 0.02 * 30


def test_a_factor_that_moved_by_rounding_alone_brings_nothing() -> None:
    before = np.array([[1e9], [3e9], [9e9]])
    after = before * np.array([[1.0], [1.1], [1.1]])
    after[2] = np.nextafter(after[2], np.inf)
    moved, _ = decompose(before, after)
    assert moved[2, 0] == 0
    assert moved.sum() == pytest.approx(after[2, 0] - before[2, 0])


def test_opposite_factors_that_cancel_keep_their_sizes() -> None:
    """Twice the patients at half the price: the logarithmic mean of equal amounts is the amount."""
    moved, _ = decompose(np.array([[1.0], [1], [1], [8]]), np.array([[2.0], [2], [2], [8 * (1 + 1e-15)]]))
    assert moved[:, 0] == pytest.approx([8 * log(2), 0, 0, -8 * log(2)])


# The bridge of runs


@pytest.mark.parametrize("where", FILTERS, ids=str)
@pytest.mark.parametrize("measure", LEVELS)
def test_effects_sum_to_the_change(
    result: spinemkt.Result, other: spinemkt.Result, measure: str, where: dict[str, object]
) -> None:
    for a, b, year_a, year_b in (
        (result, result, 2026, 2035),
        (result, other, 2030, 2030),
        (result, other, 2035, 2024),
    ):
        start, end = a.total(measure, {**where, "year": year_a}), b.total(measure, {**where, "year": year_b})
        frame = bridge(a, b, year_a, year_b, where=where, measure=measure)
        found = span(a, b, year_a, year_b, where, measure)
        assert (found.start, found.end) == (close(start, start), close(end, end))
        assert frame["value"].sum() == close(end - start, max(start, end))
        assert set(frame["unit"]) == {spinemkt.MEASURES[measure].unit}


@pytest.mark.parametrize("measure", LEVELS)
def test_swapping_the_sides_flips_every_sign(result: spinemkt.Result, other: spinemkt.Result, measure: str) -> None:
    there = bridge(result, other, 2026, 2035, "modality", measure=measure).set_index(["effect", "modality"])["value"]
    back = bridge(other, result, 2035, 2026, "modality", measure=measure).set_index(["effect", "modality"])["value"]
    assert back.reindex(there.index).to_numpy() == close(-there.to_numpy(), there.abs().max())


def test_effects_do_not_depend_on_the_order_of_factors() -> None:
    """Any order of the factors is another chain of levels; the effect of each factor stays."""
    rng = np.random.default_rng(0)
    one, two = rng.uniform(0.1, 3, (2, 4, 50))
    usual, _ = decompose(one.cumprod(axis=0), two.cumprod(axis=0))
    for order in ([3, 2, 1, 0], [1, 3, 0, 2]):
        found, _ = decompose(one[order].cumprod(axis=0), two[order].cumprod(axis=0))
        assert found == pytest.approx(usual[order], rel=1e-9)


@pytest.mark.parametrize("where", FILTERS, ids=str)
@pytest.mark.parametrize("by", SPLITS)
def test_a_split_sums_to_the_whole(
    result: spinemkt.Result, other: spinemkt.Result, by: str, where: dict[str, object]
) -> None:
    whole, parts = bridge(result, other, 2026, 2035, where=where), bridge(result, other, 2026, 2035, by, where)
    scale = other.total("spend", {**where, "year": 2035})
    assert list(parts.columns) == ["effect", by, "value", "unit"]
    assert effects(parts) == close(effects(whole), scale)
    rows = other.table("spend", (by,), {**where, "year": 2035}).set_index(by)["value"]
    kept = result.table("spend", (by,), {**where, "year": 2026}).set_index(by)["value"]
    change = rows.sub(kept, fill_value=0.0)
    found = parts.groupby(by)["value"].sum()
    assert set(found.index) == set(change.index)
    assert found.reindex(change.index).to_numpy() == close(change.to_numpy(), scale)


def test_the_same_on_both_sides_moves_nothing(result: spinemkt.Result) -> None:
    assert set(bridge(result, result, 2030, 2030)["value"]) == {0.0}


def test_one_cause_is_one_effect(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    """What only prices, patients, their places or their treatment can do is told as just that."""
    risk, start = inputs["diagnosed_risk"], inputs["uptake_start"]
    causes = {
        "price": {"unit_cost": inputs["unit_cost"] * 1.1},
        "volume": {"diagnosed_risk": risk * 1.1},
        "new_modality": {"uptake_start": start.where(start["modality"] != "tumor_ablation", 0.0)},
        "modality_mix": {"episodes_per_patient": inputs["episodes_per_patient"] * 1.1},
    }
    for effect, change in causes.items():
        found = effects(bridge(result, spinemkt.run(inputs.with_values(**change)), 2030, 2030))
        assert max(found, key=lambda code: abs(found[code])) == effect
        assert {code: value for code, value in found.items() if abs(value) > 1} == {effect: found[effect]}
    lung = spinemkt.run(inputs.with_values(diagnosed_risk=risk.where(risk["primary"] != "lung", risk * 1.5)))
    moved = {code for code, value in effects(bridge(result, lung, 2030, 2030)).items() if abs(value) > 1}
    assert moved == {"volume", "case_mix"}


def test_scope_is_price_and_myeloma_is_patients(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    strict, more = spinemkt.run(inputs, scope="strict"), spinemkt.run(inputs, include_myeloma=True)
    for run, moved in ((strict, {"price"}), (more, {"volume", "case_mix"})):
        found = effects(bridge(result, run, 2030, 2030))
        assert {code for code, value in found.items() if abs(value) > 1} == moved


def test_patients_and_episodes_have_no_price(result: spinemkt.Result) -> None:
    for measure, levels in LEVELS.items():
        found = set(bridge(result, result, 2026, 2035, measure=measure)["effect"])
        assert found == set(EFFECTS) - ({"price"} if len(levels) == 1 else set())
    assert set(MEANINGS) == set(EFFECTS)


def test_a_lost_modality_is_not_called_new() -> None:
    assert label("new_modality", 1.0) == "New modality"
    assert label("new_modality", -1.0) == "Dropped modality"
    assert label("price", -1.0) == "Price"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"measure": "speed"}, "Unknown measure of a bridge 'speed'; allowed: spend, spend_nominal, episodes"),
        ({"measure": "diagnosed"}, "Unknown measure of a bridge 'diagnosed'"),
        ({"by": "country"}, "Unknown dimension of a bridge 'country'; allowed: region, tier"),
        ({"by": "regions"}, "Did you mean 'region'?"),
        ({"where": {"year": 2030}}, "where cannot name a year"),
        ({"where": {"colour": "red"}}, "Unknown dimension of spend"),
        ({"where": {"region": "atlantis"}}, "Unknown region 'atlantis'"),
        ({"year_a": 1999}, "Unknown year '1999'"),
    ],
)
def test_what_a_bridge_does_not_know_is_refused(
    result: spinemkt.Result, question: dict[str, object], words: str
) -> None:
    asked = {"result_a": result, "result_b": result, "year_a": 2026, "year_b": 2035, **question}
    with pytest.raises(spinemkt.QueryError, match=re.escape(words)):
        spinemkt.bridge(**asked)


def test_filters_that_leave_nothing_give_zeros(result: spinemkt.Result) -> None:
    frame = bridge(result, result, 2026, 2035, where={"treatment_type": "surgery", "modality": "mri"})
    assert set(frame["value"]) == {0.0}


# What a move did

LEVERS = (
    "unit_cost",
    "uptake_ceiling",
    "diagnosed_risk",
    "price_level",
    "episodes_per_patient",
    "local_treatment_share",
)
SHARES = ("uptake_ceiling", "diagnosed_risk", "local_treatment_share")
WORTH = 1e-9


Change = tuple[str, float, str | None, object]


@st.composite
def moves(draw: st.DrawFn, inputs: spinemkt.Inputs) -> list[Change]:
    """One to three parameters, whole or for one code, scaled a little, a lot or to nothing."""
    found: list[Change] = []
    for name in draw(st.lists(st.sampled_from(LEVERS), min_size=1, max_size=3, unique=True)):
        factor = draw(st.sampled_from([0.0, 0.5, 0.97, 0.99999, 1.0, 1.0000001, 1.03, 2.0]))
        dim = draw(st.sampled_from([None, *map(str, inputs[name].dims)]))
        found.append((name, factor, dim, draw(st.sampled_from(list(inputs[name][dim].values))) if dim else None))
    return found


def changed(inputs: spinemkt.Inputs, changes: list[Change]) -> spinemkt.Inputs:
    values = {}
    for name, factor, dim, code in changes:
        array = inputs[name]
        scaled = (array * factor).clip(max=1.0) if name in SHARES else array * factor
        values[name] = scaled if dim is None else array.where(array[dim] != code, scaled)
    return inputs.with_values(**values)


NAMED = {label(code, sign).lower(): code for code in EFFECTS for sign in (1, -1)}


def signs(text: str) -> Iterator[tuple[str, int]]:
    """Every effect that a sentence tells, with the direction it tells."""
    for name, verb in re.findall(rf"({'|'.join(NAMED)}) (adds|subtracts)", text):
        yield NAMED[name], 1 if verb == "adds" else -1


def moved(
    before: spinemkt.Result,
    after: spinemkt.Result,
    year: int,
    where: dict[str, object] | None = None,
    measure: str = "spend",
) -> Move:
    """What moved from the baseline to the reader's own run."""
    return last_move(Study(before, BASELINE), Study(after), year, where, measure)


def figure(value: float, measure: str = "spend") -> Figure:
    """Any amount of 2035 of a value."""
    return Figure(Amount(measure, {"year": 2035}), value=value)


def check_words(move: Move, text: str) -> None:
    """What the words say must be so in the numbers."""
    assert text.count(". ") <= 1
    assert text.endswith(".")
    assert "no figure" not in text
    assert "nan" not in text
    assert not re.search(r"-\d", text)
    if "raises" in text:
        assert move.change.number > 0
    if "lowers" in text:
        assert move.change.number < 0
    if "less than 0.1%" in text:
        assert abs(move.change.number) < 1e-3 * move.size
    if "as it was" in text:
        assert move.swing <= WORTH * move.size
    for code, sign in signs(text):
        assert move.effects[code].number * sign > 0
    if through := re.search(r"all of it through (.+?)\.", text):
        assert move.effects[NAMED[through[1]]].number * move.change.number > 0
    for dim, labels in (("modality", MODALITIES), ("region", REGIONS)):
        named = [code for code, name in labels.items() if re.search(rf"\b{re.escape(name)} (loses|\()", text, re.I)]
        for code in named:
            assert move.changes[dim][code].number == min(one.number for one in move.changes[dim].values()) < 0
        if re.search(rf"[Nn]o (modality or )?{dim}( or region)? loses\.", text):
            assert min(one.number for one in move.changes[dim].values()) >= -WORTH * move.size


@few
@given(st.data())
def test_the_words_of_any_move_agree_with_its_numbers(
    inputs: spinemkt.Inputs, result: spinemkt.Result, data: st.DataObject
) -> None:
    after = spinemkt.run(changed(inputs, data.draw(moves(inputs))))
    year, measure = data.draw(st.sampled_from([2022, 2035])), data.draw(st.sampled_from(list(LEVELS)))
    where = data.draw(st.sampled_from(FILTERS))
    move = moved(result, after, year, where, measure)
    asked = {**where, "year": year}
    assert (move.before.number, move.after.number) == (
        close(result.total(measure, asked), move.size),
        close(after.total(measure, asked), move.size),
    )
    assert sum(one.number for one in move.effects.values()) == close(move.change.number, move.size)
    for dim in LOOKED_AT:
        assert sum(one.number for one in move.changes[dim].values()) == close(move.change.number, move.size)
        rows = [run.table(measure, (dim,), asked).set_index(dim)["value"] for run in (result, after)]
        loser, gainer = move.loser(dim), move.gainer(dim)
        if loser:
            assert rows[1][loser[0]] < rows[0][loser[0]]
        if gainer:
            assert rows[1][gainer[0]] > rows[0][gainer[0]]
    said = sentence(move)
    check_words(move, str(said))
    check_figures(said, {BASELINE: result, "": after}, move.size)


def test_sentences_of_known_moves(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    def said(where: dict[str, object] | None = None, measure: str = "spend", **changed: xr.DataArray) -> str:
        return str(sentence(moved(result, spinemkt.run(inputs.with_values(**changed)), 2035, where, measure)))

    cost, ceiling, start = inputs["unit_cost"], inputs["uptake_ceiling"], inputs["uptake_start"]
    more = ceiling.where(ceiling["modality"] != "sbrt_srs", (ceiling * 1.3).clip(max=1))
    bracing = cost.where(cost["modality"] != "bracing", cost * 1.1)
    without = start.where(start["modality"] != "proton", 0.0)

    assert re.fullmatch(r"This leaves spend in 2035 as it was: [\d.]+ bn constant 2025 USD\.", said())
    assert re.fullmatch(
        r"This raises spend in 2035 by [\d.]+ bn USD \(10\.0%\) to [\d.]+ bn constant 2025 USD, "
        r"all of it through price\. No modality or region loses\.",
        said(unit_cost=cost * 1.1),
    )
    assert "bn nominal USD, all of it through price. Of the modalities " in said(
        measure="spend_nominal", unit_cost=cost * 0.9
    )
    assert said(unit_cost=bracing) == "This moves spend in 2035 by less than 0.1%."
    assert re.fullmatch(
        r"This moves procedures / courses in 2035 by less than 0\.1%, as gains and losses cancel\. "
        r"Of the modalities conventional external beam loses most \([\d,]+ procedures / courses\); no region loses\.",
        said(measure="episodes", uptake_ceiling=more),
    )
    assert "dropped modality subtracts" in said(uptake_start=without)
    proton = {"modality": "proton"}
    assert " to nothing, all of it through dropped modality. Of the regions " in said(proton, uptake_start=without)
    assert said({"treatment_type": "surgery", "modality": "mri"}) == "There is no spend in 2035, before or after."
    gone = spinemkt.run(inputs.with_values(uptake_start=without))
    back = str(sentence(moved(gone, result, 2035, proton), "Bringing proton back"))
    assert back.startswith("Bringing proton back raises spend in 2035 from nothing to ")
    assert back.endswith("constant 2025 USD, all of it through new modality. No region loses.")


def test_gains_and_losses_that_cancel_are_told(result: spinemkt.Result) -> None:
    base = moved(result, result, 2035)
    parts = {dim: dict.fromkeys(changes, figure(0.0)) for dim, changes in base.changes.items()}
    effects = {"volume": figure(3e8), "price": figure(1 - 3e8)}
    assert str(sentence(Move(figure(1e10), figure(1e10 + 1), effects, parts))) == (
        "This moves spend in 2035 by less than 0.1%, as gains and losses cancel: volume adds 300 M and price "
        "subtracts 300 M. No modality or region loses."
    )


def test_a_slight_loss_is_not_named() -> None:
    parts = {
        "modality": {"mri": figure(2e9), "bracing": figure(-1e4)},
        "treatment_type": {"diagnosis": figure(2e9), "supportive": figure(-1e4)},
        "region": {"europe": figure(2e9 - 1e4)},
    }
    effects = {"volume": figure(2e9 - 1e4), "price": figure(0.0)}
    move = Move(figure(1e10), figure(1.2e10 - 1e4), effects, parts)
    assert str(sentence(move)).endswith("all of it through volume. No modality loses more than 0.01% of the whole.")


@pytest.mark.parametrize("effect", ["", "volume", "price"])
@pytest.mark.parametrize("by", SPLITS)
def test_bars_and_titles_are_figures_that_can_be_made_anew(
    inputs: spinemkt.Inputs, result: spinemkt.Result, by: str, effect: str
) -> None:
    after = spinemkt.run(changed(inputs, [("unit_cost", 0.5, "modality", "mri"), ("diagnosed_risk", 2.0, None, None)]))
    view, runs, move = View(year=2035), {BASELINE: result, "": after}, moved(result, after, 2035)
    for chart in (
        charts.waterfall(after, view, "light", result),
        charts.split(after, view, "light", by, effect, result),
        charts.move_bars(move, "light"),
    ):
        assert isinstance(chart.title, Text)
        assert chart.title.figures
        check_figures(chart.title, runs, move.size)
        values = [row.evaluate(runs.__getitem__) for row in chart.columns[0].figures(chart.frame) if row]
        assert values == close(list(chart.frame["value"]), move.size)


def test_levels_kept_for_one_question_answer_no_other(inputs: spinemkt.Inputs) -> None:
    """Asked again, in other words, or after many others, a bridge says the same; another filter or run does not."""
    run, other = spinemkt.run(inputs), spinemkt.run(inputs, scope="strict")
    asked = [{}, {"region": "europe"}, {"region": ["europe"]}, {"country": ("FRA", "DEU")}, {"country": ["DEU", "FRA"]}]
    first = [span(run, run, 2026, 2035, where).end for where in asked]
    for year in range(2023, 2040):
        span(run, run, 2022, year)
    assert [span(run, run, 2026, 2035, where).end for where in asked] == first
    assert first == pytest.approx([run.total("spend", {**where, "year": 2035}) for where in asked])
    assert span(other, other, 2026, 2035).end == pytest.approx(other.total("spend", {"year": 2035}))
    assert span(run, run, 2026, 2035, measure="episodes").end == pytest.approx(run.total("episodes", {"year": 2035}))
