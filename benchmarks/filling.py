"""Cases made by the engine's own bench in this process: decided, sealed, committed like any other; without inputs."""

import asyncio
import gc
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from random import Random

import orjson

from benchmarks.broker import Broker, name_of
from benchmarks.load import EACH, SEED, Body, story
from events.catalogue import read_event
from handlers.clock import Clock
from handlers.packs import PackShelf, pack_in_force
from handlers.streams.provisioning import provision
from handlers.worker.letters import Letter
from handlers.worker.workbench import Bench
from lifecycle.kinds import KINDS

GROUP = 200
AT_ONCE = 2
NOBODY = "_RESO.nobody"
"""Where the acknowledgements of events go that no consumer delivered."""


async def fill(over: Broker, cases: int, until: datetime, each: int = EACH) -> None:
    """Make `cases` returns with their first `each` events, the last of them before `until` (aware)."""
    await provision(over.nc, over.settings)
    shelf = PackShelf(over.nc, pack_in_force(over.settings))
    await shelf.store_current()
    bench = Bench(over.nc, KINDS, shelf, Clock(), over.settings)
    groups = iter(range(0, cases, GROUP))

    async def fill_groups() -> None:
        for first in groups:
            stories = [story_of(number, until) for number in range(first, min(first + GROUP, cases))]
            await bench.take([_letter(body) for told in stories for body in islice(told, each)])

    gc.freeze()
    gc.set_threshold(100_000)
    await asyncio.gather(*(fill_groups() for _ in range(AT_ONCE)))


def story_of(number: int, until: datetime) -> Iterator[Body]:
    """The events of one of the cases."""
    return story(f"C-{number:06d}", until, Random(SEED + number))


def _letter(body: Body) -> Letter:
    raw = orjson.dumps(body)
    return Letter(read_event(raw, "return", body["subject"], name_of(body)), NOBODY, raw)
