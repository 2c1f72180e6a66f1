"""Reso's own rate: real workers, each a process as in production, and events that wait in the stream already."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson
from nats.aio.client import Client

from benchmarks.broker import Broker, broker, go, prepared
from benchmarks.load import Body
from events import subjects
from handlers.gets import Stored, history, last, members, next_after
from handlers.jetstream import ask
from handlers.topology import bucket_stream, input_durable

PATIENCE = 300.0


@dataclass(frozen=True)
class Run:
    """One run: events, seconds from the first to the last record, and what the log holds then."""

    events: int
    seconds: float
    records: Counter[str]

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


@asynccontextmanager
async def workers(running: Broker, count: int) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    """Worker processes that share all partitions fairly; stopped in the end."""
    command = (sys.executable, "-m", "benchmarks.worker", str(running.home))
    started = [await asyncio.create_subprocess_exec(*command) for _ in range(count)]
    try:
        async with asyncio.timeout(60):
            await _shared(running.nc, count)
        yield started
    finally:
        for process in started:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in started))


async def _shared(nc: Client, count: int) -> None:
    """Wait until each of `count` workers holds its share of the partitions."""
    while True:
        held = await members(nc, bucket_stream(subjects.BUCKET_LEASES), f"$KV.{subjects.BUCKET_LEASES}.>")
        shares = Counter(lease.payload for lease in held if lease.payload)
        if len(shares) == count and sum(shares.values()) == subjects.PARTITIONS and max(shares.values()) * count <= subjects.PARTITIONS:
            return
        await asyncio.sleep(0.1)


async def measure(bodies: Sequence[Body], count: int) -> Run:
    """Let `count` workers take all events in, on a fresh server; raises AssertionError if one is missing or doubled."""
    async with broker() as running:
        await prepared(running, bodies)
        async with workers(running, count) as processes:
            await go(running.nc)
            await settled(running.nc, processes)
        return await audited(running.nc, bodies)


async def settled(nc: Client, processes: Sequence[asyncio.subprocess.Process]) -> None:
    """Wait until every input is acknowledged; raises AssertionError where a worker ends or an input is buried."""
    async with asyncio.timeout(PATIENCE):
        while await _unsettled(nc):
            assert all(process.returncode is None for process in processes), "a worker has ended"
            assert await last(nc, subjects.STREAM, subjects.DEADS) is None, "an event is dead; see the worker's words"
            await asyncio.sleep(0.2)


async def _unsettled(nc: Client) -> int:
    calls = (f"CONSUMER.INFO.{subjects.STREAM_IN}.{input_durable(p)}" for p in range(subjects.PARTITIONS))
    told = await asyncio.gather(*(ask(nc, call) for call in calls))
    return sum(info["num_pending"] + info["num_ack_pending"] for info in told)


async def audited(nc: Client, bodies: Sequence[Body]) -> Run:
    """What the log says about the run."""
    first = await next_after(nc, subjects.STREAM, subjects.CASES, 1)
    newest = await last(nc, subjects.STREAM, subjects.CASES)
    assert first and newest
    records = await history(nc, subjects.STREAM, subjects.CASES, patience=60)
    inputs = Counter(_identity(record) for record in records if _cause(record) == "input")
    assert inputs.keys() == {(body["source"], body["id"]) for body in bodies}, "an event is missing"
    assert set(inputs.values()) == {1}, "an event is recorded twice"
    names = Counter(f"{record.subject.rpartition('.')[2]}/{_cause(record)}" for record in records)
    return Run(len(bodies), (newest.time - first.time).total_seconds(), names)


def _cause(record: Stored) -> str:
    return str(orjson.loads(record.payload)["cause"]["type"])


def _identity(record: Stored) -> tuple[str, str]:
    event = orjson.loads(record.payload)["event"]
    return event["source"], event["id"]
