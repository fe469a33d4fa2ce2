"""Charts of change: the waterfall between two years or two runs, its split, and the effects of one move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap

import numpy as np
import pandas as pd

from spinemkt.analysis.narrative import agreeing, what
from spinemkt.analysis.scenarios.bridge import MEANINGS, label
from spinemkt.analysis.scenarios.effects import Steps, steps
from spinemkt.analysis.scenarios.moves import Move, claim, named, told
from spinemkt.analysis.view import View
from spinemkt.charts.labels import LABEL_LETTERS
from spinemkt.charts.overview import short
from spinemkt.charts.palette import diverging, tokens
from spinemkt.charts.style import (
    LEAST_HEIGHT,
    OTHERS,
    Chart,
    Drawing,
    axis,
    labels_of,
    layout,
    unit_name,
    with_caution,
)
from spinemkt.charts.traces import trace
from spinemkt.errors import QueryError, unknown
from spinemkt.figures.columns import listed
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, chained, say, shown
from spinemkt.model.measures import PLACE, Measure
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.wording import inside, listing, signed

MOST = 8
LEAST_ROWS = 4  # of room, so that a single bar stays a bar
SEEN = 1e-3  # of the largest part; what moves less is left to the table


def waterfall(result: Result, view: View, theme: str, baseline: Result | None = None) -> Chart:
    """Lead from the first to the last year of the view, or in the year shown from a baseline to the result.

    Each effect starts where the one above ended. The click data of its bar is its code, to be split by.
    """
    found = _found(result, view, baseline)
    effects = _told(found.effects)
    values = [figure.number for figure in effects.values()]
    ends = ("Base case", "Scenario") if baseline else [str(year) for year in view.years]
    names, measure = [ends[0], *map(label, effects, values), ends[1]], found.first.measure
    start, end = found.first.number, found.last.number
    meanings = ["", *map(MEANINGS.__getitem__, effects), ""]
    bars = [start, *values, end]
    texts, drawing = cascade(names, bars, meanings, short(measure), theme, ["", *effects, ""])
    figure = drawing.selecting()
    frame = pd.DataFrame({"step": names, "value": bars, "unit": measure.unit, "meaning": meanings})
    title, subtitle = _finding(found, view, baseline), _filters(result, view, baseline)
    alt = f"{title}, {subtitle}. {listing(f'{name} {said}' for name, said in zip(names, texts, strict=True))}."
    if not (start or end):
        return Chart(title, subtitle, figure, alt, frame.iloc[:0])
    return Chart(title, subtitle, figure, alt, frame, columns=listed([found.first, *effects.values(), found.last]))


def split(
    result: Result,
    view: View,
    theme: str,
    by: str,
    effect: str = "",
    baseline: Result | None = None,
    names: tuple[str, str] = (BASELINE, ""),
) -> Chart:
    """Split the change of `waterfall`, or one effect of it, by region, modality or any other name in SPLITS.

    names: of the baseline and of the result.
    """
    found = _found(result, view, baseline, names)
    measure = found.first.measure
    if effect and effect not in found.effects:
        raise QueryError(unknown(f"effect on {measure.name}", effect, found.effects))
    changes = found.changes(by, effect)
    codes, figures = list(changes), list(changes.values())
    change = np.array([figure.number for figure in figures])
    frame = pd.DataFrame({by: codes, "value": change, "unit": measure.unit})
    sizes = np.abs(change)
    moved = np.flatnonzero(sizes > SEEN * sizes.max()) if change.any() else np.arange(len(codes))
    picked = moved[np.argsort(-sizes[moved], kind="stable")[:MOST]]
    picked = picked[np.argsort(-change[picked], kind="stable")]
    labels = labels_of(by, result.inputs.country_names)
    labelled, values = [labels[codes[row]] for row in picked], change[picked].tolist()
    subject = f"{label(effect, sum(values))} effect on" if effect else "Change of"
    said = _extremes(labelled if by in PLACE else list(map(inside, labelled)), [figures[row] for row in picked])
    title = say("{subject}: {said}", subject=f"{subject} {inside(what(measure))} by {by.replace('_', ' ')}", said=said)
    if len(moved) > MOST:
        labelled.append(labels[OTHERS])
        values.append(float(change.sum() - sum(values)))
    marks = [*map(str, picked), *[""] * (len(labelled) - len(picked))]
    subtitle = _filters(result, view, baseline)
    drawn = _effects(title, subtitle, labelled, values, measure, theme, frame, marks=marks)
    return replace(drawn, columns=listed(figures))


def move_bars(move: Move, theme: str, filters: str = "", asked: bool = False) -> Chart:
    """Draw the effects of one move from zero, in the order of the chain; filters are said in the subtitle.

    The click data of a bar is its effect's code, to be split by; or it can be asked, and is named by its row.
    """
    effects = _told(move.effects)
    codes, values = list(effects), [figure.number for figure in effects.values()]
    unit, names = move.measure.unit, list(map(label, codes, values))
    frame = pd.DataFrame({"effect": names, "value": values, "unit": unit, "meaning": list(map(MEANINGS.get, codes))})
    subtitle = with_caution(", ".join(filter(None, [unit_name(unit), filters])), move.measure)
    marks = list(map(str, range(len(codes)))) if asked else []
    drawn = _effects(claim(move, "This step"), subtitle, names, values, move.measure, theme, frame, codes, marks)
    return replace(drawn, columns=listed(effects.values()))


def _found(result: Result, view: View, baseline: Result | None, names: tuple[str, str] = (BASELINE, "")) -> Steps:
    first, last = Study(baseline or result, names[0] if baseline else names[1]), Study(result, names[1])
    years = (view.year, view.year) if baseline else view.years
    return steps(first, last, years, view.where(), view.measure.name)


def _told(effects: Mapping[str, Figure]) -> dict[str, Figure]:
    """Leave out new modalities where there are none: most changes know none."""
    return {code: figure for code, figure in effects.items() if figure.number or code != "new_modality"}


def _finding(found: Steps, view: View, baseline: Result | None) -> Text:
    """Say where the measure comes from and goes to, and its two largest effects."""
    measure = found.first.measure
    style = "money" if measure.money else "count"
    first, last = found.first.number, found.last.number
    start, end = shown(found.first, style), shown(found.last, style)
    name = what(measure)
    rises, falls, stays = (agreeing(measure, f"{word}s", word) for word in ("rise", "fall", "stay"))
    if baseline:
        name, words = f"{name} in {view.year}", ("in the base case", "in the scenario")
    else:
        words = (f"in {view.years[0]}", f"in {view.years[1]}")
    if str(start) == str(end):
        stays = f"{name} {stays} {'at' if first == last else 'near'}"
        said = say("{stays} {start}{when}", stays=stays, start=start, when="" if baseline else f" {words[0]}")
    else:
        moves = f"{name} {rises if last > first else falls}"
        said = say("{moves} from {start} {a} to {end} {b}", moves=moves, start=start, end=end, a=words[0], b=words[1])
    effects = found.effects
    codes = sorted(named(effects), key=lambda code: -abs(effects[code].number))[:2]
    return say("{said}: {effects}", said=said, effects=told(effects, codes)) if codes else said


def _extremes(names: Sequence[str], changes: Sequence[Figure]) -> Text:
    """Say who gains most and who loses most, if anything shows; names and changes fall from top to bottom."""
    rows = list(zip(names, changes, strict=True))
    said = [
        say("{name} {verb} most ({change})", name=name, verb=verb, change=change)
        for verb, sign, ends in (("gains", "+", rows[:1]), ("loses", "-", rows[-1:]))
        for name, change in ends
        if str(change).startswith(sign)
    ]
    return chained(said, ", ") or as_text("nothing moves")


def _filters(result: Result, view: View, baseline: Result | None) -> str:
    shown = replace(view, years=(view.year, view.year)) if baseline else view
    return with_caution(shown.sentence(result.inputs.country_names), view.measure)


def _effects(
    title: Text,
    subtitle: str,
    names: Sequence[str],
    values: Sequence[float],
    measure: Measure,
    theme: str,
    frame: pd.DataFrame,
    codes: Sequence[str] = (),
    marks: Sequence[str] = (),
) -> Chart:
    """Make the chart of signed bars from zero; codes are their click data, marks the places of their rows."""
    texts = [signed(value, short(measure)) for value in values]
    figure = _signed_bars(names, None, values, texts, [""] * len(names), codes or [""] * len(names), theme, marks)
    alt = f"{title}, {subtitle}. {listing(f'{name} {said}' for name, said in zip(names, texts, strict=True))}."
    return Chart(title, subtitle, figure, alt, frame)


def cascade(
    names: Sequence[str],
    bars: Sequence[float],
    meanings: Sequence[str],
    write: Callable[[float], str],
    theme: str,
    codes: Sequence[str] = (),
) -> tuple[list[str], Drawing]:
    """Draw a first amount, its changes, each from where the one above ended, and the last; return their words, too."""
    first, *changes, last = bars
    texts = [write(first), *(signed(change, write) for change in changes), write(last)]
    starts = [0.0, *(first + np.cumsum([0.0, *changes[:-1]])), 0.0]
    return texts, _signed_bars(names, starts, bars, texts, meanings, codes or [""] * len(names), theme)


def _signed_bars(
    names: Sequence[str],
    starts: Sequence[float] | None,
    values: Sequence[float],
    texts: Sequence[str],
    meanings: Sequence[str],
    codes: Sequence[str],
    theme: str,
    marks: Sequence[str] = (),
) -> Drawing:
    """Draw signed bars from their starts, the first and last of a waterfall in grey; falls are hatched.

    starts: where each bar begins; None draws all from zero, with a line there.
    """
    look = tokens(theme)
    begin = np.asarray(starts if starts is not None else np.zeros(len(values)), dtype=float)
    end = begin + np.asarray(values, dtype=float)
    low, high = (pick(0.0, *begin.tolist(), *end.tolist(), 0.0) for pick in (min, max))
    room = (high - low or 1.0) * max(0.2, 0.04 * max(map(len, texts), default=0))
    rows = np.arange(len(names))
    whole = np.isin(rows, [0, len(rows) - 1]) & (starts is not None)
    up, down = diverging(theme)[-1], diverging(theme)[0]
    falls = (end < begin) & ~whole
    bars = trace(
        "bar",
        base=np.minimum(begin, end),
        x=np.abs(end - begin),
        y=rows,
        orientation="h",
        width=0.62,
        marker={
            "color": np.where(whole, look.muted, np.where(falls, down, up)).tolist(),
            "line": {"color": np.where(falls, down, up).tolist(), "width": np.where(falls, 1.5, 0.0).tolist()},
            "pattern": {"shape": np.where(falls, "/", "").tolist(), "fgcolor": look.page, "size": 6, "solidity": 0.25},
        },
        text=list(texts),
        textposition="outside",
        textfont={"color": look.text, "size": 13},
        cliponaxis=False,
        customdata=list(codes),
        meta=list(marks) or None,
        hovertext=[
            f"{name}: {said}{', ' if meaning else ''}{meaning}"
            for name, said, meaning in zip(names, texts, meanings, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    links = [
        {
            "type": "line",
            "x0": edge,
            "x1": edge,
            "y0": row + 0.31,
            "y1": row + 0.69,
            "line": {"color": look.muted, "width": 1},
        }
        for row, edge in enumerate(end[:-1])
        if starts is not None
    ]
    return Drawing(
        [bars],
        layout(
            theme,
            max(LEAST_HEIGHT, 24 + 36 * len(rows)),
            shapes=links,
            xaxis=axis(
                theme,
                grid=False,
                showline=False,
                showticklabels=False,
                range=[low, high + room],
                zeroline=starts is None,
                zerolinecolor=look.muted,
            ),
            yaxis=axis(
                theme,
                grid=False,
                showline=False,
                range=[max(len(rows), LEAST_ROWS) - 0.5, -0.5],
                tickmode="array",
                tickvals=rows.tolist(),
                ticktext=["<br>".join(wrap(name, LABEL_LETTERS, break_long_words=False)) for name in names],
                tickfont={"color": look.text, "size": 13},
            ),
        ),
    )
