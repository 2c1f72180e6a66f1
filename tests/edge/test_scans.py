"""A dock knows a barcode, not a case: whose parcel it is, what becomes of one that nobody knows, and when it is found."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from events.envelope import identity_of
from events.sealing import is_sealed
from handlers.batch import Outgoing, commit
from handlers.forwarding import as_subject, input_message
from handlers.gets import history
from handlers.settings import Settings
from handlers.worker import Worker
from tests.edge.house import (
    Body,
    ago,
    alerts_of,
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
    shipped,
    tell,
)


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings under which a due moment settles fast."""
    return settings.model_copy(update={"settling": 0.2})


@pytest.fixture
async def worker(provisioned: Client, quick: Settings) -> AsyncIterator[Worker]:
    """A worker on an empty log."""
    async with at_work(quick) as worker:
        yield worker


def stray_of(scanned: Body) -> str:
    """The case that a scan makes for itself where no case knows it."""
    return f"stray-{identity_of(scanned['source'], scanned['id'])}"


async def received_by(nc: Client, case_id: str) -> int:
    """How many units a return has received."""
    return sum(line.received for line in (await case_of(nc, case_id)).lines)


async def announce(nc: Client, case_id: str, **codes: str) -> None:
    """A request of two days ago and what makes it known under codes: `rma`, `merchant_rma`, `tracking`."""
    tracking = codes.pop("tracking", None)
    await tell(nc, requested(case_id, ago(days=2)), authorized(case_id, ago(days=1.9), **codes))
    await recorded(nc, case_id, "authorized")
    if tracking:
        await tell(nc, shipped(case_id, ago(days=1.8), tracking))
        await recorded(nc, case_id, "shipped")


@pytest.mark.parametrize("surer", [0, 1, 2, 3])
async def test_the_surest_code_decides(provisioned: Client, worker: Worker, surer: int):
    codes = ("rma", "merchant_rma", "tracking", "order_id")
    for name in codes[surer:]:
        await announce(provisioned, f"R-{name}", **({name: f"K-{name}"} if name != "order_id" else {}))
    read = {name: f"K-{name}" for name in codes[:3]} | {"order_id": "O-R-order_id"}
    await tell(provisioned, scan(ago(days=1), read))
    await settled(provisioned)
    assert "received" in await names(provisioned, f"R-{codes[surer]}")
    assert not any(["received" in await names(provisioned, f"R-{name}") for name in codes[surer + 1 :]])


async def test_codes_are_compared_without_blanks_and_in_capitals(provisioned: Client, worker: Worker):
    await announce(provisioned, "R-1", rma="d1 r7 rrma")
    await tell(provisioned, scan(ago(days=1), {"rma": "D1R7RRMA"}))
    await recorded(provisioned, "R-1", "received")


async def test_a_tracking_number_says_nothing_after_ninety_days(provisioned: Client, worker: Worker):
    await tell(
        provisioned,
        requested("R-old", ago(days=95)),
        shipped("R-old", ago(days=94), "T1"),
        event("noted", "R-old", ago(days=2), {"note": "still here"}),
    )
    await tell(provisioned, requested("R-new", ago(days=91)), shipped("R-new", ago(days=89), "T2"))
    await settled(provisioned)
    old, new = scan(ago(days=1), {"tracking": "T1"}), scan(ago(days=1), {"tracking": "T2"})
    await tell(provisioned, old, new)
    await recorded(provisioned, stray_of(old), "received")
    await recorded(provisioned, "R-new", "received")
    assert "received" not in await names(provisioned, "R-old")


async def test_how_old_a_tracking_number_is_does_not_depend_on_what_is_taken_with_it(
    provisioned: Client, quick: Settings
):
    await tell(
        provisioned,
        requested("R-old", ago(days=95)),
        shipped("R-old", ago(days=94), "T1"),
        event("noted", "R-old", ago(days=2), {"note": "still here"}),
    )
    scanned = scan(ago(days=1), {"tracking": "T1"})
    async with at_work(quick):
        await recorded(provisioned, "R-old", "noted")
        await tell(provisioned, scanned)
        await recorded(provisioned, stray_of(scanned), "received")


async def test_it_is_never_a_guess_between_two(provisioned: Client, worker: Worker):
    for case_id in ("R-1", "R-2"):
        await announce(provisioned, case_id, rma="SAME")
    scanned = scan(ago(days=1), {"rma": "SAME"})
    await tell(provisioned, scanned)
    await recorded(provisioned, stray_of(scanned), "received")
    await settled(provisioned)
    assert not any(["received" in await names(provisioned, case_id) for case_id in ("R-1", "R-2")])
    over = {"reason": "resolved_by_advice", "note": "done"}
    await tell(provisioned, event("closed", "R-1", ago(days=1.5), over))
    await recorded(provisioned, "R-1", "closed")
    await tell(provisioned, scan(ago(days=1), {"rma": "SAME"}))
    await recorded(provisioned, "R-2", "received")


