"""Who makes what for the treatment of spinal metastases: products under the reader's filters, breadth, one company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from spinemkt.analysis.narrative import Tile
from spinemkt.analysis.view import View, few
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, MODALITY_TYPE, REGIONS, TREATMENT_TYPES
from spinemkt.wording import inside, listing

SHARE_UNKNOWN = "share unknown"

# What is known of a product's way to the market, the firmest first.
STANDINGS = {
    "decided": "decision of a regulator read",
    "sold": "sold, no decision read",
    "coming": "designated, in trial or announced",
    "unknown": "status unknown, or off the market",
}
_STANDING = {
    "cleared": "decided",
    "approved": "decided",
    "marketed": "sold",
    "designated": "coming",
    "in trial": "coming",
    "announced": "coming",
    "withdrawn": "unknown",
    "not known": "unknown",
}
DESIGNATION = "breakthrough designation"
_IMPLANTS = ("titanium_implant", "carbon_fibre_implant", "smart_implant")
_GUIDES = ("robot_navigation", "intraoperative_imaging")


@dataclass(frozen=True)
class Catalogue:
    """The products that a view keeps, with standing, category label and treatment type; and what regions took away."""

    products: pd.DataFrame
    categories: dict[str, str]
    regions: tuple[str, ...]
    said: str


def catalogue(inputs: Inputs, view: View) -> Catalogue:
    """Return the products under a view's treatment types, modalities and places.

    A place keeps the products with a decision read for it; where none was read at all, every product stays.
    """
    return _catalogue(inputs.baseline, *_asked(inputs, view))


def _asked(inputs: Inputs, view: View) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    places = {*view.region, *(inputs.region_of_country[code] for code in view.country)}
    return view.treatment_type, view.modality, tuple(code for code in REGIONS if code in places)


@cached_on_first
def _catalogue(
    inputs: Inputs, types: tuple[str, ...], modalities: tuple[str, ...], regions: tuple[str, ...]
) -> Catalogue:
    table = inputs.tables["company_categories"].set_index("category")
    rows = inputs.tables["companies"].merge(table[["label", "treatment_type"]], left_on="category", right_index=True)
    rows = rows.assign(
        standing=rows["status"].map(_STANDING),
        served=[[code for code in cell.split(";") if kept(code, types, modalities)] for cell in rows["modality"]],
    )
    rows = rows[rows["served"].map(bool)]
    rows, said = _in_places(inputs, rows, regions)
    codes = [code for code in table.index if code in set(rows["category"])]
    return Catalogue(rows, table["label"][codes].to_dict(), regions, said)


def kept(modality: str, types: Sequence[str], modalities: Sequence[str]) -> bool:
    """Whether filters of treatment type and modality keep a modality; empty ones keep all."""
    return (not types or MODALITY_TYPE[modality] in types) and (not modalities or modality in modalities)


def _in_places(inputs: Inputs, rows: pd.DataFrame, regions: tuple[str, ...]) -> tuple[pd.DataFrame, str]:
    if not regions or rows.empty:
        return rows, ""
    decisions = inputs.tables["clearances"]
    here = decisions[decisions["region"].isin(regions) & (decisions["kind"] != DESIGNATION)]
    found = rows["product_id"].isin(here["product_id"])
    names = listing([REGIONS[code] for code in regions], "or")
    if not found.any():
        return rows, (
            f"No decision for {names} was read for any of these products: only records of the United States were "
            "read. All of them stay; whether they may be sold there is unknown."
        )
    left = int((~found).sum())
    if not left:
        return rows, ""
    return rows[found], (
        f"Narrowed to products with a decision read for {names}. For {left} other{'s' if left > 1 else ''} none was "
        "read, which is not the same as none."
    )


def breadth(inputs: Inputs, view: View) -> pd.DataFrame:
    """Return one row a company: categories, modalities, products, products with a decision read; the broadest first."""
    return _breadth(inputs.baseline, *_asked(inputs, view))


@cached_on_first
def _breadth(inputs: Inputs, *asked: tuple[str, ...]) -> pd.DataFrame:
    rows = _catalogue(inputs, *asked).products
    rows = rows.assign(decided=rows["standing"] == "decided", named=rows["names_tumour"] == "yes")
    table = (
        rows.groupby("company", sort=False)
        .agg(
            categories=("category", "nunique"),
            modalities=("served", lambda own: len({code for codes in own for code in codes})),
            treatment_types=("treatment_type", "nunique"),
            products=("product_id", "size"),
            with_decision=("decided", "sum"),
            names_tumour=("named", "sum"),
        )
        .reset_index()
    )
    order = ["categories", "with_decision", "products", "company"]
    return table.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def answer(result: Result, view: View) -> str:
    """Say how many companies and products there are, who reaches furthest, and that shares are unknown."""
    found, table = catalogue(result.inputs, view), breadth(result.inputs, view)
    if table.empty:
        return "No product in the tables serves the care that these filters keep."
    top, products = table.iloc[0], len(found.products)
    many = (
        f"The {len(table)} companies listed here make {products} products"
        if len(table) > 1
        else f"{top['company']} makes {_number(products, 'product', 'products')}"
    )
    wide = (
        f"{top['company']} reaches furthest, with {top['products']} products in {top['categories']} categories"
        if top["categories"] > 1
        else "none is listed in more than one category"
    )
    return f"{many} in {_number(len(found.categories), 'category', 'categories')}; {wide}. Market shares are unknown."


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the headline counts: companies, products, decisions, labels that name tumours, and the unknown share."""
    found, table = catalogue(result.inputs, view), breadth(result.inputs, view)
    rows, several = found.products, int((table["categories"] > 1).sum()) if len(table) else 0
    decided, named = (
        int((rows[name] == code).sum()) for name, code in (("standing", "decided"), ("names_tumour", "yes"))
    )
    return [
        Tile("Companies", str(len(table)), f"{several} in more than one category", "as found, November 2026"),
        Tile(
            "Products",
            str(len(rows)),
            f"in {_number(len(found.categories), 'category', 'categories')}",
            "grades A to D",
        ),
        Tile(
            "Clearances verified",
            f"{decided} of {len(rows)}",
            "clearance or approval",
            "records of the United States alone",
        ),
        Tile("Label names tumours", f"{named} of {len(rows)}", "of spine or bone, as read", "for the rest not read"),
        Tile("Market share", "unknown", "no source read gives one", "not disclosed"),
    ]


