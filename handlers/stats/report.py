"""A report: rows of figures under their columns, as JSON, as CSV, and as text for people.

A cell that cannot be known is `Unknown` with its reasons: null in JSON (the reasons stand beside it under `unknown`),
`unknown: …` elsewhere. It is never shown as 0. A cell that does not apply is None: null, or nothing.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from handlers.stats.cells import FIGURES, Cell, Sort, in_csv, plain, shown, whys

PLACE = ("marketplace", "currency")
"""Columns that say where a row belongs."""


class Column(Struct, frozen=True):
    """A column: its name for programs, what it holds, and what it says in a line."""

    name: str
    sort: Sort
    says: str
    spare: bool = False
    """Whether it may go where the paper is narrow; the last such column goes first."""
    empty: str = ""
    """What people read where nothing applies."""

    @property
    def heading(self) -> str:
        """Its name for people."""
        return self.name.replace("_", " ")


class Report(Struct, frozen=True, kw_only=True):
    """What was found: a cell for each column in every row, and remarks on what the figures leave out, in sentences."""

    name: str
    as_of: datetime
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    remarks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The report for programs; a row is an object by column, with the reasons of what is unknown in it."""
        return {
            "report": self.name,
            "as_of": self.as_of.astimezone(UTC).isoformat(),
            "columns": [{"name": each.name, "sort": each.sort, "says": each.says} for each in self.columns],
            "rows": [self._object(row) for row in self.rows],
            "remarks": list(self.remarks),
        }

    def to_csv(self) -> str:
        """The rows under the names of their columns, as RFC 4180 has it; no cell is a formula."""
        told = io.StringIO(newline="")
        writer = csv.writer(told, quoting=csv.QUOTE_ALL)
        writer.writerow([each.name for each in self.columns])
        writer.writerows([in_csv(cell) for cell in row] for row in self.rows)
        return told.getvalue()

    def without(self, names: Collection[str]) -> "Report":
        """The report without some of its columns."""
        kept = [place for place, column in enumerate(self.columns) if column.name not in names]
        rows = [tuple(row[place] for place in kept) for row in self.rows]
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=rows)

    def first(self, most: int | None) -> "Report":
        """The report with so many rows at most; how many are left out is said."""
        left = len(self.rows) - most if most is not None else 0
        if left <= 0:
            return self
        return replace(self, rows=self.rows[:most], remarks=(f"{left:,} more not shown", *self.remarks))

    def by_place(self) -> list[tuple[str, "Report"]]:
        """The report taken apart by its marketplaces and currencies, each with their names."""
        names = [column.name for column in self.columns if column.name in PLACE]
        apart: dict[tuple[str, ...], list[tuple[Cell, ...]]] = {}
        for row in self.rows:
            told = zip(self.columns, row, strict=True)
            apart.setdefault(tuple(str(cell) for column, cell in told if column.name in PLACE), []).append(row)
        return [(" ".join(place), replace(self, rows=rows).without(names)) for place, rows in apart.items()]

    def headings(self) -> list[str]:
        """The columns for people, as `paper.table` wants them: `>` marks figures, `~` prose."""
        return [f"{_mark(each.sort)}{each.heading}" for each in self.columns]

    def lines(self) -> list[tuple[str, ...]]:
        """The rows for people; what is unknown is a mark, and `reasons` tells the rest."""
        return [
            tuple(_brief(cell, column) for cell, column in zip(row, self.columns, strict=True)) for row in self.rows
        ]

    def spare(self) -> list[str]:
        """The headings of columns that may go where the paper is narrow, in that order."""
        return [each.heading for each in reversed(self.columns) if each.spare]

    def reasons(self) -> dict[str, int]:
        """What would have to be known, a sentence each, and in how many rows it is missing."""
        found: Counter[str] = Counter()
        for row in self.rows:
            missing = {
                (column.heading, why) for cell, column in zip(row, self.columns, strict=True) for why in whys(cell)
            }
            for why in {why for _, why in missing}:
                headings = sorted(heading for heading, other in missing if other == why)
                found[f"unknown: {', '.join(headings)}; missing: {why}"] += 1
        return dict(found)

    def _object(self, row: tuple[Cell, ...]) -> dict[str, Any]:
        told = list(zip(self.columns, row, strict=True))
        unknown = {column.name: list(whys(cell)) for column, cell in told if whys(cell)}
        return {column.name: plain(cell) for column, cell in told} | ({"unknown": unknown} if unknown else {})


def _mark(sort: Sort) -> str:
    return ">" if sort in FIGURES else "~" if sort == "list" else ""


def _brief(cell: Cell, column: Column) -> str:
    return "unknown" if whys(cell) else shown(cell, column.sort) or column.empty
