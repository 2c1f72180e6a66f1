"""The goods are back, or fail under warranty: D-15 … D-20."""

from decimal import Decimal

from lifecycle.numbers.recovery import recovery
from lifecycle.products.reading import read_sheet
from lifecycle.products.sheet import Sheet
from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.language import DAY
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish
from tests.lifecycle.returns.words import (
    authorized,
    escalated,
    inspected,
    received,
    refunded,
    requested,
    resold,
    unit_relabelled,
)

DOCUMENTED = {"item": "minor_damage", "accessories": "original", "packaging": "original", "photos": ["p1.jpg"]}
USED = {"grade": "good", "disposition": "restock_used", **DOCUMENTED}


def back(*said, market: str = "amazon.com", **unit) -> list:
    return [requested(0, market=market), authorized(5), received(80), inspected(90, **unit), *said]


def sheet(*rows: str) -> Sheet:
    return read_sheet("\n".join(("sku,purchase_cost,currency,weight,warranty_months,supplier,spare_parts", *rows)))


@covers("D-15", "S4-22", "S0-19", "S0-20", "S0-02")
def test_perfect_goods_are_refunded_in_full_before_the_term_ends():
    matter = Matter(back(), at=91)
    assert set(matter.rows()) == {"D-15"}
    assert matter.take("D-15/1")[0].data["amount"] == "25.00"
    assert matter.case.state == "refund_pending"
    assert "D-15" not in matter.rows()


@covers("D-16", "B-18", "S0-04")
def test_used_goods_are_refunded_in_part_as_documented():
    matter = Matter(back(**USED), [thread.received(1)], at=91)
    assert matter.options("D-16")[0] == "Refund 12.50 EUR: 12.50 EUR less, as documented"
    assert matter.options("D-16")[1] == "Refund in full all the same"
    matter.take("D-16/1")
    assert matter.case.refunds[0].amount == Decimal("12.50")


@covers("D-16", "B-18")
def test_nothing_is_deducted_before_it_is_documented():
    matter = Matter(back(grade="good", disposition="restock_used"), at=91)
    assert matter.options("D-16") == ["Refund in full all the same"]
    assert "photos of what came back" in matter.row("D-16").missing
    assert "at most 50 % may be deducted" in matter.row("D-16").notes[0]


@covers("D-16", "L7", "B-18")
def test_in_the_eu_only_the_loss_of_value_is_deducted():
    matter = Matter(back(market="amazon.it", **USED), at=91)
    assert matter.options("D-16") == ["Refund in full all the same"]  # nobody has said how much value is lost
    assert "loss of value" in matter.row("D-16").notes[0]


@covers("D-17", "S2-06")
def test_what_is_missing_is_asked_for_once_while_the_term_runs():
    seen = {"grade": "incomplete", "disposition": "rework", "missing": ["charger"], **DOCUMENTED}
    matter = Matter(back(**seen), [thread.received(1)], at=91)
    assert matter.options("D-17")[0] == "Ask once for what is missing"
    assert "T-REFUND" in matter.row("D-17").options[0].why
    matter.take("D-17/1")
    assert matter.options("D-17")[0].startswith("Refund 12.50 EUR")


@covers("D-18", "S2-09", "S2-10", "S2-11", "S2-12", "S4-22")
def test_unsellable_goods_go_where_they_have_brought_most():
    broken = {"grade": "defective", "disposition": "rework"}
    sold = [unit_relabelled(100, quantity=1, sku="MUG"), resold(120, amount="8.00", channel="outlet")]
    earlier = Matter(back(*sold, **broken), at=130).case
    figures = {each.key.sku: each for each in recovery([earlier], Sheet(())) if each.key.sku}
    matter = Matter(back(**broken), at=91, figures=figures)
    assert matter.options("D-18")[0] == "Sell it through outlet"
    assert any("opened-box partner" in do for do in matter.options("D-18"))
    assert "what a new unit costs" in matter.row("D-18").missing
    assert "the product sheet lacks the row itself of MUG" in matter.row("D-18").notes


@covers("D-18")
def test_a_missing_field_of_the_product_sheet_is_named():
    matter = Matter(back(grade="defective", disposition="rework"), at=91, sheet=sheet("MUG,4.00,EUR,,,,"))
    assert matter.row("D-18").notes == ("the product sheet lacks supplier and spare_parts of MUG",)
    assert matter.row("D-18").missing == ()


@covers("D-19", "D-20", "S4-23")
def test_under_warranty_small_cheap_goods_are_sent_anew_and_others_repaired():
    def failing(row: str) -> Matter:
        late = wish("DEFECTIVE", in_policy=False, order_date="2026-05-01")
        return Matter([late], [thread.received(0)], at=2 * DAY, sheet=sheet(row))

    cheap, heavy = failing("MUG,4.00,EUR,0.4,24,,"), failing("MUG,4.00,EUR,9,24,,")
    assert cheap.options("D-19") == ["Send a new one; the old one need not come back"]
    assert "D-20" not in cheap.rows()
    assert heavy.options("D-20") == ["Offer a repair or a part of the price"]
    assert "D-19" not in heavy.rows()
    cheap.take("D-19/1")
    assert cheap.case.state == "replacement_pending"
    assert "D-19" not in failing("MUG,4.00,EUR,0.4,3,,").rows()  # the warranty is over
    unknown = failing("MUG,,,,24,,")
    assert "the product sheet lacks purchase_cost, weight" in unknown.row("D-19").notes[0]


def test_what_is_refunded_already_is_not_refunded_again():
    assert Matter(back(refunded(92, refund=None)), at=93).rows() == {}


@covers("D-17", "L9")
def test_money_for_what_has_come_does_not_settle_what_is_still_to_come():
    told = [requested(0), authorized(5), received(80, quantity=1), inspected(90, quantity=1, grade="incomplete")]
    matter = Matter(told, [thread.received(1)], at=91)
    (asked, *_) = matter.take(matter.place("D-17", "Refund in full all the same"))
    assert (asked.data["amount"], asked.data["kind"]) == ("12.50", "partial")


@covers("D-15")
def test_the_letter_names_the_sum_that_is_asked_for():
    matter = Matter(back(refunded(91, amount="10.00", refund=None)), at=92)
    assert "15.00 EUR" in matter.letter("D-15/1")
    assert matter.take("D-15/1")[0].data["amount"] == "15.00"


@covers("D-15", "B-18")
def test_faulty_goods_are_refunded_in_full_although_they_are_not_perfect():
    matter = Matter(back(grade="defective", disposition="supplier"), at=91)
    assert matter.options("D-15") == ["Refund in full: nothing may be deducted"]
    assert matter.take("D-15/1")[0].data["amount"] == "25.00"


@covers("C.8-14")
def test_while_a_claim_lies_over_a_return_the_claim_comes_first_and_no_money_is_advised():
    matter = Matter([wish("UNWANTED_ITEM"), escalated(1)], [thread.received(0)], at=2)
    advice = matter.row("D-04")
    assert advice.notes[0] == "claim C-1 lies over this return and comes first: `reso advise C-1`"
    assert not any(act.event == "refund_requested" for each in advice.options for act in (*each.acts, *each.agreed))
