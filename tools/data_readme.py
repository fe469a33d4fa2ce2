"""The text of data/README.md, made from the dictionary, the data and docs/data_preface.md; `make data` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

import spinemkt
from spinemkt.analysis.checks import TOLERANCE, external_checks, share_inside
from spinemkt.evidence.dictionary import ColumnSpec, ParameterSpec, TableSpec
from spinemkt.terms import BASES, DISTRIBUTIONS, GRADES, KINDS
from spinemkt.units import UNITS
from spinemkt.wording import percent, signed

ROOT = Path(__file__).resolve().parents[1]
PREFACE = ROOT / "docs" / "data_preface.md"
OUTPUT = ROOT / "data" / "README.md"
COMMAND = "make data"


def text(inputs: spinemkt.Inputs) -> str:
    """The whole README."""
    parts = [
        "# Data",
        f"Data version {inputs.dictionary.version}. This file is written by `{COMMAND}`; change "
        "`data/dictionary.toml`, `docs/data_preface.md` or the data instead.",
        filled(PREFACE.read_text(encoding="utf-8").strip(), blocks(inputs)),
        *tables(inputs),
        *parameter_files(inputs),
    ]
    return "\n\n".join(parts) + "\n"


def filled(preface: str, found: Mapping[str, str]) -> str:
    """Put each block in its {{place}}; a place or block without its other half raises KeyError."""
    places = set(re.findall(r"{{([a-z ]+)}}", preface))
    if astray := places ^ set(found):
        raise KeyError(f"in the preface or in the blocks alone: {', '.join(sorted(astray))}")
    return re.sub(r"{{([a-z ]+)}}", lambda place: found[place[1]], preface)


def blocks(inputs: spinemkt.Inputs) -> dict[str, str]:
    """The parts of the preface that are counted or computed."""
    register = inputs.register
    counted = pd.crosstab(register["kind"], register["grade"]).reindex(
        index=list(KINDS), columns=list(GRADES), fill_value=0
    )
    checks = external_checks(spinemkt.run(inputs))
    calibrated = register[register["kind"] == "calibrated"]
    return {
        "kinds": listed(KINDS),
        "grades": listed(GRADES),
        "distributions": listed(DISTRIBUTIONS),
        "groups": grid(
            ["Group", "Parameters", "Across", "Correlation", "Why"],
            (
                [group.label, keys(group.parameters), ", ".join(group.across), f"{group.correlation:g}", group.note]
                for group in inputs.dictionary.groups.values()
            ),
        ),
        "units": listed(UNITS),
        "bases": listed(BASES),
        "counts": f"Of {len(register):,} numbers:\n\n"
        + grid(["Kind", *GRADES], ([kind, *map(str, counted.loc[kind])] for kind in KINDS)),
        "calibrated parameters": grid(
            ["Parameter", "Value", "Evidence range", "Why"],
            (
                [f"`{row.id}`", f"{row.value:g}", f"{row.low:g} to {row.high:g}", row.note]
                for row in calibrated.itertuples()
            ),
        ),
        "calibration checks": misses(checks[checks["calibration"] == "yes"]),
        "outside checks": misses(checks[checks["verdict"] == "outside"]),
        "share inside": f"{percent(share_inside(checks), 0)} of the comparable epidemiology and volume figures lie "
        f"inside their published range or within {percent(TOLERANCE, 0)} of the figure.",
        "drawn": drawn(inputs.tables["countries"]),
    }


def misses(checks: pd.DataFrame) -> str:
    """Published figures beside the model's, and by how much it misses them."""
    return grid(
        ["Figure", "Unit", "Published, made alike", "Model", "Missed by", "Verdict"],
        (
            [row.label, row.unit, number(row.published), number(row.model), missed(row.ratio), row.verdict]
            for row in checks.itertuples()
        ),
    )


def missed(ratio: float) -> str:
    """A ratio of model to published figure as a signed percentage."""
    return signed(ratio - 1, lambda share: percent(share, 0))


def drawn(countries: pd.DataFrame) -> str:
    """How many countries the map draws, and how."""
    incidence = countries["has_incidence"] == "yes"
    points = countries["drawn_as"] == "point"
    names = ", ".join(countries.loc[~incidence, "name"])
    return (
        f"Of the {incidence.sum()} countries with data, {(incidence & ~points).sum()} are drawn as outlines and "
        f"{(incidence & points).sum()} small ones as points. Drawn as without data: {names}."
    )


