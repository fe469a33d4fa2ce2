"""The brief of data and a scenario, or of a workspace, as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spinemkt.documents.workspace import Workspace
from spinemkt.errors import ExportError, unknown
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.brief.content import content
from spinemkt.export.brief.paper import Paper
from spinemkt.export.brief.pdf import to_pdf
from spinemkt.export.brief.word import to_word
from spinemkt.scenario.scenario import Scenario
from spinemkt.wording import money_form

MAKERS: Mapping[str, Callable[[Paper], bytes]] = {"pdf": to_pdf, "docx": to_word}


def to_brief(inputs: Inputs, scenario: Scenario | None = None, kind: str = "pdf") -> bytes:
    """Return two pages for a board, and an annex with every assumption behind them, as a file.

    kind: 'pdf' (tagged, PDF/UA-1) or 'docx'. Raises ExportError on another kind and where no browser is found that
    draws the charts, ScenarioError where the scenario cannot be run on the inputs.
    """
    return brief_of(Workspace(inputs, scenario or Scenario()), kind)


def brief_of(work: Workspace, kind: str = "pdf") -> bytes:
    """Return the brief of a workspace: its data, scenario and view. kind, errors: as in `to_brief`.

    The workspace must make ranges when they are asked for, as Workspace itself does.
    """
    if kind not in MAKERS:
        raise ExportError(unknown("kind of brief", kind, list(MAKERS)))
    with money_form(work.view.money_form):
        return MAKERS[kind](content(work))
