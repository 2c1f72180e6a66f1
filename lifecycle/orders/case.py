"""An order as its ledgers tell it: units, parcels, promises, money, and the instants at which things happened (UTC)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from msgspec import field

from lifecycle.beginnings import unknown
from lifecycle.engine.case import Case
from lifecycle.orders.ledgers import Asked, Defect, Estimate, Inquiry, Line, Money, Solicitation, Undone
from lifecycle.orders.parcels import Parcel
from lifecycle.orders.refunds import ZERO, Refund, exceedings


class Order(Case, frozen=True, kw_only=True, omit_defaults=True):
    """An order after the events that count."""

    lines: tuple[Line, ...]
    money: Money
    order_id: str | None = None
    marketplace: str | None = None
    channel: str = "MFN"
    purchase: str | None = None
    placed_at: datetime | None = None
    ordered_at: datetime | None = None
    ship_by: datetime | None = None
    ship_by_day: datetime | None = None
    total: Decimal | None = None
    shipping_paid: Decimal | None = None
    estimates: tuple[Estimate, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    delivered_at: datetime | None = None
    delivered_on: date | None = None
    delivery: str = "undetermined"
    asked: Asked | None = None
    undone: Undone | None = None
    delayed_at: datetime | None = None
    delayed_unshipped: bool = False
    overdue_at: datetime | None = None
    overdue_excused: bool = False
    expiry_expected_at: datetime | None = None
    unsaid: Mapping[str, datetime] = field(default_factory=dict)
    unapologised: Mapping[str, datetime] = field(default_factory=dict)
    address_asked_at: datetime | None = None
    inquiries: tuple[Inquiry, ...] = ()
    refunds: tuple[Refund, ...] = ()
    defects: tuple[Defect, ...] = ()
    solicitations: tuple[Solicitation, ...] = ()
    asks_by_itself: bool = False
    solicit_from: datetime | None = None
    solicit_at: datetime | None = None
    solicited_at: datetime | None = None
    last_status: str | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    touched_at: datetime | None = None

    @property
    def tracking_only(self) -> bool:
        """Orders the marketplace itself fulfils (`AFN`) are watched, not worked: no clock of ours runs."""
        return self.channel == "AFN"

    @property
    def latest_delivery_at(self) -> datetime | None:
        """The end (UTC) of the latest day of delivery by the newest estimate."""
        return self.estimates[-1].end if self.estimates else None

    @property
    def returned(self) -> tuple[Parcel, ...]:
        """The parcels that came back to the sender, each with its tracking number, its carrier and what it holds."""
        return tuple(parcel for parcel in self.parcels if parcel.returned_at)

    @property
    def returned_at(self) -> datetime | None:
        """When (UTC) the last of them was reported to come back."""
        return max((parcel.returned_at for parcel in self.returned if parcel.returned_at), default=None)

    @property
    def is_refunded(self) -> bool:
        """Whether the buyer has all his money back."""
        return self.money.paid is not None and self.money.refunded >= self.money.paid > ZERO

    @property
    def is_settled(self) -> bool:
        """Whether the buyer has his goods or his money, or the order ended before anything was sent."""
        return self.delivered_at is not None or self.is_refunded or (self.undone is not None and not self.parcels)

    @property
    def counts_as_cancelled(self) -> str:
        """Whether it counts in the cancel rate: not if the buyer wanted it, nor if all was shipped (S3-28, B-33)."""
        undone = self.undone
        counts = undone is not None and undone.in_time and undone.by != "buyer" and not undone.asked
        return "yes" if counts else "no"

    @property
    def may_ask_now(self) -> bool:
        """Whether the time for a request for feedback has come, and the company lets it be made by itself (S1-09)."""
        hands_off = self.halted or self.muted or self.tracking_only or self.closed_at
        return self.asks_by_itself and self.solicit_at is not None and not hands_off

    @property
    def defect(self) -> str:
        """Whether the order counts in the order defect rate, once however many claims and feedbacks say so (B-31)."""
        said = {defect.counts for defect in self.defects}
        return next((word for word in ("yes", "undetermined") if word in said), "no")

    @property
    def refunds_doubled(self) -> tuple[datetime, ...]:
        """The instants (UTC) at which the buyer got something twice, or more than he paid, as far as that is known."""
        return exceedings(self.refunds, self.money.paid)

    @property
    def refunds_doubled_at(self) -> datetime | None:
        """Since when (UTC) the buyer has something twice, or more than he paid; None if, as far as known, not."""
        return min(self.refunds_doubled, default=None)


def blank(case_id: str) -> Order:
    """An order of which nothing is known yet."""
    return unknown(Order, "order", case_id, lines=(), money=Money(currency=""))
