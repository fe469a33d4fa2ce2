"""Charts of the Overview page."""

from __future__ import annotations

import pandas as pd

from spinemkt.analysis.narrative import LARGEST, amount, what
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, growth, money, percent, yearly_growth
from spinemkt.charts import marks, series
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.style import Chart, colours, labels_of, largest_and_others, scale, unit_name, with_caution
from spinemkt.model.measures import Measure
from spinemkt.model.result import Result


def short(measure: Measure):
    """Return the function that writes an amount of a measure inside a chart: 340 M, 12,300."""
    return (lambda value: money(value, "")) if measure.money else count


def over_time(
    result: Result, view: View, theme: str, dimension: str = "treatment_type", share: bool = False, height: int = 340
) -> Chart:
    """Stack the view's measure by one dimension over its years, the largest five and others."""
    measure = view.measure
    frame = result.table(measure.name, (dimension, "year"), view.where(year=view.span))
    folded = largest_and_others(frame, dimension)
    order = folded.groupby(dimension, sort=False)["value"].sum().sort_values(ascending=False).index
    labels = labels_of(dimension, result.inputs.country_names)
    unit = scale(folded.groupby("year")["value"].sum(), measure.unit)
    shades = colours(dimension, order, theme)
    if view.counts_once or share:
        figure = series.stacked_areas(folded, dimension, labels, shades, unit, theme, height, share)
    else:
        figure = series.lines(folded, dimension, labels, shades, unit, theme, height)
    name = dimension.replace("_", " ")
    name_of_measure = what(measure)
    title = f"Share of {name_of_measure.lower()} by {name}" if share else f"{name_of_measure} by {name}"
    subtitle = with_caution(f"{'percent' if share else unit.name}, {view.years[0]}-{view.years[1]}", measure)
    return Chart(title, subtitle, figure, describe_series(title, subtitle, folded, dimension, labels, measure), frame)


def ranked_growth(result: Result, view: View, theme: str, dimension: str, most: int = LARGEST) -> Chart:
    """Rank the codes of one dimension by yearly growth over the view's years, with their size beside."""
    measure, (first, last) = view.measure, view.years
    frame = result.table(measure.name, (dimension, "year"), view.where(year=[first, last]))
    wide = frame.pivot(index=dimension, columns="year", values="value")
    wide = wide[wide[first] > 0].nlargest(most, first)
    pace = pd.Series(
        [yearly_growth(a, b, last - first) for a, b in zip(wide[first], wide[last], strict=True)], wide.index
    )
    pace = pace.dropna().sort_values(ascending=False)
    labels = labels_of(dimension, result.inputs.country_names)
    figure = marks.ranked_bars(
        [labels[code] for code in pace.index],
        list(pace * 100),
        [f"{percent(value)}" for value in pace],
        list(colours(dimension, pace.index, theme, by_type=True).values())[: len(pace)],
        theme,
        hovers=[f"{labels[c]}: {amount(wide.at[c, first], measure)} in {first}, {growth(pace[c])}" for c in pace.index],
    )
    title = f"Growth by {dimension.replace('_', ' ')}"
    whole = frame[dimension].nunique()
    kept = f"; the {len(pace)} largest of {whole}" if whole > len(pace) else ""
    subtitle = f"percent a year, {first}-{last}, {measure.label.lower()}{kept}"
    table = pd.DataFrame(
        {
            dimension: pace.index,
            str(first): wide.loc[pace.index, first].to_numpy(),
            str(last): wide.loc[pace.index, last].to_numpy(),
            "growth a year": pace.to_numpy(),
        }
    )
    return Chart(
        title,
        subtitle,
        figure,
        describe_bars(title, subtitle, [labels[c] for c in pace.index], [percent(v) for v in pace]),
        table,
    )


def ranked(result: Result, view: View, theme: str, dimension: str, most: int = 8) -> Chart:
    """Rank the codes of one dimension by the view's measure in the year shown."""
    measure = view.measure
    frame = result.table(measure.name, (dimension,), view.where(year=view.year)).sort_values("value", ascending=False)
    top = frame.head(most)
    labels = labels_of(dimension, result.inputs.country_names)
    whole = float(frame["value"].sum()) or 1.0
    texts = [f"{short(measure)(value)} · {percent(value / whole, 0)}" for value in top["value"]]
    names = [labels[code] for code in top[dimension]]
    figure = marks.ranked_bars(
        names,
        list(top["value"]),
        texts,
        list(colours(dimension, top[dimension], theme, by_type=True).values())[: len(top)],
        theme,
    )
    title = f"{what(measure)} by {dimension.replace('_', ' ')}, {view.year}"
    subtitle = with_caution(f"{unit_name(measure.unit)}, share of the whole", measure)
    return Chart(title, subtitle, figure, describe_bars(title, subtitle, names, texts), frame)
