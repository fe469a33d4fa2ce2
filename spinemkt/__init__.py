"""The market for treating spinal metastases: data, model, analysis and charts. Imports no user interface."""

from spinemkt.analysis.checks import external_checks
from spinemkt.errors import DataError, QueryError, SpinemktError
from spinemkt.evidence.inputs import Inputs, load_inputs
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.model.run import run

__version__ = "0.1.0"

__all__ = [
    "MEASURES",
    "DataError",
    "Inputs",
    "Measure",
    "QueryError",
    "Result",
    "SpinemktError",
    "external_checks",
    "load_inputs",
    "run",
]
