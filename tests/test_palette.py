"""The colours, measured: contrast on their backgrounds, separation under four kinds of colour vision, even scales."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise, product
from pathlib import Path

import numpy as np
import pytest
from colorspacious import cspace_convert

from spinemkt import terms
from spinemkt.charts import palette

THEMES = ("light", "dark")
VISIONS = ("normal", "deuteranomaly", "protanomaly", "tritanomaly")
MARK_CONTRAST = 3.0
TEXT_CONTRAST = 4.5
CATEGORIES_APART = 14.0  # the house rule asks for 12
STRUCTURE_APART = 12.0  # accent and baseline against every category
NO_DATA_APART = 6.0

KINDS = {
    "treatment_type": terms.TREATMENT_TYPES,
    "region": terms.REGIONS,
    "primary": terms.PRIMARIES,
    "primary_group": terms.PRIMARY_GROUPS,
    "presentation": terms.PRESENTATIONS,
    "end_user": terms.END_USERS,
    "spine_level": terms.SPINE_LEVELS,
}
ALL = {**KINDS, "modality": terms.MODALITIES, "tier": terms.TIERS}
SHARED_GREY = {"gastrointestinal_other", "thyroid", "melanoma", "myeloma", "other", "others"}
SHADES = {"modality": ("treatment_type", terms.MODALITY_TYPE), "tier": ("region", terms.TIER_REGION)}
FAMILIES = ("treatment_type", "region", "series")  # care, places, patients
FAMILIES_APART = 12.0  # in normal vision: colours of two families never have to be matched with one key
SHADES_APART = 6.5
HUES = {f"{kind} {code}": pair for kind, codes in palette.CATEGORIES.items() for code, pair in codes.items()}
BASES = {name: pair for name, pair in HUES.items() if name.partition(" ")[0] not in SHADES}


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def seen(colour: str, vision: str) -> np.ndarray:
    """J'a'b' in CAM02-UCS of a colour as a kind of vision sees it."""
    rgb = channels(colour)
    if vision != "normal":
        rgb = np.clip(cspace_convert(rgb, {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1"), 0, 1)
    return cspace_convert(rgb, "sRGB1", "CAM02-UCS")


def apart(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))


def too_close(colours: dict[str, str], least: float, vision: str) -> list[str]:
    return [
        f"{one} {a} and {other} {b}: {apart(a, b, vision):.1f}"
        for (one, a), (other, b) in combinations(colours.items(), 2)
        if apart(a, b, vision) < least
    ]


def test_contrast_is_the_one_of_wcag() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert palette.contrast("#ffffff", "#767676") == palette.contrast("#767676", "#ffffff")


@pytest.mark.parametrize("ground", ("page", "panel"))
@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_the_background(theme: str, ground: str) -> None:
    look = palette.tokens(theme)
    marks = {name: palette.pick(pair, theme) for name, pair in HUES.items()}
    marks |= {"accent": look.accent, "baseline": look.baseline, "outline": look.outline}
    weak = {name: mark for name, mark in marks.items() if palette.contrast(mark, getattr(look, ground)) < MARK_CONTRAST}
    assert not weak


@pytest.mark.parametrize("ground", ("page", "panel"))
@pytest.mark.parametrize("role", ("text", "muted", "accent", "baseline"))
@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_the_background(theme: str, role: str, ground: str) -> None:
    look = palette.tokens(theme)
    assert palette.contrast(getattr(look, role), getattr(look, ground)) >= TEXT_CONTRAST


@pytest.mark.parametrize("kind", ALL)
def test_every_code_has_a_declared_colour(kind: str) -> None:
    undeclared = set(ALL[kind]) - set(palette.CATEGORIES[kind])
    grey = {code for code in ALL[kind] if palette.CATEGORIES[kind].get(code) == palette.NEUTRAL}
    assert not undeclared
    assert grey <= SHARED_GREY


@pytest.mark.parametrize("kind", ALL)
def test_only_known_codes_have_a_colour(kind: str) -> None:
    known = set(ALL[kind]) | set(terms.PRIMARIES if kind == "primary_group" else ()) | {"others"}
    assert set(palette.CATEGORIES[kind]) <= known


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("kind", [*KINDS, "series"])
@pytest.mark.parametrize("theme", THEMES)
def test_categories_of_one_kind_stay_apart(theme: str, kind: str, vision: str) -> None:
    codes = [code for code in palette.CATEGORIES[kind] if code not in SHARED_GREY]
    colours = {code: palette.colour(kind, code, theme) for code in codes}
    colours["the neutral grey"] = palette.pick(palette.NEUTRAL, theme)
    assert not too_close(colours, CATEGORIES_APART, vision)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_accent_and_baseline_are_no_category(theme: str, vision: str) -> None:
    look = palette.tokens(theme)
    for name, pair in BASES.items():
        structure = {name: palette.pick(pair, theme), "accent": look.accent, "baseline": look.baseline}
        assert not too_close(structure, STRUCTURE_APART, vision)


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_means_one_thing_on_a_page(theme: str) -> None:
    for one, other in combinations(FAMILIES, 2):
        pairs = product(palette.CATEGORIES[one].values(), palette.CATEGORIES[other].values())
        found = [(palette.pick(a, theme), palette.pick(b, theme)) for a, b in pairs]
        assert not [pair for pair in found if apart(*pair, "normal") < FAMILIES_APART], (one, other)


@pytest.mark.parametrize("kind", SHADES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_shade_looks_like_what_it_is_a_part_of(theme: str, kind: str) -> None:
    parent, parent_of = SHADES[kind]
    for code, own in parent_of.items():
        shade = palette.colour(kind, code, theme)
        away = {name: apart(shade, palette.colour(parent, name, theme), "normal") for name in KINDS[parent]}
        assert min(away, key=away.__getitem__) == own, code


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("kind", SHADES)
@pytest.mark.parametrize("theme", THEMES)
def test_shades_of_one_colour_stay_apart(theme: str, kind: str, vision: str) -> None:
    _, parent_of = SHADES[kind]
    for parent in set(parent_of.values()):
        own = {code: palette.colour(kind, code, theme) for code in parent_of if parent_of[code] == parent}
        assert not too_close(own, SHADES_APART, vision)


def test_each_dark_colour_has_one_fellow_on_paper() -> None:
    printed = palette.on_paper()
    assert {name: printed[pair.dark] for name, pair in HUES.items()} == {
        name: pair.light for name, pair in HUES.items()
    }


@pytest.mark.parametrize("theme", THEMES)
def test_primary_groups_look_like_their_primaries(theme: str) -> None:
    for code, group in terms.PRIMARY_GROUP.items():
        if code == group:
            assert palette.colour("primary_group", group, theme) == palette.colour("primary", code, theme)
    assert palette.colour("primary_group", "others", theme) == palette.colour("primary", "other", theme)


@pytest.mark.parametrize(("kind", "code"), [("primary", "unheard_of"), ("unheard_of", "lung"), ("series", "6")])
@pytest.mark.parametrize("theme", THEMES)
def test_unknown_categories_are_grey(theme: str, kind: str, code: str) -> None:
    assert palette.colour(kind, code, theme) == palette.pick(palette.NEUTRAL, theme)


def test_unknown_theme_is_refused() -> None:
    with pytest.raises(KeyError):
        palette.colour("region", "europe", "sepia")


@pytest.mark.parametrize("theme", THEMES)
def test_series_are_the_same_by_place_and_as_list(theme: str) -> None:
    assert palette.series(theme) == tuple(palette.colour("series", str(place), theme) for place in range(6))


@pytest.mark.parametrize("theme", THEMES)
def test_sequential_lightness_is_monotone_and_even(theme: str) -> None:
    steps = np.diff([seen(colour, "normal")[0] for colour in palette.sequential(theme)])
    direction = -1 if theme == "light" else 1  # more is further from the background
    assert (steps * direction > 0).all()
    assert np.abs(steps).min() >= 0.9 * np.abs(steps).max()


@pytest.mark.parametrize("theme", THEMES)
def test_diverging_lightness_is_mirrored_and_even(theme: str) -> None:
    lightness = np.array([seen(colour, "normal")[0] for colour in palette.diverging(theme)])
    outward = np.concatenate([-np.diff(lightness[:5]), np.diff(lightness[4:])]) * (-1 if theme == "light" else 1)
    assert len(lightness) == 9
    assert lightness == pytest.approx(lightness[::-1], abs=1)
    assert (outward > 0).all()
    assert outward.min() >= 0.9 * outward.max()


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_neighbouring_steps_and_both_ends_can_be_told_apart(theme: str, vision: str) -> None:
    for scale in (palette.sequential(theme), palette.diverging(theme)):
        assert min(apart(one, other, vision) for one, other in pairwise(scale)) >= 5
        assert apart(scale[0], scale[-1], vision) >= 30


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_no_data_is_no_step_of_a_scale(theme: str, vision: str) -> None:
    empty = palette.tokens(theme).no_data
    steps = [*palette.sequential(theme), *palette.diverging(theme)]
    assert min(apart(step, empty, vision) for step in steps) >= NO_DATA_APART


@pytest.mark.parametrize("theme", THEMES)
def test_ink_reads_on_every_fill_in_use(theme: str) -> None:
    look = palette.tokens(theme)
    fills = [palette.pick(pair, theme) for pair in HUES.values()]
    fills += [look.accent, look.baseline, look.no_data, look.page, look.panel]
    fills += [*palette.sequential(theme), *palette.diverging(theme)]
    assert min(palette.contrast(palette.ink_on(fill), fill) for fill in fills) >= TEXT_CONTRAST


def test_ink_reads_on_any_fill() -> None:
    levels = range(0, 256, 17)
    fills = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(levels, repeat=3))
    assert min(palette.contrast(palette.ink_on(fill), fill) for fill in fills) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlits_own_colours_are_those_of_the_palette(theme: str) -> None:
    config = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    look, own = config["theme"][theme], palette.tokens(theme)
    assert look["primaryColor"] == look["linkColor"] == own.accent
    assert (look["backgroundColor"], look["secondaryBackgroundColor"]) == (own.page, own.panel)
    assert (look["textColor"], look["borderColor"]) == (own.text, own.hairline)
