"""What the deciding figures of the claims answer, where each is an amount, a share or a growth of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.claims.parts import (
    FIRST_YEAR,
    LAST_YEAR,
    LOCAL_TYPES,
    NAMED_PRIMARIES,
    leader_of,
    values_by,
)
from spinemkt.analysis.question import Answer, Number
from spinemkt.analysis.wording import count, percent
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASE_YEAR, REGIONS


def answers(result: Result) -> Mapping[str, list[Answer]]:
    """By claim, what the numbers of its figure answer, in the order of the text; the baseline's run."""
    found = {
        "radiation_dominant": _radiation(result),
        "asia_pacific_fastest": _rates(result),
        "prevalence_and_imaging": _found(result),
        "main_primaries": _primaries(result),
    }
    return {claim: [_shown(result, answer) for answer in listed] for claim, listed in found.items()}


def _radiation(result: Result) -> list[Answer]:
    leader = leader_of(values_by(result, "spend", "treatment_type", FIRST_YEAR))
    kept = {"treatment_type": LOCAL_TYPES}
    patients = values_by(result, "modality_patients", "treatment_type", FIRST_YEAR, kept)
    second, treated = leader_of(patients, without=("radiation",)), _number("treated")
    spend = [_share(_number("spend", treatment_type=kind), _number("spend")) for kind in (leader, "radiation")]
    reach = [_share(_number("modality_patients", treatment_type=kind), treated) for kind in ("radiation", second)]
    return [*spend, Answer((treated,)), *reach]


def _rates(result: Result) -> list[Answer]:
    rates = [
        Answer((_number("spend", region=code), _number("spend", LAST_YEAR, region=code)), "growth", unit="a year")
        for code in REGIONS
    ]
    return sorted(rates, key=lambda answer: -answer.value(lambda name: result))


def _found(result: Result) -> list[Answer]:
    years = (BASE_YEAR, LAST_YEAR)
    ends = [_number("diagnosed", year) for year in years]
    whole = [_number("spine_metastasis_patients", year) for year in years]
    return [*(Answer((one,)) for one in ends), *map(_share, ends, whole)]


def _primaries(result: Result) -> list[Answer]:
    each, whole = [_number("diagnosed", primary=code) for code in NAMED_PRIMARIES], _number("diagnosed")
    return [*(_share(one, whole) for one in each), Answer((*each, whole), "together"), Answer((whole,))]


def _number(measure: str, year: int = FIRST_YEAR, **where: str) -> Number:
    return Number(measure, {**where, "year": year}, BASELINE)


def _share(part: Number, whole: Number) -> Answer:
    return Answer((part, whole), "share", unit="fraction")


def _shown(result: Result, answer: Answer) -> Answer:
    value = answer.value(lambda name: result)
    return replace(answer, shown=count(value) if answer.form == "amount" else percent(value))
