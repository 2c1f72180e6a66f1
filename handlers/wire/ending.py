"""Ending tasks that wait for the server."""

import asyncio
from collections.abc import Collection
from typing import Any


async def ended(tasks: Collection[asyncio.Future[Any]]) -> None:
    """Cancel these until they are: one that has just got the answer it waited for may not hear it the first time."""
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.2)
    await asyncio.gather(*tasks, return_exceptions=True)
