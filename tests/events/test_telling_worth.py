"""What returned goods are worth, at the door: words in our vocabulary, and what a cost has to say."""

import pytest

from events.codes import Grade
from events.worth_codes import Condition, CostKind, Reimburser, condition, cost_kind, reimburser
from tests.covers import covers
from tests.events.samples import event, read, refusal

RESOLD = {"unit": "U-1", "channel": "outlet", "amount": "8.00", "currency": "EUR"}


@covers("F.4", "B-18")
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("original", Condition.ORIGINAL),
        ("Minor damage", Condition.MINOR_DAMAGE),
        ("SEVERE_DAMAGE", Condition.SEVERE_DAMAGE),
        ("missing", Condition.MISSING),
        ("materially-different", Condition.MATERIALLY_DIFFERENT),
        ("haunted", Condition.OTHER),
    ],
)
def test_conditions_of_item_accessories_and_packaging_are_read_in_any_spelling(raw, code):
    assert condition(raw) is code
    unit = {"quantity": 1, "grade": "new", "disposition": "rework", "item": raw, "accessories": raw}
    seen = read(event("inspected", {"units": [unit]}), "inspected").data.units[0]
    assert (seen.item, seen.conditions) == (raw, (code, code, None))


def test_payers_and_costs_nobody_knows_are_other():
    assert (reimburser("Insurance"), reimburser("aunt")) == (Reimburser.INSURER, Reimburser.OTHER)
    assert (cost_kind("Reconditioning"), cost_kind("coffee")) == (CostKind.REWORK, CostKind.OTHER)


@covers("S2-12")
def test_a_relabelled_unit_has_a_reference_of_ours_and_a_grade_if_one_was_given():
    told = read(event("unit_relabelled", {"unit": "U-1", "grade": "Used - Like New"}), "unit_relabelled")
    assert told.data.grade_code is Grade.LIKE_NEW
    assert "unit is missing" in refusal(event("unit_relabelled", {"label": "L-1"}), "unit_relabelled")[1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"what": "rework"}, "must say an amount with its currency, or minutes"),
        ({"what": "rework", "amount": "3.00"}, "must say amount and currency together"),
        ({"what": "rework", "minutes": 5, "currency": "EUR"}, "must say amount and currency together"),
        ({"what": "rework", "minutes": 0}, "minutes must be at least 1"),
    ],
)
def test_a_cost_says_how_much(data, words):
    assert words in refusal(event("cost_booked", data), "cost_booked")[1]


def test_a_sale_is_of_an_amount_above_zero():
    assert "amount must be an amount" in refusal(event("resold", RESOLD | {"amount": "0"}), "resold")[1]
