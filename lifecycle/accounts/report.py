"""Amazon's account health report (`GET_V2_SELLER_PERFORMANCE_REPORT`, F.9) as the events of an account.

Its schema and its examples differ in names, so blocks are known by their shape, and every name is read by the functions
of the contract. Nothing is dropped in silence: what cannot be used is told in a sentence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from events.account_codes import metric
from lifecycle.accounts.marketplaces import marketplace
from lifecycle.accounts.trends import DIGITS

Json = Mapping[str, Any]

SPLIT: Final = ("mfn", "afn")
PARTS: Final = {"claims": "claimRate", "chargebacks": "chargebackRate", "negativeFeedback": "negativeFeedbackRate"}
"""Members of an order defect rate that are figures of their own, by the names of those."""
COUNTS: Final = (
    "orderWithDefects", "lateShipmentCount", "cancellationCount", "validTrackingCount", "unitOnTimeDeliveryCount",
    "onTimeDeliveryCount", "invoiceDefect", "defectsCount",
)  # fmt: skip
BASES: Final = ("orderCount", "shipmentCountWithValidTracking", "shipmentCount", "totalUnitCount")
RATES: Final = ("rate", "ahrScore", "accountHealthRatingScore", "score")
MARKS: Final = ("status", "ahrStatus", "accountHealthRatingStatus")
WARNINGS: Final = ("warningStates", "warningState")
_NO_SECONDS: Final = re.compile(r"(T\d\d:\d\d)(?=Z|[+-]\d\d:?\d\d|$)")
_NO_OFFSET: Final = re.compile(r"T\d\d:\d\d:\d\d(\.\d+)?$")
_MOMENT: Final = re.compile(r"(19[7-9]|20\d)\d-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?", re.ASCII)


class Reading(NamedTuple):
    """What a report tells, as event names with their data in the order of the report; and what could not be used."""

    told: tuple[tuple[str, dict[str, Any]], ...]
    unread: tuple[str, ...]


def read(report: object) -> Reading:
    """Every status and figure of a parsed report; a number may be an `int`, a `float` or a `Decimal`.

    Raises `ValueError` with a sentence if this is no such report.
    """
    if not isinstance(report, Mapping) or not {"accountStatuses", "performanceMetrics"} & report.keys():
        raise ValueError("this is no account health report: it has neither accountStatuses nor performanceMetrics")
    unread: list[str] = []
    statuses = _objects(report, "accountStatuses", unread)
    only = {str(each["marketplaceId"]) for each in statuses if each.get("marketplaceId")}
    told = [*_statuses(statuses, unread)]
    for place, each in enumerate(_objects(report, "performanceMetrics", unread), start=1):
        market = each.get("marketplaceId") or (next(iter(only)) if len(only) == 1 else None)
        if market is None:
            unread.append(f"performanceMetrics {place} names no marketplaceId, and the report is not about one alone")
            continue
        told += [("metric_reported", data) for data in _figures(each, marketplace(str(market)), unread)]
    return Reading(tuple(told), tuple(unread))


def _objects(report: Json, name: str, unread: list[str]) -> list[Json]:
    """The objects of a list of the report."""
    entries = report.get(name) or []
    if not isinstance(entries, list):
        unread.append(f"{name} is no list")
        return []
    unread += [f"{name} {place} is no object" for place, each in enumerate(entries, 1) if not isinstance(each, Mapping)]
    return [each for each in entries if isinstance(each, Mapping)]


def _statuses(entries: Iterable[Json], unread: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, each in enumerate(entries, start=1):
        market, told = each.get("marketplaceId"), each.get("status")
        if market and told:
            yield "status_changed", {"status": str(told), "marketplace": marketplace(str(market))}
        else:
            unread.append(f"accountStatuses {place} needs marketplaceId and status")


def _figures(metrics: Json, market: str, unread: list[str]) -> Iterator[dict[str, Any]]:
    """The figures of one marketplace: of each block, of what it is split into, and of the warnings in a list."""
    for name, block in metrics.items():
        if name == "marketplaceId":
            continue
        for found, inner, more in _blocks(name, block):
            figure = _figure(found, inner, f"{market}: {found}", unread)
            if {"value", "count", "status"} & figure.keys():
                yield {"metric": found, "marketplace": market, "source": "report", **figure, **more}
            else:
                unread.append(f"{market}: {found} has neither a value, a count nor a status")


def _blocks(name: str, block: object) -> Iterator[tuple[str, Json, dict[str, Any]]]:
    """A block by its name with what is known of it from where it stands: its fulfilment, its order counts."""
    if name in WARNINGS and isinstance(block, list):
        warnings = (each if isinstance(each, Mapping) else {} for each in block)
        yield from ((str(each.get("warningType", name)), each, {}) for each in warnings)
    elif name in WARNINGS and isinstance(block, Mapping):
        yield from ((inner, each if isinstance(each, Mapping) else {}, {}) for inner, each in block.items())
    elif isinstance(block, Mapping) and set(SPLIT) & block.keys():
        for side in (side for side in SPLIT if isinstance(block.get(side), Mapping)):
            shipped = {"fulfilment": side.upper()}  # the inner fulfillmentType is known to say otherwise
            yield name, block[side], shipped
            yield from ((part, inner, shipped) for part, inner in _parts(block[side]))
    else:
        yield name, block if isinstance(block, Mapping) else {}, {}


def _parts(block: Json) -> Iterator[tuple[str, Json]]:
    """What an order defect rate is made of, each among the same orders in the same days."""
    around = {name: block[name] for name in (*BASES, "reportingDateRange") if name in block}
    for name, part in PARTS.items():
        inner = block.get(name)
        if isinstance(inner, Mapping) and "count" in inner:
            yield part, {**around, "defectsCount": inner["count"], "status": inner.get("status")}


def _figure(name: str, block: Json, where: str, unread: list[str]) -> dict[str, Any]:
    """What one block tells; what it tells in a way that nobody can read goes into `unread`."""
    days = block.get("reportingDateRange")
    days = days if isinstance(days, Mapping) else {}
    share = metric(name).is_share
    told = {
        "value": (_first(block, RATES), _share if share else _number),
        "count": (_first(block, COUNTS), _whole),
        "orders": (_first(block, BASES), _whole),
        "target": (block.get("targetValue"), _share if share else _number),
        "target_condition": (block.get("targetCondition"), _word),
        "from": (days.get("reportingDateFrom"), _moment),
        "to": (days.get("reportingDateTo"), _moment),
        "status": (_first(block, MARKS), _word),
    }
    figure = {member: reader(raw) for member, (raw, reader) in told.items() if raw is not None}
    unread += [f"{where}: {member} cannot be read: {told[member][0]!r}" for member in figure if figure[member] is None]
    return {member: value for member, value in figure.items() if value is not None}


def _first(block: Json, names: Iterable[str]) -> object:
    """The first member there is; of one that is an object, its count."""
    found = next((block[name] for name in names if block.get(name) is not None), None)
    return found.get("count") if isinstance(found, Mapping) else found


def _number(raw: object) -> str | None:
    """A number as text, not below zero; None for what is none."""
    if raw is None or isinstance(raw, bool):
        return None
    try:
        number = Decimal(str(raw))
        return format(number.quantize(DIGITS).normalize(), "f") if number.is_finite() and number >= 0 else None
    except InvalidOperation:
        return None


def _share(raw: object) -> str | None:
    number = _number(raw)
    return number if number is not None and Decimal(number) <= 1 else None


def _whole(raw: object) -> int | None:
    number = _number(raw)
    return int(number) if number is not None and Decimal(number) == int(Decimal(number)) else None


def _word(raw: object) -> str | None:
    return str(raw).strip() or None if isinstance(raw, str) else None


def _moment(raw: object) -> str | None:
    """A moment as the contract has it, None for what is none: some lack their seconds, some their offset, UTC."""
    told = _word(raw)
    if told is None:
        return None
    told = _NO_SECONDS.sub(r"\1:00", told)
    told = f"{told}Z" if _NO_OFFSET.search(told) else told
    return told if _is_moment(told) else None


def _is_moment(told: str) -> bool:
    """Whether the contract takes it for a moment or a day."""
    try:
        datetime.fromisoformat(told)
    except ValueError:
        return False
    return _MOMENT.fullmatch(told) is not None
