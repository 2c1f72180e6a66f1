"""Cases: lists of them, and one with its timeline, its deadlines, its alerts, its advice and its files."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from handlers.api.asking import MAYBE, WORD, CaseId, Cursor, Kind, Limit, OfKind, Token, When, Word
from handlers.api.calling import KNOWN, Caller, Calling, Having, insist_on
from handlers.api.context import Context
from handlers.api.problems import Problem
from handlers.api.shapes import CASE, LIST, PAGE
from handlers.caselog import CaseKey
from handlers.operating.approving import proposals
from handlers.reading.advising import advice_json
from handlers.reading.alerting import told_about
from handlers.reading.casefile import Archive, CaseFile
from handlers.reading.files import FileShelf, notes_of
from handlers.reading.finding import relatives
from handlers.reading.plain import plain
from handlers.readmodel.browsing import Wanted, cases_page
from handlers.worker.seals import Seals
from lifecycle.playbook.advising import NoAdvice, advise
from lifecycle.playbook.languages import LANGUAGES

router = APIRouter(tags=["cases"])
Language = Annotated[
    str | None, Query(pattern=f"^({'|'.join(LANGUAGES)})$", description=f"The buyer's: {', '.join(LANGUAGES)}.")
]
Assignee = Annotated[str | None, Query(max_length=128, pattern=MAYBE, description="Who has it in hand; empty: nobody.")]
Meant = Annotated[
    str | None,
    Query(max_length=128, pattern=WORD, description="An order number, a reference, or how a case id begins."),
]
MEDIA = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"})


@router.get("/cases", dependencies=KNOWN, responses=PAGE)
async def cases(  # noqa: PLR0913, PLR0917 - a filter each
    context: Having,
    kind: OfKind = None,
    state: Token = None,
    marketplace: Word = None,
    assignee: Assignee = None,
    flag: Token = None,
    open: bool | None = None,  # noqa: A002 - the word of the question
    overdue: bool = False,
    text: Meant = None,
    sort: Literal["updated", "due"] = "updated",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Any:  # noqa: ANN401 - JSON
    """Cases in pages: the one that changed last first, or (`sort=due`) by the deadline that comes first."""
    wanted = Wanted(
        kind=kind,
        state=state,
        is_open=open,
        marketplace=marketplace,
        assignee=assignee,
        flag=flag,
        overdue=overdue,
        text=text,
    )
    async with context.store.reading() as connection:
        found = await cases_page(connection, wanted, now=context.clock.now(), order=sort, after=cursor, limit=limit)
    return {"items": [plain(asdict(line)) for line in found.lines], "next": found.next}


@router.get("/cases/{kind}/{id}", responses=CASE)
async def case(
    caller: Calling, context: Having, kind: Kind, case_id: CaseId, at: When = None, happened: When = None
) -> Any:  # noqa: ANN401 - JSON
    """One case with its timeline: as it stands, as it was known `at` a moment, or as it had `happened` by one.

    Private text is readable for those whose role may read it. `proposals` are refunds that wait for a second person.
    """
    if at is not None and happened is not None:
        raise Problem(422, "invalid", "at and happened exclude each other: ask one after the other")
    key = (kind, case_id)
    archive = Archive(context.nc, context.kinds, context.clock, _seals(caller, context))
    if at is not None:
        found = await archive.known_at(key, at)
    else:
        found = await (archive.happened_by(key, happened) if happened is not None else archive.now(key))
    if found is None:
        raise nowhere(key)
    found = replace(found, relatives=await relatives(context.nc, context.kinds, found.case))
    return {**found.to_json(), **await _beside(context, key, found)}


@router.get("/cases/{kind}/{id}/advice", responses=LIST)
async def advice(caller: Calling, context: Having, kind: Kind, case_id: CaseId, language: Language = None) -> Any:  # noqa: ANN401 - JSON
    """What can be done about a case: situations, numbered options, the recommended one first.

    Drafts of letters, which may take up what a buyer wrote, are for those who may read private text.
    """
    view = await context.counsel.view((kind, case_id), language)
    if view is None:
        raise nowhere((kind, case_id))
    try:
        return [advice_json(view, each, private=caller.reads_private) for each in advise(view)]
    except NoAdvice as none:
        raise Problem(404, "no-advice", str(none)) from None


@router.get("/cases/{kind}/{id}/files", responses=LIST)
async def files(caller: Calling, context: Having, kind: Kind, case_id: CaseId) -> Any:  # noqa: ANN401 - JSON
    """The files of a case; their names only for those who may read private text."""
    key = (kind, case_id)
    await insist_on_case(context, key)
    lines = await FileShelf(context.nc, context.kinds).lines(key, private=caller.reads_private)
    return [line.to_json() for line in lines]


@router.get("/cases/{kind}/{id}/files/{file}", response_class=Response)
async def file(
    caller: Calling, context: Having, kind: Kind, case_id: CaseId, file: Annotated[str, "file:…"]
) -> Response:
    """A file as it was attached, opened; for those who may read private text."""
    insist_on(caller, "reads_private", "read files of buyers")
    await insist_on_case(context, (kind, case_id))
    opened = await FileShelf(context.nc, context.kinds).open((kind, case_id), file)
    media = opened.line.media if opened.line.media in MEDIA else "application/octet-stream"
    disposition = f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}"
    return Response(opened.content, media_type=media, headers={"content-disposition": disposition})


async def insist_on_case(context: Context, key: CaseKey) -> None:
    """Raise `Problem` where there is no such case."""
    if await Archive(context.nc, context.kinds, context.clock).now(key) is None:
        raise nowhere(key)


def nowhere(key: CaseKey) -> Problem:
    """That there is no such case."""
    return Problem(404, "no-such-case", f"there is no {key[0]} {key[1]}")


def _seals(caller: Caller, context: Context) -> Seals | None:
    return Seals(context.nc, context.kinds) if caller.reads_private else None


async def _beside(context: Context, key: CaseKey, found: CaseFile) -> Mapping[str, Any]:
    """What stands beside a case in the log: its alerts, and what was proposed."""
    alerts = [{"seq": each.seq, **each.alert.model_dump(mode="json")} for each in await told_about(context.nc, *key)]
    notes = await notes_of(context.nc, context.kinds, key)
    return {"alerts": alerts, "proposals": [each.to_json() for each in proposals(notes, found.case)]}
