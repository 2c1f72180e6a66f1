"""What the streams bring to a worker, read and sorted: events, scans, wake-ups, the too early, the unreadable."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from nats.aio.msg import Msg

from events import subjects
from events.catalogue import CATALOGUE, Unreadable
from events.envelope import Event
from lifecycle.engine.kind import Kind

AHEAD = timedelta(minutes=5)
"""How far an event may be ahead of our clock and still be taken for a clock that goes wrong, not for rubbish."""
SCAN = "scan"


class Letter(Struct, frozen=True):
    """An event that a worker has in hand, and the delivery to acknowledge once it is recorded."""

    event: Event
    delivery: str
    raw: bytes

    @property
    def key(self) -> tuple[str, str]:
        """The case it is for."""
        return self.event.kind, self.event.case_id


class WakeUp(Struct, frozen=True):
    """A case that the server wakes, or that another case asks to look around."""

    key: tuple[str, str]
    delivery: str


class DeadLetter(Struct, frozen=True):
    """An input that can never be taken in: why, as a token and as a sentence."""

    message: Msg
    reason: str
    sentence: str
    case_id: str = ""


class Early(Struct, frozen=True):
    """An event slightly ahead of our clock: given back until its time (`wait` on this clock)."""

    delivery: str
    wait: timedelta


def read_letter(kinds: Mapping[str, Kind[Any]], message: Msg, now: datetime) -> Letter | DeadLetter | Early:
    """What a message of the inputs says; `now` is UTC."""
    place = subjects.parse_stored_in(message.subject)
    if place is None:
        return DeadLetter(message, "bad_subject", f"{message.subject} is not reso.in.<kind>.<case id>.<event>")
    kind = kinds.get(place.kind)
    if kind is None and not (place.kind == SCAN and any(known.scanned for known in kinds.values())):
        known = ", ".join(kinds)
        return DeadLetter(message, "unknown_kind", f"{place.kind} is no kind of case; known: {known}", place.case_id)
    catalogue = kind.catalogue if kind else CATALOGUE
    try:
        event = catalogue.read_event(message.data, place.kind, place.case_id, place.event)
    except Unreadable as refusal:
        return DeadLetter(message, refusal.reason, refusal.sentence, place.case_id)
    ahead = event.at - now if event.precision == "instant" else event.since - now
    if ahead > AHEAD:
        sentence = (
            f"{place.kind} {place.case_id}: {place.event} is dated {event.time.isoformat()}, which is in the future"
        )
        return DeadLetter(message, "future", sentence, place.case_id)
    if event.at > now:
        return Early(message.reply, event.at - now)
    return Letter(event, message.reply, message.data)


def read_wake_up(kinds: Mapping[str, Kind[Any]], message: Msg) -> WakeUp | None:
    """Which case a message of the due subjects wakes; None if it names none we know."""
    place = subjects.parse_due(message.subject)
    if place is None or place.kind not in kinds:
        return None
    return WakeUp((place.kind, place.case_id), message.reply)
