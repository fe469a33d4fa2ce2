"""Every page under every kind of filter: no failure, the model's own numbers, kind words where nothing is left."""

from __future__ import annotations

import ast
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.elements.lib import policies
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Slider, TextInput

import spinemkt
from spinemkt.analysis import narrative
from spinemkt.analysis.view import View, choices
from spinemkt.charts.segments import CROSSED
from spinemkt.documents.options import EVIDENCE_TABS
from spinemkt.scenario.presets import load_scenarios
from spinemkt.terms import END_USERS, MODALITIES, MODALITY_TYPE, PRIMARIES, REGIONS, SCOPES, TREATMENT_TYPES, YEARS
from spinemkt.wording import count, digits_beside, growth, money
from tests.conftest import BrokenData
from ui import cache, controls, filters, warm
from ui.address import CODES, KEY, written
from ui.controls import FORMS
from ui.ranges import DEFAULT
from ui.text import unbroken

MAIN = Path(__file__).resolve().parents[1] / "ui" / "main.py"
PAGES = ("overview", "segments", "regions", "modalities", "evidence", "landscape", "answers")
MARKET = PAGES[:4]
EVERY_PAGE = tuple(sorted(path.stem for path in (MAIN.parents[1] / "pages").glob("*.py")))
NOTHING = "Nothing is left under modality (Proton) and site of care (Ambulatory and home) together."
NO_DRUGS = "Spine care counts no cancer drugs"

State = Mapping[str, object]


def opened(page: str = "overview", state: State | None = None, link: Mapping[str, object] | None = None) -> AppTest:
    """A page as a reader sees it who opens a link to it, or comes with filters set, or does one after the other.

    Without a link the session starts with what its first drawing leaves, which then need not be drawn.
    """
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    if page != "overview":
        app.switch_page(f"../pages/{page}.py")
    begun: State = {"link_faults": [], "ranges": DEFAULT, **dict.fromkeys(CODES, ""), **filters.defaults()}
    if link:
        begun = {}
        for name, value in link.items():
            app.query_params[name] = value
        app.run()
        if not state:
            return app
    for name, value in {**begun, **(state or {})}.items():
        app.session_state[name] = value
    return app.run()


def html_of(app: AppTest) -> list[str]:
    """What is written as HTML; spaces that keep words on one line are spaces."""
    return [element.value.replace("\u00a0", " ") for element in app.get("html")]


