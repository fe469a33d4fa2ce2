"""The reader's own offer: its form, kept in the address, and what it could win: TAM, SAM and SOM by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.strategy import offer as analysis
from spinemkt.analysis.strategy.offer_words import answer, definitions, price_of, subject, tiles
from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import MONEY, View
from spinemkt.charts import offer as charts
from spinemkt.charts.style import Chart
from spinemkt.errors import QueryError, ScenarioError
from spinemkt.figures.text import Text
from spinemkt.model.result import Result
from spinemkt.scenario.display import display_unit
from spinemkt.scenario.offer import LAUNCHES, LONGEST_RISE, Offer
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.typed import LONGEST
from spinemkt.terms import END_USERS, MODALITIES, REGIONS, TIERS
from ui import offers, parts, ranges, scenarios, typed
from ui.cache import baseline, inputs, of, remembered, result, years_drawn
from ui.controls import ANY, CARRIED
from ui.filters import countries
from ui.look import theme
from ui.tiles import tiles as draw_tiles

PEAK_UNIT = display_unit("fraction", "set")
Said = tuple[Text | str, Mapping[str, Scenario]]


def nothing(view: View, run: Result) -> bool:
    """Whether the filters leave no spend."""
    money = spending(view)
    return run.total(money.measure.name, money.where(year=view.span)) == 0


def page(view: View) -> Said:
    """Draw the form and what comes of it; return the page's sentence, and the scenarios that its figures name."""
    top = st.container()
    left, right = st.columns([4, 9], gap="large")
    below = st.container()
    with left:
        mine, faults = _form()
    with right:
        if mine is None:
            parts.warn("This offer cannot be reckoned", faults)
            return "Mend the offer below, and its market is shown.", {}
        if faults:
            parts.warn("Part of this offer was not taken", faults)
        return _shown(view, mine, top, below)


def _form() -> tuple[Offer | None, list[str]]:
    """Draw the controls of the offer and return it, or None and why it cannot be."""
    with st.container(key="offer_form", gap="small"):
        name = st.text_input("Name", key="offer_name", bind="query-params", placeholder="My offer", max_chars=80)
        values: dict[str, object] = {"modality": _several("Modality", "modality", MODALITIES, "All modalities")}
        carried = st.selectbox(
            "Technology",
            list(CARRIED),
            format_func=CARRIED.__getitem__,
            key="offer_attribute",
            bind="query-params",
            help="Robotic or navigated, carbon-fibre constructs, or the CyberKnife platform of SBRT.",
        )
        written = st.text_input(
            f"Price per course, {MONEY['real']}",
            key="offer_price",
            bind="query-params",
            placeholder="the model's mean price",
            max_chars=40,
            help="A course stands for a radiation course, an operation, a scan, or a patient-year of a drug.",
        )
        values["region"] = _several("Regions reached", "region", REGIONS, "All regions")
        values["tier"] = _several("Tiers reached", "tier", TIERS, "All tiers")
        known = countries()
        values["country"] = tuple(typed.several("Countries reached", "offer_country", known, known, "All countries"))
        values["end_user"] = _several("Sites of care reached", "end_user", END_USERS, "All sites of care")
        one, two = st.columns(2)
        values["launch"] = _whole(one, "Launch year", "launch", *LAUNCHES)
        values["years"] = _whole(two, "Years to peak", "years", 1, LONGEST_RISE)
        peak = st.text_input(
            "Peak share of SAM, %",
            PEAK_UNIT.number(_usual("peak")),
            key="offer_peak",
            bind="query-params",
            max_chars=LONGEST,
            help="Your assumption: the model knows no shares of suppliers.",
        )
    values |= {"attribute": "" if carried == ANY else carried}
    values |= {"name": name} if name.strip() else {}
    faults: list[str] = []
    try:
        values["peak"] = PEAK_UNIT.read(peak, 0.0, 1.0)
    except ScenarioError as error:
        faults.append(f"The peak share of the offer. {error} {PEAK_UNIT.exact(_usual('peak'))} is taken.")
    try:
        values["price"] = price_of(written)
    except QueryError as error:
        faults.append(f"{error} The model's mean price is taken.")
    try:
        return Offer.of(values), faults
    except ScenarioError as error:
        return None, [*faults, *str(error).splitlines()]


def _whole(place: DeltaGenerator, label: str, name: str, least: int, most: int) -> int:
    options = list(range(least, most + 1))
    return place.selectbox(
        label, options, options.index(_usual(name)), key=f"offer_{name}", bind="query-params", filter_mode="contains"
    )


def _usual(name: str) -> Any:
    return Offer.model_fields[name].default


