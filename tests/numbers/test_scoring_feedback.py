"""The feedback score as it stood, and where it cannot be known."""

from datetime import UTC, datetime, timedelta

import pytest

from lifecycle.numbers.scoring import NONE, PARTIAL, Asked, Rated, rating_at, removals, scores
from lifecycle.numbers.windows import Window
from tests.lifecycle.feedback.words import changed, received, removed
from tests.lifecycle.language import given, hour

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPANS = [Window(days, NOW - timedelta(days=days) if days else None, NOW) for days in (30, 90, None)]
REPORT = "/amazon/feedback/amazon.it"


def rated(rating: int, days: float | None, source: str = "/shop") -> Rated:
    return Rated(rating, None if days is None else NOW - timedelta(days=days), source)


def test_a_feedback_belongs_to_the_day_it_was_left_and_one_without_a_day_counts_for_ever_only():
    month, quarter, ever = scores([rated(5, 3), rated(2, 40), rated(1, None)], SPANS)
    assert [each.score.counted for each in (month, quarter, ever)] == [1, 2, 3]
    assert [str(each.stars) for each in (month, quarter, ever)] == ["5.00", "3.50", "2.67"]


def test_a_report_of_one_to_three_stars_alone_gives_no_score_but_a_reason():
    month, quarter, ever = scores([rated(5, 3), rated(1, 40, REPORT)], SPANS)
    assert [each.unknown for each in (month, quarter, ever)] == ["", PARTIAL, PARTIAL]
    assert (quarter.stars, quarter.score.negative) == (None, 1)


def test_a_report_that_has_told_of_positive_feedback_lists_all_of_it():
    assert [each.unknown for each in scores([rated(1, 3, REPORT), rated(5, 60, REPORT)], SPANS)] == ["", "", ""]


def test_where_only_such_a_report_speaks_silence_is_no_score_either():
    month, *_ = scores([rated(2, 40, REPORT)], SPANS)
    assert month.unknown == PARTIAL
    assert scores([], SPANS)[0].unknown == NONE


@pytest.mark.parametrize(("at", "rating"), [(0, 2), (29, 2), (30, 5), (99, 5), (100, None)])
def test_a_rating_is_what_it_was_at_the_moment(at, rating):
    case = given(received(0, 2), changed(30, 5), removed(100)).desk.case
    assert rating_at(case, hour(at)) == rating


def test_removals_count_by_the_day_they_were_asked_for_and_what_is_not_decided_stands_aside():
    def asked(days: float, removed: float | None = None, denied: float | None = None) -> Asked:
        return Asked(*(None if at is None else NOW - timedelta(days=at) for at in (days, removed, denied)))

    rate = removals([asked(9, removed=3), asked(9, denied=2), asked(9), asked(9, removed=-1), asked(99, 80)], SPANS[0])
    assert (rate.count, rate.of, rate.undetermined) == (1, 2, 2)
