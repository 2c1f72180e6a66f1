"""What advice is drawn from: a case, the others of its order, its market, what was said, and the moment it is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from events.codes import ReasonCode, reason_code
from lifecycle.conversations.case import Conversation
from lifecycle.engine.case import Case
from lifecycle.numbers.recovery import Figures
from lifecycle.orders.case import Order
from lifecycle.playbook.languages import language_of
from lifecycle.policy.pack import Market
from lifecycle.products.product import Product
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Return

ZERO = Decimal(0)
CENT = Decimal("0.01")
OVER = ("announced", "declined", "withdrawn", "closed")
"""States of a return that nobody waits for anything from, unless it is taken up again."""
LAWFUL = "B-12"
"""The rule of the buyer's legal withdrawal; a market that has none in force knows no such right."""


class Saying(NamedTuple):
    """An event of the case that counts: its name and data, when it happened (UTC), who did it, on what advice."""

    event: str
    data: Mapping[str, Any]
    at: datetime
    actor: str | None = None
    advice: str | None = None


class Goods(NamedTuple):
    """Goods that the matter is about: what one unit cost the buyer, in the currency of the case."""

    line: str
    sku: str
    quantity: int
    unit_paid: Decimal


@dataclass(frozen=True, slots=True)
class View:
    """A case as advice sees it at `now` (UTC).

    `said` are the events of the case, `spoken` those of the conversations of its order; `words` is what the buyer wrote
    last, if it may be read; `sheet` is the product sheet, `figures` say what came back of each SKU on this market, in
    this currency; `policy` is the digest of the rules; `erased` names conversations whose private text is erased, so
    that nothing can be written into them any more.
    """

    case: Any
    market: Market
    now: datetime
    family: Sequence[Case] = ()
    said: Sequence[Saying] = ()
    spoken: Sequence[Saying] = ()
    words: str = ""
    language: str = ""
    sheet: Sheet | None = None
    figures: Mapping[str, Figures] = field(default_factory=dict)
    policy: str = ""
    erased: frozenset[str] = frozenset()

    def of(self, kind: str) -> list[Any]:
        """The cases of one kind that the matter is about: this very one if it is of that kind, else its family's."""
        return [self.case] if self.case.kind == kind else [case for case in self.family if case.kind == kind]

    @property
    def open_returns(self) -> list[Return]:
        """The returns of which something may still become."""
        return [case for case in self.of("return") if case.state not in OVER]

    @property
    def order(self) -> Order | None:
        """The order, if it is known."""
        return next(iter(self.of("order")), None)

    @property
    def thread(self) -> Conversation | None:
        """The open thread in which the buyer is answered: the one that waits, else the newest, if there is one."""
        shut = ("announced", "closed")
        known: list[Conversation] = self.of("conversation")
        threads = [each for each in known if each.state not in shut and each.id not in self.erased]
        return max(threads, key=lambda each: (bool(each.unanswered), each.newest or ()), default=None)

    @property
    def speaks(self) -> str:
        """The buyer's language (ISO 639): as the message said, else that of the market's country, else English."""
        return language_of(self.language, self.market.terms.country)

    @property
    def currency(self) -> str:
        """The currency of the money at stake; the market's own if the case does not say."""
        money = getattr(self.case, "money", None) or getattr(self.order, "money", None)
        said = money.currency if money else getattr(self.case, "currency", None)
        return said or self.market.terms.currency

    @property
    def goods(self) -> tuple[Goods, ...]:
        """The goods at stake: all of an order that is asked about itself, else those of the return, if there is one."""
        returned = next((case for case in self.of("return") if case.lines and self.case.kind != "order"), None)
        if returned is not None:
            return tuple(Goods(each.line, each.sku, each.requested, each.unit_paid) for each in returned.lines)
        lines = self.order.lines if self.order else ()
        return tuple(Goods(each.line, each.sku, each.ordered, each.unit_paid) for each in lines)

    def product(self, sku: str) -> Product | None:
        """What the product sheet says of a SKU today; None if there is no sheet, or the SKU is not in it."""
        return self.sheet.find(sku, self.market.calendar.day_of(self.now)) if self.sheet else None

    @property
    def products(self) -> Mapping[str, Product | None]:
        """The goods at stake by SKU, each as the product sheet knows it."""
        return {each.sku: self.product(each.sku) for each in self.goods}

    @property
    def worth(self) -> Decimal:
        """What the buyer paid for the goods at stake."""
        return sum((each.unit_paid * each.quantity for each in self.goods), ZERO)

    @property
    def is_cheap(self) -> bool | None:
        """Whether the goods are cheaper than what a company argues about; None if their price is not known."""
        return self.worth < self.amount("cheap_below") if self.worth else None

    @property
    def reasons(self) -> frozenset[ReasonCode]:
        """The reasons that the buyer gave, in our vocabulary."""
        lines = (line for case in self.of("return") for line in case.lines)
        return frozenset(reason_code(line.reason) for line in lines if line.reason)

    @property
    def may_withdraw(self) -> bool:
        """Whether the buyer's law lets him withdraw from the contract without a reason (L7)."""
        return self.market.find(LAWFUL, self.now) is not None

    @property
    def promise(self) -> datetime:
        """By when (UTC) an answer that is given now should promise the next one (B-41)."""
        return self.ends("B-41")

    def ends(self, rule: str) -> datetime:
        """When (UTC) the span of `rule` is over, counted from now."""
        return self.market.ends(rule, self.now) or self.now

    def amount(self, rule: str) -> Decimal:
        """What `rule` says in the currency of the case."""
        return self.market.value(rule, self.now).decimal(self.currency)

    def share(self, percent: Decimal) -> Decimal:
        """A share of what the goods are worth, cut to whole cents."""
        return (self.worth * percent / 100).quantize(CENT, rounding="ROUND_DOWN")

    def told(self, *events: str) -> Iterator[Saying]:
        """What was said under these names, oldest first."""
        return (saying for saying in self.said if saying.event in events)

    def followed(self, row: str) -> bool:
        """Whether advice of this row was acted upon already."""
        return any(saying.advice and saying.advice.startswith(f"{row}/") for saying in (*self.said, *self.spoken))

    def unfollowed(self) -> "View":
        """The same view as if no advice had been acted upon."""
        said, spoken = (tuple(each._replace(advice=None) for each in told) for told in (self.said, self.spoken))
        return replace(self, said=said, spoken=spoken)

    @property
    def has_photos(self) -> bool:
        """Whether anybody has put photos on file: at the dock, at the inspection, or as a file of the case."""
        return any(_photos(saying.data) for saying in self.said)


def _photos(data: Mapping[str, Any]) -> bool:
    files: Sequence[Mapping[str, Any]] = data.get("files") or ()
    units: Sequence[Mapping[str, Any]] = data.get("units") or ()
    shown = any(file.get("as") == "photo" for file in files)
    return shown or bool(data.get("photos")) or any(each.get("photos") for each in units)
