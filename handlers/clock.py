"""The only reader of the clock.

A simulated clock runs `speed` times as fast as the real one from the moment it was started. It is stored once in the
log, so that every process of an installation reads the same time. The server knows real time only: what it is told
(schedules) goes through `to_real`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.aio.client import Client

from events import subjects
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import Stale

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """now = simulated_origin + (real now - real_origin) * speed; as built, the real clock. All moments are UTC."""

    real_origin: datetime = EPOCH
    simulated_origin: datetime = EPOCH
    speed: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.speed <= 1_000_000:
            raise ValueError(
                f"a clock cannot run {self.speed:g} times as fast as the real one: above 0, at most 1,000,000"
            )

    def now(self) -> datetime:
        """This moment, on this clock."""
        return self.from_real(datetime.now(UTC))

    def from_real(self, moment: datetime) -> datetime:
        """What this clock shows at a real moment."""
        return self.simulated_origin + (moment.astimezone(UTC) - self.real_origin) * self.speed

    def to_real(self, moment: datetime) -> datetime:
        """When, in real time, this clock shows `moment`."""
        return self.real_origin + (moment.astimezone(UTC) - self.simulated_origin) / self.speed

    def to_json(self) -> bytes:
        """As stored in the log."""
        origins = {"real_origin": self.real_origin.isoformat(), "simulated_origin": self.simulated_origin.isoformat()}
        return json.dumps({**origins, "speed": self.speed}).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Clock":
        """As read from the log."""
        stored = json.loads(text)
        origins = datetime.fromisoformat(stored["real_origin"]), datetime.fromisoformat(stored["simulated_origin"])
        return cls(*origins, speed=stored["speed"])


def simulated(speed: float, start: datetime | None = None) -> Clock:
    """A clock that shows `start` (by default, the real time) now and runs `speed` times as fast from here."""
    real = datetime.now(UTC)
    return Clock(real, start.astimezone(UTC) if start else real, speed)


async def load(nc: Client) -> Clock:
    """The clock of this log: the stored one, else the real one."""
    stored = await leader_last(nc, subjects.STREAM, subjects.CLOCK)
    return Clock.from_json(stored.payload) if stored else Clock()


async def store(nc: Client, wished: Clock) -> Clock:
    """Store `wished` as the clock of this log unless one is stored; answers the one in force from now on."""
    try:
        await commit(nc, [Outgoing(subjects.CLOCK, wished.to_json(), {EXPECTED: "0"})])
    except Stale:
        return await load(nc)
    return wished
