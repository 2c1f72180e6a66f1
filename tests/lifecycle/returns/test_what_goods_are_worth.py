"""Goods that are back are labelled anew, sold again, reimbursed; what that costs is booked, also after the close."""

from decimal import Decimal

import pytest

from lifecycle.returns.proceeds import costs, reimbursements, sku_of, sold_units
from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given, hour
from tests.lifecycle.returns.words import (
    BACK,
    PAID,
    authorized,
    carrier_settled,
    cost_booked,
    declined,
    inspected,
    received,
    reimbursed,
    requested,
    resold,
    safet_decided,
    safet_filed,
    shipped,
    unit_relabelled,
)

CLOSED = (*PAID, clock(60 * DAY))
AFTER = 61 * DAY
NEWS = (unit_relabelled, resold, reimbursed, cost_booked)
CHAIR_AND_LAMP = (
    {"line": "1", "sku": "CHAIR", "quantity": 1, "unit_paid": "80.00"},
    {"line": "2", "sku": "LAMP", "quantity": 1, "unit_paid": "20.00"},
)


def worth(story):
    return story.desk.case.worth


@covers("S2-12", "S4-22")
def test_a_unit_gets_a_reference_a_grade_and_a_partner_and_is_sold_under_it():
    story = given(BACK).when(unit_relabelled(95, sku="MUG", partner="outlet-gmbh", label="LBL-7"), resold(120))
    story.then("inspected", unfit=[]).then_runs("T-REFUND")
    (unit,), (sale,) = worth(story).units, worth(story).resales
    assert (unit.unit, unit.sku, unit.grade, unit.partner, unit.label) == ("U-1", "MUG", "good", "outlet-gmbh", "LBL-7")
    assert (sale.unit, sale.channel, sale.amount, sale.sold_at) == ("U-1", "outlet", Decimal("8.00"), hour(120))


@covers("S2-07")
@pytest.mark.parametrize("news", NEWS)
def test_after_the_close_the_ledger_takes_it_and_the_case_stays_closed(news):
    story = given(CLOSED).then("closed")
    story.when(news(AFTER), clock(90 * DAY)).then("closed", close_reason="refunded_full", unfit=[]).then_runs()
    story.then_not("reopened")
    assert list(worth(story).currencies()) or worth(story).units


@pytest.mark.parametrize("news", NEWS)
def test_it_does_not_put_off_the_rest_of_a_settled_case(news):
    due = given(PAID).due("T-AFTER")
    assert given(PAID).when(news(110)).due("T-AFTER") == due


@pytest.mark.parametrize("news", NEWS)
def test_it_waits_for_the_return_that_nobody_has_announced(news):
    given().when(news(3)).then("announced").then_waits("cannot follow").when(requested(5)).then(unfit=[])


@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize("story", [(requested(), declined()), (received(80),), (requested(), authorized(), shipped())])
def test_it_is_taken_in_any_other_state(story, news):
    before = given(*story).desk.case.state
    given(*story).when(news(200)).then(before, unfit=[])


def test_what_is_sold_before_its_label_is_told_is_taken():
    story = given(BACK).when(resold(100, unit="U-9")).when(unit_relabelled(99, unit="U-9", quantity=3, line="1"))
    (sale,) = worth(story).resales
    case = story.desk.case
    assert (sku_of(case, "U-9"), sold_units(case, sale)) == ("MUG", 3)


def test_a_unit_labelled_anew_counts_as_it_was_told_last():
    story = given(BACK, unit_relabelled(95, partner="a"), unit_relabelled(99, partner="b"))
    assert [unit.partner for unit in worth(story).units] == ["b"]
    story.when(unit_relabelled(100, partner="b")).then_refused("relabelled just so already, nothing changes")


def test_the_same_sale_told_twice_counts_once():
    story = given(BACK, resold(100, sold_at="2026-11-08")).when(resold(101, sold_at="2026-11-08", channel="OUTLET "))
    story.then_refused("unit U-1 was sold through outlet", "nothing changes")
    assert len(worth(story).resales) == 1
    story.when(resold(102, amount="9.00", sold_at="2026-11-08")).then_refused("put that right with corrected")
    story.then_not("resold_twice")


