"""The messages beside events with the headers they bear, and those of events; named as the channels name them."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from events.payloads import ref

Schema = dict[str, Any]
JSON, TEXT, NOTHING = "application/json", "text/plain", ""
CLOUD_EVENT: Final = "application/cloudevents+json"


class Said(NamedTuple):
    """A message: its title, what it is, the schema of its payload ("" where it has none), its headers."""

    title: str
    summary: str
    schema: str
    content: str = JSON
    headers: Mapping[str, str] = {}
    must: tuple[str, ...] = ()


ONCE: Final = {"Nats-Msg-Id": "Names the message: published twice within two minutes it is stored once."}
LASTS: Final = {"Nats-TTL": "For how long it is kept."}
EXPECTED: Final = {
    "Nats-Expected-Last-Subject-Sequence": "The revision on which this was decided; another one refuses the batch.",
    "Nats-Expected-Last-Subject-Sequence-Subject": "Of which subjects that is the last sequence.",
}
CANCELS: Final = {
    "Nats-Schedule-Next": "`purge`: the case waits for nothing any more.",
    "Nats-Scheduler": "The alarm that is taken away.",
}
SCHEDULES: Final = {
    "Nats-Schedule": "When the server is to fire: `@at` and a moment.",
    "Nats-Schedule-Target": "The wake-up that it publishes then.",
    "Nats-Schedule-TTL": "For how long that wake-up is kept.",
}
ABOUT: Final = {"Reso-Case": "The case that the letter is about, where one could be read."}

MESSAGES: Final[Mapping[str, tuple[Said, ...]]] = {
    "input": (Said("input", "An event as the stream keeps it", "CloudEvent", CLOUD_EVENT, ONCE),),
    "record": (Said("record", "An event and the case after it", "Record", headers={**EXPECTED, **CANCELS}),),
    "alert": (Said("alert", "What people and systems hear about a case", "Alert", JSON, LASTS, ("Nats-TTL",)),),
    "alarm": (Said("alarm", "When a case is to be woken", "", NOTHING, {**SCHEDULES, **EXPECTED}, ("Nats-Schedule",)),),
    "due": (Said("due", "A case is to be looked at now", "", NOTHING, LASTS),),
    "reference": (
        Said("reference", "Since when a case is known under a key", "Reference", headers=EXPECTED),
        Said("family", "The case is one of a family", "", NOTHING),
    ),
    "looked": (Said("looked", "Somebody acted on what stood here", "", NOTHING, EXPECTED),),
    "routed": (Said("routed", "Where a scan went", "Routed", headers=EXPECTED),),
    "merged": (Said("merged", "Where a stray went", "Merged", headers=EXPECTED),),
    "pack": (Said("pack", "A rule pack", "Pack", headers=EXPECTED),),
    "sheet": (Said("sheet", "A product sheet", "Sheet", headers=EXPECTED),),
    "dead_letter": (
        Said("dead_letter", "An input that can never be taken in", "DeadLetter", headers={**ONCE, **LASTS, **ABOUT}),
        Said("dead_note", "An operator has dealt with a letter", "DeadNote", headers={**ONCE, **LASTS}),
    ),
    "seal": (Said("seal", "How long the log is, and its digest", "Seal", TEXT),),
    "clock": (Said("clock", "What the simulated clock shows", "Clock", headers=EXPECTED),),
}
"""What stands on a channel, by the name that it uses."""


def message(said: Said) -> Schema:
    """A message of the document."""
    payload = {"contentType": said.content, "payload": ref(said.schema)} if said.schema else {}
    return {"name": said.title, "title": said.title, "summary": said.summary, **payload, **_headers(said)}


def _headers(said: Said) -> Schema:
    if not said.headers:
        return {}
    properties = {name: {"type": "string", "description": meaning} for name, meaning in said.headers.items()}
    must = {"required": list(said.must)} if said.must else {}
    return {"headers": {"type": "object", "properties": properties, **must}}
