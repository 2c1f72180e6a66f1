"""What becomes of a delivery whose handling failed: one table, and nothing depends on a framework's default.

Stale, Unavailable, Full   the worker itself decides again, for as long as it takes (see workbench.py)
everything below           the letter is handled alone, so that it cannot hold up others
"""

from dataclasses import dataclass
from typing import Literal

from handlers.packs import PackMissing
from handlers.wire.jetstream import Refused
from lifecycle.engine.clockwork import TableViolated

MOST_DELIVERIES = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an exception: `retry` after `delay` seconds, or `dead` with a reason for its subject."""

    error: type[BaseException]
    action: Literal["retry", "dead"]
    reason: str
    delay: float = 0.0
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
    row = next(row for row in VERDICTS if isinstance(error, row.error))
    if row.action == "retry" and deliveries >= MOST_DELIVERIES:
        return Verdict(row.error, "dead", row.reason, why=f"it failed {deliveries} times")
    return row
