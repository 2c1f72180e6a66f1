"""The public reply is asked for under a key, confirmed, never edited, and once deleted never written again."""

import pytest

from tests.covers import covers
from tests.lifecycle.feedback.words import (
    ASKED,
    SOLVED,
    changed,
    closed,
    missing_from_report,
    received,
    removed,
    replied,
    reply_deleted,
    reply_requested,
    send_failed,
    struck,
)
from tests.lifecycle.language import DAY, clock, given

OPEN_CLOCKS = ("F-TRIAGE", "F-CHANGE", "F-REMOVAL")
ASKED_FOR = (received(), reply_requested(3))
SENT = (*ASKED_FOR, replied(4))


def test_a_reply_that_is_asked_for_stops_no_clock_and_warns_that_it_is_final():
    story = given(received()).when(reply_requested(3)).then("open", unfit=[]).then_runs(*OPEN_CLOCKS, "F-SENDCONF")
    assert ("info", "flag/reply_final") in story.alerted()
    story.then_not("replied")


@covers("S1-07")
def test_a_confirmed_reply_lies_over_the_state():
    given(ASKED_FOR).when(replied(4)).then("open", unfit=[]).then_flags("replied", "reply_final").then_runs(
        *OPEN_CLOCKS
    )


def test_a_reply_that_a_person_wrote_himself_confirms_what_was_asked_for():
    given(ASKED_FOR).when(replied(4, None)).then("open", unfit=[]).then_flags("replied").then_runs(*OPEN_CLOCKS)
    given(received()).when(replied(4, None)).then("open", unfit=[]).then_flags("replied")


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (SOLVED, "resolved"),
        (ASKED, "removal_requested"),
        ((received(), changed(20, 2)), "changed"),
        ((received(), struck(20)), "struck_through"),
        ((received(), closed(20)), "closed"),
        ((received(rating=5),), "closed"),
    ],
)
def test_a_reply_may_stand_under_whatever_can_still_be_read(story, state):
    given(story).when(reply_requested(60)).then(state, unfit=[]).when(replied(60.5)).then(state).then_flags("replied")


def test_nobody_replies_to_what_is_gone():
    given(received(), removed(20)).when(reply_requested(60)).then_refused("reply_requested cannot follow")
    vanished = (received(), missing_from_report(24), missing_from_report(48, "import-2"))
    given(vanished).when(reply_requested(60)).then_refused("reply_requested cannot follow")
    given(received(), closed(20), removed(30)).when(reply_requested(60)).then_refused("the feedback is gone")


def test_a_reply_asked_for_again_under_its_key_is_known():
    story = given(ASKED_FOR).when(reply_requested(3.5, id="again")).then_refused("reply K1 was asked for already")
    assert [severity for severity, _ in story.alerted()] == ["info"]
    given(SENT).when(reply_requested(5, id="again")).then_refused("reply K1 was asked for already")


def test_a_second_reply_waits_for_nobody():
    given(ASKED_FOR).when(reply_requested(3.5, "K2")).then_refused(
        "reply K1 is not confirmed yet, and there can be only one"
    )


@covers("B-39")
def test_a_reply_cannot_be_edited():
    given(SENT).when(reply_requested(9, "K2")).then_refused("it cannot be edited (B-39)")


@covers("B-39", "S1-07")
def test_a_deleted_reply_is_not_written_again():
    story = given(SENT).when(reply_deleted(9)).then("open", unfit=[]).then_not("replied", "reply_final")
    story.when(reply_requested(12, "K2")).then_refused("it was deleted, and there is no second one (B-39)")


def test_a_deletion_waits_for_the_reply_and_is_told_once():
    given(received()).when(reply_deleted(9)).then_waits("no reply of ours is known yet").when(replied(4)).then(unfit=[])
    given(SENT, reply_deleted(9)).when(reply_deleted(10)).then_refused("known to be deleted")


def test_a_second_reply_that_stands_all_the_same_is_kept_and_alerts():
    story = given(SENT, reply_deleted(9)).when(replied(12, None)).then(unfit=[]).then_flags("replied_twice", "replied")
    assert ("warning", "flag/replied_twice") in story.alerted()
    given(SENT).when(replied(12, "K7")).then(unfit=[]).then_flags("replied_twice")


def test_a_confirmation_told_again_is_known():
    given(SENT).when(replied(6, id="again")).then_refused("reply K1 is known to be sent").then_not("replied_twice")


def test_a_confirmation_told_without_its_request_is_a_fact_and_the_request_is_known_then():
    story = given(received()).when(replied(4)).then(unfit=[]).then_flags("replied")
    story.when(reply_requested(5)).then_refused("reply K1 was asked for already").then_runs(*OPEN_CLOCKS)
    given(received(), replied(4)).when(reply_requested(3)).then(unfit=[]).then_flags("replied").then_runs(*OPEN_CLOCKS)


def test_a_reply_that_could_not_be_sent_is_critical_until_it_is():
    story = given(ASKED_FOR).when(send_failed(3.5)).then("open", unfit=[]).then_flags("send_failed")
    assert ("critical", "flag/send_failed") in story.alerted()
    story.then_runs(*OPEN_CLOCKS).then_not("reply_final")
    story.when(replied(6, None)).then_not("send_failed").then_flags("replied")


@pytest.mark.parametrize("key", ["K1", "K2"])
def test_a_reply_that_failed_for_good_may_be_asked_for_again(key):
    story = given(ASKED_FOR, send_failed(3.5)).when(reply_requested(5, key)).then(unfit=[]).then_not("send_failed")
    assert story.due("F-SENDCONF") == 6


def test_a_reply_that_may_be_tried_again_is_so_under_its_own_key():
    story = given(ASKED_FOR).when(send_failed(3.5, retryable=True)).then_flags("send_delayed").then_not("send_failed")
    assert ("warning", "flag/send_delayed") in story.alerted()
    story.then_runs(*OPEN_CLOCKS, "F-SENDCONF")
    story = story.when(reply_requested(5, "K2")).then_refused("reply K1 is not confirmed yet")
    story.when(reply_requested(5.5)).then_not("send_delayed")
    assert story.due("F-SENDCONF") == 6.5


def test_a_failure_waits_for_its_request_and_comes_too_late_after_the_confirmation():
    given(received()).when(send_failed(3.5)).then_waits("reply K1 was not asked for yet").when(reply_requested(3)).then(
        unfit=[]
    ).then_flags("send_failed")
    given(SENT).when(send_failed(5)).then_refused("reply K1 is known to be sent, it cannot have failed")


def test_a_failed_reply_is_not_asked_for_again_once_one_stands():
    given(ASKED_FOR, send_failed(3.5), replied(4, None)).when(reply_requested(5)).then_refused("asked for already")
    given(ASKED_FOR, send_failed(3.5), replied(4, "K7")).when(reply_requested(5)).then_refused("cannot be edited")


def test_an_unconfirmed_reply_keeps_the_case_open_unless_there_is_nothing_to_reply_to():
    given(received(), struck(20), reply_requested(21), clock(30 * DAY)).then("struck_through").when(
        replied(31 * DAY)
    ).when(clock(34 * DAY)).then("closed")
    given(ASKED_FOR, removed(20), clock(5 * DAY)).then("closed", close_reason="removed")
