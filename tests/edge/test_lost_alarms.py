"""An alarm that has vanished, a state that is old: no deadline is missed for it."""

import asyncio
from datetime import datetime, timedelta

import orjson
import pytest
from nats.aio.client import Client
from structlog.testing import capture_logs
from structlog.typing import EventDict

from events import subjects
from events.catalogue import read_event
from handlers import clock as clocks
from handlers.caselog import CaseLog
from handlers.packs import PackShelf
from handlers.settings import Settings
from handlers.streams import sweeping
from handlers.streams.sweep import sweep, unarmed
from handlers.streams.sweeping import Sweeping
from handlers.wire.batch import Outgoing, commit
from handlers.wire.ending import ended
from handlers.wire.gets import last
from handlers.wire.jetstream import ask
from handlers.worker.letters import Letter
from handlers.worker.workbench import Bench
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.edge.house import (
    PATIENT,
    REMINDER,
    Entry,
    ago,
    alarm_of,
    at_work,
    event,
    log_of,
    names,
    pack,
    recorded,
    requested,
    settled,
    tell,
)
from tests.edge.waiting import until


async def lose_alarm(nc: Client, case_id: str) -> None:
    """Take away the alarm of a return, as a schedule that fires may take a newer one."""
    await ask(nc, f"STREAM.PURGE.{subjects.STREAM}", {"filter": subjects.alarm("return", case_id)})


async def postponed(said: list[EventDict], times: int = 1) -> bool:
    """Whether the log says so often that a sweep has to wait."""
    return [line["event"] for line in said].count("sweep.postponed") >= times


def said(log: list[Entry]) -> list[tuple[str, str, datetime]]:
    """What the clock has said in a case: timer, label and due of each record."""
    told = [entry.body["data"] for entry in log if entry.name in ("reminder_due", "deadline_missed")]
    return [(data["timer"], data["label"], datetime.fromisoformat(data["due_at"])) for data in told]


async def test_a_waiting_case_that_lost_its_alarm_gets_it_back(provisioned: Client, quick: Settings):
    shelf = PackShelf(provisioned, pack())
    cases = CaseLog(provisioned, KINDS, shelf)
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)), requested("R-2", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
        await recorded(provisioned, "R-2", "requested")
    await lose_alarm(provisioned, "R-1")
    assert await unarmed(provisioned, cases) == [("return", "R-1")]
    assert await sweep(provisioned, cases, range(subjects.PARTITIONS), timedelta(days=7)) == 1
    async with at_work(quick):
        await settled(provisioned)
    assert await alarm_of(provisioned, "R-1")
    assert await unarmed(provisioned, cases) == []


async def test_the_wake_up_of_a_sweep_does_not_lie_in_the_log_for_ever(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
    await lose_alarm(provisioned, "R-1")
    cases = CaseLog(provisioned, KINDS, PackShelf(provisioned, pack()))
    await sweep(provisioned, cases, range(subjects.PARTITIONS), timedelta(days=7))
    due = await last(provisioned, subjects.STREAM, subjects.due("return", "R-1"))
    assert due
    assert due.headers["Nats-TTL"] == f"{7 * 86_400}s"


async def test_partitions_are_swept_when_the_claims_of_the_dead_have_lapsed(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
        await settled(provisioned)
    await lose_alarm(provisioned, "R-1")
    await asyncio.gather(
        *(commit(provisioned, [Outgoing(subjects.lease_of(each), b"killed")]) for each in range(subjects.PARTITIONS))
    )
    async with at_work(quick):
        assert await alarm_of(provisioned, "R-1") is None
        await until(lambda: alarm_of(provisioned, "R-1"), patience=30)


async def test_a_sweep_that_lacks_a_rule_pack_is_told_and_tried_again_in_a_while(
    provisioned: Client, quick: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweeping, "LOOK", 0.05)
    monkeypatch.setattr(sweeping, "AGAIN", 0.1)
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
        await settled(provisioned)
    await lose_alarm(provisioned, "R-1")
    await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": subjects.policy(pack().digest)})
    with capture_logs() as said:
        async with at_work(quick, compile_pack(shipped_texts(), {"own.toml": PATIENT})):
            await until(lambda: postponed(said))
            await tell(provisioned, requested("R-2", ago(hours=1)))
            await recorded(provisioned, "R-2", "requested")
            await commit(provisioned, [Outgoing(subjects.policy(pack().digest), pack().to_json())])
            await until(lambda: alarm_of(provisioned, "R-1"))
    assert pack().digest in next(line["why"] for line in said if line["event"] == "sweep.postponed")


async def test_a_sweep_that_has_no_log_to_read_is_told_and_tried_again_in_a_while(
    nc: Client, quick: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweeping, "LOOK", 0.05)
    monkeypatch.setattr(sweeping, "AGAIN", 0.1)
    for stream in (await ask(nc, "STREAM.NAMES"))["streams"] or []:
        await ask(nc, f"STREAM.DELETE.{stream}")
    cases = CaseLog(nc, KINDS, PackShelf(nc, pack()))
    with capture_logs() as said:
        keeping = asyncio.create_task(Sweeping(nc, cases, quick.due_ttl, lambda: [0]).keep())
        await until(lambda: postponed(said, 3))
        await ended((keeping,))
    assert "JetStream does not have this" in said[0]["why"]


async def test_a_record_that_cannot_be_read_does_not_end_the_worker_that_sweeps(provisioned: Client, quick: Settings):
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "requested"), b"scribble")])
    with capture_logs() as said:
        async with at_work(quick):
            await until(lambda: postponed(said))
            await tell(provisioned, requested("R-2", ago(hours=1)))
            await recorded(provisioned, "R-2", "requested")


async def test_a_worker_with_an_old_state_of_a_case_at_rest_does_not_miss_its_deadline(
    provisioned: Client, quick: Settings
):
    """Another worker has written meanwhile; a wake-up that would find nothing to do asks the leader first."""
    at = ago() - REMINDER + timedelta(seconds=3)
    parcel = {"scan_id": "S-1", "station": "dock-1", "units": [{"quantity": 2, "sku": "MUG"}]}
    over, again = {"reason": "resolved_by_advice", "note": "done"}, {"reason": "it was not"}
    reopened = orjson.dumps(event("reopened", "R-1", ago(hours=10), again))
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=14)), event("received", "R-1", at, parcel))
        await tell(provisioned, event("closed", "R-1", ago(hours=11), over))
        await recorded(provisioned, "R-1", "closed")
        other = Bench(provisioned, KINDS, PackShelf(provisioned, pack()), clocks.Clock(), quick)
        letter = Letter(read_event(reopened, "return", "R-1", "reopened"), provisioned.new_inbox(), reopened)
        await other.take([letter])
        assert await names(provisioned, "R-1") == ["requested", "received", "closed", "reopened"]
        await recorded(provisioned, "R-1", "reminder_due")
    assert ("T-INSPECT", "12h", at + REMINDER) in said(await log_of(provisioned, "R-1"))
