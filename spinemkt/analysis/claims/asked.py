"""What the deciding figures of the claims answer, where each is an amount, a share or a growth of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from spinemkt.analysis.claims.drivers import DRIVERS
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
from spinemkt.analysis.lineage.question import Answer, Number
from spinemkt.analysis.wording import count, growth, money, percent, points, signed, times
from spinemkt.model.measures import RECEIVED_BY_TYPE
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import BASE_YEAR, REGIONS

HOME = "north_america"
_WRITTEN: Mapping[str, Callable[[float], str]] = {
    "amount": count,
    "growth_gap": points,
    "times": times,
    "extra_operated": count,
    "swing": partial(points, digits=2),
    **{f"{code}_share": partial(percent, digits=0) for code in DRIVERS},
}


def answers(result: Result) -> Mapping[str, list[Answer]]:
    """By claim, what the numbers of its figure answer, in the order of the text; the baseline's run."""
    found = {
        "radiation_dominant": _radiation(result),
        "north_america_largest": _largest(result),
        "asia_pacific_fastest": [*rates(result), *_gains(result)],
        "europe_steady": [*steady(result), *swings(result)],
        "prevalence_and_imaging": _found(),
        "mis_extends": [*_techniques(), *extra()],
        "main_primaries": _primaries(result),
        "specialised_hubs": _hubs(result),
    }
    return {claim: [as_shown(result, answer) for answer in listed] for claim, listed in found.items()}


def _radiation(result: Result) -> list[Answer]:
    leader = leader_of(values_by(result, "spend", "treatment_type", FIRST_YEAR))
    kept = {"treatment_type": LOCAL_TYPES}
    patients = values_by(result, "patient_treatments", "treatment_type", FIRST_YEAR, kept)
    second, treated = leader_of(patients, without=("radiation",)), number("treated")
    spend = [_share(number("spend", treatment_type=kind), number("spend")) for kind in (leader, "radiation")]
    reach = [_share(number(RECEIVED_BY_TYPE[kind], treatment_type=kind), treated) for kind in ("radiation", second)]
    return [*spend, Answer((treated,)), *reach]


def _largest(result: Result) -> list[Answer]:
    spend = values_by(result, "spend", "region", FIRST_YEAR)
    rival = leader_of(spend, without=(HOME,))
    mine, other = number("spend", region=HOME), number("spend", region=rival)
    return [
        Answer((mine,), shown=money(spend[HOME], UNIT)),
        _share(mine, number("spend")),
        _share(number("treated", region=HOME), number("treated")),
        Answer((other,), shown=money(spend[rival])),
    ]


def rates(result: Result) -> list[Answer]:
    """The yearly growth of spend of each region, the fastest first."""
    each = [
        Answer((number("spend", region=code), number("spend", LAST_YEAR, region=code)), "growth", unit="a year")
        for code in REGIONS
    ]
    return sorted(each, key=lambda answer: -answer.value(lambda name: result))


def _gains(result: Result) -> list[Answer]:
    home, both = "asia_pacific", (LAST_YEAR, FIRST_YEAR)
    each = {code: Answer(tuple(number("spend", year, region=code) for year in both), "difference") for code in REGIONS}
    gain = {code: answer.value(lambda name: result) for code, answer in each.items()}
    shown = dict.fromkeys((leader_of(gain), home))
    return [replace(each[code], shown=signed(gain[code], money)) for code in shown]


def steady(result: Result) -> list[Answer]:
    """Europe's slowest and fastest year of growth."""
    spend = values_by_year(result, "spend", "region", range(FIRST_YEAR, LAST_YEAR + 1)).loc["europe"]
    yearly = spend.pct_change().iloc[1:].fillna(0.0)

    def pace(year: int, shown: str) -> Answer:
        ends = (number("spend", year - 1, region="europe"), number("spend", year, region="europe"))
        return Answer(ends, "growth", shown=shown, unit="a year")

    return [pace(int(yearly.idxmin()), percent(yearly.min())), pace(int(yearly.idxmax()), growth(yearly.max()))]


def swings(result: Result) -> list[Answer]:
    """How much growth varies from year to year: Europe's, and that of the median region."""
    years, each = list(range(FIRST_YEAR, LAST_YEAR + 1)), {}
    for code, name in REGIONS.items():
        label = f"Standard deviation of the yearly growth of spend, {name}, {FIRST_YEAR} to {LAST_YEAR}"
        each[code] = Answer((_kept("spend", {"region": code, "year": years}),), "swing", label)
    spreads = {code: answer.value(lambda name: result) for code, answer in each.items()}
    return [each["europe"], each[sorted(spreads, key=spreads.__getitem__)[len(spreads) // 2]]]


def _techniques() -> list[Answer]:
    operated = {"treatment_type": "surgery"}
    shares = [
        _share(number("episodes", year, modality="mis_surgery"), number("episodes", year, **operated))
        for year in (FIRST_YEAR, LAST_YEAR)
    ]
    return [*shares, Answer((number("modality_patients", LAST_YEAR, **operated),))]


def extra() -> list[Answer]:
    """How many more patients are operated on than at the first rates; persons a year."""
    operated = number("modality_patients", LAST_YEAR, treatment_type="surgery")
    label = f"Patients operated on in {LAST_YEAR} beyond what the rates of {FIRST_YEAR} give"
    return [Answer((operated,), "extra_operated", label, unit="persons a year")]


def _found() -> list[Answer]:
    years = (BASE_YEAR, LAST_YEAR)
    ends = [number("diagnosed", year) for year in years]
    whole = [number("spine_metastasis_patients", year) for year in years]
    return [*(Answer((one,)) for one in ends), *map(driver, DRIVERS), *map(_share, ends, whole)]


def driver(code: str, counted: str = "share") -> Answer:
    """What a driver brings to the growth of diagnosed patients. counted: share of the growth, or alone."""
    ends = (number("diagnosed", BASE_YEAR), number("diagnosed", LAST_YEAR))
    label = f"Growth of diagnosed patients to {LAST_YEAR} through {DRIVERS[code]}"
    return Answer(ends, f"{code}_{counted}", label + (", as a share of it" if counted == "share" else " alone"))


def _primaries(result: Result) -> list[Answer]:
    *each, whole = primaries()
    patients = values_by(result, "diagnosed", "primary", FIRST_YEAR)
    rival = number("diagnosed", primary=leader_of(patients, without=(*NAMED_PRIMARIES, *COLLECTIONS)))
    three = Answer(primaries(), "together")
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


def primaries() -> tuple[Number, ...]:
    """The diagnosed patients of the three named primaries, and all of them."""
    return (*(number("diagnosed", primary=code) for code in NAMED_PRIMARIES), number("diagnosed"))


def number(measure: str, year: int = FIRST_YEAR, **where: str) -> Number:
    """A number of the baseline's run in a year."""
    return _kept(measure, {**where, "year": year})


def _kept(measure: str, where: Mapping[str, object]) -> Number:
    return Number(measure, {"year": FIRST_YEAR, **where}, BASELINE)


def _share(part: Number, whole: Number) -> Answer:
    return Answer((part, whole), "share", unit="fraction")


def as_shown(result: Result, answer: Answer) -> Answer:
    """The answer with its number as the claims write it."""
    if answer.shown:
        return answer
    value = answer.value(lambda name: result)
    return replace(answer, shown=_WRITTEN.get(answer.form, percent)(value))
