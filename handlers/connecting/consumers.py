"""The durable consumer of a connector: it remembers, across every restart, which intents are still to be looked at."""

import asyncio

import structlog
from nats.aio.client import Client

from events import subjects
from handlers.connecting.wishes import Errand
from handlers.streams.topology import SECOND
from handlers.wire.jetstream import JetStreamError, Missing, ask

log = structlog.get_logger(__name__)
MOST_PENDING = 1_000
"""Intents that may wait for a new try at once; beyond, the server holds the others back."""
REST = 1.0
"""Seconds before asking again for a log that is not there yet."""


def durable_of(errand: Errand) -> str:
    """The name of its consumer."""
    return f"connector-{errand.name}"


async def ensure(nc: Client, errand: Errand, patience: float) -> None:
    """Create the consumer unless it exists, as soon as there is a log.

    A new one begins with the first record: what was asked for before there was a connector is looked at too. An
    intent that nobody answers for is delivered again after `patience` seconds; one that exists keeps the patience it
    was created with.
    """
    while True:
        try:
            if not await exists(nc, errand):
                await _create(nc, errand, patience)
        except JetStreamError as trouble:
            log.warning("connector.waiting", why=str(trouble))
            await asyncio.sleep(REST)
        else:
            return


async def exists(nc: Client, errand: Errand) -> bool:
    """Whether the consumer exists, as far as anybody answers."""
    try:
        await ask(nc, f"CONSUMER.INFO.{subjects.STREAM}.{durable_of(errand)}")
    except Missing:
        return False
    return True


async def _create(nc: Client, errand: Errand, patience: float) -> None:
    name = durable_of(errand)
    config = {
        "durable_name": name,
        "filter_subject": subjects.records_named(errand.intent, errand.kind),
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": int(patience * SECOND),
        "max_deliver": -1,
        "max_ack_pending": MOST_PENDING,
        "replay_policy": "instant",
        "num_replicas": 0,
    }
    body = {"stream_name": subjects.STREAM, "config": config, "action": "create"}
    await ask(nc, f"CONSUMER.CREATE.{subjects.STREAM}.{name}", body)
