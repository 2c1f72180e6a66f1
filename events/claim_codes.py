"""Coded values of claims: why one is opened, how it is decided, who pays, what kind of chargeback it is.

The wire keeps what was received; these functions read it. An unknown spelling is never an error, it reads as `other`.
"""

import re
from enum import StrEnum
from typing import Final


class ClaimReason(StrEnum):
    """Why the buyer claims (S1-20)."""

    NOT_RECEIVED = "not_received"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_REFUNDED = "not_refunded"
    PROMISE_BROKEN = "promise_broken"
    RETURN_REFUSED = "return_refused"
    RETURN_ABROAD = "return_abroad"
    CHARGED_EXTRA = "charged_extra"
    SERVICE = "service"
    OTHER = "other"


class Verdict(StrEnum):
    """How a claim is decided: for or against who claims, or, on appeal and by a bank, for or against us."""

    GRANTED = "granted"
    DENIED = "denied"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class Funder(StrEnum):
    """Who bears what the buyer is paid."""

    SELLER = "seller"
    AMAZON = "amazon"
    OTHER = "other"


class ChargebackType(StrEnum):
    """What the card's owner disputes (B-30): how he was served, or that he bought at all."""

    SERVICE = "service"
    FRAUD = "fraud"
    OTHER = "other"


# Spellings are compared by their letters and digits alone: ITEM_NOT_RECEIVED, ItemNotReceived, "Item not received".
_REASONS: Final = {code.value.replace("_", ""): code for code in ClaimReason} | {
    "a": ClaimReason.NOT_RECEIVED,
    "late": ClaimReason.NOT_RECEIVED,
    "inr": ClaimReason.NOT_RECEIVED,
    "itemnotreceived": ClaimReason.NOT_RECEIVED,
    "neverarrived": ClaimReason.NOT_RECEIVED,
    "b": ClaimReason.NOT_AS_DESCRIBED,
    "damaged": ClaimReason.NOT_AS_DESCRIBED,
    "defective": ClaimReason.NOT_AS_DESCRIBED,
    "materiallydifferent": ClaimReason.NOT_AS_DESCRIBED,
    "missingparts": ClaimReason.NOT_AS_DESCRIBED,
    "wrongitem": ClaimReason.NOT_AS_DESCRIBED,
    "c": ClaimReason.NOT_REFUNDED,
    "returnednotrefunded": ClaimReason.NOT_REFUNDED,
    "wrongrefundamount": ClaimReason.NOT_REFUNDED,
    "d": ClaimReason.PROMISE_BROKEN,
    "agreednotgiven": ClaimReason.PROMISE_BROKEN,
    "e": ClaimReason.RETURN_REFUSED,
    "notauthorized": ClaimReason.RETURN_REFUSED,
    "f": ClaimReason.RETURN_ABROAD,
    "internationalreturn": ClaimReason.RETURN_ABROAD,
    "g": ClaimReason.CHARGED_EXTRA,
    "customs": ClaimReason.CHARGED_EXTRA,
    "h": ClaimReason.SERVICE,
    "servicenotasdescribed": ClaimReason.SERVICE,
}
_VERDICTS: Final = {code.value: code for code in Verdict} | {
    "grantedseller": Verdict.GRANTED,
    "grantedamazon": Verdict.GRANTED,
    "autogranted": Verdict.GRANTED,
    "approved": Verdict.GRANTED,
    "paid": Verdict.GRANTED,
    "reimbursed": Verdict.GRANTED,
    "rejected": Verdict.DENIED,
    "declined": Verdict.DENIED,
    "appealwon": Verdict.WON,
    "appealgranted": Verdict.WON,
    "reversed": Verdict.WON,
    "appeallost": Verdict.LOST,
    "appealdenied": Verdict.LOST,
    "upheld": Verdict.LOST,
    "cancelled": Verdict.WITHDRAWN,
    "canceled": Verdict.WITHDRAWN,
}
_FUNDERS: Final = {code.value: code for code in Funder} | {"marketplace": Funder.AMAZON, "amazonpay": Funder.AMAZON}
_CHARGEBACKS: Final = {code.value: code for code in ChargebackType} | {
    "servicechargeback": ChargebackType.SERVICE,
    "fraudchargeback": ChargebackType.FRAUD,
    "fraudulent": ChargebackType.FRAUD,
}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def claim_reason(raw: str) -> ClaimReason:
    """The reason a marketplace's spelling stands for, also by the letter of its list (`a` to `h`)."""
    return _REASONS.get(_plain(raw), ClaimReason.OTHER)


def verdict(raw: str) -> Verdict:
    """The decision a marketplace's or bank's spelling stands for."""
    return _VERDICTS.get(_plain(raw), Verdict.OTHER)


def funder(raw: str) -> Funder:
    """Who pays, from the source's word for it; `granted_amazon` says it as well."""
    return _FUNDERS.get(_plain(raw).removeprefix("granted"), Funder.OTHER)


def chargeback_type(raw: str) -> ChargebackType:
    """What is disputed, from the source's word for it."""
    return _CHARGEBACKS.get(_plain(raw), ChargebackType.OTHER)


def _plain(raw: str) -> str:
    return _SIGNS.sub("", raw.lower())
