"""The feedback score of a marketplace as it stood, with the reason where it cannot be known, and how removals go.

Amazon's report lists one to three stars only (F.7): who has heard of feedback from it alone cannot tell a score.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from lifecycle.feedback.case import Feedback, sentiment_of
from lifecycle.feedback.score import Score
from lifecycle.numbers.rates import Rate, decided
from lifecycle.numbers.windows import Window

STARS = Decimal("0.01")
PARTIAL_SOURCE = "/amazon/feedback/"
"""How the sources begin that need not tell of positive feedback."""
POOR = 3
"""The most stars of which the partial report tells."""
PARTIAL = "a report that lists only 1 to 3 stars told of it: nobody here knows how many positive ones there are"
NONE = "no feedback counts in these days"


class Rated(NamedTuple):
    """A feedback that counted at the end of the window, when it was left (UTC, None: unknown), and who told of it."""

    rating: int
    left_at: datetime | None
    source: str


class Scored(NamedTuple):
    """The score of a span of days (None: for ever), the mean of the stars, and why they cannot be told, if so."""

    days: int | None
    score: Score
    stars: Decimal | None
    unknown: str


class Asked(NamedTuple):
    """A request to remove a feedback, and when it was granted or denied, if it was."""

    requested_at: datetime
    removed_at: datetime | None
    denied_at: datetime | None


def is_partial(source: str) -> bool:
    """Whether a source is a feedback report of Amazon's, which need not list positive feedback."""
    return source.startswith(PARTIAL_SOURCE)


def scores(told: Iterable[Rated], spans: Iterable[Window]) -> tuple[Scored, ...]:
    """The score of each span; a feedback of which nobody knows when it was left counts for ever and in no other."""
    rated = list(told)
    partial = _partial_sources(rated)
    return tuple(_scored(rated, span, partial) for span in spans)


def _partial_sources(rated: Iterable[Rated]) -> set[str]:
    """The reports that have never told of a positive feedback: one that has lists all stars."""
    told: dict[str, int] = {}
    for each in rated:
        if is_partial(each.source):
            told[each.source] = max(each.rating, told.get(each.source, 0))
    return {source for source, most in told.items() if most <= POOR}


def _scored(rated: Sequence[Rated], span: Window, partial: set[str]) -> Scored:
    within = [each for each in rated if span.holds(each.left_at) or (span.days is None and each.left_at is None)]
    found = [sentiment_of(each.rating) for each in within]
    score = Score(span.days, found.count("positive"), found.count("neutral"), found.count("negative"))
    unknown = _unknown(within, partial)
    mean = Decimal(sum(each.rating for each in within)) / len(within) if within and not unknown else None
    return Scored(span.days, score, mean.quantize(STARS, ROUND_HALF_UP) if mean else None, unknown)


def _unknown(within: Sequence[Rated], partial: set[str]) -> str:
    if any(each.source in partial for each in within) or (partial and not within):
        return PARTIAL
    return "" if within else NONE


def rating_at(feedback: Feedback, at: datetime) -> int | None:
    """The rating that counted at an instant (UTC); None if it was gone by then, or there is none."""
    gone = (feedback.removed_at, feedback.struck_at, feedback.removed_by_buyer_at)
    if any(told is not None and told <= at for told in gone):
        return None
    return next((change.old for change in feedback.changes if change.at > at), feedback.rating)


def removals(asked: Iterable[Asked], span: Window) -> Rate:
    """Requests of the window that were granted: removed or struck through; one not decided yet stands aside."""
    return decided([_granted(each, span.until) for each in asked if span.holds(each.requested_at)])


def _granted(asked: Asked, until: datetime) -> bool | None:
    if asked.removed_at is not None and asked.removed_at <= until:
        return True
    return False if asked.denied_at is not None and asked.denied_at <= until else None