def tables(inputs: spinemkt.Inputs) -> Iterable[str]:
    """One section a table."""
    specs = inputs.dictionary.tables.values()
    yield "## Tables"
    yield grid(
        ["File", "What it is", "Rows", "Key"],
        ([f"`{spec.file}`", spec.title, f"{len(inputs.tables[spec.name]):,}", keys(spec.key)] for spec in specs),
    )
    for spec in specs:
        yield f"### {spec.file}"
        yield facts(spec, len(inputs.tables[spec.name]))
        yield grid(
            ["Column", "Type", "Unit", "Meaning"],
            ([f"`{c.name}`", kind(c), c.unit or "", c.description] for c in spec.columns.values()),
        )


def facts(spec: TableSpec, rows: int) -> str:
    """What a table is, where it comes from, and what may be done with it."""
    lines = [
        f"{spec.title}; {rows:,} rows.",
        f"- Key: {keys(spec.key)}" + (f"; every combination of {keys(spec.grid)} is present" if spec.grid else ""),
        f"- Origin: {spec.origin}",
        f"- Terms of use: {spec.terms}",
        f"- Changes: {spec.changes}",
    ]
    if spec.sources:
        lines.append(f"- Sources: {keys(spec.sources)} (see `sources.csv`)")
    return "\n".join([lines[0], "", *lines[1:]])


def kind(column: ColumnSpec) -> str:
    """Type of a column with its closed list or limits."""
    words = [column.type]
    if column.allowed:
        words.append("one of " + ", ".join(column.allowed))
    if column.codes:
        words.append(
            f"a {column.codes.replace('_', ' ')} code"
            if column.type == "code"
            else f"{column.codes.replace('_', ' ')}, ;-separated"
        )
    if column.min is not None:
        words.append(f"at least {column.min:g}")
    if column.max is not None:
        words.append(f"at most {column.max:g}")
    if column.optional:
        words.append("may be empty")
    return "; ".join(words)


def parameter_files(inputs: spinemkt.Inputs) -> Iterable[str]:
    """One section a parameter file, and the columns that all of them share."""
    dictionary = inputs.dictionary
    counts = pd.crosstab(inputs.register["parameter"], inputs.register["grade"])
    counts = counts.reindex(index=list(dictionary.parameters), columns=list(GRADES), fill_value=0)
    yield "## Parameter files"
    yield (
        "Each file has the column `parameter`, the columns of its dimensions (empty where a parameter does not have "
        "one), and these:"
    )
    yield grid(["Column", "Meaning"], ([f"`{name}`", words] for name, words in dictionary.parameter_columns.items()))
    for file, dims in dictionary.parameter_files.items():
        specs = [spec for spec in dictionary.parameters.values() if spec.file == file]
        rows = int(counts.loc[[spec.name for spec in specs]].to_numpy().sum())
        yield f"### {file}"
        yield f"{rows:,} rows. Dimensions: {keys(dims)}."
        yield grid(
            ["Parameter", "By", "Unit", "Meaning", *(f"Grade {grade}" for grade in GRADES)],
            (
                [f"`{spec.name}`", by(spec), spec.unit, meaning(spec), *map(str, counts.loc[spec.name])]
                for spec in specs
            ),
        )


def by(spec: ParameterSpec) -> str:
    """Dimensions of a parameter in words."""
    return ", ".join(dim.replace("_", " ") for dim in spec.dims) or "one number"


def meaning(spec: ParameterSpec) -> str:
    """Label and description of a parameter, and what holds where no row stands."""
    words = f"{spec.label}. {spec.description}"
    if spec.default is not None:
        words += f" {spec.default:g} where no row stands."
    return words


def listed(words: Mapping[str, str]) -> str:
    """A list of codes with their meaning."""
    return "\n".join(f"- `{code}`: {meaning}" for code, meaning in words.items())


def keys(names: Sequence[str]) -> str:
    """Names as code, comma-separated."""
    return ", ".join(f"`{name}`" for name in names)


def number(value: float) -> str:
    """A figure in three significant digits or whole, thousands grouped."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
