"""Sending what waits: each receiver has a sender of its own, so that one who cannot be reached holds nobody up.

What fails comes again without end, after pauses that grow; what is refused for good is written down and counted.
What quiet hours have held back goes out as one letter: which entries make it is stored before it is sent, so that it
is the same letter when it has to be sent again.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import structlog

from handlers.clock import Clock
from handlers.notifying.entries import Entry, bundled, id_of, refused, sent
from handlers.notifying.letters import MARGIN, Writer
from handlers.notifying.outbox import Outbox
from handlers.notifying.post import Letter, deliver
from handlers.notifying.receivers import Receivers
from handlers.notifying.rules import Target

log = structlog.get_logger(__name__)
PAUSES = (1.0, 3.0, 10.0, 30.0, 120.0, 600.0)
"""Seconds before each new try at a receiver who could not be reached; the last of them again and again."""
SHORTEST, LONGEST = 0.05, 30.0
"""Seconds between two looks at the clock while something is held back."""
GRACE = 20.0
"""Seconds that a letter in hand has to be accepted when the process is told to stop."""


class Sender:
    """Sends to one receiver, one letter at a time. `writer` writes what its rules say about an entry."""

    def __init__(
        self, target: Target, outbox: Outbox, receivers: Receivers, writer: Callable[[Entry], Writer], clock: Clock,
        pauses: Sequence[float] = PAUSES,
    ) -> None:  # fmt: skip
        self._target, self._outbox, self._receivers, self._writer = target, outbox, receivers, writer
        self._clock, self._pauses = clock, pauses
        self._tries: dict[str, int] = {}
        self._failures = 0
        self._hand: asyncio.Future[float] | None = None
        self._leaving = False
        self._bell = asyncio.Event()
        outbox.bells.append(self._bell)

    async def keep(self) -> None:
        """Send, for ever."""
        while True:
            self._bell.clear()
            if places := await self._next():
                self._hand = asyncio.ensure_future(self._send(places))
                await asyncio.sleep(await asyncio.shield(self._hand))
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._idle()):
                        await self._bell.wait()

    async def rest(self) -> None:
        """Begin no other letter, and wait a while for what becomes of the one in hand."""
        self._leaving = True
        if self._hand is not None:
            await asyncio.wait((self._hand,), timeout=GRACE)

    async def _next(self) -> list[str]:
        """The places of the entries of the letter that is to go out now: those tried least, the oldest first."""
        ready = {} if self._leaving else self._ready()
        bundles = {entry.bundle for entry in ready.values()}
        held = [place for place, entry in ready.items() if entry.held_until and not entry.bundle]
        if len(held) > 1:
            return await self._bundled(held[: self._fitting([ready[place] for place in held])])
        if not ready:
            return []
        letters = [[p for p, e in ready.items() if e.bundle == bundle] for bundle in sorted(bundles - {""})]
        letters += [[place] for place, entry in ready.items() if not entry.bundle]
        return min(letters, key=lambda places: (self._tries.get(self._id(ready, places), 0), ready[places[0]].first))

    def _ready(self) -> dict[str, Entry]:
        """What waits for this receiver and is not held back any more, by its place."""
        now = self._clock.now()
        return {place: entry for place, entry in self._waiting() if not entry.held_until or entry.held_until <= now}

    def _waiting(self) -> list[tuple[str, Entry]]:
        ours = ((place, kept.entry) for place, kept in self._outbox.waiting.items() if kept.entry)
        return sorted((pair for pair in ours if pair[1].target == self._target.name), key=lambda pair: pair[1].first)

    def _fitting(self, entries: Sequence[Entry]) -> int:
        """How many of these fit into one letter to this receiver, at least one."""
        room, count = self._target.room - MARGIN, 0
        for entry in entries:
            room -= len(self._writer(entry).item(entry)) + 2
            count += room >= 0
        return max(count, 1)

    async def _bundled(self, places: Sequence[str]) -> list[str]:
        """These entries as one letter, and that they are stored."""
        kept = [self._outbox.waiting[place].entry for place in places]
        bundle = id_of(self._target.name, *(entry.id for entry in kept if entry))
        await self._outbox.change(places, lambda _, entry: bundled(entry, bundle))
        return [place for place, entry in self._waiting() if entry.bundle == bundle]

    def _id(self, ready: dict[str, Entry], places: Sequence[str]) -> str:
        entry = ready[places[0]]
        return entry.bundle or entry.id

    async def _send(self, places: Sequence[str]) -> float:
        """Send the letter of these entries; answers for how many seconds to leave the receiver alone then."""
        entries = {place: entry for place, entry in self._waiting() if place in places}
        if not entries:  # they were taken back meanwhile
            return 0.0
        letter = self._letter(list(entries.values()))
        outcome = await deliver(self._target.url, letter)
        told = {"to": self._target.shown, "id": letter.id, "alerts": len(entries)}
        match outcome.standing:
            case "accepted":
                await self._accepted(entries, letter)
                log.info("notify.sent", **told)
            case "refused":
                await self._outbox.change(entries, lambda _, entry: refused(entry, outcome.why))
                log.error("notify.refused", why=outcome.why, **told)
            case "failed":
                self._tries[letter.id] = self._tries.get(letter.id, 0) + 1
                log.warning("notify.failed", why=outcome.why, tries=self._tries[letter.id], **told)
                return await self._failed(outcome.why)
        return 0.0

    def _letter(self, entries: Sequence[Entry]) -> Letter:
        writer, bundle = self._writer(entries[0]), entries[0].bundle
        return writer.digest(bundle, entries) if bundle else writer.one(entries[0])

    async def _accepted(self, entries: Mapping[str, Entry], letter: Letter) -> None:
        await self._outbox.change(entries, lambda place, entry: sent(entry, entries[place]))
        self._tries.pop(letter.id, None)
        self._failures = 0
        await self._receivers.reached(self._target)

    async def _failed(self, why: str) -> float:
        """Write it down; the pause grows with every failure."""
        self._failures += 1
        await self._receivers.missed(self._target, why, self._clock.now())
        return self._pauses[min(self._failures, len(self._pauses)) - 1]

    def _idle(self) -> float | None:
        """Seconds until it is time to look again; None if only a bell can bring anything."""
        until = min((entry.held_until for _, entry in self._waiting() if entry.held_until), default=None)
        if until is None:
            return None
        left = (self._clock.to_real(until) - self._clock.to_real(self._clock.now())).total_seconds()
        return min(max(left, SHORTEST), LONGEST)
