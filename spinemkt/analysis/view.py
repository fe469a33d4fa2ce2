"""A view: the filters a reader has chosen, as one immutable value that knows its query and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from spinemkt.model.measures import MEASURES, Measure, received
from spinemkt.terms import (
    CANCER_DRUGS,
    END_USERS,
    MODALITIES,
    MODALITY_TYPE,
    PRICE_YEAR,
    PRIMARIES,
    PRODUCT_CATEGORIES,
    REGIONS,
    SCOPES,
    TREATMENT_TYPES,
)
from spinemkt.wording import MONEY_FORMS, USD, inside, listing

QUANTITIES = {
    "spend": "Spend",
    "revenue": "Net revenue",
    "patients": "Patients",
    "episodes": "Procedures / courses",
}
IN_MONEY = {  # quantity -> its measure in real and in nominal money
    "spend": {"real": "spend", "nominal": "spend_nominal"},
    "revenue": {"real": "maker_revenue", "nominal": "maker_revenue_nominal"},
}
CANCER_DRUG_COST = {"strict": "None", "attributed": "Spine share", "full": "All"}  # which scope counts how much
MONEY = {"real": f"constant {PRICE_YEAR} USD", "nominal": "nominal USD"}
LISTS = ("region", "country", "primary", "treatment_type", "modality", "end_user", "product_category")


@dataclass(frozen=True)
class View:
    """What to look at; never changes the model's parameters. Empty lists mean everything.

    money_form: how money is written, a code in MONEY_FORMS; no filter, but texts and charts differ by it.
    """

    quantity: str = "spend"
    money: str = "real"
    scope: str = "attributed"
    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    primary: tuple[str, ...] = ()
    treatment_type: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    end_user: tuple[str, ...] = ()
    product_category: tuple[str, ...] = ()
    years: tuple[int, int] = (2026, 2035)
    year: int = 2026
    grouped: bool = True
    myeloma: bool = False
    money_form: str = USD

    @property
    def measure(self) -> Measure:
        """The measure that the quantity and the money basis name together."""
        if self.in_money:
            return MEASURES[IN_MONEY[self.quantity][self.money]]
        return MEASURES[received(self.modalities) if self.quantity == "patients" else self.quantity]

    @property
    def in_money(self) -> bool:
        """Whether what it counts is money: what payers spend, or what manufacturers net of it."""
        return self.quantity in IN_MONEY

    @property
    def modalities(self) -> list[str]:
        """The modalities that the filters keep."""
        types, codes = self.treatment_type or TREATMENT_TYPES, self.modality or MODALITIES
        return [code for code in MODALITIES if code in codes and MODALITY_TYPE[code] in types]

    @property
    def primary_dimension(self) -> str:
        """primary_group in the grouped view, else primary."""
        return "primary_group" if self.grouped else "primary"

    @property
    def narrows_care(self) -> bool:
        """Whether the filters keep only some treatments or sites of care."""
        return bool(self.treatment_type or self.modality or self.end_user)

    @property
    def of_persons(self) -> bool:
        """Whether its whole is told in persons, diagnosed and treated: patients over all of care."""
        return self.quantity == "patients" and not self.narrows_care

    def where(self, measure: str | None = None, **extra: object) -> dict[str, object]:
        """Return the filters that a measure has (the view's own by default), with extra ones put on top."""
        dims = MEASURES[measure].dims if measure else self.measure.dims
        chosen: dict[str, object] = {name: getattr(self, name) for name in LISTS if getattr(self, name)}
        return {dim: value for dim, value in {**chosen, **extra}.items() if dim in dims}

    @property
    def timeless(self) -> View:
        """The same view with the default year shown: what charts over the years depend on, and nothing more."""
        return replace(self, year=View.year)

    @property
    def spending(self) -> View:
        """The same view of payer spend, which has no filter on products."""
        return replace(self, quantity="spend", product_category=())

    @property
    def numbers(self) -> View:
        """The same view in the default form of money: what numbers depend on, and nothing more."""
        return replace(self, money_form=View.money_form)

    @property
    def span(self) -> list[int]:
        """Every year of the chosen range."""
        return list(range(self.years[0], self.years[1] + 1))

    @property
    def basis(self) -> str:
        """The unit in words: constant 2025 USD, patients, patient treatments, episodes."""
        return MONEY[self.money] if self.in_money else self.measure.noun

    def changed(self) -> list[str]:
        """Names of the filters that differ from the default view."""
        default = View()
        names = [field.name for field in fields(self) if field.name != "money_form"]
        return [name for name in names if getattr(self, name) != getattr(default, name)]

    def without(self, name: str) -> View:
        """The same view with one filter put back to its default."""
        return replace(self, **{name: getattr(View(), name)})

    def sentence(self, country_names: Mapping[str, str], basis: str = "") -> str:
        """Say the state in one line: 'Radiation, Europe, breast and prostate, 2026-2035, constant 2025 USD, ...'.

        basis: the unit of what is shown in words, where it is not the view's.
        """
        types = [TREATMENT_TYPES[code] for code in self.treatment_type]
        treatments = [MODALITIES[code] for code in self.modality] or types
        places = [country_names[code] for code in self.country] or [REGIONS[code] for code in self.region]
        primaries = [PRIMARIES[code] for code in self.primary]
        parts = [
            _listed(treatments, "All treatments"),
            _listed(places, "world"),
            _listed(primaries, "all solid primaries" if not self.myeloma else "all primaries", lower=True),
        ]
        if self.end_user:
            parts.append(_listed([END_USERS[code] for code in self.end_user], "", lower=True))
        if self.product_category:
            parts.append(_listed([PRODUCT_CATEGORIES[code] for code in self.product_category], "", lower=True))
        parts.append(span_words(self.years))
        parts.append(basis or self.basis)
        if self.in_money:
            parts.append(inside(SCOPES[self.scope]))
        if self.myeloma:
            parts.append("with myeloma")
        return ", ".join(parts)

    def contradiction(self, country_names: Mapping[str, str], region_of_country: Mapping[str, str]) -> str | None:
        """Say in one sentence why the filters leave nothing, or None when they can be met together."""
        strays = [country_names[code] for code in self.country if region_of_country[code] not in self.region]
        if self.region and self.country and len(strays) == len(self.country):
            return f"{listing(strays)} {_are(strays)} not in {listing([REGIONS[code] for code in self.region])}."
        if self.scope == "strict" and self.modality and set(self.modality) <= set(CANCER_DRUGS):
            drugs = listing([MODALITIES[code].lower() for code in self.modality])
            return f"{SCOPES[self.scope]} counts no cancer drugs, so nothing is spent on {drugs}."
        types = self.treatment_type
        astray = [MODALITIES[code] for code in self.modality if MODALITY_TYPE[code] not in types]
        if types and self.modality and len(astray) == len(self.modality):
            return f"{listing(astray)} {_are(astray)} not {listing([TREATMENT_TYPES[code].lower() for code in types])}."
        return None


def responsible(view: View, total: Callable[[View], float]) -> list[str]:
    """Name the filters of an empty view of which each, once cleared, leaves something again."""
    narrowing = [name for name in view.changed() if name in (*LISTS, "scope", "years")]
    return [name for name in narrowing if total(view.without(name)) > 0]


def choices(country_names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return code -> label of every filter that takes codes. A link may carry either."""
    return {
        "quantity": QUANTITIES,
        "money": {"real": f"Real ({PRICE_YEAR} USD)", "nominal": "Nominal"},
        "money_form": MONEY_FORMS,
        "scope": CANCER_DRUG_COST,
        "region": REGIONS,
        "country": dict(country_names),
        "primary": PRIMARIES,
        "treatment_type": TREATMENT_TYPES,
        "modality": MODALITIES,
        "end_user": END_USERS,
        "product_category": PRODUCT_CATEGORIES,
    }


def narrowed(
    name: str, parents: Mapping[str, Sequence[str]], options: Mapping[str, str], region_of: Mapping[str, str]
) -> list[str]:
    """Return the codes of a filter that its parent filter leaves: countries of the regions, modalities of the types."""
    if name == "country" and parents.get("region"):
        return [code for code in options if region_of[code] in parents["region"]]
    if name == "modality" and parents.get("treatment_type"):
        return [code for code in options if MODALITY_TYPE[code] in parents["treatment_type"]]
    return list(options)


def year_shown(asked: int, years: tuple[int, int]) -> tuple[int, str]:
    """Return the year shown inside a range, and a sentence when it is not the one asked for."""
    held = min(max(asked, years[0]), years[1])
    said = f"Snapshot year {asked} lies outside {span_words(years)}; {held} is shown." if held != asked else ""
    return held, said


def span_words(years: tuple[int, int]) -> str:
    """Write a range of years: 2026-2035, or 2030 for one year alone."""
    return "-".join(str(year) for year in dict.fromkeys(years))


def few(labels: Sequence[str], most: int = 4) -> str:
    """Join labels like a sentence does, and count those beyond the first few."""
    return listing(labels if len(labels) <= most else [*labels[: most - 1], f"{len(labels) - most + 1} more"])


def _listed(labels: list[str], everything: str, lower: bool = False) -> str:
    text = few(labels) if labels else everything
    return text.lower() if lower and labels else text


def _are(words: list[str]) -> str:
    return "is" if len(words) == 1 else "are"
