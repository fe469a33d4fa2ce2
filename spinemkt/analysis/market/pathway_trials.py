"""Published outcomes laid beside each other, a question at a time, with where and why they contradict.

Market information, not medical advice: nothing here says what is right for a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isnan, sqrt
from types import MappingProxyType
from typing import Any

import pandas as pd

from spinemkt.analysis.market.pathway import amount
from spinemkt.analysis.studies import journals, said_by, study_names
from spinemkt.analysis.view import View
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES
from spinemkt.wording import inside

_OF_PATIENTS = ("percent of patients", "percent of those")  # shares whose interval the number of patients gives
_NORMAL = 1.959964  # of the 95% interval


@dataclass(frozen=True)
class Question:
    """What studies are compared on: label, axis, which rows, why they differ, and the model's own share.

    arms: what an arm is called against its comparator, where that says more than its modality.
    """

    label: str
    axis: str
    keeps: Callable[[Any], bool]
    why: str
    model: tuple[str, str, Mapping[str, str]] | None = None
    arms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ratio: bool = False


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "pain": Question(
            "Pain: SBRT or conventional",
            "percent of patients",
            lambda row: row.topic == "pain relief" and bool(row.comparator) and row.unit.startswith("percent"),
            "The two trials point in opposite directions. SC.24 gave 24 Gy in two sessions and counted complete "
            "response; RTOG 0631 gave 16 or 18 Gy in one and counted response. Dose and endpoint differ, so each may "
            "hold; the model sets no uptake by either.",
        ),
        "walking": Question(
            "Ambulatory: surgery or radiation",
            "percent of patients",
            lambda row: row.topic == "walking" and row.unit.startswith("percent"),
            "Japanese hospitals see fewer walk: the trial asks whether its chosen patients can walk, the hospitals how "
            "well all whom they operated walk on leaving.",
            ("walking", "treated", {"presentation": "cord_compression"}),
            {
                ("open_surgery", "conventional_ebrt"): "Surgery with radiotherapy",
                ("conventional_ebrt", "open_surgery"): "Radiotherapy alone",
            },
        ),
        "fracture": Question(
            "Fracture after SBRT",
            "percent of segments, lesions or patients",
            lambda row: row.topic == "fracture",
            "They count different things: painful fractures only, or any seen on a scan; segments, lesions or "
            "patients; within one year, three, or at any time. The prospective study found most, the cohort of painful "
            "ones least.",
            ("complications", "episodes", {"modality": "sbrt_srs"}),
        ),
        "mis": Question(
            "Minimally invasive or open surgery",
            "odds ratio, below 1 favours minimally invasive surgery",
            lambda row: row.modality == "mis_surgery" and row.unit == "odds ratio",
            "Complications and infections are fewer, but the ranges for death and for operating again include no "
            "difference. None of it is randomised: who was chosen for which operation may explain part of it.",
            ratio=True,
        ),
    }
)


def points(result: Result, _view: View, code: str) -> pd.DataFrame:
    """Return study, arm, outcome, value, low, high, range, unit, patients, year, modality, note; studies together.

    range: 'printed', 'counted' (95% Wilson interval of so many patients) or '' where there is none.
    """
    inputs, question = result.inputs, QUESTIONS[code]
    table = inputs.tables["outcome_evidence"]
    frame = pd.DataFrame(
        [_point(inputs, row, question) for row in table.itertuples(index=False) if question.keeps(row)]
    )
    if frame.empty:
        return frame
    frame["best"] = frame.groupby("study")["value"].transform("max")
    order, rising = ["best", "study", "outcome", "value"], [False, True, True, False]
    return frame.sort_values(order, ascending=rising, kind="stable").drop(columns="best").reset_index(drop=True)


def in_model(result: Result, view: View, code: str) -> Figure | None:
    """The model's own share in the year shown; None where it has none."""
    if not (found := QUESTIONS[code].model):
        return None
    part, whole = (amount(result, view, measure, found[2]) for measure in found[:2])
    return part / whole if whole.number else None


def contradiction(result: Result, view: View, code: str) -> str:
    """Say where studies on a question differ, in figures, and why that may be."""
    frame = points(result, view, code)
    return f"{_differ(frame, QUESTIONS[code])} {QUESTIONS[code].why}" if len(frame) else "No published outcome is left."


def sources(result: Result, view: View, code: str) -> str:
    """Name the studies of a question with their journals and grades, best grade first."""
    inputs = result.inputs
    table = inputs.tables["sources"].set_index("source_id")
    ids = {source for cell in points(result, view, code)["source_id"] for source in cell.split(";")}
    named = sorted((table.at[source, "grade"], study_names(inputs)[source], journals(inputs)[source]) for source in ids)
    shown = [f"{study}{f' ({journal})' if journal and journal not in study else ''} {g}" for g, study, journal in named]
    return f"Sources, with grade: {', '.join(shown)}. As printed in each."


def _differ(frame: pd.DataFrame, question: Question) -> str:
    """The arms of each study that has two, or else the ends of what was found."""
    pairs = []
    for study, rows in frame.groupby("study", sort=False):
        same = rows[rows.duplicated("outcome", keep=False)]
        for outcome, arms in same.groupby("outcome", sort=False):
            said = [f"{inside(row.arm)} {row.value:g}%" for row in arms.itertuples()]
            pairs.append(f"{study}, {outcome}: {', '.join(said)}")
    if pairs:
        return f"{'; '.join(pairs)}."
    first, last = frame.loc[frame["value"].idxmin()], frame.loc[frame["value"].idxmax()]
    unit, what = ("", "Odds ratios from") if question.ratio else ("%", "From")
    return f"{what} {first.value:g}{unit} ({first.outcome}) to {last.value:g}{unit} ({last.outcome})."


def wilson(percent: float, patients: float) -> tuple[float, float]:
    """The 95% interval of a counted percentage (Wilson 1927). Returns percent."""
    share, z2 = percent / 100, _NORMAL**2
    middle = (share + z2 / (2 * patients)) / (1 + z2 / patients)
    half = _NORMAL / (1 + z2 / patients) * sqrt(share * (1 - share) / patients + z2 / (4 * patients**2))
    return (middle - half) * 100, (middle + half) * 100


def _point(inputs: Inputs, row: Any, question: Question) -> dict[str, object]:
    if row.topic == "walking" and row.better == "low":  # printed as the share that walks poorly
        row = row._replace(value=100 - row.value, low=100 - row.high, high=100 - row.low)
        row = row._replace(
            outcome=row.outcome.replace("poorly", "well"), note=f"100 minus the printed. {row.note}".strip()
        )
    low, high, how = row.low, row.high, "" if isnan(row.low) else "printed"
    if "low " in row.where:  # the ends are figures of other studies
        low, high, how = float("nan"), float("nan"), ""
    if not how and row.unit.startswith(_OF_PATIENTS) and not isnan(row.patients):
        low, high = wilson(row.value, row.patients)
        how = "counted"
    return {
        "study": said_by(inputs, row.source_id),
        "arm": question.arms.get((row.modality, row.comparator), MODALITIES[row.modality]),
        "outcome": row.outcome,
        "value": row.value,
        "low": low,
        "high": high,
        "range": how,
        "unit": row.unit,
        "patients": row.patients,
        "year": row.year,
        "modality": row.modality,
        "source_id": row.source_id,
        "note": row.note,
    }
