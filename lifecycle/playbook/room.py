"""How much may still be refunded (L9): what the buyer paid, less all that any case of his order asked for or paid."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Protocol

from lifecycle.claims.case import Claim
from lifecycle.claims.payments import spoken_for as spoken_for_of_claim
from lifecycle.claims.standing import BUYER_PAID
from lifecycle.orders.case import Order
from lifecycle.orders.refunds import spoken_for as spoken_for_of_order
from lifecycle.playbook.view import ZERO, View
from lifecycle.returns.case import Return
from lifecycle.returns.payments import spoken_for


class Refund(Protocol):
    """A refund of a return or of a claim."""

    @property
    def refund_id(self) -> str | None:
        """The key under which it was asked for."""

    @property
    def external_ref(self) -> str | None:
        """The number under which somebody else knows it."""

    @property
    def amount(self) -> Decimal:
        """What was asked for."""

    @property
    def paid(self) -> Decimal:
        """What was paid."""

    @property
    def failed(self) -> bool:
        """Whether it will not be paid."""


def debtor(view: View) -> Return | Order | None:
    """The case that a refund would be asked for on: this one, else the return that is open, else the order."""
    if view.case.kind == "order":
        return view.order
    return next((case for case in view.open_returns if case.requested_at), None) or view.order


def left(view: View) -> Decimal:
    """What may still be refunded of the goods at stake, by their own ledger and by that of the whole order."""
    case = debtor(view)
    whole = of_order(view)
    if not isinstance(case, Return):
        return max(whole or ZERO, ZERO)
    own = case.money.paid - spoken_for(case) - sum(_on_claims(view, case), ZERO)
    return max(own if whole is None else min(own, whole), ZERO)


def of_order(view: View) -> Decimal | None:
    """What all cases of the order together leave of its price; None while nobody has told it in this currency."""
    order = view.order
    if order is None or order.money.paid is None or order.money.currency != _currency(view):
        return None
    return order.money.paid - spoken_for_of_order(order.refunds) - sum(_under_way(view), ZERO)


def of_claim(view: View) -> Decimal:
    """What may be paid on a claim: what is claimed, less what he has got or is to get for it, also on a return."""
    claim: Claim = view.case
    if claim.amount is None or claim.outcome in BUYER_PAID:
        return ZERO
    own = claim.amount - spoken_for_of_claim(claim) - sum(_on_returns(view, claim), ZERO)
    whole = of_order(view)
    return max(own if whole is None else min(own, whole), ZERO)


def _on_returns(view: View, claim: Claim) -> Iterator[Decimal]:
    """What was paid or asked for on the returns that the claim is about."""
    for case in view.of("return"):
        if claim.return_case in (None, case.id) and claim.currency == case.money.currency:
            yield _beside(case.refunds, claim.refunds)


def _on_claims(view: View, case: Return) -> Iterator[Decimal]:
    """What was paid, asked for or granted on the claims that are about the return."""
    for claim in view.of("claim"):
        same = claim.return_case in (None, case.id) and claim.currency == case.money.currency
        if same and not claim.is_safet:
            granted = claim.granted_amount or claim.amount or ZERO
            yield granted if claim.outcome in BUYER_PAID else _beside(claim.refunds, case.refunds)


def _beside(refunds: Iterable[Refund], others: Iterable[Refund]) -> Decimal:
    """What was paid or asked for, less what the other ledger tells as well: the same number is the same money."""
    told = {number for each in others for number in (each.refund_id, each.external_ref) if number}
    own = (each for each in refunds if told.isdisjoint({each.refund_id, each.external_ref}))
    return sum((each.paid if each.failed else max(each.paid, each.amount) for each in own), ZERO)


def _currency(view: View) -> str | None:
    """In which currency the room is asked for: a claim tells its own."""
    if view.case.kind == "claim":
        return str(view.case.currency)
    case = debtor(view)
    return case.money.currency if case else None


def _under_way(view: View) -> Iterator[Decimal]:
    """What returns and claims have asked for; the order hears of it once it is paid."""
    for case in (view.case, *view.family):
        money = case.money.currency if case.kind == "return" else getattr(case, "currency", None)
        if case.kind in ("return", "claim") and money == _currency(view):
            yield from (each.amount for each in case.refunds if each.is_open)
