"""Where a page of a list ends, as a token that leads to the next page. It names the last case, no number of a page."""

import base64
from datetime import UTC, datetime
from typing import NamedTuple

import orjson


class Unfollowed(ValueError):
    """A token that leads nowhere; the sentence says so."""

    def __init__(self, token: str) -> None:
        super().__init__(f"{token[:80]!r} does not lead to a next page of this list; begin again without it")


class Place(NamedTuple):
    """The last case of a page, with the moment it is sorted by (UTC), if it has one."""

    at: datetime | None
    kind: str
    id: str


def write_cursor(order: str, place: Place) -> str:
    """The token that leads on from a place in a list of this order."""
    told = [order, place.at.isoformat() if place.at else None, place.kind, place.id]
    return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


def read_cursor(token: str, order: str) -> Place:
    """The place that a token names; raises `Unfollowed` for what is none of a list of this order."""
    try:
        told, at, kind, case_id = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if at is not None else None
    except (ValueError, TypeError):
        raise Unfollowed(token) from None
    if told != order or "\0" in f"{kind}{case_id}":
        raise Unfollowed(token)
    return Place(moment, str(kind), str(case_id))
