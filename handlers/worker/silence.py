"""Sources that fall silent: every worker notes what it hears, one of them looks who has not been heard for too long.

What is known of a source is kept in a bucket, so that a restart forgets nothing. On a simulated clock nobody listens:
there a minute is a month.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec
import structlog
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from events.alerts import Alert
from events.envelope import Event
from handlers.clock import Clock
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import Stored, history, last
from handlers.wire.jetstream import JetStreamError, Stale, seconds
from lifecycle.rhythm import Rhythm, first_heard

log = structlog.get_logger(__name__)
EVERY = 60.0
"""Seconds from one look to the next."""
OURS = "/reso/"
"""How the sources begin that are Reso itself."""
KIND = "source"
"""What stands for a kind of case in an alert about a source."""
_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Rhythm)


class Listening:
    """What one worker hears of sources."""

    def __init__(self, nc: Client, clock: Clock, ours: Callable[[], bool], alert_ttl: timedelta) -> None:
        self._nc, self._clock, self._ours, self._ttl = nc, clock, ours, seconds(alert_ttl)
        self._heard: dict[str, tuple[datetime, datetime]] = {}
        self.since = clock.now()
        """Since when (UTC) we listen: what was not heard before was not silent."""

    def hear(self, events: Iterable[Event]) -> None:
        """Note whose events have come in just now."""
        now = self._clock.now()
        for source in {event.source for event in events}:
            if not source.startswith(OURS):
                self._heard[source] = (self._heard.get(source, (now, now))[0], now)

    async def keep(self) -> None:
        """Write down what was heard, and look who is silent, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            if self._clock.speed == 1:
                with suppress(JetStreamError):  # the next round comes soon
                    await self.look()

    async def look(self) -> None:
        """One round."""
        for source, (first, newest) in list(self._heard.items()):
            await self._note(source, first, newest)
            if self._heard[source][1] == newest:
                del self._heard[source]
        if self._ours():
            for stored in await _stored(self._nc):
                rhythm = _decoder.decode(stored.payload)
                if rhythm.is_silent(self._clock.now(), self.since) and not rhythm.told_silent:
                    await self._write(replace(rhythm, told_silent=True), stored.seq, self._silent(rhythm))

    async def _note(self, source: str, first: datetime, newest: datetime) -> None:
        """Write down that a source was heard; whoever else does so at the same time, both count."""
        while True:
            stored = await last(self._nc, bucket_stream(subjects.BUCKET_SOURCES), place_of(source))
            known = _decoder.decode(stored.payload) if stored else None
            after = known.heard(first, newest, self.since) if known else first_heard(source, first, newest)
            back = self._back(after) if known and known.told_silent else None
            with suppress(Stale):
                await self._write(after, stored.seq if stored else 0, back)
                return

    async def _write(self, rhythm: Rhythm, expected: int, alert: Alert | None) -> None:
        """Write down a rhythm; should we be killed before the alert, the next look tells it again."""
        if alert is not None:
            log.warning("source.told", title=alert.title)
            to = subjects.alert(alert.severity, alert.kind, alert.case_id)
            await commit(self._nc, [Outgoing(to, alert.to_json(), {"Nats-TTL": self._ttl})])
        place = Outgoing(place_of(rhythm.source), _encoder.encode(rhythm), {EXPECTED: str(expected)})
        await commit(self._nc, [place])

    def _silent(self, rhythm: Rhythm) -> Alert:
        told = f"source {rhythm.source} has been silent since {rhythm.last.isoformat(timespec='minutes')}"
        usual = f"its longest pause of late was {rhythm.usual}"
        return self._alert(rhythm, "warning", f"{told}; {usual}: look whether its events, mails or exports still come")

    def _back(self, rhythm: Rhythm) -> Alert:
        return self._alert(rhythm, "info", f"source {rhythm.source} is heard again", closes=True)

    def _alert(self, rhythm: Rhythm, severity: str, title: str, *, closes: bool = False) -> Alert:
        return Alert(
            key="silent",
            severity="warning" if severity == "warning" else "info",
            kind=KIND,
            case_id=_token(rhythm.source),
            title=title,
            at=self._clock.now(),
            closes=closes,
        )


async def sources(nc: Client) -> list[Rhythm]:
    """What is known of every source, by name."""
    return sorted((_decoder.decode(stored.payload) for stored in await _stored(nc)), key=lambda each: each.source)


async def _stored(nc: Client) -> list[Stored]:
    return await history(nc, bucket_stream(subjects.BUCKET_SOURCES), subjects.SOURCES)


def place_of(source: str) -> str:
    """Where it stands what is known of a source."""
    return subjects.source_of(blake2b(source.encode(), digest_size=8).hexdigest())


def _token(source: str) -> str:
    """The source as one token of a subject."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in source).strip("-")[:64] or "-"
