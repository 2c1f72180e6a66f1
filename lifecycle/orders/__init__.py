"""The order: from the purchase to goods with the buyer, or money back. One kind of case, told to the engine as data."""

from lifecycle.orders.kind import ORDER

__all__ = ["ORDER"]
