"""Goods that are not worth their way back: the buyer keeps them and is refunded, by the rules of his order's day."""

from decimal import Decimal
from functools import cache

import pytest

from lifecycle.policy.compile import compile_pack, shipped_texts
from lifecycle.returns.returnless import weighed
from tests.covers import covers
from tests.lifecycle.language import given, hour, rules
from tests.lifecycle.returns.words import (
    authorized,
    declined,
    escalated,
    order_dated,
    received,
    refund_failed,
    refunded,
    requested,
)

DEAR = ({"line": "1", "sku": "LAMP", "quantity": 1, "unit_paid": "100.00", "reason": "DEFECTIVE"},)
ORDERED = "2026-10-20"


@cache
def sheet(**rules: str):
    """The shipped rules, and what a company lays over those of amazon.it."""
    texts = [
        f'[[rule]]\nid = "{name}"\nvalue = {value}\nsource = "company"\nunit = "{_unit(name)}"\n{_by(name)}'
        for name, value in rules.items()
    ]
    return compile_pack(shipped_texts(), {"ours.toml": 'overlays = "amazon.it"\n' + "".join(texts)})


def _unit(name: str) -> str:
    amounts = {"returnless_ceiling": "amount", "returnless_refund": "amount", "returnless_label_share": "percent"}
    return "limit" if "_cap_" in name else amounts.get(name, "choice")


def _by(name: str) -> str:
    return "" if "_cap_" in name or name.endswith("_mode") or name == "auto_authorize" else 'applies_by = "order"\n'


ON = sheet(returnless='"on"')


def asked(at: float = 0, **more):
    """A request in policy of which it is known when the goods were ordered."""
    return requested(at, **{"in_policy": True, "order_date": ORDERED} | more)


def weighing(pack=ON, **more):
    """The request, weighed by the rules of its order's day."""
    case = given(asked(**more), pack=pack).desk.case
    return weighed(case, pack.market(case.marketplace), case.said_ordered_at)


@covers("S0-17", "B-22", "D-12")
def test_cheap_goods_are_refunded_in_full_and_kept():
    story = given(asked(), pack=ON).when(rules(1)).then("refund_pending", recorded=["refund_requested"])
    event, refund = story.desk.log[-1].draft.fact.event, story.desk.case.refunds[0]
    assert (event.actor, event.data.kind, str(event.data.amount)) == ("rule:returnless", "keep_item", "25.00")
    assert event.data.reason == "25.00 EUR are at most 60, not worth a return"
    assert story.desk.case.keep_item
    story.when(rules(2)).then(recorded=[])
    story.when(refunded(3, refund=refund.refund_id)).then("refunded", money=("25.00", "25.00", "25.00"))


@covers("S0-17")
def test_nothing_is_kept_unless_the_company_says_so():
    given(asked()).when(rules(1)).then("requested", recorded=[])


@covers("D-12", "S0-17")
@pytest.mark.parametrize(
    ("label", "kept", "share"),
    [("35.00", True, "35.00"), ("34.99", False, "34.99"), ("120.00", True, "120.00"), (None, False, None)],
)
def test_dearer_goods_are_kept_if_their_way_back_costs_a_third_of_them(label, kept, share):
    found = weighing(lines=DEAR, return_shipping_cost=label)
    assert (found.keep, found.share) == (kept, share and Decimal(share))
    assert (found.refund, found.currency, found.label) == (Decimal(100), "EUR", label and Decimal(label))
    story = given(asked(lines=DEAR, return_shipping_cost=label), pack=ON).when(rules(1))
    story.then("refund_pending" if kept else "requested")


def test_a_share_is_never_rounded_up_to_the_limit():
    thirds = ({**DEAR[0], "unit_paid": "99.99"},)
    assert not weighing(lines=thirds, return_shipping_cost="34.9964").keep


@covers("B-22")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lines": ({**DEAR[0], "unit_paid": "200.01"},), "return_shipping_cost": "150"}, "above the ceiling of 200"),
        ({"lines": DEAR}, "what the way back costs is not known"),
        ({"lines": DEAR, "return_shipping_cost": "10.00"}, "the way back costs 10.00 % of 100.00 EUR, less than 35 %"),
        ({"currency": "PLN"}, "the amounts of amazon.it are in EUR, the return in PLN"),
        ({"lines": ({**DEAR[0], "unit_paid": "0"},)}, "nothing is left to refund"),
    ],
)
def test_what_is_not_kept_says_why(more, words):
    found = weighing(**more)
    assert not found.keep
    assert words in found.reason
    given(asked(**more), pack=ON).when(rules(1)).then("requested", recorded=[])


