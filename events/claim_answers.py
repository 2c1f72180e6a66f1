"""What is said in a claim: our answers, the questions of the marketplace or the bank, and contacts with the buyer."""

from typing import Literal

from events.contract import Payload
from events.intents import Intent
from events.private import PrivateText
from events.values import Code, Flag, When
from events.verdicts import Evidence


class ResponseRequested(Intent):
    """Somebody wants this answer sent to the marketplace or the bank."""

    evidence: Evidence = ()
    channel: Code | None = None


class Responded(Payload):
    """The answer is with the marketplace or the bank; `mismatch`: the buyer's reason is not what happened (S1-18)."""

    key: Code | None = None
    channel: Code | None = None
    by: Code | None = None
    evidence: Evidence = ()
    text: PrivateText | None = None
    mismatch: Flag | None = None


class InfoRequested(Payload):
    """The marketplace asks for more, until `respond_by`."""

    asked: PrivateText | None = None
    respond_by: When | None = None


class ContactLogged(Payload):
    """We have contacted the buyer, or tried to; `written_summary`: this writes down, or was followed by, a call."""

    channel: Literal["mail", "message", "sms", "phone"]
    at: When | None = None
    contact_id: Code | None = None
    written_summary: Flag | None = None
    note: PrivateText | None = None


class SummarySent(Payload):
    """What was said on the phone has been written to the buyer: in the call `contact_id`, or in all calls so far."""

    contact_id: Code | None = None
    channel: Code | None = None
    at: When | None = None
    text: PrivateText | None = None
