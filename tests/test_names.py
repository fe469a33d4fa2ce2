"""Names that people type: folding, and the one table of other names of countries."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis.search import search
from spinemkt.documents.options import DECIDE_TABS
from spinemkt.errors import DataError
from spinemkt.evidence import names
from spinemkt.evidence.names import country_code, country_name, fold, name_key, not_found, other_names
from tests.test_pages import opened

SPACES = " \t\n\u00a0\u1680\u2002\u2009\u202f\u205f\u3000\u2800\u3164"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a"


@given(st.text())
@example("İSTANBUL \ufb01")
@example("\u0345\u0399ǅ")
def test_what_is_folded_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert name_key(name_key(text)) == name_key(text)


@given(
    st.sampled_from(["Türkiye", "Côte d'Ivoire", "São Tomé and Príncipe", "unit cost", "Straße", "Ångström"]),
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    st.sampled_from([str.upper, str.lower, str.title, str.casefold, str]),
    st.text(SPACES, max_size=3),
    st.lists(st.sampled_from(UNSEEN), max_size=3),
)
def test_form_case_space_and_unseen_signs_do_not_count(text, form, case, space, unseen) -> None:
    written = unicodedata.normalize(form, case(text).replace(" ", f" {space}"))
    inside = "".join(unseen).join([written[:2], written[2:]])
    assert fold(f"{space}{inside}{space}") == fold(text)


def test_full_width_letters_are_letters() -> None:
    assert fold("ＧＥＲＭＡＮＹ　１２") == "germany 12"
    assert fold("ﬁnance Øresund Łódź") == "finance oresund lodz"


@pytest.mark.parametrize(
    "typed, code",
    [
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("Cote d’Ivoire", "CIV"),
        ("ivory coast", "CIV"),
        ("Reunion", "REU"),
        ("USA", "USA"),
        ("u.s.a.", "USA"),
        ("the United States", "USA"),
        ("UK", "GBR"),
        ("gb", "GBR"),
        ("DEU", "DEU"),
        ("Viet Nam", "VNM"),
        ("Cape Verde", "CPV"),
        ("Swaziland", "SWZ"),
        ("Burma", "MMR"),
        ("Holland", "NLD"),
        ("NA", "NAM"),
        ("St Lucia", "LCA"),
        ("Guinea Bissau", "GNB"),
        ("Korea, Dem. People's Rep.", "PRK"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Trinidad & Tobago", "TTO"),
        ("中国", "CHN"),
        ("\ufeff\u00a0France\u200b ", "FRA"),
        ("Niger", "NER"),
        ("Dominica", "DMA"),
        ("Hong Kong", "HKG"),
        ("Taiwan", "TWN"),
        ("Atlantis", None),
        ("", None),
        ("the", None),
        ("e" * 100_000, None),
    ],
)
def test_a_country_is_known_by_all_its_names(typed: str, code: str | None) -> None:
    assert country_code(typed) == code


def test_every_short_name_and_code_finds_its_country(inputs: spinemkt.Inputs) -> None:
    for row in inputs.tables["countries"].itertuples():
        assert {country_code(text) for text in (row.country, row.iso2, row.name)} == {row.country}
        assert {country_code(name) for name in other_names(row.country)} == {row.country}
        assert country_name(row.country) == row.name


@pytest.mark.parametrize("typed", ["Greenland", "grl", "Hong Kong", "Taiwan", "Kosovo", "Dominica", "Scotland", "TW"])
def test_a_country_that_is_not_modelled_is_named_and_no_other_offered(inputs: spinemkt.Inputs, typed: str) -> None:
    known = inputs.countries["name"].to_dict()
    said = not_found("country", typed, known)
    name = country_name(str(country_code(typed)))
    assert said.startswith(name)
    assert "is not modelled" in said
    assert "Did you mean" not in said


def test_an_unknown_name_has_its_nearest(inputs: spinemkt.Inputs) -> None:
    known = inputs.countries["name"].to_dict()
    assert not_found("country", "Germny", known) == "Unknown country 'Germny'. Did you mean 'Germany'?"
    assert not_found("country", "Ivory Cost", known) == "Unknown country 'Ivory Cost'. Did you mean \"Côte d'Ivoire\"?"
    assert not_found("country", "qqqqq", known) == "Unknown country 'qqqqq'."


@pytest.mark.parametrize(
    "text",
    [
        "[other_names]\nDEU = ['X']\nFRA = ['x']\n[not_modelled]\n",
        "[other_names]\nDEU = [1]\n[not_modelled]\n",
        "[other_names\n",
    ],
)
def test_a_damaged_list_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / names.FILE).write_text(text)
    (tmp_path / "countries.csv").write_bytes((names.DATA_FOLDER / "countries.csv").read_bytes())
    monkeypatch.setattr(names, "DATA_FOLDER", tmp_path)
    names._spellings.cache_clear()
    names._codes.cache_clear()
    names._lists.cache_clear()
    try:
        with pytest.raises(DataError, match=names.FILE):
            country_code("Germany")
    finally:
        names._spellings.cache_clear()
        names._codes.cache_clear()
        names._lists.cache_clear()


# In the app

TYPED = {
    "Turkiye": "TUR",
    "Turkey": "TUR",
    "Cote d'Ivoire": "CIV",
    "Reunion": "REU",
    "USA": "USA",
    "UK": "GBR",
    "DEU": "DEU",
    "Viet Nam": "VNM",
    "cape  verde ": "CPV",
    "ＧＥＲＭＡＮＹ": "DEU",
}


@pytest.mark.parametrize(("text", "code"), TYPED.items())
def test_a_link_takes_a_country_by_any_name(text: str, code: str) -> None:
    app = opened(link={"country": text})
    assert not app.warning
    assert app.session_state["country"] == [code]


@pytest.mark.parametrize("text", ["Greenland", "Hong Kong", "TWN", "Scotland"])
def test_a_link_to_a_country_that_is_not_modelled_says_so(text: str) -> None:
    (warning,) = opened(link={"country": text}).warning
    assert "is not modelled" in warning.value
    assert "Did you mean" not in warning.value


def test_a_part_of_one_name_is_enough_where_it_is_typed() -> None:
    app = opened("overview", {"country": ["Cote", "United"]})
    assert app.session_state["country"] == ["CIV"]
    assert app.toast[0].value.startswith("Unknown country 'United'")


@pytest.mark.parametrize("control", ["country", "offer_country"])
def test_a_filter_understands_what_was_typed(control: str) -> None:
    page = {"country": "overview", "offer_country": "opportunities"}[control]
    app = opened(page, {control: [*TYPED, "DEU", "Greenland", "Germny"], "decide_tab": DECIDE_TABS[1]})
    assert not app.exception
    assert app.session_state[control] == list(dict.fromkeys(TYPED.values()))
    assert [toast.value.replace("\\", "") for toast in app.toast][:2] == [
        "Greenland is not modelled: there are no estimates of new cancers for it.",
        "Unknown country 'Germny'. Did you mean 'Germany'?",
    ]


def test_a_country_outside_the_regions_is_taken_out_whatever_it_is_called() -> None:
    app = opened("overview", {"region": ["europe"], "country": ["Turkiye", "USA"]})
    assert app.session_state["country"] == ["TUR"] or app.session_state["country"] == []
    assert any("not in Europe" in toast.value for toast in app.toast)


@pytest.mark.parametrize(("text", "code"), TYPED.items())
def test_the_profile_understands_what_was_typed(text: str, code: str) -> None:
    app = opened("regions", {"place": text})
    assert not app.exception
    assert app.session_state["place"] == code
    assert not app.toast


def test_the_profile_says_what_is_no_country() -> None:
    app = opened("regions", {"place": "Kosovo"})
    assert app.session_state["place"] == "north_america"
    assert "Kosovo is not modelled" in app.toast[0].value


@pytest.mark.parametrize(("text", "code"), TYPED.items())
def test_the_search_finds_a_country_by_any_name(inputs: spinemkt.Inputs, text: str, code: str) -> None:
    found = search(inputs, (), text).groups["country"]
    assert found[0].opens == code


def test_the_search_says_what_is_not_modelled(inputs: spinemkt.Inputs) -> None:
    (entry, *_) = search(inputs, (), "Greenland").groups["country"]
    assert (entry.title, entry.opens) == ("Greenland", "")
    assert entry.text.startswith("not modelled")
