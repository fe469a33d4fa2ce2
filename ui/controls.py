"""What the pages' own controls offer, in one place, so that a link can be read before its page is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from spinemkt.analysis.bridge import EFFECTS
from spinemkt.analysis.link import Controls
from spinemkt.analysis.modality_facts import CURVES
from spinemkt.analysis.view import LISTS, View, choices
from spinemkt.charts.segments import CROSSED
from spinemkt.scenario.levers import lever_groups, levers
from spinemkt.terms import GRADES, KINDS, MODALITIES, REGIONS
from spinemkt.uncertainty.flip import CONCLUSIONS

EVERYWHERE = "everywhere"
LEVER_PLACES = {EVERYWHERE: "All regions", **REGIONS}
SPLIT_BY = {"modality": "Modality", "treatment_type": "Treatment type", "region": "Region"}
BETWEEN = {
    "years": "Two years",
    "scenario": "Baseline and scenario",
    "pins": "Two pinned scenarios",
}
RANGES = {"off": "Off", "80": "80 %", "95": "80 and 95 %"}
MAP_LEVERS = {name: lever.label for name, lever in levers().items()}
ABOVE_BASELINE = "baseline"
TURNS = {ABOVE_BASELINE: "As at the baseline", **{one.name: one.statement for one in CONCLUSIONS}}
MORE_DRAWS = {"10000": "10,000", "50000": "50,000", "100000": "100,000"}
WHOLE = "whole"
EFFECT = {WHOLE: "Whole change", **EFFECTS}
SPLIT = {"region": "Region", "modality": "Modality", "primary_group": "Primary group"}
FORMS = {"marimekko": "Shares", "grid": "Amounts"}
SURE_TABS = ["What matters most", "How sure", "What would flip it", "What it would take"]
TABS = ["How the model works", "Parameters", "External checks", "Conflicts", "Identities", "Sources", "Data"]


def places(country_names: Mapping[str, str]) -> dict[str, str]:
    """Code -> name of the regions and countries that have a profile."""
    return {**REGIONS, **country_names}


def known(country_names: Mapping[str, str]) -> Controls:
    """Everything that a link may set, on any page."""
    return Controls(
        options={
            **choices(country_names),
            "across": CROSSED,
            "by": CROSSED,
            "form": FORMS,
            "place": places(country_names),
            "curve": CURVES,
            "first": MODALITIES,
            "second": MODALITIES,
            "evidence_tab": {tab: tab for tab in TABS},
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
        },
        several=frozenset({*LISTS, "grade", "kind"}),
        switches=frozenset({"grouped", "myeloma", "per_million", "spread_parts", "textures"}),
        texts=frozenset({"q", "scenario", "pins", "reference", "from_pin", "to_pin"}),
        words={
            "across": "dimension across",
            "by": "dimension",
            "curve": "modality or attribute",
            "first": "first modality",
            "group": "group of levers",
            "lever_region": "region of levers",
            "lab_split": "split",
            "second": "second modality",
            "split": "dimension to split by",
            "evidence_tab": "tab",
            "sure_tab": "tab",
            "draws": "number of draws",
            "spread_parts": "parts of the spread",
            "map_across": "lever across",
            "map_up": "lever upward",
            "map_line": "dashed line",
        },
    )


def kept(codes: Mapping[str, list[str]], controls: Controls) -> dict[str, object]:
    """Return the state of the pages' own controls: a page that is not the link's own finds it there when it opens."""
    values: dict[str, object] = {}
    for name in codes.keys() - {field.name for field in fields(View)}:
        last = codes[name][-1]
        values[name] = (
            codes[name] if name in controls.several else last == "true" if name in controls.switches else last
        )
    return values
