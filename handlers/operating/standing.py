"""Where cases stand just before something is said about them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from nats.aio.client import Client

from events import subjects
from events.catalogue import CATALOGUE
from events.unreadable import Unreadable
from handlers.caselog import CaseKey, fact_of
from handlers.operating.refusals import Since, Unsettled
from handlers.operating.weighing import TOLD, Book
from handlers.reading.dead import sentences_since
from handlers.wire.gets import Stored, history, last_of_each, leader_last
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind


class Known(NamedTuple):
    """A case and its revision, the sequence of its last record; 0 and None where there is none."""

    revision: int = 0
    case: Case | None = None


async def known_of(nc: Client, kinds: Mapping[str, Kind[Any]], keys: Sequence[CaseKey]) -> dict[CaseKey, Known]:
    """Where each of these cases stands; of what is no case (a scan) nothing is known."""
    wanted = [key for key in dict.fromkeys(keys) if key[0] in kinds]
    stored = await last_of_each(nc, subjects.STREAM, [subjects.records_of(*key) for key in wanted])
    found = {key: _known(kinds, key, each) for key, each in zip(wanted, stored, strict=True)}
    return {key: found.get(key, Known()) for key in keys}


async def book_of(nc: Client, kinds: Mapping[str, Kind[Any]], key: CaseKey) -> Book:
    """The book of the money of a case, as the leader of the log knows it; raises `Unsettled` while more is to come."""
    newest = await leader_last(nc, subjects.STREAM_IN, subjects.inputs_about(*key))  # whatever comes after it is missed
    heard = newest.seq if newest else 0
    waiting = {name: await leader_last(nc, subjects.STREAM_IN, subjects.stored_in(*key, name)) for name in TOLD}
    known = _known(kinds, key, await leader_last(nc, subjects.STREAM, subjects.records_of(*key)))
    for name, stored in waiting.items():
        if stored is not None and not await _is_settled(nc, known.case, (*key, name), stored):
            raise Unsettled(key, stored.seq)
    if known.case is None:
        return Book(heard=heard)
    parts = [await history(nc, subjects.STREAM, subjects.case_record(*key, name)) for name in TOLD]
    facts = [fact_of(kinds[key[0]], key[1], records.read(each.payload)) for told in parts for each in told]
    return Book(known.case, facts, heard)


async def _is_settled(nc: Client, case: Case | None, place: tuple[str, str, str], stored: Stored) -> bool:
    """Whether an input stands in its case, went on to another, or can never be taken in."""
    try:
        event = CATALOGUE.read_event(stored.payload, *place)
    except Unreadable:
        return True
    if case is not None and (case.forwards_to or case.knows(event.identity, event.content)):
        return True
    return stored.seq in await sentences_since(nc, 0)


async def since(nc: Client, key: CaseKey, revision: int) -> list[Since]:
    """What was recorded of a case after a revision."""
    return [_since(each) for each in await history(nc, subjects.STREAM, subjects.records_of(*key), start=revision + 1)]


def _known(kinds: Mapping[str, Kind[Any]], key: CaseKey, stored: Stored | None) -> Known:
    if stored is None:
        return Known()
    return Known(stored.seq, records.read_case(kinds[key[0]], records.read(stored.payload)))


def _since(stored: Stored) -> Since:
    place, body = subjects.parse_case_record(stored.subject), orjson.loads(bytes(records.read(stored.payload).event))
    return Since(stored.seq, place.event if place else "", body["time"], body.get("actor"))
