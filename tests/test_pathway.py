"""The pathway's numbers, worked by hand; its tables hold together; its charts say what they show."""

from __future__ import annotations

import csv
import math
from itertools import groupby, pairwise
from pathlib import Path

import pytest

import spinemkt
from spinemkt.analysis.market import pathway, pathway_flow, pathway_items, pathway_trials
from spinemkt.analysis.view import View
from spinemkt.charts import trials as charts
from spinemkt.charts.palette import THEMES
from spinemkt.charts.pathway import flow
from spinemkt.figures.text import Text, as_text
from spinemkt.model.measures import MEASURES
from spinemkt.scenario.levers import levers
from spinemkt.terms import DIMENSIONS, MODALITIES, PRESENTATIONS
from spinemkt.wording import count
from tests.conftest import BrokenData
from tests.test_lineage_pages import check_text

VIEWS = [
    View(),
    View(region=("middle_east_africa",), year=2030),
    View(country=("FRA",), primary=("kidney",)),
    View(country=("MLT",), primary=("thyroid",), scope="full", money="nominal"),
    View(myeloma=True, primary=("myeloma",)),
    View(treatment_type=("surgery",), end_user=("ambulatory_home",), quantity="patients", scope="strict"),
]


@pytest.fixture(params=VIEWS, ids=str)
def shown(request: pytest.FixtureRequest, inputs: spinemkt.Inputs) -> tuple[spinemkt.Result, View]:
    view = pathway.of_pathway(request.param)
    return spinemkt.run(inputs, scope=view.scope, include_myeloma=view.myeloma), view


def stations(result: spinemkt.Result, view: View) -> dict[str, float]:
    return {code: figure.number for code, figure in pathway_flow.stations(result, view).items()}


# Strands


def test_what_enters_a_station_leaves_it(shown: tuple[spinemkt.Result, View]) -> None:
    frame = pathway_flow.strands(*shown)
    assert (frame["value"] >= 0).all()
    entering, leaving = (frame.groupby(["presentation", end])["value"].sum() for end in ("target", "source"))
    inner = [code for column in pathway_flow.COLUMNS[1:3] for code in column]
    for presentation in PRESENTATIONS:
        for code in inner:
            assert entering[presentation, code] == pytest.approx(leaving[presentation, code], abs=1e-9)
    counts = stations(*shown)
    assert sum(counts[code] for code in pathway_flow.COLUMNS[0]) == pytest.approx(1000)
    assert sum(counts[code] for code in pathway_flow.COLUMNS[3]) == pytest.approx(1000)
    assert sum(counts[code] for code in pathway_flow.COLUMNS[2]) == pytest.approx(counts["treated"])


def test_stations_are_the_models_numbers(shown: tuple[spinemkt.Result, View]) -> None:
    result, view = shown
    counts = stations(result, view)
    entering = pathway_flow.strands(result, view).groupby("target")["value"].sum()
    assert counts["not_walking"] == pytest.approx(entering["not_walking"])
    assert counts["other_treatment"] == pytest.approx(entering["other_treatment"], abs=1e-9)
    where = view.where("treated", year=view.year)
    per = 1000 / result.total("diagnosed", where)
    for code, (measure, kept) in pathway_flow.ASKS.items():
        assert counts[code] == pytest.approx(result.total(measure, {**where, **kept}) * per)
    assert set(counts) - set(pathway_flow.ASKS) == {"other_treatment", "not_walking"}


