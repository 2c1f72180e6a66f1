"""Where a return meets another opinion: the buyer's objection, a claim, a marketplace's status, goods put on hold."""

from typing import Literal

from events.contract import Payload
from events.private import PrivateText
from events.values import Code, Text


class Objected(Payload):
    """The buyer does not accept the decision."""

    note: PrivateText | None = None


class StatusReported(Payload):
    """A marketplace shows this status; it is compared with what we know, never believed over it."""

    status: Code
    raw: Text | None = None


class HoldReleased(Payload):
    """An operator decides what becomes of goods that were not what was expected."""

    choice: Literal["send_back", "partial", "refuse", "refund"]
    note: PrivateText | None = None


class Escalated(Payload):
    """A claim or chargeback has been opened on the order; automatic rules stop."""

    claim_id: Code
    claim_kind: Code


class Deescalated(Payload):
    """The claim or chargeback has been decided or taken back."""

    claim_id: Code
    outcome: Text | None = None
