"""The statements of the market text held against a run: verdict, the figure that decides it, what would reverse it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.analysis.wording import count, growth, listing, money, percent, points, signed, times
from spinemkt.model.query import Where
from spinemkt.model.result import Result
from spinemkt.model.run import run
from spinemkt.terms import (
    BASE_YEAR,
    END_USERS,
    MODALITY_BASE,
    MODALITY_TYPE,
    PRIMARIES,
    REGIONS,
    SCOPES,
    TREATMENT_TYPES,
)

SOURCE = "s0_market_text"
SUPPORTED, IN_PART, NOT_SUPPORTED = VERDICTS = ("supported", "supported in part", "not supported")
FIRST_YEAR, LAST_YEAR = 2026, 2035

NAMED_REGIONS = ("north_america", "europe", "asia_pacific")
NAMED_PRIMARIES = ("lung", "breast", "prostate")
SPECIALISED_CENTRES = ("neurosurgical_centre", "orthopaedic_centre")

# Treatment of the spine itself: only here can patients be compared, since drugs are counted per patient-year.
LOCAL_TYPES = tuple(dict.fromkeys(MODALITY_TYPE[code] for code, base in MODALITY_BASE.items() if base == "treated"))

_UNIT = f"constant {BASE_YEAR} USD"
_NOISE = 1e-9
_COLLECTIONS = ("other", "gastrointestinal_other")


@dataclass(frozen=True)
class Claim:
    """One statement of the market text in our words, its verdict, the deciding figure, and what would reverse it."""

    claim_id: str
    claim: str
    source_id: str
    verdict: str
    figure: str
    reversal: str


def claims(result: Result) -> tuple[Claim, ...]:
    """Hold every statement of the market text against a run; money in constant 2022 USD under the result's scope.

    Everything is computed from the result when called. The model is run again for the other scopes.
    """
    return (
        radiation_dominant(result),
        north_america_largest(result),
        asia_pacific_fastest(result),
        europe_steady(result),
        prevalence_and_imaging(result),
        minimally_invasive_extends(result),
        main_primaries(result),
        specialised_hubs(result),
    )


def radiation_dominant(result: Result) -> Claim:
    """Test that radiation leads by spend against every other type, and among locally treated patients."""
    spend = _shares(_by(result, "spend", "treatment_type", FIRST_YEAR))
    patients = _by(result, "modality_patients", "treatment_type", FIRST_YEAR, {"treatment_type": LOCAL_TYPES})
    treated = result.total("treated", {"year": FIRST_YEAR})
    leader, second = _leader(spend), _leader(patients, without=("radiation",))
    figure = (
        f"In {FIRST_YEAR} {_type(leader)} leads spend with {percent(spend[leader])} ({result.scope} scope, {_UNIT}), "
        f"radiation has {percent(spend['radiation'])}; of {count(treated)} locally treated patients "
        f"radiation reaches {percent(_ratio(patients['radiation'], treated))}, {_type(second)} "
        f"{percent(_ratio(patients[second], treated))}."
    )
    verdict = _verdict(leader == "radiation", _leader(patients) == "radiation")
    statement = "Radiation is the dominant type of treatment."
    return Claim("radiation_dominant", statement, SOURCE, verdict, figure, _radiation_reversal(result))


def _radiation_reversal(result: Result) -> str:
    """Say for every scope what would have to fall, and by how much, for the lead in spend to change hands."""
    would_lead, leads = [], []
    for scope in SCOPES:
        other = result if scope == result.scope else run(result.inputs, None, scope, result.include_myeloma)
        spend = _by(other, "spend", "treatment_type", FIRST_YEAR)
        radiation = spend["radiation"]
        above = [kind for kind, amount in spend.items() if amount > radiation]
        if above:
            falls = listing(f"{_type(kind)} fell by {percent(1 - radiation / spend[kind])}" for kind in above)
            would_lead.append(f"if {falls} ({scope} scope)")
        else:
            rival = _leader(spend, without=("radiation",))
            fall = percent(1 - _ratio(spend[rival], radiation))
            leads.append(f"until it falls by {fall}, behind {_type(rival)} ({scope} scope)")
    parts = [f"would lead spend {listing(would_lead, 'or')}"] if would_lead else []
    parts += [f"leads spend {listing(leads)}"] if leads else []
    return f"In {FIRST_YEAR} radiation {'; it '.join(parts)}."


def north_america_largest(result: Result) -> Claim:
    """Test that North America has the largest spend of the five regions."""
    home = "north_america"
    spend = _by(result, "spend", "region", FIRST_YEAR)
    treated = _shares(_by(result, "treated", "region", FIRST_YEAR))
    rival = _leader(spend, without=(home,))
    figure = (
        f"In {FIRST_YEAR} North America spends {money(spend[home], _UNIT)}, {percent(_shares(spend)[home])} of the "
        f"world, on {percent(treated[home])} of the locally treated patients; "
        f"{REGIONS[rival]} spends {money(spend[rival])}."
    )
    change = _ratio(spend[rival], spend[home]) - 1
    if change < 0:
        reversal = f"{REGIONS[rival]} would overtake if North American prices fell by {percent(-change)}."
    else:
        reversal = f"North America would overtake {REGIONS[rival]} if its prices rose by {percent(change)}."
    statement = "North America holds the largest share of the market."
    return Claim("north_america_largest", statement, SOURCE, _verdict(change < 0), figure, reversal)


def asia_pacific_fastest(result: Result) -> Claim:
    """Test that Asia-Pacific grows fastest: of all regions, or else of the three named, or in absolute USD."""
    home = "asia_pacific"
    spend = _wide(result, "spend", "region", (FIRST_YEAR, LAST_YEAR))
    rate = {str(code): _yearly(row[FIRST_YEAR], row[LAST_YEAR]) for code, row in spend.iterrows()}
    gain = {str(code): float(row[LAST_YEAR] - row[FIRST_YEAR]) for code, row in spend.iterrows()}
    rival, most = _leader(rate, without=(home,)), _leader(gain)
    rates = listing(f"{REGIONS[code]} {percent(rate[code])}" for code in sorted(rate, key=lambda code: -rate[code]))
    own_gain = "" if most == home else f", against {signed(gain[home], money)} in {REGIONS[home]}"
    figure = (
        f"Growth of spend a year, {FIRST_YEAR} to {LAST_YEAR} in {_UNIT}: {rates}; the largest absolute gain is "
        f"{signed(gain[most], money)} in {REGIONS[most]}{own_gain}."
    )
    ahead = rate[home] - rate[rival]
    if ahead > 0:
        reversal = f"{REGIONS[rival]} would grow faster if {REGIONS[home]} grew {points(ahead)} a year less."
    else:
        reversal = f"{REGIONS[home]} would grow fastest with {points(-ahead)} a year more, ahead of {REGIONS[rival]}."
    in_part = home in (_leader({code: rate[code] for code in NAMED_REGIONS}), most)
    verdict = _verdict(ahead > 0, in_part or ahead > 0) if rate[home] > 0 else NOT_SUPPORTED
    statement = "Asia-Pacific grows rapidly: tested as the fastest growth."
    return Claim("asia_pacific_fastest", statement, SOURCE, verdict, figure, reversal)


def europe_steady(result: Result) -> Claim:
    """Test that Europe grows every year, and that its yearly growth varies less than the median region's."""
    spend = _wide(result, "spend", "region", range(FIRST_YEAR, LAST_YEAR + 1))
    yearly = spend.T.pct_change().iloc[1:].fillna(0.0)
    spreads = yearly.std(ddof=0)
    spread, median = float(spreads["europe"]), float(spreads.median())
    lowest, highest, worst = yearly["europe"].min(), yearly["europe"].max(), yearly["europe"].idxmin()
    figure = (
        f"Steady means: spend ({_UNIT}) grows every year and its growth varies less than the median region's. "
        f"From {FIRST_YEAR} to {LAST_YEAR} Europe grows between {percent(lowest)} (in {worst}) and {growth(highest)}, "
        f"with a standard deviation of {points(spread, 2)} against {points(median, 2)}."
    )
    if lowest > 0:
        first = f"Europe would shrink in {worst} with {points(lowest)} less growth"
    else:
        first = f"Europe would grow every year with {points(-lowest)} more growth in {worst}"
    change = _ratio(median, spread) - 1
    size = f"{percent(abs(change))} {'wider' if change > 0 else 'narrower'}"
    reversal = f"{first}, and would vary as much as the median region if its swings were {size}."
    verdict = _verdict(lowest > 0, spread < median)
    return Claim("europe_steady", "Europe is a steady market.", SOURCE, verdict, figure, reversal)


