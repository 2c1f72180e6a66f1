"""Marketplaces' spellings read in our own vocabulary; what is unknown is `other`, never an error."""

import pytest

from events.codes import Disposition, Grade, Issuer, ReasonCode, disposition, grade, issuer
from events.shipping import Payer, return_shipping_payer
from tests.covers import covers
from tests.events.samples import event, line, read, requested


@covers("S2-02", "S4-04")
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("DEFECTIVE", ReasonCode.DEFECTIVE),
        ("CR-DEFECTIVE", ReasonCode.DEFECTIVE),
        ("CR-DAMAGED_BY_CARRIER", ReasonCode.DAMAGED_BY_CARRIER),
        ("AMZ-PG-BAD-DESC", ReasonCode.NOT_AS_DESCRIBED),
        ("AMZ-PG-APP-TOO-SMALL", ReasonCode.APPAREL_TOO_SMALL),
        ("AMZ-PG-APP-TOO-LATE", ReasonCode.MISSED_ESTIMATED_DELIVERY),
        ("FOUND-BETTER-PRICE", ReasonCode.FOUND_BETTER_PRICE),
        ("UNDELIVERABLE_REFUSED", ReasonCode.UNDELIVERABLE_REFUSED),
        ("AMZ-PG-SOMETHING-NEW", ReasonCode.OTHER),
        ("DAMAGED_BY_ELVES", ReasonCode.OTHER),
    ],
)
def test_a_reason_is_read_and_an_unknown_one_is_other(raw: str, code: ReasonCode):
    asked = read(requested(lines=[line(reason=raw)]))
    assert asked.data.lines[0].reason_code is code
    assert asked.body["data"]["lines"][0]["reason"] == asked.data.lines[0].reason == raw


def test_a_line_without_a_reason_has_no_code():
    assert read(requested(lines=[line(reason=None)])).data.lines[0].reason_code is None


@pytest.mark.parametrize("raw", ["CUSTOMER_DAMAGED", "CustomerDamaged", "customer damaged", "damaged_buyer"])
def test_a_grade_is_the_same_in_every_spelling(raw: str):
    assert grade(raw) is Grade.DAMAGED_BUYER


def test_grades_dispositions_and_issuers_nobody_knows_are_other():
    assert (grade("Used - Like New"), grade("haunted")) == (Grade.LIKE_NEW, Grade.OTHER)
    assert (disposition("RESTOCKED"), disposition("burnt")) == (Disposition.RESTOCK_NEW, Disposition.OTHER)
    assert (issuer("a_to_z"), issuer("allegro")) == (Issuer.A_TO_Z, Issuer.OTHER)


def test_an_inspection_keeps_the_words_it_was_told_in():
    told = event("inspected", {"units": [{"quantity": 1, "grade": "Sellable", "disposition": "hazmat"}]})
    unit = read(told, "inspected").data.units[0]
    assert (unit.grade, unit.grade_code, unit.disposition_code) == ("Sellable", Grade.NEW, Disposition.QUARANTINE)


def test_a_refund_says_who_paid_it():
    told = event("refunded", {"amount": "1", "currency": "EUR", "issuer": "AMAZON-RFS"})
    assert read(told, "refunded").data.issuer_code is Issuer.AMAZON_RFS


@covers("B-20")
def test_who_pays_the_way_back_depends_on_the_reason_and_in_japan_differently():
    assert return_shipping_payer(ReasonCode.DEFECTIVE) is Payer.SELLER
    assert return_shipping_payer(ReasonCode.FOUND_BETTER_PRICE) is Payer.BUYER
    assert return_shipping_payer(ReasonCode.NOT_COMPATIBLE) is Payer.BUYER
    assert return_shipping_payer(ReasonCode.NOT_COMPATIBLE, "JP") is Payer.SELLER
    assert return_shipping_payer(ReasonCode.APPAREL_TOO_SMALL, "JP") is Payer.BUYER
    assert return_shipping_payer(ReasonCode.APPAREL_TOO_SMALL) is None
