"""Who goes where: strands of 1,000 diagnosed patients by presentation, from decision over treatment to walking.

Patients overlap between modalities, and no source says how. What the model does hold without overlap is whether a
treated patient has radiation, and by which technique; so that is what the strands divide by, and they sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from spinemkt.analysis.pathway import PER, diagnosed, value
from spinemkt.analysis.pathway_steps import Where
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRESENTATIONS

TREATED, OBSERVED, OTHER = "treated", "observed", "other_treatment"
WALKING, NOT_WALKING, UNKNOWN = "walking", "not_walking", "unknown"
# What each technique of radiation is drawn as: the two rare ones share a strand.
_TECHNIQUES = {
    "conventional_ebrt": ("conventional_ebrt",),
    "imrt_igrt": ("imrt_igrt",),
    "sbrt_srs": ("sbrt_srs",),
    "proton_brachytherapy": ("proton", "brachytherapy"),
}
# What a station counts, as a table is asked for; the two not named are treated patients less those beside them.
ASKS: Mapping[str, tuple[str, Where]] = MappingProxyType(
    {
        **{code: ("presenting", {"presentation": code}) for code in PRESENTATIONS},
        TREATED: ("treated", {}),
        OBSERVED: ("untreated", {}),
        **{code: ("modality_patients", {"modality": found}) for code, found in _TECHNIQUES.items()},
        WALKING: ("walking", {}),
        UNKNOWN: ("untreated", {}),
    }
)
# The stations in columns, top first.
COLUMNS: tuple[tuple[str, ...], ...] = (
    tuple(PRESENTATIONS),
    (TREATED, OBSERVED),
    (*_TECHNIQUES, OTHER),
    (WALKING, NOT_WALKING, UNKNOWN),
)
HEADS = ("Presentation", "Decision", "Local treatment", "Afterwards")
STATIONS: Mapping[str, str] = MappingProxyType(
    {
        **PRESENTATIONS,
        TREATED: "Treated locally",
        OBSERVED: "Observed",
        "conventional_ebrt": "Conventional radiation",
        "imrt_igrt": MODALITIES["imrt_igrt"],
        "sbrt_srs": MODALITIES["sbrt_srs"],
        "proton_brachytherapy": "Proton, brachytherapy",
        OTHER: "Without radiation",
        WALKING: "Walking",
        NOT_WALKING: "Not walking",
        UNKNOWN: "Observed: no source found",
    }
)


def strands(result: Result, view: View) -> pd.DataFrame:
    """Return presentation, source, target, value (patients per 1,000 diagnosed), patients (persons a year).

    What enters a station leaves it. Walking depends on the presentation alone, whatever the treatment, as in the model.
    """
    per = PER / diagnosed(result, view)
    rows: list[tuple[str, str, str, float]] = []
    for code in PRESENTATIONS:
        where = {"presentation": code}
        treated, observed, walking = (value(result, view, name, where) for name in (TREATED, "untreated", WALKING))
        share = walking / treated if treated else 0.0
        given = {
            name: sum(value(result, view, "modality_patients", {**where, "modality": each}) for each in codes)
            for name, codes in _TECHNIQUES.items()
        }
        given[OTHER] = max(treated - sum(given.values()), 0.0)
        rows += [(code, code, TREATED, treated), (code, code, OBSERVED, observed), (code, OBSERVED, UNKNOWN, observed)]
        for name, patients in given.items():
            rows.append((code, TREATED, name, patients))
            rows += [(code, name, WALKING, patients * share), (code, name, NOT_WALKING, patients * (1 - share))]
    frame = pd.DataFrame(rows, columns=["presentation", "source", "target", "patients"])
    return frame.assign(value=frame["patients"] * per)


def stations(frame: pd.DataFrame) -> dict[str, float]:
    """Patients per 1,000 diagnosed at each station."""
    leaving, arriving = (frame.groupby(end)["value"].sum() for end in ("source", "target"))
    return {code: float(leaving.get(code, arriving.get(code, 0.0))) for column in COLUMNS for code in column}


def overlap(result: Result, view: View) -> str:
    """Say how kinds of local treatment overlap: they add up to more than the treated patients."""
    per = PER / diagnosed(result, view)
    kinds = [
        value(result, view, "modality_patients", {"treatment_type": kind}) * per
        for kind in ("radiation", "surgery", "interventional")
    ]
    treated = value(result, view, TREATED) * per
    shown = [count(kind) for kind in kinds]
    return (
        f"A patient may have several treatments: of the {count(treated)} treated locally {shown[0]} have radiation, "
        f"{shown[1]} an operation, {shown[2]} cement or ablation, together {count(sum(kinds))}. No source says who has "
        "which together, so the strands divide by radiation and its techniques, which exclude one another; without "
        "radiation means an operation, cement or ablation alone. In the model as here, walking depends on the "
        "presentation, not on the treatment."
    )
