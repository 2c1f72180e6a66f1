"""The feedback score of a seller: how much of all feedback is positive, over spans of days and for ever (S1-06)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from lifecycle.feedback.case import Feedback, Sentiment, sentiment_of

SPANS = (30, 90, 365, None)
"""Days up to now; None is for ever."""


class Score(NamedTuple):
    """How many feedbacks of each sentiment were left within so many days; for ever, if `days` is None."""

    days: int | None
    positive: int
    neutral: int
    negative: int

    @property
    def counted(self) -> int:
        """All of them."""
        return self.positive + self.neutral + self.negative

    def percent(self, sentiment: Sentiment) -> int | None:
        """The share of one sentiment in whole percent, a half upwards, so that the three need not add up to 100.

        None while there is no feedback: a share of nothing is unknown.
        """
        if not self.counted:
            return None
        share = Decimal(100 * int(getattr(self, sentiment))) / self.counted
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))


def scores(feedbacks: Iterable[Feedback], now: datetime) -> tuple[Score, ...]:
    """The scores at the instant `now`, a span each; what was removed or struck through does not count (S1-12).

    A feedback belongs to the instant at which it was left, with the rating that counts now; one whose instant nobody
    knows counts for ever and in no span. A day is 24 hours.
    """
    counting = [(each.left_at, sentiment_of(each.rating_counted)) for each in feedbacks if each.rating_counted]
    return tuple(_score(days, counting, now) for days in SPANS)


def _score(days: int | None, counting: Iterable[tuple[datetime | None, Sentiment]], now: datetime) -> Score:
    since = None if days is None else now - timedelta(days=days)
    found = Counter(sentiment for at, sentiment in counting if since is None or (at is not None and since < at <= now))
    return Score(days, found["positive"], found["neutral"], found["negative"])
