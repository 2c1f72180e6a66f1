"""A request is made, answered, withdrawn, told late; a case is closed and opened again."""

import pytest

from tests.lifecycle.language import DAY, clock, given
from tests.lifecycle.words import (
    BACK, PAID, assigned, authorized, closed, declined, deescalated, delivered, escalated, lost, noted, objected, received,
    refund_requested, refunded, reopened, requested, shipped, status_reported, withdrawn,
)


def test_a_request_waits_for_an_answer():
    given().when(requested()).then("requested", money=("25.00", "0.00", "0.00"), recorded=["requested"]).then_runs("T-AUTH", "T-CLAIMRISK")


def test_an_authorization_answers_the_request():
    given(requested()).when(authorized()).then("authorized").then_runs("T-SHIPBACK")


def test_an_authorization_may_be_the_first_thing_we_hear():
    given().when(authorized()).then("authorized").then_runs("T-SHIPBACK")


def test_a_request_told_after_its_authorization_completes_the_case():
    given(authorized(5)).when(requested(6)).then("authorized", money=("25.00", "0.00", "0.00"), unfit=[])


def test_a_request_with_a_returnless_resolution_goes_straight_to_the_refund():
    given().when(requested(resolution="keep_item")).then("refund_pending").then_runs("T-REFUNDCONF")


def test_a_decline_stops_the_clock_of_the_answer():
    given(requested()).when(declined()).then("declined").then_runs()


def test_declining_a_request_within_policy_raises_a_flag():
    given(requested(in_policy=True)).when(declined()).then_flags("invalid_decline")


def test_after_an_objection_the_risk_of_a_claim_runs_and_only_reminds():
    story = given(requested(), declined()).when(objected(10))
    story.then("declined").then_runs("T-CLAIMRISK")
    story.when(clock(60)).then("declined", said=["T-CLAIMRISK 36h", "T-CLAIMRISK 48h"])


def test_a_declined_request_cannot_be_authorized_only_asked_anew():
    given(requested(), declined()).when(authorized(8)).then("declined").then_refused("is declined", "authorized cannot follow")


def test_a_second_request_belongs_in_a_new_case_that_names_the_old_one():
    given(requested(), declined()).when(requested(30)).then("declined").then_refused("was requested already", "previous_case")
    links = given(requested(previous_case="R-0")).desk.case.links
    assert [(link.rel, link.case) for link in links] == [("previous_case", "R-0")]


@pytest.mark.parametrize("story", [(requested(),), (requested(), authorized())])
def test_a_buyer_who_gives_up_before_shipping_ends_the_return(story):
    given(*story).when(withdrawn(10)).then("withdrawn").then_runs("T-AFTER")
    given(*story, withdrawn(10)).when(clock(10 + 3 * DAY)).then("closed", close_reason="withdrawn_by_buyer")


def test_a_buyer_who_gives_up_after_shipping_is_still_owed_an_eye_on_his_parcel():
    given(requested(), authorized(), shipped()).when(withdrawn(40)).then("in_transit").then_flags("withdrawn").then_runs("T-TRANSIT")


def test_a_withdrawal_when_the_goods_are_here_is_refused():
    given(BACK).when(withdrawn(95)).then("inspected").then_refused("is inspected", "withdrawn cannot follow")


def test_an_expired_return_that_is_withdrawn_closes_by_itself():
    given(requested(), authorized(), clock(20 * DAY)).when(withdrawn(21 * DAY), clock(24 * DAY)).then("closed")


def test_goods_of_a_withdrawn_return_that_come_anyway_reopen_it():
    story = given(requested(), withdrawn(5), clock(100)).then("closed")
    story.when(received(200)).then("received").then_flags("reopened").then_runs("T-INSPECT", "T-REFUND")


