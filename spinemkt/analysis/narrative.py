"""What a view says in words: the headline and the tiles. All computed, none asserted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spinemkt.analysis.lineage.evidence_summary import support
from spinemkt.analysis.market import spend_parts
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import amount, growth
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, say, shown, worded
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.model.result import Result
from spinemkt.wording import digits_beside, inside

# Growth is told and drawn for the largest codes of a dimension only; small ones grow from next to nothing.
LARGEST = 12
NOTHING = "Nothing is left under these filters."


@dataclass(frozen=True)
class Tile:
    """One headline number: label, value with unit, how it changes, how much of it rests on evidence, what it holds."""

    label: str
    value: Text | str
    change: Text | str
    evidence: str
    parts: Text | str = ""


_CARE = ("spend", "episodes")
_MARKETS = {"spend": "Market size (payer spend) is", "revenue": "Market size (manufacturer net revenue) is"}


def what(measure: Measure) -> str:
    """Name a measure in a title: Spend, Patients, Episodes."""
    return measure.label.partition(",")[0].removesuffix(" by modality")


def agreeing(measure: Measure, one: str, many: str) -> str:
    """Choose the form of a verb that goes with a measure's name: spend is, episodes are."""
    return one if measure.money else many


def pair(before: float, after: float, measure: Measure, years: int = 1) -> tuple[str, str]:
    """Write two values beside the change from one to the other, so that it follows from them as they stand."""
    more = more_digits(before, after, measure, years)
    return amount(before, measure, more), amount(after, measure, more)


def more_digits(before: float, after: float, measure: Measure, years: int = 1) -> int:
    """How many more digits two values need beside the change between them, for it to follow from them as written."""
    return digits_beside(lambda value, more: amount(value, measure, more), before, [after], years)


def size(result: Result, view: View) -> float:
    """The view's measure summed over its years; 0 where its filters leave nothing."""
    return result.total(view.measure.name, view.where(year=view.span))


def headline(result: Result, view: View) -> Text:
    """Say the size of the market in the view's first and last year, and its growth."""
    study, (start, end), measure = Study(result), view.years, view.measure
    first, last = (study.amount(measure.name, **view.where(year=year)) for year in view.years)
    if first.number == last.number == 0:
        return as_text(NOTHING)
    if view.of_persons:
        return _patients_headline(study, view)
    does = "Care reaches" if measure.noun == "patients" else "Volume is"
    more = 0 if start == end else more_digits(first.number, last.number, measure, end - start)
    size = shown(first, f"amount +{more}")
    said = say(
        "{subject} {size} in {start}",
        subject=_MARKETS.get(view.quantity, does),
        size=size,
        start=start,
    )
    if start != end:
        said += say(
            ", {moves} to {last} by {end}: {pace}",
            moves="rising" if last.number > first.number else "falling",
            last=shown(last, f"{'money' if measure.money else 'count'} +{more}"),
            end=end,
            pace=growth(first, last),
        )
    said += f" ({view.basis})." if measure.money else "."
    made = spend_parts.parts(result, view, start, str(size)) if measure.money else None
    return said + " " + made.sentence if made else said


def first_and_last(result: Result, view: View) -> tuple[float, float]:
    """The view's measure in its first and its last year."""
    where = view.where()
    first, last = (result.total(view.measure.name, {**where, "year": year}) for year in view.years)
    return first, last


def _patients_headline(study: Study, view: View) -> Text:
    """Say patients found and treated: of all of care, these are the persons; what they receive counts them again."""
    (found, treated), (more_found, more_treated) = (
        [study.amount(name, **view.where(name, year=year)) for name in ("diagnosed", "treated")] for year in view.years
    )
    start, end = view.years
    later = say("; {found:count} and {treated:count} by {end}", found=more_found, treated=more_treated, end=end)
    return say(
        "{found:count} patients are diagnosed and {treated:count} treated at the spine in {start}{later}.",
        found=found,
        treated=treated,
        start=start,
        later=later if start != end else "",
    )


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
    found += [("diagnosed", {}, f"Diagnosed{beside}"), ("treated", {}, f"Patients treated at the spine{beside}")]
    if not view.narrows_care:
        found.append(("episodes", {"treatment_type": "radiation"}, "RT courses"))
        found.append(("episodes", {"treatment_type": "surgery"}, "Surgical procedures"))
    return found


def _tile(result: Result, view: View, measure: str, extra: dict[str, object], label: str) -> Tile:
    where, spec, last = view.where(measure, **extra), MEASURES[measure], view.years[1]
    now, then = (
        Study(result).figure(Amount(measure, {**where, "year": year}), label=f"{label} {year}")
        for year in (view.year, last)
    )
    more = more_digits(now.number, then.number, spec, last - view.year)
    value = shown(now, f"{'money' if spec.money else 'count'} +{more}")
    if not spec.money and 0 < now.number < 10:
        value = worded(now, "fewer than 10")
    change = Text()
    if last > view.year and now.number > 0:
        later = shown(then, f"{'bare money' if spec.money else 'count'} +{more}")
        pace = replace(growth(now, then), label=f"Growth of {inside(label)}")
        change = say("{later} by {last}, {pace}", later=later, last=last, pace=pace)
    evidence = f"evidence: {support(result.inputs, measure, where).strip()}"
    made = spend_parts.parts(result, view, view.year, str(value)) if spec.money else None
    return Tile(f"{label} {view.year}", value, change, evidence, made.line if made else "")
