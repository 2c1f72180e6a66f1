"""`products`: the product sheet: is it sound, what does it know of a SKU, and what does it leave unknown."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.products import keep as keep_sheet
from handlers.products import kept, sheet_at, sheet_in_force
from handlers.reading.plain import plain
from lifecycle.products.product import FIELDS, Product
from lifecycle.products.sheet import Sheet, SheetError

Json = Annotated[bool, typer.Option("--json", help="JSON.")]
Which = Annotated[str, typer.Option("--sheet", metavar="SHEET", help="`current`, a file, or a digest of the log.")]
LISTED = ("sku", "valid_from", "brand", "supplier", "purchase_cost", "currency", "packaging", "repackaging")


def add(app: typer.Typer) -> None:
    """Add the commands."""
    products = typer.Typer(no_args_is_help=True, help="The product sheet: costs, suppliers, packaging of every SKU.")
    products.command()(check)
    products.command()(show)
    products.command("list")(list_)
    products.command()(keep)
    app.add_typer(products, name="products")


def check(file: Annotated[Path, typer.Argument(help="A CSV file.")], as_json: Json = False) -> None:
    """Check a product sheet; exit 1 if it is not sound. Columns nobody knows are named and left out."""
    file.stat()  # a file that is not there is a slip, not a sheet with faults
    try:
        sheet = sheet_at(file)
    except SheetError as wrong:
        if as_json:
            paper.put_json({"sound": False, "faults": wrong.faults})
        else:
            for fault in wrong.faults:
                say(fault)
        raise typer.Exit(1) from None
    if as_json:
        head = {"sound": True, "digest": sheet.digest, "skus": len(sheet.skus), "warnings": sheet.warnings}
        paper.put_json({**head, "unknown": _unknown_by_column(sheet.products)})
        return
    for warning in sheet.warnings:
        say(warning)
    paper.put(f"sound: {_counted(sheet)}")
    for column, rows in _unknown_by_column(sheet.products).items():
        paper.put(f"unknown in {rows} of {len(sheet.products)} rows: {column}")


def show(
    sku: Annotated[str, typer.Argument(metavar="SKU")],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="Only what holds on this day.")] = None,
    which: Which = "current",
    as_json: Json = False,
) -> None:
    """Show what the sheet says of a SKU, row by row since when, and what it leaves unknown."""
    sheet = sheet_of(which)
    found = sheet.history(sku) if on is None else tuple(filter(None, [sheet.find(sku, _day(on))]))
    if not found:
        told = f" on {on}" if on else ""
        raise Said(f"{sku!r} is no SKU of the product sheet {sheet.digest}{told}; it knows {len(sheet.skus)}")
    if as_json:
        paper.put_json({"digest": sheet.digest, "sku": sku, "rows": [_plain(product) for product in found]})
        return
    for product in found:
        title = f"{sku}, from {product.valid_from}" if product.valid_from else sku
        rows = [(name, _word(product, name)) for name in FIELDS]
        paper.show(paper.table(("column", "~value"), rows, title))
    paper.put(f"product sheet {sheet.digest}")


def list_(which: Which = "current", as_json: Json = False) -> None:
    """List the products of the sheet, with what it leaves unknown of each."""
    sheet = sheet_of(which)
    if as_json:
        paper.put_json({"digest": sheet.digest, "products": [_plain(product) for product in sheet.products]})
        return
    cells = (
        (*(_word(product, name, "") for name in LISTED), ", ".join(product.unknown())) for product in sheet.products
    )
    columns = tuple(f">{name}" if name == "purchase_cost" else name for name in LISTED)
    spare = ("repackaging", "packaging", "brand", "supplier")
    paper.show(paper.table((*columns, "~unknown"), cells, spare=spare))
    paper.put(_counted(sheet))


def keep(which: Which = "current") -> None:
    """Keep the sheet in the log, where an auditor finds it by its digest."""
    sheet = sheet_of(which)
    written = running.connected("products", lambda nc, _: keep_sheet(nc, sheet))
    paper.put(f"{'kept' if written else 'kept already'}: {_counted(sheet)}")


def sheet_of(which: str) -> Sheet:
    """The sheet in force, one in a file, or one that the log keeps."""
    if which == "current":
        return sheet_in_force(running.prepared("products"))
    if Path(which).exists():
        return sheet_at(Path(which))
    if re.fullmatch("[0-9a-f]{16}", which):
        return running.connected("products", lambda nc, _: kept(nc, which))
    raise Said(f"{which!r} is neither `current`, nor a file, nor a digest of 16 hex digits", WRONG_USE)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Said(f"--on {words!r} is no day; write it like 2026-11-20", WRONG_USE) from None


def _plain(product: Product) -> dict[str, Any]:
    return {**plain(product), "unknown": list(product.unknown())}


def _word(product: Product, column: str, unknown: str = "unknown") -> object:
    """A cell as the sheet has it."""
    value = getattr(product, column)
    if isinstance(value, bool):
        return (("no", "yes"), ("off", "on"))[column == "repackaging"][value]
    return unknown if value is None else plain(value)


def _unknown_by_column(products: Iterable[Product]) -> dict[str, int]:
    """How many rows leave a column unknown, for the columns that any row does."""
    told = [name for product in products for name in product.unknown()]
    return {name: told.count(name) for name in FIELDS if name in told}


def _counted(sheet: Sheet) -> str:
    return f"product sheet {sheet.digest}, {len(sheet.skus)} SKU{'' if len(sheet.skus) == 1 else 's'}"
