"""What is decided about a claim, and what follows: the verdict, the appeal, the debit, what the dashboard counts."""

from typing import Annotated

from pydantic import Field

from events.claim_codes import Funder, Verdict, funder, verdict
from events.contract import Payload
from events.private import PrivateText
from events.values import Amount, Code, Currency, Flag, Text, When

Evidence = Annotated[tuple[Code, ...], Field(max_length=100)]
"""What is laid before the marketplace: names of documents, tracking numbers."""


class Decided(Payload):
    """The marketplace or the bank has decided; after an appeal, about the appeal. `amount` is what it pays."""

    outcome: Code
    funded_by: Code | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    debited_at: When | None = None
    counts: Flag | None = None
    cost_reversed: Flag | None = None
    odr_reversed: Flag | None = None
    reason: Text | None = None

    @property
    def verdict(self) -> Verdict:
        """The decision in our own vocabulary."""
        return verdict(self.outcome)

    @property
    def funder(self) -> Funder | None:
        """Who pays, if that was told: by `funded_by`, or by an outcome such as `granted_amazon`."""
        if self.funded_by is not None:
            return funder(self.funded_by)
        said = funder(self.outcome)
        return None if said is Funder.OTHER else said


class Appealed(Payload):
    """We lay the case before the marketplace again, with reasons and evidence."""

    reason: Text
    evidence: Evidence = ()
    note: PrivateText | None = None


class Debited(Payload):
    """The marketplace has taken the money from our account."""

    at: When | None = None
    amount: Amount | None = None
    currency: Currency | None = None


class OdrReported(Payload):
    """The marketplace's dashboard shows whether the claim counts as a defect of the order."""

    counts: Flag
    reason: Text | None = None
