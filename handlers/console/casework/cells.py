"""What stands in a ledger: a value and how it is written. Nothing is asked of a clock or a database."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Sort = Literal["when", "day", "money", "count", "word", "id", "flag", "answer", "text"]
"""How a value is written; a flag is shown where it is up, an answer also where it is no."""


class Column(NamedTuple):
    """A member of a case or of an entry of a ledger (dotted where it lies deeper), its label, how it is written."""

    member: str
    label: str
    sort: Sort = "text"

    @property
    def is_figure(self) -> bool:
        """Whether it is aligned as figures are."""
        return self.sort in ("money", "count")


class Table(NamedTuple):
    """A ledger of a kind: the member that has its entries, its title, its columns."""

    member: str
    title: str
    columns: tuple[Column, ...]


class Cell(NamedTuple):
    """A value, how it is written, and in which currency it is if it is money."""

    value: Any
    sort: Sort
    currency: str | None = None


class Ledger(NamedTuple):
    """A table of a case; columns in which nothing stands are left out."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def ledger(title: str, columns: Sequence[Column], entries: Sequence[Any], currency: str | None) -> Ledger | None:
    """The entries under their columns; None if there are none. An entry's own currency goes before the case's."""
    if not entries:
        return None
    shown = tuple(column for column in columns if any(_is_said(_cell(each, column, currency)) for each in entries))
    rows = tuple(tuple(_cell(each, column, currency) for column in shown) for each in entries)
    return Ledger(title, shown, rows)


def facts(columns: Sequence[Column], case: Any, currency: str | None) -> Iterator[tuple[str, Cell]]:  # noqa: ANN401
    """What a case says by these members, each with its label; what is not said is left out."""
    for column in columns:
        cell = _cell(case, column, currency)
        if _is_said(cell):
            yield column.label, cell


def member(entry: Any, name: str) -> Any:  # noqa: ANN401 - an entry of any ledger
    """The member of this (dotted) name; None where there is none."""
    for part in name.split("."):
        entry = getattr(entry, part, None)
    return entry


def _cell(entry: Any, column: Column, currency: str | None) -> Cell:  # noqa: ANN401
    told = member(entry, column.member)
    value = ", ".join(map(str, told)) if isinstance(told, tuple) else told
    return Cell(value, column.sort, getattr(entry, "currency", None) or currency)


def _is_said(cell: Cell) -> bool:
    value, told = cell.value, cell.sort == "answer"
    if isinstance(value, bool):
        return value or told
    return value is not None and value not in ("", ()) and not (isinstance(value, int | Decimal) and value == 0)
