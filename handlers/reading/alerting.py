"""Alerts as the log holds them, and those to come."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from nats.aio.client import Client
from nats.errors import TimeoutError as NothingCame
from nats.js.api import ConsumerConfig, DeliverPolicy

from events import subjects
from events.alerts import Alert
from handlers.gets import Stored, history

PAUSE = 5.0
"""Seconds after which waiting is begun again, so that it can be interrupted."""


class Heard(NamedTuple):
    """An alert and its sequence in the log."""

    seq: int
    alert: Alert


async def told(nc: Client, severities: Sequence[str], *, everything: bool = False) -> list[Heard]:
    """The alerts that are kept, in the order of the log; without `everything` only those that were to be sent."""
    stored = [message for severity in severities for message in await history(nc, subjects.STREAM, _filter(severity))]
    heard = [_heard(message) for message in sorted(stored)]
    return [each for each in heard if everything or each.alert.to_be_sent]


async def to_come(nc: Client, after: int, severities: Sequence[str], *, everything: bool = False) -> AsyncIterator[Heard]:
    """The alerts stored after sequence `after`, as they come, without end."""
    place = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=after + 1)
    waiting = await nc.jetstream().subscribe(subjects.ALERTS, stream=subjects.STREAM, ordered_consumer=True, config=place)
    while True:
        try:
            message = await waiting.next_msg(timeout=PAUSE)
        except NothingCame:
            continue
        heard = Heard(int(message.metadata.sequence.stream), Alert.from_json(message.data))
        if heard.alert.severity in severities and (everything or heard.alert.to_be_sent):
            yield heard


def _heard(message: Stored) -> Heard:
    return Heard(message.seq, Alert.from_json(message.payload))


def _filter(severity: str) -> str:
    return f"{subjects.ALERTS.removesuffix('>')}{severity}.>"
