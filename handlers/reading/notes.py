"""A record in a few words, as the note beside its line in a history."""

from collections.abc import Iterator, Mapping
from typing import Any

from events.sealing import is_sealed
from lifecycle.engine.records import Record

LONGEST = 120
PRIVATE = "(private)"
SKIPPED = frozenset({"currency", "photos", "scan_id", "url", "address", "buyer"})


def note(record: Record, body: Mapping[str, Any]) -> str:
    """What the record says beyond its type."""
    data: Mapping[str, Any] = body.get("data", {})
    if "timer" in data and "due_at" in data:
        return _of_timer(data)
    if record.standing in ("parked", "rejected", "dismissed"):
        was = f" (was {record.was})" if record.was else ""
        return f"{record.standing}{was}: {record.reason}"
    told = ", ".join(_words(data))
    told = told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"
    return f"counts now, was {record.was}; {told}".rstrip("; ") if record.was else told


def _of_timer(data: Mapping[str, Any]) -> str:
    words = f"{data['timer']} {data['label']} ({data['rule']})"
    return f"{words}, met in time after all: {data['undone']} is taken back" if "undone" in data else words


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name in SKIPPED:
            continue
        if isinstance(value, list):
            yield _count(name, value)
        elif name == "would" and isinstance(value, dict):
            yield _withheld(value)
        elif isinstance(value, dict):
            yield from (f"{name}.{part} {_scalar(entry)}" for part, entry in value.items() if _is_scalar(entry))
        elif name in ("amount", "cost"):
            yield f"{value} {data.get('currency', '')}".strip()
        else:
            yield f"{name} {_scalar(value)}"


def _withheld(would: Mapping[str, Any]) -> str:
    """What a rule would have done, and why it was not done."""
    told = (str(would.get(name, "")) for name in ("event", "amount", "currency"))
    return f"not done by itself: {' '.join(filter(None, told))}; {would.get('why')}"


def _count(name: str, entries: list[Any]) -> str:
    """A list by how much it holds: its entries, and the units by their quantity."""
    units = sum(entry.get("quantity", 1) if isinstance(entry, dict) else 1 for entry in entries)
    if name == "units":
        return _counted(units, name)
    held = _counted(len(entries), name)
    return f"{held}, {_counted(units, 'units')}" if name == "lines" else held


def _counted(held: int, name: str) -> str:
    return f"{held} {name if held != 1 else name.removesuffix('s')}"


def _is_scalar(value: object) -> bool:
    return not isinstance(value, list | dict)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return PRIVATE if isinstance(value, str) and is_sealed(value) else str(value)
