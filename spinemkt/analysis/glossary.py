"""The words that a reader from outside the field may not know, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "Spinal metastasis": "a tumour in the spine that came from a cancer elsewhere in the body",
        "Primary": "the organ where the cancer began",
        "Cord compression": "a tumour or broken bone presses on the spinal cord; an emergency that can end walking",
        "Diagnosed, treated": "diagnosed patients are found in the year; treated ones get radiation, an operation, "
        "cement or ablation in it; the others are observed",
        "Episode": "one course of radiation, one operation, one scan, or one patient-year on a drug",
        "Uptake": "share of the patients a modality is meant for who receive it in a year",
        "Conventional external beam": "standard radiation of the spine, often one to ten sessions",
        "IMRT / IGRT": "radiation shaped to the tumour, and guided by images at each session",
        "SBRT / SRS": "very precise, high-dose radiation in one to five sessions; also called radiosurgery",
        "Separation surgery": "freeing the spinal cord from the tumour, followed by precise radiation",
        "Vertebroplasty / kyphoplasty": "bone cement that steadies a broken vertebra",
        "Tumour ablation": "destroying a tumour by heat or cold through a needle",
        "Bone-modifying agents": "drugs that protect bone, such as denosumab and zoledronic acid",
        "Radiopharmaceuticals": "radioactive drugs that seek out metastases, such as lutetium-177 and radium-223",
        "Attributed, strict, full": "how much of cancer-drug cost counts: the spine's share, nothing, or all of it",
        "Constant, nominal": "constant 2022 USD take general inflation off; nominal USD are those of each year",
        "Reference": "the scenario that others are measured against; the baseline unless another one is chosen",
        "Collision": "two scenarios reach for the same numbers; stacked, the second acts on what the first has left",
        "Bridge": "a change taken apart into effects that sum to it: volume, case mix, modality mix, price",
        "Case mix": "which places and primaries patients come from, apart from how many there are",
        "Modality mix": "how much of each modality a diagnosed patient receives",
        "LMDI": "the method of the bridge, logarithmic mean Divisia index: exact, and the same in any order",
        "Grade": "A registry or official statistics, B peer-reviewed, C company, payer, press or market report, "
        "D stated judgement",
    }
)
