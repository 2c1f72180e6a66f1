"""What a kind of case publishes: its events by name, each with the model of its `data`. Pure declaration."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from events.values import Code


class Payload(BaseModel):
    """The `data` of an event or a part of it: frozen, and refusing members that nobody has agreed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventRef(Payload):
    """Names another event the way everybody knows it: by its source and its id there."""

    source: Code
    id: Code


@dataclass(frozen=True)
class KindContract:
    """A kind of case: the model of each event's `data`, the events that create a case, and the current schema versions.

    `versions` names only events that have moved beyond v1. A kind that keeps no cases (a scan) has only the events
    it lists; one that does also has those that every kind of case shares.
    """

    kind: str
    models: Mapping[str, type[Payload]]
    creates: frozenset[str] = frozenset()
    versions: Mapping[str, int] = field(default_factory=dict)
    keeps_cases: bool = True
