"""Which case is meant: a person types an id, not a kind; and the other cases of the same order."""

from collections.abc import Iterable, Mapping
from typing import Any

from nats.aio.client import Client

from events import subjects
from handlers.caselog import CaseKey
from handlers.wire.gets import last_of_each
from handlers.worker.keyring import KeyRing
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind


async def kinds_of(nc: Client, kinds: Iterable[str], case_id: str) -> list[str]:
    """The kinds of which there is a case with this id."""
    asked = list(kinds)
    stored = await last_of_each(nc, subjects.STREAM, [subjects.records_of(kind, case_id) for kind in asked])
    return [kind for kind, found in zip(asked, stored, strict=True) if found is not None]


async def relatives(nc: Client, kinds: Mapping[str, Kind[Any]], case: Case) -> list[Case]:
    """The other cases of the same family, as they stand; those that were merged into others are left out."""
    family = kinds[case.kind].family(case)
    if family is None:
        return []
    keys: list[CaseKey] = [key for key in await KeyRing(nc).family(family) if key != (case.kind, case.id)]
    keys = [key for key in keys if key[0] in kinds]
    stored = await last_of_each(nc, subjects.STREAM, [subjects.records_of(*key) for key in keys])
    found = [(key[0], records.read(each.payload)) for key, each in zip(keys, stored, strict=True) if each is not None]
    cases: list[Case] = [records.read_case(kinds[kind], record) for kind, record in found]
    mine = [each for each in cases if kinds[each.kind].family(each) == family and each.forwards_to is None]
    return sorted(mine, key=lambda each: (each.kind, each.id))
