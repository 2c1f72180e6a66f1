"""The invoices and credit notes of a real shop, told as events: nothing lost, nothing doubled, nothing made up."""

import gzip
import hashlib
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invoices import NOT_GOODS, InvoiceLine, read_lines
from make_events import EXTRACTS, HERE, bought, cases, credited, events, match
from purchases import amount

from events.catalogue import read_event

PUBLISHED = {
    "france.csv.gz": "7dffc4ff7129ce5440dd0c696c238b43a8bd933166246b0d1eae938b3935d231",
    "germany.csv.gz": "c17e49770a3dc5861bd7fa46b7d5991dbd0987d716e2c2297a53852736bde606",
}


@pytest.fixture(scope="module")
def lines():
    return read_lines(EXTRACTS)


@pytest.fixture(scope="module")
def goods(lines):
    return [line for line in lines if line.credited and line.goods]


@pytest.fixture(scope="module")
def parts(lines):
    return match(lines)


@pytest.fixture(scope="module")
def told(parts):
    return [event for case in cases(parts) for event in events(case)]


@pytest.fixture(scope="module")
def sold(lines):
    return bought(lines)


@pytest.mark.parametrize("extract", EXTRACTS, ids=lambda file: file.name)
def test_the_extracts_are_the_published_files_byte_for_byte(extract):
    assert hashlib.sha256(gzip.decompress(extract.read_bytes())).hexdigest() == PUBLISHED[extract.name]


def test_every_credited_goods_line_is_in_a_case_with_all_its_units(goods, parts):
    assert len(goods) == 571
    assert {part.credit for part in parts} == set(goods)
    units = Counter()
    for part in parts:
        units[part.credit] += part.quantity
    assert units == {line: line.quantity for line in goods}


def test_every_part_is_one_line_of_one_case(parts, told):
    requests = [event for event in told if event["type"] == "return.requested.v1"]
    named = [(event["subject"], line["line"]) for event in requests for line in event["data"]["lines"]]
    assert len(named) == len(set(named)) == len(parts)


def test_postage_and_manual_adjustments_are_in_no_case(lines, sold, told):
    skus = {line["sku"] for event in [*sold, *told] for line in event["data"].get("lines", ())}
    assert skus.isdisjoint(NOT_GOODS)
    assert sum(line.credited and not line.goods for line in lines) == 31


def test_the_money_refunded_is_the_money_of_the_credit_notes(goods, told):
    refunded = sum(Decimal(event["data"]["amount"]) for event in told if event["type"] == "return.refunded.v1")
    assert refunded == sum(line.quantity * line.price for line in goods)


def test_what_was_paid_is_the_price_on_the_matched_invoice(lines, parts):
    prices = {(line.invoice, line.sku, line.price) for line in lines}
    assert all((part.order, part.credit.sku, part.paid) in prices for part in parts if part.lot)


def test_a_return_comes_after_its_purchase_by_the_same_customer(lines, parts):
    buyers = {line.invoice: line.customer for line in lines}
    for part in parts:
        assert part.lot is None or part.lot.moment < part.credit.moment
        assert part.lot is None or buyers[part.order] == part.credit.customer


def test_a_return_of_no_known_order_says_so(told):
    unknown = [event for event in told if event["data"].get("order_id", "").startswith("unknown-C")]
    assert len(unknown) == 32
    assert all("order_date" not in event["data"] for event in unknown)


def test_every_event_is_read_by_the_contract(sold, told):
    for event in [*sold, *told]:
        kind, name, _version = event["type"].split(".")
        read = read_event(json.dumps(event).encode(), kind, event["subject"], name)
        assert read.time == datetime.fromisoformat(event["time"])


def test_no_two_events_share_an_id(sold, told):
    assert len({event["id"] for event in [*sold, *told]}) == len(sold) + len(told) == 1_650 + 464


def test_the_script_says_the_same_every_time_in_whatever_order_its_files_come(sold, told):
    expected = "".join(json.dumps(event) + "\n" for event in [*sold, *told])
    for files in (EXTRACTS, tuple(reversed(EXTRACTS))):
        run = subprocess.run(
            [sys.executable, HERE / "make_events.py", *files], check=True, capture_output=True, text=True
        )
        assert run.stdout == expected
        assert "232 return cases" in run.stderr
        assert "674 lines of postage (POST) apart, 36455.00 GBP" in run.stderr


def test_every_invoice_with_goods_is_an_order_that_was_sent_as_it_was_placed(lines, sold):
    goods = {line.invoice for line in lines if line.goods and not line.credited}
    assert [event["type"] for event in sold] == ["order.placed.v1", "order.shipped.v1"] * len(goods)
    assert {event["subject"] for event in sold} == {f"UCI-{invoice}" for invoice in goods}
    assert all(event["historical"] for event in sold)


def test_units_and_money_of_the_orders_are_those_of_the_invoices(lines, sold):
    placed = [event["data"] for event in sold if event["type"] == "order.placed.v1"]
    kept = {order["order_id"] for order in placed}
    told = [line for line in lines if line.invoice in kept]
    ordered = [line for order in placed for line in order["lines"]]
    assert sum(line["quantity"] for line in ordered) == sum(line.quantity for line in told if line.goods) == 229_409
    assert sum(Decimal(order["total"]) for order in placed) == amount(told)
    assert sum(Decimal(order["shipping_paid"]) for order in placed) == amount(
        line for line in told if line.sku in ("POST", "C2")
    )


FIRST_DAY = datetime(2010, 12, 1, tzinfo=UTC)
ANY_LINE = st.builds(
    InvoiceLine,
    invoice=st.sampled_from(["536370", "536371", "C536372", "C536373"]),
    number=st.integers(1, 10_000),
    sku=st.sampled_from(["MUG", "LAMP", "POST"]),
    quantity=st.integers(1, 12),
    price=st.sampled_from([Decimal("3.75"), Decimal("4.25")]),
    moment=st.integers(0, 3).map(lambda days: FIRST_DAY + timedelta(days)),
    customer=st.sampled_from(["12583", "12662"]),
)


@given(st.lists(ANY_LINE, max_size=12, unique_by=lambda line: (line.invoice, line.number)))
def test_whatever_was_invoiced_units_are_conserved_and_no_purchase_returns_more_than_was_bought(lines):
    parts = match(lines)
    returned = [line for line in lines if line.credited and line.goods]
    assert sum(part.quantity for part in parts) == sum(line.quantity for line in returned)
    assert credited(parts) == sum(line.quantity * line.price for line in returned)
    assert all(part.lot is None or 0 <= part.lot.left < part.lot.bought for part in parts)
