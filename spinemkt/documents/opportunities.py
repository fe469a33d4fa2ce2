"""Opportunities: every card in one ranking and the cards of one kind as scenarios, and what an own offer could win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.strategy import conditions, gains, opportunities
from spinemkt.analysis.strategy.opportunities import Reach, Stake
from spinemkt.analysis.view import View, span_words
from spinemkt.charts.opportunities import at_stake
from spinemkt.charts.style import Chart
from spinemkt.documents.blocks import (
    Cell,
    Choice,
    Columns,
    Control,
    Definitions,
    Details,
    Empty,
    Exhibit,
    Head,
    Note,
    Offer,
    Page,
    Progress,
    Section,
    Table,
    Tabs,
    Title,
)
from spinemkt.documents.options import DECIDE_TABS, FIRST_KIND
from spinemkt.documents.own_offer import own_offer
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.figures.figure import Figure
from spinemkt.figures.text import Text, as_text, say
from spinemkt.scenario.cards import Card, deck
from spinemkt.scenario.scenario import Scenario

QUESTION = "How large is each driver, and what could an offer win?"
SPEND = "Spend"
SIZES = ("What changes", "Base case to scenario", "Evidence", "Grade", "Why this size")

Reaches = dict[tuple[str, str], Reach]  # (card, outcome) -> its 80% range


def page(work: Workspace) -> Page:
    """Yield the blocks of the page."""
    money = opportunities.spending(work.view)
    if work.baseline.total(money.measure.name, money.where(year=work.view.span)) == 0:
        yield Head(QUESTION, "Nothing is left under these filters.")
        yield Empty()
        return
    drivers, own = DECIDE_TABS
    yield Tabs("decide_tab", {drivers: partial(_drivers, work), own: partial(own_offer, work, QUESTION)})


def _drivers(work: Workspace) -> Page:
    """Yield the ranking of all cards, and the cards of the kind chosen."""
    view, kinds, cards = work.view, deck().kinds, tuple(deck().cards.values())
    follows = {"follows": "at_stake", "marks": {card.name: card.kind for card in cards}}
    kind = yield Choice("card_kind", "Cards", kinds, FIRST_KIND, "buttons", **follows)  # type: ignore[arg-type]
    everyone = (Scenario(), *(card.preset for card in cards))
    frame = work.compared(opportunities.overview, everyone, view, cards, wait=f"Running {len(cards)} scenarios ...")
    reaches = _reaches(work, kind)
    spread = {name: reach for (name, label), reach in reaches.items() if label == SPEND}
    grades = {card.name: conditions.grade_of(_conditions(work.inputs, card.name)) for card in cards}
    runs = {card.scenario: card.preset for card in cards}
    answer = partial(opportunities.answer, frame, view, grades, spread)
    said = work.kept(work.baseline, ("leading", view, frozenset(spread.items())), answer)
    yield Head(QUESTION, said, runs=runs)
    names = work.inputs.country_names
    draw = partial(at_stake, frame, view, work.theme, kinds, kind, grades, spread, names)
    chart: Chart = work.kept(work.baseline, ("at_stake", view, work.theme, kind, frozenset(spread.items())), draw)
    measure, words = opportunities.spending(view).measure.name, "Base case beside the ready-made scenario of each card"
    selected = yield Exhibit("at_stake", chart, measure, scenario=words, selects=True, runs=runs)
    if view.quantity != "spend":
        yield Note("Stakes are weighed in payer spend on this page, whatever measure the sidebar counts.")
    if spread:
        yield Note(opportunities.how_to_read(view))
    yield Progress(f"Ranges: {{done}} of {{count}}, {work.draws:,} simulations each")
    yield Section("Card by card", "Each is a ready-made scenario; figures are scenario vs base case, undiscounted.")
    shown = sorted(deck().of_kind(kind), key=lambda card: card.name != selected)
    for first in range(0, len(shown), 2):
        pair = [_card(work, card, reaches) for card in shown[first : first + 2]]
        yield Columns([*pair, *[_nothing()] * (2 - len(pair))])


def _nothing() -> Page:
    yield from ()


# Ranges


def _reaches(work: Workspace, kind: str) -> Reaches:
    """The ranges at hand: of the spend of every card, and of what the cards of a kind are judged by."""
    if not work.parts:
        return {}
    drawn = opportunities.coarse(work.view, work.inputs.region_of_country)  # finer draws take minutes
    found = {}
    for card in deck().cards.values():
        labels = [SPEND, card.stake] if card.kind == kind else [SPEND]
        labels = [label for label in dict.fromkeys(labels) if opportunities.asked(label, work.view) is not None]
        for label in labels:
            make = partial(_reach, work, drawn, card, label, labels)
            reach = work.later(work.run(drawn, Scenario()), _key(drawn, card, label), make)
            if reach is not None:
                found[card.name, label] = _scaled(work, reach, drawn, card, label)
    return found


def _reach(work: Workspace, drawn: View, card: Card, label: str, labels: Sequence[str]) -> Reach:
    """The range of an outcome of a card; those of its other outcomes are made of the same draws, and kept."""
    base = work.simulations(drawn, drawn.span, Scenario())
    asked = {one: question for one in labels if (question := opportunities.asked(one, drawn))}
    questions = [(one.measure.name, (), {**one.where, "year": drawn.span}) for one in asked.values()]
    work.answer(base, questions)
    run = work.passing(drawn, base.setting.years, card.preset, questions)
    found = {}
    for one, question in asked.items():
        make = partial(opportunities.reach, run, base, question, drawn)
        found[one] = work.kept(work.run(drawn, Scenario()), _key(drawn, card, one), make)
    return found[label]


def _key(drawn: View, card: Card, label: str) -> tuple:
    return ("reach", drawn.numbers, card.name, label)


def _scaled(work: Workspace, reach: Reach, drawn: View, card: Card, label: str) -> Reach:
    """The range under the workspace's view, in proportion to that of the coarser view that was drawn."""
    view = work.view
    if drawn == opportunities.spending(view.timeless):  # nothing finer is kept
        return reach
    pair = (Scenario(), card.preset)
    (mine,), (theirs,) = (work.compared(opportunities.stakes, pair, each, (label,)) for each in (view, drawn))
    return opportunities.in_proportion(reach, mine, theirs)


