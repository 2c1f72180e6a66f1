"""Passwords, tokens and failures: what is kept opens nothing, and guessing is slow."""

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.api.attempts import PER_ADDRESS, PER_LOGIN, WITHIN, Attempts, TooOften
from handlers.people.passwords import Cost, digest, hashed, insist_on_password, matches
from handlers.people.sessions import form_token
from handlers.people.user import UserRefused

CHEAP = Cost(16, 1, 1)


@settings(max_examples=25, deadline=None)
@given(password=st.text(string.printable, min_size=1), other=st.text(string.printable))
def test_only_the_password_itself_matches(password: str, other: str):
    kept = hashed(password, CHEAP)
    assert matches(password, kept)
    assert matches(other, kept) == (other == password)


def test_a_password_typed_on_another_keyboard_is_the_same():
    assert matches("cafe\u0301 au lait", hashed("caf\u00e9 au lait", CHEAP))


def test_the_same_password_is_kept_differently_each_time_and_never_in_clear():
    kept = {hashed("correct horse", CHEAP) for _ in range(3)}
    assert len(kept) == 3
    assert not any("correct" in each for each in kept)


def test_a_guess_costs_thirty_two_megabytes_three_times_over():
    _, *cost, _, _ = hashed("correct horse").split("$")
    assert cost == ["32768", "8", "3"]


@pytest.mark.parametrize("password", ["", "short", "x" * 257])
def test_a_password_has_a_length(password: str):
    with pytest.raises(UserRefused, match="10 to 256 characters"):
        insist_on_password(password)


def test_the_token_of_a_form_cannot_be_told_without_the_cookie():
    assert form_token("a") != form_token("b")
    assert form_token("a") != digest("a")


class Watch:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_login_is_shut_after_some_failures_and_open_again_after_a_while():
    watch = Watch()
    attempts = Attempts(watch)
    for _ in range(PER_LOGIN):
        attempts.begin("anna", "10.0.0.1")
    with pytest.raises(TooOften, match="try again in 16 min"):
        attempts.begin("anna", "10.0.0.2")
    attempts.begin("bert", "10.0.0.1")
    watch.seconds = WITHIN
    attempts.begin("anna", "10.0.0.2")


def test_an_address_is_shut_whoever_it_says_it_is():
    attempts = Attempts(Watch())
    for number in range(PER_ADDRESS):
        attempts.begin(f"user-{number}", "10.0.0.1")
    with pytest.raises(TooOften):
        attempts.begin("anna", "10.0.0.1")
    attempts.begin("anna", "10.0.0.2")


def test_who_knows_his_password_begins_anew_and_never_shuts_himself_out():
    attempts = Attempts(Watch())
    for _ in range(PER_ADDRESS + 5):
        attempts.begin("anna", "10.0.0.1")
        attempts.succeeded("anna", "10.0.0.1")
    attempts.begin("anna", "10.0.0.1")


def test_a_flood_of_logins_from_one_address_is_not_remembered():
    attempts = Attempts(Watch())
    for number in range(10_500):
        with suppress(TooOften):
            attempts.begin(f"user-{number}", "10.0.0.1")
    assert len(attempts._failed) < 100


def test_what_has_lapsed_is_forgotten_once_there_is_much_of_it():
    watch = Watch()
    attempts = Attempts(watch)
    for number in range(5_000):
        attempts.begin(f"user-{number}", f"10.0.{number}")
    watch.seconds += WITHIN + 1
    attempts.begin("anna", "10.0.0.1")
    attempts.begin("bert", "10.0.0.2")
    assert len(attempts._failed) == 4
