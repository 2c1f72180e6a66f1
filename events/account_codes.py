"""Coded values of an account: what it is measured by, how it stands, why a marketplace threatens to close it.

The wire keeps what was received; these functions read it. An unknown spelling is never an error, it reads as `other`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Metric(StrEnum):
    """What a marketplace measures an account by."""

    ORDER_DEFECT_RATE = "order_defect_rate"
    NEGATIVE_FEEDBACK_RATE = "negative_feedback_rate"
    CLAIM_RATE = "claim_rate"
    CHARGEBACK_RATE = "chargeback_rate"
    LATE_SHIPMENT_RATE = "late_shipment_rate"
    PRE_FULFILMENT_CANCEL_RATE = "pre_fulfilment_cancel_rate"
    VALID_TRACKING_RATE = "valid_tracking_rate"
    ON_TIME_DELIVERY_RATE = "on_time_delivery_rate"
    UNIT_ON_TIME_DELIVERY_RATE = "unit_on_time_delivery_rate"
    RETURN_DISSATISFACTION_RATE = "return_dissatisfaction_rate"
    RETURN_RATE = "return_rate"
    INVOICE_DEFECT_RATE = "invoice_defect_rate"
    ACCOUNT_HEALTH_RATING = "account_health_rating"
    POLICY_VIOLATIONS = "policy_violations"
    OTHER = "other"

    @property
    def is_share(self) -> bool:
        """Whether its value is a share of something, from 0 to 1."""
        return self.value.endswith("_rate")


class Status(StrEnum):
    """How a marketplace says that an account stands (B-43)."""

    NORMAL = "normal"
    AT_RISK = "at_risk"
    DEACTIVATED = "deactivated"
    OTHER = "other"


class Mark(StrEnum):
    """How a marketplace marks a figure."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    OTHER = "other"


class Reason(StrEnum):
    """Why a marketplace threatens to close an account, or closes it (S1-21)."""

    DISSATISFIED_RETURNS = "dissatisfied_returns"
    LATE_SHIPMENTS = "late_shipments"
    COUNTERFEIT = "counterfeit"
    ORDER_DEFECTS = "order_defects"
    CANCELLATIONS = "cancellations"
    TRACKING = "tracking"
    LATE_DELIVERIES = "late_deliveries"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    PRODUCT_SAFETY = "product_safety"
    PRODUCT_CONDITION = "product_condition"
    POLICY = "policy"
    OTHER = "other"


