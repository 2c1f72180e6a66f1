"""What is recorded, as it is recorded, from any sequence of the log on.

A batch that is published rings a bell; what is told is read from the log, so a refused batch tells nothing, and who was
away hears from the sequence he had heard last.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, Final, NamedTuple

from msgspec import json
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from events import subjects
from handlers.wire.gets import Stored, last, next_after
from handlers.wire.jetstream import Unavailable
from lifecycle.engine import records

PAUSE: Final = 1.0
"""Seconds after which the log is read even if no bell has rung: one that rang while the server was away is lost."""


class Change(NamedTuple):
    """A record in short; `seq` is where the log has it, `time` when it happened (RFC 3339)."""

    seq: int
    kind: str
    id: str
    event: str
    type: str
    time: str
    actor: str | None
    state: str

    def to_json(self) -> dict[str, Any]:
        """The change for programs."""
        return self._asdict()


class Bell:
    """Rings for all who listen whenever records are published; one subscription for all of them."""

    def __init__(self, nc: Client) -> None:
        self._nc, self._rung = nc, asyncio.Event()
        self._listening: Subscription | None = None
        self.listeners = 0

    async def ready(self) -> None:
        """Be there before the log is read for the first time."""
        if self._listening is None:
            self._listening = await self._nc.subscribe(subjects.CASES, cb=self._ring)

    def next(self) -> asyncio.Event:
        """What is set when it rings next."""
        return self._rung

    async def _ring(self, _: Msg) -> None:
        self._rung.set()
        self._rung = asyncio.Event()


async def newest(nc: Client) -> int:
    """The sequence of the newest record; 0 where there is none."""
    found = await last(nc, subjects.STREAM, subjects.CASES)
    return found.seq if found else 0


async def changes(nc: Client, bell: Bell, after: int, kind: str | None = None) -> AsyncGenerator[Change | None, None]:
    """The records after a sequence, of one kind or of all, without end; None where nothing happened for a while."""
    of = subjects.CASES if kind is None else subjects.records_of_kind(kind)
    await bell.ready()
    while True:
        rung = bell.next()
        while (found := await _next(nc, of, after + 1)) is not None:
            after = found.seq
            yield _change(found)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                await rung.wait()
                continue
        yield None


async def _next(nc: Client, of: str, start: int) -> Stored | None:
    """The next record; none while the server is away."""
    try:
        return await next_after(nc, subjects.STREAM, of, start)
    except Unavailable:
        return None


def _change(stored: Stored) -> Change:
    record, place = records.read(stored.payload), subjects.parse_case_record(stored.subject)
    body: dict[str, Any] = json.decode(record.event)
    kind, case_id, event = place or ("", "", "")
    state = str(json.decode(record.case)["state"])
    return Change(stored.seq, kind, case_id, event, body["type"], body["time"], body.get("actor"), state)
