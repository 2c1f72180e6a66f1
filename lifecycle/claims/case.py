"""A claim as its ledgers tell it, and what can be read off them: how it ended, who paid, whether it counts."""

from datetime import datetime
from decimal import Decimal

from lifecycle.beginnings import unknown
from lifecycle.claims import standing
from lifecycle.claims.ledgers import Claimed, Contact, Debit, Ending, Refund, Reply, Summary
from lifecycle.engine.case import Case


class Claim(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A claim after the events that count. Instants are UTC; `claim_kind` is empty until something has created it."""

    claim_kind: str = ""
    claim_id: str | None = None
    safet_id: str | None = None
    order_id: str | None = None
    marketplace: str | None = None
    return_case: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    claimed: tuple[Claimed, ...] = ()
    reason: str = ""
    chargeback_type: str = ""
    action_required: bool = True
    opened_at: datetime | None = None
    notice_at: datetime | None = None
    respond_by: datetime | None = None
    eligible_since: datetime | None = None
    filed_at: datetime | None = None
    answered_at: datetime | None = None
    replies: tuple[Reply, ...] = ()
    mismatch: bool = False
    asked_at: datetime | None = None
    asked_by: datetime | None = None
    breached_at: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    summaries: tuple[Summary, ...] = ()
    refunds: tuple[Refund, ...] = ()
    endings: tuple[Ending, ...] = ()
    decided_at: datetime | None = None
    unknown_outcome: str = ""
    granted_amount: Decimal | None = None
    granted_currency: str | None = None
    withdrawn_at: datetime | None = None
    appealed_at: datetime | None = None
    on_appeal: bool = False
    appeal_lapsed_at: datetime | None = None
    cost_reversed: bool | None = None
    debits: tuple[Debit, ...] = ()
    debit_due_at: datetime | None = None
    odr_told: bool | None = None
    odr_told_at: datetime | None = None
    odr_reported_at: datetime | None = None
    odr_unchecked_at: datetime | None = None
    latest_delivery_at: datetime | None = None
    delivered_at: datetime | None = None
    claimable_from: datetime | None = None
    claimable_until: datetime | None = None
    last_status: str | None = None
    closed_at: datetime | None = None
    reopened: bool = False
    touched_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Whether anybody has told us what this claim is (opened, eligible, or filed with its order)."""
        return bool(self.claim_kind)

    @property
    def is_safet(self) -> bool:
        """Whether it is ours against the marketplace, and no buyer's."""
        return self.claim_kind == "safet"

    @property
    def is_undecided(self) -> bool:
        """Whether it is a buyer's claim that nobody has decided, withdrawn or settled yet."""
        return self.is_known and not self.is_safet and not self.endings

    @property
    def ended_at(self) -> datetime | None:
        """When it was first withdrawn, decided or settled; else when a person closed it."""
        return self.endings[0].at if self.endings else self.closed_at

    @property
    def outcome(self) -> str | None:
        """How it ended for the money: a won appeal that gave the cost back reads `granted_amazon`."""
        return standing.outcome(self)

    @property
    def paid_by(self) -> str:
        """Who bears what was claimed: `seller`, `amazon`, `nobody`, or `undetermined`."""
        return standing.paid_by(self)

    @property
    def counts_in_odr(self) -> str:
        """Whether it is a defect of its order: `yes`, `no`, or `undetermined`."""
        return standing.counts_in_odr(self)

    @property
    def odr_at(self) -> datetime | None:
        """Since when `counts_in_odr` is what it is."""
        return standing.odr_at(self)

    @property
    def timeliness(self) -> str:
        """Whether it was opened within the buyer's window (B-23): `early`, `in_time`, `late`, or `undetermined`."""
        return standing.timeliness(self)


def blank(case_id: str) -> Claim:
    """A claim of which nothing is known yet."""
    return unknown(Claim, "claim", case_id)
