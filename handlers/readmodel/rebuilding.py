"""Building the tables anew beside those in use, then putting them in their place.

A copy that was left half filled, because its builder was killed, is filled on from where it stands.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import structlog

from handlers.readmodel.generation import Generation
from handlers.readmodel.shelves import Shelf
from handlers.readmodel.source import Source
from handlers.readmodel.store import Standing
from handlers.readmodel.tables import VERSION
from handlers.readmodel.writing import Moved

log = structlog.get_logger(__name__)
AT_ONCE = 20_000
"""Messages that are written in one transaction while much is to be read."""
NEAR = 5_000
"""A copy that is no further behind the log than this is nearly done: the rest is read once the indexes are there."""
Progress = Callable[[int, int], None]


def fits(standing: Standing | None, name: str, last: int) -> bool:
    """Whether tables that stand there are of this release and of this log."""
    return standing is not None and standing.version == VERSION and standing.log == name and standing.position <= last


async def rebuild(shelf: Shelf, source: Source, progress: Progress = lambda done, total: None) -> Standing:
    """Fill a copy and put it in the place of the tables in use; answers how far it is.

    `progress` hears up to which sequence of the log the copy is, and the last there is.
    """
    copy, standing = await _copy(shelf, source)
    log.info("tables.rebuilding", copy=copy.name, position=standing.position)
    while (last := await source.last()) - standing.position > NEAR:
        standing = await fill(copy, source, standing, last, progress)
    await copy.furnish()
    standing = await fill(copy, source, standing, await source.last(), progress)
    await shelf.swap(copy.name)
    log.info("tables.rebuilt", generation=copy.name, position=standing.position, messages=standing.messages)
    return standing


async def _copy(shelf: Shelf, source: Source) -> tuple[Generation, Standing]:
    """The copy to be filled: the one that was left half filled, if it is of this release and this log."""
    log_name, last = await source.name(), await source.last()
    if (name := await shelf.copy()) is not None:
        half = Generation(name, shelf, source.clock)
        standing = await half.standing()
        if standing is not None and fits(standing, log_name, last):
            return half, standing
    name = await shelf.begin_copy()
    copy = Generation(name, shelf, source.clock)
    return copy, await copy.lay_out(log_name)


async def fill(
    generation: Generation, source: Source, standing: Standing, end: int, progress: Progress = lambda done, total: None
) -> Standing:
    """Read the log up to `end` into the tables, the next part while one is being written; answers how far they are."""
    async with aclosing(source.batches(standing.position, end, AT_ONCE)) as batches:
        writing: asyncio.Task[Standing] | None = None
        try:
            async for batch in batches:
                if writing is not None:
                    standing = await writing
                    progress(standing.position, end)
                writing = asyncio.create_task(generation.write(batch, standing))
            if writing is not None:
                standing = await writing
                progress(standing.position, end)
        except Moved:
            return await generation.standing() or standing
        finally:
            if writing is not None:  # where reading ended in a fault, no word is lost of what writing came to
                await asyncio.gather(writing, return_exceptions=True)
    return standing
