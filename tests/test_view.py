"""A view's words, its filters and its links; and files that keep what a table says, and that no spreadsheet can run."""

from __future__ import annotations

import io
from dataclasses import FrozenInstanceError, replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spinemkt
from spinemkt.analysis.control_values import Controls
from spinemkt.analysis.link import read_link
from spinemkt.analysis.view import LISTS, View, choices, few, narrowed, responsible, year_shown
from spinemkt.evidence.defusing import restored
from spinemkt.export.csv import to_csv
from spinemkt.model.measures import MEASURES
from spinemkt.terms import (
    END_USERS,
    MODALITIES,
    MODALITY_TYPE,
    PRIMARIES,
    PRODUCT_CATEGORIES,
    REGIONS,
    SCOPES,
    TREATMENT_TYPES,
)
from spinemkt.wording import inside
from ui.controls import FORMER, known

NAMES = {"USA": "United States", "FRA": "France", "CIV": "Côte d'Ivoire"}
REGION_OF = {"USA": "north_america", "FRA": "europe", "CIV": "middle_east_africa"}
DEFAULT = "spine care and spine share of cancer drugs"


# The sentence


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (
            View(),
            "All treatments, world, all solid primaries, 2026-2035, constant 2025 USD, " + DEFAULT,
        ),
        (
            View(treatment_type=("radiation",), region=("europe",), primary=("breast", "prostate")),
            "Radiation, Europe, breast and prostate, 2026-2035, constant 2025 USD, " + DEFAULT,
        ),
        (
            View(
                treatment_type=("radiation", "surgery"), modality=("sbrt_srs",), country=("USA", "CIV"), money="nominal"
            ),
            "SBRT / SRS, United States and Côte d'Ivoire, all solid primaries, 2026-2035, nominal USD, "
            "spine care and spine share of cancer drugs",
        ),
        (
            View(quantity="patients", money="nominal", years=(2030, 2030), scope="full"),
            "All treatments, world, all solid primaries, 2030, patient treatments",
        ),
        (
            View(quantity="episodes", end_user=("ambulatory_home",), myeloma=True, years=(2022, 2040)),
            "All treatments, world, all primaries, ambulatory and home, 2022-2040, procedures / courses, with myeloma",
        ),
        (
            View(region=tuple(REGIONS), scope="strict"),
            "All treatments, North America, Europe, Asia-Pacific and 2 more, all solid primaries, 2026-2035, "
            "constant 2025 USD, spine care",
        ),
    ],
)
def test_the_sentence_says_the_state(view: View, sentence: str) -> None:
    assert view.sentence(NAMES) == sentence


def test_the_sentence_names_up_to_four_and_counts_the_rest() -> None:
    four, all_types = tuple(TREATMENT_TYPES)[:4], tuple(TREATMENT_TYPES)
    assert View(treatment_type=four).sentence(NAMES).startswith("Radiation, Surgery, Medication and Interventional, ")
    assert View(treatment_type=all_types).sentence(NAMES).startswith("Radiation, Surgery, Medication and 3 more, ")


@pytest.mark.parametrize("name", [*LISTS, "quantity", "scope", "money", "years"])
def test_every_filter_that_can_change_a_number_changes_the_sentence(name: str) -> None:
    other = {"quantity": "patients", "scope": "full", "money": "nominal", "years": (2023, 2024)}
    codes = {"region": REGIONS, "country": NAMES, "primary": PRIMARIES, "treatment_type": TREATMENT_TYPES}
    codes |= {"modality": MODALITIES, "end_user": END_USERS, "product_category": PRODUCT_CATEGORIES}
    value = other.get(name) or (next(iter(codes[name])),)
    assert replace(View(), **{name: value}).sentence(NAMES) != View().sentence(NAMES)


# The query


def test_a_view_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        View().year = 2030  # type: ignore[misc]


