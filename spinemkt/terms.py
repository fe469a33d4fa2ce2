"""The closed lists of codes, their labels and how they nest: the only place where a code is spelled.

Every list is an ordered mapping of code to label; order is the order on screen.
"""

from __future__ import annotations

BASE_YEAR = 2022
PRICE_YEAR = 2025  # of constant money
UPTAKE_YEAR = 2024
PRESENT_YEAR = 2026
YEARS = tuple(range(BASE_YEAR, 2041))

REGIONS = {
    "north_america": "North America",
    "europe": "Europe",
    "asia_pacific": "Asia-Pacific",
    "latin_america": "Latin America",
    "middle_east_africa": "Middle East and Africa",
}

TIERS = {
    "united_states": "United States",
    "canada": "Canada",
    "europe_west": "Western, northern and southern Europe",
    "europe_east": "Eastern Europe",
    "asia_pacific_high": "High-income Asia-Pacific",
    "china": "China",
    "asia_pacific_emerging": "Emerging Asia-Pacific",
    "latin_america": "Latin America",
    "middle_east_africa_high": "Gulf states and Israel",
    "middle_east_africa_middle": "Middle-income Middle East, North and southern Africa",
    "middle_east_africa_low": "Sub-Saharan Africa and low-income Middle East",
}

TIER_REGION = {
    "united_states": "north_america",
    "canada": "north_america",
    "europe_west": "europe",
    "europe_east": "europe",
    "asia_pacific_high": "asia_pacific",
    "china": "asia_pacific",
    "asia_pacific_emerging": "asia_pacific",
    "latin_america": "latin_america",
    "middle_east_africa_high": "middle_east_africa",
    "middle_east_africa_middle": "middle_east_africa",
    "middle_east_africa_low": "middle_east_africa",
}

PRIMARIES = {
    "lung": "Lung",
    "breast": "Breast",
    "prostate": "Prostate",
    "kidney": "Kidney",
    "colorectal": "Colorectal",
    "gastrointestinal_other": "Other gastrointestinal",
    "thyroid": "Thyroid",
    "liver": "Liver",
    "melanoma": "Melanoma",
    "other": "Other solid tumours",
    "myeloma": "Myeloma",
}

PRIMARY_GROUPS = {"lung": "Lung", "breast": "Breast", "prostate": "Prostate", "others": "Others"}

PRIMARY_GROUP = {code: code if code in PRIMARY_GROUPS else "others" for code in PRIMARIES}

PRESENTATIONS = {
    "asymptomatic": "Asymptomatic",
    "painful_stable": "Painful, stable",
    "unstable": "Unstable or fractured",
    "cord_compression": "Cord compression",
}

TREATMENT_TYPES = {
    "radiation": "Radiation",
    "surgery": "Surgery",
    "medication": "Medication",
    "interventional": "Interventional",
    "supportive": "Supportive",
    "diagnosis": "Diagnosis",
}

MODALITIES = {
    "conventional_ebrt": "Conventional external beam",
    "imrt_igrt": "IMRT / IGRT",
    "sbrt_srs": "SBRT / SRS",
    "proton": "Proton",
    "brachytherapy": "Brachytherapy",
    "open_surgery": "Open surgery",
    "mis_surgery": "Minimally invasive surgery",
    "separation_surgery": "Separation surgery",
    "bone_modifying_agents": "Bone-modifying agents",
    "chemotherapy": "Chemotherapy",
    "targeted_therapy": "Targeted therapy",
    "immunotherapy": "Immunotherapy",
    "hormone_therapy": "Hormone therapy",
    "radiopharmaceuticals": "Radiopharmaceuticals",
    "vertebroplasty_kyphoplasty": "Vertebroplasty / kyphoplasty",
    "tumor_ablation": "Tumour ablation",
    "steroids_analgesics": "Steroids and analgesics",
    "rehabilitation": "Rehabilitation",
    "inpatient_care": "Inpatient stay without operation",
    "bracing": "Bracing",
    "tele_oncology": "Tele-oncology",
    "observation": "Observation",
    "mri": "MRI",
    "ct": "CT",
    "pet_ct": "PET-CT",
    "xray": "X-ray",
    "myelogram": "Myelogram",
    "biopsy": "Biopsy",
}

# Drugs against the whole cancer; bone agents and radioligands, which act on bone, are spine care.
CANCER_DRUGS = ("chemotherapy", "targeted_therapy", "immunotherapy", "hormone_therapy")

_SUPPORTIVE = ("steroids_analgesics", "rehabilitation", "inpatient_care", "bracing", "tele_oncology", "observation")

