"""The clocks of an account, all of them our own: while the ledgers say so they run. How long stands in the policy pack.

What was told as history is in the ledgers and starts no clock.
"""

from datetime import UTC, datetime

from msgspec.structs import replace

from lifecycle.accounts.case import Account, Notice
from lifecycle.accounts.table import WATCHED
from lifecycle.engine.kind import Timer
from lifecycle.policy.schedule import Moment

NEVER = datetime.max.replace(tzinfo=UTC)
ANSWERABLE = ("notice_open", "plan_submitted", "deactivated")
PLANNED = ("notice_open", "plan_submitted", "deactivated")


def _watched(case: Account) -> datetime | None:
    return case.watched_at if case.state in WATCHED else None


def _shown(case: Account) -> Notice | None:
    """The notice whose clock is shown: the one that is due first, else the last that nobody has answered in time."""
    waiting = [notice for notice in case.notices if notice.is_waiting and not notice.historical]
    pending = [notice for notice in waiting if not notice.missed]
    if pending:
        return min(pending, key=lambda notice: (notice.due_at or NEVER, notice.since, notice.notice_id))
    return max(waiting, key=lambda notice: (notice.due_at or NEVER, notice.since, notice.notice_id), default=None)


def _noticed(case: Account) -> datetime | None:
    notice = _shown(case) if case.state in ANSWERABLE else None
    return notice.since if notice else None


def _stated(case: Account) -> datetime | None:
    notice = _shown(case)
    return notice.respond_by if notice else None


def _overdue(case: Account, moment: Moment) -> Account:
    """The notice whose clock ran, and every other whose term is over by this moment, was not answered in time."""
    shown = _shown(case)
    over = [n for n in case.notices if n is shown or (n.is_waiting and n.due_at is not None and n.due_at <= moment.at)]
    return replace(case, notices=tuple(replace(n, missed=True) if n in over else n for n in case.notices))


def _planned(case: Account) -> datetime | None:
    if case.state not in PLANNED:
        return None
    return next((plan.at for plan in case.pending if not plan.historical), None)


TIMERS: tuple[Timer[Account], ...] = (
    # name, in which states it can run, since when; stated by the source; what follows when it is missed
    Timer("A-WATCH", WATCHED, _watched),
    Timer("A-NOTICE", ANSWERABLE, _noticed, stated=_stated, missed=_overdue),
    Timer("A-PLAN", PLANNED, _planned),
)
