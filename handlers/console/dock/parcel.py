"""A parcel under the scanner: which units are expected, how many came, which of them nobody has graded yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.datastructures import FormData

from handlers.api.context import Context
from handlers.operating.docking import Seen
from lifecycle.products.product import Product
from lifecycle.returns.case import Line, Return

MOST: Final = 10_000
"""Units of one line that a scan may tell."""
BAD: Final = frozenset({"hold", "over_received", "unexpected_units"})
"""Flags that somebody at the dock has to know of."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Units of one line that are still awaited, and what the product sheet says of the goods."""

    line: Line
    awaited: int
    product: Product | None


def expected(context: Context, case: Return, at: datetime) -> list[Expected]:
    """The lines that were announced; those of which everything has come await nothing."""
    day = context.pack.market(case.marketplace).calendar.day_of(at)
    sheet = context.sheet
    announced = [(line, line.requested - line.received - line.missing) for line in case.lines if line.requested]
    return [Expected(line, max(more, 0), sheet.find(line.sku, day) if sheet else None) for line, more in announced]


def ungraded(case: Return) -> Line | None:
    """The first line of which units came that nobody has graded."""
    return next((line for line in case.lines if line.received > line.inspected), None)


def units_of(form: FormData, seen: Seen) -> list[dict[str, Any]]:
    """The units that the clerk has counted: of announced lines, and of goods that nobody announced."""
    lines = seen.case.lines if isinstance(seen.case, Return) else ()
    return [*_announced(form, lines), *_others(form)]


def _announced(form: FormData, lines: tuple[Line, ...]) -> Iterator[dict[str, Any]]:
    for line in lines:
        quantity = _number(form.get(f"quantity.{line.line}"))
        if quantity and line.requested:
            yield {"quantity": quantity, "sku": line.sku, "line": line.line}


def _others(form: FormData) -> Iterator[dict[str, Any]]:
    quantity, sku = _number(form.get("quantity")), str(form.get("sku", "")).strip()
    if quantity:
        yield {"quantity": quantity, **({"sku": sku} if sku else {})}


def _number(told: object) -> int:
    text = str(told or "").strip()
    return min(int(text), MOST) if text.isdecimal() and text.isascii() and len(text) < 7 else 0


def warnings(case: Return) -> list[str]:
    """What somebody at the dock has to know: flags, and a claim that lies over the return."""
    return [*(flag for flag in case.flags if flag in BAD), *(["escalated"] if case.escalated else [])]
