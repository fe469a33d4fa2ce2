"""Every number of a page's sentence, tiles, tables and charts: made anew it is the same, and it leads to sources.

A page joins by its name in PAGES: what it offers through ui.asks is walked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt.analysis.lineage.influence import influence_on
from spinemkt.analysis.market import crossing_words
from spinemkt.analysis.uncertainty_views import dispersion
from spinemkt.analysis.view import MONEY, View
from spinemkt.documents.options import DECIDE_TABS
from spinemkt.figures.draw_shares import HAPPENED
from spinemkt.figures.expression import Amount, Call
from spinemkt.figures.figure import Figure, amount
from spinemkt.figures.text import Text, as_text, shown
from spinemkt.model.measures import MEASURES
from spinemkt.scenario.presets import load_scenarios
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.grid import SIZE
from spinemkt.wording import count, dollars, growth, money, percent, points, signed, times, with_range
from tests.figures import compose
from tests.test_pages import html_of, opened
from ui import asks, cache, lineage_parts
from ui.address import written

_OFFER: dict[str, object] = {"ranges": "off", "decide_tab": DECIDE_TABS[1], "offer_region": ["europe", "asia_pacific"]}
NEEDS: Mapping[str, Mapping[str, object]] = {  # what opening a page, or a part of it, needs besides
    "checks": {"evidence_tab": "External checks"},
    "conflicts": {"evidence_tab": "Conflicts"},
    "flips": {"sure_tab": "Break-even: what would reverse this"},
    "opportunities": {"ranges": "off"},
    "reconcile": {"quantity": "spend", "report": "us_cost_burden_2004"},
    "offer": _OFFER,
    "offer_priced": {**_OFFER, "offer_price": "20,000", "offer_tier": ["europe_west"]},
    "offer_carrying": {**_OFFER, "offer_modality": [], "offer_attribute": "cyberknife"},
}
PAGES = (
    "overview",
    "segments",
    "regions",
    "modalities",
    "pathway",
    "landscape",
    "lab",
    "compare",
    "change",
    "sensitivity",
    "answers",
    "evidence",
    *NEEDS,
)
PRESETS = load_scenarios()
CHANGED = PRESETS[next(iter(PRESETS))]
STATES: list[Mapping[str, object]] = [
    {},
    {
        "quantity": "episodes",
        "region": ["europe", "asia_pacific"],
        "years": (2025, 2032),
        "year": 2028,
        "sure_tab": "Confidence",
    },
    {"quantity": "patients", "treatment_type": ["radiation"], "year": 2035},
    {"money": "nominal", "scope": "strict", "grouped": False, "myeloma": True, "country": ["DEU", "IND"]},
    {"quantity": "revenue", "region": ["europe"], "year": 2030},
    {
        "scenario": written(CHANGED),
        "form": "grid",
        "across": "region",
        "per_million": True,
        "between": "scenario",
        "effect": "modality_mix",
    },
]
PAGE = {page: "opportunities" for page in NEEDS} | {
    "checks": "evidence",
    "conflicts": "evidence",
    "flips": "sensitivity",
    "reconcile": "reconcile",
}
SIZES = ("amount", "signed amount", "mean", "per", "money")  # kinds of figures that are written as amounts
MOST = 40  # numbers of one part of a page that are walked; those between are of the same kind


def numbers(app: AppTest) -> Iterator[tuple[str, asks.Offer, Figure]]:
    """The numbers that a page offers, at most MOST of each part, the first and the last among them."""
    for key, offer in app.session_state[asks.OFFERED].items():
        found = list(offer.all())
        step = max(1, len(found) // MOST)
        for answer in {id(one): one for one in [*found[::step], *found[-1:]]}.values():
            yield key, offer, answer


def forms(value: float, answer: Figure) -> set[str]:
    """Every way in which a page may write a value."""
    measure = MEASURES[answer.amounts[0].measure]
    away = answer.kind in ("signed amount", "signed percent", "size percent", "growth")
    sizes_of = {value, abs(value)} if away else {value}  # a sentence says that it takes away
    sizes: list[Callable[[float], str]] = [money, lambda size: money(size, ""), count, dollars]
    plain, ratios = set(), set()
    for each in sizes_of:
        plain |= {money(each), money(each, ""), count(each), dollars(each), dollars(each, ""), amount(each, measure)}
        plain |= {amount(each, measure, more) for more in (1, 2, 3)} | {money(each, "", more) for more in (1, 2, 3)}
        plain |= {count(each, more=more) for more in (1, 2, 3)}
        plain |= {signed(each, size) for size in sizes} | {money(each, basis) for basis in MONEY.values()}
        ratios |= {percent(each), percent(each, 0), growth(each), signed(each), money(each), f"{each * 100:.3g}%"}
        ratios |= {f"{each:.1f} for every 100", points(each), points(each, 2), times(each)}
        ratios |= {signed(each, points), f"{each:.2g} ×", f"{each:,.0f} ×"}
    few = {"fewer than 10"} if 0 < value < 10 else set()
    if _function(answer) in HAPPENED and (value < 0.005 or value >= 0.995):  # all and none are said only where it is so
        few, most = (crossing_words.NONE, crossing_words.FEW), (crossing_words.ALL, crossing_words.MOST)
        return {few[value > 0] if value < 0.005 else most[value < 1]}
    return (plain if answer.kind in SIZES else ratios) | few


def _function(answer: Figure) -> str:
    return answer.expression.function.name if isinstance(answer.expression, Call) else ""


def same(value: float, answer: Figure) -> bool:
    """Whether a page shows a value: written in words, or in full in a table."""
    if answer.shown == with_range(value) or answer.shown in forms(value, answer):
        return True
    if re.fullmatch(r"-?\d+\.\d{2,}(e.*)?|-?\d{4,}\.\d|nan|-?\d+\.0|.*e-\d+", answer.shown):
        shown = float(answer.shown)
        digits = 1e-5 if np.float32(shown) == shown else 1e-9  # studies of sensitivity reckon in single precision
        return shown == pytest.approx(value, rel=digits, abs=1e-12, nan_ok=True)
    return answer.shown.startswith(tuple(forms(value, answer)))


def check_text(found: Text | str, run_of: Callable[[Figure], spinemkt.Result]) -> None:
    """Each figure of a text is what its expression gives anew, and is written so, perhaps without its unit."""
    for words, one in as_text(found).pieces:
        if one is not None:
            value = one.evaluate(lambda _, one=one: run_of(one))  # type: ignore[misc]
            assert value == pytest.approx(one.number, rel=1e-9, nan_ok=True), (str(found), one)
            assert same(value, one) and one.shown.startswith(words), (words, one, value)


@lru_cache(maxsize=16)
def ran(scenario: Scenario, scope: str, myeloma: bool) -> spinemkt.Result:
    return spinemkt.run(cache.bundle(), scenario, scope, myeloma)


@lru_cache(maxsize=64)
def drawn(scenario: Scenario, scope: str, myeloma: bool, years: tuple[int, ...]) -> spinemkt.Ensemble:
    return spinemkt.simulate(cache.bundle(), scenario, cache.DRAWS, scope=scope, include_myeloma=myeloma, years=years)


def value_of(answer: Figure, runs: Mapping[str, Scenario], view: View) -> float:
    """The number anew, from runs and draws of the test's own."""
    if not answer.of_draws:
        return answer.evaluate(lambda name: ran(runs[name], view.scope, view.myeloma))
    return answer.over_draws(lambda name, years: drawn(runs[name], view.scope, view.myeloma, tuple(years)))


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("page", PAGES)
def test_every_number_is_the_same_when_made_anew_and_leads_to_sources(page: str, state: Mapping[str, object]) -> None:
    pins = {"pins": ".".join(written(one) for one in list(PRESETS.values())[:2])} if page == "compare" else {}
    app = opened(PAGE.get(page, page), {**state, **pins, **NEEDS.get(page, {})})
    assert not app.exception
    mine = CHANGED if "scenario" in state else Scenario()
    seen, amounts = 0, dict[tuple, tuple[Amount, spinemkt.Result]]()
    for key, offer, answer in numbers(app):
        runs = {"": mine, "Base case": Scenario(), **offer.runs}
        view = offer.view_of(answer)
        value = value_of(answer, runs, view)
        assert answer.shown, key
        assert same(value, answer), (key, answer, value)
        assert view.myeloma == state.get("myeloma", False), key
        seen += 1
        for one in answer.amounts:
            asked = (one.measure, repr(sorted(one.where.items())), runs[one.run], view.scope, view.myeloma)
            if asked not in FOLLOWED:
                amounts.setdefault(asked, (one, ran(runs[one.run], view.scope, view.myeloma)))
    assert seen >= 5
    for asked in list(amounts)[:: max(1, len(amounts) // 12)]:
        FOLLOWED.add(asked)
        follow(*amounts[asked])


FOLLOWED: set[tuple] = set()  # amounts that have been followed to their sources in this process


def follow(one: Amount, run: spinemkt.Result) -> None:
    """An amount leads to parameters, and they to sources that are known."""
    known = set(cache.bundle().tables["sources"]["source_id"]) | {"assumption"}
    found = spinemkt.lineage(run, one.measure, one.where)
    assert found.stages["value"].iloc[-1] == found.value
    assert len(found.parameters) > 5
    assert {source for cell in found.parameters["source_id"] for source in cell.split(";")} <= known
    assert len(found.sources) >= 2
    assert one.part or one.end or found.value == pytest.approx(one.value(run), rel=1e-12)
    assert found.carriers.empty
    assert "share" not in found.parameters


def test_a_tile_that_is_asked_opens_the_drawer() -> None:
    app = opened()
    offer = app.session_state[asks.OFFERED]["tiles"]
    app.session_state[asks.ASKED] = asks.Asked(offer.all()[0], offer.view, offer.runs)
    app.run()
    assert not app.exception
    words = " ".join(html_of(app))
    assert "sm-drawer-value" in words
    assert "Main drivers of uncertainty" in words
    assert "Diagnosed patients" in words
    assert asks.ASKED not in app.session_state


@pytest.mark.parametrize(
    ("part", "shown", "number", "unit"),
    [
        ("claims", " bn constant 2025 USD", "", "a year"),
        ("head", " bn USD", " bn", "constant 2025 USD a year"),
    ],
)
def test_the_drawer_says_a_unit_once(part: str, shown: str, number: str, unit: str) -> None:
    app = opened()
    offer = app.session_state[asks.OFFERED][part]
    answer = next(one for one in offer.all() if one.shown.endswith(shown))
    app.session_state[asks.ASKED] = asks.Asked(answer, offer.view, offer.runs)
    app.run()
    (html,) = [one for one in html_of(app) if "class='sm-drawer-value'" in one]
    assert answer.shown.endswith(shown)
    said = answer.shown.removesuffix(shown) + (number or shown)
    assert html.endswith(f"'sm-drawer-value'>{said} <span>{unit}</span></p>")


@pytest.mark.parametrize("tab", ["All parameters", "Sources", "Cite and reproduce"])
def test_every_tab_of_the_drawer_opens(tab: str) -> None:
    app = opened("modalities", {"scenario": written(CHANGED)})
    offer = app.session_state[asks.OFFERED]["uptake"]
    app.session_state[asks.ASKED] = asks.Asked(offer.all()[0], offer.view, offer.runs)
    app.session_state["drawer_tab"] = tab
    app.run()
    assert not app.exception
    assert not app.warning
    shown = len(app.dataframe) or len(app.code) or sum("<li>" in html for html in html_of(app))
    assert shown


@pytest.mark.parametrize("page", ["overview", "segments", "regions", "modalities", "lab", "landscape", "offer"])
def test_the_figures_of_titles_can_be_asked(page: str) -> None:
    app = opened(PAGE.get(page, page), dict(NEEDS.get(page, {})))
    titles = {key: offer for key, offer in app.session_state[asks.OFFERED].items() if key.startswith("title_")}
    asked = [key for key, offer in titles.items() if offer.all()]
    assert len(asked) >= {"overview": 4, "lab": 1, "landscape": 1}.get(page, 2)
    for key in asked:
        (html,) = [one for one in html_of(app) if f"data-asks='{key}:" in one]
        title = html.partition("</h3>")[0]
        for answer in titles[key].all():
            alone = answer.shown.partition(" ")[0]  # two figures may share one unit
            assert f">{answer.shown}</button>" in title or f">{alone}</button>" in title, (title, answer.shown)
            assert re.search("[ %]", answer.shown), "the drawer says the unit of each"


def test_the_ends_of_a_tile_s_range_can_be_asked() -> None:
    app = opened("overview")
    found = app.session_state[asks.OFFERED]
    (tile, *_), ends = found["tiles"].all(), found["tiles_range_0"].all()
    assert [(end.level, end.amounts) for end in ends] == [(0.1, tile.amounts), (0.9, tile.amounts)]
    (html,) = [one for one in html_of(app) if 'class="sm-tiles"' in one]
    for place, end in enumerate(ends):
        assert f"data-asks='tiles_range_0:{place}'" in html
        assert end.shown.endswith(" bn USD")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("it holds (2.0 bn USD ahead)", ["(2.0 bn USD"]),
        ("it grows (2.0 bn USD), then falls", ["(2.0 bn USD),"]),
        ("it is 2.0 bn USD. Then more", ["2.0 bn USD."]),
        ("it is 2.0 bn USD (a third)", []),
    ],
)
def test_brackets_and_marks_keep_to_the_line_of_their_figure(text: str, held: list[str]) -> None:
    before, _, after = text.partition("2.0 bn USD")
    amount_of = Figure(Amount("spend", {"year": 2026}), value=2.0e9)
    html = asks.text(as_text(before) + shown(amount_of) + after, "part", View())
    found = re.findall(r"<span class='sm-held'>(.*?)</span>", html)
    assert [unescape(re.sub(r"<[^>]+>", "", each)).replace("\u00a0", " ") for each in found] == held
    assert unescape(re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    "name",
    [
        "tiles:0",
        "title_total:3",
        "title_by_region:1",
        "by_region:europe",
        "by_region:#0#value",
        "over_time:medication|2030",
    ],
)
def test_what_a_click_says_is_a_number(name: str) -> None:
    app = opened()
    key, _, place = name.partition(":")
    assert app.session_state[asks.OFFERED][key].find(place) is not None


