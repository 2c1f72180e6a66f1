"""The money of a return and the claims beside it, as Amazon's report tells them.

A refunded amount that grew is a refund of the difference; one that shrank is shown to a person and takes nothing back.
"""

from collections.abc import Iterator
from decimal import Decimal

from handlers.importing.cells import money_text
from handlers.importing.returns_before import Before
from handlers.importing.rma import Rma, told
from handlers.importing.statements import Statement
from lifecycle.claims.case import Claim

ISSUERS = {
    "standardrefund": "seller",
    "manualrefund": "seller",
    "refundatfirstscan": "amazon_rfs",
    "returnlessrefund": "returnless_rule",
}
"""Who pays, by the resolution; an A-to-z claim goes before it."""
DECIDED = ("approved", "denied")


def refund(rma: Rma, before: Before) -> Iterator[Statement]:
    """What was refunded beyond what anybody has told; less than this report has told is a status to look at."""
    total, currency = rma.refunded, rma.items[0].currency
    if total > before.refunded_in_all:
        data = {
            "amount": money_text(total - before.refunded_in_all),
            "currency": currency,
            "issuer": _issuer(rma),
            "external_ref": f"{rma.case_id}/{money_text(total)}",
        }
        yield Statement(rma.key, "refunded", "refunded", data, mode="anew")
    elif any("Refunded Amount" in item.sums for item in rma.items) and total < before.refunded_by_us:
        raw = f"Refunded Amount {money_text(total)}, was {money_text(before.refunded_by_us)} {currency}"
        data = {"status": "refunded_amount_shrank", "raw": raw}
        yield Statement(rma.key, f"refunded-less-{money_text(total)}", "status_reported", data, mode="once")


def _issuer(rma: Rma) -> str:
    if rma.is_claimed:
        return "a_to_z"
    issuers = {
        ISSUERS.get(item.resolution, "other") for item in rma.items if item.sums.get("Refunded Amount", Decimal(0))
    }
    return issuers.pop() if len(issuers) == 1 else "other"


def claim(rma: Rma, before: Before) -> Iterator[Statement]:
    """That there is an A-to-z claim is all the flag says; where one of the order is known, it says nothing."""
    others = [case for case in before.known.relatives if isinstance(case, Claim) and case.claim_kind == "a_to_z"]
    if not rma.is_claimed or any(case.id != rma.atoz[1] for case in others):
        return
    data = {
        "claim_id": rma.atoz[1],
        "claim_kind": "a_to_z",
        "order_id": rma.order_id,
        "marketplace": rma.market.name,
        "return_case": None if rma.shares_claim else rma.case_id,
    }
    yield Statement(rma.atoz, "opened", "opened", told(data), actor="buyer", mode="once")


def reimbursement(rma: Rma, _before: Before) -> Iterator[Statement]:
    """Our SAFE-T claim: the claim keeps the paper, and tells the return (B-16)."""
    item = rma.safet_item
    if item is None:
        return
    filed = {
        "safet_id": item.row["SafeT claim id"],
        "order_id": rma.order_id,
        "marketplace": rma.market.name,
        "return_case": rma.case_id,
        "currency": item.currency,
    }
    yield Statement(rma.safet, "filed", "filed", filed, at=item.days.get("SafeT claim creation time"), actor="seller")
    state = item.row["SafeT claim state"]
    if state.casefold() in DECIDED:
        paid = item.sums.get("SafeT claim reimbursement amount")
        money = {"amount": money_text(paid), "currency": item.currency} if paid is not None else {}
        yield Statement(rma.safet, f"decided-{state.casefold()}", "decided", {"outcome": state, **money})
