"""A parcel that the carrier returns to the sender opens its return: docks know its tracking number (S4-24)."""

from collections.abc import Iterator, Sequence

from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling
from lifecycle.orders.case import Order
from lifecycle.orders.parcels import Parcel
from lifecycle.reactions.saying import case_id

REASON = "UNDELIVERABLE_UNKNOWN"


def tell(order: Order, _others: Sequence[Case]) -> Iterator[Telling]:
    """The request that nobody made, authorized by rule, and the parcel on its way back."""
    if order.placed_at is None or order.tracking_only or order.muted:
        return
    for place, parcel in enumerate(order.parcels):
        lines, at = _lines(order, parcel), parcel.returned_at
        if not lines or at is None:
            continue
        name = case_id("undelivered", f"{order.id}-{place + 1}")
        asked = {"order_id": order.order_id, "marketplace": order.marketplace, "currency": order.money.currency}
        yield Telling("return", name, "requested", {**asked, "lines": lines}, at)
        yield Telling("return", name, "authorized", {"by": "rule"}, at)
        if parcel.tracking:
            on_its_way = {"carrier": parcel.carrier or "unknown", "tracking": parcel.tracking}
            yield Telling("return", name, "shipped", on_its_way, at)


def _lines(order: Order, parcel: Parcel) -> list[dict[str, object]]:
    """What the parcel holds, as lines of a return; goods that nobody had ordered have no price."""
    lines = {line.line: line for line in order.lines}
    return [
        {
            "line": units.line,
            "sku": lines[units.line].sku,
            "quantity": units.quantity,
            "unit_paid": str(lines[units.line].unit_paid),
            "reason": REASON,
        }
        for units in parcel.holds
        if units.line in lines and units.quantity
    ]


UNDELIVERABLE = Reaction(
    name="returned-to-sender",
    of="order",
    after={"order": ("returned_to_sender", "placed", "shipped")},
    tell=tell,
    has_to_say=lambda order: bool(order.returned),
)
