"""Any table as events, by a map: a row is an event, or an entry in a list of one where rows share their case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from handlers.caselog import CaseKey
from handlers.importing import cells
from handlers.importing.cells import Reader, Unfit
from handlers.importing.headers import Column, Row, layout
from handlers.importing.maps import FileMap, MapColumn
from handlers.importing.reading import Reading, about, overlong, rows_of
from handlers.importing.returned_items import token
from handlers.importing.statements import Known, Statement, When
from handlers.importing.tables import Table
from handlers.importing.templates import fields_of, filled

Data = dict[str, Any]


@dataclass(frozen=True)
class MappedTold:
    """An event as the rows of a file tell it."""

    key: CaseKey
    statement: Statement

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        """Its case."""
        return (self.key,)

    @property
    def related(self) -> str:
        """No other case has to be known."""
        return ""

    def statements(self, _known: Mapping[CaseKey, Known]) -> Iterator[Statement]:
        """The event."""
        yield self.statement


@dataclass
class _Event:
    """An event in the making: what its first row said, and one entry for each row."""

    row: Row
    at: When
    data: Data
    entries: list[Data]
    rows: list[int]


def read_mapped(table: Table, told: FileMap, renamed: Mapping[str, str] | None = None) -> Reading:
    """The events that a file tells of, by its map; raises `Refused` for a header that cannot be read."""
    columns = [Column(name, needed=name not in told.optional) for name in told.names]
    places = layout(table, columns, renamed)
    notes, reader = about(table, places), Reader(overlong(table))
    rows = [row for row in rows_of(table, places, notes) if row.number not in reader.rows]
    events = _events(rows, told, reader)
    spoilt = {_place(row, told) for row in rows if row.number in reader.rows}
    good = [_whole(place, event, told) for place, event in sorted(events.items()) if place not in spoilt]
    return Reading(good, len(table.lines), reader.problems, notes)


def _events(rows: Iterable[Row], told: FileMap, reader: Reader) -> dict[tuple[str, str], _Event]:
    """The events by their case and key; a row that has a problem is left out."""
    events: dict[tuple[str, str], _Event] = {}
    for row in rows:
        for name in (*fields_of(told.case), *fields_of(told.key)):
            reader.needed(row, name, cells.text)
        at = reader.needed(row, told.time.name, _how(told.time, told))
        data, entry = _members(row, told, reader)
        if at is None or row.number in reader.rows:
            continue
        known = events.setdefault(_place(row, told), _Event(row, at, data, [], []))
        if known.row is not row:
            _agrees(known, row, at, data, told, reader)
        known.entries.append(entry)
        known.rows.append(row.number)
    return events


def _place(row: Row, told: FileMap) -> tuple[str, str]:
    """The case and the key of a row."""
    return token(filled(told.case, row.cells)), filled(told.key, row.cells)


def _members(row: Row, told: FileMap, reader: Reader) -> tuple[Data, Data]:
    """What a row says of the event as a whole, and what goes into its own entry of the list."""
    data: Data = {}
    entry: Data = {}
    inside = f"{told.lines}."
    for column in told.columns:
        read = reader.read if column.optional or column.kind == "text" else reader.needed
        value = read(row, column.name, _how(column, told))
        if value is None:
            continue
        for member in column.to:
            own = bool(told.lines) and member.startswith(inside)
            _put(entry if own else data, member.removeprefix(inside) if own else member, value)
    return data, entry


def _put(data: Data, path: str, value: object) -> None:
    *stem, leaf = path.split(".")
    for step in stem:
        data = data.setdefault(step, {})
    data[leaf] = value


def _how(column: MapColumn, told: FileMap) -> Callable[[str], Any]:
    """How the cells of a column are read."""
    if column.values:
        return partial(_translated, values=column.values)
    if column.form:
        read = partial(cells.formatted, form=column.form, zone=told.zone)
    else:
        read = partial(cells.moment, zone=told.zone)
    ways: dict[str, Callable[[str], Any]] = {
        "text": cells.text,
        "amount": lambda cell: cells.money_text(cells.amount(cell, told.decimal)),
        "quantity": cells.quantity,
        "flag": cells.flag,
        "day": read if column is told.time else lambda cell: read(cell).isoformat(),
    }
    return ways[column.kind]


def _translated(cell: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the map says
    if cell not in values:
        raise Unfit(f"has no translation; there are: {', '.join(values)}")
    return values[cell]


def _agrees(known: _Event, row: Row, at: When, data: Data, told: FileMap, reader: Reader) -> None:
    """A second row of the same event may add an entry, and must say the same otherwise."""
    if not told.lines:
        reader.problem(row, "", f"row {known.row.number} tells of the same event otherwise", known.row.number)
    elif at != known.at or data != known.data:
        outside = [each for each in told.columns if not all(to.startswith(f"{told.lines}.") for to in each.to)]
        name = next((each.name for each in outside if row[each.name] != known.row[each.name]), told.time.name)
        where = f"row {known.row.number} of the same case"
        reader.problem(row, name, f"it is another than in {where}", known.row.number)


def _whole(place: tuple[str, str], event: _Event, told: FileMap) -> MappedTold:
    case_id, key = place
    data = {**told.constants, **event.data}
    if told.lines:
        data[told.lines] = sorted(event.entries, key=lambda entry: orjson.dumps(entry, option=orjson.OPT_SORT_KEYS))
    slot = f"{told.event}-{key}" if key else told.event
    actor = told.actor or "import"
    where = (told.kind, case_id)
    return MappedTold(where, Statement(where, slot, told.event, data, at=event.at, actor=actor, rows=tuple(event.rows)))
