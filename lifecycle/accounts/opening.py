"""Whose account it is: the first news names the marketplace, and all that follows must be of that one."""

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.accounts.case import Account
from lifecycle.engine.kind import Rejected


def opened(case: Account, marketplace: str, event: Event) -> Account:
    """The case of this marketplace, begun if it is not yet; raises `Rejected` for news of another one."""
    if case.marketplace is None:
        return replace(case, marketplace=marketplace, watched_at=event.since)
    if case.marketplace.lower() != marketplace.lower():
        raise Rejected(
            f"account {case.id} is that of {case.marketplace}: {event.name} is about {marketplace}, "
            "which has a case of its own; one account, one marketplace (B-43)"
        )
    return case
