"""A pack is stored with all it counts by: the same bytes, the same digest, the same answers, without any library."""

import subprocess
import sys
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec import structs

from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.pack import Pack

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_stored_pack_is_equal_and_has_the_same_digest():
    pack = shipped_pack()
    again = Pack.from_json(pack.to_json())
    assert again == pack
    assert (again.digest, again.to_json()) == (pack.digest, pack.to_json())
    assert len(pack.digest) == 16


def test_a_stored_pack_gives_the_same_schedules():
    pack, again = shipped_pack(), Pack.from_json(shipped_pack().to_json())
    for name in pack.names:
        for timer in pack.market(name).terms.timers:
            assert again.market(name).schedule(timer, NOON) == pack.market(name).schedule(timer, NOON)


def test_the_digest_covers_holidays_zones_and_rules():
    book = shipped_pack().book
    fewer_holidays = structs.replace(book, holidays={**book.holidays, "IT": book.holidays["IT"][1:]})
    other_zone = structs.replace(book, zones={**book.zones, "Europe/Rome": book.zones["Europe/Paris"]})
    shifted = structs.replace(book.zones["Europe/Rome"], first=0)
    other_offset = structs.replace(book, zones={**book.zones, "Europe/Rome": shifted})
    no_shop = structs.replace(book, markets={name: book.markets[name] for name in book.markets if name != "shop"})
    digests = [Pack(each).digest for each in (book, fewer_holidays, other_offset, no_shop)]
    assert len(set(digests)) == 4
    assert Pack(other_zone).book.zones["Europe/Rome"] == book.zones["Europe/Paris"]


def test_what_is_no_pack_is_refused():
    with pytest.raises(msgspec.ValidationError):
        Pack.from_json(b'{"markets": 1}')


def test_an_unknown_market_gets_the_defaults_and_says_so():
    market = shipped_pack().market("allegro.pl")
    assert (market.name, market.assumed) == ("base", True)
    assert shipped_pack().market(None).assumed


def test_an_unknown_market_of_a_known_family_gets_the_family():
    market = shipped_pack().market("amazon.sg")
    assert (market.name, market.assumed) == ("amazon", True)
    assert not shipped_pack().market("amazon").assumed


def test_a_known_market_is_known_in_any_case_of_letters():
    market = shipped_pack().market("Amazon.it")
    assert (market.name, market.assumed) == ("amazon.it", False)


def test_reading_a_stored_pack_needs_no_library_of_zones_or_holidays():
    code = """
import sys
from lifecycle.policy.pack import Pack
Pack.from_json(sys.stdin.buffer.read()).market("amazon.it")
print([name for name in ("holidays", "zoneinfo", "pydantic") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], input=shipped_pack().to_json(), capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
