"""What somebody says, as he says it; whose word it is comes from the user, never from what he says."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from events.own import Assigned, Corrected, Noted
from events.unreadable import Unreadable
from handlers.caselog import CaseKey
from handlers.operating.publishing import Ready
from handlers.operating.refusals import NotAllowed
from handlers.people import User

OF_SCANS: Final = frozenset({"codes", "taken_back"})
"""What of his own scans a clerk may tell anew."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that somebody says: about which case, which event with which `data`.

    `revision` is the one it was decided on (0: there is no such case yet; None: whatever it is). `at` is when it
    happened, now if not given. A system may give the `id` by which it knows the event, and a `source` of its own below
    `/api/<login>`; `more` are further members of the envelope.
    """

    key: CaseKey
    event: str
    data: Mapping[str, Any]
    revision: int | None = None
    advice: str | None = None
    despite: str | None = None
    at: datetime | None = None
    id: str | None = None
    source: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def envelope_of(user: User, saying: Saying, now: datetime) -> dict[str, Any]:
    """The members of the envelope around what a user says; `now` is UTC. Raises `Unreadable`."""
    if saying.id is not None and saying.at is None and user.sort != "person":
        told = "an event under an id of its own needs its time, or it would be another event when it is sent again"
        raise Unreadable("invalid", f"{saying.key[0]} {saying.key[1]}: {saying.event} is not valid: {told}")
    named = {"id": saying.id or str(uuid.uuid4()), "source": source_of(user, saying.source)}
    marks = {**saying.more, "advice": saying.advice, "despite": saying.despite}
    told_marks = {name: value for name, value in marks.items() if value is not None}
    return {**told_marks, **named, "time": (saying.at or now).isoformat(), "actor": user.actor}


def source_of(user: User, told: str | None) -> str:
    """The source of what a user says; only a system names one of its own, below `/api/<login>`."""
    own = f"/api/{user.login}"
    if told is None or told == own:
        return own
    if user.sort == "system" and told.startswith(f"{own}/"):
        return told
    allowed = f"{own} or what begins with {own}/" if user.sort == "system" else f"{own}, and need not be told"
    raise Unreadable("invalid", f"the source {told[:60]!r} is not {user.actor}'s: it is {allowed}")


def _is_own_scan(user: User, correction: Corrected) -> bool:
    """Whether a correction is about a parcel that this user has scanned, and about nothing but whose it is."""
    return correction.corrects.source == source_of(user, None) and correction.data.keys() <= OF_SCANS


def refuse_words(user: User, ready: Ready) -> None:
    """Raise `NotAllowed` for what he may say of himself alone, or not in these words."""
    event = ready.event
    if isinstance(event.data, Assigned) and user.role != "lead" and event.data.to != user.login:
        why = f"it takes a case for itself, to {user.login}; a lead gives it to others"
        raise NotAllowed(user, event.kind, event.name, why)
    if isinstance(event.data, Corrected) and user.role == "clerk" and not _is_own_scan(user, event.data):
        raise NotAllowed(
            user, event.kind, event.name, "a clerk puts right the codes of his own scans, or takes them back"
        )
    if user.sort == "station" and event.kind == "scan" and event.case_id != user.login:
        raise NotAllowed(user, event.kind, event.name, f"it scans as {user.login}, not as {event.case_id}")
    if isinstance(event.data, Noted) and (event.data.files or event.data.would or event.data.erased):
        why = (
            "files are attached, proposals left and private text erased in ways of their own; say what there is to note"
        )
        raise NotAllowed(user, event.kind, event.name, why)
    if event.historical and user.sort != "system":
        raise NotAllowed(user, event.kind, event.name, "only a system tells of the past as historical")
