"""The subjects of the contract as channels: how each is spelled, who writes and who reads it, what stands on it.

Addresses are made by the builders of `events.subjects` with names in the place of tokens, so none is spelled twice.
What is kept in buckets (their subjects begin with `$`) is said to nobody and is no channel.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from events import subjects
from events.partitions import PARTITIONS, partition

KIND, CASE, EVENT, STATION, SEVERITY, REASON = "KIND", "CASE-ID", "EVENT", "STATION", "SEVERITY", "REASON"
TYPE, DIGEST, PARTITION = "TYPE", "DIGEST", "PARTITION"
WORKERS, AUDITORS, SERVER, EVERYBODY = "workers", "auditors", "the server", "everybody"
UP, KEEP, EVERY_PROCESS = "`reso up`", "`reso products keep`", "every process"
OURS: Final = frozenset({WORKERS, AUDITORS, EVERYBODY, UP, KEEP, EVERY_PROCESS})
"""Who of those that write and read is a part of Reso."""


@dataclass(frozen=True)
class Channel:
    """A subject or a family of them; `address` has its variable tokens in braces.

    `message` names what stands on it, for the inputs of a kind of case the events of that kind.
    """

    name: str
    address: str
    stream: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    what: str
    message: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the variable tokens."""
        return tuple(re.findall(r"\{(\w+)\}", self.address))

    @property
    def is_ours_to_send(self) -> bool:
        """Whether a part of Reso writes here."""
        return not OURS.isdisjoint(self.writers)

    @property
    def is_ours_to_receive(self) -> bool:
        """Whether a part of Reso reads here."""
        return not OURS.isdisjoint(self.readers)


def _channels() -> Iterator[Channel]:
    inputs, log, workers = subjects.STREAM_IN, subjects.STREAM, (WORKERS,)
    place, told = (KIND, CASE), ("order systems", "people")
    yield Channel("in", _in(subjects.in_(*place, EVENT)), inputs, told, workers, "an event of a case", "event")
    docks, scan = ("scanners at a dock",), _in(subjects.in_scan(STATION))
    yield Channel("in.scan", scan, inputs, docks, workers, "a scan that knows no case", "scan")
    stored = _in(subjects.stored_in(*place, EVENT).replace(f".{partition(*place)}.", f".{PARTITION}."))
    what = f"either as it is kept, by partition (0 to {PARTITIONS - 1})"
    yield Channel("stored", stored, inputs, (SERVER,), workers, what, "input")
    record = subjects.case_record(*place, EVENT)
    yield Channel("case", _in(record), log, workers, (EVERYBODY,), "a record: the log itself", "record")
    alert = subjects.alert("info", *place).replace(".info.", f".{SEVERITY}.")
    yield Channel("alert", _in(alert), log, workers, ("subscribers",), "an alert", "alert")
    alarm = subjects.alarm(*place)
    yield Channel("alarm", _in(alarm), log, workers, (SERVER,), "the schedule that wakes the case", "alarm")
    due = subjects.due(*place).replace(f".{partition(*place)}.", f".{PARTITION}.")
    yield Channel("due", _in(due), log, (SERVER, WORKERS), workers, "a wake-up", "due")
    yield from _references(log, workers)
    yield from _kept(log, workers)


def _references(log: str, both: tuple[str, ...]) -> Iterator[Channel]:
    """How cases are found by their keys."""
    known = subjects.ref(TYPE, DIGEST, KIND, CASE)
    yield Channel("ref", _in(known), log, both, both, "a key under which a case is known", "reference")
    looked = subjects.ref_looked(TYPE, DIGEST)
    yield Channel("ref.looked", _in(looked), log, both, both, "somebody looked the key up and acted", "looked")
    scan = subjects.ref_scan(DIGEST)
    yield Channel("ref.scan", _in(scan), log, both, both, "the case to which a scan was given", "routed")
    merge = subjects.ref_merge(KIND, CASE)
    yield Channel("ref.merge", _in(merge), log, both, both, "the case into which a stray was merged", "merged")


def _kept(log: str, workers: tuple[str, ...]) -> Iterator[Channel]:
    """What is kept beside the cases."""
    auditors = (AUDITORS,)
    pack, sheet = subjects.policy(DIGEST), subjects.products(DIGEST)
    yield Channel("policy", _in(pack), log, workers, (WORKERS, AUDITORS), "a rule pack as records pin it", "pack")
    yield Channel("products", _in(sheet), log, (KEEP,), auditors, "a product sheet", "sheet")
    dead = _in(subjects.dead(REASON))
    yield Channel("dead", dead, log, workers, ("operators",), "an input that can never be taken in", "dead_letter")
    what = "a seal: how long the log is, and its digest"
    yield Channel("seal", subjects.SEAL, log, (WORKERS, AUDITORS), auditors, what, "seal")
    what = "the simulated clock, if one was set"
    yield Channel("clock", subjects.CLOCK, log, (UP,), (EVERY_PROCESS,), what, "clock")


def _in(subject: str) -> str:
    """A subject with its names in braces."""
    tokens = (f"{{{token.lower().replace('-', '_')}}}" if token.isupper() else token for token in subject.split("."))
    return ".".join(tokens)


CHANNELS: Final = tuple(_channels())
"""Every subject that is written outside of buckets."""