class Texts(HTMLParser):
    """The texts of all elements of one of our classes, whatever stands inside them."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.depth, self.texts = name, 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        opens = str(dict(attrs).get("class")).startswith(self.name)
        if opens and not self.depth:
            self.texts.append("")
        if tag not in VOID and (opens or self.depth):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


VOID = ("br", "img", "input")


def text_of(app: AppTest, name: str) -> list[str]:
    """Texts of the elements of one of our classes, tags taken out."""
    found = Texts(name)
    for html in html_of(app):
        found.feed(html)
    return found.texts


class Box:
    """The field of a lever, in numbers: what stands in it, and what is typed into it."""

    def __init__(self, field: TextInput) -> None:
        self.field, self.label = field, field.label

    @property
    def value(self) -> float:
        return float(self.field.value)

    def set_value(self, amount: float) -> TextInput:
        return self.field.set_value(f"{amount:g}")


def control_of(app: AppTest, name: str) -> Box | Slider:
    """The slider or the box of a lever that stands now: `slide_`, or `box_`, then the lever and the region."""
    (found,) = [control for control in (*app.text_input, *app.slider) if str(control.key).startswith(f"{name}_")]
    return found if isinstance(found, Slider) else Box(found)


def check(app: AppTest, charts: int | None = None) -> None:
    """No failure shown, one question, an answer and the state; no figure that is none; as many charts as said."""
    assert not app.exception
    assert not app.error
    assert len(text_of(app, "sm-question")) == len(text_of(app, "sm-answer")) == 1
    assert len(text_of(app, "sm-state")) == 1
    words = re.sub(r"<[^>]+>", "|", " ".join(html for html in html_of(app) if "<style" not in html))
    assert not re.findall(r".{0,60}(?:\bnan\b|\binf\b|\|None\||no figure).{0,40}", words)
    if charts is not None:
        assert len(app.get("plotly_chart")) == charts


# Every page


@pytest.mark.parametrize(
    ("page", "charts", "files"), list(zip(PAGES, (4, 3, 3, 3, 0, 4, 0), (4, 3, 4, 6, 0, 4, 0), strict=True))
)
def test_every_page_opens(page: str, charts: int, files: int) -> None:
    app = opened(page)
    check(app, charts)
    assert not app.warning
    assert not app.info
    assert all(element.proto.alt for element in app.get("plotly_chart"))
    assert len([key for key in popovers(app) if key.startswith("export_")]) == files


@pytest.mark.parametrize("tab", EVIDENCE_TABS)
def test_every_tab_of_the_evidence_opens(tab: str) -> None:
    app = opened("evidence", {"evidence_tab": tab})
    check(app)
    (chosen,) = [found for found in app.tabs if found.label == tab]
    assert len(chosen.children)
    assert not re.search(r"\d[eE][-+]\d", " ".join(html_of(app)))
    for table in app.dataframe:
        assert not any("_" in (column.get("label") or "") for column in json.loads(table.proto.columns).values())


SINGLE = {
    "region": REGIONS,
    "treatment_type": TREATMENT_TYPES,
    "modality": MODALITIES,
    "primary": [code for code in PRIMARIES if code != "myeloma"],
    "end_user": END_USERS,
}
YEARS_ALONE = 4  # of the states below: what years do, pages do in code of their own
EXTREMES: list[State] = [
    {"years": (YEARS[0], YEARS[0]), "year": YEARS[-1]},
    {"years": (YEARS[-1], YEARS[-1]), "year": YEARS[-1]},
    {"years": (YEARS[0], YEARS[-1]), "year": YEARS[0]},
    {"years": (2030, 2031), "year": 2025},
    {"quantity": "patients"},
    {"quantity": "episodes", "money": "nominal", "grouped": False},
    {"money": "nominal", "myeloma": True, "grouped": False},
    *({"scope": scope} for scope in SCOPES),
    {"scope": "strict", "modality": ["targeted_therapy", "mri"]},
    {"myeloma": True, "primary": ["myeloma"]},
    {name: list(codes) for name, codes in SINGLE.items()},
    {"country": ["MLT"], "primary": ["thyroid"], "modality": ["brachytherapy"], "quantity": "episodes"},
    {"country": ["TUR", "CIV"], "treatment_type": ["supportive"], "end_user": ["ambulatory_home"]},
    {"region": ["north_america"], "country": ["USA"], "treatment_type": ["radiation"], "modality": ["proton"]},
]


def paired(values: Iterable[str], pages: Sequence[str] = PAGES, first: int = 0) -> list[tuple[str, str]]:
    """Every value with one page and every page with one value: (page, value), the pages by turns."""
    codes = list(values)
    count = max(len(codes), len(pages))
    return [(pages[(first + place) % len(pages)], codes[place % len(codes)]) for place in range(count)]


def some_pages(
    states: Sequence[State], pages: Sequence[str], each: int, everywhere: int = 0
) -> list[tuple[str, State]]:
    """Some states on every page, the first `everywhere`; each of the others on a few pages, which take turns."""
    found = [(page, state) for state in states[:everywhere] for page in pages]
    turns = cycle(pages)
    return found + [(next(turns), state) for state in states[everywhere:] for _ in range(each)]


@pytest.mark.parametrize("name", SINGLE)
def test_every_single_value_of_a_filter(name: str) -> None:
    for page, code in paired(SINGLE[name], first=list(SINGLE).index(name)):
        app = opened(page, {name: [code]})
        check(app)
        assert app.session_state[name] == [code]


def test_countries_of_every_tier(inputs: spinemkt.Inputs) -> None:
    for page, code in paired(inputs.countries.groupby("tier").head(1).index):
        check(opened(page, {"country": [code]}))


@pytest.mark.parametrize(("page", "state"), some_pages(EXTREMES, PAGES, 2, everywhere=YEARS_ALONE), ids=str)
def test_extreme_filters(page: str, state: State) -> None:
    app = opened(page, state)
    check(app)
    assert {name: app.session_state[name] for name in state} == dict(state)


def test_myeloma_as_primary_without_myeloma_in_the_market() -> None:
    for page in MARKET:
        assert not opened(page, {"primary": ["myeloma"]}).exception
    assert not opened(link={"primary": "Myeloma"}).exception


def test_a_filter_chosen_on_the_page_it_narrows() -> None:
    """The page keeps its own choice (a curve, a place) while a filter takes away what it belongs to."""
    app = opened("modalities")
    for state in (
        {"modality": ["mri"]},
        {"modality": []},
        {"treatment_type": ["surgery"]},
        {"end_user": ["ambulatory_home"]},
    ):
        for name, value in state.items():
            app.session_state[name] = value
        check(app.run())


CHOICES = {"curve": "proton", "first": "open_surgery", "second": "mis_surgery"}


def test_choices_of_the_modalities_page_open_from_a_link() -> None:
    app = opened("modalities", link={name: MODALITIES[code] for name, code in CHOICES.items()})
    check(app)
    assert {name: app.session_state[name] for name in CHOICES} == CHOICES


def test_choices_of_the_modalities_page_are_kept_on_other_pages() -> None:
    app = opened("modalities", CHOICES)
    app.switch_page("../pages/segments.py").run()
    check(app.switch_page("../pages/modalities.py").run())
    assert {name: app.session_state[name] for name in CHOICES} == CHOICES
    assert any("Proton in 2040" in title for title in text_of(app, "sm-title"))


def test_two_modalities_stand_in_one_table_with_the_dispute_said() -> None:
    app = opened("modalities")
    (figures,) = [html for html in html_of(app) if "Difference" in html]
    heads = re.findall(r"<th>(.*?)</th>", figures)
    assert heads == ["Figure, unit, whose", "SBRT / SRS", "Conventional external beam", "Difference"]
    assert all(row.count("<td") == 3 for row in re.findall(r"(?s)<tr>(.*?)</tr>", figures.partition("<tbody>")[2]))
    (dispute,) = text_of(app, "sm-dispute")
    assert "SC.24 favours SBRT / SRS" in dispute
    assert "RTOG 0631 favours conventional external beam" in dispute


def test_a_modality_is_not_compared_with_itself() -> None:
    app = opened("modalities", {"first": "mri", "second": "mri"})
    check(app, 3)
    assert "Choose two different modalities to compare." in text_of(app, "sm-text")


@pytest.mark.parametrize(("code", "listed"), [("sbrt_srs", 14), ("robotic_navigated", 9), ("mri", 0)])
def test_who_published_each_point_stands_on_the_page(code: str, listed: int) -> None:
    app = opened("modalities", {"curve": code})
    found = [html for html in html_of(app) if "Sources of the data points" in html]
    assert sum(html.count("<tr>") for html in found) == listed
    assert any(f"open circles: {listed} published points" in text for text in text_of(app, "sm-subtitle")) == bool(
        listed
    )
    assert bool(listed) != any("counts the same patients" in text for text in text_of(app, "sm-text"))


def test_a_place_outside_the_filters_keeps_its_profile() -> None:
    app = opened("regions")
    app.session_state["place"] = "FRA"
    check(app.run())
    app.session_state["region"] = ["asia_pacific"]
    check(app.run())
    assert "France, 2026" in text_of(app, "sm-title")


@pytest.mark.parametrize("across", CROSSED)
def test_dimensions_cross_on_the_page(across: str) -> None:
    """Each two dimensions are crossed in either form: one form with the first across, the other with the second."""
    app = opened("segments", {"across": across})
    for up in CROSSED:
        app.session_state["by"], app.session_state["form"] = up, list(FORMS)[up > across]
        check(app.run(), 0 if up == across else 3)
        asks = text_of(app, "sm-answer") == ["Choose two different dimensions to cross."]
        assert asks == (up == across)


# Nothing left


@pytest.mark.parametrize(
    ("state", "why", "ways"),
    [
        ({"modality": ["proton"], "end_user": ["ambulatory_home"]}, NOTHING, ["modality", "end_user"]),
        ({"scope": "strict", "modality": ["targeted_therapy"]}, NO_DRUGS, ["scope", "modality"]),
        (
            {"scope": "strict", "modality": ["immunotherapy", "hormone_therapy"], "region": ["europe"]},
            NO_DRUGS,
            ["scope", "modality"],
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("page", MARKET)
def test_an_empty_view_is_said_kindly(page: str, state: State, why: str, ways: list[str]) -> None:
    app = opened(page, state)
    check(app, 0)
    (info,) = app.info
    assert info.proto.title == "Nothing to show here"
    assert info.value.startswith(why)
    assert info.value.endswith("Clear one of them, or loosen it in the sidebar.")
    assert text_of(app, "sm-answer") == ["Nothing is left under these filters."]
    keys = [button.key for button in app.button if button.key.startswith("clear_")]
    assert keys == [*(f"clear_{name}" for name in ways), "clear_empty"]
    app.button(key="clear_empty").click().run()
    check(app, 4 if page == "overview" else 3)
    assert not app.info


@pytest.mark.parametrize("name", ["modality", "end_user"])
def test_one_filter_can_be_cleared_alone(name: str) -> None:
    state = {"modality": ["proton"], "end_user": ["ambulatory_home"], "region": ["europe"]}
    app = opened("segments", state)
    app.button(key=f"clear_{name}").click().run()
    check(app, 3 if name == "modality" else 1)  # one treatment type alone is a sentence
    assert not app.info
    assert {key: app.session_state[key] for key in state} == {**state, name: []}


@pytest.mark.parametrize(
    "state",
    [{"region": ["europe"], "country": ["USA"]}, {"treatment_type": ["surgery"], "modality": ["sbrt_srs"]}],
    ids=str,
)
@pytest.mark.parametrize("page", PAGES)
def test_filters_that_exclude_each_other(page: str, state: State) -> None:
    """The parent wins: what it does not hold is no longer a choice, and its own view is shown."""
    app = opened(page, state)
    check(app)
    (parent, kept), (child, _) = state.items()
    assert app.session_state[parent] == kept
    assert app.session_state[child] == []
    assert any(word in app.toast[0].value for word in ("is not in Europe", "is not in Surgery"))
    assert not app.run().toast


def test_what_a_parent_takes_out_is_said_and_the_rest_stays() -> None:
    app = opened(state={"country": ["USA", "FRA", "JPN"]})
    app.session_state["region"] = ["europe"]
    check(app.run())
    assert app.session_state["country"] == ["FRA"]
    assert [toast.value for toast in app.toast] == ["United States and Japan are not in Europe and were taken out."]


def test_a_year_outside_the_range_is_said_beside_its_slider() -> None:
    app = opened(state={"year": 2023})
    assert "Snapshot year 2023 lies outside 2026-2035; 2026 is shown." in text_of(app, "sm-sources")
    assert text_of(app, "sm-label")[0] == "Spend 2026"
    assert not app.warning
    app.session_state["years"] = (2022, 2035)
    assert not [text for text in text_of(app.run(), "sm-sources") if "lies outside" in text]


# The model's numbers


VIEWS = [
    {},
    {"region": ["europe"], "year": 2030, "years": (2028, 2034)},
    {"quantity": "patients", "treatment_type": ["surgery"]},
    {"quantity": "episodes", "country": ["JPN"], "scope": "full"},
    {"money": "nominal", "primary": ["lung", "breast"], "myeloma": True},
]


def run_of(inputs: spinemkt.Inputs, state: State) -> tuple[spinemkt.Result, View]:
    view = View(**{name: tuple(value) if isinstance(value, list) else value for name, value in state.items()})
    return spinemkt.run(inputs, scope=view.scope, include_myeloma=view.myeloma), view


@pytest.mark.parametrize("state", VIEWS, ids=str)
def test_the_headline_is_the_models_total(inputs: spinemkt.Inputs, state: State) -> None:
    run, view = run_of(inputs, state)
    a, b = (run.total(view.measure.name, {**view.where(), "year": year}) for year in view.years)
    word = money if view.measure.money else count
    (answer,) = text_of(opened(state=state), "sm-answer")
    assert word(a) in answer
    assert f"{'rising' if b > a else 'falling'} to {word(b)}" in answer
    assert str(view.years[0]) in answer
    assert growth((b / a) ** (1 / (view.years[1] - view.years[0])) - 1) in answer
    assert f"a year ({view.basis})." in answer if view.measure.money else answer.endswith("a year.")


@pytest.mark.parametrize("state", VIEWS, ids=str)
def test_tiles_are_the_models_numbers(inputs: spinemkt.Inputs, state: State) -> None:
    run, view = run_of(inputs, state)
    app = opened(state=state)
    measures = {
        "Spend": "spend",
        "Patients": "modality_patients",
        "Diagnosed": "diagnosed",
        "Patients treated at the spine": "treated",
    }
    kinds = {"RT courses": "radiation", "Surgical procedures": "surgery"}
    labels, values = text_of(app, "sm-label"), text_of(app, "sm-value")
    assert labels == [tile.label for tile in narrative.tiles(run, view)]
    assert len(values) >= 4
    for label, value in zip(labels, values, strict=True):
        name = label.removesuffix(f" {view.year}").removesuffix(", all care")
        measure = measures.get(name, "episodes")
        measure = view.measure.name if name == "Spend" and view.measure.money else measure
        kind = {"treatment_type": kinds[name]} if name in kinds else {}
        number = run.total(measure, {**view.where(measure), **kind, "year": view.year})
        then = run.total(measure, {**view.where(measure), **kind, "year": view.years[1]})
        form = (
            (lambda size, more: money(size, more=more)) if name == "Spend" else lambda size, more: count(size, 3, more)
        )
        more = digits_beside(form, number, [then], view.years[1] - view.year)
        assert value == form(number, more)


@pytest.mark.parametrize("page", MARKET)
def test_the_state_is_said_on_every_page(page: str, inputs: spinemkt.Inputs) -> None:
    state = {"region": ["europe"], "quantity": "patients", "years": (2028, 2034)}
    _, view = run_of(inputs, state)
    assert text_of(opened(page, state), "sm-state") == [f"{view.sentence(inputs.country_names)}; snapshot year 2028"]


@pytest.mark.parametrize(
    ("page", "state"),
    [
        *((page, {}) for page in EVERY_PAGE),
        *((page, {"modality": ["proton"], "end_user": ["ambulatory_home"]}) for page in EVERY_PAGE),
        ("segments", {"across": "region", "by": "region"}),
    ],
    ids=str,
)
def test_every_page_has_its_frame(page: str, state: State) -> None:
    """Also a page that has nothing to show: the way out of it is in the sidebar."""
    app = opened(page, state)
    assert ["not medical advice" in text for text in text_of(app, "sm-footer")] == [True]
    assert [slider.label for slider in app.sidebar.slider] == ["Years", "Snapshot year"]
    assert app.get("bidi_component"), "nothing hears which number is asked for"
    app.run()
    assert {name: app.session_state[name] for name in state} == dict(state)


def test_years_can_be_typed() -> None:
    app = opened()

    def typed(label: str, text: str) -> None:
        (field,) = (one for one in app.sidebar.text_input if one.label == label)
        field.set_value(text).run()

    typed("First year", "2030")
    assert app.session_state["years"] == (2030, 2035)
    typed("First year", "2038")  # the last year goes along
    assert app.session_state["years"] == (2038, 2038)
    assert [one.value for one in app.sidebar.text_input] == ["2038", "2038", "2026"]
    typed("Snapshot year", "2031")
    assert app.session_state["year"] == 2031
    for text in ("2050", "soon", ""):
        typed("Last year", text)
        assert app.session_state["years"] == (2038, 2038)
        assert text_of(app, "sm-fault") == ["Last year: type a year from 2022 to 2040. It stays 2038."]
    app.sidebar.slider(key="years").set_value((2028, 2034)).run()
    assert [one.value for one in app.sidebar.text_input] == ["2028", "2034", "2031"]
    assert not text_of(app, "sm-fault")


def test_the_footer_says_the_versions(inputs: spinemkt.Inputs) -> None:
    (footer,) = text_of(opened(), "sm-footer")
    assert f"Model {spinemkt.__version__}, data {inputs.version}." in footer


# Faults in the data


@pytest.fixture
def other_data(monkeypatch: pytest.MonkeyPatch, broken_data: BrokenData) -> Iterator[BrokenData]:
    """Break a copy of the data, and let the app read that copy."""
    load = spinemkt.load_inputs

    def forget() -> None:
        cache.read_bundle.clear()
        cache.bundle.cache_clear()

    def broken(file: str, change) -> Path:
        folder = broken_data(file, change)
        monkeypatch.setattr(spinemkt, "load_inputs", lambda: load(folder))
        forget()
        return folder

    yield broken
    forget()


def test_a_fault_in_the_data_ends_the_warming_up(other_data: BrokenData) -> None:
    """The page says it; a thread of the server that fails would write a traceback beside."""
    other_data("population.csv", lambda text: None)
    warm._warm()


def test_a_fault_in_the_data_is_said_in_the_page(other_data: BrokenData) -> None:
    other_data("unit_costs.csv", lambda text: text.replace("sbrt_srs", "sbrt_sirs", 1))
    other_data("population.csv", lambda text: None)
    app = AppTest.from_file(str(MAIN), default_timeout=120).run()
    (error,) = app.error
    assert error.proto.title == "The data folder cannot be used"
    assert "unit_costs.csv, row " in error.value
    assert "found 'sbrt_sirs'" in error.value
    assert "Did you mean 'sbrt_srs'?" in error.value
    assert "population.csv; the file is missing" in error.value
    assert not app.exception
    assert "Traceback" not in error.value
    assert not app.get("plotly_chart")


def test_a_mended_data_folder_is_read_again(other_data: BrokenData) -> None:
    other_data("population.csv", lambda text: "")
    app = AppTest.from_file(str(MAIN), default_timeout=120).run()
    assert "population.csv" in app.error[0].value
    other_data("unit_costs.csv", lambda text: text)
    assert "population.csv" in app.run().error[0].value


# Clearing


def clear_buttons(app: AppTest) -> list[str]:
    return [button.key for button in app.button if button.label == "Clear filters"]


CHANGED = {
    "quantity": "patients",
    "money": "nominal",
    "scope": "full",
    "years": (2025, 2030),
    "year": 2029,
    "grouped": False,
    "myeloma": True,
    "region": ["europe"],
    "country": ["FRA"],
    "treatment_type": ["surgery"],
    "modality": ["open_surgery"],
    "primary": ["lung"],
    "end_user": ["neurosurgical_centre"],
}


def test_clear_filters_shows_only_when_something_differs() -> None:
    assert clear_buttons(opened()) == []
    for page, name in paired(CHANGED, ("evidence", "own_data", "answers")):  # the sidebar is that of every page
        assert clear_buttons(opened(page, {name: CHANGED[name]})) == ["clear"], name


@pytest.mark.parametrize("page", PAGES)
def test_clear_filters_puts_everything_back(page: str) -> None:
    app = opened(page, CHANGED)
    assert {name: app.session_state[name] for name in CHANGED} == CHANGED
    app.button(key="clear").click().run()
    check(app)
    default = View()
    for name in CHANGED:
        value = app.session_state[name]
        assert (tuple(value) if isinstance(value, list) else value) == getattr(default, name)
    assert clear_buttons(app) == []


def test_clearing_is_no_misuse_of_the_session(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server would log a warning of its own: a filter has a default, and clearing sets it."""
    monkeypatch.setattr(policies, "runtime", SimpleNamespace(exists=lambda: True))
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    monkeypatch.setattr(policies._LOGGER, "propagate", True)
    opened(state=CHANGED).button(key="clear").click().run()
    assert "Session State API" not in caplog.text


