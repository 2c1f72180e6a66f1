"""Looking at a case before anything is done for it: its newest state, the events that count, its private text."""

from collections.abc import Mapping
from typing import Any

from nats.aio.client import Client

from events.envelope import Event
from handlers.caselog import CaseKey, CaseLog, fact_of
from handlers.connecting.wishes import Errand, Wish, counting, wanted
from handlers.packs import PackShelf
from handlers.wire.jetstream import Unavailable
from handlers.worker.seals import ERASED, Seals
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind


class Erased(Exception):
    """The private text of an intent has been erased: nothing is left that could be carried out."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(f"the private text of this {wish.event.name} has been erased")
        self.wish = wish


class Lookout:
    """Reads what cases want."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], shelf: PackShelf) -> None:
        self._nc, self._kinds, self._shelf = nc, kinds, shelf
        self._log = CaseLog(nc, kinds, shelf)

    async def wish(self, errand: Errand, key: CaseKey, payload: bytes, seq: int) -> Wish | None:
        """What the record `seq` of a case asks for, if the case still wants it; the leader is asked, not a copy.

        Raises `Unavailable` while the answers lag behind the record.
        """
        kind = self._kinds[key[0]]
        head = (await self._log.heads([key], from_leader=True, fresh=True))[key]
        if head.revision < seq:
            raise Unavailable(f"{key[0]} {key[1]}: the log that answers lags behind record {seq}")
        facts = await self._log.facts(key, head)
        identity = fact_of(kind, key[1], records.read(payload)).event.identity
        event = wanted(errand, head.case, counting(kind, head.case, facts, self._shelf), identity)
        return await self._readable(errand, kind, head.case, event) if event else None

    async def _readable(self, errand: Errand, kind: Kind[Any], case: Case, event: Event) -> Wish:
        """The wish with its private text opened by the key that stands in the bucket now."""
        body = await Seals(self._nc, self._kinds).unsealed(event)
        texts: list[str] = []

        def seen(text: str) -> str:
            texts.append(text)
            return text

        kind.catalogue.map_private(body, kind.name, event.name, seen)
        wish = Wish(case, event, str(errand.key_of(event)), dict(body["data"]))
        if ERASED in texts:
            raise Erased(wish)
        return wish
