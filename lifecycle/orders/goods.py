"""The quantity ledger of an order: what was ordered, laid against the parcels that bring it.

Lines, contents and arrival are worked out anew from the parcels, so what a parcel told first leaves no trace. A parcel
that names no lines brings whatever no other parcel names.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from lifecycle.orders.case import Order
from lifecycle.orders.ledgers import Line
from lifecycle.orders.parcels import Parcel, Units, arrival, held, last_arrival


def read_off(case: Order) -> Order:
    """The case with its lines, contents of parcels, arrival and verdict worked out from what was told."""
    case = laid_out(case)
    arrived = None if is_wanting(case) else last_arrival(case.parcels)
    case = replace(
        case,
        delivered_at=arrived[0] if arrived else None,
        delivered_on=arrived[1] if arrived else None,
        delayed_at=None if arrived or (case.delayed_unshipped and not is_wanting(case)) else case.delayed_at,
    )
    if not any(parcel.lost_at and arrival(case.parcels, parcel) is None for parcel in case.parcels):
        case = replace(case, unsaid=_but_loss(case.unsaid), unapologised=_but_loss(case.unapologised))
    return replace(case, delivery=delivery(case), solicit_at=case.solicit_at if may_solicit(case) else None)


def _but_loss(owed: Mapping[str, datetime]) -> dict[str, datetime]:
    """What is still owed to the buyer once nothing is lost any more."""
    return {what: at for what, at in owed.items() if what != "loss"}


def laid_out(case: Order) -> Order:
    """The case with its lines and the contents of its parcels worked out anew."""
    lines = {line.line: replace(line, shipped=0, delivered=0, cancelled=0) for line in case.lines if line.ordered}
    for parcel in case.parcels:
        if parcel.is_first:
            _lay(lines, parcel.told, arrived=arrival(case.parcels, parcel) is not None)
    rest = tuple(
        Units(line.line, line.ordered - line.shipped) for line in lines.values() if line.ordered > line.shipped
    )
    silent = [parcel for parcel in case.parcels if parcel.is_first and not parcel.told]
    if silent:
        _lay(lines, rest, arrived=all(arrival(case.parcels, parcel) for parcel in silent))
    void = case.undone is not None
    told = (replace(line, cancelled=max(0, line.ordered - line.shipped) if void else 0) for line in lines.values())
    return replace(case, lines=tuple(told), parcels=_filled(case.parcels, rest))


def _lay(lines: dict[str, Line], units: Iterable[Units], *, arrived: bool) -> None:
    """Lay units on their lines; goods that nobody ordered open a line of their own, a surplus stays where it is."""
    for each in units:
        line = lines.get(each.line) or Line(line=each.line, sku="", ordered=0)
        delivered = line.delivered + (each.quantity if arrived else 0)
        lines[each.line] = replace(line, shipped=line.shipped + each.quantity, delivered=delivered)


def _filled(parcels: Iterable[Parcel], rest: tuple[Units, ...]) -> tuple[Parcel, ...]:
    filled: dict[str, Parcel] = {}
    for parcel in parcels:
        holds = parcel.told or _content(parcel, rest, filled)
        if parcel.is_first and not parcel.told:
            rest = ()
        filled[parcel.key] = replace(parcel, holds=holds)
    return tuple(filled.values())


def _content(parcel: Parcel, rest: tuple[Units, ...], filled: Mapping[str, Parcel]) -> tuple[Units, ...]:
    if parcel.is_first:
        return rest
    return held(filled[key] for key in parcel.replaces if key in filled)


def is_unshipped(case: Order) -> bool:
    """Whether something that was ordered is in no parcel, be it cancelled or not."""
    return any(line.ordered > line.shipped for line in case.lines)


def is_wanting(case: Order) -> bool:
    """Whether something is still to be shipped."""
    return case.undone is None and is_unshipped(case)


def is_gone(case: Order) -> bool:
    """Whether the order ended before anything was sent."""
    return case.undone is not None and not case.parcels


def delivery(case: Order) -> str:
    """How the delivery stands: on_time, late, overdue, or undetermined while nobody can know (B-34).

    Late is what came on a later local calendar day than the original estimate, however often that was moved since.
    Overdue is what has not come by the newest one.
    """
    if case.delivered_on is None:
        return "overdue" if case.overdue_at and not is_gone(case) else "undetermined"
    promised = next((estimate.day for estimate in case.estimates if estimate.original), None)
    if promised is None:
        return "undetermined"
    return "late" if case.delivered_on > promised else "on_time"


def may_solicit(case: Order) -> bool:
    """Whether the buyer may be asked for feedback: he has all that he ordered, and nothing went wrong (S1-09)."""
    asked = case.solicited_at or any(not each.failed_at or each.retryable for each in case.solicitations)
    refunds = any(not refund.failed for refund in case.refunds)
    disputed = refunds or case.defect != "no" or any(each.kind == "feedback" for each in case.defects)
    troubled = case.undone or any(each.lost_at or each.returned_at or each.again for each in case.parcels)
    return case.delivered_at is not None and not (asked or disputed or troubled or case.closed_at)
