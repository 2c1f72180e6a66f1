"""Parcels arrive: partly, twice, unasked, wrong, or not at all."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, clock, corrected, given
from tests.lifecycle.returns.words import (
    BACK,
    MUGS,
    authorized,
    closed,
    declined,
    delivered,
    hold_released,
    inspected,
    received,
    refund_requested,
    refunded,
    requested,
    shipped,
    withdrawn,
)

ON_ITS_WAY = (requested(), authorized(), shipped())
CHAIR_AND_LAMP = (
    {"line": "1", "sku": "CHAIR", "quantity": 1, "unit_paid": "80.00"},
    {"line": "2", "sku": "LAMP", "quantity": 1, "unit_paid": "20.00"},
)


def test_a_parcel_on_its_way_is_watched():
    given(requested(), authorized()).when(shipped()).then("in_transit").then_runs("T-TRANSIT")


def test_a_delivered_parcel_is_to_be_scanned_and_its_refund_runs():
    given(*ON_ITS_WAY).when(delivered()).then("delivered").then_runs("T-SCAN", "T-REFUND")


def test_received_goods_are_to_be_inspected():
    given(*ON_ITS_WAY, delivered()).when(received()).then("received", lines={"1": (2, 2, 0)}).then_runs(
        "T-INSPECT", "T-REFUND"
    )


@covers("S0-04", "S2-04")
def test_goods_are_inspected_when_every_unit_has_a_grade():
    story = given(*ON_ITS_WAY, received()).when(inspected(85, quantity=1)).then("received", lines={"1": (2, 2, 1)})
    story.when(inspected(90, quantity=1)).then("inspected", lines={"1": (2, 2, 2)}).then_runs("T-REFUND")


@covers("C.8-1")
def test_the_same_scan_told_twice_is_one_scan():
    story = given(*ON_ITS_WAY, received()).when(received()).then("received", recorded=[], duplicates=1)
    story.when(received(81, scan="s-80")).then("received", lines={"1": (2, 2, 0)}).then_refused(
        "scan s-80 was counted already"
    )


@covers("C.8-2")
def test_one_parcel_scanned_at_two_stations_shows_as_too_many_units():
    story = given(*ON_ITS_WAY, received()).when(received(81)).then("received", lines={"1": (2, 4, 0)})
    story.then_flags("over_received").then_runs("T-INSPECT", "T-REFUND", "T-IDENTIFY")


def test_a_parcel_nobody_announced_waits_to_be_identified():
    given().when(received()).then("unexpected").then_runs("T-IDENTIFY")


@covers("C.8-3")
def test_goods_that_came_before_their_request_find_it_and_their_deadlines_count_from_the_truth():
    story = given(received(80), clock(90)).when(requested(0)).then("received", lines={"1": (2, 2, 0)})
    story.then_flags("unauthorized_return").then_runs("T-INSPECT", "T-REFUND")
    assert story.due("T-REFUND") == 7 * DAY + 14  # two business days after Thursday end on Monday, at midnight


def test_an_authorization_alone_identifies_a_parcel():
    given(received(80)).when(authorized(81)).then("received")


@covers("C.8-4")
def test_goods_before_the_authorization_answer_the_request():
    given(requested()).when(received(10)).then("received").then_flags("unauthorized_return").then_runs(
        "T-INSPECT", "T-REFUND"
    )


def test_a_parcel_that_is_not_ours_is_written_off():
    given(received(80)).when(closed(90, reason="written_off")).then("closed", close_reason="written_off").then_runs()


def test_a_parcel_written_off_too_early_finds_its_request_after_all():
    story = given(received(80), closed(90, reason="written_off")).when(requested(100))
    story.then("received", close_reason=None)


@covers("C.8-5")
def test_two_parcels_under_one_label_complete_the_return_only_together():
    story = given(requested(lines=CHAIR_AND_LAMP), authorized(), shipped(parcel=1, parcels=2))
    story.when(received(80, 1, "CHAIR")).then("partially_received").then_runs("T-REST", "T-INSPECT", "T-REFUND")
    story.when(received(100, 1, "LAMP")).then("received", lines={"1": (1, 1, 0), "2": (1, 1, 0)})


def test_a_second_parcel_starts_a_fresh_clock_of_inspection():
    story = given(requested(lines=CHAIR_AND_LAMP), authorized(), received(80, 1, "CHAIR"), inspected(82, 1, "CHAIR"))
    story = story.when(received(150, 1, "LAMP"))
    assert story.due("T-INSPECT") == 174
    story.when(clock(160)).then(said=["T-REFUND 75%"])


@covers("C.8-6")
def test_two_of_three_units_are_refunded_and_the_third_is_missing_in_the_end():
    lines = ({**MUGS[0], "quantity": 3},)
    story = given(requested(lines=lines), authorized(), shipped(), received(), inspected())
    story = story.when(refund_requested(91, kind="partial"), refunded()).then("partially_received").then_runs("T-REST")
    story = story.when(clock(80 + 10 * DAY)).then("refunded", lines={"1": (3, 2, 2)}, money=("37.50", "25.00", "25.00"))
    story.then_flags("missing_units").then_runs("T-AFTER")
    story.when(clock(80 + 13 * DAY)).then("closed", close_reason="refunded_partial")


@covers("C.8-7")
def test_other_goods_in_the_box_are_a_line_of_their_own():
    story = given(requested(), authorized(), received(80, 1, "MUG")).when(received(81, 1, "CUP"))
    story.then("partially_received", lines={"1": (2, 1, 0), "extra-CUP": (0, 1, 0)}).then_flags("unexpected_units")


@covers("C.8-8")
@pytest.mark.parametrize("mismatch", ["wrong_item", "empty_box", "used", "swapped"])
def test_wrong_goods_hold_the_refund_while_its_clock_runs(mismatch):
    story = (
        given(*ON_ITS_WAY, received())
        .when(inspected(mismatch=mismatch))
        .then("inspected")
        .then_flags("hold")
        .then_runs("T-REFUND")
    )
    story.when(refund_requested()).then("inspected").then_refused("is on hold", "hold_released")
    story.when(hold_released(92)).then_not("hold").when(refund_requested(93, "12.50", "partial", "RF2")).then(
        "refund_pending"
    )


def test_a_hold_that_is_none_cannot_be_released():
    given(BACK).when(hold_released(92)).then_refused("not on hold")


def test_more_cannot_be_graded_than_has_come():
    story = (
        given(*ON_ITS_WAY, received(80, 1))
        .when(inspected(85))
        .then("partially_received")
        .then_waits("1 of 2 units of MUG")
    )
    story.when(received(84, 1)).then("inspected", recorded=["received", "inspected"], unfit=[])


def test_a_declined_return_whose_goods_come_is_received():
    given(requested(), declined()).when(received(100)).then("received")


@covers("C.8-13")
def test_goods_to_a_return_withdrawn_on_their_way_end_it():
    given(*ON_ITS_WAY, withdrawn(40)).when(received(), inspected(), refund_requested(), refunded(), clock(300)).then(
        "closed"
    )


def test_a_scan_that_is_taken_back_counts_for_nothing():
    scan = received(80, quantity=1)
    story = given(*ON_ITS_WAY, scan).when(corrected(81, scan, {"taken_back": True}))
    story.then("in_transit", lines={"1": (2, 0, 0)}).then_refused("scan s-80 was taken back, nothing of it counts")
    story.when(received(82)).then("received", lines={"1": (2, 2, 0)})


def test_a_parcel_that_nobody_announced_and_whose_scan_is_taken_back_waits_for_nothing():
    scan = received(80)
    given(scan).when(corrected(81, scan, {"taken_back": True})).then("announced").then_runs()
