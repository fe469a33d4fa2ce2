"""The sheet Outputs: tables of the pages Overview, Segments, Regions and Treatments over the stages, and charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from spinemkt.export.workbook.blocks import FIRST_YEAR, Block
from spinemkt.export.workbook.control import WORLD
from spinemkt.export.workbook.formulas import YEAR_ROW, quoted
from spinemkt.export.workbook.page import COLUMN, LAST_YEAR, UNIT, Formats, label, yearly_sheet
from spinemkt.model.measures import MEASURES
from spinemkt.model.result import Result
from spinemkt.terms import (
    MODALITIES,
    MODALITY_TYPE,
    PRESENTATIONS,
    PRODUCT_CATEGORIES,
    REGIONS,
    TIERS,
    TREATMENT_TYPES,
    YEARS,
)

OUTPUTS = "Outputs"
NAMED = {"spend": "spend_total", "treated": "treated_total", "episodes": "episodes_total"}
WORLD_ROWS = (
    *("new_cancer_cases", "spine_metastasis_patients", "diagnosed", "treated", "followed", "prevalent"),
    *("episodes", "spend", "spend_nominal", "product_spend", "maker_revenue"),
)


@dataclass
class Outputs:
    """Writes rows of outputs; remembers where each stands and what the app says, for the checks.

    measures: of each measure the block it stands in. rows: (measure, dimension, code) -> row from 0.
    """

    sheet: Worksheet
    formats: Formats
    measures: Mapping[str, Block]
    result: Result
    rows: dict[tuple[str, str, str], int] = field(default_factory=dict)
    at: int = YEAR_ROW + 1

    def title(self, text: str) -> None:
        """A line above the rows of a table."""
        self.at += 1
        self.sheet.write_string(self.at, 0, text, self.formats.block)
        self.at += 1

    def row(
        self, key: tuple[str, str, str], said: str, unit: str, make: Callable[[int], str], values: np.ndarray
    ) -> None:
        """One row: make gives the formula of a column."""
        self.rows[key] = self.at
        dim, code = key[1:]
        self.sheet.write_string(self.at, 0, said, self.formats.text)
        if dim in COLUMN:
            self.sheet.write_string(self.at, COLUMN[dim], label(dim, code), self.formats.text)
        self.sheet.write_string(self.at, UNIT, unit, self.formats.text)
        for column, value in enumerate(values.tolist(), FIRST_YEAR):
            formula = make(column)
            self.sheet.write_formula(self.at, column, formula, self.formats.of_formula(formula), value)
        self.at += 1

    def summed(self, measure: str, dim: str, codes: Sequence[str], stage: str = "") -> None:
        """A row a code: the rows of a stage that have it, summed; dim "" sums all rows."""
        spec, block = MEASURES[measure], self.measures[stage or measure]
        by = (dim, "year") if dim else ("year",)
        values, listed = self.result.array(measure, by)
        for code in codes:
            found = values[list(listed[dim]).index(code)] if dim else values
            said = f"{spec.label}: {label(dim, code)}" if dim else spec.label
            row = self.at

            def formula(column: int, row: int = row) -> str:
                name = xl_col_to_name(column)
                if not dim:
                    return f"=SUM({rows_of(block, name)})"
                key = f"${xl_col_to_name(COLUMN[dim])}"
                return f"=SUMIF({rows_of(block, key)},{key}{row + 1},{rows_of(block, name)})"

            self.row((measure, dim, code), said, spec.unit, formula, found)

    def summed_types(self, measure: str) -> None:
        """A row a treatment type: the rows of its modalities above."""
        spec = MEASURES[measure]
        values, listed = self.result.array(measure, ("treatment_type", "year"))
        for code in listed["treatment_type"]:
            mine = [self.rows[measure, "modality", each] for each in MODALITIES if MODALITY_TYPE[each] == code]

            def formula(column: int, mine: Sequence[int] = tuple(mine)) -> str:
                return "=" + "+".join(f"{xl_col_to_name(column)}{row + 1}" for row in mine)

            found = values[listed["treatment_type"].index(code)]
            self.row(
                (measure, "treatment_type", code), f"{spec.label}: {TREATMENT_TYPES[code]}", spec.unit, formula, found
            )

    def ratio(self, said: str, unit: str, dim: str, code: str, first: str, other: str) -> None:
        """A row that divides the rows of two measures, 0 where there is nothing to divide by."""
        top, bottom = self.rows[first, dim, code], self.rows[other, dim, code]
        by = (dim, "year") if dim else ("year",)
        (up, listed), (down, _) = self.result.array(first, by), self.result.array(other, by)
        a, b = (each[listed[dim].index(code)] if dim else each for each in (up, down))
        values = np.divide(a, b, out=np.zeros(len(YEARS)), where=b != 0)

        def formula(column: int) -> str:
            name = xl_col_to_name(column)
            return f"=IF({name}{bottom + 1}=0,0,{name}{top + 1}/{name}{bottom + 1})"

        self.row((said, dim, code), f"{said}{f': {label(dim, code)}' if dim else ''}", unit, formula, values)


def rows_of(block: Block, column: str) -> str:
    """The rows of a block in a column."""
    return f"{quoted(block.sheet)}{column}${block.first + 1}:{column}${block.first + len(block.rows)}"


def write_outputs(
    book: xlsxwriter.Workbook, formats: Formats, measures: Mapping[str, Block], result: Result
) -> Outputs:
    """Write the tables and their charts, and name the rows of the world."""
    sheet = yearly_sheet(book, formats, OUTPUTS, OUTPUTS, "Sums over the stages; charts stand to the right.")
    out = Outputs(sheet, formats, measures, result)
    primaries = [str(code) for code in result.codes["primary"]]
    out.title("Overview: the world")
    for measure in WORLD_ROWS:
        out.summed(measure, "", ("",))
    out.ratio("Spend per diagnosed patient", "USD/person", "", "", "spend", "diagnosed")
    _chosen(out)
    out.title("Segments: spend by primary cancer")
    out.summed("spend", "primary", primaries, "spend_by_primary")
    out.title("Segments: diagnosed patients by primary cancer and presentation")
    out.summed("diagnosed", "primary", primaries)
    out.summed("presenting", "presentation", list(PRESENTATIONS))
    out.title("Regions: spend and patients treated at the spine")
    for measure, dim, codes in (
        *(("spend", dim, codes) for dim, codes in (("region", REGIONS), ("tier", TIERS))),
        *(("treated", dim, codes) for dim, codes in (("region", REGIONS), ("tier", TIERS))),
        ("diagnosed", "region", REGIONS),
    ):
        out.summed(measure, dim, list(codes))
    for code in REGIONS:
        out.ratio("Spend per diagnosed patient", "USD/person", "region", code, "spend", "diagnosed")
    for measure in ("spend", "episodes", "modality_patients"):
        out.title(f"Treatments: {MEASURES[measure].label.lower()}")
        out.summed(measure, "modality", list(MODALITIES))
        if measure != "modality_patients":
            out.summed_types(measure)
    for measure in ("maker_revenue", "units"):
        out.title(f"Products: {MEASURES[measure].label.lower()}")
        out.summed(measure, "product_category", list(PRODUCT_CATEGORIES))
    out.title("Treatments: average price")
    for code in MODALITIES:
        out.ratio("Spend per procedure or course", "USD/episode", "modality", code, "spend", "episodes")
    ends = [xl_col_to_name(column) for column in (FIRST_YEAR, LAST_YEAR)]
    for measure, name in NAMED.items():
        row = out.rows[measure, "", ""] + 1
        book.define_name(name, f"={OUTPUTS}!${ends[0]}${row}:${ends[1]}${row}")
    book.define_name("years", f"={OUTPUTS}!${ends[0]}${YEAR_ROW}:${ends[1]}${YEAR_ROW}")
    _charts(book, out, primaries)
    return out


def _chosen(out: Outputs) -> None:
    """Spend and patients of the region and in the money that are chosen on the sheet Control."""
    out.title("Overview: the region and money chosen on Control")
    constant, nominal = (out.rows[measure, "", ""] + 1 for measure in ("spend", "spend_nominal"))
    for measure in ("spend", "treated", "diagnosed"):
        spec = MEASURES[measure]
        values, _ = out.result.array(measure, ("year",))

        def formula(
            column: int,
            block: Block = out.measures[measure],
            world: int = out.rows[measure, "", ""] + 1,
            money: bool = spec.money,
        ) -> str:
            name = xl_col_to_name(column)
            listed = f"SUMIF({rows_of(block, '$B')},chosen_region,{rows_of(block, name)})"
            inflated = f"*IF(money_number=1,1,{name}{nominal}/{name}{constant})" if money else ""
            return f'=IF(chosen_region="{WORLD}",{name}{world},{listed}){inflated}'

        out.row((f"chosen {measure}", "", ""), f"{spec.label}, as chosen", spec.unit, formula, values)


def _charts(book: xlsxwriter.Workbook, out: Outputs, primaries: Sequence[str]) -> None:
    shown = (
        ("Spend by treatment type", "column", "spend", "treatment_type", list(TREATMENT_TYPES)),
        ("Spend by primary cancer", "column", "spend", "primary", primaries),
        ("Spend by region", "column", "spend", "region", list(REGIONS)),
        ("Patients treated at the spine by region", "line", "treated", "region", list(REGIONS)),
    )
    for place, (title, kind, measure, dim, codes) in enumerate(shown):
        chart = book.add_chart({"type": kind, **({"subtype": "stacked"} if kind == "column" else {})})
        for code in codes:
            row = out.rows[measure, dim, code]
            chart.add_series(
                {
                    "name": label(dim, code),
                    "categories": [OUTPUTS, YEAR_ROW - 1, FIRST_YEAR, YEAR_ROW - 1, LAST_YEAR],
                    "values": [OUTPUTS, row, FIRST_YEAR, row, LAST_YEAR],
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis(
            {"name": MEASURES[measure].unit, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 720, "height": 380})
        out.sheet.insert_chart(
            YEAR_ROW + 20 * place, LAST_YEAR + 2, chart, {"description": f"{title}, {YEARS[0]} to {YEARS[-1]}"}
        )
