"""The chain from new cancers to spend, one function per arrow.

Every array is labelled; `place` is the dimension of tiers or of countries, whichever the run uses. Nothing here loops
over places or draws, so that one run and an ensemble use the same code.
"""

from __future__ import annotations

import math

import xarray as xr

from spinemkt.terms import BASE_YEAR, BASES, MODALITIES, MODALITY_BASE

MONTHS = 12.0


def new_cancer_cases(
    cases: xr.DataArray, demographic_index: xr.DataArray, incidence_trend: xr.DataArray, year: xr.DataArray
) -> xr.DataArray:
    """new cancer cases = cases of 2022 x demographic index x (1 + incidence trend)^(years since 2022).

    cases: persons [country, primary]. demographic_index: ratio [country, year]. Returns persons/year.
    """
    return cases * demographic_index * (1.0 + incidence_trend) ** (year - BASE_YEAR)


def spine_metastasis_patients(
    new_cases: xr.DataArray,
    diagnosed_risk: xr.DataArray,
    reference_detection: xr.DataArray,
    survival_gain: xr.DataArray,
    risk_per_survival_gain: xr.DataArray,
    year: xr.DataArray,
) -> xr.DataArray:
    """patients = new cases x diagnosed risk / detection where it was measured x survival effect.

    survival effect = (1 + survival gain x risk per survival gain)^(years since 2022). Returns persons/year.
    """
    survival_effect = (1.0 + survival_gain * risk_per_survival_gain) ** (year - BASE_YEAR)
    return new_cases * (diagnosed_risk / reference_detection * survival_effect)


def detection(imaging: xr.DataArray, sensitivity: xr.DataArray) -> xr.DataArray:
    """detection = PET-CT x its sensitivity + the rest x MRI x its sensitivity + the rest x CT x its sensitivity.

    imaging: fraction [modality, place, year], share imaged. sensitivity: fraction [modality]. Returns fraction.
    """
    missed = xr.ones_like(imaging.isel(modality=0, drop=True))
    found = xr.zeros_like(missed)
    for test in ("pet_ct", "mri", "ct"):
        imaged = missed * imaging.sel(modality=test, drop=True)
        found = found + imaged * sensitivity.sel(modality=test, drop=True)
        missed = missed - imaged
    return found


def diagnosed(patients: xr.DataArray, detected: xr.DataArray) -> xr.DataArray:
    """diagnosed = patients x detection. Returns persons/year."""
    return patients * detected


def presentation_mix(
    share: xr.DataArray, late_presentation: xr.DataArray, asymptomatic_gain: xr.DataArray, year: xr.DataArray
) -> xr.DataArray:
    """mix = shares, with cord compression x late presentation and asymptomatic + yearly gain; the others give way.

    share: fraction [presentation], scaled to sum to one. Returns fraction [presentation, place, year], summing to one.
    """
    share = share / share.sum("presentation")
    cord = (share.sel(presentation="cord_compression", drop=True) * late_presentation).clip(max=0.95)
    share = _with_share(share, "cord_compression", cord)
    gain = asymptomatic_gain * (year - BASE_YEAR)
    asymptomatic = (share.sel(presentation="asymptomatic", drop=True) + gain).clip(min=0.0, max=0.95)
    return _with_share(share, "asymptomatic", asymptomatic)


def _with_share(mix: xr.DataArray, code: str, value: xr.DataArray) -> xr.DataArray:
    kept = 1.0 - mix.sel(presentation=code, drop=True)
    scaled = mix * ((1.0 - value) / kept)
    return xr.where(mix["presentation"] == code, value, scaled)


def presenting(diagnosed_patients: xr.DataArray, mix: xr.DataArray) -> xr.DataArray:
    """presenting = diagnosed x presentation mix. Returns persons/year [.., presentation]."""
    return diagnosed_patients * mix


def treated(presenting_patients: xr.DataArray, local_share: xr.DataArray, access: xr.DataArray) -> xr.DataArray:
    """treated = presenting x local treatment share (1 - observation) x access. Returns persons/year."""
    return presenting_patients * (local_share * access)


def prevalent(
    presenting_patients: xr.DataArray,
    median_survival: xr.DataArray,
    survival_multiplier: xr.DataArray,
    survival_gain: xr.DataArray,
    year: xr.DataArray,
) -> xr.DataArray:
    """prevalent = presenting x mean survival in years; mean = median / ln 2 (exponential survival, steady inflow).

    median_survival: months. Returns patient-years lived in the year.
    """
    mean_years = median_survival / MONTHS / math.log(2.0)
    return presenting_patients * (mean_years * survival_multiplier * (1.0 + survival_gain) ** (year - BASE_YEAR))


def modality_patients(
    bases: dict[str, xr.DataArray],
    uptake: xr.DataArray,
    primary_weight: xr.DataArray,
    presentation_weight: xr.DataArray,
) -> xr.DataArray:
    """modality patients = base of the modality x uptake x weight of the primary x weight of the presentation.

    bases: treated, untreated, diagnosed (by presentation) and prevalent. uptake: fraction [modality, place, year].
    Returns persons/year [place, primary, presentation, modality, year]; a patient counts once in each modality.
    """
    stacked = xr.concat([bases[base] for base in BASES], "base").assign_coords(base=list(BASES))
    base = stacked.sel(base=xr.DataArray([MODALITY_BASE[code] for code in MODALITIES], dims="modality"))
    return base.drop_vars("base") * (uptake * (primary_weight * presentation_weight))


def episodes(patients: xr.DataArray, episodes_per_patient: xr.DataArray) -> xr.DataArray:
    """episodes = modality patients x episodes per patient. Returns episodes/year."""
    return patients * episodes_per_patient


def spend(episode_count: xr.DataArray, price: xr.DataArray, attribution: xr.DataArray) -> xr.DataArray:
    """spend = episodes x price x attribution. price: USD per episode [modality, place, year]. Returns USD/year."""
    return episode_count * (price * attribution)
