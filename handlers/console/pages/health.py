"""Health: how each account stands, what the marketplace measures beside our own figures, notices and plans."""

from typing import Any, Final

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from handlers.console.counting import Asking, as_file, choices, opened
from handlers.console.visit import Visiting
from handlers.stats import deadlines, feedback, health
from handlers.stats.books import Books, ReportOf
from handlers.stats.cases import standing
from handlers.stats.question import Question
from lifecycle.accounts.case import Account

REPORTS: Final[dict[str, ReportOf]] = {
    "health": health.report,
    "feedback": feedback.report,
    "deadlines": deadlines.report,
}
"""The reports of the page, by the names of their files."""

router = APIRouter()


@router.get("/health")
async def account_health(visit: Visiting, asked: Asking) -> Response:
    """All accounts, or the one of a marketplace."""
    question = asked.question(visit)
    async with opened(visit) as books:
        reports = {name: await report(books, question) for name, report in REPORTS.items()}
        accounts, offered = await _accounts(books, question), await choices(books.connection)
    columns = [column.name for column in health.COLUMNS]
    figures = [dict(zip(columns, row, strict=True)) for row in reports["health"].rows]
    values: dict[str, Any] = {"reports": reports, "figures": figures, "accounts": accounts, **offered}
    return visit.render("health/health.html", asked=asked, question=question, **values)


async def _accounts(books: Books, question: Question) -> list[Account]:
    """The accounts as they stood, those with notices first."""
    found: list[Account] = await standing(books, "account", question)
    return sorted(found, key=lambda each: (not each.notices, each.marketplace or "", each.id))


@router.get("/health/{name}.csv")
async def health_file(visit: Visiting, asked: Asking, name: str) -> Response:
    """A report of the page for a spreadsheet."""
    if name not in REPORTS:
        raise HTTPException(404)
    async with opened(visit) as books:
        return as_file(await REPORTS[name](books, asked.question(visit)))