def standouts(result: Result, view: View) -> list[str]:
    """Say who works in several kinds of care, who joins implants with imaging, and who replaces titanium."""
    rows = catalogue(result.inputs, view).products
    return [sentence for sentence in (_multimodal(rows), _integrated(rows), _carbon(rows), _smart(rows)) if sentence]


def _multimodal(rows: pd.DataFrame) -> str:
    types = rows.groupby("company", sort=True)["treatment_type"].unique()
    several = {
        company: listing([TREATMENT_TYPES[code].lower() for code in TREATMENT_TYPES if code in codes])
        for company, codes in types.items()
        if len(codes) > 1
    }
    if not several:
        return ""
    both = [name for name, codes in types.items() if {"surgery", "radiation"} <= set(codes)]
    told = "; ".join(f"{company}: {words}" for company, words in several.items())
    last = f" Surgery and radiation together: {listing(both)}." if both else ""
    if not both and {"surgery", "radiation"} <= set(rows["treatment_type"]):
        last = f" None of the {len(types)} companies listed here makes both for surgery and radiation."
    return f"Multimodal, in more than one kind of care: {told}.{last}"


def _integrated(rows: pd.DataFrame) -> str:
    own = rows.groupby("company", sort=True)["category"].agg(set)
    joined = [name for name, codes in own.items() if codes & set(_IMPLANTS) and codes & set(_GUIDES)]
    if not joined:
        return ""
    seeing = [name for name in joined if "intraoperative_imaging" in own[name]]
    also = f"; with intraoperative imaging of its own: {listing(seeing)}" if seeing else ""
    return f"Integrated, implants with robots or navigation from one vendor: {listing(joined)}{also}."


def _carbon(rows: pd.DataFrame) -> str:
    fibre, metal = (
        sorted(set(rows.loc[rows["category"] == code, "company"]))
        for code in ("carbon_fibre_implant", "titanium_implant")
    )
    if not fibre or not metal:
        return ""
    return (
        f"Carbon fibre against titanium: {listing(fibre)} against {len(metal)} makers of titanium listed here. "
        "According to the market text it does not interfere with radiation and follow-up images (grade C). No source "
        "gives its share of operations."
    )


def _smart(rows: pd.DataFrame) -> str:
    smart = rows[rows["category"] == "smart_implant"]
    if smart.empty:
        return ""
    tumour = int((smart["names_tumour"] == "yes").sum())
    none = "none of them with a label that names tumours, as far as read" if not tumour else f"{tumour} for tumours"
    return f"Smart implants: {_number(len(smart), 'product', 'products')} with sensors or electrodes, {none}."


def names(inputs: Inputs) -> list[str]:
    """Every company, by name."""
    return sorted(set(inputs.tables["companies"]["company"]), key=str.lower)


def modality_words(codes: Sequence[str]) -> str:
    """Name modalities in a cell."""
    first, *rest = (MODALITIES[code] for code in codes)
    return few([first, *map(inside, rest)], 3)


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
