"""What is late, and what of the shipping is owed: D-14, D-24."""

import pytest

from lifecycle.playbook.advising import NoAdvice, asked
from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.orders import words as orders
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish
from tests.lifecycle.returns import words as returns


@covers("D-14", "S0-14", "S0-15")
def test_a_late_request_may_be_declined_politely_with_reason_and_note():
    matter = Matter([wish("UNWANTED_ITEM", market="amazon.com", in_policy=False)], at=1)
    assert matter.options("D-14")[0] == "Decline, politely, with the reason"
    declined = matter.take("D-14/1")[0]
    assert "after the return window had closed" in declined.data["note"]
    assert matter.case.state == "declined"


@covers("D-14", "L8", "L7")
def test_nothing_within_the_policy_or_the_law_is_ever_advised_to_be_declined():
    assert "D-14" not in Matter([wish("UNWANTED_ITEM", in_policy=True)], at=1).rows()
    lawful = Matter([wish("UNWANTED_ITEM", in_policy=False, withdrawal=True)], at=1)
    assert "Decline, politely, with the reason" not in lawful.options("D-14")


@covers("D-24", "S4-30", "B-14")
def test_the_way_to_the_buyer_is_refunded_where_the_law_says_so_and_explained_elsewhere():
    def wished(market: str) -> Matter:
        order = orders.placed(0, market=market, shipping_paid="4.90")
        return Matter([wish("UNWANTED_ITEM", market=market)], [order], at=1)

    assert wished("amazon.de").options("D-24") == ["Refund 29.90 EUR, the standard way to the buyer included"]
    explained = wished("amazon.com")
    assert explained.options("D-24")[0] == "Explain, and leave the domestic part of the shipping out of the refund"
    assert "4.90" in explained.letter("D-24/1")


@covers("D-12", "S0-17", "B-20", "B-22")
def test_where_the_way_back_costs_more_than_the_goods_they_are_kept():
    told = [wish("DEFECTIVE"), returns.authorized(5, label={"payer": "seller", "cost": "31.00"})]
    matter = Matter(told, [thread.received(0)], at=6)
    assert matter.options("D-12")[0] == "Refund in full, and the goods are kept"
    assert "worth 25.00 EUR; the way back costs 31.00 EUR, and the seller pays it (B-20)" in matter.row("D-12").notes[0]
    matter.take("D-12/1")
    assert (matter.case.keep_item, str(matter.case.refunds[0].amount)) == (True, "25.00")


@covers("D-13", "S0-18", "B-20")
def test_a_buyer_who_pays_the_way_is_told_what_it_costs_and_offered_a_credit():
    told = [wish("UNWANTED_ITEM"), returns.authorized(5, label={"payer": "buyer", "cost": "27.00"})]
    matter = Matter(told, [thread.received(0)], at=6)
    assert "27.00 EUR" in matter.letter("D-13/1")
    assert "7.50 EUR" in matter.letter("D-13/1")
    free = [wish("DEFECTIVE"), returns.authorized(5, label={"payer": "seller", "cost": "27.00"})]
    assert "D-13" not in Matter(free, at=6).rows()


@covers("D-14", "L8", "L7")
def test_also_a_person_who_asks_for_it_is_not_advised_to_decline_what_may_not_be_declined():
    def options(reason: str, **more) -> list[str]:
        return [option.do for option in asked(Matter([wish(reason, **more)], at=1).view, "D-14").options]

    decline = "Decline, politely, with the reason"
    assert decline in options("UNWANTED_ITEM", in_policy=False)
    assert decline not in options("UNWANTED_ITEM", in_policy=True)
    assert decline not in options("UNWANTED_ITEM")  # nobody knows
    assert decline not in options("DEFECTIVE", in_policy=False)
    assert decline not in options("UNWANTED_ITEM", in_policy=False, delivered_at="2026-10-30")


@covers("D-24", "B-14", "L9")
def test_once_the_goods_are_back_the_goods_and_their_shipping_are_asked_for_where_each_was_paid():
    back = [wish("UNWANTED_ITEM", market="amazon.de"), returns.authorized(1), returns.received(2)]
    order = orders.placed(0, market="amazon.de", shipping_paid="4.90")
    matter = Matter(back, [order], [thread.received(0)], at=3)
    acts = [act for act in matter.take("D-24/1") if act.event == "refund_requested"]
    assert [(act.kind, act.data["amount"]) for act in acts] == [("return", "25.00"), ("order", "4.90")]


@covers("D-24")
def test_no_letter_says_that_money_was_asked_for_while_the_goods_are_with_the_buyer():
    order = orders.placed(0, market="amazon.de", shipping_paid="4.90")
    matter = Matter([wish("UNWANTED_ITEM", market="amazon.de")], [order], at=1)
    assert "We have asked for your refund" not in matter.letter("D-24/1")
    assert [act.event for act in matter.take("D-24/1")] == ["authorized"]


@covers("D-12")
def test_what_was_refunded_and_kept_is_not_told_to_come_back():
    told = [wish("DEFECTIVE"), returns.authorized(5, label={"payer": "seller", "cost": "31.00"})]
    matter = Matter(told, [thread.received(0)], at=6)
    matter.take("D-12/1")
    with pytest.raises(NoAdvice, match="leaves nothing to do"):
        matter.take("D-12/1")


@covers("D-24")
def test_of_shipping_that_nobody_knows_nothing_is_told():
    with pytest.raises(NoAdvice, match="leaves nothing to do"):
        Matter([wish("UNWANTED_ITEM", market="amazon.com")], at=1).option("D-24/1")


@covers("D-14", "S0-14")
def test_who_asks_too_late_is_not_first_of_all_offered_money():
    assert set(Matter([wish("UNWANTED_ITEM", market="amazon.com", in_policy=False)], at=1).rows()) == {"D-14"}
