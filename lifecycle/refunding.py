"""What every ledger of refunds holds to, whatever its kind: the same payment told twice is no news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from events.money import Refunded
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Rejected


class Paid(Protocol):
    """A refund of a ledger; `refunded_at` (UTC) is None until it is confirmed."""

    @property
    def refund_id(self) -> str | None:
        """The key under which it was asked for."""

    @property
    def external_ref(self) -> str | None:
        """The number under which somebody else knows it."""

    @property
    def refunded_at(self) -> datetime | None:
        """When it was confirmed."""


def refuse_known(case: Case, refunds: Iterable[Paid], data: Refunded) -> None:
    """Raises `Rejected` (info) if this very payment is confirmed already, by its key or by somebody else's number."""
    for refund in refunds:
        if refund.refunded_at is None:
            continue
        same_id = data.refund_id is not None and refund.refund_id == data.refund_id
        same_ref = data.external_ref is not None and refund.external_ref == data.external_ref
        if same_ref or (same_id and (data.external_ref is None or refund.external_ref is None)):
            name = data.refund_id or data.external_ref
            sentence = f"{case.kind} {case.id}: refund {name} is confirmed already, nothing changes"
            raise Rejected(sentence, severity="info")
