"""The market for treating spinal metastases: data, model, analysis and charts. Imports no user interface."""

from spinemkt.analysis.bridge import bridge
from spinemkt.analysis.checks import external_checks
from spinemkt.errors import DataError, QueryError, ScenarioError, SpinemktError
from spinemkt.evidence.inputs import Inputs, load_inputs
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario, collisions

__version__ = "0.1.0"

__all__ = [
    "MEASURES",
    "Change",
    "DataError",
    "Inputs",
    "Measure",
    "QueryError",
    "Result",
    "Scenario",
    "ScenarioError",
    "SpinemktError",
    "bridge",
    "collisions",
    "external_checks",
    "load_inputs",
    "load_scenarios",
    "run",
    "where_of",
]
