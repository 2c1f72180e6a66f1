"""Answers as JSON."""

from typing import Any

import orjson
from starlette.responses import JSONResponse


class Answer(JSONResponse):
    """A JSON value as it is told; nothing for an answer without a body."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - JSON
        """The value as bytes."""
        return b"" if content is None else orjson.dumps(content)
