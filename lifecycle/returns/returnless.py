"""Is it worth the return? What a refund that lets the buyer keep the goods is weighed by (B-22, S0-17, D-12).

Pure arithmetic on what the case knows: the rule that decides by itself and the advice to people share it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from lifecycle.policy.pack import Market
from lifecycle.policy.terms import RuleValue
from lifecycle.returns.case import Line, Return
from lifecycle.returns.payments import spoken_for

CENT = Decimal("0.01")
RULES = ("ceiling", "refund", "label_share", "reasons", "skus")


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether the buyer should `keep` the goods, and why; amounts in `currency`, what is not known is None.

    `refund` is what he paid for them less what was refunded or asked for already, `label` what the way back costs,
    `share` that cost in percent of the refund, `payer` who would pay for it.
    """

    keep: bool
    reason: str
    refund: Decimal
    currency: str
    label: Decimal | None = None
    share: Decimal | None = None
    payer: str | None = None


def weighed(case: Return, market: Market, on: datetime) -> Weighed:
    """The case weighed by the rules in force at the instant `on`, which is when it was ordered (B-22)."""
    refund, label = case.money.paid - spoken_for(case), case.label_cost
    share = (label / refund * 100).quantize(CENT, ROUND_DOWN) if label is not None and refund > 0 else None
    keep, reason = _verdict(case, market, on, refund, share)
    return Weighed(keep, reason, refund, case.money.currency, label, share, payer(case, market))


def payer(case: Return, market: Market) -> str | None:
    """Who pays for the way back by the reasons of the lines (B-20): "seller" if one is his, None if one is unknown."""
    rule = market.find("B-20", case.requested_at) if case.requested_at else None
    asked = [line for line in case.lines if line.requested]
    named = {str(rule.of(line.reason.upper())) if rule and line.reason else None for line in asked}
    if "seller" in named:
        return "seller"
    return named.pop() if len(named) == 1 else None


def _verdict(case: Return, market: Market, on: datetime, refund: Decimal, share: Decimal | None) -> tuple[bool, str]:
    values = {name: market.find(f"returnless_{name}", on) for name in RULES}
    rules = {name: value for name, value in values.items() if value is not None}
    if len(rules) < len(RULES):
        return False, f"{market.name} has no rule for goods that the buyer keeps"
    hindered = _hindered(case, market, refund, rules["ceiling"].decimal())
    hindered = hindered or _excluded(case.lines, rules["reasons"], rules["skus"])
    if hindered:
        return False, hindered
    return _worth(f"{refund} {case.money.currency}", refund, share, rules["refund"], rules["label_share"])


def _hindered(case: Return, market: Market, refund: Decimal, ceiling: Decimal) -> str | None:
    """Why these sums are not for this rule, if they are not."""
    currency = case.money.currency
    if refund <= 0:
        return "nothing is left to refund"
    if currency != market.terms.currency:
        return f"the amounts of {market.name} are in {market.terms.currency or 'no currency'}, the return in {currency}"
    return f"{refund} {currency} are above the ceiling of {ceiling}" if refund > ceiling else None


def _excluded(lines: Iterable[Line], reasons: RuleValue, skus: RuleValue) -> str | None:
    """Which line is not for this rule, if one is not."""
    for line in lines:
        if line.requested and reasons.of(line.reason.upper() or "any") != "yes":
            return f"the reason {line.reason or 'nobody gave'} of line {line.line} is left to a person"
        if line.requested and skus.of(line.sku) != "yes":
            return f"the goods {line.sku} are left to a person"
    return None


def _worth(told: str, refund: Decimal, share: Decimal | None, limit: RuleValue, least: RuleValue) -> tuple[bool, str]:
    if refund <= limit.decimal():
        return True, f"{told} are at most {limit.decimal()}, not worth a return"
    if share is None:
        return False, f"{told} are above {limit.decimal()}, and what the way back costs is not known"
    verdict = share >= least.decimal()
    bound = "at least" if verdict else "less than"
    return verdict, f"the way back costs {share} % of {told}, {bound} {least.decimal()} %"
