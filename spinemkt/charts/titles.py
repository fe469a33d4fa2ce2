"""What a chart's title states, and its subtitle's words: computed, and never a direction that the numbers lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spinemkt.analysis.narrative import what
from spinemkt.analysis.view import View
from spinemkt.figures.figure import Figure, combined, growth
from spinemkt.figures.text import Text, as_text, say, shown, unit_once, worded
from spinemkt.model.measures import Measure
from spinemkt.terms import BASE_YEAR, END_USERS, MODALITIES, PRIMARIES, REGIONS, SCOPES, TREATMENT_TYPES
from spinemkt.wording import inside, listing

PLACES = ("region", "country", "tier")

Labels = Mapping[str, str]  # by code
Years = Mapping[int, Figure]  # an amount by year
SPENT = ("spend", "spend_nominal")


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
    if view.in_money and view.scope != View.scope:
        kept.append(inside(SCOPES[view.scope]))
    return "; ".join(part for part in (words, *kept, (measure or view.measure).caution) if part)


def named(label: str, dimension: str) -> str:
    """Write a label inside a sentence: places keep their capital, and the rest of the primaries says what it is."""
    if label == "Others" and dimension == "primary_group":
        return "other primaries"
    return label if dimension in PLACES else inside(label)


def largest(
    parts: Mapping[str, Figure], whole: Figure, labels: Labels, dimension: str, year: int, per: str = ""
) -> Text:
    """State who is largest: 'North America spends most: 5.9 of 13.6 bn USD in 2026'.

    per: what each amount is counted by, ' per million people'; such amounts have no sum.
    """
    first = _leading(parts)
    if not first:
        return as_text(f"No {what(whole.measure).lower()}{per} in {year}")
    top = worded(parts[first[0]], format(parts[first[0]], "amount"))
    if len(parts) == 1:
        return say("{label}: {top}{per} in {year}", label=labels[first[0]], top=top, per=per, year=year)
    if len(first) > 1:
        who = _listed([labels[code] for code in first], len(parts))
        return say("{who} are level at the top: {top}{per} each in {year}", who=who, top=top, per=per, year=year)
    figure, name = top if per else part_of(parts[first[0]], whole), named(labels[first[0]], dimension)
    if dimension in PLACES:
        does = "spends most" if whole.measure.name in SPENT else "has most"
        return say("{name} {does}{per}: {figure} in {year}", name=name, does=does, per=per, figure=figure, year=year)
    return say("Largest: {name}, {figure} in {year}", name=name, figure=figure, year=year)


def largest_cell(parts: Mapping[Any, Figure], whole: Figure, labels: Mapping[Any, str], year: int) -> Text:
    """State the largest cell of two dimensions crossed. labels: of a cell, 'medication in breast'."""
    first = _leading(parts)
    if not first:
        return as_text(f"No {what(whole.measure).lower()} in {year}")
    if len(parts) == 1:
        name = labels[first[0]]
        return say("{cell}: {top} in {year}", cell=name[:1].upper() + name[1:], top=parts[first[0]], year=year)
    if len(first) > 1:
        who = _listed([labels[cell] for cell in first], len(parts))
        return say("Largest segments: {who}, {top} each in {year}", who=who, top=parts[first[0]], year=year)
    figure = part_of(parts[first[0]], whole)
    return say("Largest segment: {cell}, {figure} in {year}", cell=labels[first[0]], figure=figure, year=year)


def over_years(
    parts: Mapping[str, Years], whole: Years, labels: Labels, dimension: str, years: tuple[int, int]
) -> Text:
    """State how the whole moves and who moves it: 'Medication gains most, 1.1 bn USD: spend rises from ...'."""
    first, last = years
    if first == last:
        return largest({code: ends[last] for code, ends in parts.items()}, whole[last], labels, dimension, last)
    before, after = whole[first], whole[last]
    subject = what(after.measure)
    if before.number <= 0 and after.number <= 0:
        return as_text(f"No {subject.lower()} in {first}-{last}")
    rises, rest = _moves(subject, before, after, last)
    gain = {code: ends[last] - ends[first] for code, ends in parts.items()}
    ranked = sorted(gain, key=lambda code: gain[code].number, reverse=rises)
    most = [format(gain[code], "size amount") for code in ranked[:2]]
    if str(before) == str(after) or len(set(most)) < 2 or (gain[ranked[0]].number > 0) != rises:
        return say("{subject} {rest}", subject=subject, rest=rest)
    name = named(labels[ranked[0]], dimension)
    return say(
        "{name} {gains} most, {gain:size amount}: {subject} {rest}",
        name=name[:1].upper() + name[1:],
        gains="gains" if rises else "loses",
        gain=gain[ranked[0]],
        subject=inside(subject),
        rest=rest,
    )


def share_over_years(
    parts: Mapping[str, Years], whole: Years, labels: Labels, dimension: str, years: tuple[int, int]
) -> Text:
    """State the share that moves most: 'The share of medication falls from 62% to 59%'."""
    first, last = years
    noun = what(whole[last].measure).lower()
    for year in years:
        if whole[year].number <= 0:
            return as_text(f"No {noun} in {year}")
    if len(parts) == 1:
        return as_text(f"{labels[next(iter(parts))]}: all {noun} under these filters")
    before, after = ({code: ends[year] / whole[year] for code, ends in parts.items()} for year in years)
    moves = {code: abs(after[code].number - before[code].number) for code in parts}
    code = max(moves, key=moves.__getitem__)
    if first == last or moves[code] < 0.005:
        top = max(after, key=lambda code: after[code].number)
        held = "Largest" if first == last else "Shares hardly move; largest"
        said, name = "{held}: {name} with {share:percent 0} of {noun} in {year}", named(labels[top], dimension)
        return say(said, held=held, name=name, share=after[top], noun=noun, year=last)
    ends = before[code], after[code]
    digits = 0 if len({format(share, "percent 0") for share in ends}) == 2 else 1
    start, end = (shown(share, f"percent {digits}") for share in ends)
    return say(
        "The share of {name} in {noun} {moves} from {before} to {after} by {year}",
        name=named(labels[code], dimension),
        noun=noun,
        moves="rises" if after[code].number > before[code].number else "falls",
        before=start,
        after=end,
        year=last,
    )


def fastest(parts: Mapping[str, Years], labels: Labels, dimension: str, years: tuple[int, int], whole: int) -> Text:
    """State the ends of a ranking by yearly growth. whole: how many codes there are."""
    first, last = years
    if not parts:
        return _no_growth(years)
    pace = {code: growth(ends[first], ends[last]) for code, ends in parts.items()}
    ranked = sorted(pace, key=lambda code: -pace[code].number)
    top, low = pace[ranked[0]], pace[ranked[-1]]
    names = [named(labels[code], dimension) for code in (ranked[0], ranked[-1])]
    if len(parts) == 1:
        return say("Growth in {name}: {top}", name=names[0], top=top)
    among = f" of the {len(parts)} largest" if whole > len(parts) else ""
    if str(top) == str(low):
        return say("All{among} change alike: {top}", among=among, top=top)
    if top.number <= 0 or not _shows(top):
        said = "None{among} grows: {first} {top}, {last} {low}"
        return say(said, among=among, first=names[0], top=top, last=names[1], low=low)
    end = "slowest" if low.number >= 0 or not _shows(low) else "steepest decline"
    if low.number < 0:
        low = combined("decline", *(parts[ranked[-1]][year] for year in years), years=last - first)
    return say(
        "Fastest growth{among}: {first}, {top}; {end}: {last}, {low}",
        among=among,
        first=names[0],
        top=top,
        end=end,
        last=names[1],
        low=worded(low, format(low, "percent")),
    )


def gains(parts: Mapping[str, Years], labels: Labels, years: tuple[int, int], whole: int) -> Text:
    """State which place adds most and which grows fastest. whole: how many places there are."""
    first, last = years
    if first == last or not parts:
        return _no_growth(years)
    if len(parts) == 1:
        ((code, ends),) = parts.items()
        subject = what(ends[last].measure)
        _, rest = _moves(subject, ends[first], ends[last], last)
        return say("{subject} in {place} {rest}", subject=subject, place=labels[code], rest=rest)
    gain = {code: ends[last] - ends[first] for code, ends in parts.items()}
    adds, loses = (pick(gain, key=lambda code: gain[code].number) for pick in (max, min))
    among = f"Of the {len(parts)} largest, " if whole > len(parts) else ""
    if gain[adds].number <= 0 or not _shows(gain[adds]):
        loss = say("; {place} loses most, {loss:size amount}", place=labels[loses], loss=gain[loses])
        none = f"{among}{'none' if among else 'None'} grows by {last}"
        return as_text(none) + (loss if _shows(gain[loses]) else "")
    pace = {code: growth(ends[first], ends[last]) for code, ends in parts.items()}
    quick = max(pace, key=lambda code: pace[code].number)
    return say(
        "{among}{place} adds most by {year}, {gain:size amount}{who} grows fastest, {pace}",
        among=among,
        place=labels[adds],
        year=last,
        gain=gain[adds],
        who=", and" if adds == quick else f"; {labels[quick]}",
        pace=pace[quick],
    )


def part_of(part: Figure, whole: Figure) -> Text:
    """Write a part beside its whole, the unit once where both share it: '5.9 of 13.6 bn USD'."""
    one, all_of_it = unit_once(part, whole)
    return one + " of " + all_of_it


def _leading(parts: Mapping[Any, Figure]) -> list[Any]:
    """The codes that have the largest amount, as it is written; none where that is nothing."""
    ranked = sorted(parts, key=lambda code: -parts[code].number)
    if not ranked or parts[ranked[0]].number <= 0:
        return []
    top = format(parts[ranked[0]], "amount")
    return [code for code in ranked if format(parts[code], "amount") == top]


def _listed(names: list[str], whole: int) -> str:
    return listing(names) if len(names) < 4 else f"{len(names)} of {whole}"


def _moves(subject: str, before: Figure, after: Figure, year: int) -> tuple[bool, Text]:
    """Whether an amount rises, and in words how it moves as the written figures show it; its noun is the subject."""
    rises = after.number > before.number
    if after.measure.money:
        first, last = unit_once(before, after)
    else:
        first, last = (worded(figure, format(figure, "count"), str(figure)) for figure in (before, after))
    verb, ends = ("rise" if rises else "fall"), say("from {first} to {last}", first=first, last=last)
    if str(before) == str(after):
        verb, ends = "stay", say("at {last}", last=last)
    verb += "" if subject.endswith("s") else "s"
    return rises, say("{verb} {ends} by {year}", verb=verb, ends=ends, year=year)


def _no_growth(years: tuple[int, int]) -> Text:
    return as_text(f"No growth to show for {'-'.join(map(str, dict.fromkeys(years)))}")


def _shows(figure: Figure) -> bool:
    return any(digit in str(figure).partition(" ")[0] for digit in "123456789")
