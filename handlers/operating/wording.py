"""The wording guard where somebody publishes: what he wants the buyer to read is looked at before anything is sent.

Whoever acts on cases asks here, on the command line as over any other way in. Workers never look: a fold must not
depend on a lexicon. Connectors look once more, for whoever publishes without asking.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from events.envelope import Event
from events.intents import Intent
from lifecycle.engine.kind import Kind
from lifecycle.wording import Objection, objections

GO_ON = "write it otherwise, or say why it has to go out despite that"


class Objectionable(Exception):
    """The guard has found something and nobody has said why it should go out; `found` is what, by event."""

    def __init__(self, found: Mapping[str, tuple[Objection, ...]]) -> None:
        told = "; ".join(f"{place}: {each.sentence}" for place, some in found.items() for each in some)
        super().__init__(f"nothing was sent, the wording guard objects: {told}; {GO_ON}")
        self.found = found


def insist_on_wording(kinds: Mapping[str, Kind[Any]], events: Iterable[Event]) -> None:
    """Raise `Objectionable` if one of these events brings the buyer a text that must not go out as it stands."""
    found = {f"{event.kind} {event.case_id}: {event.name}": objected(kinds, event) for event in events}
    if objectionable := {place: some for place, some in found.items() if some}:
        raise Objectionable(objectionable)


def objected(kinds: Mapping[str, Kind[Any]], event: Event) -> tuple[Objection, ...]:
    """What the guard finds in an event; nothing in one that says why it goes out despite that, or tells of the past."""
    if event.historical or event.body.get("despite") is not None or event.kind not in kinds:
        return ()
    return objections(kinds[event.kind].catalogue, event.kind, event.name, event.data.model_dump())


def is_still_to_be_sent(event: Event) -> bool:
    """Whether a text of this event has yet to be sent: a system that reports what has been written reports a fact."""
    return isinstance(event.data, Intent) or (event.actor or "").startswith("person:")
