"""The state and the flags of a conversation, read off its ledgers. No event sets a state by itself."""

from lifecycle.conversations.answers import unresolved
from lifecycle.conversations.case import Conversation
from lifecycle.conversations.promises import owed


def state_of(case: Conversation) -> str:
    """Where the conversation stands: the first that holds, from closed to merely announced."""
    if case.closed_at:
        return "closed"
    if case.thread_id is None:
        return "announced"
    if case.unanswered:
        return "breached" if any(message.missed for message in case.unanswered) else "awaiting_reply"
    if any(promise.kept_at is None for promise in case.promises):
        return "interim_answered"
    return "answered" if _was_answered_last(case) else "no_reply_needed"


def _was_answered_last(case: Conversation) -> bool:
    """Whether an answer was the last word, not a person's mark that none is needed."""
    return case.answered_at is not None and (case.marked_at is None or case.marked_at < case.answered_at)


def flags_of(case: Conversation) -> tuple[str, ...]:
    """What deserves a person's eye, in a fixed order."""
    return tuple(name for name, holds in _FLAGS if holds(case))


def _failed(case: Conversation, *, retryable: bool) -> bool:
    reply = None if case.closed_at else unresolved(case)
    return reply is not None and reply.retryable is retryable


def _undated(case: Conversation) -> bool:
    promise = owed(case)
    return promise is not None and not promise.dated


def _broken(case: Conversation) -> bool:
    promise = owed(case)
    return promise is not None and promise.broken_at is not None


_FLAGS = (
    ("send_failed", lambda c: _failed(c, retryable=False)),
    ("send_delayed", lambda c: _failed(c, retryable=True)),
    ("interim_without_date", _undated),
    ("promise_broken", _broken),
    ("answered_late", lambda c: any(message.is_late for message in c.messages)),
    ("reply_doubtful", lambda c: any(message.doubtful for message in c.unanswered)),
    ("unknown_sender", lambda c: c.strange_sender),
    ("mixed_threads", lambda c: c.mixed),
    ("reopened", lambda c: c.reopened),
)
