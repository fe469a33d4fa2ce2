"""Questions that a newcomer asks of this market and of this model, answered with the figures of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.narrative import headline
from spinemkt.analysis.spread import Spread, between
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, growth, inside, listing, money, percent, yearly_growth
from spinemkt.model.result import Result
from spinemkt.terms import MODALITIES, REGIONS, SCOPES, TREATMENT_TYPES
from spinemkt.uncertainty.ensemble import column

Runs = Mapping[str, Result]  # by scope, all of one scenario


@dataclass(frozen=True)
class Answer:
    """One question with its answer, where the question or answer comes from, and the page that shows more."""

    question: str
    answer: str
    origin: str = ""
    page: str = ""


@dataclass(frozen=True)
class _Asked:
    """What answers are made from: runs by scope, the one looked at, the world's view, and the range of its spend."""

    runs: Runs
    run: Result
    view: View
    spread: Spread | None

    def total(self, measure: str, run: Result | None = None, **where: object) -> float:
        return (run or self.run).total(measure, {"year": self.view.year, **where})


def everything(view: View) -> View:
    """The view that questions are answered in: the world and all care, in the reader's years and scope."""
    keeps = {name: getattr(view, name) for name in ("scope", "years", "year", "myeloma")}
    return replace(View(), **keeps)


def answers(runs: Runs, view: View, spread: Spread | None = None) -> list[Answer]:
    """Answer every question for the world in the year shown.

    runs: by scope, each of the same scenario, with all scopes. spread: of spend by year, where it is at hand.
    """
    asked = _Asked(runs, runs[view.scope], view, spread)
    return [make(asked) for make in _QUESTIONS]


def _srs(asked: _Asked) -> Answer:
    radiated = asked.total("modality_patients", treatment_type="radiation")
    precise = asked.total("modality_patients", modality="sbrt_srs")
    spend, whole = (
        asked.total("spend", **where) for where in ({"modality": "sbrt_srs"}, {"treatment_type": "radiation"})
    )
    return Answer(
        "What is stereotactic radiosurgery (SRS)?",
        "Radiation aimed so precisely that a tumour in the spine takes a high dose in one session, or in up to five "
        "(SBRT), while the spinal cord beside it takes little. "
        f"In {asked.view.year} the model gives it to {count(precise)} patients, "
        f"{percent(_part(precise, radiated), 0)} of "
        f"those who have radiation, for {money(spend)} ({percent(_part(spend, whole), 0)} of spend on radiation).",
        "Asked in the market text of January 2026, which speaks of a single session; the figures are ours.",
        "modalities",
    )


def _surgery(asked: _Asked) -> Answer:
    treated, diagnosed = asked.total("treated"), asked.total("diagnosed")
    operated = asked.total("modality_patients", treatment_type="surgery")
    radiated = asked.total("modality_patients", treatment_type="radiation")
    return Answer(
        "Is surgery always needed?",
        "No. Many patients do well with radiation and drugs alone, above all where the spine is stable and the tumour "
        f"answers to radiation. Of {count(diagnosed)} patients diagnosed in {asked.view.year}, {count(treated)} are "
        f"treated locally; {percent(_part(operated, treated), 0)} of these have an operation and "
        f"{percent(_part(radiated, treated), 0)} radiation, some both.",
        "The market text prints the answer and has lost its question. The question is our reading; the figures are "
        "ours.",
        "modalities",
    )


def _size(asked: _Asked) -> Answer:
    last, parts = asked.view.years[1], ""
    if asked.spread is not None:
        low, high = asked.spread.likely()
        parts = f" 4 in 5 draws for {last} lie between {between(low, high, asked.spread.spec, 'and')}."
    return Answer(
        "How large is the market?",
        f"{headline(asked.run, asked.view)}{parts} That is what payers spend on care of the spinal metastasis, in the "
        f"{asked.view.scope} scope; what companies sell is a part of it.",
        page="overview",
    )


