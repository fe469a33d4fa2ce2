"""The house style of every chart: fonts, axes, number scales, and the Chart that pages show and exports write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from spinemkt import wording
from spinemkt.charts.margins import with_margins
from spinemkt.charts.palette import CATEGORIES, NEUTRAL, colour, pick, series, tokens
from spinemkt.charts.traces import Trace, listed
from spinemkt.figures.columns import OTHERS, Column
from spinemkt.figures.text import Text
from spinemkt.model.measures import Measure
from spinemkt.terms import DIMENSIONS, MODALITY_TYPE

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
LEAST_HEIGHT = 260
NO_LAYOUT: Mapping[str, Any] = MappingProxyType({})
SELECTING = "event+select"  # the click mode of charts whose marks choose something; Streamlit sets it, too, but later


class Drawing(go.Figure):
    """A finished figure: described once, and made into Plotly's own, all checked, for who asks for its parts.

    A page needs the description alone, and the checks take longer than what is checked. It must not be changed.
    """

    def __init__(self, data: Sequence[Trace] = (), layout: Mapping[str, Any] = NO_LAYOUT) -> None:
        self._given = data, layout
        self._description: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if "_made" in self.__dict__:
            raise AttributeError(name)
        self._made = True
        super().__init__(*self._given)
        return getattr(self, name)

    def selecting(self) -> Drawing:
        """The same figure, whose marks choose something when they are clicked."""
        data, layout = self._given
        return Drawing(data, {**layout, "clickmode": SELECTING})

    def to_dict(self) -> dict[str, Any]:
        """Return the description that browsers and files are made from.

        Arrays are lists and there is no template, so that Plotly, told of the same figure again, finds it the same.
        """
        if not self._description:
            data, layout = self._given
            self._description = {"data": listed(list(data)), "layout": listed(layout)}
            self._description["layout"].pop("template", None)
        return self._description


@dataclass(frozen=True)
class Chart:
    """A figure with its words: title (finding or exact quantity), subtitle (unit, year, filters), alt text, table twin,
    and, where marks cannot be labelled directly, a key of (colour, words). about: what its file has to say besides.

    columns: what the table's columns are figures of; marks, which carry their codes as `meta`, are of the first.
    """

    title: str | Text
    subtitle: str | Text
    figure: Drawing
    alt: str
    frame: pd.DataFrame
    key: tuple[tuple[str, str | Text], ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def clicks(self) -> list[str]:
        """What the marks of the first trace give back when they are clicked."""
        return list(self.figure.to_dict()["data"][0]["customdata"])


@dataclass(frozen=True)
class Scale:
    """How a series of values is written on an axis: divisor, suffix on ticks, name of the unit, sign before numbers."""

    divisor: float
    suffix: str
    name: str
    sign: str = ""

    @property
    def ticks(self) -> dict[str, Any]:
        """What an axis needs to write its ticks so."""
        return {"ticksuffix": self.suffix} | ({"tickformat": f"{self.sign},~r"} if self.sign else {})

    def tick(self, number: float) -> str:
        """Write a number of the axis as its ticks are."""
        return f"{self.sign}{number:g}{self.suffix}"

    def hover(self, letter: str, plus: str = "") -> str:
        """What a hover line needs to write a coordinate so. letter: x, y or z; plus: '+' where it is a change."""
        return f"%{{{letter}:{plus}{self.sign},.3~r}}{self.suffix}"


PERCENT = Scale(0.01, "%", "percent")


def scale(values: Iterable[float], unit: str) -> Scale:
    """Choose billions, millions, thousands or units, so that the largest value has one to three digits."""
    largest = float(np.nanmax(np.abs(np.asarray(list(values), dtype=float)), initial=0.0))
    noun, dollar = unit_name(unit), unit.startswith("USD") and wording.in_dollars()
    for divisor, suffix, word in ((1e9, "bn", "billion"), (1e6, "M", "million"), (1e3, "k", "thousand")):
        if largest >= divisor and dollar:
            return Scale(divisor, suffix.replace("bn", "B"), noun, "$")
        if largest >= divisor:
            return Scale(divisor, f" {suffix}", f"{word} {noun}")
    return Scale(1.0, "", noun, "$" if dollar else "")


def with_caution(words: str, measure: Measure) -> str:
    """Append to a subtitle what a reader of this measure has to bear in mind."""
    return f"{words}; {measure.caution}" if measure.caution else words


def last_of(codes: Iterable[str]) -> list[str]:
    """Put the rest behind the named codes, whatever its size."""
    codes = list(codes)
    return sorted(codes, key=(OTHERS, "other").__contains__)


def unit_name(unit: str) -> str:
    """Say a unit in words: USD2025/year -> constant 2025 USD a year."""
    amount, _, per = unit.partition("/")
    if amount.startswith("USD") and amount != "USD":
        amount = f"constant {amount[3:]} USD"
    elif amount == "USD":
        amount = "nominal USD"
    return f"{amount} a {per}" if per else amount


def layout(theme: str, height: int = 320, **more: Any) -> dict[str, Any]:
    """Return the layout that all charts share, with a chart's own settings put on top."""
    look = tokens(theme)
    base: dict[str, Any] = {
        "template": "none",
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": look.text},
        "hoverlabel": {
            "bgcolor": look.panel,
            "bordercolor": look.hairline,
            "font": {"family": FONT, "size": 13, "color": look.text},
        },
        "showlegend": False,
        "dragmode": False,
        "datarevision": 1,  # Streamlit tells Plotly of each figure twice; so the second time it finds nothing to draw
        "xaxis": axis(theme, grid=False),
        "yaxis": axis(theme),
    }
    found = {**base, **more}
    return (
        {**found, "margin": with_margins(found["margin"], found["xaxis"], found["yaxis"])} if "yaxis" in more else found
    )


