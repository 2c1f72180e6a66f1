"""What deserves a person's eye in an account. Every limit has flags of its own, so that each is heard of."""

from collections.abc import Iterator, Mapping

from events.account_codes import Metric, Status
from lifecycle.accounts.case import Account, Gauge, Plan
from lifecycle.accounts.limits import MEASURES
from lifecycle.accounts.summary import of_violations

NAMES: Mapping[str, str] = {
    "order_defect_rate": "the order defect rate (B-31)",
    "order_defect_rate_mfn": "the order defect rate of orders that we ship (B-31)",
    "order_defect_rate_afn": "the order defect rate of orders that the marketplace ships (B-31)",
    "late_shipment_rate": "the late shipment rate (B-32)",
    "pre_fulfilment_cancel_rate": "the rate of orders cancelled before they are shipped (B-33)",
    "valid_tracking_rate": "the valid tracking rate (B-34)",
    "on_time_delivery_rate": "the rate of deliveries on time (B-34)",
    "unit_on_time_delivery_rate": "the rate of units delivered on time (B-34)",
    "return_dissatisfaction_rate": "the return dissatisfaction rate (B-02)",
    "account_health_rating": "the account health rating (B-43)",
    "other_metric": "another figure of the account",
}
"""What stands at the beginning of a gauge's flags, and in its alerts."""


def flags_of(case: Account) -> tuple[str, ...]:
    """What deserves a person's eye, in a fixed order; an account that is closed is not watched."""
    if case.closed_at:
        return ("reopened",) if case.reopened else ()
    raised = {flag for gauge in case.metrics for flag in _of_gauge(gauge)}
    raised |= {name for name, holds in _FLAGS if holds(case)}
    return tuple(flag for flag in FLAG_ALERTS if flag in raised)


def _of_gauge(gauge: Gauge) -> Iterator[str]:
    if gauge.code is Metric.POLICY_VIOLATIONS:
        return
    name = _name(gauge)
    if gauge.level in ("near", "broken"):
        yield f"{name}_{gauge.level}"
    if gauge.is_worsening:
        yield f"{name}_worsening"


def _name(gauge: Gauge) -> str:
    if gauge.code not in MEASURES:
        return "other_metric"
    full = f"{gauge.metric}_{(gauge.fulfilment or '').lower()}"
    return full if full in NAMES else gauge.metric


def _plans(case: Account) -> Iterator[Plan]:
    """The last plan for each matter that is not settled."""
    yield from (notice.plan for notice in case.notices if notice.plan is not None)
    if case.plan is not None and not case.plan.accepted:
        yield case.plan


_FLAGS = (
    ("account_deactivated", lambda c: c.status == Status.DEACTIVATED),
    ("deactivation_near", lambda c: any(gauge.is_final for gauge in c.metrics) and c.status != Status.DEACTIVATED),
    ("account_at_risk", lambda c: c.status == Status.AT_RISK),
    ("notice_open", lambda c: any(notice.is_waiting for notice in c.notices)),
    ("several_notices", lambda c: sum(notice.is_waiting for notice in c.notices) > 1),
    ("plan_refused", lambda c: any(not plan.is_pending and not plan.accepted for plan in _plans(c))),
    ("plan_incomplete", lambda c: any(plan.lacks for plan in _plans(c))),
    ("plan_without_evidence", lambda c: any(not plan.evidence for plan in _plans(c))),
    ("policy_violations", of_violations),
    ("add_handling_time", lambda c: c.handling_days > 0),
    ("targets_differ", lambda c: any(gauge.targets_differ for gauge in c.metrics)),
    ("unknown_status", lambda c: c.status_unknown is not None),
    ("status_skipped", lambda c: c.status_skipped),
    ("unknown_metric", lambda c: any(gauge.code is Metric.OTHER for gauge in c.metrics)),
    ("reopened", lambda c: c.reopened),
)


def _of_limits() -> Iterator[tuple[str, tuple[str, str]]]:
    for name, words in NAMES.items():
        severe = "warning" if name == "other_metric" else "critical"
        yield f"{name}_broken", (severe, f"{words} does not keep its limit")
        yield f"{name}_near", ("warning", f"{words} is near its limit, little is left")
        yield f"{name}_worsening", ("warning", f"{words} heads for its limit at the pace of its last values")


FLAG_ALERTS: Mapping[str, tuple[str, str]] = {
    "account_deactivated": ("critical", "the marketplace has deactivated the account"),
    "deactivation_near": ("critical", "its rating is so low that the marketplace may deactivate it (B-43)"),
    "account_at_risk": ("critical", "the marketplace says that the account is at risk"),
    "notice_open": ("critical", "the marketplace has sent a notice and waits for a plan of action (S1-23)"),
    "several_notices": ("critical", "more than one notice waits for a plan of action"),
    "plan_refused": ("critical", "the marketplace has not accepted the plan of action"),
    "plan_incomplete": ("warning", "the plan of action lacks the root cause, what was put right, or what prevents it"),
    "plan_without_evidence": ("info", "the plan of action names no evidence (B-43)"),
    **dict(_of_limits()),
    "policy_violations": ("warning", "the marketplace counts violations of its policies"),
    "add_handling_time": ("warning", "add as many days of handling time as handling_days says (S1-24)"),
    "targets_differ": ("warning", "the marketplace names another target than our rules do; the stricter one holds"),
    "unknown_status": ("warning", "the marketplace says something of its status that we do not know"),
    "status_skipped": ("info", "the marketplace names another status before this one than the one we knew"),
    "unknown_metric": ("info", "a figure was told that we do not know; it is kept under its own name"),
    "reopened": ("warning", "it was taken up again after it was closed"),
}
