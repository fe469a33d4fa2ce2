"""What a chart's title states, and its subtitle's words: computed, and never a direction that the numbers lack."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spinemkt.analysis.narrative import what
from spinemkt.analysis.view import View
from spinemkt.figures.figure import amount
from spinemkt.model.measures import Measure
from spinemkt.terms import BASE_YEAR, END_USERS, MODALITIES, PRIMARIES, REGIONS, SCOPES, TREATMENT_TYPES
from spinemkt.wording import count, growth, inside, listing, money, percent

PLACES = ("region", "country", "tier")


def years_words(years: tuple[int, int]) -> str:
    """Say which years are shown, and which of them are projection: 'projection 2026-2035'."""
    first, last = years
    span = str(first) if first == last else f"{first}-{last}"
    if first > BASE_YEAR:
        return f"projection {span}"
    return span if last <= BASE_YEAR else f"{span}, projection after {BASE_YEAR}"


def subtitle(words: str, view: View, country_names: Mapping[str, str], measure: Measure | None = None) -> str:
    """Append to a chart's quantity, unit and years the filters that are set, and what to bear in mind of its measure.

    measure: the chart's, where it is not the view's.
    """
    chosen = [
        [MODALITIES[code] for code in view.modality] or [TREATMENT_TYPES[code] for code in view.treatment_type],
        [country_names[code] for code in view.country] or [REGIONS[code] for code in view.region],
        [PRIMARIES[code] for code in view.primary],
        [END_USERS[code] for code in view.end_user],
    ]
    kept = [listing(labels if len(labels) < 4 else [*labels[:2], f"{len(labels) - 2} more"]) for labels in chosen]
    if view.quantity == "spend" and view.scope != View.scope:
        kept.append(inside(SCOPES[view.scope]))
    return "; ".join(part for part in (words, *kept, (measure or view.measure).caution) if part)


def named(label: str, dimension: str) -> str:
    """Write a label inside a sentence: places keep their capital, and the rest of the primaries says what it is."""
    if label == "Others" and dimension == "primary_group":
        return "other primaries"
    return label if dimension in PLACES else inside(label)


def largest(values: pd.Series, measure: Measure, dimension: str, year: int, per: str = "") -> str:
    """State who is largest: 'North America spends most: 5.9 of 13.6 bn USD in 2026'. values: by label.

    per: what each amount is counted by, ' per million people'; such amounts have no sum.
    """
    values = values.sort_values(ascending=False)
    top = amount(float(values.iloc[0]), measure) if len(values) else ""
    if not len(values) or values.iloc[0] <= 0:
        return f"No {what(measure).lower()}{per} in {year}"
    if len(values) == 1:
        return f"{values.index[0]}: {top}{per} in {year}"
    first = [str(label) for label, value in values.items() if amount(float(value), measure) == top]
    if len(first) > 1:
        who = listing(first) if len(first) < 4 else f"{len(first)} of {len(values)}"
        return f"{who} are level at the top: {top}{per} each in {year}"
    figure = part_of(float(values.iloc[0]), float(values.sum()), measure) if not per else top
    if dimension in PLACES:
        does = "spends most" if measure.money else "has most"
        return f"{first[0]} {does}{per}: {figure} in {year}"
    return f"Largest: {named(first[0], dimension)}, {figure} in {year}"


def largest_cell(values: pd.Series, measure: Measure, year: int) -> str:
    """State the largest cell of two dimensions crossed. values: by 'medication in breast'."""
    values = values.sort_values(ascending=False)
    if not len(values) or values.iloc[0] <= 0:
        return f"No {what(measure).lower()} in {year}"
    top = amount(float(values.iloc[0]), measure)
    first = [str(label) for label, value in values.items() if amount(float(value), measure) == top]
    if len(first) > 1:
        who = listing(first) if len(first) < 4 else f"{len(first)} of {len(values)}"
        return f"Largest cells: {who}, {top} each in {year}"
    return f"Largest cell: {first[0]}, {part_of(float(values.iloc[0]), float(values.sum()), measure)} in {year}"


def over_years(first: pd.Series, last: pd.Series, measure: Measure, dimension: str, years: tuple[int, int]) -> str:
    """State how the whole moves and who moves it: 'Medication gains most, 1.1 bn USD: spend rises from ...'."""
    if years[0] == years[1]:
        return largest(last, measure, dimension, years[1])
    subject = what(measure)
    if first.sum() <= 0 and last.sum() <= 0:
        return f"No {subject.lower()} in {years[0]}-{years[1]}"
    verb, figures = _move(float(first.sum()), float(last.sum()), measure)
    head = f"{subject} {verb}{'' if subject.endswith('s') else 's'} {figures} by {years[1]}"
    gain = (last - first).sort_values(ascending=False)
    if verb == "stay" or len(gain) < 2:
        return head
    gain, kind = (gain, "gain") if verb == "rise" else (-gain[::-1], "lose")
    texts = [amount(float(value), measure) for value in gain.iloc[:2]]
    if texts[0] == texts[1] or gain.iloc[0] <= 0:
        return head
    name, rest = named(str(gain.index[0]), dimension), inside(head)
    return f"{name[:1].upper()}{name[1:]} {kind}s most, {texts[0]}: {rest}"


def share_over_years(
    first: pd.Series, last: pd.Series, measure: Measure, dimension: str, years: tuple[int, int]
) -> str:
    """State the share that moves most: 'The share of medication falls from 62 % to 59 %'."""
    noun = what(measure).lower()
    for year, values in zip(years, (first, last), strict=True):
        if values.sum() <= 0:
            return f"No {noun} in {year}"
    if len(last) == 1:
        return f"{last.index[0]}: all {noun} under these filters"
    before, after = first / first.sum(), last / last.sum()
    moves = (after - before).abs()
    if years[0] == years[1] or moves.max() < 0.005:
        top = after.idxmax()
        held = "" if years[0] == years[1] else "Shares hardly move; "
        words = f"{held}largest: {named(str(top), dimension)} with {percent(after[top], 0)} of {noun} in {years[1]}"
        return words[:1].upper() + words[1:]
    code = moves.idxmax()
    digits = 0 if percent(before[code], 0) != percent(after[code], 0) else 1
    verb = "rises" if after[code] > before[code] else "falls"
    ends = f"from {percent(before[code], digits)} to {percent(after[code], digits)}"
    return f"The share of {named(str(code), dimension)} in {noun} {verb} {ends} by {years[1]}"


def fastest(pace: pd.Series, dimension: str, years: tuple[int, int], whole: int) -> str:
    """State the ends of a ranking by yearly growth. pace: by label; whole: how many codes there are."""
    pace = pace.sort_values(ascending=False)
    if not len(pace):
        return f"No growth to show for {'-'.join(map(str, dict.fromkeys(years)))}"
    names = [named(str(label), dimension) for label in pace.index]
    top, low = growth(float(pace.iloc[0])), growth(float(pace.iloc[-1]))
    if len(pace) == 1:
        return f"Growth in {names[0]}: {top}"
    among = f" of the {len(pace)} largest" if whole > len(pace) else ""
    if top == low:
        return f"All{among} change alike: {top}"
    if pace.iloc[0] <= 0 or not _shows(top):
        return f"None{among} grows: {names[0]} {top}, {names[-1]} {low}"
    end = "slowest" if pace.iloc[-1] >= 0 or not _shows(low) else "steepest decline"
    return f"Fastest growth{among}: {names[0]}, {top}; {end}: {names[-1]}, {low.removesuffix(' a year').lstrip('-')}"


def gains(
    first: pd.Series, last: pd.Series, pace: pd.Series, measure: Measure, years: tuple[int, int], whole: int
) -> str:
    """State which place adds most and which grows fastest. All by label."""
    if years[0] == years[1] or not len(first):
        return f"No growth to show for {'-'.join(map(str, dict.fromkeys(years)))}"
    if len(first) == 1:
        verb, figures = _move(float(first.iloc[0]), float(last.iloc[0]), measure)
        subject = what(measure)
        return f"{subject} in {first.index[0]} {verb}{'' if subject.endswith('s') else 's'} {figures} by {years[1]}"
    gain = last - first
    adds = gain.idxmax()
    among = f"Of the {len(first)} largest, " if whole > len(first) else ""
    if gain[adds] <= 0 or not _shows(amount(float(gain[adds]), measure)):
        loses = gain.idxmin()
        loss = amount(float(-gain[loses]), measure)
        end = f"; {loses} loses most, {loss}" if _shows(loss) else ""
        return f"{among}{'none' if among else 'None'} grows by {years[1]}{end}"
    quick = pace.idxmax()
    added = f"{among}{adds} adds most by {years[1]}, {amount(float(gain[adds]), measure)}"
    who = "and" if adds == quick else f"; {quick}"
    return f"{added}{'' if who[0] == ';' else ', '}{who} grows fastest, {growth(float(pace[quick]))}"


def part_of(part: float, whole: float, measure: Measure) -> str:
    """Write a part beside its whole, the unit once where both share it: '5.9 of 13.6 bn USD'."""
    one, all_of_it = amount(part, measure), amount(whole, measure)
    return f"{_bare(one, all_of_it)} of {all_of_it}"


def _move(a: float, b: float, measure: Measure) -> tuple[str, str]:
    """Return rise, fall or stay as the written figures show it, and the figures; a count's name is the subject's."""
    one, other = money(a) if measure.money else count(a), money(b) if measure.money else count(b)
    if one == other:
        return "stay", f"at {other}"
    return ("rise" if b > a else "fall"), f"from {_bare(one, other)} to {other}"


def _bare(one: str, other: str) -> str:
    """Drop the unit of a figure that is followed by another figure with the same unit."""
    number, _, unit = one.partition(" ")
    return number if unit and unit == other.partition(" ")[2] else one


def _shows(figure: str) -> bool:
    return any(digit in figure.partition(" ")[0] for digit in "123456789")
