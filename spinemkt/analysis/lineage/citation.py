"""What a number is called, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping

from spinemkt.analysis.lineage.forms import OF_DRIVERS
from spinemkt.analysis.lineage.over_draws import HAPPENED
from spinemkt.analysis.lineage.question import Answer, Number
from spinemkt.analysis.narrative import amount, what
from spinemkt.analysis.scenarios.bridge import EFFECTS, MEANINGS
from spinemkt.analysis.view import few
from spinemkt.analysis.wording import growth, inside, money, percent, points, signed, times
from spinemkt.model.measures import MEASURES
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.terms import DIMENSIONS


def citation(
    label: str, shown: str, scenario: Scenario, setting: str, model: str, data: str, fingerprint: str, link: str
) -> str:
    """Write the text that cites a number. setting: filters and scope in words; link: of the page, if it is known."""
    whose = scenario.name if scenario.changes else "baseline"
    place = f" {link}" if link else ""
    return (
        f"{label}: {shown} ({whose}; {setting}). Spinal metastases market explorer, model {model}, data {data}, "
        f"fingerprint {fingerprint}.{place}"
    )


def told(answer: Answer, value: float) -> str:
    """Write a value of an answer in words with its unit."""
    measure = MEASURES[answer.numbers[0].measure]
    if answer.form in ("growth", "growth_of_mean"):
        return growth(value)
    if answer.form in (
        "share",
        "together",
        "fall",
        "over_rest",
        "decline",
        "share_of_difference",
        "of_machines",
        "variance_share",
        *HAPPENED,
        *OF_DRIVERS,
    ):
        return percent(value)
    if answer.form in ("growth_gap", "share_gap"):
        return points(value)
    if answer.form in ("times", "ratio_of_means"):
        return times(value)
    if answer.form == "change":
        return signed(value)
    if answer.form in ("assumed", "assumed_difference"):
        return money(value)
    if answer.form == "per_hundred":
        return f"{value:.1f} for every 100"
    if answer.form == "apart":
        return percent(abs(value))
    if answer.form in ("difference", "added") or answer.form in MEANINGS:
        return signed(value, lambda size: amount(size, measure))
    if answer.form == "mean":
        return f"{money(value)} {answer.unit}".rstrip()
    if answer.form.endswith("per_thousand"):
        return f"{amount(value, measure)} {answer.unit}".rstrip()
    per = {"per_million": " per million people", "per_person": " a person"}
    return f"{amount(value, measure)}{per.get(answer.form, '')}"


def between(answer: Answer, low: float, high: float) -> str:
    """Write the range of an answer in words, the unit once where both ends have it: 1.0 to 3.0 % a year."""
    one, other = (signed(end) if answer.form == "apart" else told(answer, end) for end in (low, high))
    number, _, unit = one.partition(" ")
    return f"{number if unit == other.partition(' ')[2] and number[-1:].isdigit() else one} to {other}"


def subject(number: Number, country_names: Mapping[str, str]) -> str:
    """Say what a number is of: Spend, SBRT / SRS, Europe, 2035."""
    said = [f"part of {inside(what(MEASURES[number.measure]))}" if number.part else what(MEASURES[number.measure])]
    for dim, kept in number.kept.items():
        labels = country_names if dim == "country" else DIMENSIONS.get(dim, {})
        said.append(few([str(labels.get(str(code), code)) for code in kept]))
    return ", ".join(said)


def named(answer: Answer, country_names: Mapping[str, str]) -> str:
    """The name of a number: its own, or what it is of, and which percentile of its draws is shown."""
    level = "" if answer.level is None else f", percentile {answer.level * 100:g} of the draws"
    return f"{answer.label or _subjects(answer, country_names)}{level}"


def _subjects(answer: Answer, country_names: Mapping[str, str]) -> str:
    first, *rest = [subject(number, country_names) for number in answer.numbers]
    if answer.form in MEANINGS:
        last = subject(answer.numbers[-1], country_names)
        return f"{EFFECTS[answer.form]} effect on {inside(last)}, from {inside(first)}"
    joined = {
        "share": "as a share of",
        "mean": "for each of",
        "difference": "less",
        "per_hundred": "for every 100 of",
        "per_thousand": "per 1,000 of",
    }
    if answer.form in ("growth", "decline"):
        return f"{first}, {answer.form} a year to {answer.numbers[1].year}"
    between = joined.get(answer.form, "against")
    if rest[:1] == [first]:  # the same of two runs
        one, other = (_whose(number.run) for number in answer.numbers[:2])
        return f"{first}: {one} {between} {other}"
    return f"{first} {between} {inside(rest[0])}" if rest else first


def _whose(run: str) -> str:
    return {"": "the scenario", BASELINE: "the baseline"}.get(run, f'"{run}"')
