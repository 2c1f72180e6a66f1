"""Who listens to what: for each partition a worker holds, its inputs and its wake-ups, in batches, through FastStream.

One partition is worked on by one batch at a time; the partitions overlap, so that one is decided while another is
being committed. Nothing here decides what happens to an event.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsBatchMessage
from nats.aio.client import Client
from nats.aio.msg import Msg

from events import subjects
from handlers.streams.topology import REACTIONS_DURABLE, STRAY, due_durable, input_durable
from handlers.wire.frames import settle
from handlers.wire.jetstream import seconds
from handlers.wire.pull import Pull
from handlers.worker.deadletters import bury
from handlers.worker.failures import verdict_on, wake_up_delay
from handlers.worker.letters import DeadLetter, Early, Letter, WakeUp, read_letter, read_wake_up
from handlers.worker.reacting import AT_ONCE, ReactionDesk
from handlers.worker.scans import ScanDesk
from handlers.worker.workbench import Bench

log = structlog.get_logger(__name__)
Subscriber = Any  # FastStream names its batch subscriber only in private
Handle = Callable[[Sequence[Msg]], Awaitable[None]]
Failed = Callable[[Msg, Exception], Awaitable[None]]


class Intake:
    """The subscriptions of a worker."""

    def __init__(self, broker: NatsBroker, bench: Bench, gone: Callable[[str], None]) -> None:
        self._broker, self._bench, self._gone = broker, bench, gone
        self._scans, self._reactions = ScanDesk(bench), ReactionDesk(bench)
        self._open: dict[int, list[Any]] = {}
        self._common: list[Any] = []

    async def start(self, partition: int) -> None:
        """Listen to the inputs and wake-ups of a partition."""
        self._bench.cases.forget()  # others may have written since this worker last held the partition
        lock = asyncio.Lock()
        self._open[partition] = [
            await self._listen(subjects.STREAM_IN, input_durable(partition), partial(self._inputs, lock)),
            await self._listen(subjects.STREAM, due_durable(partition), partial(self._dues, lock)),
        ]

    async def stop(self, partition: int) -> None:
        """Finish what is in hand, give back the rest."""
        for subscriber in self._open.pop(partition, []):
            await subscriber.stop()

    async def start_common(self) -> None:
        """Listen to what belongs to no partition: inputs whose subject fits no pattern, records that are reacted to."""
        self._common = [
            await self._listen(subjects.STREAM_IN, STRAY, partial(self._inputs, asyncio.Lock())),
            await self._listen(subjects.STREAM, REACTIONS_DURABLE, self._recorded, size=AT_ONCE),
        ]

    async def stop_all(self) -> None:
        """Finish what is in hand everywhere."""
        for subscriber in self._common:
            await subscriber.stop()
        await asyncio.gather(*(self.stop(partition) for partition in list(self._open)))

    async def _listen(self, stream: str, durable: str, handle: Handle, size: int = 0) -> Subscriber:
        """A batch subscriber of a durable that exists; it reads through a standing pull request of ours."""
        size = size or self._bench.settings.batch
        subscriber: Any = self._broker.subscriber(
            durable,  # where it reads is our pull request's matter, this only names it
            durable=durable,
            stream=JStream(stream, declare=False),
            pull_sub=PullSub(batch_size=size, timeout=5.0, batch=True),
            ack_policy=AckPolicy.MANUAL,
            decoder=_undecoded,
            persistent=False,
        )

        nc: Client = self._bench.nc
        pull = Pull(nc, stream, durable, size, self._gone)

        async def on_batch(messages: Sequence[Msg]) -> None:
            pull.begun()
            await handle(messages)

        subscriber(on_batch)
        subscriber.subscription = await pull.open()
        await subscriber.start()
        subscriber.add_task(subscriber._consume_pull)
        return subscriber

    async def _recorded(self, messages: Sequence[Msg]) -> None:
        await self._safely(messages, self._reactions.react, self._comes_again)

    async def _inputs(self, lock: asyncio.Lock, messages: Sequence[Msg]) -> None:
        async with lock:
            await self._safely(messages, self._take_in, self._input_failed)

    async def _dues(self, lock: asyncio.Lock, messages: Sequence[Msg]) -> None:
        async with lock:
            await self._safely(messages, self._wake, self._comes_again)

    async def _safely(self, messages: Sequence[Msg], handle: Handle, failed: Failed) -> None:
        """Handle a batch; should it fail, one by one, so that a single message cannot hold up the others."""
        try:
            await self._bench.patiently(partial(handle, messages))
        except Exception as error:  # noqa: BLE001 - whatever it is, the table of failures has a row for it
            if len(messages) == 1:
                await self._answer(messages[0], error, failed)
                return
            log.warning("batch.failed", messages=len(messages), error=_words(error))
            for message in messages:
                await self._safely([message], handle, failed)

    async def _answer(self, message: Msg, error: Exception, failed: Failed) -> None:
        """What becomes of a message that failed alone; where that cannot be told, the server delivers it again."""
        self._bench.cases.forget()
        try:
            await failed(message, error)
        except Exception as trouble:
            log.error("message.left", subject=message.subject, error=_words(trouble), exc_info=trouble)

    async def _input_failed(self, message: Msg, error: Exception) -> None:
        """What the table of failures says about an input."""
        verdict = verdict_on(error, _deliveries(message))
        log.error("message.failed", subject=message.subject, action=verdict.action, error=_words(error), exc_info=error)
        if verdict.action == "retry":
            await settle(self._bench.nc, [message.reply], _later(verdict.delay))
            return
        place = subjects.parse_stored_in(message.subject)
        await self._bury([DeadLetter(message, verdict.reason, _words(error), place.case_id if place else "")])

    async def _comes_again(self, message: Msg, error: Exception) -> None:
        """A wake-up, or a record to react to, comes again for as long as it takes: buried, it would be missed."""
        delay = wake_up_delay(error, _deliveries(message))
        log.error("wakeup.failed", subject=message.subject, again_in=delay, error=_words(error), exc_info=error)
        await settle(self._bench.nc, [message.reply], _later(delay))

    async def _take_in(self, messages: Sequence[Msg]) -> None:
        now = self._bench.clock.now()
        read = [read_letter(self._bench.kinds, message, now) for message in messages]
        await self._bury([letter for letter in read if isinstance(letter, DeadLetter)])
        for early in (letter for letter in read if isinstance(letter, Early)):
            wait = early.wait / self._bench.clock.speed
            await settle(self._bench.nc, [early.delivery], _later(wait.total_seconds()))
        letters = [letter for letter in read if isinstance(letter, Letter)]
        self._bench.heard(letter.event for letter in letters)
        scans = [letter for letter in letters if letter.event.kind == "scan"]
        if scans:
            await self._scans.route(scans)
        if len(scans) < len(letters):
            await self._bench.take([letter for letter in letters if letter.event.kind != "scan"])

    async def _wake(self, messages: Sequence[Msg]) -> None:
        read = [(message, read_wake_up(self._bench.kinds, message)) for message in messages]
        await settle(self._bench.nc, [message.reply for message, wake in read if wake is None])
        wakes = [wake for _, wake in read if wake is not None]
        await self._bench.wake(wakes)
        await settle(self._bench.nc, _repeated(wakes))

    async def _bury(self, letters: Sequence[DeadLetter]) -> None:
        if letters:
            for letter in letters:
                log.warning("input.dead", reason=letter.reason, sentence=letter.sentence)
            ttl = seconds(self._bench.settings.dead_ttl)
            await self._bench.patiently(lambda: bury(self._bench.nc, letters, ttl))


def _later(seconds: float) -> bytes:
    """The answer to a delivery that is to come again after so long."""
    return b'-NAK {"delay":%d}' % max(1, int(seconds * 1e9))


def _deliveries(message: Msg) -> int:
    return message.metadata.num_delivered or 1


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _repeated(wakes: Sequence[WakeUp]) -> list[str]:
    """The deliveries of wake-ups that a later one of the same case stood for."""
    last = {wake.key: wake.delivery for wake in wakes}
    return [wake.delivery for wake in wakes if last[wake.key] != wake.delivery]


async def _undecoded(message: NatsBatchMessage) -> Sequence[Msg]:
    """Bytes stay bytes: reading them is ours."""
    return message.raw_message
