"""The log of cases as a worker reads it: the last record of a case, its history, the rule packs that its records pin.

What is read is kept, since only one worker writes a case; the expected sequence of every write catches what is stale.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import json
from nats.aio.client import Client

from events import subjects
from handlers.packs import PackShelf
from handlers.wire.gets import Stored, history, last_of_each, leader_last
from handlers.wire.jetstream import Unavailable
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.clockwork import Packs
from lifecycle.engine.corrections import retell
from lifecycle.engine.fact import Fact
from lifecycle.engine.fold import corrections_laid_aside
from lifecycle.engine.kind import Kind

CaseKey = tuple[str, str]
KEPT = 20_000
"""Cases that a worker keeps in memory."""
HISTORIES_KEPT = 5_000
"""Of these, the ones of which it keeps all events: what happened earlier than the newest needs them."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest state of a case: `revision` is the sequence of its last record (0: none), `digest` its digest."""

    case: Case
    revision: int
    digest: str


class CaseLog:
    """Reads cases, keeps the newest `KEPT` of them."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], shelf: PackShelf) -> None:
        self._nc, self.kinds, self._shelf = nc, kinds, shelf
        self._heads: OrderedDict[CaseKey, Head] = OrderedDict()
        self._histories: OrderedDict[CaseKey, tuple[int, list[Fact]]] = OrderedDict()

    async def heads(
        self, keys: Iterable[CaseKey], *, from_leader: bool = False, fresh: bool = False
    ) -> dict[CaseKey, Head]:
        """The newest state of each case. Cases that others may write are read `fresh`; after a doubt, `from_leader`."""
        wanted = list(dict.fromkeys(keys))
        kept = {} if from_leader or fresh else {key: self._heads[key] for key in wanted if key in self._heads}
        missing = [key for key in wanted if key not in kept]
        read = {
            key: self._head(key, stored)
            for key, stored in zip(missing, await self._last(missing, from_leader), strict=True)
        }
        await self._shelf.want(head.case.policy for head in read.values() if head.case.policy)
        heads = kept | read
        if not fresh:
            for key, head in heads.items():
                self.keep(key, head)
        return heads

    async def _last(self, keys: Sequence[CaseKey], from_leader: bool) -> list[Stored | None]:
        filters = [subjects.records_of(*key) for key in keys]
        if from_leader:
            return list(await asyncio.gather(*(leader_last(self._nc, subjects.STREAM, of) for of in filters)))
        return await last_of_each(self._nc, subjects.STREAM, filters)

    def kept(self, key: CaseKey) -> Head | None:
        """The state of a case that is kept in memory, whoever may have written to it since."""
        return self._heads.get(key)

    def keep(self, key: CaseKey, head: Head) -> None:
        """Keep the newest state of a case; the one that was not asked for the longest time makes room."""
        self._heads[key] = head
        self._heads.move_to_end(key)
        if len(self._heads) > KEPT:
            self._heads.popitem(last=False)

    def keep_history(self, key: CaseKey, revision: int, facts: list[Fact] | None) -> None:
        """Keep all events of a case as of a revision, or, if they are not known, nothing."""
        self._histories.pop(key, None)
        if facts is not None:
            self._histories[key] = (revision, facts)
            if len(self._histories) > HISTORIES_KEPT:
                self._histories.popitem(last=False)

    def known_facts(self, key: CaseKey, head: Head) -> list[Fact] | None:
        """All events of a case, if they are at hand: those of a case without records, or kept ones of this revision."""
        if head.revision == 0:
            return []
        revision, facts = self._histories.get(key, (0, []))
        return list(facts) if revision == head.revision else None

    def forget(self, keys: Iterable[CaseKey] | None = None) -> None:
        """Drop what is kept of these cases, or of all."""
        if keys is None:
            self._heads.clear()
            self._histories.clear()
            return
        for key in keys:
            self._heads.pop(key, None)
            self._histories.pop(key, None)

    async def facts(self, key: CaseKey, head: Head) -> list[Fact]:
        """The events that ever reached the case, in the order of the log, with the packs they pin at hand.

        Raises `Unavailable` if the copy of the log that answered lags behind the head.
        """
        whole = await history(self._nc, subjects.STREAM, subjects.records_of(*key))
        stored = [message for message in whole if message.seq <= head.revision]
        if head.revision != (stored[-1].seq if stored else 0):
            self.forget([key])  # or else it is the head that is wrong: it is read anew
            raise Unavailable(f"{key[0]} {key[1]}: a copy of the log lags behind its record {head.revision}")
        told = [records.read(message.payload) for message in stored]
        facts = [fact_of(self.kinds[key[0]], key[1], record) for record in told if records.is_fact(record)]
        await self._shelf.want(fact.policy for fact in facts)
        return facts

    def _head(self, key: CaseKey, stored: Stored | None) -> Head:
        kind = self.kinds[key[0]]
        if stored is None:
            return Head(kind.blank(key[1]), 0, "")
        case = records.read_case(kind, records.read(stored.payload))
        return Head(case, stored.seq, records.digest(stored.payload))


def fact_of(kind: Kind[Any], case_id: str, record: records.Record) -> Fact:
    """The event that a record brought into its case, as it was accepted, and the pack it pins."""
    body: dict[str, Any] = json.decode(record.event)
    name = str(body["type"]).split(".")[1]
    return Fact(kind.catalogue.event_from_body(body, kind.name, case_id, name), record.policy)


def up_to(kind: Kind[Any], case_id: str, facts: Sequence[Fact], packs: Packs, moment: datetime) -> list[Fact]:
    """What had happened by `moment` (UTC), as later corrections tell it, but for those that were laid aside."""
    if any(fact.event.name == "corrected" and fact.event.at > moment for fact in facts):
        first = {fact.event.identity: fact for fact in reversed(facts)}
        told, _ = retell(kind.catalogue, first.values(), corrections_laid_aside(kind, case_id, facts, packs))
        return [fact for fact in told if fact.event.at <= moment and fact.event.name != "corrected"]
    return [fact for fact in facts if fact.event.at <= moment]
