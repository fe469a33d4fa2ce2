"""The lines of Python that make a brief and its headline numbers again."""

from __future__ import annotations

from dataclasses import replace

from spinemkt.analysis.view import View
from spinemkt.documents.blocks import Tiles
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.printing import python
from spinemkt.figures.text import as_text
from spinemkt.scenario.scenario import Scenario


def lines(work: Workspace, tiles: Tiles) -> str:
    """Return Python that writes the brief and prints its first number and the ends of its range."""
    view, scenario = work.view, work.scenario
    (figure, *_), known = as_text(tiles.tiles[0].value).figures, {"": scenario}
    setting = (view.scope, view.myeloma, work.inputs.version, work.draws)
    printed = [python(one, known, *setting) for one in (figure, figure.at(0.1), figure.at(0.9))]
    body = dict.fromkeys(line for one in printed for line in _body(one))  # the draws of both ends are made once
    return "\n".join([*_brief(view, scenario), "", *body])


def _brief(view: View, scenario: Scenario) -> list[str]:
    """The lines that write the brief, by the contract where it is of the usual view."""
    given = "None"
    if scenario.changes:
        given = f"spinemkt.Scenario.from_link({replace(scenario, found=()).to_link()!r})"
    write = "Path('brief.pdf').write_bytes(brief)"
    head, load = ["from pathlib import Path", "import numpy", "import spinemkt"], "inputs = spinemkt.load_inputs()"
    if view == View():
        return [*head, "", load, f"brief = spinemkt.to_brief(inputs, {given}, kind='pdf')", write]
    other = [name for name in ("money_form",) if getattr(view, name) != getattr(View(), name)]
    shown = ", ".join(f"{name}={getattr(view, name)!r}" for name in [*view.changed(), *other])
    return [
        *head,
        "from spinemkt.analysis.view import View",
        "from spinemkt.documents.workspace import Workspace",
        "from spinemkt.export.brief.make import brief_of",
        "",
        load,
        f"work = Workspace(inputs, {given if scenario.changes else 'spinemkt.Scenario()'}, View({shown}))",
        "brief = brief_of(work, kind='pdf')",
        write,
    ]


def _body(printed: str) -> list[str]:
    """The lines that print a figure, without those that stand above already."""
    return [line for line in printed.splitlines() if line and not line.startswith(("import ", "inputs = "))]
