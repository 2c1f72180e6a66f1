"""A dock knows a barcode, not a case: whose parcel it is, and that it counts once however often it is scanned."""

import pytest
from nats.aio.client import Client

from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.worker.forwarding import as_subject, input_message
from handlers.worker.worker import Worker
from tests.covers import covers
from tests.edge.dock import announce, received_by, stray_of
from tests.edge.house import (
    ago,
    alerts_of,
    at_work,
    event,
    names,
    recorded,
    requested,
    scan,
    settled,
    shipped,
    tell,
)


@covers("S0-10", "S0-11")
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


@covers("C.8-18")
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


@covers("C.8-1")
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
