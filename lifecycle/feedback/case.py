"""A feedback as its ledgers tell it: the rating, what was done about it, what was decided. Times are UTC."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from lifecycle.beginnings import unknown
from lifecycle.engine.case import Case

Sentiment = Literal["positive", "neutral", "negative"]
WORSE: dict[Sentiment, int] = {"positive": 0, "neutral": 1, "negative": 2}


def sentiment_of(rating: int) -> Sentiment:
    """What a rating of 1 to 5 stars counts as: 4 and 5 positive, 3 neutral, 1 and 2 negative (S1-06)."""
    return "positive" if rating >= 4 else "neutral" if rating == 3 else "negative"


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The buyer changed the rating. `unexpected`: too late, or from a rating that was not the one we knew (B-37)."""

    at: datetime
    old: int
    new: int
    unexpected: bool = False

    @property
    def is_worse(self) -> bool:
        """Whether it counts for less than before: neutral is less than positive, negative less than neutral."""
        return WORSE[sentiment_of(self.new)] > WORSE[sentiment_of(self.old)]

    @property
    def was_positive(self) -> bool:
        """Whether the rating was positive before."""
        return sentiment_of(self.old) == "positive"


class Removal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The one request to remove the feedback or strike it through; `outcome` is empty until it is decided."""

    criterion: str
    requested_at: datetime
    outcome: Literal["", "removed", "struck_through", "denied"] = ""


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A public reply that was asked for under `key`, sent, or could not be sent: to be tried again, or for good."""

    key: str
    asked_at: datetime | None = None
    sent_at: datetime | None = None
    failed: Literal["", "retryable", "final"] = ""


class Feedback(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A feedback after the events that count.

    `left_at` and `left_by` are the first and the last instant at which it may have been left: the same one, or the
    bounds of a day if only that is known; so are `delivered_at` and `delivered_by`. `early` and `late` are None as long
    as nobody knows.
    """

    rating: int | None
    order_id: str | None = None
    marketplace: str | None = None
    channel: str | None = None
    language: str | None = None
    shipped_on_time: bool | None = None
    buy_shipping: bool | None = None
    received_at: datetime | None = None
    left_at: datetime | None = None
    left_by: datetime | None = None
    ordered_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_by: datetime | None = None
    early: bool | None = None
    late: bool | None = None
    triage_at: datetime | None = None
    classified_at: datetime | None = None
    criteria: tuple[str, ...] = ()
    cause: str | None = None
    contacted_at: datetime | None = None
    resolved_at: datetime | None = None
    remedy: str | None = None
    asks: int = 0
    changes: tuple[Change, ...] = ()
    removal: Removal | None = None
    removal_lapsed: bool = False
    removed_at: datetime | None = None
    struck_at: datetime | None = None
    missing: tuple[str, ...] = ()
    removed_by_buyer_at: datetime | None = None
    frozen_at: datetime | None = None
    replies: tuple[Reply, ...] = ()
    replied_at: datetime | None = None
    reply_deleted_at: datetime | None = None
    replied_twice: bool = False
    closed_at: datetime | None = None
    reopened: bool = False
    touched_at: datetime | None = None

    @property
    def sentiment(self) -> Sentiment | None:
        """What the rating as it is now counts as; None before there is one."""
        return None if self.rating is None else sentiment_of(self.rating)

    @property
    def is_bad(self) -> bool:
        """Whether it is neutral or negative, the kind that is worked."""
        return self.sentiment in ("neutral", "negative")

    @property
    def is_gone(self) -> bool:
        """Whether it was removed, struck through, or taken back by the buyer."""
        return bool(self.removed_at or self.struck_at or self.removed_by_buyer_at)

    @property
    def is_changed(self) -> bool:
        """Whether the buyer changed it and it still is bad; one that was positive before is worked from the start."""
        return bool(self.changes) and self.is_bad and not self.changes[-1].was_positive

    @property
    def is_replied(self) -> bool:
        """Whether our public reply stands under it."""
        return self.replied_at is not None and self.reply_deleted_at is None

    @property
    def downgraded_at(self) -> datetime | None:
        """When the buyer made a bad rating of a positive one, if that was his last change."""
        last = self.changes[-1] if self.changes else None
        return last.at if last and last.was_positive and last.is_worse else None

    @property
    def counts(self) -> Literal["yes", "no"]:
        """Whether the rating counts in the seller's metrics: not once it is removed or struck through (S1-12)."""
        return "no" if self.rating is None or self.is_gone else "yes"

    @property
    def rating_counted(self) -> int | None:
        """The rating that counts in the seller's metrics, if one does."""
        return self.rating if self.counts == "yes" else None

    @property
    def counts_at(self) -> datetime | None:
        """Since when it counts as it does (UTC): since it was left, last changed, or gone."""
        gone = [at for at in (self.removed_at, self.struck_at, self.removed_by_buyer_at) if at]
        return min(gone) if gone else self.changes[-1].at if self.changes else self.left_at

    @property
    def timeliness(self) -> Literal["early", "late", "in_time", "undetermined"]:
        """Whether it was left when a buyer may leave one (B-36); what is not known is undetermined."""
        if self.late:
            return "late"
        if self.early:
            return "early"
        return "in_time" if self.early is False and self.late is False else "undetermined"


def blank(case_id: str) -> Feedback:
    """A feedback of which nothing is known yet."""
    return unknown(Feedback, "feedback", case_id, rating=None)
