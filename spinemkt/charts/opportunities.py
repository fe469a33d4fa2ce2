"""Chart of what is at stake: spend less the baseline by card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from spinemkt.analysis.strategy.opportunities import Reach, added_up, spend, spending
from spinemkt.analysis.uncertainty_views.spread import HIGH, LOW
from spinemkt.analysis.view import View, span_words
from spinemkt.charts import titles
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.labelled_bars import ROW, TEXTURES, Row, bars
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import Chart, unit_name
from spinemkt.figures.columns import RUN, Column
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, say
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import GRADES
from spinemkt.wording import inside, money, signed

Reaches = Mapping[str, Reach]


def at_stake(
    frame: pd.DataFrame,
    view: View,
    theme: str,
    kinds: Mapping[str, str],
    shown: str,
    grades: Mapping[str, str],
    reaches: Reaches,
    country_names: Mapping[str, str],
) -> Chart:
    """Rank the cards by the spend at stake over the view's years; those of the kind shown are in the accent colour.

    frame: as `overview` gives it. grades: of each card. reaches: those of the 80% ranges that are at hand.
    """
    look, measure = tokens(theme), spending(view).measure
    text = _signed(lambda value: money(value, ""))
    rows = [_row(each, grades[each.name], reaches.get(each.name), shown, look, text) for each in frame.itertuples()]
    figure = bars(rows, theme, ROW).selecting()
    title = _largest(frame, view)
    ranges = "; thin line: 80% range" if reaches else ""
    words = (
        f"Spend under each scenario vs base case, cumulative {span_words(view.years)}, {unit_name(measure.unit)}"
        f"{ranges}; letter: weakest evidence grade; select a bar for its card"
    ).replace(" a year", "")
    subtitle = titles.subtitle(words, spending(view), country_names)
    names = list(frame["title"])
    alt = describe_bars(str(title), subtitle, names, [text(value) for value in frame["together"]])
    textures = dict.fromkeys(grades[name] for name in frame["name"])
    key = (
        (look.accent, f"{kinds[shown]}, the cards below"),
        (look.outline, "Other cards"),
        *((look.hairline, f"Grade {grade}, {_drawn(grade)}: {GRADES[grade]}") for grade in sorted(textures)),
    )
    twin = _twin(frame, kinds, grades, reaches, view)
    ranged = len(reaches) == len(frame) and all(reach.exact for reach in reaches.values())
    return Chart(title, subtitle, figure, alt, twin, key, columns=_columns(view, twin, ranged))


def _columns(view: View, twin: pd.DataFrame, ranged: bool) -> tuple[Column, ...]:
    """What the table's columns answer; bars are not asked: a click on one shows its card, whose figures are."""

    def gap(form: str, years: object, column: str) -> Column:
        where = {**asked.where, "year": years}
        base = Column(asked.measure.name, (), where, run=BASELINE)
        return Column(asked.measure.name, (RUN,), where, column, form, base)

    asked = spend(view)
    together = gap("difference", view.span, f"cumulative {span_words(view.years)}")
    years = ((year, f"spend vs base case in {year}") for year in dict.fromkeys((view.year, view.years[1])))
    ends = ((LOW, "p10"), (HIGH, "p90")) if ranged else ()
    return (
        together,
        *(gap("difference", year, name) for year, name in years if name in twin),
        *(replace(together, name=f"{span_words(view.years)}, {name}", level=level) for level, name in ends),
    )


def _row(each: tuple, grade: str, found: Reach | None, shown: str, look: object, text: object) -> Row:
    value = each.together  # type: ignore[attr-defined]
    reach = f" ({text(found.together[0])} to {text(found.together[1])})" if found else ""  # type: ignore[operator]
    return Row(
        each.name,  # type: ignore[attr-defined]
        f"{grade}  {each.title}",  # type: ignore[attr-defined]
        f"{text(value)}{reach}",  # type: ignore[operator]
        0.0,
        value,
        look.accent if each.kind == shown else look.outline,  # type: ignore[attr-defined]
        f"{each.title}: {text(value)}{reach}",  # type: ignore[attr-defined,operator]
        TEXTURES[grade],
        found.together if found else None,
    )


def _drawn(grade: str) -> str:
    return {"": "solid", "/": "hatched", ".": "dotted"}[TEXTURES[grade]]


def _signed(form):
    return lambda value: signed(value, form)


def _largest(frame: pd.DataFrame, view: View) -> Text:
    """State which card moves most, and which takes most off."""
    years, moved = span_words(view.years), frame[frame["together"] != 0]
    if moved.empty:
        return as_text(f"No card moves spend in {years} under these filters")
    top, loss = moved.iloc[0], moved[moved["together"] < 0]
    adds = top["together"] > 0
    said = say(
        "{title} moves spend most: it {verb} {size:amount} in {years}",
        title=top["title"],
        verb="adds" if adds else "takes off",
        size=added_up(top, view) if adds else _taken_off(top, view),
        years=years,
    )
    if adds and len(loss):
        worst = loss.iloc[0]
        size = _taken_off(worst, view)
        said += say("; {title} takes off most, {size:amount}", title=inside(worst["title"]), size=size)
    return said


def _taken_off(row: Any, view: View) -> Figure:
    """What a card takes off spend: the baseline less the card's scenario, so that it has no sign."""
    return spend(view).difference(BASELINE, view.span, -float(row["together"]), str(row["scenario"]))


def _twin(
    frame: pd.DataFrame, kinds: Mapping[str, str], grades: Mapping[str, str], reaches: Reaches, view: View
) -> pd.DataFrame:
    ends = [reaches.get(name) for name in frame["name"]]
    together = span_words(view.years)
    return pd.DataFrame(
        {
            "card": frame["title"],
            "scenario": frame["scenario"],
            "kind": [kinds[code] for code in frame["kind"]],
            "weakest grade": [grades[name] for name in frame["name"]],
            f"spend vs base case in {view.year}": frame["shown"],
            **({f"spend vs base case in {view.years[1]}": frame["last"]} if view.year != view.years[1] else {}),
            f"cumulative {together}": frame["together"],
            f"{together}, p10": [each.together[0] if each else float("nan") for each in ends],
            f"{together}, p90": [each.together[1] if each else float("nan") for each in ends],
            "starts": frame["starts"].astype("Int64").astype(str).replace("<NA>", ""),
            f"half of {view.years[1]} reached": frame["half"].astype("Int64").astype(str).replace("<NA>", ""),
            "unit": frame["unit"],
        }
    )