# Spellings are compared by their letters and digits alone: preFulfillmentCancellationRate, "Cancellation rate".
_METRICS: Final = {code.value.replace("_", ""): code for code in Metric} | {
    "odr": Metric.ORDER_DEFECT_RATE,
    "negativefeedback": Metric.NEGATIVE_FEEDBACK_RATE,
    "claims": Metric.CLAIM_RATE,
    "atozclaimrate": Metric.CLAIM_RATE,
    "atozguaranteeclaimrate": Metric.CLAIM_RATE,
    "chargebacks": Metric.CHARGEBACK_RATE,
    "lsr": Metric.LATE_SHIPMENT_RATE,
    "lateshipment": Metric.LATE_SHIPMENT_RATE,
    "cancellationrate": Metric.PRE_FULFILMENT_CANCEL_RATE,
    "prefulfillmentcancelrate": Metric.PRE_FULFILMENT_CANCEL_RATE,
    "prefulfillmentcancellationrate": Metric.PRE_FULFILMENT_CANCEL_RATE,
    "prefulfilmentcancellationrate": Metric.PRE_FULFILMENT_CANCEL_RATE,
    "vtr": Metric.VALID_TRACKING_RATE,
    "otdr": Metric.ON_TIME_DELIVERY_RATE,
    "rdr": Metric.RETURN_DISSATISFACTION_RATE,
    "ahr": Metric.ACCOUNT_HEALTH_RATING,
    "accounthealth": Metric.ACCOUNT_HEALTH_RATING,
} | dict.fromkeys(
    (
        "listingpolicyviolations", "productauthenticitycustomercomplaints", "productconditioncustomercomplaints",
        "productsafetycustomercomplaints", "receivedintellectualpropertycomplaints",
        "restrictedproductpolicyviolations", "suspectedintellectualpropertyviolations", "foodandproductsafetyissues",
        "otherpolicyviolations", "documentrequest", "documentrequests",
    ),
    Metric.POLICY_VIOLATIONS,
)  # fmt: skip
_STATUSES: Final = {code.value.replace("_", ""): code for code in Status} | {
    "active": Status.NORMAL,
    "healthy": Status.NORMAL,
    "suspended": Status.DEACTIVATED,
}
_MARKS: Final = (
    dict.fromkeys(("good", "normal", "green", "great", "healthy"), Mark.GOOD)
    | dict.fromkeys(("fair", "yellow", "warning"), Mark.FAIR)
    | dict.fromkeys(("bad", "red", "critical", "atrisk", "warned", "poor"), Mark.BAD)
)
_REASONS_OF: Final[Mapping[Metric, Reason]] = {
    Metric.ORDER_DEFECT_RATE: Reason.ORDER_DEFECTS,
    Metric.NEGATIVE_FEEDBACK_RATE: Reason.ORDER_DEFECTS,
    Metric.CLAIM_RATE: Reason.ORDER_DEFECTS,
    Metric.CHARGEBACK_RATE: Reason.ORDER_DEFECTS,
    Metric.LATE_SHIPMENT_RATE: Reason.LATE_SHIPMENTS,
    Metric.PRE_FULFILMENT_CANCEL_RATE: Reason.CANCELLATIONS,
    Metric.VALID_TRACKING_RATE: Reason.TRACKING,
    Metric.ON_TIME_DELIVERY_RATE: Reason.LATE_DELIVERIES,
    Metric.UNIT_ON_TIME_DELIVERY_RATE: Reason.LATE_DELIVERIES,
    Metric.RETURN_DISSATISFACTION_RATE: Reason.DISSATISFIED_RETURNS,
}
_REASONS: Final = {code.value.replace("_", ""): code for code in Reason} | {
    "returndissatisfaction": Reason.DISSATISFIED_RETURNS,
    "counterfeitcomplaints": Reason.COUNTERFEIT,
    "inauthentic": Reason.COUNTERFEIT,
    "productauthenticitycustomercomplaints": Reason.COUNTERFEIT,
    "receivedintellectualpropertycomplaints": Reason.INTELLECTUAL_PROPERTY,
    "suspectedintellectualpropertyviolations": Reason.INTELLECTUAL_PROPERTY,
    "productsafetycustomercomplaints": Reason.PRODUCT_SAFETY,
    "foodandproductsafetyissues": Reason.PRODUCT_SAFETY,
    "productconditioncustomercomplaints": Reason.PRODUCT_CONDITION,
    "usedsoldasnew": Reason.PRODUCT_CONDITION,
}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def metric(raw: str) -> Metric:
    """What is measured, from the source's word for it."""
    return _METRICS.get(_bare(raw), Metric.OTHER)


def status(raw: str) -> Status:
    """How the account stands, from the marketplace's word for it."""
    return _STATUSES.get(_bare(raw), Status.OTHER)


def mark(raw: str) -> Mark:
    """How good a figure is, from the marketplace's word for it."""
    return _MARKS.get(_bare(raw), Mark.OTHER)


def reason(raw: str) -> Reason:
    """What a notice is about, from the name of a metric, a policy or a kind of complaint."""
    known = _REASONS.get(_bare(raw)) or _REASONS_OF.get(metric(raw))
    return known or (Reason.POLICY if metric(raw) is Metric.POLICY_VIOLATIONS else Reason.OTHER)


def _bare(raw: str) -> str:
    return _SIGNS.sub("", raw.lower())
