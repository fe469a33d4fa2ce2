"""The whole workbook: inputs, the chain as formulas, outputs, checks, and what vouches for them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO

import pandas as pd

from spinemkt.errors import SpinemktError
from spinemkt.evidence.inputs import Inputs
from spinemkt.export.workbook.checks import write_checks
from spinemkt.export.workbook.control import write_control
from spinemkt.export.workbook.facts import change_log, write_about, write_certificate, write_listed
from spinemkt.export.workbook.inputs import write_countries, write_inputs
from spinemkt.export.workbook.outputs import NAMED, write_outputs
from spinemkt.export.workbook.page import Formats
from spinemkt.export.workbook.stages import write_stages
from spinemkt.export.workbook.table import opened
from spinemkt.export.workbook.tracing import in_order, traced
from spinemkt.model.run import run
from spinemkt.scenario.change import described
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import SCOPES
from spinemkt.uncertainty.ensemble import simulate
from spinemkt.uncertainty.outcome import Outcome
from spinemkt.uncertainty.tornado import tornado

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
DRAWS = 500
Progress = Callable[[float], None]


def to_workbook(
    inputs: Inputs,
    scenario: Scenario | None = None,
    scope: str = "attributed",
    include_myeloma: bool = False,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> bytes:
    """Return an Excel workbook in which the chain of a scenario stands as formulas: change an input, and spend follows.

    inputs: as loaded, or with own data; changes belong into the scenario. draws: simulations whose ranges are pasted,
    none for 0, which leaves out the tornado as well. progress: called with the share that is done. Raises QueryError
    on an unknown scope, ScenarioError where a change cannot be made, SpinemktError on inputs that were changed.
    """
    if inputs.origin is not None:
        raise SpinemktError("A workbook is made of inputs as loaded; give changes as a scenario.")
    scenario, said = scenario or Scenario(), progress or (lambda share: None)
    result = run(inputs, scenario, scope, include_myeloma)
    out = BytesIO()
    with _without_collecting():
        chain = traced(inputs, scenario.changes, scope, include_myeloma)
        said(0.3)
        laid_out = chain.blocks.laid_out()
        with opened(out, f"Spinal metastases market: {scenario.name}") as book:
            formats = Formats.of(book)
            units = {name: spec.unit for name, spec in inputs.dictionary.parameters.items()}
            write_about(book, formats, scenario, inputs.version)
            write_control(book, formats, scenario, scope, inputs.version, units)
            write_inputs(book, formats, inputs)
            write_countries(book, formats, inputs, in_order(inputs))
            write_stages(book, formats, laid_out, inputs)
            said(0.7)
            outputs = write_outputs(book, formats, chain.measures, result)
            if draws:
                _simulations(book, formats, inputs, scenario, scope, include_myeloma, draws)
            said(0.8)
            write_checks(book, formats, outputs)
            sources = inputs.tables["sources"].astype(str)
            write_listed(book, formats, "Sources", "Every source that the inputs name.", sources)
            log = change_log(scenario, map(described, scenario.changes), inputs.version)
            write_listed(book, formats, "Change log", "What was changed; add your own lines below.", log)
            setting = {"scope": SCOPES[scope], "myeloma": "included" if include_myeloma else "left out"}
            write_certificate(book, formats, inputs, scenario, setting, outputs)
    said(1.0)
    return out.getvalue()


def _simulations(
    book: object, formats: Formats, inputs: Inputs, scenario: Scenario, scope: str, include_myeloma: bool, draws: int
) -> None:
    """Ranges of the outputs over simulations, and the tornado of spend, as values of today."""
    ensemble = simulate(inputs, scenario, draws, scope=scope, include_myeloma=include_myeloma)
    frames = [
        ensemble.table(measure, ("year",), quantiles=QUANTILES).assign(measure=measure, name=name)
        for measure, name in NAMED.items()
    ]
    frame = pd.concat(frames).rename(columns={"name": "defined name"})
    first = ["measure", "defined name", "unit", "year"]
    frame = frame[[*first, *frame.columns.drop(first)]]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    said = f"Values of {today}: {draws} simulations, seed 0, of the whole world. They do not follow the inputs."
    write_listed(book, formats, "Simulations", said, frame)
    outcome = Outcome()
    found = tornado(inputs, scenario, outcome, scope=scope, include_myeloma=include_myeloma)
    said = f"Values of {today}: {outcome.measure} of {outcome.year} with each number at the ends of its range."
    write_listed(book, formats, "Tornado", said, found.head(40).rename(columns={"name": "parameter"}))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of nodes refer to each other and all live to the end: looking for waste takes most time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
