"""Signed links: what was not signed here is no link; the same deed is the same event, whoever follows."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.notifying.links import Link, LinkWrong, Signature
from tests.notifying.alerts import AT

OURS = Signature(b"ours")
LINK = Link("close", "return", "R-1", "T-AUTH/reminder/12h", 7, "anna", 41, AT)


def test_a_link_says_what_it_was_signed_with():
    assert OURS.read(OURS.token(LINK)) == LINK


def test_a_link_is_one_word_of_an_address():
    assert set(OURS.token(LINK)) <= set(string.ascii_letters + string.digits + "-_.")


def test_what_another_house_has_signed_is_no_link_here():
    with pytest.raises(LinkWrong, match="not one of ours"):
        Signature(b"theirs").read(OURS.token(LINK))


@settings(max_examples=80, deadline=None)
@given(st.integers(min_value=0), st.sampled_from(string.ascii_letters + string.digits + "-_."))
def test_a_link_that_was_changed_anywhere_is_none(at, letter):
    token = OURS.token(LINK)
    place = at % len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed == token or place == len(token) - 1:  # the last letter holds bits that mean nothing
        return
    with pytest.raises(LinkWrong):
        OURS.read(changed)


@pytest.mark.parametrize("token", ["", ".", "x.y", "..", "é", "a" * 5000])
def test_what_is_no_token_is_no_link(token):
    with pytest.raises(LinkWrong):
        OURS.read(token)


def test_the_same_deed_is_the_same_event_whoever_was_sent_the_link():
    assert LINK._replace(login="bert", revision=50).id == LINK.id


@pytest.mark.parametrize("change", [{"action": "reply"}, {"case_id": "R-2"}, {"key": "flag/hold"}, {"first": 8}])
def test_another_deed_is_another_event(change):
    assert LINK._replace(**change).id != LINK.id
