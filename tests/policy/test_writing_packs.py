"""A company writes its own pack; whatever is wrong with it is said at once, in sentences."""

import re
from datetime import UTC, datetime

import pytest

from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.errors import PackError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

OWN_SCAN = """
[[rule]]
id = "OWN-SCAN"
value = 6
unit = "elapsed_hours"
source = "Company: two shifts a day"
"""

RULE = """
[[rule]]
id = "B-01"
value = 24
unit = "elapsed_hours"
source = "Company"
"""


ON = """
[[rule]]
id = "auto_authorize"
value = "all"
unit = "choice"
source = "Company"
"""

VACATION = """
[[rule]]
id = "vacation"
value = true
unit = "flag"
source = "Company"
"""

SHARE = """
[[rule]]
id = "vacation_reminders"
value = 50
unit = "percent"
source = "Company"
"""


def with_ours(text: str, file: str = "ours.toml"):
    return compile_pack(shipped_texts(), {file: text})


def faults(text: str, file: str = "ours.toml") -> str:
    with pytest.raises(PackError) as caught:
        with_ours(text, file)
    return str(caught.value)


def test_an_overlay_overrides_one_rule_of_one_market():
    pack = with_ours('overlays = "amazon.it"' + OWN_SCAN)
    found = pack.market("amazon.it").schedule("T-SCAN", NOON)
    assert found is not None
    assert found.moments[-1].label == "6h"
    assert pack.market("amazon.de").schedule("T-SCAN", NOON) == shipped_pack().market("amazon.de").schedule(
        "T-SCAN", NOON
    )
    assert pack.market("amazon.it").value("OWN-SCAN", NOON).origin == "ours"


def test_an_overlay_of_a_family_reaches_its_markets():
    pack = with_ours('overlays = "amazon"' + OWN_SCAN)
    assert pack.market("amazon.de").value("OWN-SCAN", NOON).value == 6
    assert pack.market("shop.de").value("OWN-SCAN", NOON).value == 24


def test_reminders_beyond_a_shorter_deadline_are_dropped():
    pack = with_ours('overlays = "amazon.it"' + OWN_SCAN)
    found = pack.market("amazon.it").schedule("T-SCAN", NOON)
    assert found is not None
    assert [each.label for each in found.moments] == ["4h", "6h"]


def test_a_company_adds_a_market_of_its_own():
    pack = with_ours('inherits = "shop"\nzone = "Europe/Vienna"\ncountry = "AT"\n', "shop.at.toml")
    market = pack.market("shop.at")
    assert (market.assumed, market.terms.currency, market.terms.lineage) == (False, "EUR", ("base", "shop", "shop.at"))


