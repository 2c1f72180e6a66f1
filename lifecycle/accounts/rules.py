"""What the rules of the pack say about accounts, as numbers; where a rule says nothing, nothing follows from it."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from lifecycle.policy.errors import UnknownRuleError
from lifecycle.policy.pack import Market

PERCENT = Decimal(100)


def said(rule: str, at: datetime, market: Market, entry: str = "any") -> Decimal | None:
    """The number that a rule gives for an entry at the instant `at`; a percentage as a share."""
    found = market.find(rule, at)
    if found is None:
        return None
    try:
        number = found.decimal(entry)
    except (UnknownRuleError, InvalidOperation):
        return None
    return number / PERCENT if found.unit == "percent" else number
