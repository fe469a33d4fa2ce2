"""The lines of Python that make a brief and its headline numbers again."""

from __future__ import annotations

from dataclasses import replace

from spinemkt.documents.blocks import Tiles
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.printing import python
from spinemkt.figures.text import as_text
from spinemkt.scenario.scenario import Scenario


def lines(work: Workspace, tiles: Tiles) -> str:
    """Return Python on the public contract that writes the brief and prints its first number and the range of it.

    The brief of a view other than the usual one is made from a workspace of that view.
    """
    view, scenario = work.view, work.scenario
    (figure, *_), known = as_text(tiles.tiles[0].value).figures, {"": scenario}
    setting = (view.scope, view.myeloma, work.inputs.version, work.draws)
    printed = [python(one, known, *setting) for one in (figure, figure.at(0.1), figure.at(0.9))]
    body = dict.fromkeys(line for one in printed for line in _body(one))  # the draws of both ends are made once
    return "\n".join([*_brief(scenario), "", *body])


def _brief(scenario: Scenario) -> list[str]:
    given = "None"
    if scenario.changes:
        given = f"spinemkt.Scenario.from_link({replace(scenario, found=()).to_link()!r})"
    return [
        "from pathlib import Path",
        "import numpy",
        "import spinemkt",
        "",
        "inputs = spinemkt.load_inputs()",
        f"brief = spinemkt.to_brief(inputs, {given}, kind='pdf')",
        "Path('brief.pdf').write_bytes(brief)",
    ]


def _body(printed: str) -> list[str]:
    """The lines that print a figure, without those that stand above already."""
    return [line for line in printed.splitlines() if line and not line.startswith(("import ", "inputs = "))]