def _several(label: str, name: str, options: dict[str, str], everything: str) -> tuple[str, ...]:
    key = f"offer_{name}"
    return tuple(
        st.multiselect(
            label,
            list(options),
            list(_usual(name)),
            format_func=options.__getitem__,
            placeholder=everything,
            filter_mode="contains",
            key=key,
            bind="query-params",
        )
    )


def _shown(view: View, mine: Offer, top: DeltaGenerator, below: DeltaGenerator) -> Said:
    run, base = _market(result(view), mine), _market(baseline(view), mine)
    frame = of(run, analysis.forecast, view.timeless, mine)
    if not frame["tam"].any():
        parts.note(
            f"Nothing of {subject(mine)} is left: the filters of the sidebar keep none of it. Clear one of them, or "
            "choose another modality."
        )
        return "The filters of the sidebar leave nothing of this offer.", {}
    other = of(base, analysis.forecast, view.timeless, mine) if run is not base else None
    sam = _spread(view, mine)
    spread = analysis.reached(sam, frame)
    runs = analysis.scenarios(mine, scenarios.current())
    with top:
        draw_tiles(of(run, tiles, view.timeless, mine), view=view, runs=runs)
    seen, yearly = analysis.seen(mine, view), _yearly(view, mine, frame, sam, other)
    parts.show(
        _forecast(run, view, mine, frame, spread, other), seen, "offer_forecast", _money(view), runs=runs, yearly=yearly
    )
    parts.note(_reading(mine, spread))
    last = view.years[1]
    steps = of(run, analysis.funnel, view.timeless, mine, last)
    names = inputs().country_names
    key = ("funnel", view.timeless, theme(), mine)
    drawn = remembered(run, key, lambda: charts.funnel(steps, view, theme(), last, subject(mine), names))
    parts.show(drawn, seen, "offer_funnel", _money(view), runs=runs)
    with below:
        _definitions(mine)
        offers.keep(mine)
    return answer(frame, view, mine, spread), runs


def _forecast(
    run: Result, view: View, mine: Offer, frame: pd.DataFrame, spread: Spread | None, other: pd.DataFrame | None
) -> Chart:
    def draw() -> Chart:
        return charts.forecast(frame, view, theme(), mine, spread, other, inputs().country_names)

    drawn = spread is not None and len(spread.parts)
    return remembered(run, ("forecast", view.timeless, theme(), mine, drawn, other is None), draw)


def _market(run: Result, mine: Offer) -> Result:
    """The run, or the part of it that carries the offer's attribute."""
    return remembered(run, ("market", mine.attribute), lambda: analysis.market(run, mine)) if mine.attribute else run


def _money(view: View) -> str:
    return spending(view).measure.name


def _spread(view: View, mine: Offer) -> Spread | None:
    """The ranges of what the offer reaches; None for episodes with an attribute, which the draws do not keep."""
    measure, by, where = _question(view, mine, years_drawn(view))
    if not mine.attribute:
        return ranges.spread(view, measure, ("year",), where)
    if mine.price is not None:
        return None
    return ranges.apart(scenarios.current(), _bare(mine), view, (measure, by, where))


def _question(view: View, mine: Offer, years: Sequence[int]) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    return analysis.measure_of(mine, view), ("year",), {**analysis.where_of_offer(mine, view), "year": years}


def _bare(mine: Offer) -> Scenario:
    """The reader's scenario without what the offer's attribute adds."""
    return analysis.bare(scenarios.current(), mine.attribute)


def _yearly(
    view: View, mine: Offer, frame: pd.DataFrame, sam: Spread | None, other: pd.DataFrame | None
) -> Callable[[], pd.DataFrame] | None:
    """What makes the file's table, whose ranges are drawn in every year."""
    less = _bare(mine) if mine.attribute else None
    drawn = ranges.yearly(view, sam, less, _question(view, mine, list(view.span)))
    if drawn is None or sam is None:
        return None
    return lambda: charts.forecast_table(frame, analysis.reached(replace(sam, frame=drawn()), frame), other)


def _reading(mine: Offer, spread: Spread | None) -> str:
    share = (
        f"The share is your assumption and has no range: {analysis.FIRST_SHARE:.0%} of its peak in {mine.launch}, half "
        f"of it about half-way, 95% after {mine.years} years."
    )
    if spread is not None:
        return f"How to read: the bands are the ranges of what the offer reaches (SAM), times the share. {share}"
    if mine.attribute and mine.price is not None:
        return f"{share} No range is shown: the simulations keep no count of episodes with an attribute."
    return share


def _definitions(mine: Offer) -> None:
    items = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in definitions(mine))
    st.html(f"<dl class='sm-facts'>{items}</dl>")
