"""What a return decides by itself, if the policy lets it: authorize (S0-09, B-03), refund perfect goods."""

from datetime import datetime

from lifecycle.engine.kind import Automatic, Decision
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return
from lifecycle.returns.payments import spoken_for
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
    data = {
        "refund_id": f"auto-{case.id}",
        "amount": str(amount),
        "currency": case.money.currency,
        "kind": "full",
    }
    return Decision("refund_requested", data, slot=slot)


def _is_perfect(case: Return) -> bool:
    as_asked = all(set(line.grades) <= PERFECT and line.received == line.requested for line in case.lines)
    return as_asked and not any(units.bad for units in case.graded)


def _hands_off(case: Return) -> bool:
    """Nothing is decided for a case that is escalated, on hold, only tracked, or told as history."""
    return bool(case.escalated or case.held or case.muted or case.tracking_only)


AUTOMATIC: tuple[Automatic[Return], ...] = (
    Automatic("auto-authorize", authorize),
    Automatic("auto-refund", refund),
)
