"""Silence is never normal: says so when a stream or consumer is changed or gone, or when inputs grow old unread."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS
from handlers.clock import Clock
from handlers.settings import Settings
from handlers.streams.provisioning import drift, restore
from handlers.streams.topology import input_durable
from handlers.wire.gets import next_after
from handlers.wire.jetstream import JetStreamError, Unavailable, ask

log = structlog.get_logger(__name__)
EVERY = 5.0
OLD_SHARE = 0.8
"""The share of its life after which an unread input is an alarm."""


async def watch(nc: Client, settings: Settings, gone: Callable[[str], None]) -> None:
    """Compare the server with the topology every few seconds; `gone` hears what cannot go on."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await restore(nc, settings)
            differences = await drift(nc, settings)
            if differences:
                gone("; ".join(str(difference) for difference in differences[:5]))
            await _look_for_old_inputs(nc, settings)
        except Unavailable as trouble:
            log.warning("watchdog.waiting", why=str(trouble))
        except JetStreamError as trouble:
            gone(str(trouble))


async def _look_for_old_inputs(nc: Client, settings: Settings) -> None:
    """Warn when the oldest input that is not yet acknowledged nears the age at which it is deleted."""
    for partition in range(PARTITIONS):
        age = await oldest_unread(nc, partition)
        if age is not None and age > settings.input_max_age * OLD_SHARE:
            log.critical("inputs.old", partition=partition, age=str(age), limit=str(settings.input_max_age))


async def oldest_unread(nc: Client, partition: int) -> timedelta | None:
    """How old the oldest input of a partition is that nobody has acknowledged; None if all are."""
    told = await ask(nc, f"CONSUMER.INFO.{subjects.STREAM_IN}.{input_durable(partition)}")
    if not told["num_pending"] and not told["num_ack_pending"]:
        return None
    floor = told["ack_floor"]["stream_seq"]
    oldest = await next_after(nc, subjects.STREAM_IN, subjects.inputs_of(partition), floor + 1)
    return Clock().now() - oldest.time if oldest else None
