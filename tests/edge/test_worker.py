"""Worker processes: they share the work, take over from the dead, stop without a trace, and never fall silent."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from events.sealing import is_sealed
from handlers.connection import connect
from handlers.gets import history
from handlers.jetstream import ask
from handlers.provisioning import provision
from handlers.server import Server, serve
from handlers.settings import Settings
from handlers.topology import due_durable, input_durable
from tests.edge.house import (
    ago,
    at_work,
    event,
    idle,
    log_of,
    names,
    now,
    recorded,
    requested,
    settled,
    tell,
)
from tests.edge.processes import shares, working
from tests.edge.waiting import until


@pytest.fixture
def brisk(settings: Settings) -> Settings:
    """Settings under which claims lapse soon."""
    return settings.model_copy(update={"settling": 0.2})


def has(nc: Client, *wanted: int) -> Callable[[], Awaitable[bool]]:
    """Whether the partitions are shared like this, the most first."""

    async def look() -> bool:
        return await shares(nc) == list(wanted)

    return look


async def everywhere(nc: Client, prefix: str) -> list[str]:
    """Publish a request to a case in every partition; the cases."""
    found: dict[int, str] = {}
    number = 0
    while len(found) < subjects.PARTITIONS:
        number += 1
        found.setdefault(subjects.partition("return", f"{prefix}-{number}"), f"{prefix}-{number}")
    await tell(nc, *(requested(case_id, ago(hours=1)) for case_id in found.values()))
    return list(found.values())


async def all_recorded(nc: Client, cases: list[str], patience: float) -> None:
    """Wait until each of these cases has its request."""

    async def look() -> bool:
        return all(await asyncio.gather(*(names(nc, case_id) for case_id in cases)))

    await until(look, patience=patience)


async def test_workers_share_the_partitions_fairly(provisioned: Client, brisk: Settings, tmp_path: Path):
    async with working(brisk, tmp_path / "1"):
        await until(has(provisioned, 16), patience=30)
        async with working(brisk, tmp_path / "2"):
            await until(has(provisioned, 8, 8), patience=30)
            await all_recorded(provisioned, await everywhere(provisioned, "R"), 30)
            async with working(brisk, tmp_path / "3"):
                await until(has(provisioned, 6, 6, 4), patience=30)


async def test_the_partitions_of_a_killed_worker_are_taken_over_within_ten_seconds(
    provisioned: Client, settings: Settings, tmp_path: Path
):
    async with working(settings, tmp_path / "1") as first, working(settings, tmp_path / "2"):
        await until(has(provisioned, 8, 8), patience=30)
        await first.kill()
        cases = await everywhere(provisioned, "R")
        await until(has(provisioned, 16), patience=10)
        await all_recorded(provisioned, cases, 10)
        await until(lambda: idle(provisioned), patience=20)


async def test_a_worker_that_stops_leaves_nothing_in_hand(provisioned: Client, brisk: Settings, tmp_path: Path):
    """What it has fetched and not begun goes back at once, and so do its claims: the next one need not wait."""
    few = brisk.model_copy(update={"batch": 5})
    await tell(provisioned, *(requested(f"R-{number}", ago(hours=1)) for number in range(600)))

    async def begun() -> bool:
        told = await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}", {"subjects_filter": subjects.CASES})
        return 50 < len(told["state"].get("subjects") or ()) < 600

    async with working(few, tmp_path / "1") as first:
        await until(begun, patience=30)
        assert await first.stop() == 0
        assert "Traceback" not in first.said
    assert await in_hand(provisioned) == 0
    assert await shares(provisioned) == []
    async with at_work(brisk):
        await until(lambda: idle(provisioned), patience=30)
    assert [await names(provisioned, f"R-{number}") for number in range(600)] == [["requested"]] * 600


async def in_hand(nc: Client) -> int:
    """How many inputs some worker has fetched and not acknowledged."""
    told = await ask(nc, f"CONSUMER.LIST.{subjects.STREAM_IN}")
    return sum(int(consumer["num_ack_pending"]) for consumer in told["consumers"])


async def test_another_worker_goes_on_at_once_where_one_has_stopped(
    provisioned: Client, brisk: Settings, tmp_path: Path
):
    async with working(brisk, tmp_path / "1") as first, working(brisk, tmp_path / "2"):
        await until(has(provisioned, 8, 8), patience=30)
        assert await first.stop() == 0
        stopped = now()
        cases = await everywhere(provisioned, "R")
        await all_recorded(provisioned, cases, 10)
        stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert max(message.time for message in stored) - stopped < timedelta(seconds=2.5)


@pytest.mark.parametrize("what", ["consumer of inputs", "consumer of wake-ups", "stream of inputs", "log"])
async def test_a_worker_ends_with_a_sentence_where_something_under_it_is_gone(
    provisioned: Client, brisk: Settings, tmp_path: Path, what: str
):
    call = {
        "consumer of inputs": f"CONSUMER.DELETE.{subjects.STREAM_IN}.{input_durable(3)}",
        "consumer of wake-ups": f"CONSUMER.DELETE.{subjects.STREAM}.{due_durable(3)}",
        "stream of inputs": f"STREAM.DELETE.{subjects.STREAM_IN}",
        "log": f"STREAM.DELETE.{subjects.STREAM}",
    }[what]
    async with working(brisk, tmp_path / "1") as worker:
        await until(has(provisioned, 16), patience=30)
        await ask(provisioned, call)
        code = await asyncio.wait_for(worker.process.wait(), 60)
    assert code == 1
    assert "Traceback" not in worker.said
    last_line = worker.said.strip().splitlines()[-1]
    assert "RESO" in last_line
    assert "gone" in last_line or "does not exist" in last_line


async def test_a_worker_ends_with_a_sentence_where_something_under_it_was_changed(
    provisioned: Client, brisk: Settings, tmp_path: Path
):
    config = (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}"))["config"]
    async with working(brisk, tmp_path / "1") as worker:
        await ask(provisioned, f"STREAM.UPDATE.{subjects.STREAM}", {**config, "max_msgs": 1_000_000})
        code = await asyncio.wait_for(worker.process.wait(), 60)
    assert code == 1
    assert "max_msgs is 1000000, should be -1" in worker.said
    assert "Traceback" not in worker.said


async def test_a_worker_outlives_its_server(own_server: Server, tmp_path: Path):
    """Claims live in the server's memory: they are made anew, the inputs and the log are where they were."""
    settings = Settings(home=own_server.home, settling=0.2, lease_seconds=2)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    async with working(settings, tmp_path / "1") as worker:
        await until(has(nc, 16), patience=30)
        await all_recorded(nc, await everywhere(nc, "A"), 30)
        os.kill(own_server.description.pid, signal.SIGKILL)
        await own_server.death
        await own_server.stop()
        again = await serve(settings)
        try:
            await until(lambda: connected(nc), patience=30)
            await all_recorded(nc, await everywhere(nc, "B"), 30)
            await until(has(nc, 16), patience=30)
            assert not worker.ended
            assert await worker.stop() == 0
        finally:
            await nc.close()
            await again.stop()


