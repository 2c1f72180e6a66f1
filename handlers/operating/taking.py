"""Acting on advice: the events of an option, published as a person, each with the row and the option it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.operating.acting import Said, spoken
from handlers.operating.publishing import Ready
from lifecycle.engine.kind import Kind
from lifecycle.playbook.row import Act


def events_of(kinds: Mapping[str, Kind[Any]], acts: Sequence[Act], advice: str, said: Said) -> list[Ready]:
    """The events; raises `Unreadable` with a sentence for what a person has added wrongly."""
    advised = replace(said, advice=advice)
    return [spoken(kinds, (act.kind, act.case_id), act.event, act.data, advised) for act in acts]
