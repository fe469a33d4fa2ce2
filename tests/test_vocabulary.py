"""The lists of codes in data/vocabulary: read in the order of their rows, refused with file and row."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinemkt import terms
from spinemkt.errors import DataError

HEAD = "code,label,treatment_type,base,cancer_drug,takes_the_rest,numbers_as,meaning\n"
ONE = "photon,Photon,radiation,treated,,,,a beam\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("photon,Photon,radiatoin,treated,,,,a beam\n", r"column treatment_type: found 'radiatoin'; .*'radiation'\?"),
        ("photon,,radiation,treated,,,,a beam\n", "row 2, column label: found ''; it must not be empty"),
        (ONE + ONE, "row 3, column code: found 'photon'; the code stands twice"),
        ("photon,Photon,radiation,treated,,,,a beam, or two\n", "row 1; each row must have just the columns code, "),
        (ONE + "b,B,radiation,treated,,,foton,beams\n", r"row 3, column numbers_as: found 'foton'; .*'photon'\?"),
        (ONE + "b,B,radiation,diagnosed,,,photon,beams\n", "of the same type and base"),
        (
            ONE + "b,B,radiation,treated,,,photon,b\nc,C,radiation,treated,,,b,c\n",
            "row 4, column numbers_as: found 'b'",
        ),
    ],
)
def test_a_fault_in_a_list_of_codes_is_named_with_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, said: str
) -> None:
    (tmp_path / "modalities.csv").write_text(HEAD + rows, encoding="utf-8")
    monkeypatch.setattr(terms, "VOCABULARY", tmp_path)
    with pytest.raises(DataError, match=rf"vocabulary/modalities\.csv, .*{said}"):
        terms.modality_rows()


def test_every_modality_has_a_type_and_a_base_and_each_type_of_techniques_one_that_takes_the_rest() -> None:
    assert list(terms.MODALITIES) == list(terms.MODALITY_TYPE) == list(terms.MODALITY_BASE)
    assert set(terms.MODALITY_TYPE.values()) == set(terms.TREATMENT_TYPES)
    assert set(terms.MODALITY_BASE.values()) == set(terms.BASES)
    assert terms.REMAINDER_TECHNIQUE == {"radiation": "conventional_ebrt", "surgery": "open_surgery"}
    assert {terms.MODALITY_TYPE[code] for code in terms.CANCER_DRUGS} == {"medication"}
    assert list(terms.TIER_REGION) == list(terms.TIERS) and set(terms.TIER_REGION.values()) == set(terms.REGIONS)
