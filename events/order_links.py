"""What an order is told by its returns, claims and feedback. Reactions publish it, like anyone else's events."""

from enum import StrEnum
from typing import Final, Literal

from events.contract import Payload
from events.values import Amount, CaseId, Code, Currency, PaidAmount, Text


class RefundState(StrEnum):
    """How far a refund is that another case tells of."""

    PAID = "paid"
    REQUESTED = "requested"
    FAILED = "failed"
    OTHER = "other"


_REFUND_STATES: Final = {state.value: state for state in RefundState} | {
    "refunded": RefundState.PAID,
    "confirmed": RefundState.PAID,
    "pending": RefundState.REQUESTED,
}


def refund_state(raw: str) -> RefundState:
    """How far a refund is, from the source's word for it."""
    return _REFUND_STATES.get(raw.strip().lower(), RefundState.OTHER)


class RefundTold(Payload):
    """A case of this order tells of a refund: `ref` is its name there, `due` the debt that it settles.

    `numbers` are those under which the world knows it; not given, `ref` is its number too. `due_amount` is how much the
    debt is, in `currency`. Without `state` the refund is paid.
    """

    case_kind: Code
    case_id: CaseId
    ref: Code
    due: Code
    amount: PaidAmount
    currency: Currency
    issuer: Code
    state: Code | None = None
    due_amount: Amount | None = None
    numbers: tuple[Code, ...] | None = None

    @property
    def state_code(self) -> RefundState:
        """How far the refund is, in our own vocabulary."""
        return RefundState.PAID if self.state is None else refund_state(self.state)


class DefectTold(Payload):
    """A claim or feedback of this order tells whether it counts against the order defect rate."""

    case_kind: Code
    case_id: CaseId
    counts: Literal["yes", "no", "undetermined"]
    reason: Text | None = None
