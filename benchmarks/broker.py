"""The server under test, always the same: embedded, in its own process, on a fresh disk folder, every write synced."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from benchmarks.load import Body
from events import subjects
from events.partitions import PARTITIONS
from handlers import logs
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.topology import REACTIONS_DURABLE, input_durable
from handlers.wire.batch import Outgoing
from handlers.wire.connection import connect
from handlers.wire.frames import Frame, hand_over
from handlers.wire.jetstream import ask
from handlers.worker.forwarding import input_message

AT_ONCE = 500
PATIENCE = 600.0
PAUSED = {"pause_until": "2100-01-01T00:00:00Z"}
INPUTS = tuple((subjects.STREAM_IN, input_durable(partition)) for partition in range(PARTITIONS))
"""The consumers of Reso's inputs, each with its stream."""

REACTIONS = (subjects.STREAM, REACTIONS_DURABLE)
"""The consumer of what cases tell each other."""

Durables = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Broker:
    """A running server and a connection to it."""

    settings: Settings
    nc: Client
    pid: int


@asynccontextmanager
async def fresh() -> AsyncIterator[Path]:
    """A folder for one measurement, deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="reso-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@asynccontextmanager
async def running(home: Path, *, sync_always: bool = True) -> AsyncIterator[Broker]:
    """A server on the store of `home`, and a connection to it, until the end of the block."""
    settings = Settings(home=home, sync_always=sync_always, log_level="warning")
    logs.configure(settings, "benchmark")
    server = await serve(settings)
    try:
        nc = await connect(settings, "benchmark")
        try:
            yield Broker(settings, nc, server.description.pid)
        finally:
            await nc.close()
    finally:
        await server.stop()


@asynccontextmanager
async def broker() -> AsyncIterator[Broker]:
    """A fresh server for one measurement."""
    async with fresh() as home, running(home) as started:
        yield started


async def prepared(started: Broker, bodies: Sequence[Body]) -> None:
    """The topology of Reso with all events waiting in the inputs; nobody is given one before `go`."""
    await provision(started.nc, started.settings)
    await pause(started.nc, INPUTS)
    await publish(started.nc, bodies)
    await holds(started.nc, subjects.STREAM_IN, len(bodies))


async def pause(nc: Client, durables: Durables, until: Body = PAUSED) -> None:
    """Let these consumers deliver nothing for now."""
    for stream, durable in durables:
        await ask(nc, f"CONSUMER.PAUSE.{stream}.{durable}", until)


async def go(nc: Client, durables: Durables = INPUTS) -> None:
    """Let the workers have what waits for them."""
    await pause(nc, durables, {})


async def publish(nc: Client, bodies: Sequence[Body]) -> None:
    """Publish events as an order system does, many at once."""
    for start in range(0, len(bodies), AT_ONCE):
        await send(nc, [as_input(body) for body in bodies[start : start + AT_ONCE]])
        await nc.flush(60)


async def send(nc: Client, messages: Sequence[Outgoing]) -> None:
    """Send messages in one piece, without waiting for an answer."""
    await hand_over(nc, [Frame(m.subject, "", m.headers, m.payload) for m in messages])


def as_input(body: Body) -> Outgoing:
    """An event as it is published."""
    return input_message(body, str(body["type"]).partition(".")[0], body["subject"], name_of(body))


def name_of(body: Body) -> str:
    """What happened, in one word."""
    return str(body["type"]).split(".")[1]


async def holds(nc: Client, stream: str, messages: int) -> None:
    """Wait until a stream has stored that many messages."""
    await until(lambda: _holds(nc, stream, messages))


async def _holds(nc: Client, stream: str, messages: int) -> bool:
    state = (await ask(nc, f"STREAM.INFO.{stream}"))["state"]
    return int(state["messages"]) >= messages


async def until(reached: Callable[[], Awaitable[bool]], patience: float = PATIENCE) -> None:
    """Wait until something is so; raises `TimeoutError` after `patience` seconds."""
    async with asyncio.timeout(patience):
        while not await reached():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.1)


async def settled(nc: Client, durables: Durables, still_well: Callable[[], Any]) -> None:
    """Wait until everything is acknowledged; `still_well` is called now and then and may raise."""

    async def reached() -> bool:
        still_well()
        told = [await ask(nc, f"CONSUMER.INFO.{stream}.{durable}") for stream, durable in durables]
        return not any(info["num_pending"] + info["num_ack_pending"] for info in told)

    await until(reached)
