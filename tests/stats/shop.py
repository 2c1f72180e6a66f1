"""The tables of a shop, filled through the real fold and the real rows from what happened to its cases. In memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from events import subjects
from events.envelope import Event
from handlers.clock import Clock
from handlers.readmodel.batch import Batch, Message
from handlers.readmodel.generation import Generation
from handlers.readmodel.shelves import Work
from handlers.stats import cases
from handlers.stats.books import Books
from handlers.wire.gets import Stored
from lifecycle.kinds import KINDS
from tests.lifecycle.desk import Desk
from tests.stats.given import pack

STORED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def desks(events: Iterable[Event]) -> list[Desk]:
    """A desk a case, which has taken all its events."""
    found: dict[tuple[str, str], Desk] = {}
    for event in events:
        key = event.kind, event.case_id
        if key not in found:
            found[key] = Desk(pack(), event.case_id, KINDS[event.kind])
        found[key].take(event)
    return list(found.values())


def messages(told: Iterable[Desk]) -> list[Message]:
    """The log that these desks have written."""
    records = [(desk, written) for desk in told for written in desk.log]
    stamp = int(STORED.timestamp() * 1e9)
    return [
        Message(seq, subjects.case_record(desk.kind.name, desk.case.id, written.name), written.payload, stamp)
        for seq, (desk, written) in enumerate(records, start=1)
    ]


class Memory:
    """A shelf with one generation, in memory."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def change(self, _name: str, work: Work) -> None:
        """Do this work in one transaction."""
        async with self._engine.begin() as connection:
            await connection.run_sync(work)


@asynccontextmanager
async def books(told: Iterable[Desk], **more: Any) -> AsyncIterator[Books]:
    """Books in which all of it stands."""
    engine = create_async_engine("sqlite+aiosqlite://")
    try:
        tables = Generation("memory", Memory(engine), Clock())
        standing = await tables.lay_out("test")
        batch = Batch(0, Clock())
        for message in messages(told):
            batch.take(message)
        assert not batch.skipped, batch.fault
        await tables.write(batch, standing)
        async with engine.connect() as connection:
            yield Books(connection=connection, kinds=KINDS, **{"pack": pack(), **more})
    finally:
        await engine.dispose()


def remember(told: list[Desk], patch: pytest.MonkeyPatch) -> None:
    """Let the histories of cases be read off these desks, as elsewhere off the log."""
    logs: dict[str, list[Stored]] = {}
    for message in messages(told):
        place = subjects.parse_case_record(message.subject)
        assert place is not None
        stored = Stored(message.seq, message.subject, {}, message.payload, STORED.isoformat())
        logs.setdefault(subjects.records_of(place.kind, place.case_id), []).append(stored)

    async def history(_nc: object, _stream: str, subject: str) -> list[Stored]:
        return logs[subject]

    patch.setattr(cases, "history", history)
