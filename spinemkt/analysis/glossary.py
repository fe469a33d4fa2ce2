"""The words that a reader from outside the field, or outside modelling, may not know, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spinemkt.analysis.view import MONEY
from spinemkt.terms import MODALITIES, MODALITY_MEANING

DISEASE = {
    "Spinal metastasis": "a tumour in the spine that came from a cancer elsewhere in the body; also secondary tumour",
    "Primary": "the organ where the cancer began; also, a tumour that began in the spine itself, which is not counted "
    "here",
    "Vertebra": "one bone of the spine; most metastases sit in its body, some reach the spinal cord or the nerve roots",
    "Thoracic, lumbar, cervical": "the spine at the chest, the lower back and the neck",
    "Asymptomatic": "found by imaging before it hurts or weakens",
    "Painful, stable": "it hurts, and the spine still bears the body",
    "Unstable or fractured": "the bone is so weak that the spine moves out of place or breaks; also pathologic "
    "fracture",
    "Cord compression": "a tumour or broken bone presses on the spinal cord; an emergency that can end walking",
    "SINS": "Spinal Instability Neoplastic Score: 0 to 18 points on how likely the spine is to give way",
    "ESCC": "epidural spinal cord compression, graded 0 to 3 on MRI; also Bilsky grade",
    "Neurological deficit": "weakness, numbness or loss of control of bladder and bowel, when cord or nerves are "
    "harmed",
    "Oligometastatic": "with few metastases, often one to five; each may then be treated to destroy it",
    "Radiosensitive, radioresistant": "answers well to usual doses of radiation (lymphoma, breast, prostate), or "
    "hardly does "
    "(kidney, melanoma)",
    "Hypercalcaemia": "too much calcium in the blood, set free from bone; tires, sickens and confuses",
    "Skeletal-related event": "a fracture, cord compression, or radiation or surgery of bone; what bone agents should "
    "delay",
    "Myeloma": "a cancer of the marrow that also breaks vertebrae; not a metastasis, and counted when switched on",
    "Advanced stage": "the cancer has spread to other organs; stage 4",
    "Palliative, radical": "to relieve and keep function, or to remove or destroy all of the tumour",
    "Functional preservation": "care that aims at walking and nerve function, not just at removing tumour",
}
CARE = {MODALITIES[code]: meaning for code, meaning in MODALITY_MEANING.items()} | {
    "CyberKnife platform": "a linear accelerator on a robot arm, one of the machines for SBRT / SRS, not a treatment "
    "beside it",
    "Linear accelerator": "the machine that makes the beam for most radiation; also linac",
    "Fraction": "one session of radiation; a course has one or many",
    "Decompression": "taking away what presses on the cord",
    "Stabilisation": "holding the spine with implants: screws, rods, cages, sometimes cement",
    "Robotic or navigated": "screws placed with a robot or with images that follow the instruments; an attribute of "
    "surgery",
    "Carbon-fibre constructs": "implants of carbon-fibre-reinforced PEEK, a plastic that radiation and images pass "
    "through",
    "Titanium implants": "the usual screws and rods; metal scatters radiation and blurs images after the operation",
    "Smart implants": "implants with sensors or electrodes that measure or stimulate; for tumours none was found",
    "Intraoperative imaging": "a scanner in the theatre, so that the surgeon sees where screws go",
    "Augmented reality": "plan and anatomy shown over the surgeon's view in a headset",
    "Biosimilar": "a copy of a biological drug by another maker, approved as having the same effect",
    "Radioligand": "a radiopharmaceutical tied to a molecule that finds the tumour, such as one against PSMA",
    "PSMA": "prostate-specific membrane antigen, a mark on prostate cancer cells",
    "Spine oncology board": "surgeons, radiation and cancer doctors who decide together; also multidisciplinary care",
}
MODEL = {
    "Diagnosed": "found in the year to have a spinal metastasis",
    "Treated at the spine": "radiation (RT), surgery or intervention (cement, ablation) in the year; other diagnosed "
    "patients with access are observed",
    "Market size (payer spend)": "what payers spend on care of spinal metastases in a year, not sales of suppliers",
    "Manufacturer net revenue": "what manufacturers keep of spend on their products, after margins and rebates",
    "Unit of a product": "a set, kit or dose, a patient-year of a drug, or a machine-year in full use",
    "Prevalent": "patient-years lived with spinal metastasis in the year; lasting drugs are paid for these",
    "Presentation": "how a metastasis shows when it is found: without symptoms, painful, unstable, or pressing on the "
    "cord",
    "Detection": "the share of metastases that imaging finds, from how often it is used and how much it sees",
    "Modality": "a way to treat or to diagnose; the leaves of the tree of treatment types",
    "Attribute": "a property of some treatments that adds to their cost, such as navigation; never a treatment beside "
    "them",
    "Premium": "what an attribute adds to the cost of the episode that has it, as a share",
    "Procedure / course": "one course of radiation, one operation, one scan, a patient-year on a drug; also episode",
    "Uptake": "share of the patients a modality is meant for who receive it in a year",
    "S-curve": "uptake starts slowly, speeds up and levels off: a start, a ceiling (peak adoption), and years to half "
    "of the rise",
    "Access": "share of patients who can reach treatment at the spine where they live",
    "Capacity": "how much machines and theatres can give; what is beyond it is not delivered",
    "Country group": "countries of one region with like prices and access: their numbers differ by cases alone",
    "Price level, price path": "what care costs abroad against the United States, and how that moves over the years",
    "Spine care": "all that is given for the spine itself, from imaging and radiation to bone agents and radioligands",
    "Spine share of cancer drugs": "the part of the cost of chemotherapy, targeted, immune and hormone therapy, which "
    "treat the whole cancer, that is attributable to the spine",
    "Real (constant), nominal": f"{MONEY['real']} exclude general inflation; nominal USD are those of each year",
    "Expected value": "the run with every number at the mean of its range, which is the mean of the simulations too",
    "Base case": "the model as it is, without any change by a scenario",
    "Scenario": "a named set of changes of the model's numbers, kept in a link",
    "Lever": "one number, or a family of numbers, that a scenario moves",
    "Reference": "the scenario that others are measured against; the base case unless another one is chosen",
    "Collision": "two scenarios reach for the same numbers; stacked, the second acts on what the first has left",
    "Bridge": "a change taken apart into effects that sum to it: volume, case mix, modality mix, price",
    "Case mix": "which places and primaries patients come from, apart from how many there are",
    "Modality mix": "how much of each modality a diagnosed patient receives",
    "LMDI": "the method of the bridge, logarithmic mean Divisia index: exact, and the same in any order",
    "Addressed": "spend on care in which a category of products is used; not what their makers sell",
    "Share unknown": "no source gives a company's part of the market; it is unknown, not zero",
}
TRUST = {
    "Grade": "A registry or official statistics, B peer-reviewed, C company, payer, press or market report, "
    "D assumption (expert judgement)",
    "Assumption": "a number that no source gives; it says so, has a range, and is grade D",
    "Calibrated": "set inside its evidence range so that the model meets a published figure",
    "Conflict": "sources that disagree on one question, shown side by side with the one used",
    "External check": "a published figure beside the model's own, with the ratio of the two",
    "Identity": "a rule that must hold exactly, such as parts that sum to the whole",
    "Simulation": "one run with every uncertain number taken at random from its range",
    "80% range": "8 in 10 simulations lie inside (P10 to P90); what nobody put a range on is not in it",
    "Median": "the middle simulation: as many lie above as below",
    "PERT, beta": "the shapes that values are drawn from: of a low, a most likely and a high value, or of a share",
    "Tornado": "how far the result moves when one number goes to each of its ends",
    "Share of variance": "how much of the variance of the result one number causes, all moving together; also Sobol "
    "index",
    "Break-even (flip point)": "the least change of one number that turns a statement over",
    "Goal seek": "what one number would have to be for the result to reach a target",
    "Registry": "a list of every case in a place, kept by law or by a health service",
    "GLOBOCAN": "estimates of new cancers in 185 countries by the World Health Organization's cancer agency, IARC",
    "Cohort, trial": "patients followed as they come, or put into groups by lot to compare two treatments",
    "SC.24, RTOG 0631": "two trials of SBRT against conventional radiation of the spine, with opposite results on pain",
}
MONEY = {
    "Reimbursement": "what insurers and health services pay for care, and on what terms",
    "Case rate": "one payment for a whole course of radiation instead of one for each session",
    "DRG": "diagnosis-related group: one payment for a hospital stay of a kind",
    "List price": "the price a maker publishes, before rebates; in the United States WAC",
    "Volume-based procurement": "China buys for many hospitals at once, from the makers with the lowest bids",
    "510(k)": "US clearance of a device that is like one already sold",
    "De Novo": "US clearance of a new kind of device of low or middle risk",
    "PMA": "premarket approval: US approval of a high-risk device, on clinical data",
    "Breakthrough designation": "the US regulator will review a device faster; it is not yet cleared",
    "Clearance": "leave to sell a device; drugs and high-risk devices are approved instead",
    "Interchangeable": "a pharmacy in the United States may give the biosimilar in place of the original",
    "TAM": "total addressable market: the spend that all care of an offer's kind draws, worldwide or as filtered",
    "SAM": "served market: the part of TAM in the places and sites of care that an offer reaches",
    "SOM": "share won: the part of SAM that an offer would win, by a share that is the reader's assumption",
    "Site of care": "where care is given: hospital centre, radiation centre, general hospital, ambulatory, home",
}

GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "The disease": DISEASE,
        "Care": CARE,
        "The model": MODEL,
        "Evidence and uncertainty": TRUST,
        "Money and regulators": MONEY,
    }
)
GLOSSARY: Mapping[str, str] = MappingProxyType(
    {word: text for group in GROUPS.values() for word, text in group.items()}
)
