"""The goods are on their way: D-21 … D-23, D-25."""

from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.language import DAY, clock
from tests.lifecycle.orders.words import (
    address_change_requested,
    cancel_requested,
    delayed,
    lost,
    placed,
    shipped,
)
from tests.lifecycle.playbook.counsel import Matter


@covers("D-21", "S4-24", "S4-25", "S4-27", "S3-12", "B-23")
def test_a_long_way_is_apologised_for_with_the_newest_status_and_a_date():
    matter = Matter([placed(0), shipped(1), delayed(50)], [thread.received(51)], at=52)
    assert "claim for goods not received" in matter.row("D-21").notes[0]
    letter = matter.letter("D-21/1")
    for words in ("We apologise", "X1", "You will hear from us by 5 November 2026"):
        assert words in letter
    assert [act.event for act in matter.take("D-21/1")] == ["buyer_told", "reply_requested"]


@covers("D-21", "S3-11")
def test_an_overdue_parcel_is_noticed_without_anybody_telling():
    matter = Matter([placed(0), shipped(1), clock(40 * DAY)], at=40 * DAY)
    assert "is possible since" in matter.row("D-21").notes[0]


@covers("D-22", "S4-26")
def test_a_lost_parcel_is_sent_again_or_refunded_as_the_buyer_chooses():
    matter = Matter([placed(0), shipped(1), lost(60)], [thread.received(61)], at=62)
    assert "1. Please send it again." in matter.letter("D-22/1")
    refund = next(number for number, do in enumerate(matter.options("D-22"), 1) if do == "Refund now")
    assert "refund_requested" in {act.event for act in matter.take(f"D-22/{refund}")}
    assert matter.case.money.paid == matter.case.refunds[0].amount


@covers("D-23", "S4-28", "S4-29")
def test_who_cancels_a_parcel_on_its_way_is_asked_to_refuse_it():
    matter = Matter([placed(0), shipped(1), cancel_requested(2)], [thread.received(2)], at=3)
    assert matter.options("D-23")[0] == "Ask him to refuse the parcel, and refund when it is back"
    assert {act.event for act in matter.take("D-23/1")} == {"cancel_refused", "reply_requested"}


@covers("D-23")
def test_no_return_is_called_authorized_that_nobody_has_asked_for():
    matter = Matter([placed(0), shipped(1), cancel_requested(2)], [thread.received(2)], at=3)
    assert matter.option(matter.place("D-23", "Let it arrive and come back as a return")).letter is None


@covers("D-25")
def test_before_it_is_shipped_nobody_is_told_that_the_parcel_is_on_its_way():
    assert "D-25" not in Matter([placed(0), address_change_requested(2)], at=3).rows()


@covers("D-25", "S4-32", "S3-06")
def test_a_wrong_address_is_asked_for_at_the_carrier_and_only_cheap_goods_are_sent_twice():
    def at_price(unit_paid: str) -> list[str]:
        goods = [{"line": "1", "sku": "MUG", "quantity": 1, "unit_paid": unit_paid}]
        told = [placed(0, lines=goods), shipped(1), address_change_requested(2)]
        return Matter(told, [thread.received(2)], at=3).options("D-25")

    again = "Send it again to the right address, if the parcel is lost to him"
    assert (
        at_price("5.00")[0]
        == at_price("500.00")[0]
        == "Ask the marketplace and the carrier whether it can still be redirected"
    )
    assert again in at_price("5.00")
    assert again not in at_price("500.00")
    assert "Explain that it cannot be changed" in at_price("500.00")
