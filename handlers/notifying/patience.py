"""Waiting for a server that is away, and for chores of which none ends."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

import structlog

from handlers.wire.ending import ended
from handlers.wire.jetstream import Unavailable

log = structlog.get_logger(__name__)
REST = 1.0
"""Seconds before something is asked again."""
Answer = TypeVar("Answer")


async def patiently(ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """What it answers, as soon as somebody does."""
    while True:
        try:
            return await ask()
        except Unavailable as trouble:
            log.warning("notify.waiting", why=str(trouble))
            await asyncio.sleep(REST)


async def all_of(chores: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of these, none of which ends; the first that fails ends the others."""
    tasks = [asyncio.create_task(chore) for chore in chores]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await ended(tasks)
