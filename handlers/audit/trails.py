"""Many cases replayed at once, each along its own trail. Pure: records in, findings out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from events import subjects
from handlers.audit.findings import Finding, Result
from handlers.audit.reading import Entry
from handlers.audit.trail import Trail
from lifecycle.engine import records
from lifecycle.engine.kind import Kind
from lifecycle.policy.pack import Pack


class Stranger:
    """What stands on a subject that is no case's, or of a kind that is not known here."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self.digest = ""

    def take(self, entry: Entry) -> Iterator[Finding]:
        """Say so, once."""
        if not self.digest:
            why = f"{entry.subject}, sequence {entry.seq}, is no record of a known case"
            yield Finding("unreadable", why, seq=entry.seq)
        self.digest = records.digest(entry.payload)

    def end(self) -> Iterator[Finding]:
        """Nothing follows from what cannot be read."""
        return iter(())


class Trails:
    """Takes the records of any cases, in the order of the log; `mark` is the sequence at which the log was sealed."""

    def __init__(self, kinds: Mapping[str, Kind[Any]], packs: Mapping[str, Pack], mark: int | None = None) -> None:
        self._kinds, self._packs, self._mark = kinds, packs, mark
        self._trails: dict[str, Trail | Stranger] = {}
        self._result = Result(findings=[])

    def take(self, entries: Iterable[Entry]) -> None:
        """Compare these records with what the ones before them lead to."""
        result, trails = self._result, self._trails
        for entry in entries:
            if self._mark is not None and entry.seq > self._mark:
                self._note_heads()
            stem = entry.stem
            trail = trails.get(stem)
            if trail is None:
                trail = trails[stem] = self._trail(stem)
            for finding in trail.take(entry):
                result.tell(finding)
            result.records += 1

    def finish(self) -> Result:
        """The result, once all records have been taken."""
        if self._mark is not None:
            self._note_heads()
        for trail in self._trails.values():
            for finding in trail.end():
                self._result.tell(finding)
        self._result.cases = len(self._trails)
        return self._result

    def _note_heads(self) -> None:
        """The last records at the seal."""
        self._mark = None
        self._result.sealed = self._result.records
        self._result.heads = {stem: trail.digest for stem, trail in self._trails.items()}

    def _trail(self, stem: str) -> Trail | Stranger:
        place = subjects.parse_case_record(f"{stem}.any")
        kind = self._kinds.get(place.kind) if place else None
        return Trail(kind, place.case_id, self._packs) if place and kind else Stranger(stem)
