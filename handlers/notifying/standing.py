"""How notifications stand, for people: what waits, what was refused, which receiver cannot be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

from events import subjects
from handlers.notifying import consumer
from handlers.notifying.entries import Entry
from handlers.notifying.outbox import STREAM, read_entry
from handlers.notifying.receivers import Receiver, receivers
from handlers.operating.checkup import Finding
from handlers.reading.plain import plain
from handlers.wire.gets import history
from handlers.wire.jetstream import Missing


@dataclass(frozen=True, slots=True)
class Standing:
    """The outbox: `unsorted` alerts, and the entries that wait or were refused, oldest first, with their receivers."""

    unsorted: int
    entries: Sequence[Entry]
    receivers: dict[str, Receiver]

    def of(self, state: str) -> list[Entry]:
        """The entries in a state."""
        return [entry for entry in self.entries if entry.state == state]

    @property
    def failing(self) -> list[Receiver]:
        """The receivers that cannot be reached, as far as something waits for them."""
        wanted = {entry.target for entry in self.of("waiting")}
        return [each for each in self.receivers.values() if each.failing_since and each.name in wanted]

    def reason(self, entry: Entry) -> str:
        """Why an entry is where it is."""
        known = self.receivers.get(entry.target)
        if entry.state == "refused":
            return entry.why
        if known is not None and known.failing_since:
            return f"{known.why}; {known.tries} tries since {known.failing_since:%Y-%m-%d %H:%M}Z"
        return f"quiet hours until {entry.held_until:%Y-%m-%d %H:%M}Z" if entry.held_until else "it is its turn next"

    def __str__(self) -> str:
        waiting, refused = len(self.of("waiting")), len(self.of("refused"))
        words = f"{self.unsorted:,} alerts to be sorted, {waiting:,} messages wait, {refused:,} refused for good"
        cut_off = "".join(f"; {each.shown} cannot be reached: {each.why}" for each in self.failing)
        return words + cut_off

    def shown(self, entry: Entry) -> str:
        """What the receiver of an entry is called for people."""
        known = self.receivers.get(entry.target)
        return known.shown if known else entry.target

    def to_json(self) -> dict[str, Any]:
        """All of it for programs."""
        return {
            "unsorted": self.unsorted,
            "waiting": [self._entry(entry) for entry in self.of("waiting")],
            "refused": [self._entry(entry) for entry in self.of("refused")],
            "receivers": [plain(each) for each in self.receivers.values()],
        }

    def _entry(self, entry: Entry) -> dict[str, Any]:
        alert = entry.content
        about = {"id": entry.id, "to": self.shown(entry), "kind": alert.kind, "case_id": alert.case_id}
        told = {"key": alert.key, "severity": alert.severity, "title": alert.title, "settles": entry.settles}
        return {**about, **told, "held_until": plain(entry.held_until), "why": entry.why or None}


def finding(found: Standing) -> Finding:
    """How notifications stand, for the doctor: wrong where somebody does not hear what he should."""
    return Finding("notifications", str(found), wrong=bool(found.of("refused") or found.failing))


async def standing(nc: Client) -> Standing:
    """How notifications stand; nothing at all where there never were any. Raises a `JetStreamError`."""
    try:
        stored = await history(nc, STREAM, subjects.NOTICES)
        known = {each.name: each for each in await receivers(nc)}
    except Missing:
        return Standing(0, (), {})
    entries = sorted((read_entry(each) for each in stored if each.payload), key=lambda entry: entry.first)
    return Standing(await consumer.unsorted(nc), [each for each in entries if each.state in _SHOWN], known)


_SHOWN = ("waiting", "refused")