def test_a_setting_is_switched_on_from_a_date():
    on = """
overlays = "amazon.it"
[[rule]]
id = "auto_authorize"
value = "off"
unit = "choice"
valid_to = 2026-08-01
source = "Company"
[[rule]]
id = "auto_authorize"
value = "in_policy"
unit = "choice"
valid_from = 2026-08-01
source = "Company: summer break"
"""
    market = with_ours(on).market("amazon.it")
    assert market.value("auto_authorize", datetime(2026, 7, 31, 21, 59, tzinfo=UTC)).value == "off"
    assert market.value("auto_authorize", datetime(2026, 7, 31, 22, tzinfo=UTC)).value == "in_policy"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("inherits = ", "ours.toml: this is no TOML"),
        ('inherits = "bse"', "ours.toml: it inherits 'bse', a file that is not there."),
        ('inherits = "ours"', "ours.toml: it inherits 'ours', itself in the end."),
        ('zone = "UTC"', "ours.toml: it inherits nothing; write inherits = 'base'."),
        ('inherits = "base"\ncolour = "red"', "ours.toml: has an unknown key 'colour'"),
        ('inherits = "base"\nzone = 7', "ours.toml: cannot be read: Expected `str`, got `int`"),
        ('inherits = "base"\nzone = "Rome"', "ours.toml: 'Rome' is no time zone"),
        ('inherits = "base"\ncountry = "XX"', "ours.toml: no holidays are known for the country 'XX'"),
        ('inherits = "base"\nwithout = ["B-77"]', "ours.toml: there is no rule B-77 to override"),
        ('overlays = "amazon.xx"', "ours.toml: it overlays 'amazon.xx', which is no market of the pack."),
        ('overlays = "shop"\ninherits = "base"', "ours.toml: it overlays 'shop' and cannot inherit as well."),
        ('overlays = "shop"' + RULE.replace("B-01", "B-77"), "ours.toml: there is no rule B-77 to override"),
        ('inherits = "base"' + RULE.replace("B-01", "B-1"), "ours.toml: rule B-1 has no such name as B-05"),
        ('inherits = "base"' + RULE.replace('source = "Company"', ""), "ours.toml: rule B-01 lacks the key 'source'."),
        ('inherits = "base"' + RULE.replace("Company", " "), "ours.toml: rule B-01 has an empty source"),
        ('inherits = "base"' + RULE + 'sorce = "x"', "ours.toml: rule B-01 has an unknown key 'sorce'; known are id,"),
        ('inherits = "base"' + RULE.replace("elapsed_hours", "moons"), "rule B-01 has the unknown unit 'moons'"),
        ('inherits = "base"' + RULE.replace('"elapsed_hours"', "[]"), "rule B-01 has no unit"),
        ('inherits = "base"' + RULE.replace("24", "-1"), "counts in elapsed_hours and needs a whole number"),
        ('inherits = "base"' + RULE.replace("24", "true"), "counts in elapsed_hours and needs a whole number"),
        ('inherits = "base"' + RULE + 'applies_by = "mood"', "ours.toml: rule B-01 cannot be read: Invalid enum value"),
        ('inherits = "base"' + RULE + "valid_from = 2026-02-01\nvalid_to = 2026-02-01", "which is never"),
        ('inherits = "base"' + RULE + RULE, "the rules B-01 and B-01 are both valid from the beginning; end one"),
        (
            'inherits = "base"' + RULE + "valid_to = 2026-03-01" + RULE + "valid_from = 2026-02-01",
            "from 2026-02-01; end",
        ),
        ('inherits = "base"' + RULE + 'applies_by = "order"', "counts by rule B-01, which applies by order date"),
        ('inherits = "base"' + RULE.replace("elapsed_hours", "percent"), "counts by rule B-01, which is no span of"),
        ('overlays = "shop"' + RULE.replace("B-01", "auto_refund").replace("elapsed_hours", "count"), "it may be off,"),
        (
            'inherits = "base"' + RULE + 'covers = ["amazn"]',
            "rule B-01 covers 'amazn', which is neither a file of the pack",
        ),
        (
            'overlays = "shop"' + ON + "valid_from = 2026-08-01\nvalid_to = 2026-09-01",
            "ours.toml: rule auto_authorize says nothing before 2026-08-01; add what holds then.",
        ),
        ('overlays = "shop"' + ON + "valid_to = 2026-09-01", "rule auto_authorize says nothing from 2026-09-01; add"),
        (
            'overlays = "shop"' + VACATION.replace("true", '"yes"').replace("flag", "choice"),
            "needs true or false, not 'yes'",
        ),
        ('overlays = "shop"' + SHARE.replace("50", "101"), "needs a whole number from 0 to 100, not 101"),
        ('overlays = "shop"' + SHARE.replace("percent", "count"), "rule vacation_reminders is counted in percent"),
        ('inherits = "base"\nrule = 3', "ours.toml: rule 1 has an unknown key"),
    ],
)
def test_a_fault_is_a_sentence(text, sentence):
    assert sentence in faults(text)


