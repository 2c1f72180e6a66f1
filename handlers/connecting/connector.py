"""One connector at work: it takes an intent off the log, looks at its case, acts, tells, and only then lets go of it.

What it holds may be delivered to another at any time (a kill, a lost connection), so everything it does can be done
again: the case is asked first, the inputs are, and the outside act is repeated under the same key.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingCame

from events import subjects
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.connecting.consumers import durable_of, ensure, exists
from handlers.connecting.facts import Failed, Receipt, Teller
from handlers.connecting.looking import Erased, Lookout
from handlers.connecting.wishes import Errand, Wish
from handlers.packs import PackShelf
from handlers.streams.topology import SECOND
from handlers.wire.ending import ended
from handlers.wire.frames import settle
from handlers.wire.jetstream import JetStreamError
from handlers.wire.pull import Pull
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.wording import in_public, objections

log = structlog.get_logger(__name__)
Act = Callable[[Wish], Awaitable[Receipt]]
"""The outside thing, safe to repeat under the wish's key; raises `Failed` when it is not done."""
HANDS = 8
"""Intents under way at once."""
PAUSES = (1.0, 3.0, 10.0, 30.0, 120.0, 600.0)
"""Seconds before each new try of what may work later; the last of them again and again."""
LOOKS = 10.0
"""Seconds between two looks whether the consumer is still there."""


class ConnectorGone(Exception):
    """The connector's consumer was deleted under it; the sentence says so."""


class Connector:
    """Carries out one errand. `run` returns when `stop` is set; raises `ConnectorGone` rather than fall silent."""

    def __init__(  # noqa: PLR0913 - what it works with
        self, nc: Client, errand: Errand, act: Act, shelf: PackShelf, clock: Clock, *,
        patience: float = 30.0, pauses: tuple[float, ...] = PAUSES, kinds: Mapping[str, Kind[Any]] = KINDS,
    ) -> None:  # fmt: skip
        self._nc, self._errand, self._act, self._kinds = nc, errand, act, kinds
        self._patience, self._pauses = patience, pauses
        self._lookout = Lookout(nc, kinds, shelf)
        self._teller = Teller(nc, kinds, errand, clock)
        self._cases: WeakValueDictionary[CaseKey, asyncio.Lock] = WeakValueDictionary()
        self._trouble: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.stop = asyncio.Event()

    async def run(self) -> None:
        """Work until told to stop; what is in hand is finished, what is not stays where it is."""
        await ensure(self._nc, self._errand, self._patience)
        log.info("connector.ready", connector=self._errand.name, consumer=durable_of(self._errand))
        hands = [asyncio.create_task(self._hand()) for _ in range(HANDS)]
        watch = asyncio.create_task(self._watch())
        waits: list[asyncio.Future[Any]] = [asyncio.create_task(self.stop.wait()), self._trouble, watch, *hands]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if self._trouble.done():
                raise ConnectorGone(self._trouble.result())
            self.stop.set()
            await asyncio.gather(*hands)
        finally:
            await ended((watch, *hands, *waits[:1]))
        log.info("connector.stopped", connector=self._errand.name)

    async def _hand(self) -> None:
        """One intent after the other."""
        pull = await Pull(self._nc, subjects.STREAM, durable_of(self._errand), 1, self._gone).open()
        try:
            while not self.stop.is_set():
                try:
                    messages = await pull.fetch(1, 1.0)
                except NothingCame:
                    continue
                pull.begun()
                for message in messages:  # none, if the request for one has lapsed
                    await self._settled(message)
        finally:
            await pull.unsubscribe()

    async def _settled(self, message: Msg) -> None:
        """Deal with a message, and let go of it or have it come again after a pause."""
        async with self._held(message):
            pause = await self._dealt_with(message)
        again = b'-NAK {"delay":%d}' % int((pause or 0) * SECOND)
        with suppress(JetStreamError):  # a verdict that gets lost means that it comes again
            await settle(self._nc, [message.reply], b"+ACK" if pause is None else again)

    async def _dealt_with(self, message: Msg) -> float | None:
        """Seconds after which the intent has to come again; None if it need not."""
        place = subjects.parse_case_record(message.subject)
        kind = self._kinds.get(place.kind) if place else None
        if place is None or kind is None or not self._errand.serves(kind):
            log.error("connector.cannot_serve", subject=message.subject)
            return self._pauses[-1]
        key = (place.kind, place.case_id)
        try:
            async with self._cases.setdefault(key, asyncio.Lock()):
                return await self._carry_out(key, message)
        except JetStreamError as trouble:
            log.warning("connector.waiting", kind=key[0], case=key[1], why=str(trouble))
        except Exception:  # whatever it is, the intent is not lost
            log.exception("connector.fault", kind=key[0], case=key[1])
        return self._pause(message)

    async def _carry_out(self, key: CaseKey, message: Msg) -> float | None:
        try:
            wish = await self._lookout.wish(self._errand, key, message.data, message.metadata.sequence.stream)
        except Erased as gone:
            await self._teller.failed(gone.wish, Failed(str(gone), retryable=False))
            return None
        if wish is None or await self._teller.is_told(wish):
            return None
        told = log.bind(kind=key[0], case=key[1], key=wish.key)
        try:
            self._insist_on_wording(wish)
            receipt = await self._act(wish)
        except Failed as failure:
            told.warning("connector.failed", why=str(failure), retryable=failure.retryable)
            await self._teller.failed(wish, failure)
            return self._pause(message) if failure.retryable else None
        await self._teller.done(wish, receipt)
        told.info("connector.done")
        return None

    def _insist_on_wording(self, wish: Wish) -> None:
        """Raise `Failed` for good, before anything is done, for a text that the buyer must not read as it stands."""
        if wish.event.body.get("despite") is not None:
            return
        kind = self._kinds[wish.case.kind]
        if found := objections(kind.catalogue, kind.name, wish.event.name, wish.data):
            raise Failed(in_public(found), retryable=False)

    def _pause(self, message: Msg) -> float:
        """The pause grows with every delivery of the message, whoever had it."""
        return self._pauses[min(message.metadata.num_delivered, len(self._pauses)) - 1]

    @asynccontextmanager
    async def _held(self, message: Msg) -> AsyncIterator[None]:
        """Tell the server every now and then that the message is still worked on."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(self._patience / 3)
                with suppress(JetStreamError):
                    await settle(self._nc, [message.reply], b"+WPI")

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()

    async def _watch(self) -> None:
        """A consumer that is gone delivers nothing, and would do so for ever."""
        while True:
            await asyncio.sleep(LOOKS)
            with suppress(JetStreamError):  # nobody answers just now
                if not await exists(self._nc, self._errand):
                    self._gone(f"consumer {subjects.STREAM}.{durable_of(self._errand)} is gone")

    def _gone(self, sentence: str) -> None:
        if not self._trouble.done() and not self.stop.is_set():
            self._trouble.set_result(sentence)
