"""Who may import whom, drawn here once: each part of the house uses only what stands on the floors below it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# From the ground up; the parts of one floor do not use one another. `spinemkt` is the library's front door.
FLOORS = [
    ("spinemkt.units", "spinemkt.errors", "spinemkt.memory", "spinemkt.version", "spinemkt.wording"),
    ("spinemkt.terms",),
    ("spinemkt.evidence",),
    ("spinemkt.scenario",),
    ("spinemkt.model",),
    ("spinemkt.uncertainty",),
    ("spinemkt.figures",),
    ("spinemkt.analysis",),
    ("spinemkt.charts",),
    ("spinemkt.documents",),
    ("spinemkt.export",),
    ("spinemkt",),
    ("ui",),
    ("pages",),
    ("dashboard",),
]

# What a part may take from another one that stands below it, where that is less than all.
ONLY = {
    ("spinemkt.charts", "spinemkt.model"): {"spinemkt.model.measures", "spinemkt.model.result"},
    ("spinemkt.model", "spinemkt.scenario"): set(),  # the model runs on inputs, however they were made
}

CALCULATING = {
    "spinemkt.evidence",
    "spinemkt.scenario",
    "spinemkt.model",
    "spinemkt.uncertainty",
    "spinemkt.figures",
    "spinemkt.analysis",
    "spinemkt.charts",
    "spinemkt.export",
    "spinemkt.documents",
}

# Libraries that only these parts may use.
RESERVED = {
    "streamlit": {"ui", "pages", "dashboard"},
    "plotly": {"spinemkt.charts", "ui"},
    "pandas": CALCULATING | {"ui"},
    "sqlalchemy": {"spinemkt.scenario"},
    "pydantic": {"spinemkt.scenario"},
    "tomli_w": {"spinemkt.scenario"},
    "numpy": CALCULATING,
    "xarray": CALCULATING - {"spinemkt.figures", "spinemkt.charts", "spinemkt.documents"},
    "openpyxl": {"spinemkt.evidence"},
    "xlsxwriter": {"spinemkt.export"},
    "kaleido": {"spinemkt.export"},
    "choreographer": {"spinemkt.export"},
    "typst": {"spinemkt.export"},
    "docx": {"spinemkt.export"},
    "pptx": {"spinemkt.export"},
    "lxml": {"spinemkt.export"},
    "scipy": {"spinemkt.uncertainty"},
    "SALib": {"spinemkt.uncertainty"},
}

MODULE_LINES = 400
PAGE_LINES = 60

FLOOR = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("spinemkt", "ui", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
} | {"dashboard": ROOT / "dashboard.py"}
PAGES = sorted(name for name in PATHS if name.startswith("pages."))


def part_of(module: str) -> str:
    """The part of the house that a module belongs to, for example spinemkt.model for spinemkt.model.run."""
    return max((part for part in FLOOR if f"{module}.".startswith(f"{part}.")), key=len)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(PATHS[module].read_text(encoding="utf-8"))


def imported(module: str, types: bool = True) -> Iterator[str]:
    """Every module that a module imports, with or without those imported for their types alone."""
    nodes: list[ast.AST] = [tree(module)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide where a name comes from"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in PATHS else str(node.module)
        nodes += ast.iter_child_nodes(node)


def test_the_drawing_shows_every_part() -> None:
    assert {part_of(module) for module in PATHS} <= set(FLOOR)
    folders = {f"spinemkt.{path.name}" for path in (ROOT / "spinemkt").iterdir() if (path / "__init__.py").exists()}
    assert folders <= set(FLOOR)


def test_a_module_uses_only_the_floors_below() -> None:
    wrong = []
    for module in PATHS:
        part = part_of(module)
        for used in set(imported(module)) & set(PATHS):
            other = part_of(used)
            below = other == part or FLOOR[other] < FLOOR[part]
            if not below or used not in ONLY.get((part, other), {used}):
                wrong.append(f"{module} may not import {used}")
    assert not wrong


def test_a_library_is_used_where_it_belongs() -> None:
    wrong = [
        f"{module} may not import {library}"
        for module in PATHS
        for library in {used.split(".")[0] for used in imported(module)} & set(RESERVED)
        if part_of(module) not in RESERVED[library]
    ]
    assert not wrong


def test_nothing_imports_in_a_circle() -> None:
    uses = {module: set(imported(module, types=False)) & set(PATHS) - {module} for module in PATHS}
    assert len(list(TopologicalSorter(uses).static_order())) == len(PATHS)


def test_modules_stay_short() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in PATHS.items()}
    assert not {
        module: count for module, count in lines.items() if count > (PAGE_LINES if module in PAGES else MODULE_LINES)
    }


def is_text(node: ast.expr) -> bool:
    """Whether an expression is text put together: a string, an f-string, or a sum or formatting of one."""
    if isinstance(node, ast.BinOp):
        return is_text(node.left) or (isinstance(node.op, ast.Add) and is_text(node.right))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def arithmetic(code: str) -> list[str]:
    """The sums, products and so on of a page; putting text together and `|` are none."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.AugAssign)
        or (isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr) and not is_text(node))
    ]


