"""`reso notify` at work: alerts are sorted into the outbox, senders empty it. Nothing is in memory only.

    notifier = Notifier(settings, rules)
    await notifier.run()        # until `notifier.stop` is set; raises `CannotNotify` rather than fall silent

Killed anywhere, it goes on where it was: an alert is let go of once it is in the outbox, an entry of the outbox is
told once its receiver has accepted the letter. A letter goes out twice only if the process, or the receiver, died
between the two, and then under the same id.
"""

import asyncio
import os
import socket
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from nats.aio.client import Client
from nats.errors import TimeoutError as NothingCame

from events import subjects
from handlers import clock as clocks
from handlers.clock import Clock
from handlers.notifying import again, consumer
from handlers.notifying.claim import Claim
from handlers.notifying.entries import Entry, refused, tried_again
from handlers.notifying.letters import Writer
from handlers.notifying.links import Offers
from handlers.notifying.outbox import Outbox
from handlers.notifying.patience import REST, all_of, patiently
from handlers.notifying.places import console_address
from handlers.notifying.receivers import Receivers
from handlers.notifying.rules import Rule, routes
from handlers.notifying.secret import signature
from handlers.notifying.sending import PAUSES, Sender
from handlers.notifying.sorting import Sorter, Told, read_alert
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from handlers.wire.ending import ended
from handlers.wire.frames import settle
from handlers.wire.jetstream import JetStreamError
from handlers.wire.pull import Pull
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS

log = structlog.get_logger(__name__)
AT_ONCE = 250
"""Alerts that are sorted together."""
LOOKS = 5.0
"""Seconds between two looks whether the consumer is still there, and whether anybody wants something sent again."""


class CannotNotify(Exception):
    """Something under the notifier has changed or gone; the sentence says what."""


class Notifier:
    """A process that notifies."""

    def __init__(
        self, settings: Settings, rules: Sequence[Rule], *,
        kinds: Mapping[str, Kind[Any]] = KINDS, pauses: Sequence[float] = PAUSES,
    ) -> None:  # fmt: skip
        self._settings, self._rules, self._kinds, self._pauses = settings, rules, kinds, pauses
        self._trouble: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._senders: list[Sender] = []
        self.stop = asyncio.Event()

    async def run(self) -> None:
        """Notify until told to stop; letters in hand are waited for."""
        nc = await connect(self._settings, "reso notify")
        claim = Claim(nc, _name(), self._settings.lease_seconds, self._gone)
        work, stopped = asyncio.create_task(self._work(nc, claim)), asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait((work, stopped, self._trouble), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            await asyncio.gather(*(sender.rest() for sender in self._senders))
        finally:
            await ended((work, stopped))
            await claim.let_go()
            await nc.close()
        if self._trouble.done():
            raise CannotNotify(self._trouble.result())
        log.info("notify.stopped")

    async def _work(self, nc: Client, claim: Claim) -> None:
        await patiently(lambda: provision(nc, self._settings))
        clock = await patiently(lambda: clocks.load(nc))
        await claim.won()
        await all_of((claim.keep(), self._notify(nc, clock)))

    async def _notify(self, nc: Client, clock: Clock) -> None:
        await patiently(lambda: consumer.ensure(nc))
        offers = Offers(console_address(self._settings), await patiently(lambda: signature(nc)))
        outbox, receivers = Outbox(nc, self._settings.alert_ttl), Receivers(nc)
        await outbox.reload()
        targets = {target.name: target for rule in self._rules for target in rule.to}
        for target in targets.values():
            await patiently(lambda target=target: receivers.introduce(target))  # type: ignore[misc]
        lost = [place for place, kept in outbox.waiting.items() if kept.entry and kept.entry.target not in targets]
        await outbox.change(lost, lambda _, entry: refused(entry, "no rule names this receiver any more"))
        sorter = Sorter(nc, self._kinds, self._rules, outbox, clock)
        self._senders = [
            Sender(target, outbox, receivers, self._writer(target.name, offers), clock, self._pauses)
            for target in targets.values()
        ]
        log.info("notify.ready", receivers=len(targets), waiting=len(outbox.waiting))
        chores = (self._sort(nc, sorter, outbox), self._watch(nc), self._try_again(nc, outbox))
        await all_of((*chores, *(sender.keep() for sender in self._senders)))

    def _writer(self, target: str, offers: Offers) -> Callable[[Entry], Writer]:
        """What writes to a receiver: by the rule for which an entry went there, else by the first that names him."""
        own = [rule for rule in self._rules if any(each.name == target for each in rule.to)]
        writers = {id(rule): Writer(rule, offers) for rule in own}

        def of(entry: Entry) -> Writer:
            rule = routes(own, entry.content, entry.marketplace).get(target, own[0])
            return writers[id(rule)]

        return of

    async def _sort(self, nc: Client, sorter: Sorter, outbox: Outbox) -> None:
        """Sort alerts as they come, for ever."""
        pull = await Pull(nc, subjects.STREAM, consumer.NAME, AT_ONCE, self._gone).open()
        try:
            while True:
                try:
                    messages = await pull.fetch(AT_ONCE, 1.0)
                except NothingCame:
                    continue
                pull.begun()
                if not messages:  # the request for them has lapsed
                    continue
                told = [read_alert(message) for message in messages]
                await self._sorted(sorter, outbox, [each for each in told if each is not None])
                await self._let_go(nc, [message.reply for message in messages])
        finally:
            await pull.unsubscribe()

    async def _sorted(self, sorter: Sorter, outbox: Outbox, told: Sequence[Told]) -> None:
        """Sort these alerts, however long the server is away."""
        while True:
            try:
                await sorter.sort(told)
            except JetStreamError as trouble:
                log.warning("notify.waiting", why=str(trouble))
                await asyncio.sleep(REST)
                async with outbox.gate:
                    await outbox.reload()
            else:
                return

    async def _let_go(self, nc: Client, deliveries: Sequence[str]) -> None:
        try:
            await settle(nc, deliveries)
        except JetStreamError:  # they come again, and are known
            log.debug("notify.come_again", alerts=len(deliveries))

    async def _watch(self, nc: Client) -> None:
        """A consumer that is gone delivers nothing, and would do so for ever."""
        while True:
            await asyncio.sleep(LOOKS)
            if not await patiently(lambda: consumer.exists(nc)):
                self._gone(f"consumer {subjects.STREAM}.{consumer.NAME} is gone")

    async def _try_again(self, nc: Client, outbox: Outbox) -> None:
        """Send once more what was refused, whenever somebody asks for that, to those whom the rules still name."""
        named = {target.name for rule in self._rules for target in rule.to}
        while True:
            if seq := await patiently(lambda: again.is_asked(nc)):
                places = await patiently(lambda: again.refused_places(nc))
                await outbox.change(places, lambda _, entry: tried_again(entry) if entry.target in named else entry)
                await patiently(lambda seq=seq: again.answered(nc, seq))  # type: ignore[misc]
            await asyncio.sleep(LOOKS)

    def _gone(self, sentence: str) -> None:
        if not self._trouble.done() and not self.stop.is_set():
            self._trouble.set_result(sentence)


def _name() -> str:
    """What this process is called, unlike any other."""
    return f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
