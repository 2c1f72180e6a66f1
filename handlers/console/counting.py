"""Reports on pages: what a page is asked about, the books opened, the report as a file for a spreadsheet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from handlers.console.casework.finding import Words
from handlers.console.visit import Visit
from handlers.readmodel.browsing import marketplaces
from handlers.readmodel.tables import cases
from handlers.stats.books import Books
from handlers.stats.question import Question, end_of_day
from handlers.stats.report import Report

LONGEST = 36_500
FIRST, LAST = date(1970, 1, 1), date(2999, 12, 31)
Days = Annotated[str, Query(pattern=r"^\d{0,5}$")]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")]


class Asked:
    """What a page is asked about, as its address has it; what is empty does not narrow anything."""

    def __init__(
        self, marketplace: Words = "", currency: Words = "", days: Days = "", as_of: Day = "", sku: Words = ""
    ) -> None:
        self.marketplace, self.currency, self.days, self.as_of, self.sku = marketplace, currency, days, as_of, sku

    def question(self, visit: Visit) -> Question:
        """The question to the books: a day counts to its end at the marketplace, and never beyond now."""
        now = visit.texts.now
        market = visit.context.pack.market(self.marketplace)
        return Question(
            as_of=min(end_of_day(day_of(visit, self.as_of), market), now) if self.as_of else now,
            marketplace=self.marketplace or None,
            currency=self.currency or None,
            sku=self.sku or None,
            days=min(int(self.days), LONGEST) if self.days and int(self.days) else None,
        )


def day_of(visit: Visit, words: str) -> date:
    """The day that is asked for; a fault for one that no calendar has, or that is too far away to reckon with."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = date.min
    if not FIRST <= day <= LAST:
        raise HTTPException(422, visit.texts.gettext("%(day)s is no day; write it like 2026-11-20.", day=words))
    return day


Asking = Annotated[Asked, Depends(Asked)]
"""Gives a page what it is asked about."""


@asynccontextmanager
async def opened(visit: Visit) -> AsyncIterator[Books]:
    """The books; raises `NoTables` where there are none."""
    context = visit.context
    async with context.store.reading() as connection:
        yield Books(connection=connection, kinds=context.kinds, pack=context.pack, sheet=context.sheet, nc=context.nc)


async def choices(connection: AsyncConnection) -> dict[str, list[tuple[str, str]]]:
    """The marketplaces and currencies that there are cases of, as choices."""
    at = cases.c.currency
    currencies = await connection.execute(select(at).distinct().where(at.is_not(None)).order_by(at))
    found = {"marketplaces": await marketplaces(connection), "currencies": list(currencies.scalars())}
    return {name: [(each, each) for each in told] for name, told in found.items()}


def as_file(report: Report) -> Response:
    """A report for a spreadsheet."""
    name = f"reso-{report.name}-{report.as_of:%Y-%m-%d}.csv"
    told = report.to_csv().encode("utf-8-sig")
    return Response(told, media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'})
