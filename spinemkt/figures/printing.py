"""How an expression reads: in words, and as lines of Python on the public contract that print it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from spinemkt.figures.bounds import outcome_in
from spinemkt.figures.expression import (
    OPERATIONS,
    Amount,
    AtExpected,
    Call,
    Constant,
    Expression,
    Operation,
    People,
    Quantile,
)
from spinemkt.figures.figure import Figure
from spinemkt.model.attribute_parts import words as part_words
from spinemkt.model.measures import PLACE
from spinemkt.scenario.scenario import BASELINE, Scenario

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

Scenarios = Mapping[str, Scenario]


def words(expression: Expression) -> str:
    """Say how a number is made of its amounts: first / second - 1."""
    expression = expression.inner if isinstance(expression, Quantile) else expression
    if isinstance(expression, Amount):
        return "the amount itself"
    amounts = list(expression.amounts)
    names = ["the amount"] if len(amounts) == 1 else [ordinal(place) for place in range(len(amounts))]

    def leaf(node: Expression) -> str:
        if isinstance(node, Constant):
            return node.words or f"{node.number:,g}"
        if isinstance(node, People):
            return "people of the place"
        if isinstance(node, AtExpected):
            return "what it is at expected values"
        if isinstance(node, Call):
            return node.function.words.format(*(leaf(one) for one in node.args))
        return names[amounts.index(node)]  # type: ignore[arg-type]

    return _printed(expression, leaf, "words")


def ordinal(place: int) -> str:
    """What the amount at a place, from 0 on, is called among several."""
    return ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"


def _printed(node: Expression, leaf: Callable[[Expression], str], form: str, needs: int = 0) -> str:
    """Print an operation with brackets where a part would come apart; leaf prints all other nodes."""
    if not isinstance(node, Operation):
        return leaf(node)
    kind = OPERATIONS[node.name]
    parts = [_printed(part, leaf, form, kind.needs) for part in node.args]
    text = getattr(kind, form).format(*parts, all=" + ".join(parts), years=node.years)
    return f"({text})" if kind.binds < needs else text


def python(figure: Figure, scenarios: Scenarios, scope: str, include_myeloma: bool, data: str, draws: int) -> str:
    """Write Python on the public contract that prints a figure again.

    scenarios: by the names of runs. draws: how many there are, where it is made of draws.
    """
    setting = f"scope={scope!r}, include_myeloma={include_myeloma}"
    setting = f"draws={draws}, {setting}, years={figure.years}" if figure.of_draws else setting
    body = _Lines(figure, scenarios, setting).body()
    needs = ["import numpy"] if any("numpy." in line for line in body) else []
    return "\n".join([*needs, "import spinemkt", "", f"inputs = spinemkt.load_inputs()  # data {data}", *body, ""])


class _Lines:
    """Collects, while an expression is printed, the lines that make its runs or draws and its amounts."""

    def __init__(self, figure: Figure, scenarios: Scenarios, setting: str) -> None:
        self._figure, self._scenarios, self._setting = figure, scenarios, setting
        self._function, self._stem = ("simulate", "drawn") if figure.of_draws else ("run", "result")
        self._runs: dict[str, str] = {}
        self._amounts: list[Amount] = []
        self._lines: list[str] = []

    def body(self) -> list[str]:
        """The lines that print the figure."""
        inner, expression = self._figure.inner, self._figure.expression
        written = _printed(inner, self._leaf, "python")
        alone, whole = isinstance(inner, Amount), words(inner)
        if isinstance(expression, Quantile):
            of = "" if alone else f", simulation by simulation: {whole}"
            says = f"percentile {expression.level * 100:g} of the simulations{of}"
            return [*self._lines, f"print(float(numpy.quantile({written}, {expression.level})))  # {says}"]
        if not alone:
            return [*self._lines, f"print(float({written}))  # {whole}"]
        return [*self._lines, f"print({written})  # {self._figure.measure.unit}"]

    def _leaf(self, node: Expression) -> str:
        if isinstance(node, Constant):
            return f"{node.number!r}"
        if isinstance(node, People):
            return _people(node.amount)
        if isinstance(node, AtExpected):
            return f"{self._run(node.amount.run)}.central.total({node.amount.measure!r}, {node.amount.kept!r})"
        if isinstance(node, Call):
            return node.function.python(node.args, [self._run(one.run) for one in node.args], self._leaf)
        assert isinstance(node, Amount)
        return self._amount(node)

    def _amount(self, amount: Amount) -> str:
        """The name of an amount; its line is written at its first use."""
        if amount not in self._amounts:
            self._amounts.append(amount)
            self._lines.append(f"{self._name(amount)} = {self._made(amount)}")
        return self._name(amount)

    def _name(self, amount: Amount) -> str:
        many = len(self._figure.amounts) > 1
        return f"number_{self._figure.amounts.index(amount) + 1}" if many else "number"

    def _made(self, amount: Amount) -> str:
        if amount.end:
            asked = outcome_in(amount.measure, amount.kept)
            outcome = f"spinemkt.Outcome({asked.measure!r}, {asked.where!r}, {asked.year})"
            given = f"inputs, {self._scenario(amount.run)}, {outcome}, {self._setting}, only=[{amount.moved!r}]"
            return f"spinemkt.tornado({given})['at_{amount.end}'].item()  # {amount.moved} at its {amount.end} end"
        run = self._run(amount.run)
        if self._figure.of_draws:
            return f"{run}.values({amount.measure!r}, (), {amount.kept!r})[0]"
        if amount.part:
            asked_of = f"{run}, {amount.measure!r}, {amount.kept!r}, {amount.part!r}"
            return f"spinemkt.part_of({asked_of})  # {part_words(amount.part)}"
        return f"spinemkt.lineage({run}, {amount.measure!r}, {amount.kept!r}).value"

    def _run(self, name: str) -> str:
        """The name of a run or of draws; its lines are written at their first use."""
        if name not in self._runs:
            self._runs[name] = self._stem if not self._runs else f"{self._stem}_{len(self._runs) + 1}"
            scenario = self._scenario(name)
            self._lines.append(f"{self._runs[name]} = spinemkt.{self._function}(inputs, {scenario}, {self._setting})")
        return self._runs[name]

    def _scenario(self, name: str) -> str:
        scenario = self._scenarios.get(name, Scenario())
        if not scenario.changes:
            return "None"
        code = replace(scenario, name=scenario.name or "Scenario", found=()).to_link()
        said = " ".join(scenario.name.split()) or BASELINE
        self._lines.append(f"scenario = spinemkt.Scenario.from_link({code!r})  # {said}")
        return "scenario"


def _people(amount: Amount) -> str:
    kept = [f"{dim} in {codes!r}" for dim, codes in amount.kept.items() if dim in PLACE]
    places = f".query({' and '.join(kept)!r})" if kept else ""
    return f"float(inputs.population.sel(country=list(inputs.countries{places}.index), year={amount.year}).sum())"
