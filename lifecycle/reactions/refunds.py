"""One ledger of all refunds of an order; a second refund for the same due stops what is automatic (L9)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from lifecycle.claims.case import Claim
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling, learnt
from lifecycle.orders.case import Order
from lifecycle.reactions.saying import orders
from lifecycle.returns.case import Return

BY_DECISION = frozenset({"granted_seller", "granted_amazon", "lost"})
"""Outcomes of a claim by which a decision, not a refund of ours, has paid the buyer."""

BY_CLAIM = frozenset({"a_to_z", "chargeback"})
"""Issuers of a refund that are a claim themselves."""


def of_return(case: Return, others: Sequence[Case]) -> Iterator[Telling]:
    """Every refund of the return: it settles what is due for these goods."""
    asked = {"due_amount": str(case.money.paid)} if case.requested_at else {}
    for place, refund in enumerate(case.refunds):
        if refund.refunded_at is not None and refund.paid:
            told = {"ref": f"{case.kind} {case.id} {place}", "numbers": _numbers(case, place), "due": due_of(case.id)}
            paid = _paid(refund.paid, case.money.currency, refund.issuer)
            yield from _told(case, others, {**told, **asked, **paid}, refund.refunded_at)


def of_claim(claim: Claim, others: Sequence[Case]) -> Iterator[Telling]:
    """Every refund by way of a claim: it settles the return that the claim names, else something of the order."""
    due = due_of(claim.return_case) if claim.return_case else "order"
    for place, refund in enumerate(claim.refunds):
        if refund.refunded_at is not None and refund.paid:
            told = {"ref": f"{claim.kind} {claim.id} {place}", "numbers": _numbers(claim, place), "due": due}
            paid = _paid(refund.paid, refund.currency, refund.issuer)
            yield from _told(claim, others, {**told, **paid}, refund.refunded_at)
    currency = claim.granted_currency or claim.currency
    if claim.outcome in BY_DECISION and claim.granted_amount and claim.decided_at and currency:
        number = _of_claim(claim, claim.claim_kind, 0)
        told = {"ref": f"{claim.kind} {claim.id} granted", "numbers": [number], "due": due}
        paid = _paid(claim.granted_amount, currency, claim.claim_kind)
        yield from _told(claim, others, {**told, **paid}, claim.decided_at)


def halt(order: Order, others: Sequence[Case]) -> Iterator[Telling]:
    """What is due was refunded twice: nothing is decided by itself any more on any case of the order."""
    reason = f"order {order.order_id} shows more refunds than are due: look at all of its cases before anything is paid"
    for since in order.refunds_doubled:
        for case in (order, *others):
            yield Telling(case.kind, case.id, "halted", {"reason": reason}, since)


def due_of(return_id: str) -> str:
    """The debt that a refund of a return settles."""
    return f"return {return_id}"


def _told(case: Case, others: Sequence[Case], data: dict[str, Any], at: datetime) -> Iterator[Telling]:
    named = {"case_kind": case.kind, "case_id": case.id, **data}
    for order in orders(others):
        yield Telling(order.kind, order.id, "refund_told", named, learnt(case, at))


def _numbers(case: Return | Claim, place: int) -> list[str]:
    """Under which numbers the world knows a refund; what a claim has paid is one sum, whoever tells of it."""
    refund = case.refunds[place]
    numbers = [number for number in (refund.refund_id, refund.external_ref) if number]
    if refund.issuer in BY_CLAIM and not refund.refund_id:
        before = sum(each.issuer == refund.issuer for each in case.refunds[:place])
        numbers.append(_of_claim(case, refund.issuer, before))
    return numbers


def _of_claim(case: Return | Claim, issuer: str, place: int) -> str:
    """The number of what a claim on the order has paid, or of the next one."""
    return f"{issuer} {case.order_id} {place}"


def _paid(amount: Decimal, currency: str, issuer: str) -> dict[str, str]:
    return {"amount": str(amount), "currency": currency, "issuer": issuer or "other"}


REFUNDED = ("refunded", "refund_requested", "corrected")
OF_RETURN = Reaction(
    "refund-of-return", "return", {"return": (*REFUNDED, "requested"), "order": ("placed",)}, of_return
)
OF_CLAIM = Reaction("refund-of-claim", "claim", {"claim": (*REFUNDED, "decided"), "order": ("placed",)}, of_claim)
HALT = Reaction(
    name="refunded-twice",
    of="order",
    after={
        "order": ("refund_told", *REFUNDED, "placed"),
        "return": ("requested", "corrected"),
        "claim": ("opened", "eligible"),
        "feedback": ("received",),
        "conversation": ("received", "linked"),
    },
    tell=halt,
    has_to_say=lambda order: bool(order.refunds_doubled),
)
