"""What may be kept back of a refund (B-18): a share by market, finding and fault; in the EU only the loss of value."""

from decimal import Decimal
from typing import Any

import pytest

from lifecycle.policy.compile import shipped_pack
from lifecycle.returns.deduction import Deduction, highest
from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given, said
from tests.lifecycle.returns.words import authorized, inspected, received, requested, shipped

US, DE, BRAZIL = "amazon.com", "amazon.de", "shop.br"
LINE = {"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.51"}
WHOLE = {"item": "original", "accessories": "original", "packaging": "original", "photos": ["https://photos.example/1"]}


def deduction(
    market: str,
    category: str | None = None,
    reason: str | None = None,
    late: bool = False,
    fee_pct: str | None = None,
    **unit: Any,
) -> Deduction:
    """What may be deducted for two mugs of 12.51 that came back whole, or otherwise as told."""
    sent = (clock(30 * DAY), shipped(31 * DAY)) if late else (shipped(),)
    at = 32 * DAY if late else 80
    found = {"quantity": 2, "sku": "MUG", "disposition": "restock_used", **WHOLE, **unit}
    told = {member: value for member, value in found.items() if value is not None}
    seen = said("inspected", at + 1, {"units": [told], "fee_pct": fee_pct}, {})
    asked = requested(market=market, lines=(LINE | ({"reason": reason} if reason else {}),))
    case = given(asked, authorized(), *sent, received(at), seen).desk.case
    return highest(case, case.graded[0], shipped_pack().market(market), category)


@covers("B-18", "D-16")
@pytest.mark.parametrize(
    ("finding", "percent", "why"),
    [
        ({"grade": "new"}, "0", "as it was sold"),
        ({"grade": "new", "late": True}, "20", "late"),
        ({"grade": "good"}, "50", "used"),
        ({"grade": "CUSTOMER_DAMAGED", "item": "severe damage"}, "50", "damaged"),
        ({"grade": "like_new", "accessories": "missing"}, "50", "damaged or incomplete"),
        ({"grade": "like_new", "packaging": "materially different"}, "50", "different"),
        ({"grade": "good", "late": True}, "50", "used"),
        ({"grade": "like_new", "packaging": "minor damage", "category": "Software"}, "100", "opened"),
        ({"grade": "new", "category": "Video games"}, "0", "as it was sold"),
        ({"grade": "defective"}, "0", "seller's fault or defective"),
        ({"grade": "good", "fault": "carrier"}, "0", "seller's fault"),
        ({"grade": "good", "reason": "CR-NOT_AS_DESCRIBED"}, "0", "seller's fault"),
        ({"grade": "CUSTOMER_DAMAGED", "reason": "CR-DEFECTIVE"}, "50", "damaged"),
        ({"grade": "wrong_item", "mismatch": "wrong_item", "reason": "CR-SWITCHEROO"}, "0", "seller's fault"),
        ({"grade": "wrong_item", "mismatch": "swapped", "reason": "CR-SWITCHEROO"}, "50", "different"),
        ({"grade": "good", "reason": "CR-UNWANTED_ITEM", "fault": "buyer"}, "50", "used"),
    ],
)
def test_in_the_us_the_finding_decides_the_share(finding, percent, why):
    found = deduction(US, **finding)
    assert found.percent == Decimal(percent)
    assert why in found.why
    assert found.lacks == ()
    assert found.may_be_taken == (percent != "0")


@covers("B-18", "D-16")
def test_in_the_eu_only_the_loss_of_value_may_be_deducted():
    assert deduction(DE, grade="new", late=True).percent == 0
    unknown = deduction(DE, grade="good")
    assert (unknown.percent, unknown.amount, unknown.may_be_taken) == (None, None, False)
    assert "fee_pct" in unknown.why
    told = deduction(DE, grade="good", fee_pct="35")
    assert (told.percent, told.amount) == (Decimal(35), Decimal("8.75"))  # of 25.02, rounded down
    assert deduction(DE, grade="good", fee_pct="35", reason="CR-DEFECTIVE").percent == 0


@covers("B-18")
def test_without_photos_and_the_three_grades_nothing_may_be_deducted():
    found = deduction(US, grade="good", photos=[], accessories=None, packaging=None)
    assert (found.percent, found.lacks, found.may_be_taken) == (
        Decimal(50),
        ("accessories", "packaging", "photos"),
        False,
    )


def test_more_than_is_permitted_is_said_to_be_so():
    assert "50 % are permitted" in deduction(US, grade="good", fee_pct="60").excess
    assert deduction(US, grade="good", fee_pct="40").excess == ""


def test_what_nobody_says_is_unknown():
    assert "what shop.br permits" in deduction(BRAZIL, grade="good").why
    assert "in a word that we know" in deduction(US, grade="haunted", item=None).why
    case = given(received(80), authorized(81), inspected(90)).desk.case
    assert "to which line" in highest(case, case.graded[0], shipped_pack().market(US)).why