@pytest.mark.parametrize(
    ("quantity", "money", "measure", "basis"),
    [
        ("spend", "real", "spend", "constant 2025 USD"),
        ("spend", "nominal", "spend_nominal", "nominal USD"),
        ("revenue", "real", "maker_revenue", "constant 2025 USD"),
        ("revenue", "nominal", "maker_revenue_nominal", "nominal USD"),
        ("patients", "real", "patient_treatments", "patient treatments"),
        ("patients", "nominal", "patient_treatments", "patient treatments"),
        ("episodes", "real", "episodes", "procedures / courses"),
    ],
)
def test_quantity_and_money_name_the_measure(quantity: str, money: str, measure: str, basis: str) -> None:
    view = View(quantity=quantity, money=money)
    assert (view.measure.name, view.basis) == (measure, basis)


def test_a_view_of_spend_keeps_no_filter_on_products() -> None:
    view = View(quantity="revenue", product_category=("linacs",), region=("europe",))
    assert view.spending == View(region=("europe",))


def test_where_keeps_what_is_chosen_and_nothing_else() -> None:
    view = View(region=("europe",), modality=("proton", "mri"))
    assert View().where() == {}
    assert view.where() == {"region": ("europe",), "modality": ("proton", "mri")}
    assert view.where(year=2030) == {"region": ("europe",), "modality": ("proton", "mri"), "year": 2030}
    assert view.where(region="asia_pacific")["region"] == "asia_pacific"


@pytest.mark.parametrize("measure", MEASURES)
def test_where_names_only_dimensions_of_the_measure(measure: str, result: spinemkt.Result) -> None:
    everything = View(
        region=("north_america",),
        country=("USA",),
        primary=("lung",),
        treatment_type=("radiation",),
        modality=("sbrt_srs",),
        end_user=("cancer_radiation_centre",),
        product_category=("linacs",),
    )
    where = everything.where(measure, year=2030)
    assert set(where) == {*LISTS, "year"} & set(MEASURES[measure].dims)
    result.total(measure, where)


def test_span_lists_every_year_of_the_range() -> None:
    assert View(years=(2030, 2033)).span == [2030, 2031, 2032, 2033]
    assert View(years=(2030, 2030)).span == [2030]


def test_changed_names_what_differs() -> None:
    assert View().changed() == []
    assert View(region=("europe",)).changed() == ["region"]
    assert View(years=(2022, 2035), year=2030, grouped=False, myeloma=True, scope="full").changed() == [
        "scope",
        "years",
        "year",
        "grouped",
        "myeloma",
    ]


def test_the_primary_dimension_follows_the_grouping() -> None:
    assert (View().primary_dimension, View(grouped=False).primary_dimension) == ("primary_group", "primary")


# Contradictions


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (View(region=("europe",), country=("USA",)), "United States is not in Europe."),
        (
            View(region=("europe", "asia_pacific"), country=("USA", "CIV")),
            "United States and Côte d'Ivoire are not in Europe and Asia-Pacific.",
        ),
        (View(treatment_type=("surgery",), modality=("sbrt_srs",)), "SBRT / SRS is not surgery."),
        (View(treatment_type=("surgery",), modality=("mri", "ct")), "MRI and CT are not surgery."),
        (View(region=("europe",), country=("USA", "FRA")), None),
        (View(treatment_type=("surgery", "radiation"), modality=("sbrt_srs", "mri")), None),
        (View(region=("europe",)), None),
        (View(country=("USA",), modality=("mri",)), None),
        (View(), None),
    ],
)
def test_a_contradiction_is_said_in_one_sentence(view: View, sentence: str | None) -> None:
    assert view.contradiction(NAMES, REGION_OF) == sentence


def test_a_contradiction_leaves_nothing(result: spinemkt.Result) -> None:
    regions = dict(zip(result.inputs.countries.index, result.inputs.countries["region"], strict=True))
    for view in (View(region=("europe",), country=("USA",)), View(treatment_type=("surgery",), modality=("mri",))):
        assert view.contradiction(result.inputs.country_names, regions)
        assert result.total("spend", view.where()) == 0


def test_few_words_are_listed_and_the_rest_is_counted() -> None:
    assert few(["a", "b"]) == "a and b"
    assert few(list("abcdef")) == "a, b, c and 3 more"


