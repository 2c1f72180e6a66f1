"""The feedback: what a buyer leaves about the seller, what is done about it, and what the marketplace decides."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from events.complaints import Cause, Remedy, cause, remedy
from events.contract import KindContract, Payload
from events.intents import Intent, SendFailed
from events.linked import OrderDated
from events.private import PrivateNote, PrivateText
from events.values import Code, Flag, Rating, Text, When

Criterion = Literal[
    "profanity", "pii", "product_review_only", "promotion", "fba_fulfilment", "buy_shipping_delay", "none"
]
CloseReason = Literal[
    "positive",
    "changed",
    "resolved",
    "accepted",
    "removed",
    "struck_through",
    "removed_by_buyer",
    "frozen",
    "duplicate",
]


def _of_one_mind(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    if len(set(criteria)) != len(criteria) or ("none" in criteria and len(criteria) > 1):
        raise PydanticCustomError("told", "must name each criterion once, and none only alone")
    return criteria


Criteria = Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=7), AfterValidator(_of_one_mind)]


class Received(Payload):
    """A buyer has rated the seller for an order; `left_at` is when, if that is not the time of the event."""

    order_id: Code
    rating: Rating
    marketplace: Code
    comment: PrivateText | None = None
    left_at: When | None = None
    channel: Literal["MFN", "AFN"] | None = None
    rater: PrivateText | None = None
    language: Code | None = None
    shipped_on_time: Flag | None = None
    buy_shipping: Flag | None = None


class Classified(Payload):
    """Somebody has read the comment: the criteria for its removal that it meets, or `none`, and what it is about."""

    criteria: Criteria
    cause: Code | None = None
    note: PrivateText | None = None

    @property
    def cause_code(self) -> Cause | None:
        """What it is about in our own vocabulary, if that was told."""
        return None if self.cause is None else cause(self.cause)


class BuyerContacted(Payload):
    """We have written to the buyer, or called him, to understand the problem."""

    thread: Code | None = None
    channel: Code | None = None


class Resolved(Payload):
    """The buyer's problem is solved, in this way."""

    how: Code

    @property
    def remedy(self) -> Remedy:
        """The way in our own vocabulary."""
        return remedy(self.how)


class ChangeAsked(Payload):
    """The buyer, whose problem is solved, has been told that he may change his feedback."""


class Changed(Payload):
    """The buyer has changed his feedback; `old` is the rating that the source knew before."""

    new: Rating
    old: Rating | None = None
    comment: PrivateText | None = None


class RemovalRequested(Payload):
    """We have asked the marketplace to remove the feedback or to strike it through, by this criterion."""

    criterion: Criterion
    via: Code | None = None


class RemovalDenied(Payload):
    """The marketplace leaves the feedback as it is."""

    reason: Text | None = None


class Removed(Payload):
    """The marketplace has removed the feedback."""


class Struck(Payload):
    """The marketplace has struck the feedback through and taken responsibility: its rating does not count."""


class MissingFromReport(Payload):
    """A full import of this report no longer has the feedback's row; `report` is the id of the import."""

    report: Code


class SeenInReport(Payload):
    """A full import of this report has the feedback's row; `report` is the id of the import."""

    report: Code


class ReplyRequested(Intent):
    """Somebody wants this text to be the public reply to the feedback."""


class Replied(Payload):
    """Our public reply stands under the feedback; without a `key` a person wrote it there himself."""

    key: Code | None = None
    text: PrivateText | None = None


class ReplyDeleted(Payload):
    """Our public reply has been deleted."""


class Closed(Payload):
    """Nothing is left to do, for this reason."""

    reason: CloseReason
    note: PrivateNote


class Reopened(Payload):
    """A closed feedback needs work again."""

    reason: Text


FEEDBACK: Final = KindContract(
    kind="feedback",
    creates=frozenset({"received"}),
    models={
        "received": Received,
        "order_dated": OrderDated,
        "classified": Classified,
        "buyer_contacted": BuyerContacted,
        "resolved": Resolved,
        "change_asked": ChangeAsked,
        "changed": Changed,
        "removal_requested": RemovalRequested,
        "removal_denied": RemovalDenied,
        "removed": Removed,
        "struck": Struck,
        "missing_from_report": MissingFromReport,
        "seen_in_report": SeenInReport,
        "reply_requested": ReplyRequested,
        "send_failed": SendFailed,
        "replied": Replied,
        "reply_deleted": ReplyDeleted,
        "closed": Closed,
        "reopened": Reopened,
    },
)
