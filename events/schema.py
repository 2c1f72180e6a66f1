"""JSON Schema (draft 2020-12) of every event as it stands on the wire, generated from the models that read it."""

from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from events.alerts import Alert
from events.catalogue import CATALOGUE
from events.entry import Entry
from events.envelope import Envelope

SHARED: Final = "#/components/schemas/"
"""Where one document has the schemas that its messages share."""


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


def shared_schemas() -> dict[str, dict[str, Any]]:
    """Every model of the contract once, for one document of all events: their data, the envelope, the alert."""
    found = dict(_described()[1])
    found.pop(BaseModel.__name__)
    envelope = found.pop(Envelope.__name__)
    return {**found, "CloudEvent": {**envelope, "properties": {**envelope["properties"], "data": {"type": "object"}}}}


def name_of(model: type[BaseModel]) -> str:
    """Under which name `shared_schemas` has a model."""
    return _described()[0][model]


@cache
def _described() -> tuple[dict[type[BaseModel], str], dict[str, dict[str, Any]]]:
    """What pydantic says of all models together: names that two of them share bear their file."""
    models: dict[type[BaseModel], None] = dict.fromkeys([Envelope, Alert, *(each.model for each in CATALOGUE.entries)])
    places, whole = models_json_schema([(model, "validation") for model in models], ref_template=SHARED + "{model}")
    names = {model: _short(places[model, "validation"]["$ref"]).removeprefix(SHARED) for model in models}
    return names, {_short(name): _untitled(schema) for name, schema in whole["$defs"].items()}


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without the titles that only repeat the names of members."""
    return {
        name: {member: _plain(below) for member, below in part.items()} if name == "properties" else _plain(part)
        for name, part in schema.items()
        if name != "title"
    }


def _plain(part: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        return _untitled(part)
    if isinstance(part, list):
        return [_plain(each) for each in part]
    return _short(part) if isinstance(part, str) and part.startswith(SHARED) else part


def _short(name: str) -> str:
    """`events__claims__Closed` as `claims.Closed`."""
    return name.replace("events__", "").replace("__", ".")
