"""Orders: what was bought, sent, cancelled, paid back, and whether it counts as a defect."""

from handlers.readmodel.rows.common import Rows, earliest
from handlers.readmodel.rows.parcels import out
from handlers.readmodel.rows.returns import line_row
from handlers.readmodel.tables import lines, orders, refunds
from lifecycle.orders.case import Order

SAME = (
    "order_id", "marketplace", "channel", "ordered_at", "ship_by", "latest_delivery_at", "delivered_at",
    "counts_as_cancelled", "defect", "shipping_paid", "closed_at",
)  # fmt: skip


def rows(case: Order) -> Rows:
    """The rows of an order; of refunds only its own: a return and a claim have theirs."""
    yield (
        orders,
        {
            "id": case.id,
            **{name: getattr(case, name) for name in SAME},
            "currency": case.money.currency or None,
            "shipped_at": earliest(*(parcel.shipped_at for parcel in case.parcels)),
            "cancelled_at": case.undone.at if case.undone else None,
            "paid": case.money.paid,
            "refunded": case.money.refunded if case.money.currency else None,
        },
    )
    yield from _lines(case)
    yield from _refunds(case)
    yield from out(case)


def _lines(case: Order) -> Rows:
    about = {"marketplace": case.marketplace, "currency": case.money.currency or None}
    counted = ("ordered", "shipped", "delivered", "cancelled")
    for line in {each.line: each for each in case.lines}.values():
        told = {name: getattr(line, name) for name in counted}
        paid = line.unit_paid if line.ordered else None
        known = line_row(case.kind, case.id, line.line, line.sku)
        yield lines, {**known, **about, **told, "at": case.ordered_at or case.placed_at, "unit_paid": paid}


def _refunds(case: Order) -> Rows:
    same = ("refund_id", "amount", "paid", "external_ref", "requested_at", "refunded_at", "failed")
    for place, refund in enumerate(each for each in case.refunds if each.is_own):
        told = {name: getattr(refund, name) for name in same}
        key = {"kind": case.kind, "case_id": case.id, "place": place}
        money = {"currency": case.money.currency or None, "sort": None, "issuer": refund.issuer or None}
        yield refunds, {**key, **told, **money}
