"""How it goes with each receiver, in the bucket: what it is called for people, and since when it cannot be reached."""

from datetime import datetime

import msgspec
import structlog
from msgspec import Struct
from nats.aio.client import Client

from events import subjects
from handlers.notifying.outbox import STREAM
from handlers.notifying.rules import Target
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import history
from handlers.wire.jetstream import JetStreamError

log = structlog.get_logger(__name__)


class Receiver(Struct, frozen=True, omit_defaults=True):
    """A receiver as people know it, its address masked; `failing_since` (UTC) is None while it can be reached."""

    name: str
    shown: str
    failing_since: datetime | None = None
    tries: int = 0
    why: str = ""


class Receivers:
    """Writes down how it goes with receivers; that is for people to read, so a write that gets lost is no harm."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._known: dict[str, Receiver] = {}

    async def reached(self, target: Target) -> None:
        """It took what was sent."""
        known = self._known.get(target.name)
        if known is None or known.failing_since:
            await self._write(Receiver(target.name, target.shown))

    async def missed(self, target: Target, why: str, now: datetime) -> None:
        """It could not be reached, at `now` (UTC)."""
        known = self._known.get(target.name) or Receiver(target.name, target.shown)
        await self._write(Receiver(target.name, target.shown, known.failing_since or now, known.tries + 1, why))

    async def introduce(self, target: Target) -> None:
        """Write down what it is called, before anything is sent."""
        stored = {each.name: each for each in await receivers(self._nc)}
        if target.name in stored:
            self._known[target.name] = stored[target.name]
        else:
            await self._write(Receiver(target.name, target.shown))

    async def _write(self, receiver: Receiver) -> None:
        self._known[receiver.name] = receiver
        try:
            await commit(self._nc, [Outgoing(subjects.notice_target(receiver.name), msgspec.json.encode(receiver))])
        except JetStreamError as trouble:
            log.warning("notify.waiting", why=str(trouble))


async def receivers(nc: Client) -> list[Receiver]:
    """All receivers that were ever introduced."""
    stored = await history(nc, STREAM, subjects.NOTICE_TARGETS)
    return [msgspec.json.decode(each.payload, type=Receiver) for each in stored if each.payload]
