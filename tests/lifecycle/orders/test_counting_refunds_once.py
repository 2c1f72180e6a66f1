"""Refunds of an order, its returns and claims are told apart: money counts once, a due is to be paid once (L9)."""

from itertools import permutations

import pytest

from tests.lifecycle.desk import told
from tests.lifecycle.language import given, hour
from tests.lifecycle.orders.words import ARRIVED, placed, refund_told, refunded

OF_THE_RETURN = refund_told(90, due_amount="25.00")
OF_THE_CLAIM = refund_told(95, of="claim C-1", ref="C7", due_amount="25.00")


def test_a_refund_of_a_return_counts_as_money_back():
    story = given(*ARRIVED).when(OF_THE_RETURN).then("delivered")
    assert (str(story.desk.case.money.refunded), story.desk.case.refunds_doubled_at) == ("25.00", None)


def test_the_same_reference_from_two_cases_is_the_same_money():
    story = given(*ARRIVED, OF_THE_RETURN).when(refund_told(95, of="claim C-1", due_amount="25.00"))
    assert str(story.then_not("double_refund").desk.case.money.refunded) == "25.00"
    story = given(*ARRIVED, refunded(89, "25.00", None, external_ref="X9")).when(OF_THE_RETURN)
    assert str(story.desk.case.money.refunded) == "25.00"


def test_numbers_are_joined_by_whoever_knows_both():
    known = (refund_told(90, ref="RF1"), refund_told(91, of="claim C-1", ref="X9"))
    both = refunded(92, "25.00", "RF1", external_ref="X9")
    for order in permutations([*known, both]):
        assert str(told([*ARRIVED, *order]).case.money.refunded) == "25.00"


def test_a_case_that_tells_again_changes_its_word_and_adds_nothing():
    asked = refund_told(90, state="requested")
    story = given(*ARRIVED, asked).then("delivered")
    assert str(story.desk.case.money.refunded) == "0"
    story.when(refund_told(95, state="paid"))
    assert (str(story.desk.case.money.refunded), len(story.desk.case.refunds)) == ("25.00", 1)
    story.when(refund_told(96, state="requested"))
    assert str(story.desk.case.money.refunded) == "25.00"
    story.when(refund_told(97, state="failed"))
    assert str(story.desk.case.money.refunded) == "0"


def test_a_due_that_another_case_pays_too_is_paid_twice_since_then():
    story = given(*ARRIVED, OF_THE_RETURN).when(OF_THE_CLAIM).then("delivered").then_flags("double_refund")
    assert ("critical", "flag/double_refund") in story.alerted()
    assert story.desk.case.refunds_doubled_at == hour(95)


def test_the_order_in_which_it_is_told_does_not_matter():
    found = {told([*ARRIVED, *pair]).case.refunds_doubled_at for pair in permutations([OF_THE_RETURN, OF_THE_CLAIM])}
    assert found == {hour(95)}


def test_one_case_may_pay_a_due_in_parts_but_not_beyond_it():
    part = refund_told(90, amount="10.00", due_amount="25.00")
    story = given(*ARRIVED, part).when(refund_told(91, ref="X10", amount="15.00")).then_not("double_refund")
    story.when(refund_told(92, ref="X11", amount="0.01")).then_flags("double_refund")


def test_the_amount_of_a_due_may_be_told_later():
    early = refund_told(90)
    story = given(*ARRIVED, early, refund_told(91, of="claim C-1", ref="C7")).then_not("double_refund")
    story.when(refund_told(92, due_amount="25.00")).then_flags("double_refund")


def test_two_cases_that_pay_a_due_of_unknown_amount_are_unclear_not_double():
    story = given(*ARRIVED, refund_told(90)).when(refund_told(91, of="claim C-1", ref="C7"))
    story.then_not("double_refund").then_flags("unclear_refunds")
    assert story.desk.case.refunds_doubled_at is None


def test_different_dues_are_each_paid_once():
    other = refund_told(95, of="return R-2", ref="X10", due="return R-2", amount="30.00", due_amount="30.00")
    story = given(*ARRIVED, OF_THE_RETURN).when(other).then_not("double_refund", "over_refunded", "unclear_refunds")
    assert str(story.desk.case.money.refunded) == "55.00"


def test_more_than_was_paid_in_all_is_over_refunded():
    story = given(*ARRIVED, OF_THE_RETURN).when(refunded(95, "40.00")).then_flags("over_refunded")
    story.then_not("double_refund")
    assert story.desk.case.refunds_doubled_at == hour(95)


def test_what_was_paid_in_all_is_unknown_without_total_and_shipping():
    unknown = (placed(shipping_paid=None), *ARRIVED[1:])
    story = given(*unknown).when(refunded(95, "99.00")).then_not("over_refunded")
    assert story.desk.case.refunds_doubled_at is None


@pytest.mark.parametrize(("state", "sum_"), [("Refunded", "25.00"), ("pending", "0"), ("???", "0"), (None, "25.00")])
def test_the_word_of_another_case_is_read_in_our_vocabulary(state, sum_):
    assert str(given(*ARRIVED, refund_told(90, state=state)).desk.case.money.refunded) == sum_
