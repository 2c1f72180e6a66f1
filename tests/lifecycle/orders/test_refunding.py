"""Money goes back without a return: asked for within what was paid, confirmed, failed; every known refund counts."""

from decimal import Decimal

from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from tests.covers import covers
from tests.lifecycle.desk import told
from tests.lifecycle.language import DAY, clock, given
from tests.lifecycle.orders.words import (
    ARRIVED,
    ON_ITS_WAY,
    cancelled,
    closed,
    lost,
    placed,
    refund_failed,
    refund_requested,
    refund_told,
    refunded,
)

LOST = (*ON_ITS_WAY, lost(50))


def refunded_sum(story):
    return str(story.desk.case.money.refunded)


def test_a_refund_is_asked_for_and_awaits_its_confirmation():
    story = given(*LOST).when(refund_requested(60, "60.00")).then("lost")
    assert story.due("O-REFUNDCONF") == 60 + DAY
    story = story.when(refunded(61, "60.00")).then("lost")
    assert (refunded_sum(story), story.desk.case.is_refunded) == ("60.00", True)
    assert "O-REFUNDCONF" not in story.running()


@covers("L9")
def test_a_refund_above_what_was_paid_is_refused_with_what_would_be_possible():
    story = given(*LOST).when(refund_requested(60, "60.01")).then("lost")
    story.then_refused("would exceed what was paid", "paid 60.00", "possible 60.00")
    assert [alert.severity for alert in story.desk.alerts if alert.key.startswith("rejected/")] == ["critical"]


def test_what_returns_and_claims_paid_back_leaves_less_to_ask_for():
    story = given(*ARRIVED, refund_told(90)).when(refund_requested(91, "35.01"))
    story.then_refused("would exceed what was paid", "refunded or asked for 25.00", "possible 35.00")
    given(*ARRIVED, refund_told(90)).when(refund_requested(91, "35.00")).then("delivered", unfit=[])
    under_way = refund_told(90, state="requested")
    given(*ARRIVED, under_way).when(refund_requested(91, "35.01")).then_refused("possible 35.00")
    failed = refund_told(90, state="failed")
    given(*ARRIVED, failed).when(refund_requested(91, "60.00")).then("delivered", unfit=[])


def test_of_an_order_whose_shipping_nobody_told_the_goods_can_be_paid_back():
    unknown = placed(shipping_paid=None)
    given(unknown).when(refund_requested(5, "55.01")).then_refused("paid 55.00")
    given(unknown).when(refund_requested(5, "55.00")).then("placed", unfit=[])


def test_a_refund_in_another_currency_is_neither_asked_for_nor_added_up():
    given(*LOST).when(refund_requested(60, "10.00", currency="USD")).then_refused("is in EUR")
    given(*LOST).when(refunded(60, "10.00", currency="USD")).then_refused("cannot be added up")
    given(*LOST).when(refund_told(60, currency="USD")).then_refused("cannot be added up")


def test_only_one_refund_is_under_way_at_a_time():
    story = given(*LOST, refund_requested(60, "10.00")).when(refund_requested(61, "5.00", "RF2"))
    story.then_refused("RF1 is not confirmed yet", "one refund at a time")


def test_a_refund_that_can_be_tried_again_keeps_its_key():
    story = given(*LOST, refund_requested(60, "60.00")).when(refund_failed(62, retryable=True)).then("lost")
    story = story.when(refund_requested(63, "60.00", id="again")).then("lost", unfit=[])
    assert (story.due("O-REFUNDCONF"), len(story.desk.case.refunds)) == (63 + DAY, 1)
    story.when(refund_requested(64, "60.00", id="thrice")).then_refused("RF1 was asked for already")


def test_a_refund_that_failed_for_good_leaves_room_for_another():
    story = given(*LOST, refund_requested(60, "60.00")).when(refund_failed(62))
    story.when(refund_requested(63, "60.00", "RF2")).then("lost", unfit=[])


def test_a_failure_of_a_refund_nobody_asked_for_waits():
    given(*LOST).when(refund_failed(61)).then("lost").then_waits("RF1 is not open", "open: none")


