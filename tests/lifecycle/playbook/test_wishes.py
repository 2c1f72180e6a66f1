"""The buyer wants to send something back: D-01 … D-05."""

from decimal import Decimal

import pytest

from lifecycle.playbook.advising import NoAdvice
from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.returns import words as returns

PHOTO = {
    "note": "photos came",
    "files": [{"file": "f1", "digest": "d", "size": 1, "media": "image/jpeg", "as": "photo"}],
}


def wish(reason: str, market: str = "amazon.it", **more):
    lines = ({"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50", "reason": reason},)
    return returns.requested(0, lines=lines, market=market, **more)


@covers("D-01", "S0-02", "S0-03", "S0-05", "S0-21", "S4-13")
def test_what_does_not_work_is_first_helped_with_and_authorized_beside_it():
    matter = Matter([wish("DEFECTIVE")], [thread.received(0)], at=1)
    assert "photos or a video of what is wrong" in matter.row("D-01").missing
    assert matter.options("D-01")[0].startswith("Offer help")
    assert {act.event for act in matter.take("D-01/1")} == {"authorized", "reply_requested"}
    assert matter.case.state == "authorized"
    assert matter.desks[1].case.replies[0].promised_by is not None


@covers("D-03", "S4-03", "L7")
def test_an_exchange_is_tried_once_only():
    matter = Matter([wish("QUALITY_UNACCEPTABLE")], [thread.received(0)], at=1)
    assert matter.options("D-03")[0] == "Offer an exchange"
    matter.take("D-03/1")
    assert matter.options("D-03") == ["Let it come back and refund"]


@covers("D-04", "S4-04", "S4-05", "L7", "L9")
def test_who_changed_his_mind_is_offered_to_keep_it_for_less_and_may_return_it_all_the_same():
    matter = Matter([wish("CR-UNWANTED_ITEM")], [thread.received(0)], at=1)
    advice = matter.row("D-04")
    assert advice.options[0].do == "Offer 7.50 EUR back and the goods are kept"
    assert advice.options[-1].do == "Let it come back"
    assert "L7" in advice.limits
    assert "25.00 EUR are left" in advice.limits["L9"]
    assert [act.event for act in matter.take("D-04/1")] == ["reply_requested"]
    assert matter.case.state == "requested"  # the offer is none that the buyer has accepted
    matter.take("D-04/1", agreed=True)
    assert (matter.case.keep_item, matter.case.refunds[0].amount) == (True, Decimal("7.50"))


@covers("L9")
def test_what_is_offered_never_exceeds_what_is_left():
    told = [wish("UNWANTED_ITEM"), returns.refunded(1, amount="20.00", refund=None)]
    assert Matter(told, at=2).options("D-04")[0] == "Offer 5.00 EUR back and the goods are kept"


@covers("D-05", "S4-06", "L4", "S4-31")
def test_who_is_not_satisfied_is_asked_with_numbered_choices():
    matter = Matter([wish("APPAREL_TOO_SMALL")], at=1)
    assert matter.options("D-05")[0] == "Ask which difference it is, with numbered choices"
    letter = matter.letter("D-05/1")
    assert all(number in letter for number in ("1. ", "2. ", "3. "))


@covers("L3", "S3-37", "B-41")
def test_a_letter_gives_the_day_by_which_the_buyer_hears_more_in_his_own_language():
    matter = Matter([wish("UNWANTED_ITEM")], at=1, language="en-GB")
    assert "by 5 November 2026" in matter.letter("D-04/1")


def test_without_a_conversation_the_letter_is_left_to_the_person():
    matter = Matter([wish("UNWANTED_ITEM")], at=1)
    with pytest.raises(NoAdvice, match="no conversation of this order is known"):
        matter.take("D-04/1")


def test_a_row_that_is_no_matter_here_is_refused_with_those_that_are():
    with pytest.raises(NoAdvice, match=r"D-37 .* is no matter here; possible: D-01, "):
        Matter([wish("UNWANTED_ITEM")], at=1).option("D-37/1")
    with pytest.raises(NoAdvice, match="there is no row D-99"):
        Matter([wish("UNWANTED_ITEM")], at=1).option("D-99/1")


@covers("D-03", "S4-03")
def test_an_exchange_that_was_offered_can_be_agreed_to():
    matter = Matter([wish("QUALITY_UNACCEPTABLE")], [thread.received(0)], at=1)
    matter.take("D-03/1")
    assert [act.event for act in matter.take("D-03/1", agreed=True)] == ["replacement_requested"]
    assert matter.case.state == "replacement_pending"


@covers("D-04", "L9")
def test_who_has_given_his_return_up_is_offered_nothing():
    assert Matter([wish("UNWANTED_ITEM"), returns.withdrawn(2)], at=3).rows() == {}


def test_a_letter_says_that_a_return_is_authorized_only_where_one_is():
    without = Matter([thread.received(0)], at=1)
    with pytest.raises(NoAdvice, match="leaves nothing to do"):
        without.option("D-04/1")
    declined = Matter([wish("UNWANTED_ITEM"), returns.declined(2)], at=3)
    with pytest.raises(NoAdvice, match="leaves nothing to do"):
        declined.option("D-04/1")


@covers("D-10", "S4-12")
def test_what_comes_back_at_our_cost_is_told_so_also_where_it_was_authorized_before():
    matter = Matter([wish("SWITCHEROO"), returns.authorized(1)], [thread.received(0)], at=2)
    place = matter.place("D-10", "Let it come back at our cost and refund")
    assert matter.take(place)[0].data["label"] == {"payer": "seller"}


def test_an_option_keeps_its_number_when_others_are_no_longer_possible():
    matter = Matter([wish("QUALITY_UNACCEPTABLE")], [thread.received(0)], at=1)
    assert matter.place("D-03", "Let it come back and refund") == "D-03/2"
    matter.take("D-03/1")
    assert matter.place("D-03", "Let it come back and refund") == "D-03/2"
    with pytest.raises(NoAdvice, match="D-03 has no option 1 as the case stands; it has: 2 Let it come back"):
        matter.take("D-03/1")


def test_what_is_settled_is_no_matter_any_more_whoever_asks():
    matter = Matter([wish("UNWANTED_ITEM")], [thread.received(0)], at=1)
    matter.take("D-04/1", agreed=True)
    with pytest.raises(NoAdvice, match="leaves nothing to do as it stands"):
        matter.option("D-01/1")
