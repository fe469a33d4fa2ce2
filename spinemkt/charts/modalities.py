"""Charts and tables of the Modalities page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pandas as pd

from spinemkt.analysis.market.modality_facts import CURVES, TECHNIQUE_TYPES, base_words, type_of
from spinemkt.analysis.narrative import what
from spinemkt.analysis.studies import curve_points
from spinemkt.analysis.view import View
from spinemkt.charts import series, titles
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.marks import ranked_bars
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour
from spinemkt.charts.style import PERCENT, Chart, Scale, colours, unit_name
from spinemkt.evidence.caching import cached_on_first
from spinemkt.figures.columns import Column, mark
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say
from spinemkt.model.measures import received
from spinemkt.model.result import Result
from spinemkt.terms import (
    ATTRIBUTES,
    DIMENSIONS,
    MODALITIES,
    MODALITY_BASE,
    REGIONS,
    TIER_REGION,
    TIERS,
    TREATMENT_TYPES,
)
from spinemkt.wording import percent

# Of its type a technique must gain this much before a title says so.
_A_GAIN = 0.01


def by_modality(result: Result, view: View, theme: str) -> Chart:
    """Rank the modalities by the view's measure in the year shown, in the colours of their types; a key sums these."""
    measure, where = view.measure, view.where(year=view.year)
    frame = result.table(measure.name, ("treatment_type", "modality"), where)
    frame = frame[frame["value"] > 0].sort_values("value", ascending=False)
    text, whole = short(measure), float(frame["value"].sum()) or 1.0
    names = [MODALITIES[code] for code in frame["modality"]]
    texts = [f"{text(value)} · {_share(value / whole)}" for value in frame["value"]]
    fills = [colour("treatment_type", code, theme) for code in frame["treatment_type"]]
    codes = list(map(mark, frame["treatment_type"], frame["modality"]))
    figure = ranked_bars(names, list(frame["value"]), texts, fills, theme, codes=codes)
    study = Study(result)
    whole_of = study.amount(measure.name, **where)
    title = titles.largest(study.by(measure.name, "modality", **where), whole_of, MODALITIES, "modality", view.year)
    words = f"{what(measure)} by modality, {unit_name(measure.unit)} and share of the whole"
    subtitle = titles.subtitle(
        f"{words}, {titles.years_words((view.year,) * 2)}; below, each treatment type",
        view,
        result.inputs.country_names,
    )
    alt = describe_bars(title, subtitle, names, texts)
    asked = Column(measure.name, ("treatment_type", "modality"), where)
    kinds = study.by(measure.name, "treatment_type", **where)
    largest = sorted((code for code in kinds if kinds[code].number > 0), key=lambda code: -kinds[code].number)
    key = tuple(
        (colour("treatment_type", code, theme), say("{kind} {amount}", kind=TREATMENT_TYPES[code], amount=kinds[code]))
        for code in largest
    )
    return Chart(title, subtitle, figure, alt, frame, key, columns=(asked,))


def _share(part: float) -> str:
    return percent(part, 0) if part >= 0.005 else "<1%"


def uptake_curves(result: Result, view: View, theme: str, modality: str, height: int = 340) -> Chart:
    """Draw uptake over all model years, with the published points that share its base.

    By region, or, where countries are chosen, in the tiers that they belong to: a country has the uptake of its tier.
    """
    if not view.country:
        return _curves(result, "region", view.region or tuple(REGIONS), theme, modality, height)
    tiers = {str(result.inputs.countries.at[code, "tier"]) for code in view.country}
    kept = [tier for tier in TIERS if tier in tiers and TIER_REGION[tier] in (view.region or REGIONS)]
    return _curves(result, "tier", tuple(kept) or tuple(tiers), theme, modality, height)


@cached_on_first
def _curves(result: Result, level: str, codes: tuple[str, ...], theme: str, modality: str, height: int) -> Chart:
    """The chart of uptake, which knows no filter but that on places. level: region or tier; codes: those shown."""
    shares = _attribute_shares if modality in ATTRIBUTES else _uptake_shares
    frame, labels = shares(result, modality, level), DIMENSIONS[level]
    shown = frame[frame[level].isin(codes)]
    regions = codes if level == "region" else tuple(dict.fromkeys(TIER_REGION[code] for code in codes))
    points = curve_points(result, modality, regions)
    hovers = [
        escape(f"{row.place} {row.year:.0f}: {percent(row.value)} ({row.base}; {row.study})", quote=False)
        for row in points.itertuples()
    ]
    figure = series.lines(
        shown,
        level,
        {code: labels[code] for code in codes},
        colours(level, codes, theme),
        PERCENT,
        theme,
        height,
        points.assign(text=hovers),
    )
    first, last = int(shown["year"].min()), int(shown["year"].max())
    ends = shown[shown["year"] == last].sort_values("value", ascending=False)
    asked = _uptake_asked(modality, level)
    figures = _shares(asked, shown, level)
    top, low = ends[level].iloc[0], ends[level].iloc[-1]
    beside = (first, top, first) if len(ends) == 1 else (last, low, labels[low])
    title = say(
        "{curve} in {last}: {top} of {base} in {place}, {low} in {beside}",
        curve=CURVES[modality],
        last=last,
        top=figures[last, top],
        base=base_words(modality),
        place=labels[top],
        low=figures[beside[:2]],
        beside=beside[2],
    )
    note = f"; open circles: {len(points)} published points, listed below" if len(points) else ""
    subtitle = f"uptake in percent of {base_words(modality)}, {first}-{last}{note}"
    alt = describe_bars(title, subtitle, [labels[c] for c in ends[level]], [percent(v) for v in ends["value"]])
    return Chart(title, subtitle, figure, alt, shown, columns=asked)


