"""What to mend when goods come back for a reason again and again, before the next buyer orders them (S0-22, S0-23)."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Cause(NamedTuple):
    """What is to be mended, as a code, and how, in words."""

    mend: str
    words: str


_PIECES = Cause("fix_listing", "Fix the listing: pictures and the number of pieces in a unit")
_FIT = Cause("fix_listing", "Fix the listing: say what it fits")
_SIZES = Cause("fix_listing", "Fix the listing: a table of sizes")
_COURIER = Cause("fix_packaging", "Fix the packaging: it does not stand the courier")
_QUALITY = Cause("look_into_quality", "Have the quality looked into with the supplier")
CAUSES: Final[Mapping[str, Cause]] = {
    "not_as_described": Cause("fix_listing", "Fix the listing: description, pictures, the number of pieces in a unit"),
    "not_compatible": _FIT,
    "part_not_compatible": _FIT,
    "apparel_too_small": _SIZES,
    "apparel_too_large": _SIZES,
    "poor_fit": _SIZES,
    "ordered_wrong_item": _PIECES,
    "misordered": _PIECES,
    "damaged": _COURIER,
    "damaged_by_carrier": _COURIER,
    "missing_parts": Cause("fix_packing", "Fix the packing: a list of parts, checked before it is closed"),
    "switcheroo": Cause("fix_picking", "Fix the picking: what leaves the warehouse is not what was ordered"),
    "defective": _QUALITY,
    "quality_unacceptable": _QUALITY,
}


def cause_of(reason: str) -> Cause:
    """What to mend for a reason; one that says nothing about the cause is to be looked into itself."""
    return CAUSES.get(reason) or Cause("look_into_reason", f"Look into the reason {reason or 'that nobody gave'}")
