"""What spend is made of, and what it is for one patient: parts add up, answers agree with runs of their own."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pytest

import spinemkt
from spinemkt.analysis import narrative
from spinemkt.analysis.market import per_patient, spend_parts
from spinemkt.analysis.view import View
from spinemkt.figures.text import as_text
from spinemkt.scenario.change import Change
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import CANCER_DRUGS, SCOPES
from spinemkt.wording import money
from tests.test_lineage_pages import check_text

VIEWS = (
    View(),
    View(money="nominal", country=("DEU",)),
    View(region=("asia_pacific",), primary=("breast",), years=(2030, 2030), year=2030),
    View(treatment_type=("medication",)),
)


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs) -> dict[str, spinemkt.Result]:
    return {scope: spinemkt.run(inputs, scope=scope) for scope in SCOPES}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scope", SCOPES)
def test_the_headline_says_its_parts(runs: dict[str, spinemkt.Result], scope: str, view: View) -> None:
    view = replace(view, scope=scope)
    found = narrative.headline(runs[scope], view)
    text = str(found)
    where = view.where(year=view.years[0])
    sizes = {code: run.total(view.measure.name, where) for code, run in runs.items()}
    for code in SCOPES:
        if code != "strict" or scope == "full":
            assert any(money(sizes[code], more=more) in text for more in range(4))
    if scope == "attributed":
        assert any(money(sizes["attributed"] - sizes["strict"], more=more) in text for more in range(4))
    assert len(found.figures) >= 3
    assert {figure.scope for figure in found.figures} > {""}
    check_text(found, lambda figure: runs[figure.scope or scope])


@pytest.mark.parametrize("view", VIEWS)
def test_parts_as_written_add_up_to_the_spend_as_written(runs: dict[str, spinemkt.Result], view: View) -> None:
    tile = narrative.tiles(runs["attributed"], view)[0]
    care, drugs = (read(figure.shown) for figure in as_text(tile.parts).figures)
    assert money(care + drugs) == money(read(str(tile.value).removesuffix(" USD")))
    for text in (tile.value, tile.change, tile.parts):
        check_text(text, lambda figure: runs[figure.scope or "attributed"])


def read(text: str) -> float:
    number, size = text.split()
    return float(number.replace(",", "")) * {"bn": 1e9, "M": 1e6}[size]


@pytest.mark.parametrize(
    "view", [View(treatment_type=("radiation",)), View(modality=CANCER_DRUGS), View(quantity="patients")]
)
def test_no_parts_are_told_where_there_is_one_or_no_spend(runs: dict[str, spinemkt.Result], view: View) -> None:
    assert spend_parts.parts(runs["attributed"], view, view.year, "") is None
    assert narrative.tiles(runs["attributed"], view)[0].parts == ""


def test_parts_are_of_the_scenario(inputs: spinemkt.Inputs, runs: dict[str, spinemkt.Result]) -> None:
    cheaper = Scenario("Cheaper", changes=(Change("unit_cost", "scale", 0.5),))
    mine = {scope: spinemkt.run(inputs, cheaper, scope=scope) for scope in SCOPES}
    text = str(narrative.headline(mine["attributed"], View()))
    for scope in ("strict", "full"):
        total, before = (found[scope].total("spend", {"year": 2026}) for found in (mine, runs))
        assert money(total) in text
        assert money(before) not in text


@pytest.mark.parametrize("name", per_patient.BASES)
def test_spend_for_one_patient_is_spend_over_patients(runs: dict[str, spinemkt.Result], name: str) -> None:
    run, kept = runs["attributed"], {"region": "europe", "year": 2030}
    local = {"treatment_type": list(per_patient.LOCAL)} if name == "per_course" else {}
    spend = run.total("spend", {**kept, **local})
    counted = run.total(per_patient.BASES[name], {**kept, **local})
    frame = per_patient.per_patient(run, ("region",), kept)
    assert frame[name].item() == pytest.approx(spend / counted)
    by_year = spinemkt.per_patient(run, ("country", "year"), {"region": "europe"})
    assert not by_year[name].isna().any()


def test_courses_of_what_is_no_local_treatment_are_none(runs: dict[str, spinemkt.Result]) -> None:
    view = View(treatment_type=("medication",))
    for row in per_patient.rows(runs["attributed"], view):
        for (column, year), figure in row.figures.items():
            assert isnan(figure.number) == (column == "per_course"), year


@pytest.mark.parametrize(
    "view", [View(), View(money="nominal", country=("DEU", "IND")), View(treatment_type=("surgery",))]
)
def test_every_figure_of_a_place_is_made_anew(runs: dict[str, spinemkt.Result], view: View) -> None:
    for row in per_patient.rows(runs["attributed"], view):
        for figure in row.figures.values():
            assert figure.evaluate(lambda _: runs["attributed"]) == pytest.approx(figure.number, nan_ok=True)
