"""A product sheet out of the text of a CSV file: columns go by their names, whatever separates them.

What cannot be read is a sentence with row (as a spreadsheet counts them: the head is row 1) and column, and reading
goes on.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lifecycle.products.cells import READERS
from lifecycle.products.product import COLUMNS, Product
from lifecycle.products.sheet import Sheet, SheetError

SEPARATORS = (",", ";", "\t")
_SHOWN = 40
Row = tuple[int, Mapping[str, str]]


def read_sheet(text: str) -> Sheet:
    """The sheet in `text`; raises `SheetError` with every fault. Columns nobody knows are named in its warnings."""
    faults: list[str] = []
    head, *rows = _rows(text.removeprefix("\ufeff"))
    names = [_name(cell) for cell in head]
    faults += _check_head(names)
    if faults:
        raise SheetError(faults)
    products = [_product(number, cells, faults) for number, cells in _named(names, rows, faults)]
    faults += _told_twice(products)
    if faults:
        raise SheetError(faults)
    strange = [f"column {cell.strip()!r} is not known and is left out" for cell in head if _name(cell) not in COLUMNS]
    if strange:
        strange.append(f"known columns are {', '.join(COLUMNS)}")
    return Sheet((product for _, product in products if product), strange)


def _rows(text: str) -> list[list[str]]:
    """The cells, cut by the separator that divides the first line into most columns."""
    first = next(iter(text.splitlines()), "")
    separator = max(SEPARATORS, key=lambda each: len(next(csv.reader([first], delimiter=each), [])))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise SheetError([f"this is no CSV that can be read: {problem}"]) from None
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise SheetError([f"the first row must name the columns: {', '.join(COLUMNS)}"])
    return rows


def _name(cell: str) -> str:
    """A column's name as it is compared: `Purchase Cost` is purchase_cost."""
    return re.sub(r"[\s_-]+", "_", cell.strip().lower())


def _check_head(names: Sequence[str]) -> Iterator[str]:
    if "sku" not in names:
        yield f"row 1 has no column sku; it has {', '.join(filter(None, names))}"
    for name in dict.fromkeys(name for name in names if name in COLUMNS and names.count(name) > 1):
        yield f"row 1 names the column {name} more than once"


def _named(names: Sequence[str], rows: Iterable[Sequence[str]], faults: list[str]) -> Iterator[Row]:
    """Each row that holds something, its cells by the names of their columns."""
    for number, cells in enumerate(rows, 2):
        told = [cell.strip() for cell in cells]
        if not any(told):
            continue
        if any(told[len(names) :]):
            faults.append(f"row {number} has {len(told)} cells, the head names {len(names)} columns")
            continue
        yield number, {name: cell for name, cell in zip(names, told, strict=False) if cell and name in COLUMNS}


def _product(number: int, cells: Mapping[str, str], faults: list[str]) -> tuple[int, Product | None]:
    before = len(faults)
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        try:
            values[name] = READERS[name](cell)
        except ValueError as problem:
            faults.append(f"row {number}, column {name}: {_short(cell)!r} {problem}")
    if "sku" not in cells:
        faults.append(f"row {number}, column sku: is empty")
    if "purchase_cost" in cells and "currency" not in cells:
        faults.append(f"row {number}, column currency: is empty, so nobody knows what purchase_cost is counted in")
    return number, (Product(**values) if len(faults) == before else None)


def _told_twice(products: Iterable[tuple[int, Product | None]]) -> Iterator[str]:
    seen: dict[tuple[object, ...], int] = {}
    for number, product in products:
        if product is None:
            continue
        first = seen.setdefault((product.sku, product.valid_from), number)
        if first != number:
            since = f"valid_from {product.valid_from}" if product.valid_from else "no valid_from"
            yield f"row {number}, column sku: {_short(product.sku)!r} with {since} stands in row {first} already"


def _short(cell: str) -> str:
    return cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