def test_the_filters_that_empty_a_view_are_named(result: spinemkt.Result) -> None:
    runs = {scope: spinemkt.run(result.inputs, scope=scope) for scope in ("strict", "attributed")}

    def total(view: View) -> float:
        return runs[view.scope].total(view.measure.name, view.where(year=view.span))

    nowhere = View(modality=("proton",), end_user=("ambulatory_home",), region=("europe",), years=(2030, 2031))
    assert responsible(nowhere, total) == ["modality", "end_user"]
    drugs = View(scope="strict", modality=("targeted_therapy",), primary=("lung",))
    assert responsible(drugs, total) == ["scope", "modality"]


def test_a_view_without_a_filter_has_its_default() -> None:
    view = View(region=("europe",), scope="strict", years=(2030, 2031))
    assert view.without("region") == replace(view, region=())
    assert view.without("scope").without("years") == View(region=("europe",))


# Links


CONTROLS = Controls(
    {**choices(NAMES), "curve": MODALITIES, "grade": {"A": "A", "B": "B"}},
    several=frozenset({*LISTS, "grade"}),
    texts=frozenset({"q"}),
    words={"curve": "curve drawn"},
)


def read(query: dict[str, list[str]]) -> tuple[dict[str, list[str]], list[str]]:
    return read_link(query, CONTROLS, REGION_OF)


def test_a_link_may_carry_codes() -> None:
    codes, faults = read({"region": ["europe", "asia_pacific"], "quantity": ["patients"], "year": ["2030"]})
    assert codes == {"region": ["europe", "asia_pacific"], "quantity": ["patients"], "year": ["2030"]}
    assert faults == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ({"region": ["Europe"], "amp;year": ["2030"]}, {"region": ["europe"], "year": ["2030"]}),
        ({"amp;amp;region": ["Europe"]}, {"region": ["europe"]}),
        ({"region": ["Europe,Asia-Pacific"]}, {"region": ["europe", "asia_pacific"]}),
        ({"region": ["europe; asia_pacific |"]}, {"region": ["europe", "asia_pacific"]}),
        ({"region": ["Asia%2DPacific"]}, {"region": ["asia_pacific"]}),
        ({"years": ["2030-2035"]}, {"years": ["2030", "2035"], "year": ["2030"]}),
        ({"years": ["2030 \N{EN DASH} 2035"]}, {"years": ["2030", "2035"], "year": ["2030"]}),
        ({"years": ["2030,2035"]}, {"years": ["2030", "2035"], "year": ["2030"]}),
    ],
)
def test_a_link_that_a_program_has_mangled_is_read_as_it_was_meant(
    query: dict[str, list[str]], meant: dict[str, list[str]]
) -> None:
    codes, faults = read(query)
    assert codes == {"year": ["2030"]} | meant if "years" in query else codes == meant
    assert not [fault for fault in faults if "Unknown" in fault or "called" in fault]


def test_a_list_with_a_stranger_in_it_is_left_as_it_was_written() -> None:
    codes, faults = read({"region": ["Europe,Atlantis"]})
    assert codes == {}
    assert "Europe,Atlantis" in faults[0]


@pytest.mark.parametrize(("given_code", "code"), [("usa", "USA"), ("USA", "USA"), ("Fra", "FRA")])
def test_codes_of_a_link_are_read_in_any_case(given_code: str, code: str) -> None:
    assert read({"country": [given_code]}) == ({"country": [code]}, [])


@pytest.mark.parametrize("name", choices(NAMES))
def test_every_label_and_every_code_is_known_in_any_case(name: str) -> None:
    options = choices(NAMES)[name]
    for spelling in (str, str.upper, str.lower):
        for written in (options.values(), options):
            words = [spelling(word) for word in written]
            if name in LISTS:
                assert read({name: words}) == ({name: list(options)}, [])
            else:
                assert [read({name: [word]}) for word in words] == [({name: [code]}, []) for code in options]


