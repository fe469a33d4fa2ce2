"""Detection where the risk was measured: the same imaging and tests as today's, so it is drawn with them."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.chain import detection
from spinemkt.model.labelled import Array, at_index, pick
from spinemkt.model.uptake import uptake
from spinemkt.terms import BASE_YEAR

NAME = "reference_detection"
REGION = "north_america"
_CURVE = ("uptake_start", "uptake_ceiling", "uptake_years_to_half")
RESTS_ON = ("test_sensitivity", *_CURVE)


def reference_detection(inputs: Inputs, arrays: Mapping[str, xr.DataArray]) -> xr.DataArray:
    """The parameter of that name x what its formula gives for the arrays / what it gives for the inputs.

    arrays: the parameters it rests on, which may have a dimension draw. Returns fraction, of the draws of the arrays.
    """
    found = _formula(arrays) / _formula(inputs.parameters)
    return (inputs[NAME] * xr.DataArray(found)).astype(arrays["test_sensitivity"].dtype)


def _formula(arrays: Mapping[str, xr.DataArray]) -> Array:
    start, ceiling, half = (pick(arrays[name].variable, "region", REGION) for name in _CURVE)
    imaging = uptake(start, ceiling, half, Array("year", [BASE_YEAR]))
    return at_index(detection(imaging, arrays["test_sensitivity"].variable), "year", 0)
