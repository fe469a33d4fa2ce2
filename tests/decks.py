"""What tests of decks share: decks as an office draws them, and where words stand on their pages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation

from spinemkt.export.deck.marks import key_of

WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word as it stands on a page, in points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def over(self, other: Word) -> float:
        """The part of the smaller one that both share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        small = min((one.right - one.left) * (one.bottom - one.top) for one in (self, other))
        return across * down / small if across > 0 and down > 0 and small else 0.0


def opened(content: bytes) -> Any:
    """A deck as python-pptx reads it."""
    return Presentation(BytesIO(content))


def marked(slide: Any) -> dict[str, Any]:
    """The objects of a slide that are ours, by what they show."""
    return {key_of(shape): shape for shape in slide.shapes if key_of(shape)}


def everything(content: bytes) -> dict[str, Any]:
    """The objects of a whole deck that are ours, by what they show."""
    return {key: shape for slide in opened(content).slides for key, shape in marked(slide).items()}


def printed(content: bytes, folder: Path) -> Path:
    """A deck printed by LibreOffice."""
    file = folder / "deck.pptx"
    file.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return file.with_suffix(".pdf")


def words_of(pdf: Path) -> Iterator[tuple[float, float, list[Word]]]:
    """Each page of a print: its width and height, and its words."""
    found = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    for page in PAGE.finditer(found):
        words = [Word(*map(float, word.groups()[:4]), word[5]) for word in WORD.finditer(page[3])]
        yield float(page[1]), float(page[2]), words


def collisions(pdf: Path) -> list[str]:
    """Words that run over one another, or out of the page."""
    found = []
    for number, (width, height, words) in enumerate(words_of(pdf), 1):
        for place, one in enumerate(words):
            if one.left < 0 or one.top < 0 or one.right > width or one.bottom > height:
                found.append(f"page {number}: {one.text} leaves the page")
            found += [f"page {number}: {one.text} over {two.text}" for two in words[place + 1 :] if one.over(two) > 0.2]
    return found
