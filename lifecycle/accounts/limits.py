"""Where a limit lies, how near a figure is to it, and how much may still go wrong (B-02, B-31 … B-34, B-43).

A rate must stay below its limit, one of what goes well above it; a rating may stand at it. Where the marketplace names
a target of its own, the stricter of the two holds.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from events.account_codes import Mark, Metric, mark
from lifecycle.accounts.case import Figure, Level
from lifecycle.accounts.rules import said
from lifecycle.policy.pack import Market

Better = Literal["low", "high"]
ZERO, ONE = Decimal(0), Decimal(1)


class Measure(NamedTuple):
    """By which rule of the pack a metric is judged, over which days, and which way is better."""

    rule: str
    better: Better
    days: str | None = None
    entry: str = "any"


class Limit(NamedTuple):
    """A limit as it holds for one figure; `inclusive`: a value that stands at it keeps it."""

    value: Decimal
    rule: str
    better: Better
    inclusive: bool = False
    differs: bool = False

    def is_broken(self, value: Decimal) -> bool:
        """Whether a value does not keep it."""
        if value == self.value:
            return not self.inclusive
        return value > self.value if self.better == "low" else value < self.value


class Headroom(NamedTuple):
    """How many may go wrong in all, how many have, and so how many still may: floor(limit × orders) − defects."""

    allowed: int
    misses: int

    @property
    def left(self) -> int:
        """How many more may go wrong; below zero if too many have."""
        return self.allowed - self.misses


MEASURES: Mapping[Metric, Measure] = {
    Metric.ORDER_DEFECT_RATE: Measure("B-31", "low", "B-31-DAYS"),
    Metric.LATE_SHIPMENT_RATE: Measure("B-32", "low", "B-32-DAYS"),
    Metric.PRE_FULFILMENT_CANCEL_RATE: Measure("B-33", "low", "B-33-DAYS"),
    Metric.VALID_TRACKING_RATE: Measure("B-34", "high", "B-34-DAYS"),
    Metric.ON_TIME_DELIVERY_RATE: Measure("B-34-ONTIME", "high", "B-34-DAYS"),
    Metric.UNIT_ON_TIME_DELIVERY_RATE: Measure("B-34-ONTIME", "high", "B-34-DAYS"),
    Metric.RETURN_DISSATISFACTION_RATE: Measure("B-02-TARGET", "low"),
    Metric.ACCOUNT_HEALTH_RATING: Measure("B-43", "high", entry="healthy"),
}
FINAL = "at_risk"
"""The entry of B-43 below which an account may be deactivated."""


def limit_of(metric: Metric, figure: Figure, market: Market) -> Limit | None:
    """The limit that holds for a figure at its time; None where nobody has set one."""
    ruled, told = _ruled(metric, figure.at, market), _told(metric, figure)
    if ruled is None or told is None:
        return ruled or told
    stricter = min if ruled.better == "low" else max
    value = stricter(ruled.value, told.value)
    chosen = ruled if value == ruled.value else ruled._replace(value=value, rule="target")
    return chosen._replace(differs=ruled.value != told.value)


def _ruled(metric: Metric, at: datetime, market: Market) -> Limit | None:
    measure = MEASURES.get(metric)
    value = said(measure.rule, at, market, measure.entry) if measure else None
    if measure is None or value is None:
        return None
    return Limit(value, measure.rule, measure.better, not metric.is_share)


def _told(metric: Metric, figure: Figure) -> Limit | None:
    """The target that came with the figure; its condition says which way is better where no rule of ours does."""
    condition = (figure.target_condition or "").upper()
    measure = MEASURES.get(metric)
    better = measure.better if measure else _better(metric, condition)
    if figure.target is None or better is None:
        return None
    return Limit(figure.target, "target", better, "EQUAL" in condition if condition else not metric.is_share)


def _better(metric: Metric, condition: str) -> Better | None:
    if "GREATER" in condition:
        return "high"
    return "low" if metric is Metric.POLICY_VIOLATIONS or "LESS" in condition or "EQUAL" in condition else None


def headroom_of(metric: Metric, figure: Figure, limit: Limit) -> Headroom | None:
    """The headroom of a share of which the numbers behind it are known and make sense."""
    count, orders = figure.count, figure.orders
    if not metric.is_share or count is None or not orders or count > orders:
        return None
    tolerated = limit.value if limit.better == "low" else ONE - limit.value
    return Headroom(int(tolerated * orders), count if limit.better == "low" else orders - count)


def level_of(metric: Metric, figure: Figure | None, limit: Limit | None, market: Market) -> Level:
    """How a figure stands: by its limit, and by the mark that the marketplace itself has put on it."""
    if figure is None:
        return "unknown"
    marked = mark(figure.status) if figure.status else Mark.OTHER
    judged: Level = "unknown"
    if limit is not None and figure.value is not None:
        judged = _judged(metric, figure, figure.value, limit, market)
    if Mark.BAD is marked or judged == "broken":
        return "broken"
    if Mark.FAIR is marked or judged == "near":
        return "near"
    return "fine" if Mark.GOOD is marked else judged


def _judged(metric: Metric, figure: Figure, value: Decimal, limit: Limit, market: Market) -> Level:
    if limit.is_broken(value):
        return "broken"
    return "near" if _is_near(metric, figure, value, limit, market) else "fine"


def _is_near(metric: Metric, figure: Figure, value: Decimal, limit: Limit, market: Market) -> bool:
    """Whether little is left: few in number (OWN-HEADROOM), or a small share of what is allowed (OWN-NEAR).

    Where nothing at all has gone wrong, nothing is near.
    """
    share = said("OWN-NEAR", figure.at, market) or ZERO
    few = said("OWN-HEADROOM", figure.at, market) or ZERO
    room = headroom_of(metric, figure, limit)
    if room is not None and room.misses and room.left <= max(few, share * room.allowed):
        return True
    if limit.better == "low":
        return value > 0 and value >= limit.value * (ONE - share)
    whole = ONE - limit.value if metric.is_share else limit.value
    flawless = metric.is_share and value >= ONE
    return not flawless and value - limit.value <= share * whole


def is_final(metric: Metric, figure: Figure | None, market: Market) -> bool:
    """Whether a rating is so low that the marketplace may deactivate the account (B-43)."""
    if metric is not Metric.ACCOUNT_HEALTH_RATING or figure is None or figure.value is None:
        return False
    final = said(MEASURES[metric].rule, figure.at, market, FINAL)
    return final is not None and figure.value < final
