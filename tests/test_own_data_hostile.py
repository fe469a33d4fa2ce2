"""500 hostile files: each is refused in words or read cleanly, none ends in a traceback or takes long."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from spinemkt.errors import DataError
from spinemkt.evidence import workbook
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import overlaid
from spinemkt.evidence.upload import read_upload
from spinemkt.export.template import template, template_csv

FILES = 500
KINDS_OF_TEXT = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1",
    "-1",
    "\u202eabc",
    "\ufeff",
    "\u200b",
    "\x00",
    "\x1b[31m",
    "NaN",
    "inf",
    "-inf",
    "1e400",
    "1_000",
    "\u0661\u0662",
    "\u00bd",
    "0x10",
    "1,5",
    "TRUE",
    "<script>alert(1)</script>",
    "%s%n",
    "{0.__class__}",
    "a;b;;c",
    ";",
    "'",
    '"',
    "#",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "x" * 6_000,
    "../../etc/passwd",
    "None",
    "",
    " ",
)
NAMES = ("unit_costs.csv", "sources.csv", "countries.csv", "cancer_incidence.csv", "conflicts.csv", "uptake.csv")

Made = tuple[str, bytes]
Maker = Callable[[random.Random, Inputs], Made]


def flipped(content: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, taken out, put in or cut off."""
    made = bytearray(content)
    for _ in range(draw.choice((1, 3, 30))):
        at = draw.randrange(len(made))
        act = draw.randrange(4)
        if act == 0:
            made[at] = draw.randrange(256)
        elif act == 1:
            del made[at : at + draw.randrange(1, 200)]
        elif act == 2:
            made[at:at] = draw.randbytes(draw.randrange(1, 50))
        else:
            made[at : at + 4] = b"\xff\xff\xff\xff"
        if not made:
            return b""
    return bytes(made)


def csv_cells(draw: random.Random, inputs: Inputs) -> Made:
    """A real table with strange cells."""
    file = draw.choice(NAMES)
    rows = list(csv.reader(io.StringIO(template_csv(inputs, file).decode("utf-8-sig"))))
    rows = [rows[0], *draw.sample(rows[1:], min(len(rows) - 1, 20))]
    for _ in range(draw.randrange(1, 8)):
        row = draw.choice(rows)
        row[draw.randrange(len(row))] = draw.choice(KINDS_OF_TEXT)
    out = io.StringIO()
    csv.writer(out, quoting=draw.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))).writerows(rows)
    return file, out.getvalue().encode("utf-8", "replace")


def csv_bytes(draw: random.Random, inputs: Inputs) -> Made:
    """A real table with broken bytes."""
    file = draw.choice(NAMES)
    return file, flipped(template_csv(inputs, file)[:20_000], draw)


def csv_odd(draw: random.Random, inputs: Inputs) -> Made:
    """What is hardly a table at all."""
    head = ",".join(inputs.cells["unit_costs.csv"].columns)
    return draw.choice(NAMES), draw.choice(
        (
            b"",
            b"\n\n\n",
            b"\xef\xbb\xbf",
            b'"' * draw.randrange(1, 9_999),
            b"," * draw.randrange(1, 300_000),
            b"a," * 70 + b"\n",
            b'a,b\n"never closed,' + b"x" * 200_000,
            head.encode() + b"\n" * draw.randrange(1, 5_000),
            f"{head}\n".encode("utf-16"),
            f"{head}\n{head}\n".encode(),
            f"{head},{head}\n".encode(),
            head.replace("value", "v\u0430lue").encode() + b"\nx\n",
            head.replace(",", "\t").encode() + b"\nx\n",
            b"\x00" * draw.randrange(1, 9_999),
            (head + "\r" + head).encode(),
            draw.randbytes(draw.randrange(1, 5_000)),
        )
    )


def xlsx_bytes(draw: random.Random, inputs: Inputs) -> Made:
    """A real workbook with broken bytes, or cut off."""
    content = template(inputs, [draw.choice(NAMES)])
    if draw.random() < 0.3:
        return "own.xlsx", content[: draw.randrange(len(content))]
    return "own.xlsx", flipped(content, draw)


def xlsx_parts(draw: random.Random, inputs: Inputs) -> Made:
    """A real workbook, sound as an archive, whose parts are broken, gone, doubled or something else."""
    content = template(inputs, [draw.choice(NAMES)])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        victim = draw.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name != victim:
                new.writestr(name, part)
                continue
            act = draw.randrange(5)
            if act == 0:
                continue
            if act == 1:
                new.writestr(name, flipped(part, draw))
            elif act == 2:
                new.writestr(name, part.replace(b"<?xml", b'<!DOCTYPE a [<!ENTITY b "c">]><?xml'))
            elif act == 3:
                new.writestr(name, draw.choice((b"", b"<a/>", b"\xff\xfe", b"<" * 9_999, b"<a>" * 9_999)))
            else:
                new.writestr(name, part)
                new.writestr(f"../../{name}", part)
    return "own.xlsx", out.getvalue()


SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{dimension}<sheetData>{rows}</sheetData></worksheet>"
)
ENTITIES = (
    "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9)) + "]>"
)


def xlsx_sheets(draw: random.Random, inputs: Inputs) -> Made:
    """A workbook whose sheet was written by an enemy."""
    content = template(inputs, ["unit_costs.csv"])
    heads = list(inputs.cells["unit_costs.csv"].columns)
    text = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
    head = (
        "<row r='1'>" + "".join(text.format(at=f"{chr(65 + n)}1", text=name) for n, name in enumerate(heads)) + "</row>"
    )
    rows = draw.choice(
        (
            head + "<row r='99999999999'><c r='A99999999999'><v>1</v></c></row>",
            head + "<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
            head + "<row r='2'><c r='XFD2'><v>1</v></c></row>" * 200,
            head + "<row r='2'><c r='ZZZZZZ2'><v>1</v></c></row>",
            head + "<row r='-1'><c r='A0'><v>1</v></c></row>",
            head + "<row r='x'><c r='1A'><v>1</v></c></row>",
            head + "<row r='2'><c r='A2' t='s'><v>999999</v></c></row>",
            head + "<row r='2'><c r='A2' t='s'><v>-1</v></c></row>",
            head + "<row r='2'><c r='A2' t='d'><v>9999-99-99</v></c></row>",
            head + "<row r='2'><c r='A2' t='e'><v>#REF!</v></c></row>",
            head + "<row r='2'><c r='A2' t='b'><v>7</v></c></row>",
            head + "<row r='2'><c r='A2' t='zzz'><v>7</v></c></row>",
            head + "<row r='2'><c r='A2'><v>1e999</v></c></row>",
            head + "<row r='2'><c r='A2'><v>" + "9" * 5_000 + "</v></c></row>",
            head + "<row r='2'><c r='A2' s='99999'><v>1</v></c></row>",
            head + "<row r='2'><c r='A2'><f>WEBSERVICE(\"http://a.example\")</f></c></row>",
            head + "<row r='2'>" + text.format(at="A2", text="&e8;") + "</row>",
            head + "<row r='2'>" + text.format(at="A2", text="y" * 100_000) + "</row>",
            head * 3,
            "".join(f"<row r='{n}'><c r='A{n}'><v>1</v></c></row>" for n in range(1, 3_000)),
            "",
        )
    )
    dimension = draw.choice(("", '<dimension ref="A1:XFD1048576"/>', '<dimension ref="x"/>', '<dimension ref="A1"/>'))
    sheet = SHEET.format(dimension=dimension, rows=rows)
    if "&e8;" in rows:
        sheet = sheet.replace("?><", f"?>{ENTITIES}<", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet4.xml" else old.read(name))
    return "own.xlsx", out.getvalue()


def bomb(draw: random.Random, inputs: Inputs) -> Made:
    """A small archive that is large inside, says that it is small, or has very many parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        if draw.random() < 0.5:
            new.writestr("xl/workbook.xml", b"0" * draw.randrange(2_000_000, 4_000_000))
        else:
            for number in range(1_100):
                new.writestr(f"xl/{number}", b"")
    content = bytearray(out.getvalue())
    if draw.random() < 0.4:  # the list of contents lies about the size
        at = content.rfind(b"PK\x01\x02") + 24
        content[at : at + 4] = (10).to_bytes(4, "little")
    return "own.xlsx", bytes(content)


def other(draw: random.Random, inputs: Inputs) -> Made:
    """Files of another kind, and names from hell."""
    name = draw.choice(
        ("own.xlsx", "unit_costs.csv", "../own.csv", "\x00.csv", "\u202excel.xslx", "a" * 5_000 + ".csv", "", ".")
    )
    kinds = (
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0" + bytes(512),
        b"MZ",
        b"{}",
        b"PK\x05\x06" + bytes(18),
    )
    return name, draw.choice(kinds) + draw.randbytes(draw.randrange(40))


MAKERS: tuple[Maker, ...] = (csv_cells, csv_bytes, csv_odd, xlsx_bytes, xlsx_parts, xlsx_sheets, bomb, other)
BATCHES = 10


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_hostile_file_is_refused_in_words_or_read_cleanly(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 3_000_000)  # bombs of this test are small
    draw = random.Random(20260 + batch)
    for number in range(FILES // BATCHES):
        name, content = MAKERS[number % len(MAKERS)](draw, inputs)
        try:
            mine = overlaid(inputs, read_upload([(name, content)], inputs.dictionary))
        except DataError as error:
            assert error.faults
            for fault in error.faults[:50]:
                assert fault.rule
                assert "Traceback" not in str(fault)
                assert all(letter.isprintable() or letter in "\n\t" for letter in str(fault)), (name, str(fault)[:200])
        else:
            assert all(np.isfinite(array).all() for array in mine.parameters.values())
