"""A buyer opens a claim or chargeback; it is answered, the marketplace asks for more, answers fail to be sent."""

import pytest

from lifecycle.claims import CLAIM
from lifecycle.engine.case import Ref
from tests.covers import covers
from tests.lifecycle.claims.words import (
    ANSWERED,
    GRANTED,
    REPRESENTED,
    appealed,
    charged_back,
    closed,
    decided,
    filed,
    granted,
    info_requested,
    opened,
    responded,
    response_requested,
    send_failed,
    status_reported,
)
from tests.lifecycle.language import DAY, clock, corrected, given


@covers("S1-17")
def test_a_notice_asks_for_an_answer_and_for_contact_with_the_buyer():
    story = given(opened()).then("action_required").then_runs("K-RESPOND", "K-CONTACT", "K-DEBIT")
    case = story.desk.case
    assert (case.claim_kind, case.claim_id, case.order_id, case.marketplace) == ("a_to_z", "A-77", "302-1", "amazon.it")
    assert [(link.rel, link.case) for link in case.links] == [("order", "302-1")]
    assert {(ref.type, ref.value) for ref in case.refs} == {("claim", "A-77")}
    assert CLAIM.family(case) == Ref("of_order", "302-1")


def test_a_claim_names_the_return_it_is_about():
    case = given(opened(return_case="R-1")).desk.case
    assert (case.return_case, [(link.rel, link.case) for link in case.links][1]) == ("R-1", ("return", "R-1"))


def test_the_order_is_found_under_one_spelling():
    case = given(opened(order_id=" 302-1a ")).desk.case
    assert CLAIM.family(case) == Ref("of_order", "302-1A")


def test_a_notice_that_asks_for_nothing_is_under_review_at_once_and_nags_nobody():
    given(opened(action_required=False)).then("under_review").then_runs("K-DECISION")


def test_the_same_claim_opened_again_changes_nothing():
    story = given(opened()).when(opened(5, id="again")).then("action_required")
    story.then_refused("a_to_z A-77 is known already")
    assert [alert.severity for alert in story.desk.alerts] == ["info"]


def test_another_claim_does_not_fit_into_this_case():
    story = given(opened()).when(opened(5, claim_id="A-78", id="other")).then("action_required")
    story.then_refused("is the a_to_z claim A-77", "a_to_z A-78 is a case of its own")
    given(opened()).when(charged_back(5, id="other")).then_refused("chargeback A-77 is a case of its own")


def test_what_comes_before_the_notice_waits_for_it():
    story = given(responded(-2)).then("announced", unfit=[("responded", "parked")])
    story.when(opened()).then("under_review", unfit=[])


@pytest.mark.parametrize(
    ("story", "state"), [((opened(),), "under_review"), ((charged_back(),), "represented")], ids=["a_to_z", "bank"]
)
def test_an_answer_hands_the_claim_to_whoever_decides(story, state):
    after = given(*story).when(responded()).then(state)
    assert "K-RESPOND" not in after.running()
    assert "K-DEBIT" not in after.running()


def test_an_intent_to_answer_stops_no_clock():
    story = given(opened()).when(response_requested()).then("action_required")
    story.then_runs("K-RESPOND", "K-CONTACT", "K-DEBIT", "K-SENDCONF")


def test_the_confirming_fact_stops_the_clocks():
    story = given(opened(), response_requested()).when(responded(key="K1")).then("under_review")
    story.then_runs("K-CONTACT", "K-DECISION")


def test_an_answer_a_person_has_sent_by_hand_has_no_key_and_settles_the_intent():
    given(opened(), response_requested()).when(responded()).then("under_review").then_runs("K-CONTACT", "K-DECISION")


def test_an_answer_under_another_key_leaves_the_intent_unconfirmed():
    story = given(opened(), response_requested()).when(responded(2.5, key="K9")).then("under_review")
    assert "K-SENDCONF" in story.running()


def test_an_intent_with_a_known_key_is_refused_as_known():
    story = given(opened(), response_requested()).when(response_requested(2.5, id="again"))
    story.then_refused("response K1 was asked for already")
    assert story.desk.alerts[-1].severity == "info"


def test_an_intent_that_comes_after_its_own_confirmation_is_not_sent_again():
    story = given(opened(), responded(1, key="K1")).when(response_requested(2)).then("under_review")
    story.then_refused("response K1 was sent already")
    assert "K-SENDCONF" not in story.running()


def test_a_response_is_confirmed_once():
    story = given(opened(), response_requested(), responded(key="K1"))
    story.when(responded(4, key="K1", id="again")).then_refused("response K1 is confirmed already")


@pytest.mark.parametrize(
    ("retryable", "flag", "severity"), [(False, "send_failed", "critical"), (True, "send_delayed", "warning")]
)
def test_a_response_that_could_not_be_sent_alarms_until_it_is_asked_for_again(retryable, flag, severity):
    story = given(opened(), response_requested()).when(send_failed(3, retryable=retryable))
    story.then("action_required", alerted=[(severity, f"flag/{flag}")]).then_flags(flag)
    assert "K-SENDCONF" not in story.running()
    again = story.when(response_requested(4, id="again")).then("action_required", unfit=[]).then_not(flag)
    assert "K-SENDCONF" in again.running()


