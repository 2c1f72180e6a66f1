"""Reso's own rate: real workers, each a process as in production, and events that wait in the stream already."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import orjson
from nats.aio.client import Client

from benchmarks.broker import INPUTS, Broker, broker, go, prepared, settled, until
from benchmarks.load import Body
from benchmarks.processes import Processes, all_live, started
from benchmarks.runs import Clocked, Run
from events import subjects
from events.partitions import PARTITIONS
from handlers.streams.topology import bucket_stream
from handlers.wire.gets import Stored, history, last, members, next_after


@asynccontextmanager
async def workers(over: Broker, count: int) -> AsyncIterator[Processes]:
    """Worker processes that share all partitions fairly; stopped in the end."""
    command = ("handlers.cli", "worker")
    said = {"RESO_HOME": str(over.settings.home), "RESO_LOG_LEVEL": "warning"}
    async with started([command] * count, **said) as running:
        await until(lambda: _shared(over.nc, running), 60)
        yield running


async def _shared(nc: Client, running: Processes) -> bool:
    """Whether each worker holds its share of the partitions."""
    all_live(running)
    count = len(running)
    held = await members(nc, bucket_stream(subjects.BUCKET_LEASES), f"$KV.{subjects.BUCKET_LEASES}.>")
    shares = Counter(lease.payload for lease in held if lease.payload)
    return len(shares) == count and set(shares.values()) == {PARTITIONS // count}


async def measure(bodies: Sequence[Body], count: int) -> Run:
    """Let `count` workers take all events in, on a fresh server; raises `AssertionError` if one is lost or doubled."""
    async with broker() as over:
        await prepared(over, bodies)
        async with workers(over, count) as running:
            clocked = Clocked([process.pid for process in running], over.pid)
            await go(over.nc)
            await settled(over.nc, INPUTS, lambda: all_live(running))
            cost = clocked.cost(len(bodies))
        seconds = await between_records(over.nc)
        await audit(over.nc, bodies)
        return Run(len(bodies), seconds, cost)


async def between_records(nc: Client, start: int = 1) -> float:
    """Seconds from the first record at or after sequence `start` to the last, by the server's clock."""
    first = await next_after(nc, subjects.STREAM, subjects.CASES, start)
    newest = await last(nc, subjects.STREAM, subjects.CASES)
    assert first is not None, "there are no records"
    assert newest is not None, "there are no records"
    return (newest.time - first.time).total_seconds()


async def audit(nc: Client, bodies: Sequence[Body]) -> None:
    """Every event is recorded as counting, once; every key that was asserted is there; nothing lies dead."""
    records = await history(nc, subjects.STREAM, subjects.CASES, patience=60)
    inputs = Counter(identity(record) for record in records if cause(record) == "input")
    assert inputs.keys() == {(body["source"], body["id"]) for body in bodies}, "an event is missing"
    assert set(inputs.values()) == {1}, "an event is recorded twice"
    names = {record.subject.rpartition(".")[2] for record in records}
    assert not names & {"parked", "rejected"}, "an event that fits was parked or rejected"
    assert await last(nc, subjects.STREAM, subjects.DEADS) is None, "an event lies dead"
    keys = await history(nc, subjects.STREAM, subjects.REFS, patience=60)
    assert {key.subject.split(".")[2] for key in keys} >= {"rma", "tracking", "order", "order_sku"}, "a key is missing"
    assert len(keys) == _keys(bodies), "the keys are not those that the events assert"


def _keys(bodies: Iterable[Body]) -> int:
    """How many keys the events assert: an order and its goods, an RMA, a tracking number."""
    told = (body["data"] for body in bodies)
    return sum(
        1 + len({line["sku"] for line in data["lines"]}) if "lines" in data else ("rma" in data) + ("tracking" in data)
        for data in told
    )


def cause(record: Stored) -> str:
    """Why a record was written."""
    return str(orjson.loads(record.payload)["cause"]["type"])


def identity(record: Stored) -> tuple[str, str]:
    """Source and id of the event of a record."""
    event = orjson.loads(record.payload)["event"]
    return event["source"], event["id"]
