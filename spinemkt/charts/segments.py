"""Charts of the Segments page: any two dimensions crossed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from operator import add

import pandas as pd

from spinemkt.analysis.narrative import NOTHING, what
from spinemkt.analysis.view import View
from spinemkt.charts import marks, titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.marimekko import marimekko
from spinemkt.charts.overview import short
from spinemkt.charts.style import (
    Chart,
    colours,
    fold,
    labels_of,
    largest,
    largest_and_others,
    last_of,
    rest_of,
    unit_name,
)
from spinemkt.figures.columns import Column
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say
from spinemkt.model.result import Result
from spinemkt.wording import listing

CROSSED = {
    "treatment_type": "Treatment type",
    "modality": "Modality",
    "primary": "Primary cancer",
    "region": "Region",
    "end_user": "Site of care",
    "spine_level": "Spine level",
    "presentation": "Presentation",
}
FORMS = {"marimekko": "Shares", "grid": "Amounts"}


def crossed(result: Result, view: View, theme: str, across: str, up: str, form: str = "marimekko") -> Chart:
    """Cross two dimensions in the year shown: a marimekko (widths and heights are shares) or a grid of amounts."""
    measure = view.measure
    across, up = (view.primary_dimension if dim == "primary" else dim for dim in (across, up))
    frame = result.table(measure.name, (across, up), view.where(year=view.year))
    most = 6 if form == "marimekko" else 30
    over_time = result.table(measure.name, (up,), view.where(year=view.span))
    kept = largest(over_time, up, most)  # the same as in the chart over the years beside it
    shown = fold(largest_and_others(frame, across, most), up, kept)
    labels = {dim: labels_of(dim, result.inputs.country_names) for dim in (across, up)}
    texts = short(measure)
    order = last_of(shown.groupby(up, sort=False)["value"].sum().sort_values(ascending=False).index)
    key: tuple[tuple[str, str], ...] = ()
    by: tuple[str, ...] = (across, up)
    if form == "marimekko":
        shades = colours(up, [*kept, *(code for code in order if code not in kept)], theme)
        figure = marimekko(shown, across, up, labels, shades, texts, theme)
        key = tuple((shades[code], labels[up][code]) for code in order)
        how = "width is the share of the whole, height the share of the column"
    else:
        by = tuple(sorted(by, key=lambda dim: shown[dim].nunique(), reverse=True))
        figure = marks.heat(shown, by[0], by[1], labels, texts, theme)
        how = "stronger colour is more"
    where = view.where(year=view.year)
    parts = {
        (a, b): Figure(Amount(measure.name, {**where, across: a, up: b}), value=value)
        for a, b, value in zip(frame[across], frame[up], frame["value"], strict=True)
    }
    cells_named = dict(zip(parts, _cells(frame, labels, across, up).index, strict=True))
    title = titles.largest_cell(parts, Study(result).amount(measure.name, **where), cells_named, view.year)
    words = f"{what(measure)} by {_name(across)} and {_name(up)}, {unit_name(measure.unit)}, "
    subtitle = titles.subtitle(
        f"{words}{titles.years_words((view.year,) * 2)}; {how}", view, result.inputs.country_names
    )
    cells = shown.sort_values("value", ascending=False)
    names = [f"{labels[across][a]}, {labels[up][b]}" for a, b in zip(cells[across], cells[up], strict=True)]
    alt = describe_bars(title, subtitle, names, [texts(value) for value in cells["value"]])
    asked = (Column(measure.name, by, where, folded=rest_of(frame, shown, *by)),)
    return Chart(title, subtitle, figure, alt, frame, key, columns=asked)


def answer(result: Result, view: View, across: str, up: str) -> Text:
    """Say the largest cells and how much the three largest hold together."""
    across, up = (view.primary_dimension if dim == "primary" else dim for dim in (across, up))
    name, where, study = view.measure.name, view.where(year=view.year), Study(result)
    frame = result.table(name, (across, up), where)
    whole = study.amount(name, **where)
    if whole.number == 0:
        return as_text(NOTHING)
    top = frame.nlargest(3, "value")
    labels = {dim: labels_of(dim, result.inputs.country_names) for dim in (across, up)}
    cells = [study.amount(name, **{**where, across: a, up: b}) for a, b in zip(top[across], top[up], strict=True)]
    return say(
        "The three largest segments are {cells}: together {together:percent 0} of the whole in {year}.",
        cells=listing(_cells(top, labels, across, up).index),
        together=replace(reduce(add, cells) / whole, label=f"The three largest segments together in {view.year}"),
        year=view.year,
    )


def _cells(frame: pd.DataFrame, labels: Mapping[str, Mapping[str, str]], across: str, up: str) -> pd.Series:
    """Name every cell of two crossed dimensions as a sentence does: 'medication in breast'."""
    inner, outer = (across, up) if up in titles.PLACES else (up, across)
    names = [
        f"{titles.named(labels[inner][a], inner)} in {titles.named(labels[outer][b], outer)}"
        for a, b in zip(frame[inner], frame[outer], strict=True)
    ]
    return pd.Series(frame["value"].to_numpy(), names)


def _name(dimension: str) -> str:
    return CROSSED.get(dimension, "primary cancer" if dimension == "primary_group" else dimension).lower()
