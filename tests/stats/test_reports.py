"""A report on paper, as JSON and as CSV: nothing unknown is shown as a figure, no cell is a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.stats.cells import Unknown
from handlers.stats.report import Column, Report

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COLUMNS = (
    Column("marketplace", "text", "where"),
    Column("sku", "text", "which", empty="all"),
    Column("rate", "share", "how much"),
    Column("paid", "amount", "money"),
    Column("took", "span", "how long"),
    Column("cases", "list", "which ones", spare=True),
)
ROWS = [
    ("amazon.it", None, Decimal("0.125"), Decimal("-1250.50"), timedelta(hours=30), ("R-1", "R-2")),
    ("amazon.de", "MUG", Unknown(("shipped units",)), None, None, ()),
]
REPORT = Report(name="goods", as_of=NOW, columns=COLUMNS, rows=ROWS)


def test_json_has_null_and_the_reasons_for_what_is_not_known():
    first, second = REPORT.to_json()["rows"]
    assert first == {
        "marketplace": "amazon.it", "sku": None, "rate": "0.125", "paid": "-1250.50", "took": 108_000.0,
        "cases": ["R-1", "R-2"],
    }  # fmt: skip
    assert (second["rate"], second["unknown"]) == (None, {"rate": ["shipped units"]})


def test_people_read_percentages_durations_and_the_word_unknown():
    assert REPORT.lines()[0][1:5] == ("all", "12.5%", "-1,250.50", "1 d 6 h")
    assert REPORT.lines()[1][2] == "unknown"
    assert REPORT.reasons() == {"unknown: rate; missing: shipped units": 1}


def test_csv_reads_back_with_the_reasons_in_words():
    rows = list(csv.reader(io.StringIO(REPORT.to_csv())))
    assert rows[0] == [column.name for column in COLUMNS]
    assert rows[1] == ["amazon.it", "", "0.125", "-1250.50", "108000.0", "R-1; R-2"]
    assert rows[2][2] == "unknown: shipped units"


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\tx", "\rx"])
def test_no_cell_of_a_spreadsheet_is_a_formula(text):
    report = Report(name="goods", as_of=NOW, columns=COLUMNS[:1], rows=[(text,)])
    [_, [cell]] = csv.reader(io.StringIO(report.to_csv(), newline=""))
    assert cell == f"'{text}"


def test_places_are_drawn_apart_and_rows_left_out_are_counted():
    assert [place for place, _ in REPORT.by_place()] == ["amazon.it", "amazon.de"]
    assert REPORT.first(1).remarks == ("1 more not shown",)
    assert REPORT.first(2) is REPORT
    assert [column.name for column in REPORT.without(("cases",)).columns][-1] == "took"