@pytest.mark.parametrize(
    "place", ["", "-1", "999999", "x", "#", "#9#", "#99999#value", "a|b|c|d", "medication|x", "\0"]
)
def test_what_a_stranger_says_is_none_or_refused(place: str) -> None:
    app = opened()
    for key in ("tiles", "by_region", "over_time"):
        offer = app.session_state[asks.OFFERED][key]
        answer = offer.find(place)
        app.session_state[asks.ASKED] = asks.Asked(answer, offer.view, offer.runs) if answer else None
        app.run()
        assert not app.exception


def test_the_headline_under_each_alternative_is_its_own_run() -> None:
    app = opened("evidence", {"evidence_tab": "Conflicts"})
    offers = [one for key, one in app.session_state[asks.OFFERED].items() if key.startswith("alternatives_")]
    answers = [answer for one in offers for answer in one.all()]
    runs = {"Base case": Scenario(), **offers[0].runs}
    told = [[answer for answer in answers if {number.run for number in answer.amounts} == {name}] for name in runs]
    assert all(told)
    shares = [answer for answer in answers if len(answer.amounts) > 1]
    assert [answer.amounts[0].run for answer in shares] == list(offers[0].runs)
    assert len(shares) >= 5
    for answer in answers:
        assert same(value_of(answer, runs, offers[0].view), answer)
    next(one for one in app.button if one.key.startswith("conflict_")).click().run()
    assert not app.exception
    assert app.session_state["scenario"]


