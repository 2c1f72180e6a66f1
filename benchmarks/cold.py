"""Many open cases: what one costs in memory and on the disk, and the rate of events on cases that no cache holds.

The cases are made by the engine's own bench in this process (decided, sealed, committed like any other, two events
each, so that an alarm and keys stand), without the inputs' stream and without syncing. Then the server starts anew,
synced, and a fresh worker is given one event for each of some random cases.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from random import Random

from benchmarks import ours
from benchmarks.broker import INPUTS, Broker, fresh, go, prepared, running, settled
from benchmarks.filling import fill, story_of
from benchmarks.load import SEED, Body
from benchmarks.processes import all_live, disk, memory
from events import subjects
from handlers.server.config import STORE
from handlers.wire.gets import last

MOST_EVENTS = 6_000


@dataclass(frozen=True)
class Cold:
    """What open cases cost: seconds to make and to start with, bytes in memory before and after, bytes on the disk."""

    cases: int
    made: float
    started: float
    memory_made: int
    memory_started: int
    memory_worked: int
    disk: int
    events: int
    rate: float


async def measure(cases: int) -> Cold:
    """Make `cases` open cases and send an event to some of them."""
    until = datetime.now(UTC)
    async with fresh() as home:
        start = time.perf_counter()
        async with running(home, sync_always=False) as over:
            await fill(over, cases, until, 2)
            made, memory_made = time.perf_counter() - start, memory(over.pid)
        size = disk(home / STORE)
        start = time.perf_counter()
        async with running(home) as over:
            started, memory_started = time.perf_counter() - start, memory(over.pid)
            events = list(_shipments(cases, until))
            rate = await _rate(over, events)
            return Cold(cases, made, started, memory_made, memory_started, memory(over.pid), size, len(events), rate)


def _shipments(cases: int, until: datetime) -> Iterator[Body]:
    """The next event of some of the cases, at random."""
    for number in Random(SEED).sample(range(cases), min(cases, MOST_EVENTS)):
        yield next(islice(story_of(number, until), 2, None))


async def _rate(over: Broker, events: Sequence[Body]) -> float:
    """Events a second that one fresh worker takes in."""
    await prepared(over, events)
    newest = await last(over.nc, subjects.STREAM, subjects.CASES)
    async with ours.workers(over, 1) as workers:
        await go(over.nc)
        await settled(over.nc, INPUTS, lambda: all_live(workers))
    return len(events) / await ours.between_records(over.nc, newest.seq + 1 if newest else 1)
