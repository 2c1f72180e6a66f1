"""A case is closed and opened again; claims lie over it; reports say what they like."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, assigned, clock, given, noted
from tests.lifecycle.returns.words import (
    BACK,
    PAID,
    authorized,
    closed,
    deescalated,
    delivered,
    escalated,
    received,
    refund_requested,
    refunded,
    reopened,
    requested,
    shipped,
    status_reported,
)


def test_a_case_is_closed_by_a_person_with_a_reason():
    given(requested()).when(closed(3)).then("closed", close_reason="resolved_by_advice").then_runs()


def test_a_case_with_a_refund_under_way_cannot_be_closed():
    given(BACK, refund_requested()).when(closed(92)).then("refund_pending").then_refused("RF1 is not confirmed yet")


def test_a_case_cannot_be_merged_into_itself():
    story = given(requested()).when(closed(3, "merged", merged_into="R-1")).then("requested", close_reason=None)
    story.then_refused("return R-1 cannot be merged into itself")
    assert story.desk.case.forwards_to is None


def test_a_case_is_merged_into_another_one():
    story = given(requested()).when(closed(3, "merged", merged_into="R-2")).then("closed", close_reason="merged")
    assert story.desk.case.forwards_to == "R-2"


def test_a_closed_case_is_opened_again_by_a_person_where_it_stood():
    given(BACK, closed(92)).when(reopened(99)).then("inspected", close_reason=None).then_flags("reopened")


def test_a_case_that_is_open_cannot_be_opened():
    given(requested()).when(reopened(3)).then("requested").then_refused("reopened cannot follow")


@pytest.mark.parametrize(("news", "state"), [(received(200), "received"), (escalated(200), "requested")])
def test_news_of_goods_or_claims_reopens_a_closed_case(news, state):
    given(requested(), closed(3)).when(news).then(state).then_flags("reopened")


def test_a_refund_reopens_a_closed_case():
    given(requested(), authorized(), shipped(), closed(40)).when(refunded(200)).then("refunded").then_flags("reopened")


@covers("B-21")
@pytest.mark.parametrize(
    "news", [noted(200), assigned(200), status_reported(200), delivered(200), authorized(200), shipped(200)]
)
def test_other_news_leaves_a_closed_case_closed(news):
    given(requested(), authorized(), closed(40)).when(news).then("closed", unfit=[])


def test_a_claim_lies_over_the_state_which_goes_on_underneath():
    story = given(requested(), authorized()).when(escalated(6)).then("authorized", escalated=True)
    story.when(shipped(), received()).then("received", escalated=True)
    story.when(deescalated(99)).then("received", escalated=False).then_runs("T-INSPECT", "T-REFUND")


def test_a_claim_is_opened_and_decided_once():
    story = given(requested(), escalated(1))
    story.when(escalated(2, id="again")).then_refused("claim C-1 is open already")
    story.when(deescalated(3, claim="C-2")).then_refused("claim C-2 is not open", "C-1")


@covers("C.8-14")
def test_a_claim_granted_while_goods_travel_leaves_nothing_due_and_follows_the_goods():
    story = given(requested(), authorized(), shipped(), escalated(40))
    story = story.when(deescalated(60, outcome="granted_seller")).then("in_transit", money=("25.00", "0.00", "0.00"))
    story.when(received(), clock(90)).then("refunded").then_runs("T-INSPECT")


def test_a_claim_granted_for_goods_that_never_come_closes_the_case():
    story = given(requested(), authorized(), escalated(40), deescalated(60, outcome="granted_seller"))
    story.when(clock(60 * DAY)).then("closed", close_reason="decided_by_claim")


@covers("C.8-15")
def test_a_chargeback_after_the_refund_leaves_the_refund_as_its_evidence():
    story = given(PAID).when(escalated(99)).then("refunded", escalated=True, money=("25.00", "25.00", "25.00"))
    story.when(clock(60 * DAY)).then("refunded").when(deescalated(61 * DAY), clock(65 * DAY)).then("closed")


@covers("C.8-16", "B-21")
def test_a_report_that_says_completed_closes_nothing_and_raises_a_flag():
    given(BACK).when(status_reported(95)).then("inspected").then_flags("discrepancy")
    given(PAID).when(status_reported(95)).then("refunded").then_not("discrepancy")


def test_a_status_nobody_knows_is_kept_and_raises_a_flag():
    story = (
        given(requested()).when(status_reported(3, status="Replanned")).then("requested").then_flags("unknown_status")
    )
    assert story.desk.case.last_status == "replanned"
