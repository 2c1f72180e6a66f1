"""The claim: A-to-z, chargeback or SAFE-T, from notice to decision. One kind of case, told to the engine as data."""

from lifecycle.claims.kind import CLAIM

__all__ = ["CLAIM"]
