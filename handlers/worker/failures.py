"""What becomes of a delivery whose handling failed: one table, and nothing depends on a framework's default.

Stale, Unavailable, Full   the worker itself decides again, for as long as it takes (see workbench.py)
TooManyBatches             and here too: others have batches open, which end by themselves
everything below           the letter is handled alone, so that it cannot hold up others

A wake-up is never dead, whatever the row says: its case would lose its alarm. It comes again, later from time to time.
"""

from dataclasses import dataclass
from typing import Literal

from handlers.packs import PackMissing
from handlers.wire.jetstream import Refused
from lifecycle.engine.clockwork import TableViolated

MOST_DELIVERIES = 5
LONGEST = 60.0
"""Seconds that a wake-up which failed waits at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an exception: `retry` after `delay` seconds, or `dead` with a reason for its subject."""

    error: type[BaseException]
    action: Literal["retry", "dead"]
    reason: str
    delay: float = 1.0
    why: str = ""


VERDICTS = (
    Verdict(PackMissing, "retry", "pack_missing", 30, "somebody may restore the rule pack"),
    Verdict(TableViolated, "dead", "lifecycle_fault", why="asked again, the lifecycle would fail again"),
    Verdict(Refused, "dead", "refused_by_server", why="the server understood and said no"),
    Verdict(
        Exception, "retry", "unknown_fault", 10, "unknown, so it may pass; after five deliveries it is a dead letter"
    ),
)


def verdict_on(error: BaseException, deliveries: int) -> Verdict:
    """The first row that fits; what has failed too often is dead, whatever the row says."""
    row = _row(error)
    if row.action == "retry" and deliveries >= MOST_DELIVERIES:
        return Verdict(row.error, "dead", row.reason, why=f"it failed {deliveries} times")
    return row


def wake_up_delay(error: BaseException, deliveries: int) -> float:
    """Seconds until a wake-up that failed comes again: those of its row, each time twice as many, up to `LONGEST`."""
    return min(LONGEST, _row(error).delay * 2.0 ** min(deliveries - 1, 10))


def _row(error: BaseException) -> Verdict:
    return next(row for row in VERDICTS if isinstance(error, row.error))
