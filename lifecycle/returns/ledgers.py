"""The ledger of worth: what became of returned units, what they brought, what was paid for them, what they cost.

Amounts are in the currency beside them; the ledger takes one currency only. All instants are UTC.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from msgspec import Struct


class Relabelled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Units under one reference of ours, ready to be sold again (S2-12)."""

    unit: str
    relabelled_at: datetime
    quantity: int = 1
    line: str | None = None
    sku: str | None = None
    grade: str = ""
    partner: str | None = None
    label: str | None = None


class Resale(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sale of a unit through a channel; `fee` is what the channel kept of `amount`."""

    unit: str
    channel: str
    amount: Decimal
    currency: str
    sold_at: datetime
    fee: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """What the sale brought us."""
        return self.amount - self.fee


class Reimbursement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody paid us for goods of this return, under his own number."""

    payer: str
    amount: Decimal
    currency: str
    ref: str
    reason: str | None = None


class Cost(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the return cost us: an amount, minutes of work, or both."""

    what: str
    amount: Decimal | None = None
    currency: str | None = None
    minutes: int = 0
    unit: str | None = None
    ref: str | None = None


class Sum(Struct, frozen=True, omit_defaults=True):
    """An amount in its currency, as a decision or a label tells it; `ref` is the number of that decision, if any."""

    amount: Decimal
    currency: str
    ref: str = ""


class Worth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the ledger of worth knows, in the order of happening.

    `label`, `awarded` (by the marketplace, for a SAFE-T claim) and `settled` (by the carrier) stand in until the cost
    or the payment itself is told.
    """

    units: tuple[Relabelled, ...] = ()
    resales: tuple[Resale, ...] = ()
    reimbursements: tuple[Reimbursement, ...] = ()
    costs: tuple[Cost, ...] = ()
    label: Sum | None = None
    awarded: Sum | None = None
    settled: Sum | None = None

    def currencies(self) -> Iterator[str]:
        """The currencies of all that was booked here."""
        yield from (resale.currency for resale in self.resales)
        yield from (paid.currency for paid in self.reimbursements)
        yield from (cost.currency for cost in self.costs if cost.currency)
