"""Questions on the market: how large, how many, where, what, who."""

from __future__ import annotations

from spinemkt.analysis.asked.ranges import range_ends
from spinemkt.analysis.faq.asked import Answer, Asked, part
from spinemkt.analysis.lineage.question import growth as yearly
from spinemkt.analysis.narrative import headline
from spinemkt.analysis.sure.spread import between
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure
from spinemkt.terms import MODALITIES, REGIONS, SCOPES, TREATMENT_TYPES
from spinemkt.wording import count, growth, inside, money, percent, yearly_growth


def size(asked: Asked) -> Answer:
    """Spend in the first and the last year, with its range."""
    last, parts, told = asked.view.years[1], "", headline(asked.run, asked.view)
    figures = tuple(told.figures)
    if asked.spread is not None:
        words = between(*asked.spread.likely(), asked.spread.spec, "and")
        parts = f" 4 in 5 draws for {last} lie between {words}."
        figures += range_ends(words, Figure(Amount("spend", asked.view.where("spend", year=last))))
    return Answer(
        "How large is the market?",
        f"{told}{parts} What is counted is {inside(SCOPES[asked.view.scope])}, paid by "
        "payers; what companies sell is a part of it.",
        page="overview",
        figures=figures,
    )


def patients(asked: Asked) -> Answer:
    """New cancers, diagnosed, treated, walking."""
    cancers, found = asked.total("new_cancer_cases"), asked.total("diagnosed")
    treated, walking = asked.total("treated"), asked.total("walking")
    every, walk = f"{part(found, cancers) * 100:.1f} for every 100", percent(part(walking, treated), 0)
    names = {"new_cancer_cases": cancers, "diagnosed": found, "treated": treated}
    cases, patients, local = (asked.of(count(value), name) for name, value in names.items())
    return Answer(
        "How many people does it concern?",
        f"Of {count(cancers)} new cancers in {asked.view.year}, {count(found)} people are diagnosed with spinal "
        "metastases, "
        f"{every} cancers. {count(treated)} of them are treated locally, and {walk} of these walk afterwards.",
        page="overview",
        figures=(
            *(cases, patients, asked.ratio(every, patients, cases, "per_hundred"), local),
            asked.ratio(walk, asked.of("", "walking"), local),
        ),
    )


def largest(asked: Asked) -> Answer:
    """Radiation against the leader by spend, and by patients."""
    spend = asked.run.table("spend", ("treatment_type",), {"year": asked.view.year}).set_index("treatment_type")[
        "value"
    ]
    local = {kind: asked.total("modality_patients", treatment_type=kind) for kind in ("radiation", "surgery")}
    top = str(spend.idxmax())
    led, share = money(float(spend[top])), percent(part(float(spend[top]), float(spend.sum())), 0)
    leader = asked.of(led, "spend", treatment_type=top)
    return Answer(
        "Is radiation the largest part?",
        f"It depends on what is counted. By spend {TREATMENT_TYPES[top].lower()} leads in {asked.view.year} with "
        f"{led}, {share} of the whole; "
        "radiation "
        f"has {money(float(spend['radiation']))}. Of local treatments radiation reaches {count(local['radiation'])} "
        f"patients, surgery {count(local['surgery'])}.",
        "The market text calls radiation dominant and gives no number.",
        "segments",
        (
            *(leader, asked.ratio(share, leader, asked.of("", "spend"))),
            asked.of(money(float(spend["radiation"])), "spend", treatment_type="radiation"),
            *(asked.of(count(value), "modality_patients", treatment_type=kind) for kind, value in local.items()),
        ),
    )


def where(asked: Asked) -> Answer:
    """The largest region, and the one that grows fastest."""
    first, last = asked.view.years
    table = asked.run.table("spend", ("region", "year"), {"year": sorted({first, last})})
    wide = table.pivot(index="region", columns="year", values="value")
    top, sizes = wide[first].idxmax(), [money(float(size)) for size in (wide[first].max(), wide[first].sum())]
    figures = [asked.of(sizes[0], "spend", region=top, year=first), asked.of(sizes[1], "spend", year=first)]
    said = f"{REGIONS[top]}, with {sizes[0]} of {sizes[1]} in {first}."
    if first != last:
        pace = {code: yearly_growth(row[first], row[last], last - first) for code, row in wide.iterrows()}
        quick = max(pace, key=lambda code: pace[code])
        said += f" {REGIONS[quick]} grows fastest, {growth(pace[quick])} to {last} in constant money."
        figures.append(yearly("spend", {"region": quick}, (first, last), shown=growth(pace[quick])))
    return Answer("Which region is the largest, and which grows fastest?", said, page="regions", figures=tuple(figures))


