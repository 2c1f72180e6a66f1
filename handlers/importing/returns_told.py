"""What Amazon's report says about a return: which column means which event (F.1).

Nothing here closes a return: `Completed` is a word to compare with the ledgers (C.8-16).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.caselog import CaseKey
from handlers.importing.cells import money_text
from handlers.importing.returned_items import LABELS, RESOLUTIONS, Item
from handlers.importing.returns_before import Before
from handlers.importing.returns_moneys import claim, refund, reimbursement
from handlers.importing.rma import Rma, every, some, told
from handlers.importing.statements import NOTHING_KNOWN, Known, Statement

APPROVED = frozenset({"approved", "authorized"})
DECLINED = frozenset({"rejected", "denied", "declined"})
CANCELLED = frozenset({"cancelled", "canceled"})
QUIET = APPROVED | {"pending"}
"""What needs no word of its own unless something else was said before."""
PAYERS = {"customer": "buyer", "buyer": "buyer", "seller": "seller", "amazon": "marketplace"}


@dataclass(frozen=True)
class ReturnTold:
    """A return as a report tells it."""

    rma: Rma

    @property
    def key(self) -> CaseKey:
        """The return."""
        return self.rma.key

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        """The return, and the claims that are spoken of."""
        claims = ((self.rma.is_claimed, self.rma.atoz), (self.rma.safet_item, self.rma.safet))
        return (self.key, *(key for there, key in claims if there))

    @property
    def related(self) -> str:
        """The order, where other claims of it have to be known."""
        return self.rma.order_id if self.rma.is_claimed else ""

    def statements(self, known: Mapping[CaseKey, Known]) -> Iterator[Statement]:
        """What the report says about the return and its claims."""
        before = Before(known.get(self.key, NOTHING_KNOWN), self.rma)
        rows = tuple(sorted(item.row.number for item in self.rma.items))
        for says in (request, authorization, delivery, refund, status, claim, reimbursement):
            for statement in says(self.rma, before):
                yield replace(statement, rows=rows)


def request(rma: Rma, before: Before) -> Iterator[Statement]:
    """The request, unless somebody else has told it."""
    if before.asked_elsewhere:
        return
    one, ordered, lines = rma.items[0], rma.items[0].days.get("Order date"), before.lines()
    alone = len(rma.items) == 1 and len(lines) == len(list(one.lines("")))
    data = {
        "order_id": one.order_id,
        "marketplace": rma.market.name,
        "currency": one.currency,
        "lines": lines,
        "order_date": ordered.isoformat() if ordered else None,
        "in_policy": every(item.flags.get("In policy") for item in rma.items),
        "is_prime": some(item.flags.get("Is prime") for item in rma.items),
        "resolution": next((RESOLUTIONS[i.resolution] for i in rma.items if i.resolution in RESOLUTIONS), None),
        **({"order_qty": one.ordered, "order_amount": money_text(one.amount)} if alone else {}),
    }
    yield Statement(rma.key, "requested", "requested", told(data), at=rma.since, actor="buyer")


def authorization(rma: Rma, _before: Before) -> Iterator[Statement]:
    """Authorized, by the status or by a label with a tracking number; each number is told of once."""
    if rma.statuses and rma.statuses <= DECLINED:
        return
    labels = {item.row["Tracking ID"]: item for item in rma.items if item.row["Tracking ID"]}
    if not labels and rma.statuses & APPROVED:
        labels = {"": rma.items[0]}
    for tracking, item in sorted(labels.items()):
        merchant = item.row["Merchant RMA ID"]
        slot = "-".join(("authorized", *filter(None, (tracking, merchant))))
        numbers = {"rma": item.row["Amazon RMA ID"], "merchant_rma": merchant}
        data = told({"by": "marketplace", **numbers, "label": _label(item)})
        yield Statement(rma.key, slot, "authorized", data, first_at=rma.since)


def _label(item: Item) -> dict[str, Any] | None:
    cost, payer = item.sums.get("Label cost"), item.row["Label to be paid by"]
    label = {
        "type": LABELS.get(item.row["Label type"].casefold()),
        "payer": PAYERS.get(payer.casefold(), payer),
        "cost": money_text(cost) if cost is not None else None,
        "currency": item.currency if cost is not None else None,
        "carrier": item.row["Return carrier"],
        "tracking": item.row["Tracking ID"],
    }
    return told(label) or None


def delivery(rma: Rma, before: Before) -> Iterator[Statement]:
    """Each parcel that has come back; another day for the same parcel is a correction (C.8-17)."""
    parcels = {
        (item.row["Tracking ID"], str(item.days["Return delivery date"])): item
        for item in rma.items
        if "Return delivery date" in item.days
    }
    for (tracking, _day), item in sorted(parcels.items()):
        slot = before.delivery(tracking, alone=len(parcels) == 1)
        data = told({"carrier": item.row["Return carrier"], "tracking": tracking})
        yield Statement(rma.key, slot, "delivered", data, at=item.days["Return delivery date"])


def status(rma: Rma, before: Before) -> Iterator[Statement]:
    """Declined and cancelled are events; any other word, or one that is not what was last said, is reported."""
    word, plain = rma.status, rma.status.casefold()
    if not rma.statuses or plain == before.status:
        return
    if rma.statuses <= DECLINED and "declined" not in before.slots:
        note = f"The report of {rma.market.name} says {word}; what the buyer was told, it does not say"
        data = {"reason": word, "note": note}
        yield Statement(rma.key, "declined", "declined", data, first_at=rma.since, mode="once")
    elif rma.statuses <= CANCELLED and "withdrawn" not in before.slots and not (rma.is_delivered or rma.refunded):
        yield Statement(
            rma.key, "withdrawn", "withdrawn", {"reason": word}, first_at=rma.since, actor="buyer", mode="once"
        )
    elif not rma.statuses <= QUIET or before.status:
        yield Statement(rma.key, f"status-{plain}", "status_reported", {"status": word, "raw": word}, mode="anew")
