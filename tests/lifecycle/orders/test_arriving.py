"""Goods arrive: all of them or a part, on the promised local day or later, in parcels that are known or not."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import clock, given
from tests.lifecycle.orders.words import (
    ARRIVED,
    MUGS,
    ON_ITS_WAY,
    POT,
    cancel_requested,
    delayed,
    delivered,
    delivery_estimated,
    lost,
    placed,
    refunded,
    shipped,
)

FRIDAY_NIGHT = 110
TWO = (placed(), shipped(lines=MUGS), shipped(31, "X2", POT))


def case_of(*story):
    return given(*story).desk.case


def test_goods_that_arrive_end_the_wait():
    story = given(*ON_ITS_WAY).when(delivered()).then("delivered").then_runs("O-SOLICIT", "O-AFTER")
    assert story.desk.case.delivered_at == delivered().at


def test_an_order_is_delivered_when_every_parcel_is():
    story = given(*TWO).when(delivered(70)).then("shipped")
    assert story.desk.case.delivered_at is None
    story.when(delivered(90, "X2")).then("delivered")
    assert story.desk.case.delivered_at == delivered(90).at


def test_an_order_is_not_delivered_while_a_line_is_not_shipped():
    given(placed(), shipped(lines=MUGS)).when(delivered()).then("partially_shipped")


def test_two_parcels_that_name_no_lines_both_have_to_arrive():
    two = (placed(), shipped(), shipped(31, "X2"))
    given(*two).when(delivered(70)).then("shipped").when(delivered(80, "X2")).then("delivered")


def test_delivered_without_a_parcel_is_all_that_is_on_its_way():
    given(*TWO).when(delivered(70, None)).then("delivered")
    given(placed(), shipped(lines=MUGS)).when(delivered(70, None)).then("partially_shipped")


def test_a_parcel_with_another_number_is_the_one_that_is_on_its_way():
    given(*ON_ITS_WAY).when(delivered(70, "OTHER")).then("delivered", unfit=[])
    assert len(case_of(*ON_ITS_WAY, delivered(70, "OTHER")).parcels) == 1


def test_nobody_guesses_which_of_several_parcels_a_strange_number_means():
    given(*TWO).when(delivered(70, "OTHER")).then("shipped").then_waits("parcel OTHER is not known yet", "X1, X2")
    story = given(placed(), shipped(lines=MUGS)).when(delivered(70, "X2")).then("partially_shipped").then_waits("X2")
    story.when(shipped(31, "X2", POT)).then("shipped", unfit=[])


def test_the_same_delivery_told_twice_keeps_its_first_moment():
    assert case_of(*ON_ITS_WAY, delivered(70), delivered(75)).delivered_at == delivered(70).at
    assert case_of(*ON_ITS_WAY, delivered(75), delivered(70)).delivered_at == delivered(70).at


@pytest.mark.parametrize(
    ("at", "verdict"), [(70, "on_time"), (FRIDAY_NIGHT - 0.1, "on_time"), (FRIDAY_NIGHT, "late"), (300, "late")]
)
def test_late_is_what_arrives_on_a_later_local_day_than_promised(at, verdict):
    case = case_of(*ON_ITS_WAY, delivered(at))
    assert case.delivery == verdict
    assert ("late_delivery" in case.flags) is (verdict == "late")


def test_an_estimate_with_an_hour_is_judged_by_its_day():
    noon = "2026-11-06T12:00:00+01:00"
    assert case_of(placed(latest_delivery=noon), shipped(), delivered(109)).delivery == "on_time"
    assert case_of(placed(latest_delivery=noon), shipped(), delivered(111)).delivery == "late"


def test_a_delivery_known_by_its_day_alone_keeps_that_day_wherever_it_is_told():
    friday = delivered(95, precision="date", time="2026-11-06T00:00:00+00:00")
    saturday = delivered(95, precision="date", time="2026-11-07T00:00:00-08:00")
    assert case_of(*ON_ITS_WAY, friday).delivery == "on_time"
    assert case_of(*ON_ITS_WAY, saturday).delivery == "late"


def test_the_day_is_the_marketplaces():
    friday_in_los_angeles = FRIDAY_NIGHT + 8
    assert case_of(placed(market="amazon.com"), shipped(), delivered(friday_in_los_angeles)).delivery == "on_time"
    assert case_of(placed(market="amazon.it"), shipped(), delivered(friday_in_los_angeles)).delivery == "late"


def test_of_a_market_whose_zone_nobody_knows_the_day_is_that_of_whoever_tells():
    late_on_friday = delivered(90, time="2026-11-06T22:30:00-03:00")
    assert case_of(placed(market="shop.br"), shipped(), late_on_friday).delivery == "on_time"


def test_nothing_is_said_of_a_delivery_that_was_never_promised():
    assert case_of(placed(latest_delivery=None), shipped(), delivered(500)).delivery == "undetermined"
    given(placed(latest_delivery=None), shipped(), clock(2000)).then("shipped").then_not("overdue")


@covers("S3-11")
def test_what_has_not_come_is_undetermined_and_overdue_once_the_newest_estimate_is_over():
    assert case_of(*ON_ITS_WAY).delivery == "undetermined"
    story = given(*ON_ITS_WAY).when(clock(FRIDAY_NIGHT)).then("delayed").then_flags("overdue")
    assert story.desk.case.delivery == "overdue"
    story.when(delivered(130)).then("delivered").then_flags("late_delivery").then_not("overdue")


def test_what_was_not_even_shipped_is_overdue_never_late():
    case = case_of(placed(), clock(5000))
    assert (case.state, case.delivery) == ("delayed", "overdue")


def test_a_later_estimate_gives_more_time_and_makes_nothing_less_late():
    story = given(*ON_ITS_WAY, delivery_estimated(100, "2026-11-10")).then("shipped").then_flags("estimate_moved")
    assert story.due("O-DELIVERY") == FRIDAY_NIGHT + 4 * 24
    story.when(clock(150)).then("shipped").then_not("overdue")
    story.when(delivered(160)).then("delivered").then_flags("late_delivery")


def test_the_first_estimate_ever_is_the_promise_but_not_one_told_with_a_delay_or_after_the_delivery():
    unpromised = placed(latest_delivery=None)
    assert case_of(unpromised, shipped(), delivery_estimated(40, "2026-11-05"), delivered(100)).delivery == "late"
    told_late = delayed(40, new_latest="2026-11-05")
    assert case_of(unpromised, shipped(), told_late, delivered(100)).delivery == "undetermined"
    assert case_of(unpromised, *ON_ITS_WAY[1:], delivered(70), delivery_estimated(80)).delivery == "undetermined"


def test_the_newest_estimate_is_what_other_cases_are_told():
    case = case_of(placed(), delivery_estimated(5, "2026-11-10"), delivery_estimated(6, "2026-11-09"))
    assert case.latest_delivery_at.isoformat() == "2026-11-09T23:00:00+00:00"
    assert [str(estimate.day) for estimate in case.estimates] == ["2026-11-06", "2026-11-10", "2026-11-09"]


def test_an_estimate_that_lies_ahead_ends_being_overdue():
    story = given(*ON_ITS_WAY, clock(120)).then("delayed")
    story.when(delivery_estimated(121, "2026-11-12")).then("shipped").then_not("overdue")
    story.when(clock(FRIDAY_NIGHT + 6 * 24)).then("delayed").then_flags("overdue")


def test_an_estimate_that_is_over_already_is_missed_at_once():
    given(placed(latest_delivery=None)).when(delivery_estimated(200, "2026-11-05")).then("delayed").then_flags(
        "overdue"
    )


def test_a_delivery_told_late_takes_back_that_the_order_was_overdue():
    story = given(*ON_ITS_WAY, clock(200)).then("delayed")
    story.when(delivered(100)).then("delivered", missed={"O-SOLICIT"}).then_not("overdue", "late_delivery")
    assert "deadline_met" in [written.name for written in story.desk.log]


def test_goods_that_come_while_the_buyer_waits_for_an_answer_are_there():
    given(placed(), cancel_requested(50)).when(delivered(60)).then("delivered").then_runs(
        "O-CANCEL", "O-SOLICIT", "O-AFTER"
    )


def test_an_order_is_settled_once_the_buyer_has_his_goods_or_his_money():
    assert not case_of(*ON_ITS_WAY).is_settled
    assert case_of(*ARRIVED).is_settled
    assert not case_of(*ON_ITS_WAY, lost(50), refunded(60, "30.00")).is_settled
    assert case_of(*ON_ITS_WAY, lost(50), refunded(60, "60.00")).is_settled
