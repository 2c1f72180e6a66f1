"""The parcels of an order, and what they say together: which still count, and which goods the buyer has.

Parcels are found by what is known of them; nothing here guesses between two.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct


class Units(Struct, frozen=True):
    """Units of one line in a parcel."""

    line: str
    quantity: int


class Parcel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One parcel to the buyer. The last word about it counts: a lost one that is delivered is no longer lost.

    `told` are the units its shipment named (none: all that was still to be sent), `holds` what that makes it hold.
    `confirmed_at` is empty for a parcel that only the carrier knows. `again` marks goods sent again: those that
    `replaces` names, or, if `extra`, goods that had reached the buyer already.
    """

    key: str
    parcel: str | None = None
    tracking: str | None = None
    carrier: str | None = None
    ship_id: str | None = None
    told: tuple[Units, ...] = ()
    holds: tuple[Units, ...] = ()
    shipped_at: datetime | None = None
    confirmed_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_on: date | None = None
    lost_at: datetime | None = None
    returned_at: datetime | None = None
    return_reason: str | None = None
    again: bool = False
    replaces: tuple[str, ...] = ()
    extra: bool = False
    late: bool = False
    unsigned: bool = False
    elsewhere: bool = False
    though_undone: bool = False
    despite_wish: bool = False

    @property
    def is_nameless(self) -> bool:
        """Whether nobody has said under which number the carrier knows it."""
        return self.parcel is None and self.tracking is None

    @property
    def is_first(self) -> bool:
        """Whether it brings ordered goods for the first time, not in place of another parcel or once more."""
        return not self.replaces and not self.extra

    @property
    def is_under_way(self) -> bool:
        """Neither delivered nor lost nor come back."""
        return not (self.delivered_at or self.lost_at or self.returned_at)


Parcels = tuple[Parcel, ...]
Arrival = tuple[datetime, date]


def known_as(parcels: Parcels, parcel: str | None, tracking: str | None, ship_id: str | None = None) -> Parcels:
    """The parcels that fit all that is said: one number is the same, none is another."""
    return tuple(each for each in parcels if _fits(each, parcel, tracking, ship_id))


def _fits(known: Parcel, parcel: str | None, tracking: str | None, ship_id: str | None) -> bool:
    pairs = [
        (ours, theirs)
        for ours, theirs in ((known.parcel, parcel), (known.tracking, tracking), (known.ship_id, ship_id))
        if ours and theirs
    ]
    return bool(pairs) and all(ours == theirs for ours, theirs in pairs)


def is_replaced(parcels: Parcels, parcel: Parcel) -> bool:
    """Whether its goods were sent again."""
    return any(parcel.key in each.replaces for each in parcels)


def arrival(parcels: Parcels, parcel: Parcel) -> Arrival | None:
    """When (UTC, and on which local day) the buyer got these goods: by this parcel or by one sent in its place."""
    own = [(parcel.delivered_at, parcel.delivered_on)] if parcel.delivered_at and parcel.delivered_on else []
    later = (arrival(parcels, each) for each in parcels if parcel.key in each.replaces)
    return min([*own, *(found for found in later if found)], default=None)


def last_arrival(parcels: Parcels) -> Arrival | None:
    """When the buyer got the last of what was shipped for the first time; None while some of it is still missing."""
    found = [arrival(parcels, parcel) for parcel in parcels if parcel.is_first]
    arrived = [each for each in found if each]
    return max(arrived) if arrived and len(arrived) == len(found) else None


def awaited(parcels: Parcels) -> Parcels:
    """The parcels whose fate still matters: the newest of each, as long as the buyer has not got its goods."""
    return tuple(
        each
        for each in parcels
        if not each.delivered_at and not is_replaced(parcels, each) and _is_missed(parcels, each)
    )


def _is_missed(parcels: Parcels, parcel: Parcel) -> bool:
    if not parcel.replaces:
        return True
    return any(arrival(parcels, each) is None for each in parcels if each.key in parcel.replaces)


def sent_twice(parcels: Parcels) -> bool:
    """Whether a parcel turned up although its goods had been sent again."""
    return any(each.delivered_at and is_replaced(parcels, each) for each in parcels)


def held(parcels: Iterable[Parcel]) -> tuple[Units, ...]:
    """The units of some parcels together, line by line."""
    units: dict[str, int] = {}
    for each in (units for parcel in parcels for units in parcel.holds):
        units[each.line] = units.get(each.line, 0) + each.quantity
    return tuple(Units(line, quantity) for line, quantity in units.items())
