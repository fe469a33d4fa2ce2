"""Questions on the market: how large, how many, where, what, who."""

from __future__ import annotations

from dataclasses import replace

from spinemkt.analysis.faq.answer import Answer, Asked
from spinemkt.analysis.narrative import headline
from spinemkt.figures.figure import growth
from spinemkt.figures.study import largest as most
from spinemkt.figures.text import Text, as_text, say
from spinemkt.terms import MODALITIES, REGIONS, SCOPES, TREATMENT_TYPES
from spinemkt.wording import inside


def size(asked: Asked) -> Answer:
    """Spend in the first and the last year, with its range."""
    last, reach = asked.view.years[1], Text()
    if asked.spread is not None:
        reach = say(" The 80% range for {last} lies between {ends}.", last=last, ends=asked.ends(asked.spread))
    said = say(
        "{headline}{reach} What is counted is {scope}, paid by payers; what companies sell is a part of it.",
        headline=headline(asked.study.result, asked.view),
        reach=reach,
        scope=inside(SCOPES[asked.view.scope]),
    )
    return Answer("How large is the market?", said, page="overview")


def patients(asked: Asked) -> Answer:
    """New cancers, diagnosed, treated, walking."""
    cancers, found, treated = (asked.amount(name) for name in ("new_cancer_cases", "diagnosed", "treated"))
    said = say(
        "Of {cancers:count} new cancers in {year}, {found:count} people are diagnosed with spinal metastases, {every} "
        "cancers. {treated:count} of them are treated locally, and {walking:percent 0} of these walk afterwards.",
        cancers=cancers,
        year=asked.view.year,
        found=found,
        every=replace(found / cancers * 100, style="per hundred"),
        treated=treated,
        walking=asked.amount("walking") / treated,
    )
    return Answer("How many people does it concern?", said, page="overview")


def largest(asked: Asked) -> Answer:
    """Radiation against the leader by spend, and by patients."""
    spend = asked.study.by("spend", "treatment_type", year=asked.view.year)
    local = {kind: asked.amount("modality_patients", treatment_type=kind) for kind in ("radiation", "surgery")}
    top = most(spend)
    said = say(
        "It depends on what is counted. By spend {leader} leads in {year} with {led}, {share:percent 0} of the whole; "
        "radiation has {radiation}. Of local treatments radiation reaches {irradiated:count} patients, surgery "
        "{operated:count}.",
        leader=TREATMENT_TYPES[top].lower(),
        year=asked.view.year,
        led=spend[top],
        share=spend[top] / asked.amount("spend"),
        radiation=spend["radiation"],
        irradiated=local["radiation"],
        operated=local["surgery"],
    )
    origin = "The market text calls radiation dominant and gives no number."
    return Answer("Is radiation the largest part?", said, origin, "segments")


def where(asked: Asked) -> Answer:
    """The largest region, and the one that grows fastest."""
    first, last = asked.view.years
    spend = asked.study.by_year("spend", "region", sorted({first, last}))
    sizes = {code: years[first] for code, years in spend.items()}
    top = most(sizes)
    said = say(
        "{place}, with {size} of {whole} in {first}.",
        place=REGIONS[top],
        size=sizes[top],
        whole=asked.amount("spend", year=first),
        first=first,
    )
    if first != last:
        pace = {code: growth(years[first], years[last]) for code, years in spend.items()}
        quick = most(pace)
        grows = " {place} grows fastest, {pace} to {last} in constant money."
        said += say(grows, place=REGIONS[quick], pace=pace[quick], last=last)
    return Answer("Which region is the largest, and which grows fastest?", said, page="regions")


def drugs(asked: Asked) -> Answer:
    """The drug group with the most spend."""
    kept = {"year": asked.view.year, "treatment_type": "medication"}
    code = most(asked.study.by("spend", "modality", **kept))
    spend = asked.amount("spend", modality=code)
    said = say(
        "{group}: {spend} in {year}, {share:percent 0} of the spend on medication counted as {scope}.",
        group=MODALITIES[code],
        spend=spend,
        year=asked.view.year,
        share=spend / asked.amount("spend", treatment_type="medication"),
        scope=inside(SCOPES[asked.view.scope]),
    )
    return Answer("Which drugs cost most?", said, page="modalities")


def makers(asked: Asked) -> Answer:
    """Companies and products found, and how many have a share."""
    made = asked.study.result.inputs.tables["companies"]
    known = int(made["market_share"].notna().sum())
    said = (
        f"Nobody can say from what was read. {made['company'].nunique()} companies with {len(made)} products were "
        f"found, and a source gives the share of {known or 'none'} of them. Sales are printed for whole companies or "
        "segments; in nothing that was read for spinal metastases."
    )
    return Answer("Who leads the market?", as_text(said), page="landscape")


def srs(asked: Asked) -> Answer:
    """What it is, and how much of radiation it is."""
    precise, spend = (asked.amount(name, modality="sbrt_srs") for name in ("modality_patients", "spend"))
    radiated, whole = (asked.amount(name, treatment_type="radiation") for name in ("modality_patients", "spend"))
    said = say(
        "Radiation aimed so precisely that a tumour in the spine takes a high dose in one session, or in up to five "
        "(SBRT), while the spinal cord beside it takes little. In {year} the model gives it to {precise:count} "
        "patients, {given:percent 0} of those who have radiation, for {spend} ({paid:percent 0} of spend on "
        "radiation).",
        year=asked.view.year,
        precise=precise,
        given=precise / radiated,
        spend=spend,
        paid=spend / whole,
    )
    origin = "Asked in the market text of January 2026, which speaks of a single session; the figures are ours."
    return Answer("What is stereotactic radiosurgery (SRS)?", said, origin, "modalities")


def surgery(asked: Asked) -> Answer:
    """Shares of treated patients with an operation and with radiation."""
    treated = asked.amount("treated")
    operated, radiated = (
        asked.amount("modality_patients", treatment_type=kind) / treated for kind in ("surgery", "radiation")
    )
    said = say(
        "No. Many patients do well with radiation and drugs alone, above all where the spine is stable and the tumour "
        "answers to radiation. Of {diagnosed:count} patients diagnosed in {year}, {treated:count} are treated locally; "
        "{operated:percent 0} of these have an operation and {radiated:percent 0} radiation, some both.",
        diagnosed=asked.amount("diagnosed"),
        year=asked.view.year,
        treated=treated,
        operated=operated,
        radiated=radiated,
    )
    origin = (
        "The market text prints the answer and has lost its question. The question is our reading; the figures are "
        "ours."
    )
    return Answer("Is surgery always needed?", said, origin, "modalities")
