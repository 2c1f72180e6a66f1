"""From raw bytes to plain JSON: what JSON leaves open (keys told twice, NUL, nesting, size) is refused here."""

import json
from typing import Any, Final

import orjson

from events.unreadable import Unreadable

MAX_BYTES: Final = 65_536


def plain_json(raw: bytes, about: str) -> dict[str, Any]:
    """The JSON object in `raw`; raises `Unreadable` with a sentence that begins with `about`."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large", f"{about} is too large: {len(raw)} bytes, at most {MAX_BYTES} are allowed")
    try:
        body = orjson.loads(raw)
        told_once = orjson.dumps(body)
    except (ValueError, TypeError) as fault:
        raise Unreadable("broken_json", f"{about} is not JSON that can be read: {_why(fault)}") from None
    if not isinstance(body, dict):
        raise Unreadable("invalid", f"{about} is not valid: the event must be a JSON object")
    # A key told twice is lost by the first reading, and its quotes with it; only an escaped quote makes up for them.
    if b"\\u0022" in raw or b"\\u0000" in raw or raw.count(b'"') != told_once.count(b'"'):
        _look_closely(raw, about)
    return body


def _why(fault: ValueError | TypeError) -> str:
    """What the parser says, in words for whoever published it."""
    if not isinstance(fault, orjson.JSONDecodeError) or fault.msg == "depth limit exceeded":
        return "it is nested too deep"
    if "UTF-8" in fault.msg:
        return "it is not UTF-8 text"
    return f"{fault.msg} at character {fault.pos + 1}" if fault.doc else "it is empty"


def _look_closely(raw: bytes, about: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name, value in pairs:
            if name in members:
                raise Unreadable("broken_json", f'{about} is ambiguous: the member "{name[:60]}" is told twice')
            members[name] = value
        return members

    if _has_nul(json.loads(raw, object_pairs_hook=once)):
        raise Unreadable("nul", f"{about} is not valid: a text holds the character NUL (\\u0000)")


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, dict) and any(_has_nul(name) or _has_nul(entry) for name, entry in value.items())
