"""What answers look like, for OpenAPI; their members are those that `--json` of the command line has as well."""

from typing import Any, Final

Responses = dict[int | str, dict[str, Any]]
OBJECT: Final[dict[str, Any]] = {"type": "object"}
OBJECTS: Final[dict[str, Any]] = {"type": "array", "items": OBJECT}
CURSOR: Final[dict[str, Any]] = {"type": ["string", "null"], "description": "Where the next page begins."}
VERDICT: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string"},
        "id": {"type": "string"},
        "event": {"type": "string"},
        "event_id": {"type": "string"},
        "source": {"type": "string"},
        "standing": {"type": "string", "enum": ["recorded", "known", "parked", "waiting", "sent"]},
        "reason": {"type": ["string", "null"]},
        "state": {"type": ["string", "null"]},
        "possible": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["kind", "id", "event", "event_id", "source", "standing"],
}


def answered(schema: dict[str, Any], said: str, status: int = 200) -> Responses:
    """An answer of this shape."""
    return {status: {"description": said, "content": {"application/json": {"schema": schema}}}}


def _having(**members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


PAGE: Final = answered(_having(items=OBJECTS, next=CURSOR), "A page; `next` is the cursor of the following one")
LIST: Final = answered(OBJECTS, "All there are")
ONE: Final = answered(OBJECT, "As it stands")
CASE: Final = answered(
    _having(case=OBJECT, timeline=OBJECTS, possible={"type": "array"}, alerts=OBJECTS, proposals=OBJECTS), "The case"
)
TOLD: Final = answered(VERDICT, "It stands in the log") | answered(VERDICT, "It is accepted", 202)
