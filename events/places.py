"""What a subject says, taken apart: the answers of the parsers in `events.subjects`."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where an event came in or was recorded. For a scan the kind is `scan` and the case id the station."""

    kind: str
    case_id: str
    event: str


class StoredPlace(NamedTuple):
    """Where the stream keeps an input, in its partition."""

    partition: int
    kind: str
    case_id: str
    event: str


class AlertOf(NamedTuple):
    """An alert about a case."""

    severity: str
    kind: str
    case_id: str


class CaseName(NamedTuple):
    """A case."""

    kind: str
    case_id: str


class Due(NamedTuple):
    """A wake-up of a case, in its partition."""

    partition: int
    kind: str
    case_id: str


class RefMember(NamedTuple):
    """One case that is known under a key."""

    type: str
    digest: str
    kind: str
    case_id: str