_MODALITIES_OF = {
    "radiation": ("conventional_ebrt", "imrt_igrt", "sbrt_srs", "proton", "brachytherapy"),
    "surgery": ("open_surgery", "mis_surgery", "separation_surgery"),
    "medication": (*CANCER_DRUGS, "bone_modifying_agents", "radiopharmaceuticals"),
    "interventional": ("vertebroplasty_kyphoplasty", "tumor_ablation"),
    "supportive": _SUPPORTIVE,
    "diagnosis": ("mri", "ct", "pet_ct", "xray", "myelogram", "biopsy"),
}

MODALITY_TYPE = {code: kind for code in MODALITIES for kind, codes in _MODALITIES_OF.items() if code in codes}

# The patients that an uptake share is a share of. Mixing these bases discounts treatment twice.
BASES = {
    "treated": "patients treated locally in the year",
    "followed": "diagnosed patients with access to local treatment who are observed instead",
    "diagnosed": "patients newly diagnosed in the year",
    "prevalent": "patient-years lived with spinal metastasis",
}

MODALITY_BASE = {
    **{code: "treated" for code, kind in MODALITY_TYPE.items() if kind in ("radiation", "surgery", "interventional")},
    **{code: "prevalent" for code, kind in MODALITY_TYPE.items() if kind == "medication"},
    **{code: "diagnosed" for code, kind in MODALITY_TYPE.items() if kind in ("supportive", "diagnosis")},
    "radiopharmaceuticals": "diagnosed",
    "steroids_analgesics": "prevalent",
    "observation": "followed",
}

# Inside these types the techniques exclude one another: shares sum to one and this technique takes what is left.
REMAINDER_TECHNIQUE = {"radiation": "conventional_ebrt", "surgery": "open_surgery"}

ATTRIBUTES = {
    "robotic_navigated": "Robotic or navigated",
    "carbon_fibre": "Carbon-fibre constructs",
    "cyberknife": "CyberKnife platform",
}

ATTRIBUTE_TYPE = {"robotic_navigated": "surgery", "carbon_fibre": "surgery", "cyberknife": "sbrt_srs"}

END_USERS = {
    "neurosurgical_centre": "Neurosurgical centre",
    "orthopaedic_centre": "Orthopaedic centre",
    "cancer_radiation_centre": "Cancer and radiation centre",
    "general_hospital": "General or regional hospital",
    "ambulatory_home": "Ambulatory and home",
}

SPINE_LEVELS = {"thoracic": "Thoracic", "lumbar": "Lumbar", "cervical": "Cervical"}

PRICE_COMPONENTS = {
    "hospital_procedure": "Hospital procedure",
    "implant_set": "Implant set",
    "radiotherapy": "Radiotherapy course",
    "branded_drug": "Branded drug",
    "bone_agent": "Bone-modifying agent",
    "generic_drug": "Generic drug",
    "ambulatory_service": "Imaging and ambulatory service",
}

PERIODS = {"2022_2025": (2022, 2025), "2025_2030": (2025, 2030), "2030_2040": (2030, 2040)}
INFLATION_PERIODS = {"2022_2025": (2022, 2025), "2025_2026": (2025, 2026), "2026_2040": (2026, 2040)}

SCOPES = {
    "strict": "Spine care",
    "attributed": "Spine care and attributed cancer drugs",
    "full": "All cancer-drug cost",
}

KINDS = {
    "evidence": "read in the source",
    "derived": "computed from figures read in the source",
    "assumption": "stated judgement, no source gives it",
    "calibrated": "set inside its evidence range to meet a published figure",
}

GRADES = {
    "A": "registry or official statistics",
    "B": "peer-reviewed study",
    "C": "company, payer, press or market report",
    "D": "stated judgement (assumption)",
}

DISTRIBUTIONS = {"pert": "PERT from low over value to high", "beta": "beta on 0..1, as wide", "fixed": "not varied"}

DIMENSIONS = {
    "region": REGIONS,
    "tier": TIERS,
    "primary": PRIMARIES,
    "primary_group": PRIMARY_GROUPS,
    "presentation": PRESENTATIONS,
    "treatment_type": TREATMENT_TYPES,
    "modality": MODALITIES,
    "attribute": ATTRIBUTES,
    "end_user": END_USERS,
    "spine_level": SPINE_LEVELS,
    "component": PRICE_COMPONENTS,
    "period": {code: code.replace("_", " to ") for code in PERIODS},
    "inflation_period": {code: code.replace("_", " to ") for code in INFLATION_PERIODS},
    "scope": SCOPES,
}
