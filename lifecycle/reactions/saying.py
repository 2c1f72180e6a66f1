"""What several reactions need: a moment later than what was said, the orders of a family, names of new cases."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import blake2b

from lifecycle.engine.case import Case
from lifecycle.orders.case import Order

MOMENT = timedelta(microseconds=1)
"""By how much a later word comes after an earlier one of the same instant."""
LONGEST = 64
"""Characters of a case id."""


def orders(others: Iterable[Case]) -> list[Order]:
    """The orders among these cases."""
    return [case for case in others if isinstance(case, Order)]


def case_id(what: str, of: str) -> str:
    """The id of a case that a reaction begins: what it is and of whom, or a digest of whom where it is too long."""
    name = f"{what}-{of}"
    return name if len(name) <= LONGEST else f"{what}-{blake2b(of.encode(), digest_size=16).hexdigest()}"
