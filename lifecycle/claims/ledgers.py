"""What the ledgers of a claim are made of: answers, contacts, movements of money, endings. Instants are UTC."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

ZERO = Decimal(0)


class Reply(Struct, frozen=True, omit_defaults=True):
    """An answer under its idempotency key: asked for, sent, or failed to be sent."""

    key: str
    asked_at: datetime | None = None
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    retryable: bool = False

    @property
    def is_unconfirmed(self) -> bool:
        """Asked for, and nobody has said yet what became of it."""
        return self.asked_at is not None and self.sent_at is None and self.failed_at is None


class Contact(Struct, frozen=True, omit_defaults=True):
    """One attempt to reach the buyer; `on_claim`: not before it was opened; `written`: nothing is left to write."""

    channel: str
    at: datetime
    on_claim: bool = False
    written: bool = False
    contact_id: str | None = None


class Summary(Struct, frozen=True, omit_defaults=True):
    """What was said on the phone has been written down: in one call, or in all up to then."""

    at: datetime
    contact_id: str | None = None


class Refund(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One movement of money to the buyer: asked for, paid, or failed for good.

    `ours`: the seller paid it. `early`: before the claim was opened, so that it is evidence and ends nothing.
    """

    refund_id: str | None
    amount: Decimal
    currency: str
    kind: str = ""
    issuer: str = ""
    external_ref: str | None = None
    requested_at: datetime | None = None
    refunded_at: datetime | None = None
    paid: Decimal = ZERO
    ours: bool = False
    early: bool = False
    retry_at: datetime | None = None
    failed: bool = False

    @property
    def is_open(self) -> bool:
        """Asked for, neither confirmed nor failed for good."""
        return self.refunded_at is None and not self.failed


class Ending(Struct, frozen=True, omit_defaults=True):
    """How the claim was decided or settled, and when; `how` is the state it leads to."""

    how: str
    at: datetime
    raw: str = ""
    funded_by: str = ""


class Debit(Struct, frozen=True, omit_defaults=True):
    """The marketplace took money from us. `anyway`: although the claim had ended in our favour."""

    at: datetime
    amount: Decimal | None = None
    currency: str | None = None
    anyway: bool = False


class Claimed(Struct, frozen=True, omit_defaults=True):
    """Units that are claimed for."""

    sku: str
    quantity: int
