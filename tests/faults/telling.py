"""A publisher that tells on, whatever dies meanwhile."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from random import Random

from nats.aio.client import Client

from events import subjects
from handlers.wire.batch import commit
from handlers.wire.jetstream import JetStreamError, ask
from handlers.worker.forwarding import input_message
from tests.edge.waiting import until
from tests.faults.load import Story, Told

AHEAD = 400
"""Events that the publisher may be ahead of the workers."""


class Publisher:
    """Tells events; each is told again and again until the server has it, as an order system would."""

    def __init__(self, nc: Client, chance: Random) -> None:
        self._nc, self._chance = nc, chance
        self.told, self.stories = 0, dict[str, Story]()

    async def tell_all(self, events: Iterable[tuple[Story, Told]], at_once: int = 50) -> None:
        """Tell these, some at once; never far ahead of the workers."""
        group: list[Told] = []
        for story, told in events:
            self.stories[story.case_id] = story
            group.append(told)
            if len(group) == at_once:
                await self._tell(group)
                group = []
        await self._tell(group)

    async def _tell(self, group: list[Told]) -> None:
        await asyncio.gather(*(self._insist(told) for told in group))
        self.told += len(group)
        if self.told % (AHEAD // 4) < len(group):
            await until(self._caught_up, patience=180)

    async def _insist(self, told: Told) -> None:
        kind, name, _ = told.body["type"].split(".")
        message = input_message(told.body, kind, told.body["subject"], name)
        if told.again and self._chance.random() < 0.5:  # half of the repetitions are for the workers to recognise
            message = message._replace(headers={})
        while True:
            with suppress(JetStreamError):
                await commit(self._nc, [message])
                return
            await asyncio.sleep(0.1)

    async def _caught_up(self) -> bool:
        with suppress(JetStreamError):
            told = await ask(self._nc, f"CONSUMER.LIST.{subjects.STREAM_IN}")
            return sum(int(each["num_pending"]) for each in told["consumers"]) < AHEAD
        return False
