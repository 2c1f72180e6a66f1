"""What stands in the tables after the stories, on both databases: a row a case, and what belongs to it."""

import asyncio
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from handlers.readmodel.store import open_store
from handlers.settings import Settings
from tests.readmodel.conftest import filled
from tests.readmodel.village import Rows, contents, stories

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def at(told: str) -> datetime:
    return datetime.fromisoformat(f"2026-{told}").replace(tzinfo=UTC)


def of(rows: Rows, table: str, name: str) -> list[dict[str, Any]]:
    return [row for row in rows[table] if row.get("case_id", row.get("id")) == name]


def said(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[name] for name in names]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return filled(request, tmp_path_factory.mktemp("home"), stories(), [200])


@pytest.fixture(scope="module")
def rows(told: Settings) -> Rows:
    with asyncio.Runner() as loop:
        return loop.run(contents(told))


def test_every_case_and_every_record_has_its_row(rows):
    kinds = {row["kind"] for row in rows["cases"]}
    assert kinds == {"return", "claim", "feedback", "conversation", "order", "account"}
    records = sum(message.subject.startswith("reso.case.") for message in stories())
    alerts = sum(message.subject.startswith("reso.alert.") for message in stories())
    assert (len(rows["events"]), len(rows["alerts"])) == (records, alerts)
    assert {row["revision"] for row in rows["cases"]} <= {row["seq"] for row in rows["events"]}


def test_a_case_says_where_it_stands_and_since_when(rows):
    (case,) = of(rows, "cases", "R-IT-1001")
    assert said(case, "kind", "marketplace", "currency", "channel") == ["return", "amazon.it", "EUR", "MFN"]
    assert case["opened_at"] == at("09-14 08:12")
    assert case["body"]["id"] == "R-IT-1001"
    assert [row["flag"] for row in of(rows, "case_flags", "R-IT-1001")] == sorted(case["flags"])


def test_a_return_tells_its_moments_and_its_money(rows):
    (case,) = of(rows, "returns", "R-IT-1001")
    assert said(case, "requested_at", "answered_at") == [at("09-14 08:12"), at("09-14 09:40")]
    assert said(case, "shipped_at", "refunded_at") == [at("09-17 06:12"), at("09-22 07:52")]
    assert said(case, "paid", "refunded", "currency") == [Decimal("25.00"), Decimal("25.00"), "EUR"]
    (line,) = of(rows, "lines", "R-IT-1001")
    assert said(line, "sku", "ordered", "unit_paid", "reason") == ["MUG-BLUE", 2, Decimal("12.50"), "unwanted_item"]
    (parcel,) = of(rows, "parcels", "R-IT-1001")
    assert said(parcel, "direction", "tracking", "delivered_at") == ["back", "RA104582213IT", at("09-21 07:05")]
    (refund,) = of(rows, "refunds", "R-IT-1001")
    assert said(refund, "sort", "issuer", "paid") == ["full", "seller", Decimal("25.00")]


def test_what_goods_brought_and_cost_stands_by_its_sort(rows):
    found = [said(row, "sort", "what", "amount", "fee", "minutes") for row in of(rows, "proceeds", "R-IT-3601")]
    assert found == [
        ["resale", "seconda-mano", Decimal("54.00"), Decimal("8.10"), None],
        ["reimbursement", "supplier", Decimal("4.50"), None, None],
        ["cost", "rework", Decimal("3.80"), None, 25],
        ["cost", "label", Decimal("5.95"), None, None],
    ]
    (unit,) = [row for row in of(rows, "units", "R-IT-3601") if row["sort"] == "relabelled"]
    assert said(unit, "unit", "sku", "grade") == ["U-2026-0311", "DRILL-18V", "good"]


def test_a_deadline_tells_whether_it_was_met_and_when_it_was_done_after_all(rows):
    found = {(row["timer"], row["due_at"]): row for row in of(rows, "deadlines", "R-IT-7001")}
    first, second = found["T-AUTH", at("10-24 18:00")], found["T-AUTH", at("10-25 18:00")]
    assert said(first, "standing", "rule", "done_at") == ["missed", "B-01", at("10-26 08:10")]
    assert said(second, "standing", "rule", "since", "done_at") == ["missed", "B-02", first["since"], at("10-26 08:10")]
    assert said(found["T-REFUND", at("11-03 23:00")], "standing", "ended_at") == ["met", at("10-30 17:01")]


def test_the_other_kinds_have_tables_of_their_own(rows):
    (claim,) = of(rows, "claims", "ATZ-DE-1901")
    assert said(claim, "outcome", "paid_by", "counts_in_odr") == ["granted_amazon", "amazon", "no"]
    (feedback,) = of(rows, "feedback", "F-DE-2401")
    assert said(feedback, "rating", "removal_outcome", "replied_at") == [3, "denied", at("07-09 08:06")]
    assert [said(row, "answered_at", "excluded_at") for row in of(rows, "messages", "M-IT-28001")] == [
        [at("10-25 17:30"), None],
        [None, at("10-26 08:30")],
    ]
    (promise,) = of(rows, "promises", "M-DE-27001")
    assert said(promise, "promised_by", "kept_at") == [at("09-10 16:00"), at("09-11 06:45")]
    (order,) = of(rows, "orders", "O-US-3301")
    assert said(order, "order_id", "defect", "paid") == ["114-5520873-3390617", "yes", Decimal("113.00")]
    figure = of(rows, "metrics", "acc-IT-34")[0]
    assert said(figure, "metric", "value", "orders") == ["late_shipment_rate", Decimal("0.012"), 4000]


def test_an_event_counts_once_however_often_its_standing_changed(rows):
    parked = [row for row in rows["events"] if row["was"] in ("parked", "rejected") and row["standing"] == "counted"]
    for row in parked:
        same = [each for each in rows["events"] if (each["source"], each["id"]) == (row["source"], row["id"])]
        assert [each["counts"] for each in same] == [each is row for each in same]


async def test_the_questions_on_the_page_can_be_asked(told):
    if told.database_url is not None:
        pytest.skip("one of them is written for SQLite")
    blocks = re.findall(r"(?:^    .*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    store = open_store(told)
    async with store.reading() as connection:
        found = [len((await connection.execute(text(each))).all()) for each in blocks if "SELECT" in each]
    await store.close()
    assert len(found) == 4
    assert all(found)
