"""A map says what the columns of a CSV file mean: one event a map, in TOML. See docs/importing.md.

A fault in a map is a sentence that names the place in it; all of them are told together.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from handlers.importing.map_faults import faults_of
from handlers.importing.refusing import Refused
from handlers.importing.templates import fields_of, members_of


@dataclass(frozen=True)
class MapColumn:
    """What a column means: the members it fills (dotted), what its cells are, how its words are translated."""

    name: str
    to: tuple[str, ...]
    kind: str = "text"
    values: Mapping[str, Any] = field(default_factory=dict)
    optional: bool = False
    form: str = ""


@dataclass(frozen=True)
class FileMap:
    """A map. `case` and `key` are templates over column names; `lines` is the member that gets an entry a row."""

    kind: str
    event: str
    case: str
    key: str
    source: str
    actor: str
    time: MapColumn
    columns: tuple[MapColumn, ...]
    constants: Mapping[str, Any]
    zone: ZoneInfo
    lines: str = ""
    separator: str = ","
    encoding: str = ""
    decimal: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns that the map reads."""
        used = [name for template in (self.case, self.key) for name in fields_of(template)]
        return tuple(dict.fromkeys((self.time.name, *(column.name for column in self.columns), *used)))

    @property
    def optional(self) -> frozenset[str]:
        """Those that a file may lack."""
        return frozenset(column.name for column in self.columns if column.optional)


def read_map(text: str) -> FileMap:
    """The map in a text; raises `Refused` with everything that is wrong with it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"the map is no TOML: {fault}") from None
    faults = faults_of(told)
    if faults:
        raise Refused(*faults)
    kind, event = str(told["event"]).split(".")
    columns = tuple(_column(name, said) for name, said in told["columns"].items())
    time = told["time"]
    return FileMap(
        kind=kind,
        event=event,
        case=told["case"],
        key=told.get("key", ""),
        source=told["source"],
        actor=told.get("actor", ""),
        time=MapColumn(time["column"], (), "day", form=time.get("format", "")),
        columns=columns,
        constants=told.get("constants", {}),
        zone=ZoneInfo(told.get("zone", "UTC")),
        lines=told.get("lines", ""),
        separator=told.get("separator", ","),
        encoding=told.get("encoding", ""),
        decimal=told.get("decimal", ""),
    )


def _column(name: str, said: str | Mapping[str, Any]) -> MapColumn:
    if isinstance(said, str):
        return MapColumn(name, (said,))
    form = said.get("format", "")
    kind = said.get("as", "day" if form else "text")
    return MapColumn(name, members_of(said["to"]), kind, said.get("values", {}), said.get("optional", False), form)
