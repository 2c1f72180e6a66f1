"""The alert: what people and systems hear about a case, published on `reso.alert.<severity>.<kind>.<case_id>`."""

from datetime import datetime
from typing import Literal, Self

import orjson
from pydantic import BaseModel, ConfigDict

Severity = Literal["info", "warning", "critical"]


class Alert(BaseModel):
    """One alert. All moments are UTC.

    `key` stays the same for the same matter of the same case (`T-AUTH/24h`): a later alert under it replaces or, with
    `closes`, ends the earlier one. `late` (too old to be sent) and `superseded` (a later one of its timer stands in the
    same commit) alerts are kept for the record, never sent. `identity` is that of the event it is about, if any.
    `allowed` names the events that are possible in the case as it stands: what can be done about it (S0-08).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    severity: Severity
    kind: str
    case_id: str
    title: str
    at: datetime
    due_at: datetime | None = None
    event: str | None = None
    identity: str | None = None
    rule: str | None = None
    allowed: tuple[str, ...] = ()
    closes: bool = False
    late: bool = False
    superseded: bool = False

    @property
    def to_be_sent(self) -> bool:
        """Whether anybody should hear of it."""
        return not (self.late or self.superseded)

    def offering(self, possible: tuple[str, ...]) -> Self:
        """The same with what can be done about it, unless it says so already or ends the matter."""
        return self if self.closes or self.allowed else self.model_copy(update={"allowed": possible})

    def to_json(self) -> bytes:
        """The alert as it is published."""
        return orjson.dumps(self.model_dump(mode="json", exclude_defaults=True))

    @classmethod
    def from_json(cls, raw: bytes) -> Self:
        """An alert as it was published, members of later releases ignored; raises `pydantic.ValidationError`."""
        return cls.model_validate_json(raw)
