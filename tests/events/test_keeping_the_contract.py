"""Golden files: one event per type, read forever and never edited."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from events.catalogue import CATALOGUE, event_from_body, read_event
from events.own import ENGINE
from events.schema import all_schemas, schema

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def golden(path: Path) -> tuple[str, str, dict[str, Any]]:
    kind, name, _version = path.stem.split(".")
    return kind, name, json.loads(path.read_text())


def test_every_event_of_the_catalogue_has_a_golden_file():
    assert {entry.type_name for entry in CATALOGUE.entries} <= {path.stem for path in GOLDEN}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_event_is_read_as_it_always_was(path: Path):
    kind, name, frozen = golden(path)
    event = event_from_body(frozen["told"], kind, frozen["told"]["subject"], name)
    assert event.body == frozen["kept"]
    assert (event.identity, event.content) == (frozen["identity"], frozen["content"])
    assert (event.at.isoformat(), event.since.isoformat()) == (frozen["at"], frozen["since"])
    assert (event.kind, event.name, event.id) == (kind, name, frozen["told"]["id"])


@pytest.mark.parametrize(
    "path", [path for path in GOLDEN if path.stem.split(".")[1] not in ENGINE], ids=lambda p: p.stem
)
def test_the_door_and_the_log_read_the_same_event(path: Path):
    kind, name, frozen = golden(path)
    case_id = frozen["told"]["subject"]
    event = read_event(json.dumps(frozen["told"], indent=1).encode(), kind, case_id, name)
    assert event == event_from_body(event.body, kind, case_id, name)
    assert event == read_event(orjson.dumps(frozen["told"]), kind, case_id, name)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_schema_takes_the_golden_event_and_refuses_an_unknown_member(path: Path):
    kind, name, frozen = golden(path)
    described = schema(kind, name)
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.validate(frozen["told"], described, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**frozen["told"], "data": {**frozen["told"]["data"], "colour": "red"}}, described)


def test_every_type_has_a_schema_of_its_own():
    schemas = all_schemas()
    assert len({described["$id"] for described in schemas.values()}) == len(schemas) == len(CATALOGUE.entries)
    assert all(described["description"] for described in schemas.values())


def test_every_payload_says_what_it_means_in_a_sentence():
    assert all((entry.model.__doc__ or "").strip().endswith(".") for entry in CATALOGUE.entries)