def test_a_payment_is_a_fact_whatever_the_sum():
    story = given(*ARRIVED).when(refunded(90, "70.00", None, "amazon_cs", external_ref="A7")).then("delivered")
    story.then_flags("over_refunded")
    assert ("critical", "flag/over_refunded") in story.alerted()
    assert story.desk.case.refunds_doubled_at == refunded(90).at


def test_the_same_payment_told_twice_is_one_payment():
    story = given(*LOST, refunded(60, "60.00", external_ref="X9")).when(refunded(61, "60.00", external_ref="X9"))
    assert refunded_sum(story.then_refused("RF1 is confirmed already")) == "60.00"


def test_a_payment_without_a_key_confirms_the_sellers_only_open_refund():
    story = given(*LOST, refund_requested(60, "60.00")).when(refunded(61, "60.00", None)).then("lost")
    assert (refunded_sum(story), len(story.desk.case.refunds)) == ("60.00", 1)


def test_a_payment_of_somebody_elses_stands_beside_the_open_one():
    story = given(*LOST, refund_requested(60, "60.00"))
    story = story.when(refunded(61, "60.00", None, "a_to_z", external_ref="C7")).then("lost")
    assert "O-REFUNDCONF" in story.running()
    story.when(refunded(62, "60.00")).then_flags("over_refunded")


def test_a_refund_of_a_closed_order_is_asked_for_after_opening_it_again_and_a_payment_opens_it():
    given(*ARRIVED, closed(80)).when(refund_requested(90, "5.00")).then("closed").then_refused(
        "is closed", "refund_requested cannot follow"
    )
    given(*ARRIVED, closed(80)).when(refunded(90, "5.00")).then("delivered").then_flags("reopened")


def test_an_order_cannot_be_closed_while_a_refund_is_under_way():
    given(*LOST, refund_requested(60, "60.00")).when(closed(61)).then("lost").then_refused("RF1 is not confirmed yet")


def test_a_refund_under_way_keeps_an_order_from_coming_to_rest():
    story = given(placed(), cancelled(5, by="buyer"), refund_requested(6, "60.00"))
    story.when(clock(100 * DAY)).then("cancelled")
    story.when(refunded(100 * DAY + 1, "60.00"), clock(101 * DAY)).then("closed", close_reason="cancelled")


AMOUNTS = st.sampled_from(["5.00", "25.00", "35.00", "60.00", "70.00"])
KEYS = st.sampled_from(["RF1", "RF2", "RF3"])
MOVES = st.tuples(st.sampled_from(["ask", "pay", "fail", "told"]), KEYS, AMOUNTS, st.booleans())


def moved(at, move):
    what, key, amount, flag = move
    return {
        "ask": lambda: refund_requested(at, amount, key, id=f"ask-{at}"),
        "pay": lambda: refunded(at, amount, key, id=f"pay-{at}"),
        "fail": lambda: refund_failed(at, key, retryable=flag, id=f"fail-{at}"),
        "told": lambda: refund_told(at, ref=f"T-{key}", amount=amount, state="paid" if flag else "requested"),
    }[what]()


@covers("L9")
@settings(max_examples=80, deadline=None)
@for_any(st.lists(MOVES, max_size=12))
def test_what_we_ask_for_never_exceeds_what_was_paid_less_what_is_known(moves):
    desk = told(list(ARRIVED))
    for place, move in enumerate(moves):
        before = desk.case
        desk.take(moved(100 + place, move))
        asked = [each for each in desk.case.refunds if each.is_own and each.requested_at and not each.failed]
        if move[0] == "ask" and desk.case.refunds != before.refunds and len(desk.case.refunds) > len(before.refunds):
            told_of = sum(max(e.paid, e.amount) for e in desk.case.refunds if not e.failed)
            assert told_of <= Decimal("60.00")
        assert len([each for each in asked if each.is_open]) <= 1
    paid = desk.case.money.refunded
    assert ("over_refunded" in desk.case.flags) == (paid > Decimal("60.00"))
