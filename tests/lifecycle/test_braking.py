"""The brakes of what rules decide: shadow says what would have been done and does nothing; caps are judged exactly."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lifecycle.brakes import Brake, Money, brake_of
from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.errors import PackError
from tests.covers import covers
from tests.lifecycle.language import given, noted, rules
from tests.lifecycle.returns.words import authorized, inspected, received, requested, shipped

TODAY = date(2026, 11, 20)
EUROS = Money(Decimal("25.00"), "EUR")
OPEN = Brake("auto-refund", "shop.it", TODAY, "EUR")


def sheet(*rules: str, market: str = "amazon.it"):
    """The shipped rules with single ones laid over a market."""
    texts = "".join(f'[[rule]]\nsource = "company"\n{rule}\n' for rule in rules)
    return compile_pack(shipped_texts(), {"ours.toml": f'overlays = "{market}"\n{texts}'})


SHADOW = sheet(
    'id = "auto_refund"\nvalue = "perfect"\nunit = "choice"',
    'id = "auto_refund_mode"\nvalue = "shadow"\nunit = "choice"',
)
BACK = (requested(), authorized(), shipped(), received(), inspected(85))


@covers("S0-09")
def test_in_shadow_a_decision_is_noted_once_and_nothing_moves():
    story = given(BACK, pack=SHADOW)
    before = story.desk.case
    after = story.when(rules(90)).then("inspected", recorded=["noted"], money=("25.00", "25.00", "0.00"))
    event = after.desk.log[-1].draft.fact.event
    assert (event.actor, event.source, event.private) == ("rule:auto-refund", "/reso/rules/auto-refund", False)
    assert event.data.would.model_dump(mode="json", exclude_none=True) == {
        "event": "refund_requested", "rule": "auto-refund", "why": "shadow", "amount": "25.00", "currency": "EUR",
    }  # fmt: skip
    known = {"seen", "newest", "horizon"}
    assert {
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after.desk.case, name)
    } == known
    after.when(noted(91), rules(92)).then("inspected", recorded=["noted"])


@covers("S0-09")
def test_once_the_shadow_is_lifted_the_rule_decides():
    shadowed = given(BACK, pack=SHADOW).when(rules(90)).desk
    desk = given(BACK, pack=sheet('id = "auto_refund"\nvalue = "perfect"\nunit = "choice"')).desk
    assert (shadowed.case.state, desk.case.state) == ("inspected", "inspected")
    shadowed.pack, shadowed.packs = desk.pack, shadowed.packs | desk.packs
    shadowed.decide(shadowed.case.horizon)
    assert shadowed.case.state == "refund_pending"


@covers("D-12")
@pytest.mark.parametrize(
    ("brake", "taken", "money", "why"),
    [
        ({}, {"a": "9999"}, EUROS, None),
        ({"day_count": 2}, {"a": "1"}, EUROS, None),
        ({"day_count": 2}, {"a": "1", "b": "1"}, EUROS, "the cap of 2 a day on shop.it is reached"),
        ({"day_count": 0}, {}, None, "the cap of 0 a day on shop.it is reached"),
        ({"day_amount": Decimal(100)}, {"a": "75.00"}, EUROS, None),
        ({"day_amount": Decimal(100)}, {"a": "75.01"}, EUROS,
         "the cap of 100 EUR a day on shop.it would be exceeded, 75.01 are used"),
        ({"day_amount": Decimal(100)}, {"a": "100"}, None, None),
        ({"day_amount": Decimal(100)}, {}, Money(Decimal(1), "PLN"),
         "the cap of a day on shop.it is in EUR, 1 PLN cannot be held against it"),
    ],
)  # fmt: skip
def test_a_day_has_room_up_to_its_caps_and_not_beyond(brake, taken, money, why):
    spent = {name: Decimal(amount) for name, amount in taken.items()}
    assert _braked(**brake).over_day(spent, money) == why


@covers("D-12")
@pytest.mark.parametrize(
    ("brake", "days", "why"),
    [
        ({}, None, None),
        ({"buyer": 1, "buyer_days": 30}, [], None),
        ({"buyer": 1, "buyer_days": 30}, [date(2026, 10, 22)], "the cap of 1 a buyer within 30 days is reached"),
        ({"buyer": 1, "buyer_days": 30}, [date(2026, 10, 21)], None),
        ({"buyer": 2, "buyer_days": 30}, [TODAY], None),
        ({"buyer": 1}, None, "who the buyer is, is not known: the cap of 1 a buyer cannot be judged"),
    ],
)
def test_a_buyer_has_room_up_to_his_cap_and_nobody_who_is_not_known(brake, days, why):
    taken = None if days is None else {str(place): day for place, day in enumerate(days)}
    assert _braked(**brake).over_buyer(taken) == why


@covers("D-12", "S0-09")
def test_the_brakes_of_a_rule_are_those_of_its_market_on_the_day():
    pack = sheet(
        'id = "returnless_cap_day"\nvalue = 5\nunit = "limit"\nvalid_to = 2026-11-21',
        'id = "returnless_cap_day"\nvalue = "none"\nunit = "limit"\nvalid_from = 2026-11-21',
        market="shop.it",
    )
    late, next_day = datetime(2026, 11, 20, 22, 30, tzinfo=UTC), datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    brakes = [brake_of(pack.market("shop.it"), "returnless", at) for at in (late, next_day)]
    assert [(brake.day.day, brake.day_count) for brake in brakes] == [(20, 5), (21, None)]
    assert brake_of(pack.market("shop.de"), "returnless", late).day_count == 20
    usual = brake_of(shipped_pack().market("shop.it"), "returnless", late)
    assert (usual.shadow, usual.day_amount, usual.currency, usual.buyer, usual.buyer_days) == (False, 500, "EUR", 1, 30)
    assert not brake_of(shipped_pack().market("shop.it"), "auto-authorize", late).has_caps


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('id = "auto_refund_mode"\nvalue = "shaddow"\nunit = "choice"', "it may be on, shadow"),
        ('id = "auto_refund_cap_days"\nvalue = 1\nunit = "limit"', "there is no rule auto_refund_cap_days to override"),
        ('id = "returnless_cap_day"\nvalue = "never"\nunit = "limit"', 'needs a number, not negative, or "none"'),
        ('id = "returnless_cap_day"\nvalue = { any = 3 }\nunit = "limit"', "a whole number, not negative"),
        ('id = "auto_refund_cap_day_amount"\nvalue = { EUR = 3 }\nunit = "limit"', "one number, not negative"),
        ('id = "returnless_cap_buyer_days"\nvalue = 61\nunit = "elapsed_days"', "a whole number from 1 to 60"),
        ('id = "returnless_reasons"\nvalue = { any = "yes", SWITCHERO = "no" }\nunit = "choice"', "by reason code"),
        ('id = "returnless_skus"\nvalue = { MUG = "no" }\nunit = "choice"', "by SKU"),
    ],
)
def test_a_slip_in_a_brake_is_refused_in_a_sentence(rule, words):
    with pytest.raises(PackError) as refused:
        sheet(rule)
    assert any(words in fault for fault in refused.value.faults), refused.value.faults


def _braked(**caps):
    return Brake(OPEN.rule, OPEN.market, OPEN.day, OPEN.currency, **caps)