# Cards


def _card(work: Workspace, card: Card, reaches: Reaches) -> Page:
    """Yield one card: what is at stake, when, on what it rests, for whom, what has to be true, and its scenario."""
    view, years = work.view, dict.fromkeys((work.view.year, work.view.years[1]))
    pair, runs = (Scenario(), card.preset), {card.preset.name: card.preset}
    own = tuple((label, reach) for (name, label), reach in reaches.items() if name == card.name)
    heads = ("Change vs base case", *map(str, years), f"cumulative {span_words(view.years)}")
    rows = work.compared(_rows, pair, view, card, own)
    numbers = frozenset(range(1, len(heads)))
    yield Title(card.title)
    yield Note(card.story)
    yield Table(f"stakes_{card.name}", heads, rows, "", "", "stakes", numbers, named=True, narrow="", runs=runs)
    told = _conditions(work.inputs, card.name)
    market = support(work.inputs, "spend", opportunities.spending(view).where("spend", **_acts_on(card))).strip()
    when, gain, loss = work.compared(_when_and_who, pair, view, card)
    facts = (
        ("When", when),
        ("Evidence", f"{conditions.grade_words(told)}. The market it acts on: {market}."),
        (f"Gain in {view.years[1]}", gain),
        (f"Lose in {view.years[1]}", loss),
        ("What would have to be true", conditions.sentences(told)),
    )
    yield Definitions(f"gain_{card.name}", facts, runs=runs)
    if work.scenario.changes == card.preset.changes:
        yield Note("This is your scenario now.")
    else:
        yield Control("open", (card.preset, f"card_{card.name}", "Open as my scenario", "secondary"))
    yield Details(f"why_{card.name}", "Why these sizes", card.title, partial(_sizes, work, card))
    if card.related:
        yield Offer(f"also_{card.name}", [(f"See also: {one.name}", one) for one in card.related], quiet=True)


def _rows(runs: Runs, view: View, card: Card, reaches: tuple[tuple[str, Reach], ...]) -> list[list[Cell]]:
    """A row an outcome: in the year shown unless it is the last, in the last, and of all years, over their ranges."""
    rows = []
    for stake in opportunities.stakes(runs, view, card.outcomes):
        reach = dict(reaches).get(stake.asked.label)
        cells = [Cell(stake.asked.label, stake.asked.unit)]
        cells += [Cell(stake.asked.said(stake.shown))] if view.year != view.years[1] else []
        for figure, ends in ((stake.last, reach and reach.last), (stake.together, reach and reach.together)):
            between = _between(stake, figure, ends, reach.exact) if reach and ends else Text()
            cells.append(Cell(stake.asked.said(figure), between))
        rows.append(cells)
    return rows


def _between(stake: Stake, figure: Figure, ends: tuple[float, float], exact: bool) -> Text:
    """The range of an amount; its ends can be asked where they are of its own draws."""
    low, high = (
        stake.asked.said(replace(figure.at(level), value=end))
        for level, end in zip(opportunities.ENDS, ends, strict=True)
    )
    words = say("{low} to {high}", low=low, high=high)
    return words if exact and figure.number else as_text(str(words))


def _when_and_who(runs: Runs, view: View, card: Card) -> tuple[str, Text, Text]:
    """When a card takes effect, who gains and who loses, as sentences."""
    when = opportunities.timing_words(opportunities.timing(runs, view, card.stake), view.years[1])
    gain, loss = gains.who_words(gains.who(runs, view))
    return f"{when}.", gain + ".", loss + "."


def _acts_on(card: Card) -> Mapping[str, tuple[str, ...]]:
    """The modalities that the scenario of a card changes, where it names some."""
    named = dict.fromkeys(code for change in card.preset.changes for code in change.codes.get("modality", ()))
    return {"modality": tuple(named)} if named else {}


def _sizes(work: Workspace, card: Card) -> Page:
    """Yield every change of a card's scenario with its evidence range, grades and the reason for its size."""
    rows = [
        (
            condition.label,
            f"{condition.old} to {condition.new}{f', {condition.when}' if condition.when else ''}",
            f"{condition.low} to {condition.high}",
            ", ".join(sorted(set(condition.grades))),
            condition.change.note,
        )
        for condition in _conditions(work.inputs, card.name)
    ]
    yield Note(f"Scenario: {card.scenario}. {card.preset.story}")
    yield Table(f"sizes_{card.name}", SIZES, rows)


@cached_on_first
def _conditions(loaded: Inputs, name: str) -> tuple[conditions.Condition, ...]:
    return tuple(conditions.conditions(deck().cards[name].preset, loaded))
