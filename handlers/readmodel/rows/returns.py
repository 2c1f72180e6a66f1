"""Returns: their moments and money, lines, units, proceeds and parcels."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain

from handlers.readmodel.rows.common import Row, Rows, blank, earliest
from handlers.readmodel.rows.parcels import back
from handlers.readmodel.rows.told import Happened
from handlers.readmodel.tables import lines, proceeds, refunds, returns, units
from lifecycle.returns import proceeds as worth
from lifecycle.returns.case import Refund, Return, Units

ASKED = ("requested", "shipped", "delivered", "received", "inspected")
"""The events of a return that are looked up."""
SAME = (
    "order_id", "marketplace", "channel", "rma", "in_policy", "withdrawal", "keep_item", "claim_granted", "ordered_at",
    "order_delivered_at", "requested_at", "respond_by", "answered_at", "authorized_at", "declined_at", "withdrawn_at",
    "shipped_at", "delivered_at", "received_at", "lost_at", "closed_at", "label_cost", "safet_id",
)  # fmt: skip
COUNTED = ("authorized", "received", "inspected", "missing", "wrong", "restocked", "scrapped")
NO_LINE, NO_UNIT, NO_GAIN = blank(lines), blank(units), blank(proceeds)
FOUND = ("sku", "line", "quantity", "grade", "disposition", "item", "accessories", "packaging", "mismatch", "fault")


def rows(case: Return, happened: Sequence[Happened]) -> Rows:
    """The rows of a return."""
    yield returns, _return(case, happened)
    yield from ((lines, row) for row in _lines(case))
    yield from ((units, row) for row in _units(case, happened))
    yield from ((proceeds, row) for row in _proceeds(case))
    yield from (
        (refunds, refund_row(case.kind, case.id, place, each, case.money.currency)) for place, each in _refunds(case)
    )
    yield from back(case, happened)


def refund_row(kind: str, case_id: str, place: int, refund: Refund, currency: str | None) -> Row:
    """The row of a refund that a return or a claim asked for or was told of."""
    same = ("refund_id", "amount", "paid", "issuer", "external_ref", "requested_at", "refunded_at", "failed")
    told = {name: getattr(refund, name) for name in same}
    sort = getattr(refund, "kind", "") or None
    key = {"kind": kind, "case_id": case_id, "place": place}
    return {**key, **told, "issuer": refund.issuer or None, "currency": currency or None, "sort": sort}


def _refunds(case: Return) -> Sequence[tuple[int, Refund]]:
    return list(enumerate(case.refunds))


def _return(case: Return, happened: Sequence[Happened]) -> Row:
    known = bool(case.money.currency)
    requests = [each for each in happened if each.event == "requested"]
    return {
        "id": case.id,
        **{name: getattr(case, name) for name in SAME},
        "currency": case.money.currency or None,
        "historical": any(each.historical for each in requests),
        "inspected_at": max((each.at for each in happened if each.event == "inspected"), default=None),
        "refunded_at": earliest(*(refund.refunded_at for refund in case.refunds)),
        "paid": case.money.paid if known else None,
        "due": case.money.due if known else None,
        "refunded": case.money.refunded if known else None,
    }


def _lines(case: Return) -> Sequence[Row]:
    about = {"marketplace": case.marketplace, "currency": case.money.currency or None, "at": case.requested_at}
    return [
        {
            **line_row(case.kind, case.id, line.line, line.sku), **about,
            **{name: getattr(line, name) for name in COUNTED},
            "ordered": line.requested, "unit_paid": line.unit_paid if line.requested else None,
            "unit_tax": line.unit_tax, "reason": line.reason or None,
        }
        for line in {each.line: each for each in case.lines}.values()
    ]  # fmt: skip


def line_row(kind: str, case_id: str, line: str, sku: str) -> Row:
    """A line of which nothing is counted yet."""
    return {**NO_LINE, "kind": kind, "case_id": case_id, "line": line, "sku": sku}


def _units(case: Return, happened: Sequence[Happened]) -> Sequence[Row]:
    scanned, graded = _moments(happened, "received", case.arrivals), _moments(happened, "inspected", case.graded)
    found = chain(
        (_unit(case, "received", place, each, scanned[place]) for place, each in enumerate(case.arrivals)),
        (_unit(case, "inspected", place, each, graded[place]) for place, each in enumerate(case.graded)),
    )
    named = [
        {
            **NO_UNIT, "case_id": case.id, "sort": "relabelled", "place": place, "unit": each.unit, "line": each.line,
            "sku": each.sku or worth.sku_of(case, each.unit), "quantity": each.quantity, "grade": each.grade or None,
            "at": each.relabelled_at,
        }
        for place, each in enumerate(case.worth.units)
    ]  # fmt: skip
    return [*found, *named]


def _unit(case: Return, sort: str, place: int, found: Units, at: datetime | None) -> Row:
    told = {name: getattr(found, name) or None for name in FOUND}
    sku = found.sku or next((line.sku for line in case.lines if line.line == found.line), None)
    key = {"case_id": case.id, "sort": sort, "place": place}
    return {**key, **told, "sku": sku, "photos": found.photos, "loss": found.loss, "unit": None, "at": at}


def _moments(happened: Sequence[Happened], event: str, found: Sequence[Units]) -> list[datetime | None]:
    """When each of these units was scanned or graded, where the events name as many as the case keeps."""
    events = sorted((each for each in happened if each.event == event), key=lambda each: each.at)
    at = [each.at for each in events for _ in each.body.get("units", ())]
    return list(at) if len(at) == len(found) else [None] * len(found)


def _proceeds(case: Return) -> Sequence[Row]:
    sold = (
        _gain("resale", each.channel, each.amount, each.currency)
        | {"fee": each.fee, "unit": each.unit, "at": each.sold_at}
        for each in case.worth.resales
    )
    paid = (
        _gain("reimbursement", each.payer, each.amount, each.currency) | {"ref": each.ref}
        for each in worth.reimbursements(case)
    )
    cost = (
        _gain("cost", each.what, each.amount, each.currency)
        | {"unit": each.unit, "minutes": each.minutes or None, "ref": each.ref}
        for each in worth.costs(case)
    )
    found = enumerate(chain(sold, paid, cost))
    return [{**row, "case_id": case.id, "place": place, "sku": worth.sku_of(case, row["unit"])} for place, row in found]


def _gain(sort: str, what: str, amount: Decimal | None, currency: str | None) -> Row:
    return {**NO_GAIN, "sort": sort, "what": what, "amount": amount, "currency": currency}
