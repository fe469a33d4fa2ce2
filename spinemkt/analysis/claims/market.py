"""Claims on the size and growth of the market."""

from __future__ import annotations

from spinemkt.analysis.claims.parts import (
    FIRST_YEAR,
    LAST_YEAR,
    LOCAL_TYPES,
    NAMED_REGIONS,
    NOT_SUPPORTED,
    SOURCE,
    UNIT,
    Claim,
    leader_of,
    ratio,
    shares_of,
    type_name,
    values_by,
    values_by_year,
    verdict_of,
    yearly_growth_of_span,
)
from spinemkt.analysis.wording import count, growth, inside, listing, money, percent, points, signed
from spinemkt.evidence.kept import kept_with
from spinemkt.model.measures import RECEIVED_BY_TYPE
from spinemkt.model.result import Result
from spinemkt.model.run import in_scope
from spinemkt.terms import (
    REGIONS,
    SCOPES,
)


def radiation_dominant(result: Result) -> Claim:
    """Test that radiation leads by spend against every other type, and among locally treated patients."""
    spend = shares_of(values_by(result, "spend", "treatment_type", FIRST_YEAR))
    patients = values_by(result, "patient_treatments", "treatment_type", FIRST_YEAR, {"treatment_type": LOCAL_TYPES})
    treated = result.total("treated", {"year": FIRST_YEAR})
    leader, second = leader_of(spend), leader_of(patients, without=("radiation",))
    most = "" if RECEIVED_BY_TYPE[second] == "modality_patients" else "at most "  # some may have two of its modalities
    figure = (
        f"In {FIRST_YEAR} {type_name(leader)} leads spend with {percent(spend[leader])} "
        f"({inside(SCOPES[result.scope])}, {UNIT}), radiation has {percent(spend['radiation'])}; "
        f"of {count(treated)} locally treated patients "
        f"radiation reaches {percent(ratio(patients['radiation'], treated))}, {type_name(second)} "
        f"{most}{percent(ratio(patients[second], treated))}."
    )
    verdict = verdict_of(leader == "radiation", leader_of(patients) == "radiation")
    statement = "Radiation is the dominant type of treatment."
    return Claim("radiation_dominant", statement, SOURCE, verdict, figure, _radiation_reversal(result))


@kept_with
def spend_by_type(result: Result, scope: str) -> dict[str, float]:
    """Spend of the first year by treatment type, as the run would have it in a scope; USD."""
    other = result if scope == result.scope else in_scope(result, scope)
    return values_by(other, "spend", "treatment_type", FIRST_YEAR)


def _radiation_reversal(result: Result) -> str:
    """Say for every scope what would have to fall, and by how much, for the lead in spend to change hands."""
    would_lead, leads = [], []
    for scope in SCOPES:
        spend = spend_by_type(result, scope)
        radiation = spend["radiation"]
        above = [kind for kind, amount in spend.items() if amount > radiation]
        if above:
            falls = listing(f"{type_name(kind)} fell by {percent(1 - radiation / spend[kind])}" for kind in above)
            would_lead.append(f"if {falls} ({inside(SCOPES[scope])})")
        else:
            rival = leader_of(spend, without=("radiation",))
            fall = percent(1 - ratio(spend[rival], radiation))
            leads.append(f"until it falls by {fall}, behind {type_name(rival)} ({inside(SCOPES[scope])})")
    parts = [f"would lead spend {listing(would_lead, 'or')}"] if would_lead else []
    parts += [f"leads spend {listing(leads)}"] if leads else []
    return f"In {FIRST_YEAR} radiation {'; it '.join(parts)}."


