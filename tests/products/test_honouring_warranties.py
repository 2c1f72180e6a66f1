"""Warranty: a small cheap product is sent anew, a large or expensive one is repaired or paid in part."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.products.product import Product
from lifecycle.products.warranty import Limits, Remedy, ends_on, remedy
from tests.covers import covers

LIMITS = Limits(cost=Decimal(15), currency="EUR", weight=Decimal(2))
ANEW, REPAIR = Remedy("send_new"), Remedy("repair_or_part_refund")


@covers("S4-23", "D-19", "D-20")
@pytest.mark.parametrize(
    ("cost", "weight", "expected"),
    [
        ("15", "2", ANEW),
        ("15.01", "0.1", REPAIR),
        ("3", "2.5", REPAIR),
        (None, "2.5", REPAIR),
        (None, "0.1", Remedy("unknown", ("purchase_cost",))),
        ("3", None, Remedy("unknown", ("weight",))),
    ],
)
def test_cost_and_weight_decide_what_is_offered(cost, weight, expected):
    product = Product(
        sku="LAMP",
        purchase_cost=Decimal(cost) if cost else None,
        currency="EUR",
        weight=Decimal(weight) if weight else None,
    )
    assert remedy(product, LIMITS) == expected


def test_a_cost_in_another_currency_is_no_answer():
    product = Product(sku="LAMP", purchase_cost=Decimal(3), currency="USD", weight=Decimal(1))
    assert remedy(product, LIMITS) == Remedy("unknown", ("purchase_cost in EUR",))


@covers("S4-23")
def test_a_warranty_ends_on_the_same_day_of_a_later_month():
    assert ends_on(Product(sku="LAMP", warranty_months=24), date(2026, 11, 20)) == date(2028, 11, 20)
    assert ends_on(Product(sku="LAMP", warranty_months=3), date(2026, 11, 30)) == date(2027, 2, 28)
    assert ends_on(Product(sku="LAMP"), date(2026, 11, 20)) is None