def test_an_expired_return_takes_what_is_shipped_late():
    story = given(requested(), authorized(), clock(20 * DAY)).then("expired")
    story.when(shipped(21 * DAY)).then("in_transit").then_flags("late_return").then_runs("T-TRANSIT")
    given(requested(), authorized(), clock(20 * DAY)).when(received(21 * DAY)).then("received").then_flags("late_return")


def test_a_case_is_closed_by_a_person_with_a_reason():
    given(requested()).when(closed(3)).then("closed", close_reason="resolved_by_advice").then_runs()


def test_a_case_with_a_refund_under_way_cannot_be_closed():
    given(BACK, refund_requested()).when(closed(92)).then("refund_pending").then_refused("RF1 is not confirmed yet")


def test_a_closed_case_is_opened_again_by_a_person_where_it_stood():
    given(BACK, closed(92)).when(reopened(99)).then("inspected", close_reason=None).then_flags("reopened")


def test_a_case_that_is_open_cannot_be_opened():
    given(requested()).when(reopened(3)).then("requested").then_refused("reopened cannot follow")


@pytest.mark.parametrize(("news", "state"), [(received(200), "received"), (escalated(200), "requested")])
def test_news_of_goods_or_claims_reopens_a_closed_case(news, state):
    given(requested(), closed(3)).when(news).then(state).then_flags("reopened")


def test_a_refund_reopens_a_closed_case():
    given(requested(), authorized(), shipped(), closed(40)).when(refunded(200)).then("refunded").then_flags("reopened")


@pytest.mark.parametrize("news", [noted(200), assigned(200), status_reported(200), delivered(200), authorized(200), shipped(200)])
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


def test_a_claim_granted_while_goods_travel_leaves_nothing_due_and_follows_the_goods():
    story = given(requested(), authorized(), shipped(), escalated(40))
    story = story.when(deescalated(60, outcome="granted_seller")).then("in_transit", money=("25.00", "0.00", "0.00"))
    story.when(received(), clock(90)).then("refunded").then_runs("T-INSPECT")


def test_a_claim_granted_for_goods_that_never_come_closes_the_case():
    story = given(requested(), authorized(), escalated(40), deescalated(60, outcome="granted_seller"))
    story.when(clock(60 * DAY)).then("closed", close_reason="decided_by_claim")


def test_a_chargeback_after_the_refund_leaves_the_refund_as_its_evidence():
    story = given(PAID).when(escalated(99)).then("refunded", escalated=True, money=("25.00", "25.00", "25.00"))
    story.when(clock(60 * DAY)).then("refunded").when(deescalated(61 * DAY), clock(65 * DAY)).then("closed")


def test_a_report_that_says_completed_closes_nothing_and_raises_a_flag():
    given(BACK).when(status_reported(95)).then("inspected").then_flags("discrepancy")
    given(PAID).when(status_reported(95)).then("refunded").then_not("discrepancy")


def test_a_status_nobody_knows_is_kept_and_raises_a_flag():
    story = given(requested()).when(status_reported(3, status="Replanned")).then("requested").then_flags("unknown_status")
    assert story.desk.case.last_status == "replanned"


def test_two_returns_of_one_order_are_told_apart_by_their_goods():
    keys = {ref.value for ref in given(requested()).desk.case.refs if ref.type == "order_sku"}
    assert keys == {"302-1/MUG"}


def test_who_has_the_case_in_hand_is_kept_and_a_note_changes_nothing():
    story = given(requested()).when(assigned(1), noted(2)).then("requested", recorded=["assigned", "noted"])
    assert story.desk.case.assignee == "person:anna"


def test_what_cannot_be_before_the_request_waits_for_it():
    story = given().when(declined(3)).then("announced").then_waits("is announced")
    story.when(requested(0)).then("declined", recorded=["requested", "declined"], unfit=[])


def test_a_lost_parcel_of_a_declined_return_is_no_news():
    given(requested(), declined()).when(lost(40)).then("declined").then_refused("lost cannot follow")