async def test_a_scan_told_again_goes_where_it_went(provisioned: Client, worker: Worker):
    scanned = scan(ago(days=1), {"rma": "X1"})
    await tell(provisioned, scanned)
    await recorded(provisioned, stray_of(scanned), "received")
    await announce(provisioned, "R-1", rma="X1")
    await recorded(provisioned, "R-1", "received")
    for station in ("dock-1", "dock-7"):
        again = as_subject(scanned, station)
        await commit(provisioned, [replace_id(input_message(again, "scan", station, "received"))])
    await settled(provisioned)
    assert (await names(provisioned, "R-1")).count("received") == 1
    assert await received_by(provisioned, "R-1") == 1
    assert (await names(provisioned, stray_of(scanned))).count("received") == 1


def replace_id(message: Outgoing) -> Outgoing:
    """A message without the id by which the server would know it again."""
    return message._replace(headers={})


async def test_one_parcel_scanned_at_two_stations_counts_once(provisioned: Client, worker: Worker):
    await announce(provisioned, "R-1", rma="X1")
    first = scan(ago(days=1), {"rma": "X1"}, scan_id="S-1")
    second = scan(ago(hours=23), {"rma": "X1"}, station="dock-7", scan_id="S-1")
    await tell(provisioned, first, second)
    await recorded(provisioned, "R-1", "rejected")
    assert await received_by(provisioned, "R-1") == 1
    (alert,) = [alert for alert in await alerts_of(provisioned, "R-1") if alert["key"].startswith("rejected/")]
    assert alert["severity"] == "info"
    assert "scan S-1 was counted already" in alert["title"]


async def test_a_scan_whose_content_changed_is_not_lost_among_those_taken_with_it(provisioned: Client, quick: Settings):
    first = scan(ago(hours=5), {"rma": "X1"}, id="S-1")
    other = {**first, "data": {**first["data"], "units": [{"quantity": 5, "sku": "MUG"}]}}
    await tell(provisioned, first, other)
    async with at_work(quick):
        await recorded(provisioned, stray_of(first), "rejected")
        await settled(provisioned)
    assert sorted(await names(provisioned, stray_of(first))) == ["received", "rejected"]


async def test_many_scans_with_many_codes_find_their_cases_at_once(provisioned: Client, quick: Settings):
    codes = [
        {"rma": f"A{n}", "merchant_rma": f"B{n}", "tracking": f"C{n}", "lpn": f"D{n}", "order_id": f"O{n}"}
        for n in range(200)
    ]
    scans = [scan(ago(hours=5), code) for code in codes]
    await tell(provisioned, *scans)
    async with at_work(quick):
        await settled(provisioned)
    assert all([await names(provisioned, stray_of(each)) == ["received"] for each in scans])


@pytest.mark.parametrize("first", ["requested", "authorized"])
async def test_a_stray_parcel_finds_its_case_whichever_turns_up_first(provisioned: Client, worker: Worker, first: str):
    scanned = scan(ago(days=1), {"rma": "X1", "order_id": "O-R-1"})
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
    scans = [scan(ago(days=1), {"order_id": f"O-R-{number}"}) for number in range(60)]
    await tell(provisioned, *scans)
    await tell(provisioned, *(requested(f"R-{number}", ago(days=2)) for number in range(60)))
    async with at_work(quick):
        await asyncio.gather(*(recorded(provisioned, f"R-{number}", "received") for number in range(60)))
        await settled(provisioned)
    assert [await received_by(provisioned, f"R-{number}") for number in range(60)] == [1] * 60


async def test_a_stray_in_one_batch_with_its_request_is_woken(provisioned: Client, quick: Settings):
    scans = [scan(ago(days=1), {"order_id": f"O-R-{number}"}) for number in range(60)]
    partition = {number: subjects.partition("return", stray_of(each)) for number, each in enumerate(scans)}
    pairs = [n for n in partition if subjects.partition("return", f"R-{n}") == partition[n]]
    assert pairs, "some share a partition, and so a batch"
    for number in pairs:
        body = {**scans[number], "type": "return.received.v1", "subject": stray_of(scans[number])}
        await tell(provisioned, body, requested(f"R-{number}", ago(days=2)))
    async with at_work(quick):
        for number in pairs:
            await recorded(provisioned, f"R-{number}", "received")


async def test_a_stray_that_is_recorded_after_its_request_finds_it_too(provisioned: Client, quick: Settings):
    """The scan was resolved when nobody knew its code; before its record stands, somebody asserts the code."""
    scanned = scan(ago(days=1), {"rma": "X1"})
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
    scanned = scan(ago(days=1), {"rma": "X1"})
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
    scanned = scan(ago(days=1), {"rma": "X1"})
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