def test_the_strips_say_the_one_used_and_why_others_cannot_be() -> None:
    words = " ".join(html_of(opened("evidence", {"evidence_tab": "Conflicts"})))
    assert words.count("sm-used") >= 8
    assert "not comparable: other base" in words
    assert "feeds no number of the model" in words


def test_how_sure_shows_percentiles_of_the_draws_of_its_amount_and_moves_of_it() -> None:
    app = opened("sensitivity", {"sure_tab": "Confidence"})
    run, offered = ran(Scenario(), "attributed", False), app.session_state[asks.OFFERED]
    found = dispersion.percentiles(dispersion.drawn(run, View(), Scenario(), cache.DRAWS, 0), View())
    answers = list(offered["percentiles"].all())
    assert [answer.shown for answer in answers] == [money(value) for value in found["value"]]
    central = run.total("spend", {"year": View().year})
    assert [answer.level for answer in answers] == list(dispersion.LEVELS)
    head = list(offered["head"].all())
    assert [answer.level for answer in head] == [None, 0.1, 0.9, None, None, None]
    assert {answer.amounts[0].end for answer in head[4:]} == {"low", "high"}
    assert head[0].shown == money(central)
    (sentence,) = [html for html in html_of(app) if 'class="sm-answer"' in html]
    assert sentence.count("sm-ask") == 6


