"""An alarm that has vanished, a state that is old: no deadline is missed for it."""

from datetime import datetime, timedelta

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from events.catalogue import read_event
from handlers import clock as clocks
from handlers.caselog import CaseLog
from handlers.packs import PackShelf
from handlers.settings import Settings
from handlers.streams.sweep import sweep, unarmed
from handlers.wire.jetstream import ask
from handlers.worker.letters import Letter
from handlers.worker.workbench import Bench
from lifecycle.kinds import KINDS
from tests.edge.house import (
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

REMINDER = timedelta(hours=12)
"""After which a request that nobody has answered reminds for the first time."""


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings under which a due moment settles fast."""
    return settings.model_copy(update={"settling": 0.2})


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
        await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": subjects.alarm("return", "R-1")})
        assert await unarmed(provisioned, cases) == [("return", "R-1")]
        assert await sweep(provisioned, cases, range(subjects.PARTITIONS)) == 1
        await settled(provisioned)
    assert await alarm_of(provisioned, "R-1")
    assert await unarmed(provisioned, cases) == []


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
