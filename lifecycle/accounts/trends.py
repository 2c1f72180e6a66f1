"""Whether a gauge heads for its limit: a straight line through its last values, in the order in which they were told.

The rule (OWN-TREND) is our own: from the first to the last of so many values the pace of a day is reckoned; if at that
pace the limit is reached within so many days after the last one, the gauge heads for it. Fewer values say nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from lifecycle.accounts.case import Point, Trend
from lifecycle.accounts.limits import Limit
from lifecycle.accounts.rules import said
from lifecycle.policy.pack import Market

DAY = Decimal(24 * 60 * 60)
FARTHEST = 365
"""Days beyond which nobody says when a limit would be reached."""
LEAST = 2
"""Values that a line needs."""
DIGITS = Decimal("1e-12")


def kept(recent: Sequence[Point], point: Point, market: Market) -> tuple[Point, ...]:
    """The last values with one more, as many as the rule looks at."""
    return (*recent, point)[-max(LEAST, _setting("values", point, market)) :]


def trend_of(recent: Sequence[Point], limit: Limit | None, market: Market) -> Trend | None:
    """How the last values move; None where there are not enough of them, or all were told at one instant."""
    if not recent or len(recent) < max(LEAST, _setting("values", recent[-1], market)):
        return None
    first, last = recent[0], recent[-1]
    seconds = int((last.at - first.at).total_seconds())
    if seconds <= 0:
        return None
    pace = ((last.value - first.value) * DAY / seconds).quantize(DIGITS)
    days = _days_left(last.value, pace, limit)
    if days is None or days > FARTHEST:
        return Trend(pace)
    reaches_at = last.at + timedelta(seconds=int(days * DAY))
    return Trend(pace, reaches_at, days <= _setting("days", last, market))


def _days_left(value: Decimal, pace: Decimal, limit: Limit | None) -> Decimal | None:
    """In how many days the limit is reached; None if it is broken already, or the values do not move towards it."""
    if limit is None or limit.is_broken(value):
        return None
    towards = pace > 0 if limit.better == "low" else pace < 0
    return (limit.value - value) / pace if towards else None


def _setting(entry: str, point: Point, market: Market) -> int:
    return int(said("OWN-TREND", point.at, market, entry) or 0)
