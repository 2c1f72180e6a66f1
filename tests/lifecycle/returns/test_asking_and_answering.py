"""A request is made, answered, withdrawn, told late; a case is closed and opened again."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, assigned, clock, given, noted
from tests.lifecycle.returns.words import (
    BACK,
    authorized,
    declined,
    lost,
    objected,
    received,
    requested,
    shipped,
    withdrawn,
)


@covers("S0-01", "S2-03")
def test_a_request_waits_for_an_answer():
    story = given().when(requested()).then("requested", money=("25.00", "0.00", "0.00"), recorded=["requested"])
    story.then_runs("T-AUTH", "T-CLAIMRISK")
    assert story.due("T-AUTH") == 24


@covers("S0-06")
def test_an_authorization_answers_the_request():
    given(requested()).when(authorized()).then("authorized").then_runs("T-SHIPBACK")


def test_an_authorization_may_be_the_first_thing_we_hear():
    given().when(authorized()).then("authorized").then_runs("T-SHIPBACK")


def test_a_request_told_after_its_authorization_completes_the_case():
    given(authorized(5)).when(requested(6)).then("authorized", money=("25.00", "0.00", "0.00"), unfit=[])


@covers("B-22", "S0-14", "S0-19")
def test_a_request_with_a_returnless_resolution_goes_straight_to_the_refund():
    given().when(requested(resolution="keep_item")).then("refund_pending").then_runs("T-REFUNDCONF")


@covers("S0-14")
def test_a_decline_stops_the_clock_of_the_answer():
    given(requested()).when(declined()).then("declined").then_runs()


@covers("L8", "S2-01")
def test_declining_a_request_within_policy_raises_a_flag():
    given(requested(in_policy=True)).when(declined()).then_flags("invalid_decline")


@covers("B-23")
def test_after_an_objection_the_risk_of_a_claim_runs_and_only_reminds():
    story = given(requested(), declined()).when(objected(10))
    story.then("declined").then_runs("T-CLAIMRISK")
    story.when(clock(60)).then("declined", said=["T-CLAIMRISK 36h", "T-CLAIMRISK 48h"])


def test_a_declined_request_cannot_be_authorized_only_asked_anew():
    given(requested(), declined()).when(authorized(8)).then("declined").then_refused(
        "is declined", "authorized cannot follow"
    )


def test_a_second_request_belongs_in_a_new_case_that_names_the_old_one():
    given(requested(), declined()).when(requested(30)).then("declined").then_refused(
        "was requested already", "previous_case"
    )
    links = given(requested(previous_case="R-0")).desk.case.links
    assert [(link.rel, link.case) for link in links] == [("previous_case", "R-0")]


@covers("S0-16")
@pytest.mark.parametrize("story", [(requested(),), (requested(), authorized())])
def test_a_buyer_who_gives_up_before_shipping_ends_the_return(story):
    given(*story).when(withdrawn(10)).then("withdrawn").then_runs("T-AFTER")
    given(*story, withdrawn(10)).when(clock(10 + 3 * DAY)).then("closed", close_reason="withdrawn_by_buyer")


@covers("S0-16", "C.8-13")
def test_a_buyer_who_gives_up_after_shipping_is_still_owed_an_eye_on_his_parcel():
    given(requested(), authorized(), shipped()).when(withdrawn(40)).then("in_transit").then_flags(
        "withdrawn"
    ).then_runs("T-TRANSIT")


def test_a_withdrawal_when_the_goods_are_here_is_refused():
    given(BACK).when(withdrawn(95)).then("inspected").then_refused("is inspected", "withdrawn cannot follow")


def test_an_expired_return_that_is_withdrawn_closes_by_itself():
    given(requested(), authorized(), clock(20 * DAY)).when(withdrawn(21 * DAY), clock(24 * DAY)).then("closed")


def test_goods_of_a_withdrawn_return_that_come_anyway_reopen_it():
    story = given(requested(), withdrawn(5), clock(100)).then("closed")
    story.when(received(200)).then("received").then_flags("reopened").then_runs("T-INSPECT", "T-REFUND")


@covers("B-04")
def test_an_expired_return_takes_what_is_shipped_late():
    story = given(requested(), authorized(), clock(20 * DAY)).then("expired")
    story.when(shipped(21 * DAY)).then("in_transit").then_flags("late_return").then_runs("T-TRANSIT")
    given(requested(), authorized(), clock(20 * DAY)).when(received(21 * DAY)).then("received").then_flags(
        "late_return"
    )


@covers("C.8-18")
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
