"""The clocks of a feedback (C.7): while the ledgers say so they run. How long stands in the policy pack, by name."""

from collections.abc import Callable
from dataclasses import replace as replace_timer
from datetime import datetime

from msgspec.structs import replace

from lifecycle.engine.kind import Timer
from lifecycle.feedback.case import Feedback
from lifecycle.feedback.criteria import open_verdicts
from lifecycle.feedback.replying import awaited
from lifecycle.feedback.table import GONE, OPEN, STANDING, WORKED
from lifecycle.policy.schedule import Moment

Since = Callable[[Feedback], datetime | None]

FINISHED = ("changed", "frozen", *GONE)


def _in_its_states(timer: Timer[Feedback]) -> Timer[Feedback]:
    """The clock, which nobody needs to ask in a state that it does not name."""
    return replace_timer(timer, since=lambda case: timer.since(case) if case.state in timer.states else None)


def _unread(case: Feedback) -> datetime | None:
    return case.triage_at if case.is_bad and case.classified_at is None else None


def _changeable(case: Feedback) -> datetime | None:
    """Until the end of the window the buyer may change it, and take it back even if he has changed it (B-37).

    A positive one is closed meanwhile; any other that is closed is over.
    """
    over = case.frozen_at is not None or case.is_changed
    if case.state == "closed":
        over = over or bool(case.changes) or case.is_bad or case.is_gone
    return None if over else case.left_at


def _quietly(case: Feedback) -> str | None:
    """Nobody is reminded that a positive rating may still be changed."""
    return None if case.is_bad else "F-CHANGE-POSITIVE"


def _removable(case: Feedback) -> datetime | None:
    return case.left_at if case.is_bad and case.removal is None and not case.removal_lapsed else None


def _undecided(case: Feedback) -> datetime | None:
    return case.removal.requested_at if case.removal else None


def _not_asked(case: Feedback) -> datetime | None:
    return case.resolved_at if not case.changes and case.is_bad else None


def _unconfirmed(case: Feedback) -> datetime | None:
    pending = awaited(case)
    return pending.asked_at if pending else None


def _at_rest(case: Feedback) -> datetime | None:
    """Since when nothing happens where nothing is left to do: no reply under way, nothing to ask the marketplace.

    What is gone is not replied to any more, and what is struck through not asked about.
    """
    if case.state in ("removed", "removed_by_buyer"):
        return case.touched_at
    unread = case.classified_at is None and not case.is_gone and _removable(case)
    busy = awaited(case) or unread or any(open_verdicts(case))
    return None if busy else case.touched_at


def _frozen(case: Feedback, moment: Moment) -> Feedback:
    return replace(case, frozen_at=moment.at, touched_at=moment.at)


def _too_old(case: Feedback, moment: Moment) -> Feedback:
    return replace(case, removal_lapsed=True, frozen_at=case.frozen_at or moment.at, touched_at=moment.at)


def _closed(case: Feedback, moment: Moment) -> Feedback:
    return replace(case, closed_at=moment.at, close_reason=case.state)


TIMERS: tuple[Timer[Feedback], ...] = (
    *map(
        _in_its_states,
        (
            # name, in which states it can run, since when; what follows when it is missed
            Timer("F-TRIAGE", OPEN, _unread),
            Timer(
                "F-CHANGE",
                (*WORKED, "removal_requested", "closed"),
                _changeable,
                variant=_quietly,
                missed=_frozen,
                floor=lambda case: case.downgraded_at,
            ),
            Timer("F-REMOVAL", STANDING, _removable, missed=_too_old),
            Timer("F-REMOVALCHECK", ("removal_requested",), _undecided),
            Timer("F-FOLLOWUP", ("buyer_contacted",), lambda case: case.contacted_at),
            Timer("F-ASKCHANGE", ("resolved",), _not_asked),
            Timer("F-AFTER", FINISHED, _at_rest, missed=_closed),
        ),
    ),
    Timer("F-SENDCONF", (), _unconfirmed),
)