def test_pages_hold_no_arithmetic() -> None:
    found = {module: arithmetic(PATHS[module].read_text(encoding="utf-8")) for module in PAGES}
    assert not {module: sums for module, sums in found.items() if sums}


def test_arithmetic_is_found() -> None:
    assert arithmetic("total = price * 2; share = f'{a / b:.0%}'; n += 1") == ["n += 1", "price * 2", "a / b"]
    assert arithmetic("label = 'in ' + name + '!'; label = '%s' % name; frame = left | right; last = row[-1]") == []


WRITTEN = [
    path
    for pattern in ("*.py", "*.md", "*.toml", "Makefile")
    for path in sorted(ROOT.rglob(pattern))
    if not path.relative_to(ROOT).parts[0].startswith(".") or path.parts[-2] == ".streamlit"
]


def test_no_file_names_a_place_on_one_machine() -> None:
    place = re.compile(r"/(work|home|root|tmp|Users)/")
    assert not [str(path.relative_to(ROOT)) for path in WRITTEN if place.search(path.read_text(encoding="utf-8"))]


def test_a_run_reads_nothing_outside_the_project() -> None:
    """Watch every file that loading and running opens, apart from Python and its libraries."""
    watch = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
from spinemkt import load_inputs, run
opened.clear()
run(load_inputs()).table("spend")
print(json.dumps([str(path) for path in opened if isinstance(path, str)]))
"""
    done = subprocess.run([sys.executable, "-c", watch], cwd=ROOT, capture_output=True, text=True, check=True)
    opened = {Path(path).resolve() for path in json.loads(done.stdout)}
    libraries = [Path(prefix).resolve() for prefix in {sys.prefix, sys.base_prefix}]
    own = {path for path in opened if not any(path.is_relative_to(library) for library in libraries)}
    assert {path for path in own if not path.is_relative_to(ROOT)} == set()
    assert {path for path in own if path.suffix == ".csv"} == set((ROOT / "data").rglob("*.csv"))


def test_the_browser_gets_the_title_before_the_libraries_are_imported() -> None:
    """What ui/main.py imports before it sends anything needs none of the libraries that take long."""
    body = ast.parse((ROOT / "ui" / "main.py").read_text(encoding="utf-8")).body
    sends = next(place for place, node in enumerate(body) if ast.unparse(node).startswith("st.set_page_config"))
    first = "\n".join(ast.unparse(node) for node in body[:sends] if isinstance(node, ast.Import | ast.ImportFrom))
    code = f"import sys, streamlit\nbefore = set(sys.modules)\n{first}\nprint(*sys.modules.keys() - before)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    found = {name.partition(".")[0] for name in done.stdout.split()}
    assert "ui" in found
    assert found.isdisjoint(RESERVED.keys() | {"numpy", "pandas", "xarray"})
