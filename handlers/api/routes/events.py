"""Publishing events: like anyone else, under one's own name, with the same models and the same checks."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import ConfigDict

from events.values import CaseId as SubjectId
from events.values import Code, Flag
from handlers.api.answers import Answer
from handlers.api.asking import CaseId, EventName, Kind, Patience, Remark, body_schema, read_body
from handlers.api.calling import Caller, Calling, Having, insist_on
from handlers.api.context import Context
from handlers.api.problems import Problem, problem
from handlers.api.routes.cases import insist_on_case
from handlers.api.shapes import ONE, TOLD
from handlers.operating.acting import Said, Verdict
from handlers.operating.attaching import LONGEST_NAME, SORTS, Attaching, Brought, Words
from handlers.operating.publishing import routed
from handlers.operating.sayings import Saying, source_of

router = APIRouter(tags=["events"])
ENVELOPE: Final = frozenset({"precision", "historical", "causationid"})


class Act(Remark):
    """What happened in a case: the `data` of the event, and the revision of the case on which it was decided."""

    data: dict[str, Any]


class Told(Remark):
    """An event as CloudEvents have it, without who says it; further members of CloudEvents are left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Code
    subject: SubjectId
    data: dict[str, Any]
    precision: Code | None = None
    historical: Flag | None = None
    causationid: Code | None = None


@router.post("/events", status_code=202, responses=TOLD, openapi_extra=body_schema(Told))
async def publish(caller: Calling, context: Having, request: Request, wait: Patience = None) -> Answer:
    """Publish an event of any kind, a scan (`scan.received.v1`, its subject is the station) included.

    Answers 202 with the id of the event; with `wait`, as soon as it is recorded, what became of it. An id that a system
    gives makes it safe to send again: the same event is told once, whatever the number of times it is sent.
    """
    told = await read_body(request, Told)
    kind, event = routed(context.kinds, told.type)
    more = {name: value for name, value in told.model_dump().items() if name in ENVELOPE and value is not None}
    return await _say(context, caller, _saying((kind, told.subject), event, told, {**more, "type": told.type}), wait)


@router.post("/cases/{kind}/{id}/files", responses=ONE)
async def attach(  # noqa: PLR0913, PLR0917 - a field of the form each
    caller: Calling,
    context: Having,
    kind: Kind,
    case_id: CaseId,
    file: Annotated[list[UploadFile], File(description="The files.")],
    sort: Annotated[str | None, Form(alias="as", description=f"What they are: {', '.join(SORTS)}.")] = None,
    note: Annotated[str | None, Form(max_length=10_000, description="A private note.")] = None,
) -> Any:  # noqa: ANN401 - JSON
    """Attach files to a case: sealed under its key, told to its log by reference and digest."""
    insist_on(caller, "attaches", "attach files")
    if sort is not None and sort not in SORTS:
        raise Problem(422, "invalid", f"as must be one of {', '.join(SORTS)}")
    await insist_on_case(context, (kind, case_id))
    files = [await _brought(each, int(context.settings.private_max_file)) for each in file]
    user = caller.user
    said = Said(user.login, context.clock.now(), sort=user.sort, source=source_of(user, None))
    attaching = Attaching(context.nc, context.kinds, context.settings)
    return (await attaching.attach((kind, case_id), files, Words(sort, note), said)).to_json()


@router.post("/cases/{kind}/{id}/{event}", status_code=202, responses=TOLD, openapi_extra=body_schema(Act))
async def act(  # noqa: PLR0913, PLR0917 - an address, a body, a question
    caller: Calling,
    context: Having,
    request: Request,
    kind: Kind,
    case_id: CaseId,
    event: EventName,
    wait: Patience = None,
) -> Answer:
    """Publish an event about a case; refused with what has happened since if `expected_revision` is no longer its."""
    told = await read_body(request, Act)
    return await _say(context, caller, _saying((kind, case_id), event, told, {}), wait)


def _saying(key: tuple[str, str], event: str, told: Act | Told, more: Mapping[str, Any]) -> Saying:
    said = (told.expected_revision, told.advice, told.despite, told.time, told.id, told.source)
    return Saying(key, event, told.data, *said, more=more)


async def _say(context: Context, caller: Caller, saying: Saying, wait: float | None) -> Answer:
    (found,) = await context.speaker.say_all(caller.user, [saying], patience=wait or 0)
    match found.standing:
        case "rejected":
            return _refused(409, "rejected", found)
        case "dead":
            return _refused(422, "dead", found)
        case "recorded" | "known":
            return Answer(found.to_json(), 200)
    return Answer(found.to_json(), 202)


def _refused(status: int, name: str, found: Verdict) -> Answer:
    """An event that stands in its case, or in a dead letter, and has no effect."""
    event = found.event
    sentence = f"{event.kind} {event.case_id}: {event.name} is {found.standing}: {found.reason}"
    told = {"event_id": event.id, "source": event.source, "standing": found.standing, "state": found.state or None}
    return problem(status, name, sentence, {**told, "possible": list(found.possible)})


async def _brought(upload: UploadFile, limit: int) -> Brought:
    """A file as it was sent; raises `Problem` for one that is empty or too large."""
    content = await upload.read(limit + 1)
    name = (upload.filename or "file").rpartition("/")[2].rpartition("\\")[2][-LONGEST_NAME:] or "file"
    if not content:
        raise Problem(422, "file-refused", f"{name!r} is empty: there is nothing to attach")
    if len(content) > limit:
        raise Problem(413, "too-large", f"{name!r} is too large: at most {limit:,} bytes may be attached")
    return Brought(name, content)
