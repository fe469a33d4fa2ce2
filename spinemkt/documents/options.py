"""What the choices of pages offer, and their tabs, in one place, so that a link can be read before its page is made."""

from __future__ import annotations

from spinemkt.analysis.scenarios.bridge import EFFECTS
from spinemkt.scenario.levers import levers
from spinemkt.uncertainty.flip import CONCLUSIONS

BETWEEN = {
    "years": "Two years",
    "scenario": "Base case and scenario",
    "pins": "Two pinned scenarios",
}
WHOLE = "whole"
EFFECT = {WHOLE: "Whole change", **EFFECTS}
SPLIT = {"region": "Region", "modality": "Modality", "primary_group": "Primary group"}

SURE_TABS = ["Sensitivity (tornado)", "Confidence", "Break-even: what would reverse this", "Goal seek"]
MAP_LEVERS = {name: lever.label for name, lever in levers().items()}
ABOVE_BASELINE = "baseline"
TURNS = {ABOVE_BASELINE: "As in the base case", **{one.name: one.statement for one in CONCLUSIONS}}

DECIDE_TABS = ["Size of each driver", "Your own offer"]
FIRST_KIND = "opportunity"  # of cards

EVIDENCE_TABS = [
    "How the model works",
    "Parameters",
    "External checks",
    "How it would have done",
    "How the projection moved",
    "Conflicts",
    "Identities",
    "Sources",
    "Data",
]
LEDGER = {"spend": "Spend", "diagnosed": "Diagnosed", "treated": "Patients with local treatment"}

ANSWER_TABS = ["Questions", "Glossary"]
