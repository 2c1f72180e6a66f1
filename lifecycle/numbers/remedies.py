"""What keeps a problem from happening again, by what was behind it: the preventive part of a plan of action (B-43)."""

from collections.abc import Mapping
from typing import Final

from lifecycle.numbers.causes import CAUSES

# S3-08, S3-11, S3-12
_CARRIER: Final = "We ship with tracking, follow every parcel on its way, and tell the buyer of a delay at once."
# S3-03, S3-04, S3-07
_LISTING: Final = "We check descriptions and pictures of these articles against the goods, and correct them."
# S2-08, S3-08
_QUALITY: Final = "We inspect these articles before they are shipped, and have their quality looked into."
# S3-01, S3-34, S3-37
_SERVICE: Final = "We answer every message within 24 hours, weekends included, and name a day where it takes longer."
PREVENTION: Final[Mapping[str, str]] = {
    "not_received": _CARRIER,
    "delivery": _CARRIER,
    "not_as_described": _LISTING,
    "listing": _LISTING,
    "product": _QUALITY,
    "product_condition": _QUALITY,
    "seller_service": _SERVICE,
    "service": _SERVICE,
    "promise_broken": _SERVICE,
    # S3-02, B-05
    "not_refunded": "We refund as soon as a return is checked, and never later than its term.",
    # B-01, S3-02
    "return_refused": "We answer every return request within 24 hours and accept those within policy.",
    # B-02
    "late_answer": "We answer every return request within 24 hours; a clock warns long before 48 hours are over.",
    # S1-20
    "return_abroad": "We give buyers abroad a local address, a prepaid label, or the refund without a return.",
    "charged_extra": "We tell customs and other charges beforehand, or pay them.",
    # S3-31, S1-24
    "late_shipment": "We confirm every shipment by its day, and promise no day that we cannot keep.",
    # S3-25, S3-29
    "cancelled": "We update our stock several times a day and keep a minimum of it.",
}
"""Cause → a sentence that can be sent as it stands."""


def prevention_of(cause: str) -> str | None:
    """What prevents it; None for a cause that says nothing of itself."""
    mended = CAUSES.get(cause)
    return PREVENTION.get(cause) or (f"{mended.words}." if mended else None)
