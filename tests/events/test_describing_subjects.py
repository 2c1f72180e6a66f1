"""The AsyncAPI document: every subject is in it, and it is one by the rules of AsyncAPI 3.0."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from events import subjects
from events.asyncapi import document
from events.catalogue import CATALOGUE
from events.own import ENGINE
from handlers.docs.pages import stale
from lifecycle.engine.case import Case
from lifecycle.engine.records import Record
from tests.events.told import checked

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
TOLD = document()
BETWEEN = {"title", "summary", "description", "tags", "externalDocs", "bindings"}
MEMBERS = {
    "channels": BETWEEN | {"address", "messages", "servers", "parameters"},
    "operations": BETWEEN | {"action", "channel", "security", "traits", "messages", "reply"},
    "servers": BETWEEN | {"host", "protocol", "protocolVersion", "pathname", "variables", "security"},
}
OF_A_MESSAGE = BETWEEN | {"headers", "payload", "correlationId", "contentType", "name", "examples", "traits"}
OF_A_PARAMETER = {"enum", "default", "description", "examples", "location"}
TOKENS = {"partition": 3, "severity": "info"}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref" and isinstance(value, str))
        part = list(part.values())
    if isinstance(part, list):
        yield from (found for each in part for found in references(each))


def resolved(reference: str) -> Any:
    found: Any = TOLD
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def plain(described: dict[str, Any]) -> set[str]:
    """The members that are no extension."""
    return {name for name in described if not name.startswith("x-")}


def built() -> Iterator[tuple[str, str]]:
    """What every builder of a subject builds, filters and buckets left out."""
    for name, builder in inspect.getmembers(subjects, inspect.isfunction):
        if builder.__module__ == subjects.__name__ and not name.startswith(("_", "parse_")):
            given = [TOKENS.get(each, "abc") for each in inspect.signature(builder).parameters]
            subject = str(builder(*given))
            if subject.startswith(("reso.", "in.")) and not re.search(r"[*>]", subject):
                yield name, subject


def test_the_document_names_its_version_and_only_members_that_asyncapi_knows():
    assert TOLD["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= TOLD["info"].keys()
    assert TOLD.keys() == {"asyncapi", "info", *MEMBERS, "defaultContentType", "components"}
    for part, known in MEMBERS.items():
        for name, described in TOLD[part].items():
            assert plain(described) <= known, f"{part} {name}"
    for name, message in TOLD["components"]["messages"].items():
        assert plain(message) <= OF_A_MESSAGE, name
    for channel in TOLD["channels"].values():
        assert all(each.keys() <= OF_A_PARAMETER for each in channel["parameters"].values())


def test_every_reference_leads_somewhere():
    found = set(references(TOLD))
    assert len(found) > 300
    assert all(resolved(reference) is not None for reference in found)


def test_every_name_is_one_that_tools_can_use():
    parts = TOLD["components"].values()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for part in parts for name in part)


def test_every_channel_declares_its_parameters_and_has_messages():
    for name, channel in TOLD["channels"].items():
        assert re.findall(r"\{(\w+)\}", channel["address"]) == list(channel["parameters"]), name
        assert channel["messages"], name


def test_every_operation_has_a_channel_and_says_nothing_that_is_not_on_it():
    for name, operation in TOLD["operations"].items():
        channel = resolved(operation["channel"]["$ref"])
        on_it = {f"{operation['channel']['$ref']}/messages/{each}" for each in channel["messages"]}
        assert {each["$ref"] for each in operation["messages"]} == on_it, name
        assert operation["action"] == name.partition(".")[0]
    assert {each["channel"]["$ref"].rpartition("/")[2] for each in TOLD["operations"].values()} == set(TOLD["channels"])


def test_every_message_stands_on_a_channel():
    used = {reference for channel in TOLD["channels"].values() for reference in references(channel["messages"])}
    assert used == {f"#/components/messages/{name}" for name in TOLD["components"]["messages"]}


@pytest.mark.parametrize(("builder", "subject"), list(built()))
def test_every_subject_that_can_be_built_is_on_a_channel(builder, subject):
    addresses = [re.escape(channel["address"]) for channel in TOLD["channels"].values()]
    patterns = [re.sub(r"\\\{\w+\\\}", "[A-Za-z0-9_-]+", address) for address in addresses]
    kinds = [subject.replace(".abc.", f".{kind}.", 1) for kind in CATALOGUE.kinds]
    assert any(re.fullmatch(pattern, told) for pattern in patterns for told in (subject, *kinds))


def test_every_event_that_may_come_from_outside_is_on_the_channel_of_its_kind():
    for entry in CATALOGUE.entries:
        channel = TOLD["channels"][f"in.{entry.kind}"]
        assert (entry.type_name in channel["messages"]) is (entry.name not in ENGINE)
        assert entry.kind == "scan" or (entry.name in channel["parameters"]["event"]["enum"]) is (
            entry.name not in ENGINE
        )


@pytest.mark.parametrize(
    "path", [path for path in GOLDEN if path.stem in TOLD["components"]["messages"]], ids=lambda path: path.stem
)
def test_the_message_takes_the_golden_event_and_refuses_another_type(path: Path):
    told = json.loads(path.read_text())["told"]
    check = checked(path.stem)
    check.validate(told)
    with pytest.raises(jsonschema.ValidationError):
        check.validate({**told, "type": "return.guessed.v1"})
    with pytest.raises(jsonschema.ValidationError):
        check.validate({**told, "data": {**told["data"], "colour": "red"}})


def test_private_members_are_marked():
    messages = TOLD["components"]["messages"]
    assert messages["return.inspected.v1"]["x-private"] == ["data.note"]
    assert "data.lines[].comment" in messages["return.requested.v1"]["x-private"]
    assert "x-private" not in messages["return.shipped.v1"]


@pytest.mark.parametrize(("name", "struct"), [("Record", Record), ("Case", Case)])
def test_what_the_engine_writes_has_the_members_that_are_told(name, struct):
    fields = msgspec.structs.fields(struct)
    described = TOLD["components"]["schemas"][name]
    assert set(described["required"]) == {field.encode_name for field in fields if field.required}
    assert name == "Case" or set(described["properties"]) == {field.encode_name for field in fields}


def test_the_document_in_the_tree_is_the_one_that_the_code_tells():
    assert "docs/asyncapi.json" not in stale(ROOT)
    assert json.loads((ROOT / "docs/asyncapi.json").read_bytes()) == TOLD
