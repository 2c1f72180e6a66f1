"""What a notice says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Sort = Literal["a_to_z", "chargeback", "safet", "message", "feedback", "return_request"]


class Remark(NamedTuple):
    """Why something was left out, or what it was taken from: words to be translated, and what fills them."""

    words: str
    values: Mapping[str, Any] = MappingProxyType({})

    def __str__(self) -> str:
        return self.words % self.values if self.values else self.words


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; a member is None where the notice does not say it plainly, and `remarks` say why.

    `sent_at` and `term` are instants with an offset, or days of the marketplace. `text` is what the buyer wrote.
    """

    sort: Sort | None = None
    language: str | None = None
    marketplace: str | None = None
    order_id: str | None = None
    claim_id: str | None = None
    sent_at: date | datetime | None = None
    term: date | datetime | None = None
    amount: Decimal | None = None
    currency: str | None = None
    rating: int | None = None
    text: str | None = None
    remarks: tuple[Remark, ...] = ()
