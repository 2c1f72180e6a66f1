"""Forms as data: answers in the reader's form become an event's data, or a sentence beside their field."""

from zoneinfo import ZoneInfo

import pytest

from handlers.console.forms.opening import CLAIM, FORMS, ORDER_FORM
from handlers.console.forms.prefill import REMARKS, prefilled
from handlers.console.forms.reading import filled
from handlers.importing.notices import Notice, read_notice
from tests.importing.test_reading_notices import SAMPLES

ROME = ZoneInfo("Europe/Rome")
CLAIMED = {"claim_kind": "a_to_z", "order_id": "302-1", "marketplace": "amazon.it"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12.50", "12.50"), ("12,5", "12.50"), ("1.299,00", "1299.00"), ("1 299,00", "1299.00"), ("7", "7.00")],
)
def test_an_amount_is_read_as_people_write_it(typed: str, read: str):
    assert filled(CLAIM, {**CLAIMED, "amount": typed}, ROME).data["amount"] == read


def test_a_moment_without_an_offset_is_one_of_the_readers_zone_and_a_day_stays_a_day():
    found = filled(CLAIM, {**CLAIMED, "respond_by": "2026-11-26 18:00", "happened": "2026-11-23"}, ROME)
    assert found.data["respond_by"] == "2026-11-26T18:00:00+01:00"
    assert (found.by_day, found.data["notice_date"]) == (True, "2026-11-23")


def test_a_claim_without_a_number_goes_by_its_kind_and_order():
    found = filled(CLAIM, CLAIMED, ROME)
    assert (dict(found.wrong), CLAIM.names(found.data)) == ({}, "a_to_z-302-1")


def test_what_the_model_of_the_event_refuses_is_told_beside_the_field_of_a_line():
    lines = {"lines.0.sku": "MUG", "lines.0.quantity": "0", "lines.0.unit_paid": "1"}
    found = filled(ORDER_FORM, {"order_id": "302-1", "marketplace": "m", "currency": "EUR", **lines}, ROME)
    assert found.wrong == {"lines.0.quantity": "must be at least 1"}


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_is_refused_field_by_field(name: str):
    form = FORMS[name]
    missing = {field.name for field in form.fields if field.required}
    assert missing <= {field for field, why in filled(form, {}, ROME).wrong.items() if why == "is missing"}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_what_may_be_said_about_a_notice_has_its_words_in_the_console(sample):
    assert {remark.words for remark in read_notice(sample.read_text(encoding="utf-8")).remarks} <= set(REMARKS)


def test_a_notice_of_another_sort_takes_over_from_the_form_that_is_open():
    found = prefilled(Notice(sort="feedback", rating=1, order_id="302-1"), CLAIM)
    assert found.form is FORMS["feedback"]
    assert found.values == {"order_id": "302-1", "rating": "1"}


def test_a_notice_that_is_not_recognised_fills_the_form_that_is_open():
    assert prefilled(Notice(order_id="302-1"), CLAIM).values == {"order_id": "302-1"}
    assert prefilled(Notice(order_id="302-1"), None).form is None
