"""An order is placed, cancelled by whom and why, refused to be cancelled, expired; and another address is asked for."""

import pytest

from lifecycle.engine.case import Ref
from lifecycle.orders import ORDER
from tests.covers import covers
from tests.lifecycle.language import clock, given
from tests.lifecycle.orders.words import (
    ARRIVED,
    MUGS,
    ON_ITS_WAY,
    POT,
    address_change_answered,
    address_change_requested,
    apologised,
    buyer_told,
    cancel_refused,
    cancel_requested,
    cancelled,
    delivered,
    expired,
    lost,
    placed,
    shipped,
    status_reported,
)

ASKED = (placed(), cancel_requested(5))


def case_of(*story):
    return given(*story).desk.case


def test_an_order_is_placed_and_waits_to_be_shipped_and_delivered():
    given().when(placed()).then("placed", recorded=["placed"]).then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY")


def test_an_order_is_known_by_its_number_and_by_its_checkout():
    case = case_of(placed(order_id=" 302-1 a", purchase="p-7"))
    assert [(ref.type, ref.value) for ref in case.refs] == [("purchase", "P-7")]
    assert ORDER.family(case) == Ref("of_order", "302-1A")


def test_an_order_is_placed_once():
    given(placed()).when(placed(3)).then("placed").then_refused("order O-1 is placed", "placed cannot follow")


def test_the_day_of_the_purchase_may_be_older_than_its_telling():
    case = case_of(placed(50, ordered_at="2026-10-30", ship_by=None))
    assert case.ordered_at.isoformat() == "2026-10-29T23:00:00+00:00"
    assert given(placed(50, ordered_at="2026-10-30", ship_by=None)).due("O-SHIPBY") == 38  # two working days: Tuesday


def test_what_was_paid_is_the_total_else_goods_and_shipping_else_unknown():
    assert str(case_of(placed()).money.paid) == "60.00"
    assert str(case_of(placed(total="57.50")).money.paid) == "57.50"
    assert case_of(placed(shipping_paid=None)).money.paid is None


@pytest.mark.parametrize(
    "early",
    [shipped(5), delivered(5), cancelled(5), lost(5), address_change_requested(5), status_reported(5), buyer_told(5)],
    ids=lambda event: event.name,
)
def test_what_is_told_before_the_purchase_waits_for_it(early):
    story = given().when(early).then("announced", recorded=["parked"]).then_waits("order O-1 is announced")
    if early.name != "lost":
        story.when(placed()).then(unfit=[])


@covers("S3-28")
@pytest.mark.parametrize("by", ["seller", "marketplace", "rule"])
def test_who_cancels_without_the_buyers_wish_counts_as_having_cancelled(by):
    story = given(placed()).when(cancelled(5, by=by)).then("cancelled").then_flags("counts_as_cancelled")
    assert story.desk.case.counts_as_cancelled == "yes"


@covers("S3-28")
def test_what_the_buyer_cancels_or_wanted_cancelled_does_not_count():
    assert case_of(placed(), cancelled(5, by="buyer")).counts_as_cancelled == "no"
    assert case_of(*ASKED, cancelled(6, by="seller")).counts_as_cancelled == "no"
    assert case_of(*ASKED, cancel_refused(6), cancelled(7, by="seller")).counts_as_cancelled == "yes"
    assert case_of(placed()).counts_as_cancelled == "no"


@covers("S3-18")
def test_an_order_that_expires_counts_even_if_the_buyer_wanted_to_cancel():
    given(placed()).when(expired(300)).then("expired").then_flags("counts_as_cancelled")
    assert case_of(*ASKED, expired(300)).counts_as_cancelled == "yes"


@covers("S3-18", "S3-32", "B-35")
def test_only_the_marketplace_lets_an_order_expire_the_clock_expects_it():
    story = given(placed()).when(clock(278)).then("delayed").then_flags("expiry_expected", "overdue")
    story.when(expired(290)).then("expired").then_not("expiry_expected", "overdue")


def test_the_first_end_of_an_order_stands():
    given(placed(), cancelled(5)).when(expired(300)).then("cancelled", unfit=[])
    given(placed(), expired(300)).when(cancelled(301, by="buyer")).then("expired", unfit=[])


@covers("S4-28")
def test_a_wish_to_cancel_waits_for_an_answer():
    story = given(placed()).when(cancel_requested(5)).then("cancel_requested")
    story.then_runs("O-CANCEL", "O-SHIPBY", "O-EXPIRY", "O-DELIVERY")
    assert story.due("O-CANCEL") == 29
    story.when(cancel_requested(9)).then("cancel_requested")
    assert story.due("O-CANCEL") == 29


def test_a_wish_to_cancel_is_refused_with_a_reason_and_all_stands_as_before():
    given(*ASKED).when(cancel_refused(6)).then("placed").then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY")
    given(placed(), shipped(lines=MUGS), cancel_requested(31)).when(cancel_refused(32)).then("partially_shipped")


