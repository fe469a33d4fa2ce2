"""How long files to take away take to make: a part of `python -m tests.bench`."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from tests.bench import Row, show, timed

FORMULAS, ACROSS = 150_000, 20  # of a workbook, about
DRAWS = 500
PRESET = "SBRT adoption doubles in Asia-Pacific"


def plain_workbook() -> None:
    """As many formulas, all alike, written by xlsxwriter alone."""
    import xlsxwriter

    with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place in range(FORMULAS):
            row, column = divmod(place, ACROSS)
            sheet.write_formula(row, column, f"=Inputs!$C${row + 1}*D{row + 2}", None, place / 7)


def exports() -> None:
    """Time each file of the Export menus, beside what it cannot be made without."""
    import spinemkt
    from spinemkt.documents import blocks, overview
    from spinemkt.documents.workspace import Workspace
    from spinemkt.documents.workspace import blocks as made
    from spinemkt.export import browser
    from spinemkt.export.brief.make import brief_of
    from spinemkt.export.deck import making
    from spinemkt.export.picture import drawing, picture_of

    inputs = spinemkt.load_inputs()
    preset = spinemkt.load_scenarios()[PRESET]
    work = Workspace(inputs, draws=DRAWS)
    exhibit = next(one for one in made(overview.page, work) if isinstance(one, blocks.Exhibit) and one.key == "total")

    def fresh() -> Workspace:
        return Workspace(inputs, draws=DRAWS)

    files: list[tuple[str, Callable[[], object], int]] = [
        ("formulas alone, by xlsxwriter", plain_workbook, 3),
        ("workbook, base case", lambda: spinemkt.to_workbook(inputs, draws=0), 3),
        ("workbook, a preset", lambda: spinemkt.to_workbook(inputs, preset, draws=0), 3),
        (f"workbook, base case, {DRAWS} draws", lambda: spinemkt.to_workbook(inputs, draws=DRAWS), 2),
        (f"market pack, {DRAWS} draws", lambda: making.make(fresh()), 2),
    ]
    if needed := browser.missing():
        print(needed)
    else:
        files += [
            ("a chart drawn by the browser", lambda: drawing(exhibit.chart, 800), 5),
            ("a chart as SVG", lambda: picture_of(exhibit, work, "svg"), 5),
            ("a chart as PNG", lambda: picture_of(exhibit, work, "png"), 5),
            (f"brief as PDF, {DRAWS} draws", lambda: brief_of(fresh()), 2),
            (f"brief as Word, {DRAWS} draws", lambda: brief_of(fresh(), "docx"), 2),
        ]
    rows = {name: Row(name, timed(make, repeats)) for name, make, repeats in files}
    show("Files to take away", list(rows.values()))
    for file, floor in (("workbook, base case", files[0][0]), ("a chart as PNG", "a chart drawn by the browser")):
        if file in rows:
            print(f"{file} / {floor}: {rows[file].middle / rows[floor].middle:.1f}")
