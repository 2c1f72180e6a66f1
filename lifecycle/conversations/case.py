"""A conversation as its ledgers tell it: what the buyer wrote, what he was promised, what we asked to be sent (UTC).

`since` is where clocks count from, `at` where an event sorts; they differ only for what is known by its day alone. An
answer counts at its `at`, as the clocks see it: one of which only the day is known came at the end of that day.
"""

from datetime import datetime

from msgspec import Struct

from lifecycle.beginnings import unknown
from lifecycle.engine.case import Case


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the buyer, and what became of it: answered, or excluded from the metrics by a person.

    `due_at` is when its answer is due, by the source's own `respond_by` if it gave one; `missed`: the clock said so.
    """

    since: datetime
    at: datetime
    message_id: str | None = None
    due_at: datetime | None = None
    respond_by: datetime | None = None
    doubtful: bool = False
    historical: bool = False
    answered_at: datetime | None = None
    excluded_at: datetime | None = None
    missed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the buyer still waits for an answer to it."""
        return self.answered_at is None and self.excluded_at is None

    @property
    def is_late(self) -> bool:
        """Whether its answer came after it was due."""
        return self.answered_at is not None and self.due_at is not None and self.answered_at > self.due_at


class Promise(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One promise to the buyer, kept or broken; kept after it was broken, it is both. `dated`: the answer said when."""

    since: datetime
    at: datetime
    promised_by: datetime | None
    dated: bool = True
    historical: bool = False
    kept_at: datetime | None = None
    broken_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Neither kept nor broken yet."""
        return self.kept_at is None and self.broken_at is None

    @property
    def ran_out(self) -> bool:
        """Whether it was the clock that broke it, not a person beforehand."""
        return self.broken_at is not None and self.promised_by is not None and self.broken_at >= self.promised_by

    @property
    def was_in_time(self) -> bool:
        """Whether it was kept by the promised moment."""
        return self.kept_at is not None and self.promised_by is not None and self.kept_at <= self.promised_by


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that goes out under its key: asked for, sent, or failed; `automatic` if a rule asked for it."""

    key: str
    requested_at: datetime | None = None
    automatic: bool = False
    historical: bool = False
    interim: bool = False
    promised_by: datetime | None = None
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    retryable: bool = False

    @property
    def is_open(self) -> bool:
        """Asked for, neither confirmed nor failed for good."""
        failed = self.failed_at is not None and not self.retryable
        return self.requested_at is not None and self.sent_at is None and not failed


class Conversation(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A conversation after the events that count; `answered_at` and `marked_at` are the last of their sort."""

    thread_id: str | None = None
    marketplace: str | None = None
    order_id: str | None = None
    messages: tuple[Message, ...] = ()
    promises: tuple[Promise, ...] = ()
    replies: tuple[Reply, ...] = ()
    message_ids: tuple[str, ...] = ()
    answered_at: datetime | None = None
    marked_at: datetime | None = None
    quiet_since: datetime | None = None
    closed_at: datetime | None = None
    reopened: bool = False
    strange_sender: bool = False
    mixed: bool = False

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """The buyer's messages that nobody has answered."""
        return tuple(message for message in self.messages if message.is_open)

    @property
    def unanswered_since(self) -> datetime | None:
        """Since when (UTC) the oldest unanswered message waits, or None if none does."""
        return min((message.since for message in self.unanswered), default=None)

    @property
    def counted(self) -> tuple[Message, ...]:
        """The messages that the response metrics count: all but those a person has excluded (B-40)."""
        return tuple(message for message in self.messages if message.excluded_at is None)

    @property
    def pending(self) -> tuple[Promise, ...]:
        """The promises neither kept nor broken, the one that falls due first before the others."""
        undecided = (promise for promise in self.promises if promise.is_pending)
        return tuple(sorted(undecided, key=lambda promise: (promise.promised_by or promise.since, promise.since)))


def latest(known: datetime | None, at: datetime) -> datetime:
    """The later of two instants, the first of which may be unknown."""
    return at if known is None else max(known, at)


def blank(case_id: str) -> Conversation:
    """A conversation of which nothing is known yet."""
    return unknown(Conversation, "conversation", case_id)
