"""What the guide promises to who adds to the data: in a copy of the project, with rows alone and no line of code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from spinemkt.terms import REGIONS

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("data", "spinemkt", "tools", "tests/golden", "docs/data_preface.md")

GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
VOCABULARY = "vocabulary/modalities.csv"


def rows_of(section: str) -> dict[str, list[str]]:
    """The rows that a section of the guide shows, by file; those of one region stand for all."""
    (text,) = re.findall(rf"^### {section}$(.*?)(?=^### |\Z)", GUIDE, re.M | re.S)
    blocks = re.findall(r"^`data/([\w/]+\.csv)`[^`]*```csv\n(.*?)^```", text, re.M | re.S)
    return {file: repeated(block.splitlines()) for file, block in blocks}


def repeated(rows: list[str]) -> list[str]:
    regions = [region for region in REGIONS if any("north_america" in row for row in rows)] or [""]
    return [row.replace("north_america", region) for region in regions for row in rows]


MODALITY_SHOWN = """
import spinemkt
from spinemkt.analysis.glossary import GLOSSARY
from spinemkt.analysis.market import modality_facts
from spinemkt.analysis.view import View
from spinemkt.charts import modalities
from spinemkt.scenario.levers import levers

result = spinemkt.run(spinemkt.load_inputs())
here, view = {"modality": "hybrid_x", "year": 2035}, View(treatment_type=("radiation",))
assert result.total("spend", here) > 0
assert 0 < result.total("linac_fractions", here) < result.total("linac_fractions", {"year": 2035})
assert result.total("spend", {**here, "end_user": "cancer_radiation_centre"}) > 0
assert "Hybrid X" in set(modality_facts.price_table(result, view)["Modality"])
for chart in (modalities.by_modality(result, view, "light"), modalities.mix(result, view, "dark", "radiation")):
    assert "Hybrid X" in chart.figure.to_json()
assert GLOSSARY["Hybrid X"].startswith("two beams")
assert "hybrid_x" in levers()["radiation_price"].codes["modality"]
taken = spinemkt.lineage(result, "spend", here).parameters.set_index("id").loc["attribution[hybrid_x, attributed]"]
assert (taken["grade"], taken["file"], taken["note"][:14]) == ("D", "attribution.csv", "As SBRT / SRS.")
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The parts of the project that stand behind its numbers, in a folder of their own."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def add(folder: Path, rows: Mapping[str, Sequence[str]]) -> None:
    for file, lines in rows.items():
        with (folder / "data" / file).open("a", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, on the package that stands there."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.suffix != ".pyc"}


def test_a_modality_takes_rows_in_four_files_and_is_shown(copy: Path) -> None:
    rows = rows_of("A modality")
    assert [len(found) for found in rows.values()] == [1, 15, 1, 1]
    add(copy, rows)
    done = python(copy, "-c", MODALITY_SHOWN)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("numbers_as", "asked"),
    [
        ("sbrt_srs", {"uptake.csv", "unit_costs.csv", "pathway_steps.csv"}),
        (
            "",
            {
                "uptake.csv",
                "unit_costs.csv",
                "pathway_steps.csv",
                "uptake_patterns.csv",
                "attribution.csv",
                "site_of_care.csv",
            },
        ),
    ],
)
def test_each_file_that_still_needs_rows_of_a_modality_is_named(copy: Path, numbers_as: str, asked: set[str]) -> None:
    add(copy, {VOCABULARY: [row.replace("sbrt_srs", numbers_as) for row in rows_of("A modality")[VOCABULARY]]})
    said = python(copy, "-c", "import spinemkt; spinemkt.load_inputs()").stderr
    assert set(re.findall(r"^(\w+\.csv).*hybrid_x", said, re.M)) == asked


def test_a_source_takes_rows_in_two_files_and_results_that_move_a_reason(copy: Path) -> None:
    """`make data` writes nothing without the reason, everything with it, and then nothing more."""
    rows = rows_of("A source")
    assert list(rows) == ["sources.csv", "unit_costs.csv"]
    key = ",".join(rows["unit_costs.csv"][0].split(",")[:3])
    costs = copy / "data" / "unit_costs.csv"
    kept = [line for line in costs.read_text(encoding="utf-8").splitlines(True) if not line.startswith(key)]
    costs.write_text("".join(kept), encoding="utf-8")
    add(copy, rows)
    before = files(copy)
    refused = python(copy, "-m", "tools.data", "")
    assert refused.returncode == 1 and 'make data WHY="why they moved"' in refused.stderr
    assert files(copy) == before
    done = python(copy, "-m", "tools.data", "Braces cost more.")
    assert (done.returncode, done.stderr) == (0, "")
    after = files(copy)
    ledger = f"data/ledger/{len(list((ROOT / 'data' / 'ledger').iterdir())) + 1:03d}.toml"
    golden = "tests/golden/spend_by_region_type_year.csv"
    assert {name for name in after if after[name] != before.get(name)} == {
        "data/checked.sha256",
        "data/README.md",
        golden,
        ledger,
    }
    assert b"Braces cost more." in after[ledger]
    again = python(copy, "-m", "tools.data", "")
    assert (again.returncode, again.stdout) == (0, "Everything derived from data/ is up to date.\n")
    assert files(copy) == after
    shown = """
import spinemkt
from spinemkt.analysis.market import modality_facts
from spinemkt.analysis.view import View

frame = modality_facts.price_table(spinemkt.run(spinemkt.load_inputs()), View())
print(*frame.set_index("Modality").loc["Bracing", ["Source of the unit cost", "Grade"]])
"""
    assert python(copy, "-c", shown).stdout == "Doe 2026 B\n"