def prevalence_and_imaging(result: Result) -> Claim:
    """Test that growth of diagnosed patients comes first from new cancers, and that detection adds to it."""
    drivers = diagnosed_growth_drivers(result)
    share = {name: _ratio(value, sum(drivers.values())) for name, value in drivers.items()}
    before, after = (result.total("diagnosed", {"year": year}) for year in (BASE_YEAR, LAST_YEAR))
    found = [_found_share(result, year) for year in (BASE_YEAR, LAST_YEAR)]
    figure = (
        f"Diagnosed patients go from {count(before)} in {BASE_YEAR} to {count(after)} in {LAST_YEAR}; of that growth "
        f"{percent(share['new_cancers'], 0)} is new cancers, {percent(share['survival'], 0)} risk through longer "
        f"survival and {percent(share['detection'], 0)} detection ({percent(found[0])} of patients found, then "
        f"{percent(found[1])})."
    )
    first = _leader(drivers) == "new_cancers"
    verdict = _verdict(first, drivers["detection"] > _NOISE)
    statement = "The main driver is more advanced cancer, together with imaging that finds lesions earlier."
    reversal = _driver_reversal(drivers, found)
    return Claim("prevalence_and_imaging", statement, SOURCE, verdict, figure, reversal)


def _driver_reversal(drivers: Mapping[str, float], found: list[float]) -> str:
    effect = {name: float(np.expm1(value)) for name, value in drivers.items()}
    rival = _leader(effect, without=("new_cancers",))
    names = {"survival": "longer survival", "detection": "detection"}
    if drivers["detection"] <= _NOISE:
        kept = found[1] / np.exp(drivers["detection"])
        return f"Detection would be a driver if more than {percent(kept)} of patients were found in {LAST_YEAR}."
    if effect["new_cancers"] < effect[rival]:
        return (
            f"New cancers would be the main driver if they raised diagnosed patients by more than "
            f"{percent(effect[rival])}, as {names[rival]} does, instead of {percent(effect['new_cancers'])}."
        )
    return (
        f"Detection would pass new cancers if it raised diagnosed patients by {percent(effect['new_cancers'])} instead "
        f"of {percent(effect['detection'])}; finding every patient of {BASE_YEAR} would have added "
        f"{percent(_ratio(1.0, found[0]) - 1)}."
    )


