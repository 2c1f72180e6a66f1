"""A notice wants a plan, the plan its three parts, and the marketplace has the last word."""

from itertools import permutations

import pytest

from tests.covers import covers
from tests.lifecycle.accounts.words import (
    metric_reported,
    notice_received,
    plan_answered,
    plan_submitted,
    reinstated,
    status_changed,
)
from tests.lifecycle.language import given

NOTICED = (metric_reported(), notice_received(24))
PLANNED = (*NOTICED, plan_submitted(40))


@covers("S1-21")
@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ("return_dissatisfaction_rate", "dissatisfied_returns"),
        ("Late shipment rate", "late_shipments"),
        ("counterfeit complaints", "counterfeit"),
        ("productAuthenticityCustomerComplaints", "counterfeit"),
        ("ODR", "order_defects"),
        ("listingPolicyViolations", "policy"),
        ("elves", "other"),
    ],
)
def test_a_notice_tells_why_the_account_is_threatened(about, reason):
    (notice,) = given(notice_received(0, about=about)).then("notice_open").desk.case.notices
    assert (notice.about, notice.reason) == (about, reason)


@covers("S1-21", "S1-23")
def test_a_notice_is_heard_of_and_says_what_a_plan_must_have():
    story = given(metric_reported()).when(notice_received(24))
    assert ("critical", "flag/notice_open") in story.alerted()
    (notice,) = story.desk.case.notices
    assert notice.plan_lacks == ("root_cause", "corrective", "preventive")


@covers("S1-23", "B-43")
@pytest.mark.parametrize("part", ["root_cause", "corrective", "preventive"])
def test_a_plan_that_lacks_one_of_its_parts_is_flagged(part):
    story = given(NOTICED).when(plan_submitted(40, **{part: None})).then("plan_submitted")
    assert ("warning", "flag/plan_incomplete") in story.alerted()
    assert story.desk.case.notices[0].plan_lacks == (part,)
    story.when(plan_submitted(50)).then_not("plan_incomplete")


@covers("S1-23", "B-43")
def test_a_whole_plan_raises_no_flag_and_one_without_evidence_does():
    whole = given(PLANNED).then("plan_submitted").then_not("plan_incomplete", "plan_without_evidence", "notice_open")
    assert whole.desk.case.notices[0].plan_lacks == ()
    given(NOTICED, plan_submitted(40, evidence=None)).then_flags("plan_without_evidence")


def test_the_texts_of_a_plan_are_in_no_ledger():
    assert "courier" not in str(given(PLANNED).desk.case)


def test_a_plan_that_is_accepted_settles_its_notice():
    story = given(PLANNED, plan_answered(80)).then("healthy")
    (settled,) = story.desk.case.settled
    assert (story.desk.case.notices, settled.notice_id, settled.outcome) == ((), "N-1", "accepted")


@covers("S1-23")
def test_a_plan_that_is_not_accepted_makes_the_notice_wait_again():
    story = given(PLANNED).when(plan_answered(80, accepted=False, asks="invoices")).then("notice_open")
    assert {("critical", "flag/plan_refused"), ("critical", "flag/notice_open")} <= set(story.alerted())
    assert story.desk.case.notices[0].plan.asked_more
    story.when(plan_submitted(90)).then("plan_submitted").then_not("plan_refused")


def test_a_notice_may_be_dropped_without_a_plan():
    story = given(NOTICED, plan_answered(30, notice_id="N-1")).then("healthy")
    assert story.desk.case.settled[0].outcome == "dropped"


def test_a_plan_is_never_guessed_between_two_notices():
    both = (*NOTICED, notice_received(26, notice="N-2", about="odr"))
    story = given(both).then_flags("several_notices").when(plan_submitted(40))
    story.then_refused("N-1 or N-2", "say which notice in notice_id").then("notice_open")
    one = given(both, plan_submitted(40, notice_id="N-2")).then("notice_open")
    one.when(plan_submitted(41)).then("plan_submitted")
    one.when(plan_answered(80)).then_refused("N-1 or N-2")
    one.when(plan_answered(81, notice_id="N-1")).then("plan_submitted")


def test_a_plan_waits_for_its_notice_and_an_answer_for_its_plan():
    story = given(metric_reported(), plan_submitted(40, notice_id="N-7")).then_waits("healthy", "plan_submitted")
    story.when(notice_received(24, notice="N-7")).then("plan_submitted", unfit=[])
    given(NOTICED, plan_answered(80)).then_waits("no plan lies with the marketplace")
    given(NOTICED, plan_submitted(40, notice_id="N-9")).then_waits("N-9", "open: N-1")


def test_a_plan_from_before_a_notice_is_not_for_it():
    given(plan_submitted(10), notice_received(24)).then("notice_open").then_waits("plan")


@pytest.mark.parametrize("arrived", [*permutations([notice_received(24), plan_submitted(40), plan_answered(80)])])
def test_notice_plan_and_answer_may_arrive_in_any_order(arrived):
    given(metric_reported(), list(arrived)).then("healthy", unfit=[])


def test_an_account_at_risk_may_be_answered_for_before_anybody_asks():
    story = given(metric_reported(0, "0.02"), plan_submitted(10)).then("plan_submitted")
    story.when(plan_answered(50)).then("at_risk")
    story.when(plan_answered(60, id="again")).then_waits("plan_answered")


def test_the_same_notice_is_one_however_often_it_is_told():
    again = given(NOTICED, notice_received(25, id="again")).then_refused("N-1 is known already")
    assert len(again.desk.case.notices) == 1
    given(PLANNED, plan_answered(80), plan_submitted(90, notice_id="N-1")).then_waits("plan_submitted")
    risky = (metric_reported(0, "0.02"), notice_received(24), plan_submitted(40), plan_answered(80))
    given(risky, plan_submitted(90, notice_id="N-1")).then_refused("settled")


def test_a_plan_for_the_whole_account_is_of_interest_only_while_that_is_threatened():
    refused = (metric_reported(0, "0.02"), plan_submitted(10), plan_answered(50, accepted=False))
    story = given(refused).then("at_risk").then_flags("plan_refused")
    calm = story.when(metric_reported(60, "0.001")).then("healthy").then_not("plan_refused")
    calm.when(metric_reported(90, "0.02", id="again")).then("at_risk").then_not("plan_refused")
    down = (status_changed(0, "DEACTIVATED"), plan_submitted(10), plan_answered(50, accepted=False))
    given(down).then_flags("plan_refused").when(reinstated(60)).then("healthy").then_not("plan_refused")


def test_an_answer_that_could_be_about_a_notice_or_the_whole_account_is_refused():
    risky = (metric_reported(0, "0.02"), plan_submitted(10), notice_received(24), plan_submitted(40))
    story = given(risky).then("plan_submitted").when(plan_answered(80)).then_refused("N-1 or the account as a whole")
    story.when(plan_answered(90, notice_id="N-1")).then("plan_submitted").when(plan_answered(95)).then("at_risk")
