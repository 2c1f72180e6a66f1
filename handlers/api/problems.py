"""What goes wrong, as `application/problem+json` (RFC 9457): one table, one sentence each, nothing of our insides."""

import traceback
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from events.sentences import misread
from events.unreadable import Unreadable
from handlers.api.answers import Answer
from handlers.api.attempts import TooOften
from handlers.operating.refusals import Contradicted, Moved, NeedsLead, NoSuchCase, NotAllowed, Unsettled
from handlers.operating.retrying import InputGone
from handlers.operating.wording import Objectionable
from handlers.packs import PackMissing
from handlers.reading.files import FileRefused
from handlers.reading.pages import NoCursor
from handlers.readmodel.cursors import Unfollowed
from handlers.readmodel.refusals import NoTables
from handlers.wire.jetstream import JetStreamError
from handlers.worker.seals import CaseErased

log = structlog.get_logger(__name__)
MEDIA: Final = "application/problem+json"
UNEXPECTED: Final = "an unexpected fault of ours; it is in the log of the console"


class Problem(Exception):
    """A refusal of the API itself: `name` is the last part of its type, `sentence` is for people."""

    def __init__(self, status: int, name: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.name, self.sentence, self.headers = status, name, sentence, headers


class Row(NamedTuple):
    """What an exception is answered as: its status and the name of its type."""

    family: type[Exception]
    status: int
    name: str


TABLE: Final = tuple(
    Row(*row)
    for row in (
        # what happened     status  type
        (NotAllowed,        403,    "not-allowed"),
        (NeedsLead,         403,    "needs-lead"),
        (NoSuchCase,        404,    "no-such-case"),
        (InputGone,         410,    "input-gone"),
        (CaseErased,        410,    "erased"),
        (Moved,             409,    "moved"),
        (Contradicted,      409,    "contradicted"),
        (Unsettled,         409,    "unsettled"),
        (FileRefused,       422,    "file-refused"),
        (NoCursor,          422,    "no-cursor"),
        (Unfollowed,        422,    "no-cursor"),
        (Objectionable,     422,    "wording"),
        (TooOften,          429,    "too-often"),
        (NoTables,          503,    "no-tables"),
        (PackMissing,       503,    "unavailable"),
        (JetStreamError,    503,    "unavailable"),
    )
)  # fmt: skip
"""The exceptions whose text is a sentence for whoever asks; the first that fits counts."""
TITLES: Final[Mapping[int, str]] = {
    400: "Not readable",
    401: "Who are you",
    403: "Not yours to do",
    404: "Not here",
    405: "Not this way",
    409: "Decided on something else",
    410: "Gone",
    413: "Too large",
    415: "Not this sort of body",
    421: "Not under this name",
    422: "Not valid",
    429: "Too often",
    500: "Our fault",
    503: "Not now",
}
UNREADABLE: Final[Mapping[str, int]] = {"broken_json": 400, "too_large": 413, "unknown_kind": 404, "unknown_event": 404}


def explain(app: FastAPI) -> None:
    """Let every error of the application be answered as a problem."""
    app.add_exception_handler(Problem, _own)
    app.add_exception_handler(Unreadable, _unreadable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for row in TABLE:
        app.add_exception_handler(row.family, _told)


def problem(
    status: int,
    name: str,
    sentence: str,
    more: Mapping[str, Any] = MappingProxyType({}),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """A refusal with its sentence, and `more` members for programs."""
    told = {"type": f"urn:reso:problem:{name}", "title": TITLES.get(status, "Refused"), "status": status}
    readable = sentence.encode(errors="replace").decode()  # half a character of a request is none that can be answered
    return Answer({**told, "detail": readable, **more}, status, headers, MEDIA)


def unexpected(request_path: str, fault: Exception) -> Answer:
    """A fault of ours: the log has its sort and where it was, without what was sent; the answer does not."""
    where = "".join(traceback.format_tb(fault.__traceback__, limit=-4))
    log.error("api.fault", path=request_path, fault=type(fault).__name__, trace=where)
    return problem(500, "fault", UNEXPECTED)


async def _own(_: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return problem(error.status, error.name, error.sentence, headers=error.headers)


async def _unreadable(_: Request, error: Exception) -> Response:
    if not isinstance(error, Unreadable):
        raise error
    return problem(UNREADABLE.get(error.reason, 422), error.reason.replace("_", "-"), error.sentence)


async def _told(_: Request, error: Exception) -> Response:
    """An exception of the table; some have more to say than their sentence."""
    row = next(row for row in TABLE if isinstance(error, row.family))
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    match error:
        case Moved():
            more = {"revision": error.revision, "since": [each._asdict() for each in error.since]}
        case NeedsLead():
            more = {"proposal": error.proposal}
        case Objectionable():
            more = {"found": {place: [each.sentence for each in some] for place, some in error.found.items()}}
        case TooOften():
            headers = {"retry-after": str(error.seconds)}
    return problem(row.status, row.name, str(error), more, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """What cannot be asked like this, in three sentences at most; nothing that somebody signs in with is repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    hidden = {"input": None} if request.url.path.endswith("/session") else {}
    named: list[Any] = [{**each, "loc": each["loc"][1:] or each["loc"], **hidden} for each in error.errors()]
    return problem(422, "invalid", misread(named))


async def _http(_: Request, error: Exception) -> Response:
    """What the framework refuses by itself: an unknown address, a method that is none, a body that breaks off."""
    if not isinstance(error, HTTPException):
        raise error
    known = {
        404: ("no-such-address", "there is nothing at this address; /api/v1/openapi.json lists what there is"),
        405: ("no-such-method", "this address does not take this method; /api/v1/openapi.json says which it takes"),
    }
    name, sentence = known.get(error.status_code, ("refused", str(error.detail)))
    return problem(error.status_code, name, sentence, headers=error.headers)
