"""Charts and the profile of the Regions page."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from spinemkt.analysis.narrative import amount, what
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import growth, yearly_growth
from spinemkt.charts import maps
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, Drawing, axis, labels_of, layout, scale, unit_name, with_caution
from spinemkt.model.result import Result


def country_values(result: Result, view: View, per_person: bool) -> pd.Series:
    """The view's measure by country in the year shown, if wished per million people."""
    frame = result.table(view.measure.name, ("country",), view.where(year=view.year))
    values = frame.set_index("country")["value"]
    if per_person:
        values = values / result.inputs.population.sel(year=view.year).to_series()[values.index] * 1e6
    return values


def world_map(result: Result, view: View, theme: str, per_person: bool = False, height: int = 430) -> Chart:
    """Colour the world by the view's measure, total or per million people."""
    measure = view.measure
    values = country_values(result, view, per_person)
    names, text = result.inputs.country_names, short(measure)
    per = " per million people" if per_person else ""
    hovers = {code: f"{names[code]}: {text(value)}{per}" for code, value in values.items()}
    figure = maps.world(values, result.inputs.tables["countries"], hovers, theme, height)
    title = f"{what(measure)} by country, {view.year}"
    subtitle = with_caution(unit_name(measure.unit) + per, measure) + "; click a country for its profile"
    top = values.sort_values(ascending=False)
    alt = describe_bars(title, subtitle, [names[code] for code in top.index], [text(value) for value in top])
    absent = "no data" if len(values) == len(result.codes["country"]) else "no data, or outside the filters"
    table = pd.DataFrame(
        {
            "country": top.index,
            "name": [names[code] for code in top.index],
            "value": top.to_numpy(),
            "unit": measure.unit + per,
        }
    )
    return Chart(title, subtitle, figure, alt, table, maps.legend(values, theme, text, absent))


def size_and_growth(result: Result, view: View, theme: str, level: str = "region", height: int = 360) -> Chart:
    """Place regions or the largest countries by size (across) and growth (up); a bubble's area is what they add."""
    measure, (first, last) = view.measure, view.years
    frame = result.table(measure.name, (level, "year"), view.where(year=[first, last]))
    wide = frame.pivot(index=level, columns="year", values="value")
    wide = wide[wide[first] > 0].nlargest(14, first)
    labels = labels_of(level, result.inputs.country_names)
    regions = dict(zip(result.inputs.countries.index, result.inputs.countries["region"], strict=True))
    unit = scale(wide[first], measure.unit)
    if first == last:
        wide = wide.iloc[:0]
    pace = [yearly_growth(a, b, last - first) for a, b in zip(wide[first], wide[last], strict=True)]
    gain = (wide[last] - wide[first]).clip(lower=0)
    look = tokens(theme)
    marks = [colour("region", regions.get(code, code), theme) for code in wide.index]
    names = [labels[code] for code in wide.index]
    hovers = [
        f"{name}: {amount(a, measure)} in {first}, {growth(rate)}"
        for name, a, rate in zip(names, wide[first], pace, strict=True)
    ]
    top = max(pace, default=0.0) * 100
    widest = float(wide[first].max()) if len(wide) else unit.divisor
    figure = Drawing(
        [
            go.Scatter(
                x=wide[first] / unit.divisor,
                y=[rate * 100 for rate in pace],
                mode="markers+text",
                text=names if level == "region" else [name if rank < 6 else "" for rank, name in enumerate(names)],
                textposition=["middle right" if x < widest * 0.6 else "top center" for x in wide[first]],
                textfont={"color": look.text, "size": 12},
                cliponaxis=False,
                marker={
                    "size": gain,
                    "sizemode": "area",
                    "sizeref": (float(gain.max()) or 1.0) / 1100,
                    "sizemin": 4,
                    "color": marks,
                    "opacity": 0.85,
                    "line": {"width": 1, "color": look.page},
                },
                customdata=hovers,
                hovertemplate="%{customdata}<extra></extra>",
            )
        ],
        layout(
            theme,
            height,
            margin={"l": 8, "r": 24, "t": 24, "b": 8},
            xaxis=axis(theme, ticksuffix=unit.suffix, range=[0, widest / unit.divisor * 1.18])
            if level == "region"
            else axis(theme, ticksuffix=unit.suffix, type="log", dtick=1),
            yaxis=axis(theme, ticksuffix=" %", range=[min(0.0, min(pace, default=0) * 100 - 1), top * 1.25 + 0.5]),
        ),
    )
    scaled = "" if level == "region" else ", sizes on a log scale"
    title = f"Size and growth by {level}"
    subtitle = f"{unit.name} in {first} across, percent a year to {last} up; bubble area is the amount added{scaled}"
    table = pd.DataFrame(
        {level: names, str(first): wide[first].to_numpy(), str(last): wide[last].to_numpy(), "growth a year": pace}
    )
    return Chart(title, subtitle, figure, describe_bars(title, subtitle, names, [growth(rate) for rate in pace]), table)