# The search on the Evidence page


PARAMETERS = {"evidence_tab": "Parameters"}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            {"q": "sbrt mars"},
            "No parameter has the words 'sbrt' and 'mars'. Alone, 'sbrt' is in 48, 'mars' is in none.",
        ),
        ({"q": "mars"}, "No parameter has the word 'mars'. To find more, use fewer or shorter words."),
        (
            {"q": "sbrt", "kind": ["calibrated"]},
            "No parameter has the word 'sbrt' and kind calibrated. Alone, 'sbrt' is in 48. To find",
        ),
        (
            {"grade": ["A"], "kind": ["assumption"]},
            "No parameter has grade A and kind assumption. To find more, let go",
        ),
    ],
    ids=str,
)
def test_a_search_without_a_hit_says_how_to_loosen_it(state: State, words: str) -> None:
    app = opened("evidence", {**PARAMETERS, **state})
    check(app)
    (info,) = app.info
    assert info.proto.title == "Nothing found"
    assert info.value.startswith(words)
    assert not app.dataframe
    app.button(key="clear_search").click().run()
    check(app)
    assert not app.info
    assert len(app.dataframe) == 1


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "![x](http://a.example/x.png)", "x" * 5000, "a " * 3000])
def test_a_hostile_search_is_shown_as_plain_text(q: str) -> None:
    app = opened("evidence", link={"evidence_tab": "Parameters", "q": q, "grade": "A", "kind": "assumption"})
    check(app)
    (info,) = app.info
    assert len(info.value) < 700
    assert not re.search(r"(?<!\\)(!\[|<|\]\()", info.value)


