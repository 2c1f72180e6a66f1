"""A case that is halted decides nothing by itself until a person has looked; it is told at once."""

from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.lifecycle.language import given, rules, said
from tests.lifecycle.returns.words import authorized, requested

RULE = """
overlays = "base"
[[rule]]
id = "auto_authorize"
value = "all"
unit = "choice"
source = "Company"
"""
EAGER = compile_pack(shipped_texts(), {"ours.toml": RULE})


def halted(at: float, **more):
    return said("halted", at, {"reason": "order 302-1 was refunded twice"}, more)


def resumed(at: float, **more):
    return said("resumed", at, {"reason": "one refund was taken back"}, more)


def test_nothing_is_decided_while_it_is_halted():
    story = given(requested(), halted(1), pack=EAGER).when(rules(2)).then("requested", recorded=[])
    story.when(resumed(3), rules(4)).then("authorized")


def test_it_is_told_as_critical_and_taken_back():
    story = given(requested()).when(halted(1)).then(alerted=[("critical", "flag/halted")]).then_flags("halted")
    story.when(resumed(2)).then(alerted=[("info", "flag/halted")]).then_not("halted")


def test_a_person_may_go_on_by_hand_and_the_flag_stays():
    given(requested(), halted(1)).when(authorized()).then("authorized").then_flags("halted")


def test_whether_it_is_halted_goes_by_what_happened_last():
    given(requested(), resumed(5), halted(1)).then_not("halted")
    given(requested(), resumed(1), halted(5)).then_flags("halted")
