"""Spreadsheet programs that recalculate workbooks from nothing: LibreOffice, and Gnumeric's ssconvert."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import openpyxl

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
MINUTES = 15
LEAST = 1e-5  # what is smaller is compared as if it were this large: 0 may be 1e-15 elsewhere
Cells = dict[str, list[tuple]]


def without_values(workbook: bytes) -> bytes:
    """The same workbook, whose formulas have no saved values."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"</f><v>[^<]*</v>", b"</f>", part)
            new.writestr(name, part)
    return out.getvalue()


def with_cells(workbook: bytes, cells: Mapping[str, Mapping[str, float | str]]) -> bytes:
    """The same workbook with other numbers or texts in cells that are there: sheet -> address -> value."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        titles = re.findall(r'<sheet name="([^"]+)"', old.read("xl/workbook.xml").decode())
        parts = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(titles, 1)}
        for name in old.namelist():
            part = old.read(name)
            for address, value in cells.get(parts.get(name, ""), {}).items():
                cell = f"<v>{value!r}</v>" if not isinstance(value, str) else f"<is><t>{value}</t></is>"
                kind = ' t="inlineStr"' if isinstance(value, str) else ""
                pattern = rf'<c r="{address}"( s="\d+")?[^>]*>.*?</c>'.encode()
                part, count = re.subn(pattern, rf'<c r="{address}"\1{kind}>{cell}</c>'.encode(), part, count=1)
                assert count == 1, address
            new.writestr(name, part)
    return out.getvalue()


def by_libreoffice(workbooks: Mapping[str, bytes], folder: Path) -> Iterator[tuple[str, Cells]]:
    """Each workbook's name and its cells as LibreOffice calculates them, all in one start of it."""
    profile, found = folder / "profile", folder / "libreoffice"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    paths = _written(workbooks, folder)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    _run([*command, "--outdir", str(found), *map(str, paths)])
    for name, path in zip(workbooks, paths, strict=True):
        yield name, cells((found / path.name).read_bytes())


def by_gnumeric(workbooks: Mapping[str, bytes], folder: Path) -> Iterator[tuple[str, Cells]]:
    """Each workbook's name and its cells as Gnumeric calculates them."""
    for name, path in zip(workbooks, _written(workbooks, folder), strict=True):
        found = folder / f"gnumeric_{path.name}"
        _run(["ssconvert", "--recalc", str(path), str(found)])
        yield name, cells(found.read_bytes())


def _written(workbooks: Mapping[str, bytes], folder: Path) -> list[Path]:
    paths = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
    for path, content in zip(paths, workbooks.values(), strict=True):
        path.write_bytes(without_values(content))
    return paths


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 * MINUTES)
    assert done.returncode == 0, done.stderr


def cells(workbook: bytes) -> Cells:
    """The saved values of every sheet, row by row."""
    book = openpyxl.load_workbook(BytesIO(workbook), data_only=True, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def deviation(first: Cells, other: Cells) -> tuple[float, int]:
    """The largest relative difference of the numbers of the first in the other, and how many there are."""
    worst, count = 0.0, 0
    for title, rows in first.items():
        for row, (mine, theirs) in enumerate(zip(rows, other[title], strict=False), 1):
            for column, value in enumerate(mine):
                if isinstance(value, int | float):
                    found = theirs[column] if column < len(theirs) else None
                    assert isinstance(found, int | float), (title, row, column, value, found)
                    worst, count = max(worst, abs(found - value) / max(abs(value), LEAST)), count + 1
    return worst, count
