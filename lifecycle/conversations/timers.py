"""The clocks of a conversation (C.7): while the ledgers say so they run. How long stands in the policy pack.

What was told as history is in the ledgers and starts no clock, nor does it hold back one of today.
"""

from datetime import UTC, datetime

from msgspec.structs import replace

from lifecycle.conversations.answers import unresolved
from lifecycle.conversations.case import Conversation, Message
from lifecycle.conversations.promises import lapsed, shown
from lifecycle.conversations.table import OPEN, RESTING, WAITING
from lifecycle.engine.kind import Timer
from lifecycle.policy.schedule import Moment

NEVER = datetime.max.replace(tzinfo=UTC)


def _first_due(case: Conversation) -> Message | None:
    """The unanswered message whose answer is due first: the oldest, unless a source stated otherwise."""
    waiting = (message for message in case.unanswered if not message.historical)
    return min(waiting, key=lambda message: (message.due_at or NEVER, message.since), default=None)


def _unanswered(case: Conversation) -> datetime | None:
    message = _first_due(case) if case.state in WAITING else None
    return message.since if message else None


def _stated(case: Conversation) -> datetime | None:
    message = _first_due(case)
    return message.respond_by if message else None


def _breached(case: Conversation, moment: Moment) -> Conversation:
    """The message whose clock ran, and every other that should have been answered by this moment, was not."""
    first = _first_due(case)
    missed = [m for m in case.unanswered if m is first or (m.due_at is not None and m.due_at <= moment.at)]
    return replace(case, messages=tuple(replace(m, missed=True) if m in missed else m for m in case.messages))


def _claim_risk(case: Conversation) -> datetime | None:
    waiting = (m.since for m in case.unanswered if not m.historical)
    return min(waiting, default=None) if case.state in WAITING else None


def _promised(case: Conversation) -> datetime | None:
    promise = None if case.closed_at else shown(case)
    return promise.since if promise else None


def _promised_by(case: Conversation) -> datetime | None:
    promise = shown(case)
    return promise.promised_by if promise and promise.dated else None


def _unsent(case: Conversation) -> datetime | None:
    asked = [
        reply.requested_at for reply in case.replies if reply.is_open and reply.requested_at and not reply.historical
    ]
    return min(asked, default=None) if not case.closed_at else None


def _quiet(case: Conversation) -> datetime | None:
    busy = unresolved(case) or any(reply.is_open for reply in case.replies)
    return case.quiet_since if case.state in RESTING and not busy else None


def _closed(case: Conversation, moment: Moment) -> Conversation:
    return replace(case, closed_at=moment.at, close_reason=case.state)


TIMERS: tuple[Timer[Conversation], ...] = (
    # name, in which states it can run, since when; stated by the source; what follows when it is missed
    Timer("M-REPLY", WAITING, _unanswered, stated=_stated, missed=_breached),
    Timer("T-CLAIMRISK", WAITING, _claim_risk),
    Timer("T-PROMISE", (*WAITING, "interim_answered"), _promised, stated=_promised_by, missed=lapsed),
    Timer("M-SENDCONF", OPEN, _unsent),
    Timer("M-AFTER", RESTING, _quiet, missed=_closed),
)
