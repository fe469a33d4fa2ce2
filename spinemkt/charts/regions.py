"""Charts of the Regions page: the map, and places by size and growth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import what
from spinemkt.analysis.uncertainty_views.spread import LIKELY, Spread, said
from spinemkt.analysis.view import View
from spinemkt.charts import maps, titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.labels import beside_points, folded
from spinemkt.charts.overview import growing, short
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import PERCENT, Chart, Drawing, Scale, axis, labels_of, layout, scale, unit_name
from spinemkt.charts.traces import trace
from spinemkt.charts.windows import Window, window
from spinemkt.figures.columns import Column
from spinemkt.figures.figure import amount
from spinemkt.figures.study import Study
from spinemkt.model.result import Result
from spinemkt.wording import growth, yearly_growth

LARGEST_BUBBLE, LEAST_BUBBLE = 19.0, 4.0  # radius of the place that gains or loses most, and the least, in pixels
MOST_BUBBLES = 14


def country_values(result: Result, view: View, per_person: bool) -> pd.Series:
    """The view's measure by country in the year shown, if wished per million people."""
    frame = result.table(view.measure.name, ("country",), view.where(year=view.year))
    values = frame.set_index("country")["value"]
    if per_person:
        values = values / result.inputs.population.sel(year=view.year).to_series()[values.index] * 1e6
    return values


def part_of_world(result: Result, view: View) -> Window:
    """Which part of the world the map of a view shows."""
    return window(view.region, view.country, result.inputs.countries)


def world_map(
    result: Result, view: View, theme: str, per_person: bool = False, spread: Spread | None = None, height: int = 420
) -> Chart:
    """Colour the chosen part of the world by the view's measure, total or per million people.

    spread: the ranges of the tiers; a country's is its tier's in proportion, since all but its cases are its tier's.
    """
    measure = view.measure
    values = country_values(result, view, per_person)
    names, text = result.inputs.country_names, short(measure)
    per = " per million people" if per_person else ""
    reach = _reach(result, values, spread)
    hovers = {
        code: f"{names[code]}: {text(value)}{per}"
        + (f"; 80% range: {text(reach.at[code, 'low'])} to {text(reach.at[code, 'high'])}" if len(reach) else "")
        for code, value in values.items()
    }
    shown = part_of_world(result, view)
    figure = maps.world(values, result.inputs.tables["countries"], hovers, theme, height, shown)
    where = view.where(year=view.year)
    form = ("per_million", per.strip()) if per_person else ("amount", "")
    asked = Column(measure.name, ("country",), where, form=form[0], unit=form[1])
    parts = {code: replace(asked.figure({"country": code}), value=float(value)) for code, value in values.items()}
    whole = Study(result).amount(measure.name, **where)
    title = titles.largest(parts, whole, names, "country", view.year, per)
    words = f"{what(measure)} by country, {unit_name(measure.unit)}{per}, {titles.years_words((view.year, view.year))}"
    ranges = "; ranges of countries are those of their tier, in proportion" if len(reach) else ""
    subtitle = titles.subtitle(words, view, names) + f"{ranges}; click a country for its profile"
    top = values.sort_values(ascending=False)
    alt = describe_bars(title, subtitle, [names[code] for code in top.index], [text(value) for value in top])
    absent = "no data" if len(values) == len(result.codes["country"]) else "no data, or outside the filters"
    table = pd.DataFrame(
        {
            "country": top.index,
            "name": [names[code] for code in top.index],
            "value": top.to_numpy(),
            **{end: reach[name][top.index].to_numpy() for end, name in zip(LIKELY, reach, strict=False)},
            "unit": measure.unit + per,
        }
    )
    key = maps.legend(values, theme, text, absent)
    return Chart(title, subtitle, figure, alt, table, key, said(spread), (asked,))


def _reach(result: Result, values: pd.Series, spread: Spread | None) -> pd.DataFrame:
    """The ends of the 80% range of each country, low and high; empty without ranges."""
    if spread is None:
        return pd.DataFrame()
    tiers = spread.frame.set_index("tier")
    of = result.inputs.countries["tier"][values.index]
    ratios = tiers[list(LIKELY)].div(tiers["central"], axis=0).fillna(1.0).loc[of]
    return pd.DataFrame(ratios.to_numpy() * values.to_numpy()[:, None], values.index, ["low", "high"])


