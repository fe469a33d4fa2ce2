"""The lists of codes in data/vocabulary: read in the order of their rows, refused with file and row."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinemkt import terms


def test_a_code_that_nests_in_nothing_is_refused_with_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiers.csv").write_text("code,label,region\ncanada,Canada,north_amerika\n", encoding="utf-8")
    monkeypatch.setattr(terms, "VOCABULARY", tmp_path)
    with pytest.raises(ValueError, match=r"tiers\.csv, row 2, region: 'north_amerika' is none of north_america"):
        terms.code_rows("tiers", region=terms.REGIONS)


def test_every_modality_has_a_type_and_a_base_and_each_type_of_techniques_one_that_takes_the_rest() -> None:
    assert list(terms.MODALITIES) == list(terms.MODALITY_TYPE) == list(terms.MODALITY_BASE)
    assert set(terms.MODALITY_TYPE.values()) == set(terms.TREATMENT_TYPES)
    assert set(terms.MODALITY_BASE.values()) == set(terms.BASES)
    assert terms.REMAINDER_TECHNIQUE == {"radiation": "conventional_ebrt", "surgery": "open_surgery"}
    assert {terms.MODALITY_TYPE[code] for code in terms.CANCER_DRUGS} == {"medication"}
    assert list(terms.TIER_REGION) == list(terms.TIERS) and set(terms.TIER_REGION.values()) == set(terms.REGIONS)
