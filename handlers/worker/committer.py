"""Group commit: what several partitions want to store at the same time goes to the server as one atomic batch.

While a batch is under way the next one gathers. Each part keeps its own fate: a batch that is refused is sent again
part by part, so that only the part that is stale hears of it. Two parts that check the same sequence never share a
batch: the server compares both with what stood there before it, so neither would notice the other.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from nats.aio.client import Client

from handlers.wire.batch import EXPECTED, EXPECTED_OF, MOST, Outgoing, commit
from handlers.wire.jetstream import Refused, Stale

AT_ONCE = 2
"""Batches under way at the same time: the server stores one while the next one travels."""


@dataclass(frozen=True, slots=True)
class Part:
    """Messages that belong together, and who waits for the sequence of the last of them."""

    messages: Sequence[Outgoing]
    stored: "asyncio.Future[int]"
    checked: frozenset[str]
    """The filters whose last sequence its messages expect."""


class Committer:
    """Commits parts in batches as large as there is work waiting."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._waiting: deque[Part] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    async def commit(self, messages: Sequence[Outgoing]) -> int:
        """Store all of `messages` or none; answers the sequence of the last. Raises as `batch.commit` does."""
        part = Part(messages, asyncio.get_running_loop().create_future(), _checked(messages))
        self._waiting.append(part)
        self._send()
        return await part.stored

    def _send(self) -> None:
        while self._waiting and len(self._under_way) < AT_ONCE:
            task = asyncio.create_task(self._store(self._next_batch()))
            self._under_way.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._send()

    def _next_batch(self) -> list[Part]:
        parts: list[Part] = []
        size, checked = 0, set[str]()
        while self._waiting:
            part = self._waiting[0]
            size += len(part.messages)
            if parts and (size > MOST or not checked.isdisjoint(part.checked)):
                break
            checked |= part.checked
            parts.append(self._waiting.popleft())
        return parts

    async def _store(self, parts: Sequence[Part]) -> None:
        messages = [message for part in parts for message in part.messages]
        try:
            last = (await commit(self._nc, messages)).last_seq
        except (Stale, Refused) as error:
            if len(parts) == 1:
                _fail(parts, error)
                return
            for part in parts:
                await self._store([part])
        except Exception as fault:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            _fail(parts, fault)
        else:
            _succeed(parts, last - len(messages))


def _checked(messages: Sequence[Outgoing]) -> frozenset[str]:
    return frozenset(told.headers.get(EXPECTED_OF, told.subject) for told in messages if EXPECTED in told.headers)


def _succeed(parts: Sequence[Part], before: int) -> None:
    """Every part hears the sequence of its last message; those of a batch follow on `before` without a gap."""
    for part in parts:
        before += len(part.messages)
        if not part.stored.done():
            part.stored.set_result(before)


def _fail(parts: Sequence[Part], error: Exception) -> None:
    for part in parts:
        if not part.stored.done():
            part.stored.set_exception(error)
