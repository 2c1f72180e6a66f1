"""People read a pack as rows, and the difference between two as sentences."""

from datetime import date

from msgspec import structs

from lifecycle.policy.comparison import describe, difference
from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.pack import Pack

OURS = """
overlays = "shop.it"
zone = "Europe/Vienna"

[[rule]]
id = "OWN-SCAN"
value = 6
unit = "elapsed_hours"
source = "Company: two shifts a day"

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


def test_an_inherited_or_assumed_value_says_so():
    (row,) = [row for row in describe(shipped_pack(), "amazon.it") if row.rule == "B-16"]
    assert row.inherited_from == "amazon"
    assert row.source.endswith("(assumed)")


def test_tables_and_flags_are_spelled_out():
    values = {row.rule: row.value for row in describe(shipped_pack(), "amazon.de")}
    assert values["B-09"] == "any 30, electronics 14"
    assert values["B-07"] == "no"


def test_equal_packs_differ_in_nothing():
    assert difference(shipped_pack(), Pack.from_json(shipped_pack().to_json())) == []


def test_an_overlay_that_repeats_what_holds_differs_in_its_name_alone():
    again = compile_pack(shipped_texts(), {"ours.toml": 'overlays = "shop.it"\nzone = "Europe/Rome"'})
    assert difference(shipped_pack(), again) == ["Only the names of the files differ that values come from."]


def test_every_changed_rule_timer_and_zone_is_a_sentence():
    assert difference(shipped_pack(), compile_pack(shipped_texts(), {"ours.toml": OURS})) == [
        "shop.it: its zone is Europe/Vienna, was Europe/Rome.",
        "shop.it: rule OWN-SCAN says 6 elapsed hours by fact [Company: two shifts a day], said 24 elapsed hours by "
        "fact assumed [Own default: what the carrier delivered is scanned within 24 hours].",
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
