"""The rate of plain workers (`plain_worker.py`) on the same server, with the same events, measured the same way."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from nats.aio.client import Client

from benchmarks.broker import AT_ONCE, Broker, broker, go, holds, name_of, pause, send, settled, until
from benchmarks.load import Body
from benchmarks.plain_worker import STREAM, URL
from benchmarks.processes import Processes, all_live, started
from benchmarks.runs import Clocked, Run
from events.partitions import partition
from handlers.home import find
from handlers.wire.batch import Outgoing
from handlers.wire.jetstream import ask
from handlers.worker.forwarding import input_message

TABLES = "plain.sqlite"


async def measure(bodies: Sequence[Body], count: int) -> Run:
    """Let `count` plain workers, one group of cases each, take all events in; the tables are in one file."""
    async with broker() as over:
        durables = await _prepared(over.nc, bodies, count)
        file = over.settings.home / TABLES
        commands = [("benchmarks.plain_worker", str(file), str(group)) for group in range(count)]
        async with started(commands, **{URL: _url(over)}) as running:
            await _ready(over, durables, running)
            clocked = Clocked([process.pid for process in running], over.pid)
            await go(over.nc, durables)
            await settled(over.nc, durables, lambda: all_live(running))
            cost = clocked.cost(len(bodies))
        return Run(len(bodies), _seconds(file, len(bodies)), cost)


async def _prepared(nc: Client, bodies: Sequence[Body], count: int) -> list[tuple[str, str]]:
    """A stream with all events waiting, and a paused consumer for each group of cases."""
    stream = {"name": STREAM, "subjects": ["plain.>"], "storage": "file", "allow_direct": True}
    await ask(nc, f"STREAM.CREATE.{STREAM}", stream)
    durables = [(STREAM, f"plain-{group}") for group in range(count)]
    for group, (_, durable) in enumerate(durables):
        config: Body = {"durable_name": durable, "filter_subject": f"plain.{group}.>", "ack_policy": "explicit"}
        config |= {"max_ack_pending": 20_000, "ack_wait": 60_000_000_000}
        body = {"stream_name": STREAM, "config": config, "action": "create"}
        await ask(nc, f"CONSUMER.CREATE.{STREAM}.{durable}", body)
    await pause(nc, durables)
    for start in range(0, len(bodies), AT_ONCE):
        await send(nc, [_message(body, count) for body in bodies[start : start + AT_ONCE]])
        await nc.flush(60)
    await holds(nc, STREAM, len(bodies))
    return durables


def _url(over: Broker) -> str:
    """The server's address, with user and password."""
    server = find(over.settings.home)
    assert server is not None, "the server has gone"
    return server.url.replace("://", f"://{server.user}:{server.password}@")


def _message(body: Body, count: int) -> Outgoing:
    """An event on the subject of its case's group."""
    case_id, name = body["subject"], name_of(body)
    told = input_message(body, "return", case_id, name)
    return told._replace(subject=f"plain.{partition('return', case_id) % count}.{case_id}.{name}")


async def _ready(over: Broker, durables: Sequence[tuple[str, str]], running: Processes) -> None:
    """Wait until every worker asks for messages."""

    async def asked() -> bool:
        all_live(running)
        told = [await ask(over.nc, f"CONSUMER.INFO.{stream}.{durable}") for stream, durable in durables]
        return all(info["num_waiting"] for info in told)

    await until(asked, 60)


def _seconds(file: Path, events: int) -> float:
    """Seconds from the first to the last event stored; raises `AssertionError` if one is missing or doubled."""
    tables = sqlite3.connect(file)
    try:
        stored, refunded = tables.execute(
            "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM state WHERE state = 'refunded')"
        ).fetchone()
        assert stored == events, f"{stored} of {events} events stored"
        assert refunded * 6 == events, "a case is not where its events lead"
        first, last = tables.execute("SELECT min(stored), max(stored) FROM history").fetchone()
        return float(last - first)
    finally:
        tables.close()
