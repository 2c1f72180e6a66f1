"""Reading the tables.

    store = open_store(settings)
    async with store.reading() as connection:       # a SQLAlchemy AsyncConnection, one state of all tables
        rows = await connection.execute(select(cases))
    await store.close()

Which tables are in use is looked up each time: a rebuild may have put others in their place.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.refusals import NoTables
from handlers.readmodel.shelves import Shelf, shelf_of
from handlers.readmodel.tables import VERSION, projection
from handlers.settings import Settings


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the tables are: up to which sequence of the log, and when that was stored (on the clock of the log).

    `updated_at` is when they last moved; `skipped` counts messages that could not be read, `fault` says why the last
    of them could not. `generation` is the file or schema they stand in.
    """

    version: int
    position: int
    updated_at: datetime | None
    recorded_at: datetime | None
    messages: int = 0
    skipped: int = 0
    fault: str | None = None
    log: str = ""
    generation: str = ""


class Store:
    """The tables that are in use."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._read = ""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection on the tables in use, for one block of reading; raises `NoTables` where none can be read."""
        connection = await self._opened()
        name = self._read
        try:
            yield connection
        finally:
            if name != self._read:  # the tables have been replaced meanwhile: nobody asks these again
                await connection.invalidate()
            await connection.close()

    async def standing(self) -> Standing | None:
        """How far the tables are; None before there are any, also of another version."""
        try:
            name = await self._shelf.current()
            if name is None:
                return None
            async with self._shelf.reader(name).connect() as connection:
                return await standing_of(connection, name)
        except (DBAPIError, OSError):
            return None

    async def close(self) -> None:
        """Let go of every connection."""
        await self._shelf.close()

    @property
    def address(self) -> str:
        """Where the tables are, for people, without a password."""
        return self._shelf.address

    async def _opened(self) -> AsyncConnection:
        """A connection on the tables in use; looks once more where they were replaced in that very moment."""
        for last_try in (False, True):
            name = await self._looked_up()
            if name is None:
                raise NoTables(
                    f"there are no tables yet in {self.address}: `reso projector` makes them, as `reso up` does"
                )
            if self._read not in ("", name):
                await self._shelf.release(self._read)
            self._read = name
            try:
                return await self._connected(name)
            except (DBAPIError, OSError) as fault:
                if last_try:
                    raise NoTables(f"the tables in {self.address} cannot be read: {words(fault)}") from fault
        raise AssertionError("unreachable")

    async def _connected(self, name: str) -> AsyncConnection:
        """A connection on these tables, if they are of this release."""
        connection = await self._shelf.reader(name).connect()
        try:
            await self._fits(connection, name)
        except (DBAPIError, OSError, NoTables):
            await connection.close()
            raise
        return connection

    async def _looked_up(self) -> str | None:
        try:
            return await self._shelf.current()
        except (DBAPIError, OSError) as fault:
            raise NoTables(f"the tables in {self.address} cannot be reached: {words(fault)}") from fault

    async def _fits(self, connection: AsyncConnection, name: str) -> None:
        found = await standing_of(connection, name)
        if found is None or found.version != VERSION:
            raise NoTables(
                f"the tables in {self.address} are of another version than this release reads: "
                "`reso projector` builds them anew, as `reso up` does"
            )


async def standing_of(connection: AsyncConnection, name: str) -> Standing | None:
    """How far the tables of one generation are; None where nothing was ever begun in it."""
    row = (await connection.execute(select(projection))).mappings().first()
    return Standing(**row, generation=name) if row else None


def open_store(settings: Settings) -> Store:
    """The tables that these settings name, not connected yet; raises `SettingWrong` for an address that is none."""
    return Store(shelf_of(settings))


def words(fault: BaseException) -> str:
    """What a database says went wrong, in one line."""
    said = str(getattr(fault, "orig", None) or fault).strip()
    return said.splitlines()[0] if said else type(fault).__name__
