"""What a source has said before about a case, slot by slot, its own corrections counted in.

An event of an import has the id `<case>/<slot>/<digest>`, so that what it was about can be read off it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.envelope import identity_of
from handlers.caselog import CaseKey
from handlers.importing.statements import Body


@dataclass(frozen=True)
class Word:
    """Something this source has said before: the slot, and the event."""

    slot: str
    body: Body

    @property
    def name(self) -> str:
        """The name of the event."""
        return name_of(self.body)

    @property
    def time(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.body["time"])


@dataclass(frozen=True)
class Present:
    """How a slot stands after all that was said: the first event, its data and its time as corrected since."""

    first: Word
    data: Mapping[str, Any]
    time: datetime
    words: int
    latest: datetime


def name_of(body: Body) -> str:
    """The name of an event."""
    return str(body["type"]).split(".")[1]


def words_of(bodies: Iterable[Body], source: str, key: CaseKey) -> list[Word]:
    """What a source has said about what goes under this natural key."""
    own = f"{key[1]}/"
    found = (body for body in bodies if body["source"] == source and str(body["id"]).startswith(own))
    return [Word(str(body["id"]).removeprefix(own).rpartition("/")[0], body) for body in found]


def presents(words: Sequence[Word]) -> dict[str, Present]:
    """How each slot stands, corrections counting in the order in which they were made."""
    slots: dict[str, list[Word]] = {}
    for word in words:
        slots.setdefault(word.slot, []).append(word)
    return {slot: _present(said) for slot, said in slots.items()}


def _present(said: Sequence[Word]) -> Present:
    first = next((word for word in said if word.name != "corrected"), said[0])
    data, time = dict(first.body["data"]), first.time
    told_anew = (word for word in said if word.name == "corrected")
    corrections = sorted(told_anew, key=lambda word: (word.time, _identity(word)))
    for word in corrections:
        changes = dict(word.body["data"]["data"])
        time = datetime.fromisoformat(changes.pop("time", None) or time.isoformat())
        data |= changes
    return Present(first, data, time, len(said), max(word.time for word in said))


def _identity(word: Word) -> str:
    return identity_of(word.body["source"], word.body["id"])
