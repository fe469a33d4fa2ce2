"""What the store takes and gives back: names, texts and rows, each checked on the way in and on the way out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from spinemkt.errors import RefusalError

NAME_LENGTH = 80
TEXT_BYTES = 400_000
LAST_NUMBER = 2**31 - 1
_ID = re.compile("[0-9a-f]{16}")  # the beginning of a checksum
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters by their class, but seen as nothing


@dataclass(frozen=True)
class Saved:
    """One version of a scenario; where `damaged` says why, the row cannot be trusted and its text is left out.

    Its id names it among all versions on all shelves, and says nothing of what it holds.
    """

    shelf: str
    name: str
    version: int
    text: str
    data_version: str
    saved_at: datetime | None
    deleted: bool = False
    damaged: str = ""
    id: str = ""


@dataclass(frozen=True)
class Draft:
    """What an owner left unsaved; where `damaged` says why, its text is left out. No time: of an earlier version."""

    name: str
    text: str
    kept_at: datetime | None
    damaged: str = ""


def label(what: str, value: object) -> str:
    """Return a name in its one form (NFC, trimmed); raise RefusalError unless it is 1 to 80 visible characters."""
    if not isinstance(value, str):
        raise RefusalError(f"The {what} must be text: found {shown(value)}.")
    tidy = unicodedata.normalize("NFC", value.strip())
    if 0 < len(tidy) <= NAME_LENGTH and all(map(_visible, tidy)):
        return tidy
    near = "".join(filter(_visible, tidy))[:NAME_LENGTH].strip()
    raise RefusalError(
        f"The {what} cannot be used: found {shown(value)} ({len(tidy)} characters); allowed: 1 to {NAME_LENGTH} "
        f"visible characters.{f' Did you mean {near!r}?' if near else ''}"
    )


def _visible(character: str) -> bool:
    return (
        unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in _BLANKS
    )


def same(name: str) -> str:
    """Return what two names share that a reader takes for one: without regard to case and to the width of gaps."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
    return " ".join(folded.split())


def body(what: str, value: object) -> str:
    """Return a scenario's text as it is; raise RefusalError on what no database could give back unchanged."""
    if not isinstance(value, str):
        raise RefusalError(f"The {what} must be text: found {shown(value)}.")
    size = len(value.encode("utf-8", "surrogatepass"))
    if size > TEXT_BYTES:
        raise RefusalError(f"The {what} is too long: found {size:,} bytes; allowed: {TEXT_BYTES:,}.")
    if bad := re.search("[\0\ud800-\udfff]", value):
        raise RefusalError(f"The {what} holds what is no text: found {bad[0]!r} at character {bad.start() + 1}.")
    return value


def whole(what: str, value: object, least: int) -> int:
    """Return a number of a version; raise RefusalError unless it is a whole number from `least` up."""
    if type(value) is not int or not least <= value <= LAST_NUMBER:
        raise RefusalError(f"The {what} must be a whole number: found {shown(value)}; allowed: {least} and above.")
    return value


def shown(value: object) -> str:
    """Show a value of unknown origin in a message, cut to a few words."""
    words = repr(value[:NAME_LENGTH] if isinstance(value, str | bytes) else value)
    return words if len(words) <= NAME_LENGTH else words[:NAME_LENGTH] + " ..."


def checksum(*parts: object) -> str:
    """Return the fingerprint that tells a row changed behind the store's back."""
    return sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def id_of(value: object) -> str:
    """Return the id that a checksum begins with; raise RefusalError where there is none."""
    if isinstance(value, str) and (found := _ID.match(value)):
        return found[0]
    raise RefusalError(f"The id of a saved scenario has 16 letters of 0 to 9 and a to f: found {shown(value)}.")


def read_draft(row: Any) -> Draft:
    """Make a row of the database into a draft, damaged if it is not as it was kept."""
    try:
        if row.checksum != checksum(row.shelf, row.text):
            raise RefusalError("It is not as it was kept.")
        return Draft(label("draft", row.shelf), body("draft", row.text), _time(row.kept_at) if row.kept_at else None)
    except RefusalError as error:
        return Draft("", "", None, str(error))


def read(shelf: str, row: Any) -> Saved:
    """Make a row of the database into a version of a scenario, damaged if anything about it is not as it was saved."""
    deleted = row.deleted == 1
    name = _name(row.name, row.key)
    number = row.number if type(row.number) is int and 1 <= row.number <= LAST_NUMBER else 0
    try:
        if row.name != name or row.key != same(name) or row.deleted not in (0, 1):
            raise RefusalError("Its entry in the list of names is not as it was saved.")
        if row.checksum != checksum(whole("version", row.number, 1), row.text, row.data_version, row.saved_at):
            raise RefusalError("It is not as it was saved: its checksum differs.")
        saved_at = _time(row.saved_at)
        return Saved(
            shelf,
            name,
            number,
            body("text", row.text),
            label("data version", row.data_version),
            saved_at,
            deleted,
            id=id_of(row.checksum),
        )
    except RefusalError as error:
        return Saved(shelf, name, number, "", "", None, deleted, str(error))


def _name(name: object, key: object) -> str:
    """Return the name under which a row is found: its own, or where that is damaged its key."""
    for candidate in (name, key):
        try:
            if same(label("name", candidate)) == key:
                return label("name", candidate)
        except RefusalError:
            continue
    return "(damaged)"


def _time(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
        if moment.utcoffset() is not None and 2000 <= moment.year < 9000:
            return moment.astimezone(UTC)
    except ValueError:
        pass
    raise RefusalError(f"Its time is damaged: found {shown(value)}.")
