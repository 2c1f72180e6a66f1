"""Schema versions: an old event passes the door and is read as what it would be called today."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from events.catalogue import Catalogue
from events.returns import RETURN
from events.unreadable import Unreadable
from events.upcasting import Upcaster

NAMED = Upcaster("return", "assigned", 1, lambda data: {"person": data["clerk"]}, private=(("remarks", "*", "text"),))
RENAMED = Upcaster("return", "assigned", 2, lambda data: {"to": data["person"]})
THIRD = replace(RETURN, versions={"assigned": 3})
CATALOGUE = Catalogue((THIRD,), (RENAMED, NAMED))


def assigned(version: int, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/desk",
        "type": f"return.assigned.v{version}",
        "time": "2026-11-20T10:00:00Z",
        "subject": "R-1",
        "data": data,
    }


def read(told: dict[str, Any], catalogue: Catalogue = CATALOGUE):
    return catalogue.read_event(orjson.dumps(told), "return", "R-1", "assigned")


@pytest.mark.parametrize(("version", "data"), [(1, {"clerk": "anna"}), (2, {"person": "anna"}), (3, {"to": "anna"})])
def test_every_version_is_read_as_the_newest_and_kept_as_told(version: int, data: dict[str, Any]):
    event = read(assigned(version, data))
    assert event.data.to == "anna"
    assert event.body == assigned(version, data)
    assert CATALOGUE.event_from_body(event.body, "return", "R-1", "assigned") == event


def test_a_version_without_a_way_up_is_refused_in_a_sentence():
    with pytest.raises(Unreadable, match=r"return R-1: assigned v4 cannot be read; known: v1, v2, v3") as refused:
        read(assigned(4, {"to": "anna"}))
    assert refused.value.reason == "unknown_version"
    with pytest.raises(Unreadable, match="assigned v1 cannot be read; known: v2, v3"):
        read(assigned(1, {"clerk": "anna"}), Catalogue((THIRD,), (RENAMED,)))


def test_an_old_event_whose_data_is_not_of_its_version_is_refused():
    for data in ({"to": "anna"}, "anna"):
        with pytest.raises(Unreadable, match="assigned is not valid: its data is not that of v1") as refused:
            read(assigned(1, data))
        assert refused.value.reason == "invalid"


def test_private_text_of_an_old_version_is_private_as_it_was_called_then():
    body = assigned(1, {"clerk": "anna", "remarks": [{"text": "secret"}]})
    sealed = CATALOGUE.map_private(body, "return", "assigned", str.upper)
    assert sealed["data"]["remarks"] == [{"text": "SECRET"}]
    assert read(body).content == read(sealed).content


def test_this_release_reads_first_versions_only():
    assert {entry.version for entry in Catalogue().entries} == {1}
