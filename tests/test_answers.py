"""Questions, words and search: every figure is the run's, every rank is plain, and a stranger's text stays text."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

import spinemkt
from spinemkt.analysis import faq
from spinemkt.analysis.faq.answer import Answer
from spinemkt.analysis.glossary import GLOSSARY, GROUPS
from spinemkt.analysis.search import KINDS, LONGEST, MOST_WORDS, search
from spinemkt.analysis.uncertainty_views.spread import Spread
from spinemkt.analysis.view import View
from spinemkt.figures.text import Text, say
from spinemkt.scenario.presets import load_scenarios
from spinemkt.terms import ATTRIBUTES, MODALITIES, PRESENTATIONS, SCOPES
from spinemkt.wording import count, inside, money, percent
from tests.test_lineage_pages import check_text
from tests.test_pages import check, html_of, opened, text_of


@pytest.fixture(scope="module")
def runs(inputs: spinemkt.Inputs) -> dict[str, spinemkt.Result]:
    return {scope: spinemkt.run(inputs, scope=scope) for scope in SCOPES}


@pytest.fixture(scope="module")
def answers(runs: dict[str, spinemkt.Result]) -> list[Answer]:
    return faq.answers(runs, View())


def said(answers: list[Answer], start: str) -> str:
    (found,) = [str(one.answer) for one in answers if one.question.startswith(start)]
    return found


# Questions


def test_what_a_newcomer_asks_is_there(answers: list[Answer]) -> None:
    asked = [one.question for one in answers]
    assert len(set(asked)) == len(faq.QUESTIONS) == 15
    for question in (
        "How large is the market?",
        "Why do market reports differ so much?",
        "How much of the cost of cancer drugs is counted?",
        "Why is the line not the median of the simulations?",
        "How sure is all this?",
        "What is not in it?",
        "What is stereotactic radiosurgery (SRS)?",
        "Is surgery always needed?",
    ):
        assert question in asked


def test_every_figure_in_an_answer_is_made_anew_and_written_as_it_stands(
    runs: dict[str, spinemkt.Result], answers: list[Answer]
) -> None:
    asked = {one.question: one.answer for one in answers if one.answer.figures}
    assert len(asked) == 8
    for answer in asked.values():
        check_text(answer, lambda figure: runs[figure.scope or "attributed"])
    counted = asked["How much of the cost of cancer drugs is counted?"]
    assert [figure.scope for figure in counted.figures] == list(SCOPES)


def test_a_figure_left_out_of_an_answer_is_missed(answers: list[Answer]) -> None:
    asked = {one.question: len(one.answer.figures) for one in answers if one.answer.figures}
    assert asked["How many people does it concern?"] == 5
    assert asked["Is radiation the largest part?"] == 5
    assert asked["Is surgery always needed?"] == asked["What is stereotactic radiosurgery (SRS)?"] == 4
    for one in answers:
        assert one.answer.figures or one.question not in asked


def test_the_lost_question_is_marked_as_our_reading(answers: list[Answer]) -> None:
    (found,) = [one for one in answers if one.question == "Is surgery always needed?"]
    assert str(found.answer).startswith("No. ")
    assert "has lost its question. The question is our reading" in found.origin


def test_figures_are_those_of_the_run(runs: dict[str, spinemkt.Result], answers: list[Answer]) -> None:
    run, at = runs["attributed"], {"year": 2026}
    treated = run.total("treated", at)
    operated = run.total("modality_patients", {**at, "treatment_type": "surgery"})
    assert f"{percent(operated / treated, 0)} of these have an operation" in said(answers, "Is surgery")
    precise = run.total("modality_patients", {**at, "modality": "sbrt_srs"})
    assert f"gives it to {count(precise)} patients" in said(answers, "What is stereotactic")
    for scope in SCOPES:
        assert f"{inside(SCOPES[scope])} {money(runs[scope].total('spend', at))}" in said(
            answers, "How much of the cost"
        )
    assert money(run.total("spend", at)) in said(answers, "How large")
    myeloma = float(run.inputs.new_cases.sel(primary="myeloma").sum())
    assert f"{count(myeloma)} new cases of myeloma" in said(answers, "What is not")
    cancers, found = run.total("new_cancer_cases", at), run.total("diagnosed", at)
    assert f"{found / cancers * 100:.1f} for every 100 cancers" in said(answers, "How many")
    assert "1.51 billion USD" in said(answers, "Why do market")
    assert "19.7 billion USD" in said(answers, "Why do market")


def test_figures_move_with_the_scenario_and_the_year(inputs: spinemkt.Inputs, answers: list[Answer]) -> None:
    scenario = next(iter(load_scenarios().values()))
    moved = {scope: spinemkt.run(inputs, scenario, scope=scope) for scope in SCOPES}
    other = faq.answers(moved, replace(View(), year=2035))
    for start in ("How large", "How many", "What is stereotactic", "Is surgery", "How much of the cost"):
        assert said(other, start) != said(answers, start)


def test_the_median_is_said_beside_the_line(runs: dict[str, spinemkt.Result]) -> None:
    frame = pd.DataFrame(
        {"year": [2035], "central": [16e9], "p10": [14e9], "p50": [18e9], "p90": [24e9], "unit": ["USD"]}
    )
    found = faq.answers(runs, View(), Spread(frame, "spend", ("4 in 5",), 2000, 0))
    # 18 / 16 - 1 = 12.5%, to whole percents 12%
    words = (
        "In 2035 the line stands at 16.0 bn USD, the median of the simulations at 18.0 bn USD (12% higher), and the "
        "80% range lies between 14.0 and 24.0 bn USD."
    )
    assert words in said(found, "Why is the line")
    assert "The 80% range for 2035 lies between 14.0 and 24.0 bn USD." in said(found, "How large")


def test_answers_name_no_figure_that_is_none(answers: list[Answer]) -> None:
    for one in answers:
        assert "nan" not in str(one.answer).split()
        assert "no figure" not in str(one.answer)


# Words


def test_every_modality_attribute_and_presentation_is_explained() -> None:
    assert [
        name for name in (*MODALITIES.values(), *ATTRIBUTES.values(), *PRESENTATIONS.values()) if name not in GLOSSARY
    ] == []


def test_words_stand_once_and_in_one_line() -> None:
    assert sum(map(len, GROUPS.values())) == len(GLOSSARY) > 100
    for word, meaning in GLOSSARY.items():
        assert len(meaning) <= 140, word
        assert not meaning.endswith("."), word


# Search


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("SINS", "term", "SINS"),
        ("globus medical", "company", "Globus Medical"),
        ("what is not in it?", "question", "What is not in it?"),
        ("K253381", "company", "Medtronic"),
        ("unit_cost[sbrt_srs]", "parameter", "Unit cost, United States: SBRT / SRS"),
        ("sahgal2021", "source", "SC.24"),
    ],
)
def test_each_kind_is_found(inputs: spinemkt.Inputs, answers: list[Answer], text: str, kind: str, title: str) -> None:
    found = search(inputs, answers, text)
    assert found.groups[kind][0].title == title


def test_exact_comes_before_prefix_before_all_words(inputs: spinemkt.Inputs, answers: list[Answer]) -> None:
    terms = [entry.title for entry in search(inputs, answers, "Simulation").groups["term"]]
    assert terms[0] == "Simulation"
    terms = [entry.title for entry in search(inputs, answers, "carbon").groups["term"]]
    assert terms[0] == "Carbon-fibre constructs"
    both = search(inputs, answers, "fibre carbon").groups["term"]
    assert both[0].title == "Carbon-fibre constructs"
    assert search(inputs, answers, "fibre carbon qqqq").count == 0


def test_ranks_of_one_word(inputs: spinemkt.Inputs) -> None:
    """Exact, prefix, in the title, in the text alone: in this order, though the later ones are shorter."""
    asked = [
        Answer("Q", say("qqalpha")),
        Answer("A qqalpha", Text()),
        Answer("Qqalpha and much more", Text()),
        Answer("qqalpha", Text()),
    ]
    found = search(inputs, asked, "QQalpha").groups["question"]
    assert [entry.title for entry in found] == ["qqalpha", "Qqalpha and much more", "A qqalpha", "Q"]


def test_every_kind_can_be_found(inputs: spinemkt.Inputs, answers: list[Answer]) -> None:
    assert set(search(inputs, answers, "a").groups) == set(KINDS)


def test_nearest_words_of_a_misspelling(inputs: spinemkt.Inputs, answers: list[Answer]) -> None:
    found = search(inputs, answers, "medtronc")
    assert found.count == 0
    assert found.nearest["medtronc"][0] == "medtronic"
    assert search(inputs, answers, "zzzz").nearest == {}


@pytest.mark.parametrize(
    "text", ["", "  ", "***", "<>", "\x00", "a" * 10_000, "\u202e" * 50, "[](x) $$ `a`", "%00' OR 1=1"]
)
def test_hostile_text_is_only_text(inputs: spinemkt.Inputs, answers: list[Answer], text: str) -> None:
    found = search(inputs, answers, text)
    assert len(found.words) <= MOST_WORDS
    assert sum(map(len, found.words)) <= LONGEST


# The page


def test_questions_stand_on_the_page() -> None:
    app = opened("answers")
    check(app, 0)
    assert "How large is the market?" in text_of(app, "sm-title")
    assert any("is our reading" in html for html in html_of(app))


def test_words_stand_on_the_page_by_group() -> None:
    app = opened("answers", {"answer_tab": "Glossary"})
    check(app, 0)
    assert set(GROUPS) <= set(text_of(app, "sm-title"))
    shown = unescape(" ".join(html_of(app)))
    assert all(f"<dt>{word}</dt>" in shown for word in GLOSSARY)


def test_a_search_from_a_link_leads_on() -> None:
    app = opened("answers", link={"ask": "medtronic"})
    check(app, 0)
    assert any(title.startswith("Companies and products") for title in text_of(app, "sm-title"))
    links = [element.proto for element in app.get("page_link")]
    assert "Medtronic" in [link.label for link in links]
    assert any("company=Medtronic" in link.query_string for link in links)


def test_a_parameter_leads_to_the_evidence_with_its_name_filled_in() -> None:
    app = opened("answers", {"ask": "unit cost sbrt"})
    (link,) = [element.proto for element in app.get("page_link") if "Unit cost" in element.proto.label][:1]
    assert "evidence_tab=Parameters" in link.query_string
    assert "q=unit_cost" in link.query_string


def test_nothing_found_is_said_kindly() -> None:
    app = opened("answers", {"ask": "medtronc"})
    check(app, 0)
    (info,) = app.info
    assert "did you mean 'medtronic'" in info.value


@pytest.mark.parametrize("text", ["<script>alert(1)</script> x", "**bold** [link](http://x.y) $a$", "' or 1=1 --"])
def test_what_a_stranger_wrote_is_shown_as_text(text: str) -> None:
    app = opened("answers", link={"ask": text})
    check(app, 0)
    assert not any("<script>alert" in html for html in html_of(app))
    for info in app.info:
        assert "**bold**" not in info.value


def test_a_link_with_the_former_name_of_a_tab_still_opens_it() -> None:
    app = opened("answers", link={"answer_tab": "Words"})
    check(app, 0)
    assert app.session_state["answer_tab"] == "Glossary"
    assert not text_of(app, "sm-fault")
