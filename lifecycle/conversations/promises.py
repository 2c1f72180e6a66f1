"""What the buyer was promised (B-41): made by an interim answer, kept or broken, and each of it a fact of the case."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.conversations.case import Conversation, Promise, latest
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.pack import Market
from lifecycle.policy.schedule import Moment


def promised(case: Conversation, event: Event, by: datetime | None, market: Market) -> Conversation:
    """One more promise, due `by` (UTC) or, where the answer gave no date, when the market's rule says."""
    schedule = market.schedule("T-PROMISE", event.since, stated=by)
    due = schedule.due_at if schedule else by
    promise = Promise(
        since=event.since, at=event.at, promised_by=due, dated=by is not None, historical=event.historical
    )
    return replace(case, promises=(*case.promises, promise))


def kept(case: Conversation, at: datetime) -> Conversation:
    """Every promise made up to `at` (UTC) is kept then, those that were broken before are kept late."""
    return _told(case, lambda promise: promise.at <= at and promise.kept_at is None, kept_at=at)


def promise_kept(case: Conversation, event: Event, _market: Market) -> Conversation:
    """What was promised has been done, other than by an answer in the thread."""
    after = kept(case, event.at)
    if after is case:
        raise _nothing_to_tell(case, event)
    return replace(after, quiet_since=latest(case.quiet_since, event.since))


def promise_broken(case: Conversation, event: Event, _market: Market) -> Conversation:
    """A person says that what was promised will not be done by then; the clock need not wait for it."""
    after = _told(case, lambda promise: promise.at <= event.at and promise.is_pending, broken_at=event.at)
    if after is case:
        raise _nothing_to_tell(case, event)
    return replace(after, quiet_since=latest(case.quiet_since, event.since))


def _nothing_to_tell(case: Conversation, event: Event) -> Parked | Rejected:
    if not any(promise.at <= event.at for promise in case.promises):
        return Parked(f"conversation {case.id}: no promise is known that was made before this {event.name}")
    return Rejected(
        f"conversation {case.id}: every promise is kept{'' if event.name == 'promise_kept' else ' or broken'} already, "
        "nothing changes",
        severity="info",
    )


def lapsed(case: Conversation, moment: Moment) -> Conversation:
    """The promised moment is over: what was to be done by then is broken."""
    ran = shown(case)

    def is_over(promise: Promise) -> bool:
        by = promise.promised_by
        return promise.is_pending and (promise is ran or (by is not None and by <= moment.at))

    return _told(case, is_over, broken_at=moment.at)


def shown(case: Conversation) -> Promise | None:
    """The promise whose clock is shown: the first that is pending, else the last that ran out and is still owed."""
    clocked = [promise for promise in case.pending if not promise.historical]
    if clocked:
        return clocked[0]
    broken = [p for p in case.promises if p.kept_at is None and p.broken_at and p.ran_out]
    return broken[-1] if broken else None


def owed(case: Conversation) -> Promise | None:
    """The last promise, if the buyer of an open thread still waits for what it was about."""
    last = case.promises[-1] if case.promises and not case.closed_at else None
    return last if last is not None and last.kept_at is None else None


def _told(case: Conversation, concerns: Callable[[Promise], bool], **told: datetime) -> Conversation:
    """The case with what is told about the promises it concerns; the very same if it concerns none."""
    if not any(map(concerns, case.promises)):
        return case
    promises = tuple(replace(promise, **told) if concerns(promise) else promise for promise in case.promises)
    return replace(case, promises=promises)
