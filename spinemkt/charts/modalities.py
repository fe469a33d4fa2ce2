"""Charts and tables of the Modalities page."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, money, percent
from spinemkt.charts import series
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour, ink_on, tokens
from spinemkt.charts.style import Chart, Scale, colours, layout, unit_name
from spinemkt.model.result import Result
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    ATTRIBUTES,
    BASES,
    MODALITIES,
    MODALITY_BASE,
    MODALITY_TYPE,
    REGIONS,
    TIER_REGION,
    TREATMENT_TYPES,
)

# Everything that has a curve over the years: modalities, and the attributes that some of them carry.
CURVES = {**MODALITIES, **ATTRIBUTES}
_BASE_TYPES = {"radiation": "radiation", "surgery": "surgery"}


def tree(result: Result, view: View, theme: str, height: int = 420) -> Chart:
    """Draw the tree of modalities with areas by the view's measure in the year shown."""
    measure = view.measure
    frame = result.table(measure.name, ("treatment_type", "modality"), view.where(year=view.year))
    frame = frame[frame["value"] > 0]
    types = frame.groupby("treatment_type", sort=False)["value"].sum()
    text = short(measure)
    codes = [*types.index, *frame["modality"]]
    fills = [colour("treatment_type", code, theme) for code in (*types.index, *frame["treatment_type"])]
    figure = go.Figure(
        go.Treemap(
            ids=codes,
            labels=[TREATMENT_TYPES[code] for code in types.index] + [MODALITIES[code] for code in frame["modality"]],
            parents=[""] * len(types) + list(frame["treatment_type"]),
            values=[*types, *frame["value"]],
            branchvalues="total",
            text=[text(value) for value in (*types, *frame["value"])],
            texttemplate="%{label}<br>%{text}",
            textfont={"size": 13, "color": [ink_on(fill) for fill in fills]},
            hovertemplate="%{label}: %{text} (%{percentParent:.0%} of its type)<extra></extra>",
            marker={
                "colors": fills,
                "line": {"width": 1, "color": tokens(theme).page},
                "pad": {"t": 22, "l": 2, "r": 2, "b": 2},
            },
            tiling={"pad": 1},
            pathbar={"visible": False},
            maxdepth=2,
        ),
        layout(theme, height, margin={"l": 0, "r": 0, "t": 0, "b": 0}, uniformtext={"minsize": 10, "mode": "hide"}),
    )
    title = f"{measure.label.partition(',')[0]} by modality, {view.year}"
    subtitle = f"{unit_name(measure.unit)}; area is the amount"
    top = frame.sort_values("value", ascending=False)
    alt = describe_bars(
        title, subtitle, [MODALITIES[code] for code in top["modality"]], [text(v) for v in top["value"]]
    )
    return Chart(title, subtitle, figure, alt, top)


def uptake_curves(result: Result, view: View, theme: str, modality: str, height: int = 340) -> Chart:
    """Draw uptake by region over all model years, with the published points that share its base."""
    frame = _attribute_shares(result, modality) if modality in ATTRIBUTES else _uptake_shares(result, modality)
    points = published_points(result, modality)
    chosen = [code for code in view.region] or list(REGIONS)
    shown = frame[frame["region"].isin(chosen)]
    figure = series.lines(
        shown,
        "region",
        REGIONS,
        colours("region", REGIONS, theme),
        Scale(0.01, " %", "percent"),
        theme,
        height,
        points,
    )
    title = f"Uptake of {_lower(CURVES[modality])} by region"
    note = (
        f"; open circles: {len(points)} published points on the same base"
        if len(points)
        else "; no published point shares this base"
    )
    subtitle = f"percent of {base_words(modality)}, {shown['year'].min()}-{shown['year'].max()}{note}"
    ends = shown[shown["year"] == shown["year"].max()].sort_values("value", ascending=False)
    alt = describe_bars(title, subtitle, [REGIONS[c] for c in ends["region"]], [percent(v) for v in ends["value"]])
    return Chart(title, subtitle, figure, alt, frame)


