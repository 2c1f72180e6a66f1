"""The return: from a buyer's request to goods and money settled. One kind of case, told to the engine as data."""

from lifecycle.returns.kind import RETURN

__all__ = ["RETURN"]
