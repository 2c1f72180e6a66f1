"""Every subject, stream and bucket of Reso, spelled here and nowhere else.

Builders refuse what is no token with `NoSubject`; parsers answer None for a subject that is not theirs.
"""

import base64
import re
from functools import lru_cache
from typing import Final

from events.partitions import PARTITIONS, partition
from events.places import AlertOf, CaseName, Due, Place, RefMember, StoredPlace
from events.values import TOKEN

STREAM_IN: Final = "RESO_IN"
STREAM: Final = "RESO"
STREAM_AUDIT: Final = "RESO_AUDIT"
BUCKET_KEYS: Final = "RESO_KEYS"
BUCKET_LEASES: Final = "RESO_LEASES"
BUCKET_WORKERS: Final = "RESO_WORKERS"
BUCKET_SOURCES: Final = "RESO_SOURCES"
BUCKET_BUDGETS: Final = "RESO_BUDGETS"
BUCKET_PRIVATE: Final = "RESO_PRIVATE"
BUCKET_NOTIFY: Final = "RESO_NOTIFY"
BUCKET_USERS: Final = "RESO_USERS"

IN_ALL: Final = "reso.in.>"
IN_TAKEN: Final = "reso.in.*.*.*"
IN_STORED: Final = f"in.{{{{partition({PARTITIONS},1,2)}}}}.{{{{wildcard(1)}}}}.{{{{wildcard(2)}}}}.{{{{wildcard(3)}}}}"
IN_STORED_ALL: Final = "in.>"
CASES: Final = "reso.case.>"
ALERTS: Final = "reso.alert.>"
ALARMS: Final = "reso.alarm.>"
DUES: Final = "reso.due.>"
REFS: Final = "reso.ref.>"
POLICIES: Final = "reso.policy.>"
PRODUCTS: Final = "reso.products.>"
DEADS: Final = "reso.dead.>"
CLOCK: Final = "reso.clock"
SEAL: Final = "reso.seal"
LOG_SUBJECTS: Final = (CASES, ALERTS, ALARMS, DUES, REFS, POLICIES, PRODUCTS, DEADS, CLOCK, SEAL)
"""What the stream RESO keeps."""

SOURCES: Final = f"$KV.{BUCKET_SOURCES}.>"
"""What is known of every source."""

BUDGETS_OF_DAYS: Final = f"$KV.{BUCKET_BUDGETS}.day.>"
"""What rules have decided by themselves on each day of late."""
KEY_ERASED: Final = f"$KV.{BUCKET_KEYS}.erased"
"""Which case was erased last; no key stands here, for a key's name has two tokens."""

FILE_CHUNKS: Final = f"$O.{BUCKET_PRIVATE}.C.>"
FILE_HEADS: Final = f"$O.{BUCKET_PRIVATE}.M.>"
"""What the object store of private files keeps: sealed bytes, and a description of each file."""

NOTICES: Final = f"$KV.{BUCKET_NOTIFY}.out.>"
"""What is to be told to whom, and what has been."""
NOTICE_TARGETS: Final = f"$KV.{BUCKET_NOTIFY}.target.>"
"""How it goes with each receiver of notifications."""
NOTICE_CLAIM: Final = f"$KV.{BUCKET_NOTIFY}.claim"
"""Which process sends notifications just now."""
NOTICE_AGAIN: Final = f"$KV.{BUCKET_NOTIFY}.again"
"""That somebody wants everything sent once more that was refused."""
NOTICE_SECRET: Final = f"$KV.{BUCKET_NOTIFY}.secret"
"""What the links in notifications are signed with."""
USERS: Final = f"$KV.{BUCKET_USERS}.user.>"
"""Everybody who has a name here."""

SEVERITIES: Final = ("info", "warning", "critical")

_TOKENS: Final = re.compile(rf"{TOKEN}(?:\.{TOKEN})*")
_NUMBERS: Final = frozenset(map(str, range(PARTITIONS)))


def in_(kind: str, case_id: str, event: str) -> str:
    """Where an event of a case is published."""
    return _subject("reso.in", kind, case_id, event)


def in_scan(station: str) -> str:
    """Where a dock publishes what it scanned."""
    return _subject("reso.in.scan", station, "received")


def stored_in(kind: str, case_id: str, event: str) -> str:
    """Under what name the stream keeps an input."""
    return _subject("in", str(partition(kind, case_id)), kind, case_id, event)


