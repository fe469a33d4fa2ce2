"""A number made again: lines of Python on the public contract that print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spinemkt.analysis.lineage.attribute_part import words
from spinemkt.analysis.lineage.forms import FORMS, kept_to
from spinemkt.analysis.lineage.moved import outcome_in
from spinemkt.analysis.lineage.question import Answer, Number
from spinemkt.analysis.scenarios.bridge import MEANINGS
from spinemkt.scenario.scenario import BASELINE, Scenario

PER_PERSON = ("per_million", "per_hundred_thousand", "per_person")

Scenarios = Mapping[str, Scenario]


def snippet(answer: Answer, scenarios: Scenarios, scope: str, include_myeloma: bool, data: str, draws: int) -> str:
    """Write Python on the public contract that prints a number again.

    scenarios: by the names of runs. draws: how many there are, where a quantile of them is shown.
    """
    setting = f"scope={scope!r}, include_myeloma={include_myeloma}"
    drawn = f"draws={draws}, {setting}, years={answer.years}"
    if answer.numbers[0].end:
        body = _of_tornado(answer, scenarios, setting)
    elif answer.of_draws and FORMS[answer.form].python:
        body = _of_draws(answer, scenarios, drawn)
    elif answer.of_draws:
        body = _of_variance(answer, scenarios, drawn)
    else:
        body = _of_runs(answer, scenarios, setting)
    needs = ["import numpy"] if any("numpy." in line for line in body) else []
    return "\n".join([*needs, "import spinemkt", "", f"inputs = spinemkt.load_inputs()  # data {data}", *body, ""])


def _of_runs(answer: Answer, scenarios: Scenarios, setting: str) -> list[str]:
    lines, runs = _runs(answer, scenarios, "result", "run", setting)
    asked = [f"{run}, {number.measure!r}, {number.kept!r}" for number, run in zip(answer.numbers, runs, strict=True)]
    values = []
    for name, number, question in zip(_names(answer), answer.numbers, asked, strict=True):
        lines.append(f"{name} = spinemkt.lineage({question})")
        values.append(f"{name}.value")
        if number.part:
            lines.append(f"part_{name} = spinemkt.part_of({question}, {number.part!r})  # {words(number.part)}")
            values[-1] = f"part_{name}"
    if answer.form == "amount":
        return [*lines, f"print({values[0]}, {_names(answer)[0]}.unit)"]
    if answer.form in MEANINGS:
        return [*lines, *_bridged(answer, runs)]
    if answer.form in PER_PERSON:
        lines += _people(answer.numbers[0])
    return [*lines, f"print({_written(answer, values, runs, asked)})  # {FORMS[answer.form].words}"]


def _of_draws(answer: Answer, scenarios: Scenarios, setting: str) -> list[str]:
    lines, runs = _runs(answer, scenarios, "drawn", "simulate", setting)
    names, first = _names(answer), answer.numbers[0]
    for name, number, run in zip(names, answer.numbers, runs, strict=True):
        lines.append(f"{name} = {run}.values({number.measure!r}, (), {number.kept!r})[0]")
    central = f"{runs[0]}.central.total({first.measure!r}, {first.kept!r})"
    written = _written(answer, names, runs, (), central)
    if (level := answer.level) is None:
        return [*lines, f"print(float({written}))  # {FORMS[answer.form].words}"]
    of = "" if answer.form == "amount" else f", draw by draw: {FORMS[answer.form].words}"
    return [*lines, f"print(float(numpy.quantile({written}, {level})))  # percentile {level * 100:g} of the draws{of}"]


def _of_tornado(answer: Answer, scenarios: Scenarios, setting: str) -> list[str]:
    (number,) = answer.numbers
    asked = outcome_in(number.measure, number.kept)
    outcome = f"spinemkt.Outcome({asked.measure!r}, {asked.where!r}, {asked.year})"
    lines, _ = _runs(answer, scenarios, "found", "tornado", f"{outcome}, {setting}, only=[{number.moved!r}]")
    return [*lines, f"print(found['at_{number.end}'].item())  # {number.moved} at its {number.end} end"]


def _of_variance(answer: Answer, scenarios: Scenarios, setting: str) -> list[str]:
    (number,) = answer.numbers
    lines, (drawn,) = _runs(answer, scenarios, "drawn", "simulate", setting)
    return [
        *lines,
        f"found = spinemkt.lineage({drawn}.central, {number.measure!r}, {number.kept!r}, {drawn})",
        "shares = found.carriers.set_index('name')['share']",
        f"print(float(shares.get({number.moved!r}, 0.0)))  # {FORMS[answer.form].words}",
    ]


def _runs(answer: Answer, scenarios: Scenarios, stem: str, function: str, setting: str) -> tuple[list[str], list[str]]:
    """Lines that make what the numbers are asked of, a call for each run, and its name for each number."""
    lines: list[str] = []
    names: dict[str, str] = {}
    for run in dict.fromkeys(number.run for number in answer.numbers):
        names[run] = stem if not names else f"{stem}_{len(names) + 1}"
        scenario = scenarios.get(run, Scenario())
        if scenario.changes:
            code = replace(scenario, name=scenario.name or "Scenario", found=()).to_link()
            said = " ".join(scenario.name.split()) or BASELINE
            lines.append(f"scenario = spinemkt.Scenario.from_link({code!r})  # {said}")
        given = "scenario" if scenario.changes else "None"
        lines.append(f"{names[run]} = spinemkt.{function}(inputs, {given}, {setting})")
    return lines, [names[number.run] for number in answer.numbers]


def _names(answer: Answer) -> list[str]:
    many = len(answer.numbers) > 1
    return [f"number_{place}" if many else "number" for place in range(1, len(answer.numbers) + 1)]


def _written(
    answer: Answer, values: Sequence[str], runs: Sequence[str], asked: Sequence[str], central: str = ""
) -> str:
    return FORMS[answer.form].python.format(
        *values,
        most=" + ".join(values[:-1]),
        last=values[-1],
        others=" + ".join(values[1:]),
        years=answer.numbers[-1].year - answer.numbers[0].year,
        factor=answer.factor,
        runs=runs,
        asked=asked,
        central=central,
    )


def _people(number: Number) -> list[str]:
    kept = {dim: codes for dim, codes in number.kept.items() if dim in ("country", "region", "tier")}
    return [
        "places = inputs.countries.reset_index()",
        *(f"places = places[places[{dim!r}].isin({codes!r})]" for dim, codes in kept.items()),
        f"people = float(inputs.population.sel(country=list(places['country']), year={number.year}).sum())",
    ]


def _bridged(answer: Answer, runs: Sequence[str]) -> list[str]:
    first, last, *part = answer.numbers
    where = {dim: codes for dim, codes in first.kept.items() if dim != "year"}
    by, own = kept_to(last, part[0]) if part else ("", "")
    asked = f"{runs[0]}, {runs[1]}, {first.year}, {last.year}, {by or None!r}, {where!r}, {first.measure!r}"
    kept = f" & (found[{by!r}] == {own!r})" if by else ""
    return [
        f"found = spinemkt.bridge({asked})",
        f"print(found.loc[(found['effect'] == {answer.form!r}){kept}, 'value'].sum())  # {FORMS[answer.form].words}",
    ]
