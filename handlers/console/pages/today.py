"""Today: what is due next, what was missed, how much of it, what is mine."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from handlers.console.casework.finding import Words
from handlers.console.visit import Visiting
from handlers.reading.duties import Whose, coming, heaps, missed

MOST: Final = 40
"""Deadlines of each list that are shown."""

router = APIRouter()


@router.get("/")
async def today(visit: Visiting, kind: Words = "", marketplace: Words = "", mine: str = "") -> Response:
    """The first page; for HTMX its lists alone."""
    mine_only = mine == "yes"
    whose = Whose(kind or None, marketplace or None, visit.reader.login if mine_only else None)
    now = visit.texts.now
    async with visit.context.store.reading() as connection:
        lists: dict[str, Any] = {
            "coming": await coming(connection, whose, now, MOST),
            "missed": await missed(connection, whose, now, MOST),
            "heaps": await heaps(connection, whose, now),
            "my_heaps": await heaps(connection, Whose(assignee=visit.reader.login), now),
        }
    template = "today/lists.html" if visit.wants_part else "today/today.html"
    return visit.render(template, **lists, whose=whose, mine=mine_only, kinds=visit.context.kinds, most=MOST)
