"""Coded values: the marketplaces' spellings of reasons, grades, dispositions and issuers in one vocabulary of ours.

The wire keeps what was received; these functions read it. An unknown spelling is never an error, it reads as `other`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ReasonCode(StrEnum):
    """Why the buyer sends something back."""

    DEFECTIVE = "defective"
    QUALITY_UNACCEPTABLE = "quality_unacceptable"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_COMPATIBLE = "not_compatible"
    PART_NOT_COMPATIBLE = "part_not_compatible"
    MISSING_PARTS = "missing_parts"
    DAMAGED = "damaged"
    DAMAGED_BY_FC = "damaged_by_fc"
    DAMAGED_BY_CARRIER = "damaged_by_carrier"
    CUSTOMER_DAMAGED = "customer_damaged"
    SWITCHEROO = "switcheroo"
    EXTRA_ITEM = "extra_item"
    ORDERED_WRONG_ITEM = "ordered_wrong_item"
    MISORDERED = "misordered"
    UNWANTED_ITEM = "unwanted_item"
    FOUND_BETTER_PRICE = "found_better_price"
    MISSED_ESTIMATED_DELIVERY = "missed_estimated_delivery"
    NEVER_ARRIVED = "never_arrived"
    UNAUTHORIZED_PURCHASE = "unauthorized_purchase"
    NO_REASON_GIVEN = "no_reason_given"
    UNKNOWN_OTHER_REASON = "unknown_other_reason"
    EXCESSIVE_INSTALLATION = "excessive_installation"
    POOR_FIT = "poor_fit"
    APPAREL_TOO_SMALL = "apparel_too_small"
    APPAREL_TOO_LARGE = "apparel_too_large"
    APPAREL_STYLE = "apparel_style"
    DID_NOT_LIKE_FABRIC = "did_not_like_fabric"
    PRODUCT_NOT_ITALIAN = "product_not_italian"
    JEWELRY_LOOSE_STONE = "jewelry_loose_stone"
    UNDELIVERABLE_UNKNOWN = "undeliverable_unknown"
    UNDELIVERABLE_REFUSED = "undeliverable_refused"
    UNDELIVERABLE_UNCLAIMED = "undeliverable_unclaimed"
    UNDELIVERABLE_INSUFFICIENT_ADDRESS = "undeliverable_insufficient_address"
    UNDELIVERABLE_FAILED_DELIVERY_ATTEMPTS = "undeliverable_failed_delivery_attempts"
    UNDELIVERABLE_CARRIER_MISS_SORTED = "undeliverable_carrier_miss_sorted"
    UNDELIVERABLE_MISSING_LABEL = "undeliverable_missing_label"
    OTHER = "other"


class Grade(StrEnum):
    """What an inspected unit is worth now."""

    NEW = "new"
    LIKE_NEW = "like_new"
    VERY_GOOD = "very_good"
    GOOD = "good"
    ACCEPTABLE = "acceptable"
    DEFECTIVE = "defective"
    DAMAGED_BUYER = "damaged_buyer"
    DAMAGED_CARRIER = "damaged_carrier"
    DAMAGED_WAREHOUSE = "damaged_warehouse"
    INCOMPLETE = "incomplete"
    WRONG_ITEM = "wrong_item"
    EMPTY = "empty"
    EXPIRED = "expired"
    OTHER = "other"


class Disposition(StrEnum):
    """What becomes of an inspected unit."""

    RESTOCK_NEW = "restock_new"
    RESTOCK_USED = "restock_used"
    REWORK = "rework"
    SUPPLIER = "supplier"
    LIQUIDATE = "liquidate"
    PARTNER = "partner"
    DISPOSE = "dispose"
    SEND_BACK = "send_back"
    QUARANTINE = "quarantine"
    OTHER = "other"


class Issuer(StrEnum):
    """Who paid a refund."""

    SELLER = "seller"
    AMAZON_RFS = "amazon_rfs"
    AMAZON_AUTOMATED = "amazon_automated"
    AMAZON_CS = "amazon_cs"
    A_TO_Z = "a_to_z"
    CHARGEBACK = "chargeback"
    RETURNLESS_RULE = "returnless_rule"
    OTHER = "other"


# Amazon's product-group reasons, where the bare code says something else or nothing.
_PRODUCT_GROUP_REASONS: Final[Mapping[str, ReasonCode]] = {
    "AMZ_PG_BAD_DESC": ReasonCode.NOT_AS_DESCRIBED,
    "AMZ_PG_BAD_ITEM": ReasonCode.DEFECTIVE,
    "AMZ_PG_DAMAGED": ReasonCode.DAMAGED,
    "AMZ_PG_MISORDERED": ReasonCode.MISORDERED,
    "AMZ_PG_APP_TOO_SMALL": ReasonCode.APPAREL_TOO_SMALL,
    "AMZ_PG_APP_TOO_LARGE": ReasonCode.APPAREL_TOO_LARGE,
    "AMZ_PG_APP_TOO_LATE": ReasonCode.MISSED_ESTIMATED_DELIVERY,
}
_REASON_CODES: Final = {**{code.value.upper(): code for code in ReasonCode}, **_PRODUCT_GROUP_REASONS}

# Spellings are compared by their letters and digits alone: CUSTOMER_DAMAGED, CustomerDamaged, "Customer damaged".
_GRADES: Final = {code.value.replace("_", ""): code for code in Grade} | {
    "sellable": Grade.NEW,
    "customerdamaged": Grade.DAMAGED_BUYER,
    "carrierdamaged": Grade.DAMAGED_CARRIER,
    "damaged": Grade.DAMAGED_WAREHOUSE,
    "fulfillerdamaged": Grade.DAMAGED_WAREHOUSE,
    "usedlikenew": Grade.LIKE_NEW,
    "usedverygood": Grade.VERY_GOOD,
    "usedgood": Grade.GOOD,
    "usedacceptable": Grade.ACCEPTABLE,
    "unexpecteditem": Grade.WRONG_ITEM,
    "emptybox": Grade.EMPTY,
}
_DISPOSITIONS: Final = {code.value.replace("_", ""): code for code in Disposition} | {
    "sellable": Disposition.RESTOCK_NEW,
    "restocked": Disposition.RESTOCK_NEW,
    "unitreturnedtoinventory": Disposition.RESTOCK_NEW,
    "processingrequired": Disposition.QUARANTINE,
    "hazmat": Disposition.QUARANTINE,
    "disposed": Disposition.DISPOSE,
}
_ISSUERS: Final = {code.value: code for code in Issuer}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def reason_code(raw: str) -> ReasonCode:
    """The reason a marketplace's code stands for: `CR-` is stripped, `AMZ-PG-…` mapped code by code."""
    bare = raw.strip().upper().removeprefix("CR-").replace("-", "_")
    return _REASON_CODES.get(bare, ReasonCode.OTHER)


def grade(raw: str) -> Grade:
    """The grade a marketplace's or warehouse's spelling stands for."""
    return _GRADES.get(_SIGNS.sub("", raw.lower()), Grade.OTHER)


def disposition(raw: str) -> Disposition:
    """The disposition a marketplace's or warehouse's spelling stands for."""
    return _DISPOSITIONS.get(_SIGNS.sub("", raw.lower()), Disposition.OTHER)


def issuer(raw: str) -> Issuer:
    """Who paid, from the source's word for it."""
    return _ISSUERS.get(raw.strip().lower().replace("-", "_"), Issuer.OTHER)