def test_shares_of_variance_are_those_of_the_numbers_named() -> None:
    app = opened("sensitivity")
    offered = app.session_state[asks.OFFERED]
    run, draws = ran(Scenario(), "attributed", False), drawn(Scenario(), "attributed", False, (View().year,))
    shares = influence_on(run, draws, "spend", {"year": View().year})
    expected = list(shares.loc[shares["grade"].isin(["C", "D"]), "share"].head(6))
    weakest = list(offered["weakest"].all())
    assert [answer.shown for answer in weakest] == [f"{percent(share, 0)} of variance" for share in expected]
    found = [value_of(answer, {"": Scenario()}, View()) for answer in weakest]
    assert found == pytest.approx(expected, rel=1e-12)
    (table,) = [html for html in html_of(app) if "data-asks='weakest:0'" in html]
    assert table.count("sm-ask") == len(weakest)


def test_a_decline_in_a_title_is_made_anew_without_its_sign() -> None:
    app = opened()
    (decline,) = [answer for _, _, answer in numbers(app) if getattr(answer.expression, "name", "") == "decline"]
    text = next(text for text in html_of(app) if "steepest decline" in text)
    assert decline.evaluate(lambda name: ran(Scenario(), "attributed", False)) > 0
    assert f"{decline.shown.replace(' ', ' ')}</button>" in text


