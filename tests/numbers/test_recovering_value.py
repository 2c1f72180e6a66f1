"""What comes back of returned goods, per SKU, marketplace and currency; what is not known is said, never guessed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from lifecycle.numbers.allowances import Limits, allowances, limits_of
from lifecycle.numbers.partners import partner_reports
from lifecycle.numbers.periods import by_close, by_order, by_return, within
from lifecycle.numbers.recovery import Figures, recovery
from lifecycle.numbers.repackaging import repackaging
from lifecycle.numbers.tally import Key
from lifecycle.policy.compile import shipped_pack
from lifecycle.products.reading import read_sheet
from lifecycle.returns.case import Return
from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given, hour
from tests.lifecycle.returns.words import (
    authorized,
    closed,
    cost_booked,
    inspected,
    lost,
    received,
    refund_requested,
    refunded,
    reimbursed,
    requested,
    resold,
    shipped,
    unit_relabelled,
)

MUG = Key("amazon.it", "EUR", "MUG")
ALL = Key("amazon.it", "EUR", None)
TODAY = date(2026, 11, 20)
SHEET = read_sheet(
    "sku,brand,supplier,purchase_cost,currency,packaging,repackaging\n"
    "MUG,Terrazza,Rossi,3.00,EUR,generic,on\n"
    "CUP,Terrazza,Rossi,2.00,EUR,branded,on\n"
    "JUG,Terrazza,,4.00,USD,branded,off\n"
    "POT,Terrazza,Rossi,,,branded,\n"
)
END = (refund_requested(), refunded(), clock(60 * DAY))


def line(sku: str = "MUG", quantity: int = 2, price: str = "12.50", number: str = "1", **more: Any) -> dict[str, Any]:
    return {"line": number, "sku": sku, "quantity": quantity, "unit_paid": price, **more}


def returned(*afterwards: Any, grade: str = "new", sku: str = "MUG", end: tuple[Any, ...] = END, **more: Any) -> Return:
    """Two units that came back, were graded, refunded and closed; and what was told of their worth."""
    disposition = more.pop("disposition", "restock_new" if grade == "new" else "restock_used")
    asked = requested(lines=more.pop("lines", (line(sku),)), **more)
    seen = inspected(sku=sku, grade=grade, disposition=disposition)
    return given(asked, authorized(), shipped(), received(sku=sku), seen, *end, *afterwards).desk.case


def figures(*cases: Return, key: Key = MUG, **more: Any) -> Figures:
    return next(each for each in recovery(cases, SHEET, **more) if each.key == key)


@covers("S2-07", "S2-10")
def test_the_recovery_rate_is_what_came_back_of_the_net_revenue():
    story = (
        resold(61 * DAY, "U-1", "9.00", fee="1.00"),
        resold(62 * DAY, "U-2", "7.00"),
        reimbursed(61 * DAY, payer="supplier", amount="2.00"),
        cost_booked(61 * DAY, "rework", "1.50"),
        cost_booked(62 * DAY, "label", "4.00"),
        cost_booked(63 * DAY, "restock", "0.50"),
        cost_booked(64 * DAY, "disposal", "0.25"),
        cost_booked(65 * DAY, "carrier", "3.00"),
    )
    taxed = line(unit_tax="2.50")
    found = figures(returned(*story, lines=(taxed,), grade="good"))
    assert (found.recovery.part, found.recovery.whole) == (Decimal("10.75"), Decimal("20.00"))
    assert found.recovery.value == Decimal("0.5375")
    assert found.costs["carrier"] == Decimal("3.00")
    assert found.remarks == ()


def test_goods_lost_on_their_way_back_count_with_what_they_sold_for():
    sent = (requested(lines=(line(unit_tax="2.50"),)), authorized(), shipped(), lost(60), closed(70, "lost_settled"))
    found = figures(given(*sent, reimbursed(61 * DAY, amount="15.00")).desk.case)
    assert (found.returned, found.recovery.value) == (0, Decimal("0.7500"))


def test_revenue_whose_tax_is_not_told_is_taken_with_it_and_that_is_said():
    found = figures(returned())
    assert found.recovery.whole == Decimal("25.00")
    assert found.remarks == ("revenue is taken with tax where no tax is told (2 units)",)


def test_while_units_wait_for_a_buyer_the_recovery_is_known_so_far_only():
    shelf = figures(returned(resold(61 * DAY)))
    assert (shelf.recovery.value, shelf.recovery.so_far) == (None, Decimal("0.3200"))
    assert shelf.recovery.unknown == ("what is not sold yet will bring (1 unit)",)
    assert figures(returned(grade="defective", disposition="dispose")).recovery.value == 0
    assert figures(returned(grade="defective", disposition="send_back")).recovery.value == 0


def test_money_of_an_open_return_does_not_count_yet():
    found = figures(returned(end=()), returned())
    assert (found.returns, found.open_returns, found.recovery.whole) == (2, 1, Decimal("25.00"))
    assert "money does not count before the close (1 open return)" in found.remarks


@covers("S2-10")
def test_work_without_an_hourly_rate_leaves_the_recovery_unknown():
    case = returned(cost_booked(99 * DAY, "rework", None, minutes=30))
    assert figures(case).recovery.value is None
    assert "what an hour of work costs in EUR (30 minutes)" in figures(case).recovery.unknown
    assert figures(case, hourly={("amazon.it", "EUR"): Decimal(20)}).recovery.part == Decimal(-10)


@covers("S2-06", "S2-07")
def test_shares_of_good_and_of_damaged_units():
    found = figures(returned(), returned(grade="CUSTOMER_DAMAGED"), returned(grade="like_new"))
    assert (found.grade_a.value, found.damaged_by_buyer.value) == (Decimal("0.3333"), Decimal("0.3333"))


@covers("S2-07")
def test_the_return_rate_is_unknown_until_somebody_says_what_was_shipped():
    case = returned(lines=(line(reason="CR-DEFECTIVE"),))
    assert figures(case).return_rate.value is None
    assert figures(case).return_rate.unknown == ("shipped units",)
    assert figures(case, shipped={MUG: 80}).return_rate.value == Decimal("0.0250")


@covers("S2-02", "D-39")
def test_returns_are_told_by_reason():
    found = figures(
        returned(lines=(line(reason="CR-DEFECTIVE"),)), returned(lines=(line(reason="CR-DEFECTIVE"),)), returned()
    )
    assert {name: share.value for name, share in found.by_reason.items()} == {
        "defective": Decimal("0.6667"),
        "unknown": Decimal("0.3333"),
    }
    assert found.main_reason == "defective"


@covers("S2-10", "D-18")
def test_rework_that_costs_more_than_a_new_unit_is_not_worth_it():
    dear = returned(
        cost_booked(61 * DAY, "rework", "3.50", unit="U-1"), cost_booked(62 * DAY, "rework", "3.20", unit="U-2")
    )
    assert (figures(dear).rework_ratio.value, figures(dear).do_not_rework) == (Decimal("1.1167"), True)
    cheap = returned(cost_booked(61 * DAY, "rework", "3.20"), disposition="rework", grade="good")
    assert (figures(cheap).rework_ratio.value, figures(cheap).do_not_rework) == (Decimal("0.5333"), False)
    vague = returned(cost_booked(61 * DAY, "rework", "3.20"))
    assert (figures(vague).do_not_rework, figures(vague).rework_ratio.unknown) == (
        None,
        ("how many units of R-1 were reworked",),
    )


@covers("S2-10")
@pytest.mark.parametrize(
    ("sku", "missing"),
    [("JUG", "purchase_cost of JUG in EUR"), ("POT", "purchase_cost of POT"), ("PAN", "PAN in the product sheet")],
)
def test_what_the_product_sheet_does_not_say_is_named(sku, missing):
    case = returned(cost_booked(61 * DAY, "rework", "1.00", unit="U-1"), sku=sku, grade="good")
    found = figures(case, key=Key("amazon.it", "EUR", sku))
    assert found.rework_ratio.unknown == (missing,)
    assert missing in found.cost_per_return.unknown


@covers("S2-10")
def test_the_cost_of_a_return_is_label_work_rework_and_loss_of_value():
    story = (
        cost_booked(61 * DAY, "label", "4.00"),
        cost_booked(62 * DAY, "restock", None, minutes=6),
        resold(61 * DAY),
    )
    wages = {"hourly": {("amazon.it", "EUR"): Decimal(20)}}
    waiting = figures(returned(*story, grade="good"), **wages)
    assert waiting.cost_per_return.unknown == ("what is not sold yet will bring (1 unit)",)
    gone = figures(returned(*story[:2], grade="defective", disposition="dispose"), returned(), **wages)
    assert gone.cost_per_return.value == Decimal("6.0000")  # (4 + 2 + two mugs of 3) over two returns


@covers("S2-09", "D-18")
def test_the_best_channel_is_where_a_unit_brings_most():
    story = (
        unit_relabelled(61 * DAY, "U-1", quantity=2),
        resold(61 * DAY, "U-1", "14.00", channel="Partner"),
        resold(62 * DAY, "U-2", "8.50", channel="Outlet", fee="0.50"),
    )
    found = figures(returned(*story, grade="good"))
    assert [(channel.name, channel.per_unit) for channel in found.channels] == [("outlet", 8), ("partner", 7)]
    assert found.best_channel == "outlet"
    assert figures(returned()).best_channel is None


def test_nothing_is_added_up_across_marketplaces_or_currencies():
    here, there = returned(), returned(market="shop.it")
    found = {each.key: each.returned for each in recovery([here, there], SHEET)}
    assert found == {MUG: 2, ALL: 2, Key("shop.it", "EUR", "MUG"): 2, Key("shop.it", "EUR", None): 2}


def test_money_of_several_skus_counts_for_all_goods_alone_and_that_is_said():
    both = (line(), line("CUP", 1, "5.00", "2"))
    label = cost_booked(61 * DAY, "label", "4.00")
    end = (closed(95), label)
    case = returned(lines=both, end=end)
    assert figures(case).recovery.whole == 0
    assert "cannot be told apart by SKU" in figures(case).remarks[0]
    assert figures(case, key=ALL).recovery.part == Decimal("-4.00")
    apart = returned(lines=both, end=(closed(95), resold(61 * DAY), unit_relabelled(61 * DAY, line="1")))
    assert figures(apart).recovery.part == Decimal("8.00")


def test_a_return_that_is_told_by_another_case_is_not_counted():
    assert recovery([returned(end=(closed(95, "duplicate"),))], SHEET) == ()


@covers("S2-08", "D-39")
def test_an_allowance_is_negotiated_where_much_comes_back_or_little_is_recovered():
    cases = [returned(), returned(sku="CUP", grade="good"), returned(sku="JUG")]
    shipped = {MUG: 100, Key("amazon.it", "EUR", "CUP"): 10, Key("amazon.it", "EUR", "JUG"): 100}
    limits = limits_of(shipped_pack().market("amazon.it"), hour(0))
    assert limits == Limits(Decimal("0.1"), Decimal("0.5"))
    strict = Limits(Decimal("0.1"), Decimal(-1))
    found = allowances(recovery(cases, SHEET, shipped=shipped), SHEET, strict, TODAY)
    assert [(each.by, each.name, each.why) for each in found.candidates] == [
        ("sku", "CUP", ("return rate 20.0%, the limit is 10.0%",))
    ]
    sold = resold(61 * DAY), resold(62 * DAY, "U-2")
    cases = [returned(*sold), returned(*sold[:1], sku="CUP"), returned(sku="JUG", disposition="dispose")]
    poor = allowances(recovery(cases, SHEET), SHEET, limits, TODAY)
    assert [(each.by, each.name, each.why) for each in poor.candidates] == [
        ("sku", "JUG", ("recovery rate 0.0%, the limit is 50.0%",))
    ]
    cases[1] = returned(sku="CUP", disposition="dispose")
    poor = allowances(recovery(cases, SHEET), SHEET, limits, TODAY)
    assert [(each.by, each.name, each.returned) for each in poor.candidates[:2]] == [
        ("brand", "Terrazza", 6),
        ("supplier", "Rossi", 4),
    ]
    assert poor.candidates[1].skus == ("CUP", "MUG")
    assert poor.unknown == {"JUG": ("supplier",)}


@covers("S2-13", "S2-14", "S2-15", "D-38")
def test_repackaging_is_switched_off_for_brands_and_left_where_the_carton_is_generic():
    skus = ("MUG", "CUP", "JUG", "POT", "PAN")
    cases = [returned(lines=(line(sku, reason="NOT_AS_DESCRIBED"),), sku=sku, channel="AFN") for sku in skus]
    found = {each.sku: each for each in repackaging(recovery([*cases, returned(sku="LID")], SHEET), SHEET, TODAY)}
    assert {sku: each.advice for sku, each in found.items()} == {
        "MUG": "leave",
        "CUP": "switch_off",
        "JUG": "leave",
        "POT": "unknown",
        "PAN": "unknown",
    }
    assert (found["CUP"].complaints, found["POT"].unknown, found["PAN"].unknown) == (2, ("repackaging",), ("sku",))


@covers("S2-11", "S2-12")
def test_a_partner_is_reported_by_month_with_his_fees_and_his_resale_rate():
    label = {"partner": "seconda-mano"}
    case = returned(
        unit_relabelled(100, "U-1", quantity=2, **label),
        unit_relabelled(101, "U-2", **label),
        unit_relabelled(102, "U-3", **label),
        resold(10 * DAY, "U-1", "18.00", fee="3.00"),
        resold(40 * DAY, "U-2", "9.00", fee="1.50"),
        resold(41 * DAY, "U-9", "9.00"),
        grade="good",
    )
    first, second = (partner_reports([case], hour(at * DAY), hour((at + 30) * DAY)) for at in (0, 30))
    assert [(each.sold, each.net, each.resale_rate.value) for each in first] == [(2, Decimal("15.00"), Decimal("0.5"))]
    assert [(each.sold, each.net, each.resale_rate.value) for each in second] == [(1, Decimal("7.50"), Decimal("0.75"))]
    assert partner_reports([case], hour(90 * DAY), hour(120 * DAY)) == ()


@settings(max_examples=10, deadline=None)
@for_any(order=st.permutations(range(5)))
def test_in_whatever_order_returns_are_told_the_figures_are_the_same(order):
    told = [
        returned(resold(61 * DAY), grade="good"),
        returned(cost_booked(61 * DAY, minutes=7), sku="CUP"),
        returned(end=()),
        returned(lines=(line(), line("CUP", 1, "5.00", "2")), end=(closed(95), cost_booked(61 * DAY, "label"))),
        returned(market="shop.it"),
    ]
    wages = {("amazon.it", "EUR"): Decimal(18)}
    assert recovery([told[place] for place in order], SHEET, hourly=wages) == recovery(told, SHEET, hourly=wages)


@covers("S2-05")
def test_a_period_goes_by_return_by_order_or_by_close_and_names_what_has_no_day():
    case, other = returned(order_date="2026-10-20"), returned(end=())
    november = hour(-24), hour(28 * DAY)
    assert within([case, other], by_return, *november) == ((case, other), ())
    assert within([case, other], by_order, *november) == ((), (other,))
    assert within([case, other], by_close, *november) == ((case,), (other,))
