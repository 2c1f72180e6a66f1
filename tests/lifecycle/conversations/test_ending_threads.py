"""A thread is closed by a person or by its own silence; a new message of the buyer opens it again."""

import pytest

from tests.lifecycle.conversations.words import (
    closed,
    linked,
    marked_no_reply,
    promise_broken,
    promise_kept,
    received,
    reopened,
    reply_requested,
    send_failed,
    sent,
)
from tests.lifecycle.language import DAY, clock, given

ANSWERED = (received(), sent(5))
QUIET = 5 + 30 * DAY


@pytest.mark.parametrize(
    ("story", "reason"),
    [((sent(5),), "answered"), ((marked_no_reply(5),), "no_reply_needed")],
)
def test_a_quiet_thread_closes_by_itself(story, reason):
    given(received(), *story).when(clock(QUIET - 1)).then(reason)
    given(received(), *story).when(clock(QUIET)).then("closed", close_reason=reason).then_runs()


def test_only_what_is_written_and_decided_breaks_the_silence():
    assert given(*ANSWERED, linked(100), sent(200, automatic=True)).due("M-AFTER") == QUIET
    assert given(*ANSWERED, sent(100)).due("M-AFTER") == 100 + 30 * DAY
    assert given(*ANSWERED, received(100, by="marketplace")).due("M-AFTER") == 100 + 30 * DAY


@pytest.mark.parametrize("busy", [(reply_requested(6),), (reply_requested(6), send_failed(7)), (sent(6, promise=50),)])
def test_a_thread_in_which_something_is_under_way_is_not_quiet(busy):
    assert given(*ANSWERED, *busy).when(clock(100 * DAY)).desk.case.state != "closed"


def test_a_message_told_late_takes_the_silence_back():
    story = given(*ANSWERED, clock(QUIET)).when(received(20)).then("breached", close_reason=None)
    assert "deadline_met" in story.recorded()


def test_a_new_message_opens_a_closed_thread_again():
    story = given(*ANSWERED, clock(QUIET)).when(received(QUIET + 10)).then("awaiting_reply", close_reason=None)
    story.then_flags("reopened").then_runs("M-REPLY", "T-CLAIMRISK")
    assert story.due("M-REPLY") == QUIET + 34


def test_what_others_write_leaves_it_closed():
    given(*ANSWERED, closed(10)).when(received(11, by="marketplace")).then("closed", unfit=[])


def test_a_person_closes_what_is_settled():
    given(ANSWERED).when(closed(10)).then("closed", close_reason="resolved").then_runs()
    given(received(), marked_no_reply(5)).when(closed(10, reason="spam")).then("closed", close_reason="spam")


@pytest.mark.parametrize("late", [(), (clock(24),)])
def test_closing_is_no_answer(late):
    story = given(received(), *late).when(closed(30)).then_refused("closed cannot follow", "marked_no_reply", "sent")
    assert story.desk.case.state in ("awaiting_reply", "breached")


def test_a_reply_under_way_keeps_the_thread_open():
    given(*ANSWERED, reply_requested(6)).when(closed(7)).then_refused("reply K-1 is not confirmed yet").then("answered")
    given(*ANSWERED, reply_requested(6), send_failed(7)).when(closed(8)).then("closed").then_not("send_failed")


def test_a_promise_under_way_keeps_the_thread_open():
    promised = (received(), sent(2, promise=50))
    given(promised).when(closed(10)).then_refused("the buyer was promised an answer", "promise_kept or promise_broken")
    given(*promised, promise_broken(9)).when(closed(10)).then("closed").then_not("promise_broken").then_runs()
    given(*promised, clock(50)).when(closed(60)).then("closed").then_runs()
    given(*promised, promise_kept(9)).when(closed(10)).then("closed")


def test_a_thread_is_closed_once():
    given(*ANSWERED, closed(10)).when(closed(11)).then_refused("is closed: closed cannot follow")


def test_a_reply_is_asked_for_in_an_open_thread():
    given(*ANSWERED, closed(10)).when(reply_requested(11)).then_refused("is closed: reply_requested", "reopened")


def test_a_person_opens_it_again_and_it_grows_quiet_anew():
    story = given(*ANSWERED, clock(QUIET)).when(reopened(QUIET + 1)).then("answered").then_flags("reopened")
    assert story.due("M-AFTER") == QUIET + 1 + 30 * DAY
    given(received(), marked_no_reply(5), closed(6)).when(reopened(7)).then("no_reply_needed")
    given(received(), sent(5, promise=50), promise_broken(6), closed(7)).when(reopened(8)).then("interim_answered")


def test_an_open_thread_cannot_be_opened():
    given(ANSWERED).when(reopened(6)).then_refused("is answered: reopened cannot follow")


def test_what_is_written_to_the_buyer_of_a_closed_thread_is_kept():
    given(*ANSWERED, closed(10)).when(sent(11)).then("closed", unfit=[])
    given(*ANSWERED, closed(10)).when(sent(11, automatic=True)).then("closed", unfit=[])


def test_a_promise_to_the_buyer_of_a_closed_thread_opens_it():
    given(*ANSWERED, closed(10)).when(sent(11, promise=50)).then("interim_answered").then_runs("T-PROMISE")


def test_a_broken_promise_is_kept_in_a_closed_thread_too():
    story = given(received(), sent(2, promise=50), promise_broken(9), closed(10)).when(promise_kept(40))
    story.then("closed", unfit=[])
    assert story.desk.case.promises[0].was_in_time
