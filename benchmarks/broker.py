"""The server under test, always the same: embedded, in its own process, on a fresh disk folder, every write synced."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from benchmarks.load import Body
from events import subjects
from handlers.batch import Outgoing
from handlers.connection import connect
from handlers.forwarding import input_message
from handlers.frames import Frame, hand_over
from handlers.jetstream import ask
from handlers.provisioning import provision
from handlers.server import serve
from handlers.settings import Settings
from handlers.topology import input_durable

AT_ONCE = 500
PAUSED_UNTIL = "2100-01-01T00:00:00Z"


@dataclass(frozen=True)
class Broker:
    """A running server and a connection to it."""

    settings: Settings
    nc: Client
    pid: int

    @property
    def home(self) -> Path:
        """The folder of its store."""
        return self.settings.home


@asynccontextmanager
async def broker(**given: Any) -> AsyncIterator[Broker]:
    """A fresh server for one measurement; its store is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="reso-bench-") as folder:
        settings = Settings(home=Path(folder), sync_always=True, log_level="warning", **given)
        server = await serve(settings)
        nc = await connect(settings, "benchmark")
        try:
            yield Broker(settings, nc, server.description.pid)
        finally:
            await nc.close()
            await server.stop()


async def prepared(running: Broker, bodies: Sequence[Body]) -> None:
    """The topology of Reso with all events waiting in the inputs; nobody is given one before `go`."""
    await provision(running.nc, running.settings)
    await _each_input(running.nc, {"pause_until": PAUSED_UNTIL})
    await publish(running.nc, bodies)
    await _holds(running.nc, subjects.STREAM_IN, len(bodies))


async def go(nc: Client) -> None:
    """Let the workers have what waits for them."""
    await _each_input(nc, {})


async def publish(nc: Client, bodies: Sequence[Body]) -> None:
    """Publish events as an order system does, only faster; they are not waited for."""
    for start in range(0, len(bodies), AT_ONCE):
        await send(nc, [as_input(body) for body in bodies[start : start + AT_ONCE]])
        await nc.flush(60)


async def send(nc: Client, messages: Sequence[Outgoing]) -> None:
    """Send messages in one piece."""
    await hand_over(nc, [Frame(m.subject, "", m.headers, m.payload) for m in messages])


def as_input(body: Body) -> Outgoing:
    """An event of a return as it is published."""
    return input_message(body, "return", body["subject"], body["type"].split(".")[1])


async def _each_input(nc: Client, pause: Body) -> None:
    stream = subjects.STREAM_IN
    for partition in range(subjects.PARTITIONS):
        await ask(nc, f"CONSUMER.PAUSE.{stream}.{input_durable(partition)}", pause)


async def _holds(nc: Client, stream: str, messages: int) -> None:
    while (await ask(nc, f"STREAM.INFO.{stream}"))["state"]["messages"] < messages:
        await asyncio.sleep(0.05)