def diagnosed_growth_drivers(result: Result) -> dict[str, float]:
    """Split the log growth of diagnosed patients, 2022 to 2035, over new_cancers, survival and detection.

    The split is taken in every tier and primary and weighted by logarithmic means (LMDI), so that the three sum
    exactly to the log of the total growth, with no remainder and whatever the order.
    """
    stages = result.stages
    new, patients, found = (
        [stages[name].sel(year=year, drop=True).transpose("place", "primary") for year in (BASE_YEAR, LAST_YEAR)]
        for name in ("new_cancer_cases", "spine_metastasis_patients", "diagnosed")
    )
    weight = _logarithmic_mean(*found) / _logarithmic_mean(*(array.sum() for array in found))
    links = {
        "new_cancers": new[1] / new[0],
        "survival": (patients[1] / new[1]) / (patients[0] / new[0]),
        "detection": (found[1] / patients[1]) / (found[0] / patients[0]),
    }
    return {name: float((weight * np.log(link.where(weight > 0, 1.0))).sum()) for name, link in links.items()}


def _logarithmic_mean(a: xr.DataArray, b: xr.DataArray) -> xr.DataArray:
    """Return (a - b) / ln(a / b); a where the two agree, 0 where either is 0."""
    positive = (a > 0) & (b > 0)
    apart = positive & (np.abs(a - b) > 1e-12 * b)
    log = np.log((a / b).where(apart, np.e))
    return xr.where(apart, (a - b) / log, a.where(positive, 0.0))