def test_walking_by_hand(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    """Of patients treated for cord compression 62 in 100 walk (the mean of 0.61 and its range): so with SBRT, too."""
    frame = pathway_flow.strands(result, pathway.of_pathway(View()))
    given = frame[(frame["presentation"] == "cord_compression") & (frame["source"] == "sbrt_srs")]
    walking, not_walking = given.set_index("target")["value"][["walking", "not_walking"]]
    assert walking / (walking + not_walking) == pytest.approx(
        float(inputs["walking_share"].sel(presentation="cord_compression"))
    )


def test_strands_hold_under_a_scenario_that_leaves_machines_short(inputs: spinemkt.Inputs) -> None:
    scenario = spinemkt.Scenario("LruCache machines", "", (levers()["linac_ceiling"].change(0.1),))
    view = pathway.of_pathway(View())
    before, after = (stations(spinemkt.run(inputs, each), view) for each in (None, scenario))
    assert after["conventional_ebrt"] < before["conventional_ebrt"]
    assert after["other_treatment"] > before["other_treatment"]
    assert sum(after[code] for code in pathway_flow.COLUMNS[2]) == pytest.approx(after["treated"])


# Steps


def test_the_spends_of_the_steps_sum_to_the_spend(shown: tuple[spinemkt.Result, View]) -> None:
    result, view = shown
    paid = [
        result.total(view.measure.name, view.where(year=view.year, modality=found))
        for code in pathway.STEPS
        if (found := pathway_items.paid_for(result.inputs, code))
    ]
    assert sum(paid) == pytest.approx(result.total(view.measure.name, view.where(year=view.year)))


def test_every_modality_is_an_element_of_one_step(inputs: spinemkt.Inputs) -> None:
    paid = [code for step in pathway.STEPS for code in pathway_items.paid_for(inputs, step)]
    assert sorted(paid) == sorted(MODALITIES)


def test_the_strip_by_hand(result: spinemkt.Result) -> None:
    """10 in 100 diagnosed with a number of the model are 100 per 1,000: a step is its measure over diagnosed."""
    view = pathway.of_pathway(View(region=("europe",)))
    cards = {card.code: card for card in pathway.strip(result, view)}
    where = {"region": "europe", "year": 2026}
    diagnosed = result.total("diagnosed", where)
    asymptomatic = result.total("presenting", {**where, "presentation": "asymptomatic"})
    assert str(cards["symptoms"].figure) == count((diagnosed - asymptomatic) / diagnosed * 1000)
    assert str(cards["symptoms"].yearly) == count(diagnosed - asymptomatic)
    assert str(cards["complications"].figure) == count(result.total("complications", where) / diagnosed * 1000)
    assert cards["symptoms"].delay.startswith("3 months, median, from back pain to referral")
    assert cards["life_after"].delay == ""


def test_elements_ask_the_model_what_they_say(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    for step in pathway.STEPS:
        for row in pathway_items.rows(inputs, step):
            assert not row.measure or row.measure in MEASURES
            for dim, codes in pathway_items.asked(row).items():
                assert set(codes) <= set(DIMENSIONS[dim])
                assert not row.measure or dim in MEASURES[row.measure].dims
            assert set(filter(None, row.levers.split(";"))) <= set(levers())


def test_published_figures_belong_to_elements(inputs: spinemkt.Inputs) -> None:
    steps, evidence = inputs.tables["pathway_steps"], inputs.tables["pathway_evidence"]
    assert set(evidence["item"]) <= set(steps["item"])
    assert not evidence["source_id"].str.contains("assumption").any()


def test_every_number_made_anew_is_the_one_shown(shown: tuple[spinemkt.Result, View]) -> None:
    result, view = shown
    texts = [pathway.answer(result, view), pathway_flow.overlap(result, view)]
    texts += [as_text(text) for tile in pathway.tiles(result, view) for text in (tile.value, tile.change)]
    texts += [each for row in pathway.rungs(result, view) for each in row if isinstance(each, Text)]
    for card in pathway.strip(result, view):
        texts += [card.figure, card.yearly, card.spend]
    for step in pathway.STEPS:
        for found in pathway.elements(result, view, step):
            assert len(found.figure.figures) == len(found.yearly.figures) == bool(str(found.figure))
            assert len(found.spend.figures) == bool(str(found.spend))
            texts += [found.figure, found.yearly, found.spend]
    for drawn in (flow(*shown, "light"), *(charts.trials(*shown, "light", code) for code in pathway_trials.QUESTIONS)):
        texts += [text for text in (drawn.title, drawn.subtitle) if isinstance(text, Text)]
    texts += [Text(((figure.shown, figure),)) for figure in pathway_flow.figures(result, view) if figure]
    assert sum(len(text.figures) for text in texts) > 200
    for text in texts:
        check_text(text, lambda _: result)


def test_per_thousand_by_hand(result: spinemkt.Result) -> None:
    """Treated over diagnosed times 1,000; those who do not walk are treated less walking, over diagnosed."""
    where = {"year": 2026}
    treated, walking, diagnosed = (result.total(name, where) for name in ("treated", "walking", "diagnosed"))
    found = pathway_flow.stations(result, pathway.of_pathway(View()))
    made = {code: figure.evaluate({"": result}.__getitem__) for code, figure in found.items()}
    assert made["treated"] == pytest.approx(treated / diagnosed * 1000)
    assert made["not_walking"] == pytest.approx((treated - walking) / diagnosed * 1000)
    assert made["walking"] + made["not_walking"] == pytest.approx(made["treated"])


def test_a_lasting_drug_counts_in_patient_years(result: spinemkt.Result) -> None:
    found = {each.label: each for each in pathway.elements(result, pathway.of_pathway(View()), "treatment")}
    assert str(found["Bone-modifying agents"].figure).endswith("patient-years")
    assert str(found["Radiopharmaceuticals"].figure).endswith(" patients")


def test_what_no_source_counts_stays_empty(result: spinemkt.Result) -> None:
    found = {each.label: each for each in pathway.elements(result, pathway.of_pathway(View()), "complications")}
    assert not (found["Hypercalcaemia"].figure or found["Hypercalcaemia"].spend)
    assert found["Hypercalcaemia"].published == ()


def test_an_unknown_step_is_refused(broken_data: BrokenData) -> None:
    folder = broken_data("pathway_steps.csv", lambda text: text.replace(",diagnosis,", ",diagnosys,", 1))
    with pytest.raises(spinemkt.DataError, match=r"diagnosys.*diagnosis"):
        spinemkt.load_inputs(folder)


def test_a_figure_without_a_known_source_is_refused(broken_data: BrokenData) -> None:
    folder = broken_data("pathway_evidence.csv", lambda text: text.replace(",husband1998,", ",husband1997,", 1))
    with pytest.raises(spinemkt.DataError, match=r"husband1997.*husband1998"):
        spinemkt.load_inputs(folder)


# Published outcomes


def test_the_interval_by_hand() -> None:
    """Wilson, 84% of 50: z2 = 3.8415; middle (0.84 + 0.038415) / 1.07683 = 0.81574; half width
    1.95996 / 1.07683 x sqrt(0.84 x 0.16 / 50 + 3.8415 / 10000) = 1.82012 x sqrt(0.00268800 + 0.00038415) = 0.10088."""
    low, high = pathway_trials.wilson(84, 50)
    assert low == pytest.approx(71.49, abs=0.01)
    assert high == pytest.approx(91.66, abs=0.01)


def test_the_four_questions_hold_the_trials(result: spinemkt.Result) -> None:
    found = {code: pathway_trials.points(result, View(), code) for code in pathway_trials.QUESTIONS}
    assert set(found["pain"]["study"]) == {"SC.24", "RTOG 0631"}
    assert set(found["walking"]["study"]) == {"Patchell", "Japanese inpatient database"}
    assert set(found["fracture"]["modality"]) == {"sbrt_srs"}
    assert set(found["mis"]["unit"]) == {"odds ratio"}
    for frame in found.values():
        assert len(frame) >= 4
        known = frame.dropna(subset="low")
        assert (known["low"] <= known["value"]).all()
        assert (known["value"] <= known["high"]).all()
        assert len([study for study, _ in groupby(frame["study"])]) == frame["study"].nunique()  # arms stand together


def test_poor_walking_is_turned_round(result: spinemkt.Result) -> None:
    frame = pathway_trials.points(result, View(), "walking").set_index("study")
    row = frame.loc["Japanese inpatient database"]
    assert row["value"] == pytest.approx(100 - 39.4)
    assert row["outcome"] == "walking well at discharge"
    assert row["note"].startswith("100 minus the printed")


def test_ends_borrowed_from_other_studies_are_no_interval(result: spinemkt.Result) -> None:
    frame = pathway_trials.points(result, View(), "fracture").set_index("study")
    assert math.isnan(frame.loc["Sahgal 2013", "low"])
    assert frame.loc["Sahgal 2013", "range"] == ""


def test_contradictions_are_said_with_their_figures(result: spinemkt.Result) -> None:
    said = {code: pathway_trials.contradiction(result, View(), code) for code in pathway_trials.QUESTIONS}
    assert "SBRT / SRS 35%, conventional external beam 14%" in said["pain"]
    assert "conventional external beam 60.5%, SBRT / SRS 41.3%" in said["pain"]
    assert "opposite directions" in said["pain"]
    assert said["fracture"].startswith("From 2.4% (painful vertebral fracture) to 34.4% (vertebral fracture, prosp")
    frame = pathway_trials.points(result, View(), "mis")
    beyond = frame[frame["high"] > 1]
    assert set(beyond["outcome"].str.partition(",")[0]) == {"death", "reoperation"}
    assert "ranges for death and for operating again include no difference" in said["mis"]


# Charts


@pytest.mark.parametrize("theme", THEMES)
def test_the_strands_as_drawn(shown: tuple[spinemkt.Result, View], theme: str) -> None:
    chart = flow(*shown, theme)
    (trace,) = chart.figure.to_dict()["data"]
    labels, link = trace["node"]["label"], trace["link"]
    assert all(value > 0 and math.isfinite(value) for value in link["value"])
    assert len(link["source"]) == len(link["target"]) == len(link["color"]) == len(link["customdata"])
    assert set(link["source"]) | set(link["target"]) == set(range(len(labels)))
    assert all(a <= b for a, b in pairwise(link["source"]))
    assert all(0 < y < 1 for y in trace["node"]["y"])
    answers = pathway_flow.figures(*shown)
    for mark, label in zip(trace["meta"][0], labels, strict=True):
        answer = answers[int(mark)]
        assert answer is not None
        assert f"{answer.label.removesuffix(f', {shown[1].year}, per 1,000 diagnosed')} {answer.shown}" == label
    for mark, words in zip(trace["meta"][1], link["customdata"], strict=True):
        answer = answers[int(mark)]
        if answer is not None:
            assert f": {answer.shown} per 1,000" in words
    assert chart.frame["patients a year"].sum() > 0
    assert "walk afterwards" in str(chart.title)
    assert chart.alt.startswith(str(chart.title))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("code", pathway_trials.QUESTIONS)
def test_published_outcomes_as_drawn(result: spinemkt.Result, theme: str, code: str) -> None:
    chart = charts.trials(result, View(), theme, code)
    lines, dots = chart.figure.data
    assert list(dots["x"]) == list(chart.frame["figure"])
    assert len(lines["x"]) == 3 * len(dots["x"])
    texts = [note["text"] for note in chart.figure.to_dict()["layout"]["annotations"]]
    for study in chart.frame["study"]:
        assert any(study in text for text in texts)
    assert not any("nan" in text for text in [*texts, *dots["customdata"], chart.alt])


def test_the_model_is_drawn_beside_the_trials_and_moves_with_a_scenario(inputs: spinemkt.Inputs) -> None:
    scenario = spinemkt.Scenario("Walks", "", (levers()["walking"].change(0.7),))
    chart = charts.trials(spinemkt.run(inputs, scenario), View(), "light", "walking")
    assert chart.figure.layout.shapes[0].x0 == pytest.approx(70)
    assert "70% in the model, 2026" in str(chart.subtitle)
    assert "dashed: 15.2% in the model" in str(
        charts.trials(spinemkt.run(inputs), View(), "light", "fracture").subtitle
    )


def test_money_follows_the_view(inputs: spinemkt.Inputs) -> None:
    view = pathway.of_pathway(View(money="nominal", year=2035))
    assert "nominal USD" in str(pathway.answer(spinemkt.run(inputs), view))


def test_the_list_of_elements_is_whole() -> None:
    path = Path(__file__).parent / "elements" / "pathway.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len({row["element"] for row in rows})
    assert {row["step"] for row in rows} == set(pathway.STEPS)
