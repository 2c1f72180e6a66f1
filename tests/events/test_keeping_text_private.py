"""Private text: what is sealed, what is left alone, and that sealing changes nothing else."""

from typing import Any

import pytest

from events.catalogue import event_from_body, map_private, private_paths
from tests.events.samples import REQUESTED, event, line, read, refusal, requested


def sealed(text: str) -> str:
    return f"sealed:{len(text)}"


def test_the_private_members_of_a_request_are_the_buyer_and_the_comments():
    assert set(private_paths("return", "requested")) == {("data", "buyer"), ("data", "lines", "*", "comment")}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("authorized", ("data", "address")),
        ("authorized", ("data", "label", "url")),
        ("declined", ("data", "note")),
        ("closed", ("data", "note")),
        ("objected", ("data", "note")),
        ("inspected", ("data", "note")),
        ("lost", ("data", "evidence")),
        ("delivered", ("data", "proof")),
        ("noted", ("data", "note")),
    ],
)
def test_what_people_write_or_where_they_live_is_private(name: str, path: tuple[str, ...]):
    assert path in private_paths("return", name)


def test_sealing_reaches_every_private_text_and_nothing_else():
    body = requested(lines=[line(), line(line="2", comment=None), line(line="3", comment="rotto")])
    assert map_private(body, "return", "requested", sealed) == requested(
        buyer="sealed:4",
        lines=[line(comment="sealed:1"), line(line="2", comment=None), line(line="3", comment="sealed:5")],
    )
    assert body["data"]["buyer"] == "b-77"


def test_a_body_without_private_text_is_left_as_it_is():
    for body, name in (
        (requested(buyer=None, lines=[line(comment=None)]), "requested"),
        (event("withdrawn", {}), "withdrawn"),
    ):
        assert map_private(body, "return", name, sealed) is body


def test_a_sealed_event_is_the_same_event():
    told = read(REQUESTED)
    again = event_from_body(map_private(told.body, "return", "requested", sealed), "return", "R-1", "requested")
    assert (again.identity, again.content, again.at) == (told.identity, told.content, told.at)
    assert again.data.buyer == "sealed:4"


def test_a_correction_seals_what_the_corrected_event_would_seal():
    changes = {
        "buyer": "b-78",
        "lines": [{"line": "1", "quantity": 3, "comment": "rotto"}],
        "label": {"url": "u", "cost": "1"},
    }
    body = event("corrected", {"corrects": {"source": "a", "id": "b"}, "reason": "typo", "data": changes})
    assert map_private(body, "return", "corrected", sealed)["data"]["data"] == {
        "buyer": "sealed:4",
        "lines": [{"line": "1", "quantity": 3, "comment": "sealed:5"}],
        "label": {"url": "sealed:1", "cost": "1"},
    }


def test_a_private_member_of_an_unexpected_shape_is_sealed_whole():
    odd = {"note": {"by": "Rossi", "pages": ["one", 2, None]}, "lines": "none", "label": 7}
    body = event("corrected", {"corrects": {"source": "a", "id": "b"}, "reason": "typo", "data": odd})
    assert map_private(body, "return", "corrected", sealed)["data"]["data"] == {
        **odd,
        "note": {"by": "sealed:5", "pages": ["sealed:3", 2, None]},
    }


def correction(**changes: Any) -> dict[str, Any]:
    return event("corrected", {"corrects": {"source": "a", "id": "b"}, "reason": "typo", "data": changes})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"note": 393312345678}, "data.note must be a text"),
        ({"note": 0.5}, "data.note must be a text"),
        ({"note": True}, "data.note must be a text"),
        ({"address": {"Mario Rossi": 1}}, "data.address must be a text"),
        ({"address": {}}, "data.address must be a text"),
        ({"buyer": ["Mario", 39331]}, "data.buyer must be a text"),
        ({"buyer": [["Mario"]]}, "data.buyer must be a text"),
        ({"label": {"url": 7}}, "data.label.url must be a text"),
        ({"label": 7}, "data.label must be an object"),
        ({"label": ["https://example.org"]}, "data.label must be an object"),
        ({"lines": {"Mario Rossi": 1}}, "data.lines must be a list"),
        ({"lines": ["rotto"]}, "data.lines.0 must be an object"),
        ({"lines": [{"comment": "rotto"}, {"comment": 7}]}, "data.lines.1.comment must be a text"),
        (
            {"note": 1, "buyer": 2, "proof": 3, "evidence": 4},
            "data.note must be a text; data.buyer must be a text; data.proof must be a text; and 1 more",
        ),
    ],
)
def test_a_correction_that_could_not_be_sealed_is_refused(changes: dict[str, Any], complaint: str):
    sentence = f"return R-1: corrected is not valid: {complaint}"
    assert refusal(correction(**changes), "corrected") == ("invalid", sentence)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"note": "neu", "buyer": None, "address": ["Via Roma 1", "Torino"], "proof": []},
        {"label": None, "lines": None},
        {"label": {"url": None, "cost": 5}, "lines": [{"line": "1", "quantity": 2}, {"comment": "rotto"}]},
        {"amount": 5, "units": [{"quantity": "two"}], "colour": {"red": 1}},
    ],
)
def test_a_correction_that_can_be_sealed_is_read_and_read_back_sealed(changes: dict[str, Any]):
    told = read(correction(**changes), "corrected")
    body = map_private(told.body, "return", "corrected", sealed)
    assert (
        read(body, "corrected").content == event_from_body(body, "return", "R-1", "corrected").content == told.content
    )


def test_a_correction_that_is_in_the_log_already_stays_readable():
    told = event_from_body(correction(note=393312345678), "return", "R-1", "corrected")
    assert told.data.data == {"note": 393312345678}


def test_private_text_may_be_as_long_as_an_event():
    assert len(read(requested(buyer="b" * 60_000)).data.buyer) == 60_000
    assert read(event("noted", {"note": "n" * 60_000}), "noted")
