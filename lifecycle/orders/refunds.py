"""The refunds of an order, whoever paid them: which of them are the same money, and what was paid twice (L9).

A refund is known by the case that tells of it and its number; the same number from two sources is the same money. What
nobody has said is not guessed: without the amount of a due nobody can say that it was paid twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

ZERO = Decimal(0)


class Refund(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One refund as one case knows it; `case` is this order (`order O-1`) or a return or claim of it (`return R-1`).

    `ref` is its name there, `due` names the debt that it settles, `due_amount` how much that is, if anybody said so.
    Instants are UTC.
    """

    case: str
    refund_id: str | None
    amount: Decimal
    due: str
    external_ref: str | None = None
    ref: str = ""
    numbers: tuple[str, ...] = ()
    due_amount: Decimal | None = None
    issuer: str = ""
    requested_at: datetime | None = None
    refunded_at: datetime | None = None
    paid: Decimal = ZERO
    retry_at: datetime | None = None
    failed: bool = False

    @property
    def is_own(self) -> bool:
        """Whether it is the order's own, not one that another case tells of."""
        return self.case.startswith("order ")

    @property
    def is_open(self) -> bool:
        """Asked for, neither confirmed nor failed for good."""
        return self.refunded_at is None and not self.failed

    @property
    def refs(self) -> frozenset[str]:
        """The numbers under which the world knows it."""
        return frozenset(ref for ref in (self.refund_id, self.external_ref, *self.numbers) if ref)


def own_open(refunds: Iterable[Refund]) -> Refund | None:
    """The refund that was asked for on the order itself and is not confirmed yet."""
    return next((refund for refund in refunds if refund.is_own and refund.is_open), None)


def distinct(refunds: Iterable[Refund]) -> list[list[Refund]]:
    """The refunds told apart: each entry is one movement of money, as every case that knows of it tells it."""
    found: list[list[Refund]] = []
    for refund in refunds:
        same = [told for told in found if any(refund.refs & each.refs for each in told)]
        found = [told for told in found if not any(told is each for each in same)]
        found.append([*(each for told in same for each in told), refund])
    return found


def paid_back(refunds: Iterable[Refund]) -> Decimal:
    """All money that went back to the buyer, each movement once."""
    return sum((_paid(told) for told in distinct(refunds)), ZERO)


def spoken_for(refunds: Iterable[Refund]) -> Decimal:
    """What was paid back or is asked for: what a new request must leave room for."""
    return sum((max(map(_spoken, told)) for told in distinct(refunds)), ZERO)


def doubled_at(refunds: Iterable[Refund]) -> datetime | None:
    """Since when (UTC) some due is paid twice: by a second movement of money, beyond its amount; None if none is."""
    moments = [at for amount, paid in _by_due(refunds) if amount is not None for at in _beyond(paid, amount)]
    return min(moments, default=None)


def exceedings(refunds: Iterable[Refund], limit: Decimal | None) -> tuple[datetime, ...]:
    """Every instant (UTC) at which a due was paid once more, or more than `limit` had gone back, in order."""
    known = tuple(refunds)
    doubled = {at for amount, paid in _by_due(known) if amount is not None for at in _beyond(paid, amount)}
    return tuple(sorted(doubled | ({*_exceeding(known, limit)} if limit is not None else set())))


def is_unclear(refunds: Iterable[Refund]) -> bool:
    """Whether two cases have paid for one due of which nobody said how much it is."""
    return any(
        amount is None and len({each.case for told in paid for each in told}) > 1 and len(paid) > 1
        for amount, paid in _by_due(refunds)
    )


def exceeded_at(refunds: Iterable[Refund], limit: Decimal) -> datetime | None:
    """Since when (UTC) more went back than `limit`; None if it did not."""
    return next(_exceeding(refunds, limit), None)


def _exceeding(refunds: Iterable[Refund], limit: Decimal) -> Iterator[datetime]:
    total = ZERO
    for told in sorted(filter(_at, distinct(refunds)), key=_when):
        total += _paid(told)
        if total > limit:
            yield _when(told)


def _by_due(refunds: Iterable[Refund]) -> Iterator[tuple[Decimal | None, list[list[Refund]]]]:
    """Every due with its amount, if anybody said it, and what was paid for it, in the order in which it was paid."""
    known = tuple(refunds)
    paid = sorted(filter(_at, distinct(known)), key=_when)
    for due in dict.fromkeys(refund.due for refund in known):
        amounts = [each.due_amount for each in known if each.due == due and each.due_amount is not None]
        yield max(amounts, default=None), [told for told in paid if any(each.due == due for each in told)]


def _beyond(paid: Iterable[list[Refund]], amount: Decimal) -> Iterator[datetime]:
    total = ZERO
    for place, told in enumerate(paid):
        total += _paid(told)
        if place and total > amount:
            yield _when(told)


def _spoken(refund: Refund) -> Decimal:
    return refund.paid if refund.failed else max(refund.paid, refund.amount)


def _paid(told: Iterable[Refund]) -> Decimal:
    return max(refund.paid for refund in told)


def _at(told: Iterable[Refund]) -> datetime | None:
    return min((refund.refunded_at for refund in told if refund.refunded_at), default=None)


def _when(told: Iterable[Refund]) -> datetime:
    at = _at(told)
    assert at is not None
    return at
