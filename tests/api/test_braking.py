"""How often somebody may be wrong about a password, whatever else he tries."""

import pytest

from handlers.api import attempts
from handlers.api.attempts import PER_ADDRESS, PER_LOGIN, Attempts, TooOften


def test_many_other_names_do_not_make_failures_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attempts, "MOST", 20)
    tries = Attempts(lambda: 0.0)
    for number in range(PER_LOGIN):
        tries.begin("lea", f"10.0.0.{number}")
    for number in range(200):
        tries.begin(f"other-{number}", f"10.1.0.{number}")
    with pytest.raises(TooOften):
        tries.begin("lea", "10.2.0.1")


def test_an_address_that_is_refused_leaves_nothing_behind():
    tries = Attempts(lambda: 0.0)
    for number in range(PER_ADDRESS):
        tries.begin(f"x-{number}", "10.0.0.1")
    known = len(tries._failed)
    for number in range(100):
        with pytest.raises(TooOften):
            tries.begin(f"y-{number}", "10.0.0.1")
    assert len(tries._failed) == known
