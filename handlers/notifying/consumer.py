"""The durable consumer of alerts: it remembers, across every restart, which of them are still to be sorted.

It begins a day before it is first asked for: what has only just been alerted is told, what is a month old is not.
"""

from datetime import timedelta
from typing import Final

from nats.aio.client import Client

from events import subjects
from handlers.clock import Clock
from handlers.streams.topology import SECOND
from handlers.wire.jetstream import Missing, ask

NAME: Final = "notify"
PATIENCE: Final = 30
"""Seconds after which an alert that nobody answers for is delivered again."""
LOOKS_BACK: Final = timedelta(days=1)
MOST_PENDING: Final = 2_000


async def ensure(nc: Client) -> None:
    """Create the consumer unless it exists; raises a `JetStreamError`."""
    if await exists(nc):
        return
    since = Clock().now() - LOOKS_BACK
    config = {
        "durable_name": NAME,
        "filter_subject": subjects.ALERTS,
        "deliver_policy": "by_start_time",
        "opt_start_time": since.isoformat().replace("+00:00", "Z"),
        "ack_policy": "explicit",
        "ack_wait": PATIENCE * SECOND,
        "max_deliver": -1,
        "max_ack_pending": MOST_PENDING,
        "replay_policy": "instant",
        "num_replicas": 0,
    }
    body = {"stream_name": subjects.STREAM, "config": config, "action": "create"}
    await ask(nc, f"CONSUMER.CREATE.{subjects.STREAM}.{NAME}", body)


async def exists(nc: Client) -> bool:
    """Whether the consumer exists; raises a `JetStreamError` where nobody answers."""
    try:
        await ask(nc, f"CONSUMER.INFO.{subjects.STREAM}.{NAME}")
    except Missing:
        return False
    return True


async def unsorted(nc: Client) -> int:
    """How many alerts are still to be sorted; 0 where there never was anybody to sort them."""
    try:
        told = await ask(nc, f"CONSUMER.INFO.{subjects.STREAM}.{NAME}")
    except Missing:
        return 0
    return int(told["num_pending"]) + int(told["num_ack_pending"])
