"""Every colour of the app, declared once, with a light-theme and a dark-theme value.

Six hues and one neutral grey serve all kinds of category; kinds that share a hue never meet in one chart. The values
were found by search: tests/test_palette.py measures contrast, separation under four kinds of colour vision, and
evenness of the scales, so a value changed by hand that breaks a rule fails there.
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

NAVY = Pair("#123764", "#6490eb")
RED = Pair("#b92a14", "#e25e46")
OCHRE = Pair("#c47a00", "#e3ab42")
GREEN = Pair("#57714c", "#8fb490")
PURPLE = Pair("#7b48a0", "#88619e")
SKY = Pair("#3f8fda", "#aad6f6")
NEUTRAL = Pair("#888b90", "#81868d")  # "others" and every code without a colour of its own

# Radiation and surgery hold the two strongest colours of each theme.
TREATMENT_TYPE = {
    "radiation": NAVY,
    "surgery": RED,
    "medication": OCHRE,
    "interventional": PURPLE,
    "supportive": GREEN,
    "diagnosis": SKY,
}

REGION = {
    "north_america": SKY,
    "europe": OCHRE,
    "asia_pacific": GREEN,
    "latin_america": PURPLE,
    "middle_east_africa": RED,
}

# Also used for the primary groups: lung, breast, prostate, others.
PRIMARY = {
    "lung": OCHRE,
    "breast": RED,
    "prostate": SKY,
    "colorectal": PURPLE,
    "liver": GREEN,
    "kidney": NAVY,
    "gastrointestinal_other": NEUTRAL,
    "thyroid": NEUTRAL,
    "melanoma": NEUTRAL,
    "myeloma": NEUTRAL,
    "other": NEUTRAL,
    "others": NEUTRAL,
}

PRESENTATION = {"asymptomatic": SKY, "painful_stable": OCHRE, "unstable": RED, "cord_compression": PURPLE}

# The radiation centre and the neurosurgical centre take the colours of what they do.
END_USER = {
    "neurosurgical_centre": RED,
    "orthopaedic_centre": OCHRE,
    "cancer_radiation_centre": NAVY,
    "general_hospital": SKY,
    "ambulatory_home": GREEN,
}

SPINE_LEVEL = {"thoracic": NAVY, "lumbar": OCHRE, "cervical": SKY}

# For categories without a declared colour (modalities, tiers): the five largest, in order; the rest is NEUTRAL.
SERIES = (NAVY, RED, OCHRE, SKY, PURPLE)

CATEGORIES: Mapping[str, Mapping[str, Pair]] = {
    "treatment_type": TREATMENT_TYPE,
    "region": REGION,
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
    """Five colours for ad-hoc categories, largest first; everything after them takes the neutral grey."""
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
