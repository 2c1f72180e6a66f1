"""What the door understands: times, identities, contents, optional members, and anything at all without crashing."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import CATALOGUE, event_from_body, read_event
from events.unreadable import Unreadable
from tests.events.samples import REQUESTED, event, line, read, requested


def test_a_request_is_read_with_exact_amounts_and_the_usual_channel():
    told = read(requested(return_shipping_cost="6.90"))
    assert told.data.lines[0].unit_paid == Decimal("12.50")
    assert told.data.return_shipping_cost == Decimal("6.90")
    assert told.data.channel == "MFN"
    assert (told.actor, told.causation, told.historical, told.precision) == ("buyer", None, False, "instant")


def test_an_instant_sorts_and_counts_from_itself():
    told = read({**REQUESTED, "time": "2026-11-20T10:00:00.123456+01:00"})
    assert told.at == told.since == datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)
    assert told.time.utcoffset() == timedelta(hours=1)


def test_a_day_counts_from_its_start_and_sorts_at_its_end_in_its_own_offset():
    told = read({**REQUESTED, "time": "2026-11-20T10:00:00+09:00", "precision": "date"})
    assert told.since == datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert told.at == datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_member_of_data_may_be_a_day_or_an_instant():
    told = read(requested(order_date="2026-11-01", delivered_at="2026-11-05T12:00:00+01:00"))
    assert told.data.order_date == date(2026, 11, 1)
    assert type(told.data.order_date) is date
    assert told.data.delivered_at == datetime(2026, 11, 5, 11, tzinfo=UTC)


def test_unknown_members_of_the_envelope_are_dropped_and_null_is_not_set():
    told = read({**REQUESTED, "datacontenttype": "application/json", "causationid": None})
    assert told == read(REQUESTED)
    assert told.body == REQUESTED


def test_an_event_cannot_be_changed():
    with pytest.raises(AttributeError, match="immutable"):
        read(REQUESTED).case_id = "R-2"
    with pytest.raises(ValueError, match="frozen"):
        read(REQUESTED).data.currency = "USD"


def test_identity_is_the_source_and_the_id_there():
    assert read({**REQUESTED, "time": "2026-11-21T10:00:00Z"}).identity == read(REQUESTED).identity
    others = ({"id": "e-2"}, {"source": "/orders/shop-de"}, {"source": "/orders/shop-ite", "id": "-1"})
    assert all(read({**REQUESTED, **other}).identity != read(REQUESTED).identity for other in others)


def test_content_depends_on_what_is_said_and_not_on_how():
    shuffled = list(REQUESTED.items())
    random.Random(7).shuffle(shuffled)
    told = json.dumps(dict(shuffled), indent=3).encode()
    assert read(told).content == read(REQUESTED).content
    assert read(requested(currency="USD")).content != read(REQUESTED).content
    assert read({**REQUESTED, "actor": "person:anna"}).content != read(REQUESTED).content


@pytest.mark.parametrize(
    "data", [{"buyer": "b-78"}, {"buyer": None}, {"lines": [line(comment="other")]}, {"lines": [line(comment=None)]}]
)
def test_content_does_not_depend_on_private_text(data: dict):
    assert read(requested(**data)).content == read(REQUESTED).content


def test_content_does_not_depend_on_the_case():
    assert read({**REQUESTED, "subject": "R-2"}, case_id="R-2").content == read(REQUESTED).content


def test_a_stored_body_is_read_as_the_same_event():
    told = read(REQUESTED)
    assert event_from_body(told.body, "return", "R-1", "requested") == told


def test_a_body_changed_afterwards_does_not_change_the_event():
    body = dict(REQUESTED)
    told = event_from_body(body, "return", "R-1", "requested")
    body["actor"] = "nobody"
    assert told.body["actor"] == "buyer"


def test_a_person_may_correct_dismiss_assign_and_note():
    named = {"source": "/orders/shop-it", "id": "e-1"}
    corrected = event("corrected", {"corrects": named, "reason": "typo", "data": {"buyer": "b-78"}})
    assert read(corrected, "corrected").data.corrects.id == "e-1"
    assert read(event("dismissed", {"event": named, "reason": "twice"}), "dismissed").data.event.id == "e-1"
    assert read(event("assigned", {"to": "anna"}), "assigned").data.to == "anna"
    assert read(event("noted", {"note": "Called."}), "noted").data.note == "Called."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
EVENTS = st.sampled_from([(entry.kind, entry.name) for entry in CATALOGUE.entries])


def only_refused(raw: bytes, kind: str, name: str, case_id: str = "R-1") -> None:
    sentence = "read"
    try:
        read_event(raw, kind, case_id, name)
    except Unreadable as refused:
        sentence = refused.sentence
    assert sentence
    assert "pydantic" not in sentence


@given(st.binary(max_size=200), EVENTS, st.text(max_size=70))
def test_any_bytes_are_read_or_refused(raw: bytes, kind_and_name: tuple[str, str], case_id: str):
    only_refused(raw, *kind_and_name, case_id)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_subject_is_read_or_refused(kind: str, name: str):
    only_refused(orjson.dumps(REQUESTED), kind, name)


@given(EVENTS, JSON, st.dictionaries(st.sampled_from(sorted(REQUESTED)), JSON, max_size=2))
def test_any_json_in_an_envelope_is_read_or_refused(kind_and_name: tuple[str, str], data: object, envelope: dict):
    kind, name = kind_and_name
    told = {**REQUESTED, "type": f"{kind}.{name}.v1", "data": data, **envelope}
    only_refused(json.dumps(told).encode(), kind, name)


MEMBERS = st.sampled_from(sorted({member for entry in CATALOGUE.entries for member in entry.model.model_fields}))


@given(EVENTS, st.dictionaries(MEMBERS, JSON, max_size=6))
def test_any_values_of_known_members_are_read_or_refused(kind_and_name: tuple[str, str], data: dict):
    kind, name = kind_and_name
    only_refused(json.dumps({**REQUESTED, "type": f"{kind}.{name}.v1", "data": data}).encode(), kind, name)