def _reports(asked: _Asked) -> Answer:
    rows = asked.run.inputs.tables["conflicts"]
    rows = rows[(rows["conflict_id"] == "bone_metastasis_money") & rows["value"].notna()]
    ends = [rows.loc[pick] for pick in (rows["value"].idxmin(), rows["value"].idxmax())]
    low, high = (
        f"{row['value']:.3g} {row['unit'].partition(' a year')[0]} ({inside(row['position'])})" for row in ends
    )
    return Answer(
        "Why do market reports differ so much?",
        "They count different things and rarely say which: sales of products, spend on care, or cost of illness; one "
        "drug, all bone, or the spine; list prices or what was paid. For bone metastasis alone the figures read run "
        "from "
        f"{low} to {high}. Here each number says what it counts, and the conflicts stand side by side.",
        page="evidence",
    )


def _scope(asked: _Asked) -> Answer:
    told = [f"{scope} {money(asked.total('spend', asked.runs[scope]))}" for scope in SCOPES]
    return Answer(
        "What does attributed scope mean?",
        "Chemotherapy, targeted, immune and hormone therapy treat the whole cancer, not the spine. Strict counts none "
        "of "
        "their cost, attributed the share owed to the spine, full all of it for context. "
        f"In {asked.view.year}, in constant 2022 USD: {listing(told)}.",
        page="evidence",
    )


def _central(asked: _Asked) -> Answer:
    words = ""
    if asked.spread is not None:
        row, spec = asked.spread.frame.iloc[-1], asked.spread.spec
        line, middle = float(row["central"]), float(row[column(0.5)])
        words = (
            f" In {int(row['year'])} the line stands at {money(line)}, the median of the draws at {money(middle)} "
            f"({percent(abs(middle / line - 1), 0)} {'higher' if middle > line else 'lower'}), and 4 in 5 draws lie "
            f"between {between(*asked.spread.likely(), spec, 'and')}."
        )
    return Answer(
        "Why is the line not the median of the draws?",
        "The line is one run that can be checked by hand: every number at its central value. Most ranges reach further "
        "up than down, and numbers multiply, so more draws end above the line than below. The line is what the "
        f"evidence says at its centre; the band is how far it may be off.{words}",
        page="sensitivity",
    )


def _sure(asked: _Asked) -> Answer:
    register = asked.run.inputs.register
    graded = int((register["grade"] != "D").sum())
    return Answer(
        "How sure is all this?",
        f"Less than one figure would make believe. Of {len(register):,} numbers {graded:,} rest on a registry, a "
        "study, "
        f"a payer or a company (grades A to C); the rest is stated judgement (D). Against what others published, "
        f"{standing(external_checks(asked.run))}.",
        page="evidence",
    )


def _missing(asked: _Asked) -> Answer:
    register, cases = asked.run.inputs, asked.run.inputs.new_cases
    myeloma = float(cases.sel(primary="myeloma").sum())
    counted = "are in, switched on in the sidebar" if asked.view.myeloma else "are left out unless switched on"
    return Answer(
        "What is not in it?",
        "Sales and market shares of companies, tumours that began in the spine, care of the cancer elsewhere in the "
        "body, "
        "lost work and care by the family. Nothing is known of kinds of treatment that nobody has yet thought of. "
        f"The {count(myeloma)} new cases of myeloma a year (2022) {counted}. "
        f"{len(register.countries)} countries are counted; the rest of the world has no estimate of incidence.",
        page="landscape",
    )


def _patients(asked: _Asked) -> Answer:
    cancers, found = asked.total("new_cancer_cases"), asked.total("diagnosed")
    treated, walking = asked.total("treated"), asked.total("walking")
    return Answer(
        "How many people does it concern?",
        f"Of {count(cancers)} new cancers in {asked.view.year}, {count(found)} people are diagnosed with spinal "
        "metastases, "
        f"{_part(found, cancers) * 100:.1f} for every 100 cancers. {count(treated)} of them are treated locally, and "
        f"{percent(_part(walking, treated), 0)} of these walk afterwards.",
        page="overview",
    )


