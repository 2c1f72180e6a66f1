"""An interim answer makes a promise; it is kept or broken, and both stay on record."""

import pytest

from tests.covers import covers
from tests.lifecycle.conversations.words import (
    marked_no_reply,
    promise_broken,
    promise_kept,
    promised,
    received,
    reply_requested,
    sent,
)
from tests.lifecycle.language import clock, given, hour

INTERIM = (received(), sent(2, promise=50))


def promises(story):
    """Every promise: by when (hours), kept when, broken when."""
    hours = [(p.promised_by, p.kept_at, p.broken_at) for p in story.desk.case.promises]
    return [tuple(at and (at - hour(0)).total_seconds() / 3600 for at in each) for each in hours]


@covers("S3-37", "B-41")
def test_an_interim_answer_stops_the_clock_and_starts_the_promise():
    story = given(received()).when(sent(2, promise=50, interim=True)).then("interim_answered").then_runs("T-PROMISE")
    assert (story.due("T-PROMISE"), promises(story)) == (50, [(50, None, None)])


def test_an_answer_that_gives_a_date_is_an_interim_one():
    given(received()).when(sent(2, promise=50)).then("interim_answered")


def test_a_promised_day_runs_to_its_end_on_the_marketplace():
    story = given(received()).when(sent(2, interim=True, promised_by="2026-11-03"))
    assert story.due("T-PROMISE") == 38


@covers("B-41")
def test_the_promise_reminds_four_hours_before_and_is_broken_when_nobody_keeps_it():
    story = given(INTERIM).when(clock(50)).then("interim_answered", said=["T-PROMISE -4h", "T-PROMISE stated"])
    story.then(missed={"T-PROMISE"}).then_flags("promise_broken")
    assert promises(story) == [(50, None, 50)]


@covers("S3-37", "L3")
def test_an_interim_answer_without_a_date_is_kept_and_shows():
    story = given(received()).when(sent(2, interim=True)).then("interim_answered").then_flags("interim_without_date")
    assert ("warning", "flag/interim_without_date") in story.alerted()
    assert (story.due("T-PROMISE"), promises(story)) == (26, [(26, None, None)])
    story = story.when(sent(3, promise=50)).then_not("interim_without_date").then_runs("T-PROMISE")
    assert story.due("T-PROMISE") == 26  # the first promise stands


def test_a_full_answer_by_then_keeps_the_promise():
    story = given(INTERIM).when(sent(50)).then("answered").then_runs("M-AFTER")
    assert promises(story) == [(50, 50, None)]
    assert story.desk.case.promises[0].was_in_time
    story.when(clock(60)).then("answered", said=[]).then_not("promise_broken")


def test_a_full_answer_after_it_was_broken_keeps_it_late():
    story = given(INTERIM, clock(50)).when(sent(60)).then("answered").then_not("promise_broken")
    assert promises(story) == [(50, 60, 50)]
    assert not story.desk.case.promises[0].was_in_time


def test_a_full_answer_in_time_that_is_told_late_takes_the_broken_promise_back():
    story = given(INTERIM, clock(60)).when(sent(40))
    story.then("answered", recorded=["sent", "deadline_met", "deadline_met"])
    assert promises(story) == [(50, 40, None)]


def test_an_automatic_answer_keeps_no_promise():
    story = given(INTERIM).when(sent(40, automatic=True)).then("interim_answered")
    assert promises(story) == [(50, None, None)]


def test_an_automatic_answer_that_gives_a_date_has_promised_it_all_the_same():
    story = given(received()).when(sent(1, automatic=True, promise=30)).then("awaiting_reply")
    story.then_runs("M-REPLY", "T-CLAIMRISK", "T-PROMISE")
    given(received()).when(sent(1, automatic=True, interim=True)).then_not("interim_without_date")


def test_a_promise_is_kept_by_other_means_than_an_answer():
    story = given(INTERIM).when(promise_kept(30)).then("answered").then_runs("M-AFTER")
    assert promises(story) == [(50, 30, None)]


