"""The claim: an A-to-z claim or a chargeback that a buyer opens, or our own SAFE-T claim from the marketplace.

What is answered stands in `events.claim_answers`, what is decided in `events.verdicts`, its money in `events.money`;
this file has how a claim is opened and ended, and lists all its events.
"""

from typing import Annotated, Final, Literal

from pydantic import Field

from events.claim_answers import ContactLogged, InfoRequested, Responded, ResponseRequested, SummarySent
from events.claim_codes import ChargebackType, ClaimReason, chargeback_type, claim_reason
from events.contract import KindContract, Payload
from events.disputes import StatusReported
from events.intents import SendFailed
from events.linked import OrderDated
from events.money import Refunded, RefundFailed, RefundRequested
from events.private import PrivateNote, PrivateText
from events.values import MAX_LINES, Amount, CaseId, Code, Currency, Flag, Quantity, Text, When
from events.verdicts import Appealed, Debited, Decided, OdrReported

CloseReason = Literal[
    "withdrawn",
    "refunded_by_seller",
    "granted_seller",
    "granted_amazon",
    "denied",
    "lost_no_appeal",
    "appeal_won",
    "appeal_lost",
    "won",
    "lost",
    "accepted",
    "approved",
    "not_eligible",
    "duplicate",
    "written_off",
]


class ClaimLine(Payload):
    """Units of the order that are claimed for."""

    sku: Code
    quantity: Quantity


class Opened(Payload):
    """A buyer has opened a claim or chargeback; `action_required` false: the notice says that nothing is to be done."""

    claim_id: Code
    claim_kind: Literal["a_to_z", "chargeback"]
    order_id: Code
    marketplace: Code
    amount: Amount | None = None
    currency: Currency | None = None
    reason: Code | None = None
    reason_text: PrivateText | None = None
    opened_at: When | None = None
    notice_date: When | None = None
    respond_by: When | None = None
    return_case: CaseId | None = None
    lines: Annotated[tuple[ClaimLine, ...], Field(max_length=MAX_LINES)] = ()
    action_required: Flag | None = None
    chargeback_type: Code | None = None

    @property
    def reason_code(self) -> ClaimReason | None:
        """The reason in our own vocabulary, if one was given."""
        return None if self.reason is None else claim_reason(self.reason)

    @property
    def chargeback_code(self) -> ChargebackType | None:
        """The kind of chargeback in our own vocabulary, if it was given."""
        return None if self.chargeback_type is None else chargeback_type(self.chargeback_type)


class Eligible(Payload):
    """We may claim from the marketplace what it refunded at our expense (SAFE-T), `since` that moment."""

    return_case: CaseId
    order_id: Code
    marketplace: Code
    since: When
    amount: Amount | None = None
    currency: Currency | None = None
    reason: Code | None = None


class NotEligible(Payload):
    """The chance to claim from the marketplace is gone: the goods are fine, a claim exists, the window is over."""

    reason: Text


class Filed(Payload):
    """We have filed the SAFE-T claim; with the order and its marketplace it needs nobody to have announced it."""

    safet_id: Code
    amount: Amount | None = None
    currency: Currency | None = None
    order_id: Code | None = None
    marketplace: Code | None = None
    return_case: CaseId | None = None


class Withdrawn(Payload):
    """The claim is taken back by who made it."""

    reason: Text | None = None


class Closed(Payload):
    """Nothing is left to do, for this reason."""

    reason: CloseReason
    note: PrivateNote


class Reopened(Payload):
    """A closed claim needs work again."""

    reason: Text


CLAIM: Final = KindContract(
    kind="claim",
    creates=frozenset({"opened", "eligible", "filed"}),
    models={
        "opened": Opened,
        "eligible": Eligible,
        "not_eligible": NotEligible,
        "filed": Filed,
        "response_requested": ResponseRequested,
        "responded": Responded,
        "send_failed": SendFailed,
        "info_requested": InfoRequested,
        "contact_logged": ContactLogged,
        "summary_sent": SummarySent,
        "withdrawn": Withdrawn,
        "refund_requested": RefundRequested,
        "refunded": Refunded,
        "refund_failed": RefundFailed,
        "decided": Decided,
        "appealed": Appealed,
        "debited": Debited,
        "odr_reported": OdrReported,
        "status_reported": StatusReported,
        "order_dated": OrderDated,
        "closed": Closed,
        "reopened": Reopened,
    },
)