def size_and_growth(result: Result, view: View, theme: str, level: str = "region", height: int = 380) -> Chart:
    """Place regions or the largest countries by size (across) and growth (up); a bubble's area is what they add.

    A place that loses is an open ring, as large as its loss.
    """
    measure, (first, last) = view.measure, view.years
    frame = result.table(measure.name, (level, "year"), view.where(year=[first, last]))
    wide = frame.pivot(index=level, columns="year", values="value")
    wide = wide[(wide[first] > 0) & (wide[last] > 0)].nlargest(MOST_BUBBLES, first)
    names = result.inputs.country_names
    labels = labels_of(level, names)
    if first == last:
        wide = wide.iloc[:0]
    wide = wide.set_axis([labels[code] for code in wide.index]).assign(code=list(wide.index))
    pace = pd.Series(
        [yearly_growth(a, b, last - first) for a, b in zip(wide[first], wide[last], strict=True)], wide.index, float
    )
    unit = scale(wide[first], measure.unit)
    hovers = [
        f"{name}: {amount(wide.at[name, first], measure)} in {first}, {growth(rate)}, "
        f"{amount(wide.at[name, last] - wide.at[name, first], measure)} by {last}"
        for name, rate in pace.items()
    ]
    regions = dict(zip(result.inputs.countries.index, result.inputs.countries["region"], strict=True))
    fills = [colour("region", regions.get(code, code), theme) for code in wide["code"]]
    figure = _bubbles(
        wide[first] / unit.divisor,
        pace * 100,
        wide[last] - wide[first],
        fills,
        hovers,
        list(wide["code"]),
        unit,
        level,
        theme,
        height,
    )
    ends = Study(result).by_year(measure.name, level, view.years, **view.where())
    title = titles.gains({code: ends[code] for code in wide["code"]}, labels, view.years, frame[level].nunique())
    loses = ", rings lose it" if (wide[last] < wide[first]).any() else ""
    scaled = "" if level == "region" else " on a log scale"
    words = (
        f"{what(measure)} by {level}: {unit.name} in {first} across{scaled}, percent a year to {last} up; "
        f"bubble area is the amount added{loses}; {titles.years_words(view.years)}"
    )
    subtitle = titles.subtitle(words, view, names)
    table = pd.DataFrame(
        {
            level: list(wide["code"]),
            str(first): wide[first].to_numpy(),
            str(last): wide[last].to_numpy(),
            "growth a year": pace.to_numpy(),
        }
    )
    alt = describe_bars(title, subtitle, list(wide.index), [growth(rate) for rate in pace])
    return Chart(title, subtitle, figure, alt, table, columns=growing(measure.name, level, view))


def _bubbles(
    size: pd.Series,
    pace: pd.Series,
    gain: pd.Series,
    fills: list[str],
    hovers: list[str],
    codes: list[str],
    unit: Scale,
    level: str,
    theme: str,
    height: int,
) -> Drawing:
    """Draw the bubbles, each named where a phone has room for its name. All by label; pace in percent."""
    look, log = tokens(theme), level != "region"
    widest = float(gain.abs().max()) if len(gain) else 0.0
    radii = (LARGEST_BUBBLE * (gain.abs() / (widest or 1.0)) ** 0.5).clip(lower=LEAST_BUBBLE)
    place = np.log10(size) if log else size
    left, right = _around(place, least=None if log else 0.0)
    bottom, top = _around(pace, least=None, share=0.18)
    names = ["<br>".join(folded(str(name))) for name in size.index]
    sides = beside_points(
        list((place - left) / (right - left)), list((pace - bottom) / (top - bottom)), list(radii), names, height - 60
    )
    losing = [value < 0 for value in gain]
    bubbles = trace(
        "scatter",
        x=size,
        y=pace,
        mode="markers+text",
        text=[name if side else "" for name, side in zip(names, sides, strict=True)],
        textposition=[side or "middle right" for side in sides],
        textfont={"color": look.text, "size": 12},
        cliponaxis=False,
        marker={
            "size": radii * 2,
            "symbol": ["circle-open" if loss else "circle" for loss in losing],
            "color": fills,
            "opacity": 0.9,
            "line": {"width": [2 if loss else 1 for loss in losing], "color": look.page},
        },
        customdata=hovers,
        hovertemplate="%{customdata}<extra></extra>",
        meta=codes,
    )
    steps = [step * 10.0**power for power in range(-3, 5) for step in (1, 2, 5)]
    ticks: dict[str, Any] = {}
    if log:
        texts = [unit.tick(step) for step in steps]
        ticks = {"type": "log", "tickmode": "array", "tickvals": steps, "ticktext": texts}
    return Drawing(
        [bubbles],
        layout(
            theme,
            height,
            margin={"l": 8, "r": 12, "t": 12, "b": 8},
            xaxis=axis(theme, **unit.ticks, range=[left, right], **ticks),
            yaxis=axis(theme, **PERCENT.ticks, range=[bottom, top], nticks=6),
        ),
    )


def _around(values: pd.Series, least: float | None, share: float = 0.14) -> tuple[float, float]:
    """Return the ends of an axis with room for the bubbles beyond the values; least: where it starts, if fixed."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()) if least is None else least, float(values.max())
    room = (high - low or 1.0) * share
    return low - (room if least is None else 0.0), high + room
