"""Cells to values: days, moments, amounts, quantities, yes and no. A cell that is none raises `Unfit` with a sentence.

Blank means not told. Nothing is guessed: a figure that may be read in two ways is refused.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar
from unicodedata import combining, normalize

from handlers.importing.headers import Row
from handlers.importing.refusing import Problem, quoted

Value = TypeVar("Value")

YES = frozenset({"y", "yes", "true", "1"})
NO = frozenset({"n", "no", "false", "0"})
CENTURY = 2000
MOST = 1_000_000
SPACES = re.compile(r"[\s\u00a0\u202f']")
WORDS = re.compile(r"(\d{1,2})[-\s./]{1,2}([^\W\d_]{3,12})\.?[-\s./]{1,2}(\d{4}|\d{2})")
AMOUNT = re.compile(r"-?\d+(?:[.,]\d+)*")
GROUPED = {
    ",": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d{1,4})?|-?\d+(,\d{1,4})?"),
    ".": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,4})?|-?\d+(\.\d{1,4})?"),
}


class Unfit(Exception):
    """A cell is not what it should be; the sentence says what that is."""


class Reader:
    """Reads the cells of rows and keeps what is wrong with them; `rows` are the numbers of those with a problem."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        self.rows = {problem.row for problem in self.problems}

    def read(self, row: Row, column: str, how: Callable[[str], Value]) -> Value | None:
        """A cell read in this way; None if it is blank, or unfit, which is then a problem."""
        cell = row[column]
        if not cell:
            return None
        try:
            return how(cell)
        except Unfit as unfit:
            self.problem(row, column, f"{quoted(cell)} {unfit}")
            return None

    def needed(self, row: Row, column: str, how: Callable[[str], Value]) -> Value | None:
        """The same for a cell that must not be blank."""
        if not row[column]:
            self.problem(row, column, "it is empty, and cannot be told without")
        return self.read(row, column, how)

    def problem(self, row: Row, column: str, sentence: str, other: int | None = None) -> None:
        """Something is wrong there; `other` is the row that it contradicts, which is no better."""
        self.problems.append(Problem(row.number, column, sentence))
        self.rows |= {row.number, other or row.number}


def text(cell: str) -> str:
    """A cell as it is."""
    return cell


def flag(cell: str) -> bool:
    """Yes or no."""
    word = cell.casefold()
    if word in YES or word in NO:
        return word in YES
    raise Unfit("is neither Y nor N")


def quantity(cell: str) -> int:
    """A whole number above zero."""
    if cell.isdecimal() and cell.isascii() and 1 <= int(cell[:12]) <= MOST:
        return int(cell)
    raise Unfit("is no quantity: a whole number from 1 on")


def amount(cell: str, sign: str = "") -> Decimal:
    """A sum of money, not below zero. `sign` is the decimal sign; unless told, the last one that can be one."""
    bare = SPACES.sub("", cell)
    if AMOUNT.fullmatch(bare) is None:
        raise Unfit("is no amount; write it like 12.50")
    number = Decimal(_pointed(bare, sign or _sign_of(bare)))
    if number < 0:
        raise Unfit("is below zero")
    return number


def _pointed(bare: str, sign: str) -> str:
    if GROUPED[sign].fullmatch(bare) is None:
        raise Unfit(f"is no amount with {sign!r} as decimal sign and at most 4 digits after it")
    return bare.replace("," if sign == "." else ".", "").replace(",", ".")


def _sign_of(bare: str) -> str:
    """The decimal sign of a figure; three digits behind its only sign may be thousands, or not."""
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return "."
    sign, whole, behind = bare[last], bare[:last].lstrip("-"), len(bare) - last - 1
    several = bare.count(sign) > 1
    if behind == 3 and (several or not {".", ","} & set(whole)):
        if several:
            return "," if sign == "." else "."
        if whole != "0":
            raise Unfit(f"may be {whole}{bare[last + 1 :]} or {whole}.{bare[last + 1 :]}; write it like {whole}.00")
    return sign


def money_text(number: Decimal) -> str:
    """An amount as the contract writes it: at least two digits after the point, at most those that say something."""
    whole, _, rest = f"{number:f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def moment(cell: str, zone: tzinfo) -> date | datetime:
    """A day such as 23-Sep-2026 (also with the month in a marketplace's language) or ISO; a moment stays one.

    A moment without an offset is one in `zone`.
    """
    told = WORDS.fullmatch(cell)
    try:
        if told:
            year = int(told[3]) + (CENTURY if len(told[3]) == 2 else 0)
            return date(year, month(told[2]), int(told[1]))
        at = datetime.fromisoformat(cell)
    except ValueError:
        raise Unfit("is no day; write it like 23-Sep-2026 or 2026-09-23") from None
    if len(cell) <= len("2026-09-23"):
        return at.date()
    return at if at.tzinfo else at.replace(tzinfo=zone)


def formatted(cell: str, form: str, zone: tzinfo) -> date | datetime:
    """A day or moment written in a form of strptime; years may have two digits or four."""
    for each in dict.fromkeys((form, form.replace("%y", "%Y"))):
        try:
            at = datetime.strptime(cell, each)  # noqa: DTZ007 - its zone is told beside it
        except ValueError:
            continue
        if not {"%H", "%I"} & {each[place : place + 2] for place in range(len(each))}:
            return at.date()
        return at if at.tzinfo else at.replace(tzinfo=zone)
    shown = date(2026, 12, 31).strftime(form)
    raise Unfit(f"is not written like {shown}")


def month(word: str) -> int:
    """The number of a month in one of the languages of the marketplaces; raises `ValueError`."""
    bare = "".join(sign for sign in normalize("NFKD", word.casefold().replace("\u0131", "i")) if not combining(sign))
    fitting = [(len(stem), number) for stem, number in _stems().items() if bare.startswith(stem)]
    if not fitting:
        raise ValueError(word)
    return max(fitting)[1]


@cache
def _stems() -> dict[str, int]:
    told = tomllib.loads((Path(__file__).parent / "months.toml").read_text(encoding="utf-8"))
    return {stem: int(number) for number, stems in told.items() for stem in stems}