@pytest.mark.parametrize("mend", [response_requested(4, key="K2"), responded(4, key="K1"), responded(4)])
def test_another_intent_or_any_confirmation_ends_the_alarm(mend):
    story = given(opened(), response_requested(), send_failed(3)).when(mend).then(unfit=[])
    story.then_not("send_failed")


def test_a_second_intent_that_fails_does_not_hide_behind_the_first():
    story = given(opened(), response_requested(), response_requested(2.2, key="K2")).when(send_failed(2.5, key="K2"))
    story.then_flags("send_failed")
    assert "K-SENDCONF" in story.running()


def test_a_failure_nobody_asked_for_waits_and_one_after_the_confirmation_is_refused():
    given(opened()).when(send_failed(3)).then("action_required").then_waits("no response K1 has been asked for")
    sent = given(opened(), response_requested(), responded(key="K1"))
    sent.when(send_failed(5)).then_refused("response K1 was sent")


def test_nobody_reads_an_answer_to_a_claim_that_is_decided():
    given(GRANTED).when(response_requested(25)).then_refused("response_requested cannot follow", "appealed")
    given(GRANTED).when(responded(25)).then("granted_seller", unfit=[])


def test_more_may_be_laid_before_whoever_decides():
    given(ANSWERED).when(response_requested(9), responded(10, key="K1")).then("under_review", unfit=[])
    given(REPRESENTED).when(responded(10)).then("represented", unfit=[])


@pytest.mark.parametrize(
    ("story", "back"),
    [
        ((opened(),), "under_review"),
        (ANSWERED, "under_review"),
        (REPRESENTED, "represented"),
        ((*GRANTED, appealed(25)), "appealed"),
    ],
    ids=["unanswered", "answered", "with the bank", "on appeal"],
)
def test_a_question_is_answered_and_leads_back(story, back):
    asked = given(*story).when(info_requested(40)).then("info_requested")
    assert "K-INFO" in asked.running()
    asked.when(responded(50)).then(back)


def test_a_question_does_not_end_the_term_of_the_first_answer():
    story = given(opened(), info_requested()).then("info_requested")
    assert {"K-RESPOND", "K-INFO"} <= story.running()


@covers("B-25")
def test_a_question_asked_again_has_a_new_term():
    story = given(ANSWERED, info_requested(10)).when(info_requested(20, id="again")).then("info_requested", unfit=[])
    assert story.due("K-INFO") == 20 + 72


@covers("S3-17", "B-25")
def test_the_term_in_the_notice_wins():
    story = given(ANSWERED, info_requested(10, respond_by="2026-11-04"))
    assert story.due("K-INFO") == 2 * DAY + 14  # the end of the day named, in Rome


def test_a_question_after_the_end_is_kept_and_asks_nothing():
    given(GRANTED).when(info_requested(40)).then("granted_seller", unfit=[])


def test_a_question_takes_up_a_claim_that_was_closed_too_soon():
    given(ANSWERED, closed(9)).when(info_requested(40)).then("info_requested", close_reason=None).then_flags("reopened")


@covers("S3-16")
def test_a_late_answer_leaves_the_breach_until_the_claim_is_decided():
    story = given(opened()).when(clock(80)).then("action_required").then_flags("breach")
    story = story.when(responded(81)).then("under_review").then_flags("breach")
    story.when(decided(100, "denied")).then("denied").then_not("breach")


def test_an_appeal_does_not_bring_an_older_breach_back_but_a_question_may_be_missed_again():
    story = given(opened()).when(clock(80)).then_flags("breach")
    story = story.when(granted(100), appealed(120)).then("appealed").then_not("breach")
    story = story.when(info_requested(130), clock(130 + 72)).then("info_requested").then_flags("breach")
    story.when(decided(300, "lost")).then("appeal_lost").then_not("breach")


def test_an_answer_that_turns_out_to_have_been_in_time_takes_the_breach_back():
    story = given(opened()).when(clock(80)).then_flags("breach")
    story = story.when(responded(71)).then("under_review").then_not("breach")
    assert "deadline_met" in story.recorded()


def test_a_corrected_notice_moves_its_term():
    notice = opened()
    story = given(notice, corrected(1, notice, {"notice_date": "2026-11-01"})).then("action_required")
    assert story.due("K-RESPOND") == 2 * DAY - 10  # 72 hours from the start of that day


@covers("S1-18")
def test_the_buyers_reason_may_not_be_what_happened():
    given(opened()).when(responded(mismatch=True)).then_flags("mismatch")


def test_a_safet_claim_is_no_answer_to_a_buyers():
    given(opened()).when(filed()).then("action_required").then_refused("filed cannot follow")


def test_a_reports_word_is_kept_and_decides_nothing():
    given(ANSWERED).when(status_reported(9)).then("under_review", unfit=[]).then_not("discrepancy", "unknown_status")
    given(ANSWERED).when(status_reported(9, "Granted")).then("under_review").then_flags("discrepancy")
    given(GRANTED).when(status_reported(29, "Granted")).then("granted_seller").then_not("discrepancy")
    unknown = given(ANSWERED).when(status_reported(9, "Replanned")).then_flags("unknown_status")
    assert unknown.desk.case.last_status == "replanned"
