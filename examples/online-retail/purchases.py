"""The invoices of the same shop as orders: what was bought and sent. Postage and manual sums stand apart from goods.

An invoice is taken as the dispatch of its goods: the data names no other. All is told as history: no clock runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from invoices import NOT_GOODS, InvoiceLine

CARRIED = frozenset({"POST", "C2"})
"""Stock codes of what the buyer paid for the way of his goods."""


def invoices(lines: Iterable[InvoiceLine]) -> list[list[InvoiceLine]]:
    """The purchases, invoice by invoice, in the order of their first line."""
    bought = sorted((line for line in lines if not line.credited), key=lambda line: (line.invoice, line.number))
    found = [list(told) for _, told in groupby(bought, key=lambda line: line.invoice)]
    return sorted(found, key=lambda invoice: (_moment(invoice), invoice[0].invoice))


def events(invoice: Sequence[InvoiceLine]) -> Iterator[dict[str, Any]]:
    """What an invoice says as an order, placed and sent; nothing for an invoice without goods."""
    if any(line.goods for line in invoice):
        yield _event(invoice, "placed", _placed(invoice))
        yield _event(invoice, "shipped", {})


def amount(lines: Iterable[InvoiceLine]) -> Decimal:
    """What these lines cost, in pounds."""
    return sum((line.quantity * line.price for line in lines), Decimal(0))


def summary(lines: Iterable[InvoiceLine]) -> str:
    """What the invoices hold, goods and the rest apart, for a reader."""
    told = invoices(lines)
    every = [line for invoice in told for line in invoice]
    goods = [line for line in every if line.goods]
    words = [
        f"{len(told):>6} invoices",
        f"{sum(any(line.goods for line in invoice) for invoice in told):>6} of them with goods: orders",
        f"{sum(line.quantity for line in goods):>6} units of goods sent, {amount(goods):.2f} GBP",
    ]
    for code, what in NOT_GOODS.items():
        apart = [line for line in every if line.sku == code]
        words.append(f"{len(apart):>6} lines of {what} ({code}) apart, {amount(apart):.2f} GBP")
    return "\n".join(words)


def _event(invoice: Sequence[InvoiceLine], name: str, data: dict[str, Any]) -> dict[str, Any]:
    case_id = f"UCI-{invoice[0].invoice}"
    return {
        "specversion": "1.0",
        "id": f"{case_id}:{name}",
        "source": "/examples/online-retail",
        "type": f"order.{name}.v1",
        "time": _moment(invoice).isoformat(),
        "subject": case_id,
        "historical": True,
        "data": data,
    }


def _placed(invoice: Sequence[InvoiceLine]) -> dict[str, Any]:
    goods = [line for line in invoice if line.goods]
    return {
        "order_id": invoice[0].invoice,
        "marketplace": "shop.uk",
        "currency": "GBP",
        "shipping_paid": f"{amount(line for line in invoice if line.sku in CARRIED):.2f}",
        "total": f"{amount(invoice):.2f}",
        "lines": [
            {"line": f"{line.number}", "sku": line.sku, "quantity": line.quantity, "unit_paid": f"{line.price:.2f}"}
            for line in goods
        ],
    }


def _moment(invoice: Sequence[InvoiceLine]) -> datetime:
    return min(line.moment for line in invoice)
