"""Databases as the read model uses them: SQLite readable while it is written, PostgreSQL through asyncpg.

Every block of reading or writing is one transaction. A reader sees one state of all tables for as long as it reads.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handlers.home import OWNER_ONLY
from handlers.settings import SettingWrong

PATIENT = {"timeout": 30.0}
"""Seconds that a writer of SQLite waits for another one to end."""
PAGES_KEPT = 16_384
"""Kibibytes of a SQLite file that a connection keeps in memory."""
READERS = 8
"""Connections that stay open for readers."""


def sqlite_reader(path: Path) -> AsyncEngine:
    """The database in a file, for those who change nothing."""
    engine = create_async_engine(_address("sqlite+aiosqlite", path), pool_size=READERS, connect_args=PATIENT)
    _prepared(engine.sync_engine, ("query_only=ON",), "BEGIN")
    return engine


def sqlite_writer(path: Path) -> Engine:
    """The same for its writer, in a thread of its own; makes the file, for its owner alone to read.

    A file that is there is not opened besides: closing it would end the locks of all connections of this process.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    engine = create_engine(_address("sqlite", path), connect_args=PATIENT)
    _prepared(engine, ("journal_mode=WAL", "synchronous=NORMAL"), "BEGIN IMMEDIATE")
    return engine


def _address(driver: str, path: Path) -> URL:
    return URL.create(driver, database=f"file:{path}", query={"mode": "rw", "uri": "true"})


def _prepared(engine: Engine, pragmas: Iterable[str], begin: str) -> None:
    """Set up every connection; a transaction begins with `begin`, where we say so."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*pragmas, f"cache_size=-{PAGES_KEPT}", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def postgresql(url: URL, *, writing: bool) -> AsyncEngine:
    """The database at `url`; what a reader sees does not move while it reads."""
    manner = {} if writing else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    engine = create_async_engine(url, pool_size=READERS, pool_pre_ping=True)
    return engine.execution_options(**manner)


def address(told: str) -> URL:
    """The address of a PostgreSQL database as it was set; raises `SettingWrong` for what is none."""
    try:
        url = make_url(told)
    except Exception:  # noqa: BLE001 - whatever it finds wrong, this is no address
        url = None
    if url is None or url.drivername not in ("postgresql", "postgresql+asyncpg") or not url.database:
        raise SettingWrong(
            "RESO_DATABASE_URL (or database_url in reso.toml) should be like "
            "postgresql+asyncpg://user:password@host:5432/database; unset it to keep the tables in a SQLite file"
        )
    return url.set(drivername="postgresql+asyncpg")
