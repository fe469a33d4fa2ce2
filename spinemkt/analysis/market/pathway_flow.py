"""Who goes where: strands of 1,000 diagnosed patients by presentation, from decision over treatment to walking.

Patients overlap between modalities, and no source says how. What the model does hold without overlap is whether a
treated patient has radiation, and by which technique; so that is what the strands divide by, and they sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from spinemkt.analysis.market.pathway import PER, amount, diagnosed, of_thousand, per_thousand, value
from spinemkt.analysis.market.pathway_steps import Where
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, say
from spinemkt.model.measures import RECEIVED_BY_TYPE
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRESENTATIONS

Asks = tuple[str, Where]

_KINDS = ("radiation", "surgery", "interventional")
TREATED, UNTREATED, OTHER = "treated", "not_treated", "other_treatment"
WALKING, NOT_WALKING, UNKNOWN = "walking", "not_walking", "unknown"
# What each technique of radiation is drawn as: the two rare ones share a strand.
_TECHNIQUES = {
    "conventional_ebrt": ("conventional_ebrt",),
    "imrt_igrt": ("imrt_igrt",),
    "sbrt_srs": ("sbrt_srs",),
    "proton_brachytherapy": ("proton", "brachytherapy"),
}
# What a station counts, as a table is asked for; the two not named are treated patients less those beside them.
ASKS: Mapping[str, Asks] = MappingProxyType(
    {
        **{code: ("presenting", {"presentation": code}) for code in PRESENTATIONS},
        TREATED: ("treated", {}),
        UNTREATED: ("untreated", {}),
        **{code: ("modality_patients", {"modality": found}) for code, found in _TECHNIQUES.items()},
        WALKING: ("walking", {}),
        UNKNOWN: ("untreated", {}),
    }
)
_LESS: Mapping[str, Asks] = MappingProxyType(
    {
        OTHER: ("modality_patients", {"modality": tuple(code for found in _TECHNIQUES.values() for code in found)}),
        NOT_WALKING: ASKS[WALKING],
    }
)
# The stations in columns, top first.
COLUMNS: tuple[tuple[str, ...], ...] = (
    tuple(PRESENTATIONS),
    (TREATED, UNTREATED),
    (*_TECHNIQUES, OTHER),
    (WALKING, NOT_WALKING, UNKNOWN),
)
PLACES: Mapping[str, int] = MappingProxyType(
    {code: place for place, code in enumerate(code for column in COLUMNS for code in column)}
)
HEADS = ("Presentation", "Decision", "Treatment at the spine", "Afterwards")
STATIONS: Mapping[str, str] = MappingProxyType(
    {
        **PRESENTATIONS,
        TREATED: "Treatment at the spine",
        UNTREATED: "No treatment at the spine",
        "conventional_ebrt": "Conventional radiation",
        "imrt_igrt": MODALITIES["imrt_igrt"],
        "sbrt_srs": MODALITIES["sbrt_srs"],
        "proton_brachytherapy": "Proton, brachytherapy",
        OTHER: "Without radiation",
        WALKING: "Ambulatory",
        NOT_WALKING: "Not walking",
        UNKNOWN: "Not treated: no published data",
    }
)


def strands(result: Result, view: View) -> pd.DataFrame:
    """Return presentation, source, target, value (patients per 1,000 diagnosed), patients (persons a year), figures.

    figure, counted: what value and patients are; None from a treatment to walking, its patients times the share that
    walks.

    What enters a station leaves it. Walking depends on the presentation alone, whatever the treatment, as in the model.
    """
    per = PER / diagnosed(result, view)
    rows: list[tuple[str, str, str, float, Figure | None]] = []
    for code in PRESENTATIONS:
        where = {"presentation": code}
        treated, untreated, walking = (value(result, view, name, where) for name in (TREATED, "untreated", WALKING))
        share = walking / treated if treated else 0.0
        given = {
            name: sum(value(result, view, "modality_patients", {**where, "modality": each}) for each in codes)
            for name, codes in _TECHNIQUES.items()
        }
        given[OTHER] = max(treated - sum(given.values()), 0.0)
        here = stations(result, view, code)
        rows += [
            (code, code, TREATED, treated, here[TREATED]),
            (code, code, UNTREATED, untreated, here[UNTREATED]),
            (code, UNTREATED, UNKNOWN, untreated, here[UNKNOWN]),
        ]
        for name, patients in given.items():
            rows.append((code, TREATED, name, patients, here[name]))
            rows.append((code, name, WALKING, patients * share, None))
            rows.append((code, name, NOT_WALKING, patients * (1 - share), None))
    frame = pd.DataFrame(rows, columns=["presentation", "source", "target", "patients", "figure"])
    counted = [figure and _counted(result, view, target, code) for code, _, target, _, figure in rows]
    return frame.assign(value=frame["patients"] * per, counted=counted)


def stations(result: Result, view: View, presentation: str = "") -> dict[str, Figure]:
    """Patients per 1,000 diagnosed at each station, in the order of PLACES; presentation: those who come with it."""
    return {code: _station(result, view, code, presentation) for code in PLACES}


def _station(result: Result, view: View, code: str, presentation: str) -> Figure:
    whose = f", {PRESENTATIONS[presentation]}" if presentation else ""
    label = f"{STATIONS[code]}{whose}, {view.year}, per 1,000 diagnosed"
    figure = of_thousand(_counted(result, view, code, presentation), amount(result, view, "diagnosed"))
    return replace(figure, label=label, shown=f"{figure:count}")


def _counted(result: Result, view: View, code: str, presentation: str) -> Figure:
    """Patients a year at a station, those who come with one presentation where it is given."""
    kept = {"presentation": presentation} if presentation else {}
    (measure, where), less = ASKS.get(code, ASKS[TREATED]), _LESS.get(code)
    there = amount(result, view, measure, {**where, **kept})
    return there - amount(result, view, less[0], {**less[1], **kept}) if less else there


def overlap(result: Result, view: View) -> Text:
    """Say how kinds of treatment at the spine overlap: there are more treatments than treated patients."""
    radiation, surgery, other = (
        per_thousand(result, view, RECEIVED_BY_TYPE[kind], {"treatment_type": kind}) for kind in _KINDS
    )
    return say(
        "A patient may have several treatments: of the {treated:count} treated at the spine {radiation:count} have "
        "radiation, {surgery:count} an operation, and cement and ablation are {other:count} treatments; together "
        "{together:count} treatments. No source says who has which together, so the strands divide by radiation and "
        "its techniques, which exclude one another; without radiation means an operation, cement or ablation alone. In "
        "the model as here, walking depends on the presentation, not on the treatment.",
        treated=per_thousand(result, view, *ASKS[TREATED]),
        radiation=radiation,
        surgery=surgery,
        other=other,
        together=per_thousand(result, view, "patient_treatments", {"treatment_type": _KINDS}),
    )
