"""Who pays for the way back, by the reason of the return (marketplace rules for the EU and Japan). A plain table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from events.codes import ReasonCode


class Payer(StrEnum):
    """Who pays for the way back."""

    BUYER = "buyer"
    SELLER = "seller"


RETURN_SHIPPING: Final[Mapping[ReasonCode, Payer]] = {
    ReasonCode.ORDERED_WRONG_ITEM: Payer.BUYER,
    ReasonCode.MISORDERED: Payer.BUYER,
    ReasonCode.FOUND_BETTER_PRICE: Payer.BUYER,
    ReasonCode.UNWANTED_ITEM: Payer.BUYER,
    ReasonCode.QUALITY_UNACCEPTABLE: Payer.BUYER,
    ReasonCode.NOT_COMPATIBLE: Payer.BUYER,
    ReasonCode.PART_NOT_COMPATIBLE: Payer.BUYER,
    ReasonCode.EXCESSIVE_INSTALLATION: Payer.BUYER,
    ReasonCode.DAMAGED: Payer.SELLER,
    ReasonCode.DAMAGED_BY_FC: Payer.SELLER,
    ReasonCode.DAMAGED_BY_CARRIER: Payer.SELLER,
    ReasonCode.MISSED_ESTIMATED_DELIVERY: Payer.SELLER,
    ReasonCode.MISSING_PARTS: Payer.SELLER,
    ReasonCode.SWITCHEROO: Payer.SELLER,
    ReasonCode.DEFECTIVE: Payer.SELLER,
    ReasonCode.EXTRA_ITEM: Payer.SELLER,
    ReasonCode.UNAUTHORIZED_PURCHASE: Payer.SELLER,
    ReasonCode.NOT_AS_DESCRIBED: Payer.SELLER,
}
"""The EU's rule; a reason that it does not name has no entry."""

RETURN_SHIPPING_JP: Final[Mapping[ReasonCode, Payer]] = {
    **RETURN_SHIPPING,
    ReasonCode.QUALITY_UNACCEPTABLE: Payer.SELLER,
    ReasonCode.NOT_COMPATIBLE: Payer.SELLER,
    ReasonCode.APPAREL_TOO_SMALL: Payer.BUYER,
    ReasonCode.APPAREL_TOO_LARGE: Payer.BUYER,
    ReasonCode.POOR_FIT: Payer.BUYER,
}
"""Japan's rule, where it differs from the EU's or adds to it."""


def return_shipping_payer(reason: ReasonCode, country: str | None = None) -> Payer | None:
    """Who pays for the way back (`country` as ISO 3166 code), or None where the rules do not say."""
    return (RETURN_SHIPPING_JP if country == "JP" else RETURN_SHIPPING).get(reason)
