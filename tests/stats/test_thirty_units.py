"""Thirty returned units, sold again through three channels: reckoned by hand, cent by cent, then asked of the tables.

Ten returns of three lamps each; a lamp had sold for 25.00, 5.00 of it tax, so that 30 units were 600.00 net.

    what became of them              units   each    fee    brought
    sold in our own shop                12   20.00   1.00    228.00
    sold in the outlet                  10   12.50            125.00
    sold on the marketplace, used        6   15.00   2.25     76.50
    thrown away                          2                      0.00
                                        30                    429.50

    paid to us by the supplier           1   30.00             30.00
    paid to us by the carrier            1   12.50             12.50
                                                              472.00

    labels                              10    4.20            - 42.00
    rework, material                     8    3.00            - 24.00
    rework, work                    60 min   18.00 an hour    - 18.00
    restocking                          28    0.35             - 9.80
    disposal                             2    1.10             - 2.20
                                                              376.00   of 600.00: 62.67 %

A carrier's bill of 7.00 is no part of it. A new lamp costs 11.00 to buy; 6 lamps were graded new, 16 good (8 of them to
be reworked), 6 damaged by the buyer, 2 defective.
"""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from events.envelope import Event
from handlers.stats import counsel, service, skus
from handlers.stats.articles import figures_of
from handlers.stats.question import Question
from lifecycle.numbers.recovery import recovery
from lifecycle.numbers.tally import Key
from lifecycle.policy.compile import compile_pack, shipped_texts
from lifecycle.products.reading import read_sheet
from tests.lifecycle.language import DAY, event, hour
from tests.stats import shop

SHEET = read_sheet(
    "sku,brand,supplier,purchase_cost,currency,packaging,repackaging\nLAMP,Terrazza,Rossi,11.00,EUR,branded,on\n"
)
WAGES = """
overlays = "base"
[[rule]]
id = "OWN-HOURCOST"
value = { EUR = 18 }
unit = "limit"
source = "payroll"
"""
NEW, GOOD = ("new", "restock_new"), ("good", "restock_used")
MENDED, DAMAGED, BROKEN = ("good", "rework"), ("damaged_buyer", "restock_used"), ("defective", "dispose")
SHOP, OUTLET, USED = ("shop", "20.00", "1.00"), ("outlet", "12.50", "0.00"), ("marketplace", "15.00", "2.25")


class Lamps(NamedTuple):
    """What became of the three lamps of a return: how they were judged, and through what they were sold."""

    judged: tuple[tuple[str, str], ...]
    sold: tuple[tuple[str, str, str], ...]
    rework: str = ""
    disposal: str = ""


RETURNS = (
    Lamps((NEW,) * 3, (SHOP,) * 3),
    Lamps((NEW,) * 3, (SHOP,) * 3),
    Lamps((GOOD,) * 3, (SHOP,) * 3),
    Lamps((GOOD,) * 3, (SHOP,) * 3),
    Lamps((MENDED,) * 3, (OUTLET,) * 3, rework="9.00"),
    Lamps((MENDED,) * 3, (OUTLET,) * 3, rework="9.00"),
    Lamps((MENDED, MENDED, GOOD), (OUTLET,) * 3, rework="6.00"),
    Lamps((GOOD, DAMAGED, DAMAGED), (OUTLET, USED, USED)),
    Lamps((DAMAGED,) * 3, (USED,) * 3),
    Lamps((DAMAGED, BROKEN, BROKEN), (USED,), disposal="2.20"),
)


def order(case: str, market: str, currency: str, sku: str, quantity: int) -> Iterator[Event]:
    line = {"line": "1", "sku": sku, "quantity": quantity, "unit_paid": "25.00"}
    told = {"order_id": case, "marketplace": market, "currency": currency, "lines": [line]}
    yield event("placed", -9 * DAY, told, "order", case, historical=True)
    yield event("shipped", -8 * DAY, {}, "order", case, historical=True)


def asked(case: str, sku: str, quantity: int, market: str, currency: str, **line: Any) -> Event:
    lines = [{"line": "1", "sku": sku, "quantity": quantity, "unit_paid": "25.00", "unit_tax": "5.00", **line}]
    told = {"order_id": "302-1", "order_date": hour(-9 * DAY).isoformat(), "lines": lines}
    return event("requested", 0, {**told, "marketplace": market, "currency": currency}, case=case)


