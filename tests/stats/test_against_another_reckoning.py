"""Scores and defect rates to the last unit as DuckDB has them, which reckons straight on the source.

Once on made-up orders, which are always here, once on 3,584 real ones, whose licence forbids that they are shipped.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

import duckdb
import pytest

from examples.brazilian_reviews import read
from handlers.stats import feedback, health
from handlers.stats.question import Question
from tests.stats.given import Rows, books, defect, order, rated

Telling = dict[str, Any]
DATA = read.found()


class Sale(NamedTuple):
    """A line of the source: an order, the feedback that it got, and from when to when that counted."""

    order_id: str
    market: str
    channel: str
    ordered: datetime
    stars: int | None = None
    left: datetime | None = None
    gone: datetime | None = None


def made_up() -> Iterator[Sale]:
    """Orders of half a year across a change of clocks, of two marketplaces, with what buyers said of them."""
    dice = Random(31)
    for number in range(900):
        ordered = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(180 * 24 * 60))
        left = ordered + timedelta(minutes=dice.randrange(3 * 24 * 60, 40 * 24 * 60))
        sale = Sale(f"O-{number}", dice.choice(("amazon.it", "amazon.com")), dice.choice(("MFN", "AFN")), ordered)
        if dice.random() < 0.4:
            gone = left + timedelta(days=dice.randrange(30)) if dice.random() < 0.2 else None
            sale = sale._replace(stars=dice.choice((1, 2, 3, 4, 5, 5, 5)), left=left, gone=gone)
        yield sale


def real() -> Iterator[Sale]:
    for row in read.rows(DATA):
        yield Sale(row.order_id, "shop.br", "MFN", row.ordered.astimezone(UTC), row.stars, row.answered.astimezone(UTC))


def rows(sales: list[Sale], now: datetime) -> Iterator[Rows]:
    """What stands in the read model of them."""

    def ago(at: datetime) -> float:
        return (now - at) / timedelta(days=1)

    for sale in sales:
        place = {"marketplace": sale.market}
        yield order(sale.order_id, 0, sale.channel, ordered_at=sale.ordered, **place)
        if sale.left is not None:
            case_id = f"F-{sale.order_id}"
            yield rated(
                case_id, sale.stars, 0, left_at=sale.left, removed_at=sale.gone, order_id=sale.order_id, **place
            )
            counts = "yes" if sale.stars <= 2 else "no"
            told = [(sale.left, counts), *([(sale.gone, "no")] if sale.gone else [])]
            for at, word in told:
                [(table, row)] = defect(sale.order_id, case_id, word, 0, "feedback")
                yield [(table, {**row, "time": at})]


ZONES = {"amazon.it": "Europe/Rome", "amazon.com": "America/Los_Angeles", "shop.br": "America/Sao_Paulo"}
SCORES = """
    WITH counted AS (
        SELECT stars FROM sales
        WHERE market = $market AND stars IS NOT NULL AND "left" <= $at AND ("gone" IS NULL OR "gone" > $at)
        AND ($days = 0 OR "left" > (($at AT TIME ZONE $zone) - to_days($days)) AT TIME ZONE $zone)
    )
    SELECT count(*) FILTER (stars >= 4), count(*) FILTER (stars = 3), count(*) FILTER (stars <= 2),
        CASE count(*) WHEN 0 THEN NULL ELSE CAST(floor(100 * count(*) FILTER (stars >= 4) / count(*) + 0.5) AS INT) END
    FROM counted
"""
DEFECTS = """
    SELECT count(*), count(*) FILTER (
        stars <= 2 AND "left" <= $at AND ("gone" IS NULL OR "gone" > $at)
    ) FROM sales
    WHERE market = $market AND channel = $channel AND ordered <= $at
    AND ordered > (($at AT TIME ZONE $zone) - to_days($days)) AT TIME ZONE $zone
"""


MADE_UP = """
    SELECT market, channel, CAST(ordered AS TIMESTAMPTZ) AS ordered, CAST(stars AS INT) AS stars,
        CAST("left" AS TIMESTAMPTZ) AS "left", CAST("gone" AS TIMESTAMPTZ) AS "gone"
    FROM read_csv('{file}', all_varchar = true)
"""
REAL = """
    SELECT 'shop.br' AS market, 'MFN' AS channel,
        CAST(order_purchase_timestamp AS TIMESTAMP) AT TIME ZONE 'America/Sao_Paulo' AS ordered,
        CAST(review_score AS INT) AS stars, CAST(review_answer_timestamp AS TIMESTAMPTZ) AS "left",
        CAST(NULL AS TIMESTAMPTZ) AS "gone"
    FROM read_csv('{file}', all_varchar = true)
"""


def source(lines: str) -> duckdb.DuckDBPyConnection:
    """The lines of the source in a database of their own; `lines` is a query that reads them from a file."""
    beside = duckdb.connect()
    beside.execute("SET TimeZone = 'UTC'")
    beside.execute(f"CREATE TABLE sales AS {lines}")
    return beside


async def compare(sales: list[Sale], lines: str, moments: list[datetime]) -> int:
    """Hold every figure against the other reckoning; answers how many there were."""
    beside, compared = source(lines), 0
    async with books(*rows(sales, moments[-1])) as opened:
        for at in moments:
            question = Question(as_of=at)
            for row in (await feedback.report(opened, question)).to_json()["rows"]:
                given = {"market": row["marketplace"], "at": at, "days": row["days"] or 0}
                [expected] = beside.execute(SCORES, {**given, "zone": ZONES[row["marketplace"]]}).fetchall()
                told = row["positive_count"], row["neutral_count"], row["negative_count"], row["score"]
                assert told == expected, row
                compared += 1
            for row in (await health.report(opened, question)).to_json()["rows"]:
                if row["metric"] in ("order_defect_rate", "negative_feedback_rate") and row["ships"]:
                    compared += _same(beside, row, at)
    return compared


def _same(beside: duckdb.DuckDBPyConnection, row: Telling, at: datetime) -> int:
    given = {"market": row["marketplace"], "channel": row["ships"], "at": at, "days": row["days"]}
    [(of, count)] = beside.execute(DEFECTS, {**given, "zone": ZONES[row["marketplace"]]}).fetchall()
    assert (row["count"], row["of"]) == (count, of), row
    assert row["ours"] == (str((Decimal(count) / of).quantize(Decimal("0.000001"))) if of else None)
    return 1


async def test_on_made_up_orders(tmp_path):
    sales, file = list(made_up()), tmp_path / "sales.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(Sale._fields)
        writer.writerows(sales)
    moments = [datetime(2026, month, 26, 11, 30, tzinfo=UTC) for month in (8, 10, 11)]
    assert await compare(sales, MADE_UP.format(file=file), moments) == 3 * 2 * (4 + 4)


@pytest.mark.skipif(DATA is None, reason="the Olist data is not here; OLIST_DATA names its folder")
async def test_on_real_orders_and_reviews():
    moments = [datetime(year, month, 1, 12, tzinfo=UTC) for year, month in ((2017, 9), (2018, 2), (2018, 6))]
    assert await compare(list(real()), REAL.format(file=DATA), moments) == 3 * (4 + 2)
