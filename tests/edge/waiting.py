"""Waiting for a condition, instead of for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")


async def until(look: Callable[[], Awaitable[Seen]], *, patience: float = 120.0) -> Seen:
    """What `look` answers, as soon as that is true; fails after `patience` seconds."""
    async with asyncio.timeout(patience):
        while True:
            if seen := await look():
                return seen
            await asyncio.sleep(0.01)


def wait_until(look: Callable[[], bool], *, patience: float = 120.0) -> None:
    """Return as soon as `look` answers yes; fails after `patience` seconds."""
    given_up = time.monotonic() + patience
    while not look():
        assert time.monotonic() < given_up, "it has not come to pass"
        time.sleep(0.01)