def test_the_choices_are_those_of_the_terms() -> None:
    found = choices(NAMES)
    assert list(found["scope"]) == list(SCOPES)
    assert inside(found["scope"]["attributed"]) in DEFAULT
    assert found["country"] == NAMES
    for name in LISTS:
        assert len(set(found[name].values())) == len(found[name]), f"two labels of {name} are the same"


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (
            {"region": ["Europ"]},
            "Unknown region 'Europ'; allowed: North America, Europe, Asia-Pacific, Latin America, Middle East and "
            "Africa. Did you mean 'Europe'?",
        ),
        ({"modality": ["protn"]}, "Unknown modality 'protn'. Did you mean 'Proton'?"),
        ({"treatment_type": ["zzz"]}, "Unknown treatment type 'zzz'; allowed: "),
        ({"grouped": ["perhaps"]}, "Unknown value 'perhaps' for grouped; allowed: true, false."),
        ({"curve": ["Protn"]}, "Unknown curve drawn 'Protn'. Did you mean 'Proton'?"),
        ({"grade": ["Z"]}, "Unknown grade 'Z'; allowed: A, B."),
        ({"regions": ["Europe"]}, "Nothing here is called 'regions'; it was left out. Did you mean 'region'?"),
        ({"zzzz": [""]}, "Nothing here is called 'zzzz'; it was left out."),
    ],
)
def test_a_bad_value_is_said_with_what_is_allowed(query: dict[str, list[str]], fault: str) -> None:
    codes, faults = read(query)
    assert codes == {}
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_a_bad_value_does_not_take_the_good_ones_with_it() -> None:
    codes, faults = read({"region": ["europe", "nowhere"], "scope": ["strict"], "year": ["2031"]})
    assert codes == {"region": ["europe"], "scope": ["strict"], "year": ["2031"]}
    assert len(faults) == 1


@pytest.mark.parametrize(
    ("query", "found", "faults"),
    [
        ({"years": ["2028"]}, {"years": ["2028", "2028"], "year": ["2028"]}, []),
        ({"years": ["2028", "2034"]}, {"years": ["2028", "2034"], "year": ["2028"]}, []),
        ({"years": ["2026", "2035"], "year": ["2026"]}, {}, []),
        (
            {"years": ["2034", "2028"], "year": ["2030"]},
            {"years": ["2028", "2034"], "year": ["2030"]},
            ["Years are a first and a last one, in this order; 2028-2034 is shown."],
        ),
        (
            {"years": ["2024", "2028", "2034"], "year": ["2030"]},
            {"years": ["2024", "2034"], "year": ["2030"]},
            ["Years are a first and a last one, in this order; 2024-2034 is shown."],
        ),
        (
            {"years": ["2030", "2099"]},
            {"years": ["2030", "2040"], "year": ["2030"]},
            ["Unknown year '2099'; allowed: 2022 to 2040. 2030-2040 is shown."],
        ),
        (
            {"years": ["2030", "soon"]},
            {},
            ["Unknown year 'soon'; allowed: 2022 to 2040. 2026-2035 is shown."],
        ),
        ({"year": ["2030.0"]}, {"year": ["2030"]}, []),
        ({"year": [" 2030 "]}, {"year": ["2030"]}, []),
        ({"year": ["2030.5"]}, {}, ["Unknown year '2030.5'; allowed: 2022 to 2040. 2026 is shown."]),
        ({"year": ["abc"]}, {}, ["Unknown year 'abc'; allowed: 2022 to 2040. 2026 is shown."]),
        ({"year": ["1e999"]}, {}, ["Unknown year '1e999'; allowed: 2022 to 2040. 2026 is shown."]),
        ({"year": ["2099"]}, {"year": ["2035"]}, ["Unknown year '2099'; allowed: 2022 to 2040. 2035 is shown."]),
        ({"year": ["2022"]}, {}, ["Snapshot year 2022 lies outside 2026-2035; 2026 is shown."]),
        (
            {"years": ["2030"], "year": ["2031"]},
            {"years": ["2030", "2030"], "year": ["2030"]},
            ["Snapshot year 2031 lies outside 2030; 2030 is shown."],
        ),
        ({"year": ["2030", "2031"]}, {"year": ["2031"]}, ["Only one year can be shown; 2031 is taken."]),
    ],
    ids=str,
)
def test_years_end_in_a_view_and_say_how(query: dict[str, list[str]], found: dict, faults: list[str]) -> None:
    assert read(query) == (found, faults)


