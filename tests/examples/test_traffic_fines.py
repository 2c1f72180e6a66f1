"""A third kind of case, and a log that nobody here wrote: every penalty stands on the day on which it was recorded."""

import gzip
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from events import catalogue
from events.envelope import identity_of
from events.subjects import parse_in
from events.unreadable import Unreadable
from examples.traffic_fines.contract import CATALOGUE
from examples.traffic_fines.drive import LOG_ENDS, MANNERS, drive, read_events
from examples.traffic_fines.kind import EVENTS, FINE, REFUSED, STATES, TABLE, WAITS
from examples.traffic_fines.pack import fines_pack
from examples.traffic_fines.read import LOG, ROME, day_ending_at, midnight, read_cases
from examples.traffic_fines.slice import published, sample
from lifecycle.engine.fact import Fact
from lifecycle.engine.outcome import take
from lifecycle.kinds import KINDS

PUBLISHED = "7f3f12e4b70105e1845c3eda1b9d4e8bee957ffa45d61cc92002e444ade1886e"
EVERY = 75


def is_odd(day):
    return midnight(day).utcoffset() != midnight(day + timedelta(days=1)).utcoffset()


@pytest.fixture(scope="module")
def cases():
    """Every 75th case of the log, and all whose sixtieth day has 23 or 25 hours."""
    return [
        case
        for number, case in enumerate(read_cases())
        if number % EVERY == 0 or (case.penalized_on and is_odd(case.penalized_on))
    ]


@pytest.fixture(scope="module")
def pack():
    return fines_pack()


@pytest.fixture(scope="module", params=MANNERS)
def ended(request, cases, pack):
    """Every case at the end of the log, its events having arrived in one of the manners."""
    chance = Random(request.param)
    return {case.id: drive(case, request.param, pack, chance) for case in cases}


def happened_by_the_sixtieth_day(case, *activities):
    return [row for row in case.rows if row.activity in activities and row.day <= case.penalized_on]


def test_the_log_is_the_published_one():
    digest = hashlib.sha256(gzip.decompress(LOG.read_bytes())).hexdigest()
    assert digest == PUBLISHED


def test_every_penalty_stands_once_on_the_recorded_day_and_no_other_fine_has_one(cases, ended):
    stands = {case_id: driven.stands_on() for case_id, driven in ended.items()}
    assert stands == {case.id: case.penalized_on for case in cases}
    assert 1_000 < sum(day is not None for day in stands.values()) < len(stands)


def test_in_whatever_way_the_events_arrive_the_fine_is_the_same(cases, ended, pack):
    for case in cases[::5]:
        assert ended[case.id].fine == drive(case, "shuffled", pack, Random(case.id)).fine


def test_a_payment_in_time_does_not_stop_the_penalty(cases, ended):
    paid = [case for case in cases if case.penalized_on and happened_by_the_sixtieth_day(case, "Payment")]
    assert len(paid) > 50
    for case in paid:
        assert ended[case.id].stands_on() == case.penalized_on
        assert "paid" in ended[case.id].fine.flags


def test_an_appeal_in_time_does_not_stop_the_penalty(cases, ended):
    asked = ("Insert Date Appeal to Prefecture", "Appeal to Judge")
    appealed = [case for case in cases if case.penalized_on and happened_by_the_sixtieth_day(case, *asked)]
    assert len(appealed) > 25
    assert all(ended[case.id].stands_on() == case.penalized_on for case in appealed)


def test_a_fine_that_was_never_notified_is_never_penalized(cases, ended):
    unnotified = [case for case in cases if not any(row.activity.startswith("Insert Fine") for row in case.rows)]
    assert len(unnotified) > 500
    assert not any(ended[case.id].penalties for case in unnotified)


def test_the_sixtieth_day_ends_at_midnight_in_rome_even_if_it_has_23_or_25_hours(cases, ended):
    odd = [case for case in cases if case.penalized_on and is_odd(case.penalized_on)]
    assert len(odd) == 464
    for case in odd:
        [due] = ended[case.id].penalties
        assert due == midnight(case.penalized_on + timedelta(days=1))
        assert due - midnight(case.penalized_on).astimezone(UTC) in (timedelta(hours=23), timedelta(hours=25))


