"""Columns are found by their names, never by their places; case, blanks and a few other spellings do not matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from handlers.importing.refusing import Refused, quoted
from handlers.importing.tables import Line, Table

NEAR = 0.8
"""How like a known name an unknown one must be to be taken for it renamed."""


@dataclass(frozen=True)
class Column:
    """A column that a report may have: its name there, other spellings, and whether nothing works without it."""

    name: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Row:
    """A row by the names of its columns; `number` is its place in the file, the header being 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell without blanks around it; empty where there is no such column."""
        return self.cells.get(column, "")


class Layout(NamedTuple):
    """Where each known column stands, and the columns that nobody knows."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]

    def row(self, line: Line) -> Row:
        """The row of a line; cells that are missing at its end are empty."""
        cells = {name: line.cells[place].strip() for name, place in self.places.items() if place < len(line.cells)}
        return Row(line.number, cells)


def layout(table: Table, columns: Sequence[Column], renamed: Mapping[str, str] | None = None) -> Layout:
    """Where the columns stand; `renamed` says under which other name one is found, or, by an empty one, that it is not.

    Raises `Refused` for a needed column that is missing, one that seems renamed, and one that stands there twice.
    """
    known = _spellings(columns, renamed or {})
    absent = {plain(ours) for ours, theirs in (renamed or {}).items() if not theirs}
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, head in enumerate(table.header):
        name = known.get(plain(head))
        if name in places:
            raise Refused(f"column {quoted(name)} stands there twice, in places {places[name] + 1} and {place + 1}")
        if name is not None:
            places[name] = place
        elif head.strip():
            unknown.append(head.strip())
    _insist([each for each in columns if each.needed or plain(each.name) not in absent], places, unknown, table.header)
    return Layout(places, tuple(unknown))


def plain(head: str) -> str:
    """A name as it is compared: without marks, in small letters, with single blanks."""
    return " ".join(head.strip("\ufeff ").replace("_", " ").replace("-", " ").casefold().split())


def _spellings(columns: Iterable[Column], renamed: Mapping[str, str]) -> dict[str, str]:
    """Each spelling and the column it stands for."""
    names = {plain(column.name): column.name for column in columns}
    for ours in renamed:
        if plain(ours) not in names:
            raise Refused(f"--column {quoted(ours)}: there is no such column; there are: {', '.join(names.values())}")
    other = {plain(theirs): names[plain(ours)] for ours, theirs in renamed.items() if theirs}
    free = {spelling: name for spelling, name in names.items() if name not in other.values()}
    aliases = {plain(alias): column.name for column in columns for alias in column.aliases}
    return {**aliases, **free, **other}


def _insist(
    columns: Iterable[Column], places: Mapping[str, int], unknown: Sequence[str], header: Sequence[str]
) -> None:
    missing = [column for column in columns if column.name not in places]
    sentences = []
    for column in missing:
        near = get_close_matches(plain(column.name), [plain(head) for head in unknown], n=1, cutoff=NEAR)
        like = next((head for head in unknown if near and plain(head) == near[0]), None)
        if like:
            other = "" if column.needed else f', if not, --column "{column.name}="'
            help_ = f'if it is the same, say --column "{column.name}={like}"{other}'
            sentences.append(f"column {quoted(column.name)} is missing, but there is {quoted(like)}: {help_}")
        elif column.needed:
            sentences.append(f"column {quoted(column.name)} is missing")
    if sentences:
        if len(header) == 1:
            sentences.append(
                f"it has one column only, {quoted(header[0])}: is another separator meant? say --separator"
            )
        raise Refused(*sentences)
