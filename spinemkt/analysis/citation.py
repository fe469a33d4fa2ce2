"""What a number is called, how to cite it, and how to make it again in Python on the public contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinemkt.analysis.attribute_part import words
from spinemkt.analysis.bridge import EFFECTS, MEANINGS
from spinemkt.analysis.forms import FORMS, OF_DRIVERS, kept_to
from spinemkt.analysis.narrative import amount, what
from spinemkt.analysis.question import Answer, Number
from spinemkt.analysis.view import few
from spinemkt.analysis.wording import growth, inside, money, percent, points, signed, times
from spinemkt.model.measures import MEASURES
from spinemkt.model.query import kept_codes
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


def snippet(answer: Answer, scenarios: Mapping[str, Scenario], scope: str, include_myeloma: bool, data: str) -> str:
    """Write Python on the public contract that prints a number again. scenarios: by the names of runs."""
    of_parts = any(number.part for number in answer.numbers)
    more = ["from spinemkt.analysis.attribute_part import part_of"] if of_parts else []
    needs = [FORMS[answer.form].needs] if FORMS[answer.form].needs else []
    lines = ["import spinemkt", *more, *needs, "", f"inputs = spinemkt.load_inputs()  # data {data}"]
    runs: dict[str, str] = {}
    for name in dict.fromkeys(number.run for number in answer.numbers):
        runs[name] = run = "result" if not runs else f"result_{len(runs) + 1}"
        scenario = scenarios.get(name, Scenario())
        lines += _run(run, scenario, scope, include_myeloma)
    names = []
    for place, number in enumerate(answer.numbers):
        name = "number" if len(answer.numbers) == 1 else f"number_{place + 1}"
        asked = _asked(number, runs[number.run])
        lines.append(f"{name} = spinemkt.lineage({asked})")
        names.append(f"{name}.value")
        if number.part:
            lines.append(f"part_{name} = part_of({asked}, {number.part!r})  # {words(number.part)}")
            names[-1] = f"part_{name}"
    return "\n".join([*lines, *_printed(answer, names, [runs[number.run] for number in answer.numbers]), ""])


def _asked(number: Number, run: str) -> str:
    return f"{run}, {number.measure!r}, {_where(number)!r}"


def _run(name: str, scenario: Scenario, scope: str, include_myeloma: bool) -> list[str]:
    given = f"scope={scope!r}, include_myeloma={include_myeloma}"
    if not scenario.changes:
        return [f"{name} = spinemkt.run(inputs, {given})"]
    code = replace(scenario, name=scenario.name or "Scenario", found=()).to_link()
    return [
        f"scenario = spinemkt.Scenario.from_link({code!r})  # {' '.join(scenario.name.split()) or BASELINE}",
        f"{name} = spinemkt.run(inputs, scenario, {given})",
    ]


def _printed(answer: Answer, names: list[str], runs: list[str]) -> list[str]:
    first = answer.numbers[0]
    if answer.form == "amount":
        return [f"print({names[0]}, {names[0].removesuffix('.value').removeprefix('part_')}.unit)"]
    if answer.form in MEANINGS:
        return _bridged(answer, runs)
    lines = []
    if answer.form in ("per_million", "per_hundred_thousand", "per_person"):
        kept = {dim: codes for dim, codes in _where(first).items() if dim in ("country", "region", "tier")}
        lines = [
            "places = inputs.countries.reset_index()",
            *(f"places = places[places[{dim!r}].isin({codes!r})]" for dim, codes in kept.items()),
            f"people = float(inputs.population.sel(country=list(places['country']), year={first.year}).sum())",
        ]
    written = FORMS[answer.form].python.format(
        *names,
        most=" + ".join(names[:-1]),
        last=names[-1],
        others=" + ".join(names[1:]),
        years=answer.numbers[-1].year - first.year,
        factor=answer.factor,
        runs=runs,
        asked=list(map(_asked, answer.numbers, runs)),
    )
    return [*lines, f"print({written})  # {FORMS[answer.form].words}"]


def _bridged(answer: Answer, runs: list[str]) -> list[str]:
    first, last, *part = answer.numbers
    where = {dim: codes for dim, codes in _where(first).items() if dim != "year"}
    by, own = kept_to(last, part[0]) if part else ("", "")
    asked = f"{runs[0]}, {runs[1]}, {first.year}, {last.year}, {by or None!r}, {where!r}, {first.measure!r}"
    kept = f" & (found[{by!r}] == {own!r})" if by else ""
    return [
        f"found = spinemkt.bridge({asked})",
        f"print(found.loc[(found['effect'] == {answer.form!r}){kept}, 'value'].sum())  # {FORMS[answer.form].words}",
    ]


def _where(number: Number) -> dict[str, list[object]]:
    return {dim: sorted(kept_codes(codes), key=str) for dim, codes in number.where.items()}


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
    if answer.form in ("difference", "added") or answer.form in MEANINGS:
        return signed(value, lambda size: amount(size, measure))
    if answer.form == "mean":
        return f"{money(value)} {answer.unit}".rstrip()
    if answer.form.endswith("per_thousand"):
        return f"{amount(value, measure)} {answer.unit}".rstrip()
    per = {"per_million": " per million people", "per_person": " a person"}
    return f"{amount(value, measure)}{per.get(answer.form, '')}"


def subject(number: Number, country_names: Mapping[str, str]) -> str:
    """Say what a number is of: Spend, SBRT / SRS, Europe, 2035."""
    said = [f"part of {inside(what(MEASURES[number.measure]))}" if number.part else what(MEASURES[number.measure])]
    for dim, kept in _where(number).items():
        labels = country_names if dim == "country" else DIMENSIONS.get(dim, {})
        said.append(few([str(labels.get(str(code), code)) for code in kept]))
    return ", ".join(said)


def named(answer: Answer, country_names: Mapping[str, str]) -> str:
    """The name of a number: its own, or what it is of."""
    if answer.label:
        return answer.label
    first, *rest = [subject(number, country_names) for number in answer.numbers]
    if answer.form in MEANINGS:
        last = subject(answer.numbers[-1], country_names)
        return f"{EFFECTS[answer.form]} effect on {inside(last)}, from {inside(first)}"
    joined = {
        "share": "as a share of",
        "mean": "for each of",
        "difference": "less",
        "drawn_difference": "less",
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
