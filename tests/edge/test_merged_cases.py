"""What reaches a case that was merged is told to the case at the end of the way: once, to one, and never to nobody."""

from datetime import datetime

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import Stored, last
from handlers.wire.jetstream import ask
from handlers.worker import merging
from handlers.worker.keyring import digest_of
from lifecycle.engine.case import Ref
from tests.edge.dock import received_by, stray_of
from tests.edge.house import (
    Body,
    ago,
    alarm_of,
    at_work,
    authorized,
    case_of,
    dead_letters,
    event,
    names,
    recorded,
    requested,
    scan,
    settled,
    shipped,
    tell,
)
from tests.edge.waiting import until

UNITS = [{"quantity": 1, "sku": "MUG"}]


def merged(case_id: str, at: datetime, into: str) -> Body:
    return event("closed", case_id, at, {"reason": "merged", "note": "the same parcel", "merged_into": into})


def received(case_id: str, at: datetime, scan_id: str, **codes: str) -> Body:
    data = {"scan_id": scan_id, "station": "dock-1", "units": UNITS}
    return event("received", case_id, at, data | ({"codes": codes} if codes else {}))


async def test_a_ring_of_merged_cases_swallows_nothing(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-2", ago(days=3)), requested("R-3", ago(days=3)))
        await tell(provisioned, merged("R-2", ago(days=2), "R-3"))
        await recorded(provisioned, "R-2", "closed")
        await tell(provisioned, merged("R-3", ago(days=1), "R-2"))
        await recorded(provisioned, "R-3", "closed")
        await tell(provisioned, received("R-2", ago(hours=2), "s-2"), received("R-3", ago(hours=1), "s-3"))
        await recorded(provisioned, "R-2", "received")
        await recorded(provisioned, "R-3", "received")
        await settled(provisioned)
    assert await dead_letters(provisioned) == {}


async def test_a_chain_of_merged_cases_leads_to_its_end(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, *(requested(f"R-{number}", ago(days=3)) for number in (1, 2, 3)))
        await tell(provisioned, merged("R-2", ago(days=2), "R-3"), merged("R-1", ago(days=1), "R-2"))
        await recorded(provisioned, "R-2", "closed")
        await recorded(provisioned, "R-1", "closed")
        await tell(provisioned, received("R-1", ago(hours=2), "s-1"))
        await recorded(provisioned, "R-3", "received")
        await settled(provisioned)
    assert [await received_by(provisioned, case) for case in ("R-1", "R-2", "R-3")] == [0, 0, 1]


async def test_what_waits_behind_a_merge_is_told_to_the_other_case(provisioned: Client, quick: Settings):
    await tell(provisioned, requested("R-1", ago(days=3)), requested("R-2", ago(days=3)))
    await tell(provisioned, merged("R-1", ago(days=1), "R-2"), received("R-1", ago(hours=3), "s-1"))
    async with at_work(quick):
        await recorded(provisioned, "R-2", "received")
        await settled(provisioned)
    assert "received" not in await names(provisioned, "R-1")
    assert await received_by(provisioned, "R-2") == 1


async def test_a_stray_that_turns_out_to_be_announced_wakes_the_others_under_its_keys(
    provisioned: Client, quick: Settings
):
    scanned = scan(ago(seconds=5), {"rma": "X1"})
    async with at_work(quick):
        await tell(provisioned, scanned)
        await recorded(provisioned, stray_of(scanned), "received")
        await tell(provisioned, received("R-5", ago(seconds=4), "other", rma="X1"))
        await recorded(provisioned, "R-5", "received")
        await tell(provisioned, requested("R-5", ago(seconds=3)), authorized("R-5", ago(seconds=2), rma="X1"))
        await recorded(provisioned, "R-5", "received", times=2)
        await settled(provisioned)
    assert (await case_of(provisioned, stray_of(scanned))).forwards_to == "R-5"


async def test_a_stray_is_told_to_the_case_that_was_chosen_once(provisioned: Client, quick: Settings):
    """Its worker died between telling that case and closing the stray; meanwhile the key names two cases."""
    scanned = scan(ago(days=1), {"rma": "X1"})
    stray = stray_of(scanned)
    async with at_work(quick):
        await tell(provisioned, scanned)
        await recorded(provisioned, stray, "received")
        await settled(provisioned)
    choice = Outgoing(subjects.ref_merge("return", stray), orjson.dumps({"case_id": "R-1"}))
    await commit(provisioned, [choice])
    for case in ("R-1", "R-2"):
        await tell(provisioned, requested(case, ago(days=3)), authorized(case, ago(days=2), rma="X1"))
    async with at_work(quick):
        await recorded(provisioned, "R-1", "received")
        await settled(provisioned)
    assert (await case_of(provisioned, stray)).forwards_to == "R-1"
    assert await received_by(provisioned, "R-2") == 0


async def test_a_choice_that_was_not_seen_at_first_is_found_once_storing_another_is_refused(
    provisioned: Client, quick: Settings, monkeypatch: pytest.MonkeyPatch
):
    """The batch of a worker that was killed arrived after its successor had looked; or a copy of the log lags."""
    scanned = scan(ago(days=1), {"rma": "X1"})
    stray, unseen = stray_of(scanned), [None]

    async def lagging(nc: Client, stream: str, subject: str) -> Stored | None:
        return unseen.pop() if unseen else await last(nc, stream, subject)

    monkeypatch.setattr(merging, "last", lagging)
    async with at_work(quick):
        await tell(provisioned, scanned)
        await recorded(provisioned, stray, "received")
        await settled(provisioned)
        await commit(provisioned, [Outgoing(subjects.ref_merge("return", stray), orjson.dumps({"case_id": "R-1"}))])
        unseen.append(None)
        await tell(provisioned, requested("R-1", ago(days=3)), authorized("R-1", ago(days=2), rma="X1"))
        await recorded(provisioned, "R-1", "received")
        await settled(provisioned)
    assert (await case_of(provisioned, stray)).forwards_to == "R-1"


async def test_a_key_that_everybody_has_names_nobody(provisioned: Client, quick: Settings):
    """More than 1,024 cases said the tracking number N/A."""
    await _shared_by_many(provisioned, Ref("tracking", "N/A"))
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(days=2)), authorized("R-1", ago(days=1.9)))
        await tell(provisioned, shipped("R-1", ago(days=1.8), "n/a"))
        await recorded(provisioned, "R-1", "shipped")
        scanned = scan(ago(hours=5), {"tracking": "N/A"})
        await tell(provisioned, scanned)
        await recorded(provisioned, stray_of(scanned), "received")
        await commit(provisioned, [Outgoing(subjects.due("return", stray_of(scanned)), b"")])
        await settled(provisioned)
    assert await dead_letters(provisioned) == {}
    assert await alarm_of(provisioned, stray_of(scanned)) is not None


