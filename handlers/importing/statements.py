"""What a report says about cases, what is known of them, and who tells it when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Literal

from handlers.caselog import CaseKey
from lifecycle.engine.case import Case

Body = dict[str, Any]
When = date | datetime
Mode = Literal["correct", "once", "anew"]


@dataclass(frozen=True)
class Statement:
    """One thing a report says about a case.

    `slot` names it within the case. `at` is when the report says it happened; what it does not date happened `first_at`
    if the case is new with this report, else when the report was seen. Said before in other words, a statement is
    corrected, kept as it was first said (`once`), or told `anew` because the reader knows it to be news.

    `by` is when that which has no `at` was over: it is dated so, but not later than the report was seen. `after` is how
    much later than that it is told, so that what one report says has an order.
    """

    key: CaseKey
    slot: str
    name: str
    data: Mapping[str, Any]
    at: When | None = None
    first_at: When | None = None
    by: datetime | None = None
    after: timedelta = timedelta()
    actor: str = "marketplace"
    mode: Mode = "correct"
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of a case: the events told to it, private text readable, in their order, and how it stands.

    `relatives` are the other cases of its order. Of an `erased` case nothing is told any more.
    """

    bodies: tuple[Body, ...] = ()
    case: Case | None = None
    relatives: tuple[Case, ...] = ()
    erased: bool = False


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class Origin:
    """Who tells, and when: the source, the zone of its days, when the report was seen (`as_of`) and the present."""

    source: str
    zone: tzinfo
    as_of: datetime
    now: datetime
    historical: bool = False
