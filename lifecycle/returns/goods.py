"""What happens to the goods: shipped, delivered, lost, received, inspected, and what is done with wrong ones."""

from decimal import Decimal

from msgspec.structs import replace

from events.disputes import HoldReleased
from events.envelope import Event
from events.parcels import Delivered, Inspected, InspectedUnit, Received, Shipped
from lifecycle.engine.kind import Rejected
from lifecycle.policy.pack import Market
from lifecycle.returns.asking import reopen
from lifecycle.returns.case import Return, Units
from lifecycle.returns.payments import counted
from lifecycle.returns.quantities import laid_out

GOOD_GRADES = frozenset({"new", "like_new", "very_good", "good"})
SPOILED = frozenset({"severe_damage", "missing", "materially_different"})
"""Conditions of the item or its accessories that leave less than what was sold."""


def shipped(case: Return, event: Event, _market: Market) -> Return:
    """A carrier has scanned a parcel of this return; a lost one that is scanned again is found."""
    _data: Shipped = event.data  # type: ignore[assignment]
    return replace(
        case,
        shipped_at=case.shipped_at or event.since,
        last_scan_at=max(case.last_scan_at or event.since, event.since),
        lost_at=None,
        lost_confirmed=False,
        lost_told=False,
    )


def delivered(case: Return, event: Event, _market: Market) -> Return:
    """The carrier says that the parcel is delivered: the refund clock starts (B-05, B-06)."""
    _data: Delivered = event.data  # type: ignore[assignment]
    return replace(
        case,
        delivered_at=min(case.delivered_at or event.since, event.since),
        last_scan_at=max(case.last_scan_at or event.since, event.since),
        lost_at=None,
        lost_confirmed=False,
        lost_told=False,
        declined_at=None if case.declined_at and not case.requested_at else case.declined_at,
    )


def lost(case: Return, event: Event, _market: Market) -> Return:
    """The parcel is declared lost; in an exchange it is the replacement that is lost (C.8-19)."""
    if case.replacement_at is not None:
        return replace(case, replacement_at=None, replaced_at=None, replacement_lost=True)
    return replace(case, lost_at=case.lost_at or event.since, lost_confirmed=True, lost_told=True)


def received(case: Return, event: Event, _market: Market) -> Return:
    """The warehouse counted what arrived; the same scan counts once (C.8-1), one that was taken back does not."""
    data: Received = event.data  # type: ignore[assignment]
    if data.taken_back:
        raise Rejected(f"return {case.id}: scan {data.scan_id} was taken back, nothing of it counts", severity="info")
    if data.scan_id in case.scans:
        raise Rejected(f"return {case.id}: scan {data.scan_id} was counted already, nothing changes", severity="info")
    units = tuple(Units(quantity=unit.quantity, sku=unit.sku, line=unit.line) for unit in data.units)
    case = replace(
        reopen(case),
        scans=(*case.scans, data.scan_id),
        arrivals=(*case.arrivals, *units),
        received_at=min(case.received_at or event.since, event.since),
        last_received_at=max(case.last_received_at or event.since, event.since),
    )
    return counted(laid_out(case))


def inspected(case: Return, event: Event, _market: Market) -> Return:
    """Units are graded; wrong goods put the case on hold for a person to decide (C.8-8)."""
    data: Inspected = event.data  # type: ignore[assignment]
    graded = tuple(_graded(unit, data.fee_pct) for unit in data.units)
    wrong = any(units.wrong for units in graded)
    return counted(laid_out(replace(case, graded=(*case.graded, *graded), held=case.held or wrong)))


def _graded(unit: InspectedUnit, loss: Decimal | None) -> Units:
    """Units as inspected: graded as a whole, and item, accessories and packaging each for itself (B-18, F.4)."""
    grade, wrong = str(unit.grade_code), unit.mismatch != "none"
    item, accessories, packaging = (str(each or "") for each in unit.conditions)
    return Units(
        quantity=unit.quantity,
        sku=unit.sku,
        line=unit.line,
        grade=grade,
        disposition=str(unit.disposition_code),
        wrong=wrong,
        bad=wrong or bool(unit.missing) or grade not in GOOD_GRADES or accessories in SPOILED or item in SPOILED,
        item=item,
        accessories=accessories,
        packaging=packaging,
        missing=unit.missing,
        mismatch=unit.mismatch if wrong else "",
        fault=unit.fault or "",
        photos=len(unit.photos),
        loss=loss,
    )


def hold_released(case: Return, event: Event, _market: Market) -> Return:
    """A person has decided what is done with wrong goods: send back, part, refuse, refund."""
    _data: HoldReleased = event.data  # type: ignore[assignment]
    if not case.held:
        raise Rejected(f"return {case.id} is {case.state} and not on hold: there is nothing to release")
    return replace(case, held=False)
