"""Reading the whole log as fast as one connection can: an ordered consumer that pushes, and waits when we are slow.

Direct gets cost the server and the client three times as much a message.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, DeliverPolicy

from events import subjects
from handlers.gets import leader_last
from handlers.jetstream import JetStreamError, Unavailable, error_of

PAGE = 500
"""Records handed on together."""
AHEAD = 4
"""Pages that may wait here."""
SILENCE = 30.0
"""Seconds without a record after which something is wrong."""


class Entry(NamedTuple):
    """A record as it was read; `seq` is its sequence in RESO, also when it was read from a copy."""

    seq: int
    subject: str
    payload: bytes

    @property
    def stem(self) -> str:
        """Its subject without what happened: the case."""
        return self.subject.rpartition(".")[0]


class Page(NamedTuple):
    """Records in the order of the log; `left` is how many come after them (more, while others write)."""

    entries: list[Entry]
    left: int


async def pages(
    nc: Client, *, stream: str = subjects.STREAM, of: str = subjects.CASES, start: int = 1, end: int | None = None
) -> AsyncIterator[Page]:
    """All records that match `of`, from sequence `start` of `stream` to its sequence `end` (by default: its last now).

    Raises `Unavailable` if the server falls silent before the end.
    """
    if end is None:
        newest = await leader_last(nc, stream, of)
        end = newest.seq if newest else 0
    if end < start:
        return
    reader = _Reader(end)
    subscription = await _subscribe(nc, reader, stream, of, start)
    try:
        while (page := await _next(nc, reader, stream, of)) is not None:
            yield page
    finally:
        await subscription.unsubscribe()


class _Reader:
    """Makes pages of what arrives; what comes after the end is not wanted."""

    def __init__(self, end: int) -> None:
        self.pages: asyncio.Queue[Page] = asyncio.Queue(AHEAD)
        self.end, self.read = end, 0
        self._entries: list[Entry] = []

    async def take(self, message: Msg) -> None:
        """One record; waits while enough pages wait, and the server with it."""
        place, left = _told_by(message)
        if place <= self.end:
            self._entries.append(Entry(_origin(message, place), message.subject, message.data))
        if len(self._entries) >= PAGE or place >= self.end or not left:
            entries, self._entries = self._entries, []
            await self.pages.put(Page(entries, left))
            self.read = place


async def _next(nc: Client, reader: _Reader, stream: str, of: str) -> Page | None:
    """The next page; None after the last one."""
    if reader.read >= reader.end and reader.pages.empty():
        return None
    try:
        async with asyncio.timeout(SILENCE):
            return await reader.pages.get()
    except TimeoutError:
        newest = await leader_last(nc, stream, of)
        if newest is None or newest.seq <= reader.read:  # the last one has been taken away meanwhile
            return None
        raise Unavailable(f"reading {stream} came to a halt at sequence {reader.read} of {reader.end}") from None


Subscription = JetStreamContext.PushSubscription


async def _subscribe(nc: Client, reader: _Reader, stream: str, of: str, start: int) -> Subscription:
    config = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=start)
    try:
        return await nc.jetstream().subscribe(
            of, stream=stream, ordered_consumer=True, config=config, cb=reader.take,
            pending_msgs_limit=0, pending_bytes_limit=0,
        )  # fmt: skip
    except nats.js.errors.APIError as error:
        raise _told(error) from error
    except nats.errors.Error as error:
        raise Unavailable(f"{stream} cannot be read just now: {error}") from error


def _told_by(message: Msg) -> tuple[int, int]:
    """Its sequence in the stream and how many come after it; nine tokens, or two more in front where it has a domain.

    `Msg.metadata` says the same and takes four times as long.
    """
    tokens = message.reply.split(".")
    skip = 0 if len(tokens) == 9 else 2
    return int(tokens[5 + skip]), int(tokens[8 + skip])


def _told(error: nats.js.errors.APIError) -> JetStreamError:
    return error_of({"err_code": error.err_code or 0, "description": error.description or str(error)})


def _origin(message: Msg, place: int) -> int:
    """The sequence in RESO of a record that was read from a copy; else its own."""
    source = (message.headers or {}).get("Nats-Stream-Source")
    return int(source.split(" ")[1]) if source else place
