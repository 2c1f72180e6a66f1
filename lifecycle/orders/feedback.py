"""What the order has to do with feedback and defects: asking the buyer for it once, and counting the order once."""

from msgspec.structs import replace

from events.envelope import Event
from events.intents import SendFailed
from events.order_links import DefectTold
from events.orders import SolicitationRequested, Solicited
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.orders.case import Order
from lifecycle.orders.ending import reopen
from lifecycle.orders.goods import may_solicit
from lifecycle.orders.ledgers import Defect, Solicitation
from lifecycle.policy.pack import Market

EARLIEST, LATEST = "OWN-SOLICIT", "OWN-SOLICITEND"


def solicitation_requested(case: Order, event: Event, market: Market) -> Order:
    """The buyer is to be asked for feedback, once, neutrally, and only for an order without trouble (S1-09)."""
    data: SolicitationRequested = event.data  # type: ignore[assignment]
    known = next((each for each in case.solicitations if each.key == data.key), None)
    if known is not None and known.failed_at is None:
        raise Rejected(f"order {case.id}: solicitation {data.key} is known already, nothing changes", severity="info")
    others = replace(case, solicitations=tuple(each for each in case.solicitations if each is not known))
    _may_be_asked(others, event, market)
    return replace(others, solicitations=(*others.solicitations, Solicitation(key=data.key, requested_at=event.since)))


def _may_be_asked(case: Order, event: Event, market: Market) -> None:
    """Raises `Rejected` unless the buyer may be asked at the time of the event."""
    if case.delivered_at is None or not may_solicit(case):
        raise Rejected(
            f"order {case.id}: the buyer is asked for feedback once, and not after a refund, a claim, a feedback, "
            "a cancellation or a parcel that had to be sent again"
        )
    begins, ends = (market.ends(rule, case.delivered_at) for rule in (EARLIEST, LATEST))
    if begins and event.at < begins:
        raise Rejected(f"order {case.id}: the buyer may be asked for feedback from {begins.isoformat()} on")
    if ends and event.at > ends:
        raise Rejected(f"order {case.id}: the buyer could be asked for feedback until {ends.isoformat()}")


def solicited(case: Order, event: Event, _market: Market) -> Order:
    """The buyer has been asked: for the request with this key, or, without one, by a person elsewhere."""
    data: Solicited = event.data  # type: ignore[assignment]
    sent = tuple(
        replace(each, sent_at=event.since, failed_at=None, retryable=False)
        if data.key in (None, each.key) and each.sent_at is None
        else each
        for each in case.solicitations
    )
    return replace(case, solicitations=sent, solicited_at=case.solicited_at or event.since)


def send_failed(case: Order, event: Event, _market: Market) -> Order:
    """What was to be sent under a key could not be sent: a person has to know, until it is sent or asked for again."""
    data: SendFailed = event.data  # type: ignore[assignment]
    known = next((each for each in case.solicitations if each.key == data.key), None)
    if known is None:
        raise Parked(f"order {case.id}: nothing was asked to be sent under {data.key} yet")
    if known.sent_at is not None:
        raise Rejected(
            f"order {case.id}: {data.key} has been sent, a failure changes nothing any more", severity="info"
        )
    failed = replace(known, failed_at=event.since, retryable=bool(data.retryable))
    return replace(case, solicitations=tuple(failed if each is known else each for each in case.solicitations))


def defect_told(case: Order, event: Event, _market: Market) -> Order:
    """A claim or feedback says whether it counts; the order counts once, its last word stands. A claim reopens."""
    data: DefectTold = event.data  # type: ignore[assignment]
    told = Defect(kind=data.case_kind, case=data.case_id, counts=data.counts, at=event.since, reason=data.reason)
    others = tuple(each for each in case.defects if (each.kind, each.case) != (told.kind, told.case))
    if told.kind != "feedback":
        case = reopen(case, event)
    return replace(case, defects=(*others, told))
