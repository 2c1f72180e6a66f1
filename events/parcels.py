"""The goods of a return on their way: shipped, delivered, scanned at the dock, inspected, or lost."""

from typing import Annotated, Literal

from pydantic import Field

from events.codes import Disposition, Grade, disposition, grade
from events.contract import Payload
from events.private import PrivateText
from events.values import MAX_LINES, Code, Flag, Percent, Quantity, Text, When
from events.worth_codes import Condition, condition

Photos = Annotated[tuple[Text, ...], Field(max_length=100)]


class Shipped(Payload):
    """The carrier has the goods: its first scan of this parcel."""

    carrier: Code
    tracking: Code
    parcel: Quantity | None = None
    parcels: Quantity | None = None


class Delivered(Payload):
    """The carrier says that the parcel has been delivered to us."""

    carrier: Code | None = None
    tracking: Code | None = None
    proof: PrivateText | None = None


class ReceivedUnit(Payload):
    """Units of one thing in the parcel, as far as the dock can tell what they are."""

    quantity: Quantity
    sku: Code | None = None
    line: Code | None = None
    serial: Code | None = None
    hint: Text | None = None


class Codes(Payload):
    """What could be read on the parcel; any of it may tell whose return it is."""

    rma: Code | None = None
    merchant_rma: Code | None = None
    tracking: Code | None = None
    carrier: Code | None = None
    lpn: Code | None = None
    order_id: Code | None = None


class Received(Payload):
    """The warehouse counted what arrived, rarely all of what was promised.

    A correction that sets `taken_back` says that the scan was a mistake: nothing of it counts.
    """

    scan_id: Code
    station: Code
    units: Annotated[tuple[ReceivedUnit, ...], Field(min_length=1, max_length=MAX_LINES)]
    codes: Codes | None = None
    photos: Photos = ()
    taken_back: Flag | None = None


class InspectedUnit(Payload):
    """Units with one and the same finding; `item`, `accessories` and `packaging` each have a condition of their own.

    Grade, disposition and conditions (`original`, `minor_damage`, `severe_damage`, `missing`, `materially_different`)
    are kept as received and read in our vocabulary.
    """

    quantity: Quantity
    grade: Code
    disposition: Code
    line: Code | None = None
    sku: Code | None = None
    item: Text | None = None
    accessories: Text | None = None
    packaging: Text | None = None
    missing: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    mismatch: Literal["none", "wrong_item", "empty_box", "used", "swapped"] = "none"
    fault: Literal["buyer", "seller", "carrier", "marketplace", "amazon"] | None = None
    photos: Photos = ()

    @property
    def grade_code(self) -> Grade:
        """The grade in our own vocabulary."""
        return grade(self.grade)

    @property
    def disposition_code(self) -> Disposition:
        """The disposition in our own vocabulary."""
        return disposition(self.disposition)

    @property
    def conditions(self) -> tuple[Condition | None, Condition | None, Condition | None]:
        """The conditions of item, accessories and packaging in our own vocabulary; None for what nobody graded."""
        item, accessories, packaging = map(_condition, (self.item, self.accessories, self.packaging))
        return item, accessories, packaging


def _condition(raw: str | None) -> Condition | None:
    return None if raw is None else condition(raw)


class Inspected(Payload):
    """Somebody looked at the goods: what they are worth and what becomes of them; `fee_pct` of the price, as text."""

    units: Annotated[tuple[InspectedUnit, ...], Field(min_length=1, max_length=MAX_LINES)]
    inspector: Code | None = None
    fee_pct: Percent | None = None
    note: PrivateText | None = None


class Lost(Payload):
    """The parcel will not come: the carrier or an operator says so."""

    by: Code
    last_scan_at: When | None = None
    evidence: PrivateText | None = None
