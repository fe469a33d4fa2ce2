"""An offer's market: hand-worked shares and funnel, SOM <= SAM <= TAM for any offer, text and links that hold it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import spinemkt
from spinemkt import Scenario
from spinemkt.analysis.control_values import Controls
from spinemkt.analysis.link import read_link
from spinemkt.analysis.strategy import offer as analysis
from spinemkt.analysis.strategy import offer_words
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View, choices
from spinemkt.charts import offer as charts
from spinemkt.errors import QueryError, ScenarioError
from spinemkt.figures.printing import words
from spinemkt.figures.text import Text, as_text
from spinemkt.scenario.offer import LAUNCHES, LONGEST_RISE, PRICES, Offer
from spinemkt.terms import (
    ATTRIBUTES,
    END_USERS,
    MODALITIES,
    MODALITY_TYPE,
    PRIMARIES,
    REGIONS,
    TIERS,
    TREATMENT_TYPES,
    YEARS,
)
from spinemkt.uncertainty.ensemble import difference
from tests.test_lineage_pages import same
from ui.controls import known

# The share path


def test_the_share_by_hand() -> None:
    """Peak 20% in 6 years from 2027: 5% of it is 1%, half is 10% after 3 years, 95% is 19% after 6."""
    share = analysis.share_path(Offer(peak=0.2, launch=2027, years=6), [2026, 2027, 2030, 2033])
    assert share == pytest.approx([0.0, 0.01, 0.10, 0.19])


@pytest.mark.parametrize("years", [1, 2, 7, LONGEST_RISE])
def test_the_share_is_the_curve_of_the_model(years: int) -> None:
    """logistic through 5% of the peak: share = peak / (1 + 19 x 361^(-t / years)), as 1 + 19 is 1 / 5%."""
    offer = Offer(peak=0.6, launch=2025, years=years)
    elapsed = np.arange(0, 16)
    by_hand = 0.6 / (1 + 19 * 361.0 ** (-elapsed / years))
    assert analysis.share_path(offer, list(2025 + elapsed)) == pytest.approx(by_hand)


@pytest.mark.parametrize("peak", [0.0, 1.0])
def test_the_share_stays_between_nothing_and_its_peak(peak: float) -> None:
    share = analysis.share_path(Offer(peak=peak, launch=2024, years=1), list(YEARS))
    assert share.min() >= 0 and share.max() <= peak
    assert (np.diff(share) >= 0).all()


# The funnel on known inputs


class Known:
    """A run of 100 episodes: 60 of them in Europe, 30 of those at cancer centres; one costs 2 in the model."""

    def total(self, measure: str, where: dict) -> float:
        episodes = 100.0 if "region" not in where else 60.0 if "end_user" not in where else 30.0
        return episodes * (1 if measure == "episodes" else 2)


@pytest.mark.parametrize(("price", "each"), [(None, 2.0), (7.0, 7.0)])
def test_the_funnel_by_hand(price: float | None, each: float) -> None:
    """Peak 50% in 10 years from 2025: 2030 is half-way, so 25% of 30 episodes are won: 7.5, and 22.5 are not."""
    offer = Offer(
        region=("europe",), end_user=("cancer_radiation_centre",), peak=0.5, launch=2025, years=10, price=price
    )
    steps = analysis.funnel(Known(), View(), offer, 2030)  # type: ignore[arg-type]
    by_hand = [
        ("TAM", 0.0, 100),
        ("outside the regions reached", 60, 40),
        ("outside the sites of care reached", 30, 30),
        ("SAM", 0.0, 30),
        ("not won", 7.5, 22.5),
        ("SOM", 0.0, 7.5),
    ]
    assert [step.label for step in steps] == [label for label, _, _ in by_hand]
    for step, (_, start, value) in zip(steps, by_hand, strict=True):
        assert (step.start, step.value) == pytest.approx((start * each, value * each))


def test_an_offer_without_limits_reaches_all_of_it(result: spinemkt.Result) -> None:
    offer = Offer(modality=("sbrt_srs",))
    frame = analysis.forecast(result, View(), offer)
    spend = result.table("spend", ("year",), {"modality": "sbrt_srs", "year": View().span})["value"]
    assert frame["tam"].to_numpy() == pytest.approx(spend.to_numpy())
    assert frame["sam"].to_numpy() == pytest.approx(spend.to_numpy())


def test_an_own_price_counts_episodes(result: spinemkt.Result) -> None:
    frame = analysis.forecast(result, View(), Offer(modality=("mri", "ct"), region=("europe",), price=250.0))
    year = {"modality": ["mri", "ct"], "year": 2035}
    last = frame.iloc[-1]
    assert last["tam"] == pytest.approx(250 * result.total("episodes", year))
    assert last["sam"] == pytest.approx(250 * result.total("episodes", {**year, "region": "europe"}))
    assert last["som"] == pytest.approx(last["sam"] * last["share"])


def test_the_sidebar_narrows_the_whole_market(result: spinemkt.Result) -> None:
    offer = Offer(modality=("sbrt_srs", "proton"), region=("europe", "asia_pacific"))
    view = View(region=("europe", "north_america"), modality=("sbrt_srs",), primary=("lung",), money="nominal")
    last = analysis.forecast(result, view, offer).iloc[-1]
    where = {"modality": "sbrt_srs", "primary": "lung", "year": 2035}
    assert last["tam"] == pytest.approx(result.total("spend_nominal", {**where, "region": ["europe", "north_america"]}))
    assert last["sam"] == pytest.approx(result.total("spend_nominal", {**where, "region": "europe"}))
    assert last["unit"] == "USD/year"
    assert analysis.seen(offer, view).region == ("europe",)


# Any offer


def some(codes, most: int = 4):
    return st.lists(st.sampled_from(list(codes)), unique=True, max_size=most).map(tuple)


OFFERS = st.builds(
    Offer,
    modality=some(MODALITIES),
    attribute=st.sampled_from(["", *ATTRIBUTES]),
    region=some(REGIONS),
    tier=some(TIERS),
    country=some(["DEU", "USA", "JPN", "NGA", "BRA"]),
    end_user=some(END_USERS),
    price=st.none() | st.floats(*PRICES),
    launch=st.integers(*LAUNCHES),
    peak=st.floats(0, 1),
    years=st.integers(1, LONGEST_RISE),
)
VIEWS = st.builds(
    View,
    region=some(REGIONS, 2),
    primary=some([code for code in PRIMARIES if code != "myeloma"], 2),
    treatment_type=some(TREATMENT_TYPES, 2),
    modality=some(MODALITIES, 2),
    end_user=some(END_USERS, 2),
    money=st.sampled_from(["real", "nominal"]),
    quantity=st.sampled_from(["spend", "patients"]),
    years=st.tuples(st.integers(2022, 2031), st.integers(2031, 2040)),
)
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(OFFERS, VIEWS)
def test_what_is_won_is_reached_and_what_is_reached_is_there(result: spinemkt.Result, offer: Offer, view: View) -> None:
    run = analysis.market(result, offer)
    frame = analysis.forecast(run, view, offer)
    slack = 1 + 1e-9
    assert (frame["som"] <= frame["sam"] * slack).all()
    assert (frame["sam"] <= frame["tam"] * slack).all()
    assert (frame["som"] >= 0).all()
    steps = analysis.funnel(run, view, offer, view.years[1])
    assert [steps[0].value, steps[-1].value] == pytest.approx(list(frame[["tam", "som"]].iloc[-1]), rel=1e-9, abs=1e-6)
    losses = sum(step.value for step in steps if step.kind == "loss")
    assert steps[0].value - losses == pytest.approx(steps[-1].value, rel=1e-6, abs=1e-6 * max(steps[0].value, 1))
    assert all(step.value >= -1e-6 * max(steps[0].value, 1) for step in steps)


@MANY
@given(OFFERS)
def test_an_offer_keeps_its_text(offer: Offer) -> None:
    assert Offer.from_text(offer.to_text()) == offer


# Attributes


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_spend_because_of_an_attribute_is_what_goes_with_its_premium(
    attribute: str, inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    bare = spinemkt.run(inputs, Scenario("bare", changes=(analysis.without_premium(attribute),)))
    part = analysis.carrying(result, attribute)
    for where in ({"year": 2030}, {"year": 2040, "region": "asia_pacific", "end_user": "neurosurgical_centre"}):
        apart = result.total("spend", where) - bare.total("spend", where)
        assert part.total("spend", where) == pytest.approx(apart, rel=1e-6)
    assert part.total("spend", {"year": 2030}) > 0


def test_episodes_with_an_attribute_by_hand(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    """In 2024 the share is the start of the curve: so many operations in Europe carry carbon fibre."""
    share = float(inputs["attribute_start"].sel(attribute="carbon_fibre", region="europe"))
    where = {"region": "europe", "treatment_type": "surgery", "year": 2024}
    found = analysis.carrying(result, "carbon_fibre").total("episodes", where)
    assert found == pytest.approx(share * result.total("episodes", where))
    assert analysis.carrying(result, "carbon_fibre").total("episodes", {"modality": "mri"}) == 0


def test_an_attribute_narrows_to_what_can_carry_it() -> None:
    view = View()
    assert analysis.modalities(Offer(modality=("sbrt_srs", "mri"), attribute="cyberknife"), view) == ("sbrt_srs",)
    assert analysis.modalities(Offer(modality=("mri",), attribute="cyberknife"), view) == ("sbrt_srs",)
    surgery = tuple(code for code in MODALITIES if MODALITY_TYPE[code] == "surgery")
    assert analysis.modalities(Offer(modality=(), attribute="carbon_fibre"), view) == surgery
    assert analysis.modalities(Offer(modality=("mri",)), View(treatment_type=("surgery",))) == ()


# Ranges


def test_the_range_is_that_of_what_is_reached_times_the_share(inputs: spinemkt.Inputs) -> None:
    view, offer = View(years=(2026, 2030)), Offer(launch=2024, years=2, peak=0.5)
    ensemble = spinemkt.simulate(inputs, draws=40, years=(2026, 2030))
    where = {**analysis.where_of_offer(offer, view), "year": [2026, 2030]}
    sam = ensemble.table("spend", ("year",), where, (0.1, 0.5, 0.9))
    frame = analysis.forecast(ensemble.central, view, offer)
    found = analysis.reached(Spread(sam, "spend", ("4 in 5",), 40, 0), frame)
    assert found is not None
    assert found.frame["central"].tolist() == frame["som"].tolist()
    for row, at in ((0, 0), (-1, -1)):
        assert found.frame["p90"].iloc[at] == pytest.approx(sam["p90"].iloc[row] * frame["share"].iloc[at], rel=1e-5)
    assert (found.frame["p10"] <= found.frame["p90"]).all()
    assert analysis.reached(None, frame) is None


def test_the_range_of_an_attribute_is_paired(inputs: spinemkt.Inputs) -> None:
    bare = Scenario("bare", changes=(analysis.without_premium("carbon_fibre"),))
    with_it, without = (spinemkt.simulate(inputs, one, draws=40, years=(2030,)) for one in (None, bare))
    apart = difference(with_it, without, "spend", (), {"year": 2030}).iloc[0]
    part = analysis.carrying(with_it.central, "carbon_fibre").total("spend", {"year": 2030})
    assert apart["central"] == pytest.approx(part, rel=1e-6)
    assert 0 < apart["p10"] < part < apart["p90"]


# Words and charts


def test_the_sentence_says_what_is_won_of_what(result: spinemkt.Result) -> None:
    view, offer = View(), Offer(region=("europe",), peak=0.2, name="Beam")
    said = offer_words.answer(analysis.forecast(result, view, offer), view, offer, None)
    assert str(said).startswith("Beam could win ") and " in 2035: an assumed 19.9% of the " in str(said)
    assert str(said).endswith("spent on SBRT / SRS.") and ", out of " in str(said)
    assert [figure.label.partition(" ")[0] for figure in said.figures] == ["SOM", "SAM", "TAM"]
    for figure in said.figures:
        assert figure.evaluate(lambda name: result) == pytest.approx(figure.number, rel=1e-12)
        assert format(figure, figure.kind) == figure.shown
    never = Offer(launch=2040)
    nothing = offer_words.answer(analysis.forecast(result, view, never), view, never, None)
    assert "wins nothing by 2035: it is launched in 2040" in str(nothing)


def test_the_range_in_the_sentence_is_that_of_the_share_won(inputs: spinemkt.Inputs) -> None:
    view, offer = View(years=(2030, 2030)), Offer(peak=0.2, launch=2027)
    ensemble = spinemkt.simulate(inputs, draws=40, years=(2030,))
    where = {**analysis.where_of_offer(offer, view), "year": [2030]}
    frame = analysis.forecast(ensemble.central, view, offer)
    sam = Spread(ensemble.table("spend", ("year",), where, (0.1, 0.5, 0.9)), "spend", ("4 in 5",), 40, 0)
    said = offer_words.likely(offer, view, frame.iloc[-1], analysis.reached(sam, frame))
    assert [figure.level for figure in said.figures] == [0.1, 0.9]
    for figure in said.figures:
        assert figure.over_draws(lambda *_: ensemble) == pytest.approx(figure.number, rel=1e-5)


def test_tiles_and_mean_price(result: spinemkt.Result) -> None:
    where = {"modality": ["sbrt_srs"], "year": 2035}
    price = offer_words.mean_price(result, View(), Offer(), 2035)
    assert price == pytest.approx(result.total("spend", where) / result.total("episodes", where))
    tiles = offer_words.tiles(result, View(), Offer(region=("europe",)))
    assert [tile.label for tile in tiles] == ["TAM 2035", "SAM 2035", "SOM 2035", "Price per course"]
    texts = [as_text(each) for tile in tiles for each in (tile.value, tile.change)]
    assert [len(text.figures) for text in texts] == [1, 0, 1, 1, 1, 0, 1, 0]
    for figure in (one for text in texts for one in text.figures):
        assert same(figure.evaluate(lambda _: result), figure)
    assert offer_words.mean_price(result, View(), Offer(price=12.0), 2035) == 12.0


@pytest.mark.parametrize(("text", "price"), [("", None), ("  ", None), ("12,300", 12300.0), ("9 k USD", 9000.0)])
def test_a_price_as_people_write_it(text: str, price: float | None) -> None:
    assert offer_words.price_of(text) == price


@pytest.mark.parametrize("text", ["0", "-5", "nan", "1e99", "<script>", "12 EUR", "100 bn"])
def test_a_price_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match=r"The price of the offer is .* allowed: a number from 1 to 10,000,000"):
        offer_words.price_of(text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_charts_of_an_offer(result: spinemkt.Result, theme: str) -> None:
    view, offer = View(), Offer(region=("europe",))
    frame = analysis.forecast(result, view, offer)
    chart = charts.forecast(frame, view, theme, offer, None, frame, {})
    assert "dashed: under the base case" in chart.subtitle and "your assumption" in chart.subtitle
    assert list(chart.frame["SOM"]) == list(frame["som"])
    assert chart.figure.data[-1].line.dash == "dash"
    steps = analysis.funnel(result, view, offer, 2035)
    drawn = charts.funnel(steps, view, theme, 2035, "SBRT / SRS", {})
    assert list(drawn.figure.data[0].x) == pytest.approx([step.value for step in steps])
    assert list(drawn.figure.data[0].base) == [step.start for step in steps]
    for found in (chart, drawn):
        assert isinstance(found.title, Text) and found.title.figures
        for figure in found.title.figures:
            assert figure.evaluate(lambda name: result) == pytest.approx(figure.number, rel=1e-12)
    for question in chart.columns:
        run = {"": result, "Baseline": result}
        made = [one and one.evaluate(run.__getitem__) for one in question.figures(chart.frame)]
        assert made == pytest.approx(list(chart.frame[question.name]))
    assert [question.name for question in chart.columns] == ["SOM", "TAM", "SAM", "SOM under the base case"]
    assert chart.columns[0].of_mark("2030") == chart.columns[0].figures(chart.frame)[4]
    assert chart.columns[0].of_mark("2041") is None
    empty = analysis.funnel(result, View(modality=("mri",)), offer, 2035)
    assert str(charts.funnel(empty, view, theme, 2035, "x", {}).title).startswith("Nothing is left")


# Text and links


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('offer = 1\nmodality = ["sbrt"]', "Did you mean 'sbrt_srs'"),
        ("offer = 1\npeak = 1.5", "peak: found 1.5"),
        ("offer = 1\npeak = nan", "peak: found nan"),
        ("offer = 1\nprice = 0", "price: found 0"),
        ("offer = 1\nlaunch = 1999", "launch: found 1999"),
        ("offer = 2", "offer: found 2"),
        ('offer = 1\nname = "\\u200b"', "name: found"),
        ('offer = 1\ncountry = ["de"]', "country 0: found 'de'"),
        ("offer = 1\nshare = 3", "share: found 3"),
        ("offer", "not TOML"),
        ("[" * 3000, "not TOML"),
        ("x" * 500_000, "too long"),
    ],
)
def test_a_hostile_text_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Offer.from_text(text)
    assert told in str(error.value)


def test_an_offer_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Offer().peak = 0.5  # type: ignore[misc]
    assert hash(Offer()) == hash(Offer())


CONTROLS = Controls(
    choices({"DEU": "Germany"}), numbers={"launch": (2024, 2040), "peak": (0.0, 100.0)}, words={"launch": "launch year"}
)


@pytest.mark.parametrize(
    ("query", "codes", "faults"),
    [
        ({"launch": ["2030"], "peak": ["12.5"]}, {"launch": ["2030"], "peak": ["12.5"]}, []),
        ({"launch": ["2030.0"]}, {"launch": ["2030"]}, []),
        ({"launch": ["99999"]}, {}, ["Unknown launch year '99999'; allowed: whole numbers 2024 to 2040."]),
        ({"launch": ["2030.5"]}, {}, ["Unknown launch year '2030.5'; allowed: whole numbers 2024 to 2040."]),
        ({"peak": ["nan"]}, {}, ["Unknown peak 'nan'; allowed: 0 to 100."]),
        ({"peak": ["1e400"]}, {}, ["Unknown peak '1e400'; allowed: 0 to 100."]),
        ({"peak": ["5", "7"]}, {"peak": ["7.0"]}, ["Only one value of peak can be shown; 7.0 is taken."]),
    ],
)
def test_numbers_of_a_link(query: dict, codes: dict, faults: list) -> None:
    assert read_link(query, CONTROLS, {}) == (codes, faults)


def test_every_control_of_the_offer_is_known_to_links() -> None:
    names = known({"DEU": "Germany"}).names
    fields = [name for name in Offer.model_fields if name not in ("offer", "name", "price")]
    assert {f"offer_{name}" for name in [*fields, "name", "price"]} <= set(names)


# What its numbers answer


def test_what_is_won_answers_what_is_reached_times_the_share_by_hand() -> None:
    """30 episodes of 2 USD within reach, 25% of them won: 15 USD; at 7 USD an episode: 52.5 USD."""
    for price, by_hand in ((None, 15.0), (7.0, 52.5)):
        offer = Offer(
            region=("europe",), end_user=("cancer_radiation_centre",), peak=0.5, launch=2025, years=10, price=price
        )
        steps = analysis.funnel(Known(), View(), offer, 2030)  # type: ignore[arg-type]
        won = steps[-1].figure
        assert won and "your assumption" in won.label
        assert words(won.expression).count("that you assume") == (1 if price is None else 2)
        found = [step.figure and step.figure.evaluate(lambda name: Known()) for step in steps]  # type: ignore[arg-type,return-value]
        assert found == pytest.approx([step.value for step in steps])
        assert found[-1] == pytest.approx(by_hand)


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_what_an_attribute_adds_is_made_anew_from_two_runs(inputs: spinemkt.Inputs, attribute: str) -> None:
    offer, view = Offer(modality=(), attribute=attribute, region=("europe",)), View()
    named = {"": Scenario(), **analysis.scenarios(offer, Scenario())}
    run = {name: spinemkt.run(inputs, scenario) for name, scenario in named.items()}
    last = analysis.forecast(analysis.market(run[""], offer), view, offer).iloc[-1]
    found = analysis.levels(offer, view, last)
    assert [one.evaluate(run.__getitem__) for one in found.values()] == pytest.approx(list(last[["tam", "sam", "som"]]))
    steps = analysis.funnel(analysis.market(run[""], offer), view, offer, view.years[1])
    made = [step.figure and step.figure.evaluate(run.__getitem__) for step in steps]
    assert made == pytest.approx([step.value for step in steps], rel=1e-6)
    assert not analysis.levels(offer.model_copy(update={"price": 10.0}), view, last)