def mix(result: Result, view: View, theme: str, treatment_type: str, height: int = 340) -> Chart:
    """Show how the techniques of one treatment type share its measure over the view's years."""
    inside_type = replace(view, treatment_type=(treatment_type,), modality=())
    measure, where = inside_type.measure, inside_type.where(year=view.span)
    frame = result.table(measure.name, ("modality", "year"), where)
    order = list(frame.groupby("modality")["value"].sum().sort_values(ascending=False).index)
    figure = series.by_year(
        frame, "modality", MODALITIES, colours("modality", order, theme), Scale(1, "", ""), theme, height, share=True
    )
    kind = TREATMENT_TYPES[treatment_type].lower()
    years = "-".join(str(year) for year in dict.fromkeys(view.years))
    shares = frame.assign(value=frame["value"] / frame.groupby("year")["value"].transform("sum"))
    asked = Column(measure.name, ("modality", "year"), where)
    part = replace(asked, name="", form="share", base=replace(asked, by=("year",)), unit="fraction")
    gains = _gaining(shares, part, kind, what(measure).lower())
    title = gains or f"Mix inside {kind}, {years}"
    subtitle = f"percent of {what(measure).lower()} inside {kind}, {years}"
    alt = describe_series(title, subtitle, frame, "modality", MODALITIES, measure)
    return Chart(title, subtitle, figure, alt, frame, columns=(part, asked))


def _shares(asked: Sequence[Column], shares: pd.DataFrame, dimension: str) -> dict[tuple[int, str], Text]:
    """Shares in whole percent by year and code; those that a question answers can be asked."""
    found = {}
    for year, code, value in zip(shares["year"], shares[dimension], shares["value"], strict=True):
        figures = [replace(one.figure({"year": year, dimension: code}), value=value) for one in asked]
        found[year, code] = say("{share:percent 0}", share=figures[0]) if figures else as_text(percent(value, 0))
    return found


def _gaining(shares: pd.DataFrame, asked: Column, kind: str, measure: str) -> Text:
    """Say which technique gains the most of its type between the first and the last year.

    Empty where none does, or where there is nothing in a year to share. shares: of each modality and year.
    """
    wide = shares.pivot(index="modality", columns="year", values="value")
    if wide.shape[1] < 2:
        return Text()
    share = wide.iloc[:, [0, -1]]
    if share.isna().any(axis=None):
        return Text()
    first, last = share.columns
    gain = share[last] - share[first]
    code = gain.idxmax()
    if gain[code] < _A_GAIN:
        return Text()
    ends = _shares((asked,), shares[shares["modality"] == code], "modality")
    return say(
        "{name} gains most inside {kind}: {before} of {measure} in {first}, {after} in {last}",
        name=MODALITIES[code],
        kind=kind,
        before=ends[first, code],
        measure=measure,
        first=first,
        after=ends[last, code],
        last=last,
    )


def _uptake_shares(result: Result, modality: str, level: str) -> pd.DataFrame:
    patients = result.table("modality_patients", (level, "year"), {"modality": modality})
    frame = patients.merge(_base(result, modality, level), on=[level, "year"], suffixes=("", "_base"))
    frame["value"] = frame["value"] / frame["value_base"]
    return frame[[level, "year", "value"]].assign(unit="fraction")


def _uptake_asked(modality: str, level: str) -> tuple[Column, ...]:
    """What the curve of a modality answers: its patients as a share of its base; of attributes no run has amounts."""
    if modality in ATTRIBUTES:
        return ()
    kind, base, name = type_of(modality), MODALITY_BASE[modality], received([modality])
    whole = Column(base, (level, "year"))
    if kind in TECHNIQUE_TYPES:
        whole = Column(name, (level, "year"), {"treatment_type": kind})
    part = Column(name, (level, "year"), {"modality": modality}, unit="fraction")
    return (replace(part, form="share", base=whole),)


def _attribute_shares(result: Result, attribute: str, level: str) -> pd.DataFrame:
    share = result.stages.attribute_share.sel(attribute=attribute).to_series().rename("value").reset_index()
    share[level] = share["place"].map(TIER_REGION) if level == "region" else share["place"]
    return share.groupby([level, "year"], sort=False, as_index=False)["value"].mean().assign(unit="fraction")


def _base(result: Result, modality: str, level: str) -> pd.DataFrame:
    kind, base = type_of(modality), MODALITY_BASE[modality]
    if kind in TECHNIQUE_TYPES:
        return result.table("modality_patients", (level, "year"), {"treatment_type": kind})
    return result.table(base, (level, "year"))
