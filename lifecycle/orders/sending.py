"""What leaves the house: parcels shipped and confirmed, goods sent again. All of it is fact; flags say what is odd."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from events.deliveries import Reshipped, Shipped, ShippedLine
from events.envelope import Event
from lifecycle.orders.case import Order
from lifecycle.orders.days import start_of
from lifecycle.orders.goods import is_unshipped, is_wanting
from lifecycle.orders.parcels import Parcel, Units, awaited, is_replaced, known_as
from lifecycle.orders.refunds import ZERO
from lifecycle.policy.pack import Market


def shipped(case: Order, event: Event, market: Market) -> Order:
    """A parcel is on its way (S3-06, S3-08, S3-31); one that is known already is told more of.

    Goods that are sent when everything is sent and nothing is under way any more are sent again.
    """
    data: Shipped = event.data  # type: ignore[assignment]
    parcel = _known(case, data)
    if parcel is None and case.parcels and not is_unshipped(case) and not _under_way(case):
        parcel = sent_again(case, data.parcel, data.tracking)
        case = _excused(case)
    elif parcel is None:
        parcel = first_parcel(case, data.parcel, data.tracking)
        asked = case.asked
        if asked and asked.is_open and not asked.too_late and is_wanting(case):  # nobody has answered the buyer (S4-29)
            case = replace(case, asked=replace(asked, overtaken_at=event.since))
            parcel = replace(parcel, despite_wish=True)
    parcel = replace(parcel, shipped_at=parcel.shipped_at or event.since)
    told = _told_more(case, parcel, data, _confirmed(data, event, market), market)
    in_time = parcel.confirmed_at is not None and not parcel.late
    return with_parcel(case, replace(told, late=not in_time and _is_late(case, data, event, market)))


def _confirmed(data: Shipped, event: Event, market: Market) -> datetime:
    return start_of(data.confirmed_at, market) if data.confirmed_at else event.since


def _is_late(case: Order, data: Shipped, event: Event, market: Market) -> bool:
    """Whether this confirmation came after the term for shipping (S3-31); told by its day, the whole day has to."""
    if case.ship_by is None:
        return False
    confirmed = _confirmed(data, event, market)
    by_day = event.precision == "date" if data.confirmed_at is None else not isinstance(data.confirmed_at, datetime)
    return confirmed >= case.ship_by if by_day else confirmed > case.ship_by


def reshipped(case: Order, event: Event, _market: Market) -> Order:
    """Goods are sent again (S4-26, D-22): for what is lost or came back, else for what is late, else once more."""
    data: Reshipped = event.data  # type: ignore[assignment]
    known = next(iter(known_as(case.parcels, data.parcel, data.tracking)), None)
    if known is not None:
        out_again = replace(known, again=True, lost_at=None, returned_at=None)
        return with_parcel(_excused(case), out_again) if known in awaited(case.parcels) else case
    begin = sent_again if case.parcels else first_parcel
    parcel = replace(
        begin(case, data.parcel, data.tracking),
        again=True,
        carrier=data.carrier,
        told=units_of(data.lines),
        shipped_at=event.since,
        confirmed_at=event.since,
    )
    return with_parcel(_excused(case), parcel)


def _excused(case: Order) -> Order:
    """The delays so far are over with what is sent again."""
    return replace(case, delayed_at=None, overdue_excused=True)


def first_parcel(case: Order, parcel: str | None, tracking: str | None) -> Parcel:
    """A parcel that nobody has heard of yet, with goods that were not sent before."""
    undone = case.undone is not None and is_unshipped(case)
    return Parcel(key=_key(case, parcel or tracking), parcel=parcel, tracking=tracking, though_undone=undone)


def sent_again(case: Order, parcel: str | None, tracking: str | None) -> Parcel:
    """A parcel in place of what is lost or came back, else of what is under way, else one more than was ordered."""
    newest = [each for each in case.parcels if not is_replaced(case.parcels, each) and not each.delivered_at]
    broken = [each for each in newest if not each.is_under_way]
    replaces = tuple(each.key for each in broken or newest)
    key = _key(case, parcel or tracking)
    return Parcel(key=key, parcel=parcel, tracking=tracking, again=True, replaces=replaces, extra=not replaces)


def with_parcel(case: Order, parcel: Parcel) -> Order:
    """The case with a parcel as it is told now, or with one more."""
    parcels = {each.key: each for each in case.parcels}
    return replace(case, parcels=tuple({**parcels, parcel.key: parcel}.values()))


def units_of(lines: Iterable[ShippedLine] | None) -> tuple[Units, ...]:
    """The units that a shipment names, line by line."""
    units: dict[str, int] = {}
    for line in lines or ():
        units[line.line] = units.get(line.line, 0) + line.quantity
    return tuple(Units(line, quantity) for line, quantity in units.items())


def _key(case: Order, number: str | None) -> str:
    """How the case names a parcel: by its number if it has one that is not taken, else by its place."""
    taken = {parcel.key for parcel in case.parcels}
    return number if number and number not in taken else f"parcel {len(taken) + 1}"


def _known(case: Order, data: Shipped) -> Parcel | None:
    """The parcel that is told of once more, or that so far only the carrier has told of."""
    fitting = known_as(case.parcels, data.parcel, data.tracking, data.ship_id)
    if fitting:
        return fitting[0]
    nameless = data.parcel is None and data.tracking is None
    found = [p for p in case.parcels if p.confirmed_at is None and (nameless or p.is_nameless)]
    return found[0] if len(found) == 1 else None


def _told_more(case: Order, parcel: Parcel, data: Shipped, confirmed: datetime, market: Market) -> Parcel:
    """The parcel with what its shipment says; said once, a fact stays."""
    first = parcel.confirmed_at is None
    units = units_of(data.lines)
    doubtful = _asks_signature(case, units, confirmed, market) if first else parcel.unsigned
    return replace(
        parcel,
        parcel=parcel.parcel or data.parcel,
        tracking=parcel.tracking or data.tracking,
        carrier=parcel.carrier or data.carrier,
        ship_id=parcel.ship_id or data.ship_id,
        told=units if first else _joined(parcel.told, units),
        confirmed_at=min(parcel.confirmed_at or confirmed, confirmed),
        shipped_at=parcel.shipped_at or confirmed,
        unsigned=doubtful and not data.signature,
        elsewhere=parcel.elsewhere or data.address_matches is False,
    )


def _joined(known: tuple[Units, ...], told: tuple[Units, ...]) -> tuple[Units, ...]:
    """What a parcel holds whose lines were told one by one; a line told again counts once."""
    if not known:
        return ()
    units = {each.line: each.quantity for each in known}
    for each in told:
        units[each.line] = max(units.get(each.line, 0), each.quantity)
    return tuple(Units(line, quantity) for line, quantity in units.items())


def _asks_signature(case: Order, units: tuple[Units, ...], at: datetime, market: Market) -> bool:
    """Whether the goods are worth a signature in this market (S3-08): those named, else all of the order."""
    rule = market.find("signature_above", at)
    if rule is None:
        return False
    quantities = {each.line: each.quantity for each in units} or {line.line: line.ordered for line in case.lines}
    worth = sum((line.unit_paid * quantities.get(line.line, 0) for line in case.lines), Decimal(ZERO))
    return worth > rule.decimal(case.money.currency)


def _under_way(case: Order) -> bool:
    return any(parcel.is_under_way and not is_replaced(case.parcels, parcel) for parcel in case.parcels)
