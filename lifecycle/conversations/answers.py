"""What the buyer is answered: asked to be sent, sent, failed; or nothing, because a person says so.

Nothing here sends. A request is an intent under its own key and stops no clock; only a fact does (C.0-3).
"""

from msgspec.structs import replace

from events.conversations import MarkedNoReply, ReplyRequested, Sent
from events.envelope import Event
from events.intents import SendFailed
from lifecycle.conversations.case import Conversation, Reply, latest
from lifecycle.conversations.ending import reopen
from lifecycle.conversations.letters import with_id
from lifecycle.conversations.promises import kept, promised
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market


def reply_requested(case: Conversation, event: Event, market: Market) -> Conversation:
    """Somebody wants a reply sent; an interim one must say by when the buyer hears more (S3-37)."""
    data: ReplyRequested = event.data  # type: ignore[assignment]
    by = end_of(data.promised_by, market)
    if data.interim and by is None:
        raise Rejected(
            f"conversation {case.id}: an interim reply must give the buyer a date; name it in promised_by (S3-37)"
        )
    if by is not None and by <= event.since:
        raise Rejected(f"conversation {case.id}: a reply cannot promise what is over already: promised_by {by}")
    known = _reply(case, data.key)
    if known is not None and (known.failed_at is None or known.sent_at is not None):
        how = "was sent already" if known.sent_at else "was asked for already"
        raise Rejected(f"conversation {case.id}: reply {data.key} {how}, nothing changes", severity="info")
    asked = Reply(
        key=data.key,
        requested_at=event.since,
        automatic=_by_rule(event),
        historical=event.historical,
        interim=bool(data.interim) or by is not None,
        promised_by=by,
    )
    return _with_reply(case, asked, known)


def sent(case: Conversation, event: Event, market: Market) -> Conversation:
    """The buyer was written to. A person's answer settles all that he wrote up to then, an automatic one nothing."""
    data: Sent = event.data  # type: ignore[assignment]
    asked = _reply(case, data.key) if data.key else None
    again = data.message_id in case.message_ids
    if (asked is not None and asked.sent_at) or (again and asked is None):
        name = f"message {data.message_id}" if again else f"reply {data.key}"
        raise Rejected(f"conversation {case.id}: {name} was sent already, nothing changes", severity="info")
    case = _confirmed(case, data, asked, event)
    meant = asked or Reply(key="", automatic=_by_rule(event))
    automatic = meant.automatic if data.automatic is None else data.automatic
    by = end_of(data.promised_by, market) or (None if automatic else meant.promised_by)
    if not automatic and not again:
        case = _answered(case, event)
    if by is not None or (not automatic and (meant.interim if data.interim is None else data.interim)):
        return promised(reopen(case), event, by, market)
    return case if automatic or again else kept(case, event.at)


def _by_rule(event: Event) -> bool:
    """Whether no person wrote it: what a rule has written is an automatic answer, unless it says otherwise."""
    return (event.actor or "").startswith("rule:")


def _answered(case: Conversation, event: Event) -> Conversation:
    """Everything the buyer wrote up to this moment is answered; what he wrote later is not."""
    at = event.at
    messages = tuple(replace(m, answered_at=at) if m.is_open and m.at <= at else m for m in case.messages)
    return replace(
        case,
        messages=messages,
        answered_at=latest(case.answered_at, at),
        quiet_since=latest(case.quiet_since, event.since),
    )


def _confirmed(case: Conversation, data: Sent, asked: Reply | None, event: Event) -> Conversation:
    case = replace(case, message_ids=with_id(case.message_ids, data.message_id))
    if data.key is None:
        return case
    return _with_reply(case, replace(asked or Reply(key=data.key), sent_at=event.since), asked)


def send_failed(case: Conversation, event: Event, _market: Market) -> Conversation:
    """A reply could not be sent: it is tried again under the same key, or failed for good."""
    data: SendFailed = event.data  # type: ignore[assignment]
    asked = _reply(case, data.key)
    if asked is None:
        known = ", ".join(reply.key for reply in case.replies if reply.is_open) or "none"
        raise Parked(f"conversation {case.id}: reply {data.key} was not asked for; open: {known}")
    if asked.sent_at is not None:
        raise Rejected(f"conversation {case.id}: reply {data.key} was sent already, nothing changes", severity="info")
    return _with_reply(case, replace(asked, failed_at=event.since, retryable=bool(data.retryable)), asked)


def marked_no_reply(case: Conversation, event: Event, _market: Market) -> Conversation:
    """A person decides that nothing has to be answered (S3-38, B-40): the metrics leave these messages out."""
    _data: MarkedNoReply = event.data  # type: ignore[assignment]
    if not (event.actor or "").startswith("person:"):
        raise Rejected(
            f"conversation {case.id}: only a person may decide that a message needs no answer (S3-38), "
            f"and this was {event.actor or 'nobody by name'}; the actor of a person is person:<login>"
        )
    if not any(message.at <= event.at for message in case.unanswered):
        raise Rejected(f"conversation {case.id}: nothing that the buyer wrote up to then waits for an answer")
    messages = tuple(replace(m, excluded_at=event.at) if m.is_open and m.at <= event.at else m for m in case.messages)
    return replace(
        case,
        messages=messages,
        marked_at=latest(case.marked_at, event.at),
        quiet_since=latest(case.quiet_since, event.since),
    )


def unresolved(case: Conversation) -> Reply | None:
    """The reply that failed and that nobody has sent, asked for again or written otherwise since."""
    for reply in case.replies:
        if reply.failed_at is None or reply.sent_at is not None:
            continue
        anew = any(other.requested_at and other.requested_at > reply.failed_at for other in case.replies)
        if not anew and (case.answered_at is None or case.answered_at < reply.failed_at):
            return reply
    return None


def _reply(case: Conversation, key: str) -> Reply | None:
    return next((reply for reply in case.replies if reply.key == key), None)


def _with_reply(case: Conversation, reply: Reply, instead_of: Reply | None) -> Conversation:
    if instead_of is None:
        return replace(case, replies=(*case.replies, reply))
    return replace(case, replies=tuple(reply if known is instead_of else known for known in case.replies))
