"""What the numbers of the Opportunities page answer: stakes less the baseline, and the market of an offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from spinemkt.analysis.asked.ranges import HIGH, LOW, range_ends
from spinemkt.analysis.decide import offer as market
from spinemkt.analysis.decide import opportunities
from spinemkt.analysis.decide.offer import REACH, measure_of, share_path, where_of_offer
from spinemkt.analysis.decide.opportunities import Reach
from spinemkt.analysis.lineage.question import Question, compose
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.sure.spread import Spread, between
from spinemkt.analysis.view import View, span_words
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.scenario.offer import Offer
from spinemkt.scenario.scenario import BASELINE, Scenario
from spinemkt.scenario.text import LONGEST
from spinemkt.wording import signed

BARE = "Without the premium"
Reaches = Sequence[tuple[str, Reach]]  # of outcomes, by label

SHARE, ADDED = "share: your assumption", "added up"


def gap(asked: opportunities.Asked, by: Sequence[str], form: str, years: object, column: str = "value") -> Question:
    """An outcome under a scenario less the baseline. by: RUN where rows name the scenario. form: difference, added."""
    where = {**asked.where, "year": years}
    base = Question(asked.measure.name, (), where, run=BASELINE)
    return Question(asked.measure.name, tuple(by), where, column, form, base)


def stakes(runs: Runs, view: View, labels: Sequence[str]) -> list[Figure | None]:
    """What the cells of a card's table answer, row by row; None where nothing changes.

    runs: the baseline, then the scenario. Cells: the year shown unless it is the last, the last, all added up.
    """
    found: list[Figure | None] = []
    for stake in opportunities.stakes(runs, view, labels):
        cells = [(stake.shown, view.year, "difference")] if view.year != view.years[1] else []
        cells += [(stake.last, view.years[1], "difference")]
        for value, year, form in [*cells, (stake.together, view.span, "added")]:
            question = replace(gap(stake.asked, (), form, year), run=runs[1][0])
            when = year if form == "difference" else f"{span_words(view.years)} {ADDED}"
            label = f"{stake.asked.label}, {runs[1][0]} less the baseline, {when}"
            found.append(question.answer({}, label, stake.asked.figure(value)) if value else None)
    return found


def reaches(runs: Runs, view: View, labels: Sequence[str], found: Reaches) -> list[Figure | None]:
    """What the ends of the ranges under those cells answer, two a cell; None where there is no range."""
    answers, ends = iter(stakes(runs, view, labels)), []
    for stake in opportunities.stakes(runs, view, labels):
        reach = dict(found).get(stake.asked.label)
        cells = [reach.last, reach.together] if reach else [None, None]
        for pair in [*([None] if view.year != view.years[1] else []), *cells]:
            ends += _ends(next(answers), pair, stake.asked.figure)
    return ends


def leading(frame: pd.DataFrame, view: View, found: Mapping[str, Reach]) -> list[Figure]:
    """The figures of the page's sentence. frame: as `overview` gives it. found: ranges whose ends can be asked."""
    row, asked = opportunities.leading(frame), opportunities.asked("Spend", view)
    if row is None or asked is None:
        return []

    def write(value: float) -> str:
        return signed(value, lambda size: amount(size, asked.measure))

    whole, reach = _together(row, asked, view, write(float(row["together"]))), found.get(str(row["name"]))
    return [whole, *filter(None, _ends(whole, reach.together if reach else None, write))]


def _ends(
    answer: Figure | None, ends: tuple[float, float] | None, write: Callable[[float], str]
) -> list[Figure | None]:
    if answer is None or ends is None:
        return [None, None]
    return [answer.at(level, write(end)) for level, end in zip((LOW, HIGH), ends, strict=True)]


def extremes(frame: pd.DataFrame, view: View) -> tuple[Figure, ...]:
    """The figures of the ranking's title: of the card that moves most, and of the one that takes most off."""
    asked, moved = opportunities.asked("Spend", view), frame[frame["together"] != 0]
    if asked is None or moved.empty:
        return ()
    found = []
    for _, row in pd.concat([moved.head(1), moved[moved["together"] < 0].head(1)]).iterrows():
        answer = _together(row, asked, view, amount(abs(float(row["together"])), asked.measure))
        if row["together"] < 0:  # said without its sign: the baseline less the card's
            label = f"Spend, the baseline less {row['scenario']}, {span_words(view.years)} {ADDED}"
            answer = compose(answer.amounts[::-1], "added", label, answer.shown)
        found.append(answer)
    return tuple(found)


def _together(row: pd.Series, asked: opportunities.Asked, view: View, shown: str) -> Figure:
    """A card's spend less the baseline, added up."""
    question = replace(gap(asked, (), "added", view.span), run=str(row["scenario"]))
    label = f"Spend, {row['scenario']} less the baseline, {span_words(view.years)} {ADDED}"
    return question.answer({}, label, shown)


def runs(offer: Offer, scenario: Scenario) -> dict[str, Scenario]:
    """The scenarios, by the names of their runs, that tell what an attribute adds to spend; none where none is asked.

    What payers spend because of an attribute is spend less that without its premium: this is how it is made anew.
    """
    if not offer.attribute:
        return {}
    change, found = market.without_premium(offer.attribute), {}
    for run, one in ((BARE, scenario), (f"{BASELINE}: {BARE}", Scenario())):
        name = f"{one.name}, {BARE.lower()}"[: LONGEST["name"]]
        found[run] = replace(one, name=name, changes=(*one.changes, change), found=())
    return found


