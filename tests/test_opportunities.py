"""Cards, stakes, timing, conditions and ranges: hand-worked numbers, and every ready-made scenario accounted for."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import spinemkt
from spinemkt.analysis.strategy import conditions, gains, opportunities
from spinemkt.analysis.strategy.opportunities import BY_LABEL, Reach, Stake, asked
from spinemkt.analysis.view import View
from spinemkt.charts.opportunities import at_stake
from spinemkt.errors import DataError
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.figures.text import Text
from spinemkt.scenario.cards import FILE, deck, read
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.levers import levers, span_of
from spinemkt.terms import YEARS
from spinemkt.uncertainty.ensemble import difference
from tests.test_charts import lines_of
from tests.texts import check_figures

PRESETS = spinemkt.load_scenarios()
CARDS = tuple(deck().cards.values())
TEXT = (DATA_FOLDER / FILE).read_text(encoding="utf-8")
SPAN = list(range(2026, 2036))


def runs_of(card, inputs, result):
    return (("Base case", result), (card.scenario, spinemkt.run(inputs, card.preset)))


# The file


def test_every_ready_made_scenario_is_on_a_card_or_says_why_not() -> None:
    on_cards = {name for card in CARDS for name in (card.scenario, *card.also)}
    assert on_cards | set(deck().elsewhere) == set(PRESETS)
    assert not on_cards & set(deck().elsewhere)
    assert all(reason.endswith(".") for reason in deck().elsewhere.values())


def test_a_scenario_sizes_one_card_alone() -> None:
    sized = [card.scenario for card in CARDS]
    assert len(sized) == len(set(sized)) == len({card.title for card in CARDS})


def test_every_kind_has_cards_and_every_outcome_is_one_of_the_comparison() -> None:
    assert all(deck().of_kind(kind) for kind in deck().kinds)
    assert {label for card in CARDS for label in card.outcomes} <= set(BY_LABEL)
    for card in CARDS:
        assert len(set(card.outcomes)) == len(card.outcomes)
        assert card.story.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('scenario = "Smart implants arrive"', 'scenario = "Smart implant arrives"', "Did you mean 'Smart implants"),
        ('kind = "challenge"', 'kind = "chalenge"', "Did you mean 'challenge'"),
        ('stake = "Diagnosed"', "stake = 3", "cards.earlier_imaging.stake"),
        ('title = "Smart implants"', 'titel = "Smart implants"', "cards.smart_implants.titel"),
        ('title = "Smart implants"', f'title = "{"x" * 33}"', "at most 32"),
        ("[kinds]", "[kinds", "not TOML"),
        ('"Prices of care rise faster" =', '"Prices rise" =', "elsewhere"),
    ],
)
def test_a_fault_in_the_file_is_named(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(DataError, match=FILE) as error:
        read(TEXT.replace(old, new))
    assert told in str(error.value)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        read(TEXT.replace('kind = "challenge"', 'kind = "risk"'))
    assert len(error.value.faults) == 2


# Any change against its evidence


@pytest.mark.parametrize("name", levers())
def test_a_change_is_measured_as_its_lever_is(name: str, inputs: spinemkt.Inputs) -> None:
    lever = levers()[name]
    assert span_of(lever.change(1.0), inputs) == lever.span(inputs)
    if lever.regional:
        assert span_of(lever.change(1.0, "europe"), inputs) == lever.span(inputs, "europe")


def test_a_region_of_a_change_reaches_its_tiers(inputs: spinemkt.Inputs) -> None:
    europe = span_of(Change("access_ceiling", "add", 0.0, where_of(region="europe")), inputs)
    apart = span_of(Change("access_ceiling", "add", 0.0, where_of(tier=("europe_west", "europe_east"))), inputs)
    assert europe == apart
    assert len(europe.rows) == 2


# Stakes by hand


class Known:
    """A run of which the spend by year is known: 100 a year, and what a scenario adds."""

    def __init__(self, added: dict[int, float]) -> None:
        self.added = added

    def table(self, measure, by, where):
        years = where["year"] if "year" in where else list(YEARS)
        return pd.DataFrame({"year": years, "value": [100.0 + self.added.get(year, 0.0) for year in years]})


PATH = {2026: 1.0, 2027: 2.0, 2028: 4.0, 2029: 5.0, **{year: 10.0 for year in range(2030, 2041)}}
PAIR = (("Base case", Known({})), ("Scenario", Known(PATH)))


def test_a_stake_is_scenario_less_baseline_in_the_year_in_the_last_and_added_up() -> None:
    (stake,) = opportunities.stakes(PAIR, View(year=2027, years=(2026, 2031)), ("Spend",))
    assert (stake.shown.number, stake.last.number) == (2.0, 10.0)
    assert stake.together.number == 1 + 2 + 4 + 5 + 10 + 10  # 2026 to 2031
    assert stake.together.label == "Spend, Scenario vs base case, cumulative 2026-2031"


@pytest.mark.parametrize(
    ("added", "last", "starts", "half"),
    [
        (PATH, 2035, 2026, 2029),  # half of 10 is 5, reached in 2029
        (PATH, 2028, 2026, 2027),  # half of 4 is 2, reached in 2027
        ({year: -value for year, value in PATH.items()}, 2035, 2026, 2029),
        ({2030: 3.0, 2031: 6.0}, 2031, 2030, 2030),
        ({}, 2035, None, None),
        ({2027: 3.0}, 2035, 2027, None),  # gone again by the last year
    ],
)
def test_timing_by_hand(added: dict, last: int, starts: int | None, half: int | None) -> None:
    pair = (("Base case", Known({})), ("Scenario", Known(added)))
    found = opportunities.timing(pair, View(years=(2026, last)), "Spend")
    assert (found.starts, found.half) == (starts, half)


def test_timing_in_words() -> None:
    words = opportunities.timing_words(opportunities.timing(PAIR, View(), "Spend"), 2035)
    assert words == "Acts from now on; half of what 2035 shows is reached in 2029"
    assert opportunities.timing_words(opportunities.Timing(2030, 2033), 2035).startswith("Acts from 2030 on")
    assert opportunities.timing_words(opportunities.Timing(None, None), 2035) == "Makes no difference here by 2035"


@pytest.mark.parametrize(
    ("label", "value", "words", "unit"),
    [
        ("Spend", 1.2e9, "+1.2 bn", "USD"),
        ("Spend", -977e6, "-977 M", "USD"),
        ("Surgical procedures", -5350.0, "-5,350", "procedures"),
        ("Ambulatory after treatment", 14_700.0, "+14,700", "patients"),
        ("Bed days", 0.0, "no change", "days"),
    ],
)
def test_a_difference_in_words(label: str, value: float, words: str, unit: str) -> None:
    question = asked(label, View())
    assert question is not None
    said = question.said(question.difference("Scenario", 2035, value))
    assert (str(said), question.unit) == (words, unit)
    assert [figure.number for figure in said.figures] == ([value] if value else [])


def test_filters_reach_every_question() -> None:
    view = View(region=("europe",), modality=("sbrt_srs",), primary=("lung",), money="nominal", quantity="patients")
    spend, walking = asked("Spend", view), asked("Ambulatory after treatment", view)
    assert spend and walking
    assert spend.measure.name == "spend_nominal"
    assert spend.where == {"region": ("europe",), "modality": ("sbrt_srs",), "primary": ("lung",)}
    assert walking.where == {"region": ("europe",), "primary": ("lung",)}  # it is not counted by modality
    assert asked("Surgical procedures", View(treatment_type=("radiation",))) is None


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_equals_the_model_asked_directly(card, inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    run = spinemkt.run(inputs, card.preset)
    named = {"Base case": result, card.scenario: run}
    for stake in opportunities.stakes(runs_of(card, inputs, result), View(), card.outcomes):
        name, where = stake.asked.measure.name, dict(stake.asked.where)
        for years, found in ((2026, stake.shown), (2035, stake.last), (SPAN, stake.together)):
            apart = run.total(name, {**where, "year": years}) - result.total(name, {**where, "year": years})
            assert found.number == pytest.approx(apart, rel=1e-9, abs=1e-3)
            assert found.evaluate(named.__getitem__) == pytest.approx(apart, rel=1e-12, abs=1e-3)
    (judged, *_) = opportunities.stakes(runs_of(card, inputs, result), View(), (card.stake,))
    assert judged.together.number != 0


# Who gains


def test_gains_and_losses_add_up_to_the_change(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    card = deck().cards["boards"]
    found = gains.who(runs_of(card, inputs, result), View())
    assert str(found["modality"][0][0]).startswith("SBRT / SRS +")
    assert str(found["modality"][1][0]).startswith("conventional external beam -")
    sides = gains.who_words(found)
    for side, sign in zip(sides, (1, -1), strict=True):
        check_figures(side, dict(runs_of(card, inputs, result)))
        assert len(side.figures) >= 2
        assert all(sign * figure.number > 0 for figure in side.figures)
    gain, loss = map(str, sides)
    assert "cancer and radiation centre" in gain and "conventional" in loss


def test_nobody_gains_where_nothing_moves(result: spinemkt.Result) -> None:
    same = (("Base case", result), ("Same", result))
    assert [*map(str, gains.who_words(gains.who(same, View())))] == ["none in the model", "none in the model"]


# What would have to be true


def test_the_way_on_the_evidence_by_hand(inputs: spinemkt.Inputs) -> None:
    """Delay: baseline 0 weeks, evidence -2 to 8; six weeks more are 6 / 8 of the way, one less is 1 / 2."""
    late, local = conditions.conditions(PRESETS["Wait and see until a deficit occurs"], inputs)
    assert late.way == pytest.approx(6 / 8)
    assert late.words == "75% of the way to the end of its evidence (8 weeks)"
    assert local.end == "15.0%"
    early = conditions.conditions(PRESETS["Europe makes multidisciplinary care the standard"], inputs)[1]
    assert early.way == pytest.approx(1 / 2)


@pytest.mark.parametrize("name", PRESETS)
def test_every_scenario_has_two_or_three_sentences(name: str, inputs: spinemkt.Inputs) -> None:
    found = conditions.conditions(PRESETS[name], inputs)
    said = conditions.sentences(found)
    assert 2 <= len(said) <= 3
    assert all(sentence.endswith(".") for sentence in said)
    beyond = any(condition.beyond for condition in found)
    assert said[-1].partition("Beyond")[1] == ("Beyond" if beyond else "")
    assert beyond == (name == "SBRT adoption doubles in Asia-Pacific")


def test_the_grade_is_that_of_the_weakest_number(inputs: spinemkt.Inputs) -> None:
    found = conditions.conditions(PRESETS["Smart implants arrive"], inputs)
    assert conditions.grades(found) == {"B": 2, "D": 1}
    assert conditions.grade_of(found) == "D"
    assert conditions.grade_words(found) == "D, by its weakest; of 3 numbers moved 2 of grade B and 1 of grade D"


# Ranges


def test_a_range_is_that_of_paired_draws(inputs: spinemkt.Inputs) -> None:
    preset, view = deck().cards["boards"].preset, View(years=(2034, 2035))
    base, run = (spinemkt.simulate(inputs, one, draws=60, years=view.span) for one in (None, preset))
    question = asked("Spend", view)
    assert question is not None
    found = opportunities.reach(run, base, question, view)
    apart = run.values("spend", (), {"year": [2035]}) - base.values("spend", (), {"year": [2035]})
    assert found.last == pytest.approx(tuple(pd.Series(apart[0]).quantile([0.1, 0.9])), rel=1e-5)
    both = difference(run, base, "spend", (), {"year": view.span}, (0.1, 0.9))
    assert found.together == pytest.approx(tuple(both[["p10", "p90"]].iloc[0]))
    assert found.above == 1.0


def test_a_part_takes_the_range_of_the_whole_in_proportion() -> None:
    question = asked("Spend", View())
    assert question is not None

    def stake(*values: float) -> Stake:
        return Stake(question, *(question.difference("Scenario", 2035, value) for value in values))

    whole, part, against = stake(0.0, 100.0, 1000.0), stake(0.0, 10.0, 50.0), stake(0.0, -10.0, -50.0)
    reach = Reach((80.0, 150.0), (500.0, 2000.0), 0.9)
    assert opportunities.in_proportion(reach, part, whole) == Reach((8.0, 15.0), (25.0, 100.0), 0.9, exact=False)
    assert opportunities.in_proportion(reach, against, whole).last == (-15.0, -8.0)
    nothing = stake(0.0, 0.0, 0.0)
    assert opportunities.in_proportion(reach, part, nothing).last == (0.0, 0.0)


def test_ranges_of_fine_filters_are_drawn_for_the_regions() -> None:
    view = View(country=("DEU", "FRA"), primary=("lung",), modality=("mri",), year=2030, quantity="patients")
    drawn = opportunities.coarse(view, {"DEU": "europe", "FRA": "europe"})
    assert drawn == View(region=("europe",), modality=("mri",))
    assert "in proportion" in opportunities.how_to_read(view)
    assert "in proportion" not in opportunities.how_to_read(drawn)


# The ranking and its chart


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs, result: spinemkt.Result) -> dict[str, spinemkt.Result]:
    return {"Base case": result, **{card.scenario: spinemkt.run(inputs, card.preset) for card in CARDS}}


@pytest.fixture(scope="module")
def frame(runs: dict[str, spinemkt.Result]) -> pd.DataFrame:
    return opportunities.overview(tuple(runs.items()), View(), CARDS)


def test_the_ranking_goes_by_the_sum_of_spend(frame: pd.DataFrame) -> None:
    assert set(frame["name"]) == set(deck().cards)
    assert list(frame["together"].abs()) == sorted(frame["together"].abs(), reverse=True)
    assert frame.set_index("name").at["smart_implants", "starts"] == 2030


def drawn(frame: pd.DataFrame, theme: str = "light", reaches=None, **grades: str):
    grades = dict.fromkeys(deck().cards, "D") | grades
    return at_stake(frame, View(), theme, deck().kinds, "challenge", grades, reaches or {}, {})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_draws_every_card_with_words_and_twin(frame: pd.DataFrame, runs, theme: str) -> None:
    chart = drawn(frame, theme)
    bar = chart.figure.data[0]
    assert list(bar.customdata) == list(frame["name"])
    assert list(bar.x) == list(frame["together"])
    assert set(bar.marker.pattern.shape) == {""} and "weakest evidence grade of each: D" in chart.subtitle
    mixed = drawn(frame, theme, smart_implants="A")
    assert set(mixed.figure.data[0].marker.pattern.shape) == {"", "."}
    assert {words[:7] for _, words in mixed.key[2:]} == {"Grade A", "Grade D"}
    assert list(chart.frame["cumulative 2026-2035"]) == list(frame["together"])
    assert isinstance(chart.title, Text) and "reduces it most" in str(chart.title)
    adds, takes = chart.title.figures
    assert (adds.number, -takes.number) == (frame["together"].max(), frame["together"].min())
    for figure in (adds, takes):
        assert figure.evaluate(runs.__getitem__) == pytest.approx(figure.number, rel=1e-9)
        assert format(figure, "amount") == figure.shown
    assert "cumulative" in chart.subtitle and "constant 2025 USD" in chart.subtitle
    assert chart.alt.startswith(str(chart.title))
    assert len(set(bar.marker.line.color)) == 2  # the kind shown, and the others


def test_the_chart_draws_the_ranges_that_are_at_hand(frame: pd.DataFrame) -> None:
    first = frame["name"].iloc[0]
    chart = drawn(frame, reaches={first: Reach((1.0, 2.0), (5e9, 9e9), 1.0)})
    bar, *_, line = chart.figure.data
    assert lines_of(line).tolist() == [pytest.approx((5e9, 9e9))]
    assert line.y[0] > bar.y[0] + bar.width / 2, "below its bar"
    assert "(+5.0 bn to +9.0 bn)" in chart.figure.layout.annotations[0].text
    assert "80% range" in chart.subtitle
    assert not any(trace.error_x.array for trace in drawn(frame).figure.data)


def test_bars_too_short_to_click_are_dots(frame: pd.DataFrame) -> None:
    bar, dots = drawn(frame).figure.data
    sizes = dict(zip(bar.customdata, bar.x, strict=True))
    assert "smart_implants" in dots.customdata
    assert {code: sizes[code] for code in dots.customdata} == dict(zip(dots.customdata, dots.x, strict=True))
    assert max(map(abs, dots.x)) < 0.03 * max(map(abs, bar.x))


def test_the_answer_names_the_largest_opportunity(frame: pd.DataFrame, runs) -> None:
    grades = dict.fromkeys(deck().cards, "D")
    reach = Reach((0, 0), (3.1e9, 7.4e9), 1.0)
    found = opportunities.answer(frame, View(), grades, {"radiopharmaceuticals": reach})
    said = str(found)
    assert said.startswith(
        "Largest opportunity: palliative radiopharmaceuticals, +7.3 bn USD of spend, cumulative 2026-2035"
    )
    assert "(80% range: +3.1 to +7.4 bn USD)" in said and said.endswith("rest on grade D.")
    assert [(figure.level, figure.shown) for figure in found.figures] == [
        (None, "+7.3 bn USD"),
        (0.1, "+3.1 bn USD"),
        (0.9, "+7.4 bn USD"),
    ]
    assert found.figures[0].evaluate(runs.__getitem__) == pytest.approx(found.figures[0].number, rel=1e-9)
    in_part = opportunities.answer(frame, View(), grades, {"radiopharmaceuticals": replace(reach, exact=False)})
    assert str(in_part) == said and in_part.figures == found.figures[:1]
    still = frame.assign(together=0.0)
    none = opportunities.answer(still, View(), grades, {})
    assert str(none) == "Under these filters no card moves spend in 2026-2035."
    assert str(drawn(still).title) == "No card changes spend in 2026-2035 under these filters"


def test_names_cannot_write_into_the_chart(frame: pd.DataFrame) -> None:
    chart = drawn(frame.assign(title="<b onmouseover=x>"))
    assert "<b onmouseover" not in str(chart.figure.layout.annotations)
