"""The state and the flags of a feedback, read off its ledgers. No event sets a state by itself."""

from events.complaints import OF_VALUE, Cause
from lifecycle.feedback.case import Feedback
from lifecycle.feedback.criteria import is_fulfilment_complaint, open_verdicts
from lifecycle.feedback.replying import awaited, failed


def state_of(case: Feedback) -> str:
    """Where the feedback stands: the first that holds, from closed to merely announced."""
    if case.rating is None:
        return "announced"
    return ("closed" if case.closed_at else None) or _gone_state(case) or _asked_state(case) or _worked_state(case)


def _gone_state(case: Feedback) -> str | None:
    if case.removed_at:
        return "removed"
    if case.struck_at:
        return "struck_through"
    return "removed_by_buyer" if case.removed_by_buyer_at else None


def _asked_state(case: Feedback) -> str | None:
    """Where it stands by what the marketplace was asked, the buyer changed, or time has made final."""
    if case.removal and not case.removal.outcome:
        return "removal_requested"
    if case.is_changed:
        return "changed"
    return "frozen" if case.frozen_at else None


def _worked_state(case: Feedback) -> str:
    if case.asks:
        return "change_asked"
    if case.resolved_at:
        return "resolved"
    return "buyer_contacted" if case.contacted_at else "open"


def flags_of(case: Feedback) -> tuple[str, ...]:
    """What deserves a person's eye, in a fixed order."""
    return tuple(name for name, holds in _FLAGS if holds(case))


def _strike_possible(case: Feedback) -> bool:
    """Whether asking the marketplace to strike it through is the way, not contacting the buyer (C.8-20)."""
    askable = case.is_bad and not case.is_gone and case.removal is None and not case.removal_lapsed
    found = any(verdict.effect == "strike-through" for verdict in open_verdicts(case))
    return askable and (found or is_fulfilment_complaint(case))


def _is_unwanted(case: Feedback) -> bool:
    """Whether the marketplace is still asked to remove what has become positive."""
    pending = case.removal is not None and not case.removal.outcome
    return pending and case.sentiment == "positive" and not case.is_gone


_FLAGS = (
    ("unexpected_change", lambda c: any(change.unexpected for change in c.changes)),
    ("second_change", lambda c: len(c.changes) > 1),
    ("downgraded", lambda c: bool(c.changes) and c.changes[-1].is_worse),
    ("removal_possible", lambda c: any(verdict.effect == "removal" for verdict in open_verdicts(c))),
    ("strike_possible", _strike_possible),
    ("removal_unwanted", _is_unwanted),
    ("missing_from_report", lambda c: bool(c.missing) and not c.is_gone),
    ("too_early", lambda c: c.early is True),
    ("too_late", lambda c: c.late is True),
    ("value_given", lambda c: c.remedy in OF_VALUE and not c.changes),
    ("unknown_cause", lambda c: c.cause == Cause.OTHER),
    ("replied", lambda c: c.is_replied),
    ("reply_final", lambda c: awaited(c) is not None or c.is_replied),
    ("replied_twice", lambda c: c.replied_twice),
    ("send_failed", lambda c: failed(c, "final")),
    ("send_delayed", lambda c: failed(c, "retryable")),
    ("reopened", lambda c: c.reopened),
)