def test_there_has_to_be_a_wish_to_refuse_it():
    given(placed()).when(cancel_refused(6)).then("placed").then_waits("cancel_refused cannot follow")
    given(*ON_ITS_WAY).when(cancel_refused(31)).then("shipped").then_waits("the buyer has not asked to cancel")
    given(placed(), cancelled(5)).when(cancel_refused(6)).then_refused("is cancelled", "cancel_refused cannot follow")


def test_a_refusal_told_before_the_wish_counts_once_the_wish_is_told():
    given(placed(), cancel_refused(6)).when(cancel_requested(5)).then("placed", unfit=[])


def test_shipping_what_the_buyer_wanted_cancelled_is_a_fact_and_a_flag():
    story = given(*ASKED).when(shipped(6)).then("shipped", alerted=[("warning", "flag/shipped_despite_wish")])
    story.then_runs("O-DELIVERY", "O-SILENT")


@covers("S4-29")
def test_a_wish_to_cancel_what_is_shipped_is_answered_by_asking_to_refuse_the_parcel():
    story = given(*ON_ITS_WAY).when(cancel_requested(40)).then("shipped").then_flags("cancel_after_shipping")
    assert story.due("O-CANCEL") == 64
    story.when(buyer_told(41, "delay")).then_flags("cancel_after_shipping")
    story.when(buyer_told(42, "cancellation")).then("shipped").then_not("cancel_after_shipping").then_runs(
        "O-DELIVERY", "O-SILENT"
    )


def test_telling_of_a_cancellation_is_no_answer_while_it_can_still_be_cancelled():
    given(*ASKED).when(buyer_told(6, "cancellation")).then("cancel_requested")


def test_a_part_that_is_not_shipped_can_be_cancelled():
    story = given(placed(), shipped(lines=MUGS)).when(cancelled(40)).then("shipped").then_flags("counts_as_cancelled")
    assert [(line.shipped, line.cancelled) for line in story.desk.case.lines] == [(2, 0), (0, 1)]
    story.when(delivered()).then("delivered")
    given(placed(), shipped(lines=MUGS), delivered(35)).when(cancelled(40)).then("delivered")


def test_a_cancellation_after_all_is_shipped_is_kept_and_does_not_count():
    story = given(*ON_ITS_WAY).when(cancelled(40, by="marketplace")).then("shipped").then_not("counts_as_cancelled")
    assert ("critical", "flag/cancelled_after_shipping") in story.alerted()
    given(*ARRIVED).when(expired(90)).then("delivered").then_flags("cancelled_after_shipping")


@pytest.mark.parametrize("end", [cancelled(5), expired(5)], ids=lambda event: event.name)
def test_goods_shipped_although_the_order_had_ended_are_on_their_way(end):
    story = given(placed(), end).when(shipped(30)).then("shipped")
    story.then_flags("shipped_though_cancelled")
    assert ("critical", "flag/shipped_though_cancelled") in story.alerted()
    given(placed(), end).when(delivered(40)).then("delivered").then_flags("shipped_though_cancelled")


def test_a_shipment_told_late_that_went_out_in_time_was_not_against_the_cancellation():
    story = given(placed(), cancelled(40)).when(shipped(30)).then("shipped")
    story.then_not("shipped_though_cancelled").then_flags("cancelled_after_shipping")


@covers("S4-28", "S4-32")
def test_a_change_of_the_address_is_asked_for_and_answered():
    story = given(placed()).when(address_change_requested(5)).then("placed")
    assert story.due("O-ADDRESS") == 29
    story.when(address_change_requested(8))
    assert story.due("O-ADDRESS") == 29
    story.when(address_change_answered(9)).then("placed").then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY")


def test_a_change_of_the_address_that_nobody_asked_for_cannot_be_answered_yet():
    story = given(placed()).when(address_change_answered(9)).then_waits("no change of the address has been asked for")
    story.when(address_change_requested(5)).then("placed", unfit=[])


@covers("S3-21", "S3-30")
def test_after_we_cancel_an_apology_is_due_and_the_buyers_own_wish_needs_none():
    assert given(placed(), cancelled(5)).due("O-APOLOGY") == 29
    given(placed(), cancelled(5), apologised(6)).then("cancelled").then_runs("O-AFTER")
    given(placed(), cancelled(5, by="buyer")).then_runs("O-AFTER")
    given(*ASKED, cancelled(6)).then_runs("O-AFTER")
    given(placed(), cancelled(5, by="marketplace")).then_runs("O-AFTER")
    assert given(placed(), expired(5)).due("O-APOLOGY") == 29
    assert given(placed(), shipped(lines=POT), cancelled(40)).due("O-APOLOGY") == 64


def test_a_report_of_the_status_is_compared_and_moves_nothing():
    given(placed()).when(status_reported(5, "Canceled")).then("placed").then_flags("discrepancy")
    given(placed(), cancelled(5)).when(status_reported(6, "Canceled")).then("cancelled").then_not("discrepancy")
    given(*ON_ITS_WAY).when(status_reported(40, "Delivered")).then("shipped").then_flags("discrepancy")
    given(placed()).when(status_reported(5, "Teleported")).then("placed").then_flags("unknown_status")
    given(placed()).when(status_reported(5, "Unshipped")).then("placed").then_not("unknown_status", "discrepancy")
