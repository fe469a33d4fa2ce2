"""The chain from new cancers to spend, one function per arrow.

Every array has named dimensions and its codes in the order of terms.py. `place` is the dimension of tiers or of
countries, whichever the run uses. Any parameter may also vary by year. Nothing here loops over places or draws, so that
one run and an ensemble use the same code.
"""

from __future__ import annotations

import math

import xarray as xr

from spinemkt.model.growth import accumulated, compounded
from spinemkt.model.labelled import Array, in_year, pick
from spinemkt.terms import BASES, MODALITIES, MODALITY_BASE, PRESENTATIONS, UPTAKE_YEAR

MONTHS = 12.0


def new_cancer_cases(cases: Array, demographic_index: Array, incidence_trend: Array, year: Array) -> Array:
    """new cancer cases = cases of 2022 x demographic index x (1 + incidence trend)^(years since 2022).

    cases: persons [country, primary]. demographic_index: ratio [country, year]. Returns persons/year.
    """
    return cases * demographic_index * compounded(incidence_trend, year)


def spine_metastasis_patients(
    new_cases: Array,
    diagnosed_risk: Array,
    reference_detection: Array,
    survival_gain: Array,
    risk_per_survival_gain: Array,
    year: Array,
) -> Array:
    """patients = new cases x diagnosed risk / detection where it was measured x survival effect.

    survival effect = (1 + survival gain x risk per survival gain)^(years since 2022). Returns persons/year.
    """
    survival_effect = compounded(survival_gain * risk_per_survival_gain, year)
    return new_cases * (diagnosed_risk / reference_detection * survival_effect)


def detection(imaging: Array, sensitivity: Array) -> Array:
    """detection = PET-CT x its sensitivity + the rest x MRI x its sensitivity + the rest x CT x its sensitivity.

    imaging: fraction [modality, place, year], share imaged. sensitivity: fraction [modality]. Returns fraction.
    """
    missed = xr.ones_like(imaging.isel(modality=0))
    found = xr.zeros_like(missed)
    for test in ("pet_ct", "mri", "ct"):
        imaged = missed * pick(imaging, "modality", test)
        found = found + imaged * pick(sensitivity, "modality", test)
        missed = missed - imaged
    return found


def diagnosed(patients: Array, detected: Array) -> Array:
    """diagnosed = patients x detection. Returns persons/year."""
    return patients * detected


def presentation_mix(share: Array, late_presentation: Array, asymptomatic_gain: Array, year: Array) -> Array:
    """mix = shares, with cord compression x late presentation and asymptomatic + yearly gain; the others give way.

    share: fraction [presentation], scaled to sum to one. Returns fraction [presentation, place, year], summing to one.
    """
    share = share / share.sum("presentation")
    cord = (pick(share, "presentation", "cord_compression") * late_presentation).clip(max=0.95)
    share = _with_share(share, "cord_compression", cord)
    gain = accumulated(asymptomatic_gain, year)
    asymptomatic = (pick(share, "presentation", "asymptomatic") + gain).clip(min=0.0, max=0.95)
    return _with_share(share, "asymptomatic", asymptomatic)


def _with_share(mix: Array, code: str, value: Array) -> Array:
    kept = 1.0 - pick(mix, "presentation", code)
    scaled = mix * ((1.0 - value) / kept)
    return xr.where(Array("presentation", [name == code for name in PRESENTATIONS]), value, scaled)


def delayed(late_presentation: Array, added_delay: Array, per_week: Array) -> Array:
    """late presentation x (1 + weeks of delay x cord compression per week). Returns ratio."""
    return late_presentation * (1.0 + added_delay * per_week).clip(min=0.0)


def presenting(diagnosed_patients: Array, mix: Array) -> Array:
    """presenting = diagnosed x presentation mix. Returns persons/year [.., presentation]."""
    return diagnosed_patients * mix


def treated(presenting_patients: Array, local_share: Array, access: Array) -> Array:
    """treated = presenting x local treatment share (1 - observation) x access. Returns persons/year."""
    return presenting_patients * (local_share * access)


def reached(access: Array, tele_reach: Array) -> Array:
    """access + the rest x reach of tele-oncology. Returns fraction."""
    return access + (1.0 - access) * tele_reach


def planned_by_boards(share: Array, board_reach: Array, gain: Array) -> Array:
    """share x (1 + newly reached by a board x relative gain there), at most 1. Returns fraction."""
    return (share * (1.0 + board_reach * gain)).clip(max=1.0)


def operable(frail_share: Array, mis_relief: Array, mis_share: Array, year: Array) -> Array:
    """operable = 1 - frail x (1 - relief x MIS share), relative to that of 2024, when operations were counted.

    mis_share: fraction [.., year], share of operations that are minimally invasive. Returns ratio [.., year].
    """
    share = 1.0 - frail_share * (1.0 - mis_relief * mis_share)
    return share / in_year(share, year, UPTAKE_YEAR)


def prevalent(
    presenting_patients: Array,
    median_survival: Array,
    survival_multiplier: Array,
    survival_gain: Array,
    year: Array,
) -> Array:
    """prevalent = presenting x mean survival in years; mean = median / ln 2 (exponential survival, steady inflow).

    median_survival: months. Returns patient-years lived in the year.
    """
    mean_years = median_survival / MONTHS / math.log(2.0)
    return presenting_patients * (mean_years * survival_multiplier * compounded(survival_gain, year))


def modality_patients(
    bases: dict[str, Array],
    uptake: Array,
    primary_weight: Array,
    presentation_weight: Array,
) -> Array:
    """modality patients = base of the modality x uptake x weight of the primary x weight of the presentation.

    bases: treated, untreated, diagnosed (by presentation) and prevalent. uptake: fraction [modality, place, year].
    Returns persons/year [place, primary, presentation, modality, year]; a patient counts once in each modality.
    """
    order = list(BASES)
    stacked = Array.concat([bases[base] for base in order], "base")
    base = stacked.isel(base=Array("modality", [order.index(MODALITY_BASE[code]) for code in MODALITIES]))
    return base * (uptake * (primary_weight * presentation_weight))


def capacity_use(patients: Array, effort_per_patient: Array, headroom: Array, growth: Array, year: Array) -> Array:
    """use = effort asked for / ceiling; ceiling = headroom x effort of 2024 x (1 + growth)^(years since 2024).

    patients: persons [place, modality, year]. effort_per_patient: fractions or hours [modality].
    headroom: ratio [place], growth: fraction/year [place]. Returns ratio [place, year].
    """
    asked = xr.dot(patients, effort_per_patient, dim="modality")
    known = in_year(asked, year, UPTAKE_YEAR)
    ceiling = headroom * known * compounded(growth, year, UPTAKE_YEAR)
    return asked / ceiling.clip(min=1e-12)


def within_capacity(patients: Array, uses: list[tuple[Array, Array]]) -> Array:
    """patients who are served: of each modality that takes a resource used beyond its ceiling, ceiling / asked.

    uses: use of each resource [place, year], and what a patient of each modality takes of it [modality].
    """
    for use, effort in uses:
        if float(use.max()) > 1.0:
            patients = patients * xr.where(effort > 0, 1.0 / use.clip(min=1.0), 1.0)
    return patients


def episodes(patients: Array, episodes_per_patient: Array) -> Array:
    """episodes = modality patients x episodes per patient. Returns episodes/year."""
    return patients * episodes_per_patient


def spend(episode_count: Array, price: Array, attribution: Array) -> Array:
    """spend = episodes x price x attribution. price: USD per episode [modality, place, year]. Returns USD/year."""
    return episode_count * (price * attribution)