def case_record(kind: str, case_id: str, event: str) -> str:
    """Where a record of the log stands."""
    return _subject("reso.case", kind, case_id, event)


def alert(severity: str, kind: str, case_id: str) -> str:
    """Where an alert about a case is published; severity is info, warning or critical."""
    if severity not in SEVERITIES:
        raise ValueError(f"{severity!r} is no severity: {', '.join(SEVERITIES)}")
    return _subject("reso.alert", severity, kind, case_id)


def alarm(kind: str, case_id: str) -> str:
    """Where the one alarm of a case stands."""
    return _subject("reso.alarm", kind, case_id)


def due(kind: str, case_id: str) -> str:
    """Where the server wakes a case."""
    return _subject("reso.due", str(partition(kind, case_id)), kind, case_id)


def ref(type: str, digest: str, kind: str, case_id: str) -> str:  # noqa: A002 - the contract's word
    """Where it stands that a case is known under a key."""
    return _subject("reso.ref", type, digest, kind, case_id)


def ref_looked(type: str, digest: str) -> str:  # noqa: A002 - the contract's word
    """Where it stands that somebody looked a key up and acted on the answer."""
    return _subject("reso.ref", type, digest, "looked")


def ref_scan(identity: str) -> str:
    """Where it stands which case a scan, by its identity, was given to."""
    return _subject("reso.ref.scan", identity)


def ref_merge(kind: str, case_id: str) -> str:
    """Where it stands which case a stray was merged into."""
    return _subject("reso.ref.merge", kind, case_id)


def policy(digest: str) -> str:
    """Where a policy pack stands."""
    return _subject("reso.policy", digest)


def products(digest: str) -> str:
    """Where a product sheet stands."""
    return _subject("reso.products", digest)


def dead(reason: str) -> str:
    """Where an event lies that could not be read."""
    return _subject("reso.dead", reason)


def key_of(kind: str, case_id: str) -> str:
    """Where the key that seals a case's private text is kept."""
    return f"$KV.{BUCKET_KEYS}." + _subject(kind, case_id)


def file_chunks(kind: str, case_id: str, file: str) -> str:
    """Where the sealed bytes of a file are kept."""
    return f"$O.{BUCKET_PRIVATE}.C." + file_object(kind, case_id, file)


def file_head(kind: str, case_id: str, file: str) -> str:
    """Where the description of a file is kept; its last token is the object's name as object stores write it."""
    name = base64.urlsafe_b64encode(file_object(kind, case_id, file).encode()).decode()
    return f"$O.{BUCKET_PRIVATE}.M.{name}"


def file_object(kind: str, case_id: str, file: str) -> str:
    """The name of a file in the object store."""
    return _subject(kind, case_id, file)


def lease_of(partition: int) -> str:
    """Where a worker's claim to a partition stands."""
    return f"$KV.{BUCKET_LEASES}.{partition:02d}"


def worker_of(worker: str) -> str:
    """Where a worker's sign of life stands."""
    return f"$KV.{BUCKET_WORKERS}." + _subject(worker)


def source_of(digest: str) -> str:
    """Where it stands how often a source is heard."""
    return f"$KV.{BUCKET_SOURCES}." + _subject(digest)


def budget_of(per: str, digest: str) -> str:
    """Where it stands what rules have decided by themselves, `per` day or buyer."""
    return f"$KV.{BUCKET_BUDGETS}." + _subject(per, digest)


def notice_of(target: str, kind: str, case_id: str, digest: str) -> str:
    """Where it stands what a receiver is told about one matter of a case."""
    return f"$KV.{BUCKET_NOTIFY}.out." + _subject(target, kind, case_id, digest)


def notice_target(target: str) -> str:
    """Where it stands how it goes with a receiver of notifications."""
    return f"$KV.{BUCKET_NOTIFY}.target." + _subject(target)


def link_used(digest: str) -> str:
    """Where it stands that somebody is just acting through a link."""
    return f"$KV.{BUCKET_NOTIFY}.link." + _subject(digest)


def user_of(login: str) -> str:
    """Where it stands who a login is."""
    return f"$KV.{BUCKET_USERS}.user." + _subject(login)


def session_of(digest: str) -> str:
    """Where a session at the console stands, under the SHA-256 of its cookie."""
    return f"$KV.{BUCKET_USERS}.session." + _subject(digest)


def records_of(kind: str, case_id: str) -> str:
    """The filter of all records of a case."""
    return _subject("reso.case", kind, case_id) + ".*"


