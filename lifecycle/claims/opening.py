"""How a claim begins: a buyer opens it; or we may claim (SAFE-T), until it is filed or the chance is gone."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from events.claims import Eligible, Filed, NotEligible, Opened
from events.envelope import Event
from events.linked import OrderDated
from lifecycle.claims.case import Claim
from lifecycle.claims.ending import reopen
from lifecycle.claims.ledgers import Claimed
from lifecycle.engine.case import Link
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.families import of_order
from lifecycle.policy.days import end_of, start_of
from lifecycle.policy.pack import Market


def opened(case: Claim, event: Event, market: Market) -> Claim:
    """The notice of a claim or chargeback; told once, whenever it is told."""
    data: Opened = event.data  # type: ignore[assignment]
    if case.is_known:
        raise _known(case, data)
    return replace(
        case,
        claim_kind=data.claim_kind,
        claim_id=data.claim_id,
        order_id=data.order_id,
        marketplace=data.marketplace,
        return_case=data.return_case,
        amount=data.amount,
        currency=data.currency,
        claimed=tuple(Claimed(line.sku, line.quantity) for line in data.lines),
        reason=str(data.reason_code or ""),
        chargeback_type=str(data.chargeback_code or ""),
        action_required=data.action_required is not False,
        opened_at=start_of(data.opened_at, market) or event.since,
        notice_at=start_of(data.notice_date, market),
        respond_by=end_of(data.respond_by, market),
        links=(*case.links, *_links(data.order_id, data.return_case)),
    )


def _known(case: Claim, data: Opened) -> Rejected:
    told = f"{data.claim_kind} {data.claim_id}"
    if case.claim_id == data.claim_id and case.claim_kind == data.claim_kind:
        return Rejected(f"claim {case.id}: {told} is known already, nothing changes", severity="info")
    ours = case.claim_id or case.safet_id or "not filed yet"
    return Rejected(
        f"claim {case.id} is {case.state} and is the {case.claim_kind} claim {ours}: {told} is a case of its own"
    )


def _links(order_id: str, return_case: str | None) -> tuple[Link, ...]:
    return (Link("order", order_id), *((Link("return", return_case),) if return_case else ()))


def eligible(case: Claim, event: Event, market: Market) -> Claim:
    """We may claim from the marketplace; until when, the clock of the return says. Told again, the last word counts."""
    data: Eligible = event.data  # type: ignore[assignment]
    if case.is_known:
        ours_alone(case, event)
    if case.filed_at is not None and case.eligible_since is not None and event.since >= case.filed_at:
        raise Rejected(f"claim {case.id} is {case.state} and was filed already, nothing changes", severity="info")
    again = reopen(case) if case.close_reason == "not_eligible" else case
    known = _announced(again, data.order_id, data.marketplace, data.return_case)
    return replace(
        known,
        amount=case.amount if data.amount is None else data.amount,
        currency=data.currency or case.currency,
        eligible_since=start_of(data.since, market),
    )


def _announced(case: Claim, order_id: str, marketplace: str, return_case: str | None) -> Claim:
    """The SAFE-T claim with what it is about; what was told first stays."""
    new = tuple(link for link in _links(order_id, return_case) if link not in case.links)
    return replace(
        case,
        claim_kind="safet",
        order_id=case.order_id or order_id,
        marketplace=case.marketplace or marketplace,
        return_case=case.return_case or return_case,
        links=(*case.links, *new),
    )


def not_eligible(case: Claim, event: Event, _market: Market) -> Claim:
    """The chance is gone; once it was filed, or became eligible again later, that changes nothing."""
    _data: NotEligible = event.data  # type: ignore[assignment]
    ours_alone(case, event)
    moot = case.filed_at or case.closed_at or case.eligible_since is None or event.since < case.eligible_since
    return case if moot else replace(case, closed_at=event.since, close_reason="not_eligible")


def filed(case: Claim, event: Event, _market: Market) -> Claim:
    """We have filed it (B-16), once an order (B-17); not announced before, it has to name its order and marketplace."""
    data: Filed = event.data  # type: ignore[assignment]
    if not case.is_known and not (data.order_id and data.marketplace):
        raise Parked(f"claim {case.id}: SAFE-T claim {data.safet_id} names no order and marketplace, eligible will")
    if case.is_known:
        ours_alone(case, event)
    if case.safet_id == data.safet_id:
        raise Rejected(f"claim {case.id}: SAFE-T claim {data.safet_id} is filed already, nothing changes", "info")
    if case.safet_id is not None:
        raise Rejected(f"claim {case.id}: SAFE-T claim {case.safet_id} was filed already, one an order (B-17)")
    if data.order_id and data.marketplace:
        case = _announced(case, data.order_id, data.marketplace, data.return_case)
    return replace(
        reopen(case),
        safet_id=data.safet_id,
        filed_at=event.since,
        amount=data.amount if data.amount is not None else case.amount,
        currency=data.currency or case.currency,
    )


def ours_alone(case: Claim, event: Event) -> None:
    """Refuse what only a SAFE-T claim knows, for a buyer's claim."""
    if not case.is_safet:
        raise Rejected(f"claim {case.id} is the {case.claim_kind} claim of a buyer: {event.name} is for SAFE-T alone")


def order_dated(case: Claim, event: Event, market: Market) -> Claim:
    """What is known of the order's dates: whether the claim was opened within its window follows from it (B-23)."""
    data: OrderDated = event.data  # type: ignore[assignment]
    if of_order(data.order_id) != of_order(case.order_id):
        raise Rejected(
            f"claim {case.id} is about order {case.order_id}: the dates of order {data.order_id} are not its"
        )
    estimate = _on_its_day(data.latest_delivery_at, market)
    delivered = start_of(data.delivered_at, market) or case.delivered_at
    if estimate is None:
        return replace(case, delivered_at=delivered)
    return replace(case, latest_delivery_at=estimate, delivered_at=delivered, **_window(estimate, market))


def _on_its_day(told: datetime | date | None, market: Market) -> datetime | None:
    """An instant (UTC) on the estimated day: days count from it, not from the midnight that ends it."""
    at = start_of(told, market)
    return at - timedelta(microseconds=1) if at and isinstance(told, datetime) else at


def _window(estimate: datetime, market: Market) -> dict[str, datetime | None]:
    return {
        "claimable_from": market.ends("B-23-MISSING", estimate),
        "claimable_until": market.ends("B-23-UNTIL", estimate),
    }
