"""The store of saved scenarios: every version of every name on a shelf, and the newest drafts of each owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from spinemkt.errors import ConflictError, DamagedError, RefusalError, nearest
from spinemkt.scenario.database import DRAFT, SCENARIO, VERSION, Database, default_url
from spinemkt.scenario.saved import (
    LAST_NUMBER,
    TEXT_BYTES,
    Draft,
    Saved,
    body,
    checksum,
    id_of,
    label,
    read,
    read_draft,
    same,
    whole,
)

Versions = list[Saved]  # for inside Store the word list is its method
Drafts = list[Draft]
MOST_DRAFTS = 8  # of one owner; the oldest goes

# Text is cut as it is read, so that a damaged row cannot fill the memory.
_TEXTS = (
    SCENARIO.c.name,
    SCENARIO.c.key,
    VERSION.c.text,
    VERSION.c.data_version,
    VERSION.c.saved_at,
    VERSION.c.checksum,
)
_COLUMNS = (
    SCENARIO.c.id.label("scenario_id"),
    SCENARIO.c.deleted,
    VERSION.c.number,
    *(func.substr(column, 1, TEXT_BYTES + 1).label(column.name) for column in _TEXTS),
)
_OTHER = VERSION.alias()
_LAST = select(func.max(_OTHER.c.id)).where(_OTHER.c.scenario_id == SCENARIO.c.id).correlate(SCENARIO).scalar_subquery()


class Store:
    """Saved scenarios in one database, SQLite or PostgreSQL; for many threads and processes at once."""

    def __init__(self, url: str | None = None) -> None:
        self._database = Database(default_url() if url is None else url)

    @property
    def place(self) -> str:
        """Where the scenarios are kept: a file, or an address without its password."""
        return self._database.place

    def save(self, shelf: str, name: str, text: str, data_version: str, expected_version: int | None = None) -> Saved:
        """Save a text as the next version of a name; an equal text makes none, and a deleted name comes back.

        A name that is there keeps its spelling. Where it no longer stands at `expected_version` (0: not there), nothing
        is saved: ConflictError.
        """
        shelf, name, text = label("shelf", shelf), label("name", name), body("text", text)
        data_version = label("data version", data_version)
        expected = None if expected_version is None else whole("expected version", expected_version, 0)
        with self._database.writing() as connection:
            row = connection.execute(_latest(shelf, name)).one_or_none()
            current = read(shelf, row) if row else None
            found = current.version if current else 0
            free = expected == 0 and current is not None and current.deleted
            if expected is not None and expected != found and not free:
                raise ConflictError(shelf, name, expected, found)
            if current and not (current.deleted or current.damaged):
                name = current.name
            elif current:
                connection.execute(_change(shelf, name).values(name=name, deleted=0))
            if current and not current.damaged and current.text == text:
                return replace(current, name=name, deleted=False)
            if row:
                scenario = row.scenario_id
            else:
                new = insert(SCENARIO).values(shelf=shelf, name=name, key=same(name), deleted=0)
                scenario = connection.execute(new.returning(SCENARIO.c.id)).scalar_one()
            number, moment, mark = _append(connection, scenario, text, data_version)
        return Saved(shelf, name, number, text, data_version, moment, id=id_of(mark))

    def load(self, shelf: str, name: str, version: int | None = None) -> Saved:
        """Return a version of a name, by default its last; raise DamagedError where that is damaged."""
        shelf, name = label("shelf", shelf), label("name", name)
        with self._database.reading() as connection:
            saved = last = self._there(connection, shelf, name)
            if version is not None:
                asked = _versions(shelf, name).where(VERSION.c.number == whole("version", version, 1))
                row = connection.execute(asked).one_or_none()
                if row is None:
                    raise RefusalError(
                        f"{_titled(shelf, name)} has no version {version}; allowed: 1 to {last.version}."
                    )
                saved = read(shelf, row)
        if saved.damaged:
            raise DamagedError(
                f"{_titled(shelf, name)}, version {saved.version}, is damaged: {saved.damaged} Others may be whole: "
                "look in its history."
            )
        return saved

    def find(self, shelf: str, id: str) -> Saved:
        """Return the version with an id, deleted or not; raise RefusalError where it is gone, DamagedError."""
        shelf, id = label("shelf", shelf), id_of(id)
        asked = select(*_COLUMNS).select_from(SCENARIO.join(VERSION)).where(SCENARIO.c.shelf == shelf)
        with self._database.reading() as connection:
            row = connection.execute(asked.where(func.substr(VERSION.c.checksum, 1, len(id)) == id)).first()
        if row is None:
            raise RefusalError(f"No scenario with the id {id!r} is saved here.")
        saved = read(shelf, row)
        if saved.damaged:
            raise DamagedError(f"{_titled(shelf, saved.name)}, version {saved.version}, is damaged: {saved.damaged}")
        return saved

    def list(self, shelf: str, deleted: bool = False) -> Versions:
        """Return the last version of every name, newest first; those deleted, or those that are not."""
        shelf = label("shelf", shelf)
        wanted = SCENARIO.c.deleted == 1 if deleted else SCENARIO.c.deleted.is_distinct_from(1)
        with self._database.reading() as connection:
            return [read(shelf, row) for row in connection.execute(_latest(shelf).where(wanted))]

    def history(self, shelf: str, name: str) -> Versions:
        """Return every version of a name, deleted or not, newest first."""
        shelf, name = label("shelf", shelf), label("name", name)
        with self._database.reading() as connection:
            self._there(connection, shelf, name, deleted=True)
            return [read(shelf, row) for row in connection.execute(_versions(shelf, name))]

    def delete(self, shelf: str, name: str) -> None:
        """Take a name off the list; its versions are kept."""
        self._mark(shelf, name, 1)

    def restore(self, shelf: str, name: str) -> None:
        """Put a deleted name back on the list."""
        self._mark(shelf, name, 0)

    def rename(self, shelf: str, name: str, new_name: str) -> Saved:
        """Give a name and its history a new name that is free."""
        shelf, name, new_name = label("shelf", shelf), label("name", name), label("new name", new_name)
        with self._database.writing() as connection:
            self._there(connection, shelf, name)
            taken = None if same(name) == same(new_name) else _find(connection, shelf, new_name)
            if taken:
                cure = "restore it or choose another name" if taken.deleted else "choose another name"
                raise RefusalError(f"{_titled(shelf, name)} cannot become {new_name!r}: found that name taken; {cure}.")
            connection.execute(_change(shelf, name).values(name=new_name, key=same(new_name)))
            return self._there(connection, shelf, new_name)

    def keep_draft(self, shelf: str, text: str, owner: str = "") -> None:
        """Keep the one draft of a shelf in place of the draft before; of an owner's the newest MOST_DRAFTS stay."""
        shelf, text = label("shelf", shelf), body("draft", text)
        owner = label("owner", owner) if owner else ""
        kept_at = datetime.now(UTC).isoformat(timespec="microseconds")
        values = {"text": text, "checksum": checksum(shelf, text), "owner": owner, "kept_at": kept_at}
        with self._database.writing() as connection:
            if not connection.execute(update(DRAFT).where(DRAFT.c.shelf == shelf).values(values)).rowcount:
                connection.execute(insert(DRAFT).values(shelf=shelf, **values))
                if owner:
                    beyond = connection.scalars(_drafts(owner, DRAFT.c.shelf)).all()[MOST_DRAFTS:]
                    connection.execute(delete(DRAFT).where(DRAFT.c.shelf.in_(beyond)))

    def drafts(self, owner: str) -> Drafts:
        """Return the drafts of an owner, newest first."""
        cut = [func.substr(column, 1, TEXT_BYTES + 1).label(column.name) for column in DRAFT.c]
        with self._database.reading() as connection:
            rows = connection.execute(_drafts(label("owner", owner), *cut).limit(MOST_DRAFTS)).all()
        return [read_draft(row) for row in rows]

    def draft(self, shelf: str) -> str | None:
        """Return the draft of a shelf, None where there is none; raise DamagedError where it is damaged."""
        shelf = label("shelf", shelf)
        cut = [func.substr(column, 1, TEXT_BYTES + 1).label(column.name) for column in DRAFT.c]
        with self._database.reading() as connection:
            row = connection.execute(select(*cut).where(DRAFT.c.shelf == shelf)).one_or_none()
        if row is None:
            return None
        found = read_draft(row)
        if found.damaged:
            raise DamagedError(f"The draft on shelf {shelf!r} is damaged: {found.damaged} The next one replaces it.")
        return found.text

    def _mark(self, shelf: str, name: str, deleted: int) -> None:
        shelf, name = label("shelf", shelf), label("name", name)
        with self._database.writing() as connection:
            self._there(connection, shelf, name, deleted=True)
            connection.execute(_change(shelf, name).values(deleted=deleted))

    def _there(self, connection: Connection, shelf: str, name: str, deleted: bool = False) -> Saved:
        """Return the last version of a name; raise RefusalError with the nearest name where there is none."""
        saved = _find(connection, shelf, name)
        if saved is None:
            names = [read(shelf, row).name for row in connection.execute(_latest(shelf))]
            raise RefusalError(f"{_titled(shelf, name)} is not among the {len(names)} there.{nearest(name, names)}")
        if saved.deleted and not deleted:
            raise RefusalError(f"{_titled(shelf, name)} is deleted; restore it first.")
        return saved


