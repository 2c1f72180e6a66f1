"""What the buyer does: he leaves a rating, changes it once, or takes it back. Triage follows the rating (S1-06)."""

from msgspec.structs import replace

from events.envelope import Event
from events.feedback import Changed, MissingFromReport, Received, SeenInReport
from lifecycle.engine.case import Link
from lifecycle.engine.kind import Rejected
from lifecycle.feedback.case import Change, Feedback, sentiment_of
from lifecycle.feedback.ending import reopen
from lifecycle.feedback.timeliness import judged, last_instant, span
from lifecycle.policy.pack import Market

ENOUGH = 2
"""So many full imports in a row without the row, and the buyer has taken his feedback back."""


def received(case: Feedback, event: Event, market: Market) -> Feedback:
    """A buyer has left feedback, one an order (S1-03): a positive one is closed at once, any other wants triage."""
    data: Received = event.data  # type: ignore[assignment]
    if case.rating is not None:
        raise Rejected(
            f"feedback {case.id} is {case.state} and known already, {case.rating} stars: an order has one feedback "
            "(S1-03); tell a change with changed, put a mistake right with corrected",
            severity="info",
        )
    left_at, left_by = span(data.left_at, market) or (event.since, last_instant(event))
    positive = sentiment_of(data.rating) == "positive"
    known = replace(
        case,
        rating=data.rating,
        order_id=data.order_id,
        marketplace=data.marketplace,
        channel=data.channel,
        language=data.language,
        shipped_on_time=data.shipped_on_time,
        buy_shipping=data.buy_shipping,
        received_at=event.since,
        left_at=left_at,
        left_by=left_by,
        triage_at=None if positive else event.since,
        closed_at=event.since if positive else None,
        close_reason="positive" if positive else None,
        links=(*case.links, Link("order", data.order_id)),
    )
    return judged(known, market)


def changed(case: Feedback, event: Event, market: Market) -> Feedback:
    """The buyer has changed it: a fact, even if it is not the first time or comes too late (B-37), and triaged anew."""
    data: Changed = event.data  # type: ignore[assignment]
    known = case.rating or data.new
    last = case.changes[-1] if case.changes else None
    if last and data.old not in (None, known) and (data.old, data.new) == (last.old, last.new):
        raise Rejected(
            f"feedback {case.id}: the change from {last.old} to {last.new} stars is known, nothing changes",
            severity="info",
        )
    unexpected = data.old not in (None, known) or _is_over(case, event, market)
    change = Change(at=event.since, old=known, new=data.new, unexpected=unexpected)
    case = _there_again(replace(case, rating=data.new, changes=(*case.changes, change)))
    return case if case.is_gone else _triaged(case, change)


def _is_over(case: Feedback, event: Event, market: Market) -> bool:
    """Whether the days in which a buyer may change are over; an event at their very end is in time."""
    until = market.ends("B-37", case.left_at) if case.left_at else None
    return until is not None and event.at > until


def _triaged(case: Feedback, change: Change) -> Feedback:
    """The case after a change: a good one is over, a bad one is read anew, and one that got worse is taken up again."""
    if not case.is_bad:
        return case if case.closed_at else replace(case, closed_at=change.at, close_reason="changed")
    if case.closed_at and not change.is_worse:
        return case
    if change.was_positive:
        case = replace(case, contacted_at=None, resolved_at=None, remedy=None, asks=0)
    return replace(reopen(case), triage_at=change.at, classified_at=None, criteria=(), cause=None)


def missing_from_report(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Its row has vanished: a suspicion, until a second full import in a row has none either (C.6).

    Of a positive one this says nothing, since the report lists only one to three stars.
    """
    data: MissingFromReport = event.data  # type: ignore[assignment]
    if data.report in case.missing:
        raise Rejected(f"feedback {case.id}: report {data.report} is known not to have it", severity="info")
    if not case.is_bad or case.is_gone:
        return case
    case = replace(case, missing=(*case.missing, data.report))
    if len(case.missing) < ENOUGH:
        return case
    return replace(case, removed_by_buyer_at=event.since, touched_at=event.since)


def seen_in_report(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Its row is there: what its absence made us suspect, or believe, is taken back."""
    _data: SeenInReport = event.data  # type: ignore[assignment]
    if not case.missing and case.removed_by_buyer_at is None:
        return case
    touched = event.since if case.removed_by_buyer_at else case.touched_at
    return replace(_there_again(case), touched_at=touched)


def _there_again(case: Feedback) -> Feedback:
    """The case without any belief that the buyer has taken it back; closed for that reason, it is taken up again."""
    case = replace(case, missing=(), removed_by_buyer_at=None)
    return reopen(case) if case.close_reason == "removed_by_buyer" and not case.is_gone else case
