"""Parcels to the buyer, as the order knows them, and parcels back, as the events of a return tell them."""

from collections.abc import Sequence
from typing import Any

from handlers.readmodel.rows.common import Row, Rows, blank
from handlers.readmodel.rows.told import Happened
from handlers.readmodel.tables import parcels
from lifecycle.orders.case import Order
from lifecycle.returns.case import Return

NO_PARCEL = blank(parcels)


def out(case: Order) -> Rows:
    """The parcels of an order."""
    for place, each in enumerate(case.parcels):
        moments = {name: getattr(each, name) for name in ("shipped_at", "delivered_at", "lost_at", "returned_at")}
        yield parcels, _blank(case.kind, case.id, place) | {
            "direction": "out", "tracking": each.tracking, "carrier": each.carrier, **moments,
        }  # fmt: skip


def back(case: Return, happened: Sequence[Happened]) -> Rows:
    """The parcels of a return. What names no parcel is said of the only one there is."""
    found: dict[str | None, Row] = {}
    for each in sorted((each for each in happened if each.event == "shipped"), key=lambda each: each.at):
        body = each.body
        tracking = body.get("tracking")
        found.setdefault(tracking, _parcel(case, len(found), tracking, body.get("carrier")) | {"shipped_at": each.at})
    for each in happened:
        if each.event in ("delivered", "received"):
            body = each.body
            row = _meant(found, body.get("codes") or body)
            if row is not None:
                moment = f"{each.event}_at"
                row[moment] = min(row[moment] or each.at, each.at)
    if len(found) == 1:
        next(iter(found.values()))["lost_at"] = case.lost_at
    yield from ((parcels, row) for row in found.values())


def _meant(found: dict[str | None, Row], body: dict[str, Any]) -> Row | None:
    only = next(iter(found.values())) if len(found) == 1 and not body.get("tracking") else None
    return found.get(body.get("tracking"), only)


def _parcel(case: Return, place: int, tracking: str | None, carrier: str | None) -> Row:
    return _blank(case.kind, case.id, place) | {"direction": "back", "tracking": tracking, "carrier": carrier}


def _blank(kind: str, case_id: str, place: int) -> Row:
    return {**NO_PARCEL, "kind": kind, "case_id": case_id, "place": place}
