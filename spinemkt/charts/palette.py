"""Every colour of the app, declared once, with a light-theme and a dark-theme value.

Three families of colours, for care, for places and for patients, and one neutral grey; on one page a colour means one
thing, since kinds of one family are not coloured there together. The values were found by search:
tests/test_palette.py measures contrast, separation under four kinds of colour vision, and evenness of the scales, so a
value changed by hand that breaks a rule fails there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Pair(NamedTuple):
    """One colour in both themes."""

    light: str
    dark: str


@dataclass(frozen=True)
class Theme:
    """The structural colours of one theme."""

    name: str
    page: str
    panel: str
    text: str
    muted: str
    hairline: str  # gridlines and rules; decoration, so it carries no meaning alone
    accent: str  # the scenario, the selected, the changed; also legible as text
    baseline: str  # the reference line, dashed
    no_data: str  # map fill and empty cell
    outline: str  # land and bar outlines on maps


LIGHT = Theme(
    name="light",
    page="#ffffff",
    panel="#f4f6f8",
    text="#1a1f26",
    muted="#5a626c",
    hairline="#e1e5e9",
    accent="#00757c",
    baseline="#46484c",
    no_data="#dcdfe2",
    outline="#858d97",
)

DARK = Theme(
    name="dark",
    page="#12161c",
    panel="#1a2028",
    text="#eef0f3",
    muted="#a3abb6",
    hairline="#2c343e",
    accent="#24c0ba",
    baseline="#e1e4e8",
    no_data="#2b3139",
    outline="#727c88",
)

THEMES = {"light": LIGHT, "dark": DARK}

NEUTRAL = Pair("#888b90", "#81868d")  # "others" and every code without a colour of its own

# Care. Radiation and surgery hold the two strongest colours of each theme.
TREATMENT_TYPE = {
    "radiation": Pair("#123764", "#6490eb"),
    "surgery": Pair("#b92a14", "#e25e46"),
    "medication": Pair("#c47a00", "#e3ab42"),
    "interventional": Pair("#7b48a0", "#88619e"),
    "supportive": Pair("#57714c", "#8fb490"),
    "diagnosis": Pair("#3f8fda", "#aad6f6"),
}

# Shades of the colour of their type, which the first of each type has.
MODALITY = {
    "conventional_ebrt": TREATMENT_TYPE["radiation"],
    "imrt_igrt": Pair("#48546c", "#7860e4"),
    "sbrt_srs": Pair("#24609c", "#48789c"),
    "proton": Pair("#244890", "#909cc0"),
    "brachytherapy": Pair("#303048", "#90b4fc"),
    "open_surgery": TREATMENT_TYPE["surgery"],
    "mis_surgery": Pair("#541824", "#a86c78"),
    "separation_surgery": Pair("#9c606c", "#fc9ca8"),
    "bone_modifying_agents": TREATMENT_TYPE["medication"],
    "chemotherapy": Pair("#9c7860", "#846c18"),
    "targeted_therapy": Pair("#9c5400", "#a88460"),
    "immunotherapy": Pair("#906048", "#ccc090"),
    "hormone_therapy": Pair("#b48448", "#cc8400"),
    "radiopharmaceuticals": Pair("#a86c24", "#f0e4a8"),
    "vertebroplasty_kyphoplasty": TREATMENT_TYPE["interventional"],
    "tumor_ablation": Pair("#481848", "#f09cf0"),
    "steroids_analgesics": TREATMENT_TYPE["supportive"],
    "rehabilitation": Pair("#849054", "#ccf0b4"),
    "inpatient_care": Pair("#485418", "#487860"),
    "bracing": Pair("#30543c", "#789054"),
    "tele_oncology": Pair("#6c9078", "#9cd8c0"),
    "observation": Pair("#243018", "#b4cc84"),
    "mri": TREATMENT_TYPE["diagnosis"],
    "ct": Pair("#607884", "#78a8c0"),
    "pet_ct": Pair("#3054cc", "#b4ccd8"),
    "xray": Pair("#546cf0", "#84c0f0"),
    "myelogram": Pair("#6c909c", "#9cb4c0"),
    "biopsy": Pair("#00789c", "#a8f0fc"),
}

# Places.
REGION = {
    "north_america": Pair("#786ce4", "#0c789c"),
    "europe": Pair("#844800", "#c08460"),
    "asia_pacific": Pair("#90783c", "#a8d848"),
    "latin_america": Pair("#6c0c18", "#b44860"),
    "middle_east_africa": Pair("#480c9c", "#a89cfc"),
}

# Shades of the colour of their region, which the first of each region has.
TIER = {
    "united_states": REGION["north_america"],
    "canada": Pair("#6c6078", "#18d8e4"),
    "europe_west": REGION["europe"],
    "europe_east": Pair("#483018", "#fcd8b4"),
    "asia_pacific_high": REGION["asia_pacific"],
    "china": Pair("#60603c", "#0c840c"),
    "asia_pacific_emerging": Pair("#78600c", "#60b46c"),
    "latin_america": REGION["latin_america"],
    "middle_east_africa_high": REGION["middle_east_africa"],
    "middle_east_africa_middle": Pair("#3c2448", "#7854cc"),
    "middle_east_africa_low": Pair("#60546c", "#f0d8fc"),
}

# Patients, and whatever has no colours of its own: the largest first, after these all is NEUTRAL.
SERIES = (
    Pair("#c06060", "#b45430"),
    Pair("#6048cc", "#0c78d8"),
    Pair("#606000", "#f0d848"),
    Pair("#a86cb4", "#e490fc"),
    Pair("#0c4824", "#90e49c"),
    Pair("#601884", "#a8a848"),
)
_ROSE, _INDIGO, _OLIVE, _MAUVE, _FOREST, _PLUM = SERIES

# Also used for the primary groups: lung, breast, prostate, others.
PRIMARY = {
    "lung": _OLIVE,
    "breast": _ROSE,
    "prostate": _INDIGO,
    "colorectal": _FOREST,
    "liver": _PLUM,
    "kidney": _MAUVE,
    "gastrointestinal_other": NEUTRAL,
    "thyroid": NEUTRAL,
    "melanoma": NEUTRAL,
    "myeloma": NEUTRAL,
    "other": NEUTRAL,
    "others": NEUTRAL,
}

PRESENTATION = {"asymptomatic": _MAUVE, "painful_stable": _OLIVE, "unstable": _ROSE, "cord_compression": _INDIGO}

SPINE_LEVEL = {"thoracic": _INDIGO, "lumbar": _OLIVE, "cervical": _ROSE}

END_USER = {
    "neurosurgical_centre": _ROSE,
    "orthopaedic_centre": _OLIVE,
    "cancer_radiation_centre": _INDIGO,
    "general_hospital": _MAUVE,
    "ambulatory_home": _FOREST,
}

CATEGORIES: Mapping[str, Mapping[str, Pair]] = {
    "treatment_type": TREATMENT_TYPE,
    "modality": MODALITY,
    "region": REGION,
    "tier": TIER,
    "primary": PRIMARY,
    "primary_group": PRIMARY,
    "presentation": PRESENTATION,
    "end_user": END_USER,
    "spine_level": SPINE_LEVEL,
    "series": {str(place): pair for place, pair in enumerate(SERIES)},
}

# fmt: off
SEQUENTIAL = {
    "light": ("#e8e7b1", "#b7d49f", "#86c199", "#5aac96", "#329695", "#007f94", "#056593", "#234986", "#2b2f6a"),
    "dark": ("#3d4f86", "#3d6499", "#397aaa", "#3592ab", "#44a9ab", "#59bfa9", "#7cd3a4", "#b7e29d", "#efefa5"),
}

DIVERGING = {
    "light": ("#914501", "#b26831", "#ca926b", "#e0bfa9", "#f6f0eb", "#b6ccd2", "#76acb8", "#138fa3", "#056b7b"),
    "dark": ("#ffa759", "#cd8e57", "#9f7654", "#745f4e", "#4b4846", "#59676e", "#648897", "#6aabc5", "#68d1f8"),
}
# fmt: on

INK_DARK = "#050505"  # any lighter and mid-tone fills would have no ink that reaches 4.5:1
INK_LIGHT = "#ffffff"


def tokens(theme: str) -> Theme:
    """The structural colours of a theme."""
    return THEMES[theme]


def pick(pair: Pair, theme: str) -> str:
    """The value of one colour in one theme."""
    return pair.dark if THEMES[theme] is DARK else pair.light


def on_paper() -> dict[str, str]:
    """Each colour of the dark theme and its fellow of the light one, which is printed instead."""
    pairs = {pair for codes in CATEGORIES.values() for pair in codes.values()} | {NEUTRAL}
    steps = [pair for kind in (SEQUENTIAL, DIVERGING) for pair in zip(kind["dark"], kind["light"], strict=True)]
    names = [name for name in vars(DARK) if name != "name"]
    structure = [(getattr(DARK, name), getattr(LIGHT, name)) for name in names]
    return dict([*steps, *((dark, light) for light, dark in sorted(pairs)), *structure])


def colour(kind: str, code: str, theme: str) -> str:
    """The colour of a category; a kind or code without one gets the neutral grey."""
    codes = CATEGORIES.get(kind)
    return pick(codes.get(code, NEUTRAL) if codes else NEUTRAL, theme)


def series(theme: str) -> tuple[str, ...]:
    """Colours of categories without any of their own, largest first; everything after them takes the neutral grey."""
    return tuple(pick(pair, theme) for pair in SERIES)


def sequential(theme: str) -> list[str]:
    """Nine steps from low to high, even in lightness, for maps and heat tables."""
    return list(SEQUENTIAL[theme])


def diverging(theme: str) -> list[str]:
    """Nine steps from below (orange) over the middle to above (blue), mirrored in lightness."""
    return list(DIVERGING[theme])


def luminance(colour_hex: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = (int(colour_hex[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(fill: str) -> str:
    """The text colour, dark or light, that reads best on a fill; at least 4.5:1 on any fill."""
    return max((INK_DARK, INK_LIGHT), key=lambda ink: contrast(ink, fill))
