"""What waits for somebody: deadlines, events that do not fit their case, inputs that could not be taken in."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from events.unreadable import Unreadable
from handlers.api.asking import Cursor, Limit, OfKind, Sequence, When, Word
from handlers.api.calling import KNOWN, Caller, Calling, Having, insist_on
from handlers.api.context import Context
from handlers.api.problems import Problem
from handlers.api.shapes import LIST, ONE, PAGE
from handlers.operating.retrying import Clerk
from handlers.reading.dead import DeadMail, open_letters
from handlers.reading.listing import Clocks, list_deadlines, list_rejections
from handlers.wire.jetstream import seconds

router = APIRouter(tags=["waiting"])
Standing = Annotated[
    Literal["running", "met", "missed", "replaced"],
    Query(description="`running` are those ahead."),
]


@router.get("/deadlines", dependencies=KNOWN, responses=PAGE)
async def deadlines(  # noqa: PLR0913, PLR0917 - a filter each
    context: Having,
    standing: Standing = "running",
    kind: OfKind = None,
    marketplace: Word = None,
    assignee: Word = None,
    timer: Word = None,
    since: When = None,
    until: When = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Any:  # noqa: ANN401 - JSON
    """Deadlines in pages, the one that is due first before the others; `standing=missed` for those that were missed."""
    wanted = Clocks(standing, kind, marketplace, assignee, timer, since, until)
    async with context.store.reading() as connection:
        found = await list_deadlines(connection, wanted, cursor, limit)
    return found.to_json()


@router.get("/rejections", dependencies=KNOWN, responses=PAGE)
async def rejections(
    context: Having,
    kind: OfKind = None,
    standing: Literal["parked", "rejected", "dismissed"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Any:  # noqa: ANN401 - JSON
    """Events that do not fit their case, each with its reason and what would be possible."""
    async with context.store.reading() as connection:
        found = await list_rejections(connection, kind, standing, cursor, limit)
    return found.to_json()


@router.get("/dead", responses=LIST)
async def dead(caller: Calling, context: Having) -> Any:  # noqa: ANN401 - JSON
    """Inputs that could not be taken in and that nobody has dealt with; their bytes for who may read private text."""
    return [_letter(caller, each) for each in await open_letters(context.nc)]


@router.post("/dead/{sequence}/retry", responses=ONE)
async def retry(caller: Calling, context: Having, sequence: Sequence) -> Any:  # noqa: ANN401 - JSON
    """Publish an input again as it was; one that has to be mended is published anew, under one's own name."""
    clerk = await _clerk(caller, context, sequence)
    try:
        return {"sequence": sequence, "again": await clerk.retry(sequence)}
    except Unreadable as refusal:
        sentence = f"input {sequence} is not published, it would be refused again: {refusal}"
        raise Problem(422, "still-unreadable", sentence) from None


@router.post("/dead/{sequence}/dismiss", responses=ONE)
async def dismiss(caller: Calling, context: Having, sequence: Sequence) -> Any:  # noqa: ANN401 - JSON
    """Lay an input aside: it needs nobody's attention any more."""
    clerk = await _clerk(caller, context, sequence)
    await clerk.dismiss(sequence)
    return {"sequence": sequence, "dismissed": True}


async def _clerk(caller: Caller, context: Context, sequence: int) -> Clerk:
    """Who deals with a letter that there is; raises `Problem`."""
    insist_on(caller, "settles", "deal with dead letters")
    if all(letter.sequence != sequence for letter in await open_letters(context.nc)):
        raise Problem(404, "no-such-letter", f"there is no dead letter {sequence}; GET /api/v1/dead lists them")
    ttl = seconds(context.settings.dead_ttl)
    return Clerk(context.nc, context.kinds, context.clock, caller.user.login, ttl)


def _letter(caller: Caller, letter: DeadMail) -> dict[str, Any]:
    told = letter.to_json()
    return told if caller.reads_private else {**told, "head": None}
