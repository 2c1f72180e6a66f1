"""Amazon's report of returns that the seller fulfilled (`GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE`, F.1), row by row.

One row an item; the rows of one RMA are one return. What one unit cost is taken to be `Order Amount` divided by
`Order quantity`: the report does not say it otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from handlers.importing import cells
from handlers.importing.cells import Reader
from handlers.importing.headers import Column, Row, layout
from handlers.importing.marketplaces import Marketplace
from handlers.importing.reading import Reading, about, overlong, rows_of
from handlers.importing.refusing import quoted
from handlers.importing.returned_items import Item, RmaId
from handlers.importing.returns_told import ReturnTold
from handlers.importing.rma import Rma
from handlers.importing.tables import Table

COLUMNS = (
    Column("Order ID", needed=True),
    Column("Order date"),
    Column("Return request date", needed=True),
    Column("Return request status", needed=True),
    Column("Amazon RMA ID", ("RMA ID",), needed=True),
    Column("Merchant RMA ID", ("Seller RMA ID",)),
    Column("Label type"),
    Column("Label cost"),
    Column("Currency code", ("Currency",), needed=True),
    Column("Return carrier"),
    Column("Tracking ID"),
    Column("Label to be paid by"),
    Column("A-to-Z Claim", ("A-to-z Guarantee claim",)),
    Column("Is prime"),
    Column("ASIN"),
    Column("Merchant SKU", ("SKU", "Seller SKU"), needed=True),
    Column("Item Name"),
    Column("Return quantity", needed=True),
    Column("Return Reason"),
    Column("In policy"),
    Column("Return type"),
    Column("Resolution"),
    Column("Invoice number"),
    Column("Return delivery date"),
    Column("Order Amount", needed=True),
    Column("Order quantity", needed=True),
    Column("SafeT Action reason"),
    Column("SafeT claim id"),
    Column("SafeT claim state"),
    Column("SafeT claim creation time"),
    Column("SafeT claim reimbursement amount"),
    Column("Refunded Amount"),
    Column("Category"),
    Column("VAT"),
    Column("Order Item ID"),
)


def read_returns(table: Table, market: Marketplace, renamed: Mapping[str, str] | None = None) -> Reading:
    """The returns that a report tells of; raises `Refused` for a header that cannot be read."""
    places = layout(table, COLUMNS, renamed)
    notes = about(table, places)
    reader = Reader(overlong(table))
    rows = _united([row for row in rows_of(table, places, notes) if row.number not in reader.rows], reader)
    items = _items(rows, market, reader)
    rmas = _rmas(items, market, reader)
    _note(items, market, notes)
    days = sorted(str(item.requested)[:10] for item in items)
    return Reading(rmas, len(table.lines), reader.problems, notes, (days[0], days[-1]) if days else None)


def _items(rows: Iterable[Row], market: Marketplace, reader: Reader) -> list[Item]:
    """The items of the rows; one bad row keeps back its whole return, of which the others would tell but a part."""
    spoilt = {rma_of(row) for row in rows if row.number in reader.rows}
    read = [(row, _item(row, market, reader)) for row in rows]
    spoilt |= {rma_of(row) for row, _ in read if row.number in reader.rows}
    return [item for _, item in read if item is not None and item.rma not in spoilt]


def _united(rows: Iterable[Row], reader: Reader) -> list[Row]:
    """The rows, those of the same item of the same return made one; where they contradict each other is a problem."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        place = rma_of(row).case_id, row["Order Item ID"] or row["Merchant SKU"] or row["ASIN"]
        known = first.setdefault(place, row)
        if known is row:
            continue
        other = [name for name, cell in row.cells.items() if cell and known[name] and known[name] != cell]
        for name in other[:1]:
            where = f"row {known.number} about the same item of the same return"
            reader.problem(row, name, f"it says {quoted(row[name])}, {where} {quoted(known[name])}", known.number)
        merged = {name: known[name] or row[name] for name in {**known.cells, **row.cells}}
        first[place] = Row(known.number, known.cells if other else merged)
    return list(first.values())


