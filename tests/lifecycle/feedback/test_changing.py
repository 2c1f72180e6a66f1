"""The buyer changes his rating: once and within sixty days, and whatever he does is kept; triage begins anew."""

import pytest

from tests.covers import covers
from tests.lifecycle.feedback.words import (
    ASKED,
    PROFANE,
    SOLVED,
    change_asked,
    changed,
    classified,
    closed,
    missing_from_report,
    received,
    removal_denied,
    removed,
    struck,
)
from tests.lifecycle.language import DAY, clock, corrected, given

END = 60 * DAY + 14
"""Midnight after the sixtieth day of Rome."""


@pytest.mark.parametrize("story", [(received(),), SOLVED, (*SOLVED, change_asked()), (received(rating=3),)])
def test_a_change_for_the_better_ends_it(story):
    after = given(story).when(changed(50, 4)).then("closed", close_reason="changed", unfit=[])
    after.then_runs().then_not("downgraded", "unexpected_change", "second_change")
    assert (after.desk.case.sentiment, after.desk.case.rating_counted) == ("positive", 4)


@pytest.mark.parametrize("story", [(received(),), PROFANE, SOLVED, (*SOLVED, change_asked())])
def test_a_change_that_leaves_it_bad_is_read_anew_and_can_no_longer_be_changed(story):
    after = given(story).when(changed(50, 2)).then("changed", unfit=[]).then_runs("F-TRIAGE", "F-REMOVAL")
    assert (after.due("F-TRIAGE"), after.desk.case.criteria) == (50 + DAY, ())


def test_a_changed_one_that_was_read_and_cannot_be_removed_comes_to_rest():
    story = given(received(), changed(50, 2), classified(55)).then_runs("F-REMOVAL", "F-AFTER")
    story.when(clock(55 + 3 * DAY)).then("closed", close_reason="changed").then_runs()


def test_a_changed_one_that_nobody_has_read_waits_as_long_as_it_could_be_removed():
    story = given(received(), changed(50, 2), clock(90 * DAY)).then("changed")
    story.when(clock(91 * DAY)).then("changed").then_runs("F-AFTER").when(clock(94 * DAY)).then("closed")


def test_a_positive_one_that_turns_bad_is_taken_up_again_from_the_start():
    story = given(received(rating=5)).when(changed(30, 1)).then("open", close_reason=None)
    story.then_flags("downgraded", "reopened").then_not("unexpected_change")
    story.then_runs("F-TRIAGE", "F-CHANGE", "F-REMOVAL").then(
        alerted=[("warning", "flag/downgraded"), ("warning", "flag/reopened")]
    )
    assert story.due("F-TRIAGE") == 30 + DAY


def test_until_the_window_ends_the_buyer_who_made_it_worse_may_take_it_back_and_is_waited_for():
    story = given(received(rating=5), changed(30, 1), classified(35))
    assert story.due("F-CHANGE") == END
    story.when(clock(61 * DAY)).then("frozen")


def test_reminders_begin_when_a_positive_one_turns_bad():
    story = given(received(rating=5), changed(30, 1)).when(clock(61 * DAY))
    assert [told for told in story.said() if told.startswith("F-CHANGE ")] == [
        "F-CHANGE -30d",
        "F-CHANGE -10d",
        "F-CHANGE -2d",
        "F-CHANGE 60-calendar-days",
    ]


def test_a_positive_one_turned_bad_after_the_window_is_frozen_and_still_read():
    story = given(received(rating=5), clock(61 * DAY)).then("closed").then_runs()
    story = story.when(changed(70 * DAY, 2)).then("frozen")
    story.then_flags("downgraded", "unexpected_change").then_runs("F-TRIAGE", "F-REMOVAL")
    story.when(clock(95 * DAY)).then("closed", close_reason="frozen")


def test_a_neutral_one_that_turns_negative_has_become_worse():
    given(received(rating=3)).when(changed(30, 2)).then("changed").then_flags("downgraded")
    given(received(rating=3), closed(20)).when(changed(30, 2)).then("changed").then_flags("downgraded", "reopened")


@pytest.mark.parametrize(("before", "after"), [(1, 2), (1, 5), (3, 4)])
def test_a_closed_one_that_has_not_become_worse_stays_closed(before, after):
    case = (
        given(received(rating=before), closed(20))
        .when(changed(30, after))
        .then("closed", close_reason="accepted")
        .desk.case
    )
    assert case.rating == after


def test_a_positive_one_that_stays_positive_uses_the_buyers_change():
    given(received(rating=5)).when(changed(30, 4)).then("closed", close_reason="positive").then_runs()