def north_america_largest(result: Result) -> Claim:
    """Test that North America has the largest spend of the five regions."""
    home = "north_america"
    spend = values_by(result, "spend", "region", FIRST_YEAR)
    treated = shares_of(values_by(result, "treated", "region", FIRST_YEAR))
    rival = leader_of(spend, without=(home,))
    figure = (
        f"In {FIRST_YEAR} North America spends {money(spend[home], UNIT)}, {percent(shares_of(spend)[home])} of the "
        f"world, on {percent(treated[home])} of the locally treated patients; "
        f"{REGIONS[rival]} spends {money(spend[rival])}."
    )
    change = ratio(spend[rival], spend[home]) - 1
    if change < 0:
        reversal = f"{REGIONS[rival]} would overtake if North American prices fell by {percent(-change)}."
    else:
        reversal = f"North America would overtake {REGIONS[rival]} if its prices rose by {percent(change)}."
    statement = "North America holds the largest share of the market."
    return Claim("north_america_largest", statement, SOURCE, verdict_of(change < 0), figure, reversal)


def asia_pacific_fastest(result: Result) -> Claim:
    """Test that Asia-Pacific grows fastest: of all regions, or else of the three named, or in absolute USD."""
    home = "asia_pacific"
    spend = values_by_year(result, "spend", "region", (FIRST_YEAR, LAST_YEAR))
    rate = {str(code): yearly_growth_of_span(row[FIRST_YEAR], row[LAST_YEAR]) for code, row in spend.iterrows()}
    gain = {str(code): float(row[LAST_YEAR] - row[FIRST_YEAR]) for code, row in spend.iterrows()}
    rival, most = leader_of(rate, without=(home,)), leader_of(gain)
    rates = listing(f"{REGIONS[code]} {percent(rate[code])}" for code in sorted(rate, key=lambda code: -rate[code]))
    own_gain = "" if most == home else f", against {signed(gain[home], money)} in {REGIONS[home]}"
    figure = (
        f"Growth of spend a year, {FIRST_YEAR} to {LAST_YEAR} in {UNIT}: {rates}; the largest absolute gain is "
        f"{signed(gain[most], money)} in {REGIONS[most]}{own_gain}."
    )
    ahead = rate[home] - rate[rival]
    if ahead > 0:
        reversal = f"{REGIONS[rival]} would grow faster if {REGIONS[home]} grew {points(ahead)} a year less."
    else:
        reversal = f"{REGIONS[home]} would grow fastest with {points(-ahead)} a year more, ahead of {REGIONS[rival]}."
    in_part = home in (leader_of({code: rate[code] for code in NAMED_REGIONS}), most)
    verdict = verdict_of(ahead > 0, in_part or ahead > 0) if rate[home] > 0 else NOT_SUPPORTED
    statement = "Asia-Pacific grows rapidly: tested as the fastest growth."
    return Claim("asia_pacific_fastest", statement, SOURCE, verdict, figure, reversal)


def europe_steady(result: Result) -> Claim:
    """Test that Europe grows every year, and that its yearly growth varies less than the median region's."""
    spend = values_by_year(result, "spend", "region", range(FIRST_YEAR, LAST_YEAR + 1))
    yearly = spend.T.pct_change().iloc[1:].fillna(0.0)
    spreads = yearly.std(ddof=0)
    spread, median = float(spreads["europe"]), float(spreads.median())
    lowest, highest, worst = yearly["europe"].min(), yearly["europe"].max(), yearly["europe"].idxmin()
    figure = (
        f"Steady means: spend ({UNIT}) grows every year and its growth varies less than the median region's. "
        f"From {FIRST_YEAR} to {LAST_YEAR} Europe grows between {percent(lowest)} (in {worst}) and {growth(highest)}, "
        f"with a standard deviation of {points(spread, 2)} against {points(median, 2)}."
    )
    if lowest > 0:
        first = f"Europe would shrink in {worst} with {points(lowest)} less growth"
    else:
        first = f"Europe would grow every year with {points(-lowest)} more growth in {worst}"
    change = ratio(median, spread) - 1
    size = f"{percent(abs(change))} {'wider' if change > 0 else 'narrower'}"
    reversal = f"{first}, and would vary as much as the median region if its swings were {size}."
    verdict = verdict_of(lowest > 0, spread < median)
    return Claim("europe_steady", "Europe is a steady market.", SOURCE, verdict, figure, reversal)