def drugs(asked: Asked) -> Answer:
    """The drug group with the most spend."""
    drugs = asked.run.table("spend", ("modality",), {"year": asked.view.year, "treatment_type": "medication"})
    drugs = drugs.sort_values("value", ascending=False)
    code, value = drugs["modality"].iloc[0], float(drugs["value"].iloc[0])
    share = percent(part(value, float(drugs["value"].sum())), 0)
    first = asked.of(money(value), "spend", modality=code)
    return Answer(
        "Which drugs cost most?",
        f"{MODALITIES[code]}: {money(value)} in {asked.view.year}, {share} of "
        f"the spend on medication counted in the {asked.view.scope} scope.",
        page="modalities",
        figures=(first, asked.ratio(share, first, asked.of("", "spend", treatment_type="medication"))),
    )


def makers(asked: Asked) -> Answer:
    """Companies and products found, and how many have a share."""
    made = asked.run.inputs.tables["companies"]
    known = int(made["market_share"].notna().sum())
    return Answer(
        "Who leads the market?",
        f"Nobody can say from what was read. {made['company'].nunique()} companies with {len(made)} products were "
        "found, "
        f"and a source gives the share of {known or 'none'} of them. Sales are printed for whole companies or "
        "segments; in nothing that was read for spinal metastases.",
        page="landscape",
    )


def srs(asked: Asked) -> Answer:
    """What it is, and how much of radiation it is."""
    radiated = asked.total("modality_patients", treatment_type="radiation")
    precise = asked.total("modality_patients", modality="sbrt_srs")
    spend = asked.total("spend", modality="sbrt_srs")
    whole = asked.total("spend", treatment_type="radiation")
    given, paid = percent(part(precise, radiated), 0), percent(part(spend, whole), 0)
    kinds = {"modality": "sbrt_srs"}, {"treatment_type": "radiation"}
    patients, all_patients = (
        asked.of(count(value), "modality_patients", **kind)
        for value, kind in zip((precise, radiated), kinds, strict=True)
    )
    cost, all_cost = (
        asked.of(money(value), "spend", **kind) for value, kind in zip((spend, whole), kinds, strict=True)
    )
    return Answer(
        "What is stereotactic radiosurgery (SRS)?",
        "Radiation aimed so precisely that a tumour in the spine takes a high dose in one session, or in up to five "
        "(SBRT), while the spinal cord beside it takes little. "
        f"In {asked.view.year} the model gives it to {count(precise)} patients, "
        f"{given} of those who have radiation, for {money(spend)} ({paid} of spend on radiation).",
        "Asked in the market text of January 2026, which speaks of a single session; the figures are ours.",
        "modalities",
        (
            *(patients, asked.ratio(given, patients, all_patients)),
            *(cost, asked.ratio(paid, cost, all_cost)),
        ),
    )


def surgery(asked: Asked) -> Answer:
    """Shares of treated patients with an operation and with radiation."""
    treated, diagnosed = asked.total("treated"), asked.total("diagnosed")
    operated = asked.total("modality_patients", treatment_type="surgery")
    radiated = asked.total("modality_patients", treatment_type="radiation")
    some = {"surgery": percent(part(operated, treated), 0), "radiation": percent(part(radiated, treated), 0)}
    patients, local = asked.of(count(diagnosed), "diagnosed"), asked.of(count(treated), "treated")
    return Answer(
        "Is surgery always needed?",
        "No. Many patients do well with radiation and drugs alone, above all where the spine is stable and the tumour "
        f"answers to radiation. Of {count(diagnosed)} patients diagnosed in {asked.view.year}, {count(treated)} are "
        f"treated locally; {some['surgery']} of these have an operation and {some['radiation']} radiation, some both.",
        "The market text prints the answer and has lost its question. The question is our reading; the figures are "
        "ours.",
        "modalities",
        (
            *(patients, local),
            *(
                asked.ratio(shown, asked.of("", "modality_patients", treatment_type=kind), local)
                for kind, shown in some.items()
            ),
        ),
    )
