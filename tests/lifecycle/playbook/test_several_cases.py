"""Several cases of one order: advice is about one of them, and the money of all of them together."""

import pytest

from lifecycle.playbook.advising import NoAdvice
from tests.covers import covers
from tests.lifecycle.claims.words import opened, refunded, response_requested
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.orders import words as orders
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish
from tests.lifecycle.returns import words as returns

LATER = "R-2"


def perfect(**more):
    return [
        returns.requested(0, **more),
        returns.authorized(1, **more),
        returns.received(5, **more),
        returns.inspected(9, **more),
    ]


def test_advice_on_a_return_is_about_that_return_alone():
    asked = wish("DEFECTIVE", case=LATER)
    matter = Matter([asked], perfect(), at=10)
    assert "D-15" not in matter.rows()
    assert {act.case_id for option in matter.row("D-03").options for act in option.agreed} == {LATER}


def test_of_several_returns_a_person_says_which_one_the_buyer_means():
    matter = Matter([thread.received(0)], [wish("DEFECTIVE")], [wish("DEFECTIVE", case=LATER)], at=1)
    with pytest.raises(NoAdvice, match=r"several returns, R-1 and R-2; .* R-1 --row D-02"):
        matter.option("D-02/1")


def test_what_is_the_matter_of_another_case_is_asked_about_that_case():
    with pytest.raises(NoAdvice, match=r"D-27 .* is no matter here; .*; or ask about C-1 --row D-27"):
        Matter([thread.received(0)], [opened(0)], at=1).option("D-27/1")


def test_who_writes_in_one_thread_is_answered_in_that_thread():
    matter = Matter([thread.received(0, text="Thank you!")], [thread.received(3, case="M-2")], at=4)
    (reply,) = matter.take("D-37/2")
    assert reply.case_id == matter.case.id != "M-2"


@covers("D-37", "S3-38")
def test_a_thank_you_does_not_excuse_the_question_before_it():
    asked = thread.received(0, text="Where is my money")
    assert "D-37" not in Matter([asked, thread.received(1, text="Thank you!")], at=2).rows()
    assert "D-37" not in Matter([thread.received(0, text="Grazie, ma non funziona.")], at=1).rows()


@covers("L9")
def test_what_the_buyer_got_on_the_order_is_not_refunded_on_its_return_once_more():
    sent = [orders.placed(0), orders.shipped(1)]
    assert "D-15" not in Matter(perfect(), [*sent, orders.refunded(20, amount="60.00")], at=21).rows()
    matter = Matter(perfect(), [*sent, orders.refunded(20, amount="50.00")], at=21)
    assert "10.00 EUR" in matter.letter("D-15/1")
    assert [act.data["amount"] for act in matter.take("D-15/1")] == ["10.00"]


@covers("L9", "D-26", "D-30")
def test_a_claim_for_money_that_came_back_before_is_not_paid_once_more():
    paid = [returns.requested(0), returns.received(4), returns.refunded(9)]
    matter = Matter([opened(10)], paid, at=12)
    assert "D-30" not in matter.rows()
    assert not any(do.startswith("Refund") for do in matter.options("D-26"))
    part = [returns.requested(0), returns.refund_requested(5, "10.00", "keep_item"), returns.refunded(9, "10.00")]
    assert "Refund the 15.00 EUR that he has not got yet" in Matter([opened(10)], part, at=12).options("D-26")


@covers("L9")
def test_what_a_claim_has_paid_is_not_refunded_on_its_return_once_more():
    paid = [opened(1), refunded(5, amount="20.00")]
    assert (
        Matter([wish("UNWANTED_ITEM")], paid, at=6).options("D-04")[0] == "Offer 5.00 EUR back and the goods are kept"
    )
    assert "5.00 EUR are left" in Matter([wish("UNWANTED_ITEM")], paid, at=6).row("D-04").limits["L9"]


@covers("L9")
def test_money_in_another_currency_is_never_reckoned_against_this_one():
    foreign = [opened(1, currency="USD"), refunded(5, amount="20.00", currency="USD")]
    assert "25.00 EUR are left" in Matter([wish("UNWANTED_ITEM")], foreign, at=6).row("D-04").limits["L9"]


@covers("D-26")
def test_the_marketplace_is_answered_once_while_an_answer_is_on_its_way():
    matter = Matter([opened(0), response_requested(1)], [returns.requested(0)], at=2)
    assert "Answer the marketplace" not in matter.options("D-26")


def test_money_for_an_order_that_is_lost_is_asked_for_on_the_order():
    lost = [orders.placed(0), orders.shipped(1), orders.lost(9)]
    matter = Matter(lost, [wish("NEVER_ARRIVED")], at=10)
    option = next(option for option in matter.row("D-22").options if option.do == "Refund now")
    assert [(act.kind, act.data["amount"]) for act in option.acts] == [("order", "60.00")]


def test_no_letter_goes_into_a_thread_that_is_closed():
    shut = [thread.received(0), thread.sent(1), thread.closed(2)]
    with pytest.raises(NoAdvice, match="no conversation of this order is known that is open"):
        Matter([wish("UNWANTED_ITEM")], shut, at=3).take("D-04/1")


def test_no_letter_goes_into_a_thread_whose_private_text_is_erased():
    with pytest.raises(NoAdvice, match="no conversation of this order is known that is open"):
        Matter([wish("UNWANTED_ITEM")], [thread.received(0)], at=3, erased=frozenset({"M-1"})).take("D-04/1")


def test_the_same_letter_is_not_sent_twice_until_the_buyer_has_written():
    matter = Matter([wish("UNWANTED_ITEM")], [thread.received(0)], at=1)
    matter.take("D-04/1")
    with pytest.raises(NoAdvice, match="this very letter was asked to be sent at"):
        matter.take("D-04/1")
