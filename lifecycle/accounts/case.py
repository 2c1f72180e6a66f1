"""An account as its ledgers tell it: a gauge for each metric, what was noticed, what was planned. Times are UTC."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from events.account_codes import Metric
from events.accounts import PARTS
from lifecycle.beginnings import unknown
from lifecycle.engine.case import Case

Level = Literal["unknown", "fine", "near", "broken"]


class Figure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One told figure: `value` is a share from 0 to 1, a rating or a number; `begins` and `ends` are what it counts."""

    at: datetime
    source: str
    value: Decimal | None = None
    count: int | None = None
    orders: int | None = None
    target: Decimal | None = None
    target_condition: str | None = None
    status: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None


class Point(Struct, frozen=True, array_like=True):
    """A value and when it was told."""

    at: datetime
    value: Decimal


class Trend(Struct, frozen=True, omit_defaults=True):
    """How fast the last values moved, a day; if they move towards the limit, when they reach it at that pace."""

    pace: Decimal
    reaches_at: datetime | None = None
    heads_for_limit: bool = False


class Gauge(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One metric of one fulfilment and window: the marketplace's last figure and ours, side by side.

    `difference` is ours less theirs. `limit` is the stricter of the rule's and the marketplace's own; `rule` tells.
    `headroom` is how many of `allowed` may still go wrong. `raw` is the source's name where ours stands for several.
    """

    metric: str
    raw: str | None = None
    fulfilment: str | None = None
    window_days: int | None = None
    reported: Figure | None = None
    computed: Figure | None = None
    difference: Decimal | None = None
    limit: Decimal | None = None
    rule: str | None = None
    targets_differ: bool = False
    allowed: int | None = None
    headroom: int | None = None
    level: Level = "unknown"
    is_final: bool = False
    recent: tuple[Point, ...] = ()
    trend: Trend | None = None

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells gauges apart."""
        return (self.metric, self.raw or "", self.fulfilment or "", self.window_days or 0)

    @property
    def code(self) -> Metric:
        """What it measures."""
        return Metric(self.metric)

    @property
    def is_worsening(self) -> bool:
        """Whether its last values head for the limit, which is not broken yet."""
        return self.level != "broken" and self.trend is not None and self.trend.heads_for_limit


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A plan of action that was sent; `lacks` names the parts it must have and has not (B-43)."""

    at: datetime
    lacks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    historical: bool = False
    answered_at: datetime | None = None
    accepted: bool = False
    asked_more: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether the marketplace has not answered it."""
        return self.answered_at is None


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice of the marketplace; `since` is when its term began, anew with each plan that is not accepted."""

    notice_id: str
    about: str
    reason: str
    at: datetime
    since: datetime
    respond_by: datetime | None = None
    due_at: datetime | None = None
    historical: bool = False
    missed: bool = False
    plan: Plan | None = None
    settled_at: datetime | None = None
    outcome: Literal["", "accepted", "dropped", "reinstated"] = ""

    @property
    def is_waiting(self) -> bool:
        """Whether the marketplace waits for a plan: none was sent, or the last one was not accepted."""
        return self.settled_at is None and (self.plan is None or not self.plan.is_pending)

    @property
    def plan_lacks(self) -> tuple[str, ...]:
        """What a plan for it still has to have (S1-23)."""
        return PARTS if self.plan is None else self.plan.lacks


class Account(Case, frozen=True, kw_only=True, omit_defaults=True):
    """An account after the events that count.

    `notices` are the open ones, `settled` those that are over; `plan` is one that answers no notice. `watched_at` is
    when its figures were last told; `handling_days` is how many to add to the handling time (S1-24).
    """

    marketplace: str | None
    status: str | None = None
    status_raw: str | None = None
    status_since: datetime | None = None
    status_unknown: str | None = None
    status_skipped: bool = False
    reinstated_at: datetime | None = None
    metrics: tuple[Gauge, ...] = ()
    handling_days: int = 0
    watched_at: datetime | None = None
    notices: tuple[Notice, ...] = ()
    settled: tuple[Notice, ...] = ()
    plan: Plan | None = None
    closed_at: datetime | None = None
    reopened: bool = False

    @property
    def pending(self) -> tuple[Plan, ...]:
        """The plans that the marketplace has not answered, the oldest first."""
        plans = [notice.plan for notice in self.notices if notice.plan is not None]
        plans += [self.plan] if self.plan is not None else []
        return tuple(sorted((plan for plan in plans if plan.is_pending), key=lambda plan: plan.at))


def blank(case_id: str) -> Account:
    """An account of which nothing is known yet."""
    return unknown(Account, "account", case_id, marketplace=None)
