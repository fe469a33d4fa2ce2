"""What the pages' own controls offer, in one place, so that a link can be read before its page is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spinemkt.analysis.control_values import Controls
from spinemkt.analysis.market.market_events import EVENTS
from spinemkt.analysis.market.modality_facts import CURVES
from spinemkt.analysis.market.pathway_steps import STEPS
from spinemkt.analysis.market.pathway_trials import QUESTIONS
from spinemkt.analysis.market.place_facts import places
from spinemkt.analysis.reconcile import YEARS_PUBLISHED, Report
from spinemkt.analysis.view import CANCER_DRUG_COST, LISTS, choices
from spinemkt.charts.segments import CROSSED, FORMS
from spinemkt.documents.options import (
    ABOVE_BASELINE,
    ANSWER_TABS,
    BETWEEN,
    DECIDE_TABS,
    EFFECT,
    EVIDENCE_TABS,
    LEDGER,
    MAP_LEVERS,
    SPLIT,
    SPLIT_BY,
    SURE_TABS,
    TURNS,
)
from spinemkt.scenario.cards import deck
from spinemkt.scenario.levers import lever_groups
from spinemkt.scenario.offer import LAUNCHES, LONGEST_RISE
from spinemkt.scenario.scenario import BASELINE, FORMER_BASELINE
from spinemkt.terms import (
    ATTRIBUTES,
    END_USERS,
    GRADES,
    KINDS,
    MODALITIES,
    PRICE_YEAR,
    REGIONS,
    TIERS,
)

EVERYWHERE = "everywhere"
LEVER_PLACES = {EVERYWHERE: "All regions", **REGIONS}
RANGES = {"off": "Off", "80": "P10-P90", "95": "plus P2.5-P97.5"}
FORMER_LEVERS = {
    **{
        label.replace(", peak adoption", ", long run"): name
        for name, label in MAP_LEVERS.items()
        if ", peak adoption" in label
    },
    "MRI access, long run": "mri",
    "PET-CT access, long run": "pet_ct",
    "Share treated locally": "local_treatment",
}
MORE_DRAWS = {"10000": "10,000", "50000": "50,000", "100000": "100,000"}
ANY = "any"
CARRIED = {ANY: "Any", **ATTRIBUTES}
OFFER_TEXTS = ("offer_name", "offer_price", "offer_peak")
OFFER_LISTS = frozenset({"offer_modality", "offer_region", "offer_tier", "offer_country", "offer_end_user"})
OWN_REPORT = "own"
REPORT_MONEY = {"nominal": "Money of its year", "real": f"Constant {PRICE_YEAR} USD"}
REPORT_SCOPES = CANCER_DRUG_COST
REPORT_COUNTS = {"spend": "Care, as payers pay it", "revenue": "Products, as manufacturers sell them"}
REPORT_LISTS = tuple(name for name in LISTS if name != "end_user")  # filters of a view that a report may state
FORMER = {
    "scope": {
        "Spine care": "strict",
        "Spine care and attributed cancer drugs": "attributed",
        "All cancer-drug cost": "full",
    },
    **{name: {FORMER_BASELINE: BASELINE} for name in ("reference", "from_pin", "to_pin")},
    **{name: FORMER_LEVERS for name in ("map_across", "map_up")},
    "answer_tab": {"Words": "Glossary"},
    "money": {f"Constant {PRICE_YEAR}": "real"},
    "ranges": {"80 %": "80", "80 and 95 %": "95"},
    "sure_tab": {
        "What matters most": "Sensitivity (tornado)",
        "How sure": "Confidence",
        "What would flip it": "Break-even: what would reverse this",
        "What it would take": "Goal seek",
    },
    "decide_tab": {"What is at stake": "Size of each driver"},
    "ledger": {"Treated locally": "treated", "Patients with local treatment": "treated"},
    "trials": {"Walking: surgery or radiation": "walking"},
    "between": {"Baseline and scenario": "scenario"},
    "map_line": {"As at the baseline": ABOVE_BASELINE},
    "across": {"Primary tumour": "primary", "End user": "end_user"},
    "by": {"Primary tumour": "primary", "End user": "end_user"},
}


def known(
    country_names: Mapping[str, str],
    companies: Iterable[str] = (),
    series: Mapping[str, str] | None = None,
    reports: Mapping[str, Report] | None = None,
) -> Controls:
    """Everything that a link may set, on any page.

    series: code -> label of those of the look back. reports: the published figures that can be reconciled.
    """
    return Controls(
        options={
            **choices(country_names),
            "across": CROSSED,
            "by": CROSSED,
            "form": FORMS,
            "place": places(country_names),
            "curve": CURVES,
            "step": {code: step.label for code, step in STEPS.items()},
            "trials": {code: question.label for code, question in QUESTIONS.items()},
            "first": MODALITIES,
            "second": MODALITIES,
            "evidence_tab": {tab: tab for tab in EVIDENCE_TABS},
            "ledger": LEDGER,
            "series": dict(series or {}),
            "sure_tab": {tab: tab for tab in SURE_TABS},
            "draws": MORE_DRAWS,
            "map_across": MAP_LEVERS,
            "map_up": MAP_LEVERS,
            "map_line": TURNS,
            "grade": {code: code for code in GRADES},
            "kind": {code: code for code in KINDS},
            "group": {group.name: group.label for group in lever_groups()},
            "lever_region": LEVER_PLACES,
            "lab_split": SPLIT_BY,
            "between": BETWEEN,
            "effect": EFFECT,
            "split": SPLIT,
            "ranges": RANGES,
            "decide_tab": {tab: tab for tab in DECIDE_TABS},
            "card_kind": deck().kinds,
            "offer_modality": MODALITIES,
            "offer_attribute": CARRIED,
            "offer_region": REGIONS,
            "offer_tier": TIERS,
            "offer_country": dict(country_names),
            "offer_end_user": END_USERS,
            "company": {name: name for name in companies},
            "events": EVENTS,
            "answer_tab": {tab: tab for tab in ANSWER_TABS},
            "report": report_choices(reports or {}),
            "report_money": REPORT_MONEY,
            "report_scope": REPORT_SCOPES,
            "report_counts": REPORT_COUNTS,
            **{f"report_{name}": choices(country_names)[name] for name in REPORT_LISTS},
        },
        several=frozenset({*LISTS, "grade", "kind", *OFFER_LISTS, *map("report_{}".format, REPORT_LISTS)}),
        switches=frozenset({"grouped", "myeloma", "per_million", "spread_parts", "textures"}),
        texts=frozenset(
            {"q", "ask", "scenario", "saved", "pins", "reference", "from_pin", "to_pin", "report_amount", *OFFER_TEXTS}
        ),
        words={
            "across": "dimension across",
            "by": "dimension",
            "curve": "treatment or technology",
            "first": "first modality",
            "group": "group of levers",
            "lever_region": "region of levers",
            "lab_split": "split",
            "second": "second modality",
            "split": "dimension to split by",
            "step": "step of the pathway",
            "trials": "published outcome",
            "evidence_tab": "tab",
            "ledger": "figure of the ledger",
            "series": "series of the look back",
            "sure_tab": "tab",
            "answer_tab": "tab",
            "events": "kind of event",
            "draws": "number of simulations",
            "spread_parts": "parts of the spread",
            "map_across": "lever across",
            "map_up": "lever upward",
            "map_line": "dashed line",
            "decide_tab": "tab",
            "card_kind": "kind of card",
            "offer_tier": "country group of the offer",
            "offer_country": "country of the offer",
            "offer_modality": "modality of the offer",
            "offer_attribute": "attribute of the offer",
            "offer_region": "region of the offer",
            "offer_end_user": "site of care of the offer",
            "offer_launch": "launch year of the offer",
            "offer_years": "years to peak of the offer",
            "report": "published figure",
            "report_year": "year of the report",
            "report_money": "money of the report",
            "report_scope": "cancer drugs in the report",
            "report_region": "region of the report",
            "report_country": "country of the report",
            "report_primary": "cancer of the report",
            "report_treatment_type": "treatment type of the report",
            "report_modality": "modality of the report",
            "report_product_category": "product of the report",
            "report_counts": "what the report counts",
        },
        countries=frozenset({"country", "offer_country", "report_country", "place"}),
        former=FORMER,
        numbers={"offer_launch": LAUNCHES, "offer_years": (1, LONGEST_RISE), "report_year": YEARS_PUBLISHED},
    )


def report_choices(reports: Mapping[str, Report]) -> dict[str, str]:
    """The published figures by name, and the reader's own."""
    return {**{code: report.name for code, report in reports.items()}, OWN_REPORT: "A figure of your own"}


def kept(codes: Mapping[str, list[str]], controls: Controls) -> dict[str, object]:
    """Return the state of every control that a link sets: it is there before the control is drawn, on any page."""
    return {name: _kept(name, found, controls) for name, found in codes.items()}


def _kept(name: str, found: list[str], controls: Controls) -> object:
    if name == "years":
        return tuple(int(year) for year in found)
    if name == "year":
        return int(found[-1])
    if name in controls.numbers:
        return type(controls.numbers[name][0])(found[-1])
    if name in controls.several:
        return found
    return found[-1] == "true" if name in controls.switches else found[-1]
