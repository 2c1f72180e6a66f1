"""Quiet hours: across midnight, across a change of the clocks, and never at the cost of a deadline."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.notifying.entries import holds_back
from handlers.notifying.quiet import read_quiet
from tests.notifying.alerts import news, reminder

ROME = ZoneInfo("Europe/Rome")
NIGHT = read_quiet("22:00-07:00", ROME)


def rome(day, hour, minute=0, fold=0):
    return datetime(2026, *day, hour, minute, tzinfo=ROME, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (rome((11, 20), 21, 59), None),
        (rome((11, 20), 22), rome((11, 21), 7)),
        (rome((11, 21), 3), rome((11, 21), 7)),
        (rome((11, 21), 6, 59), rome((11, 21), 7)),
        (rome((11, 21), 7), None),
        (rome((11, 21), 12), None),
    ],
)
def test_a_night_begins_before_midnight_and_ends_after_it(now, until):
    assert NIGHT.until(now) == until


def test_hours_within_one_day_end_on_that_day():
    noon = read_quiet("12:30-14:00", ROME)
    assert noon.until(rome((11, 20), 13)) == rome((11, 20), 14)
    assert noon.until(rome((11, 20), 14)) is None


def test_the_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer():
    begins = rome((3, 28), 22)
    assert NIGHT.until(begins) - begins == timedelta(hours=8)
    begins = rome((10, 24), 22)
    assert NIGHT.until(begins) - begins == timedelta(hours=10)


def test_an_end_that_the_clocks_show_twice_counts_each_time():
    short = read_quiet("22:00-02:30", ROME)
    assert short.until(rome((10, 25), 2, 10)) == rome((10, 25), 2, 30)
    assert short.until(rome((10, 25), 2, 10, fold=1)) == rome((10, 25), 2, 30, fold=1)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(["22:00-07:00", "23:30-02:30", "00:00-06:00", "02:15-03:15", "12:00-11:59"]),
    st.sampled_from(["Europe/Rome", "Australia/Lord_Howe", "America/New_York", "UTC"]),
)
def test_what_is_held_back_is_let_go_later_within_a_day_and_not_into_quiet_hours_again(now, hours, zone):
    quiet = read_quiet(hours, ZoneInfo(zone))
    until = quiet.until(now)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert quiet.until(until) is None or _shown_twice(until, quiet)


def _shown_twice(until, quiet):
    local = until.astimezone(quiet.zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() or local.time() != quiet.end


@pytest.mark.parametrize("words", ["22-07", "22:00", "25:00-07:00", "22:00 - 07:00", "07:00-07:00", ""])
def test_hours_that_are_none_are_refused(words):
    with pytest.raises(ValueError, match="quiet hours"):
        read_quiet(words, ROME)


def test_nothing_is_held_back_whose_deadline_falls_before_the_morning():
    now, morning = rome((11, 20), 23), rome((11, 21), 7)
    told = reminder("T-REFUND", "75%", due=now)
    assert holds_back(news(1, told, deadline=morning - timedelta(hours=1)), morning) is None
    assert holds_back(news(1, told, deadline=morning + timedelta(hours=1)), morning) == morning
    assert holds_back(news(1, told), morning) is None, "the deadline is not known: it may be near"


def test_a_missed_deadline_wakes_whoever_has_quiet_hours_and_good_news_do_not():
    now, morning = rome((11, 20), 23), rome((11, 21), 7)
    assert holds_back(news(1, reminder("T-REFUND", "due", step="missed", due=now)), morning) is None
    assert holds_back(news(1, reminder("T-REFUND", "due", step="missed", due=now, closes=True)), morning) == morning


def test_outside_of_quiet_hours_nothing_is_held_back():
    assert holds_back(news(1, reminder("T-REFUND", "75%")), None) is None
