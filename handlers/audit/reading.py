"""Reading the whole log as fast as one connection can: a consumer of ours, asked page by page.

The next page is on its way while one is being worked on, never more: a server that pushed would cut us off as too slow.
Direct gets would cost the server three times as much a message.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, NamedTuple

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from events import subjects
from handlers.frames import NO_HEADERS, Frame, hand_over
from handlers.gets import leader_last
from handlers.jetstream import API, JetStreamError, Unavailable, ask

PAGE = 1000
"""Records handed on together, at most."""
PAGE_BYTES = 8 * 1024 * 1024
PATIENCE = 5.0
"""Seconds that a page may take to arrive."""
LEFT_ALONE = 60_000_000_000
"""Nanoseconds after which the server drops a consumer that nobody asks any more."""


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

    After a cut connection it goes on where it was; raises a `JetStreamError` if the server is away for longer.
    """
    if end is None:
        newest = await leader_last(nc, stream, of)
        end = newest.seq if newest else 0
    while start <= end:
        stretch = _Stretch(nc, stream, of, start, end)
        async for page in stretch.pages():
            yield page
        if stretch.read < end and stretch.read < start:
            await _insist_on_nothing(nc, stream, of, start)
            return
        start = stretch.read + 1


async def _insist_on_nothing(nc: Client, stream: str, of: str, start: int) -> None:
    """There is nothing from `start` on any more, or else the server does not deliver it."""
    newest = await leader_last(nc, stream, of)
    if newest is not None and newest.seq >= start:
        raise Unavailable(f"reading {stream} came to a halt at sequence {start} of {newest.seq}")


class _Stretch:
    """What can be read in one go; ends early when something on the way was lost."""

    def __init__(self, nc: Client, stream: str, of: str, start: int, end: int) -> None:
        self._nc, self._stream, self._of, self._end = nc, stream, of, end
        self.read = start - 1
        self._inbox = nc.new_inbox()
        self._asked, self._number = 0, 0
        self._messages: list[Msg] = []
        self._arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def pages(self) -> AsyncIterator[Page]:
        """Page after page, until the end or until one does not arrive whole."""
        subscription = await self._nc.subscribe(self._inbox, cb=self._take, pending_msgs_limit=0, pending_bytes_limit=0)
        consumer = await ask(self._nc, f"CONSUMER.CREATE.{self._stream}", self._wish())
        try:
            await self._ask(consumer["name"], consumer["num_pending"])
            while self._asked and (page := await self._page()).entries:
                whole = len(self._messages) > 0
                await self._ask(consumer["name"], page.left if whole and self.read < self._end else 0)
                yield page
        finally:
            with suppress(JetStreamError, nats.errors.Error):
                await subscription.unsubscribe()
                await ask(self._nc, f"CONSUMER.DELETE.{self._stream}.{consumer['name']}")
