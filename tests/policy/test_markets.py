"""The markets that Reso ships: each knows where it is, which law holds there, and what is said of it alone."""

from datetime import UTC, datetime

import pytest

from lifecycle.policy.compile import shipped_pack
from tests.covers import covers

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
PACK = shipped_pack()
FAMILIES = ("base", "amazon", "amazonpay", "ebay", "shop")
EU = [
    *(f"amazon.{end}" for end in ("de", "it", "fr", "es", "pl", "nl", "com.be", "se", "ie")),
    *(f"ebay.{end}" for end in ("de", "it", "fr")),
    *(f"shop.{end}" for end in ("de", "it", "fr", "es", "pl", "nl", "be", "se", "ie", "eu")),
]
UK = ["amazon.co.uk", "ebay.co.uk"]
OTHERS = ["amazon.com", "amazon.ca", "amazon.co.jp", "amazon.com.au", "ebay.com", "shop.br"]
WITHDRAWAL = ("B-12", "B-13", "B-14")


def test_these_markets_are_shipped():
    assert sorted(PACK.names) == sorted([*FAMILIES, *EU, *UK, *OTHERS])


@pytest.mark.parametrize("name", [*EU, *UK, *OTHERS])
def test_a_market_has_a_zone_a_country_and_a_currency(name):
    terms = PACK.market(name).terms
    assert terms.zone != "UTC"
    assert bool(terms.country) == (name != "shop.eu")
    assert len(terms.currency) == 3


@covers("B-12", "B-13", "B-14")
@pytest.mark.parametrize("name", EU)
def test_in_the_eu_its_law_is_known_to_hold(name):
    market = PACK.market(name)
    told = [market.value(rule, NOW) for rule in WITHDRAWAL]
    assert {(value.value, value.unit, value.assumed) for value in told} == {(14, "legal_days", False)}
    assert market.schedule("T-REFUND-WITHDRAWAL", NOW)


@covers("B-12")
@pytest.mark.parametrize("name", UK)
def test_in_the_uk_withdrawal_is_that_of_its_own_law(name):
    told = [PACK.market(name).value(rule, NOW) for rule in WITHDRAWAL]
    assert {(value.unit, value.origin) for value in told} == {("calendar_days", name)}


@pytest.mark.parametrize("name", OTHERS)
def test_elsewhere_nobody_may_withdraw(name):
    market = PACK.market(name)
    assert [market.find(rule, NOW) for rule in WITHDRAWAL] == [None, None, None]
    assert market.schedule("T-REFUND-WITHDRAWAL", NOW) is None
    assert market.schedule("T-SHIPBACK-WITHDRAWAL", NOW) is None


@pytest.mark.parametrize("name", [name for name in PACK.names if name.startswith("amazon.")])
def test_every_amazon_market_answers_for_every_rule_of_returns_and_of_the_account(name):
    rules = {value.id for value in PACK.market(name).terms.rules}
    asked = [*range(1, 6), *range(7, 10), *range(16, 24), *range(31, 35), 40, 42, 43]
    assert {f"B-{number:02}" for number in asked} <= rules


@covers("B-03", "B-20")
def test_japan_authorizes_by_itself_and_lets_the_seller_pay_for_poor_quality():
    japan = PACK.market("amazon.co.jp")
    assert japan.value("B-03", NOW).value == "in_policy"
    payers = [japan.value("B-20", NOW).of(reason) for reason in ("QUALITY_UNACCEPTABLE", "POOR_FIT", "UNWANTED_ITEM")]
    assert payers == ["seller", "buyer", "buyer"]
    assert PACK.market("amazon.de").value("B-20", NOW).of("QUALITY_UNACCEPTABLE") == "buyer"


@covers("B-24")
def test_australia_answers_a_claim_within_48_hours():
    assert PACK.market("amazon.com.au").ends("B-24", NOW) == datetime(2026, 9, 3, 12, tzinfo=UTC)


@covers("B-44")
def test_ebay_answers_and_refunds_in_business_days():
    ebay = PACK.market("ebay.de")
    answer, refund = ebay.schedule("T-AUTH", NOW), ebay.schedule("T-REFUND", NOW)
    assert answer is not None
    assert refund is not None
    assert [each.label for each in answer.moments if each.step == "missed"] == ["3-business-days"]
    assert [each.label for each in refund.moments if each.step == "missed"] == ["2-business-days"]
    assert (ebay.value("B-44", NOW).assumed, PACK.market("ebay.co.uk").value("B-44", NOW).assumed) == (True, False)
