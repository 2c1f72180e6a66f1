"""Corrections are read before a history is folded: the corrected event is told anew, nothing is deleted."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from events.catalogue import Catalogue, Unreadable
from events.envelope import Event, identity_of
from lifecycle.engine.fact import Fact

if TYPE_CHECKING:
    from events.own import Corrected

_NOT_CORRECTABLE = ("corrected", "dismissed")


def retell(
    catalogue: Catalogue, facts: Iterable[Fact], aside: Collection[str] = ()
) -> tuple[list[Fact], Mapping[str, str]]:
    """The facts as the corrections among them tell them, and per refused correction (by identity) why.

    The last correction of an event wins, by the order of happening; `data` replaces the members it names, and a
    member `time` moves the event itself, though not past the correction: nobody knows what is still to happen.
    Corrections that were laid `aside` (by identity) correct nothing.
    """
    told = {fact.event.identity: fact for fact in facts}
    faults: dict[str, str] = {}
    corrections = [fact for fact in told.values() if fact.event.name == "corrected"]
    for fact in sorted(corrections, key=lambda fact: (fact.event.at, fact.event.identity)):
        data: Corrected = fact.event.data  # type: ignore[assignment]
        target = told.get(identity_of(data.corrects.source, data.corrects.id))
        if target is None:
            continue
        if fact.key in aside:
            faults[fact.key] = f"{fact.event.kind} {fact.event.case_id}: an operator has dismissed this correction"
            continue
        retold = _in_time(_retold(catalogue, target.event, data.data), target.event, fact.event)
        if isinstance(retold, Event):
            told[target.event.identity] = replace(target, event=retold)
            told[fact.key] = replace(fact, made=True)
        else:
            faults[fact.event.identity] = retold
    return list(told.values()), faults


def _retold(catalogue: Catalogue, target: Event, changes: Mapping[str, Any]) -> Event | str:
    """The corrected event under its old identity, or why the correction cannot be made."""
    if target.name in _NOT_CORRECTABLE:
        return f"{target.kind} {target.case_id}: a {target.name} event cannot be corrected, publish a new one"
    body = dict(target.body)
    data = dict(changes)
    if "time" in data:
        body["time"] = data.pop("time")
    body["data"] = {**body.get("data", {}), **data}
    try:
        retold = catalogue.event_from_body(body, target.kind, target.case_id, target.name)
    except Unreadable as refusal:
        return f"{target.kind} {target.case_id}: the correction of {target.name} is not valid: {refusal}"
    return replace(retold, identity=target.identity, content=target.content)


def _in_time(retold: Event | str, target: Event, correction: Event) -> Event | str:
    if isinstance(retold, Event) and retold.at > max(correction.at, target.at):
        return f"{target.kind} {target.case_id}: {target.name} cannot have happened after it was corrected"
    return retold
