"""Late news, corrections, dismissals and ids used twice: what the log says then, and what it takes back."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, assigned, clock, corrected, dismissed, given, hour, noted
from tests.lifecycle.returns.words import (
    BACK,
    PAID,
    authorized,
    closed,
    declined,
    delivered,
    inspected,
    received,
    refund_requested,
    refunded,
    requested,
    shipped,
    withdrawn,
)

ON_ITS_WAY = (requested(), authorized(), shipped())


def test_an_answer_that_was_given_in_time_takes_the_missed_deadline_back():
    story = given(requested(), clock(30)).then("requested", missed={"T-AUTH"})
    story = story.when(authorized(5)).then("authorized", recorded=["authorized"] + 3 * ["deadline_met"], missed=set())
    assert [alert.closes for alert in story.desk.alerts[-3:]] == [True, True, True]
    assert {alert.severity for alert in story.desk.alerts[-3:]} == {"info"}


def test_a_state_that_the_clock_brought_about_is_taken_back_with_it():
    story = given(requested(), authorized(), clock(20 * DAY)).then("expired")
    story.when(shipped(10 * DAY)).then("in_transit", recorded=["shipped", "deadline_met", "deadline_met"])


def test_a_close_by_the_clock_is_taken_back_when_something_happened_before_it():
    story = given(PAID, clock(200)).then("closed")
    story.when(refunded(94, "5.00", "amazon_cs", None)).then("refunded").when(clock(300)).then("closed")


def test_late_news_that_was_too_late_all_the_same_takes_nothing_back():
    given(requested(), clock(30)).when(authorized(26)).then("authorized", recorded=["authorized"], missed=set())


def test_late_news_makes_fire_what_would_have_fired():
    story = given(requested(), authorized(), noted(100)).when(delivered(60))
    story.then("delivered", said=["T-SCAN 4h", "T-SCAN 12h", "T-SCAN 24h", "T-REFUND 50%", "T-REFUND 75%"])


def test_an_event_that_waits_counts_once_what_was_missing_is_told():
    story = given(shipped(30)).then("announced").then_waits("shipped cannot follow")
    story.when(authorized(5)).then("in_transit", recorded=["authorized", "shipped"], unfit=[])


def test_what_waits_is_weighed_in_the_order_in_which_it_happened():
    story = given(inspected(90), refund_requested(91), refunded(93)).then(
        unfit=[(name, "parked") for name in ("inspected", "refund_requested", "refunded")]
    )
    story = story.when(received(80)).then("unexpected")
    story = story.when(requested(0)).then("refunded", unfit=[])
    assert story.recorded()[:3] == ["requested", "refund_requested", "refunded"]


def test_an_event_that_counted_can_cease_to_count():
    story = given(requested(), withdrawn(11)).when(received(10)).then("received", recorded=["received", "rejected"])
    was = [written.draft.was for written in story.desk.log]
    assert was[-1] == "counted"


def test_a_refused_event_says_what_would_be_possible():
    story = given(requested(), declined()).when(authorized(8))
    entry = story.desk.case.unfit[0]
    assert (entry.severity, "shipped" in entry.allowed, "authorized" in entry.allowed) == ("warning", True, False)
    assert all(name.islower() for name in entry.allowed)


def test_a_person_can_lay_aside_what_does_not_fit():
    news = shipped(30)
    given(news).when(dismissed(31, news)).then("announced", recorded=["dismissed"], unfit=[])
    given(news, dismissed(31, news)).when(dismissed(32, news, id="again")).then_refused("has been dismissed already")
    given(news, dismissed(31, news)).when(authorized(40)).then("authorized", recorded=["authorized"])


def test_what_counts_cannot_be_laid_aside():
    given(requested()).when(dismissed(3, requested())).then("requested").then_refused(
        "counts, only a parked or rejected event"
    )


def test_a_dismissal_waits_for_an_event_it_has_heard_of_first():
    news = shipped(30)
    story = given(noted(1), dismissed(31, news)).then_waits("does not know event")
    story = story.when(news).then("announced", recorded=["rejected", "dismissed"], unfit=[])
    assert "an operator has dismissed this shipped" in story.desk.log[-2].payload.decode()


def test_what_was_laid_aside_counts_after_all_when_it_turns_out_to_fit():
    news = shipped(30)
    story = given(news, dismissed(31, news)).when(authorized(5))
    story.then("in_transit", recorded=["authorized", "shipped", "rejected"], unfit=[("dismissed", "rejected")])
    assert [written.draft.was for written in story.desk.log[-2:]] == ["dismissed", "counted"]


def test_what_counted_and_is_laid_aside_from_the_past_says_that_it_ceased():
    news = shipped(30)
    story = given(news, requested(50), authorized(51)).then("in_transit")
    story = story.when(dismissed(40, news)).then("authorized", recorded=["dismissed", "rejected"])
    assert (story.desk.log[-1].draft.fact.event.name, story.desk.log[-1].draft.was) == ("shipped", "counted")


def test_the_same_id_with_other_content_is_refused_with_a_critical_alert_and_the_first_stands():
    story = given(requested()).when(
        requested(0, lines=({"line": "1", "sku": "CUP", "quantity": 1, "unit_paid": "9.00"},))
    )
    story.then("requested", lines={"1": (2, 0, 0)}).then_refused(
        "id requested-0 of /desk is known with another content"
    )
    assert story.alerted()[-1][0] == "critical"
    story.when(requested()).then(recorded=[], duplicates=1)


def test_the_first_event_stands_also_when_it_begins_to_count_later():
    first, other = shipped(30), shipped(30, tracking="OTHER")
    story = given(first, other).when(authorized(5)).then("in_transit", unfit=[("shipped", "rejected")])
    told = next(written for written in story.desk.log[-2:] if written.name == "shipped")
    assert b'"tracking":"X1"' in told.payload


def test_an_id_used_twice_can_be_laid_aside():
    again = shipped(30, tracking="OTHER")
    given(requested(), authorized(), shipped(30), again).when(dismissed(40, again)).then("in_transit", unfit=[])


def test_the_same_id_of_another_source_is_another_event():
    story = given(*ON_ITS_WAY, received(80, 1)).when(received(80, 1, source="/stations/dock-2", scan="other"))
    story.then("received", lines={"1": (2, 2, 0)}, unfit=[])


@covers("C.8-17")
def test_a_corrected_delivery_date_moves_the_refund_deadline():
    told = delivered(70)
    story = given(*ON_ITS_WAY, told, clock(95))
    assert story.due("T-REFUND") == 7 * DAY + 14
    story = story.when(corrected(100, told, {"time": hour(94).isoformat()})).then("delivered")
    assert story.recorded() == ["corrected", *3 * ["deadline_met"], "reminder_due"]
    assert story.due("T-REFUND") == 8 * DAY + 14


def test_a_correction_replaces_only_what_it_names_and_the_last_one_wins():
    ask = refund_requested(91, "10.00", "partial")
    story = given(BACK, ask).when(
        corrected(95, ask, {"amount": "12.00"}), corrected(93, ask, {"amount": "11.00", "kind": "goodwill"})
    )
    refund = story.desk.case.refunds[0]
    assert (str(refund.amount), refund.kind) == ("12.00", "goodwill")


def test_an_invalid_correction_is_refused_and_changes_nothing():
    story = (
        given(requested())
        .when(corrected(3, requested(), {"lines": []}))
        .then("requested", money=("25.00", "0.00", "0.00"))
    )
    story.then_refused("the correction of requested is not valid")


def test_a_correction_waits_for_the_event_it_corrects():
    ask = requested()
    story = given(corrected(3, ask, {"channel": "AFN"})).then("announced").then_waits("does not know event requested-0")
    story.when(ask).then("requested", recorded=["requested", "corrected"], unfit=[]).then_runs()


@pytest.mark.parametrize("change", [{"time": hour(5).isoformat()}, {"scan_id": "other"}])
def test_a_correction_that_was_laid_aside_while_it_waited_corrects_nothing(change):
    goods = received(30)
    change = corrected(10, goods, change)
    for story in permutations((requested(), change, dismissed(20, change), goods)):
        case = given(story).then("received", unfit=[]).desk.case
        assert (case.received_at, case.scans, case.dismissed) == (hour(30), ("s-30",), (change.identity,))


def test_a_correction_that_is_laid_aside_late_is_taken_back():
    goods = received(30)
    change = corrected(10, goods, {"time": hour(5).isoformat()})
    story = given(requested(), goods, change).then("received")
    assert story.desk.case.received_at == hour(5)
    story = story.when(dismissed(20, change)).then("received", unfit=[])
    assert (story.recorded()[0], story.desk.case.received_at) == ("dismissed", hour(30))
    assert [written.draft.was for written in story.desk.log if written.name == "rejected"] == ["counted"]


def test_a_correction_that_counts_cannot_be_laid_aside():
    goods = received(30)
    change = corrected(35, goods, {"time": hour(5).isoformat()})
    story = given(requested(), goods, change).when(dismissed(40, change)).then_refused("counts, only a parked")
    assert story.desk.case.received_at == hour(5)


def test_a_dismissal_that_was_laid_aside_itself_leaves_the_correction_alone():
    goods = received(30)
    change = corrected(10, goods, {"time": hour(5).isoformat()})
    hasty = dismissed(3, change)
    story = given(requested(), hasty, dismissed(7, hasty, id="undone"), change, goods).then("received", unfit=[])
    assert story.desk.case.received_at == hour(5)


def test_a_correction_that_counted_when_it_was_to_be_laid_aside_still_counts_when_its_event_is_moved():
    goods = received(15)
    change = corrected(10, goods, {"scan_id": "other"})
    story = given(requested(), goods, change, dismissed(20, change)).then_refused("counts, only a parked")
    story = story.when(corrected(40, goods, {"time": hour(38).isoformat()})).then(
        "received", unfit=[("dismissed", "rejected")]
    )
    assert (story.desk.case.received_at, story.desk.case.dismissed) == (hour(38), ())


def test_corrections_and_dismissals_are_not_corrected():
    note = assigned(3)
    change = corrected(4, note, {"to": "person:bruno"})
    story = given(requested(), note, change).when(corrected(5, change, {"reason": "no"}))
    story.then_refused("a corrected event cannot be corrected")
    assert story.desk.case.assignee == "person:bruno"


def test_a_correction_cannot_move_an_event_past_itself():
    told = shipped(30)
    story = given(requested(), authorized(), told).when(corrected(40, told, {"time": hour(5000).isoformat()}))
    story.then("in_transit").then_refused("cannot have happened after it was corrected")
    assert story.desk.case.horizon == hour(40)


def test_everything_stands_at_the_instant_it_happened_in_utc():
    case = given(requested()).desk.case
    assert (case.requested_at, case.horizon) == (datetime(2026, 11, 2, 9, tzinfo=UTC),) * 2


def test_a_case_that_was_closed_before_late_goods_turn_up_reopens_where_it_stood():
    given(requested(), closed(3)).when(received(2)).then("closed", unfit=[], lines={"1": (2, 2, 0)})
