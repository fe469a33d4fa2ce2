"""What is called patients are persons: never more than are diagnosed, whatever overlaps and is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis import narrative
from spinemkt.analysis.market import crossing_words, crossings, modality_facts, pathway_flow, place_facts
from spinemkt.analysis.scenarios import compare
from spinemkt.analysis.standouts import standouts
from spinemkt.analysis.uncertainty_views import outcomes
from spinemkt.analysis.view import LISTS, View
from spinemkt.charts import fan, segments
from spinemkt.charts.style import Chart, unit_name
from spinemkt.figures.columns import ListedColumn
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text
from spinemkt.model.measures import EXCLUSIVE_GROUP, MEASURES, RECEIVED_BY_TYPE, received
from spinemkt.terms import (
    END_USERS,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRIMARIES,
    REGIONS,
    TREATMENT_TYPES,
)
from tests.test_charts import DRAWINGS, figures_of
from tests.test_lineage_pages import check_text
from tests.test_pages import MARKET, html_of, opened, text_of

WRITTEN = re.compile(r"(?<![\d,.])(\d[\d,]*(?:\.\d+)?)( bn| M)? (?:more )?patients?\b(?! treat|-year)")
FEW = "fewer than 10 patients"
ROUNDED = 1.006  # three digits, or one decimal of a million
PLACED = ("region", "country", "primary", "primary_group")
PERSONS = {"modality_patients", "diagnosed", "treated", "untreated", "presenting", "walking"}


def some(codes: Iterable[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(
        st.just(()), st.lists(st.sampled_from(list(codes)), min_size=1, max_size=most, unique=True).map(tuple)
    )


VIEWS = st.builds(
    View,
    quantity=st.just("patients"),
    region=some(REGIONS),
    country=some(("CHN", "DEU", "USA", "IND", "MLT"), 1),
    primary=some(code for code in PRIMARIES if code != "myeloma"),
    treatment_type=some(TREATMENT_TYPES),
    modality=some(MODALITIES, 3),
    end_user=some(END_USERS),
    years=st.sampled_from([(2026, 2035), (2022, 2040), (2030, 2030)]),
    year=st.just(2030),
    grouped=st.booleans(),
)


def written(text: str) -> list[float]:
    """The numbers of patients that a text names; "fewer than 10" names none."""
    sizes = {"bn": 1e9, "M": 1e6, "": 1.0}
    return [
        float(number.replace(",", "")) * sizes[size.strip()] for number, size in WRITTEN.findall(text.replace(FEW, ""))
    ]


def diagnosed(result: spinemkt.Result, view: View, **where: object) -> float:
    """Persons diagnosed a year in the places and primaries of a view, in the year that has most of them."""
    years = {"year": [*view.span, view.year]} | where
    table = result.table("diagnosed", ("year",), view.where("diagnosed", **years))
    return float(table["value"].max()) if len(table) else 0.0


def texts(result: spinemkt.Result, view: View) -> Iterator[Text]:
    yield narrative.headline(result, view)
    yield from standouts(result, view)
    yield from crossing_words.sentences(result, view, crossings.events(result, view))
    yield place_facts.answer(result, view)
    yield modality_facts.answer(result, view)
    yield segments.answer(result, view, "primary", "treatment_type")
    for tile in narrative.tiles(result, view):
        yield from map(as_text, (tile.value, tile.change, tile.parts))


def sentences(result: spinemkt.Result, view: View) -> Iterator[str]:
    for tile in narrative.tiles(result, view):
        noun = " patients" if tile.label.startswith("Patients ") else ""
        yield f"{tile.value}{noun}; {str(tile.change).partition(' by ')[0]}{noun}"
    yield from map(str, texts(result, view))
    higher = (("Base case", result), ("Another", result))
    yield str(compare.answer(higher, view))
    outcome = outcomes.outcome_of(view)
    size = result.total(outcome.measure, {**outcome.where, "year": outcome.year})
    yield outcomes.between(size, size, view)


def charts(result: spinemkt.Result, view: View) -> Iterator[tuple[str, Chart]]:
    for name, drawing in DRAWINGS.items():
        yield name, drawing.builder(result, view, "light", *drawing.arguments)
    yield "fan", fan.fan(result, view, "light")


def counted_twice(number: Amount) -> bool:
    """Whether a number is called patients and adds up modalities that one patient may have together."""
    kinds, codes = (set(number.kept.get(dim, ())) for dim in ("treatment_type", "modality"))
    kept = [code for code in codes or MODALITIES if not kinds or MODALITY_TYPE[str(code)] in kinds]
    return number.measure == "modality_patients" and received([str(code) for code in kept]) != "modality_patients"


def answers(result: spinemkt.Result, view: View) -> Iterator[Figure]:
    for text in texts(result, view):
        yield from text.figures
    for first, second in (("mri", "chemotherapy"), ("sbrt_srs", "conventional_ebrt")):
        for line in modality_facts.side_by_side(result, view, first, second):
            for cell in (*line.first, *line.second, line.compared):
                yield from as_text(cell.figure).figures
    yield from pathway_flow.overlap(result, View(country=view.country, year=view.year)).figures


# How patients are counted


@pytest.mark.parametrize(
    ("view", "noun"),
    [
        (View(), "patient treatments"),
        (View(treatment_type=("radiation",)), "patients"),
        (View(treatment_type=("surgery",), modality=("mis_surgery", "open_surgery")), "patients"),
        (View(modality=("sbrt_srs", "proton")), "patients"),
        (View(modality=("mri",)), "patients"),
        (View(modality=("mri", "ct")), "patient treatments"),
        (View(modality=("mri", "proton"), treatment_type=("radiation", "surgery")), "patients"),
        (View(treatment_type=("interventional",)), "patient treatments"),
        (View(treatment_type=("radiation", "surgery")), "patient treatments"),
        (View(treatment_type=("medication",)), "patient treatments"),
        (View(modality=("chemotherapy",)), "patient-years"),
        (View(modality=("steroids_analgesics",)), "patient-years"),
        (View(end_user=("general_hospital",)), "patient treatments"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_patients_are_named_by_what_may_overlap(view: View, noun: str) -> None:
    view = replace(view, quantity="patients")
    assert view.measure.noun == view.basis == noun
    assert f", {noun}" in view.sentence({})


def test_only_techniques_that_exclude_one_another_add_up_to_patients(result: spinemkt.Result) -> None:
    where = {"year": 2026}
    for name in ("patient_years", "patient_treatments"):
        assert result.total(name, where) == result.total("modality_patients", where)
    assert {kind for kind, name in RECEIVED_BY_TYPE.items() if name == "modality_patients"} == {"radiation", "surgery"}
    assert all(received([code]) == "patient_years" for code, base in MODALITY_BASE.items() if base == "prevalent")
    assert all(
        received([one, other]) != "patient_treatments"
        for one in MODALITIES
        for other in MODALITIES
        if EXCLUSIVE_GROUP[one] == EXCLUSIVE_GROUP[other]
    )


# Every sentence, chart, table and answer


@given(view=VIEWS)
@example(view=View(quantity="patients", country=("MLT",), primary=("colorectal",), modality=("conventional_ebrt",)))
@settings(max_examples=60)
def test_no_sentence_counts_more_patients_than_are_diagnosed_or_adds_up_those_that_overlap(
    result: spinemkt.Result, view: View
) -> None:
    most = diagnosed(result, view) * ROUNDED + 0.5  # a few are written as whole persons
    for text in sentences(result, view):
        assert all(number <= most for number in written(text)), (most, text)
    for answer in answers(result, view):
        assert not any(map(counted_twice, answer.amounts)), answer


@given(view=VIEWS, quantity=st.sampled_from(["spend", "patients", "episodes"]))
@example(view=View(grouped=False), quantity="spend")
@settings(max_examples=40)
def test_every_figure_of_a_sentence_is_what_its_expression_gives(
    result: spinemkt.Result, view: View, quantity: str
) -> None:
    for text in texts(result, replace(view, quantity=quantity)):
        check_text(text, lambda figure: Study(result).of_scope(figure.scope or result.scope).result)


STATES: Mapping[str, View] = {
    "all": View(),
    "China": View(country=("CHN",)),
    "Germany": View(country=("DEU",)),
    "one region": View(region=("asia_pacific",)),
    "two regions": View(region=("europe", "asia_pacific")),
    "drugs": View(treatment_type=("medication",)),
    "two types": View(treatment_type=("radiation", "surgery")),
    "radiation": View(treatment_type=("radiation",)),
    "one scan": View(modality=("mri",)),
    "one drug": View(modality=("bone_modifying_agents",)),
    "cement": View(treatment_type=("interventional",), country=("DEU",)),
    "lung in one site": View(primary=("lung",), end_user=("general_hospital",)),
}


@pytest.mark.parametrize("state", STATES)
def test_no_chart_counts_more_patients_than_are_diagnosed(result: spinemkt.Result, state: str) -> None:
    view = replace(STATES[state], quantity="patients")
    most = diagnosed(result, view) * ROUNDED + 0.5  # a few are written as whole persons
    for name, chart in charts(result, view):
        texts = [str(chart.title), chart.subtitle, chart.alt, *(str(words) for _, words in chart.key)]
        assert all(number <= most for text in texts for number in written(text)), (name, most, texts)
        for column in chart.columns:
            whole = not ({"modality", "treatment_type"} & set(column.by) or isinstance(column, ListedColumn))
            assert not (whole and counted_twice(Amount(column.measure, column.where))), (name, column)
        listed = [figure for column in chart.columns for figure in getattr(column, "listed", ()) if figure]
        found = [*figures_of(chart), *listed]
        assert not any(counted_twice(number) for figure in found for number in figure.amounts), name
        check_table(result, view, name, chart.frame)
        persons = "unit" in chart.frame and set(chart.frame["unit"]) == {"persons/year"}
        assert not (persons and MEASURES["patient_treatments"].caution in chart.subtitle), (name, chart.subtitle)


def check_table(result: spinemkt.Result, view: View, name: str, frame: pd.DataFrame) -> None:
    """Rows of persons of one place, primary and year add up to no more than are diagnosed there."""
    if "unit" not in frame or "value" not in frame or name.startswith("bridge"):  # whose steps are no parts
        return
    persons = frame[frame["unit"].isin({MEASURES[each].unit for each in PERSONS})]
    keys = [dim for dim in (*PLACED, "year") if dim in persons]
    for codes, rows in persons.groupby(keys) if keys else [((), persons)]:
        where, value = dict(zip(keys, codes, strict=True)), float(rows["value"].sum())
        assert value <= diagnosed(result, view, **where) * (1 + 1e-9), (name, where)


def test_the_unit_of_a_table_says_what_is_counted() -> None:
    assert unit_name(View(quantity="patients").measure.unit) == "patient treatments a year"
    assert unit_name(View(quantity="patients", modality=("mri",)).measure.unit) == "persons a year"


# The pages


PAGES = ("overview", "segments", "regions", "modalities", "change", "lab", "sensitivity", "landscape", "answers")
CHOSEN: list[dict[str, object]] = [
    {},
    {"country": ["CHN"]},
    {"country": ["DEU"], "modality": ["sbrt_srs"]},
    {"modality": ["chemotherapy"]},
    {"treatment_type": ["medication"], "region": ["europe"]},
]


@pytest.mark.parametrize("state", CHOSEN, ids=str)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_counts_more_patients_than_are_diagnosed(
    page: str, state: dict[str, object], result: spinemkt.Result
) -> None:
    app = opened(page, {"quantity": "patients", **state})
    assert not app.exception
    most = diagnosed(result, View(years=(2022, 2040))) * ROUNDED  # claims are of the world, whatever the filters
    alts = [element.proto.alt for element in app.get("plotly_chart")]
    for text in [*alts, *(re.sub(r"<[^>]+>", "", html) for html in html_of(app) if "<style" not in html)]:
        assert all(number <= most for number in written(text)), (page, most, text)
    if page in MARKET and set(state) == {"country"}:
        most = diagnosed(result, View(country=("CHN",))) * ROUNDED
        for text in (text for name in ("sm-answer", "sm-title", "sm-subtitle") for text in text_of(app, name)):
            assert all(number <= most for number in written(text)), (page, most, text)


def test_every_filter_is_among_those_tried() -> None:
    counted = set(LISTS) & set(spinemkt.MEASURES["patient_treatments"].dims)
    assert counted == {name for state in STATES.values() for name in state.changed()}
