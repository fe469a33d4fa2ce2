"""Charts and tables of the Modalities page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from textwrap import wrap

import pandas as pd

from spinemkt.analysis.market.modality_facts import CURVES, TECHNIQUE_TYPES, base_words, type_of
from spinemkt.analysis.narrative import what
from spinemkt.analysis.studies import curve_points
from spinemkt.analysis.view import View
from spinemkt.charts import series
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.labels import LABEL_LETTERS
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour, ink_on, tokens
from spinemkt.charts.style import PERCENT, Chart, Drawing, Scale, colours, layout, unit_name, with_caution
from spinemkt.charts.traces import trace
from spinemkt.evidence.caching import cached_on_first
from spinemkt.figures.columns import Column, mark
from spinemkt.figures.text import Text, as_text, chained, say, worded
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
from spinemkt.wording import inside, percent

# Of its type a technique must gain this much before a title says so.
_A_GAIN = 0.01

# A phone's chart in pixels, and the room that a letter and a line of a cell's label take: what does not fit there is
# said in the key as well. On a wider screen it is in both.
_PHONE_WIDTH, _LETTER, _LINE, _SLACK = 358, 6.4, 15, 3.4


def tree(result: Result, view: View, theme: str, height: int = 420) -> Chart:
    """Draw the tree of modalities with areas by the view's measure in the year shown; a key says the small ones."""
    measure = view.measure
    frame = result.table(measure.name, ("treatment_type", "modality"), view.where(year=view.year))
    frame = frame[frame["value"] > 0].sort_values("value", ascending=False)
    types = frame.groupby("treatment_type", sort=False)["value"].sum().sort_values(ascending=False)
    text = short(measure)
    codes = [*types.index, *frame["modality"]]
    fills = [colour("treatment_type", code, theme) for code in (*types.index, *frame["treatment_type"])]
    names = ["<br>".join(_wrapped(MODALITIES[code])) for code in frame["modality"]]
    areas = trace(
        "treemap",
        ids=codes,
        meta=[*types.index, *map(mark, frame["treatment_type"], frame["modality"])],
        labels=[TREATMENT_TYPES[code] for code in types.index] + names,
        parents=[""] * len(types) + list(frame["treatment_type"]),
        values=[*types, *frame["value"]],
        branchvalues="total",
        text=[text(value) for value in (*types, *frame["value"])],
        texttemplate=["%{label}"] * len(types) + ["%{label}<br>%{text}"] * len(frame),
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
    )
    figure = Drawing(
        [areas],
        layout(theme, height, margin={"l": 0, "r": 0, "t": 0, "b": 0}, uniformtext={"minsize": 11, "mode": "hide"}),
    )
    title = f"{what(measure)} by modality in {view.year}, {unit_name(measure.unit)}"
    subtitle = with_caution("area is the amount; the smaller ones stand below, too", measure)
    alt = describe_bars(
        title, subtitle, [MODALITIES[code] for code in frame["modality"]], [text(v) for v in frame["value"]]
    )
    asked = (Column(measure.name, ("treatment_type", "modality"), view.where(year=view.year)),)
    small = _small_cells(frame, asked[0], text, _PHONE_WIDTH * height)
    key = tuple((colour("treatment_type", kind, theme), _in_words(kind, cells)) for kind, cells in small.items())
    return Chart(title, subtitle, figure, alt, frame, key, columns=asked)


def _wrapped(name: str) -> list[str]:
    return wrap(name.replace(" / ", " /\u00a0"), LABEL_LETTERS - 3, break_long_words=False)


def _in_words(kind: str, cells: Mapping[str, Text]) -> Text:
    """Name the modalities of a type with their amounts."""
    said = (say("{name} {amount}", name=inside(MODALITIES[code]), amount=amount) for code, amount in cells.items())
    return say("{kind}: {cells}", kind=TREATMENT_TYPES[kind], cells=chained(said, ", "))


def _small_cells(
    frame: pd.DataFrame, asked: Column, text: Callable[[float], str], area: float
) -> dict[str, dict[str, Text]]:
    """Of each type those modalities whose cell cannot hold their name on a phone, and what would stand there."""
    found: dict[str, dict[str, Text]] = {}
    whole = float(frame["value"].sum()) or 1.0
    for row in frame.itertuples():
        lines = [*_wrapped(MODALITIES[row.modality]), text(row.value)]
        needed = (max(map(len, lines)) * _LETTER + 8) * (len(lines) * _LINE + 6) * _SLACK
        if row.value / whole * area < needed:
            cell = {"treatment_type": row.treatment_type, "modality": row.modality}
            figure = replace(asked.figure(cell), value=row.value)
            found.setdefault(row.treatment_type, {})[row.modality] = worded(figure, text(row.value))
    return found


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
    figure = series.stacked_areas(
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
    share = wide.iloc[:, [0, -1]]
    if wide.shape[1] < 2 or share.isna().any(axis=None):
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
