"""Parcels are shipped in part, late, untracked, elsewhere; the units of every line are counted."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import clock, given
from tests.lifecycle.orders.words import MUGS, ON_ITS_WAY, POT, delivered, placed, shipped

DEAR = ({"line": "1", "sku": "RING", "quantity": 2, "unit_paid": "400.00"},)


def units(story):
    return {line.line: (line.ordered, line.shipped, line.delivered) for line in story.desk.case.lines}


def test_a_shipment_that_names_no_lines_brings_all():
    story = given(placed()).when(shipped()).then("shipped").then_runs("O-DELIVERY", "O-SILENT")
    assert units(story) == {"1": (2, 2, 0), "2": (1, 1, 0)}


def test_a_shipment_of_some_lines_leaves_the_rest_to_be_shipped():
    story = given(placed()).when(shipped(lines=MUGS)).then("partially_shipped")
    story.then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY")
    assert units(story) == {"1": (2, 2, 0), "2": (1, 0, 0)}
    given(placed(), shipped(lines=MUGS)).when(shipped(40, "X2", POT)).then("shipped").then_runs(
        "O-DELIVERY", "O-SILENT"
    )
    assert units(given(placed(), shipped(lines=MUGS), shipped(40, "X2"))) == {"1": (2, 2, 0), "2": (1, 1, 0)}


def test_some_units_of_a_line_leave_the_others_to_be_shipped():
    given(placed()).when(shipped(lines=[{"line": "1", "quantity": 1}, *POT])).then("partially_shipped")


def test_two_lines_of_one_parcel_may_be_confirmed_one_by_one():
    story = given(placed(), shipped(lines=MUGS)).when(shipped(31, lines=POT)).then("shipped")
    assert (units(story), len(story.desk.case.parcels)) == ({"1": (2, 2, 0), "2": (1, 1, 0)}, 1)


def test_a_shipment_told_twice_counts_once():
    story = given(placed(), shipped(lines=MUGS)).when(shipped(31, lines=MUGS)).then("partially_shipped")
    assert (units(story)["1"], len(story.desk.case.parcels)) == ((2, 2, 0), 1)
    story = given(placed(), shipped(tracking=None, ship_id="S1")).when(shipped(31, "X1", ship_id="S1")).then("shipped")
    assert [parcel.tracking for parcel in story.desk.case.parcels] == ["X1"]
    story.then_not("untracked")


def test_two_parcels_may_share_a_tracking_number():
    story = given(placed(), shipped(lines=MUGS, parcel="P1"), shipped(31, lines=POT, parcel="P2")).then("shipped")
    assert [parcel.key for parcel in story.desk.case.parcels] == ["P1", "P2"]
    story.when(delivered(70, parcel="P2")).then("shipped")
    story.when(delivered(71)).then("delivered")


def test_more_than_was_ordered_is_a_fact_and_a_flag():
    given(placed()).when(shipped(lines=[{"line": "1", "quantity": 3}])).then("partially_shipped").then_flags(
        "over_shipped"
    )
    story = given(placed()).when(shipped(lines=[{"line": "9", "quantity": 1}])).then("partially_shipped")
    story.then_flags("over_shipped")
    assert units(story)["9"] == (0, 1, 0)


@covers("S3-08")
def test_a_shipment_without_a_tracking_number_is_a_flag():
    given(placed()).when(shipped(tracking=None)).then("shipped", alerted=[("warning", "flag/untracked")])
    given(placed()).when(shipped(tracking=None, parcel="P1")).then_flags("untracked")
    given(placed()).when(shipped()).then("shipped", alerted=[])


@covers("S3-08")
@pytest.mark.parametrize(
    ("told", "market", "flagged"),
    [
        ({}, "amazon.it", True),
        ({"signature": False}, "amazon.it", True),
        ({"signature": True}, "amazon.it", False),
        ({"lines": [{"line": "1", "quantity": 1}]}, "amazon.it", False),
        ({}, "amazon.com", True),
    ],
)
def test_dear_goods_without_a_signature_are_a_flag(told, market, flagged):
    story = given(placed(lines=DEAR, market=market)).when(shipped(**told))
    assert ("unsigned" in story.desk.case.flags) is flagged


def test_what_is_dear_is_said_by_market_and_currency():
    dollars = given(placed(lines=[DEAR[0] | {"unit_paid": "370.00"}], market="amazon.com", currency="USD"))
    dollars.when(shipped()).then_not("unsigned")  # 740 of 750
    zlotys = given(placed(lines=DEAR, market="amazon.pl", currency="PLN"))
    zlotys.when(shipped()).then_not("unsigned")  # 800 of 2000


@covers("S3-06")
def test_goods_sent_elsewhere_than_the_order_says_are_a_flag():
    given(placed()).when(shipped(address_matches=False)).then("shipped", alerted=[("warning", "flag/other_address")])
    given(placed()).when(shipped(address_matches=True)).then_not("other_address")


@covers("S3-31", "S3-32")
def test_late_is_what_is_confirmed_after_the_day_it_was_to_be_shipped_by():
    given(placed()).when(shipped(62)).then("shipped").then_not("late_shipment")
    given(placed()).when(shipped(63)).then("shipped").then_flags("late_shipment")
    given(placed()).when(shipped(30, confirmed_at="2026-11-05")).then("shipped").then_flags("late_shipment")
    given(placed()).when(shipped(63, confirmed_at="2026-11-04")).then("shipped").then_not("late_shipment")


def test_without_a_day_to_be_shipped_by_nothing_is_late():
    given(placed(ship_by=None)).when(shipped(200)).then_not("late_shipment")


def test_a_confirmation_that_comes_late_but_happened_in_time_takes_the_alarm_back():
    story = given(placed(), clock(63)).then(missed={"O-SHIPBY"})
    story = story.when(shipped(50)).then("shipped", missed=set()).then_not("late_shipment")
    assert "deadline_met" in story.recorded()


def test_a_parcel_the_carrier_has_is_on_its_way_even_if_nobody_confirmed_it():
    story = given(placed()).when(delivered(60)).then("delivered").then_flags("unconfirmed")
    assert units(story) == {"1": (2, 2, 2), "2": (1, 1, 1)}
    story.when(shipped(61)).then("delivered").then_not("unconfirmed")
    assert len(story.desk.case.parcels) == 1


def test_a_parcel_that_turns_out_to_hold_a_part_leaves_the_rest_to_be_shipped():
    story = given(placed(), delivered(60)).when(shipped(61, lines=MUGS)).then("partially_shipped")
    assert units(story) == {"1": (2, 2, 2), "2": (1, 0, 0)}


def test_an_order_the_marketplace_fulfils_is_followed_without_a_clock():
    given(placed(channel="AFN"), shipped()).then("shipped").then_runs("O-SILENT")
    given(placed(channel="AFN")).then("placed").then_runs()
    given(placed(channel="MCF")).then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY")


def test_a_shop_of_ones_own_lets_no_order_expire_and_has_nobody_to_claim_with():
    story = given(placed(market="shop.it")).then_runs("O-SHIPBY", "O-DELIVERY")
    story.when(clock(400)).then(
        "delayed",
        said=["O-SHIPBY -24h", "O-SHIPBY -4h", "O-SHIPBY stated", "O-DELIVERY 0-calendar-days", "O-TELLBUYER 4h"],
    )


def test_parcels_on_their_way_run_no_clock_of_shipping():
    given(*ON_ITS_WAY).then("shipped").then_runs("O-DELIVERY", "O-SILENT")
