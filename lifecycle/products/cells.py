"""Reads the cells of a product sheet, each as its column asks for it. A misfit is a ValueError in words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

Reader = Callable[[str], object]

LONGEST: Final = 2_000
_PLAIN: Final = re.compile(r"[0-9]{1,12}([.,][0-9]{1,4})?")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_YES, _NO = frozenset({"on", "yes", "true", "1"}), frozenset({"off", "no", "false", "0"})


def _text(cell: str) -> str:
    if len(cell) > LONGEST:
        raise ValueError(f"has more than {LONGEST} characters")
    return cell


def _sku(cell: str) -> str:
    if len(cell) > 256 or not cell.isprintable():
        raise ValueError("must be at most 256 printable characters")
    return cell


def _number(cell: str) -> Decimal:
    """A number with a point, or with a comma where that cannot be meant for thousands."""
    if _THOUSANDS.fullmatch(cell):
        raise ValueError("can be read two ways; write it with a point, such as 1200.00 or 1.20")
    if not _PLAIN.fullmatch(cell):
        raise ValueError("must be a number that is not negative, such as 3.20")
    return Decimal(cell.replace(",", "."))


def _months(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", cell):
        raise ValueError("must be a whole number of months, such as 24")
    return int(cell)


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("must be a day such as 2026-11-20") from None


def _currency(cell: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", cell):
        raise ValueError("must be a currency code such as EUR")
    return cell.upper()


def _packaging(cell: str) -> str:
    if cell.lower() not in ("branded", "generic"):
        raise ValueError("must be branded or generic")
    return cell.lower()


def _switch(words: str) -> Reader:
    def read(cell: str) -> bool:
        if cell.lower() not in _YES | _NO:
            raise ValueError(f"must be {words}")
        return cell.lower() in _YES

    return read


READERS: Final[Mapping[str, Reader]] = {
    "sku": _sku,
    "valid_from": _day,
    "asin": _text,
    "brand": _text,
    "supplier": _text,
    "purchase_cost": _number,
    "currency": _currency,
    "packaging": _packaging,
    "repackaging": _switch("on or off"),
    "spare_parts": _switch("yes or no"),
    "manual": _text,
    "warranty_months": _months,
    "category": _text,
    "weight": _number,
}
"""Column → what reads a cell of it that is not empty."""
