"""How a thread ends, and how it is taken up again."""

from msgspec.structs import replace

from events.conversations import Closed, Reopened
from events.envelope import Event
from lifecycle.conversations.case import Conversation, latest
from lifecycle.engine.kind import Rejected
from lifecycle.policy.pack import Market


def closed(case: Conversation, event: Event, _market: Market) -> Conversation:
    """A person closes the thread, with reason and note; not while something is under way to the buyer."""
    data: Closed = event.data  # type: ignore[assignment]
    unsent = next((reply for reply in case.replies if reply.is_open), None)
    if unsent is not None:
        raise Rejected(f"conversation {case.id}: reply {unsent.key} is not confirmed yet, it cannot be closed")
    if case.pending:
        raise Rejected(
            f"conversation {case.id}: the buyer was promised an answer, it cannot be closed; "
            "answer him, or say promise_kept or promise_broken first"
        )
    return replace(case, closed_at=event.since, close_reason=data.reason)


def reopened(case: Conversation, event: Event, _market: Market) -> Conversation:
    """A closed thread is taken up again by a person; from now on it may grow quiet anew."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return replace(reopen(case), quiet_since=latest(case.quiet_since, event.since))


def reopen(case: Conversation) -> Conversation:
    """The thread as it stood before it was closed, marked as reopened; one that is open stays as it is."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened=True)
