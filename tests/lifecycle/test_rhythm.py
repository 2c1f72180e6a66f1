"""A source that falls silent beyond its usual rhythm is noticed; nights and weekends are usual."""

from datetime import UTC, datetime, timedelta

import pytest

from lifecycle.rhythm import Rhythm, first_heard
from tests.covers import covers

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def weeks(count: int, days: int = 7) -> Rhythm:
    """A source heard every hour from 8 to 20 o'clock, on so many days of each week."""
    rhythm = first_heard("/orders", MONDAY, MONDAY + MINUTE)
    for day in (day for day in range(7 * count) if day % 7 < days):
        for hour in range(13):
            at = MONDAY + day * DAY + hour * HOUR
            rhythm = rhythm.heard(at, at + MINUTE)
    return rhythm


@covers("S3-19", "S3-36")
def test_a_night_is_usual_and_a_day_without_a_word_is_not():
    rhythm = weeks(2)
    assert rhythm.usual == 12 * HOUR - MINUTE
    assert not rhythm.is_silent(rhythm.last + 17 * HOUR)
    assert rhythm.is_silent(rhythm.last + 18 * HOUR)


def test_a_weekend_is_usual_for_a_source_that_rests_on_weekends():
    rhythm = weeks(2, days=5)
    assert rhythm.usual == 60 * HOUR - MINUTE
    assert not rhythm.is_silent(rhythm.last + 3 * DAY)
    assert rhythm.is_silent(rhythm.last + 4 * DAY)


def test_nothing_is_concluded_before_a_week_is_known():
    rhythm = weeks(1)
    assert rhythm.usual is None
    assert not rhythm.is_silent(rhythm.last + 30 * DAY)


def test_a_busy_source_may_be_silent_for_an_hour():
    rhythm = first_heard("/orders", MONDAY, MONDAY)
    for minute in range(8 * 24 * 60):
        rhythm = rhythm.heard(MONDAY + minute * MINUTE, MONDAY + minute * MINUTE)
    assert not rhythm.is_silent(rhythm.last + 59 * MINUTE)
    assert rhythm.is_silent(rhythm.last + 61 * MINUTE)


def test_a_pause_is_forgotten_after_two_weeks():
    back = weeks(2).last + 4 * DAY
    rhythm = weeks(2).heard(back, back)
    assert rhythm.usual == 4 * DAY
    for day in range(15):
        for hour in range(24):
            rhythm = rhythm.heard(back + day * DAY + hour * HOUR, back + day * DAY + hour * HOUR)
    assert rhythm.usual == HOUR


@pytest.mark.parametrize("told", [True, False])
def test_what_was_heard_before_changes_nothing_and_being_heard_ends_a_silence(told):
    rhythm = Rhythm("/orders", MONDAY, told_silent=told)
    assert rhythm.heard(MONDAY - HOUR, MONDAY - MINUTE) == rhythm
    assert not rhythm.heard(MONDAY + HOUR, MONDAY + HOUR).told_silent