async def test_a_stray_under_hundreds_of_keys_is_woken_once(provisioned: Client, quick: Settings):
    skus = [f"S{number}" for number in range(500)]
    scanned = scan(ago(days=1), {"order_id": "O-1"})
    scanned["data"]["units"] = [{"quantity": 1, "sku": sku} for sku in skus]
    lines = [{"line": sku, "sku": sku, "quantity": 1, "unit_paid": "1.00"} for sku in skus]
    async with at_work(quick):
        await tell(provisioned, scanned)
        await recorded(provisioned, stray_of(scanned), "received")
        await tell(provisioned, requested("R-1", ago(days=2), order="O-1", lines=lines))
        await recorded(provisioned, "R-1", "received")
        await settled(provisioned)
    assert await dead_letters(provisioned) == {}


async def test_a_log_that_lost_its_end_holds_up_no_partition(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=3)))
        await tell(provisioned, authorized("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "authorized")
        await settled(provisioned)
        lost = subjects.case_record("return", "R-1", "authorized")
        await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": lost})
        await tell(provisioned, event("noted", "R-1", ago(hours=2), {"note": "in between"}))
        await recorded(provisioned, "R-1", "noted")


async def _shared_by_many(nc: Client, ref: Ref) -> None:
    body = orjson.dumps({"at": ago(days=2).isoformat(), "stray": False})
    digest = digest_of(ref)
    messages = [Outgoing(subjects.ref(ref.type, digest, "return", f"Q-{number}"), body) for number in range(1025)]
    await commit(nc, messages[:1000], patience=60)
    await commit(nc, messages[1000:], patience=60)
    await until(lambda: _is_there(nc, subjects.refs_of(ref.type, digest)))


async def _is_there(nc: Client, of: str) -> bool:
    told = await ask(nc, f"STREAM.INFO.{subjects.STREAM}", {"subjects_filter": of})
    return len(told["state"].get("subjects") or ()) > 1024
