"""Publishing like anyone else: lines of CloudEvents in, stored inputs out.

Every line is read as a worker would read it, so what could only become a dead letter is told at once, with the number
of its line. Under a simulated clock a line is published when that clock reaches its time, unless told otherwise.
"""

import asyncio
from collections.abc import AsyncIterable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from nats.aio.client import Client

from events.catalogue import CATALOGUE, Unreadable
from events.envelope import Event
from events.parsing import plain_json
from handlers.clock import Clock
from handlers.operating.wording import Objectionable, insist_on_wording, is_still_to_be_sent
from handlers.wire.batch import Committed, Outgoing, commit
from handlers.wire.jetstream import Full, JetStreamError, TooManyBatches, Unavailable
from handlers.worker.forwarding import input_message
from handlers.worker.letters import AHEAD, SCAN
from lifecycle.engine.kind import Kind

IN_FLIGHT = 500
PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new try while the server is away; the same message sent twice is stored once."""
UTF8_MARK = b"\xef\xbb\xbf"


class Ready(NamedTuple):
    """An event that a worker will take, and the message that brings it there."""

    event: Event
    message: Outgoing


@dataclass(slots=True)
class Tally:
    """What became of the lines; `refused` holds the number and the sentence of each that was not published."""

    stored: int = 0
    duplicates: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def read_line(kinds: Mapping[str, Kind[Any]], raw: bytes) -> Ready:
    """The event in a line, routed by its type and subject; raises `Unreadable`."""
    body = plain_json(raw, "the line")
    kind, name = routed(kinds, body.get("type"))
    case_id = body.get("subject")
    if not isinstance(case_id, str):
        raise Unreadable("mismatch", f"{kind} {name} names no case: subject is missing")
    catalogue = kinds[kind].catalogue if kind in kinds else CATALOGUE
    event = catalogue.read_event(raw, kind, case_id, name)
    return Ready(event, input_message(body, kind, case_id, name))


def routed(kinds: Mapping[str, Kind[Any]], told: object) -> tuple[str, str]:
    """Kind and event of a CloudEvents type such as `return.requested.v1`; raises `Unreadable`."""
    parts = told.split(".") if isinstance(told, str) else []
    if len(parts) != 3:
        raise Unreadable("mismatch", f"type is {told!r}, should be like return.requested.v1")
    if parts[0] not in kinds and parts[0] != SCAN:
        known = ", ".join((*kinds, SCAN))
        raise Unreadable("unknown_kind", f"type {told} is of no kind that is known; there are: {known}")
    return parts[0], parts[1]


def refuse_future(event: Event, now: datetime) -> None:
    """Raise `Unreadable` for an event that a worker would refuse for being ahead of the clock; `now` is UTC."""
    at = event.at if event.precision == "instant" else event.since
    if at - now > AHEAD:
        told = f"{event.kind} {event.case_id}: {event.name} is dated {event.time.isoformat()}, which is in the future"
        raise Unreadable("mismatch", f"{told}: the clock shows {now.isoformat(timespec='seconds')}")


class Publisher:
    """Publishes lines, many in flight; `paced` by the clock, or at once."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], clock: Clock, *, paced: bool) -> None:
        self._nc, self._kinds, self._clock, self._paced = nc, kinds, clock, paced
        self._gate = asyncio.Semaphore(IN_FLIGHT)
        self._under_way: set[asyncio.Task[None]] = set()
        self.tally = Tally()

    async def publish(self, lines: AsyncIterable[bytes], progress: Callable[[int], None]) -> Tally:
        """Publish every line that is an event and wait for all answers; `progress` hears of the bytes read."""
        number = 0
        try:
            async for line in lines:
                number += 1
                progress(len(line) + 1)
                await self._line(number, line.removeprefix(UTF8_MARK).strip())
            await self._settled()
        finally:
            for task in self._under_way:
                task.cancel()
        self.tally.refused.sort()
        return self.tally

    async def _line(self, number: int, line: bytes) -> None:
        if not line or line.startswith(b"#"):
            return
        try:
            ready = read_line(self._kinds, line)
            if not self._paced:
                refuse_future(ready.event, self._clock.now())
            if is_still_to_be_sent(ready.event):
                insist_on_wording(self._kinds, [ready.event])
        except (Unreadable, Objectionable) as refusal:
            self.tally.refused.append((number, str(refusal)))
            return
        if self._paced:
            await self._wait_for(ready.event.since)
        await self._gate.acquire()
        task = asyncio.create_task(self._store(number, ready.message))
        self._under_way.add(task)
        task.add_done_callback(self._done)

    async def _wait_for(self, moment: datetime) -> None:
        """Let the clock of the log reach `moment`."""
        wait = (moment - self._clock.now()) / self._clock.speed
        if wait.total_seconds() > 0:
            await asyncio.sleep(wait.total_seconds())

    async def _store(self, number: int, message: Outgoing) -> None:
        try:
            if (await store(self._nc, message)).duplicate:
                self.tally.duplicates += 1
            else:
                self.tally.stored += 1
        except JetStreamError as error:
            self.tally.refused.append((number, str(error)))

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._gate.release()

    async def _settled(self) -> None:
        """Wait for every answer; a fault of ours is raised."""
        await asyncio.gather(*self._under_way)


async def store(nc: Client, message: Outgoing) -> Committed:
    """Store one message, again and again while the server is away or full; raises a `JetStreamError` in the end."""
    for pause in PAUSES:
        try:
            return await commit(nc, [message])
        except (Unavailable, Full, TooManyBatches):
            await asyncio.sleep(pause)
    return await commit(nc, [message])
