"""Who may publish what: every event is placed on purpose, and nobody publishes what is not his."""

import pytest

from events.catalogue import CATALOGUE
from events.own import ENGINE
from handlers.people import may, may_do, who_may
from handlers.people.roles import ROLES, placed
from handlers.people.user import ROLES_OF, SORTS, UserRefused, insist_on_login, insist_on_role

OUTSIDE = {(entry.kind, entry.name) for entry in CATALOGUE.entries if entry.name not in ENGINE}
ENGINES = {(entry.kind, entry.name) for entry in CATALOGUE.entries if entry.name in ENGINE}


def test_every_event_that_comes_from_outside_is_placed_on_purpose_and_no_other():
    assert placed() == OUTSIDE


def test_nobody_publishes_what_only_the_engine_writes():
    assert not any(may(role, kind, event) for role in ROLES for kind, event in ENGINES)


def test_an_auditor_publishes_nothing():
    assert not any(may("auditor", kind, event) for kind, event in OUTSIDE)


def test_a_lead_publishes_all_that_clerks_and_care_publish_and_more():
    below = {each for each in OUTSIDE if may("clerk", *each) or may("care", *each)}
    own = {each for each in OUTSIDE if may("lead", *each)}
    assert below < own


@pytest.mark.parametrize("event", ["closed", "corrected", "dismissed", "resumed"])
def test_only_a_lead_ends_corrects_and_lays_aside(event: str):
    kinds = {kind for kind, name in OUTSIDE if name == event}
    besides = {("clerk", "lead")} if event == "corrected" else set()  # of his own scans a clerk puts the codes right
    assert {who_may(kind, event) for kind in kinds} == {("lead",)} | besides


@pytest.mark.parametrize("event", ["refunded", "refund_failed"])
def test_who_asks_for_money_does_not_confirm_it(event: str):
    for kind in ("return", "claim", "order"):
        assert may("care", kind, "refund_requested")
        assert not may("care", kind, event)
        assert not may("system", kind, "refund_requested")


def test_what_cases_tell_each_other_is_a_persons_word_nowhere():
    told = [("return", "escalated"), ("order", "refund_told"), ("order", "defect_told"), ("claim", "order_dated")]
    assert {who_may(*each) for each in told} == {("system",)}


def test_the_warehouse_writes_to_no_buyer():
    letters = [(entry.kind, entry.name) for entry in CATALOGUE.entries if entry.outgoing and entry.name != "corrected"]
    assert letters
    assert not any(may("clerk", *each) for each in letters)


def test_private_text_is_for_those_who_talk_to_buyers():
    assert [role for role in ROLES if may_do(role, "reads_private")] == ["care", "lead"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_goes_with_some_sorts_only(sort: str, role: str):
    if role in ROLES_OF[sort]:
        assert insist_on_role(sort, role) == (sort, role)
    else:
        with pytest.raises(UserRefused, match=f"a {sort} cannot be {role}; a {sort} is"):
            insist_on_role(sort, role)


@pytest.mark.parametrize(
    ("login", "why"),
    [("Anna", "can be no login"), ("a.b", "can be no login"), ("", "no login"), ("a" * 41, "login"), ("local", "take")],
)
def test_a_login_is_one_plain_word_and_nobody_is_called_local(login: str, why: str):
    with pytest.raises(UserRefused, match=why):
        insist_on_login(login)
