"""A reply is asked for, sent, or fails; nothing but the confirming fact stops a clock."""

import pytest

from tests.covers import covers
from tests.lifecycle.conversations.words import marked_no_reply, received, reply_requested, send_failed, sent
from tests.lifecycle.language import clock, given

ASKED = (received(), reply_requested(1))


def test_an_intent_stops_no_clock():
    given(received()).when(reply_requested(1)).then("awaiting_reply").then_runs("M-REPLY", "T-CLAIMRISK", "M-SENDCONF")


def test_its_confirmation_does():
    given(ASKED).when(sent(1.5, key="K-1")).then("answered").then_runs("M-AFTER")


def test_an_answer_a_person_gave_elsewhere_confirms_no_intent():
    given(ASKED).when(sent(1.5)).then("answered").then_runs("M-SENDCONF")


def test_an_unconfirmed_intent_is_told_after_an_hour():
    story = given(ASKED).when(clock(3)).then("awaiting_reply", said=["M-SENDCONF 1h"])
    assert ("warning", "M-SENDCONF/missed/1h") in story.alerted()


def test_the_same_intent_again_is_known():
    story = given(ASKED).when(reply_requested(2)).then_refused("conversation M-1: reply K-1 was asked for already")
    assert story.alerted()[0][0] == "info"
    given(ASKED, sent(2, key="K-1")).when(reply_requested(3)).then_refused("reply K-1 was sent already")


def test_a_confirmation_told_before_its_intent_belongs_to_it():
    given(received(), sent(2, key="K-1")).when(reply_requested(1)).then("answered", unfit=[]).then_runs("M-AFTER")


def test_the_same_confirmation_again_is_known():
    story = given(ASKED, sent(2, key="K-1"), received(3)).when(sent(4, key="K-1")).then("awaiting_reply")
    story.then_refused("reply K-1 was sent already, nothing changes")
    assert story.alerted()[0][0] == "info"


def test_a_mail_known_from_elsewhere_still_confirms_its_intent():
    story = given(ASKED, sent(2, message_id="m-2"), received(3)).when(sent(4, key="K-1", message_id="m-2"))
    story.then("awaiting_reply", unfit=[]).then_runs("M-REPLY", "T-CLAIMRISK")
    assert story.due("M-REPLY") == 27


@covers("S3-37", "L3")
def test_an_interim_reply_without_a_date_is_refused():
    story = given(received()).when(reply_requested(1, interim=True)).then("awaiting_reply")
    story.then_refused("conversation M-1: an interim reply must give the buyer a date", "promised_by (S3-37)")


def test_a_reply_cannot_promise_what_is_over():
    given(received()).when(reply_requested(10, promise=5)).then_refused("cannot promise what is over already")


def test_a_failure_for_good_is_critical_until_the_buyer_has_been_written_to():
    story = given(ASKED).when(send_failed(2)).then("awaiting_reply").then_flags("send_failed")
    story.then_runs("M-REPLY", "T-CLAIMRISK")
    assert ("critical", "flag/send_failed") in story.alerted()
    story.when(sent(3)).then("answered").then_not("send_failed")


def test_a_failure_that_may_be_retried_is_a_warning():
    story = given(ASKED).when(send_failed(1.2, retryable=True)).then_flags("send_delayed").then_not("send_failed")
    assert ("warning", "flag/send_delayed") in story.alerted()
    story.then_runs("M-REPLY", "T-CLAIMRISK", "M-SENDCONF")
    story.when(sent(1.5, key="K-1")).then("answered").then_not("send_delayed").then_runs("M-AFTER")


@pytest.mark.parametrize("key", ["K-1", "K-2"])
@pytest.mark.parametrize("retryable", [None, True])
def test_asked_for_again_under_its_key_or_another_the_alert_ends(key, retryable):
    story = given(*ASKED, send_failed(2, retryable=retryable)).when(reply_requested(3, key=key))
    story.then("awaiting_reply", unfit=[]).then_not("send_failed", "send_delayed")
    story.when(sent(4, key=key)).then("answered")


def test_an_automatic_answer_does_not_end_the_alert():
    given(ASKED, send_failed(2)).when(sent(3, automatic=True)).then_flags("send_failed")


def test_a_failure_after_the_answer_deserves_an_eye_as_well():
    given(*ASKED, sent(1.5)).when(send_failed(2)).then("answered").then_flags("send_failed").then_runs()


def test_a_failure_waits_for_its_request():
    story = given(received()).when(send_failed(2)).then_waits("reply K-1 was not asked for; open: none")
    story.when(reply_requested(1)).then(unfit=[]).then_flags("send_failed")


def test_what_was_sent_cannot_fail():
    given(ASKED, sent(2, key="K-1")).when(send_failed(3)).then_refused("reply K-1 was sent already").then("answered")


def test_a_failed_reply_that_was_sent_after_all_is_sent():
    given(ASKED, send_failed(2)).when(sent(3, key="K-1")).then("answered").then_not("send_failed")


@pytest.mark.parametrize("story", [(sent(1),), (marked_no_reply(1),), (sent(1, promise=50),)])
def test_a_reply_can_be_asked_for_in_every_open_thread(story):
    state = given(received(), *story).desk.case.state
    running = given(received(), *story).when(reply_requested(2)).then(state, unfit=[]).running()
    assert running == {"M-SENDCONF"} | ({"T-PROMISE"} if state == "interim_answered" else set())


def test_history_asks_for_nothing_today():
    given(received(historical=True), reply_requested(1, historical=True)).then_runs()