@covers("S1-05", "S1-14", "B-37")
def test_the_last_instant_of_the_window_is_in_time():
    given(received()).when(changed(END, 2)).then("changed").then_not("unexpected_change")
    given(received()).when(changed(END + 0.01, 2)).then("changed").then_flags("unexpected_change")


@covers("S1-14", "B-37")
def test_a_change_that_comes_too_late_is_kept_and_alerts():
    story = given(received(), clock(61 * DAY)).then("frozen").when(changed(62 * DAY, 5)).then("closed", unfit=[])
    story.then_flags("unexpected_change").then(alerted=[("warning", "flag/unexpected_change")])
    given(received(), clock(61 * DAY)).when(changed(62 * DAY, 2)).then("changed").then_flags("unexpected_change")


def test_a_change_from_a_rating_that_we_did_not_know_is_unexpected():
    given(received()).when(changed(30, 2, old=3)).then("changed").then_flags("unexpected_change")
    given(received()).when(changed(30, 2, old=1)).then("changed").then_not("unexpected_change")


@covers("S1-14", "B-37")
def test_a_second_change_is_kept_and_alerts():
    story = given(received(), changed(30, 2), classified(35)).when(changed(60, 5)).then("closed", unfit=[])
    story.then_flags("second_change").then(alerted=[("warning", "flag/second_change")])
    assert [(change.old, change.new) for change in story.desk.case.changes] == [(1, 2), (2, 5)]


def test_a_change_told_by_two_sources_is_one_change():
    story = given(received(), changed(30, 3, old=1)).when(changed(40, 3, old=1)).then("changed")
    story.then_refused("the change from 1 to 3 stars is known").then_not("second_change", "unexpected_change")


def test_better_then_worse_again_is_worked_from_the_start():
    story = given(received(), changed(30, 5), changed(60, 1)).then("open", unfit=[])
    story.then_flags("second_change", "downgraded", "reopened").then_runs("F-TRIAGE", "F-CHANGE", "F-REMOVAL")


def test_while_the_marketplace_decides_a_change_does_not_end_its_question():
    story = given(ASKED).when(changed(20, 2)).then("removal_requested").then_runs("F-TRIAGE", "F-REMOVALCHECK")
    story.when(removal_denied(30)).then("changed")


def test_what_has_become_positive_should_no_longer_be_removed():
    story = given(ASKED).when(changed(20, 5)).then("closed").then_flags("removal_unwanted")
    story.when(removal_denied(30)).then("closed", unfit=[]).then_not("removal_unwanted")


@pytest.mark.parametrize(("news", "state"), [(removed(20), "removed"), (struck(20), "struck_through")])
def test_a_change_of_what_does_not_count_any_more_is_kept(news, state):
    case = given(received(), news).when(changed(30, 5)).then(state, unfit=[]).desk.case
    assert (case.rating, case.rating_counted, case.counts) == (5, None, "no")


def test_a_change_shows_that_the_buyer_had_not_taken_it_back():
    vanished = (received(), missing_from_report(24), missing_from_report(48, "import-2"))
    story = given(vanished).then("removed_by_buyer").when(changed(60, 2)).then("changed")
    assert story.desk.case.counts == "yes"
    given(vanished).when(changed(60, 4)).then("closed", close_reason="changed")
    given(vanished, clock(6 * DAY)).then("closed").when(changed(8 * DAY, 2)).then("changed").then_flags("reopened")


def test_since_when_a_rating_counts_as_it_does_is_known():
    left = given(received(left_at="2026-11-01T08:00:00+01:00")).desk.case
    assert left.counts_at == left.left_at
    story = given(received(), changed(30, 2))
    assert story.desk.case.counts_at == story.desk.case.changes[0].at
    story = story.when(struck(40), removed(50))
    assert (story.desk.case.counts, story.desk.case.counts_at) == ("no", story.desk.case.struck_at)


def test_a_rating_put_right_is_what_it_always_was():
    first = received(rating=5)
    story = given(first).then("closed").when(corrected(10, first, {"rating": 2})).then("open", close_reason=None)
    story.then_runs("F-TRIAGE", "F-CHANGE", "F-REMOVAL").then_not("downgraded")


def test_a_change_told_late_takes_back_that_it_was_frozen():
    story = (
        given(received(), clock(61 * DAY)).then("frozen").when(changed(50, 5)).then("closed", close_reason="changed")
    )
    assert "deadline_met" in story.recorded()
    story.then_not("unexpected_change")
