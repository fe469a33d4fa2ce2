"""The chart of the ledger: the projection as each version of the data gave it."""

from __future__ import annotations

from collections.abc import Sequence

from spinemkt.analysis import ledger as moves
from spinemkt.analysis.narrative import what
from spinemkt.charts import series
from spinemkt.charts.alt import describe_series
from spinemkt.charts.palette import NEUTRAL, pick
from spinemkt.charts.palette import series as colours
from spinemkt.charts.style import Chart, scale, unit_name
from spinemkt.evidence.ledger import AHEAD, Entry
from spinemkt.figures.figure import amount
from spinemkt.model.measures import MEASURES
from spinemkt.wording import count, signed


def projections(entries: Sequence[Entry], measure: str, theme: str, height: int = 320) -> Chart:
    """Draw one line a version over the years ahead; world totals at expected values.

    Named are the first version, the present one, drawn heavier, and the one that moved most; the others are grey.
    """
    known, frame = MEASURES[measure], moves.paths(tuple(entries), measure)
    steps = frame[frame["year"] == AHEAD[0]].set_index("entry")["value"].pct_change().abs().fillna(0.0)
    named = {str(entries[0].number), str(entries[-1].number), str(steps.idxmax())}
    labels = {str(one.number): f"Version {one.number}" if str(one.number) in named else "" for one in entries}
    first, last = (one.figures[measure][AHEAD[0]] for one in (entries[0], entries[-1]))
    change = f", {signed(last / first - 1)}" if len(entries) > 1 else ""
    title = (
        f"{what(known)} in {AHEAD[0]}: {amount(first, known)} in version 1, {amount(last, known)} in version "
        f"{entries[-1].number}{change}"
    )
    size = scale(frame["value"], known.unit)
    unit = size.name if known.money else unit_name(known.unit)
    subtitle = f"World, {unit}, {AHEAD[0]} to {AHEAD[-1]}; {count(len(entries))} versions of the data"
    shades = {code: pick(NEUTRAL, theme) for code in labels} | dict(zip(sorted(named), colours(theme), strict=False))
    figure = series.lines(frame, "entry", labels, shades, size, theme, height, emphasis=[str(entries[-1].number)])
    alt = describe_series(title, subtitle, frame[frame["entry"].isin(named)], "entry", labels, known)
    return Chart(title, subtitle, figure, alt, frame)
