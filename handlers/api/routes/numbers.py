"""Numbers: every report of `reso stats`, as JSON or, for who accepts that, as CSV."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import Response

from handlers.api.answers import Answer
from handlers.api.asking import When, Word
from handlers.api.calling import KNOWN, Having
from handlers.api.shapes import LIST, OBJECT, Responses
from handlers.stats import counsel, service, skus
from handlers.stats import deadlines as by_clock
from handlers.stats import feedback as ratings
from handlers.stats import health as standing
from handlers.stats import reasons as by_reason
from handlers.stats.books import Books, ReportOf
from handlers.stats.question import Question

router = APIRouter(tags=["numbers"])
REPORTS: Final[Mapping[str, ReportOf]] = {
    "sku": skus.report,
    "reasons": by_reason.report,
    "advice": counsel.report,
    "returns": service.report,
    "health": standing.report,
    "feedback": ratings.report,
    "deadlines": by_clock.report,
}
LONGEST: Final = 36_500
"""Days that a window may have."""
CSV: Final = "text/csv"
REPORT: Final[Responses] = {
    200: {"description": "The report", "content": {"application/json": {"schema": OBJECT}, CSV: {}}}
}
Named = Annotated[str, Path(pattern=f"^({'|'.join(REPORTS)})$", description=f"One of {', '.join(REPORTS)}.")]
Currency = Annotated[str | None, Query(pattern="^[A-Z]{3}$")]
Days = Annotated[int | None, Query(ge=1, le=LONGEST, description="Only the last so many local days.")]
Accept = Annotated[str | None, Header(description="`text/csv` for CSV; JSON otherwise.")]


@router.get("/numbers", dependencies=KNOWN, responses=LIST)
async def reports() -> Any:  # noqa: ANN401 - JSON
    """The reports there are."""
    return [{"report": name} for name in REPORTS]


@router.get("/numbers/{report}", dependencies=KNOWN, responses=REPORT)
async def numbers(  # noqa: PLR0913, PLR0917 - a question each
    context: Having,
    report: Named,
    as_of: When = None,
    marketplace: Word = None,
    currency: Currency = None,
    sku: Word = None,
    days: Days = None,
    accept: Accept = None,
) -> Response:
    """A report as of a moment; what cannot be known is null, with its reasons beside it. No CSV cell is a formula."""
    now = context.clock.now()
    asked = Question(as_of=min(as_of or now, now), marketplace=marketplace, currency=currency, sku=sku, days=days)
    async with context.store.reading() as connection:
        books = Books(connection=connection, kinds=context.kinds, pack=context.pack, sheet=context.sheet, nc=context.nc)
        found = await REPORTS[report](books, asked)
    if accept is not None and CSV in accept:
        name = {"content-disposition": f'attachment; filename="{found.name}.csv"'}
        return Response(found.to_csv(), media_type=f"{CSV}; charset=utf-8", headers=name)
    return Answer(found.to_json())
