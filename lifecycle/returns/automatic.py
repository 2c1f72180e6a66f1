"""What a return decides by itself, if the policy lets it: authorize (S0-09, B-03), refund perfect or cheap goods.

Whether a decision is really taken is up to its brakes (`lifecycle/brakes.py`); a rule only says what it wants.
"""

from datetime import datetime
from decimal import Decimal

from lifecycle.engine.kind import Automatic, Decision
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return, Units
from lifecycle.returns.payments import spoken_for
from lifecycle.returns.returnless import weighed
from lifecycle.returns.window import in_policy

PERFECT = frozenset({"new", "like_new"})


def authorize(case: Return, market: Market) -> Decision | None:
    """Authorize an open request at once: `all`, or those `in_policy`; during a vacation all of them."""
    if case.state != "requested" or case.requested_at is None or _hands_off(case):
        return None
    setting = market.value("auto_authorize", case.requested_at).value
    if _on_vacation(case.requested_at, market) or setting == "all" or (setting == "in_policy" and in_policy(case)):
        return Decision("authorized", {"by": "rule"}, slot="authorize")
    return None


def _on_vacation(at: datetime, market: Market) -> bool:
    """Whether nobody is there to answer: then every request is authorized (S0-09)."""
    vacation = market.find("vacation", at)
    return vacation is not None and vacation.value is True


def refund(case: Return, market: Market) -> Decision | None:
    """Ask for the full refund once everything came back perfect; once for each sum that is due."""
    if case.state != "inspected" or case.received_at is None or case.refunds or _hands_off(case):
        return None
    if market.value("auto_refund", case.received_at).value != "perfect" or not _is_perfect(case):
        return None
    amount = case.money.due - spoken_for(case)
    if amount <= 0:
        return None
    slot = f"due {case.money.due} {case.money.currency}"
    return Decision("refund_requested", _refund(f"auto-{case.id}", amount, case.money.currency, "full"), slot=slot)


def returnless(case: Return, market: Market) -> Decision | None:
    """Ask for the full refund of goods that are not worth their way back, which the buyer keeps (B-22, S0-17).

    By the rules in force when it was ordered; never for a legal withdrawal, whose refund holds more than the goods,
    nor for a buyer who wants other goods, nor for a request of which nobody knows that it is in policy.
    """
    ordered = case.ordered_at or case.said_ordered_at
    if ordered is None or case.state != "requested" or case.refunds or _hands_off(case):
        return None
    if case.withdrawal or case.wants_goods or not in_policy(case) or not _is_on("returnless", ordered, market):
        return None
    found = weighed(case, market, ordered)
    if not found.keep:
        return None
    data = _refund(f"returnless-{case.id}", found.refund, found.currency, "keep_item")
    return Decision("refund_requested", {**data, "reason": found.reason}, slot=f"keep {found.refund} {found.currency}")


def _is_on(setting: str, at: datetime, market: Market) -> bool:
    value = market.find(setting, at)
    return value is not None and value.value == "on"


def _refund(refund_id: str, amount: Decimal, currency: str, kind: str) -> dict[str, str]:
    return {"refund_id": refund_id, "amount": str(amount), "currency": currency, "kind": kind}


def _is_perfect(case: Return) -> bool:
    as_asked = all(set(line.grades) <= PERFECT and line.received == line.requested for line in case.lines)
    return as_asked and not any(units.bad or _is_marked(units) for units in case.graded)


def _is_marked(units: Units) -> bool:
    """Whether item, accessories or packaging were graded as other than original."""
    return any(part not in ("", "original") for part in (units.item, units.accessories, units.packaging))


def _hands_off(case: Return) -> bool:
    """Nothing is decided for a case that is escalated, on hold, only tracked, or told as history."""
    return bool(case.escalated or case.held or case.muted or case.tracking_only)


AUTOMATIC: tuple[Automatic[Return], ...] = (
    Automatic("returnless", returnless),  # first: what is kept needs no label
    Automatic("auto-authorize", authorize),
    Automatic("auto-refund", refund),
)
