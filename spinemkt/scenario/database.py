"""The database under the store: where it is, its tables and schema version, transactions, faults in plain words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool

from spinemkt.errors import StoreError, UncertainError, nearest

VARIABLE = "SPINEMKT_DATABASE"
BACKENDS = ("sqlite", "postgresql", "postgresql+psycopg")
FORMS = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
BUSY_SECONDS = 10
_WRITERS_LOCK = 7_746_352_001  # any number that no other program locks in the same PostgreSQL database

METADATA = sa.MetaData()
SCHEMA_VERSION = sa.Table("spinemkt_schema", METADATA, sa.Column("version", sa.Integer, nullable=False))
SCENARIO = sa.Table(
    "spinemkt_scenario",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("shelf", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("deleted", sa.Integer, nullable=False),
    sa.UniqueConstraint("shelf", "key"),
)
VERSION = sa.Table(
    "spinemkt_version",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("scenario_id", sa.ForeignKey(SCENARIO.c.id), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("data_version", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.Column("checksum", sa.Text, nullable=False),
    sa.UniqueConstraint("scenario_id", "number"),
)
DRAFT = sa.Table(
    "spinemkt_draft",
    METADATA,
    sa.Column("shelf", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("checksum", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("kept_at", sa.Text, nullable=False),
)

# The SQL that leads from schema 1 to 2, from 2 to 3, and so on. A new database begins with the tables above.
MIGRATIONS: tuple[str, ...] = (
    "ALTER TABLE spinemkt_draft ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE spinemkt_draft ADD COLUMN kept_at TEXT NOT NULL DEFAULT ''",
    "UPDATE spinemkt_draft SET owner = CASE WHEN shelf LIKE 'draft now %' THEN substr(shelf, 11) "
    "WHEN shelf LIKE 'draft before %' THEN substr(shelf, 14) ELSE '' END",
)

# What a fault of the database means to a reader, by words found in it.
_HINTS = {
    "locked": f"another program has held it for {BUSY_SECONDS} seconds; try again when it is done",
    "lock timeout": f"another program has held it for {BUSY_SECONDS} seconds; try again when it is done",
    "readonly": "its file and folder must be writable",
    "unable to open": "the file must be there, or its folder be there and writable",
    "not a database": "this file is no store of scenarios; name another one, or put back a copy",
    "malformed": "the file is damaged; put back a copy",
    "no such table": "the file is not the store that was opened; open it again",
    "is full": "there is no room left on the disk; what is saved can still be read",
}


def data_folder(environment: Mapping[str, str], windows: bool) -> Path:
    """Return the folder of this user's data, as the system wants it."""
    place = Path(environment.get("LOCALAPPDATA" if windows else "XDG_DATA_HOME", ""))
    if not place.is_absolute():
        place = Path.home() / ("AppData/Local" if windows else ".local/share")
    return place / "spinemkt"


def default_url() -> str | sa.URL:
    """Return the sa.URL that the environment names, else that of a file in the user's data folder, made if missing."""
    if given := os.environ.get(VARIABLE, "").strip():
        return given
    try:
        folder = data_folder(os.environ, os.name == "nt")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"The folder for saved scenarios cannot be made: {error}; name another in {VARIABLE}"
        ) from error
    return sa.URL.create("sqlite", database=str(folder / "scenarios.sqlite"))


