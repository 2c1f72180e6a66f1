"""The invoices and credit notes of the UCI Online Retail data, line by line, as its CSV files tell them."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("Europe/London")
"""The shop is British; the data gives its wall clock without a zone."""

NOT_GOODS = {"POST": "postage", "C2": "carriage", "M": "manual"}
"""Stock codes that name no article."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice or of a credit note; `number` is its position there, `quantity` its units, unsigned."""

    invoice: str
    number: int
    sku: str
    quantity: int
    price: Decimal
    moment: datetime
    customer: str

    @property
    def credited(self) -> bool:
        """Whether the line stands on a credit note."""
        return self.invoice.startswith("C")

    @property
    def goods(self) -> bool:
        """Whether the line is about goods, not about postage or a manual adjustment."""
        return self.sku not in NOT_GOODS


def read_lines(files: Iterable[Path]) -> list[InvoiceLine]:
    """Every line of `files` (CSV, plain or gzip), in the order of time, then invoice, then position."""
    lines = [line for file in files for line in _lines_of(file)]
    return sorted(lines, key=lambda line: (line.moment, line.invoice, line.number))


def _lines_of(file: Path) -> Iterator[InvoiceLine]:
    positions: Counter[str] = Counter()
    with _opened(file) as text:
        for row in csv.DictReader(text):
            positions[row["InvoiceNo"]] += 1
            yield _line(row, positions[row["InvoiceNo"]])


def _opened(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _line(row: dict[str, str], number: int) -> InvoiceLine:
    day, clock = row["InvoiceDate"].split(" ")
    month, date, year = map(int, day.split("/"))
    hour, minute = map(int, clock.split(":"))
    return InvoiceLine(
        invoice=row["InvoiceNo"],
        number=number,
        sku=row["StockCode"],
        quantity=abs(int(row["Quantity"])),
        price=Decimal(row["UnitPrice"]),
        moment=datetime(year, month, date, hour, minute, tzinfo=SHOP_ZONE),
        customer=row["CustomerID"],
    )
