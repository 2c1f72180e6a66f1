"""Refunds are asked for, fail, are confirmed, cross each other; never more is asked for than was paid."""

from decimal import Decimal

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.covers import covers
from tests.lifecycle.desk import told
from tests.lifecycle.language import DAY, clock, corrected, given
from tests.lifecycle.returns.words import (
    BACK,
    authorized,
    delivered,
    inspected,
    lost,
    received,
    refund_failed,
    refund_requested,
    refunded,
    requested,
    shipped,
)

ON_ITS_WAY = (requested(), authorized(), shipped())


def test_a_refund_that_is_asked_for_awaits_its_confirmation():
    given(BACK).when(refund_requested()).then("refund_pending").then_runs("T-REFUND", "T-REFUNDCONF")


@covers("S0-19")
def test_a_confirmed_refund_settles_the_return_which_rests_and_closes():
    story = (
        given(BACK, refund_requested())
        .when(refunded())
        .then("refunded", money=("25.00", "25.00", "25.00"))
        .then_runs("T-AFTER")
    )
    story.when(clock(93 + 3 * DAY)).then("closed", close_reason="refunded_full", recorded=["deadline_missed"])


@covers("S0-14", "S0-19")
def test_a_refund_to_keep_the_item_needs_no_goods():
    story = (
        given(requested())
        .when(refund_requested(3, "10.00", "keep_item"))
        .then("refund_pending")
        .then_runs("T-REFUNDCONF")
    )
    story.when(refunded(4, "10.00"), clock(90)).then("closed", close_reason="kept_item_compensated")


@pytest.mark.parametrize(
    "story", [(requested(), authorized()), ON_ITS_WAY, (*ON_ITS_WAY, delivered()), (*ON_ITS_WAY, received(80, 1))]
)
def test_a_refund_can_be_asked_for_wherever_the_goods_are(story):
    given(*story).when(refund_requested()).then("refund_pending")


def test_a_refund_for_a_lost_parcel_is_the_sellers_to_bear():
    story = given(*ON_ITS_WAY, lost(40)).when(refund_requested()).then("refund_pending")
    story.when(refunded(), clock(200)).then("closed", close_reason="lost_settled")


def test_a_lost_parcel_that_is_found_after_its_refund_is_only_restocked():
    story = given(*ON_ITS_WAY, lost(40), refund_requested(50), refunded(51)).when(received(), inspected())
    story.then("refunded", money=("25.00", "25.00", "25.00"))


def test_a_refund_that_can_be_tried_again_keeps_its_key_and_restarts_its_clock():
    story = given(BACK, refund_requested()).when(refund_failed(95, retryable=True)).then("refund_pending")
    story = story.when(refund_requested(96, id="again")).then("refund_pending", unfit=[])
    assert (story.due("T-REFUNDCONF"), len(story.desk.case.refunds)) == (96 + DAY, 1)


def test_a_refund_that_is_under_way_cannot_be_asked_for_again():
    given(BACK, refund_requested()).when(refund_requested(96, id="again")).then_refused("RF1 was asked for already")


def test_a_refund_that_failed_for_good_leads_back_to_where_the_return_stood():
    story = (
        given(BACK, refund_requested()).when(refund_failed(95, retryable=False)).then("inspected").then_runs("T-REFUND")
    )
    story.when(refund_requested(96, refund="RF2")).then("refund_pending", unfit=[])


def test_only_one_refund_is_under_way_at_a_time():
    story = given(BACK).when(refund_requested(91, "10.00", "partial")).then("refund_pending")
    story.when(refund_requested(92, "5.00", "partial", "RF2")).then_refused("RF1 is not confirmed yet")


@covers("L9")
def test_a_refund_above_what_was_paid_is_refused_with_what_would_be_possible():
    story = given(BACK).when(refund_requested(91, "25.01")).then("inspected")
    story.then_refused("would exceed what was paid", "paid 25.00", "possible 25.00")
    assert story.desk.alerts[-1].severity == "critical"


def test_a_refund_in_another_currency_is_refused():
    given(BACK).when(refund_requested(91, currency="USD")).then("inspected").then_refused("is in EUR")


def test_a_refund_before_the_request_waits_until_it_is_known_what_was_paid():
    story = (
        given(authorized(5))
        .when(refund_requested(6, "30.00", "keep_item"))
        .then("authorized")
        .then_waits("what was paid")
    )
    story.when(requested(0)).then("authorized", unfit=[("refund_requested", "rejected")])