def records_named(event: str, kind: str = "") -> str:
    """The filter of every record of this event, of one kind of case or of any."""
    _, _, kinds, _, name = case_record(kind or "any", "any", event).split(".")
    return f"reso.case.{kinds if kind else '*'}.*.{name}"


def records_of_kind(kind: str) -> str:
    """The filter of every record of every case of a kind."""
    return _subject("reso.case", kind) + ".>"


def alerts_about(kind: str, case_id: str) -> str:
    """The filter of the alerts about a case, of any severity."""
    return "reso.alert.*." + _subject(kind, case_id)


def refs_of(type: str, digest: str) -> str:  # noqa: A002 - the contract's word
    """The filter of everything known under a key."""
    return _subject("reso.ref", type, digest) + ".>"


def inputs_about(kind: str, case_id: str) -> str:
    """The filter of the inputs about a case, under the name by which the stream keeps them."""
    return _subject("in", str(partition(kind, case_id)), kind, case_id) + ".*"


def inputs_of(partition: int) -> str:
    """The filter of the inputs of a partition."""
    return f"in.{partition:d}.>"


def stored_of(kind: str, case_id: str) -> str:
    """The filter of the inputs of a case, under the names that the stream gave them."""
    return _subject("in", str(partition(kind, case_id)), kind, case_id) + ".>"


def strays_of(kind: str, case_id: str) -> str:
    """The filter of inputs that name a case on a subject which fits no pattern."""
    return _subject("reso.in", kind, case_id) + ".>"


def files_of(kind: str, case_id: str) -> str:
    """The filter of the sealed bytes of a case's files."""
    return f"$O.{BUCKET_PRIVATE}.C." + _subject(kind, case_id) + ".*"


def dues_of(partition: int) -> str:
    """The filter of the wake-ups of a partition."""
    return f"reso.due.{partition:d}.>"


def parse_in(subject: str) -> Place | None:
    """What `in_` or `in_scan` built."""
    parts = _parts(subject, "reso.in.", 3)
    return Place(*parts) if parts else None


def parse_stored_in(subject: str) -> StoredPlace | None:
    """What the stream made of it; the partition is believed."""
    parts = _parts(subject, "in.", 4)
    return StoredPlace(int(parts[0]), *parts[1:]) if parts and parts[0] in _NUMBERS else None


def parse_case_record(subject: str) -> Place | None:
    """What `case_record` built."""
    parts = _parts(subject, "reso.case.", 3)
    return Place(*parts) if parts else None


def parse_alert(subject: str) -> AlertOf | None:
    """What `alert` built."""
    parts = _parts(subject, "reso.alert.", 3)
    return AlertOf(*parts) if parts and parts[0] in SEVERITIES else None


def parse_alarm(subject: str) -> CaseName | None:
    """What `alarm` built."""
    parts = _parts(subject, "reso.alarm.", 2)
    return CaseName(*parts) if parts else None


def parse_due(subject: str) -> Due | None:
    """What `due` built; the partition is believed."""
    parts = _parts(subject, "reso.due.", 3)
    return Due(int(parts[0]), *parts[1:]) if parts and parts[0] in _NUMBERS else None


def parse_ref(subject: str) -> RefMember | None:
    """What `ref` built."""
    parts = _parts(subject, "reso.ref.", 4)
    return RefMember(*parts) if parts else None


def parse_dead(subject: str) -> str | None:
    """The reason that `dead` was given."""
    parts = _parts(subject, "reso.dead.", 1)
    return parts[0] if parts else None


class NoSubject(ValueError):
    """What should be a token of a subject is none."""


@lru_cache(maxsize=1 << 16)
def _subject(stem: str, *tokens: str) -> str:
    subject = ".".join((stem, *tokens))
    if _TOKENS.fullmatch(subject) is None or subject.count(".") != stem.count(".") + len(tokens):
        raise NoSubject(f"{subject!r} is no subject: a token is 1 to 64 of the characters A-Z a-z 0-9 _ -")
    return subject


def _parts(subject: str, stem: str, count: int) -> list[str] | None:
    """The tokens after `stem` if there are `count` of them and each is one."""
    rest = subject.removeprefix(stem)
    if len(rest) == len(subject) or _TOKENS.fullmatch(rest) is None:
        return None
    parts = rest.split(".")
    return parts if len(parts) == count else None