def _found_share(result: Result, year: int) -> float:
    return _ratio(result.total("diagnosed", {"year": year}), result.total("spine_metastasis_patients", {"year": year}))


def minimally_invasive_extends(result: Result) -> Claim:
    """Test that minimally invasive surgery gains share of operations, and that more patients are operated on."""
    surgery = {"treatment_type": "surgery"}
    before, after = (
        _shares(_by(result, "episodes", "modality", year, surgery))["mis_surgery"] for year in (FIRST_YEAR, LAST_YEAR)
    )
    operated = result.total("modality_patients", {**surgery, "year": LAST_YEAR})
    extra = operated - _operated_at_first_rates(result)
    noise = _NOISE * operated
    grows, extends = after > before, extra > noise
    change = (
        f"{count(extra)} more" if extends else f"{count(-extra)} fewer" if -extra > noise else "neither more nor fewer"
    )
    meaning = "more patients, not only a shift" if extends else "a shift between techniques, not more patients"
    figure = (
        f"Minimally invasive surgery goes from {percent(before)} of operations in {FIRST_YEAR} to {percent(after)} in "
        f"{LAST_YEAR}. In that year {count(operated)} patients are operated on, {change} than the {FIRST_YEAR} rates "
        f"of each tier, primary and presentation give: {meaning}."
    )
    if not grows:
        reversal = f"It would gain ground with more than {percent(before)} of operations in {LAST_YEAR}."
    elif extends:
        reversal = f"It would be no more than a shift if {count(extra)} fewer patients were operated on in {LAST_YEAR}."
    else:
        gained = (after - before) * operated
        treated = result.total("treated", {"year": LAST_YEAR})
        reversal = (
            f"It would extend treatment if the share gained since {FIRST_YEAR}, {count(gained)} patients in "
            f"{LAST_YEAR}, came on top: {percent(_ratio(operated + gained, treated))} of locally treated patients "
            f"operated on instead of {percent(_ratio(operated, treated))}."
        )
    verdict = _verdict(grows, extends) if grows else NOT_SUPPORTED
    statement = "Minimally invasive surgery extends treatment to patients too frail for open surgery."
    return Claim("mis_extends", statement, SOURCE, verdict, figure, reversal)


def _operated_at_first_rates(result: Result) -> float:
    """Patients operated on in the last year had each tier, primary and presentation kept its first rate."""
    surgery = [code for code, kind in MODALITY_TYPE.items() if kind == "surgery"]
    operated = result.stages.modality_patients.sel(modality=surgery, year=FIRST_YEAR, drop=True).sum("modality")
    first, last = (result.stages.treated.sel(year=year, drop=True) for year in (FIRST_YEAR, LAST_YEAR))
    rate = operated / first.where(first > 0, 1.0)
    return float((rate * last).sum())


