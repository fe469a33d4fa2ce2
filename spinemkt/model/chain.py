"""The chain from new cancers to spend, one function per arrow.

Every array has named dimensions and its codes in the order of terms.py. `place` is the dimension of tiers or of
countries, whichever the run uses. Any parameter may also vary by year. Nothing here loops over places or draws, so that
one run and an ensemble use the same code.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from spinemkt.model.equation import equation
from spinemkt.model.growth import accumulated, compounded
from spinemkt.model.labelled import (
    Array,
    assign,
    broadcast,
    clip,
    divide_at,
    in_year,
    join_products,
    multiply,
    named,
    pick,
    sum_over,
    sum_product,
    take,
)
from spinemkt.terms import MODALITIES, MODALITY_BASE, PRESENTATIONS, UPTAKE_YEAR

MONTHS = 12.0
LEAST_LAG = 0.2  # where cases fall so fast that the formula has no sense


@equation
def new_cancer_cases(demand: Array, incidence_trend: Array, year: Array) -> Array:
    """new cancer cases = cases at the rates of 2022 x (1 + incidence trend)^(years since 2022).

    demand: persons/year [place, primary, year]. Returns persons/year.
    """
    return multiply(demand, compounded(incidence_trend, year))


@equation
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
    survival_effect = compounded(multiply(survival_gain, risk_per_survival_gain), year)
    return multiply(new_cases, diagnosed_risk / reference_detection, survival_effect)


@equation
def detection(imaging: Array, sensitivity: Array) -> Array:
    """detection = PET-CT x its sensitivity + the rest x MRI x its sensitivity + the rest x CT x its sensitivity.

    imaging: fraction [modality, place, year], share imaged. sensitivity: fraction [modality]. Returns fraction.
    """
    found = multiply(pick(imaging, "modality", "ct"), pick(sensitivity, "modality", "ct"))
    for test in ("mri", "pet_ct"):
        imaged = pick(imaging, "modality", test)
        found = multiply(imaged, pick(sensitivity, "modality", test)) + multiply(1.0 - imaged, found)
    return found


@equation
def diagnosed(patients: Array, detected: Array) -> Array:
    """diagnosed = patients x detection. Returns persons/year."""
    return multiply(patients, detected)


@equation
def presentation_mix(share: Array, late_presentation: Array, asymptomatic_gain: Array, year: Array) -> Array:
    """mix = shares, with cord compression x late presentation and asymptomatic + yearly gain; the others give way.

    share: fraction [presentation], scaled to sum to one. Returns fraction [presentation, place, year], summing to one.
    """
    share = scaled_to_one(share)
    cord = clip(multiply(late_presentation, pick(share, "presentation", "cord_compression")), high=0.95)
    share = with_share(share, "cord_compression", cord)
    gain = accumulated(asymptomatic_gain, year)
    asymptomatic = clip(broadcast(pick(share, "presentation", "asymptomatic"), gain) + gain, 0.0, 0.95)
    return with_share(share, "asymptomatic", asymptomatic)


@equation
def scaled_to_one(share: Array) -> Array:
    """share of presentation = share given / sum of them. Returns fraction [presentation]."""
    return share / sum_over(share, "presentation")


@equation
def with_share(mix: Array, code: str, value: Array) -> Array:
    """mix = mix with the share of one presentation set; the others give way in proportion. Returns fraction."""
    kept = 1.0 - pick(mix, "presentation", code)
    scaled = multiply(mix, (1.0 - value) / broadcast(kept, value))
    return assign(scaled, "presentation", ([list(PRESENTATIONS).index(code)], value))


@equation
def delayed(late_presentation: Array, added_delay: Array, per_week: Array) -> Array:
    """late presentation x (1 + weeks of delay x cord compression per week). Returns ratio."""
    return multiply(late_presentation, clip(1.0 + multiply(added_delay, per_week), 0.0))


@equation
def presenting(diagnosed_patients: Array, mix: Array) -> Array:
    """presenting = diagnosed x presentation mix. Returns persons/year [.., presentation]."""
    return multiply(diagnosed_patients, mix)


@equation
def treated(presenting_patients: Array, local_share: Array, access: Array) -> Array:
    """treated = presenting x share treated at the spine (1 - observation) x access. Returns what presenting is in."""
    return multiply(presenting_patients, local_share, access)


@equation
def followed(presenting_patients: Array, local_share: Array, access: Array) -> Array:
    """followed = presenting x (1 - share treated at the spine) x access. Returns what presenting is in."""
    return multiply(presenting_patients, 1.0 - local_share, access)


@equation
def reached(access: Array, tele_reach: Array) -> Array:
    """access + the rest x reach of tele-oncology. Returns fraction."""
    return broadcast(access, tele_reach) + multiply(1.0 - access, tele_reach)


@equation
def planned_by_boards(share: Array, board_reach: Array, gain: Array) -> Array:
    """share x (1 + newly reached by a board x relative gain there), at most 1. Returns fraction."""
    return clip(multiply(share, 1.0 + multiply(board_reach, gain)), high=1.0)


@equation
def operable(frail_share: Array, mis_relief: Array, mis_share: Array, year: Array) -> Array:
    """operable = 1 - frail x (1 - relief x MIS share), relative to that of 2024, when operations were counted.

    mis_share: fraction [.., year], share of operations that are minimally invasive. Returns ratio [.., year].
    """
    share = 1.0 - multiply(frail_share, 1.0 - multiply(mis_relief, mis_share))
    return share / in_year(share, year, UPTAKE_YEAR)


@equation
def prevalent(
    diagnosed_patients: Array,
    median_survival: Array,
    survival_multiplier: Array,
    survival_gain: Array,
    growth: Array,
    year: Array,
) -> Array:
    """prevalent = diagnosed x mean survival in years / (1 + inflow growth x mean survival).

    Mean survival = median / ln 2 x multiplier x (1 + survival gain)^(years since 2022), exponential. Those alive today
    were diagnosed when fewer were: inflow that grows by g a year and survival exp(-t / m) give inflow x m / (1 + g m)
    (Lotka's stable population). median_survival: months. growth: fraction/year. Returns patient-years in the year.
    """
    mean = mean_survival(median_survival, survival_multiplier, survival_gain, year)
    lag = clip(1.0 + multiply(growth, mean), LEAST_LAG)
    return multiply(diagnosed_patients, mean) / lag


@equation
def mean_survival(median_survival: Array, survival_multiplier: Array, survival_gain: Array, year: Array) -> Array:
    """mean survival = median / ln 2 x multiplier x (1 + survival gain)^(years since 2022). Returns years."""
    return multiply(median_survival / MONTHS / math.log(2.0), survival_multiplier, compounded(survival_gain, year))


@equation
def candidates(
    flows: Mapping[str, Array],
    mixes: Mapping[str, Array],
    primary_weight: Array,
    presentation_weight: Array,
    over: Collection[str] = (),
) -> Array:
    """candidates for a modality = base of the modality x weight of the primary x weight of the presentation.

    The base of a modality is a flow of patients [place, primary, year] x the share that belongs to it, a mix [place,
    presentation, year]: treated, followed, diagnosed and prevalent. Returns persons/year [modality, place, primary,
    presentation, year], less the dims in `over`, which are summed before anything is multiplied out.
    """
    alike: dict[tuple[str, bool, bool], list[int]] = {}
    by_primary, by_presentation = (_differs(weight) for weight in (primary_weight, presentation_weight))
    for index, code in enumerate(MODALITIES):
        alike.setdefault((MODALITY_BASE[code], by_primary[index], by_presentation[index]), []).append(index)
    plain = {
        base: (weighted(flows[base], None, "primary", over), weighted(mixes[base], None, "presentation", over))
        for base in dict.fromkeys(base for base, _, _ in alike)
    }
    parts: list[tuple[list[int], tuple[Array, Array]]] = []
    for (base, first, second), codes in alike.items():
        patients, share = plain[base]
        if first:
            patients = weighted(flows[base], take(primary_weight, "modality", codes), "primary", over)
        if second:
            share = weighted(mixes[base], take(presentation_weight, "modality", codes), "presentation", over)
        parts.append((codes, (patients, share)))
    return join_products(parts, "modality")


@equation
def modality_patients(candidate_patients: Array, share: Array) -> Array:
    """modality patients = candidates x share served; a patient counts once in each modality.

    share: fraction [modality, place, year], uptake or, where capacity ends, what is served of it. Returns what the
    candidates are in.
    """
    return multiply(candidate_patients, share)


@equation
def served(uptake: Array, efforts: Sequence[Array], uses: Sequence[Array]) -> Array:
    """share served = uptake; of those who take a resource used beyond its ceiling, uptake x ceiling / asked.

    efforts: what a patient of each modality takes of each resource [modality]; uses: its use [place, year]. Returns
    fraction [modality, place, year].
    """
    share = uptake
    for effort, use in zip(efforts, uses, strict=True):
        if float(use.values.max()) > 1.0:
            whole = named(share.dims, share.values.copy()) if share is uptake else share
            share = divide_at(whole, "modality", _takers(effort), clip(use, 1.0))
    return share


def _differs(weight: Array) -> list[bool]:
    """Whether the weights of each modality are other than one anywhere."""
    return [bool(found) for found in (weight != 1.0).any([dim for dim in weight.dims if dim != "modality"]).values]


@equation
def weighted(base: Array, weight: Array | None, dim: str, over: Collection[str]) -> Array:
    """weighted = base x weight, summed over the dimension if that is in `over`."""
    if dim not in over:
        return base if weight is None else multiply(base, weight)
    return sum_over(base, dim) if weight is None else sum_product((dim,), base, weight)


@equation
def effort(episodes_per_patient: Array, effort_per_episode: Array) -> Array:
    """effort per patient = episodes per patient x effort per episode. Returns fractions or hours [modality]."""
    return multiply(episodes_per_patient, effort_per_episode)


@equation
def grown_headroom(headroom: Array, growth: Array, year: Array) -> Array:
    """headroom x (1 + growth)^(years since 2024). headroom: ratio, growth: fraction/year. Returns ratio [.., year]."""
    return multiply(headroom, compounded(growth, year, UPTAKE_YEAR))


@equation
def capacity_use(patients: Array, effort_per_patient: Array, headroom: Array, year: Array) -> Array:
    """use = effort asked for / ceiling; ceiling = headroom x effort of 2024 x (1 + growth)^(years since 2024).

    patients: persons who ask for each modality [modality, place, year], also apart by primary or presentation.
    effort_per_patient: fractions or hours [modality]. headroom: ratio [place, year], as grown_headroom gives it.
    Returns ratio [place, year].
    """
    takers = _takers(effort_per_patient)
    factors = (take(each, "modality", takers) for each in (patients, effort_per_patient))
    asked = sum_product(("modality", "primary", "presentation"), *factors)
    return asked / clip(multiply(headroom, in_year(asked, year, UPTAKE_YEAR)), 1e-12)


def _takers(effort_per_patient: Array) -> list[int]:
    """The modalities that take anything of a resource."""
    others = tuple(axis for axis, dim in enumerate(effort_per_patient.dims) if dim != "modality")
    return np.flatnonzero((effort_per_patient.values > 0).any(others)).tolist()


@equation
def episodes(patients: Array, episodes_per_patient: Array) -> Array:
    """episodes = modality patients x episodes per patient. Returns episodes/year."""
    return multiply(patients, episodes_per_patient)


@equation
def spend(episode_count: Array, price: Array, attribution: Array) -> Array:
    """spend = episodes x price x attribution. price: USD per episode [modality, place, year]. Returns USD/year."""
    return multiply(episode_count, price, attribution)
