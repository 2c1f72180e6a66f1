"""What carriers say of parcels: delivered, lost, brought back; and what they are asked about them.

A parcel that nobody has told of, but that a carrier has, is on its way all the same: it holds what was to be sent.
"""

from collections.abc import Callable

from msgspec.structs import replace

from events.deliveries import Delivered, InquiryAnswered, InquiryOpened, Lost, ReturnedToSender
from events.envelope import Event
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.orders.case import Order
from lifecycle.orders.days import day_of_event
from lifecycle.orders.goods import is_unshipped
from lifecycle.orders.ledgers import Inquiry
from lifecycle.orders.parcels import Parcel, is_replaced, known_as
from lifecycle.orders.sending import first_parcel, with_parcel
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market

Word = Delivered | Lost | ReturnedToSender
Condition = Callable[[Parcel], bool]


def _is_under_way(parcel: Parcel) -> bool:
    return parcel.is_under_way


def _is_lost(parcel: Parcel) -> bool:
    return parcel.lost_at is not None


def _is_delivered(parcel: Parcel) -> bool:
    return parcel.delivered_at is not None


def delivered(case: Order, event: Event, market: Market) -> Order:
    """The buyer has a parcel. One that was on its way back is back with the sender, which is no delivery."""
    data: Delivered = event.data  # type: ignore[assignment]
    now = (event.since, day_of_event(event, market))
    for parcel in _meant(case, data, _is_under_way, _is_lost):
        if parcel.returned_at is None:
            told = (parcel.delivered_at or now[0], parcel.delivered_on or now[1])
            at, on = min(now, told)
            case = with_parcel(case, replace(_named(parcel, data), delivered_at=at, delivered_on=on, lost_at=None))
    return case


def lost(case: Order, event: Event, _market: Market) -> Order:
    """A parcel will not come (S4-26); one that was called delivered was not. Nobody waits for one sent again since."""
    data: Lost = event.data  # type: ignore[assignment]
    if not case.parcels:
        raise Parked(f"order {case.id} is {case.state}: nothing was shipped yet that could be lost")
    for parcel in _meant(case, data, _is_under_way, _is_delivered):
        if not (parcel.returned_at or parcel.lost_at or is_replaced(case.parcels, parcel)):
            case = with_parcel(case, replace(parcel, lost_at=event.since, delivered_at=None, delivered_on=None))
            owed = {"loss": event.since}
            case = replace(case, unsaid={**owed, **case.unsaid}, unapologised={**owed, **case.unapologised})
    return case


def returned_to_sender(case: Order, event: Event, _market: Market) -> Order:
    """The carrier brings a parcel back; who called it lost was wrong, or delivered, unless its goods came twice."""
    data: ReturnedToSender = event.data  # type: ignore[assignment]
    for parcel in _meant(case, data, _is_under_way, _is_lost):
        back = replace(
            _named(parcel, data),
            returned_at=parcel.returned_at or event.since,
            return_reason=parcel.return_reason or data.reason,
            lost_at=None,
        )
        if not is_replaced(case.parcels, parcel):
            back = replace(back, delivered_at=None, delivered_on=None)
        case = with_parcel(case, back)
    return case


def inquiry_opened(case: Order, event: Event, market: Market) -> Order:
    """The carrier is asked for a parcel (S3-13, S4-27); one and the same inquiry is opened once."""
    data: InquiryOpened = event.data  # type: ignore[assignment]
    if any(each.inquiry == data.inquiry for each in case.inquiries):
        raise Rejected(f"order {case.id}: inquiry {data.inquiry} was opened already, nothing changes", severity="info")
    inquiry = Inquiry(
        inquiry=data.inquiry,
        carrier=data.carrier,
        opened_at=event.since,
        respond_by=end_of(data.respond_by, market),
    )
    return replace(case, inquiries=(*case.inquiries, inquiry))


def inquiry_answered(case: Order, event: Event, _market: Market) -> Order:
    """The carrier has answered; what it means for the parcel is told by an event of its own."""
    data: InquiryAnswered = event.data  # type: ignore[assignment]
    known = next((each for each in case.inquiries if each.inquiry == data.inquiry), None)
    if known is None:
        names = ", ".join(each.inquiry for each in case.inquiries) or "none"
        raise Parked(f"order {case.id}: inquiry {data.inquiry} is not known yet; known: {names}")
    if known.answered_at is not None:
        raise Rejected(
            f"order {case.id}: inquiry {data.inquiry} was answered already, nothing changes", severity="info"
        )
    answered = replace(known, answered_at=event.since, result=data.result)
    return replace(case, inquiries=tuple(answered if each is known else each for each in case.inquiries))


def _meant(case: Order, data: Word, *unnamed: Condition) -> tuple[Parcel, ...]:
    """The parcels a carrier speaks of: those he names, else all that are in the first fitting condition of `unnamed`.

    A number that nobody knows is that of the only parcel without one; else of the only one under way, labelled anew,
    or of one that holds what nobody confirmed. If it may be either, nobody guesses: raises `Parked`.
    """
    newest = [each for each in case.parcels if not is_replaced(case.parcels, each)]
    if data.parcel is None and data.tracking is None and case.parcels:
        found = (tuple(filter(condition, newest)) for condition in unnamed)
        return next((parcels for parcels in found if parcels), ())
    under_way = tuple(filter(_is_under_way, newest))
    nameless = tuple(each for each in under_way if each.is_nameless)
    known = known_as(case.parcels, data.parcel, data.tracking)
    if known or len(nameless) == 1:
        return known or nameless
    unheard = is_unshipped(case) and not isinstance(data, Lost)
    may_be = (*under_way, first_parcel(case, data.parcel, data.tracking)) if unheard else under_way
    if len(may_be) == 1 or (not may_be and isinstance(data, Delivered)):
        return may_be
    names = ", ".join(each.key for each in under_way) or "none"
    raise Parked(f"order {case.id}: parcel {data.parcel or data.tracking} is not known yet; under way: {names}")


def _named(parcel: Parcel, data: Word) -> Parcel:
    """The parcel with the number and the carrier that it had not been told with."""
    carrier = None if isinstance(data, Lost) else data.carrier
    return replace(
        parcel,
        parcel=parcel.parcel or data.parcel,
        tracking=parcel.tracking or data.tracking,
        carrier=parcel.carrier or carrier,
    )
