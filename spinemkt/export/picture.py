"""A chart as a picture, SVG or PNG, that says by itself what it shows: title, subtitle, key, sources and state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.charts.maps import MAP_CONFIG, OUTLINES
from spinemkt.charts.margins import width_of
from spinemkt.charts.palette import tokens
from spinemkt.charts.style import FONT, LEAST_HEIGHT, Chart
from spinemkt.documents.blocks import Exhibit
from spinemkt.documents.workspace import Workspace
from spinemkt.errors import ExportError, unknown
from spinemkt.export import typesetting
from spinemkt.export.browser import chart_browser
from spinemkt.export.harmless import harmless
from spinemkt.export.printable import printable
from spinemkt.scenario.scenario import BASELINE
from spinemkt.version import VERSION
from spinemkt.wording import money_form

KINDS = ("svg", "png")
WIDTH = 800  # pixels across the chart; those of a PNG are twice as many
PAD = 24  # around all
NOTHING = "The chart has nothing to draw: widen the years, or loosen a filter."
ON_SCREEN = ("click ", "select ")
_OUTLINES_FILE = Path(__file__).resolve().parents[2] / "ui/static/countries.geojson"
_SCALE = 2
_SWATCH, _APART = 18, 14  # pixels of a swatch of the key, and between its entries
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class _Type:
    """A size of type in pixels, its weight, the distance of lines."""

    size: float
    weight: int
    line: int


_TITLE, _SUBTITLE, _KEY, _NOTE = _Type(19, 600, 25), _Type(13, 400, 18), _Type(13, 400, 20), _Type(11.5, 400, 16)


def drawing(chart: Chart, width: int = WIDTH) -> bytes:
    """Return a chart alone as SVG, without its words. width: in pixels; raises ExportError where nothing is drawn."""
    if chart.frame.empty or chart.alone:
        raise ExportError(NOTHING)
    described = chart.figure.to_dict()
    traces, is_map = [], False
    for one in described["data"]:
        if one.get("geojson") == OUTLINES:
            one, is_map = {**one, "geojson": _outlines()}, True
        traces.append(one)
    figure = {"data": traces, "layout": {**described["layout"], "width": width, "height": height_of(chart)}}
    topology = MAP_CONFIG["topojsonURL"] if is_map else None
    return harmless(chart_browser().svg(figure, width, height_of(chart), topology))


def still(chart: Chart) -> str:
    """The subtitle of a chart without what a reader on a screen may do with it."""
    clauses = str(chart.subtitle).split("; ")
    return "; ".join(one for one in clauses if not one.startswith(ON_SCREEN))


def height_of(chart: Chart) -> int:
    """How high a chart is, in pixels."""
    return round(chart.figure.to_dict()["layout"].get("height") or LEAST_HEIGHT)


def picture(chart: Chart, kind: str = "png", notes: Sequence[str] = (), theme: str = "light") -> bytes:
    """Return a chart as a picture with title, subtitle, key and notes (sources, state), each a paragraph below it.

    kind: 'svg', in which text stays text, or 'png', of twice as many pixels. theme: the one that the chart was drawn
    in. Raises ExportError where there is nothing to draw, and where no browser is found.
    """
    if kind not in KINDS:
        raise ExportError(unknown("kind of picture", kind, KINDS))
    svg = _composed(chart, notes, theme)
    return svg if kind == "svg" else typesetting.png(svg, _SCALE)


def picture_of(exhibit: Exhibit, work: Workspace, kind: str = "png") -> bytes:
    """Return the chart of an exhibit as a picture that says what it rests on, what it shows, and of which data.

    work: the workspace that the exhibit was made of. kind, errors: as in `picture`.
    """
    with money_form(work.view.money_form):
        notes = (rests_on(exhibit, work), state(work, exhibit), versions(work))
    return picture(exhibit.chart, kind, notes, work.theme)


def rests_on(exhibit: Exhibit, work: Workspace) -> str:
    """The sources and grades behind an exhibit, in one line."""
    view = exhibit.view or work.view
    measure = exhibit.measure or view.measure.name
    return exhibit.printed or support(exhibit.loaded or work.inputs, measure, view.where(measure)).line()


def state(work: Workspace, exhibit: Exhibit | None = None) -> str:
    """The scenario and the filters of a workspace, or those that one of its exhibits names, in one line."""
    view = (exhibit.view if exhibit else None) or work.view
    name = (exhibit.scenario if exhibit else "") or (work.scenario.name if work.scenario.changes else BASELINE)
    return f"{name[:1].upper()}{name[1:]}: {view.sentence(work.inputs.country_names)}"


def versions(work: Workspace) -> str:
    """The versions of model and data, in one line."""
    return f"Model {VERSION}, data {work.inputs.version}."


def _composed(chart: Chart, notes: Sequence[str], theme: str) -> bytes:
    look, lines, down = tokens(theme), [], float(PAD)
    swatches: list[dict[str, Any]] = []

    def write(text: object, kind: _Type, fill: str) -> None:
        nonlocal down
        for line in _wrapped(printable(text), kind.size, WIDTH):
            lines.append(
                {
                    "x": PAD,
                    "y": down + kind.size,
                    "size": kind.size,
                    "weight": kind.weight,
                    "fill": fill,
                    "text": line,
                }
            )
            down += kind.line

    write(chart.title, _TITLE, look.text)
    write(still(chart), _SUBTITLE, look.muted)
    top = down + 8
    down = top + height_of(chart) + 8
    across = 0.0
    for fill, words in chart.key:
        wide = _SWATCH + width_of(printable(words), _KEY.size) + _APART
        if across + wide > WIDTH and across:
            across, down = 0.0, down + _KEY.line
        swatches.append({"x": PAD + across, "y": down + 2, "fill": fill, "text": printable(words)})
        across += wide
    down += (_KEY.line + 6) * bool(chart.key)
    for note in filter(None, notes):
        write(note, _NOTE, look.muted)
    values = {
        "width": WIDTH + 2 * PAD,
        "height": round(down + PAD - 6),
        "pad": PAD,
        "top": top,
        "title": printable(chart.title),
        "alt": printable(chart.alt),
        "family": FONT,
        "look": look,
        "key": _KEY,
        "swatch": _SWATCH,
        "lines": lines,
        "swatches": swatches,
        "drawing": drawing(chart).decode("utf-8"),
    }
    return _templates.get_template("picture.svg").render(values).encode("utf-8")


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines that fit; a word longer than a line is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
            continue
        while width_of(word, size) > width:
            fits = next(end for end in range(len(word) - 1, 0, -1) if width_of(word[:end], size) <= width)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


@cache
def _outlines() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_OUTLINES_FILE.read_text(encoding="utf-8"))
    return found
