"""The conversation: what is written in one thread with a buyer, what is promised there, and which cases it is about."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import create_model

from events.contract import KindContract, Payload
from events.intents import Intent, SendFailed
from events.private import PrivateNote, PrivateText
from events.values import CaseId, Code, Flag, Text, When

CloseReason = Literal["answered", "no_reply_needed", "resolved", "handed_over", "duplicate", "spam"]


class Sender(StrEnum):
    """Who wrote a message."""

    BUYER = "buyer"
    MARKETPLACE = "marketplace"
    CARRIER = "carrier"
    SELLER = "seller"
    OTHER = "other"


_SENDERS: Final[Mapping[str, Sender]] = {code.value: code for code in Sender} | {
    "customer": Sender.BUYER,
    "client": Sender.BUYER,
    "amazon": Sender.MARKETPLACE,
    "ebay": Sender.MARKETPLACE,
    "platform": Sender.MARKETPLACE,
    "courier": Sender.CARRIER,
    "merchant": Sender.SELLER,
}
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def sender(raw: str) -> Sender:
    """Who wrote, from the source's word for it; an unknown word is never an error, it reads as `other`."""
    return _SENDERS.get(_SIGNS.sub("", raw.lower()), Sender.OTHER)


class Links(Payload):
    """The cases that the thread is about."""

    return_case: CaseId | None = None
    claim_case: CaseId | None = None
    feedback_case: CaseId | None = None


class Letter(Payload):
    """What somebody wrote to us, but for who it was; `respond_by` is the source's own deadline for the answer."""

    thread_id: Code
    marketplace: Code
    order_id: Code | None = None
    text: PrivateText | None = None
    subject: PrivateText | None = None
    message_id: Code | None = None
    channel: Code | None = None
    language: Code | None = None
    links: Links | None = None
    needs_answer: Flag | None = None
    respond_by: When | None = None

    @property
    def sender(self) -> Sender:
        """Who wrote it, in our own vocabulary."""
        return sender(getattr(self, "from"))


# `from` is the word of the trade, and one that Python lets nobody write in a class.
_FROM: Final[dict[str, Any]] = {"from": (Code, "buyer")}
Received: Final = create_model(
    "Received",
    __base__=Letter,
    __module__=__name__,
    __doc__="""Somebody wrote in the thread, `from` the buyer unless it says otherwise; only buyers start a clock.

    `needs_answer` false is the source's guess that nothing has to be answered: a person decides that.""",
    **_FROM,
)


class ReplyRequested(Intent):
    """We want this reply sent; an interim one tells the buyer by when to expect the solution."""

    interim: Flag | None = None
    promised_by: When | None = None
    channel: Code | None = None


class Sent(Payload):
    """The buyer was written to: by our request under its `key`, or by a person elsewhere, who has none.

    An answer that gives a date (`promised_by`) is an interim one. An automatic one answers nothing.
    """

    message_id: Code | None = None
    key: Code | None = None
    automatic: Flag | None = None
    interim: Flag | None = None
    promised_by: When | None = None
    channel: Code | None = None
    text: PrivateText | None = None
    by: Code | None = None


class MarkedNoReply(Payload):
    """A person decides that what the buyer wrote last needs no answer, a "thank you" for instance."""

    reason: Text | None = None


class PromiseKept(Payload):
    """What the buyer was promised has been done, other than by an answer in this thread."""

    note: PrivateText | None = None


class PromiseBroken(Payload):
    """What the buyer was promised will not be done by then."""

    note: PrivateText | None = None


class Linked(Links):
    """The thread has found the order or the cases it is about."""

    order_id: Code | None = None


class Closed(Payload):
    """Nothing is left to say in this thread, for this reason."""

    reason: CloseReason
    note: PrivateNote


class Reopened(Payload):
    """A closed thread needs work again."""

    reason: Text


CONVERSATION: Final = KindContract(
    kind="conversation",
    creates=frozenset({"received"}),
    models={
        "received": Received,
        "linked": Linked,
        "reply_requested": ReplyRequested,
        "sent": Sent,
        "send_failed": SendFailed,
        "marked_no_reply": MarkedNoReply,
        "promise_kept": PromiseKept,
        "promise_broken": PromiseBroken,
        "closed": Closed,
        "reopened": Reopened,
    },
)
