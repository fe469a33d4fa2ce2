"""What the deciding figures of the claims answer, where each is an amount, a share or a growth of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.claims.parts import (
    COLLECTIONS,
    FIRST_YEAR,
    LAST_YEAR,
    LOCAL_TYPES,
    NAMED_PRIMARIES,
    SPECIALISED_CENTRES,
    UNIT,
    leader_of,
    values_by,
    values_by_year,
)
from spinemkt.analysis.question import Answer, Number
from spinemkt.analysis.wording import count, growth, money, percent, points, signed, times
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASE_YEAR, REGIONS

HOME = "north_america"


def answers(result: Result) -> Mapping[str, list[Answer]]:
    """By claim, what the numbers of its figure answer, in the order of the text; the baseline's run."""
    found = {
        "radiation_dominant": _radiation(result),
        "north_america_largest": _largest(result),
        "asia_pacific_fastest": [*_rates(result), *_gains(result)],
        "europe_steady": _steady(result),
        "prevalence_and_imaging": _found(result),
        "mis_extends": _techniques(),
        "main_primaries": _primaries(result),
        "specialised_hubs": _hubs(result),
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


def _largest(result: Result) -> list[Answer]:
    spend = values_by(result, "spend", "region", FIRST_YEAR)
    rival = leader_of(spend, without=(HOME,))
    mine, other = _number("spend", region=HOME), _number("spend", region=rival)
    return [
        Answer((mine,), shown=money(spend[HOME], UNIT)),
        _share(mine, _number("spend")),
        _share(_number("treated", region=HOME), _number("treated")),
        Answer((other,), shown=money(spend[rival])),
    ]


def _rates(result: Result) -> list[Answer]:
    rates = [
        Answer((_number("spend", region=code), _number("spend", LAST_YEAR, region=code)), "growth", unit="a year")
        for code in REGIONS
    ]
    return sorted(rates, key=lambda answer: -answer.value(lambda name: result))


def _gains(result: Result) -> list[Answer]:
    home, both = "asia_pacific", (LAST_YEAR, FIRST_YEAR)
    each = {code: Answer(tuple(_number("spend", year, region=code) for year in both), "difference") for code in REGIONS}
    gain = {code: answer.value(lambda name: result) for code, answer in each.items()}
    shown = dict.fromkeys((leader_of(gain), home))
    return [replace(each[code], shown=signed(gain[code], money)) for code in shown]


def _steady(result: Result) -> list[Answer]:
    spend = values_by_year(result, "spend", "region", range(FIRST_YEAR, LAST_YEAR + 1)).loc["europe"]
    yearly = spend.pct_change().iloc[1:].fillna(0.0)

    def pace(year: int, shown: str) -> Answer:
        ends = (_number("spend", year - 1, region="europe"), _number("spend", year, region="europe"))
        return Answer(ends, "growth", shown=shown, unit="a year")

    return [pace(int(yearly.idxmin()), percent(yearly.min())), pace(int(yearly.idxmax()), growth(yearly.max()))]


def _techniques() -> list[Answer]:
    operated = {"treatment_type": "surgery"}
    shares = [
        _share(_number("episodes", year, modality="mis_surgery"), _number("episodes", year, **operated))
        for year in (FIRST_YEAR, LAST_YEAR)
    ]
    return [*shares, Answer((_number("modality_patients", LAST_YEAR, **operated),))]


def _found(result: Result) -> list[Answer]:
    years = (BASE_YEAR, LAST_YEAR)
    ends = [_number("diagnosed", year) for year in years]
    whole = [_number("spine_metastasis_patients", year) for year in years]
    return [*(Answer((one,)) for one in ends), *map(_share, ends, whole)]


def _primaries(result: Result) -> list[Answer]:
    *each, whole = _three()
    patients = values_by(result, "diagnosed", "primary", FIRST_YEAR)
    rival = _number("diagnosed", primary=leader_of(patients, without=(*NAMED_PRIMARIES, *COLLECTIONS)))
    three = Answer(_three(), "together")
    return [*(_share(one, whole) for one in each), three, Answer((whole,)), _share(rival, whole)]


def _hubs(result: Result) -> list[Answer]:
    spend = values_by(result, "spend", "end_user", FIRST_YEAR)
    care = values_by(result, "episodes", "end_user", FIRST_YEAR, {"treatment_type": LOCAL_TYPES})

    def theirs(measure: str, **where: object) -> Answer:
        centres = [_kept(measure, {"end_user": code, **where}) for code in SPECIALISED_CENTRES]
        return Answer((*centres, _kept(measure, where)), "together", unit="fraction")

    def other(measure: str, values: Mapping[str, float], **where: object) -> Answer:
        leader = leader_of(values, without=SPECIALISED_CENTRES)
        return _share(_kept(measure, {"end_user": leader, **where}), _kept(measure, where))

    return [
        theirs("spend"),
        theirs("episodes", treatment_type=LOCAL_TYPES),
        theirs("spend", treatment_type="surgery"),
        other("spend", spend),
        other("episodes", care, treatment_type=LOCAL_TYPES),
    ]


def reversals(result: Result) -> Mapping[str, list[Answer]]:
    """By claim, what the numbers of its reversal answer, where amounts of the baseline's run make them."""
    found = {
        "radiation_dominant": _falls(result),
        "north_america_largest": [_overtaken(result)],
        "asia_pacific_fastest": [_gap(result)],
        "europe_steady": _least_pace(result),
        "prevalence_and_imaging": [
            Answer((_number("spine_metastasis_patients", BASE_YEAR), _number("diagnosed", BASE_YEAR)), "change")
        ],
        "main_primaries": [Answer(_three(), "over_rest")],
        "specialised_hubs": [_behind(result)],
    }
    return {claim: [_shown(result, answer) for answer in listed] for claim, listed in found.items()}


def _falls(result: Result) -> list[Answer]:
    spend = values_by(result, "spend", "treatment_type", FIRST_YEAR)
    above = [kind for kind, amount in spend.items() if amount > spend["radiation"]]
    pairs = [(kind, "radiation") for kind in above] or [("radiation", leader_of(spend, without=("radiation",)))]
    return [Answer(tuple(_number("spend", treatment_type=kind) for kind in pair), "fall") for pair in pairs]


def _overtaken(result: Result) -> Answer:
    spend = values_by(result, "spend", "region", FIRST_YEAR)
    home, rival = (_number("spend", region=code) for code in (HOME, leader_of(spend, without=(HOME,))))
    return Answer((home, rival), "fall") if leader_of(spend) == HOME else Answer((rival, home), "change")


def _gap(result: Result) -> Answer:
    """How far the fastest of Asia-Pacific and the fastest other region is ahead of the other of the two."""
    rates = {str(answer.numbers[0].where["region"]): answer.numbers for answer in _rates(result)}
    first, second = sorted(
        ("asia_pacific", next(code for code in rates if code != "asia_pacific")), key=list(rates).index
    )
    return Answer((*rates[first], *rates[second]), "growth_gap", unit="a year")


def _least_pace(result: Result) -> list[Answer]:
    slowest = _steady(result)[0]
    least = slowest.value(lambda name: result)
    return [replace(slowest, shown=points(least))] if least > 0 else []


def _three() -> tuple[Number, ...]:
    return (*(_number("diagnosed", primary=code) for code in NAMED_PRIMARIES), _number("diagnosed"))


def _behind(result: Result) -> Answer:
    spend = values_by(result, "spend", "end_user", FIRST_YEAR)
    codes = (leader_of(spend, without=SPECIALISED_CENTRES), *SPECIALISED_CENTRES)
    return Answer(tuple(_number("spend", end_user=code) for code in codes), "times")


def _number(measure: str, year: int = FIRST_YEAR, **where: str) -> Number:
    return _kept(measure, {**where, "year": year})


def _kept(measure: str, where: Mapping[str, object]) -> Number:
    return Number(measure, {"year": FIRST_YEAR, **where}, BASELINE)


def _share(part: Number, whole: Number) -> Answer:
    return Answer((part, whole), "share", unit="fraction")


def _shown(result: Result, answer: Answer) -> Answer:
    if answer.shown:
        return answer
    value = answer.value(lambda name: result)
    written = {"amount": count, "growth_gap": points, "times": times}.get(answer.form, percent)
    return replace(answer, shown=written(value))
