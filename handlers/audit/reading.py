"""Reading the whole log as fast as one connection can: a consumer of ours, asked page by page.

The next page is on its way while one is being worked on, never more: a server that pushed would cut us off as too slow.
Direct gets would cost the server three times as much a message.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, NamedTuple

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from events import subjects
from handlers.wire.client import Client as Tapped
from handlers.wire.frames import NO_HEADERS, Frame, hand_over
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import API, JetStreamError, Unavailable, ask

PAGE = 1000
"""Records handed on together, at most."""
PAGE_BYTES = 8 * 1024 * 1024
PATIENCE = 5.0
"""Seconds that a page may take to arrive."""
TRIES, PAUSE = 20, 0.5
"""How often it is tried again where nothing comes although something is stored, and how long (seconds) after each."""
Filter = str | tuple[str, ...]
"""Which messages are meant; several filters may not overlap."""
_SOURCE = re.compile(rb"^Nats-Stream-Source: *\S+ (\d+)", re.MULTILINE)
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
    """Records in the order of the log; `left` is how many come after them (more, while others write).

    `stored` is when the server stored each of them, in nanoseconds since 1970.
    """

    entries: list[Entry]
    left: int
    stored: list[int]


async def pages(
    nc: Client, *, stream: str = subjects.STREAM, of: Filter = subjects.CASES, start: int = 1, end: int | None = None
) -> AsyncGenerator[Page, None]:
    """All messages that match `of`, from sequence `start` of `stream` to its sequence `end` (by default: its last now).

    After a cut connection it goes on where it was; raises a `JetStreamError` if the server is away for longer.
    """
    if end is None:
        end = await last_of(nc, stream, of)
    tries = 0
    while start <= end:
        stretch = _Stretch(nc, stream, of, start, end)
        async with aclosing(stretch.pages()) as arriving:
            async for page in arriving:
                yield page
        if stretch.read >= start:
            start, tries = stretch.read + 1, 0
        elif await _is_nothing_left(nc, stream, of, start, last_try=tries == TRIES):
            return
        else:
            tries += 1
            await asyncio.sleep(PAUSE)


async def last_of(nc: Client, stream: str, of: Filter) -> int:
    """The sequence of the last message that matches, as the leader knows it; 0 where none does."""
    found = [await leader_last(nc, stream, each) for each in ([of] if isinstance(of, str) else of)]
    return max((message.seq for message in found if message), default=0)


async def _is_nothing_left(nc: Client, stream: str, of: Filter, start: int, *, last_try: bool) -> bool:
    """Whether nothing is stored from `start` on any more.

    If there is, a copy of the stream that has just come back may not have it yet; at the `last_try` it is a fault.
    """
    newest = await last_of(nc, stream, of)
    if newest < start:
        return True
    if last_try:
        raise Unavailable(f"reading {stream} came to a halt at sequence {start} of {newest}")
    return False


class _Came(NamedTuple):
    """A message as it came."""

    subject: bytes
    reply: bytes
    data: bytes
    headers: bytes | None


class _Stretch:
    """What can be read in one go; ends early where something got lost on the way."""

    def __init__(self, nc: Client, stream: str, of: Filter, start: int, end: int) -> None:
        self._nc, self._stream, self._of, self._end = nc, stream, of, end
        self.read = start - 1
        self._inbox = nc.new_inbox()
        self._next = ""
        self._number = 0
        self._asked, self._messages, self._arrived = 0, list[_Came](), asyncio.Event()

    async def pages(self) -> AsyncGenerator[Page, None]:
        """Page after page, until the end or until one does not arrive."""
        subscription = await self._listen()
        consumer = await ask(self._nc, f"CONSUMER.CREATE.{self._stream}", self._wish())
        self._next = f"{API}CONSUMER.MSG.NEXT.{self._stream}.{consumer['name']}"
        try:
            await self._ask(consumer["num_pending"])
            while (page := await self._page()) is not None:
                await self._ask(page.left if self.read < self._end else 0)
                yield page
        finally:
            with suppress(JetStreamError, nats.errors.Error):
                if isinstance(self._nc, Tapped):
                    self._nc.tap(subscription, None)
                await subscription.unsubscribe()
                await ask(self._nc, f"CONSUMER.DELETE.{self._stream}.{consumer['name']}", patience=1)

    async def _listen(self) -> Subscription:
        found = await self._nc.subscribe(self._inbox, cb=self._hear, pending_msgs_limit=0, pending_bytes_limit=0)
        if isinstance(self._nc, Tapped):
            self._nc.tap(found, self._take)
        return found

    def _wish(self) -> dict[str, Any]:
        """A consumer that lives in memory for as long as we read, and waits for no acknowledgement."""
        of = {"filter_subject": self._of} if isinstance(self._of, str) else {"filter_subjects": list(self._of)}
        config = {
            **of, "deliver_policy": "by_start_sequence", "opt_start_seq": self.read + 1,
            "ack_policy": "none", "max_deliver": 1, "mem_storage": True, "num_replicas": 1,
            "inactive_threshold": LEFT_ALONE,
        }  # fmt: skip
        return {"stream_name": self._stream, "config": config}

    async def _ask(self, left: int) -> None:
        """Have the server send the next page, if there is one."""
        self._asked, self._messages, self._arrived = min(PAGE, left), [], asyncio.Event()
        if self._asked:
            question = {"batch": self._asked, "max_bytes": PAGE_BYTES, "expires": int(PATIENCE * 1e9)}
            with suppress(JetStreamError):  # the page will not come, which is seen soon enough
                await hand_over(self._nc, [Frame(self._next, self._inbox, NO_HEADERS, json.dumps(question).encode())])

    async def _hear(self, message: Msg) -> None:
        headers = "\r\n".join(": ".join(each) for each in (message.headers or {}).items())
        self._take(message.subject.encode(), message.reply.encode(), message.data, headers.encode())

    def _take(self, subject: bytes, reply: bytes, data: bytes, headers: bytes | None) -> None:
        if reply:
            self._messages.append(_Came(subject, reply, data, headers))
        if not reply or len(self._messages) == self._asked:  # a status ends a page before it is full
            self._arrived.set()

    async def _page(self) -> Page | None:
        """What has arrived, up to the first gap; None if that is nothing."""
        if not self._asked:
            return None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE + 1):
                await self._arrived.wait()
        entries, stored, left = list[Entry](), list[int](), 0
        for message in self._messages:
            place, number, still, at = _told_by(message.reply)
            if number != self._number + 1:
                left = 0
                break
            self._number, self.read, left = number, place, still
            if place <= self._end:
                entries.append(Entry(_origin(message, place), message.subject.decode(errors="replace"), message.data))
                stored.append(at)
        return Page(entries, left, stored) if entries else None


def _told_by(reply: bytes) -> tuple[int, int, int, int]:
    """Its sequence in the stream, which one it is of its consumer, how many come after it, and when it was stored.

    `Msg.metadata` says the same and takes four times as long. Nine tokens; where there is a domain, two more in front.
    """
    tokens = reply.split(b".")
    skip = 0 if len(tokens) == 9 else 2
    return int(tokens[5 + skip]), int(tokens[6 + skip]), int(tokens[8 + skip]), int(tokens[7 + skip])


def _origin(message: _Came, place: int) -> int:
    """The sequence in RESO of a record that was read from a copy; else its own."""
    source = _SOURCE.search(message.headers) if message.headers else None
    return int(source[1]) if source else place