def test_the_clock_waits_until_the_sixtieth_day_is_over(pack):
    due = pack.market(None).schedule("T-PENALTY", datetime(2007, 2, 1, tzinfo=ROME)).due_at
    assert day_ending_at(due) == date(2007, 4, 2)
    assert day_ending_at(due - timedelta(seconds=1)) is None


def test_the_penalty_is_never_told_to_the_engine(cases):
    told = {event["type"].split(".")[1] for case in cases for event in case.events}
    assert told <= set(EVENTS)
    for case in cases:
        rows = sum(row.activity != "Add penalty" for row in case.rows)
        assert len(case.events) == rows == len(case.rows) - (case.penalized_on is not None)


def test_the_shipped_contract_and_kinds_know_nothing_of_fines(cases):
    event = cases[0].events[0]
    raw = json.dumps(event).encode()
    assert CATALOGUE.read_event(raw, "fine", cases[0].id, "created").case_id == cases[0].id
    with pytest.raises(Unreadable, match="fine is no kind of case"):
        catalogue.read_event(raw, "fine", cases[0].id, "created")
    assert FINE.name not in KINDS


def test_every_pair_of_state_and_event_is_a_row_or_refused_or_waits_on_purpose():
    for event in EVENTS:
        rows = {state for state in STATES if TABLE.leads(state, event)}
        others = [*REFUSED.get(event, ()), *WAITS.get(event, ())]
        assert sorted([*rows, *others]) == sorted(STATES), event


def test_every_state_is_reached_from_the_one_before_it():
    onward = {(source, target) for source, _event, target in TABLE.edges if source != target}
    assert onward == set(pairwise(STATES))


def test_the_slice_holds_every_event_of_its_cases_once_and_in_no_order_of_time(cases):
    chosen = sample(cases, 500, seed=7)
    told = list(published(chosen, seed=7))
    assert told == list(published(sample(cases, 500, seed=7), seed=7))
    assert len({case.id for case in chosen}) == 500
    events = [json.loads(raw) for _subject, raw in told]
    assert len({identity_of(event["source"], event["id"]) for event in events}) == len(events)
    assert len(events) == sum(len(case.events) for case in chosen)
    assert [event["time"] for event in events] != sorted(event["time"] for event in events)


def test_the_slice_is_published_where_its_events_belong(cases):
    for subject, raw in published(cases[:200], seed=1):
        place = parse_in(subject)
        assert place is not None
        read = CATALOGUE.read_event(raw, *place)
        assert read.precision == "date"
        assert read.since.astimezone(ROME).time().isoformat() == "00:00:00"
        assert read.since < LOG_ENDS


def test_a_notification_corrected_to_another_day_moves_the_penalty(cases, pack):
    case = next(case for case in cases if case.penalized_on and not is_odd(case.penalized_on))
    driven = drive(case, "late", pack, Random(1))
    facts = [Fact(event, pack.digest) for event in read_events(case)]
    [notified] = [fact.event for fact in facts if fact.event.name == "notified"]
    later = midnight(notified.since.astimezone(ROME).date() + timedelta(days=1))
    told = {"corrects": {"source": notified.source, "id": notified.id}, "reason": "the postman's date was misread"}
    body = {
        **notified.body,
        "id": "correction",
        "type": "fine.corrected.v1",
        "time": LOG_ENDS.isoformat(),
        "data": {**told, "data": {"time": later.isoformat()}},
    }
    correction = CATALOGUE.read_event(json.dumps(body).encode(), "fine", case.id, "corrected")
    outcome = take(FINE, driven.fine, Fact(correction, pack.digest), facts, {pack.digest: pack})
    assert [draft.name for draft in outcome.drafts] == ["corrected", "deadline_met", "deadline_missed"]
    assert day_ending_at(outcome.after.penalized_at) == case.penalized_on + timedelta(days=1)
