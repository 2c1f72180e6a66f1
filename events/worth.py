"""What returned goods are still worth: relabelled under a reference of ours, resold, reimbursed, and what they cost."""

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from events.codes import Grade, grade
from events.contract import Payload
from events.values import Amount, Code, Currency, PaidAmount, Quantity, Text, When
from events.worth_codes import CostKind, Reimburser, cost_kind, reimburser


class UnitRelabelled(Payload):
    """Units of one kind get a label and a reference of ours, under which they can be sold again (S2-12)."""

    unit: Code
    line: Code | None = None
    sku: Code | None = None
    quantity: Quantity | None = None
    grade: Code | None = None
    partner: Code | None = None
    label: Code | None = None

    @property
    def grade_code(self) -> Grade | None:
        """The grade in our own vocabulary, if one was given."""
        return None if self.grade is None else grade(self.grade)


class Resold(Payload):
    """A unit was sold again through this channel; `fee` is what the channel keeps of the amount (S2-09, S2-12)."""

    unit: Code
    channel: Code
    amount: PaidAmount
    currency: Currency
    fee: Amount | None = None
    sold_at: When | None = None


class Reimbursed(Payload):
    """Somebody has paid us for the goods of this return; `ref` is the payer's own number, counted once."""

    payer: Code
    amount: PaidAmount
    currency: Currency
    ref: Code
    reason: Text | None = None

    @property
    def payer_code(self) -> Reimburser:
        """Who paid us, in our own vocabulary."""
        return reimburser(self.payer)


class CostBooked(Payload):
    """What the return costs us: an amount with its currency, minutes of work, or both (S2-10)."""

    what: Code
    amount: Amount | None = None
    currency: Currency | None = None
    minutes: Quantity | None = None
    unit: Code | None = None
    ref: Code | None = None

    @property
    def what_code(self) -> CostKind:
        """What the cost was for, in our own vocabulary."""
        return cost_kind(self.what)

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.amount is None and self.minutes is None:
            raise PydanticCustomError("told", "must say an amount with its currency, or minutes")
        if (self.amount is None) != (self.currency is None):
            raise PydanticCustomError("told", "must say amount and currency together")
        return self
