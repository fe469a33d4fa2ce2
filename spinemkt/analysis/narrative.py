"""What a view says in words: the headline and the tiles. All computed, none asserted."""

from __future__ import annotations

from dataclasses import dataclass

from spinemkt.analysis.lineage import question
from spinemkt.analysis.lineage.support import support
from spinemkt.analysis.market import spend_parts
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure, amount
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.wording import count, digits_beside, growth, inside, yearly_growth

# Growth is told and drawn for the largest codes of a dimension only; small ones grow from next to nothing.
LARGEST = 12


@dataclass(frozen=True)
class Tile:
    """One headline number: label, value with unit and year, how it changes, how much of it rests on evidence.

    answer: what the value answers, so that it can be asked where it comes from. later: the same of the change.
    """

    label: str
    value: str
    change: str
    evidence: str
    answer: Figure | None = None
    later: tuple[Figure, ...] = ()
    parts: str = ""
    part_answers: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what its figures answer in the order of the text; without words where there is nothing to say."""

    text: str
    answers: tuple[Figure, ...] = ()


_CARE = ("spend", "episodes")


def what(measure: Measure) -> str:
    """Name a measure in a title: Spend, Patients, Episodes."""
    return measure.label.partition(",")[0].removesuffix(" by modality")


def agreeing(measure: Measure, one: str, many: str) -> str:
    """Choose the form of a verb that goes with a measure's name: spend is, episodes are."""
    return one if measure.money else many


def pair(before: float, after: float, measure: Measure, years: int = 1) -> tuple[str, str]:
    """Write two values beside the change from one to the other, so that it follows from them as they stand."""
    more = digits_beside(lambda value, more: amount(value, measure, more), before, [after], years)
    return amount(before, measure, more), amount(after, measure, more)


def size(result: Result, view: View) -> float:
    """The view's measure summed over its years; 0 where its filters leave nothing."""
    return result.total(view.measure.name, view.where(year=view.span))


def headline(result: Result, view: View) -> str:
    """Say the size of the market in the view's first and last year, and its growth."""
    (first, last), (a, b) = view.years, first_and_last(result, view)
    if a == 0 and b == 0:
        return "Nothing is left under these filters."
    if view.of_persons:
        return _patients_headline(result, view)
    does = "Care reaches" if view.measure.noun == "patients" else "Care comes to"
    subject = "Payers spend" if view.measure.money else does
    basis = f" ({view.basis})" if view.quantity == "spend" else ""
    if first == last:
        return f"{subject} {amount(a, view.measure)} in {first}{basis}.{_made_of(result, view)}"
    verb = "rising" if b > a else "falling"
    pace = growth(yearly_growth(a, b, last - first))
    start, end = ends(result, view)
    later = end if view.measure.money else end.removesuffix(f" {view.measure.noun}")
    return f"{subject} {start} in {first}, {verb} to {later} by {last}: {pace}{basis}.{_made_of(result, view)}"


def _made_of(result: Result, view: View) -> str:
    found = headline_parts(result, view)
    return f" {found.sentence}" if found else ""


def headline_parts(result: Result, view: View) -> spend_parts.Parts | None:
    """What the first year's spend of the headline is made of, if it is of spend and of several parts."""
    first = view.years[0]
    alone = view.years[1] == first
    shown = amount(first_and_last(result, view)[0], view.measure) if alone else ends(result, view)[0]
    return spend_parts.parts(result, view, first, shown) if view.measure.money else None


def first_and_last(result: Result, view: View) -> tuple[float, float]:
    """The view's measure in its first and its last year."""
    where = view.where()
    first, last = (result.total(view.measure.name, {**where, "year": year}) for year in view.years)
    return first, last


def ends(result: Result, view: View) -> tuple[str, str]:
    """Write the view's measure in its first and its last year, as they stand beside the growth between."""
    return pair(*first_and_last(result, view), view.measure, view.years[1] - view.years[0])


def _patients_headline(result: Result, view: View) -> str:
    """Say patients found and treated: of all of care, these are the persons; what they receive counts them again."""
    found, treated = (
        [count(result.total(name, view.where(name, year=year))) for year in view.years]
        for name in ("diagnosed", "treated")
    )
    later = f"; {found[1]} and {treated[1]} by {view.years[1]}" if view.years[0] != view.years[1] else ""
    return f"{found[0]} patients are diagnosed and {treated[0]} treated locally in {view.years[0]}{later}."


def tiles(result: Result, view: View) -> list[Tile]:
    """Return the headline tiles of a view: market, patients found, patients treated, courses, largest opportunity."""
    return [_tile(result, view, *headline) for headline in _headlines(view)]


def tile_questions(view: View) -> list[tuple[str, tuple[str, ...], dict[str, object]]]:
    """What the value of each tile answers, as a table is asked for: measure, by, where."""
    return [(name, (), view.where(name, **extra, year=view.year)) for name, extra, _ in _headlines(view)]


def _headlines(view: View) -> list[tuple[str, dict[str, object], str]]:
    """Measure, further filters and label of each tile."""
    found: list[tuple[str, dict[str, object], str]] = [(view.measure.name, {}, what(view.measure))]
    if view.narrows_care:
        found += [(name, {}, what(MEASURES[name])) for name in _CARE if name != view.measure.name]
    beside = ", all care" if view.narrows_care else ""
    found += [("diagnosed", {}, f"Diagnosed{beside}"), ("treated", {}, f"Treated locally{beside}")]
    if not view.narrows_care:
        found.append(("episodes", {"treatment_type": "radiation"}, "Radiation courses"))
        found.append(("episodes", {"treatment_type": "surgery"}, "Operations"))
    return found


def _tile(result: Result, view: View, measure: str, extra: dict[str, object], label: str) -> Tile:
    where = view.where(measure, **extra)
    last = view.years[1]
    now, then = (result.total(measure, {**where, "year": year}) for year in (view.year, last))
    spec = MEASURES[measure]
    unit = " USD" if spec.money else f" {spec.noun}"
    start, size = (text.removesuffix(unit) for text in pair(now, then, spec, last - view.year))
    value = f"{start}{unit}" if spec.money else start if now >= 10 or now == 0 else "fewer than 10"
    pace = growth(yearly_growth(now, then, last - view.year))
    change, later = "", tuple[Figure, ...]()
    if last > view.year and now > 0:
        change = f"{size} by {last}, {pace}"
        later = (
            question.amount(measure, {**where, "year": last}, f"{label} {last}", size),
            question.growth(measure, where, (view.year, last), f"Growth of {inside(label)}", pace),
        )
    evidence = f"evidence: {support(result.inputs, measure, where).strip()}"
    name = f"{label} {view.year}"
    answer = question.amount(measure, {**where, "year": view.year}, name, value)
    made = spend_parts.parts(result, view, view.year, value) if spec.money else None
    parts = (made.line, made.line_answers) if made else ("", ())
    return Tile(name, value, change, evidence, answer, later, *parts)
