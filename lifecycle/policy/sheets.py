"""Reads the TOML text of one pack file. What cannot be read becomes a sentence, and reading goes on."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, structs

from lifecycle.policy.terms import AppliesBy, Deadline, Value

_Shape = TypeVar("_Shape", bound=Struct)


class RuleSheet(Struct, frozen=True, kw_only=True):
    """A `[[rule]]` as it is written; `choices` are the only words that it, and whatever overrides it, may take.

    `covers` names the markets that the source speaks of: files, with all that inherit them, and countries. Any other
    market that inherits the value takes it for want of a better one: there it is assumed.
    """

    id: str
    value: Value
    unit: str | tuple[str, ...]
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    applies_by: AppliesBy = "fact"
    assumed: bool = False
    covers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The units, several if the source leaves open which one it means."""
        return (self.unit,) if isinstance(self.unit, str) else self.unit


class Head(Struct, frozen=True, kw_only=True):
    """What stands at the top of a file; `without` names inherited rules that this market does not have.

    A file that is `part_of` another is read as if it stood there: a long one may be split by subject.
    """

    inherits: str = ""
    overlays: str = ""
    part_of: str = ""
    zone: str = ""
    country: str | None = None
    currency: str = ""
    without: tuple[str, ...] = ()


class Sheet(Struct, frozen=True, kw_only=True):
    """One pack file; its `name` is the file's without `.toml`."""

    name: str
    head: Head
    rules: tuple[RuleSheet, ...]
    timers: dict[str, tuple[Deadline, ...]]


def read_sheet(file: str, text: str, faults: list[str]) -> Sheet | None:
    """The file as far as it can be read, None if it is no TOML; every sentence in `faults` says what could not."""
    name = file.removesuffix(".toml")
    try:
        raw = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as problem:
        faults.append(f"{file}: this is no TOML: {problem}.")
        return None
    rules, timers = raw.pop("rule", []), raw.pop("timer", {})
    return Sheet(
        name=name,
        head=_read(raw, Head, f"{file}:", faults) or Head(),
        rules=tuple(_rules(file, rules, faults)),
        timers={timer: tuple(_deadlines(f"{file}: timer {timer}", timers[timer], faults)) for timer in timers},
    )


def joined(sheets: Mapping[str, Sheet], faults: list[str]) -> dict[str, Sheet]:
    """The sheets with the parts of each laid into it."""
    whole = {name: sheet for name, sheet in sheets.items() if not sheet.head.part_of}
    for part in sheets.values():
        if not part.head.part_of:
            continue
        main = whole.get(part.head.part_of)
        twice = sorted(part.timers.keys() & main.timers.keys()) if main else []
        faults += [
            f"{part.name}.toml: timer {timer} stands in another part of {part.head.part_of} too." for timer in twice
        ]
        if main is None or part.head != Head(part_of=part.head.part_of):
            faults.append(
                f"{part.name}.toml: a part names a file that is there in part_of, and nothing else at its top."
            )
            continue
        whole[main.name] = structs.replace(
            main, rules=(*main.rules, *part.rules), timers={**main.timers, **part.timers}
        )
    return whole


def _rules(file: str, raw: object, faults: list[str]) -> list[RuleSheet]:
    read = (_read(each, RuleSheet, f"{file}: rule {each.get('id', number)}", faults) for number, each in _tables(raw))
    return [rule for rule in read if rule is not None]


def _deadlines(where: str, raw: object, faults: list[str]) -> list[Deadline]:
    read = (_read(each, Deadline, f"{where}, deadline {number}", faults) for number, each in _tables(raw))
    return [deadline for deadline in read if deadline is not None]


def _tables(raw: object) -> list[tuple[int, dict[str, Any]]]:
    rows = raw if isinstance(raw, list) else [raw]
    return [(number, each if isinstance(each, dict) else {"(a word)": each}) for number, each in enumerate(rows, 1)]


def _read(raw: Mapping[str, Any], shape: type[_Shape], where: str, faults: list[str]) -> _Shape | None:
    fields = {field.name: field.required for field in msgspec.structs.fields(shape)}
    found = [f"{where} has an unknown key {key!r}; known are {', '.join(fields)}." for key in raw if key not in fields]
    found += [f"{where} lacks the key {key!r}." for key, required in fields.items() if required and key not in raw]
    faults += found
    try:
        return None if found else msgspec.convert(raw, shape)
    except msgspec.ValidationError as problem:
        faults.append(f"{where} cannot be read: {problem}.")
        return None
