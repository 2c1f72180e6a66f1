"""The clocks of a return (C.7): while the ledgers say so they run. How long stands in the policy pack, by name."""

from collections.abc import Callable
from dataclasses import replace as replace_timer
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from lifecycle.engine.kind import Timer
from lifecycle.policy.schedule import Moment
from lifecycle.returns import safet
from lifecycle.returns.case import Return
from lifecycle.returns.payments import counted, is_settled, open_refund
from lifecycle.returns.quantities import awaits_goods, is_graded, laid_out
from lifecycle.returns.table import RECEIVED, SETTLING

Since = Callable[[Return], datetime | None]

BACK = ("delivered", "lost_in_transit", *RECEIVED)
ANY = ()


def _worked(timer: Timer[Return]) -> Timer[Return]:
    """The clock runs only for cases that we work; those we merely track (AFN) come to rest, no more."""
    if timer.name == "T-AFTER":
        return timer
    return replace_timer(timer, since=lambda case: None if case.tracking_only else timer.since(case))


def _unanswered(case: Return) -> datetime | None:
    answered = case.answered_at or case.received_at
    return case.requested_at if case.state == "requested" and not answered else None


def _claim_risk(case: Return) -> datetime | None:
    if case.state == "declined":
        return case.objected_at
    return _unanswered(case)


def _not_shipped(case: Return) -> datetime | None:
    if case.state != "authorized":
        return None
    return case.requested_at if case.withdrawal else case.authorized_at


def _shipback(case: Return) -> str | None:
    """Who withdraws from the contract sends back within the law's term, counted from his notice (B-13)."""
    return "T-SHIPBACK-WITHDRAWAL" if case.withdrawal else None


def _in_transit(case: Return) -> datetime | None:
    gone = case.delivered_at or case.arrivals or case.lost_confirmed or case.closed_at
    gone = gone or case.keep_item or case.declined_at
    return case.last_scan_at if case.shipped_at and not gone else None


def _unscanned(case: Return) -> datetime | None:
    return case.delivered_at if not case.arrivals and not case.closed_at and not case.lost_confirmed else None


def _rest(case: Return) -> datetime | None:
    return case.last_received_at if case.state == "partially_received" else None


def _ungraded(case: Return) -> datetime | None:
    open_units = case.is_known and case.arrivals and not is_graded(case) and not case.closed_at
    first = case.last_received_at if case.graded else case.received_at
    return first if open_units else None


def _refund_due(case: Return) -> datetime | None:
    back = [at for at in (case.delivered_at, case.received_at) if at]
    over = case.closed_at or case.replacement_at or case.keep_item or is_settled(case) or case.declined_at
    paid_so_far = case.state == "partially_received" and case.money.refunded >= case.money.due > 0
    return min(back) if back and case.is_known and not over and not paid_so_far else None


def _refund_by_law(case: Return) -> datetime | None:
    return case.requested_at if case.withdrawal and _refund_due(case) else None


def _unconfirmed(case: Return) -> datetime | None:
    pending = open_refund(case)
    if pending is not None:
        return pending.requested_at
    return case.requested_at if case.state == "refund_pending" else None


def _at_rest(case: Return) -> datetime | None:
    ungraded = case.arrivals and not is_graded(case)
    expected = case.shipped_at and awaits_goods(case) and not case.withdrawn_at
    busy = case.held or case.claims or ungraded or expected or safet.is_open(case)
    return case.touched_at if case.state in ("refunded", "replaced", "withdrawn") and not busy else None


def _carrier_owes(case: Return) -> datetime | None:
    return case.lost_at if not case.arrivals and not case.carrier_settled_at and not case.closed_at else None


def _unidentified(case: Return) -> datetime | None:
    stray = case.state == "unexpected" or bool({"over_received", "unexpected_units"} & set(case.flags))
    return case.last_received_at if stray and not case.closed_at else None


def _promised(case: Return) -> datetime | None:
    return case.replacement_at if case.state == "replacement_pending" else None


def _expired(case: Return, moment: Moment) -> Return:
    return case if case.money.refunded else replace(case, expired_at=moment.at, touched_at=moment.at)


def _lost(case: Return, moment: Moment) -> Return:
    told = case.lost_at is not None
    return replace(case, lost_at=case.lost_at or moment.at, lost_confirmed=told, touched_at=moment.at)


def _settled_in_part(case: Return, moment: Moment) -> Return:
    return counted(laid_out(replace(case, partly_settled_at=moment.at, touched_at=moment.at)))


def _closed(case: Return, moment: Moment) -> Return:
    return replace(case, closed_at=moment.at, close_reason=close_reason(case))


def close_reason(case: Return) -> str:
    """Why a return that has come to rest is over, as its ledgers tell."""
    if case.claim_granted:
        return "decided_by_claim"
    if case.state == "withdrawn":
        return "withdrawn_by_buyer"
    if case.state == "replaced":
        return "replaced"
    full = case.money.refunded >= case.money.paid > Decimal(0)
    if case.keep_item:
        return "kept_item_refunded" if full else "kept_item_compensated"
    if case.lost_at and not case.arrivals:
        return "lost_settled"
    return "refunded_full" if full else "refunded_partial"


TIMERS: tuple[Timer[Return], ...] = tuple(
    _worked(timer)
    for timer in (
        # name, in which states it can run, since when; stated by the source; what follows when it is missed
        Timer("T-AUTH", ("requested",), _unanswered, stated=lambda case: case.respond_by),
        Timer("T-CLAIMRISK", ("requested", "declined"), _claim_risk),
        Timer(
            "T-SHIPBACK",
            ("authorized",),
            _not_shipped,
            stated=lambda case: case.ship_by,
            variant=_shipback,
            missed=_expired,
        ),
        Timer("T-TRANSIT", ("in_transit", "lost_in_transit", *SETTLING), _in_transit, missed=_lost),
        Timer("T-SCAN", ("delivered", *SETTLING), _unscanned),
        Timer("T-REST", ("partially_received",), _rest, missed=_settled_in_part),
        Timer("T-INSPECT", (*RECEIVED, *SETTLING), _ungraded),
        Timer("T-REFUND", (*BACK, "refund_pending"), _refund_due),
        Timer("T-REFUND-WITHDRAWAL", (*BACK, "refund_pending"), _refund_by_law, floor=_refund_due),
        Timer("T-REFUNDCONF", ("refund_pending",), _unconfirmed),
        Timer("T-SAFETWATCH", ANY, safet.watched_since),
        Timer("T-SAFET", ANY, safet.open_since, missed=safet.lapsed),
        Timer("T-CARRIERCLAIM", ("lost_in_transit", *SETTLING), _carrier_owes),
        Timer("T-IDENTIFY", ("unexpected", *RECEIVED, *SETTLING), _unidentified),
        Timer("T-PROMISE", ("replacement_pending",), _promised, stated=lambda case: case.promised_by),
        Timer("T-AFTER", ("refunded", "replaced", "withdrawn"), _at_rest, missed=_closed),
    )
)
