"""Text that any file can hold: signs that XML does not know are left out, whoever typed them."""

from __future__ import annotations

import re

_UNKNOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: object) -> str:
    """Return words without control characters, halves of surrogate pairs and what is no character at all."""
    return _UNKNOWN.sub("", str(text))
