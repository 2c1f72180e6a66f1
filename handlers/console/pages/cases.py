"""Cases: found, filtered, chosen; what is to be done to all that are chosen goes on from here."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from handlers.console.casework.deeds import deeds
from handlers.console.casework.finding import Asked
from handlers.console.visit import Visit, Visiting
from handlers.readmodel.browsing import Page, cases_page, marketplaces
from handlers.readmodel.cursors import Unfollowed

router = APIRouter()


async def asked(query: Annotated[Asked, Query()]) -> Asked:
    """What is asked for, out of the address."""
    return query


@router.get("/cases")
async def cases(visit: Visiting, query: Annotated[Asked, Depends(asked)]) -> Response:
    """The list; for HTMX its table alone. The address says all that is asked for."""
    async with visit.context.store.reading() as connection:
        page = await _page(connection, visit, query)
        known = {*await marketplaces(connection), query.marketplace} - {""}
    template = "cases/list.html" if visit.wants_part else "cases/cases.html"
    values = {**_choices(visit, query), "marketplaces": sorted(known), "page": page, "onward": _onward(query, page)}
    return visit.render(template, asked=query, **values)


async def _page(connection: AsyncConnection, visit: Visit, query: Asked) -> Page:
    wanted, now = query.wanted(visit.reader), visit.texts.now
    try:
        return await cases_page(connection, wanted, now=now, order=query.sort, after=query.after or None)
    except Unfollowed as refused:
        raise HTTPException(400, str(refused)) from None


def _onward(query: Asked, page: Page) -> str | None:
    """The address of the next page."""
    return f"/cases?{urlencode({**query.said(), 'after': page.next})}" if page.next else None


def _choices(visit: Visit, query: Asked) -> dict[str, Any]:
    """What can be chosen: kinds, states, and what may be done to several cases."""
    kinds = visit.context.kinds
    told = [kinds[query.kind]] if query.kind in kinds else list(kinds.values())
    return {
        "kinds": list(kinds),
        "states": list(dict.fromkeys(state for kind in told for state in kind.table.states)),
        "deeds": [deed for deed in deeds() if deed.in_bulk and _may(visit, deed.kind, deed.event)],
    }


def _may(visit: Visit, kind: str | None, event: str) -> bool:
    return any(visit.may(each, event) for each in ([kind] if kind else visit.context.kinds))
