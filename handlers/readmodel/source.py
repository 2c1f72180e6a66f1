"""The log as the projector reads it: which log it is, how far it goes, and what stands in it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg

from events import subjects
from handlers.audit.reading import last_of, pages
from handlers.clock import Clock
from handlers.readmodel.batch import Batch, Message
from handlers.streams.topology import PROJECTED, PROJECTOR_DURABLE
from handlers.wire.gets import next_after
from handlers.wire.jetstream import ask

PASSING = 5_000_000_000
"""Nanoseconds after which the server drops a consumer that was only asked how much there is."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as the consumer delivered it; `number` counts its deliveries, `tries` those of this very message."""

    message: Message
    number: int
    tries: int
    reply: str


class Source:
    """The log."""

    def __init__(self, nc: Client, clock: Clock) -> None:
        self._nc, self.clock = nc, clock

    async def name(self) -> str:
        """Which log it is: a stream that was made anew is another one."""
        told = await ask(self._nc, f"STREAM.INFO.{subjects.STREAM}")
        return f"{subjects.STREAM} {told['created']}"

    async def last(self) -> int:
        """The sequence of the last message that stands in the tables, once they have it."""
        return await last_of(self._nc, subjects.STREAM, PROJECTED)

    async def handed_out(self) -> tuple[int, int]:
        """Up to which sequence the consumer has delivered, to whomever, and in how many deliveries."""
        told = await ask(self._nc, f"CONSUMER.INFO.{subjects.STREAM}.{PROJECTOR_DURABLE}")
        delivered = told["delivered"]
        return int(delivered["stream_seq"]), int(delivered["consumer_seq"])

    async def missing(self, after: int) -> tuple[int, datetime | None]:
        """How many messages stand after a sequence, and when the first of them was stored, on the log's own clock."""
        found = [await next_after(self._nc, subjects.STREAM, of, after + 1) for of in PROJECTED]
        first = min((each for each in found if each), default=None)
        if first is None:
            return 0, None
        return await self._count(first.seq), self.clock.from_real(first.time)

    async def _count(self, start: int) -> int:
        """How many messages there are from a sequence on, as a consumer is told that asks for none."""
        wish = {"filter_subjects": list(PROJECTED), "deliver_policy": "by_start_sequence", "opt_start_seq": start}
        passing = {"ack_policy": "none", "mem_storage": True, "num_replicas": 1, "inactive_threshold": PASSING}
        question = {"stream_name": subjects.STREAM, "config": {**wish, **passing}}
        told = await ask(self._nc, f"CONSUMER.CREATE.{subjects.STREAM}", question)
        await ask(self._nc, f"CONSUMER.DELETE.{subjects.STREAM}.{told['name']}")
        return int(told["num_pending"])

    async def batches(self, after: int, end: int, size: int) -> AsyncGenerator[Batch, None]:
        """What stands in the log after a sequence, up to another, about `size` messages at a time."""
        batch = Batch(after, self.clock)
        async for page in pages(self._nc, of=PROJECTED, start=after + 1, end=end):
            for entry, stored in zip(page.entries, page.stored, strict=True):
                batch.take(Message(*entry, stored))
            if batch.messages >= size:
                yield batch
                batch = Batch(batch.position, self.clock)
        if batch.messages:
            yield batch


def delivered(message: Msg) -> Delivered:
    """A message of the consumer, with what its reply subject says of it."""
    tokens = message.reply.split(".")
    skip = 0 if len(tokens) == 9 else 2
    tries, seq, number, stored = (int(tokens[place + skip]) for place in (4, 5, 6, 7))
    return Delivered(Message(seq, message.subject, message.data, stored), number, tries, message.reply)