def rma_of(row: Row) -> RmaId:
    """Under which number the return of a row goes: Amazon's, else the seller's, else its order and item."""
    return RmaId.of(row["Amazon RMA ID"] or row["Merchant RMA ID"], row["Order ID"], row["Merchant SKU"] or row["ASIN"])


def _item(row: Row, market: Marketplace, reader: Reader) -> Item | None:
    when = partial(cells.moment, zone=market.zone)
    order = reader.needed(row, "Order ID", cells.text)
    requested = reader.needed(row, "Return request date", when)
    returned = reader.needed(row, "Return quantity", cells.quantity)
    amount = reader.needed(row, "Order Amount", cells.amount)
    ordered = reader.needed(row, "Order quantity", cells.quantity)
    sku = row["Merchant SKU"] or row["ASIN"]
    if not sku:
        reader.problem(row, "Merchant SKU", "it is empty, and so is the ASIN: nobody knows what is sent back")
    told = _optional(row, market, reader)
    if order is None or requested is None or returned is None or amount is None or ordered is None or not sku:
        return None
    return Item(
        rma=rma_of(row),
        row=row,
        order_id=order,
        requested=requested,
        sku=sku,
        returned=min(returned, ordered),
        asked=returned,
        ordered=ordered,
        amount=amount,
        currency=(row["Currency code"] or market.currency).upper(),
        days=told[0],
        sums=told[1],
        flags=told[2],
    )


Told = tuple[Mapping[str, date | datetime], Mapping[str, Decimal], Mapping[str, bool]]


def _optional(row: Row, market: Marketplace, reader: Reader) -> Told:
    """What a row need not say: days, sums and flags by their columns, those that are told."""
    when = partial(cells.moment, zone=market.zone)
    days = {name: reader.read(row, name, when) for name in DAYS}
    sums = {name: reader.read(row, name, cells.amount) for name in SUMS}
    flags = {name: reader.read(row, name, cells.flag) for name in FLAGS}
    return (
        {name: day for name, day in days.items() if day is not None},
        {name: value for name, value in sums.items() if value is not None},
        {name: value for name, value in flags.items() if value is not None},
    )


DAYS = ("Order date", "Return delivery date", "SafeT claim creation time")
SUMS = ("Label cost", "Refunded Amount", "SafeT claim reimbursement amount")
FLAGS = ("A-to-Z Claim", "Is prime", "In policy")


def _rmas(items: Iterable[Item], market: Marketplace, reader: Reader) -> list[ReturnTold]:
    """The returns of these items; one whose items name two orders or currencies is a problem."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item.rma.case_id, []).append(item)
    whole = [
        Rma(case_id, tuple(sorted(group, key=lambda item: item.line)), market)
        for case_id, group in sorted(grouped.items())
        if _agree(case_id, group, reader)
    ]
    claimed = Counter(rma.order_id for rma in whole if rma.is_claimed)
    return [ReturnTold(replace(rma, shares_claim=claimed[rma.order_id] > 1)) for rma in whole]


def _agree(case_id: str, group: Iterable[Item], reader: Reader) -> bool:
    first, *others = sorted(group, key=lambda item: item.row.number)
    odd = [item for item in others if (item.order_id, item.currency) != (first.order_id, first.currency)]
    for item in odd:
        told = f"return {case_id} is of order {first.order_id} in {first.currency} in row {first.row.number}"
        reader.problem(item.row, "Order ID", f"{told}, here of {item.order_id} in {item.currency}")
    return not odd


def _note(items: Iterable[Item], market: Marketplace, notes: list[str]) -> None:
    """What was assumed, said once each."""
    items = list(items)
    blank = sum(not item.row["Currency code"] for item in items)
    if blank:
        notes.append(f"{blank} rows name no currency: taken as {market.currency}, that of {market.name}")
    capped = [str(item.row.number) for item in items if item.asked > item.ordered]
    if capped:
        notes.append(f"more is sent back than was ordered, read as what was ordered, in rows: {', '.join(capped)}")
    unknown = sorted({word for item in items for word in item.unknown_words})
    if unknown:
        notes.append(f"words that are not known and left out: {', '.join(map(quoted, unknown))}")
