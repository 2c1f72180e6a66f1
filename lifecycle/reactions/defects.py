"""What counts against an order: claims, chargebacks, negative feedback. However many, the order counts once (B-31)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from lifecycle.claims.case import Claim
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling, learnt
from lifecycle.feedback.case import Feedback, sentiment_of
from lifecycle.orders.case import Order
from lifecycle.reactions.saying import MOMENT, orders


def of_claim(claim: Claim, others: Sequence[Case]) -> Iterator[Telling]:
    """Whether the claim counts, as far as that was known at each turn it took; SAFE-T is no defect."""
    if claim.claim_kind == "safet" or claim.opened_at is None:
        return
    for turn, (at, known) in enumerate(_turns(claim, claim.opened_at)):
        data = {
            "case_kind": claim.kind,
            "case_id": claim.id,
            "counts": known.counts_in_odr,
            "reason": claim.claim_kind,
        }
        for order in orders(others):
            yield Telling(order.kind, order.id, "defect_told", data, _after(order, data, learnt(claim, at, turn)))


def _turns(claim: Claim, opened_at: datetime) -> Iterator[tuple[datetime, Claim]]:
    """The instants at which it was opened, ended or reported, each with the claim as it stood then."""
    told = [claim.odr_told_at] if claim.odr_told_at else []
    for at in sorted({opened_at, *(ending.at for ending in claim.endings), *told}):
        heard = claim.odr_told_at is not None and claim.odr_told_at <= at
        ended = tuple(ending for ending in claim.endings if ending.at <= at)
        yield at, replace(claim, endings=ended, odr_told=claim.odr_told if heard else None)


def of_feedback(feedback: Feedback, others: Sequence[Case]) -> Iterator[Telling]:
    """Whether the feedback counted at each turn it took: one and two stars do, unless it is gone (S3-24, B-31)."""
    for turn, (at, rating, counts) in enumerate(_ratings(feedback)):
        data = {
            "case_kind": feedback.kind,
            "case_id": feedback.id,
            "counts": "yes" if counts and sentiment_of(rating) == "negative" else "no",
            "reason": f"feedback, {rating} of 5",
        }
        for order in orders(others):
            yield Telling(order.kind, order.id, "defect_told", data, _after(order, data, learnt(feedback, at, turn)))


def _ratings(feedback: Feedback) -> Iterator[tuple[datetime, int, bool]]:
    """The instants at which it was left, changed or gone, each with the rating from then on and whether it counts."""
    if feedback.left_at is None or feedback.rating is None:
        return
    yield feedback.left_at, feedback.changes[0].old if feedback.changes else feedback.rating, True
    for change in feedback.changes:
        yield change.at, change.new, True
    if feedback.counts == "no" and feedback.counts_at:
        yield feedback.counts_at, feedback.rating, False


def _after(order: Order, data: dict[str, str], at: datetime) -> datetime:
    """When to say it: a moment after what was said of this very instant when less was known."""
    teller = (data["case_kind"], data["case_id"], at)
    said = {defect.counts for defect in order.defects if (defect.kind, defect.case, defect.at) == teller}
    return at + MOMENT if said - {data["counts"]} else at


OF_CLAIM = Reaction(
    "defect-of-claim",
    "claim",
    {
        "claim": ("opened", "withdrawn", "decided", "refunded", "odr_reported", "debited", "corrected"),
        "order": ("placed",),
    },
    of_claim,
)
OF_FEEDBACK = Reaction(
    "defect-of-feedback",
    "feedback",
    {
        "feedback": ("received", "changed", "removed", "struck", "missing_from_report", "seen_in_report", "corrected"),
        "order": ("placed",),
    },
    of_feedback,
)
