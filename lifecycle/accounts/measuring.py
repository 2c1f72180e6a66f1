"""What the account is measured by: each figure goes on its gauge, beside the one of the other source (S1-22)."""

from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from events.account_codes import Metric
from events.accounts import Measured
from events.envelope import Event
from lifecycle.accounts.case import Account, Figure, Gauge, Level, Point
from lifecycle.accounts.limits import MEASURES, headroom_of, is_final, level_of, limit_of
from lifecycle.accounts.opening import opened
from lifecycle.accounts.planning import calmed
from lifecycle.accounts.rules import said
from lifecycle.accounts.trends import DIGITS, kept, trend_of
from lifecycle.policy.days import end_of, start_of
from lifecycle.policy.pack import Market

SEVERAL = (Metric.OTHER, Metric.POLICY_VIOLATIONS)
"""Names of ours that stand for several of a source's: those gauges go by the source's name."""
WINDOWLESS = (Metric.ACCOUNT_HEALTH_RATING, Metric.POLICY_VIOLATIONS)


def metric_reported(case: Account, event: Event, market: Market) -> Account:
    """The marketplace's own figure; from now on it is the one that breaks a limit or keeps it."""
    data: Measured = event.data  # type: ignore[assignment]
    case = opened(case, data.marketplace, event)
    gauge = _gauge(case, data, event.since, market)
    figure = _figure(data, event, data.source, market)  # type: ignore[attr-defined]
    recent = gauge.recent if gauge.reported else ()
    gauge = replace(gauge, reported=figure, recent=_followed(recent, figure, market))
    return replace(_with(case, gauge, market), watched_at=_latest(case, event))


def metric_computed(case: Account, event: Event, market: Market) -> Account:
    """Our own figure; it stands beside the marketplace's, and alone only where there is none."""
    data: Measured = event.data  # type: ignore[assignment]
    case = opened(case, data.marketplace, event)
    gauge = _gauge(case, data, event.since, market)
    figure = _figure(data, event, "reckoned", market)
    recent = gauge.recent if gauge.reported else _followed(gauge.recent, figure, market)
    gauge = replace(gauge, computed=figure, recent=recent)
    told = any(known.reported for known in case.metrics)
    return replace(_with(case, gauge, market), watched_at=case.watched_at if told else _latest(case, event))


def _latest(case: Account, event: Event) -> datetime:
    """When figures were last told, now that these are."""
    return max(case.watched_at or event.since, event.since)


def _gauge(case: Account, data: Measured, at: datetime, market: Market) -> Gauge:
    """The gauge that a figure belongs on, a new one if there is none."""
    code = data.metric_code
    new = Gauge(
        metric=code.value,
        raw=data.metric if code in SEVERAL else None,
        fulfilment=data.fulfilment,
        window_days=_window(data, at, market),
    )
    return next((gauge for gauge in case.metrics if gauge.key == new.key), new)


def _window(data: Measured, at: datetime, market: Market) -> int | None:
    """Over how many days it counts: told, or the one of the rule's windows that its days are, the usual one if none."""
    if data.window_days or data.metric_code in WINDOWLESS:
        return data.window_days
    measure = MEASURES.get(data.metric_code)
    days = measure.days if measure else None
    usual = [said(days, at, market, entry) for entry in ("any", "short")] if days else []
    return data.days if data.days in usual or not usual or not usual[0] else int(usual[0])


def _figure(data: Measured, event: Event, source: str, market: Market) -> Figure:
    return Figure(
        at=event.since,
        source=source,
        value=_value(data),
        count=data.count,
        orders=data.orders,
        target=data.target,
        target_condition=data.target_condition,
        status=data.status,
        begins=start_of(getattr(data, "from"), market),
        ends=end_of(data.to, market),
    )


def _value(data: Measured) -> Decimal | None:
    """The value as it was told, or by the numbers behind it."""
    if data.value is not None or data.count is None:
        return data.value
    if not data.metric_code.is_share:
        return Decimal(data.count)
    whole = data.orders and data.count <= data.orders
    return (Decimal(data.count) / data.orders).quantize(DIGITS) if whole and data.orders else None


def _followed(recent: tuple[Point, ...], figure: Figure, market: Market) -> tuple[Point, ...]:
    return recent if figure.value is None else kept(recent, Point(figure.at, figure.value), market)


def _judged(gauge: Gauge, market: Market) -> Gauge:
    """The gauge with all that can be said of it: limit, headroom, level, difference, trend."""
    code, theirs, ours = gauge.code, gauge.reported, gauge.computed
    leading = theirs or ours
    assert leading is not None
    limit = limit_of(code, leading, market)
    fresh = None if theirs and ours and _is_outdated(ours, theirs, market) else ours
    room = limit and (headroom_of(code, leading, limit) or (fresh and headroom_of(code, fresh, limit)))
    return replace(
        gauge,
        difference=_difference(theirs, fresh, market),
        limit=limit.value if limit else None,
        rule=limit.rule if limit else None,
        targets_differ=bool(limit and limit.differs),
        allowed=room.allowed if room else None,
        headroom=room.left if room else None,
        level=_level(level_of(code, theirs, limit, market), level_of(code, fresh, limit, market)),
        is_final=is_final(code, leading, market),
        trend=trend_of(gauge.recent, limit, market),
    )


def _is_outdated(figure: Figure, other: Figure, market: Market) -> bool:
    """Whether one figure is so much older than the other that nobody would compare them (OWN-WATCH)."""
    until = market.ends("OWN-WATCH", figure.at)
    return until is not None and until < other.at


def _difference(theirs: Figure | None, ours: Figure | None, market: Market) -> Decimal | None:
    """Ours less theirs, of figures of about the same day."""
    if theirs is None or ours is None or theirs.value is None or ours.value is None:
        return None
    return None if _is_outdated(theirs, ours, market) else ours.value - theirs.value


def _level(theirs: Level, ours: Level) -> Level:
    """The marketplace's word says whether a limit is broken; where ours is worse than its, the limit is near."""
    if theirs == "unknown":
        return ours
    return "near" if theirs == "fine" and ours in ("near", "broken") else theirs


def _with(case: Account, gauge: Gauge, market: Market) -> Account:
    """The case with this gauge, judged, and with what late shipments advise (S1-24)."""
    others = (known for known in case.metrics if known.key != gauge.key)
    metrics = tuple(sorted((*others, _judged(gauge, market)), key=lambda known: known.key))
    late = gauge.code is Metric.LATE_SHIPMENT_RATE
    days = _handling_days(metrics, market) if late else case.handling_days
    return calmed(replace(case, metrics=metrics, handling_days=days))


def _handling_days(metrics: tuple[Gauge, ...], market: Market) -> int:
    """How many days to add to the handling time: by the worst of the windows over which late shipments count."""
    late = [gauge for gauge in metrics if gauge.code is Metric.LATE_SHIPMENT_RATE]
    worst = max(late, key=_trouble)
    entry = ("", "near", "broken")[_trouble(worst)]
    latest = max(figure.at for gauge in late for figure in (gauge.reported, gauge.computed) if figure)
    return int(said("OWN-HANDLING", latest, market, entry) or 0) if entry else 0


def _trouble(gauge: Gauge) -> int:
    if gauge.level == "broken":
        return 2
    return 1 if gauge.level == "near" or gauge.is_worsening else 0
