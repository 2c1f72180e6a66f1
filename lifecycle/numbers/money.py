"""What returned goods brought and cost, as shares with what is not known of them (S2-07, S2-10)."""

from decimal import Decimal

from lifecycle.numbers.entries import REIMBURSED, RESOLD, REVENUE
from lifecycle.numbers.shares import Share
from lifecycle.numbers.tally import ZERO, Reworked, Settled

TAKEN_OFF = ("rework", "label", "restock", "disposal")
"""The costs that lower a recovery; others (`carrier`, `other`) are shown beside it."""


def recovered(settled: Settled, hourly: Decimal | None, currency: str) -> Share:
    """Resale and reimbursements less rework, labels, restocking and disposal, of what the goods sold for at first.

    It is known so far only while units wait for a buyer, also on the shelf as new: a sale of theirs is a `resold` too.
    """
    minutes = sum(settled.minutes[what] for what in TAKEN_OFF)
    wages, unknown = _wages(minutes, hourly, currency)
    costs = sum((settled.sums.get(what, ZERO) for what in TAKEN_OFF), ZERO) + wages
    brought = settled.sums.get(RESOLD, ZERO) + settled.sums.get(REIMBURSED, ZERO)
    return Share(brought - costs, settled.sums.get(REVENUE, ZERO), (*unknown, *_unsold(settled.on_hand)))


def cost_of(settled: Settled, hourly: Decimal | None, currency: str) -> Share:
    """Label, work, rework and the loss of value of goods that are not new any more, over the closed returns."""
    wages, unknown = _wages(settled.minutes.total(), hourly, currency)
    loss = max(ZERO, settled.stock_cost - settled.sums.get(RESOLD, ZERO) - settled.sums.get(REIMBURSED, ZERO))
    part = settled.sums.get("label", ZERO) + settled.sums.get("rework", ZERO) + wages + loss
    return Share(part, Decimal(settled.returns), (*unknown, *sorted(settled.unknown), *_unsold(settled.unsold)))


def rework_of(reworked: Reworked, hourly: Decimal | None, currency: str) -> Share:
    """What rework cost, of what as many new units would have cost."""
    wages, unknown = _wages(reworked.minutes, hourly, currency)
    return Share(reworked.cost + wages, reworked.new_cost, (*unknown, *sorted(reworked.unknown)))


def _wages(minutes: int, hourly: Decimal | None, currency: str) -> tuple[Decimal, tuple[str, ...]]:
    """What so many minutes of work cost; if nobody says what an hour does, what is missing."""
    if not minutes:
        return ZERO, ()
    if hourly is None:
        return ZERO, (f"what an hour of work costs in {currency} ({counted(minutes, 'minute')})",)
    return hourly * minutes / 60, ()


def _unsold(count: int) -> tuple[str, ...]:
    return (f"what is not sold yet will bring ({counted(count, 'unit')})",) if count else ()


def counted(count: int, what: str) -> str:
    """So many of something, in words."""
    return f"{count} {what}{'' if count == 1 else 's'}"
