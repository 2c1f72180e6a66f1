"""Amazon's account health report (`GET_V2_SELLER_PERFORMANCE_REPORT`, F.9): JSON, of one marketplace or of several.

What its blocks mean is read by `lifecycle/accounts/report.py`. Here each marketplace becomes its account, with one
status or figure a line; lines are counted from 1 in the order of the report.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from handlers.importing.account_told import AccountTold, Line
from handlers.importing.reading import Reading
from handlers.importing.refusing import Refused
from handlers.importing.returned_items import token
from handlers.importing.tables import decoded
from lifecycle.accounts import report
from lifecycle.accounts.marketplaces import NAMES

SOURCE = "/amazon/performance"
"""The source of what this report says, whatever the marketplace."""
UNDATED = "it names no days: what is new is dated to when it was made (--as-of), and only what has changed is told"


@dataclass(frozen=True)
class Wanted:
    """What of a report is wanted: the marketplace, all if empty; the case it goes to and the encoding, if unusual."""

    market: str = ""
    case_id: str = ""
    encoding: str = ""


def read_performance(raw: bytes, wanted: Wanted) -> Reading:
    """The accounts that a report tells of; raises `Refused` for what is no such report."""
    text, _ = decoded(raw, (), wanted.encoding)
    if not text.strip():
        return Reading(notes=["it is empty: nothing to import"])
    found = _found(text)
    if not found.told:
        return Reading(notes=[*found.unread, "it tells of no account: nothing to import"])
    ended = max((_end(data["to"]) for _, data in found.told if "to" in data), default=None)
    lines = _lines(found.told, ended)
    notes = [*found.unread, *([] if ended else [UNDATED])]
    accounts = []
    for market in _wanted(lines, wanted):
        own = _once([line for line in lines if line.market == market], notes)
        accounts.append(AccountTold(SOURCE, wanted.case_id or case_of(market), own, ended))
    return Reading(accounts, sum(len(account.lines) for account in accounts), notes=notes)


def case_of(market: str) -> str:
    """The case of the account on a marketplace: `amazon-it`."""
    return market.replace(".", "-") if market in NAMES.values() else token(market)


def _found(text: str) -> report.Reading:
    try:
        return report.read(orjson.loads(text))
    except orjson.JSONDecodeError as fault:
        raise Refused(f"it is no JSON: {fault}") from None
    except ValueError as fault:
        raise Refused(str(fault)) from None


def _lines(told: Sequence[tuple[str, dict[str, Any]]], ended: datetime | None) -> Sequence[Line]:
    usual = ended.date().isoformat() if ended else ""
    days = (str(data.get("to", usual))[: len("2026-11-19")] for _, data in told)
    return [Line(number, *each, day) for number, (each, day) in enumerate(zip(told, days, strict=True), start=1)]


def _wanted(lines: Iterable[Line], wanted: Wanted) -> Sequence[str]:
    """The marketplaces to tell of."""
    there = list(dict.fromkeys(line.market for line in lines))
    if wanted.market and wanted.market not in there:
        raise Refused(f"it tells nothing of {wanted.market}; it tells of: {', '.join(there)}")
    markets = [wanted.market] if wanted.market else there
    if wanted.case_id and len(markets) > 1:
        told = f"--case {wanted.case_id} is the case of one account, and the report tells of {', '.join(markets)}"
        raise Refused(f"{told}; say which with --marketplace")
    return markets


def _once(lines: Iterable[Line], notes: list[str]) -> tuple[Line, ...]:
    """The lines, each matter once; what is told of it a second time otherwise goes into `notes`."""
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        known = first.setdefault((line.about, line.day), line)
        if known.data != line.data:
            notes.append(f"{line.market}: {line.about} stands there twice, and is read as it stands there first")
    return tuple(first.values())


def _end(told: str) -> datetime:
    """The end of what a figure counts; of a bare day, its midnight in UTC."""
    if len(told) > len("2026-11-19"):
        return datetime.fromisoformat(told)
    return datetime.combine(date.fromisoformat(told), time(), UTC) + timedelta(days=1)
