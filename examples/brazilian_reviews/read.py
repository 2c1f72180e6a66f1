"""Rows of the classified Olist data as events: every row is one order and one feedback.

Times without an offset are those of São Paulo; a feedback is dated by when it was answered, which is told in UTC.
Rows of one purchase (the same instants of purchase and approval) share a reference.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Body = dict[str, Any]
FILE = "olist_classified_public_dataset.csv"
WHERE = "OLIST_DATA"
"""The variable that names the file, or its folder."""
ROOT = Path(__file__).parents[2]
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
CENT = Decimal("0.01")


def found() -> Path | None:
    """The data: where `OLIST_DATA` says, or in a `data/olist_classified` beside this checkout; None if absent."""
    told = os.environ.get(WHERE)
    if told:
        return next((path for path in (Path(told), Path(told) / FILE) if path.is_file()), None)
    return next(iter(sorted(ROOT.parent.glob(f"*/data/olist_classified/{FILE}"))), None)


@dataclass(frozen=True)
class Row:
    """One row: an order, when it was to come and came (aware; None: not delivered), and the stars it was given."""

    number: str
    purchase: str
    status: str
    ordered: datetime
    estimated: datetime
    delivered: datetime | None
    answered: datetime
    stars: int
    comment: str
    value: Decimal
    freight: Decimal
    items: int
    category: str

    @property
    def order_id(self) -> str:
        """The order, as a case and as the id by which its cases are linked."""
        return f"OLIST-{self.number}"

    def events(self) -> Iterator[Body]:
        """The row as events, in the order in which they happened but for the order of delivery and feedback."""
        yield self._event("order", "placed", self.ordered, self._placed())
        if self.delivered is not None:
            yield self._event("order", "delivered", self.delivered, {})
        yield self._event("feedback", "received", self.answered, self._received())

    def _placed(self) -> Body:
        return {
            "order_id": self.order_id,
            "marketplace": "shop.br",
            "currency": "BRL",
            "lines": [
                {
                    "line": "1",
                    "sku": self.category or "unknown",
                    "quantity": self.items,
                    "unit_paid": str((self.value / self.items).quantize(CENT)),
                }
            ],
            "purchase": self.purchase,
            "latest_delivery": self.estimated.date().isoformat(),
            "total": str((self.value + self.freight).quantize(CENT)),
        }

    def _received(self) -> Body:
        told = {"order_id": self.order_id, "marketplace": "shop.br", "rating": self.stars}
        return {**told, "comment": self.comment} if self.comment else told

    def _event(self, kind: str, name: str, at: datetime, data: Body) -> Body:
        case_id = self.order_id if kind == "order" else f"FB-{self.number}"
        return {
            "specversion": "1.0",
            "id": f"{case_id}/{name}",
            "source": "/olist",
            "type": f"{kind}.{name}.v1",
            "time": at.isoformat(),
            "subject": case_id,
            "data": data,
        }


def rows(file: Path) -> Iterator[Row]:
    """All rows of the file."""
    with file.open(encoding="utf-8", newline="") as opened:
        yield from map(_row, csv.DictReader(opened))


def _row(told: dict[str, str]) -> Row:
    delivered = told["order_delivered_customer_date"]
    ordered = told["order_purchase_timestamp"]
    bought = f"{ordered} {told['order_aproved_at']}"
    return Row(
        number=told["id"],
        purchase=blake2b(bought.encode(), digest_size=8).hexdigest(),
        status=told["order_status"],
        ordered=_local(ordered),
        estimated=_local(told["order_estimated_delivery_date"]),
        delivered=_local(delivered) if delivered else None,
        answered=datetime.fromisoformat(told["review_answer_timestamp"]),
        stars=int(told["review_score"]),
        comment=" ".join(filter(None, (told["review_comment_title"], told["review_comment_message"]))),
        value=Decimal(told["order_products_value"]),
        freight=Decimal(told["order_freight_value"]),
        items=max(1, int(told["order_items_qty"])),
        category=told["product_category_name"],
    )


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SAO_PAULO)
