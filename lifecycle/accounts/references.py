"""The key under which the outside world knows an account: its marketplace."""

from events.envelope import Event
from lifecycle.accounts.case import Account
from lifecycle.engine.case import Ref


def asserted(case: Account, _event: Event) -> tuple[Ref, ...]:
    """The marketplace of the account, once it is known."""
    return (Ref("account", case.marketplace.lower()),) if case.marketplace else ()
