"""The events that options consist of, filled in as far as the case knows."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lifecycle.playbook.room import debtor, left
from lifecycle.playbook.row import Act, Letter, Option, Sum
from lifecycle.playbook.view import ZERO, View
from lifecycle.returns.payments import open_refund

PAID_BY_US = {"payer": "seller"}


def authorize(view: View, label: dict[str, Any] | None = None) -> tuple[Act, ...]:
    """Let the goods come back, if nobody has yet: it never has to wait for the rest (B-01). A label is told again."""
    states = ("requested", "authorized") if label else ("requested",)
    return tuple(
        _act(case, "authorized", {"by": "operator", **({"label": label} if label else {})})
        for case in view.open_returns
        if case.state in states
    )


def let_back(
    view: View, do: str, draft: str = "return_authorized", label: dict[str, Any] | None = None, why: str = ""
) -> Option | None:
    """The goods may come back. None where no return is known that may: the letter says that it is authorized."""
    if any(case.state in ("requested", "authorized") for case in view.open_returns):
        return Option(do, authorize(view, label), say(view, draft), why)
    return None


def refund(view: View, amount: Decimal, kind: str) -> tuple[Act, ...]:
    """Ask for a refund of at most what is left; nothing where nothing is left or one is under way already."""
    case = debtor(view)
    amount = min(amount, left(view))
    if case is None or amount <= ZERO or not _takes_refunds(case):
        return ()
    data = {
        "refund_id": f"advice-{case.id}-{len(case.refunds) + 1}",
        "amount": f"{amount:f}",
        "currency": case.money.currency,
        "kind": kind,
    }
    return (_act(case, "refund_requested", data),)


def _takes_refunds(case: Any) -> bool:  # noqa: ANN401 - a return or an order
    if case.kind == "order":
        return case.placed_at is not None and not any(each.refunded_at is None for each in case.refunds)
    return case.requested_at is not None and not case.held and open_refund(case) is None


def replace_goods(view: View) -> tuple[Act, ...]:
    """Send other goods instead: on the return that asked."""
    lines = [{"sku": each.sku, "line": each.line, "quantity": each.quantity} for each in view.goods]
    day = view.ends("OWN-RESHIP")
    return tuple(
        _act(case, "replacement_requested", {"lines": lines, "promised_by": day.isoformat()})
        for case in view.open_returns
        if case.requested_at and not case.replacement_at and lines
    )


def say(view: View, draft: str, promised_by: datetime | None = None, **values: Any) -> Letter:  # noqa: ANN401
    """A letter to the buyer that promises to go on, by the usual term unless told otherwise (L3)."""
    return Letter(draft, {"order_id": order_id(view), **values}, promised_by or view.promise)


def close_with(view: View, draft: str, **values: Any) -> Letter:  # noqa: ANN401
    """A letter to the buyer after which nothing is owed to him any more."""
    return Letter(draft, {"order_id": order_id(view), **values}, None)


def order_id(view: View) -> str:
    """The order as the buyer knows it; empty where nobody has said."""
    return next((each.order_id for each in (view.case, *view.family) if getattr(each, "order_id", None)), "")


def tell(view: View, event: str, data: dict[str, Any] | None = None, *asks: str) -> tuple[Act, ...]:
    """An event about this very case."""
    return (Act(view.case.kind, view.case.id, event, data or {}, asks),)


def on_order(view: View, event: str, data: dict[str, Any], *asks: str) -> tuple[Act, ...]:
    """An event about the order, if it is known."""
    order = view.order
    return (Act("order", order.id, event, data, asks),) if order and order.placed_at else ()


def money(view: View, amount: Decimal) -> Sum:
    """A sum in the currency of the case."""
    return Sum(amount, view.currency)


def _act(case: Any, event: str, data: dict[str, Any]) -> Act:  # noqa: ANN401 - a case of any kind
    return Act(case.kind, case.id, event, data)
