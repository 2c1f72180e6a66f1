"""What is said about a fine: its events, each with the model of its `data`, and a catalogue that reads them."""

from typing import Annotated, Final

from pydantic import Field

from events.catalogue import KINDS, Catalogue
from events.contract import KindContract, Payload
from events.values import Amount, Code, Currency

Points = Annotated[int, Field(strict=True, ge=0, le=20)]


class Created(Payload):
    """An officer wrote the fine; `article` is that of the Italian road code."""

    article: Code
    vehicle_class: Code | None = None
    points: Points = 0
    dismissal: Code | None = None


class Sent(Payload):
    """The fine was posted to the offender."""


class Notified(Payload):
    """The offender, or the owner of the car, has received the fine: from this day on the law counts."""

    notification: Code
    last_sent: Code | None = None


class Paid(Payload):
    """Somebody paid; `total` is what has been paid so far, this payment included."""

    amount: Amount
    currency: Currency
    total: Amount


class Appealed(Payload):
    """The offender appealed to the prefecture."""


class AppealSent(Payload):
    """The police sent the appeal on to the prefecture; `dismissal` says how it ended, in the office's codes."""

    dismissal: Code | None = None


class AppealAnswered(Payload):
    """The prefecture answered the appeal."""


class AnswerNotified(Payload):
    """The offender was told the prefecture's answer."""


class JudgeAsked(Payload):
    """The offender appealed to a judge; `dismissal` says how it ended, in the office's codes."""

    dismissal: Code | None = None


class Collected(Payload):
    """The unpaid fine was handed over for credit collection."""


CONTRACT: Final = KindContract(
    kind="fine",
    creates=frozenset({"created"}),
    models={
        "created": Created,
        "sent": Sent,
        "notified": Notified,
        "appealed": Appealed,
        "appeal_sent": AppealSent,
        "appeal_answered": AppealAnswered,
        "answer_notified": AnswerNotified,
        "judge_asked": JudgeAsked,
        "paid": Paid,
        "collected": Collected,
    },
)

CATALOGUE: Final = Catalogue((*KINDS, CONTRACT))
"""The events of this release, and those of fines."""
