"""Real orders and reviews of a Brazilian marketplace, 3,584 of each, judged as an independent reckoning has it.

The data is not part of this project (its licence forbids that); without it these tests are skipped.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import orjson
import pytest

from events.catalogue import read_event
from examples.brazilian_reviews.read import SAO_PAULO, Row, found, rows
from lifecycle.engine.fold import fold
from tests.lifecycle.village import Village

pytestmark = pytest.mark.skipif(found() is None, reason="the Olist data is not here; OLIST_DATA names its folder")
YEARS_LATER = datetime(2026, 11, 22, tzinfo=UTC)
THREE_DAYS = timedelta(days=3)


@cache
def read() -> list[Row]:
    return list(rows(found()))


@cache
def town() -> Village:
    """Every order and every feedback, all that they had to tell each other, and every deadline long past."""
    village = Village()
    for row in read():
        for body in row.events():
            kind, name, _version = body["type"].split(".")
            village.take(read_event(orjson.dumps(body), kind, body["subject"], name))
    return village.settle(YEARS_LATER).wake(YEARS_LATER)


def order(row: Row):
    return town().case("order", row.order_id)


def feedback(row: Row):
    return town().case("feedback", f"FB-{row.number}")


def local(at: datetime) -> date:
    return at.astimezone(SAO_PAULO).date()


def end_of(day: date) -> datetime:
    """The instant at which a day of São Paulo is over, whatever the clocks do at midnight."""
    at = datetime.combine(day + timedelta(days=1), time(), SAO_PAULO).astimezone(UTC)
    while local(at) <= day:
        at += timedelta(minutes=30)
    while local(at - timedelta(minutes=30)) > day:
        at -= timedelta(minutes=30)
    return at


def due(row: Row, timer: str) -> datetime:
    """When a clock of the feedback was missed."""
    return next(f.due_at for f in feedback(row).fired if f.timer == timer and f.step == "missed")


def test_every_row_is_one_order_and_one_feedback_and_purchases_are_shared():
    assert len(read()) == 3584
    assert Counter(key[0] for key in town().desks) == {"order": 3584, "feedback": 3584}
    assert len({order(row).purchase for row in read()}) == 3204
    assert not any(case.unfit for case in (desk.case for desk in town().desks.values()))


def test_the_stars_are_read_as_the_marketplace_does():
    assert Counter(feedback(row).sentiment for row in read()) == {"negative": 1083, "neutral": 332, "positive": 2169}


def test_what_came_on_a_later_day_than_estimated_is_late_and_nothing_else_is():
    late = {row.order_id for row in read() if row.delivered and local(row.delivered) > local(row.estimated)}
    assert len(late) == 339
    assert {row.order_id for row in read() if order(row).delivery == "late"} == late


def test_what_was_never_delivered_is_undetermined_and_then_overdue_never_late_or_fine():
    missing = [row for row in read() if row.delivered is None]
    assert len(missing) == 117
    for row in missing:
        desk = town().desks["order", row.order_id]
        placed = [fact for fact in desk.facts() if fact.event.name == "placed"]
        before = fold(desk.kind, row.order_id, placed, desk.packs, row.ordered.astimezone(UTC))
        assert (before.delivery, order(row).delivery) == ("undetermined", "overdue")


def test_the_buyer_may_change_a_bad_feedback_for_sixty_local_days_and_we_may_ask_for_its_removal_for_ninety():
    bad = [row for row in read() if row.stars <= 3]
    assert len(bad) == 1415
    for row in bad:
        left = local(row.answered)
        assert due(row, "F-CHANGE") == end_of(left + timedelta(days=60))
        assert due(row, "F-REMOVAL") == end_of(left + timedelta(days=90))


def test_a_feedback_before_receipt_and_three_days_is_kept_and_shows():
    early = [row for row in read() if row.delivered and row.answered < row.delivered.astimezone(UTC) + THREE_DAYS]
    assert len(early) == 2245
    late = {row.number for row in read() if (local(row.answered) - local(row.ordered)).days > 90}
    assert {row.number for row in read() if "too_early" in feedback(row).flags} == {r.number for r in early} - late


def test_a_feedback_after_ninety_local_days_is_kept_and_shows():
    late = {row.number for row in read() if (local(row.answered) - local(row.ordered)).days > 90}
    assert len(late) == 9
    assert {row.number for row in read() if "too_late" in feedback(row).flags} == late


def test_of_what_was_not_delivered_nobody_says_that_its_feedback_came_in_time():
    missing = [row for row in read() if row.delivered is None]
    assert {feedback(row).timeliness for row in missing} <= {"undetermined", "late"}
