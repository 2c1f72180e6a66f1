"""The AsyncAPI 3.0 document of every subject: who says what to whom, generated from the contract itself.

Channels come from `events.channels`, events from the catalogue, what stands beside them from `events.headers`. Sent and
received is meant as Reso does: it receives what order systems publish, and sends records and alerts.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from events import headers
from events.catalogue import CATALOGUE, KINDS
from events.channels import CHANNELS, Channel
from events.entry import Entry
from events.own import ENGINE
from events.partitions import PARTITIONS
from events.payloads import SCHEMAS, SEVERITIES, Schema, ref
from events.private import EACH, paths
from events.schema import name_of, shared_schemas

VERSION: Final = "1.0.0"
"""Of the contract: every type of event ends in its own version."""
PARAMETERS: Final[dict[str, Schema]] = {
    "kind": {"description": "The kind of case.", "enum": [each.kind for each in KINDS if each.keeps_cases]},
    "case_id": {"description": "The case: 1 to 64 of the characters A-Z a-z 0-9 _ -", "examples": ["R-1001"]},
    "event": {"description": "The event; of a record, what was recorded."},
    "station": {"description": "The dock.", "examples": ["dock-1"]},
    "severity": {"description": "How urgent it is.", "enum": SEVERITIES},
    "partition": {"description": "The case's share of the work.", "enum": [str(each) for each in range(PARTITIONS)]},
    "type": {"description": "Which sort of key.", "examples": ["rma", "tracking"]},
    "digest": {"description": "A digest in hexadecimal digits."},
    "reason": {"description": "Why, in a word; `retried` and `dismissed` on notes.", "examples": ["broken_json"]},
}


@cache
def document() -> Schema:
    """The whole document; the same code gives the same one. It is shared: not to be changed."""
    channels = list(_by_kind(CHANNELS))
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Reso", "version": VERSION, "description": " ".join((__doc__ or "").split())},
        "defaultContentType": headers.CLOUD_EVENT,
        "servers": {"nats": _server()},
        "channels": {name: _channel(channel, kind) for name, channel, kind in channels},
        "operations": dict(_operations(channels)),
        "components": {
            "schemas": {**shared_schemas(), **SCHEMAS},
            "messages": dict(_messages()),
            "securitySchemes": {"login": {"type": "userPassword", "description": "User and password of NATS."}},
        },
    }


def _server() -> Schema:
    address = {"default": "127.0.0.1:4222", "description": "As `reso up` prints it."}
    return {
        "host": "{address}",
        "protocol": "nats",
        "description": "NATS JetStream 2.15 or newer: the only server there is.",
        "variables": {"address": address},
        "security": [{"$ref": "#/components/securitySchemes/login"}],
    }


def _by_kind(channels: Iterable[Channel]) -> Iterator[tuple[str, Channel, str]]:
    """Each channel with its name; inputs and records have one for each kind of case."""
    for channel in channels:
        if "event" not in channel.parameters or "partition" in channel.parameters:
            yield channel.name, channel, ""
        else:
            yield from ((f"{channel.name}.{kind}", channel, kind) for kind in PARAMETERS["kind"]["enum"])


def _channel(channel: Channel, kind: str) -> Schema:
    entries = _published(kind) if channel.message == "event" else _of(kind)
    events = {"event": {**PARAMETERS["event"], "enum": [entry.name for entry in entries]}} if kind else {}
    used = [name for name in channel.parameters if not (kind and name == "kind")]
    return {
        "address": channel.address.replace("{kind}", kind) if kind else channel.address,
        "summary": f"{channel.what[0].upper()}{channel.what[1:]}",
        "description": f"Written by {_spoken(channel.writers)}, read by {_spoken(channel.readers)}.",
        "servers": [{"$ref": "#/servers/nats"}],
        "parameters": {name: {**PARAMETERS, **events}[name] for name in used},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _names(channel, kind)},
        "bindings": {"nats": {}},
        "x-jetstream": {"stream": channel.stream},
    }


def _names(channel: Channel, kind: str) -> list[str]:
    """The messages that stand on a channel."""
    if channel.message == "event":
        return [entry.type_name for entry in _published(kind)]
    if channel.message == "scan":
        return [entry.type_name for entry in _of("scan")]
    return [said.title for said in headers.MESSAGES[channel.message]]


def _operations(channels: Iterable[tuple[str, Channel, str]]) -> Iterator[tuple[str, Schema]]:
    """What Reso itself does on each channel."""
    for name, channel, kind in channels:
        for action, others, ours in (
            ("receive", channel.writers, channel.is_ours_to_receive),
            ("send", channel.readers, channel.is_ours_to_send),
        ):
            if ours:
                side = f"from {_spoken(others)}" if action == "receive" else f"for {_spoken(others)}"
                yield f"{action}.{name}", _operation(action, name, f"{channel.what} {side}", _names(channel, kind))


def _operation(action: str, channel: str, summary: str, names: Iterable[str]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary[0].upper() + summary[1:],
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
        "bindings": {"nats": {"bindingVersion": "0.1.0"}},
    }


def _messages() -> Iterator[tuple[str, Schema]]:
    """Every event that may be published, and what stands beside events."""
    for entry in CATALOGUE.entries:
        if entry.name not in ENGINE:
            yield entry.type_name, _event(entry)
    for said in (each for group in headers.MESSAGES.values() for each in group):
        yield said.title, headers.message(said)


def _event(entry: Entry) -> Schema:
    """An event: the envelope that all share, its own type and data."""
    own = {"type": {"const": entry.type_name}, "data": ref(name_of(entry.model))}
    private = [".".join(path).replace(f".{EACH}", "[]") for path in paths({"data": entry.private})]
    said = headers.Said(entry.type_name, " ".join((entry.model.__doc__ or "").split()), "CloudEvent")
    return {
        **headers.message(said._replace(content=headers.CLOUD_EVENT, headers=headers.ONCE)),
        "payload": {"allOf": [ref("CloudEvent"), {"type": "object", "properties": own}]},
        **({"x-private": private} if private else {}),
    }


def _of(kind: str) -> list[Entry]:
    return [entry for entry in CATALOGUE.entries if entry.kind == kind]


def _published(kind: str) -> list[Entry]:
    """The events of a kind that may come from outside."""
    return [entry for entry in _of(kind) if entry.name not in ENGINE]


def _spoken(names: tuple[str, ...]) -> str:
    return " and ".join(names)
