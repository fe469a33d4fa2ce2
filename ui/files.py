"""What the files of charts and tables say of themselves."""

from __future__ import annotations

from spinemkt import __version__
from spinemkt.analysis.lineage.support import support
from spinemkt.analysis.scenarios.changes import listed
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart, unit_name
from spinemkt.evidence.inputs import Inputs
from spinemkt.scenario.scenario import Scenario
from ui.address import current


def scenario_line(*scenarios: Scenario) -> str:
    """Scenarios and their changes, the reader's if none is named, as a file says them."""
    return " | ".join(map(_scenario_line, scenarios or (current(),)))


def _scenario_line(scenario: Scenario) -> str:
    return f"{scenario.name}: {listed(scenario.changes)}" if scenario.changes else scenario.name


def printed_header(chart: Chart, printed: str, loaded: Inputs) -> list[tuple[str, str]]:
    """What a file says of itself that holds what was printed elsewhere, not what the model found."""
    return [("title", chart.title), ("data version", loaded.version), ("evidence", printed)]


def file_header(chart: Chart, view: View, measure: str, scenario: str, loaded: Inputs) -> list[tuple[str, str]]:
    """What a file says of itself: title, unit, filters, versions, sources, licence line."""
    base = support(loaded, measure, view.where(measure))
    names = loaded.country_names
    units = dict.fromkeys(chart.frame.get("unit", []))
    return [
        ("title", chart.title),
        ("chart", chart.subtitle),
        ("unit", ", ".join(map(unit_name, units)) or "in the column names"),
        ("filters", view.sentence(names)),
        ("scope", view.scope),
        ("scenario", scenario),
        ("model version", __version__),
        ("data version", loaded.version),
        *chart.about,
        ("evidence", base.line()),
        ("sources", "; ".join(base.sources["source_id"])),
        ("note", "Market information, not medical advice. Incidence: IARC/WHO, free with credit, not for sale."),
    ]
