"""Worker processes: they share the work, take over from the dead, stop without a trace, and never fall silent."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from events.sealing import is_sealed
from handlers.settings import Settings
from handlers.wire.gets import history
from handlers.wire.jetstream import ask
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
from tests.edge.processes import all_recorded, everywhere, has, shares, working
from tests.edge.waiting import until

SOON = 4.0
"""Seconds; what a worker leaves in hand would come back after eight."""


@pytest.fixture
def brisk(settings: Settings) -> Settings:
    """Settings under which claims lapse soon."""
    return settings.model_copy(update={"settling": 0.2})


async def test_workers_share_the_partitions_fairly(provisioned: Client, brisk: Settings, tmp_path: Path):
    async with working(brisk, tmp_path / "1"):
        await until(has(provisioned, 16))
        async with working(brisk, tmp_path / "2"):
            await until(has(provisioned, 8, 8))
            await all_recorded(provisioned, await everywhere(provisioned, "R"), 30)
            async with working(brisk, tmp_path / "3"):
                await until(has(provisioned, 6, 6, 4))


async def test_the_partitions_of_a_killed_worker_are_taken_over_within_ten_seconds(
    provisioned: Client, settings: Settings, tmp_path: Path
):
    async with working(settings, tmp_path / "1") as first, working(settings, tmp_path / "2"):
        await until(has(provisioned, 8, 8))
        await first.kill()
        cases = await everywhere(provisioned, "R")
        await until(has(provisioned, 16))
        await all_recorded(provisioned, cases, 10)
        await until(lambda: idle(provisioned))


async def test_a_worker_that_stops_leaves_nothing_in_hand(provisioned: Client, brisk: Settings, tmp_path: Path):
    """What it has fetched and not begun goes back at once, and so do its claims: the next one need not wait."""
    few = brisk.model_copy(update={"batch": 5})
    await tell(provisioned, *(requested(f"R-{number}", ago(hours=1)) for number in range(600)))

    async def begun() -> bool:
        told = await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}", {"subjects_filter": subjects.CASES})
        return 50 < len(told["state"].get("subjects") or ()) < 600

    async with working(few, tmp_path / "1") as first:
        await until(begun)
        assert await first.stop() == 0
        assert "Traceback" not in first.said
    assert await shares(provisioned) == []
    async with at_work(brisk):
        ready = now()
        await until(lambda: idle(provisioned))
    told = {f"R-{number}": await names(provisioned, f"R-{number}") for number in range(600)}
    assert {case_id: log for case_id, log in told.items() if log != ["requested"]} == {}
    stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert max(message.time for message in stored) - ready < timedelta(seconds=SOON), "it need not wait for any of them"


async def test_another_worker_goes_on_at_once_where_one_has_stopped(
    provisioned: Client, brisk: Settings, tmp_path: Path
):
    async with working(brisk, tmp_path / "1") as first, working(brisk, tmp_path / "2"):
        await until(has(provisioned, 8, 8))
        assert await first.stop() == 0
        stopped = now()
        cases = await everywhere(provisioned, "R")
        await all_recorded(provisioned, cases, 10)
        stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert max(message.time for message in stored) - stopped < timedelta(seconds=2.5)


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
