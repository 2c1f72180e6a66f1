"""How buyers are answered, in figures: late, how fast, promises kept; all as it stood at the end of a window."""

from datetime import UTC, datetime, timedelta

from lifecycle.numbers.answering import Message, Promise, late_responses, promises_kept, response_time
from lifecycle.numbers.windows import Window

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(7, NOW - timedelta(days=7), NOW)


def hours(ago: float) -> datetime:
    return NOW - timedelta(hours=ago)


def message(ago: float, answered: float | None = None, excluded: float | None = None, case: str = "V-1") -> Message:
    done = [None if at is None else hours(at) for at in (answered, excluded)]
    return Message(case, hours(ago), hours(ago - 24), *done)


def test_late_is_what_was_answered_late_or_not_at_all_and_what_still_may_be_is_told_beside_it():
    told = [message(72, 60), message(72, 40), message(72), message(5)]
    rate = late_responses(told, WEEK)
    assert (rate.count, rate.of, rate.undetermined) == (2, 4, 1)
    assert (str(rate.value), str(rate.most)) == ("0.500000", "0.750000")


def test_what_needs_no_answer_is_no_message_of_the_rate_but_only_once_a_person_has_said_so():
    assert late_responses([message(72, excluded=70)], WEEK).of == 0
    assert late_responses([message(72, excluded=-1)], WEEK).count == 1


def test_an_answer_that_came_later_than_the_window_has_not_come():
    assert late_responses([message(30, answered=-2)], WEEK).count == 1
    assert late_responses([message(5, answered=-2)], WEEK).undetermined == 1


def test_without_a_due_moment_nobody_knows_whether_an_answer_was_late():
    rate = late_responses([Message("V-1", hours(5), None, hours(1), None)], WEEK)
    assert (rate.count, rate.of, rate.undetermined) == (0, 1, 1)


def test_of_no_messages_no_rate_is_told():
    assert late_responses([message(24 * 30)], WEEK).value is None


def test_the_response_time_runs_from_the_oldest_message_that_an_answer_settles():
    told = [message(50, 40), message(48, 40), message(20, 18, case="V-2"), message(3)]
    assert response_time(told, WEEK) == (2, timedelta(hours=6))
    assert response_time([message(3)], WEEK) == (0, None)


def test_a_promise_is_kept_by_its_moment_broken_after_it_and_does_not_count_before_it():
    def promise(by: float | None, kept: float | None = None, broken: float | None = None) -> Promise:
        return Promise(hours(100), *(None if at is None else hours(at) for at in (by, kept, broken)))

    told = [promise(50, kept=60), promise(50, kept=40), promise(50), promise(-5), promise(-5, broken=9), promise(None)]
    rate = promises_kept(told, WEEK)
    assert (rate.count, rate.of, rate.undetermined) == (1, 4, 1)
    assert (str(rate.value), str(rate.most)) == ("0.250000", "0.400000")
