"""Latency when there is little to do: from publishing an event to its record being read from the log, one clock.

The records are read with a consumer of the stream, so only what is stored and synced counts.
"""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from statistics import quantiles

import orjson
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from benchmarks.broker import Broker, as_input, broker, send, until
from benchmarks.load import Body
from benchmarks.ours import workers
from events import subjects
from handlers.streams.provisioning import provision
from handlers.wire.batch import Outgoing
from handlers.wire.connection import connect

EACH_SECOND = 200
WARM_UP = 400
"""Events that come first and are not counted."""


async def measure(bodies: Sequence[Body]) -> dict[int, float]:
    """Milliseconds by percentile (50, 90, 99), publishing `EACH_SECOND` events a second."""
    async with broker() as over:
        await provision(over.nc, over.settings)
        seen: list[tuple[float, Msg]] = []
        reader = await connect(over.settings, "latency")
        await _read(reader.jetstream(), seen)
        async with workers(over, 1):
            sent = await _paced(over, bodies)
            await until(partial(_all_seen, seen, len(bodies)), 60)
        await reader.close()
    return _percentiles(sent, seen)


async def _read(stream: object, seen: list[tuple[float, Msg]]) -> None:
    """Note every record and when it came."""

    async def see(message: Msg) -> None:
        seen.append((time.perf_counter(), message))

    config = ConsumerConfig(ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.ALL, max_deliver=1)
    await stream.subscribe(  # type: ignore[attr-defined]
        subjects.CASES, stream=subjects.STREAM, cb=see, config=config, manual_ack=True
    )


async def _all_seen(seen: Sequence[object], records: int) -> bool:
    return len(seen) >= records


async def _paced(over: Broker, bodies: Sequence[Body]) -> dict[tuple[str, str], float]:
    """Publish at an even pace; when each was published."""
    sent: dict[tuple[str, str], float] = {}
    ready: list[Outgoing] = [as_input(body) for body in bodies]
    start = time.perf_counter()
    for number, (body, message) in enumerate(zip(bodies, ready, strict=True)):
        wait = start + number / EACH_SECOND - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        sent[body["source"], body["id"]] = time.perf_counter()
        await send(over.nc, [message])
    return sent


def _percentiles(sent: dict[tuple[str, str], float], seen: Sequence[tuple[float, Msg]]) -> dict[int, float]:
    took: list[float] = []
    for at, message in seen:
        record = orjson.loads(message.data)
        published = sent.pop((record["event"]["source"], record["event"]["id"]), None)
        if published is not None:
            took.append((at - published) * 1000)
    assert not sent, f"{len(sent)} events have no record"
    cuts = quantiles(took[WARM_UP:], n=100)
    return {percentile: cuts[percentile - 1] for percentile in (50, 90, 99)}
