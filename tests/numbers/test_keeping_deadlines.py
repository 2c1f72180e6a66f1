"""Whether deadlines are kept, clock by clock, by the day on which they were due."""

from datetime import UTC, datetime, timedelta

from lifecycle.numbers.keeping import Due, kept_by_timer
from lifecycle.numbers.windows import Window

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONTH = Window(30, NOW - timedelta(days=30), NOW)


def due(standing: str, hours_ago: float, ended: float | None = None, timer: str = "M-REPLY") -> Due:
    return Due(
        timer, NOW - timedelta(hours=hours_ago), standing, None if ended is None else NOW - timedelta(hours=ended)
    )


def test_a_clock_is_kept_where_it_was_met_before_it_was_due():
    told = [due("met", 10, 12), due("met", 10, 9), due("missed", 10, 10), due("met", 5, 6, "T-REFUND")]
    rates = kept_by_timer(told, MONTH)
    assert {name: (rate.count, rate.of) for name, rate in rates.items()} == {"M-REPLY": (1, 3), "T-REFUND": (1, 1)}


def test_what_was_moved_before_it_came_or_comes_later_is_no_deadline_of_the_window():
    assert kept_by_timer([due("replaced", 10, 12), due("met", -5, 3), due("missed", 24 * 31, 24 * 31)], MONTH) == {}


def test_what_came_and_of_which_the_log_says_nothing_yet_stands_aside():
    rate = kept_by_timer([due("running", 1), due("met", 10, 12)], MONTH)["M-REPLY"]
    assert (rate.count, rate.of, rate.undetermined) == (1, 1, 1)


def test_what_was_met_after_the_window_had_not_been_met():
    rate = kept_by_timer([due("met", 1, -2)], MONTH)["M-REPLY"]
    assert (rate.count, rate.of, rate.undetermined) == (0, 0, 1)
