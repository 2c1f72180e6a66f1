"""The envelope: CloudEvents 1.0 in structured JSON, and the event that the engine folds.

An event is known by (source, id). Its content digest leaves out what may differ between two tellings of the same
news: key order, `subject`, private text, and for `received` also `type`, since a scan does not know its case.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any, Final, Literal

import orjson
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, StringConstraints

from events.private import Rewriting, dropped
from events.values import CaseId, Code, Flag, Instant, Text

MEMBERS: Final = (
    "specversion",
    "id",
    "source",
    "type",
    "time",
    "subject",
    "data",
    "actor",
    "precision",
    "causationid",
    "historical",
    "advice",
    "despite",
)
ADVICE: Final = r"^D-[0-9]{2}/[1-9]$"
"""How advice is named: the row, and which of its options."""
_DAY: Final = timedelta(days=1)
_MEMBERS: Final = frozenset(MEMBERS)

Precision = Literal["instant", "date"]


class Envelope(BaseModel):
    """A CloudEvent as it arrives; other members of the envelope are ignored, `null` means not set.

    `advice` names the row of the playbook and the option that somebody acts on; `despite` is the reason why a text goes
    out although the wording guard found something in it. Neither is private: they name no person.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"]
    id: Code
    source: Code
    type: Code
    time: Instant
    subject: CaseId
    data: BaseModel
    actor: Code | None = None
    precision: Precision = "instant"
    causationid: Code | None = None
    historical: Flag = False
    advice: Annotated[str, StringConstraints(strict=True, pattern=ADVICE)] | None = None
    despite: Text | None = None


class Event(Struct, frozen=True, gc=False):
    """A validated event.

    `time` is aware and as given. `at` (UTC) is where the event sorts, `since` (UTC) where deadlines count from; they
    differ only for precision `date`: the end and the start of that day in the offset of `time`. `body` is plain JSON;
    `private` says whether it holds private text, sealed or not.
    """

    kind: str
    name: str
    case_id: str
    source: str
    id: str
    time: datetime
    precision: Precision
    at: datetime
    since: datetime
    actor: str | None
    causation: str | None
    historical: bool
    data: BaseModel
    body: dict[str, Any]
    identity: str
    content: str
    private: bool


def event_of(kind: str, name: str, checked: Envelope, body: dict[str, Any], private: Rewriting) -> Event:
    """The event that a checked envelope tells; `private` knows the private members of its `data`."""
    public = private(body["data"], dropped)
    since = at = checked.time.astimezone(UTC)
    if checked.precision == "date":
        since = checked.time.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        at = since + _DAY
    return Event(
        kind,
        name,
        checked.subject,
        checked.source,
        checked.id,
        checked.time,
        checked.precision,
        at,
        since,
        checked.actor,
        checked.causationid,
        checked.historical,
        checked.data,
        body,
        identity_of(checked.source, checked.id),
        content_of(name, body, public),
        public is not body["data"],
    )


def identity_of(source: str, id: str) -> str:  # noqa: A002 - CloudEvents' word
    """The identity of an event: 16 hex digits over its source and its id there."""
    return blake2b(f"{source}\0{id}".encode(), digest_size=8).hexdigest()


def content_of(name: str, body: dict[str, Any], public: object) -> str:
    """The content of an event: 16 hex digits over its canonical JSON without what may differ between two tellings.

    `public` is its `data` without private text.
    """
    told = body.copy()
    del told["subject"]
    if name == "received":
        del told["type"]
    told["data"] = public
    return blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def known_members(raw: dict[str, Any]) -> dict[str, Any]:
    """The body that is kept: the members the contract knows, without those that are `null`."""
    if raw.keys() <= _MEMBERS and None not in raw.values():
        return raw.copy()
    return {name: raw[name] for name in MEMBERS if raw.get(name) is not None}