# Links


def bound_keys() -> set[str]:
    """Keys of every control that writes itself into the address, as the code spells them."""
    calls = [
        {word.arg: word.value for word in node.keywords}
        for folder in ("ui", "pages")
        for path in (MAIN.parents[1] / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    keys = [words["key"] for words in calls if "bind" in words]
    return {key.value for key in keys if isinstance(key, ast.Constant)}


def test_a_link_may_set_every_control_of_every_page(inputs: spinemkt.Inputs) -> None:
    assert len(bound_keys()) >= 10
    assert bound_keys() <= set(controls.known(inputs.country_names).names)


@pytest.mark.parametrize(
    ("page", "link", "state"),
    [
        ("segments", {"across": "REGION", "by": "modality"}, {"across": "region", "by": "modality"}),
        ("segments", {"form": "amounts"}, {"form": "grid"}),
        ("regions", {"place": "bra", "per_million": "TRUE"}, {"place": "BRA", "per_million": True}),
        ("regions", {"place": "latin_america"}, {"place": "latin_america"}),
        ("modalities", {"curve": "cyberknife", "first": "proton"}, {"curve": "cyberknife", "first": "proton"}),
        ("modalities", {"second": "Mri"}, {"second": "mri"}),
        ("evidence", {"evidence_tab": "conflicts"}, {"evidence_tab": "Conflicts"}),
        ("evidence", {"evidence_tab": "parameters", "grade": ["a", "B"]}, {"grade": ["A", "B"]}),
        (
            "evidence",
            {"evidence_tab": "Parameters", "kind": "Derived", "q": "sbrt"},
            {"kind": ["derived"], "q": "sbrt"},
        ),
    ],
    ids=str,
)
def test_a_link_sets_the_controls_of_a_page(page: str, link: Mapping[str, object], state: State) -> None:
    app = opened(page, link=link)
    check(app)
    assert not app.warning
    assert {name: app.session_state[name] for name in state} == dict(state)


@pytest.mark.parametrize("tab", EVIDENCE_TABS)
def test_every_tab_of_the_evidence_opens_by_link(tab: str) -> None:
    app = opened("evidence", link={"evidence_tab": tab})
    check(app)
    assert [found.label for found in app.tabs if len(found.children)] == [tab]


HOSTILE = ["<script>alert(1)</script>", "x" * 5000, "9" * 5000, "1e999", "nan", "\x00", "![x](http://a.example/x.png)"]
# Scenario codes are read apart, and said apart: see test_scenario_app.
EVERY_NAME = [*(name for name in controls.known({}).names if name not in ("scenario", "pins")), "colour"]


@pytest.mark.parametrize(
    ("page", "value"),
    paired(HOSTILE) + paired(HOSTILE, first=3),
    ids=lambda value: value[:12],
)
def test_no_hostile_value_of_any_name_breaks_a_page(page: str, value: str) -> None:
    app = opened(page, link={name: value for name in EVERY_NAME if name != "q"})
    check(app)
    assert app.warning
    for warning in app.warning:
        assert len(warning.value) < 1500
        assert not re.search(r"(?<!\\)(!\[|<)", warning.value)


@pytest.mark.parametrize("first", range(0, len(EVERY_NAME), 5))
def test_a_thousand_values_break_nothing(first: int) -> None:
    """Five names in one link: five faults are said in full, and more than a thousand values are not read at all."""
    names = EVERY_NAME[first : first + 5]
    check(opened("own_data", link={name: ["Europe"] * 200 for name in names}))
    app = opened("own_data", link={name: [f"<b>{number}</b>" for number in range(200)] for name in names})
    check(app)
    assert app.warning or set(names) <= controls.known({}).texts
    assert all(len(warning.value) < 1500 for warning in app.warning)


@pytest.mark.parametrize(
    ("link", "state"),
    [
        ({"region": "Europe"}, {"region": ["europe"]}),
        ({"region": "europe", "quantity": "patients"}, {"region": ["europe"], "quantity": "patients"}),
        ({"region": ["europe", "North America"]}, {"region": ["europe", "north_america"]}),
        ({"country": "usa", "scope": "STRICT"}, {"country": ["USA"], "scope": "strict"}),
        ({"years": ["2028", "2034"], "year": "2031"}, {"years": (2028, 2034), "year": 2031}),
        ({"modality": "SBRT / SRS", "money": "Nominal"}, {"modality": ["sbrt_srs"], "money": "nominal"}),
        ({"grouped": "false", "myeloma": "true"}, {"grouped": False, "myeloma": True}),
    ],
    ids=str,
)
def test_a_link_sets_the_filters(link: Mapping[str, object], state: State) -> None:
    app = opened(link=link)
    check(app)
    assert not app.warning
    assert {name: app.session_state[name] for name in state} == dict(state)


def test_every_code_opens_by_link(inputs: spinemkt.Inputs) -> None:
    names = dict(zip(inputs.countries.index, inputs.countries["name"], strict=True))
    for name, options in choices(names).items():
        codes = [code for code in options if code != "myeloma"][:40]
        single = name in ("quantity", "money", "money_form", "scope")
        app = opened(link={name: codes[-1] if single else codes})
        check(app)
        assert not app.warning
        assert app.session_state[name] == (codes[-1] if single else codes)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"region": "Europ"}, "Did you mean 'Europe'?"),
        ({"year": "1999"}, "Unknown year '1999'; allowed: 2022 to 2040."),
        ({"years": ["2028", "2090"]}, "Unknown year '2090'"),
        ({"quantity": "gold"}, "Unknown quantity 'gold'"),
        ({"quantity": ["patients", "spend"]}, "Only one value of quantity can be shown; Spend is taken."),
        ({"colour": "red"}, "Nothing here is called 'colour'; it was left out."),
        ({"across": "zzz"}, "Unknown dimension across 'zzz'"),
        ({"form": "pie"}, "Unknown form 'pie'; allowed: Shares, Amounts."),
        ({"place": "Brazl"}, "Unknown place 'Brazl'. Did you mean 'Brazil'?"),
        ({"curve": "Protons"}, "Unknown treatment or technology 'Protons'. Did you mean 'Proton'?"),
        ({"second": "zzz"}, "Unknown second modality 'zzz'"),
        ({"per_million": "si"}, "Unknown value 'si' for per million; allowed: true, false."),
        ({"evidence_tab": "Conflict"}, "Did you mean 'Conflicts'?"),
        ({"year": "2022"}, "Snapshot year 2022 lies outside 2026-2035; 2026 is shown."),
        ({"grouped": "perhaps"}, "Unknown value 'perhaps' for grouped"),
        ({"region": "Europe", "country": "USA"}, "United States is not in Europe; it was left out."),
        ({"primary": "=1+1"}, "Unknown primary '=1+1'"),
    ],
    ids=str,
)
def test_a_bad_link_is_said_and_the_rest_is_shown(link: Mapping[str, object], words: str) -> None:
    app = opened(link={**link, "scope": "strict"})
    check(app, 3 if link.get("region") == "Europe" else 4)  # one region alone is a sentence
    (warning,) = app.warning
    assert words in warning.value
    assert warning.proto.title == "Part of this link could not be read; the rest is shown"
    assert app.session_state["scope"] == "strict"
    app.button(key="clear").click().run()
    assert not app.warning


