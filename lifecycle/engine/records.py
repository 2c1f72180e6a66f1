"""Records as they stand in the log: an event or a firing, its cause and standing, and the case after it.

Their bytes are a function of the drafts alone, so that a replay can compare them one by one. A record names the
digest of the record before it, which chains the history of a case.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Generic

import msgspec
from msgspec import Raw, Struct

from lifecycle.engine.case import Case, CaseT, Firing
from lifecycle.engine.kind import Kind
from lifecycle.engine.outcome import Draft

_encoder = msgspec.json.Encoder()


class CauseNote(Struct, frozen=True, omit_defaults=True):
    """Why a record was written: an input, a decision, a wake-up with its due, or derived from an input by ordinal."""

    type: str
    of: str = ""
    ordinal: int = 0
    due_at: str = ""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record of the log, as read back."""

    event: Raw
    cause: CauseNote
    case: Raw
    previous: str
    policy: str
    lifecycle: int
    standing: str = ""
    was: str = ""
    reason: str = ""
    severity: str = ""
    allowed: tuple[str, ...] = ()


class Written(Struct, Generic[CaseT], frozen=True):
    """A record ready for the log: the event name of its subject, its bytes and its digest, the case after it."""

    name: str
    payload: bytes
    digest: str
    case: CaseT
    draft: Any


_decoder = msgspec.json.Decoder(Record)
_cases: dict[type[Case], msgspec.json.Decoder[Any]] = {}


def write(kind: Kind[CaseT], drafts: Iterable[Draft[CaseT]], previous: str) -> list[Written[CaseT]]:
    """The drafts as records, each chained to the one before it; `previous` is the digest of the case's last record."""
    written: list[Written[CaseT]] = []
    encoded: tuple[Case | None, Raw] = (None, Raw())
    for draft in drafts:
        if encoded[0] is not draft.case:
            encoded = (draft.case, Raw(_encoder.encode(draft.case)))
        payload = _encoder.encode(_record(kind, draft, encoded[1], previous))
        previous = digest(payload)
        written.append(Written(draft.name, payload, previous, draft.case, draft))
    return written


def digest(payload: bytes) -> str:
    """The digest by which the next record of a case names this one (64 hex)."""
    return sha256(payload).hexdigest()


def read(payload: bytes) -> Record:
    """A record as it stands in the log; raises `msgspec.DecodeError` if it is none."""
    return _decoder.decode(payload)


def read_case(kind: Kind[CaseT], record: Record) -> CaseT:
    """The case after a record."""
    decoder = _cases.get(kind.case)
    if decoder is None:
        decoder = _cases[kind.case] = msgspec.json.Decoder(kind.case)
    case: CaseT = decoder.decode(record.case)
    return case


def _record(kind: Kind[CaseT], draft: Draft[CaseT], case: Raw, previous: str) -> Record:
    fact, entry = draft.fact, draft.unfit
    return Record(
        event=Raw(_encoder.encode(fact.event.body if fact else _firing_event(kind, draft))),
        cause=_cause(draft),
        case=case,
        previous=previous,
        policy=fact.policy if fact else draft.case.policy,
        lifecycle=kind.version,
        standing=draft.standing or "",
        was=draft.was or "",
        reason=entry.reason if entry else "",
        severity=entry.severity if entry else "",
        allowed=entry.allowed if entry else (),
    )


def _cause(draft: Draft[CaseT]) -> CauseNote:
    due = draft.firing.due_at.isoformat() if draft.firing and draft.cause == "wakeup" else ""
    return CauseNote(draft.cause, draft.of, draft.ordinal, due)


def _firing_event(kind: Kind[CaseT], draft: Draft[CaseT]) -> dict[str, Any]:
    """A reminder, a missed deadline or its retraction in the form of every other event."""
    firing = draft.firing
    assert firing is not None
    due = firing.due_at.isoformat()
    return {
        "specversion": "1.0",
        "id": f"{firing.timer}/{firing.step}/{firing.label}@{due}",
        "source": f"/reso/{kind.name}/{draft.case.id}",
        "type": f"{kind.name}.{draft.name}.v1",
        "time": due,
        "subject": draft.case.id,
        "actor": "timer",
        "data": _firing_data(draft.name, firing),
    }


def _firing_data(name: str, firing: Firing) -> dict[str, str]:
    data = {"timer": firing.timer, "label": firing.label, "due_at": firing.due_at.isoformat(), "rule": firing.rule}
    if name == "deadline_met":
        data["undone"] = "deadline_missed" if firing.step == "missed" else "reminder_due"
    return data


def is_fact(record: Record) -> bool:
    """Whether the record brought an event into its case (all but wake-ups and what was derived)."""
    return record.cause.type in ("input", "decision")
