"""Named samples of events, and how to tell them with a change."""

from copy import deepcopy
from typing import Any

import orjson

from events.catalogue import Unreadable, read_event
from events.envelope import Event

REQUESTED: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "/orders/shop-it",
    "type": "return.requested.v1",
    "time": "2026-11-20T10:00:00+01:00",
    "subject": "R-1",
    "actor": "buyer",
    "data": {
        "order_id": "302-1234567-1234567",
        "marketplace": "amazon.it",
        "currency": "EUR",
        "lines": [
            {"line": "1", "sku": "MUG-BLUE", "quantity": 2, "unit_paid": "12.50", "reason": "DEFECTIVE", "comment": "è"}
        ],
        "buyer": "b-77",
    },
}

SCAN: dict[str, Any] = {
    "specversion": "1.0",
    "id": "s-1",
    "source": "/scanners/dock-1",
    "type": "scan.received.v1",
    "time": "2026-11-25T08:30:00Z",
    "subject": "dock-1",
    "actor": "station:dock-1",
    "data": {
        "scan_id": "s-1",
        "station": "dock-1",
        "units": [{"quantity": 1, "sku": "MUG-BLUE"}],
        "codes": {"rma": "D1"},
    },
}


def requested(**data: Any) -> dict[str, Any]:
    """A request with other members of `data`; None takes one away."""
    return event("requested", {**REQUESTED["data"], **data})


def event(name: str, data: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    """An event of R-1 with this data, and other members of the envelope; None takes one away."""
    told = {**REQUESTED, "type": f"return.{name}.v1", "data": data, **envelope}
    told["data"] = {member: value for member, value in data.items() if value is not None}
    return deepcopy({member: value for member, value in told.items() if value is not None})


def line(**members: Any) -> dict[str, Any]:
    """A line of a request with other members."""
    return {**REQUESTED["data"]["lines"][0], **members}


def read(told: dict[str, Any] | bytes, name: str = "requested", case_id: str = "R-1", kind: str = "return") -> Event:
    """The event as the door reads it."""
    return read_event(told if isinstance(told, bytes) else orjson.dumps(told), kind, case_id, name)


def refusal(
    told: dict[str, Any] | bytes, name: str = "requested", case_id: str = "R-1", kind: str = "return"
) -> tuple[str, str]:
    """Why the door refuses an event: reason and sentence."""
    try:
        read(told, name, case_id, kind)
    except Unreadable as refused:
        return refused.reason, refused.sentence
    raise AssertionError("the event was read")