def test_years_given_backwards_show_something() -> None:
    app = opened(link={"years": ["2034", "2028"]})
    check(app, 4)
    assert app.session_state["years"] == (2028, 2034)
    assert "2028-2034 is shown." in app.warning[0].value


def test_one_year_is_a_range() -> None:
    app = opened(link={"years": "2028"})
    check(app, 2)
    assert not app.warning
    assert (app.session_state["years"], app.session_state["year"]) == ((2028, 2028), 2028)


@pytest.mark.parametrize(
    "value",
    ["![x](http://a.example/x.png)", "[x](http://a.example)", "`x` **x** :red[x]", "$x$", "x\n# x"],
)
def test_a_hostile_link_is_shown_as_plain_text(value: str) -> None:
    """The warning is Markdown: what a link carries must stand in it as text, never as an image, a link or a style."""
    app = opened(link={"region": value})
    check(app)
    (warning,) = app.warning
    shown = re.sub(r"`[^`]*`", "", warning.value.replace("\\`", ""))
    assert not re.search(r"(?<!\\)(!\[|\]\(|\*\*|:red\[|\$x)|\n#", shown)


def test_a_link_of_many_faults_stays_short() -> None:
    app = opened(link={"region": [f"nowhere {number}" for number in range(500)]})
    (warning,) = app.warning
    assert len(warning.value) < 1500


