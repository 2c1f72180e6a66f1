"""Waiting for a condition, instead of for a time."""

import asyncio
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
