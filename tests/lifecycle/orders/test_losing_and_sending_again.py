"""Parcels are lost, found, brought back to the sender, sent again; the carrier is asked for them."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import clock, given
from tests.lifecycle.orders.words import (
    ARRIVED,
    MUGS,
    ON_ITS_WAY,
    POT,
    apologised,
    cancelled,
    delivered,
    expired,
    inquiry_answered,
    inquiry_opened,
    lost,
    placed,
    refunded,
    reshipped,
    returned_to_sender,
    shipped,
)

TWO = (placed(), shipped(lines=MUGS), shipped(31, "X2", POT))
LOST = (*ON_ITS_WAY, lost(50))
BACK = (*ON_ITS_WAY, returned_to_sender(50))


def case_of(*story):
    return given(*story).desk.case


@covers("S4-24", "S4-26")
def test_a_lost_parcel_is_to_be_told_of_and_apologised_for():
    story = given(*ON_ITS_WAY).when(lost(50)).then("lost").then_runs("O-DELIVERY", "O-TELLBUYER", "O-APOLOGY")
    assert (story.due("O-TELLBUYER"), story.due("O-APOLOGY")) == (54, 74)
    story.when(apologised(51)).then("lost").then_runs("O-DELIVERY")


def test_what_is_lost_of_two_parcels_is_the_one_that_is_named_or_all_that_is_under_way():
    assert [bool(parcel.lost_at) for parcel in case_of(*TWO, lost(50, tracking="X2")).parcels] == [False, True]
    assert [bool(parcel.lost_at) for parcel in case_of(*TWO, lost(50)).parcels] == [True, True]
    assert [bool(parcel.lost_at) for parcel in case_of(*TWO, delivered(40), lost(50)).parcels] == [False, True]


def test_nothing_can_be_lost_that_was_not_shipped():
    story = given(placed()).when(lost(50)).then("placed").then_waits("lost cannot follow")
    story.when(shipped(30)).then("lost", unfit=[])
    given(placed(), cancelled(5)).when(lost(50)).then("cancelled").then_waits("lost cannot follow")
    given(*TWO).when(lost(50, tracking="OTHER")).then("shipped").then_waits("parcel OTHER is not known yet", "X1, X2")


def test_a_lost_parcel_that_comes_is_found_and_nothing_is_owed_any_more():
    given(*LOST).when(delivered(52)).then("delivered").then_runs("O-SOLICIT", "O-AFTER")
    given(*LOST).when(delivered(52, None)).then("delivered")


def test_one_of_two_lost_parcels_that_comes_leaves_the_other_lost():
    given(*TWO, lost(50)).when(delivered(60, "X2")).then("lost")


def test_a_parcel_that_was_called_delivered_may_be_lost_after_all():
    story = given(*ARRIVED).when(lost(90)).then("lost")
    assert story.desk.case.delivered_at is None
    assert (story.desk.case.delivery, story.due("O-DELIVERY")) == ("undetermined", 110)


@covers("S4-24")
def test_a_parcel_that_comes_back_to_the_sender_names_what_it_holds():
    story = given(*TWO).when(returned_to_sender(50, "X2")).then("returned_to_sender")
    (back,) = story.desk.case.returned
    assert (back.tracking, back.carrier, [(units.line, units.quantity) for units in back.holds]) == (
        "X2",
        "BRT",
        [("2", 1)],
    )
    assert story.desk.case.returned_at == returned_to_sender(50).at
    whole = case_of(*BACK).returned[0]
    assert [(units.line, units.quantity) for units in whole.holds] == [("1", 2), ("2", 1)]


@pytest.mark.parametrize("start", [(placed(),), (placed(), cancelled(5)), (placed(), expired(5))])
def test_a_parcel_that_comes_back_was_sent_even_if_nobody_confirmed_it(start):
    given(*start).when(returned_to_sender(50)).then("returned_to_sender").then_flags("unconfirmed")


def test_a_parcel_on_its_way_back_that_is_delivered_is_with_the_sender():
    story = given(*BACK).when(delivered(90)).then("returned_to_sender", unfit=[])
    assert story.desk.case.delivered_at is None


def test_a_lost_parcel_that_comes_back_is_found():
    given(*LOST).when(returned_to_sender(60)).then("returned_to_sender").then_runs("O-DELIVERY")
    given(*BACK).when(lost(60)).then("returned_to_sender", unfit=[])


def test_a_parcel_that_was_called_delivered_may_come_back():
    given(*ARRIVED).when(returned_to_sender(90)).then("returned_to_sender")


@covers("S4-26")
@pytest.mark.parametrize("story", [LOST, BACK, ON_ITS_WAY], ids=["lost", "back", "late"])
def test_goods_sent_again_take_the_place_of_the_first_parcel(story):
    again = given(*story).when(reshipped(100)).then("reshipped")
    assert again.desk.case.parcels[1].replaces == ("X1",)
    again.when(delivered(105, "X2")).then("delivered").then_not("sent_twice")
    assert again.desk.case.delivery == "on_time"


def test_goods_sent_again_hold_what_the_first_parcel_held():
    parcel = case_of(*TWO, lost(50, tracking="X2"), reshipped(60, "X3")).parcels[2]
    assert (parcel.replaces, [(units.line, units.quantity) for units in parcel.holds]) == (("X2",), [("2", 1)])


def test_only_the_parcel_that_failed_is_replaced_the_other_is_still_awaited():
    story = given(*TWO, lost(50, tracking="X2"), reshipped(60, "X3")).when(delivered(70, "X3")).then("shipped")
    story.when(delivered(75, "X1")).then("delivered")


def test_a_second_parcel_can_get_lost_as_well():
    story = given(*LOST, reshipped(60)).when(lost(70, tracking="X2")).then("lost")
    story.when(reshipped(80, "X3")).then("reshipped").when(delivered(90, "X3")).then("delivered")


def test_a_parcel_that_turns_up_although_its_goods_were_sent_again_is_a_flag():
    story = given(*LOST, reshipped(60)).when(delivered(70, "X1")).then("delivered").then_flags("sent_twice")
    story.when(returned_to_sender(80, "X2")).then("delivered")
    assert [parcel.key for parcel in story.desk.case.returned] == ["X2"]


def test_a_lost_parcel_that_comes_back_after_its_goods_were_sent_again_moves_nothing():
    story = given(*LOST, reshipped(60)).when(returned_to_sender(70)).then("reshipped")
    assert [parcel.key for parcel in story.desk.case.returned] == ["X1"]
    given(*LOST, reshipped(60)).when(lost(70, tracking="X1")).then("reshipped")


def test_a_new_shipment_of_what_was_lost_or_came_back_is_sending_again():
    given(*LOST).when(shipped(60, "X2")).then("reshipped").then_not("late_shipment", "over_shipped")
    given(*BACK).when(shipped(60, "X2")).then("reshipped").when(delivered(70, "X2")).then("delivered")


def test_the_same_parcel_may_be_sent_out_again():
    given(*BACK).when(reshipped(60, "X1")).then("reshipped").when(delivered(70)).then("delivered")


def test_goods_sent_once_more_after_the_delivery_do_not_undo_it():
    story = given(*ARRIVED).when(reshipped(90)).then("reshipped")
    assert (story.desk.case.delivered_at, story.desk.case.delivery) == (delivered().at, "on_time")
    story.when(delivered(120, "X2")).then("delivered")
    assert story.desk.case.delivered_at == delivered().at


def test_goods_sent_again_that_nobody_had_sent_are_on_their_way():
    given(placed()).when(reshipped(40)).then("reshipped").when(delivered(60, "X2")).then("delivered")
    given(placed(), cancelled(5)).when(reshipped(40)).then("reshipped").then_flags("shipped_though_cancelled")


def test_goods_sent_again_are_not_late_shipments_and_excuse_being_overdue():
    story = given(*LOST, clock(120)).when(reshipped(130)).then("reshipped").then_not("late_shipment")
    story.then_flags("overdue")
    story.when(delivered(150, "X2")).then("delivered").then_flags("late_delivery")


def test_sending_again_without_a_word_leaves_the_buyer_to_be_told():
    story = given(*LOST).when(reshipped(51)).then("reshipped")
    story.then_runs("O-DELIVERY", "O-SILENT", "O-TELLBUYER", "O-APOLOGY")
    story.when(delivered(53, "X2")).then_runs("O-AFTER")


@covers("S3-13", "S4-27")
def test_the_carrier_is_asked_and_answers():
    story = given(*LOST).when(inquiry_opened(55)).then("lost")
    assert story.due("O-CARRIER") == 9 * 24 + 14  # the fifth working day after Wednesday
    story.when(inquiry_answered(60)).then("lost").then_runs("O-DELIVERY", "O-APOLOGY")
    assert given(*LOST, inquiry_opened(55, respond_by="2026-11-06")).due("O-CARRIER") == 110


def test_of_several_inquiries_the_oldest_without_an_answer_counts():
    story = given(*LOST, inquiry_opened(55), inquiry_opened(90, "Q-2", respond_by="2026-11-20"))
    story.when(inquiry_answered(95))
    assert story.due("O-CARRIER") == 18 * 24 + 14


def test_an_inquiry_is_opened_once_answered_once_and_known_before():
    given(*LOST, inquiry_opened(55)).when(inquiry_opened(56)).then_refused("Q-1 was opened already")
    story = given(*LOST).when(inquiry_answered(60)).then_waits("inquiry Q-1 is not known yet", "known: none")
    story.when(inquiry_opened(55)).then("lost", unfit=[])
    story.when(inquiry_answered(65)).then_refused("Q-1 was answered already")
    given(placed()).when(inquiry_opened(5)).then("placed").then_waits("inquiry_opened cannot follow")


def test_goods_that_come_answer_the_inquiry_but_not_one_opened_because_the_buyer_has_nothing():
    given(*LOST, inquiry_opened(55)).when(delivered(60)).then_runs("O-SOLICIT", "O-AFTER")
    given(*ARRIVED).when(inquiry_opened(80)).then("delivered").then_runs("O-CARRIER", "O-SOLICIT", "O-AFTER")


@covers("S4-26")
def test_a_lost_order_that_is_refunded_rests_and_closes_as_settled():
    story = given(*LOST, apologised(51)).when(refunded(60, "60.00")).then("lost").then_runs("O-AFTER")
    story.when(clock(60 + 120 * 24)).then("closed", close_reason="lost_settled")
    given(*LOST, clock(9000)).then("lost")