@pytest.mark.parametrize("key", ["lab_step", "title_lab_who", "lab_move"])
def test_what_a_step_did_can_be_asked(key: str) -> None:
    """The last step is told against the scenario before it, who gains against the baseline."""
    offer = opened("lab", {"scenario": written(CHANGED)}).session_state[asks.OFFERED][key]
    first = offer.find("0")
    assert first
    runs = {number.run for number in first.amounts}
    assert runs == ({"", "Base case"} if key == "title_lab_who" else {"", "Before the last step"})


def test_gains_of_a_card_add_up_to_what_its_scenario_brings() -> None:
    app = opened("opportunities", {"ranges": "off"})
    offered = app.session_state[asks.OFFERED]
    gains = {key: offer for key, offer in offered.items() if key.startswith("gain_")}
    assert len(gains) >= 4
    for offer in gains.values():
        runs = {"Base case": Scenario(), **offer.runs}
        for answer in offer.all():
            scenario, base = (number.value(ran(runs[number.run], "attributed", False)) for number in answer.amounts)
            assert scenario > base, answer.shown


def test_every_figure_of_the_claims_can_be_asked_but_what_is_assumed() -> None:
    (table,) = [html for html in html_of(opened()) if "data-asks='claims:0'" in html]
    bare = re.sub(r"<button class='sm-ask'.*?</button>", "", table)
    left = re.findall(r"(?<![\w.,])\d[\d.,]*(?:%| (?:points|times|bn|M|patients))", re.sub(r"<[^>]+>", "|", bare))
    assert left == ["50%"]


def test_a_share_of_the_reader_and_one_of_a_map_say_what_they_are() -> None:
    (question,) = [
        html for html in html_of(opened("opportunities", _OFFER)) if "could win" in html and "answer" in html
    ]
    assert re.search(r"an assumed [\d.]+% of the <", question)
    said = " ".join(html_of(opened("sensitivity", {"sure_tab": "Break-even: what would reverse this"})))
    assert re.search(r"in \d+% of this map", said)
    assert f"counts the points tried, {SIZE} along each axis; it is no chance." in said


def test_the_first_of_two_modalities_against_the_second_can_be_asked() -> None:
    app = opened("modalities")
    offered = list(app.session_state[asks.OFFERED]["beside"].all())
    (table,) = [html for html in html_of(app) if "data-asks='beside:0'" in html]
    places = [int(place) for place in re.findall(r"data-asks='beside:(\d+)'", table)]
    assert places == list(range(len(offered))) and len(offered) % 3 == 0
    shown = [unescape(text) for text in re.findall(r"title='Where this number comes from'>(.*?)</button>", table)]
    assert shown == [answer.shown for answer in offered]


def test_how_far_the_median_of_the_draws_lies_from_the_line_can_be_asked() -> None:
    app = opened("answers")
    asked = [list(offer.all()) for offer in app.session_state[asks.OFFERED].values()]
    ((line, median, apart, *ends),) = [found for found in asked if "size percent" in {one.kind for one in found}]
    assert [one.level for one in (line, median, apart, *ends)] == [None, 0.5, 0.5, 0.1, 0.9]
    assert apart.amounts == line.amounts and apart.shown.endswith("%")
    (html,) = [one for one in html_of(app) if "the median of the simulations at" in one and "the line is at" in one]
    assert f">{apart.shown}</button>" in html


