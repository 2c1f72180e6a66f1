"""Time zones and public holidays written out for the years 2000 to 2040. Only compiling needs their libraries."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lifecycle.policy.zones import EPOCH, Offsets

FIRST_YEAR, LAST_YEAR = 2000, 2040
STEP = timedelta(days=7)
"""How far apart a zone is looked at: no zone changes its offset twice in a week."""


@cache
def expand_zone(name: str) -> Offsets:
    """Every change of the zone's offset; raises ValueError for a name that is no IANA zone."""
    try:
        zone = ZoneInfo(name)
    except (LookupError, ValueError, OSError) as problem:
        raise ValueError(f"{name!r} is no time zone; write an IANA name such as Europe/Rome") from problem
    at, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    first = before = _offset(zone, at)
    changes = []
    while at < end:
        later = at + STEP
        if (after := _offset(zone, later)) != before:
            changes.append((_change(zone, at, later), after))
            before = after
        at = later
    return Offsets(first, tuple(changes))


@cache
def expand_holidays(country: str) -> tuple[date, ...]:
    """Every public holiday of `DE` or of a part, `GB-ENG`; raises ValueError if it is not known; none for ``""``."""
    if not country:
        return ()
    import holidays  # noqa: PLC0415 - it takes long to load, and most commands compile nothing

    code, _, part = country.partition("-")
    try:
        found = holidays.country_holidays(code, subdiv=part or None, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError as problem:
        raise ValueError(f"no holidays are known for the country {country!r}; write DE, or GB-ENG") from problem
    return tuple(sorted(found))


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> int:
    """The epoch second, between the two instants, from which the offset of `after` holds."""
    low, high = (int((at - EPOCH).total_seconds()) for at in (before, after))
    last = _offset(zone, after)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, EPOCH + timedelta(seconds=middle)) == last else (middle, high)
    return high
