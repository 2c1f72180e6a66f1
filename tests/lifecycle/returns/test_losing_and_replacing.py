"""Parcels are lost and found, buyers are paid before their goods are here, and goods are sent again."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given
from tests.lifecycle.returns.words import (
    BACK,
    authorized,
    carrier_settled,
    delivered,
    inspected,
    lost,
    received,
    refund_requested,
    refunded,
    replacement_delivered,
    replacement_requested,
    requested,
    safet_filed,
    shipped,
)

ON_ITS_WAY = (requested(), authorized(), shipped())


def test_a_parcel_without_a_scan_for_ten_days_is_suspected_lost_and_after_thirty_it_is():
    story = (
        given(*ON_ITS_WAY).when(clock(30 + 10 * DAY)).then("lost_in_transit").then_runs("T-TRANSIT", "T-CARRIERCLAIM")
    )
    story.then_not("lost_confirmed").when(clock(30 + 30 * DAY)).then("lost_in_transit").then_flags("lost_confirmed")


def test_a_lost_parcel_that_is_found_goes_on_as_if_nothing_had_been():
    lost_one = (*ON_ITS_WAY, lost(200))
    given(*lost_one).then("lost_in_transit").then_runs("T-CARRIERCLAIM")
    given(*lost_one).when(shipped(210)).then("in_transit").then_runs("T-TRANSIT")
    given(*lost_one).when(delivered(210)).then("delivered").then_runs("T-SCAN", "T-REFUND")
    given(*lost_one).when(received(210)).then("received").then_runs("T-INSPECT", "T-REFUND")


def test_the_carrier_who_has_answered_is_not_chased():
    given(*ON_ITS_WAY, lost(200)).when(carrier_settled(210)).then("lost_in_transit").then_runs()


@covers("B-07")
def test_a_refund_at_the_first_scan_leaves_the_parcel_in_sight():
    story = (
        given(*ON_ITS_WAY)
        .when(refunded(31, issuer="amazon_rfs", refund=None))
        .then("in_transit", money=("25.00", "25.00", "25.00"))
    )
    story.then_flags("refunded_before_receipt").then_runs("T-TRANSIT", "T-SAFETWATCH")
    story.when(received(), inspected()).then("refunded").then_runs("T-AFTER")


@covers("C.8-9", "B-16")
def test_damaged_goods_after_an_early_refund_leave_the_chance_of_a_safet_claim_and_the_case_open():
    early = (*ON_ITS_WAY, refunded(31, issuer="amazon_rfs", refund=None), received(), inspected(grade="damaged_buyer"))
    story = given(*early).then("refunded").then_runs("T-SAFET")
    story.when(clock(20 * DAY)).then("refunded")
    story.when(safet_filed(20 * DAY)).then("refunded").then_runs("T-AFTER").when(clock(23 * DAY)).then("closed")
    given(*early).when(clock(80 * DAY)).then("closed", close_reason="refunded_full")


@covers("C.8-10", "B-16")
def test_a_parcel_that_never_comes_after_an_early_refund_is_lost_and_claimed_from_its_last_scan():
    story = given(*ON_ITS_WAY, refunded(31, issuer="amazon_rfs", refund=None), clock(30 + 10 * DAY))
    story.then("lost_in_transit").then_runs("T-TRANSIT", "T-CARRIERCLAIM", "T-SAFET")
    assert story.due("T-SAFET") == pytest.approx(30 + 60 * DAY, abs=24)


@covers("C.8-11")
def test_goods_the_buyer_could_keep_and_sends_all_the_same_are_received_without_a_second_refund():
    kept = (requested(), refund_requested(3, kind="keep_item"), refunded(5))
    given(*kept, clock(90)).then("closed", close_reason="kept_item_refunded")
    story = (
        given(*kept, clock(90))
        .when(received(300))
        .then("refunded", money=("25.00", "25.00", "25.00"))
        .then_flags("reopened")
    )
    story.when(inspected(301), clock(400)).then("closed")


@covers("C.8-19")
def test_a_lost_replacement_leads_back_to_the_refund():
    story = given(BACK, replacement_requested(91)).then("replacement_pending").then_runs("T-PROMISE")
    story.when(lost(100)).then("inspected").then_flags("replacement_lost").then_runs("T-REFUND")


def test_a_replacement_that_arrives_ends_the_return():
    story = (
        given(BACK, replacement_requested(91)).when(replacement_delivered(100)).then("replaced").then_runs("T-AFTER")
    )
    story.when(clock(200)).then("closed", close_reason="replaced")


@pytest.mark.parametrize("found", [shipped(60), delivered(60)])
def test_a_parcel_paid_early_lost_and_half_come_back_may_be_scanned_again_on_its_way(found):
    given(requested(), refunded(3, issuer="amazon_rfs", refund=None), lost(20), received(50, quantity=1)).when(
        found
    ).then("partially_received", unfit=[])