def came_back(case: str, sku: str, judged: tuple[tuple[str, str], ...], paid: str, currency: str) -> Iterator[Event]:
    units = [{"quantity": len(judged), "sku": sku}]
    yield event("authorized", 5, {"by": "operator"}, case=case)
    yield event("delivered", 70, {"carrier": "BRT", "tracking": case}, case=case)
    yield event("received", 80, {"scan_id": f"s-{case}", "station": "dock-1", "units": units}, case=case)
    seen = [{"quantity": 1, "sku": sku, "grade": grade, "disposition": what} for grade, what in judged]
    yield event("inspected", 92, {"units": seen}, case=case)
    money = {"amount": paid, "currency": currency}
    yield event("refunded", 95, {**money, "issuer": "seller"}, case=case)


def told(number: int, lamps: Lamps) -> Iterator[Event]:
    """A return of three lamps, and what they brought and cost after it was closed."""
    case = f"R-{number}"
    yield asked(case, "LAMP", 3, "amazon.it", "EUR", reason="CR-DEFECTIVE" if number > 6 else "CR-NOT_AS_DESCRIBED")
    yield from came_back(case, "LAMP", lamps.judged, "75.00", "EUR")
    for place, (channel, amount, fee) in enumerate(lamps.sold):
        sale = {"unit": f"U-{number}-{place}", "channel": channel, "amount": amount, "currency": "EUR", "fee": fee}
        yield event("resold", 40 * DAY + place, sale, case=case)
    costs = {"label": "4.20", "restock": str(Decimal("0.35") * len(lamps.sold))}
    costs |= {"rework": lamps.rework} if lamps.rework else {}
    costs |= {"disposal": lamps.disposal} if lamps.disposal else {}
    costs |= {"carrier": "7.00"} if number == 3 else {}
    for place, (what, amount) in enumerate(costs.items()):
        work = {"minutes": 20} if what == "rework" else {}
        booked = {"what": what, "amount": amount, "currency": "EUR", **work}
        yield event("cost_booked", 41 * DAY + place, booked, case=case)


def happened() -> Iterator[Event]:
    yield from order("O-1", "amazon.it", "EUR", "LAMP", 200)
    yield from order("O-2", "amazon.com", "USD", "LAMP", 10)
    for number, lamps in enumerate(RETURNS, start=1):
        yield from told(number, lamps)
    for case, payer, amount in (("R-1", "supplier", "30.00"), ("R-8", "carrier", "12.50")):
        paid = {"payer": payer, "amount": amount, "currency": "EUR", "ref": f"{payer}-1"}
        yield event("reimbursed", 42 * DAY, paid, case=case)
    yield asked("R-99", "LAMP", 1, "amazon.com", "USD")
    yield from came_back("R-99", "LAMP", (NEW,), "25.00", "USD")


@pytest.fixture(scope="module")
def reports():
    return asyncio.run(_reports())


async def _reports():
    desks = shop.desks(happened())
    for desk in desks:
        desk.wake(hour(30 * DAY))
        desk.wake(hour(60 * DAY))
    question = Question(as_of=hour(60 * DAY))
    async with shop.books(desks, sheet=SHEET, pack=compile_pack(shipped_texts(), {"own.toml": WAGES})) as books:
        of = {"sku": skus.report, "advice": counsel.report, "returns": service.report}
        return {name: (await report(books, question)).to_json()["rows"] for name, report in of.items()}


def row(rows, **wanted):
    return next(each for each in rows if wanted.items() <= each.items())


@pytest.mark.parametrize("sku", [None, "LAMP"])
def test_thirty_lamps_bring_back_what_the_ledger_says_to_the_cent(reports, sku):
    lamps = row(reports["sku"], marketplace="amazon.it", sku=sku)
    assert (lamps["returned"], lamps["sent"], lamps["return_rate"]) == (30, 200, "0.1500")
    assert lamps["recovery"] == f"{(Decimal('376.00') / 600).quantize(Decimal('0.0001'))}" == "0.6267"
    assert lamps["cost_per_return"] == "8.4000"
    assert lamps["rework_ratio"] == f"{(Decimal('42.00') / 88).quantize(Decimal('0.0001'))}" == "0.4773"
    assert (lamps["grade_a"], lamps["damaged_by_buyer"]) == ("0.2000", "0.2000")
    assert (lamps["main_reason"], lamps["best_channel"]) == ("not_as_described", "shop")
    assert "unknown" not in lamps


