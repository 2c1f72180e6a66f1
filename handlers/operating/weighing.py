"""What a case would have to pay back altogether, weighed against the value that one person may decide alone.

A correction of a request is weighed as the request that it makes of it, a request with what corrects it already. A
failure that a person has told takes nothing off: he could ask anew in small steps.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from events.catalogue import CATALOGUE
from events.envelope import Event, identity_of
from events.money import RefundFailed, RefundRequested
from events.own import Corrected
from lifecycle.brakes import Money
from lifecycle.engine.case import Case
from lifecycle.engine.corrections import retell
from lifecycle.engine.fact import Fact

ASKED: Final = "refund_requested"
TOLD: Final = (ASKED, "refund_failed", "corrected")
"""The events that a book is made of."""
WEIGHTY: Final = frozenset(RefundRequested.model_fields) | {"time"}
"""What a correction may make a request of money another with."""


class Book(NamedTuple):
    """The money of a case: the case as it stands, and what its log tells of it (`TOLD`).

    `heard` is the last of its inputs that the book can know of.
    """

    case: Case | None = None
    facts: Sequence[Fact] = ()
    heard: int = 0

    @property
    def currency(self) -> str:
        """The currency of the case; nothing while that is not known."""
        return getattr(getattr(self.case, "money", self.case), "currency", None) or ""

    @property
    def refunds(self) -> Sequence[Any]:
        """The ledger of refunds of a case of whatever kind."""
        return getattr(self.case, "refunds", ())

    def counts(self, refund: Any) -> bool:  # noqa: ANN401 - a refund of any kind of case
        """Whether a refund was asked for and nobody but people says that it failed."""
        return refund.requested_at is not None and not (refund.failed and refund.refund_id in self._failed())

    def _failed(self) -> frozenset[str]:
        """The refunds of which somebody else than a person has said that they failed."""
        told = [fact.event for fact in self.facts if isinstance(fact.event.data, RefundFailed)]
        others = [event.data for event in told if not (event.actor or "").startswith(("person:", "station:"))]
        return frozenset(data.refund_id for data in others if isinstance(data, RefundFailed))


class Over(NamedTuple):
    """A refund that makes a case cost more than one may decide alone; `limit` is None in another currency."""

    asked: Money
    whole: Money
    limit: Money | None

    @property
    def why(self) -> str:
        """Why it is not done at once, naming nobody."""
        if self.limit is None:
            return "in another currency than that of the case a lead who did not ask for it has to carry it out"
        already = f", with it the case would come to {self.whole}" if self.whole != self.asked else ""
        return f"above {self.limit} a lead who did not ask for it has to carry it out{already}"


class Scales:
    """Weighs what is said at the same time against the `limits`, which are amounts by currency."""

    def __init__(self, limits: Mapping[str, Decimal]) -> None:
        self._limits = limits
        self._said: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._beside: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)

    def over(self, event: Event, book: Book) -> Over | None:
        """By how much this event asks for more than one may decide alone; None if it does not, or no value is set."""
        place = (event.kind, event.case_id)
        self._said[place].append(Fact(event, ""))
        asked = _asked(event, [*book.facts, *self._said[place]], book.currency)
        if asked is None:
            return None
        money, currency = Money(asked.amount, asked.currency), book.currency or asked.currency
        if money.currency != currency:
            return Over(money, money, None)
        if (limit := self._limits.get(currency)) is None or _is_told(event, asked, book):
            return None
        whole = money.amount + sum(_before(asked, book), self._beside[place])
        self._beside[place] += money.amount
        return Over(money, Money(whole, currency), Money(limit, currency)) if whole > limit else None


def is_money(event: Event) -> bool:
    """Whether the event asks for a refund, or may correct what does: two of them are not weighed at the same time."""
    if isinstance(event.data, Corrected):
        return bool(event.data.data.keys() & WEIGHTY)
    return isinstance(event.data, RefundRequested)


def _asked(event: Event, facts: Sequence[Fact], currency: str) -> RefundRequested | None:
    """What this event asks for, or the request that it corrects: the dearer of what it says and what corrections say.

    What is in another currency than the case's is the dearest.
    """
    corrects = event.data.corrects if isinstance(event.data, Corrected) else None
    wanted = identity_of(corrects.source, corrects.id) if corrects else event.identity
    told, _ = retell(CATALOGUE, facts)
    found = [fact.event.data for fact in told if fact.event.identity == wanted]
    asked = [data for data in (*found, event.data) if isinstance(data, RefundRequested)]
    return max(asked, key=lambda data: (data.currency != currency, data.amount), default=None)


def _is_told(event: Event, asked: RefundRequested, book: Book) -> bool:
    """Whether a correction asks for no more than the case counts under this very key."""
    mine = [refund.amount for refund in book.refunds if refund.refund_id == asked.refund_id and book.counts(refund)]
    return isinstance(event.data, Corrected) and bool(mine) and asked.amount <= max(mine)


def _before(asked: RefundRequested, book: Book) -> Iterable[Decimal]:
    """What is asked for on the case already, but for this very refund."""
    for refund in book.refunds:
        ours = refund.refund_id != asked.refund_id and book.counts(refund)
        if ours and getattr(refund, "currency", asked.currency) == asked.currency:
            yield refund.amount
