"""The returns of a real web shop: every figure equals what DuckDB reckons straight on the source files.

The shop tells no scans: what came back is unknown there, what was asked back and paid back is not.
"""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import duckdb
import pytest
from invoices import InvoiceLine, read_lines
from make_events import EXTRACTS, bought, cases, credited, events, match, paid
from sqlalchemy import select

from events.catalogue import event_from_body
from handlers.readmodel.tables import orders
from handlers.stats import reasons, service, skus
from handlers.stats.books import Books
from handlers.stats.question import Question
from handlers.stats.report import Report
from lifecycle.numbers.recovery import UNSEEN
from tests.stats import shop

LAST_DAY = datetime(2011, 12, 9, 23, 59, 59, 999999, tzinfo=UTC)
MIDSUMMER = datetime(2011, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)
WINDOWS = [(LAST_DAY, None), (LAST_DAY, 30), (MIDSUMMER, 90)]
SOURCE = f"""
    SELECT InvoiceNo AS invoice, StockCode AS sku, CAST(Quantity AS INTEGER) AS units,
           CAST(UnitPrice AS DECIMAL(12, 2)) AS price, invoice LIKE 'C%' AS credited,
           sku NOT IN ('POST', 'M', 'C2') AS goods,
           timezone('Europe/London', strptime(InvoiceDate, '%m/%d/%Y %H:%M')) AS moment
    FROM read_csv({[str(file) for file in EXTRACTS]}, all_varchar = true)
"""
"""The files as they were published; the shop's wall clock is that of London."""


class Figures(NamedTuple):
    """What DuckDB found of an article."""

    sent: int
    asked: int


@pytest.fixture(scope="module")
def source():
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE lines AS {SOURCE}")
        yield connection


@cache
def lines() -> list[InvoiceLine]:
    return read_lines(EXTRACTS)


@cache
def told() -> list[shop.Desk]:
    bodies = [*bought(lines()), *(event for case in cases(match(lines())) for event in events(case))]
    return shop.desks(_event(json.loads(json.dumps(body))) for body in bodies)


def _event(body: dict[str, Any]) -> Any:
    kind, name, _ = body["type"].split(".")
    return event_from_body(body, kind, body["subject"], name)


@pytest.fixture(scope="module")
def reports():
    """The reports on every window, by the name of each."""
    with pytest.MonkeyPatch.context() as patch:
        shop.remember(told(), patch)
        return asyncio.run(_reports())


async def _reports() -> dict[Any, Report]:
    found = {}
    async with shop.books(told(), nc=object()) as books:
        for as_of, days in WINDOWS:
            question = Question(as_of=as_of, days=days)
            for name, of in (("sku", skus.report), ("reasons", reasons.report), ("returns", service.report)):
                found[name, as_of, days] = await of(books, question)
        found["orders"] = await _orders(books)
    return found


async def _orders(books: Books) -> Any:
    told = orders.c
    return [tuple(row) for row in await books.connection.execute(select(told.paid, told.shipping_paid))]


def begins(as_of: datetime, days: int | None) -> datetime:
    """The rules know no zone of this shop: its windows go by UTC."""
    return as_of - timedelta(days or 10_000)


def reckoned(source, as_of: datetime, days: int | None) -> dict[str, Figures]:
    """Units sent and units asked back of each article; all articles under an empty name."""
    rows = source.execute(
        """
        SELECT coalesce(sku, ''), sum(units) FILTER (NOT credited), -sum(units) FILTER (credited)
        FROM lines WHERE goods AND moment > $since AND moment <= $until GROUP BY GROUPING SETS ((sku), ())
        """,
        {"since": begins(as_of, days), "until": as_of},
    ).fetchall()
    return {sku: Figures(sent or 0, asked or 0) for sku, sent, asked in rows}


def rows_of(report: Report) -> list[dict[str, Any]]:
    return report.to_json()["rows"]


def figure(report: Report, name: str) -> dict[str, Any]:
    return next(row for row in rows_of(report) if row["figure"] == name)


