"""Something is wrong with what came: D-02, D-06 … D-11."""

import pytest

from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.language import noted
from tests.lifecycle.orders import words as orders
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish


def matter(reason: str, *more, **known) -> Matter:
    return Matter([wish(reason), *more], [thread.received(0)], at=2, **known)


@covers("D-06", "D-07", "S4-07", "S4-08")
@pytest.mark.parametrize(("reason", "row"), [("DAMAGED_BY_CARRIER", "D-06"), ("AMZ-PG-DAMAGED", "D-07")])
def test_what_came_damaged_is_apologised_for_and_made_good_by_choice(reason, row):
    asked = matter(reason)
    assert asked.options(row)[0] == "Apologise, and offer a new item or a part of the price"
    assert "We apologise" in asked.letter(f"{row}/1")
    assert asked.take(f"{row}/3")[0].data["label"]["payer"] == "seller"


@covers("D-06", "S3-13")
def test_the_carrier_is_asked_beside_it_where_the_order_is_known():
    asked = Matter([wish("DAMAGED_BY_CARRIER")], [orders.placed(0), orders.shipped(1)], at=90)
    place = f"D-06/{len(asked.options('D-06'))}"
    assert asked.option(place).do == "Open the claim with the carrier"
    assert [act.event for act in asked.take(place, carrier="BRT", inquiry="Q-1")] == ["inquiry_opened"]


@covers("D-08", "D-09", "S4-09", "S4-10", "S4-11")
def test_first_it_is_found_out_what_is_missing():
    asked = matter("MISSING_PARTS")
    assert asked.options("D-08")[0] == "Send the missing part"
    assert asked.options("D-09")[0] == "Ask: wait for a new shipment, or have the money back"
    for row in ("D-08", "D-09"):
        assert "which part is missing: an accessory or the main product" in asked.row(row).missing
        assert "We apologise" in asked.letter(f"{row}/1")
    assert "11 November 2026" in asked.letter("D-09/1")  # seven business days: how long the way takes


@covers("D-10", "S4-12")
def test_wrong_goods_are_best_kept_and_never_cost_the_buyer_anything():
    asked = matter("CR-SWITCHEROO")
    assert "1-2-3" in asked.options("D-10")[0]
    letter = asked.letter("D-10/1")
    assert "1. You keep the item and we refund 7.50 EUR." in letter
    assert "3. " in letter
    assert asked.take(f"D-10/{len(asked.options('D-10'))}")[0].data["label"]["payer"] == "seller"
    assert [act.event for act in asked.take("D-10/1", agreed=True)] == ["refund_requested"]


@covers("D-11", "S4-13")
def test_advice_that_helped_closes_the_return_only_when_the_buyer_agrees():
    asked = matter("EXCESSIVE_INSTALLATION")
    assert "no manual" in asked.row("D-11").options[0].why
    asked.take("D-11/1")
    assert asked.case.state == "authorized"
    asked.take("D-11/1", agreed=True)
    assert (asked.case.state, asked.case.close_reason) == ("closed", "resolved_by_advice")


SHOT = {"file": "file:" + "a" * 32, "digest": "b" * 64, "size": 1, "media": "image/jpeg", "as": "photo"}


@covers("D-02", "S4-02")
def test_a_defect_that_photos_show_is_admitted_and_exchanged_at_our_cost():
    asked = matter("DEFECTIVE", noted(1, note="see the crack", files=[SHOT]))
    assert "D-01" not in asked.rows()
    assert asked.row("D-02").missing == ()
    assert asked.options("D-02")[0] == "Admit the defect and exchange at our cost"
    assert "we apologise" in asked.letter("D-02/1")
    assert asked.take("D-02/1")[0].data["label"]["payer"] == "seller"
    assert [act.event for act in asked.take("D-02/1", agreed=True)] == ["replacement_requested"]