# Names in the page


def test_a_unit_stays_on_the_line_of_its_number() -> None:
    said = "from 5.9 bn USD (+134 M USD) by 12% to 34 USD; 2 Medicines"
    assert unbroken(said).replace("\u00a0", "~").split() == [
        "from",
        "5.9~bn~USD",
        "(+134~M~USD)",
        "by",
        "12%",
        "to",
        "34~USD;",
        "2",
        "Medicines",
    ]


class Tags(HTMLParser):
    """Collects what is open, and fails on an end without a start."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


TEXT = {"p", "div", "h1", "h2", "h3", "ul", "ol", "li", "b", "i", "span", "br", "abbr"}
CONTROLS = {"label", "input", "button", "nav", "a"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


def popovers(app: AppTest) -> list[str]:
    """The keys of the popovers of a page that are filled when they are opened."""
    ids = (popover.proto.popover.id for popover in app.get("popover"))
    return [id.rpartition("-")[2] for id in ids if id]


def well_formed(app: AppTest) -> None:
    for html in html_of(app):
        if html.lstrip().startswith("<style"):
            continue
        tags = Tags()
        tags.feed(html)
        tags.close()
        assert not tags.open
        assert tags.seen <= TEXT | CONTROLS | TABLE


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_well_formed(page: str) -> None:
    well_formed(opened(page, {"country": ["CIV", "TUR"], "place": "CIV"}))
    for tab in EVIDENCE_TABS if page == "evidence" else ():
        well_formed(opened(page, {"evidence_tab": tab}))


def test_names_from_the_data_are_never_html(other_data: BrokenData) -> None:
    """A country called like a tag, and a note with one, come out as text."""
    hostile = "<img src=x>&co"
    other_data("countries.csv", lambda text: text.replace(",France,", f",{hostile},", 1))
    state = {"country": ["FRA"], "place": "FRA"}
    for page in PAGES:
        app = opened(page, state)
        check(app)
        well_formed(app)
        if page != "evidence":
            assert any(escape(hostile) in html for html in html_of(app)), page
        assert not any("<img" in html for html in html_of(app)), page


def test_every_modality_belongs_to_a_listed_type() -> None:
    assert set(MODALITY_TYPE.values()) == set(TREATMENT_TYPES)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_plotly_knows_every_word_of_every_chart(page: str) -> None:
    """Charts are sent without Plotly's checks: here each is checked, and comes out as it was sent."""
    state = {"years": (2024, 2032), "spread_parts": True, KEY: written(next(iter(load_scenarios().values())))}
    for chart in opened(page, state).get("plotly_chart"):
        sent = json.loads(chart.proto.spec)
        assert plain(go.Figure(sent, skip_invalid=False).to_plotly_json()) == plain(sent)


def plain(part: object) -> object:
    """A description without the template, arrays as lists of numbers to seven digits, nothing that is empty."""
    if isinstance(part, dict):
        if part.keys() >= {"dtype", "bdata"}:
            part = np.frombuffer(b64decode(part["bdata"]), part["dtype"]).tolist()
        else:
            kept = {name: plain(each) for name, each in part.items() if name != "template"}
            return {name: each for name, each in kept.items() if each not in ([], {}, None)}
    if isinstance(part, list | tuple | np.ndarray):
        return [plain(each) for each in part]
    return float(f"{part:.7g}") if isinstance(part, int | float) and not isinstance(part, bool) else part
