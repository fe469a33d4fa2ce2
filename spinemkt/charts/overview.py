"""Charts of the Overview page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from spinemkt.analysis.lineage.grades import RULE, Grades
from spinemkt.analysis.narrative import LARGEST, what
from spinemkt.analysis.uncertainty_views.spread import LIKELY, Spread, likely, quantile_columns, said
from spinemkt.analysis.view import View
from spinemkt.charts import marks, series, titles
from spinemkt.charts import texture as textures
from spinemkt.charts.alt import describe_bars, describe_series
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import Chart, colours, labels_of, largest_and_others, rest_of, scale, unit_name
from spinemkt.figures.columns import Column
from spinemkt.figures.figure import amount
from spinemkt.figures.study import Study
from spinemkt.model.measures import Measure
from spinemkt.model.result import Result
from spinemkt.wording import count, growth, money, percent, yearly_growth

TREATMENTS = ("treatment_type", "modality")
THIN_LINE = "; thin line: 80% range"


def short(measure: Measure) -> Callable[[float], str]:
    """Return the function that writes an amount of a measure inside a chart: 340 M, 12,300."""
    return (lambda value: money(value, "")) if measure.money else count


def over_time(
    result: Result,
    view: View,
    theme: str,
    dimension: str = "treatment_type",
    share: bool = False,
    grades: Grades | None = None,
    height: int = 340,
) -> Chart:
    """Stack the view's measure by one dimension over its years, the largest five and others.

    grades: draw as texture how much of each band rests on which grade of evidence.
    """
    measure, names = view.measure, result.inputs.country_names
    frame = result.table(measure.name, (dimension, "year"), view.where(year=view.span))
    folded = largest_and_others(frame, dimension)
    order = folded.groupby(dimension, sort=False)["value"].sum().sort_values(ascending=False).index
    labels = labels_of(dimension, names)
    unit = scale(folded.groupby("year")["value"].sum(), measure.unit)
    shades = colours(dimension, order, theme)
    rest = rest_of(frame, folded, dimension)
    if grades and rest[dimension]:
        sizes = frame[frame[dimension].isin(rest[dimension])].groupby(dimension)["value"].sum()
        grades = grades.with_rest(sizes.to_dict())
    figure = series.stacked_areas(folded, dimension, labels, shades, unit, theme, height, share, grades)
    study = Study(result)
    parts = study.by_year(measure.name, dimension, view.years, **view.where())
    whole = {year: study.amount(measure.name, **view.where(year=year)) for year in view.years}
    title = (titles.share_over_years if share else titles.over_years)(parts, whole, labels, dimension, view.years)
    quantity = f"{what(measure)} by {dimension.replace('_', ' ')}"
    words = f"{quantity}, {'percent' if share else unit.name}, {titles.years_words(view.years)}"
    subtitle = titles.subtitle(words, view, names)
    alt = describe_series(title, subtitle, folded, dimension, labels, measure)
    asked = Column(measure.name, (dimension, "year"), view.where(year=view.span), folded=rest)
    part = replace(asked, name="", form="share", base=replace(asked, by=("year",)), unit="fraction")
    key = textures.key(theme) if grades else ()
    if grades:
        subtitle = f"{subtitle}; {RULE}, in {grades.year}"
    columns = (part, asked) if share else (asked,)
    return Chart(title, subtitle, figure, alt, frame, key, columns=columns)


def ranked_growth(
    result: Result, view: View, theme: str, dimension: str, most: int = LARGEST, spread: Spread | None = None
) -> Chart:
    """Rank the codes of one dimension by yearly growth over the view's years, with their size beside.

    spread: the ranges of their growth.
    """
    measure, (first, last), names = view.measure, view.years, result.inputs.country_names
    frame = result.table(measure.name, (dimension, "year"), view.where(year=[first, last]))
    wide = frame.pivot(index=dimension, columns="year", values="value")
    wide = wide[wide[first] > 0].nlargest(most, first)
    pace = pd.Series(
        [yearly_growth(a, b, last - first) for a, b in zip(wide[first], wide[last], strict=True)], wide.index, float
    )
    pace = pace.dropna().sort_values(ascending=False)
    labels = labels_of(dimension, names)
    bars, texts = [labels[code] for code in pace.index], [percent(value) for value in pace]
    ends = None if spread is None else spread.frame.set_index(dimension).loc[pace.index, [*LIKELY]]
    ranges = None if ends is None else list(ends.mul(100).itertuples(index=False, name=None))
    told = [""] * len(bars) if ends is None else [_paces(*row) for row in ends.itertuples(index=False)]
    figure = marks.ranked_bars(
        bars,
        list(pace * 100),
        texts,
        _fills(dimension, pace.index, theme),
        theme,
        hovers=[
            f"{labels[c]}: {amount(wide.at[c, first], measure)} in {first}, {growth(pace[c])}{reach}"
            for c, reach in zip(pace.index, told, strict=True)
        ],
        ranges=ranges,
        codes=list(pace.index),
    )
    whole = frame[dimension].nunique()
    ends_of = Study(result).by_year(measure.name, dimension, view.years, **view.where())
    title = titles.fastest({code: ends_of[code] for code in pace.index}, labels, dimension, view.years, whole)
    kept = f"; the {len(pace)} largest of {whole}" if whole > len(pace) else ""
    basis = f", {view.basis}" if measure.money else ""
    words = f"Growth of {what(measure).lower()} by {dimension.replace('_', ' ')}, percent a year{basis}"
    thin = "" if spread is None else THIN_LINE
    subtitle = titles.subtitle(f"{words}, {titles.years_words(view.years)}{kept}{thin}", view, names)
    table = pd.DataFrame(
        {
            dimension: pace.index,
            str(first): wide.loc[pace.index, first].to_numpy(),
            str(last): wide.loc[pace.index, last].to_numpy(),
            "growth a year": pace.to_numpy(),
            **({} if ends is None else {end: ends[end].to_numpy() for end in LIKELY}),
        }
    )
    spoken = [f"{text}{reach}" for text, reach in zip(texts, told, strict=True)]
    alt, asked = describe_bars(title, subtitle, bars, spoken), growing(measure.name, dimension, view, spread)
    return Chart(title, subtitle, figure, alt, table, about=said(spread), columns=asked)


def _paces(low: float, high: float) -> str:
    return f", 80% range: {percent(low)} to {percent(high)} a year"


def ranked(
    result: Result,
    view: View,
    theme: str,
    dimension: str,
    most: int = 8,
    spread: Spread | None = None,
    grades: Grades | None = None,
) -> Chart:
    """Rank the codes of one dimension by the view's measure in the year shown.

    spread: their ranges. grades: draw as texture how much of each bar rests on which grade of evidence.
    """
    measure, names = view.measure, result.inputs.country_names
    frame = result.table(measure.name, (dimension,), view.where(year=view.year)).sort_values("value", ascending=False)
    if spread is not None:
        ends = spread.frame.drop(columns=["central", "unit"])
        frame = frame.merge(ends, on=dimension).assign(unit=measure.unit)
    top = frame.head(most)
    labels = labels_of(dimension, names)
    whole = float(frame["value"].sum()) or 1.0
    texts = [f"{short(measure)(value)} · {percent(value / whole, 0)}" for value in top["value"]]
    bars = [labels[code] for code in top[dimension]]
    ranges = None if spread is None else list(zip(*(top[end] for end in LIKELY), strict=True))
    told = texts if ranges is None else [likely(low, high, measure) for low, high in ranges]
    figure = marks.ranked_bars(
        bars,
        list(top["value"]),
        texts,
        _fills(dimension, top[dimension], theme),
        theme,
        hovers=[f"{bar}: {value}" for bar, value in zip(bars, told, strict=True)],
        ranges=ranges,
        codes=list(top[dimension]),
        grades=grades,
    )
    study, where = Study(result), view.where(year=view.year)
    parts, amounts = study.by(measure.name, dimension, **where), study.amount(measure.name, **where)
    title = titles.largest(parts, amounts, labels, dimension, view.year)
    words = f"{what(measure)} by {dimension.replace('_', ' ')}, {unit_name(measure.unit)} and share of the whole"
    thin = "" if ranges is None else THIN_LINE
    subtitle = titles.subtitle(f"{words}, {titles.years_words((view.year, view.year))}{thin}", view, names)
    spoken = texts if ranges is None else [f"{text}, {words}" for text, words in zip(texts, told, strict=True)]
    alt = describe_bars(title, subtitle, bars, spoken)
    asked = Column(measure.name, (dimension,), view.where(year=view.year))
    key = textures.key(theme) if grades else ()
    subtitle = f"{subtitle}; {RULE}" if grades else subtitle
    ranged = quantile_columns(asked, spread)
    return Chart(title, subtitle, figure, alt, frame, key, about=said(spread), columns=ranged)


def growing(measure: str, dimension: str, view: View, spread: Spread | None = None) -> tuple[Column, ...]:
    """What a table of growth answers: the growth with its ranges, and its first and last year, a column each."""
    ends = [Column(measure, (dimension,), view.where(year=year), str(year)) for year in view.years]
    pace = replace(ends[1], name="growth a year", form="growth", base=ends[0], unit="a year")
    return (*quantile_columns(pace, spread), *ends)


def _fills(dimension: str, codes: Iterable[str], theme: str) -> list[str]:
    """Colours of named bars: treatments keep theirs; all else is one tone, which no treatment beside it has."""
    codes = list(codes)
    if dimension not in TREATMENTS:
        return [tokens(theme).accent] * len(codes)
    by_code = colours(dimension, codes, theme, by_type=True)
    return [by_code[code] for code in codes]
