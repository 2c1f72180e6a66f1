"""The broker's own ceiling: what one publisher can store when nobody decides anything.

First a worker takes the events in while a bystander notes every message that it sends to the log, batch by batch. Then
a fresh server with the same streams is given those very messages, in those very batches: same subjects, payloads and
headers, but for the expected sequences, which would be wrong there.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nats.aio.msg import Msg

from benchmarks.broker import INPUTS, broker, go, prepared, settled
from benchmarks.load import Body
from benchmarks.ours import workers
from benchmarks.processes import all_live
from events import subjects
from handlers.streams.provisioning import provision
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing, commit

IN_FLIGHT = 4
OWN = frozenset({EXPECTED, EXPECTED_OF, "Nats-Batch-Id", "Nats-Batch-Sequence", "Nats-Batch-Commit"})

Batches = list[list[Outgoing]]


@dataclass(frozen=True)
class Ceiling:
    """What the server stored of `events` events, as bare batches."""

    events: int
    messages: int
    batches: int
    payload: int
    seconds: float

    @property
    def rate(self) -> float:
        """Events a second, were deciding free."""
        return self.events / self.seconds


async def noted(bodies: Sequence[Body]) -> Batches:
    """The messages, batch by batch, that one worker sends to the log for these events."""
    async with broker() as over:
        await prepared(over, bodies)
        heard: list[Msg] = []

        async def hear(message: Msg) -> None:
            heard.append(message)

        for subject in (subjects.CASES, subjects.ALARMS, subjects.ALERTS, subjects.REFS):
            await over.nc.subscribe(subject, cb=hear, pending_msgs_limit=0, pending_bytes_limit=0)
        async with workers(over, 1) as running:
            await go(over.nc)
            await settled(over.nc, INPUTS, lambda: all_live(running))
        await over.nc.flush(60)
        return _batches(heard)


def _batches(heard: Sequence[Msg]) -> Batches:
    """What was heard, in the batches in which it was sent."""
    batches: dict[str, dict[int, Outgoing]] = defaultdict(dict)
    for place, message in enumerate(heard):
        headers = dict(message.headers or {})
        batch, number = headers.get("Nats-Batch-Id", f"alone-{place}"), int(headers.get("Nats-Batch-Sequence", 1))
        kept = {name: value for name, value in headers.items() if name not in OWN}
        batches[batch][number] = Outgoing(message.subject, message.data, kept)
    return [[batch[number] for number in sorted(batch)] for batch in batches.values()]


async def measure(events: int, batches: Batches) -> Ceiling:
    """Store the batches on a fresh server, a few in flight."""
    async with broker() as over:
        await provision(over.nc, over.settings)
        gate = asyncio.Semaphore(IN_FLIGHT)

        async def store(batch: list[Outgoing]) -> None:
            async with gate:
                await commit(over.nc, batch, patience=60)

        start = time.perf_counter()
        await asyncio.gather(*map(store, batches))
        seconds = time.perf_counter() - start
    messages = [message for batch in batches for message in batch]
    return Ceiling(events, len(messages), len(batches), sum(len(m.payload) for m in messages), seconds)
