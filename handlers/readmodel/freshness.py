"""Whether the tables have all that the log has for them: what is decided by figures wants the newest."""

from nats.aio.client import Client

from handlers.clock import Clock
from handlers.readmodel.source import Source
from handlers.readmodel.store import Store


async def is_up_to_date(store: Store, nc: Client, clock: Clock) -> bool:
    """Whether there are tables of this log and release, and nothing stands in the log that they lack."""
    standing, source = await store.standing(), Source(nc, clock)
    return standing is not None and standing.log == await source.name() and standing.position >= await source.last()
