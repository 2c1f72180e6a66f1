"""What is known of an account, read for what a new report may add to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from events.account_codes import Status, status
from handlers.caselog import CaseKey
from handlers.importing.said import Present, Word, name_of, presents, words_of
from handlers.importing.statements import Known


@dataclass(frozen=True)
class AccountBefore:
    """An account as it was known before."""

    known: Known
    source: str
    key: CaseKey

    @cached_property
    def words(self) -> list[Word]:
        """What this report has said before."""
        return words_of(self.known.bodies, self.source, self.key)

    @cached_property
    def slots(self) -> Mapping[str, Present]:
        """How what it has said stands."""
        return presents(self.words)

    def numbered(self, about: str, data: Mapping[str, Any]) -> str:
        """The slot of what is told by turns: the last one about it if that says the same, else the next one."""
        told = [slot for slot in self.slots if slot.rpartition("-")[0] == about and _is_number(slot)]
        last = self.slots.get(f"{about}-{len(told)}")
        same = last is not None and all(last.data.get(member) == value for member, value in data.items())
        return f"{about}-{len(told) if same else len(told) + 1}"

    def stands(self, told: str, until: datetime | None) -> bool:
        """Whether the last status that anybody told of the time up to then is this one."""
        words = sorted((at, word) for at, word in self._statuses() if until is None or at <= until)
        return bool(words) and _are_same(words[-1][1], told)

    def _statuses(self) -> Iterator[tuple[datetime, str]]:
        """When which status was told, by this report as it stands now, and by others."""
        for present in self.slots.values():
            if present.first.name == "status_changed":
                yield present.time, str(present.data["status"])
        own = {str(word.body["id"]) for word in self.words}
        for body in self.known.bodies:
            ours = body["source"] == self.source and str(body["id"]) in own
            if not ours and name_of(body) in ("status_changed", "reinstated"):
                yield datetime.fromisoformat(body["time"]), str(body["data"].get("status", Status.NORMAL.value))


def _is_number(slot: str) -> bool:
    return slot.rpartition("-")[2].isdecimal()


def _are_same(one: str, other: str) -> bool:
    """Whether two words are of one status; of words that we do not know, whether they are one word."""
    return one == other or status(one) is status(other) is not Status.OTHER