class Database:
    """One opened database: `reading()` and `writing()` give a connection inside a transaction."""

    def __init__(self, given: str | sa.URL) -> None:
        url = _checked(given)
        self.file = Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None
        self._certain = self.file is not None  # what a file could not keep is not there; a server may be lost
        self.place = str(self.file or url.render_as_string(hide_password=True))
        try:
            if self.file:
                # A connection for each transaction: threads share none, and a file taken away is noticed.
                self._engine = sa.create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
            else:
                wait = {"connect_timeout": BUSY_SECONDS}
                self._engine = sa.create_engine(
                    url, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=wait
                )
        except ImportError as error:
            raise self._fault(f'{error}; PostgreSQL needs: pip install "psycopg[binary]"') from error
        sa.event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(writes=True)
        if self.file:
            self._make_file(self.file)
        self._make_tables()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection for reading; no writer waits for it."""
        with self._in_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection that is the only one writing; what it wrote is kept when this ends without an error.

        Raises UncertainError where a server was lost while it kept it; SQLite then keeps nothing.
        """
        wrote = False
        try:
            with self._in_words(), self._writer.begin() as connection:
                yield connection
                wrote = True
        except StoreError as error:
            if wrote and not self._certain:
                raise UncertainError(f"{error} It is not known whether it was kept.") from error
            raise

    def _connect(self, mode: str = "rw") -> sqlite3.Connection:
        assert self.file is not None
        address = f"{self.file.as_uri()}?mode={mode}"
        connection = sqlite3.connect(
            address, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True
        )
        # A text that is not UTF-8 must fail where its row is read, not with all the others.
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        for pragma in ("synchronous=FULL", "fullfsync=ON", "checkpoint_fullfsync=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _make_file(self, file: Path) -> None:
        """Make the file if missing and switch it to WAL, which needs a moment alone with it."""
        end = time.monotonic() + BUSY_SECONDS
        with self._in_words():
            while True:
                try:
                    with closing(self._connect("rwc")) as connection:
                        connection.execute("PRAGMA journal_mode=WAL")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > end:
                        raise
                time.sleep(0.01)

    def _make_tables(self) -> None:
        newest = 1 + len(MIGRATIONS)
        with self.reading() as connection:
            if self._schema(connection) == newest:
                return
        with self.writing() as connection:
            found = self._schema(connection)  # again: another process may have been faster
            if found == 0:
                METADATA.create_all(connection, checkfirst=False)
                connection.execute(sa.insert(SCHEMA_VERSION).values(version=newest))
            elif found < newest:
                for step in MIGRATIONS[found - 1 :]:
                    connection.execute(sa.text(step))
                connection.execute(sa.update(SCHEMA_VERSION).values(version=newest))

    def _schema(self, connection: sa.Connection) -> int:
        """Return the schema version of the database, 0 where there are no tables yet."""
        if not sa.inspect(connection).has_table(SCHEMA_VERSION.name):
            return 0
        newest = 1 + len(MIGRATIONS)
        rows = connection.scalars(sa.select(SCHEMA_VERSION.c.version)).all()
        if len(rows) != 1 or type(rows[0]) is not int or rows[0] < 1:
            raise self._fault(f"its schema version is damaged: found {rows[:3]!r}; put back a copy")
        if rows[0] > newest:
            raise self._fault(f"it has schema version {rows[0]}, this app knows 1 to {newest}; update the app")
        return rows[0]

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeoutError, sqlite3.Error, OSError, UnicodeError) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            first = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
            hint = next((f"; {hint}" for word, hint in _HINTS.items() if word in first), "")
            raise self._fault(first + hint) from error

    def _fault(self, rule: str) -> StoreError:
        return StoreError(f"The store of scenarios {self.place} cannot be used: {rule}.")


def _checked(given: str | sa.URL) -> sa.URL:
    """Return a URL of a kind that the store knows; the text is never repeated, for it may hold a password."""
    try:
        url = sa.make_url(given)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"The address of the store of scenarios cannot be read; allowed: {FORMS}.") from error
    if url.drivername not in BACKENDS:
        near = nearest(url.drivername, BACKENDS)
        raise StoreError(f"Unknown kind of database {url.drivername!r} for saved scenarios; allowed: {FORMS}.{near}")
    if url.drivername == "sqlite" and (url.query or url.host or url.database in (None, "", ":memory:")):
        raise StoreError("SQLite keeps saved scenarios in a file; allowed: sqlite:///FILE, with no options after it.")
    return url


def _begin(connection: sa.Connection) -> None:
    """Begin a transaction; writers stand in line from the start, so that none works on what another one changes."""
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