def level(
    offer: Offer,
    view: View,
    reach: Sequence[str] = tuple(REACH),
    shares: Mapping[int, float] | None = None,
    column: str = "",
    run: str = "",
) -> Question | None:
    """TAM, SAM or, with the share won by year, SOM of an offer by year; None where the model does not hold it.

    At the offer's own price it is episodes x price. Not held: episodes with an attribute; the baseline is `run`.
    """
    where = where_of_offer(offer, view, reach)
    if (offer.attribute and offer.price is not None) or not all(where.values()):
        return None
    name, price = measure_of(offer, view), 1.0 if offer.price is None else offer.price
    factors = {year: price * (shares[year] if shares is not None else 1.0) for year in shares or view.span}
    own = shares is not None or offer.price is not None
    base = Question(name, ("year",), where, run=f"{run}: {BARE}" if run else BARE) if offer.attribute else None
    form = ("assumed_difference" if own else "difference") if base else ("assumed" if own else "amount")
    return Question(name, ("year",), where, column, form, base, run, factors=factors if own else {})


def shares_of(offer: Offer, years: Sequence[int]) -> dict[int, float]:
    """Share of what it reaches that an offer wins, by year."""
    return dict(zip(years, map(float, share_path(offer, years)), strict=True))


def forecast(offer: Offer, view: View, baseline: bool) -> tuple[Question, ...]:
    """What the columns of a forecast answer, SOM first. baseline: whether SOM under the baseline is one of them."""
    shares = shares_of(offer, view.span)
    found = [
        level(offer, view, shares=shares, column="SOM"),
        level(offer, view, (), column="TAM"),
        level(offer, view, column="SAM"),
    ]
    if baseline:
        found.append(level(offer, view, shares=shares, column="SOM under the baseline", run=BASELINE))
    return tuple(one for one in found if one)


def ends(offer: Offer, view: View, year: int) -> dict[str, Figure]:
    """TAM, SAM and SOM in a year, by name; those that the model holds."""
    asked = {
        "TAM": level(offer, view, ()),
        "SAM": level(offer, view),
        "SOM": level(offer, view, shares=shares_of(offer, [year])),
    }
    notes = {"SOM": f", {SHARE}"}
    return {
        name: one.answer({"year": year}, f"{name} {year}{notes.get(name, '')}") for name, one in asked.items() if one
    }


def served(found: Mapping[str, Figure], shown: str, year: int) -> tuple[Figure, ...]:
    """SAM as a share of TAM; nothing where the model does not hold both. found: as `ends`."""
    if not {"SAM", "TAM"} <= found.keys():
        return ()
    numbers = (*found["SAM"].amounts, *found["TAM"].amounts)
    form = "share" if len(numbers) == 2 else "share_of_difference"
    return (compose(numbers, form, f"SAM as a share of TAM, {year}", shown, "fraction"),)


def price(offer: Offer, view: View, year: int) -> Figure | None:
    """The model's own mean price within reach, of an attribute what it adds to an episode; None for the offer's own."""
    where = {**where_of_offer(offer, view), "year": year}
    if offer.price is not None or not all(where.values()):
        return None
    added, having = (f"{part} {offer.attribute}" if offer.attribute else "" for part in ("premium", "with"))
    numbers = Amount(measure_of(offer, view), where, part=added), Amount("episodes", where, part=having)
    return compose(numbers, "mean", f"Price an episode {year}", unit="an episode")


def funnel(offer: Offer, view: View, year: int) -> tuple[Figure | None, ...]:
    """What the bars of a funnel answer, in its order: TAM, what each limit takes away, SAM, not won, SOM."""
    found, share = ends(offer, view, year), shares_of(offer, [year])[year]
    reach: list[str] = []
    steps = [found.get("TAM")]
    for limit in (name for name in REACH if getattr(offer, name)):
        before, after = level(offer, view, reach), level(offer, view, [*reach, limit])
        reach.append(limit)
        lost = None
        if before and after and not offer.attribute:
            form = "difference" if offer.price is None else "assumed_difference"
            factors = {} if offer.price is None else {year: offer.price}
            lost = replace(before, form=form, base=after, factors=factors).answer({"year": year})
        steps.append(replace(lost, label=f"Outside the {REACH[limit]} reached, {year}") if lost else None)
    rest = level(offer, view, shares={year: 1 - share})
    left = rest.answer({"year": year}, f"Not won {year}, {SHARE}") if rest else None
    return (*steps, found.get("SAM"), left, found.get("SOM"))


def likely(offer: Offer, view: View, spread: Spread | None) -> tuple[Figure, ...]:
    """The ends of the range of SOM in the last year. spread: as `reached` gives it."""
    som = ends(offer, view, view.years[1]).get("SOM")
    if spread is None or som is None:
        return ()
    words = between(*spread.likely(), spread.spec, "and")
    return range_ends(words, som)


def sentence(offer: Offer, view: View, frame: pd.DataFrame) -> list[Figure]:
    """The figures of an offer's sentence. frame: as `forecast` of the offer gives it."""
    last, measure = frame.iloc[-1], opportunities.spending(view).measure
    found, whole = ends(offer, view, int(last["year"])), float(last["sam"]) < float(last["tam"])
    names = ("SOM", "SAM", "TAM") if whole else ("SOM", "SAM")
    kept = [name for name in names if name in found and float(last["som"])]
    return [replace(found[name], shown=amount(float(last[name.lower()]), measure)) for name in kept]
