"""Feedback as it counted at a moment, with who told of it; and what was asked to be removed."""

import msgspec
from sqlalchemy import ColumnElement, String, func, select, type_coerce

from handlers.readmodel import tables
from handlers.stats.books import Books
from handlers.stats.places import Place
from handlers.stats.question import Question
from lifecycle.feedback.case import Feedback
from lifecycle.numbers.scoring import PARTIAL_SOURCE as PARTIAL
from lifecycle.numbers.scoring import Asked, Rated, rating_at
from lifecycle.numbers.windows import Window

told, cases, events = tables.feedback.c, tables.cases.c, tables.events.c
GRANTED = ("removed", "struck_through")


async def rated(books: Books, place: Place, question: Question) -> list[Rated]:
    """Every feedback that counted at the moment of the question, with the rating that it had then."""
    moment = question.as_of
    then = await _changed_since(books, place, question)
    sources = await _reports(books, place)
    wanted = select(told.id, told.rating, told.left_at, told.removed_at).where(*_there(place))
    found = []
    for case_id, rating, left_at, removed_at in await books.connection.execute(wanted):
        gone = removed_at is not None and removed_at <= moment
        counts = then.get(case_id, None if gone else rating)
        if counts is not None and (left_at is None or left_at <= moment):
            found.append(Rated(counts, left_at, sources.get(case_id, "")))
    return found


async def _changed_since(books: Books, place: Place, question: Question) -> dict[str, int | None]:
    """The ratings at the moment of those that their buyers changed later."""
    wanted = (
        select(told.id, type_coerce(cases.body, String))
        .join_from(tables.feedback, tables.cases, (cases.kind == "feedback") & (cases.id == told.id))
        .where(*_there(place), told.changed_at > question.as_of)
    )
    decoder = msgspec.json.Decoder(Feedback)
    found = await books.connection.execute(wanted)
    return {case_id: rating_at(decoder.decode(body), question.as_of) for case_id, body in found}


async def _reports(books: Books, place: Place) -> dict[str, str]:
    """The feedbacks that a report told of which need not list positive ones, each with that report."""
    wanted = (
        select(events.case_id, events.source)
        .join_from(tables.events, tables.feedback, told.id == events.case_id)
        .where(events.kind == "feedback", events.event == "received", events.counts.is_(True))
        .where(told.marketplace == place.name, events.source.startswith(PARTIAL))
    )
    return {row[0]: row[1] for row in await books.connection.execute(wanted)}


async def asked(books: Books, place: Place, span: Window) -> list[Asked]:
    """The requests of a window to remove a feedback, with what came of them since."""
    denied = (
        select(func.min(events.time))
        .where(events.kind == "feedback", events.case_id == told.id)
        .where(events.event == "removal_denied", events.counts.is_(True))
        .scalar_subquery()
    )
    wanted = select(told.removal_requested_at, told.removal_outcome, told.removed_at, denied)
    wanted = wanted.where(*_there(place), told.removal_requested_at <= span.until)
    if span.since is not None:
        wanted = wanted.where(told.removal_requested_at > span.since)
    found = await books.connection.execute(wanted)
    return [Asked(at, removed if outcome in GRANTED else None, refused) for at, outcome, removed, refused in found]


def _there(place: Place) -> list[ColumnElement[bool]]:
    other = tables.cases.alias().c
    merged = select(other.id).where(other.kind == "feedback", other.id == told.id, other.forwards_to.is_not(None))
    return [told.marketplace == place.name, ~merged.exists()]
