"""The documents say what is true of the code: files, commands, folders, versions, and code that runs."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import spinemkt
from tests.test_layers import FLOORS, PATHS, part_of, tree
from tools import data_readme

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATA_README = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / name for name in ("README.md", "CHANGELOG.md", "NOTICE.md")] + sorted(ROOT.glob("docs/**/*.md"))

# Words that have no place in a file of the project; put together here so that this file passes too.
FORBIDDEN = [re.compile("assist" + "ant", re.IGNORECASE), re.compile("TO" + "DO"), re.compile("FIX" + "ME")]
SHOWN_FOLDERS = {".streamlit", ".ci"}


def project_files() -> list[Path]:
    """Every file of the project that is text: hidden folders and compiled files are not its own."""
    kept = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = [part for part in parts[:-1] if part.startswith(".") or part in ("__pycache__", "node_modules")]
        if path.is_file() and set(hidden) <= SHOWN_FOLDERS and b"\0" not in path.read_bytes():
            kept.append(path)
    return kept


def block(start: str, document: str = README) -> str:
    """The fenced block that begins with these words."""
    found = [text for text in re.findall(r"^```\w*\n(.*?)^```", document, re.M | re.S) if text.startswith(start)]
    assert len(found) == 1, f"expected one block that starts with {start!r}"
    return found[0]


def first_words(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines() if line.strip()]


# ------------------------------------------------------------------------------------------------ data README
def test_data_readme_is_up_to_date(inputs: spinemkt.Inputs) -> None:
    assert data_readme.text(inputs) == DATA_README, f"run: {data_readme.COMMAND}"


def test_data_readme_lists_every_file_and_parameter(inputs: spinemkt.Inputs) -> None:
    dictionary = inputs.dictionary
    headings = set(re.findall(r"^### (.+)$", DATA_README, re.M))
    described = {spec.file for spec in dictionary.tables.values()} | set(dictionary.parameter_files)
    assert headings == described == {path.name for path in (ROOT / "data").glob("*.csv")}
    assert [name for name in dictionary.parameters if f"| `{name}` |" not in DATA_README] == []


def test_data_readme_names_every_calibrated_number(inputs: spinemkt.Inputs) -> None:
    rows = inputs.register[inputs.register["kind"] == "calibrated"]
    assert len(rows)
    assert [name for name in rows["id"] if f"`{name}`" not in DATA_README] == []


def test_a_misspelt_place_in_the_preface_is_found() -> None:
    assert data_readme.filled("a {{b}} c", {"b": "x"}) == "a x c"
    with pytest.raises(KeyError, match="bb"):
        data_readme.filled("a {{bb}} c", {"b": "x"})


def test_cells_cannot_break_a_table() -> None:
    assert data_readme.grid(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |"


# ----------------------------------------------------------------------------------------------------- README
def test_commands_stand_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {
        target
        for path in [*DOCUMENTS, ROOT / "data" / "README.md"]
        for target in re.findall(r"(?:^|`)make ([a-z]+(?:-[a-z]+)?)\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert {"run", "test", "test-fast", "bench", "data"} <= named <= targets


def test_the_folder_picture_shows_what_is_there() -> None:
    shown = first_words(block("dashboard.py"))
    assert [name for name in shown if not (ROOT / name).exists()] == []
    packages = {f"spinemkt/{path.parent.name}/" for path in (ROOT / "spinemkt").glob("*/__init__.py")}
    assert packages <= set(shown)


def test_the_picture_of_imports_is_the_one_that_is_tested() -> None:
    there = {part_of(module) for module in PATHS}
    floors = [set(floor) & there for floor in reversed(FLOORS)]
    shown = [set(re.sub(r"\(.*?\)", "", line).replace(",", " ").split()) for line in block("dashboard\n").splitlines()]
    assert shown == [floor for floor in floors if floor]


def test_files_named_in_the_documents_exist() -> None:
    names = re.findall(r"`([\w-]+\.(?:md|py|toml|txt))`", README)
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        names += re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", path.read_text(encoding="utf-8"))
    found = [name for name in names if not name.startswith(".venv")]
    assert len(found) > 50
    assert [name for name in found if not any((place / name).exists() for place in (ROOT, ROOT / "data"))] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http://", "https://", "#"))]
    assert [link for link in local if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("start", "printed"),
    [
        ("import spinemkt", "north_america"),
        ("from spinemkt import Change", "modality_mix"),
        ("from spinemkt import lineage", "USD2025/year"),
    ],
)
def test_the_notebook_lines_run(start: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block(start), "README.md", "exec"), {})
    assert printed in capsys.readouterr().out


def test_the_code_of_the_guide_runs_from_its_first_line_to_its_last(capsys: pytest.CaptureFixture[str]) -> None:
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", guide, re.M | re.S))
    exec(compile(code, "guide.md", "exec"), {})
    printed = capsys.readouterr().out
    assert re.search(
        r"spends [\d.]+ bn constant 2025 USD, \d+% of the world, which grows [\d.]+% a year to 2035", printed
    )
    assert "spinemkt.lineage(" in printed


# ------------------------------------------------------------------------------------------------ code, words
def test_every_module_says_what_it_is() -> None:
    modules = [name for name in PATHS if name.split(".")[0] in ("spinemkt", "ui")]
    assert not [name for name in modules if not ast.get_docstring(tree(name))]


def test_no_file_holds_a_forbidden_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files()
        for word in FORBIDDEN
        for match in [word.search(path.read_text(encoding="utf-8", errors="replace"))]
        if match
    ]
    assert found == []


def test_the_versions_agree_and_the_changelog_has_an_entry() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert spinemkt.__version__ == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", changelog, re.M)
    assert entries[0] == version


def test_decisions_are_numbered_and_complete() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in paths] == [f"{number:04}" for number in range(1, len(paths) + 1)]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, path.name