def _latest(shelf: str, name: str | None = None) -> Select[Any]:
    """Every name of a shelf, or one, with its last version; by row, for a number may be damaged."""
    joined = SCENARIO.outerjoin(VERSION, VERSION.c.id == _LAST)
    asked = select(*_COLUMNS).select_from(joined).where(SCENARIO.c.shelf == shelf).order_by(VERSION.c.id.desc())
    return asked if name is None else asked.where(SCENARIO.c.key == same(name))


def _versions(shelf: str, name: str) -> Select[Any]:
    joined = SCENARIO.join(VERSION)
    wanted = (SCENARIO.c.shelf == shelf, SCENARIO.c.key == same(name))
    return select(*_COLUMNS).select_from(joined).where(*wanted).order_by(VERSION.c.id.desc())


def _drafts(owner: str, *columns: Any) -> Select[Any]:
    return select(*columns).where(DRAFT.c.owner == owner).order_by(DRAFT.c.kept_at.desc(), DRAFT.c.shelf)


def _titled(shelf: str, name: str) -> str:
    return f"The scenario {name!r} on shelf {shelf!r}"


def _change(shelf: str, name: str) -> Any:
    return update(SCENARIO).where(SCENARIO.c.shelf == shelf, SCENARIO.c.key == same(name))


def _find(connection: Connection, shelf: str, name: str) -> Saved | None:
    row = connection.execute(_latest(shelf, name)).one_or_none()
    return read(shelf, row) if row else None


def _append(connection: Connection, scenario: int, text: str, data_version: str) -> tuple[int, datetime, str]:
    """Write the next version of a scenario; its number is above every number there, damaged rows or not.

    Returns its number, time and checksum.
    """
    numbers = connection.scalars(select(VERSION.c.number).where(VERSION.c.scenario_id == scenario))
    number = 1 + max((found for found in numbers if type(found) is int and found < LAST_NUMBER), default=0)
    moment = datetime.now(UTC)
    values = {"number": number, "text": text, "data_version": data_version, "saved_at": moment.isoformat()}
    mark = checksum(*values.values())
    connection.execute(insert(VERSION).values(scenario_id=scenario, checksum=mark, **values))
    return number, moment, mark