def test_another_marketplace_in_another_currency_is_another_row(reports):
    lamp = row(reports["sku"], marketplace="amazon.com", sku="LAMP")
    assert (lamp["currency"], lamp["returned"], lamp["sent"]) == ("USD", 1, 10)
    assert lamp["unknown"]["recovery"] == ["what is not sold yet will bring (1 unit)"]
    assert {each["marketplace"] for each in reports["sku"]} == {"amazon.it", "amazon.com"}
    assert len(reports["sku"]) == 4


def test_advice_names_the_figure_its_limit_and_the_returns_behind_it(reports):
    mended = row(reports["advice"], name="LAMP", advice="fix_listing")
    assert (mended["figure"], mended["value"], mended["limit"]) == ("return_rate", "0.1500", "0.1")
    assert mended["cases"] == [f"R-{number}" for number in range(1, 7)]
    elsewhere = row(reports["advice"], advice="best_channel")
    mean = (Decimal("125.00") + Decimal("76.50")) / 16
    assert (elsewhere["value"], elsewhere["limit"]) == ("19.0000", f"{mean.quantize(Decimal('0.0001'))}")
    allowance = row(reports["advice"], advice="negotiate_allowance", about="supplier")
    assert (allowance["name"], allowance["figure"], allowance["returns"]) == ("Rossi", "return_rate", 10)
    assert not any(each["advice"] == "delist" for each in reports["advice"])


def test_how_the_returns_were_handled_is_told_in_hours(reports):
    figures = {each["figure"]: each for each in reports["returns"] if each["marketplace"] == "amazon.it"}
    assert figures["response_time_median"]["time"] == 5 * 3600
    assert figures["scan_lag_p90"]["time"] == 10 * 3600
    assert figures["inspection_time_median"]["time"] == 12 * 3600
    assert figures["refund_time_median"]["time"] == 25 * 3600
    assert (figures["refunded"]["amount"], figures["refunded"]["count"]) == ("750.00", 10)
    assert (figures["refunded_before_receipt"]["count"], figures["over_refunded"]["amount"]) == (0, "0")


async def _in_a_week(ends: float):
    """The row of the lamps in the seven days that end so many days after the first of these returns."""
    desks = shop.desks(happened())
    question = Question(as_of=hour(ends * DAY), days=7, marketplace="amazon.it", sku="LAMP")
    with pytest.MonkeyPatch.context() as patch:
        shop.remember(desks, patch)
        async with shop.books(desks, sheet=SHEET, nc=object()) as books:
            rows = (await skus.report(books, question)).to_json()["rows"]
    return row(rows, sku="LAMP") if rows else None


def test_a_window_counts_each_figure_by_its_own_day():
    in_time = asyncio.run(_in_a_week(6.5))
    assert (in_time["asked"], in_time["returned"], in_time["grade_a"]) == (30, 30, "0.2000")
    afterwards = asyncio.run(_in_a_week(10.5))
    assert (afterwards["asked"], afterwards["returned"], afterwards["grade_a"]) == (0, 0, "0.2000")
    assert afterwards["unknown"]["recovery"] == ["what is not sold yet will bring (28 units)"]


async def _of_lamps(desks, skus):
    async with shop.books(desks, sheet=SHEET) as books:
        return await figures_of(books, Question(as_of=hour(90 * DAY)), ("amazon.it", "EUR"), skus)


def test_advice_on_one_return_leans_on_the_same_figures():
    desks = shop.desks(happened())
    cases = [desk.case for desk in desks if desk.case.kind == "return"]
    sent = {Key("amazon.it", "EUR", "LAMP"): 200}
    whole = {each.key: each for each in recovery(cases, SHEET, sent)}
    assert asyncio.run(_of_lamps(desks, {"LAMP"})) == {"LAMP": whole["amazon.it", "EUR", "LAMP"]}
    assert asyncio.run(_of_lamps(desks, {"JUG"})) == {}
