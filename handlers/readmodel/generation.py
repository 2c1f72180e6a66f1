"""One set of tables as the projector writes it: made, moved on batch by batch, given its indexes at the end."""

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment

from handlers.clock import Clock
from handlers.readmodel.batch import Batch
from handlers.readmodel.shelves import Shelf
from handlers.readmodel.store import Standing, standing_of, words
from handlers.readmodel.tables import VERSION, metadata, projection
from handlers.readmodel.writing import write

VALUES = ("22", "23")
"""How the states of SQL begin that say that a value, or a combination of values, is not taken."""
NEEDED = "events_by_case"
"""The index that writing itself looks things up by; the others are made once a copy is filled."""


class Generation:
    """A set of tables and how to write to it."""

    def __init__(self, name: str, shelf: Shelf, clock: Clock) -> None:
        self.name, self._shelf, self._clock = name, shelf, clock

    async def standing(self) -> Standing | None:
        """How far it is; None where nothing was begun in it, or where it is of a shape that cannot be read."""
        try:
            async with self._shelf.reader(self.name).connect() as connection:
                return await standing_of(connection, self.name)
        except DBAPIError as fault:
            if fault.connection_invalidated:
                raise
            return None

    async def lay_out(self, log: str) -> Standing:
        """Make the tables, empty, for this log."""
        row = {"version": VERSION, "log": log, "position": 0, "messages": 0, "skipped": 0}

        def make(connection: Connection) -> None:
            for table in metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in sorted(table.indexes, key=lambda each: str(each.name)):
                    if index.name == NEEDED:
                        connection.execute(CreateIndex(index, if_not_exists=True))
            connection.execute(insert(projection), row)

        await self._shelf.change(self.name, make)
        return Standing(VERSION, 0, None, None, log=log, generation=self.name)

    async def furnish(self) -> None:
        """Make the other indexes, and let the database look at what it has; write into it what a column means."""

        def make(connection: Connection) -> None:
            for table in metadata.sorted_tables:
                for index in sorted(table.indexes, key=lambda each: str(each.name)):
                    connection.execute(CreateIndex(index, if_not_exists=True))
                if connection.dialect.name == "postgresql":
                    connection.execute(SetTableComment(table))
                    for column in table.columns:
                        connection.execute(SetColumnComment(column))

        await self._shelf.change(self.name, make)
        await self._shelf.survey(self.name)

    async def write(self, batch: Batch, standing: Standing) -> Standing:
        """Write a batch; answers how far the tables then are. Raises `Moved` if somebody else has written them.

        A message with a value that the database does not take is left out, and counted among those that were skipped.
        """
        try:
            return await self._written(batch, standing)
        except (DBAPIError, OverflowError, UnicodeError) as fault:
            if not _is_about_a_value(fault):
                raise
            if batch.messages == 1:
                return await self._written(batch.without(words(fault)), standing)
        for half in batch.halves():
            standing = await self.write(half, standing)
        return standing

    async def _written(self, batch: Batch, standing: Standing) -> Standing:
        now = self._clock.now()
        await self._shelf.change(self.name, partial(write, batch=batch, now=now))
        return replace(
            standing, position=batch.position, recorded_at=batch.recorded_at or standing.recorded_at, updated_at=now,
            messages=standing.messages + batch.messages, skipped=standing.skipped + batch.skipped,
            fault=batch.fault or standing.fault,
        )  # fmt: skip


def _is_about_a_value(fault: Exception) -> bool:
    """Whether it would come again with the same values, and not with others."""
    if not isinstance(fault, DBAPIError):
        return True
    state = str(getattr(fault.orig, "sqlstate", None) or "")
    refused = type(getattr(fault.orig, "__cause__", None)).__name__ == "DataError"  # by the driver, before it is sent
    return isinstance(fault, DataError | IntegrityError) or state.startswith(VALUES) or refused
