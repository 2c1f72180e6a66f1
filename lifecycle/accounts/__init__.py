"""The account: how one marketplace measures us, what it notices, and what is planned until it is content."""

from lifecycle.accounts.kind import ACCOUNT

__all__ = ["ACCOUNT"]
