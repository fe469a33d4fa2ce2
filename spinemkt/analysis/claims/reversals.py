"""What the numbers of the claims' reversals answer: what would have to change, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.claims.asked import HOME, as_shown, driver, extra, number, primaries, rates, steady, swings
from spinemkt.analysis.claims.market import spend_by_type
from spinemkt.analysis.claims.parts import FIRST_YEAR, SPECIALISED_CENTRES, leader_of, ratio, values_by
from spinemkt.analysis.lineage.question import Answer
from spinemkt.analysis.wording import percent, points
from spinemkt.model.result import Result
from spinemkt.terms import BASE_YEAR, SCOPES


def reversals(result: Result) -> Mapping[str, list[Answer]]:
    """By claim, what the numbers of its reversal answer, where amounts of the baseline's run make them."""
    found = {
        "radiation_dominant": _falls(result),
        "north_america_largest": [_overtaken(result)],
        "asia_pacific_fastest": [_gap(result)],
        "europe_steady": [*_least_pace(result), _steadier(result)],
        "prevalence_and_imaging": [
            *(driver(code, "alone") for code in ("new_cancers", "detection")),
            Answer((number("spine_metastasis_patients", BASE_YEAR), number("diagnosed", BASE_YEAR)), "change"),
        ],
        "mis_extends": extra(),
        "main_primaries": [Answer(primaries(), "over_rest")],
        "specialised_hubs": [_behind(result)],
    }
    return {claim: [as_shown(result, answer) for answer in listed] for claim, listed in found.items()}


def _falls(result: Result) -> list[Answer]:
    """What would have to fall in each scope: first those where radiation does not lead."""
    behind: list[Answer] = []
    ahead: list[Answer] = []
    for scope in SCOPES:
        spend = spend_by_type(result, scope)
        above = [(kind, "radiation") for kind, amount in spend.items() if amount > spend["radiation"]]
        for pair in above or [("radiation", leader_of(spend, without=("radiation",)))]:
            first, second = (number("spend", treatment_type=kind) for kind in pair)
            fall = percent(1 - ratio(spend[pair[1]], spend[pair[0]]))
            (behind if above else ahead).append(Answer((first, second), "fall", shown=fall, scope=scope))
    return behind + ahead


def _overtaken(result: Result) -> Answer:
    spend = values_by(result, "spend", "region", FIRST_YEAR)
    home, rival = (number("spend", region=code) for code in (HOME, leader_of(spend, without=(HOME,))))
    return Answer((home, rival), "fall") if leader_of(spend) == HOME else Answer((rival, home), "change")


def _gap(result: Result) -> Answer:
    """How far the fastest of Asia-Pacific and the fastest other region is ahead of the other of the two."""
    paces = {str(answer.numbers[0].where["region"]): answer.numbers for answer in rates(result)}
    first, second = sorted(
        ("asia_pacific", next(code for code in paces if code != "asia_pacific")), key=list(paces).index
    )
    return Answer((*paces[first], *paces[second]), "growth_gap", unit="a year")


def _least_pace(result: Result) -> list[Answer]:
    slowest = steady(result)[0]
    least = slowest.value(lambda name: result)
    return [replace(slowest, shown=points(least))] if least > 0 else []


def _steadier(result: Result) -> Answer:
    """How much wider or narrower Europe's swings would be as those of the median region."""
    europe, median = (answer.numbers[0] for answer in swings(result))
    label = "How much the yearly growth of spend varies in the median region, against Europe"
    answer = Answer((median, europe), "swing_change", label)
    return replace(answer, shown=percent(abs(answer.value(lambda name: result))))


def _behind(result: Result) -> Answer:
    spend = values_by(result, "spend", "end_user", FIRST_YEAR)
    codes = (leader_of(spend, without=SPECIALISED_CENTRES), *SPECIALISED_CENTRES)
    return Answer(tuple(number("spend", end_user=code) for code in codes), "times")
