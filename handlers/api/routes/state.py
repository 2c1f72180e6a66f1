"""Whether we are ready, and what changes, as it changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from events.asyncapi import document
from handlers.api.answers import Answer
from handlers.api.asking import OfKind
from handlers.api.calling import KNOWN, Having, caller_of
from handlers.api.context import Context
from handlers.api.problems import Problem
from handlers.api.shapes import ONE
from handlers.reading.following import Bell, Change, changes, newest
from handlers.reading.pages import LARGEST
from handlers.wire.jetstream import JetStreamError

router = APIRouter(tags=["state"])
MOST: Final = 200
"""Who may listen at the same time."""
BEAT: Final = 15
"""Seconds after which it is looked again who listens, however much there is to tell."""
SEQUENCE: Final = r"^[0-9]{1,18}$"
Seen = Annotated[str | None, Header(alias="last-event-id", pattern=SEQUENCE, description="The last `id` you heard.")]


@router.get("/health", responses=ONE)
async def health(context: Having, request: Request) -> Answer:
    """Whether the server answers and the tables are there: 200, or 503.

    For those who say who they are also how far the tables are: `behind` so many sequences of the log, 0 is not at all.
    """
    try:
        last, standing = await newest(context.nc), await context.store.standing()
        known = await caller_of(context, request) is not None
    except JetStreamError:
        return Answer({"ready": False, "server": False}, 503)
    told: dict[str, Any] = {"ready": standing is not None, "server": True, "tables": standing is not None}
    if known and standing is not None:
        told |= {"position": standing.position, "newest": last, "behind": max(0, last - standing.position)}
    return Answer(told, 200 if told["ready"] else 503)


@router.get("/asyncapi.json", responses=ONE)
async def asyncapi() -> Any:  # noqa: ANN401 - JSON
    """Every subject of the server, who says what to whom, as AsyncAPI 3.0."""
    return document()


@router.get(
    "/live",
    dependencies=KNOWN,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def live(
    context: Having,
    request: Request,
    kind: OfKind = None,
    after: Annotated[int | None, Query(ge=0, lt=LARGEST, description="Begin after this record.")] = None,
    seen: Seen = None,
) -> StreamingResponse:
    """Changes as server-sent events, one for each record: `id` is its sequence, `event` is `change`, `data` is JSON.

    Begins with what comes next, or after the record that `Last-Event-ID` (browsers send it by themselves) or `after`
    names.
    """
    bell = context.bell
    if bell.listeners >= MOST:
        raise Problem(503, "too-many-listeners", f"{MOST} listen already: try again later", {"retry-after": "30"})
    start = int(seen) if seen is not None else after if after is not None else await newest(context.nc)
    told = _told(context, request, bell, start, kind)
    return StreamingResponse(told, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _told(context: Context, request: Request, bell: Bell, start: int, kind: str | None) -> AsyncIterator[bytes]:
    """The lines of the stream, until the listener goes or is nobody we know any more."""
    bell.listeners += 1
    try:
        yield b": here\n\n"
        loop = asyncio.get_running_loop()
        looked = loop.time()
        async with aclosing(changes(context.nc, bell, start, kind)) as heard:
            async for change in heard:
                if context.closing.is_set():
                    return
                if loop.time() - looked >= BEAT:
                    if await _is_gone(context, request):
                        return
                    looked = loop.time()
                yield _event(change) if change else b": here\n\n"
    finally:
        bell.listeners -= 1


async def _is_gone(context: Context, request: Request) -> bool:
    """Whether a listener is nobody we know any more."""
    return await caller_of(context, request) is None


def _event(change: Change) -> bytes:
    return b"id: %d\nevent: change\ndata: %s\n\n" % (change.seq, orjson.dumps(change.to_json()))