def test_a_part_of_what_is_due_leaves_the_clock_running_for_the_rest():
    story = given(BACK).when(refund_requested(91, "10.00", "goodwill"), refunded(92, "10.00")).then("inspected")
    story.then("inspected", money=("25.00", "25.00", "10.00")).then_runs("T-REFUND")


def test_the_same_payment_told_twice_is_one_payment():
    story = given(BACK, refund_requested()).when(
        refunded(93, external_ref="X9"), refunded(94, external_ref="X9", id="again")
    )
    story.then("refunded", money=("25.00", "25.00", "25.00")).then_refused("RF1 is confirmed already")


@covers("C.8-12")
def test_a_second_payment_is_a_fact_and_a_critical_alert():
    story = given(BACK, refund_requested(), refunded(93, external_ref="X9"))
    story = story.when(refunded(94, issuer="amazon_automated", refund=None, external_ref="A7"))
    story.then(money=("25.00", "25.00", "50.00"), alerted=[("critical", "flag/over_refunded")]).then_flags(
        "over_refunded"
    )


@covers("C.8-12")
def test_our_refund_and_the_marketplaces_cross_and_both_are_kept():
    story = given(BACK, refund_requested()).when(refunded(92, issuer="amazon_automated", refund=None), refunded(93))
    story.then("refunded", money=("25.00", "25.00", "50.00"), unfit=[]).then_flags("over_refunded")


def test_a_payment_without_a_key_confirms_the_sellers_only_open_refund():
    given(BACK, refund_requested()).when(refunded(93, refund=None)).then("refunded", money=("25.00", "25.00", "25.00"))


def test_a_payment_in_another_currency_cannot_be_added_up():
    story = given(BACK, refund_requested()).when(refunded(93, currency="USD")).then("refund_pending")
    story.then_refused("is in EUR", "cannot be added up")


def test_a_failure_of_a_refund_nobody_asked_for_waits():
    given(BACK).when(refund_failed(91)).then("inspected").then_waits("refund_failed cannot follow")


def test_a_correction_that_would_pay_too_much_back_takes_the_request_out():
    ask = refund_requested(91, "20.00", "partial")
    story = given(BACK, ask).when(corrected(92, ask, {"amount": "26.00"}))
    story.then("inspected", recorded=["corrected", "rejected"]).then_refused("would exceed what was paid")


AMOUNTS = st.sampled_from(["5.00", "12.50", "20.00", "25.00", "30.00"])
KEYS = st.sampled_from(["RF1", "RF2", "RF3"])
MOVES = st.one_of(
    st.tuples(st.just("ask"), KEYS, AMOUNTS, st.sampled_from(["full", "partial", "goodwill", "keep_item"])),
    st.tuples(st.just("pay"), KEYS, AMOUNTS, st.just("seller")),
    st.tuples(st.just("fail"), KEYS, AMOUNTS, st.booleans()),
)


def moved(at, move):
    what, key, amount, how = move
    if what == "ask":
        return refund_requested(at, amount, how, key, id=f"ask-{at}")
    return (
        refunded(at, amount, how, key, id=f"pay-{at}")
        if what == "pay"
        else refund_failed(at, key, retryable=how, id=f"fail-{at}")
    )


@covers("L9")
@settings(max_examples=80, deadline=None)
@for_any(st.lists(MOVES, max_size=12))
def test_the_refunds_we_ask_for_never_exceed_what_was_paid(moves):
    desk = told([*BACK, *(moved(100 + place, move) for place, move in enumerate(moves))])
    asked = [refund for refund in desk.case.refunds if refund.requested_at and not refund.failed]
    assert sum(refund.amount for refund in asked) <= desk.case.money.paid == Decimal("25.00")
    assert len([refund for refund in asked if refund.is_open]) <= 1
    assert len({refund.refund_id for refund in asked}) == len(asked)
    assert desk.case.money.refunded == sum(refund.paid for refund in desk.case.refunds)
    assert ("over_refunded" in desk.case.flags) or desk.case.money.refunded <= desk.case.money.paid


def test_a_refund_that_failed_for_good_is_critical_until_another_is_asked_for_or_paid():
    story = given(BACK, refund_requested()).when(refund_failed(95)).then_flags("refund_failed")
    assert ("critical", "flag/refund_failed") in story.alerted()
    story.when(refund_requested(96, refund="RF2")).then("refund_pending").then_not("refund_failed")
    paid = given(BACK, refund_requested(), refund_failed(95)).when(refunded(97, refund=None, issuer="amazon_automated"))
    paid.then("refunded").then_not("refund_failed")
    given(BACK, refund_requested()).when(refund_failed(95, retryable=True)).then_not("refund_failed")
