"""The public reply: asked for under a key, sent once, never edited, and once deleted never written again (B-39)."""

from msgspec.structs import replace

from events.envelope import Event
from events.feedback import Replied, ReplyDeleted, ReplyRequested
from events.intents import SendFailed
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.feedback.case import Feedback, Reply
from lifecycle.policy.pack import Market


def reply_requested(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Somebody wants a public reply sent; one that failed may be asked for again, under its own key."""
    data: ReplyRequested = event.data  # type: ignore[assignment]
    known, pending = _known(case, data.key), awaited(case)
    if known and not known.failed:
        raise Rejected(f"feedback {case.id}: reply {data.key} was asked for already, nothing changes", severity="info")
    problem = _spent(case)
    if problem is None and pending and pending is not known:
        problem = f"reply {pending.key} is not confirmed yet, and there can be only one"
    if problem:
        raise Rejected(f"feedback {case.id} is {case.state}: no reply can be asked for, {problem}")
    return _with(case, Reply(key=data.key, asked_at=event.since), known)


def _spent(case: Feedback) -> str | None:
    """Why there can be no public reply, or no other one, if so."""
    if case.removed_at or case.removed_by_buyer_at:
        return "the feedback is gone"
    if case.is_replied:
        return "one stands, and it cannot be edited (B-39); it can only be deleted, and then there is no second one"
    return "it was deleted, and there is no second one (B-39)" if case.reply_deleted_at else None


def replied(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Our public reply stands: a fact; without a key it is that of whatever was asked for, done by hand."""
    data: Replied = event.data  # type: ignore[assignment]
    known = _known(case, data.key) if data.key else _unsent(case)
    if known and known.sent_at:
        raise Rejected(f"feedback {case.id}: reply {known.key} is known to be sent, nothing changes", severity="info")
    twice = case.replied_twice or case.replied_at is not None
    case = replace(case, replied_at=event.since, reply_deleted_at=None, replied_twice=twice)
    if known:
        return _with(case, replace(known, sent_at=event.since, failed=""), known)
    return _with(case, Reply(key=data.key, sent_at=event.since)) if data.key else case


def reply_deleted(case: Feedback, event: Event, _market: Market) -> Feedback:
    """Our public reply is gone, for good."""
    _data: ReplyDeleted = event.data  # type: ignore[assignment]
    if case.reply_deleted_at:
        raise Rejected(f"feedback {case.id}: its reply is known to be deleted, nothing changes", severity="info")
    if not case.replied_at:
        raise Parked(f"feedback {case.id}: no reply of ours is known yet, so none can be deleted")
    return replace(case, reply_deleted_at=event.since)


def send_failed(case: Feedback, event: Event, _market: Market) -> Feedback:
    """A reply could not be sent: to be tried again under its key, or for good."""
    data: SendFailed = event.data  # type: ignore[assignment]
    known = _known(case, data.key)
    if known is None:
        raise Parked(f"feedback {case.id}: reply {data.key} was not asked for yet, so it cannot have failed")
    if known.sent_at:
        raise Rejected(f"feedback {case.id}: reply {data.key} is known to be sent, it cannot have failed")
    return _with(case, replace(known, failed="retryable" if data.retryable else "final"), known)


def awaited(case: Feedback) -> Reply | None:
    """The reply that was asked for and is neither sent nor failed for good."""
    return next((reply for reply in case.replies if not reply.sent_at and reply.failed != "final"), None)


def failed(case: Feedback, how: str) -> bool:
    """Whether a reply has failed in this way and nobody has sent it or asked for another one since."""
    last = case.replies[-1] if case.replies else None
    return last is not None and last.failed == how and not case.is_replied


def _known(case: Feedback, key: str) -> Reply | None:
    return next((reply for reply in case.replies if reply.key == key), None)


def _unsent(case: Feedback) -> Reply | None:
    """The last reply that was asked for, if it is not sent."""
    last = case.replies[-1] if case.replies else None
    return last if last and not last.sent_at else None


def _with(case: Feedback, reply: Reply, instead_of: Reply | None = None) -> Feedback:
    """The case with this reply as the last one it knows of."""
    others = tuple(known for known in case.replies if known is not instead_of)
    return replace(case, replies=(*others, reply))