def main_primaries(result: Result) -> Claim:
    """Test that lung, breast and prostate are more than half of diagnosed patients and the three largest."""
    patients = _by(result, "diagnosed", "primary", FIRST_YEAR)
    share = _shares(patients)
    three = sum(share[code] for code in NAMED_PRIMARIES)
    rival = _leader(share, without=(*NAMED_PRIMARIES, *_COLLECTIONS))
    each = listing(f"{PRIMARIES[code].lower()} {percent(share[code])}" for code in NAMED_PRIMARIES)
    figure = (
        f"In {FIRST_YEAR} {each} make up {percent(three)} of {count(sum(patients.values()))} diagnosed patients; "
        f"the largest other single primary is {PRIMARIES[rival].lower()} with {percent(share[rival])}."
    )
    change = _ratio(three, 1 - three) - 1
    if three > 0.5:
        reversal = f"The three would fall to half if patients with other primaries grew by {percent(change)}."
    else:
        reversal = f"The three would pass half if their patients grew by {percent(_ratio(1 - three, three) - 1)}."
    verdict = _verdict(three > 0.5, min(share[code] for code in NAMED_PRIMARIES) > share[rival])
    statement = "Lung, breast and prostate are the main primary tumours."
    return Claim("main_primaries", statement, SOURCE, verdict, figure, reversal)


def specialised_hubs(result: Result) -> Claim:
    """Test that neurosurgical and orthopaedic centres together lead all spend, and all local treatment."""
    spend = _shares(_by(result, "spend", "end_user", FIRST_YEAR))
    care = _shares(_by(result, "episodes", "end_user", FIRST_YEAR, {"treatment_type": LOCAL_TYPES}))
    surgery = _shares(_by(result, "spend", "end_user", FIRST_YEAR, {"treatment_type": "surgery"}))
    own, treats, operates = (sum(split[code] for code in SPECIALISED_CENTRES) for split in (spend, care, surgery))
    leader, busiest = (_leader(split, without=SPECIALISED_CENTRES) for split in (spend, care))
    figure = (
        f"In {FIRST_YEAR} neurosurgical and orthopaedic centres receive {percent(own)} of spend ({result.scope} scope, "
        f"{_UNIT}) and give {percent(treats)} of local treatments, though {percent(operates)} of spend on surgery is "
        f"theirs; the largest other receiver of spend is {_user(leader)} ({percent(spend[leader])}), the largest other "
        f"giver of local treatment {_user(busiest)} ({percent(care[busiest])})."
    )
    if own > spend[leader]:
        fall = percent(1 - _ratio(spend[leader], own))
        reversal = f"They would lose the lead in spend to {_user(leader)} if theirs fell by {fall}."
    else:
        reversal = (
            f"They would lead if their spend were {times(_ratio(spend[leader], own))} what it is, others unchanged."
        )
    verdict = _verdict(own > spend[leader], treats > care[busiest])
    statement = "Neurosurgical and orthopaedic centres are the hubs of care."
    return Claim("specialised_hubs", statement, SOURCE, verdict, figure, reversal)


def _verdict(*tests: bool) -> str:
    if all(tests):
        return SUPPORTED
    return IN_PART if any(tests) else NOT_SUPPORTED


def _by(result: Result, measure: str, dim: str, year: int, where: Where | None = None) -> dict[str, float]:
    table = result.table(measure, (dim,), {"year": year, **(where or {})})
    return dict(zip(table[dim], table["value"], strict=True))


def _wide(result: Result, measure: str, dim: str, years: Iterable[int], where: Where | None = None) -> pd.DataFrame:
    table = result.table(measure, (dim, "year"), {"year": list(years), **(where or {})})
    return table.pivot(index=dim, columns="year", values="value")


def _shares(parts: Mapping[str, float]) -> dict[str, float]:
    whole = sum(parts.values())
    return {code: _ratio(value, whole) for code, value in parts.items()}


def _leader(parts: Mapping[str, float], without: Iterable[str] = ()) -> str:
    left_out = set(without)
    return max((code for code in parts if code not in left_out), key=lambda code: parts[code])


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _yearly(first: float, last: float) -> float:
    return _ratio(last, first) ** (1 / (LAST_YEAR - FIRST_YEAR)) - 1


def _type(code: str) -> str:
    return TREATMENT_TYPES[code].lower()


def _user(code: str) -> str:
    return f"the {END_USERS[code].lower()}"
