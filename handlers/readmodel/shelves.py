"""Where the tables are kept, and which set of them is in use: a generation.

A rebuild fills another generation beside the one in use, which then takes its place at one stroke. On SQLite a
generation is a file `tables-<n>.db` whose name is never used again (a file that is renamed while it is open loses its
journal), and `tables.db` is a link to the one in use. On PostgreSQL it is the schema `reso`, and `reso_next` while it
is filled.
"""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.home import prepare
from handlers.readmodel import engines
from handlers.readmodel.tables import metadata
from handlers.settings import Settings

LINK = "tables.db"
Work = Callable[[Connection], None]
IN_USE, FILLING = "reso", "reso_next"
_FILE = re.compile(r"tables-(\d+)\.db")


class Shelf(ABC):
    """The generations of the tables in one place."""

    @abstractmethod
    async def current(self) -> str | None:
        """The name of the generation in use; None before there is one."""

    @abstractmethod
    async def copy(self) -> str | None:
        """The name of a generation that is being filled; None where there is none."""

    @abstractmethod
    async def begin_copy(self) -> str:
        """Make room for another generation, in the place of one that was filled half; answers its name."""

    @abstractmethod
    async def swap(self, name: str) -> None:
        """Put a filled generation in the place of the one in use, which is thrown away."""

    @abstractmethod
    def reader(self, name: str) -> AsyncEngine:
        """How to read the tables of a generation."""

    @abstractmethod
    async def change(self, name: str, work: Work) -> None:
        """Do this work on the tables of a generation, in one transaction."""

    @abstractmethod
    async def survey(self, name: str) -> None:
        """Let the database look at what a filled generation has, so that it finds the shortest ways through it."""

    @abstractmethod
    async def release(self, name: str) -> None:
        """Let go of the tables of a generation that is in use no more; who still reads them reads to the end."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of every connection."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is, for people, without a password."""


class Files(Shelf):
    """Generations as files of SQLite in the home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._readers: dict[str, AsyncEngine] = {}
        self._writers: dict[str, Engine] = {}

    async def current(self) -> str | None:
        """What the link leads to."""
        link = self._home / LINK
        try:
            name = link.readlink().name
        except OSError:
            return None
        return name if (self._home / name).exists() else None

    async def copy(self) -> str | None:
        """The newest file, unless that is the one in use."""
        current = await self.current()
        newest = max(self._numbers(), default=None)
        if newest is None or (current is not None and newest <= _number(current)):
            return None
        return _name(newest)

    async def begin_copy(self) -> str:
        """A file with a number that was never used."""
        prepare(self._home)
        half = await self.copy()
        name = _name(max((*self._numbers(), _number(await self.current())), default=0) + 1)
        if half is not None:
            await self._remove(half)
        return name

    async def swap(self, name: str) -> None:
        """Let the link lead to the file, then remove the others: who reads one still reads it to the end."""
        fresh = self._home / f"{LINK}.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(name)
        fresh.replace(self._home / LINK)
        for number in self._numbers():
            if _name(number) != name:
                await self._remove(_name(number))

    def reader(self, name: str) -> AsyncEngine:
        """One for each file."""
        if name not in self._readers:
            self._readers[name] = engines.sqlite_reader(self._home / name)
        return self._readers[name]

    async def change(self, name: str, work: Work) -> None:
        """In a thread: the next messages are read meanwhile, also while work is done in Python."""
        await asyncio.to_thread(self._change, name, work)

    async def survey(self, name: str) -> None:
        """How often values occur."""
        await self.change(name, _analyze)

    def _change(self, name: str, work: Work) -> None:
        if name not in self._writers:
            self._writers[name] = engines.sqlite_writer(self._home / name)
        with self._writers[name].begin() as connection:
            work(connection)

    async def release(self, name: str) -> None:
        """Close the file: one that was removed takes up room for as long as it is open."""
        if reader := self._readers.pop(name, None):
            await reader.dispose()
        if writer := self._writers.pop(name, None):
            writer.dispose()

    async def close(self) -> None:
        """Close every file."""
        for name in {*self._readers, *self._writers}:
            await self.release(name)

    @property
    def address(self) -> str:
        """The link."""
        return f"sqlite {self._home / LINK}"

    def _numbers(self) -> list[int]:
        return [_number(path.name) for path in self._home.glob("tables-*.db") if _FILE.fullmatch(path.name)]

    async def _remove(self, name: str) -> None:
        await self.release(name)
        for end in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                (self._home / f"{name}{end}").unlink()


class Schemas(Shelf):
    """Generations as schemas of a PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engines: dict[bool, AsyncEngine] = {}

    async def current(self) -> str | None:
        """The schema in use, if it is there."""
        return IN_USE if IN_USE in await self._schemas() else None

    async def copy(self) -> str | None:
        """The schema that is being filled, if it is there."""
        return FILLING if FILLING in await self._schemas() else None

    async def begin_copy(self) -> str:
        """An empty schema."""
        await self._do(f"DROP SCHEMA IF EXISTS {FILLING} CASCADE", f"CREATE SCHEMA {FILLING}")
        return FILLING

    async def swap(self, name: str) -> None:
        """Rename it, in the transaction that drops the one in use."""
        await self._do(f"DROP SCHEMA IF EXISTS {IN_USE} CASCADE", f"ALTER SCHEMA {name} RENAME TO {IN_USE}")

    def reader(self, name: str) -> AsyncEngine:
        """The schema stands in every statement."""
        return self._engine(name, writing=False)

    async def change(self, name: str, work: Work) -> None:
        """On a connection that waits for the server as everything else here does."""
        async with self._engine(name, writing=True).begin() as connection:
            await connection.run_sync(work)

    async def survey(self, name: str) -> None:
        """Also which rows everybody sees: only then is a list read off an index alone."""
        names = ", ".join(f"{name}.{table.name}" for table in metadata.sorted_tables)
        async with self._engine(name, writing=True).connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text(f"VACUUM (ANALYZE) {names}"))

    async def release(self, name: str) -> None:
        """Nothing is held open for a schema."""

    async def close(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            await engine.dispose()
        self._engines.clear()

    @property
    def address(self) -> str:
        """The address without its password."""
        return self._url.set(password=None).render_as_string()

    def _engine(self, name: str, *, writing: bool) -> AsyncEngine:
        """One for each purpose."""
        if writing not in self._engines:
            self._engines[writing] = engines.postgresql(self._url, writing=writing)
        return self._engines[writing].execution_options(schema_translate_map={None: name})

    async def _schemas(self) -> list[str]:
        async with self.reader(IN_USE).connect() as connection:
            return await connection.run_sync(lambda bound: inspect(bound).get_schema_names())

    async def _do(self, *orders: str) -> None:
        async with self._engine(IN_USE, writing=True).begin() as connection:
            for order in orders:
                await connection.execute(text(order))


def shelf_of(settings: Settings) -> Shelf:
    """Where these settings keep the tables; raises `SettingWrong` for an address that is none."""
    if settings.database_url is None:
        return Files(settings.home.absolute())
    return Schemas(engines.address(settings.database_url.get_secret_value()))


def _name(number: int) -> str:
    return f"tables-{number}.db"


def _number(name: str | None) -> int:
    found = _FILE.fullmatch(name or "")
    return int(found[1]) if found else 0


def _analyze(connection: Connection) -> None:
    connection.exec_driver_sql("ANALYZE")
