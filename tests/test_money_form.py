"""Money is written in the form that the reader chooses, everywhere; machine columns of files stay plain numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt.analysis import narrative
from spinemkt.analysis.uncertainty_views import verdicts
from spinemkt.analysis.view import View
from spinemkt.charts.overview import over_time
from spinemkt.charts.style import scale
from spinemkt.documents import overview
from spinemkt.documents.options import EVIDENCE_TABS, SURE_TABS
from spinemkt.documents.workspace import Workspace, blocks
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.figures.figure import styled
from spinemkt.model.measures import MEASURES
from spinemkt.wording import DOLLAR, USD, digits_beside, dollars, money, money_form, signed
from tests.test_pages import EVERY_PAGE, opened

# An amount in the other form: 17.1 bn USD, 12,300 nominal USD, 5.9 bn; a year before the name of money is its basis.
AMOUNT = re.compile(r"(?<!\b20\d)\d(?: (?:bn|M|k))?(?: (?:constant \d{4}|nominal))? USD\b|\d bn\b")
STATES = [
    *((page, {}) for page in EVERY_PAGE),
    *(("evidence", {"evidence_tab": tab}) for tab in EVIDENCE_TABS[1:]),
    *(("sensitivity", {"sure_tab": tab}) for tab in SURE_TABS[1:]),
    ("opportunities", {"decide_tab": "Your own offer"}),
    ("answers", {"answer_tab": "Glossary"}),
]


def texts(value: object) -> Iterator[str]:
    """Every text in what a browser is sent, those of charts too."""
    if isinstance(value, str):
        if value.startswith('{"'):
            yield from texts(json.loads(value))
        elif "<style" not in value:
            yield re.sub(r"<[^>]+>", " ", value).replace("\u00a0", " ")
    elif isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from texts(held)


def sent(app: AppTest) -> list[str]:
    """Every text that a page sends."""
    protos = [getattr(node, "proto", None) for node in app._tree]  # type: ignore[attr-defined]
    return [text for proto in protos if hasattr(proto, "DESCRIPTOR") for text in texts(MessageToDict(proto))]


def test_each_style_of_money_in_either_form() -> None:
    written = [
        ("money", 13.6e9, "13.6 bn USD", "$13.6B"),
        ("real money", 13.6e9, "13.6 bn constant 2025 USD", "$13.6B (constant 2025)"),
        ("bare money", 3.4e8, "340 M", "$340M"),
        ("dollars", 2.55e9, "2.55 bn USD", "$2.55B"),
        ("dollars", 12_300, "12,300 USD", "$12,300"),
        ("signed money", -3.4e8, "-340 M USD", "-$340M"),
        ("signed money", 3.4e8, "+340 M USD", "+$340M"),
        ("mean", 12_300, "12,300 USD per course", "$12,300 per course"),
    ]
    for style, value, usual, dollar in written:
        write = styled(style, MEASURES["spend"], "per course" if style == "mean" else "")
        assert write(value) == usual
        with money_form(DOLLAR):
            assert write(value) == dollar
        assert write(value) == usual


def test_two_amounts_follow_from_their_change_in_either_form() -> None:
    def form(value: float, more: int) -> str:
        return money(value, more=more)

    usual = digits_beside(form, 15.94e9, [15.78e9])
    with money_form(DOLLAR):
        assert digits_beside(form, 15.94e9, [15.78e9]) == usual == 1
        assert (dollars(9.9951e8), signed(0.0, money)) == ("$1.00B", "$0")


def test_axes_write_dollars_for_money_alone() -> None:
    with money_form(DOLLAR):
        spend, patients = scale([2e9], "USD2025/year"), scale([2e6], "persons/year")
    assert spend.ticks == {"ticksuffix": "B", "tickformat": "$,~r"}
    assert (spend.tick(2.5), spend.hover("y", "+")) == ("$2.5B", "%{y:+$,.3~r}B")
    assert patients == scale([2e6], "persons/year")


@pytest.mark.parametrize("typed", ["16 bn", "$16B", "16B", "$16000M", "16 bn USD"])
def test_an_amount_is_read_in_either_form(typed: str) -> None:
    assert verdicts.figure(typed) == 16e9


def test_a_view_keeps_the_form_and_numbers_do_not_depend_on_it() -> None:
    view = View(money_form=DOLLAR)
    assert view.changed() == []
    assert view != View() and view.numbers == View()


def test_a_document_is_written_in_the_form_of_its_view(inputs: spinemkt.Inputs) -> None:
    found = blocks(overview.page, Workspace(inputs, view=View(money_form=DOLLAR), ranges="off"))
    assert "$" in str(found[0]) and not AMOUNT.search(str(found[0]))
    assert money(1e9) == "1.0 bn USD"


def test_the_machine_columns_of_a_chart_are_plain_numbers(result: spinemkt.Result) -> None:
    usual = over_time(result, View(), "light", "treatment_type")
    with money_form(DOLLAR):
        chart = over_time(result, View(money_form=DOLLAR), "light", "treatment_type")
        said = str(narrative.headline(result, View(money_form=DOLLAR)))
    assert chart.frame.equals(usual.frame)
    assert "$" in said and "(constant 2025 USD)" in said and "$" in str(chart.title)
    assert not AMOUNT.search(f"{chart.title} {chart.alt} {said}")


@pytest.fixture(scope="module")
def quoted() -> str:
    """What data files say: notes keep the form of their sources."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(DATA_FOLDER.rglob("*.[ct][so][vm]*")))


@pytest.mark.parametrize(("page", "state"), STATES)
def test_no_amount_is_left_in_the_other_form(page: str, state: dict[str, str], quoted: str) -> None:
    link = {"money_form": "$13.6B", "ranges": "Off"}
    app = opened(page, state={**state, "money_form": DOLLAR}, link=link)
    assert not app.exception
    found = sent(app)
    left = [text[max(0, hit.start() - 40) : hit.end()] for text in found for hit in AMOUNT.finditer(text)]
    assert [words for words in left if words[-25:] not in quoted and "13.6 bn USD" not in words] == []


def test_the_control_is_in_the_sidebar_and_in_the_address() -> None:
    app = opened(link={"money_form": "$13.6B", "ranges": "Off"})
    (control,) = [one for one in app.sidebar.get("button_group") if one.key == "money_form"]
    assert control.label == "Number format"
    assert app.session_state["money_form"] == DOLLAR
    assert any(re.search(r"Market size \(payer spend\) is\s+(<[^>]*>)?\$[\d.]+B", text) for text in sent(app))
    assert app.session_state["money_form"] != USD
