"""Whether deadlines are kept, clock by clock: those met before they were due among those that fell due (E)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from lifecycle.numbers.rates import Rate, decided
from lifecycle.numbers.windows import Window


class Due(NamedTuple):
    """A deadline that ever ran: its clock, when it was due (UTC), how it stands, and since when it does."""

    timer: str
    due_at: datetime
    standing: str
    ended_at: datetime | None


def kept_by_timer(deadlines: Iterable[Due], span: Window) -> dict[str, Rate]:
    """The hit rate of each clock over the deadlines due in the window, by the name of the clock.

    A deadline whose moment was changed before it came is none of them. One that came and of which the log says nothing
    yet stands aside: its wake-up is on its way.
    """
    found: defaultdict[str, list[bool | None]] = defaultdict(list)
    for each in deadlines:
        if span.holds(each.due_at) and not _was_moved(each):
            found[each.timer].append(_is_hit(each, span.until))
    return {timer: decided(judged) for timer, judged in sorted(found.items())}


def _was_moved(due: Due) -> bool:
    return due.standing == "replaced" and (due.ended_at is None or due.ended_at <= due.due_at)


def _is_hit(due: Due, until: datetime) -> bool | None:
    ended = due.ended_at if due.ended_at is not None and due.ended_at <= until else None
    if due.standing == "running" or ended is None:
        return None
    return due.standing == "met" and ended <= due.due_at
