"""What would turn the headline claims round, and two levers against each other."""

from __future__ import annotations

from functools import partial

from spinemkt.analysis.uncertainty_views import outcomes, verdicts
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.charts.two_levers import map_of_two
from spinemkt.documents.blocks import Choice, Choices, Exhibit, Note, Offer, Page, Points, Title
from spinemkt.documents.options import ABOVE_BASELINE, MAP_LEVERS, TURNS
from spinemkt.documents.studies import filters, studied
from spinemkt.documents.workspace import Workspace
from spinemkt.figures.text import Text
from spinemkt.uncertainty.flip import CONCLUSIONS, Verdict, verdict
from spinemkt.uncertainty.grid import SIZE, grid
from spinemkt.uncertainty.levers import Handle

SHOWN = 4  # flips of one conclusion that are offered


def break_even(work: Workspace) -> Page:
    """Yield of each headline claim what would turn it round, the nearest as scenarios, and a map of two levers."""
    yield Title("What would turn the headline claims round")
    yield Note(
        "Each lever is moved alone over its evidence range, in all regions. The claims are on the whole world: filters "
        "do not act on them."
    )
    world = View(scope=work.view.scope, myeloma=work.view.myeloma)
    found = studied(work, _verdicts, world, wait="Moving every lever ...")
    yield Points([said for said, _ in found], view=world)
    flips = [flip for _, one in found for flip in one.flips[:SHOWN]]
    if flips:
        at = partial(verdicts.at, inputs=work.inputs)
        names = [f"{verdicts.name_of(flip.handle)}: {at(flip.handle, flip.amount)}" for flip in flips]
        offered = [(f"Make it my scenario: {name}", flip.scenario) for name, flip in zip(names, flips, strict=True)]
        yield Offer("flip", offered)
    yield Title("Two levers against each other")
    yield from _map(work)


def _verdicts(work: Workspace, view: View) -> list[tuple[Text, Verdict]]:
    result, loaded = work.run(view), work.inputs.baseline
    run = (result.scope, result.include_myeloma)
    found = [verdict(loaded, one, work.scenario, *run) for one in CONCLUSIONS]
    return [(verdicts.verdict_words(one, result), one) for one in found]


def _map(work: Workspace) -> Page:
    view = work.view
    across, up, turns = yield Choices(
        (
            Choice("map_across", "Across", MAP_LEVERS, "spine_risk", search="contains"),
            Choice("map_up", "Up", MAP_LEVERS, "drug_price", search="contains"),
            Choice("map_line", "Dashed line", TURNS, ABOVE_BASELINE, search="contains"),
        )
    )
    if across == up:
        yield Note("Choose two different levers to set against each other.")
        return
    chart, now, beyond = studied(work, _mapped, view, across, up, turns, work.theme, filters(work, view))
    yield Exhibit("map_of_two", chart, outcomes.measured(view).name)
    outside = " It stands beyond this map, so its circle is at the edge." if beyond else ""
    yield Note(
        f"Colour is the outcome; the circle marks where the scenario stands now: {now}.{outside} Each axis runs over "
        "the evidence range of its lever; levers act in all regions. A share of this map counts the points "
        f"tried, {SIZE} along each axis; it is no chance."
    )


def _mapped(
    work: Workspace, view: View, across: str, up: str, turns: str, theme: str, words: str
) -> tuple[Chart, str, bool]:
    result, loaded, handles = work.run(view), work.inputs.baseline, (Handle.of(across), Handle.of(up))
    conclusion = next((one for one in CONCLUSIONS if one.name == turns), None)
    found = grid(
        loaded,
        *handles,
        outcomes.outcome_of(view),
        work.scenario,
        scope=result.scope,
        include_myeloma=result.include_myeloma,
        conclusion=conclusion,
    )
    written = [partial(verdicts.at, handle, inputs=loaded) for handle in handles]
    names = [handle.lever.label for handle in handles]
    title = verdicts.map_title(conclusion, float((found.lead > 0).mean()), view)
    chart = map_of_two(found, [*names, verdicts.lead_name(conclusion)], written, view, theme, words, title)
    stands = [verdicts.at(handle, amount, loaded) for handle, amount in zip(handles, found.now, strict=True)]
    spans = [handle.span(loaded) for handle in handles]
    beyond = any(span.beyond(amount) for span, amount in zip(spans, found.now, strict=True))
    said = ", ".join(f"{name} at {stand}" for name, stand in zip(names, stands, strict=True))
    return chart, said, beyond
