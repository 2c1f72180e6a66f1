"""The score: the share of positive feedback over 30, 90, 365 days and for ever, in whole percent."""

import pytest

from lifecycle.feedback.score import Score, scores
from tests.covers import covers
from tests.lifecycle.feedback.words import changed, received, removed, struck
from tests.lifecycle.language import DAY, given, hour

NOW = hour(400 * DAY)


def left(days_ago, *ratings, after=()):
    """Feedbacks of these ratings, left so many days before now."""
    at = (400 - days_ago) * DAY
    return [given(received(at, rating), *(event(at + 1) for event in after)).desk.case for rating in ratings]


@covers("S1-06")
def test_the_example_of_the_marketplace():
    score = Score(30, positive=55 + 35, neutral=5, negative=3 + 2)
    assert [score.percent(sentiment) for sentiment in ("positive", "neutral", "negative")] == [90, 5, 5]


@covers("S1-06")
def test_each_span_counts_what_was_left_in_it():
    told = [*left(1, 5, 4, 3), *left(29.9, 1), *left(30, 5), *left(89, 2), *left(364, 4), *left(380, 5, 5)]
    assert scores(told, NOW) == (
        Score(30, positive=2, neutral=1, negative=1),
        Score(90, positive=3, neutral=1, negative=2),
        Score(365, positive=4, neutral=1, negative=2),
        Score(None, positive=6, neutral=1, negative=2),
    )


@covers("S1-06")
def test_percentages_are_rounded_one_by_one_and_need_not_add_up():
    score = Score(None, positive=1, neutral=1, negative=1)
    assert [score.percent(sentiment) for sentiment in ("positive", "neutral", "negative")] == [33, 33, 33]
    assert Score(None, positive=1, neutral=0, negative=7).percent("positive") == 13


@covers("S1-12")
@pytest.mark.parametrize("gone", [removed, struck])
def test_what_is_gone_does_not_count(gone):
    assert scores([*left(1, 5), *left(1, 1, after=[gone])], NOW)[0] == Score(30, positive=1, neutral=0, negative=0)


def test_a_changed_feedback_counts_as_it_is_now_from_when_it_was_left():
    assert scores(left(1, 1, after=[changed]), NOW)[0] == Score(30, positive=1, neutral=0, negative=0)


def test_a_share_of_nothing_is_unknown():
    assert scores([], NOW)[0].percent("positive") is None
