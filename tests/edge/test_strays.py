"""A parcel that nobody announced has a case of its own, until its own case turns up; from then on it only forwards."""

import asyncio

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from events.envelope import identity_of
from events.sealing import is_sealed
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import history
from handlers.worker.worker import Worker
from tests.covers import covers
from tests.edge.dock import announce, received_by, stray_of
from tests.edge.house import (
    ago,
    at_work,
    authorized,
    case_of,
    event,
    log_of,
    names,
    recorded,
    requested,
    scan,
    settled,
    tell,
)


@covers("C.8-3")
@pytest.mark.parametrize("first", ["requested", "authorized"])
async def test_a_stray_parcel_finds_its_case_whichever_turns_up_first(provisioned: Client, worker: Worker, first: str):
    scanned = scan(ago(hours=21), {"rma": "X1", "order_id": "O-R-1"})
    await tell(provisioned, scanned)
    await recorded(provisioned, stray_of(scanned), "received")
    news = {"requested": requested("R-1", ago(days=3)), "authorized": authorized("R-1", ago(days=2), rma="X1")}
    await tell(provisioned, news.pop(first))
    await recorded(provisioned, "R-1", "received")
    await tell(provisioned, *news.values())
    await settled(provisioned)
    stray = await case_of(provisioned, stray_of(scanned))
    assert (stray.state, stray.close_reason, stray.forwards_to) == ("closed", "merged", "R-1")
    assert await received_by(provisioned, "R-1") == 1
    assert (await case_of(provisioned, "R-1")).state == "partially_received"


async def test_a_stray_and_its_request_that_are_taken_together_find_each_other(provisioned: Client, quick: Settings):
    """All that is told before the worker starts: scan and request are resolved and recorded at the same time."""
    scans = [scan(ago(hours=21), {"order_id": f"O-R-{number}"}) for number in range(60)]
    await tell(provisioned, *scans)
    await tell(provisioned, *(requested(f"R-{number}", ago(days=2)) for number in range(60)))
    async with at_work(quick):
        await asyncio.gather(*(recorded(provisioned, f"R-{number}", "received") for number in range(60)))
        await settled(provisioned)
    assert [await received_by(provisioned, f"R-{number}") for number in range(60)] == [1] * 60


async def test_a_stray_in_one_batch_with_its_request_is_woken(provisioned: Client, quick: Settings):
    scans = [scan(ago(hours=21), {"order_id": f"O-R-{number}"}) for number in range(400)]
    partition = {number: subjects.partition("return", stray_of(each)) for number, each in enumerate(scans)}
    pairs = [n for n in partition if subjects.partition("return", f"R-{n}") == partition[n]][:6]
    assert pairs, "some share a partition, and so a batch"
    for number in pairs:
        body = {**scans[number], "type": "return.received.v1", "subject": stray_of(scans[number])}
        await tell(provisioned, body, requested(f"R-{number}", ago(days=2)))
    async with at_work(quick):
        for number in pairs:
            await recorded(provisioned, f"R-{number}", "received")


async def test_a_stray_that_is_recorded_after_its_request_finds_it_too(provisioned: Client, quick: Settings):
    """The scan was resolved when nobody knew its code; before its record stands, somebody asserts the code."""
    scanned = scan(ago(hours=21), {"rma": "X1"})
    stray = stray_of(scanned)
    async with at_work(quick):
        await announce(provisioned, "R-1", rma="X1")
        choice = orjson.dumps({"kind": "return", "case_id": stray})
        await commit(provisioned, [Outgoing(subjects.ref_scan(identity_of(scanned["source"], scanned["id"])), choice)])
        await tell(provisioned, scanned)
        await recorded(provisioned, stray, "received")
        await recorded(provisioned, "R-1", "received")
        await settled(provisioned)
    assert (await case_of(provisioned, stray)).forwards_to == "R-1"


async def test_a_merged_case_sends_on_what_comes_later(provisioned: Client, worker: Worker):
    scanned = scan(ago(hours=21), {"rma": "X1"})
    await tell(provisioned, scanned)
    await recorded(provisioned, stray_of(scanned), "received")
    await announce(provisioned, "R-1", rma="X1")
    await recorded(provisioned, stray_of(scanned), "closed")
    graded = {"units": [{"quantity": 1, "sku": "MUG", "grade": "new", "disposition": "restock_new"}]}
    late = event("inspected", stray_of(scanned), ago(hours=2), graded)
    before = await names(provisioned, stray_of(scanned))
    await tell(provisioned, late)
    await recorded(provisioned, "R-1", "inspected")
    assert await names(provisioned, stray_of(scanned)) == before
    (told,) = [entry.body for entry in await log_of(provisioned, "R-1") if entry.name == "inspected"]
    assert {name: told[name] for name in ("source", "id", "time")} == {
        name: late[name] for name in ("source", "id", "time")
    }


async def test_private_text_is_sealed_anew_under_the_case_it_moves_to(provisioned: Client, worker: Worker):
    scanned = scan(ago(hours=21), {"rma": "X1"})
    note = event("noted", stray_of(scanned), ago(hours=20), {"note": "the box smells of Signora Rossi's perfume"})
    await tell(provisioned, scanned, note)
    await recorded(provisioned, stray_of(scanned), "noted")
    await announce(provisioned, "R-1", rma="X1")
    await recorded(provisioned, "R-1", "noted")
    await settled(provisioned)
    (before,) = [
        entry.body["data"]["note"] for entry in await log_of(provisioned, stray_of(scanned)) if entry.name == "noted"
    ]
    (after,) = [entry.body["data"]["note"] for entry in await log_of(provisioned, "R-1") if entry.name == "noted"]
    assert is_sealed(before)
    assert is_sealed(after)
    assert before != after
    assert not any(b"Rossi" in message.payload for message in await history(provisioned, subjects.STREAM, ">"))
