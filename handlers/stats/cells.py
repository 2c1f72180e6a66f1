"""The cells of a report: what may stand in one, and how it is written for programs, for spreadsheets, for people."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

from lifecycle.numbers.rates import Rate
from lifecycle.numbers.shares import Share

Sort = Literal["text", "count", "share", "amount", "span", "moment", "list"]
"""What a column holds: words, units, a share of 1, money (its currency stands in the row), a moment, several words."""
FIGURES: Final = frozenset({"count", "share", "amount", "span"})
"""Sorts that are set to the right."""
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
LITTLE: Final = Decimal("0.1")
PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")


class Unknown(Struct, frozen=True):
    """A value that cannot be told, with what would have to be known."""

    why: tuple[str, ...]

    def __str__(self) -> str:
        return f"unknown: {'; '.join(self.why)}"


Cell = str | int | Decimal | datetime | timedelta | tuple[str, ...] | Unknown | None


def of_share(share: Share) -> Decimal | Unknown | None:
    """A share as a cell: its value, or what is missing for it; None where there is nothing to share."""
    return Unknown(share.unknown) if share.unknown else share.value


def of_rate(rate: Rate) -> Decimal | Unknown | None:
    """A rate as a cell: its value by what is certain, or why there is none."""
    return Unknown((rate.unknown,)) if rate.unknown else rate.value


def whys(cell: Cell) -> tuple[str, ...]:
    """Why a value cannot be told; nothing if it can."""
    return cell.why if isinstance(cell, Unknown) else ()


def plain(cell: Cell) -> str | int | float | list[str] | None:
    """As JSON has it: exact figures as text, durations in seconds, moments in UTC; null for what is not known."""
    match cell:
        case Unknown():
            return None
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.astimezone(UTC).isoformat()
        case timedelta():
            return cell.total_seconds()
        case tuple():
            return list(cell)
    return cell


def in_csv(cell: Cell) -> str:
    """As a spreadsheet may open it: nothing in it is a formula."""
    words = "; ".join(map(_harmless, cell)) if isinstance(cell, tuple) else cell
    told = str(words) if isinstance(words, Unknown) else plain(words)
    return "" if told is None else _harmless(str(told))


def _harmless(told: str) -> str:
    """A text that is no formula, nor is what follows a semicolon: some spreadsheets begin a new cell there."""
    first, *others = told.split(";")
    parts = [_marked(first), *(_marked(each) for each in others)]
    return told if PLAIN_NUMBER.fullmatch(told) else ";".join(parts)


def _marked(part: str) -> str:
    word = part.lstrip(" ")
    return f"{part[: len(part) - len(word)]}'{word}" if word.startswith(DANGEROUS) else part


def shown(cell: Cell, sort: Sort) -> str:
    """As people read it."""
    match cell:
        case int() | Decimal():
            return _percent(cell) if sort == "share" else f"{cell:,}"
        case datetime():
            return f"{cell.astimezone(UTC):%Y-%m-%d %H:%M}Z"
        case timedelta():
            return length(cell)
        case tuple():
            return ", ".join(cell)
    return "" if cell is None else str(cell)


def _percent(share: int | Decimal) -> str:
    """With one digit after the point; with two below 10 %, where limits of 1 % and less are kept or broken."""
    return f"{share:.2%}" if -LITTLE < share < LITTLE else f"{share:.1%}"


def length(span: timedelta) -> str:
    """A duration in its two largest units; before something if it is negative."""
    minutes = int(abs(span).total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    sign = "-" if span < timedelta(0) else ""
    if days:
        return f"{sign}{days} d {hours} h" if hours and days < 10 else f"{sign}{days} d"
    return f"{sign}{hours} h {minutes % 60} min" if hours else f"{sign}{minutes} min"
