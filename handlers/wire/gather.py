"""Waiting for many things at once, with a bound on how many are under way."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

Result = TypeVar("Result")
AT_ONCE = 256


async def gather(things: Iterable[Awaitable[Result]], at_once: int = AT_ONCE) -> list[Result]:
    """The results in the order of `things`; the first failure is raised once all under way have ended."""
    gate = asyncio.Semaphore(at_once)

    async def one(thing: Awaitable[Result]) -> Result:
        async with gate:
            return await thing

    results = await asyncio.gather(*(one(thing) for thing in things), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]
