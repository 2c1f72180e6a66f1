"""The buyer is asked for feedback once, neutrally, in time, and not if anything went wrong; the order counts once."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given, hour
from tests.lifecycle.orders.words import (
    ARRIVED,
    MUGS,
    ON_ITS_WAY,
    cancelled,
    closed,
    defect_told,
    delivered,
    lost,
    placed,
    refund_requested,
    refunded,
    reshipped,
    send_failed,
    shipped,
    solicitation_requested,
    solicited,
)

FROM, UNTIL = 70 + 3 * DAY, 70 + 30 * DAY
ASKED = (*ARRIVED, solicitation_requested(FROM + 1))


@covers("S1-09")
def test_the_buyer_may_be_asked_from_three_to_thirty_days_after_the_delivery():
    story = given(*ARRIVED).when(clock(FROM - 1))
    assert story.desk.case.solicit_at is None
    story = story.when(clock(FROM)).then("delivered", said=["O-SOLICIT 3d"])
    assert (story.desk.case.solicit_at, story.alerted()) == (hour(FROM), [("info", "O-SOLICIT/missed/3d")])
    story = story.when(clock(UNTIL)).then("delivered", said=["O-SOLICIT 30d"])
    assert story.desk.case.solicit_at is None


def test_asking_too_early_or_too_late_is_refused():
    given(*ARRIVED).when(solicitation_requested(FROM - 1)).then_refused("may be asked for feedback from")
    given(*ARRIVED).when(solicitation_requested(UNTIL + 1)).then_refused("could be asked for feedback until")
    given(*ARRIVED).when(solicitation_requested(FROM)).then("delivered", unfit=[]).then_runs("O-SENDCONF")


@pytest.mark.parametrize("story", [(placed(),), ON_ITS_WAY, (*ON_ITS_WAY, lost(60))])
def test_nobody_is_asked_before_he_has_his_goods(story):
    given(*story).when(solicitation_requested(300)).then_refused("solicitation_requested cannot follow")


@covers("S1-09")
@pytest.mark.parametrize(
    "trouble",
    [
        refunded(80, "5.00"),
        refund_requested(80, "5.00"),
        defect_told(80),
        defect_told(80, counts="undetermined"),
        defect_told(80, "feedback F-1", "no"),
        solicited(80, None),
        reshipped(80),
    ],
    ids=lambda event: event.name,
)
def test_nobody_is_asked_after_trouble_or_twice(trouble):
    story = given(*ARRIVED, trouble).when(clock(FROM))
    assert story.desk.case.solicit_at is None
    assert "O-SOLICIT" not in story.running()


def test_nobody_is_asked_for_an_order_of_which_a_part_was_cancelled_or_sent_again():
    part = (placed(), shipped(lines=MUGS), cancelled(40), delivered())
    again = (*ON_ITS_WAY, lost(40), reshipped(45), delivered(60, "X2"))
    for story in (part, again):
        assert "O-SOLICIT" not in given(*story).then("delivered").running()


def test_trouble_that_comes_after_the_moment_takes_the_permission_back():
    story = given(*ARRIVED, clock(FROM)).when(refunded(FROM + 1, "5.00"))
    assert story.desk.case.solicit_at is None
    story.when(solicitation_requested(FROM + 2)).then_refused("not after a refund")


def test_a_request_waits_for_its_confirmation_and_stops_no_other_clock():
    story = given(*ARRIVED).when(solicitation_requested(FROM)).then("delivered").then_runs("O-SENDCONF")
    assert story.due("O-SENDCONF") == FROM + 1
    story.when(solicited(FROM + 1)).then("delivered").then_runs("O-AFTER")


def test_the_same_request_again_is_known_and_another_one_too_many():
    story = given(*ASKED).when(solicitation_requested(FROM + 2, id="again")).then_refused("S-1 is known already")
    assert story.desk.case.unfit[0].severity == "info"
    given(*ASKED).when(solicitation_requested(FROM + 2, "S-2")).then_refused("asked for feedback once")
    given(*ASKED, solicited(FROM + 2)).when(solicitation_requested(FROM + 3, "S-2")).then_refused("once")


def test_a_request_that_could_not_be_sent_is_critical_unless_it_can_be_tried_again():
    story = given(*ASKED).when(send_failed(FROM + 2)).then("delivered", alerted=[("critical", "flag/send_failed")])
    story.then_runs("O-SOLICIT", "O-AFTER")
    story.when(solicitation_requested(FROM + 3, "S-2")).then("delivered", unfit=[]).then_not("send_failed")
    story = given(*ASKED).when(send_failed(FROM + 2, retryable=True))
    story.then(alerted=[("warning", "flag/send_to_retry")])
    story.when(solicitation_requested(FROM + 3, id="again")).then(unfit=[]).then_not("send_to_retry")
    given(*ASKED, send_failed(FROM + 2)).when(solicited(FROM + 3, None)).then_not("send_failed")


def test_a_failure_of_what_nobody_asked_to_be_sent_waits_and_one_of_what_was_sent_is_no_news():
    given(*ARRIVED).when(send_failed(90)).then_waits("nothing was asked to be sent under S-1")
    given(*ASKED, solicited(FROM + 2)).when(send_failed(FROM + 3)).then_refused("S-1 has been sent")


def test_a_person_who_asked_elsewhere_has_asked():
    story = given(*ARRIVED).when(solicited(80, None)).then("delivered").then_runs("O-AFTER")
    assert story.desk.case.solicited_at == hour(80)


@covers("B-31")
@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ((), "no"),
        ((defect_told(80, counts="no"),), "no"),
        ((defect_told(80, counts="undetermined"),), "undetermined"),
        ((defect_told(80), defect_told(81, "feedback F-1", "no")), "yes"),
        ((defect_told(80), defect_told(81, counts="no")), "no"),
        ((defect_told(81, counts="no"), defect_told(80)), "no"),
        ((defect_told(80), defect_told(81, "feedback F-1", "undetermined")), "yes"),
    ],
)
def test_an_order_counts_once_by_the_last_word_of_each_case(told, verdict):
    case = given(*ARRIVED, *told).desk.case
    assert (case.defect, "defect" in case.flags) == (verdict, verdict == "yes")


def test_two_feedbacks_of_one_order_are_a_flag():
    story = given(*ARRIVED, defect_told(80, "feedback F-1")).when(defect_told(81, "feedback F-1", "no"))
    story.then_not("second_feedback")
    story.when(defect_told(82, "feedback F-2", "no")).then_flags("second_feedback")


def test_a_claim_opens_a_closed_order_a_feedback_does_not():
    given(*ARRIVED, closed(80)).when(defect_told(90, "feedback F-1")).then("closed", unfit=[])
    given(*ARRIVED, closed(80)).when(defect_told(90)).then("delivered").then_flags("reopened", "defect")
