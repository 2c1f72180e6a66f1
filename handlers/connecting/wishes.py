"""What is wanted: an intent that counts, as its case stands now. Pure; the reading is in `looking.py`.

A case wants an intent carried out as long as its ledger has an open entry under the key. Whatever closes that entry
(confirmed, confirmed by a fact without a key, failed for good, no longer counting) ends the wish.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from events.envelope import Event
from lifecycle.engine.case import Case
from lifecycle.engine.clockwork import Packs
from lifecycle.engine.corrections import retell
from lifecycle.engine.fact import Fact
from lifecycle.engine.fold import by_identity, corrections_laid_aside
from lifecycle.engine.kind import Kind


@dataclass(frozen=True, slots=True)
class Errand:
    """What a connector is for: the intent it carries out, the facts that answer it, and the member that is the key.

    It goes by the names of events: unless it names one `kind` of case, it serves every kind that has them.
    """

    name: str
    intent: str
    done: str
    failed: str
    key: str
    kind: str = ""

    def serves(self, kind: Kind[Any]) -> bool:
        """Whether a case of this kind can be told what came of it."""
        return {self.intent, self.done, self.failed} <= kind.rules.keys()

    def key_of(self, event: Event) -> str | None:
        """The key in an event of this errand."""
        return getattr(event.data, self.key, None)


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent to be carried out under `key`; `data` is what it says now, corrections and private text included."""

    case: Case
    event: Event
    key: str
    data: dict[str, Any]


def counting(kind: Kind[Any], case: Case, facts: Sequence[Fact], packs: Packs) -> list[Event]:
    """The events of a case that count, as corrections tell them, in the order in which they happened."""
    first, _ = by_identity(facts)
    told, _ = retell(kind.catalogue, first, corrections_laid_aside(kind, case.id, facts, packs))
    aside = {*case.dismissed, *(entry.identity for entry in case.unfit)}
    events = [fact.event for fact in told if fact.key not in aside]
    return sorted(events, key=lambda event: (event.at, kind.rank.get(event.name, 50), event.identity))


def wanted(errand: Errand, case: Case, events: Sequence[Event], identity: str) -> Event | None:
    """The intent that stands under the key of the one with this identity, if it is still to be carried out.

    What was told as history is not: it asked for something once, and asks for nothing today.
    """
    named = next((event for event in events if event.identity == identity and event.name == errand.intent), None)
    key = errand.key_of(named) if named else None
    asked = [event for event in events if event.name == errand.intent and errand.key_of(event) == key]
    if key is None or asked[-1].historical:
        return None
    entries = list(_entries(case, errand.key, key))
    is_open = any(entry.is_open for entry in entries) if entries else not _is_answered(errand, asked[-1], events, key)
    return asked[-1] if is_open else None


def _entries(case: Case, member: str, key: str) -> Iterator[Any]:
    """The entries of the case's ledgers under this key: those that name it and can say whether they are open."""
    for field in case.__struct_fields__:
        ledger = getattr(case, field)
        for entry in ledger if isinstance(ledger, tuple) else ():
            if getattr(entry, member, None) == key and hasattr(entry, "is_open"):
                yield entry


def _is_answered(errand: Errand, asked: Event, events: Sequence[Event], key: str) -> bool:
    """For a case that keeps no such ledger: whether a fact under the key has confirmed it, or it failed for good."""
    answers = [event for event in events if errand.key_of(event) == key]
    done = any(event.name == errand.done for event in answers)
    over = (event for event in answers if event.name == errand.failed and event.at >= asked.at)
    return done or any(not getattr(event.data, "retryable", None) for event in over)
