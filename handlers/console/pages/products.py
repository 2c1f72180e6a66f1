"""Products: each article's figures, what the product sheet says of it, and the returns behind them."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from handlers.console.counting import Asking, as_file, choices, opened
from handlers.console.visit import Visiting
from handlers.reading.articles import returns_of
from handlers.stats import counsel, reasons, skus
from lifecycle.products.product import FIELDS

MOST = 100
"""Returns that are shown of an article."""
ROWS = 300
"""Articles that are shown; the file for spreadsheets has all."""
SHOWN = (
    "marketplace",
    "sku",
    "returns",
    "asked",
    "returned",
    "sent",
    "request_rate",
    "return_rate",
    "recovery",
    "cost_per_return",
    "main_reason",
    "advice",
)
"""The columns of the list; the page of an article has all."""

router = APIRouter()


@router.get("/products")
async def products(visit: Visiting, asked: Asking) -> Response:
    """Every article, those of all goods of a marketplace first."""
    question = asked.question(visit)
    async with opened(visit) as books:
        found, advice = await skus.report(books, question), await counsel.report(books, question)
        offered = await choices(books.connection)
    values: dict[str, Any] = {
        "report": found.first(ROWS),
        "names": SHOWN,
        "advice": advice.rows,
        "remarked": advice,
        **offered,
    }
    return visit.render("products/products.html", asked=asked, question=question, **values)


@router.get("/products.csv")
async def products_file(visit: Visiting, asked: Asking) -> Response:
    """The same for a spreadsheet."""
    async with opened(visit) as books:
        return as_file(await skus.report(books, asked.question(visit)))


@router.get("/products/article")
async def article(visit: Visiting, asked: Asking) -> Response:
    """One article."""
    question, sheet = asked.question(visit), visit.context.sheet
    async with opened(visit) as books:
        figures, why = await skus.report(books, question), await reasons.report(books, question)
        advice = [row for row in (await counsel.report(books, question)).rows if row[2:4] == ("sku", asked.sku)]
        behind = await returns_of(books.connection, asked.sku, question.marketplace, MOST)
    told = sheet.history(asked.sku) if sheet else ()
    values: dict[str, Any] = {"figures": figures, "reasons": why, "behind": behind, "told": told, "advice": advice}
    fixed: dict[str, Any] = {"fields": FIELDS, "most": MOST, "sheet": sheet}
    return visit.render("products/article.html", asked=asked, question=question, **fixed, **values)
