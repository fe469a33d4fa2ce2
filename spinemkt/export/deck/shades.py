"""Colours of charts as those of a theme, so that a deck takes on the colours of a company's template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from pptx.enum import dml

from spinemkt.charts.palette import (
    CATEGORIES,
    INK_DARK,
    LIGHT,
    MODALITY,
    NEUTRAL,
    TIER,
    TREATMENT_TYPE,
    contrast,
    diverging,
    sequential,
)
from spinemkt.terms import MODALITY_TYPE, TIER_REGION

THEME = "light"
ACCENTS = tuple(pair.light for pair in TREATMENT_TYPE.values())  # of the deck's own theme, in the order of the kinds
OWN = {"dk1": LIGHT.text, "lt1": LIGHT.page, "dk2": LIGHT.muted, "lt2": LIGHT.panel}
OWN |= {f"accent{place}": colour for place, colour in enumerate(ACCENTS, 1)}
OWN |= {"hlink": LIGHT.accent, "folHlink": LIGHT.muted}
_theme: ContextVar[Mapping[str, str]] = ContextVar("theme", default=OWN)
_SLOTS = {
    LIGHT.page: ("bg1", 0.0),
    LIGHT.panel: ("bg2", 0.0),
    LIGHT.text: ("tx1", 0.0),
    LIGHT.muted: ("tx2", 0.0),
    LIGHT.baseline: ("tx2", 0.0),
    LIGHT.hairline: ("tx2", 0.8),
    LIGHT.no_data: ("tx2", 0.75),
    LIGHT.outline: ("tx2", 0.35),
    LIGHT.accent: ("accent1", 0.0),
    INK_DARK: ("tx1", 0.0),
    NEUTRAL.light: ("tx2", 0.35),
}


@cache
def _slots() -> dict[str, tuple[str, float]]:
    """Colour of the light theme -> colour of a deck's theme, and how much lighter (or darker, below 0)."""
    found: dict[str, tuple[str, float]] = {}
    low, high = diverging(THEME)[0], diverging(THEME)[-1]
    found |= {low: ("accent2", 0.0), high: ("accent1", 0.0)}
    steps = sequential(THEME)
    found |= {step: ("accent1", round(0.85 * (1 - at / (len(steps) - 1)), 2)) for at, step in enumerate(steps)}
    for kind, codes in CATEGORIES.items():
        if kind not in ("modality", "tier"):
            for place, pair in enumerate(codes.values()):
                found.setdefault(pair.light, _turn(place))
    for codes, parents, kind in ((MODALITY, MODALITY_TYPE, "treatment_type"), (TIER, TIER_REGION, "region")):
        seen: dict[str, int] = {}
        for code, pair in codes.items():
            parent = parents[code]
            seen[parent] = seen.get(parent, -1) + 1
            found.setdefault(
                pair.light,
                (found[CATEGORIES[kind][parent].light][0], (0.0, 0.4, 0.65, 0.82, 0.22, 0.55)[seen[parent] % 6]),
            )
    return found | _SLOTS


def _turn(place: int) -> tuple[str, float]:
    return f"accent{place % 6 + 1}", 0.45 * (place // 6 % 2)


def slot(colour: str) -> tuple[str, float]:
    """The theme's colour for one of a chart: its name, and how much lighter it is, below 0 darker."""
    if colour.startswith("rgba"):  # a veil over the page
        red, green, blue, share = colour[5:-1].split(",")
        name, lighter = slot(f"#{int(red):02x}{int(green):02x}{int(blue):02x}")
        return name, round(lighter + (1 - lighter) * (1 - float(share)), 2)
    return _slots().get(colour.lower(), ("tx2", 0.35))


def theme_colour(name: str) -> Any:
    """The library's name of a theme's colour."""
    names = {"tx1": "TEXT_1", "tx2": "TEXT_2", "bg1": "BACKGROUND_1", "bg2": "BACKGROUND_2"}
    return getattr(dml.MSO_THEME_COLOR, names.get(name) or name.upper().replace("ACCENT", "ACCENT_"))


def paint(format_: Any, colour: str) -> None:
    """Fill a shape, a line or a font with a chart's colour."""
    name, lighter = slot(colour)
    target = format_.fill if hasattr(format_, "fill") else format_
    if hasattr(target, "solid"):
        target.solid()
    chosen = target.fore_color if hasattr(target, "fore_color") else target.color
    chosen.theme_color = theme_colour(name)
    if lighter:
        chosen.brightness = lighter


@contextmanager
def theme(colours: Mapping[str, str]) -> Iterator[None]:
    """Choose inks within a block by the colours of a theme: name -> #rrggbb; those that are missing are our own."""
    before = _theme.set({**OWN, **colours})
    try:
        yield
    finally:
        _theme.reset(before)


def ink(colour: str) -> str:
    """The colour of words, the theme's dark or light one, that reads best on one of a chart."""
    (name, lighter), known = slot(colour), _theme.get()
    shade = known[{"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}.get(name, name)]
    end = "#ffffff" if lighter > 0 else "#000000"
    pairs = ((int(shade[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5))
    seen = "#" + "".join(f"{round(one + (other - one) * abs(lighter)):02x}" for one, other in pairs)
    inks = {LIGHT.text: known["dk1"], LIGHT.page: known["lt1"]}
    return max(inks, key=lambda words: contrast(inks[words], seen))


def xml(colour: str, alpha: float = 1.0) -> str:
    """A chart's colour as the inside of a fill in XML."""
    name, lighter = slot(colour)
    inner = ""
    if lighter > 0:
        inner = f'<a:lumMod val="{round(100000 * (1 - lighter))}"/><a:lumOff val="{round(100000 * lighter)}"/>'
    elif lighter < 0:
        inner = f'<a:lumMod val="{round(100000 * (1 + lighter))}"/>'
    inner += f'<a:alpha val="{round(100000 * alpha)}"/>' if alpha < 1 else ""
    return f'<a:solidFill><a:schemeClr val="{name}">{inner}</a:schemeClr></a:solidFill>'