def test_a_year_outside_the_range_is_held_inside_and_said() -> None:
    assert year_shown(2030, (2026, 2035)) == (2030, "")
    assert year_shown(2022, (2026, 2035)) == (2026, "Snapshot year 2022 lies outside 2026-2035; 2026 is shown.")
    assert year_shown(2040, (2030, 2030)) == (2030, "Snapshot year 2040 lies outside 2030; 2030 is shown.")


def test_one_choice_takes_the_last_of_several_and_says_so() -> None:
    codes, faults = read({"quantity": ["patients", "spend"], "grouped": ["true", "False"]})
    assert codes == {"quantity": ["spend"], "grouped": ["false"]}
    assert faults == [
        "Only one value of quantity can be shown; Spend is taken.",
        "Only one value of grouped can be shown; false is taken.",
    ]


def test_repeats_and_blanks_are_no_fault() -> None:
    query = {"region": ["Europe", "europe", "", " Europe "], "country": [""], "quantity": ["Spend", "spend"], "q": [""]}
    assert read(query) == ({"region": ["europe"], "quantity": ["spend"]}, [])


def test_names_are_read_in_any_case() -> None:
    assert read({"Region": ["Europe"], "YEAR": ["2030"]}) == ({"region": ["europe"], "year": ["2030"]}, [])


def test_a_free_text_stays_as_it_is() -> None:
    assert read({"q": ["SBRT <b>"]}) == ({"q": ["SBRT <b>"]}, [])


@pytest.mark.parametrize(
    ("query", "kept", "fault"),
    [
        (
            {"region": ["Europe"], "country": ["USA", "France"]},
            {"region": ["europe"], "country": ["FRA"]},
            "United States is not in Europe; it was left out.",
        ),
        (
            {"treatment_type": ["surgery", "diagnosis"], "modality": ["mri", "sbrt_srs"]},
            {"treatment_type": ["surgery", "diagnosis"], "modality": ["mri"]},
            "SBRT / SRS is not in Surgery and Diagnosis; it was left out.",
        ),
    ],
)
def test_a_link_that_contradicts_itself_says_what_was_left_out(
    query: dict[str, list[str]], kept: dict[str, list[str]], fault: str
) -> None:
    assert read(query) == (kept, [fault])


def test_children_are_narrowed_by_their_parents() -> None:
    options = choices(NAMES)
    assert narrowed("country", {"region": ["europe"]}, NAMES, REGION_OF) == ["FRA"]
    assert narrowed("country", {"region": []}, NAMES, REGION_OF) == list(NAMES)
    assert narrowed("country", {"treatment_type": ["surgery"]}, NAMES, REGION_OF) == list(NAMES)
    surgery = narrowed("modality", {"treatment_type": ["surgery"]}, options["modality"], REGION_OF)
    assert surgery == [code for code in MODALITIES if MODALITY_TYPE[code] == "surgery"]
    assert narrowed("primary", {"region": ["europe"]}, options["primary"], REGION_OF) == list(PRIMARIES)


def test_parameters_of_others_are_no_fault() -> None:
    query = {"embed": ["true"], "embed_options": ["dark"], "utm_source": ["letter"], "fbclid": ["1"]}
    assert read(query) == ({}, [])


@given(
    st.dictionaries(
        st.sampled_from(CONTROLS.names) | st.text(max_size=60),
        st.lists(st.text(max_size=300) | st.sampled_from(["2028", "-1", "1e9", "true", "Europe"]), max_size=4),
    )
)
def test_no_link_breaks_the_reading(query: dict[str, list[str]]) -> None:
    codes, faults = read(query)
    options = CONTROLS.options
    assert all(set(found) <= set(options[name]) for name, found in codes.items() if name in options)
    assert all(0 < len(fault) <= 600 for fault in faults)
    assert len(faults) <= sum(len(values) + 1 for values in query.values())


