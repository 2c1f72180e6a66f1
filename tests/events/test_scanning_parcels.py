"""The scan: what a dock may say, and that it stays the same event when its case is found."""

from events.catalogue import event_from_body
from events.scans import as_received
from tests.events.samples import SCAN, event, read, refusal


def scanned(**data) -> dict:
    return {**SCAN, "data": {name: value for name, value in {**SCAN["data"], **data}.items() if value is not None}}


def test_a_scan_given_to_its_case_keeps_identity_and_content():
    scan = read(SCAN, "received", "dock-1", "scan")
    received = event_from_body(as_received(scan.body, "return", "R-1"), "return", "R-1", "received")
    assert (received.kind, received.case_id, received.body["type"]) == ("return", "R-1", "return.received.v1")
    assert (received.identity, received.content) == (scan.identity, scan.content)
    assert (received.at, received.actor) == (scan.at, scan.actor)
    assert {**received.body, "type": "", "subject": ""} == {**scan.body, "type": "", "subject": ""}


def test_a_scan_without_a_code_names_nobody():
    for codes, complaint in (
        (None, "codes is missing"),
        ({}, "codes must have one of rma, merchant_rma, tracking, lpn, order_id"),
        ({"carrier": "brt"}, "codes must have one of rma, merchant_rma, tracking, lpn, order_id"),
    ):
        told = refusal(scanned(codes=codes), "received", "dock-1", "scan")
        assert told == ("invalid", f"scan dock-1: received is not valid: {complaint}")


def test_a_scan_speaks_for_its_own_station_only():
    told = refusal(SCAN, "received", "dock-2", "scan")
    assert told == ("mismatch", "scan dock-2: received came in under this case, but its subject is dock-1")


def test_a_case_may_be_told_of_a_parcel_without_codes():
    told = event("received", {"scan_id": "s-1", "station": "dock-1", "units": [{"quantity": 1}]})
    assert read(told, "received").data.codes is None
