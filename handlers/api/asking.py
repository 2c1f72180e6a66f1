"""What a question may look like: the parameters of addresses, and bodies read as strictly as events are."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import Path, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from events.parsing import plain_json
from events.sentences import misread
from events.values import TOKEN, Code, Instant, Text
from handlers.api.problems import Problem
from handlers.caselog import CaseKey
from handlers.reading.pages import LARGEST, MOST
from lifecycle.kinds import KINDS

WORD: Final = r"^[^\x00-\x1f\x7f]+$"
"""A text on one line."""
MAYBE: Final = r"^[^\x00-\x1f\x7f]*$"
"""The same, or nothing."""
Body = TypeVar("Body", bound=BaseModel)

Kind = Annotated[str, Path(description=f"The kind of case: {', '.join(KINDS)}.", pattern=f"^({'|'.join(KINDS)})$")]
CaseId = Annotated[str, Path(alias="id", description="The case.", pattern=f"^{TOKEN}$")]
EventName = Annotated[str, Path(description="The event, such as `authorized`.", pattern="^[a-z_]{1,64}$")]
Sequence = Annotated[int, Path(description="The sequence of the input.", ge=1, lt=LARGEST)]
OfKind = Annotated[str | None, Query(pattern=f"^({'|'.join(KINDS)})$", description="Only this kind of case.")]
Word = Annotated[str | None, Query(max_length=128, pattern=WORD)]
Token = Annotated[str | None, Query(max_length=64, pattern="^[a-z0-9_]+$")]
Cursor = Annotated[str | None, Query(max_length=1024, pattern="^[A-Za-z0-9_-]+$", description="`next` of a page.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Most rows of the page.")]
Moment = Annotated[Instant, AfterValidator(lambda at: at.astimezone(UTC))]
When = Annotated[Moment | None, Query(description="A moment with its offset, such as 2026-11-20T10:00:00+01:00.")]
Patience = Annotated[float | None, Query(ge=0, le=60, description="Seconds to wait for what becomes of it.")]


class Strict(BaseModel):
    """A body: what nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Remark(Strict):
    """What goes with an event besides its data, all of it optional."""

    expected_revision: Annotated[int, Field(ge=0, lt=LARGEST)] | None = None
    time: Instant | None = None
    id: Code | None = None
    source: Code | None = None
    advice: Code | None = None
    despite: Text | None = None


def body_schema(model: type[BaseModel], media: str = "application/json") -> dict[str, Any]:
    """How OpenAPI tells of a body that we read ourselves."""
    schema = model.model_json_schema(mode="validation", ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {media: {"schema": schema}}}}


async def read_body(request: Request, model: type[Body]) -> Body:
    """The body of a request; raises `Unreadable` for what is no JSON or told twice, `Problem` for other members."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem(415, "no-json", "the body has to be JSON: say `Content-Type: application/json`")
    told = plain_json(await request.body(), "the body")
    if "actor" in told:
        raise Problem(422, "invalid", "actor is not told: who says it is whoever the token or the session belongs to")
    try:
        return model.model_validate(told)
    except ValidationError as refusal:
        raise Problem(422, "invalid", f"the body is not valid: {misread(refusal.errors(include_url=False))}") from None


def key_of(kind: str, case_id: str) -> CaseKey:
    """The case that an address names."""
    return kind, case_id


def in_utc(at: datetime | None) -> datetime | None:
    """The moment in UTC."""
    return at.astimezone(UTC) if at else None