def test_the_bar_s_amounts_and_change_can_be_asked() -> None:
    app = opened("overview", {"scenario": written(CHANGED)})
    offered = app.session_state[asks.OFFERED]
    (html,) = [one for one in html_of(app) if "class='sm-effect'" in one]
    assert [answer.amounts[0].run for answer in offered["effect"].all()] == ["Base case", ""]
    assert [answer.expression.name for answer in offered["effect_share"].all()] == ["change"]
    assert html.count("sm-ask") == 3


def test_every_figure_of_compare_can_be_asked() -> None:
    app = opened("compare", {"pins": ".".join(written(one) for one in list(PRESETS.values())[:2])})
    for key in ("head", "outcome", "stacked"):
        (html,) = [one for one in html_of(app) if f"data-asks='{key}:0'" in one]
        bare = re.sub(r"<button class='sm-ask'.*?</button>", "", html)
        said = re.sub(r"<[^>]+>", "|", bare).replace("\u00a0", " ")
        assert re.findall(r"[\d.,]+(?:%| bn| M)(?! simulations)", said) in ([], ["0.1%"] * said.count("under 0.1%"))
        assert html.count("sm-ask") >= 4, key


@pytest.mark.parametrize("offered", ["stakes_", "head"])
def test_the_ends_of_ranges_on_opportunities_are_those_of_the_draws(offered: str) -> None:
    app = opened("opportunities", {"year": View().years[1], "years": (2033, 2035)})
    parts = [offer for key, offer in app.session_state[asks.OFFERED].items() if key.startswith(offered)]
    ends = [(offer, answer) for offer in parts for answer in offer.all() if answer.level is not None]
    assert len(ends) >= (8 if offered == "stakes_" else 2)
    table = app.session_state[asks.OFFERED]["at_stake"]
    low, high = (table.find(f"#0#2033-2035, {name}") for name in ("p10", "p90"))
    assert low and high
    assert (low.level, high.level) == (0.1, 0.9)
    for answer in [answer for answer in table.all() if answer.level is not None][:2]:
        assert same(value_of(answer, {"Base case": Scenario(), **table.runs}, table.view), answer), answer
    for offer, answer in ends[:4]:
        assert same(value_of(answer, {"Base case": Scenario(), **offer.runs}, offer.view), answer), answer
        asked = "data-asks='stakes_" if offered == "stakes_" else "data-asks='head:2'"
        assert any(asked in html for html in html_of(app))


def test_the_range_of_an_offer_can_be_asked() -> None:
    app = opened("opportunities", {**_OFFER, "ranges": "80"})
    for key in ("head", "title_offer_forecast"):
        offer = app.session_state[asks.OFFERED][key]
        ends = [answer for answer in offer.all() if answer.level is not None]
        assert [answer.level for answer in ends] == [0.1, 0.9]
        for answer in ends:
            assert same(value_of(answer, {"": Scenario(), **offer.runs}, offer.view), answer), answer
        (html,) = [one for one in html_of(app) if f"data-asks='{key}:2'" in one]
        assert html.count("sm-ask") >= 3


def test_an_end_of_a_range_shown_in_proportion_is_not_asked() -> None:
    world = opened("regions").session_state[asks.OFFERED]["world"]
    assert world.find("#0#value")
    assert world.find("#0#p10") is None


def test_numbers_without_the_view_they_were_made_under_are_refused() -> None:
    with pytest.raises(ValueError, match="under which view"):
        asks.offer("numbers", [compose((Amount("spend", {}),), "amount")], None)


@pytest.mark.parametrize(
    ("locator", "link"),
    [
        ("doi:10.3322/caac.21820", "https://doi.org/10.3322/caac.21820"),
        ("PMC5764364/table/pone.0191132.t005", "https://pmc.ncbi.nlm.nih.gov/articles/PMC5764364"),
        ("PMID 41411883", "https://pubmed.ncbi.nlm.nih.gov/41411883"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_a_source_links_to_where_it_is_read(locator: str, link: str) -> None:
    assert f"href='{link}'" in lineage_parts.link_to(locator)
    assert "<a" not in lineage_parts.link_to("MR 12")
    assert "<a" not in lineage_parts.link_to("javascript:alert(1)")