@pytest.mark.parametrize(("as_of", "days"), WINDOWS)
def test_units_sent_and_asked_back_of_every_article_are_those_of_the_source(reports, source, as_of, days):
    expected = reckoned(source, as_of, days)
    ever = {sku for sku, figures in reckoned(source, as_of, None).items() if figures.sent}
    rows = {row["sku"] or "": row for row in rows_of(reports["sku", as_of, days])}
    assert set(rows) == {sku for sku, figures in expected.items() if figures.asked}
    for sku, row in rows.items():
        sent, asked = expected[sku]
        assert (row["asked"], row["sent"] or 0) == (asked, sent), sku
        if not sku:  # articles of which no sale is told are in no rate
            asked = sum(figures.asked for each, figures in expected.items() if each and each in ever)
        rate = None if not sent else (Decimal(asked) / sent).quantize(Decimal("0.0001"))
        assert row["request_rate"] == (None if rate is None else f"{rate}"), sku


@pytest.mark.parametrize(("as_of", "days"), WINDOWS)
def test_money_paid_back_is_that_of_the_credit_notes_to_the_penny(reports, source, as_of, days):
    [(money, notes)] = source.execute(
        """
        SELECT -sum(units * price), count(DISTINCT invoice) FROM lines
        WHERE goods AND credited AND moment > ? AND moment <= ?
        """,
        [begins(as_of, days), as_of],
    ).fetchall()
    row = figure(reports["returns", as_of, days], "refunded")
    assert Decimal(row["amount"]) == money
    assert row["count"] >= notes


def test_units_by_order_are_those_that_could_be_matched_to_a_purchase(reports):
    parts = match(lines())
    asked, sent = Counter(), Counter()
    for part in parts:
        asked[part.credit.sku] += part.quantity if part.lot else 0
    for line in lines():
        sent[line.sku] += line.quantity if line.goods and not line.credited else 0
    report = reports["sku", LAST_DAY, None]
    for row in rows_of(report):
        if row["sku"] and asked[row["sku"]]:
            rate = (Decimal(asked[row["sku"]]) / sent[row["sku"]]).quantize(Decimal("0.0001"))
            assert row["request_rate_by_order"] == f"{rate}", row["sku"]
    assert "172 units that were asked back count in no order: nobody knows when they were ordered" in report.remarks
    assert sum(part.quantity for part in parts if not part.lot) == 172


def test_what_was_paid_back_beyond_the_price_is_said_to_the_penny(reports):
    found = cases(match(lines()))
    over = [credited(case) - paid(case) for case in found if credited(case) > paid(case)]
    row = figure(reports["returns", LAST_DAY, None], "over_refunded")
    assert (row["count"], Decimal(row["amount"])) == (len(over), sum(over)) == (15, Decimal("72.75"))


def test_postage_and_manual_sums_stand_apart_from_goods(reports, source):
    [(everything, carried)] = source.execute(
        """
        WITH kept AS (SELECT * FROM lines WHERE NOT credited QUALIFY bool_or(goods) OVER (PARTITION BY invoice))
        SELECT sum(units * price), sum(units * price) FILTER (sku IN ('POST', 'C2')) FROM kept
        """
    ).fetchall()
    told = reports["orders"]
    assert (len(told), sum(row[0] for row in told), sum(row[1] for row in told)) == (825, everything, carried)
    assert {"POST", "M", "C2"}.isdisjoint(row["sku"] for row in rows_of(reports["sku", LAST_DAY, None]))


def test_articles_that_came_back_and_were_never_sold_are_said_to_be_in_no_rate(reports):
    whole = rows_of(reports["sku", LAST_DAY, None])[0]
    assert "13 units of articles of which no sale is told are in no rate (5 articles)" in whole["remarks"]


def test_what_came_back_is_unknown_and_never_nothing_where_no_scan_was_ever_told(reports):
    for row in rows_of(reports["sku", LAST_DAY, None]):
        assert (row["returned"], row["return_rate"], row["recovery"]) == (None, None, None)
        assert row["unknown"]["return_rate"][0] == UNSEEN
    [row] = rows_of(reports["reasons", LAST_DAY, None])
    assert (row["reason"], row["asked"], row["returned"]) == ("", 3_377, None)
    assert figure(reports["returns", LAST_DAY, None], "refunded_before_receipt")["share"] is None
