"""Words of a command line as the `data` of an event: `--label.type prepaid --quantity 2`.

A value becomes what the event's model asks for at that place: a number, yes or no, JSON for what is nested; a text
otherwise. A name that no event has is kept, so that the refusal names it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from handlers.cli.failures import WRONG_USE, Said

Schema = Mapping[str, Any]
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def split(words: Sequence[str]) -> tuple[list[str], list[tuple[str, str | None]]]:
    """The plain words, and the options with their values (None where none follows)."""
    plain: list[str] = []
    options: list[tuple[str, str | None]] = []
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("--"):
            plain.append(word)
            continue
        name, given, value = word[2:].partition("=")
        options.append((name, value if given else next(waiting, None)))
    return plain, options


def data_of(options: Sequence[tuple[str, str | None]], schema: Schema, start: Mapping[str, Any]) -> dict[str, Any]:
    """`start` with every option added to it; `schema` is the JSON Schema of the event's `data`."""
    data: dict[str, Any] = dict(start)
    for name, value in options:
        path = name.replace("-", "_").split(".")
        _put(data, path, _read(name, value, _at(schema, path)))
    return data


def _put(data: dict[str, Any], path: Sequence[str], value: object) -> None:
    *above, last = path
    for step in above:
        inner = data.setdefault(step, {})
        if not isinstance(inner, dict):
            raise Said(f"--{'.'.join(path)}: {step} is given as a whole already", WRONG_USE)
        data = inner
    if last in data:
        raise Said(f"{'.'.join(path)} is told twice", WRONG_USE)
    data[last] = value


def _read(name: str, value: str | None, place: Sequence[Schema]) -> object:
    """A value as its place asks for it; a text that does not fit stays one, and is refused with the event."""
    types = {str(each.get("type")) for each in place}
    if value is None:
        if "boolean" in types:
            return True
        raise Said(f"--{name} needs a value", WRONG_USE)
    if "boolean" in types and value.lower() in YES | NO:
        return value.lower() in YES
    if "integer" in types and value.lstrip("-").isdecimal():
        return int(value)
    if value[:1] in ("{", "[") and types != {"string"}:
        return json_of(f"--{name}", value)
    return value


def json_of(option: str, value: str) -> Any:  # noqa: ANN401 - JSON
    """A value that is JSON."""
    try:
        orjson.loads(value)  # stricter than the other, which tells what is told twice
        return json.loads(value, object_pairs_hook=_once)
    except ValueError as fault:
        raise Said(f"{option} is not JSON that can be read: {fault}", WRONG_USE) from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise Said(f"{name} is told twice", WRONG_USE)
        members[name] = value
    return members


def _at(schema: Schema, path: Sequence[str]) -> list[Schema]:
    """What the schema says at a path; empty where it knows no such member."""
    places = list(_meant(schema, schema))
    for step in path:
        inner = [each["properties"][step] for each in places if step in each.get("properties", {})]
        places = [meant for each in inner for meant in _meant(schema, each)]
    return places


def _meant(whole: Schema, part: Schema) -> Iterator[Schema]:
    """A part of a schema with its references followed and its alternatives side by side."""
    if "$ref" in part:
        yield from _meant(whole, whole["$defs"][part["$ref"].rpartition("/")[2]])
    elif "anyOf" in part and "type" not in part:
        for each in part["anyOf"]:
            yield from _meant(whole, each)
    else:
        yield part
