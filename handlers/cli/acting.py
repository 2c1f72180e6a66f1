"""`act`: an event about one case or many, published as a person, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import typer
from nats.aio.client import Client

from events.unreadable import Unreadable
from handlers.caselog import CaseKey
from handlers.cli import paper, running, words
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import load
from handlers.operating.acting import Desk, Verdict, spoken
from handlers.operating.acting import Said as Spoken
from handlers.operating.publishing import Ready, refuse_future
from handlers.operating.wording import Objectionable, insist_on_wording
from handlers.reading.finding import kinds_of
from lifecycle.kinds import KINDS

PATIENCE = 15.0
"""Seconds to wait for the records."""
ANY_OPTION = {"ignore_unknown_options": True, "allow_extra_args": True}
ABOUT = """Publish an event about cases: `reso act R-1 R-2 authorized --by operator --label.type prepaid`.

Every option that is not listed below becomes a member of the event's data. Where an event or an id could be meant of
several kinds of case, say the event with its kind: `order.cancelled`. Exit 1 if it has not taken effect: it is
rejected, or parked until what is missing comes.
"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=ANY_OPTION, help=ABOUT)(act)


def act(  # noqa: PLR0913, PLR0917 - an option each
    given: Annotated[list[str], typer.Argument(metavar="ID… EVENT [--MEMBER VALUE …]")],
    data: Annotated[list[str] | None, typer.Option(metavar="JSON", help="The data, or what of it is nested.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin the cases that do not exist yet.")] = False,
    at: Annotated[str | None, typer.Option(metavar="T", help="When it happened; now, if not given.")] = None,
    despite: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the text goes out although the wording guard objects.")
    ] = None,
    advice: Annotated[
        str | None, typer.Option(metavar="D-NN/N", help="The option of the playbook that this follows.")
    ] = None,
    login: Annotated[str | None, typer.Option(help="Who acts; you, if not given.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait for what becomes of it.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Publish an event about cases."""
    plain, options = words.split(given)
    ids, kind, event = _named(plain)
    told = _object(data)
    kind = kind or _kind(ids[0], event)
    members = words.data_of(options, schema_of(kind, event), told)
    said = (login or running.me(), running.moment_of(at, "--at"), despite, advice)
    asked = _Asked(kind, event, tuple(dict.fromkeys(ids)), members, new, *said)
    verdicts = running.connected("act", lambda nc, _: _act(nc, asked, wait))
    put_verdicts(verdicts, as_json=as_json)


def put_verdicts(verdicts: Sequence[Verdict], *, as_json: bool) -> None:
    """What became of events; exit 1 unless all of them have taken effect."""
    if as_json:
        paper.put_json([verdict.to_json() for verdict in verdicts])
    else:
        for verdict in verdicts:
            paper.put(told(verdict))
    if not all(verdict.is_good for verdict in verdicts):
        raise typer.Exit(1)


class _Asked(NamedTuple):
    """What is to be published, about which cases."""

    kind: str
    event: str
    ids: tuple[str, ...]
    data: dict[str, Any]
    new: bool
    login: str
    at: datetime | None
    despite: str | None
    advice: str | None


def _named(plain: Sequence[str]) -> tuple[Sequence[str], str, str]:
    """The case ids, the kind (empty where it was not said) and the event."""
    if len(plain) < 2:
        raise Said("name at least one case and the event: `reso act R-1 authorized --by operator`", WRONG_USE)
    *ids, told = plain
    kind, dot, event = told.rpartition(".")
    for case_id in ids:
        running.insist_on_token(case_id)
    if dot:
        running.kind_of(kind)
    return ids, kind, event


def _kind(case_id: str, event: str) -> str:
    """The kind that is meant where none was said: the one that has this event, else the one that has the case."""
    having = [name for name, kind in KINDS.items() if event in kind.rules]
    if len(having) == 1:
        return having[0]
    found = running.connected("act", lambda nc, _: kinds_of(nc, having or KINDS, case_id))
    if len(found) > 1:
        hint = " or ".join(f"{kind}.{event}" for kind in found)
        raise Said(f"{case_id} is the id of a {' and of a '.join(found)}: say {hint}", WRONG_USE)
    return found[0] if found else "return"


def schema_of(kind: str, event: str) -> dict[str, Any]:
    """The schema of the event's data; `Unreadable` if there is no such event."""
    try:
        return KINDS[kind].catalogue.entry(kind, event).model.model_json_schema(mode="validation")
    except Unreadable as refusal:
        raise Said(refusal.sentence, WRONG_USE) from None


def _object(data: Sequence[str] | None) -> dict[str, Any]:
    if data and len(data) > 1:
        raise Said("--data is told twice", WRONG_USE)
    told = words.json_of("--data", data[0]) if data else {}
    if not isinstance(told, dict):
        raise Said("--data must be a JSON object", WRONG_USE)
    return told


async def _act(nc: Client, asked: _Asked, wait: bool) -> list[Verdict]:
    clock, desk = await load(nc), Desk(nc, KINDS)
    said = Spoken(asked.login, asked.at or clock.now(), asked.despite, asked.advice)
    keys = [(asked.kind, case_id) for case_id in asked.ids]
    events = _events(keys, asked, said)
    refuse_future(events[0].event, clock.now())
    insist_on_words(events[:1])
    _insist_on_known(await desk.unknown(keys), asked)
    if wait:
        return await desk.act(events, PATIENCE)
    await desk.send(events)
    return [Verdict(ready.event, "sent") for ready in events]


def _events(keys: Sequence[CaseKey], asked: _Asked, said: Spoken) -> list[Ready]:
    """The events, each as a worker would read it; words that make none are wrong use."""
    try:
        return [spoken(KINDS, key, asked.event, asked.data, said) for key in keys]
    except Unreadable as refusal:
        raise Said(refusal.sentence, WRONG_USE) from None


def insist_on_words(events: Sequence[Ready]) -> None:
    """A sentence for what the wording guard objects to; of the same words about many cases one event is enough."""
    try:
        insist_on_wording(KINDS, [ready.event for ready in events])
    except Objectionable as refusal:
        raise Said(f'{refusal}: --despite "REASON"') from None


def _insist_on_known(unknown: Sequence[CaseKey], asked: _Asked) -> None:
    """A case that does not exist is a slip, unless it is to begin; nothing has been sent yet."""
    begins = KINDS[asked.kind].table.leads(KINDS[asked.kind].table.initial, asked.event)
    if not unknown or (begins and asked.new):
        return
    missing = ", ".join(case_id for _, case_id in unknown[:5])
    more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
    hint = f"; if it is to begin with {asked.event}, say --new" if begins else ""
    raise Said(f"there is no {asked.kind} {missing}{more}; nothing was sent{hint}")


def told(verdict: Verdict) -> str:
    """What became of an event, in a sentence."""
    event = verdict.event
    place = f"{event.kind} {event.case_id}"
    possible = ", ".join(verdict.possible)
    match verdict.standing:
        case "recorded":
            return f"{place}: {event.name} is recorded; it is {verdict.state}"
        case "sent":
            return f"{place}: {event.name} is sent, its id is {event.id}"
        case "parked" | "rejected" if possible and "possible" not in verdict.reason:
            return f"{place}: {event.name} is {verdict.standing}: {verdict.reason}; possible now: {possible}"
        case _:
            return f"{place}: {event.name} is {verdict.standing}: {verdict.reason}"
