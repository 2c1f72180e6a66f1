"""Alerts as the log holds them, and those to come."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from nats.aio.client import Client
from nats.aio.msg import Msg

from events import subjects
from events.alerts import Alert
from handlers.wire.gets import Stored, history
from handlers.wire.jetstream import Unavailable

PAUSE = 1.0
"""Seconds after which the log is read even if no bell has rung: one that rang while the server was away is lost."""


class Heard(NamedTuple):
    """An alert and its sequence in the log."""

    seq: int
    alert: Alert


async def told(nc: Client, severities: Sequence[str], *, everything: bool = False) -> list[Heard]:
    """The alerts that are kept, in the order of the log; without `everything` only those that were to be sent."""
    stored = [message for severity in severities for message in await history(nc, subjects.STREAM, _filter(severity))]
    heard = [_heard(message) for message in sorted(stored)]
    return [each for each in heard if everything or each.alert.to_be_sent]


async def told_about(nc: Client, kind: str, case_id: str) -> list[Heard]:
    """The alerts about one case that are kept, oldest first."""
    return [_heard(message) for message in await history(nc, subjects.STREAM, subjects.alerts_about(kind, case_id))]


async def to_come(
    nc: Client, after: int, severities: Sequence[str], *, everything: bool = False
) -> AsyncIterator[Heard]:
    """The alerts stored after sequence `after`, as they come, without end; a server that restarts loses none.

    What is published rings a bell; what is said is read from the log, so a refused batch says nothing.
    """
    bell = asyncio.Event()

    async def ring(_: Msg) -> None:
        bell.set()

    await nc.subscribe(subjects.ALERTS, cb=ring)
    while True:
        bell.clear()
        for heard in map(_heard, await _since(nc, after)):
            after = heard.seq
            if heard.alert.severity in severities and (everything or heard.alert.to_be_sent):
                yield heard
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                await bell.wait()


async def _since(nc: Client, after: int) -> list[Stored]:
    """The alerts after a sequence; none while the server is away."""
    try:
        return await history(nc, subjects.STREAM, subjects.ALERTS, start=after + 1)
    except Unavailable:
        return []


def _heard(message: Stored) -> Heard:
    return Heard(message.seq, Alert.from_json(message.payload))


def _filter(severity: str) -> str:
    return f"{subjects.ALERTS.removesuffix('>')}{severity}.>"
