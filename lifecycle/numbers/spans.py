"""How long things take: the median, and what nine in ten do not exceed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple


class Spans(NamedTuple):
    """So many durations, their median and their 90th percentile; both None where there are none.

    The median of an even number lies between the middle two; the percentile is the least of the durations that nine in
    ten do not exceed, so that it is one that happened.
    """

    told: int
    median: timedelta | None
    p90: timedelta | None


def spans(found: Iterable[timedelta]) -> Spans:
    """The middle and the slow end of some durations; one that would be negative counts as none at all."""
    waits = sorted(max(each, timedelta()) for each in found)
    count = len(waits)
    if not waits:
        return Spans(0, None, None)
    return Spans(count, (waits[(count - 1) // 2] + waits[count // 2]) / 2, waits[-(-count * 9 // 10) - 1])