@pytest.mark.parametrize(
    ("deadline", "sentence"),
    [
        (
            '[[timer.T-TEA]]\nrules = ["B-01"]\nseverity = "info"',
            "ours.toml: there is no timer T-TEA; known are ",
        ),
        ('[[timer.T-SCAN]]\nrules = ["B-77"]\nseverity = "info"', "timer T-SCAN counts by the unknown rule B-77."),
        ('[[timer.T-SCAN]]\nrules = []\nseverity = "info"', "timer T-SCAN has a deadline without a rule."),
        ('[[timer.T-SCAN]]\nrules = ["B-01"]\nseverity = "bad"', "timer T-SCAN, deadline 1 cannot be read"),
        ('[[timer.T-SCAN]]\nrules = ["B-01"]', "timer T-SCAN, deadline 1 lacks the key 'severity'."),
        ('[[timer.T-SCAN]]\nrules = ["B-01", "B-02"]\nseverity = "info"', "the rules B-01 and B-02 are both valid"),
        (
            '[[timer.T-SCAN]]\nrules = ["B-01"]\nseverity = "info"\nreminders = ["soon"]',
            "ours.toml: timer T-SCAN: the reminder 'soon' is none: write 12h",
        ),
        (
            '[[timer.T-SCAN]]\nrules = ["B-01"]\nseverity = "info"\nreminders = ["4h loud"]',
            "ours.toml: timer T-SCAN: the reminder '4h loud' is none",
        ),
        (
            '[[timer.T-SCAN]]\nrules = ["B-01"]\nseverity = "info"\nreminders = ["4h", "4h"]',
            "ours.toml: timer T-SCAN: it reminds twice at '4h'.",
        ),
    ],
)
def test_a_fault_of_a_timer_is_a_sentence(deadline, sentence):
    assert sentence in faults(f'inherits = "base"\n{deadline}\n')


def test_all_faults_are_told_at_once():
    told = faults('inherits = "base"\nzone = "Rome"' + RULE.replace("elapsed_hours", "moons").replace("Company", ""))
    assert len(told.splitlines()) >= 3


def test_two_overlays_of_one_market_are_refused():
    text = 'overlays = "amazon.it"' + OWN_SCAN
    with pytest.raises(PackError, match=r"amazon\.it is overlaid by one and two; keep one"):
        compile_pack(shipped_texts(), {"one.toml": text, "two.toml": text})


def test_a_pack_needs_the_defaults():
    with pytest.raises(PackError, match=r"base\.toml: the defaults for any market are not there"):
        compile_pack({"shop.toml": 'inherits = "base"'})


def test_every_shipped_value_says_where_it_comes_from():
    for text in shipped_texts().values():
        assert text.count("\n[[rule]]") == text.count("\nsource = ")
        assert ".txt" not in text
        assert "/" not in re.sub(r"\(EU\) 2023/2673|(Europe|America|Australia|Asia)/", "", text)


def test_a_long_sheet_may_be_split_into_parts_that_say_the_same():
    ours = {"shop.ch.toml": 'inherits = "shop"\nzone = "Europe/Zurich"' + RULE}
    parts = {
        "shop.ch.toml": 'inherits = "shop"\nzone = "Europe/Zurich"',
        "shop.ch.answers.toml": 'part_of = "shop.ch"' + RULE,
    }
    whole, split = (compile_pack(shipped_texts(), texts).market("shop.ch").terms for texts in (ours, parts))
    assert whole == split


def test_a_part_belongs_to_a_sheet_that_is_there_and_says_nothing_of_its_own_at_its_top():
    assert "ours.toml: a part names a file that is there in part_of" in faults('part_of = "shop.ch"' + RULE)
    assert "and nothing else at its top" in faults('part_of = "shop"\nzone = "Europe/Zurich"' + RULE)


def test_no_timer_stands_in_two_parts():
    assert "timer T-AFTER stands in another part of base too" in faults('part_of = "base"\n[timer]\nT-AFTER = []')
