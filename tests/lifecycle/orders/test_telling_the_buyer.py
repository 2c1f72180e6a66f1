"""The buyer is told of delays and losses at once, and we say that we are sorry."""

import pytest

from tests.covers import covers
from tests.lifecycle.language import clock, given
from tests.lifecycle.orders.words import (
    ARRIVED,
    ON_ITS_WAY,
    apologised,
    buyer_told,
    cancelled,
    delayed,
    delivered,
    delivery_estimated,
    lost,
    placed,
    refunded,
    reshipped,
    shipped,
)


@covers("S3-12", "S4-24", "S4-27")
def test_a_delay_is_told_within_four_hours():
    story = given(*ON_ITS_WAY).when(delayed(40)).then("delayed")
    story.then_runs("O-DELIVERY", "O-SILENT", "O-TELLBUYER")
    assert story.due("O-TELLBUYER") == 44
    story.when(clock(44)).then("delayed", said=["O-TELLBUYER 4h"])


def test_a_delay_before_shipping_is_over_with_the_shipment():
    story = (
        given(placed()).when(delayed(20)).then("delayed").then_runs("O-SHIPBY", "O-EXPIRY", "O-DELIVERY", "O-TELLBUYER")
    )
    story.when(shipped(50)).then("shipped")


def test_a_delay_that_names_a_day_moves_the_wait():
    story = given(*ON_ITS_WAY).when(delayed(40, new_latest="2026-11-12")).then("delayed")
    assert story.due("O-DELIVERY") == 110 + 6 * 24


@pytest.mark.parametrize(
    "word", [buyer_told(41), buyer_told(41, "loss"), buyer_told(41, "cancellation"), apologised(41)]
)
def test_what_tells_the_buyer_of_a_delay_stops_the_clock(word):
    given(*ON_ITS_WAY, delayed(40)).when(word).then("delayed").then_runs("O-DELIVERY", "O-SILENT")


@covers("S3-12")
@pytest.mark.parametrize("about", ["address", "other"])
def test_what_speaks_of_something_else_does_not(about):
    given(*ON_ITS_WAY, delayed(40)).when(buyer_told(41, about)).then_runs("O-DELIVERY", "O-SILENT", "O-TELLBUYER")


def test_who_was_told_of_the_delay_is_still_to_be_told_of_the_loss():
    story = given(*ON_ITS_WAY, delayed(40), lost(50)).when(buyer_told(51, "delay"))
    story.then_runs("O-DELIVERY", "O-TELLBUYER", "O-APOLOGY")
    assert story.due("O-TELLBUYER") == 54
    story.when(buyer_told(52, "loss")).then_runs("O-DELIVERY", "O-APOLOGY")


def test_a_delay_told_again_does_not_give_us_more_time():
    assert given(*ON_ITS_WAY, delayed(40), delayed(43)).due("O-TELLBUYER") == 44


def test_a_further_delay_is_to_be_told_anew():
    assert given(*ON_ITS_WAY, delayed(40), buyer_told(41), delayed(60)).due("O-TELLBUYER") == 64


def test_a_word_before_the_delay_does_not_speak_of_it():
    assert given(*ON_ITS_WAY, buyer_told(39), delayed(40)).due("O-TELLBUYER") == 44


def test_a_word_told_late_that_was_said_in_time_takes_the_alarm_back():
    story = given(*ON_ITS_WAY, delayed(40), clock(50)).then(missed={"O-TELLBUYER"})
    assert "deadline_met" in story.when(buyer_told(42)).then("delayed", missed=set()).recorded()


@covers("S3-12", "S4-25")
def test_an_order_that_becomes_overdue_is_to_be_told_of():
    story = given(*ON_ITS_WAY).when(clock(110)).then("delayed")
    assert story.due("O-TELLBUYER") == 114


def test_nobody_is_told_of_a_delay_once_the_goods_or_the_money_are_there_or_it_is_over():
    given(*ON_ITS_WAY, delayed(40)).when(delivered(42)).then_runs("O-SOLICIT", "O-AFTER")
    given(*ON_ITS_WAY, delayed(40)).when(refunded(42, "60.00")).then("delayed").then_runs("O-AFTER")
    given(placed(), delayed(20)).when(cancelled(21, by="buyer")).then("cancelled").then_runs("O-AFTER")


def test_news_of_a_delay_after_the_delivery_is_kept_and_moves_nothing():
    given(*ARRIVED).when(delayed(80)).then("delivered", unfit=[]).then_runs("O-SOLICIT", "O-AFTER")
    given(placed(), cancelled(5, by="buyer")).when(delayed(6)).then("cancelled").then_runs("O-AFTER")


def test_a_delay_of_what_was_sent_again_shows():
    story = given(*ON_ITS_WAY, lost(40), reshipped(45)).then("reshipped")
    story.when(delayed(50)).then("delayed").when(delivered(60, "X2")).then("delivered")


def test_a_new_estimate_alone_is_no_delay():
    given(*ON_ITS_WAY).when(delivery_estimated(40)).then("shipped").then_runs("O-DELIVERY", "O-SILENT")
