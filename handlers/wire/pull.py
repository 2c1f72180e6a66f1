"""A standing pull request: messages arrive while the ones before them are still being worked on.

It quacks like nats-py's pull subscription, so that FastStream's batch subscriber can read from it, with two
differences: a lone message is handed out at once, and a consumer that is gone is said so instead of being silence.
Where nobody answers, a leader may be on its way: it asks again, and leaves it to the watchdog to call that an end.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import TimeoutError as NothingCame

from handlers.wire.frames import NO_HEADERS, Frame, hand_over, settle
from handlers.wire.jetstream import API, JetStreamError, status_of

EXPIRES = 5.0
"""Seconds after which the server lets an unanswered request go."""
GRACE = 1.0
REST = 0.5
"""Seconds before asking again where nobody answers."""


class Pull:
    """The messages of one durable consumer, at most `size` of them waiting here."""

    def __init__(self, nc: Client, stream: str, durable: str, size: int, gone: Callable[[str], None]) -> None:
        self._nc, self._size, self._gone = nc, size, gone
        self._name = f"{stream}.{durable}"
        self._waiting: list[Msg] = []
        self._fetched: list[Msg] = []
        self._asked, self._asked_at, self._rests_until = 0, 0.0, 0.0
        self._arrived = asyncio.Event()
        self._inbox = nc.new_inbox()
        self._subscription: Subscription | None = None

    async def open(self) -> "Pull":
        """Listen for what the server will send."""
        self._subscription = await self._nc.subscribe(
            self._inbox, cb=self._take, pending_msgs_limit=0, pending_bytes_limit=0
        )
        return self

    async def fetch(self, batch: int = 1, timeout: float | None = None) -> list[Msg]:  # noqa: ASYNC109 - nats-py's name
        """What is waiting, at least one message; raises nats-py's timeout error when nothing comes."""
        if batch < self._size:  # the caller has some already: those are the batch
            self._nothing()
        await self._ask()
        if not self._waiting:
            self._arrived.clear()
            try:
                async with asyncio.timeout(min(timeout or EXPIRES, self._patience())):
                    await self._arrived.wait()
            except TimeoutError:
                self._nothing()
        self._fetched, self._waiting = self._waiting[:batch], self._waiting[batch:]
        return self._fetched

    def begun(self) -> None:
        """Somebody works on what was fetched last."""
        self._fetched = []

    async def unsubscribe(self) -> None:
        """Stop listening and give back at once what nobody has begun to work on, also what is still on its way here."""
        if self._subscription is None:
            return
        subscription, self._subscription = self._subscription, None
        with suppress(JetStreamError, nats.errors.Error, OSError):  # a server that is away delivers again by itself
            if self._nc.is_connected:
                await subscription.drain()  # type: ignore[no-untyped-call]
                await settle(self._nc, [message.reply for message in (*self._fetched, *self._waiting)], b"-NAK")
        self._fetched, self._waiting = [], []

    async def _ask(self) -> None:
        """Keep one request open for as many messages as there is room for."""
        now = asyncio.get_running_loop().time()
        lapsed = now - self._asked_at > EXPIRES + GRACE
        room = self._size - len(self._waiting)
        if room <= 0 or (self._asked > 0 and not lapsed) or now < self._rests_until:
            return
        self._asked, self._asked_at = room, now
        question = b'{"batch":%d,"expires":%d}' % (room, int(EXPIRES * 1_000_000_000))
        try:
            await hand_over(
                self._nc, [Frame(f"{API}CONSUMER.MSG.NEXT.{self._name}", self._inbox, NO_HEADERS, question)]
            )
        except JetStreamError:
            self._rest()

    async def _take(self, message: Msg) -> None:
        if message.reply:  # a delivery, whatever its publisher wrote into its headers
            self._asked -= 1
            self._waiting.append(message)
        else:
            self._ended(status_of(message) or "", (message.headers or {}).get("Description", ""))
        self._arrived.set()

    def _ended(self, status: str, words: str) -> None:
        """The server has let the request go; the next fetch asks again."""
        self._asked = 0
        if status == "503":
            self._rest()
        elif status == "409" and "deleted" in words.lower():
            self._gone(f"consumer {self._name} is gone: {words}")

    def _rest(self) -> None:
        """Nobody is there just now."""
        self._asked, self._rests_until = 0, asyncio.get_running_loop().time() + REST

    def _patience(self) -> float:
        """Seconds to wait for a message before looking whether to ask again."""
        return max(0.01, self._rests_until - asyncio.get_running_loop().time()) if self._asked == 0 else EXPIRES

    def _nothing(self) -> NoReturn:
        raise NothingCame
