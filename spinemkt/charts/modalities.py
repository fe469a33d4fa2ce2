"""Charts and tables of the Modalities page."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from spinemkt.analysis.modality_facts import CURVES, TECHNIQUE_TYPES, base_words, type_of
from spinemkt.analysis.narrative import what
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import inside, percent
from spinemkt.charts import series
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour, ink_on, tokens
from spinemkt.charts.style import Chart, Drawing, Scale, colours, layout, unit_name, with_caution
from spinemkt.model.result import Result
from spinemkt.terms import (
    ATTRIBUTES,
    MODALITIES,
    MODALITY_BASE,
    REGIONS,
    TIER_REGION,
    TREATMENT_TYPES,
)


def tree(result: Result, view: View, theme: str, height: int = 420) -> Chart:
    """Draw the tree of modalities with areas by the view's measure in the year shown."""
    measure = view.measure
    frame = result.table(measure.name, ("treatment_type", "modality"), view.where(year=view.year))
    frame = frame[frame["value"] > 0]
    types = frame.groupby("treatment_type", sort=False)["value"].sum()
    text = short(measure)
    codes = [*types.index, *frame["modality"]]
    fills = [colour("treatment_type", code, theme) for code in (*types.index, *frame["treatment_type"])]
    figure = Drawing(
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
    title = f"{what(measure)} by modality, {view.year}"
    subtitle = with_caution(f"{unit_name(measure.unit)}; area is the amount", measure)
    top = frame.sort_values("value", ascending=False)
    alt = describe_bars(
        title, subtitle, [MODALITIES[code] for code in top["modality"]], [text(v) for v in top["value"]]
    )
    return Chart(title, subtitle, figure, alt, top)


def uptake_curves(result: Result, view: View, theme: str, modality: str, height: int = 340) -> Chart:
    """Draw uptake by region over all model years, with the published points that share its base."""
    frame = _attribute_shares(result, modality) if modality in ATTRIBUTES else _uptake_shares(result, modality)
    chosen = [code for code in view.region] or list(REGIONS)
    shown = frame[frame["region"].isin(chosen)]
    points = published_points(result, modality)
    points = points[points["region"].isin(chosen)]
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
    title = f"Uptake of {inside(CURVES[modality])} by region"
    note = (
        f"; open circles: {len(points)} published points on the same base"
        if len(points)
        else "; no published point shares this base"
    )
    subtitle = f"percent of {base_words(modality)}, {shown['year'].min()}-{shown['year'].max()}{note}"
    ends = shown[shown["year"] == shown["year"].max()].sort_values("value", ascending=False)
    alt = describe_bars(title, subtitle, [REGIONS[c] for c in ends["region"]], [percent(v) for v in ends["value"]])
    return Chart(title, subtitle, figure, alt, shown)


def published_points(result: Result, modality: str) -> pd.DataFrame:
    """Published shares on the same base as the uptake curve of a modality: year, value, region, text."""
    table = result.inputs.tables["evidence_points"]
    wanted = (
        "other"
        if modality in ATTRIBUTES
        else (type_of(modality) if type_of(modality) in TECHNIQUE_TYPES else MODALITY_BASE[modality])
    )
    rows = table[
        (table["modality"] == modality) & (table["comparable_base"] == wanted) & table["region"].isin(list(REGIONS))
    ]
    text = [
        f"{row.country or REGIONS[row.region]} {row.year:.0f}: {percent(row.value)} ({row.base}; {row.source_id})"
        for row in rows.itertuples()
    ]
    return rows[["year", "value", "region"]].assign(text=text)


def mix(result: Result, view: View, theme: str, treatment_type: str, height: int = 340) -> Chart:
    """Show how the techniques of one treatment type share its measure over the view's years."""
    measure = view.measure
    where = {**view.where(treatment_type=treatment_type, year=view.span)}
    where.pop("modality", None)
    frame = result.table(measure.name, ("modality", "year"), where)
    order = list(frame.groupby("modality")["value"].sum().sort_values(ascending=False).index)
    figure = series.stacked_areas(
        frame, "modality", MODALITIES, colours("modality", order, theme), Scale(1, "", ""), theme, height, share=True
    )
    title = f"Mix inside {TREATMENT_TYPES[treatment_type].lower()}"
    subtitle = f"percent of {what(measure).lower()}, {view.years[0]}-{view.years[1]}"
    return Chart(
        title, subtitle, figure, describe_series(title, subtitle, frame, "modality", MODALITIES, measure), frame
    )


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
    if kind in TECHNIQUE_TYPES:
        return result.table("modality_patients", ("region", "year"), {"treatment_type": kind})
    return result.table(base, ("region", "year"))
