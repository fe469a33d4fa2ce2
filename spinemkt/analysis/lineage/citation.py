"""What a number is called, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spinemkt.analysis.narrative import what
from spinemkt.analysis.scenarios.bridge import EFFECTS, MEANINGS
from spinemkt.analysis.view import few, span_words
from spinemkt.figures.expression import Amount, Call, Constant, Expression, Operation
from spinemkt.figures.figure import Figure, written
from spinemkt.model.measures import MEASURES
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.terms import DIMENSIONS
from spinemkt.wording import inside, signed


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


def between(answer: Figure, low: float, high: float) -> str:
    """Write the range of an answer in words, the unit once where both ends have it: 1.0 to 3.0% a year."""
    signs = answer.kind == "size percent"
    one, other = (signed(end) if signs else written(answer, end) for end in (low, high))
    number, _, unit = one.partition(" ")
    return f"{number if unit == other.partition(' ')[2] and number[-1:].isdigit() else one} to {other}"


def subject(number: Amount, country_names: Mapping[str, str]) -> str:
    """Say what a number is of: Spend, SBRT / SRS, Europe, 2035."""
    said = [f"part of {inside(what(MEASURES[number.measure]))}" if number.part else what(MEASURES[number.measure])]
    for dim, kept in sorted(number.kept.items(), key=lambda item: item[0] == "year"):
        labels = country_names if dim == "country" else DIMENSIONS.get(dim, {})
        said.append(_years(number.years) if dim == "year" else few([str(labels.get(str(code), code)) for code in kept]))
    return ", ".join(said)


def _years(years: Sequence[int]) -> str:
    first, last = years[0], years[-1]
    return span_words((first, last)) if len(years) == last - first + 1 else few([str(year) for year in years])


def named(figure: Figure, country_names: Mapping[str, str]) -> str:
    """The name of a figure: its own, or what it is of, and which percentile of its draws it is."""
    level = "" if figure.level is None else f", percentile {figure.level * 100:g} of the simulations"
    return f"{figure.label or _subjects(figure, country_names)}{level}"


def _subjects(figure: Figure, country_names: Mapping[str, str]) -> str:
    amounts, expression = figure.amounts, figure.inner
    first, *rest = [subject(amount, country_names) for amount in amounts]
    if isinstance(expression, Call) and expression.function.name in MEANINGS:
        last = subject(amounts[-1], country_names)
        return f"{EFFECTS[expression.function.name]} effect on {inside(last)}, from {inside(first)}"
    if isinstance(expression, Operation) and expression.years and _is_pair(expression):
        return f"{first}, {expression.name} a year to {amounts[-1].year}"
    between = _between(figure)
    if rest[:1] == [first]:  # the same of two runs
        one, other = (_whose(amount.run) for amount in amounts[:2])
        return f"{first}: {one} {between} {other}"
    return f"{first} {between} {inside(rest[0])}" if rest else first


def _between(figure: Figure) -> str:
    """The words between the two amounts of a figure."""
    made: Expression = figure.inner
    scale = 1.0
    if isinstance(made, Operation) and isinstance(last := made.args[-1], Constant):
        made, scale = made.args[0], last.number
    if not (isinstance(made, Operation) and _is_pair(made)):
        return "against"
    per = {100.0: "for every 100 of", 1000.0: "per 1,000 of"}.get(scale, "")
    ratio = {"percent": "as a share of", "mean": "for each of"}.get(figure.kind, per)
    return {"/": ratio, "-": "less"}.get(made.name) or "against"


def _is_pair(made: Operation) -> bool:
    return all(isinstance(part, Amount) for part in made.args)


def _whose(run: str) -> str:
    return {"": "the scenario", BASELINE: "the base case"}.get(run, f'"{run}"')
