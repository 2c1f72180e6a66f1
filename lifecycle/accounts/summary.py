"""The state of an account, read off its ledgers. No event sets a state by itself."""

from collections.abc import Iterator

from events.account_codes import Metric, Status
from lifecycle.accounts.case import Account, Gauge
from lifecycle.accounts.limits import MEASURES

THREATENED = ("at_risk", "deactivated")
"""States in which a plan may be wanted without a notice that we know of."""


def state_of(case: Account) -> str:
    """Where the account stands: the first that holds, from closed to merely announced."""
    if case.closed_at:
        return "closed"
    if case.marketplace is None:
        return "announced"
    if case.status == Status.DEACTIVATED:
        return "deactivated"
    return _noticed(case) or _measured(case)


def _noticed(case: Account) -> str | None:
    """Whether somebody waits: the marketplace for a plan of ours, or we for its answer."""
    if any(notice.is_waiting for notice in case.notices):
        return "notice_open"
    return "plan_submitted" if case.pending else None


def _measured(case: Account) -> str:
    if case.status == Status.AT_RISK or any(is_threat(gauge) for gauge in case.metrics):
        return "at_risk"
    return "watched" if any(troubled(case)) else "healthy"


def is_threat(gauge: Gauge) -> bool:
    """Whether a limit is broken by which the marketplace judges accounts."""
    return gauge.level == "broken" and gauge.code in MEASURES


def troubled(case: Account) -> Iterator[Gauge]:
    """The gauges that want watching: near their limit, heading for it, or beyond it."""
    return (gauge for gauge in case.metrics if gauge.level in ("near", "broken") or gauge.is_worsening)


def of_violations(case: Account) -> bool:
    """Whether the marketplace counts violations of its policies."""
    return any(gauge.code is Metric.POLICY_VIOLATIONS and gauge.level == "broken" for gauge in case.metrics)