def test_a_promise_is_kept_late_by_other_means():
    story = given(INTERIM, clock(50)).when(promise_kept(55)).then("answered")
    assert promises(story) == [(50, 55, 50)]


def test_a_person_breaks_the_promise_before_its_time_and_the_clock_is_silent():
    story = given(INTERIM).when(promise_broken(30)).then("interim_answered").then_flags("promise_broken").then_runs()
    assert promises(story.when(clock(60)).then(said=[])) == [(50, None, 30)]


def test_what_a_person_broke_may_be_kept_in_time_after_all():
    story = given(INTERIM, promise_broken(30)).when(sent(45)).then("answered")
    assert promises(story) == [(50, 45, 30)]
    assert story.desk.case.promises[0].was_in_time


def test_a_second_interim_answer_makes_a_second_promise_and_keeps_no_first_one():
    story = given(INTERIM).when(sent(40, promise=90)).then("interim_answered")
    assert story.due("T-PROMISE") == 50
    story = story.when(clock(51)).then("interim_answered").then_runs("T-PROMISE")
    assert (story.due("T-PROMISE"), promises(story)) == (90, [(50, None, 50), (90, None, None)])
    assert promises(story.when(sent(60)).then("answered")) == [(50, 60, 50), (90, 60, None)]


def test_the_promise_that_falls_due_first_has_the_clock_whichever_was_made_first():
    story = given(received(), sent(2, promise=90), sent(5, promise=50))
    assert story.due("T-PROMISE") == 50
    story = story.when(clock(91))
    assert promises(story) == [(90, None, 90), (50, None, 50)]


def test_a_new_message_leaves_the_promise_running():
    story = given(INTERIM).when(received(10)).then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK", "T-PROMISE")
    story = story.when(clock(50)).then("breached")
    assert promises(story) == [(50, None, 50)]
    given(*INTERIM, received(10)).when(marked_no_reply(11)).then("interim_answered").then_runs("T-PROMISE")
    given(*INTERIM, received(10)).when(promise_kept(11)).then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK")
    given(*INTERIM, received(10)).when(promise_broken(11)).then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK")


def test_a_promise_of_what_is_over_already_is_a_fact_and_broken():
    story = given(received()).when(sent(10, promise=5), clock(11)).then("interim_answered").then_flags("promise_broken")
    assert promises(story) == [(10, None, 10)]


@pytest.mark.parametrize("told", [promise_kept, promise_broken])
def test_what_is_said_of_a_promise_waits_until_one_is_known(told):
    story = given(received()).when(told(9)).then_waits("no promise is known that was made before")
    assert promises(story.when(sent(2, promise=50)).then(unfit=[]))[0] != (50, None, None)


@pytest.mark.parametrize("told", [promise_kept, promise_broken])
def test_what_is_said_of_a_promise_says_nothing_of_one_made_later(told):
    story = given(received()).when(told(1), sent(2, promise=50)).then_waits("made before")
    assert promises(story) == [(50, None, None)]


def test_what_is_settled_is_not_told_again():
    given(INTERIM, sent(30)).when(promise_kept(31)).then_refused("every promise is kept already, nothing changes")
    given(INTERIM, clock(50)).when(promise_broken(51)).then_refused("every promise is kept or broken already")


def test_history_makes_promises_without_a_clock_and_holds_back_none_of_today():
    story = given(received(historical=True), sent(2, promise=50, historical=True)).then("interim_answered").then_runs()
    story = story.when(sent(60, promise=90)).then_runs("T-PROMISE")
    assert story.due("T-PROMISE") == 90


def test_the_promise_of_the_request_is_that_of_the_answer():
    story = given(received(), reply_requested(1, promise=50, interim=True)).when(sent(2, key="K-1"))
    story.then("interim_answered")
    assert promises(story) == [(50, None, None)]
    told = given(received(), reply_requested(1, promise=50)).when(sent(2, key="K-1", promised_by=promised(60)))
    assert promises(told) == [(60, None, None)]
