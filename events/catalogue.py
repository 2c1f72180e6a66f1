"""The catalogue of all events, and the door through which every event is read.

A further kind of case is a file with its `KindContract` and its name in `KINDS`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from events.accounts import ACCOUNT
from events.claims import CLAIM
from events.contract import KindContract
from events.conversations import CONVERSATION
from events.entry import Entry, entries_of
from events.envelope import Event, event_of, known_members
from events.feedback import FEEDBACK
from events.orders import ORDER
from events.own import ENGINE, Corrected
from events.parsing import plain_json
from events.private import Path, Rewriting, each_text, misfits, paths, texts
from events.returns import RETURN
from events.scans import SCAN
from events.sentences import invalid, named, unsealable, with_article
from events.unreadable import Unreadable
from events.upcasting import UPCASTERS, Upcaster, lifted
from events.values import TOKEN

__all__ = [
    "CATALOGUE",
    "KINDS",
    "Catalogue",
    "Unreadable",
    "event_from_body",
    "map_private",
    "private_paths",
    "read_event",
]

KINDS: Final[tuple[KindContract, ...]] = (RETURN, CLAIM, FEEDBACK, CONVERSATION, ORDER, ACCOUNT, SCAN)

_TOKEN: Final = re.compile(TOKEN)
_TYPE: Final = re.compile(r"([a-z_]{1,64})\.([a-z_]{1,64})\.v([1-9][0-9]{0,5})")
_LIFT_FAULTS: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class Catalogue:
    """All kinds and their events; reading is the same for each of them."""

    def __init__(self, kinds: Iterable[KindContract] = KINDS, upcasters: Iterable[Upcaster] = UPCASTERS) -> None:
        self.kinds = {contract.kind: contract for contract in kinds}
        steps = tuple(upcasters)
        self._entries = {
            (entry.kind, entry.name): entry for contract in self.kinds.values() for entry in entries_of(contract, steps)
        }

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every event of every kind."""
        return tuple(self._entries.values())

    def entry(self, kind: str, name: str) -> Entry:
        """One event of the catalogue; raises `Unreadable` if there is none of that kind and name."""
        entry = self._entries.get((kind, name))
        if entry is not None:
            return entry
        if kind not in self.kinds:
            raise Unreadable("unknown_kind", f"{named(kind)} is no kind of case; there are: {', '.join(self.kinds)}")
        names = sorted({own for of, own in self._entries if of == kind} - set(ENGINE))
        whose = with_article(kind)
        known = f"{whose} has: {', '.join(names)}"
        raise Unreadable("unknown_event", f"{named(name)} is no event of {whose}; {known}")

    def read_event(self, raw: bytes, kind: str, case_id: str, name: str) -> Event:
        """The event in `raw`, which came in under this kind, case and name; raises `Unreadable`, and nothing else."""
        if _TOKEN.fullmatch(case_id) is None:
            raise Unreadable("bad_id", f"{named(case_id)} is no case id: 1 to 64 of the characters A-Z a-z 0-9 _ -")
        entry = self.entry(kind, name)
        if name in ENGINE:
            raise Unreadable("engine_event", f"{kind} {case_id}: only the engine itself writes {name}")
        event = self._event(entry, plain_json(raw, f"{kind} {case_id}: {name}"), case_id)
        if isinstance(event.data, Corrected):
            mistakes = list(misfits(entry.private["data"], event.data.data, ("data",)))
            if mistakes:
                raise unsealable(kind, case_id, name, mistakes)
        return event

    def event_from_body(self, body: dict[str, Any], kind: str, case_id: str, name: str) -> Event:
        """The event of a body that was read before, sealed or not; raises `Unreadable`."""
        return self._event(self.entry(kind, name), body, case_id)

    def private_paths(self, kind: str, name: str) -> tuple[Path, ...]:
        """The private members of an event as paths from its body, `*` for each entry of a list."""
        return tuple(paths({"data": self.entry(kind, name).private}))

    def map_private(self, body: dict[str, Any], kind: str, name: str, fn: Callable[[str], str]) -> dict[str, Any]:
        """The body with `fn` applied to every private string; the very same body if it holds none."""
        entry = self.entry(kind, name)
        data = body.get("data")
        changed = _rewriting(entry, body)(data, each_text(fn))
        return body if changed is data else {**body, "data": changed}

    def outgoing(self, kind: str, name: str, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """The texts in the `data` of an event that are going to the buyer, each with the name of its member."""
        found = texts(self.entry(kind, name).outgoing, dict(data))
        return tuple((".".join(map(str, place)), text) for place, text in found)

    def _event(self, entry: Entry, raw: dict[str, Any], case_id: str) -> Event:
        body = known_members(raw)
        current = body if body.get("type") == entry.type_name else self._lifted(entry, body, case_id)
        try:
            checked = entry.check(current)
        except ValidationError as refusal:
            raise invalid(entry.kind, case_id, entry.name, entry.private, refusal) from None
        if checked.subject != case_id:
            told = f"came in under this case, but its subject is {checked.subject}"
            raise Unreadable("mismatch", f"{entry.kind} {case_id}: {entry.name} {told}")
        try:
            return event_of(entry.kind, entry.name, checked, body, _rewriting(entry, body))
        except TypeError as fault:
            raise Unreadable("broken_json", f"{entry.kind} {case_id}: {entry.name} is no plain JSON: {fault}") from None

    def _lifted(self, entry: Entry, body: dict[str, Any], case_id: str) -> dict[str, Any]:
        """The body of an older version as the current one; a type that is none is left for the model to refuse."""
        told = body.get("type")
        parts = _TYPE.fullmatch(told) if isinstance(told, str) else None
        if parts is None:
            return body
        if (parts[1], parts[2]) != (entry.kind, entry.name):
            raise Unreadable("mismatch", f"{entry.kind} {case_id}: {entry.name} came in, but its type says {parts[0]}")
        steps = entry.older.get(int(parts[3]))
        if steps is None:
            readable = ", ".join(f"v{version}" for version in sorted((*entry.older, entry.version)))
            sentence = f"{entry.kind} {case_id}: {entry.name} v{parts[3]} cannot be read; known: {readable}"
            raise Unreadable("unknown_version", sentence)
        try:
            return {**body, "type": entry.type_name, "data": lifted(body["data"], steps)}
        except _LIFT_FAULTS:
            sentence = f"{entry.kind} {case_id}: {entry.name} is not valid: its data is not that of v{parts[3]}"
            raise Unreadable("invalid", sentence) from None


def _rewriting(entry: Entry, body: dict[str, Any]) -> Rewriting:
    """What reaches the private members of a body, whatever its version."""
    told = body.get("type")
    if told == entry.type_name or not isinstance(told, str) or (parts := _TYPE.fullmatch(told)) is None:
        return entry.rewriting
    return entry.rewriting_in(int(parts[3]))


CATALOGUE: Final = Catalogue()
"""The events of this release."""

read_event: Final = CATALOGUE.read_event
event_from_body: Final = CATALOGUE.event_from_body
private_paths: Final = CATALOGUE.private_paths
map_private: Final = CATALOGUE.map_private
