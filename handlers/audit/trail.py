"""One case as far as its records have been derived again. Pure: records in, findings out.

Every record but the derived ones is fed to the engine; what comes out is compared with the log, byte for byte. Where
they differ, the next record decides which of the two it goes on from: the one whose digest it names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, structs

from handlers.audit.differences import difference
from handlers.audit.findings import Finding, What
from handlers.audit.reading import Entry
from handlers.caselog import fact_of
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Kind
from lifecycle.engine.outcome import Draft, needs_history, take, wake_one
from lifecycle.policy.pack import Pack

NO_RECORD = (msgspec.DecodeError, UnicodeDecodeError)


class Underivable(Exception):
    """The engine would never have written this record; the text says why."""

    def __init__(self, what: What, why: str) -> None:
        super().__init__(why)
        self.what = what


class Trail:
    """The records of one case, taken one after the other."""

    def __init__(self, kind: Kind[Any], case_id: str, packs: Mapping[str, Pack]) -> None:
        self.kind, self.case_id, self._packs = kind, case_id, packs
        self.case: Case = kind.blank(case_id)
        self.seq, self.digest = 0, ""
        self._told_so_far: list[records.Record] = []
        self._known: list[Fact] | None = None
        self._following: list[Draft[Any]] = []
        self._rival: tuple[str, Case] | None = None
        self._same = ""

    def take(self, entry: Entry) -> Iterator[Finding]:
        """Compare a record with what the ones before it lead to."""
        self._same = ""
        try:
            record = records.read(entry.payload)
            yield from self._chain(entry, record)
            yield from self._derive(entry, record)
        except NO_RECORD as fault:
            yield self._finding("unreadable", entry, f"is no record: {fault}")
        self.seq, self.digest = entry.seq, self._same or records.digest(entry.payload)

    def end(self) -> Iterator[Finding]:
        """What is still missing after the last record."""
        if self._following:
            yield self._missing()

    def _chain(self, entry: Entry, record: records.Record) -> Iterator[Finding]:
        rival, self._rival = self._rival, None
        if record.previous == self.digest:
            return
        if rival and rival[0] == record.previous:
            self.case = rival[1]
            why = f"names what sequence {self.seq} derives to, not what stands there: that one was changed afterwards"
        elif not self.seq:
            why = "is the first of its case in the log but names one before it: records have been removed"
        elif not record.previous:
            why = f"claims to be the first of its case, but sequence {self.seq} comes before it"
        else:
            why = f"does not follow on sequence {self.seq}: a record was changed, removed, added or moved there"
        yield self._finding("chain", entry, f"breaks the chain: it {why}")

    def _derive(self, entry: Entry, record: records.Record) -> Iterator[Finding]:
        if self._following and record.cause.type != "derived":
            yield self._missing()
        try:
            draft = self._draft(record)
        except Underivable as reason:
            yield self._finding(reason.what, entry, str(reason))
            self._believe(record)
        else:
            yield from self._compare(entry, record, draft)

    def _draft(self, record: records.Record) -> Draft[Any]:
        """What the engine makes of the record's cause; raises `Underivable`, whatever a forged record holds."""
        if record.cause.type == "derived":
            if not self._following:
                raise Underivable("extra", "is said to follow from an event that does not lead to it")
            return self._following.pop(0)
        self._following = []
        try:
            drafts = self._woken(record) if record.cause.type == "wakeup" else self._told(record)
        except Underivable:
            raise
        except Exception as fault:
            raise Underivable("record", f"cannot be derived again: {_words(fault)}") from fault
        first, *self._following = drafts
        return first

    def _woken(self, record: records.Record) -> tuple[Draft[Any], ...]:
        due = datetime.fromisoformat(record.cause.due_at)
        drafts = wake_one(self.kind, self.case, due, self._packs).drafts
        if not drafts:
            raise Underivable("extra", f"tells of a moment at {record.cause.due_at} at which nothing was due")
        return drafts

    def _told(self, record: records.Record) -> tuple[Draft[Any], ...]:
        if not records.is_fact(record):
            raise Underivable("extra", f"has a cause that does not exist: {record.cause.type}")
        fact = fact_of(self.kind, self.case_id, record)
        history = self._history() if needs_history(self.kind, self.case, fact) else ()
        done = take(self.kind, self.case, fact, history, self._packs, record.cause.type)  # type: ignore[arg-type]
        if done is None:
            raise Underivable("extra", "repeats an event that the case has recorded before")
        if self._known is None:
            event = Raw(bytes(record.event))  # cut out, or the whole record would be kept
            self._told_so_far.append(structs.replace(record, event=event, case=Raw(), previous=""))
        else:
            self._known.append(fact)
        return done.drafts

    def _history(self) -> list[Fact]:
        """The events of the case; once asked for they will be again, so from then on they are kept as read."""
        if self._known is None:
            self._known = [fact_of(self.kind, self.case_id, record) for record in self._told_so_far]
            self._told_so_far.clear()
        return self._known

    def _compare(self, entry: Entry, record: records.Record, draft: Draft[Any]) -> Iterator[Finding]:
        kind = self.kind if record.lifecycle == self.kind.version else replace(self.kind, version=record.lifecycle)
        (again,) = records.write(kind, [draft], record.previous)
        self.case = draft.case
        if again.payload != entry.payload:
            self._believe(record)
            self._rival = (again.digest, draft.case)
            yield self._differs(entry, record, difference(entry.payload, again.payload))
            return
        self._same = again.digest
        if not entry.subject.endswith(f".{again.name}"):
            yield self._finding("record", entry, f"stands under another name than its own, {again.name}")

    def _differs(self, entry: Entry, record: records.Record, how: str) -> Finding:
        ours = self.kind.version
        if record.lifecycle == ours:
            return self._finding("record", entry, f"derives differently: {how}")
        why = f"re-derives differently under lifecycle version {ours}, it was written under {record.lifecycle}"
        return self._finding("version", entry, f"{why}: {how}")

    def _believe(self, record: records.Record) -> None:
        """Go on from the case that stands in the record, if one does."""
        try:
            self.case = records.read_case(self.kind, record)
        except NO_RECORD:
            return

    def _missing(self) -> Finding:
        names = ", ".join(draft.name for draft in self._following)
        self._following = []
        where = f"{self.kind.name} {self.case_id}, sequence {self.seq}"
        return Finding("missing", f"{where}: what follows from it is not in the log: {names}", self.case_id, self.seq)

    def _finding(self, what: What, entry: Entry, why: str) -> Finding:
        name = entry.subject.rpartition(".")[2]
        where = f"{self.kind.name} {self.case_id}, sequence {entry.seq} ({name})"
        return Finding(what, f"{where} {why}", self.case_id, entry.seq)


def _words(fault: Exception) -> str:
    if isinstance(fault, KeyError):
        return f"rule pack {fault.args[0]} is pinned by it but does not stand in the log"
    return f"{type(fault).__name__}: {fault}"
