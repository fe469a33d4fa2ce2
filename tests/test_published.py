"""Published figures beside the model's: studies are named, both sides stand on one row, and disputes are said."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

import spinemkt
from spinemkt.analysis import studies
from spinemkt.analysis.checks import external_checks
from spinemkt.analysis.market import modality_facts, per_patient, place_facts, published
from spinemkt.analysis.view import View
from spinemkt.figures.text import Text, shown
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import MODALITIES
from spinemkt.wording import NO_FIGURE, dollars
from tests.conftest import BrokenData
from tests.test_lineage_pages import check_text

PAIR = ("sbrt_srs", "conventional_ebrt")


@pytest.fixture(scope="module")
def radiation(result: spinemkt.Result) -> published.Outcomes:
    return published.outcomes(result, View(), *PAIR)


def test_both_arms_of_a_trial_stand_on_one_row(radiation: published.Outcomes) -> None:
    rows = {line.what: line for line in radiation.together}
    line = rows["Complete pain response at 3 months"]
    assert line.detail == "SC.24, trial, 2016-2019, Lancet Oncol 2021"
    assert [side[0].figure for side in (line.first, line.second)] == ["35% of patients", "14% of patients"]
    assert [side[0].note.partition(";")[0] for side in (line.first, line.second)] == ["n 114", "n 115"]
    assert line.compared == published.Cell("SBRT / SRS", "but RTOG 0631: the opposite")


def test_trials_that_disagree_are_said_to_disagree(radiation: published.Outcomes) -> None:
    rows = {line.what: line for line in radiation.together}
    against = rows["Pain response at 3 months"]
    assert against.detail.startswith("RTOG 0631")
    assert against.compared == published.Cell("Conventional external beam", "but SC.24: the opposite")
    (sentence,) = radiation.disputes
    assert sentence.startswith("Studies disagree on pain relief: SC.24 favours SBRT / SRS (35 against 14% of patients")
    assert "RTOG 0631 favours conventional external beam (41.3 against 60.5% of patients" in sentence


def test_a_difference_within_the_error_of_counting_names_no_winner(radiation: published.Outcomes) -> None:
    (control,) = [line for line in radiation.together if line.what.startswith("No progression")]
    assert control.compared.figure == "no clear difference"


def test_a_figure_that_is_itself_a_comparison_stands_beside_its_reference(result: spinemkt.Result) -> None:
    found = published.outcomes(result, View(), "mis_surgery", "open_surgery")
    rows = {line.what: line for line in found.together}
    assert rows["Complications"].first[0].figure == "odds ratio 0.6 (0.37 to 0.96)"
    assert rows["Complications"].second[0].figure == "the reference"
    assert rows["Complications"].compared.figure == "Minimally invasive surgery"
    assert rows["Reoperation"].compared.figure == "no clear difference"
    assert found.disputes == ()


def test_no_published_figure_is_lost_or_told_twice(result: spinemkt.Result) -> None:
    table = result.inputs.tables["outcome_evidence"]
    for first, second in combinations(MODALITIES, 2):
        found = published.outcomes(result, View(), first, second)
        swapped = published.outcomes(result, View(), second, first)
        cells = [c for line in (*found.together, *found.apart) for side in (line.first, line.second) for c in side]
        told = [cell for cell in cells if cell.figure != "the reference"]
        assert len(told) == table["modality"].isin([first, second]).sum()
        assert not [cell for cell in told if "nan" in cell.figure or "nan" in cell.note]
        assert [line.compared for line in found.together] == [line.compared for line in swapped.together]
        assert all(line.first == other.second for line, other in zip(found.apart, swapped.apart, strict=True))


def test_every_source_has_a_name_that_is_no_code(inputs: spinemkt.Inputs) -> None:
    for source, name in studies.study_names(inputs).items():
        assert len(name) > 2, source
        assert not name.isdigit(), source
        assert "not shown" not in name, source
        assert name != source
    assert studies.study_names(inputs)["sahgal2021"] == "SC.24"
    assert studies.study_names(inputs)["logan2018"] == "Logan 2018"
    assert studies.study_names(inputs)["delagarza_nis"].startswith("De la Garza-Ramos")


def test_the_points_of_an_attribute_are_found(result: spinemkt.Result) -> None:
    """Shares of operations lie beside the curve of robots and navigation, which counts operations, too."""
    points = studies.curve_points(result, "robotic_navigated")
    assert len(points) > 5
    assert points["base"].str.contains("fusions|operations").all()
    assert set(studies.curve_points(result, "sbrt_srs", ("asia_pacific",))["place"]) == {"Australia"}


def test_a_table_with_an_unknown_topic_is_refused(broken_data: BrokenData) -> None:
    folder = broken_data("outcome_evidence.csv", lambda text: text.replace(",pain relief,", ",pain releif,", 1))
    with pytest.raises(spinemkt.DataError, match="Did you mean 'pain relief'"):
        spinemkt.load_inputs(folder)


# The model's own figures


def test_the_model_beside_a_published_figure_keeps_what_it_is(result: spinemkt.Result) -> None:
    frame = external_checks(result)
    compared = frame[frame["verdict"] != "not comparable"]
    assert len(compared) >= 50 and compared["figure"].notna().all()
    assert frame.loc[frame["model"].isna(), "figure"].isna().all()
    for row in compared.itertuples():
        assert row.figure.evaluate({BASELINE: result}.__getitem__) == row.figure.number == row.model
        assert row.figure.label == row.label
    rate = frame.set_index("check_id").loc["korea_rate"]
    treated = result.total("treated", {"country": "KOR", "year": 2022})
    assert rate["model"] == pytest.approx(treated / float(result.inputs.population.sel(country="KOR", year=2022)) * 1e5)


def test_figures_side_by_side_are_the_models(result: spinemkt.Result) -> None:
    rows = {line.what: line for line in modality_facts.side_by_side(result, View(region=("europe",)), *PAIR)}
    spend = [result.total("spend", {"region": "europe", "modality": code, "year": 2026}) for code in PAIR]
    assert [str(side[0].figure) for side in (rows["Spend 2026"].first, rows["Spend 2026"].second)] == [
        dollars(value) for value in spend
    ]
    assert str(rows["Spend 2026"].compared.figure) == f"{spend[0] / spend[1]:.2g} ×"
    patients = [
        result.total("modality_patients", {"region": "europe", "year": 2035, **kind})
        for kind in ({"modality": "sbrt_srs"}, {"treatment_type": "radiation"})
    ]
    assert str(rows["Uptake 2035"].first[0].figure) == f"{patients[0] / patients[1] * 100:.1f}%"
    assert "grade" in rows["US unit cost"].first[0].note


def test_what_is_nothing_for_both_is_left_out(result: spinemkt.Result) -> None:
    names = {line.what for line in modality_facts.side_by_side(result, View(), *PAIR)}
    assert "Fractions" in names
    assert not names & {"Bed days", "Theatre hours"}
    assert "Bed days" in {line.what for line in modality_facts.side_by_side(result, View(), "mri", "open_surgery")}


@pytest.mark.parametrize(
    "view", [View(), View(years=(2030, 2030), year=2030), View(treatment_type=("surgery",), country=("MLT",))], ids=str
)
def test_every_pair_of_neighbours_reads_well(result: spinemkt.Result, view: View) -> None:
    for pair in pairwise(MODALITIES):
        for line in modality_facts.side_by_side(result, view, *pair):
            words = " ".join(str(cell.figure) for cell in (*line.first, *line.second, line.compared))
            assert not any(word in words for word in ("nan", "inf", NO_FIGURE)), line


@pytest.mark.parametrize("view", [View(), View(country=("DEU", "IND"), primary=("lung",), year=2030)], ids=str)
def test_figures_of_modalities_and_places_are_made_anew(result: spinemkt.Result, view: View) -> None:
    for pair in (PAIR, ("bone_modifying_agents", "open_surgery"), ("mri", "rehabilitation")):
        lines = modality_facts.side_by_side(result, view, *pair)
        cells = [cell for line in lines for cell in (*line.first, *line.second, line.compared)]
        texts = [cell.figure for cell in cells if isinstance(cell.figure, Text)]
        assert len(texts) >= 20
        for text in texts:
            check_text(text, lambda _: result)
    columns = modality_facts.price_figures(result, view)
    assert len(columns) == 5
    for figure in (one for column in columns.values() for one in column):
        check_text(shown(figure), lambda _: result)
    for level, code in (("region", "europe"), ("country", "DEU")):
        facts = place_facts.profile(result, view, level, code)
        assert sum(len(fact.words.figures) for fact in facts) == 12
        for fact in facts:
            check_text(fact.words, lambda _: result)
    for row in per_patient.rows(result, view):
        assert len(row.figures) == 6
        for (column, year), figure in row.figures.items():
            check_text(shown(figure), lambda _: result)
            assert figure.label == f"{per_patient.LABELS[column]}, {row.place}, {year}"


def test_the_price_table_divides_spend_by_episodes(result: spinemkt.Result) -> None:
    frame = modality_facts.price_table(result, View(region=("europe",)))
    assert frame["Spend 2026"].is_monotonic_decreasing
    spend, episodes = (
        result.total(name, {"region": "europe", "modality": "proton", "year": 2026}) for name in ("spend", "episodes")
    )
    proton = frame.set_index("Modality").loc["Proton"]
    assert proton["Average price per course 2026"] == pytest.approx(spend / episodes)
    assert proton["US unit cost"] == float(result.inputs["unit_cost"].sel(modality="proton"))
    assert set(proton["source_id"].split(";")) <= set(result.inputs.tables["sources"]["source_id"])


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (2.548e9, "2.55 bn USD"),
        (1.0e9, "1.00 bn USD"),
        (9.999e8, "1.00 bn USD"),
        (978.6e6, "979 M USD"),
        (59.34e6, "59.3 M USD"),
        (9.999e6, "10.0 M USD"),
        (8803.9, "8,800 USD"),
    ],
)
def test_dollars_have_three_digits(usd: float, words: str) -> None:
    assert dollars(usd) == words
