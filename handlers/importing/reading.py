"""What comes out of a file: the cases it speaks of, what is wrong with it, and what its reader should know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from handlers.caselog import CaseKey
from handlers.importing.headers import Layout, Row
from handlers.importing.refusing import Problem, quoted
from handlers.importing.statements import Known, Statement
from handlers.importing.tables import Table


class Told(Protocol):
    """A case as a file tells it."""

    @property
    def key(self) -> CaseKey:
        """The case."""

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        """All cases that the file speaks of here."""

    @property
    def related(self) -> str:
        """The order whose other cases have to be known; empty where none have."""

    def statements(self, known: Mapping[CaseKey, Known]) -> Iterator[Statement]:
        """What the file says about them, given what is known."""


@dataclass
class Reading:
    """A file as it was read. `days` are the first and the last day that its rows speak of (ISO), if they have any.

    `there` are the cases that have a row, readable or not.
    """

    told: Sequence[Told] = ()
    rows: int = 0
    problems: Sequence[Problem] = ()
    notes: list[str] = field(default_factory=list)
    days: tuple[str, str] | None = None
    there: frozenset[CaseKey] = frozenset()


def rows_of(table: Table, places: Layout, notes: list[str]) -> list[Row]:
    """The rows of a table, each told once: one that stands there again in every cell is dropped, and that is noted."""
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    for line in table.lines:
        row = places.row(line)
        rows.setdefault(tuple(sorted(row.cells.items())), row)
    again = len(table.lines) - len(rows)
    if again:
        notes.append(f"{again} rows stand there twice and are read once")
    return list(rows.values())


def overlong(table: Table) -> list[Problem]:
    """Rows with more cells than the header has: nobody knows which cell is which."""
    wide = len(table.header)
    return [
        Problem(line.number, "", f"it has {len(line.cells)} cells, the header has {wide}")
        for line in table.lines
        if any(cell.strip() for cell in line.cells[wide:])
    ]


def about(table: Table, places: Layout) -> list[str]:
    """What its reader should know about a file as such."""
    notes = [] if table.encoding.startswith("utf") else [f"it is no UTF-8 and was read as {table.encoding}"]
    if places.unknown:
        notes.append(f"columns that are not read: {', '.join(map(quoted, places.unknown))}")
    return notes
