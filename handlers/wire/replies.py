"""One inbox for a connection: many requests under way, each answer handed to whoever waits for it.

`Client.request` makes a token, a future and a timer for every request; here a whole group shares one wait.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import TypeVar
from weakref import WeakKeyDictionary

from nats.aio.client import Client
from nats.aio.msg import Msg

from handlers.wire.jetstream import Unavailable

Answer = TypeVar("Answer")


class Replies:
    """The answers that one connection waits for, by the last token of their subject."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix + "."
        self._waiting: dict[str, Callable[[Msg], None]] = {}
        self._numbers = count(1)

    def expect(self, answered: Callable[[Msg], None]) -> str:
        """A reply subject whose messages go to `answered` until it is forgotten."""
        token = str(next(self._numbers))
        self._waiting[token] = answered
        return self._prefix + token

    def forget(self, reply: str) -> None:
        """Ignore what may still come for this reply subject."""
        self._waiting.pop(reply.rpartition(".")[2], None)

    async def arrived(self, message: Msg) -> None:
        """Hand a message on; an answer that nobody waits for any more is dropped."""
        if answered := self._waiting.get(message.subject.rpartition(".")[2]):
            answered(message)


_inboxes: WeakKeyDictionary[Client, Replies] = WeakKeyDictionary()
_opening: WeakKeyDictionary[Client, asyncio.Lock] = WeakKeyDictionary()


async def replies_of(nc: Client) -> Replies:
    """The connection's inbox; subscribed on first use, and again by the client after each reconnect."""
    if (known := _inboxes.get(nc)) is not None:
        return known
    async with _opening.setdefault(nc, asyncio.Lock()):
        if nc not in _inboxes:
            prefix = nc.new_inbox()
            replies = Replies(prefix)
            await nc.subscribe(prefix + ".*", cb=replies.arrived, pending_msgs_limit=0, pending_bytes_limit=0)
            _inboxes[nc] = replies
    return _inboxes[nc]


def landing(answer: "asyncio.Future[Msg]") -> Callable[[Msg], None]:
    """What puts the first message that arrives into `answer`; one that is too late is dropped."""

    def land(message: Msg) -> None:
        if not answer.done():
            answer.set_result(message)

    return land


async def in_time(answer: "asyncio.Future[Answer]", patience: float, what: str) -> Answer:
    """The answer, or `Unavailable` after `patience` seconds; `what` begins the sentence."""
    try:
        async with asyncio.timeout(patience):
            return await answer
    except TimeoutError as error:
        raise Unavailable(f"{what} was not answered within {patience:g} s") from error
