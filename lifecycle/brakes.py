"""The brakes of what rules decide by themselves: shadow mode, and caps a day and a buyer. Settings and arithmetic only.

A rule `auto-refund` is braked by the settings `auto_refund_mode`, `auto_refund_cap_day` and so on of the case's market,
as they stand on the day of the decision. Who counts across cases stands at the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from lifecycle.engine.case import CaseT
from lifecycle.engine.decisions import decide, spoken
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Kind
from lifecycle.policy.pack import Market, Pack
from lifecycle.policy.zones import EPOCH

SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Money:
    """What a decision moves, in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class Brake:
    """How far `rule` may go in `market` on the local `day`; a cap of None is none.

    `day_amount` is money in `currency`, that of the market; `buyer` decisions may fall on any `buyer_days` days.
    """

    rule: str
    market: str
    day: date
    currency: str
    shadow: bool = False
    day_count: int | None = None
    day_amount: Decimal | None = None
    buyer: int | None = None
    buyer_days: int = 1

    @property
    def has_caps(self) -> bool:
        """Whether anything has to be counted."""
        return not (self.day_count is None and self.day_amount is None and self.buyer is None)

    @property
    def counts_days(self) -> bool:
        """Whether decisions of a day have to be counted."""
        return self.day_count is not None or self.day_amount is not None

    def over_day(self, taken: Mapping[str, Decimal], money: Money | None) -> str | None:
        """Why one decision more would be too much beside those `taken` that day (id → amount); None if it is not."""
        if self.day_count is not None and len(taken) >= self.day_count:
            return f"the cap of {self.day_count} a day on {self.market} is reached"
        if self.day_amount is None or money is None:
            return None
        if money.currency != self.currency:
            told = f"the cap of a day on {self.market} is in {self.currency or 'no currency'}"
            return f"{told}, {money} cannot be held against it"
        used = sum(taken.values(), Decimal(0))
        if used + money.amount > self.day_amount:
            cap = Money(self.day_amount, self.currency)
            return f"the cap of {cap} a day on {self.market} would be exceeded, {used} are used"
        return None

    def over_buyer(self, taken: Mapping[str, date] | None) -> str | None:
        """Why one decision more would be too much beside those `taken` for the buyer (token → day); None: unknown."""
        if self.buyer is None:
            return None
        if taken is None:
            return f"who the buyer is, is not known: the cap of {self.buyer} a buyer cannot be judged"
        if sum(self.remembers(day) for day in taken.values()) >= self.buyer:
            return f"the cap of {self.buyer} a buyer within {self.buyer_days} days is reached"
        return None

    def remembers(self, taken_on: date) -> bool:
        """Whether what was decided for a buyer on that day still counts."""
        return self.day - taken_on < timedelta(days=self.buyer_days)


def brake_of(market: Market, rule: str, at: datetime) -> Brake:
    """The brake of `rule` at the instant `at` (UTC); a market without these settings has none."""
    name = rule.replace("-", "_")
    mode, days = market.find(f"{name}_mode", at), market.find(f"{name}_cap_buyer_days", at)

    def cap(of: str) -> Decimal | None:
        value = market.find(f"{name}_cap_{of}", at)
        return None if value is None or value.value == "none" else value.decimal()

    count, buyer = cap("day"), cap("buyer")
    return Brake(
        rule=rule,
        market=market.name,
        day=(EPOCH + timedelta(days=market.calendar.zone.day(at))).date(),
        currency=market.terms.currency,
        shadow=mode is not None and mode.value == SHADOW,
        day_count=None if count is None else int(count),
        day_amount=cap("day_amount"),
        buyer=None if buyer is None else int(buyer),
        buyer_days=int(days.decimal()) if days else 1,
    )


def next_decision(kind: Kind[CaseT], case: CaseT, now: datetime, pack: Pack, asked: set[str]) -> Fact | None:
    """The next thing that a rule wants on `case` as it stands, but for what was `asked` before (by identity)."""
    for fact in decide(kind, case, now, pack):
        if fact.event.identity not in asked:
            asked.add(fact.event.identity)
            return fact
    return None


def rule_of(fact: Fact) -> str:
    """The name of the rule that took a decision."""
    return fact.event.source.rpartition("/")[2]


def money_of(fact: Fact) -> Money | None:
    """What a decision moves, if it moves money."""
    amount, currency = getattr(fact.event.data, "amount", None), getattr(fact.event.data, "currency", None)
    return Money(amount, currency) if isinstance(amount, Decimal) and currency else None


def withheld(kind: Kind[CaseT], fact: Fact, why: str, occasion: str, now: datetime) -> Fact:
    """The note that a decision was not taken, which changes nothing; the same one for the same `occasion`."""
    event, money = fact.event, money_of(fact)
    would = {"event": event.name, "rule": rule_of(fact), "why": why}
    if money is not None:
        would |= {"amount": str(money.amount), "currency": money.currency}
    place = (kind.name, event.case_id, "noted")
    body = spoken(event.source, f"{event.id}/{occasion}", now, place, {"would": would})
    return Fact(kind.catalogue.event_from_body(body, *place), fact.policy)


def told(fact: Fact) -> str:
    """A decision in a few words, for people."""
    return " ".join(filter(None, (fact.event.name, str(money_of(fact) or ""))))
