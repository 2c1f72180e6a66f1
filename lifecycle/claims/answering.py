"""What is answered to the marketplace or the bank, and what it asks for (S3-15, S3-17).

Nothing here sends anything: a request is an intent under its own key, only the fact that follows stops a clock.
"""

from msgspec.structs import replace

from events.claim_answers import InfoRequested, Responded, ResponseRequested
from events.envelope import Event
from events.intents import SendFailed
from lifecycle.claims.case import Claim
from lifecycle.claims.ending import once_filed, reopen
from lifecycle.claims.ledgers import Reply
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market


def response_requested(case: Claim, event: Event, _market: Market) -> Claim:
    """An answer is to be sent; after a failure it is asked for again, under the same key or another."""
    data: ResponseRequested = event.data  # type: ignore[assignment]
    known = _reply(case, data.key)
    if known is not None and known.failed_at is None:
        what = "was sent" if known.sent_at else "was asked for"
        raise Rejected(f"claim {case.id}: response {data.key} {what} already, nothing changes", severity="info")
    left = tuple(reply for reply in case.replies if reply.failed_at is None)
    return replace(case, replies=(*left, Reply(data.key, asked_at=event.since)))


def responded(case: Claim, event: Event, _market: Market) -> Claim:
    """The answer is out. Without a key a person has sent it elsewhere, which settles whatever was asked for."""
    data: Responded = event.data  # type: ignore[assignment]
    once_filed(case, event)
    known = _reply(case, data.key)
    if known is not None and known.sent_at is not None:
        raise Rejected(f"claim {case.id}: response {data.key} is confirmed already, nothing changes", severity="info")
    return replace(
        case,
        replies=_confirmed(case, data.key, event),
        answered_at=case.answered_at or event.since,
        asked_at=None,
        asked_by=None,
        mismatch=case.mismatch or bool(data.mismatch),
    )


def _confirmed(case: Claim, key: str | None, event: Event) -> tuple[Reply, ...]:
    """The ledger after a confirmation: what had failed is done with, one way or the other."""
    left = [reply for reply in case.replies if reply.key != key and reply.failed_at is None]
    if key is None:
        return tuple(replace(reply, sent_at=reply.sent_at or event.since) for reply in left)
    asked = _reply(case, key)
    return (*left, Reply(key, asked_at=asked.asked_at if asked else None, sent_at=event.since))


def send_failed(case: Claim, event: Event, _market: Market) -> Claim:
    """An answer could not be sent: somebody has to ask for it again."""
    data: SendFailed = event.data  # type: ignore[assignment]
    known = _reply(case, data.key)
    if known is None:
        raise Parked(f"claim {case.id}: no response {data.key} has been asked for yet")
    if known.sent_at is not None:
        raise Rejected(f"claim {case.id}: response {data.key} was sent, it cannot have failed after that")
    failed = replace(known, failed_at=event.since, retryable=bool(data.retryable))
    return replace(case, replies=tuple(failed if reply is known else reply for reply in case.replies))


def _reply(case: Claim, key: str | None) -> Reply | None:
    return next((reply for reply in case.replies if reply.key == key), None)


def info_requested(case: Claim, event: Event, market: Market) -> Claim:
    """The marketplace asks for more, with a new term (B-25); after the end that is kept, and starts no clock."""
    data: InfoRequested = event.data  # type: ignore[assignment]
    once_filed(case, event)
    if case.endings and not case.on_appeal:
        return case
    return replace(reopen(case), asked_at=event.since, asked_by=end_of(data.respond_by, market))