def test_a_unit_sold_twice_raises_a_flag_and_a_warning():
    story = given(BACK, resold(100)).then_not("resold_twice").when(resold(130)).then_flags("resold_twice")
    assert ("warning", "flag/resold_twice") in [(severity, key) for severity, key in story.alerted()]


def test_a_reimbursement_counts_once_by_the_number_of_its_payer():
    story = given(BACK, reimbursed(100, payer="SAFE-T")).when(reimbursed(101, payer="Amazon"))
    story.then_refused("4.00 EUR by the marketplace were told under RB-1 already, nothing changes")
    assert [paid.amount for paid in worth(story).reimbursements] == [Decimal("4.00")]


def test_a_cost_with_a_reference_counts_once_and_one_without_each_time():
    story = given(BACK, cost_booked(100, ref="K-1"), cost_booked(101, ref="K-1"), cost_booked(102), cost_booked(103))
    story.then_refused("rework was booked under K-1 already")
    assert len(worth(story).costs) == 3


@pytest.mark.parametrize("news", [resold, reimbursed, cost_booked])
def test_money_in_another_currency_is_refused_in_a_sentence(news):
    story = given(BACK).when(news(100, currency="USD")).then_refused("return R-1 is in EUR", "USD", "tell it in EUR")
    assert list(worth(story).currencies()) == []


def test_before_the_currency_is_known_the_first_entry_names_it():
    story = given(received(80), cost_booked(81), resold(82, currency="USD")).then_refused("is in EUR")
    story.when(requested(90)).then_not("worth_in_other_currency")
    given(received(80), resold(82, currency="USD")).when(requested(90)).then_flags("worth_in_other_currency")


@covers("S2-10")
def test_the_label_counts_as_authorized_until_its_cost_is_booked():
    label = {"type": "prepaid", "payer": "seller", "cost": "6.90"}
    story = given(requested(), authorized(label=label))
    assert [(cost.what, cost.amount) for cost in costs(story.desk.case)] == [("label", Decimal("6.90"))]
    story = story.when(cost_booked(100, "Return label", "5.80"))
    assert [(cost.what, cost.amount) for cost in costs(story.desk.case)] == [("label", Decimal("5.80"))]
    paid_by_buyer = given(requested(), authorized(label={**label, "payer": "buyer"}))
    assert list(costs(paid_by_buyer.desk.case)) == []


@covers("S2-07")
def test_what_was_awarded_stands_in_until_the_money_is_told():
    story = given(BACK, safet_filed(95), safet_decided(99, amount="9.00"), carrier_settled(99, amount="3.00"))
    told = {paid.payer: paid.amount for paid in reimbursements(story.desk.case)}
    assert told == {"marketplace": Decimal("9.00"), "carrier": Decimal("3.00")}
    story = story.when(reimbursed(120, payer="marketplace", ref="S-1", amount="8.50"), reimbursed(121))
    assert sorted(paid.amount for paid in reimbursements(story.desk.case)) == [Decimal("4.00"), Decimal("8.50")]


def test_of_two_kinds_of_goods_a_unit_without_a_label_is_nobody_knows_which():
    story = given(requested(lines=CHAIR_AND_LAMP), unit_relabelled(50, unit="U-2", line="2"), resold(51, unit="U-3"))
    assert [sku_of(story.desk.case, unit) for unit in ("U-2", "U-3", None)] == ["LAMP", None, None]


@covers("B-18", "S2-06", "F.4")
def test_item_accessories_and_packaging_are_graded_each_for_itself():
    told = {"item": "Original", "accessories": "MISSING", "packaging": "minor damage", "missing": ["lid"]}
    story = given(requested(), authorized(), shipped(), received()).when(inspected(grade="like_new", **told))
    (units,) = story.desk.case.graded
    assert (units.grade, units.item, units.accessories, units.packaging) == (
        "like_new",
        "original",
        "missing",
        "minor_damage",
    )
    assert (units.missing, units.bad) == (("lid",), True)
