"""Bundled scenarios: each reads, keeps its form, runs, moves the market and says why its sizes are what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import spinemkt
from spinemkt import Scenario
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.scenario.apply import beyond_evidence
from spinemkt.terms import PRESENT_YEAR

FILES = sorted((DATA_FOLDER / "scenarios").glob("*.toml"))
PRESETS = spinemkt.load_scenarios()
NAMES = list(PRESETS)
YEAR = 2035

# What the market text and the list of events ask a preset for, and the file that answers.
ASKED = {
    "advanced_stage": "more advanced-stage cancer",
    "mri_pet_ct": "imaging that detects earlier",
    "frail_patients": "minimally invasive surgery for frail patients",
    "robotics": "robotics and navigation",
    "reimbursement": "reimbursement of advanced radiation",
    "asia_pacific": "expenditure and modern protocols in Asia-Pacific",
    "european": "standardised multidisciplinary care in Europe",
    "carbon_fibre": "carbon-fibre hardware",
    "smart_implants": "smart implants",
    "palliative_radiopharm": "palliative radiopharmaceuticals",
    "tele_oncology": "tele-oncology",
    "surgical_risk": "surgical risk",
    "wait_and_see": "wait and see",
    "functional": "functional preservation",
    "biologics": "advanced biologics",
    "boards": "spine oncology boards",
    "denosumab": "denosumab biosimilars",
    "case_rates": "US radiotherapy case rates",
    "procurement": "implant procurement",
    "pembrolizumab": "patent expiry",
    "earlier_lines": "radioligands in earlier lines",
    "actinium": "first actinium radioligand",
    "machines": "new radiotherapy machines",
    "belgium": "coverage of SBRT",
}


def in_parentheses(note: str) -> list[str]:
    return [source for found in re.findall(r"\(([^)]*)\)", note) for source in found.split("; ")]


def test_every_file_is_a_preset_of_its_own() -> None:
    assert len(NAMES) == len(FILES) == len(set(NAMES))
    slugs = [path.stem for path in FILES]
    assert all(re.fullmatch(r"[0-9]{2}_[a-z_]+", slug) for slug in slugs)
    assert [asked for key, asked in ASKED.items() if not any(key in slug for slug in slugs)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_one_thing_and_keeps_to_it(path: Path) -> None:
    preset = Scenario.from_text(path.read_bytes())
    assert Scenario.from_text(preset.to_text()) == preset
    assert Scenario.from_link(preset.to_link()) == preset
    assert 2 <= len(re.findall(r"\.(?: |$)", preset.story)) <= 4
    assert not preset.name.endswith(".")
    assert preset.changes
    assert len({change.target for change in preset.changes}) == len(preset.changes)


@pytest.mark.parametrize("name", NAMES)
def test_every_size_is_explained_by_a_source_or_called_judged(name: str, inputs: spinemkt.Inputs) -> None:
    known = set(inputs.tables["sources"]["source_id"])
    for change in PRESETS[name].changes:
        named = in_parentheses(change.note)
        assert set(named) <= known
        assert named or "judged" in change.note.lower()
        assert change.note.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_moves_spend_and_leaves_the_past(name: str, inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.run(inputs, PRESETS[name])
    ratio = {
        year: found.total("spend", {"year": year}) / result.total("spend", {"year": year}) for year in (2025, YEAR)
    }
    assert ratio[2025] == pytest.approx(1, rel=1e-12)
    assert abs(ratio[YEAR] - 1) > 0.0003


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_stays_inside_the_evidence_or_says_where_not(name: str, inputs: spinemkt.Inputs) -> None:
    said = {change.parameter for change in PRESETS[name].changes if "beyond the evidence" in change.note}
    assert {stray.parameter for stray in beyond_evidence(PRESETS[name].apply(inputs), inputs)} == said


def test_sbrt_doubles_where_the_preset_says_so(inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    found = spinemkt.run(inputs, PRESETS["SBRT adoption doubles in Asia-Pacific"])
    for region, times in (("asia_pacific", 2.0), ("europe", 1.0)):
        where = {"region": region, "modality": "sbrt_srs", "year": YEAR}
        ratio = found.total("modality_patients", where) / result.total("modality_patients", where)
        assert ratio == pytest.approx(times, abs=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_events_come_after_today(name: str) -> None:
    """What happened before is in the baseline already."""
    for change in PRESETS[name].changes:
        assert change.year > PRESENT_YEAR if change.label else change.year == PRESENT_YEAR


SIGNS = [
    ("mri_pet_ct", "diagnosed", {}, 1),
    ("frail_patients", "modality_patients", {"treatment_type": "surgery"}, 1),
    ("surgical_risk", "modality_patients", {"treatment_type": "surgery"}, -1),
    ("wait_and_see", "walking", {}, -1),
    ("wait_and_see", "spend", {"presentation": "cord_compression"}, 1),
    ("functional", "walking", {}, 1),
    ("41_denosumab", "spend", {"modality": "bone_modifying_agents"}, -1),
    ("slow", "spend", {"modality": "bone_modifying_agents"}, 1),
    ("cuts_go_on", "spend", {"treatment_type": "radiation"}, -1),
    ("procurement", "spend", {"treatment_type": "surgery"}, -1),
    ("pembrolizumab", "spend", {"modality": "immunotherapy"}, -1),
    ("machines", "treated", {"region": "middle_east_africa"}, 1),
    ("belgium", "modality_patients", {"modality": "sbrt_srs", "region": "europe"}, 1),
]


@pytest.mark.parametrize(("slug", "measure", "where", "sign"), SIGNS)
def test_a_preset_moves_what_its_story_says(
    slug: str, measure: str, where: dict, sign: int, inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    [path] = [path for path in FILES if slug in path.stem]
    found = spinemkt.run(inputs, Scenario.from_text(path.read_bytes()))
    kept = {**where, "year": YEAR}
    assert (found.total(measure, kept) / result.total(measure, kept) - 1) * sign > 0.005


def price_of(found: spinemkt.Result, year: int) -> float:
    kept = {"modality": "bone_modifying_agents", "country": "USA", "year": year}
    return found.total("spend_nominal", kept) / found.total("episodes", kept)


@pytest.mark.parametrize(("slug", "fall"), [("41_denosumab", 0.70), ("42_denosumab", 0.42)])
def test_denosumab_falls_by_what_is_said_and_not_twice(
    slug: str, fall: float, inputs: spinemkt.Inputs, result: spinemkt.Result
) -> None:
    """The baseline holds -58% from 2025 to 2030; the presets come to their own figure, not on top of it."""
    [path] = [path for path in FILES if slug in path.stem]
    found = spinemkt.run(inputs, Scenario.from_text(path.read_bytes()))
    assert 1 - price_of(result, 2030) / price_of(result, 2025) == pytest.approx(0.58, abs=0.005)
    assert 1 - price_of(found, 2030) / price_of(found, 2025) == pytest.approx(fall, abs=0.006)


def test_half_the_price_of_implants_is_half_the_price(inputs: spinemkt.Inputs) -> None:
    [path] = [path for path in FILES if "procurement" in path.stem]
    level = Scenario.from_text(path.read_bytes()).apply(inputs)["price_level"].sel(component="implant_set", year=YEAR)
    ratio = (level / inputs["price_level"].sel(component="implant_set")).to_series()
    assert ratio["latin_america"] == pytest.approx(0.5)
    assert ratio["china"] == ratio["united_states"] == 1