def published_points(result: Result, modality: str) -> pd.DataFrame:
    """Published shares on the same base as the uptake curve of a modality: year, value, region, text."""
    table = result.inputs.tables["evidence_points"]
    wanted = "other" if modality in ATTRIBUTES else _BASE_TYPES.get(type_of(modality), MODALITY_BASE[modality])
    rows = table[
        (table["modality"] == modality) & (table["comparable_base"] == wanted) & table["region"].isin(list(REGIONS))
    ]
    text = [
        f"{row.country or REGIONS[row.region]} {row.year:.0f}: {percent(row.value)} ({row.base}; {row.source_id})"
        for row in rows.itertuples()
    ]
    return rows[["year", "value", "region"]].assign(text=text)


def base_words(modality: str) -> str:
    """Say what an uptake share is a share of."""
    if modality in ATTRIBUTES:
        return "SBRT courses" if modality == "cyberknife" else "operations"
    kind = type_of(modality)
    return f"patients who have {kind}" if kind in _BASE_TYPES else BASES[MODALITY_BASE[modality]]


def mix(result: Result, view: View, theme: str, treatment_type: str, height: int = 340) -> Chart:
    """Show how the techniques of one treatment type share its measure over the view's years."""
    measure = view.measure
    where = view.where(treatment_type=treatment_type, year=view.span)
    frame = result.table(measure.name, ("modality", "year"), where)
    order = list(frame.groupby("modality")["value"].sum().sort_values(ascending=False).index)
    figure = series.stacked_areas(
        frame, "modality", MODALITIES, colours("modality", order, theme), Scale(1, "", ""), theme, height, share=True
    )
    title = f"Mix inside {TREATMENT_TYPES[treatment_type].lower()}"
    subtitle = f"percent of {measure.label.partition(',')[0].lower()}, {view.years[0]}-{view.years[1]}"
    return Chart(
        title, subtitle, figure, describe_series(title, subtitle, frame, "modality", MODALITIES, measure), frame
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
    return (
        f"{top} leads with {percent(float(frame['value'].iloc[0]) / whole, 0)} of {view.quantity} in {view.year}; "
        f"of locally treated patients {reach['radiation']} have radiation and {reach['surgery']} an operation."
    )


def _with_range(value: float, low: float, high: float) -> str:
    spread = f"{low:g} to {high:g}" if low == low and high == high else ""
    if value != value:
        return spread
    return f"{value:g} ({spread})" if spread else f"{value:g}"


def type_of(code: str) -> str:
    """Treatment type of a modality or of an attribute."""
    carrier = ATTRIBUTE_TYPE.get(code, code)
    return MODALITY_TYPE.get(carrier, carrier)


def _uptake_shares(result: Result, modality: str) -> pd.DataFrame:
    patients = result.table("modality_patients", ("region", "year"), {"modality": modality})
    frame = patients.merge(_base(result, modality), on=["region", "year"], suffixes=("", "_base"))
    frame["value"] = frame["value"] / frame["value_base"]
    return frame[["region", "year", "value"]].assign(unit="fraction")


def _attribute_shares(result: Result, attribute: str) -> pd.DataFrame:
    share = result.stages.attribute_share.sel(attribute=attribute).to_series().rename("value").reset_index()
    share["region"] = share["place"].map(TIER_REGION)
    return share.groupby(["region", "year"], sort=False, as_index=False)["value"].mean().assign(unit="fraction")


def _base(result: Result, modality: str) -> pd.DataFrame:
    kind, base = type_of(modality), MODALITY_BASE[modality]
    if kind in _BASE_TYPES:
        return result.table("modality_patients", ("region", "year"), {"treatment_type": kind})
    return result.table(base, ("region", "year"))


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[0].lower() + label[1:]
