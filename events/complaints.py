"""Coded values of a complaint: what a poor rating was about, and how the matter was put right.

The wire keeps what was received; these functions read it. An unknown spelling is never an error, it reads as `other`.
"""

import re
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """What a rating was about, as whoever read the comment judged it."""

    PRODUCT = "product"
    PRODUCT_CONDITION = "product_condition"
    LISTING = "listing"
    DELIVERY = "delivery"
    SELLER_SERVICE = "seller_service"
    PRICE = "price"
    OTHER = "other"


class Remedy(StrEnum):
    """How a buyer's problem was solved."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    PARTS = "parts"
    VOUCHER = "voucher"
    GIFT = "gift"
    ADVICE = "advice"
    APOLOGY = "apology"
    OTHER = "other"


OF_VALUE: Final = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.VOUCHER, Remedy.GIFT})
"""Remedies that must never look like the price of a better rating (limit L1)."""

# Spellings are compared by their letters and digits alone.
_CAUSES: Final = {code.value.replace("_", ""): code for code in Cause} | {
    "quality": Cause.PRODUCT,
    "condition": Cause.PRODUCT_CONDITION,
    "damaged": Cause.PRODUCT_CONDITION,
    "defective": Cause.PRODUCT_CONDITION,
    "wrongitem": Cause.PRODUCT_CONDITION,
    "missingparts": Cause.PRODUCT_CONDITION,
    "notasdescribed": Cause.LISTING,
    "description": Cause.LISTING,
    "delay": Cause.DELIVERY,
    "late": Cause.DELIVERY,
    "latedelivery": Cause.DELIVERY,
    "notreceived": Cause.DELIVERY,
    "nondelivery": Cause.DELIVERY,
    "shipping": Cause.DELIVERY,
    "service": Cause.SELLER_SERVICE,
    "communication": Cause.SELLER_SERVICE,
    "packaging": Cause.SELLER_SERVICE,
}
_REMEDIES: Final = {code.value.replace("_", ""): code for code in Remedy} | {
    "refunded": Remedy.REFUND,
    "exchange": Remedy.REPLACEMENT,
    "reshipment": Remedy.REPLACEMENT,
    "coupon": Remedy.VOUCHER,
    "promotion": Remedy.VOUCHER,
    "manual": Remedy.ADVICE,
}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def cause(raw: str) -> Cause:
    """What a rating was about, from whatever word stands for it."""
    return _CAUSES.get(_SIGNS.sub("", raw.lower()), Cause.OTHER)


def remedy(raw: str) -> Remedy:
    """How a problem was solved, from whatever word stands for it."""
    return _REMEDIES.get(_SIGNS.sub("", raw.lower()), Remedy.OTHER)
