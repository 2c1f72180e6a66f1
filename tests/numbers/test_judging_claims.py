"""Claims in figures: answered how fast, won, won on appeal, and with a reason that is not true."""

from datetime import UTC, timedelta

from lifecycle.numbers.claiming import claim_figures
from lifecycle.numbers.windows import Window
from tests.lifecycle.claims.words import appealed, decided, granted, opened, responded, withdrawn
from tests.lifecycle.language import given, hour

NOW = hour(40 * 24).astimezone(UTC)
QUARTER = Window(90, NOW - timedelta(days=90), NOW)


def case(*story):
    return given(*story).desk.case


def at(told: float) -> Window:
    return Window(90, NOW - timedelta(days=90), hour(told).astimezone(UTC))


def test_won_is_what_was_denied_or_paid_by_the_marketplace_and_a_withdrawn_claim_is_neither():
    told = [
        case(opened(), responded(), decided(outcome="denied")),
        case(opened(), responded(5), decided(funded_by="amazon")),
        case(opened(), responded(7), granted()),
        case(opened(), withdrawn(9)),
        case(opened()),
    ]
    found = claim_figures(told, QUARTER)
    assert (found.opened, found.answered, found.response) == (5, 3, timedelta(hours=5))
    assert (found.won.count, found.won.of, found.won.undetermined) == (2, 3, 1)
    assert found.mismatched.of == 5


def test_an_appeal_that_is_won_turns_the_claim_and_before_that_it_was_lost():
    claim = case(opened(), responded(), granted(), appealed(), decided(60, "appeal_won"))
    after, before = claim_figures([claim], QUARTER), claim_figures([claim], at(59))
    assert (after.won.count, after.appeals_won.count, after.appeals_won.of) == (1, 1, 1)
    assert (before.won.count, before.won.of) == (0, 1)
    assert (before.appeals_won.of, before.appeals_won.undetermined) == (0, 1)


def test_a_claim_of_tomorrow_is_none_of_today():
    assert claim_figures([case(opened(5))], at(4)).opened == 0


def test_without_claims_nothing_is_told():
    found = claim_figures([], QUARTER)
    assert (found.response, found.won.value, found.mismatched.value) == (None, None, None)
