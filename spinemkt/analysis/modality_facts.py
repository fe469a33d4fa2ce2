"""Facts of modalities in words and tables: what leads, what each costs, two side by side, published outcomes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, inside, money, percent
from spinemkt.model.result import Result
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    ATTRIBUTES,
    BASES,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    TREATMENT_TYPES,
)

# Everything that has a curve over the years: modalities, and the attributes that some of them carry.
CURVES = {**MODALITIES, **ATTRIBUTES}

# Techniques of these types are shares of the type's own patients.
TECHNIQUE_TYPES = ("radiation", "surgery")


def answer(result: Result, view: View) -> str:
    """Say which modality leads and what share of treated patients each local treatment type reaches."""
    frame = result.table(view.measure.name, ("modality",), view.where(year=view.year)).nlargest(1, "value")
    whole = result.total(view.measure.name, view.where(year=view.year))
    if whole == 0:
        return "Nothing is left under these filters."
    top = MODALITIES[frame["modality"].iloc[0]]
    place: dict[str, object] = {
        dim: list(getattr(view, dim)) for dim in ("region", "country", "primary") if getattr(view, dim)
    }
    place |= {"year": view.year}
    treated = result.total("treated", place)
    reach = {
        kind: percent(result.total("modality_patients", {**place, "treatment_type": kind}) / treated, 0)
        for kind in ("radiation", "surgery")
    }
    share = percent(float(frame["value"].iloc[0]) / whole, 0)
    return (
        f"The largest modality is {inside(top)} with {share} of {view.quantity} in {view.year}; of locally treated "
        f"patients {reach['radiation']} have radiation and {reach['surgery']} an operation."
    )


def price_table(result: Result, view: View) -> pd.DataFrame:
    """Patients, episodes, US unit cost and spend of every modality in the year shown, and spend in the last year."""
    keep = ("modality",)
    frames = {
        name: result.table(name, keep, view.where(name, year=view.year)).set_index("modality")["value"]
        for name in ("modality_patients", "episodes", "spend")
    }
    later = result.table("spend", keep, view.where("spend", year=view.years[1])).set_index("modality")["value"]
    unit = result.inputs["unit_cost"].to_series()
    out = pd.DataFrame(
        {
            "Modality": [MODALITIES[code] for code in frames["spend"].index],
            "Type": [TREATMENT_TYPES[MODALITY_TYPE[code]] for code in frames["spend"].index],
            f"Patients {view.year}": frames["modality_patients"].to_numpy(),
            f"Episodes {view.year}": frames["episodes"].to_numpy(),
            "US unit cost, 2022 USD": unit[frames["spend"].index].to_numpy(),
            f"Spend {view.year}, M USD": (frames["spend"] / 1e6).round(1).to_numpy(),
            f"Spend {view.years[1]}, M USD": (later / 1e6).round(1).reindex(frames["spend"].index).to_numpy(),
        }
    )
    return out.sort_values(f"Spend {view.year}, M USD", ascending=False)


def side_by_side(result: Result, view: View, modality: str) -> list[tuple[str, str]]:
    """Facts of one modality, to lie beside another's."""
    where = view.where(modality=modality, treatment_type=None)
    where = {dim: value for dim, value in where.items() if value is not None} | {"year": view.year}
    episodes, spend = (result.total(name, where) for name in ("episodes", "spend"))
    later = result.total("spend", {**where, "year": view.years[1]})
    register = result.inputs.register
    cost = register[(register["parameter"] == "unit_cost") & (register["modality"] == modality)].iloc[0]
    weights: Mapping[str, float] = {
        name: float(result.inputs[name].sel(modality=modality))
        for name in ("complication_rate", "bed_days_per_episode", "fractions_per_episode", "theatre_hours_per_episode")
    }
    return [
        ("Treatment type", TREATMENT_TYPES[MODALITY_TYPE[modality]]),
        ("A share of", base_words(modality)),
        (f"Episodes {view.year}", count(episodes)),
        (f"Spend {view.year}", money(spend)),
        (f"Spend {view.years[1]}", money(later)),
        ("Mean spend an episode", money(spend / episodes) if episodes else "no episodes"),
        (
            "US unit cost, 2022",
            f"{money(cost['value'])} ({money(cost['low'])} to {money(cost['high'])}), grade {cost['grade']}",
        ),
        (
            "Complications an episode",
            percent(weights["complication_rate"]) if weights["complication_rate"] else "not modelled",
        ),
        ("Bed days an episode", f"{weights['bed_days_per_episode']:g}"),
        ("Fractions a course", f"{weights['fractions_per_episode']:g}"),
        ("Theatre hours", f"{weights['theatre_hours_per_episode']:g}"),
    ]


def outcomes(result: Result, modality: str) -> pd.DataFrame:
    """Published outcomes of a modality: outcome, figure with range, unit, where and when, source."""
    table = result.inputs.tables["outcome_evidence"]
    rows = table[table["modality"] == modality]
    return pd.DataFrame(
        {
            "Outcome": rows["outcome"],
            "Figure": [_with_range(row.value, row.low, row.high) for row in rows.itertuples()],
            "Unit": rows["unit"],
            "Years": rows["year"],
            "Source": rows["source_id"],
            "Note": rows["note"],
        }
    )


def _with_range(value: float, low: float, high: float) -> str:
    spread = f"{low:g} to {high:g}" if low == low and high == high else ""
    if value != value:
        return spread
    return f"{value:g} ({spread})" if spread else f"{value:g}"


def base_words(modality: str) -> str:
    """Say what an uptake share is a share of."""
    if modality in ATTRIBUTES:
        return "SBRT courses" if modality == "cyberknife" else "operations"
    kind = type_of(modality)
    return f"patients who have {kind}" if kind in TECHNIQUE_TYPES else BASES[MODALITY_BASE[modality]]


def type_of(code: str) -> str:
    """Treatment type of a modality or of an attribute."""
    carrier = ATTRIBUTE_TYPE.get(code, code)
    return MODALITY_TYPE.get(carrier, carrier)
