"""How the watch over an account ends, and how it is taken up again."""

from datetime import datetime

from msgspec.structs import replace

from events.accounts import Closed, Reopened
from events.envelope import Event
from lifecycle.accounts.case import Account
from lifecycle.policy.pack import Market


def closed(case: Account, event: Event, _market: Market) -> Account:
    """A person ends the watch, with reason and note: the account is given up, or moved."""
    data: Closed = event.data  # type: ignore[assignment]
    return replace(case, closed_at=event.since, close_reason=data.reason)


def reopened(case: Account, event: Event, _market: Market) -> Account:
    """A closed account is watched again, from now on."""
    _data: Reopened = event.data  # type: ignore[assignment]
    return reopen(case, event.since)


def reopen(case: Account, at: datetime) -> Account:
    """The account as it stood before it was closed, marked as reopened and watched from `at` (UTC) on."""
    if case.closed_at is None:
        return case
    return replace(case, closed_at=None, close_reason=None, reopened=True, watched_at=at)
