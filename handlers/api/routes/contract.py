"""The contract as programs read it: AsyncAPI of everything that is said, beside the OpenAPI of what is asked."""

from fastapi import APIRouter

from events.asyncapi import document
from handlers.api.answers import Answer

router = APIRouter()


@router.get("/asyncapi.json", include_in_schema=False)
async def asyncapi() -> Answer:
    """Every subject, who writes and reads it, the schema of every message; like OpenAPI it is for anybody."""
    return Answer(document())
