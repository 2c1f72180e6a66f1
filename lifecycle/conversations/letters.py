"""What is written to us in the thread, by whom, and which cases the thread is about."""

from msgspec.structs import replace

from events.conversations import Letter, Linked, Links, Sender
from events.envelope import Event
from lifecycle.conversations.case import Conversation, Message, latest
from lifecycle.conversations.ending import reopen
from lifecycle.engine.case import Link
from lifecycle.engine.kind import Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market

NO_BUYER = frozenset({Sender.MARKETPLACE, Sender.CARRIER, Sender.SELLER})


def received(case: Conversation, event: Event, market: Market) -> Conversation:
    """Somebody wrote. Only what the buyer wrote waits for an answer (B-40), and so does what a stranger wrote."""
    data: Letter = event.data  # type: ignore[assignment]
    if data.message_id in case.message_ids:
        raise Rejected(
            f"conversation {case.id}: message {data.message_id} is known already, nothing changes", severity="info"
        )
    case = _placed(case, data, event)
    if data.sender in NO_BUYER:
        return case
    respond_by = end_of(data.respond_by, market)
    schedule = market.schedule("M-REPLY", event.since, stated=respond_by)
    message = Message(
        since=event.since,
        at=event.at,
        message_id=data.message_id,
        due_at=schedule.due_at if schedule else None,
        respond_by=respond_by,
        doubtful=data.needs_answer is False,
        historical=event.historical,
    )
    strange = case.strange_sender or data.sender is Sender.OTHER
    return replace(reopen(case), messages=(*case.messages, message), strange_sender=strange)


def _placed(case: Conversation, data: Letter, event: Event) -> Conversation:
    """The case with thread, market and order as the first message told them, and everything the message is about."""
    first = case.thread_id is None
    mixed = not first and (data.thread_id, data.marketplace) != (case.thread_id, case.marketplace)
    known = replace(
        case,
        thread_id=data.thread_id if first else case.thread_id,
        marketplace=data.marketplace if first else case.marketplace,
        order_id=case.order_id or data.order_id,
        mixed=case.mixed or mixed,
        message_ids=with_id(case.message_ids, data.message_id),
        quiet_since=latest(case.quiet_since, event.since),
    )
    return _linked(known, data.order_id, data.links)


def with_id(known: tuple[str, ...], message_id: str | None) -> tuple[str, ...]:
    """The ids of messages, with one more if it is given and new."""
    return known if message_id is None or message_id in known else (*known, message_id)


def linked(case: Conversation, event: Event, _market: Market) -> Conversation:
    """The thread has found its order or its cases; this word of the order goes before what a message said."""
    data: Linked = event.data  # type: ignore[assignment]
    after = _linked(replace(case, order_id=data.order_id or case.order_id), data.order_id, data)
    if after == case:
        raise Rejected(f"conversation {case.id}: this linked names nothing that is not linked already", severity="info")
    return after


def _linked(case: Conversation, order_id: str | None, links: Links | None) -> Conversation:
    named = {"order": order_id}
    if links is not None:
        named |= {"return": links.return_case, "claim": links.claim_case, "feedback": links.feedback_case}
    new = (Link(rel, value) for rel, value in named.items() if value)
    return replace(case, links=(*case.links, *(link for link in new if link not in case.links)))
