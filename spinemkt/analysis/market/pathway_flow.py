"""Who goes where: strands of 1,000 diagnosed patients by presentation, from decision over treatment to walking.

Patients overlap between modalities, and no source says how. What the model does hold without overlap is whether a
treated patient has radiation, and by which technique; so that is what the strands divide by, and they sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from spinemkt.analysis.asked.pathway import Asks
from spinemkt.analysis.asked.pathway import per_thousand as asked_per
from spinemkt.analysis.market.pathway import PER, diagnosed, per_thousand, value
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure
from spinemkt.model.measures import RECEIVED_BY_TYPE
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, PRESENTATIONS
from spinemkt.wording import count

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
HEADS = ("Presentation", "Decision", "Local treatment", "Afterwards")
STATIONS: Mapping[str, str] = MappingProxyType(
    {
        **PRESENTATIONS,
        TREATED: "Treated locally",
        UNTREATED: "Not treated locally",
        "conventional_ebrt": "Conventional radiation",
        "imrt_igrt": MODALITIES["imrt_igrt"],
        "sbrt_srs": MODALITIES["sbrt_srs"],
        "proton_brachytherapy": "Proton, brachytherapy",
        OTHER: "Without radiation",
        WALKING: "Walking",
        NOT_WALKING: "Not walking",
        UNKNOWN: "Not treated: no source found",
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
        treated, untreated, walking = (value(result, view, name, where) for name in (TREATED, "untreated", WALKING))
        share = walking / treated if treated else 0.0
        given = {
            name: sum(value(result, view, "modality_patients", {**where, "modality": each}) for each in codes)
            for name, codes in _TECHNIQUES.items()
        }
        given[OTHER] = max(treated - sum(given.values()), 0.0)
        rows += [
            (code, code, TREATED, treated),
            (code, code, UNTREATED, untreated),
            (code, UNTREATED, UNKNOWN, untreated),
        ]
        for name, patients in given.items():
            rows.append((code, TREATED, name, patients))
            rows += [(code, name, WALKING, patients * share), (code, name, NOT_WALKING, patients * (1 - share))]
    frame = pd.DataFrame(rows, columns=["presentation", "source", "target", "patients"])
    return frame.assign(value=frame["patients"] * per)


def stations(frame: pd.DataFrame) -> dict[str, float]:
    """Patients per 1,000 diagnosed at each station."""
    leaving, arriving = (frame.groupby(end)["value"].sum() for end in ("source", "target"))
    return {code: float(leaving.get(code, arriving.get(code, 0.0))) for column in COLUMNS for code in column}


def answers(result: Result, view: View) -> list[Figure | None]:
    """What the stations answer, in the order of PLACES, then the strands in the order of `strands`.

    Strands from a treatment to walking answer None: they are its patients times the share that walks.
    """
    frame = strands(result, view)
    counts = stations(frame)
    found: list[Figure | None] = [_answer(view, code, count(counts[code])) for code in PLACES]
    for row in frame.itertuples():
        product = row.target in (WALKING, NOT_WALKING)
        found.append(None if product else _answer(view, row.target, count(row.value), row.presentation))
    return found


def _answer(view: View, code: str, shown: str, presentation: str = "") -> Figure:
    """What a station answers, or the strand that reaches it with those of one presentation."""
    kept = {"presentation": presentation} if presentation else {}
    (measure, where), less = ASKS.get(code, ASKS[TREATED]), _LESS.get(code)
    whose = f", {PRESENTATIONS[presentation]}" if presentation else ""
    label = f"{STATIONS[code]}{whose}, {view.year}, per 1,000 diagnosed"
    rest = (less[0], {**less[1], **kept}) if less else None
    return asked_per(view, (measure, {**where, **kept}), shown, label, rest)


def cancers(result: Result, view: View) -> list[Figure]:
    """The new cancers from which 1,000 diagnosed patients come."""
    asks: Asks = ("new_cancer_cases", {})
    return [asked_per(view, asks, count(per_thousand(result, view, *asks)))]


def overlap_answers(result: Result, view: View) -> list[Figure]:
    """The numbers of the sentence on overlap: treated, the three kinds, and these together."""
    kinds = [(RECEIVED_BY_TYPE[kind], {"treatment_type": kind}) for kind in _KINDS]
    asked: list[Asks] = [ASKS[TREATED], *kinds, ("patient_treatments", {"treatment_type": _KINDS})]
    return [asked_per(view, each, count(per_thousand(result, view, *each))) for each in asked]


def overlap(result: Result, view: View) -> str:
    """Say how kinds of local treatment overlap: there are more treatments than treated patients."""
    treated, *shown, together = [answer.shown for answer in overlap_answers(result, view)]
    return (
        f"A patient may have several treatments: of the {treated} treated locally {shown[0]} have radiation, "
        f"{shown[1]} an operation, and cement and ablation are {shown[2]} treatments; together {together} treatments. "
        "No source says who has which together, so the strands divide by radiation and its techniques, which exclude "
        "one another; without radiation means an operation, cement or ablation alone. In the model as here, "
        "walking depends on the presentation, not on the treatment."
    )
