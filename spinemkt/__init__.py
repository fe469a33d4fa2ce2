"""The market for treating spinal metastases: data, model, analysis and charts. Imports no user interface."""

from spinemkt.analysis.bridge import bridge
from spinemkt.analysis.checks import external_checks
from spinemkt.analysis.lineage import Lineage, lineage
from spinemkt.errors import DataError, QueryError, ScenarioError, SpinemktError
from spinemkt.evidence.inputs import Inputs, load_inputs
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.scenario.change import Change, where_of
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario, collisions
from spinemkt.uncertainty.ensemble import Ensemble, difference, simulate
from spinemkt.uncertainty.flip import CONCLUSIONS, verdict
from spinemkt.uncertainty.goal import goal_seek
from spinemkt.uncertainty.grid import grid
from spinemkt.uncertainty.levers import Handle
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.sweep import sweep
from spinemkt.uncertainty.tornado import tornado
from spinemkt.uncertainty.variance import variance_shares

__version__ = "0.1.0"

__all__ = [
    "CONCLUSIONS",
    "MEASURES",
    "Change",
    "DataError",
    "Ensemble",
    "Handle",
    "Inputs",
    "Lineage",
    "Measure",
    "Outcome",
    "QueryError",
    "Result",
    "Scenario",
    "ScenarioError",
    "SpinemktError",
    "bridge",
    "collisions",
    "difference",
    "external_checks",
    "goal_seek",
    "grid",
    "lineage",
    "load_inputs",
    "load_scenarios",
    "run",
    "simulate",
    "sweep",
    "tornado",
    "variance_shares",
    "verdict",
    "where_of",
]
