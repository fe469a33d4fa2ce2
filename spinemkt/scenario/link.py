"""The link form of a scenario: the same plain values as its text, compressed into letters, digits, - and _."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from spinemkt.errors import ScenarioError

LONGEST_LINK = 20_000
LARGEST_CONTENT = 200_000
DAMAGED = "The scenario code of this link is damaged or incomplete."


def pack(plain: dict[str, Any]) -> str:
    """Compress plain values."""
    content = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    squeezer = zlib.compressobj(9, wbits=-15)
    return base64.urlsafe_b64encode(squeezer.compress(content) + squeezer.flush()).rstrip(b"=").decode()


def unpack(code: str) -> object:
    """Return the plain values of a code; raise ScenarioError. Never opens more than LARGEST_CONTENT bytes."""
    if len(code) > LONGEST_LINK:
        raise ScenarioError(f"The scenario code is too long: {len(code):,} letters; allowed: {LONGEST_LINK:,}.")
    try:
        squeezed = base64.b64decode(code.encode("ascii") + b"=" * (-len(code) % 4), altchars=b"-_", validate=True)
        opener = zlib.decompressobj(wbits=-15)
        content = opener.decompress(squeezed, LARGEST_CONTENT)
        if not opener.eof or opener.unused_data:
            raise ScenarioError(DAMAGED)
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise ScenarioError(DAMAGED) from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
