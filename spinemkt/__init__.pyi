from .analysis.checks import external_checks
from .analysis.claims import diagnosed_growth_drivers
from .analysis.claims.care import extra_operated
from .analysis.claims.parts import swing
from .analysis.lineage.trace import Lineage, lineage
from .analysis.market.maker import waterfall
from .analysis.market.per_patient import per_patient
from .analysis.scenarios.bridge import bridge
from .errors import DataError, ExportError, QueryError, ScenarioError, SpinemktError
from .evidence.inputs import Inputs, load_inputs
from .export.brief.make import to_brief
from .export.deck.making import to_deck
from .export.deck.refreshing import refresh_deck
from .export.workbook.build import to_workbook
from .model.attribute_parts import part_of
from .model.measures import MEASURES, Measure
from .model.places import share_of_machines
from .model.result import Result
from .model.run import run
from .scenario.change import Change, where_of
from .scenario.presets import load_scenarios
from .scenario.scenario import Scenario, collisions
from .uncertainty.ensemble import Ensemble, difference, simulate
from .uncertainty.flip import CONCLUSIONS, verdict
from .uncertainty.goal import goal_seek
from .uncertainty.grid import grid
from .uncertainty.levers import Handle
from .uncertainty.outcome import Lead, Outcome
from .uncertainty.sweep import sweep
from .uncertainty.tornado import tornado
from .uncertainty.variance import variance_shares

__version__: str

__all__ = [
    "CONCLUSIONS",
    "MEASURES",
    "Change",
    "DataError",
    "Ensemble",
    "ExportError",
    "Handle",
    "Inputs",
    "Lead",
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
    "diagnosed_growth_drivers",
    "difference",
    "external_checks",
    "extra_operated",
    "goal_seek",
    "grid",
    "lineage",
    "load_inputs",
    "load_scenarios",
    "part_of",
    "per_patient",
    "refresh_deck",
    "run",
    "share_of_machines",
    "simulate",
    "sweep",
    "swing",
    "to_brief",
    "to_deck",
    "to_workbook",
    "tornado",
    "variance_shares",
    "verdict",
    "waterfall",
    "where_of",
]
