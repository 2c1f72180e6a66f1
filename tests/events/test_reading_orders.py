"""An order at the door: what is private, what has to be there, and words of other cases in our vocabulary."""

from typing import Any

import pytest

from events.catalogue import private_paths
from events.order_links import RefundState, refund_state
from tests.covers import covers
from tests.events.samples import read, refusal

LINE = {"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"}
PLACED = {"order_id": "302-1", "marketplace": "amazon.it", "currency": "EUR", "lines": [LINE]}


def order(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/orders/shop-it",
        "type": f"order.{name}.v1",
        "time": "2026-11-20T10:00:00+01:00",
        "subject": "O-1",
        "data": data,
    }


def refused(name: str, data: dict[str, Any]) -> tuple[str, str]:
    return refusal(order(name, data), name, "O-1", "order")


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("placed", {("data", "buyer"), ("data", "address")}),
        ("cancel_requested", {("data", "reason")}),
        ("delivered", {("data", "proof")}),
        ("lost", {("data", "evidence")}),
        ("inquiry_answered", {("data", "note")}),
        ("address_change_requested", {("data", "address")}),
        ("address_change_answered", {("data", "note")}),
        ("closed", {("data", "note")}),
        ("shipped", set()),
    ],
)
def test_what_people_write_or_where_they_live_is_private(name, private):
    assert set(private_paths("order", name)) == private


def test_an_order_names_what_was_bought_each_line_once():
    assert read(order("placed", PLACED), "placed", "O-1", "order").data.channel == "MFN"
    assert refused("placed", PLACED | {"lines": []})[1].endswith("lines must not be empty")
    assert "lines must name each line once" in refused("placed", PLACED | {"lines": [LINE, LINE]})[1]


@covers("S1-09")
def test_a_request_for_feedback_has_the_marketplaces_neutral_words_and_no_others():
    assert "wording must be 'neutral'" in refused("solicitation_requested", {"key": "S-1", "wording": "five stars!"})[1]
    assert (
        "text is not a known member"
        in refused("solicitation_requested", {"key": "S-1", "wording": "neutral", "text": "please"})[1]
    )


def test_an_event_that_an_order_does_not_have_is_refused_in_a_sentence():
    reason, sentence = refused("inspected", {})
    assert (reason, sentence.partition(":")[0]) == ("unknown_event", "inspected is no event of an order; an order has")


def test_an_inquiry_is_answered_with_a_note_that_says_something():
    assert "note must not be empty" in refused("inquiry_answered", {"inquiry": "Q", "result": "lost", "note": " "})[1]


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("paid", RefundState.PAID),
        (" Refunded ", RefundState.PAID),
        ("pending", RefundState.REQUESTED),
        ("failed", RefundState.FAILED),
        ("in limbo", RefundState.OTHER),
    ],
)
def test_the_state_of_a_refund_is_read_and_never_fails(raw, state):
    assert refund_state(raw) is state
