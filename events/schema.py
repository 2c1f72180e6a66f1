"""JSON Schema (draft 2020-12) of every event as it stands on the wire, generated from the models that read it."""

from typing import Any

from events.catalogue import CATALOGUE
from events.entry import Entry


def schema(kind: str, event: str) -> dict[str, Any]:
    """The JSON Schema of one event, envelope included; raises `Unreadable` if there is no such event."""
    return _schema(CATALOGUE.entry(kind, event))


def all_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every event, by its type (`return.requested.v1`), those of the engine itself included."""
    return {entry.type_name: _schema(entry) for entry in CATALOGUE.entries}


def _schema(entry: Entry) -> dict[str, Any]:
    described = entry.envelope.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:reso:event:{entry.type_name}",
        **described,
        "title": entry.type_name,
    }