def _largest(asked: _Asked) -> Answer:
    spend = asked.run.table("spend", ("treatment_type",), {"year": asked.view.year}).set_index("treatment_type")[
        "value"
    ]
    local = {kind: asked.total("modality_patients", treatment_type=kind) for kind in ("radiation", "surgery")}
    top = spend.idxmax()
    return Answer(
        "Is radiation the largest part?",
        f"It depends on what is counted. By spend {TREATMENT_TYPES[top].lower()} leads in {asked.view.year} with "
        f"{money(float(spend[top]))}, {percent(_part(float(spend[top]), float(spend.sum())), 0)} of the whole; "
        "radiation "
        f"has {money(float(spend['radiation']))}. Of local treatments radiation reaches {count(local['radiation'])} "
        f"patients, surgery {count(local['surgery'])}.",
        "The market text calls radiation dominant and gives no number.",
        "segments",
    )


def _where(asked: _Asked) -> Answer:
    first, last = asked.view.years
    table = asked.run.table("spend", ("region", "year"), {"year": sorted({first, last})})
    wide = table.pivot(index="region", columns="year", values="value")
    top = wide[first].idxmax()
    said = f"{REGIONS[top]}, with {money(float(wide[first][top]))} of {money(float(wide[first].sum()))} in {first}."
    if first != last:
        pace = {code: yearly_growth(row[first], row[last], last - first) for code, row in wide.iterrows()}
        quick = max(pace, key=lambda code: pace[code])
        said += f" {REGIONS[quick]} grows fastest, {growth(pace[quick])} to {last} in constant money."
    return Answer("Which region is the largest, and which grows fastest?", said, page="regions")


def _makers(asked: _Asked) -> Answer:
    made = asked.run.inputs.tables["companies"]
    known = int(made["market_share"].notna().sum())
    return Answer(
        "Who leads the market?",
        f"Nobody can say from what was read. {made['company'].nunique()} companies with {len(made)} products were "
        "found, "
        f"and a source gives the share of {known or 'none'} of them. Sales are printed for whole companies or "
        "segments, "
        "never for spinal metastases.",
        page="landscape",
    )


def _drugs(asked: _Asked) -> Answer:
    drugs = asked.run.table("spend", ("modality",), {"year": asked.view.year, "treatment_type": "medication"})
    drugs = drugs.sort_values("value", ascending=False)
    code, value = drugs["modality"].iloc[0], float(drugs["value"].iloc[0])
    return Answer(
        "Which drugs cost most?",
        f"{MODALITIES[code]}: {money(value)} in {asked.view.year}, "
        f"{percent(_part(value, float(drugs['value'].sum())), 0)} of "
        f"the spend on medication counted in the {asked.view.scope} scope.",
        page="modalities",
    )


def _change(asked: _Asked) -> Answer:
    return Answer(
        "Can I put in my own numbers?",
        "Yes. Every lever of the Scenario lab changes numbers of the model, the baseline stays beside it, and a link "
        f"keeps it all. {len(asked.run.inputs.register):,} numbers can be reached by a scenario written as text.",
        page="lab",
    )


def _advice(asked: _Asked) -> Answer:
    return Answer(
        "Does it say how a patient should be treated?",
        "No. It is market information, not medical advice: it adds up what is done, it does not judge what should be.",
    )


def _part(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


_QUESTIONS: tuple[Callable[[_Asked], Answer], ...] = (
    _size,
    _reports,
    _scope,
    _central,
    _sure,
    _missing,
    _patients,
    _largest,
    _where,
    _drugs,
    _makers,
    _srs,
    _surgery,
    _change,
    _advice,
)
