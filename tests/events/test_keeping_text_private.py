"""Private text: what is sealed, what is left alone, and that sealing changes nothing else."""

import pytest

from events.catalogue import event_from_body, map_private, private_paths
from tests.events.samples import REQUESTED, event, line, read, requested


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


def test_private_text_may_be_as_long_as_an_event():
    assert len(read(requested(buyer="b" * 60_000)).data.buyer) == 60_000
    assert read(event("noted", {"note": "n" * 60_000}), "noted")
