"""What can be wrong with a map, each fault a sentence that names its place in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from events.catalogue import CATALOGUE, Unreadable
from events.sentences import with_article
from handlers.importing.templates import fields_of, members_of

KINDS_OF_CELL = ("text", "amount", "quantity", "flag", "day")
TABLE = {
    "event": str,
    "case": str,
    "key": str,
    "source": str,
    "actor": str,
    "separator": str,
    "encoding": str,
    "decimal": str,
    "zone": str,
    "lines": str,
    "time": dict,
    "constants": dict,
    "columns": dict,
}
"""What a map may hold at its top."""
COLUMN = {"to": (str, list), "as": str, "values": dict, "optional": bool, "format": str}
"""What may be said of a column."""
NEEDED = ("event", "case", "source", "time", "columns")
WORDS = {str: "a text", dict: "a table", bool: "true or false", (str, list): "a member, or a list of members"}


def faults_of(told: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a map, as TOML told it."""
    return [*_shape(told), *_meaning(told)]


def _shape(told: Mapping[str, Any]) -> Iterator[str]:
    """What is unknown, missing, or of the wrong type."""
    yield from (f"{name} is missing" for name in NEEDED if name not in told)
    yield from _typed(told, TABLE, "")
    for name, said in _table(told, "columns").items():
        if isinstance(said, dict):
            yield from _typed(said, COLUMN, f"columns.{name}: ")
            if "to" not in said:
                yield f"columns.{name}: to is missing: which member it fills"
        elif not isinstance(said, str):
            yield f"columns.{name} must be the member it fills, as a text, or a table with `to`"
    time = _table(told, "time")
    yield from _typed(time, {"column": str, "format": str}, "time: ")
    if "time" in told and "column" not in time:
        yield "time: column is missing: which column says when it happened"


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = told.get(name)
    return table if isinstance(table, dict) else {}


def _typed(told: Mapping[str, Any], known: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, value in told.items():
        if name not in known:
            yield f"{where}{name} is not known; there are: {', '.join(known)}"
        elif not isinstance(value, known[name]):
            yield f"{where}{name} must be {WORDS[known[name]]}"


def _meaning(told: Mapping[str, Any]) -> Iterator[str]:
    """What is of the right type and still means nothing."""
    for name, check in _CHECKS.items():
        value = told.get(name)
        if isinstance(value, str):
            yield from check(value)
    members = _members(str(told.get("event", "")))
    lines, known = told.get("lines"), f"there are: {', '.join(members)}"
    filled: list[str] = []
    for where, said in _said(told):
        to = said.get("to", "") if isinstance(said, dict) else said
        own = members_of(to) if isinstance(to, str | list) else ()
        filled += map(str, own)
        unknown = [member for member in own if members and str(member).partition(".")[0] not in members]
        yield from (f"{where}: {member} is no member of {told['event']}; {known}" for member in unknown)
        if isinstance(said, dict) and said.get("as", "text") not in KINDS_OF_CELL:
            yield f"{where}: as must be one of {', '.join(KINDS_OF_CELL)}"
    yield from _nested(filled, lines)
    if members and isinstance(lines, str) and lines not in members:
        yield f"lines: {lines} is no member of {told['event']}; {known}"


def _nested(filled: list[str], lines: object) -> Iterator[str]:
    """A member is a value, or holds other members, never both."""
    for member in sorted({*filled, *([lines] if isinstance(lines, str) else [])}):
        below = next((other for other in sorted(filled) if other.startswith(f"{member}.")), None)
        if member in filled and (below or member == lines):
            yield f"{member} is filled as a whole, and {below or 'as the list of lines'} as well"


def _said(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What fills members: columns and constants, each with its place in the map."""
    for name, said in _table(told, "columns").items():
        if isinstance(said, str | dict):
            yield f"columns.{name}", said
    for name in _table(told, "constants"):
        yield f"constants.{name}", name


def _members(event: str) -> tuple[str, ...]:
    kind, _, name = event.partition(".")
    try:
        return tuple(CATALOGUE.entry(kind, name).model.model_fields)
    except Unreadable:
        return ()


def _event(value: str) -> Iterator[str]:
    kind, dot, name = value.partition(".")
    if not dot:
        yield f"event {value!r} should be a kind and its event, such as return.requested"
        return
    try:
        CATALOGUE.entry(kind, name)
    except Unreadable as refusal:
        yield f"event: {refusal.sentence}"
        return
    if not CATALOGUE.kinds[kind].keeps_cases:
        yield f"event: {with_article(kind)} is no kind of case, it cannot be imported"


def _template(value: str) -> Iterator[str]:
    if not fields_of(value):
        yield f"the template {value!r} names no column; write one like {{Return no}}"


def _zone(value: str) -> Iterator[str]:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"zone {value!r} is not known; write it like Europe/Rome"


def _decimal(value: str) -> Iterator[str]:
    if value not in (",", "."):
        yield f'decimal {value!r} should be "," or "."'


def _separator(value: str) -> Iterator[str]:
    if len(value) != 1:
        yield f"separator {value!r} should be one sign"


_CHECKS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "event": _event,
    "case": _template,
    "key": _template,
    "zone": _zone,
    "decimal": _decimal,
    "separator": _separator,
}
