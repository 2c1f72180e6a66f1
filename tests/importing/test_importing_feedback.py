"""Amazon's report of feedback as events: left, changed, replied to, and never told twice (F.7)."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.importing.press import FEEDBACK, Press, feedback, file, named, only, problems, row

KEY = "feedback 302-0000000-0000001"
ORDER = ("feedback", "302-0000000-0000001")


@pytest.fixture
def press() -> Press:
    return Press(feedback())


def test_a_row_becomes_the_feedback_and_the_rater_a_digest(press):
    (told,) = press.tells(file(FEEDBACK))
    assert named(told) == f"{KEY}: received"
    assert (told["time"], told["precision"]) == ("2026-11-10T00:00:00+01:00", "date")
    assert told["data"] == {
        "order_id": "302-0000000-0000001",
        "marketplace": "amazon.it",
        "rating": 1,
        "comment": "Arrived broken",
        "rater": f"sha256:{sha256(b'anna@example.com').hexdigest()}",
    }
    assert press.desk(*ORDER).case.state == "open"


def test_no_private_text_goes_into_an_id():
    first, other = Press(feedback()), Press(feedback())
    told = first.tells(file(row(FEEDBACK, Your_Response="Sorry")))
    hers = other.tells(file(row(FEEDBACK, Comments="Anna was here", Your_Response="Dear Anna", Rater_Email="x@y.z")))
    assert [body["id"] for body in told] == [body["id"] for body in hers]


def test_the_same_file_twice_tells_nothing_new(press):
    raw = file(row(FEEDBACK, Your_Response="Sorry"))
    assert press.prints(raw) == [f"{KEY}: received", f"{KEY}: replied"]
    assert press.tells(raw) == []


@pytest.mark.parametrize(
    ("cells", "news"),
    [
        ({"Rating": "3"}, ["changed"]),
        ({"Comments": "Arrived broken, refunded"}, ["changed"]),
        ({"Comments": ""}, ["changed"]),
        ({"Rating": "2", "Comments": "Better", "Date": "12/11/26"}, ["changed"]),
        ({"Date": "09/11/26"}, ["corrected"]),
        ({"Your Response": "We are sorry"}, ["replied"]),
        ({"Rater Email": "anna@new.example"}, ["corrected"]),
        ({"Rater Email": "ANNA@example.com"}, []),
        ({"Your Response": "Sorry", "Rating": "2"}, ["changed", "replied"]),
    ],
)
def test_a_changed_cell_is_exactly_the_events_that_it_means(press, cells, news):
    press.tells(file(FEEDBACK))
    told = press.tells(file({**FEEDBACK, **cells}))
    assert [body["type"].split(".")[1] for body in told] == news
    assert press.tells(file({**FEEDBACK, **cells})) == []
    assert press.desk(*ORDER).case.unfit == ()


def test_a_change_tells_what_was_before_and_when_the_report_says_it_was(press):
    press.tells(file(FEEDBACK))
    (changed,) = press.tells(file(row(FEEDBACK, Rating="3", Date="12/11/26")))
    assert changed["data"] == {"new": 3, "old": 1, "comment": "Arrived broken"}
    assert changed["time"] == "2026-11-12T00:00:00+01:00"
    case = press.desk(*ORDER).case
    assert (case.rating, [(change.old, change.new) for change in case.changes]) == (3, [(1, 3)])


def test_a_response_that_is_worded_anew_is_a_correction_and_no_second_reply(press):
    press.tells(file(row(FEEDBACK, Your_Response="Sorry")))
    (told,) = press.tells(file(row(FEEDBACK, Your_Response="Very sorry")))
    assert told["data"]["data"] == {"text": "Very sorry"}
    assert not press.desk(*ORDER).case.replied_twice


def test_a_reply_of_ours_that_is_known_is_not_told_as_a_second_one(press):
    press.tells(file(FEEDBACK))
    case = structs.replace(press.desk(*ORDER).case, replied_at=press.now)
    press.known[ORDER] = replace(press.known[ORDER], case=case)
    assert press.tells(file(row(FEEDBACK, Your_Response="Sorry"))) == []


def test_a_change_that_somebody_has_told_is_not_told_again(press):
    press.tells(file(FEEDBACK))
    changed = {
        "specversion": "1.0", "id": "c-1", "source": "/reso/act", "type": "feedback.changed.v1", "subject": ORDER[1],
        "time": "2026-11-15T10:00:00Z", "data": {"new": 3, "old": 1, "comment": "Arrived broken"},
    }  # fmt: skip
    press.learns(changed)
    assert press.tells(file(row(FEEDBACK, Rating="3"))) == []


def test_feedback_that_somebody_else_has_told_is_compared_and_not_told_again(press):
    other = Press(feedback())
    (body,) = other.tells(file(FEEDBACK))
    press.learns({**body, "source": "/dashboard", "id": "d-1"}, case=other.desk(*ORDER).case)
    assert press.tells(file(FEEDBACK)) == []
    assert press.prints(file(row(FEEDBACK, Rating="2"))) == [f"{KEY}: changed"]


def test_of_an_erased_case_nothing_is_told(press):
    press.tells(file(FEEDBACK))
    press.known[ORDER] = replace(press.known[ORDER], erased=True)
    assert press.tells(file(row(FEEDBACK, Rating="3", Comments="x", Your_Response="y"))) == []


ROWS = [row(FEEDBACK, Order_ID=f"302-{number}", Rating=str(number % 3 + 1)) for number in range(4)]
IN_ORDER = sorted(Press(feedback()).tells(file(*ROWS, ROWS[0])), key=str)


@given(st.permutations([*ROWS, ROWS[0]]))
@settings(max_examples=15, deadline=None)
def test_rows_in_any_order_give_the_same_events(rows):
    assert sorted(Press(feedback()).tells(file(*rows)), key=str) == IN_ORDER


def test_an_order_has_one_feedback(press):
    reading = press.read(file(FEEDBACK, row(FEEDBACK, Rating="2")))
    assert problems(reading.problems) == [
        'row 3, column "Order ID": row 2 tells of this order otherwise, and an order has one feedback'
    ]
    assert list(reading.told) == []


def test_a_day_is_read_as_its_marketplace_writes_it():
    for market, cell in (("amazon.com", "11/10/26"), ("amazon.de", "10.11.26"), ("amazon.se", "2026-11-10")):
        (told,) = Press(feedback(market)).tells(file(row(FEEDBACK, Date=cell)))
        assert told["time"].startswith("2026-11-10T00:00:00"), market
    assert only([told], "received")["data"]["marketplace"] == "amazon.se"
