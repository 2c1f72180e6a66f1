"""What an hour of work costs: a rule of the company's own, by currency; nobody has a default for it (S2-10)."""

from datetime import datetime
from decimal import Decimal

from lifecycle.policy.pack import Market

RULE = "OWN-HOURCOST"


def hour_cost(market: Market, currency: str, at: datetime) -> Decimal | None:
    """What an hour costs at a market at an instant, in that currency; None if the rules name no sum in it."""
    told = market.find(RULE, at)
    if told is None or not isinstance(told.value, dict) or currency not in told.value:
        return None
    return told.decimal(currency)