@pytest.mark.parametrize(
    "value", ["=cmd|'/C calc'!A0", "x" * 5000, "\x00", "🦴", "' OR 1=1 --", "../../etc/passwd", "\u202eabc", "%s%n{0}"]
)
def test_a_hostile_value_becomes_one_short_sentence(value: str) -> None:
    for query in (
        *({name: [value]} for name in ("region", "country", "year", "years", "curve", "grouped")),
        {value: []},
    ):
        codes, (fault,) = read(query)
        assert codes == {}
        assert len(fault) < 300
        assert "\n" not in fault


@pytest.mark.parametrize("name", [*CONTROLS.names, "nothing"])
def test_a_thousand_values_are_read(name: str) -> None:
    _, faults = read({name: [f"<script>{number}</script>" for number in range(1000)]})
    assert len(faults) == {"q": 0, "nothing": 1}.get(name, 1000)
    _, faults = read({f"{name}{number}": ["x"] for number in range(1000)})
    assert len(faults) == 1000
    assert sum("Did you mean" in fault for fault in faults) <= 5


# Files

HEADER = [("title", "Spend by region"), ("filters", "Europe, 2026-2035"), ("data version", "1-abc")]


def opened(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), comment="#", encoding="utf-8-sig")


def test_a_file_says_what_it_is_before_its_table() -> None:
    lines = to_csv(pd.DataFrame({"region": ["europe"], "value": [1.5]}), HEADER).decode("utf-8-sig").splitlines()
    assert lines == [
        "# title: Spend by region",
        "# filters: Europe, 2026-2035",
        "# data version: 1-abc",
        "region,value",
        "europe,1.5",
    ]


def test_a_header_entry_stays_on_its_line() -> None:
    lines = to_csv(pd.DataFrame({"a": [1]}), [("note", "one\ntwo\r\nthree\ttabs")]).decode("utf-8-sig").splitlines()
    assert lines == ["# note: one two three tabs", "a", "1"]


def test_a_file_is_utf_8_and_says_so_to_spreadsheets() -> None:
    content = to_csv(pd.DataFrame({"country": ["Côte d'Ivoire", "Türkiye"]}), [("title", "Länder, 90% – ok")])
    assert content.startswith(b"\xef\xbb\xbf# title: ")
    assert "Länder, 90% – ok" in content.decode("utf-8")
    assert list(opened(content)["country"]) == ["Côte d'Ivoire", "Türkiye"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_and_no_column_name_starts_a_formula(start: str) -> None:
    formula = f'{start}HYPERLINK("http://x","y")'
    read = opened(to_csv(pd.DataFrame({"name": [formula], formula: [1]}), HEADER))
    assert read["name"][0].startswith("'")
    assert read.columns[1].startswith("'")
    assert read["name"][0].replace("\r\n", "\r").lstrip("'") == formula


def test_negative_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"change": [-1.5, 2.0], "count": [-3, 4]})
    read = opened(to_csv(frame, HEADER))
    pd.testing.assert_frame_equal(read, frame)


def test_the_frame_given_is_not_changed() -> None:
    frame = pd.DataFrame({"name": ["=1+1"]})
    to_csv(frame, HEADER)
    assert frame["name"][0] == "=1+1"


def test_a_table_of_the_model_comes_back_whole(result: spinemkt.Result) -> None:
    frame = result.table("spend", ("country", "year"), {"year": [2026, 2030]})
    read = opened(to_csv(frame, HEADER))
    assert list(read.columns) == ["country", "year", "value", "unit"]
    pd.testing.assert_frame_equal(read, frame, check_dtype=False, rtol=1e-12)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1), st.floats(-1e12, 1e12)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_comes_back(rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["name", "value"])
    content = to_csv(frame, HEADER)
    read = pd.read_csv(
        io.BytesIO(content), comment="#", encoding="utf-8-sig", keep_default_na=False, dtype={"name": str}
    )
    assert [restored(name) for name in read["name"]] == list(frame["name"])
    assert list(read["value"]) == pytest.approx(list(frame["value"]))


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in FORMER.items() for label in labels])
def test_a_link_with_a_former_label_is_read(name: str, label: str) -> None:
    assert read_link({name: [label]}, known({}), REGION_OF) == ({name: [FORMER[name][label]]}, [])
