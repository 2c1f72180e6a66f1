"""What may be told about a feedback: ratings, criteria, coded complaints, and what is private in it."""

import pytest

from events.catalogue import private_paths
from events.complaints import OF_VALUE, Cause, Remedy, cause, remedy
from tests.events.samples import read, refusal

RECEIVED = {"order_id": "302-1", "rating": 2, "marketplace": "amazon.it"}


def told(name, **data):
    return {
        "specversion": "1.0",
        "id": f"{name}-1",
        "source": "/desk",
        "type": f"feedback.{name}.v1",
        "time": "2026-11-20T10:00:00+01:00",
        "subject": "F-1",
        "data": data,
    }


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_a_rating_is_one_to_five_stars(rating):
    event = read(told("received", **RECEIVED | {"rating": rating}), "received", "F-1", "feedback")
    assert event.data.rating == rating


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("received", RECEIVED | {"rating": 0}, "rating must be at least 1 (got 0)"),
        ("received", RECEIVED | {"rating": 6}, "rating must be at most 5 (got 6)"),
        ("received", RECEIVED | {"rating": "5"}, 'rating must be a whole number (got "5")'),
        ("received", RECEIVED | {"rating": 4.0}, "rating must be a whole number (got 4.0)"),
        ("received", RECEIVED | {"rating": True}, "rating must be a whole number (got true)"),
        ("received", RECEIVED | {"channel": "DHL"}, "channel must be 'MFN' or 'AFN' (got \"DHL\")"),
        ("received", {"rating": 2, "marketplace": "amazon.it"}, "order_id is missing"),
        ("changed", {"old": 1}, "new is missing"),
        ("classified", {"criteria": []}, "criteria must not be empty"),
        ("classified", {"criteria": ["none", "pii"]}, "criteria must name each criterion once, and none only alone"),
        ("classified", {"criteria": ["pii", "pii"]}, "criteria must name each criterion once, and none only alone"),
        ("missing_from_report", {}, "report is missing"),
        ("reply_requested", {"key": "K1", "text": " "}, "text must not be empty"),
        ("closed", {"reason": "accepted"}, "note is missing"),
    ],
)
def test_what_is_no_feedback_is_refused_in_a_sentence(name, data, sentence):
    assert refusal(told(name, **data), name, "F-1", "feedback") == (
        "invalid",
        f"feedback F-1: {name} is not valid: {sentence}",
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("delivery", Cause.DELIVERY),
        ("Late delivery", Cause.DELIVERY),
        ("NOT_RECEIVED", Cause.DELIVERY),
        ("damaged", Cause.PRODUCT_CONDITION),
        ("Product condition", Cause.PRODUCT_CONDITION),
        ("not-as-described", Cause.LISTING),
        ("seller_service", Cause.SELLER_SERVICE),
        ("packaging", Cause.SELLER_SERVICE),
        ("price", Cause.PRICE),
        ("other", Cause.OTHER),
        ("elves", Cause.OTHER),
    ],
)
def test_a_cause_is_read_and_an_unknown_one_is_other(raw, code):
    assert cause(raw) is code
    event = read(told("classified", criteria=["none"], cause=raw), "classified", "F-1", "feedback")
    assert (event.data.cause_code, event.data.cause) == (code, raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Refund", Remedy.REFUND),
        ("coupon", Remedy.VOUCHER),
        ("re-shipment", Remedy.REPLACEMENT),
        ("a song", Remedy.OTHER),
    ],
)
def test_a_remedy_is_read_and_an_unknown_one_is_other(raw, code):
    assert remedy(raw) is code
    assert read(told("resolved", how=raw), "resolved", "F-1", "feedback").data.remedy is code


def test_money_and_gifts_are_of_value_and_a_replacement_is_owed():
    assert {Remedy.REFUND, Remedy.VOUCHER, Remedy.GIFT} <= OF_VALUE
    assert Remedy.REPLACEMENT not in OF_VALUE


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("received", {"comment", "rater"}),
        ("classified", {"note"}),
        ("changed", {"comment"}),
        ("reply_requested", {"text"}),
        ("replied", {"text"}),
        ("closed", {"note"}),
    ],
)
def test_what_a_person_wrote_is_private(name, members):
    assert {path[-1] for path in private_paths("feedback", name)} == members


def test_a_feedback_told_again_with_another_wording_is_the_same_news():
    one = read(told("received", **RECEIVED, comment="Male"), "received", "F-1", "feedback")
    other = read(told("received", **RECEIVED), "received", "F-1", "feedback")
    assert (one.identity, one.content) == (other.identity, other.content)
