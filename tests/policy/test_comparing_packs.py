"""People read a pack as rows, and the difference between two as sentences."""

from datetime import date

import pytest
from msgspec import structs

from lifecycle.policy.comparison import changes, describe, difference, in_force
from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.pack import Pack

SCAN = """
[[rule]]
id = "OWN-SCAN"
value = 6
unit = "elapsed_hours"
source = "Company: two shifts a day"
"""

OURS = f"""
overlays = "shop.it"
zone = "Europe/Vienna"
{SCAN}
[[timer.T-IDENTIFY]]
rules = ["OWN-IDENTIFY"]
severity = "critical"
"""


def test_a_row_tells_value_validity_source_and_origin():
    rows = [row for row in describe(shipped_pack(), "amazon.com") if row.rule == "B-16"]
    assert [(row.value, row.unit, row.valid_from, row.valid_to) for row in rows] == [
        ("60", "calendar days", None, date(2026, 2, 16)),
        ("30", "calendar days", date(2026, 2, 16), None),
    ]
    assert {row.inherited_from for row in rows} == {""}


@pytest.mark.parametrize(
    ("market", "rule", "inherited_from", "assumed", "set_by"),
    [
        ("amazon.com", "B-16", "", False, "this market"),
        ("amazon.co.jp", "B-21", "", True, "this market, assumed here"),  # the published text is cut off
        ("amazon.nl", "B-03", "amazon", False, "amazon"),  # its source speaks of all markets
        ("amazon.fr", "B-05", "amazon", False, "amazon"),  # of this one by name
        ("amazon.nl", "B-05", "amazon", True, "amazon, assumed here"),  # not of this one
        ("amazon.it", "B-16", "amazon", True, "amazon, assumed here"),  # nobody verified it at all
        ("amazon.ie", "B-12", "base", False, "base"),  # the law of the country
        ("amazon.nl", "OWN-SCAN", "base", True, "base, assumed here"),
        ("shop.eu", "B-12", "base", False, "base"),
        ("shop.de", "vacation", "base", False, "base"),  # the company's own setting
    ],
)
def test_a_row_tells_whether_its_source_speaks_of_this_market(market, rule, inherited_from, assumed, set_by):
    rows = {row.rule: row for row in describe(shipped_pack(), market)}
    assert (rows[rule].inherited_from, rows[rule].assumed, rows[rule].set_by()) == (inherited_from, assumed, set_by)


def test_what_a_company_lays_over_a_family_is_assumed_nowhere():
    ours = OURS.replace("shop.it", "shop")
    rows = {row.rule: row for row in describe(compile_pack(shipped_texts(), {"ours.toml": ours}), "shop.it")}
    assert (rows["OWN-SCAN"].set_by(), rows["OWN-REST"].set_by()) == ("ours", "base, assumed here")


def test_tables_and_flags_are_spelled_out():
    values = {row.rule: row.value for row in describe(shipped_pack(), "amazon.de")}
    assert values["B-09"] == "any 30, electronics 14"
    assert values["B-07"] == "no"


def test_a_unit_is_said_where_it_adds_something_and_the_days_with_the_date_that_counts():
    rows = {row.rule: row for row in describe(shipped_pack(), "amazon.com")}
    said = [rows[rule].says() for rule in ("B-01", "B-03", "B-07", "B-31", "B-43", "B-08-BUYER")]
    assert said == [
        "24 elapsed hours",
        "in_policy",
        "yes",
        "1 percent",
        "at_risk 100, healthy 200",
        "any 5, earliest 3 calendar days or business days",
    ]
    assert (rows["B-10"].holds(), rows["B-01"].holds()) == ("from 2025-11-01 before 2026-01-01 by order date", "")
    assert rows["B-16"].holds() == "from 2026-02-16 by date of filing"


def test_a_change_of_many_markets_is_one_sentence():
    base = 'overlays = "base"' + SCAN
    (told,) = difference(shipped_pack(), compile_pack(shipped_texts(), {"ours.toml": base}))
    assert told.startswith("all markets: rule OWN-SCAN says 6 elapsed hours [Company")
    family = 'overlays = "ebay"' + SCAN
    (told,) = difference(shipped_pack(), compile_pack(shipped_texts(), {"ours.toml": family}))
    assert told.startswith("ebay, ebay.co.uk, ebay.com, ebay.de, ebay.fr, ebay.it: rule OWN-SCAN says 6")


def test_equal_packs_differ_in_nothing():
    assert difference(shipped_pack(), Pack.from_json(shipped_pack().to_json())) == []


def test_an_overlay_that_repeats_what_holds_differs_in_its_name_alone():
    again = compile_pack(shipped_texts(), {"ours.toml": 'overlays = "shop.it"\nzone = "Europe/Rome"'})
    assert difference(shipped_pack(), again) == ["Only the names of the files differ that values come from."]


def test_every_changed_rule_timer_and_zone_is_a_sentence():
    assert difference(shipped_pack(), compile_pack(shipped_texts(), {"ours.toml": OURS})) == [
        "shop.it: its zone is Europe/Vienna, was Europe/Rome.",
        "shop.it: rule OWN-SCAN says 6 elapsed hours [Company: two shifts a day], said 24 elapsed hours (assumed) "
        "[Own default: what the carrier delivered is scanned within 24 hours].",
        "shop.it: timer T-IDENTIFY says OWN-IDENTIFY (critical), said OWN-IDENTIFY (warning, reminders 1d).",
        "Time zone Europe/Vienna: new.",
    ]


def test_changed_holidays_offsets_and_markets_are_sentences():
    book = shipped_pack().book
    changed = structs.replace(
        book,
        holidays={**book.holidays, "IT": (*book.holidays["IT"], date(2040, 12, 31))},
        zones={**book.zones, "Europe/Rome": structs.replace(book.zones["Europe/Rome"], first=0)},
        markets={name: terms for name, terms in book.markets.items() if name != "shop.pl"},
    )
    assert difference(Pack(book), Pack(changed)) == [
        "Market shop.pl: gone.",
        "Time zone Europe/Rome: its offsets from UTC are no longer the same.",
        "IT: 2040-12-31 is now a holiday.",
    ]


def test_on_a_day_holds_what_has_begun_and_not_ended():
    rows = [row for row in describe(shipped_pack(), "amazon.com") if row.rule == "B-16"]
    assert [row.value for row in in_force(rows, date(2026, 2, 15))] == ["60"]
    assert [row.value for row in in_force(rows, date(2026, 2, 16))] == ["30"]


def test_between_two_days_only_what_says_something_else_has_changed():
    rows = describe(shipped_pack(), "amazon.com")
    found = changes(in_force(rows, date(2026, 2, 15)), in_force(rows, date(2026, 2, 16)))
    told = {each.rule: ([row.value for row in each.was], [row.value for row in each.now]) for each in found}
    assert told["B-16"] == (["60"], ["30"])
    assert all(was != now for was, now in told.values())
    assert changes(rows, rows) == []


def test_a_rule_that_a_company_adds_or_takes_away_is_a_change():
    ours = compile_pack(shipped_texts(), {"ours.toml": OURS})
    rows, own = describe(shipped_pack(), "shop.it"), describe(ours, "shop.it")
    changed = {each.rule: each for each in changes(rows, own)}
    assert [row.says() for row in changed["OWN-SCAN"].now] == ["6 elapsed hours"]
    assert changes([], own)[0].was == ()