def axis(theme: str, grid: bool = True, **more: Any) -> dict[str, Any]:
    """Return the look of one axis: hairline grid or none, no frame, muted ticks."""
    look = tokens(theme)
    return {
        "showgrid": grid,
        "gridcolor": look.hairline,
        "gridwidth": 1,
        "zeroline": False,
        "showline": not grid,
        "linecolor": look.hairline,
        "ticks": "",
        "tickfont": {"color": look.muted, "size": 12},
        "ticklabelstandoff": 5,
        "automargin": True,
        "fixedrange": True,
        **more,
    }


def largest(frame: pd.DataFrame, column: str, most: int = 6) -> list[str]:
    """Return the codes of a column by summed value, largest first: all, or all but one place for the rest."""
    totals = frame.groupby(column, sort=False)["value"].sum().sort_values(ascending=False)
    return list(totals.index if len(totals) <= most else totals.index[: most - 1])


def fold(frame: pd.DataFrame, column: str, kept: Collection[str]) -> pd.DataFrame:
    """Add up all codes of a column but the kept ones as 'others'."""
    if set(frame[column]) <= set(kept):
        return frame
    folded = frame.assign(**{column: [code if code in kept else OTHERS for code in frame[column]]})
    keys = [name for name in frame.columns if name not in ("value", "unit")]
    return folded.groupby([*keys, "unit"], sort=False, as_index=False)["value"].sum()[list(frame.columns)]


def largest_and_others(frame: pd.DataFrame, column: str, most: int = 6) -> pd.DataFrame:
    """Keep the largest codes of a column (by summed value) and fold the rest into 'others', so that `most` remain."""
    return fold(frame, column, largest(frame, column, most))


def rest_of(frame: pd.DataFrame, folded: pd.DataFrame, *columns: str) -> dict[str, list[str]]:
    """The codes of columns that a folded frame has as 'others'; a dimension may have such a code of its own."""
    return {
        name: [code for code in frame[name].unique() if code not in set(folded[name]) - {OTHERS}] for name in columns
    }


def colours(dimension: str, codes: Iterable[str], theme: str, by_type: bool = False) -> dict[str, str]:
    """Return the colour of each code: the one declared for it, else by order; by_type gives modalities their type's."""
    codes = list(codes)
    if dimension in CATEGORIES:
        return {code: colour(dimension, code, theme) for code in codes}
    if dimension == "modality" and by_type:
        return {code: colour("treatment_type", MODALITY_TYPE.get(code, OTHERS), theme) for code in codes}
    ordered = [code for code in codes if code != OTHERS]
    if dimension == "modality" and OTHERS not in codes and len({MODALITY_TYPE[code] for code in ordered}) == 1:
        ordered = [code for code in MODALITY_TYPE if MODALITY_TYPE[code] == MODALITY_TYPE[ordered[0]]]
    palette = [*series(theme), *[pick(NEUTRAL, theme)] * len(codes)]
    return dict(zip(ordered, palette, strict=False)) | {OTHERS: pick(NEUTRAL, theme)}


def labels_of(dimension: str, country_names: Mapping[str, str]) -> dict[str, str]:
    """Code -> label of a dimension of tables, with 'others' for folded rests."""
    known = country_names if dimension == "country" else DIMENSIONS[dimension]
    return {**known, OTHERS: "Others"}