async def connected(nc: Client) -> bool:
    """Whether a connection stands."""
    return bool(nc.is_connected)


async def test_private_text_never_stands_in_clear_in_the_log(provisioned: Client, brisk: Settings):
    body = requested("R-1", ago(hours=3))
    line = {**body["data"]["lines"][0], "comment": "my name is Giulia Rossi"}
    body["data"] |= {"buyer": "giulia@example.org", "lines": [line]}
    note = event("noted", "R-1", ago(hours=2), {"note": "call Giulia Rossi at noon"})
    async with at_work(brisk):
        await tell(provisioned, body, note)
        await recorded(provisioned, "R-1", "noted")
        await settled(provisioned)
    stored = await history(provisioned, subjects.STREAM, ">") + await history(provisioned, subjects.STREAM_AUDIT, ">")
    assert not any(word in message.payload.lower() for message in stored for word in (b"rossi", b"giulia"))
    told, noted = [orjson.loads(bytes(entry.record.event))["data"] for entry in await log_of(provisioned, "R-1")]
    assert is_sealed(told["buyer"])
    assert is_sealed(told["lines"][0]["comment"])
    assert is_sealed(noted["note"])


async def test_an_event_ahead_is_given_back_and_does_not_hold_up_others(provisioned: Client, brisk: Settings):
    at = now() + timedelta(seconds=4)
    async with at_work(brisk):
        await tell(provisioned, requested("R-1", at), event("noted", "R-1", ago(hours=1), {"note": "she called"}))
        await recorded(provisioned, "R-1", "noted")
        assert await names(provisioned, "R-1") == ["noted"]
        await recorded(provisioned, "R-1", "requested")
    first = next(entry for entry in await log_of(provisioned, "R-1") if entry.name == "requested")
    stored = [
        message for message in await history(provisioned, subjects.STREAM, subjects.CASES) if message.seq == first.seq
    ]
    assert stored[0].time >= at
