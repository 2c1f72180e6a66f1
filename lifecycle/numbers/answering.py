"""How buyers are answered: in time (B-40), how fast, and whether promises to them are kept (S3-37, B-41).

Everything as it stood at the end of a window: what happened later has not happened. All instants are UTC.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from lifecycle.numbers.rates import Rate, decided
from lifecycle.numbers.windows import Window


class Message(NamedTuple):
    """A message of a buyer: in which conversation, when it came, and what became of it."""

    case_id: str
    at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    excluded_at: datetime | None


class Promise(NamedTuple):
    """A promise to a buyer, by when it was to be kept, and when it was kept or broken."""

    at: datetime
    promised_by: datetime | None
    kept_at: datetime | None
    broken_at: datetime | None


def late_responses(messages: Iterable[Message], span: Window) -> Rate:
    """Messages answered after they were due, or unanswered though due, among those that need an answer.

    A person's "needs no answer" takes a message out (S3-38). One that still waits within its time, or of which nobody
    knows when an answer is due, is undetermined.
    """
    judged = [_is_late(each, span.until) for each in messages if span.holds(each.at) and not _excluded(each, span)]
    return Rate(count=judged.count(True), of=len(judged), undetermined=judged.count(None))


def _excluded(message: Message, span: Window) -> bool:
    return _by(message.excluded_at, span.until)


def _by(at: datetime | None, until: datetime) -> bool:
    return at is not None and at <= until


def _is_late(message: Message, until: datetime) -> bool | None:
    due, answered = message.due_at, message.answered_at if _by(message.answered_at, until) else None
    if due is None:
        return None
    if answered is not None:
        return answered > due
    return True if due <= until else None


class Responses(NamedTuple):
    """How many answers there were, and how long buyers waited for them on average; None where there was none."""

    answers: int
    mean: timedelta | None


def response_time(messages: Iterable[Message], span: Window) -> Responses:
    """The mean from the oldest message that an answer settles to the answer; it belongs to the day of that message."""
    oldest: dict[tuple[str, datetime], datetime] = {}
    for each in messages:
        if each.answered_at is not None and _by(each.answered_at, span.until):
            key = each.case_id, each.answered_at
            oldest[key] = min(each.at, oldest.get(key, each.at))
    waits = [answered - asked for (_, answered), asked in oldest.items() if span.holds(asked)]
    return Responses(len(waits), sum(waits, timedelta()) / len(waits) if waits else None)


def promises_kept(promises: Iterable[Promise], span: Window) -> Rate:
    """Promises of the window that were kept by their moment, among those that fell due or were broken before it.

    One without a moment that nobody has broken is undetermined; one that is not due yet does not count at all.
    """
    judged = [_is_kept(each, span.until) for each in promises if span.holds(each.at) and _has_ended(each, span.until)]
    return decided(judged)


def _has_ended(promise: Promise, until: datetime) -> bool:
    by = promise.promised_by
    return by is None or by <= until or _by(promise.kept_at, until) or _by(promise.broken_at, until)


def _is_kept(promise: Promise, until: datetime) -> bool | None:
    kept = promise.kept_at if _by(promise.kept_at, until) else None
    if promise.promised_by is None:
        return False if _by(promise.broken_at, until) else None
    return kept is not None and kept <= promise.promised_by
