"""The last record of every case, or of those of one kind: what a board and a check-up are made of."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple

from nats.aio.client import Client

from events import subjects
from handlers.caselog import CaseKey
from handlers.streams.sweep import names
from handlers.wire.gets import Stored, last_of_each
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind

CHUNK = 500
"""Cases that are read at once."""


class Newest(NamedTuple):
    """A case and the record of the log that made it what it is."""

    case: Case
    stored: Stored
    record: records.Record


async def keys(nc: Client, kinds: Mapping[str, Kind[Any]], kind: str | None = None) -> list[CaseKey]:
    """Every case that has a record, of one kind or of all, sorted."""
    found: set[CaseKey] = set()
    async for name in names(nc, f"{subjects.CASES.removesuffix('>')}{kind}.>" if kind else subjects.CASES):
        place = subjects.parse_case_record(name)
        if place and place.kind in kinds:
            found.add((place.kind, place.case_id))
    return sorted(found)


async def newest(nc: Client, kinds: Mapping[str, Kind[Any]], wanted: Sequence[CaseKey]) -> AsyncIterator[Newest]:
    """The newest state of each of these cases that has a record."""
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        last = await last_of_each(nc, subjects.STREAM, [subjects.records_of(*key) for key in part])
        for key, stored in zip(part, last, strict=True):
            if stored is not None:
                record = records.read(stored.payload)
                yield Newest(records.read_case(kinds[key[0]], record), stored, record)
