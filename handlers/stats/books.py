"""What figures are reckoned from: the tables of the read model, the rules, the product sheet, the log behind them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.stats.question import Question
from handlers.stats.report import Report
from lifecycle.engine.kind import Kind
from lifecycle.policy.pack import Pack
from lifecycle.products.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The open books. `nc` leads to the log; without it no case can be told as it stood before its last event."""

    connection: AsyncConnection
    kinds: Mapping[str, Kind[Any]]
    pack: Pack
    sheet: Sheet | None = None
    nc: Client | None = None


ReportOf = Callable[[Books, Question], Awaitable[Report]]
"""How every report is made."""
