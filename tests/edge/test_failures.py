"""What fails in a worker's hands comes again, and the log says so; a wake-up is never buried."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from nats.aio.client import Client
from structlog.testing import capture_logs
from structlog.typing import EventDict

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import history
from handlers.wire.jetstream import Refused, ask
from handlers.worker.failures import wake_up_delay
from tests.edge.house import (
    ago,
    alarm_of,
    at_work,
    dead_letters,
    recorded,
    requested,
    settled,
    tell,
)
from tests.edge.waiting import until

NEVER = timedelta(seconds=-1)
"""A time to live that the server refuses, and the whole message with it."""
ROOM = 50
"""Atomic batches that the server keeps open for a stream."""


def lines(said: list[EventDict], event: str) -> list[EventDict]:
    """The lines of the log under one name."""
    return [line for line in said if line["event"] == event]


def says(said: list[EventDict], event: str, times: int = 1) -> Callable[[], Awaitable[bool]]:
    """Whether the log has so many lines under a name."""

    async def look() -> bool:
        return len(lines(said, event)) >= times

    return look


async def in_a_batch(nc: Client, number: int, place: int, **more: str) -> None:
    """One message of an atomic batch that somebody sends bit by bit."""
    headers = {"Nats-Batch-Id": f"open-{number}", "Nats-Batch-Sequence": str(place), **more}
    await nc.request(subjects.alert("info", "return", f"O-{number}"), b"{}", timeout=60, headers=headers)


async def test_a_wake_up_that_is_refused_comes_again_until_it_is_answered(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
        await settled(provisioned)
    await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": subjects.alarm("return", "R-1")})
    await commit(provisioned, [Outgoing(subjects.due("return", "R-1"), b"")])
    with capture_logs() as said:
        async with at_work(quick.model_copy(update={"due_ttl": NEVER})):
            await until(says(said, "wakeup.failed", 2))
    line = lines(said, "wakeup.failed")[0]
    assert (line["log_level"], line["subject"]) == ("error", subjects.due("return", "R-1"))
    assert "the server refused" in line["error"]
    assert await history(provisioned, subjects.STREAM, subjects.DEADS) == []
    assert await alarm_of(provisioned, "R-1") is None
    async with at_work(quick):
        await until(lambda: alarm_of(provisioned, "R-1"))
        await settled(provisioned)


def test_a_wake_up_that_fails_again_waits_longer_up_to_a_minute():
    assert [wake_up_delay(Refused("no"), tries) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [wake_up_delay(ValueError(), tries) for tries in (1, 2, 5, 1_000_000)] == [10, 20, 60, 60]


async def test_an_input_that_cannot_even_be_buried_is_told_and_comes_again(provisioned: Client, quick: Settings):
    place = subjects.in_("return", "R-1", "requested")
    with capture_logs() as said:
        async with at_work(quick.model_copy(update={"dead_ttl": NEVER})):
            await commit(provisioned, [Outgoing(place, b"{}")])
            await until(says(said, "message.left"))
    assert "the server refused" in lines(said, "message.left")[0]["error"]
    assert not await dead_letters(provisioned)
    async with at_work(quick):
        await until(lambda: dead_letters(provisioned))
        await settled(provisioned)


async def test_a_server_with_too_many_open_batches_is_waited_for(provisioned: Client, quick: Settings):
    with capture_logs() as said:
        async with at_work(quick):
            await asyncio.gather(*(in_a_batch(provisioned, number, 1) for number in range(ROOM)))
            await tell(provisioned, requested("R-1", ago(hours=1)))
            await until(says(said, "server.waiting"))
            await in_a_batch(provisioned, 7, 2, **{"Nats-Batch-Commit": "1"})
            await recorded(provisioned, "R-1", "requested")
    assert "too many atomic batches" in lines(said, "server.waiting")[0]["why"]
    assert lines(said, "message.failed") == []