@covers("B-22")
def test_reasons_and_goods_may_be_left_out():
    pack = sheet(
        returnless='"on"',
        returnless_reasons='{ any = "yes", SWITCHEROO = "no" }',
        returnless_skus='{ any = "no", MUG = "yes" }',
    )
    mug = {"line": "1", "sku": "MUG", "quantity": 1, "unit_paid": "9.00"}
    assert weighing(pack, lines=(mug,)).keep
    assert "the reason switcheroo of line 1" in weighing(pack, lines=({**mug, "reason": "CR-SWITCHEROO"},)).reason
    assert (
        "the goods CUP are left to a person" in weighing(pack, lines=(mug, {**mug, "line": "2", "sku": "CUP"})).reason
    )


@covers("B-22")
@pytest.mark.parametrize(("ordered", "state"), [("2026-09-30", "refund_pending"), ("2026-10-01", "requested")])
def test_the_rule_in_force_when_it_was_ordered_counts(ordered, state):
    given(asked(order_date=ordered), pack=_until_october()).when(rules(1)).then(state)


@covers("B-22")
def test_when_it_was_ordered_is_never_guessed():
    story = given(asked(order_date=None), pack=ON).when(rules(1)).then("requested", recorded=[])
    story.when(order_dated(2, ordered_at=ORDERED), rules(3)).then("refund_pending")


@pytest.mark.parametrize(
    "hindrance",
    [
        {"withdrawal": True},
        {"resolution": "replacement"},
        {"in_policy": None},
        {"in_policy": False},
        {"channel": "AFN"},
        {"historical": True},
    ],
    ids=str,
)
def test_some_requests_are_left_to_a_person(hindrance):
    given(asked(**hindrance), pack=ON).when(rules(1)).then("requested", recorded=[])


@pytest.mark.parametrize("so_far", [authorized(1), declined(1), escalated(1), received(1)], ids=lambda told: told.name)
def test_what_has_been_answered_or_has_arrived_is_left_to_a_person(so_far):
    given(asked(), so_far, pack=ON).when(rules(2)).then(recorded=[])


@covers("L9")
def test_a_refund_that_failed_for_good_is_not_asked_for_again():
    story = given(asked(), pack=ON).when(rules(1), refund_failed(2, "returnless-R-1", retryable=False), rules(3))
    story.then("requested", recorded=["refund_requested", "refund_failed"])


@covers("B-20")
@pytest.mark.parametrize(
    ("reasons", "pays"),
    [
        (["DEFECTIVE"], "seller"),
        (["UNWANTED_ITEM"], "buyer"),
        (["UNWANTED_ITEM", "DEFECTIVE"], "seller"),
        ([None], None),
    ],
)
def test_who_would_pay_for_the_way_back_is_told(reasons, pays):
    lines = tuple(
        {"line": str(place), "sku": "MUG", "quantity": 1, "unit_paid": "9.00", **({"reason": each} if each else {})}
        for place, each in enumerate(reasons)
    )
    assert weighing(lines=lines).payer == pays


@covers("D-12")
def test_what_the_label_really_costs_replaces_what_it_was_said_to_cost():
    story = given(asked(return_shipping_cost="6.90"), authorized(5, label={"cost": "8.20"}), pack=ON)
    case = story.desk.case
    assert weighed(case, ON.market("amazon.it"), hour(0)).label == Decimal("8.20")
    foreign = given(asked(return_shipping_cost="6.90"), authorized(5, label={"cost": "9", "currency": "PLN"}))
    assert foreign.desk.case.label_cost == Decimal("6.90")


@covers("D-12", "S0-09")
def test_what_is_kept_is_not_authorized_and_in_shadow_it_is():
    both = sheet(returnless='"on"', auto_authorize='"all"')
    given(asked(), pack=both).when(rules(1)).then("refund_pending", recorded=["refund_requested"])
    shadow = sheet(returnless='"on"', auto_authorize='"all"', returnless_mode='"shadow"')
    given(asked(), pack=shadow).when(rules(1)).then("authorized", recorded=["noted", "authorized"])


@cache
def _until_october():
    """A company that let goods be kept until the end of September."""
    first = '[[rule]]\nid = "returnless"\nunit = "choice"\nsource = "company"\napplies_by = "order"\n'
    versions = f'{first}value = "on"\nvalid_to = 2026-10-01\n{first}value = "off"\nvalid_from = 2026-10-01\n'
    return compile_pack(shipped_texts(), {"ours.toml": f'overlays = "amazon.it"\n{versions}'})
